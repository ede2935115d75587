"""Which looks at a page give a new version: `beatbook` beside the rules of others, on invented pairs of captures.

`python -m bench.versions` prints the table of docs/versions.md; `-v` names the pairs that `beatbook` gets wrong.

The rules of others are written anew from what their programs do, over the same title and text, without their extraction:

- *any difference*: a digest of title and text.
- *newsdiffs*: its first line, the date, does not count; all else does, letter by letter. Its parsers know each site: here every
  short line with a date at the top of the text counts as found.
- *diffengine*: letters and digits count, spaces and marks do not; the headline counts as it is.
- *white space aside*: as page monitors do out of the box; what else is noise, their users write down page by page.
"""

import re
import sys
import unicodedata
from collections.abc import Callable
from typing import Final

from bench.version_pairs import Content, Pair, changes, noise
from transforms.version_text import version_digest

Rule = Callable[[Content], str]
_DATE: Final = re.compile(r"\b(?:ago|hace|now|20\d\d|Nov)\b|\d/\d|\d[hm]\b")


def _any_difference(content: Content) -> str:
    return "\n".join(content)


def _less_space(content: Content) -> str:
    return " ".join("\n".join(content).split())


def _newsdiffs(content: Content) -> str:
    title, text = content
    first, _, rest = text.partition("\n")
    return f"{title}\n{rest if len(first.split()) < 20 and _DATE.search(first) else text}"


def _diffengine(content: Content) -> str:
    title, text = content
    letters = (mark for mark in text if not mark.isspace() and not unicodedata.category(mark).startswith("P"))
    return f"{title}\n{''.join(letters)}"


RULES: Final[dict[str, Rule]] = {
    "beatbook": lambda content: version_digest(*content),
    "diffengine": _diffengine,
    "white space aside": _less_space,
    "newsdiffs": _newsdiffs,
    "any difference": _any_difference,
}


def false_versions(rule: Rule) -> list[Pair]:
    """Pairs that differ by noise and would be two versions."""
    return [pair for pair in noise() if rule(pair[1]) != rule(pair[2])]


def missed_versions(rule: Rule) -> list[Pair]:
    """Pairs that somebody changed and would be one version."""
    return [pair for pair in changes() if rule(pair[1]) == rule(pair[2])]


def table() -> str:
    """The shares by rule, as Markdown."""
    noisy, changed = len(noise()), len(changes())
    lines = [f"| rule | false versions of {noisy} | missed of {changed} |", "|---|---|---|"]
    for name, rule in RULES.items():
        false, missed = len(false_versions(rule)), len(missed_versions(rule))
        lines.append(f"| {name} | {false} ({false / noisy:.1%}) | {missed} ({missed / changed:.1%}) |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(f"{table()}\n")
    if "-v" in sys.argv[1:]:
        for what, find in (("false version", false_versions), ("missed", missed_versions)):
            for pair in find(RULES["beatbook"]):
                sys.stdout.write(f"{what}: {pair[0]}\n")
