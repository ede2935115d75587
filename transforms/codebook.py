"""The codebook at work: topics given to a document by named patterns.

`codebook.yml` holds the rules (docs/coding.md), `codebook_file` its form, `reading` the search.
"""

import re
from bisect import insort
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

from transforms.codebook_file import NEEDED, CodebookError, CodebookFile, LineOf, Pattern, read_codebook_file
from transforms.document import Document, TopicCode, Voice
from transforms.reading import (
    Rule,
    Span,
    compile_rule,
    disjoint,
    is_near,
    matches,
    plain,
    rules_by_word,
    touches,
)

FILE: Final = Path(__file__).with_name("codebook.yml")
POST_NEEDED: Final = 1.0
"""Weight at which a topic is given to a post, which says a thing once."""
TITLE_FACTOR: Final = 1.5
"""How much more a hit in the title weighs; a weak one still needs another beside it."""
LEAD: Final = 700
"""Characters of text that count as its beginning, at the least."""
WORDS_PER_STEP: Final = 600
"""Each so many words of text beyond the first ask for one weak hit more: long texts touch on much."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A match that counts; `name` is `topic/pattern`."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Reading:
    """What the codebook finds in one text: spans of its word lists by name, and hits by topic, in order of position."""

    text: str
    words: Mapping[str, tuple[Span, ...]]
    hits: Mapping[str, tuple[Hit, ...]]

    def leads_with(self, name: str) -> bool:
        """Whether a word of that list stands in the text's beginning."""
        return bool(self.words[name]) and self.words[name][0].start < lead_end(self.text)


@dataclass(frozen=True, slots=True)
class Codebook:
    """A codebook ready for use."""

    file: CodebookFile
    rules: tuple[Rule, ...]
    rules_of: Callable[[str], tuple[Rule, ...]]
    exclusions: Mapping[str, re.Pattern[str]]

    def read(
        self,
        text: str,
        field: Literal["title", "text"],
        below: Reading | None = None,
        given: frozenset[str] = frozenset(),
        *,
        is_post: bool = False,
    ) -> Reading:
        """Return what is found in a title or a text; offsets are into `text` as given.

        A title is so short that the neighbours of its words may stand in the beginning of the text `below` it. Lists
        that are `given` are near wherever one looks: police, their unions and boards
        need not name them in what they publish. In a post the short forms of `police-in-posts` are police words too.
        """
        exact, lower = plain(text)
        found = matches(lower, exact, self.rules, self.rules_of)
        words = {name: tuple(disjoint(found.get(f"{name}.match", ()))) for name in self.file.words}
        for name, spans in words.items():
            if hidden := tuple(disjoint(found.get(f"{name}.unless", ()))):
                words[name] = tuple(span for span in spans if not touches(span, hidden))
        if is_post:
            words["police"] = tuple(disjoint((*words["police"], *words["police-in-posts"])))
        hits: dict[str, tuple[Hit, ...]] = {}
        for slug, topic in self.file.topics.items():
            passed = sorted(
                (-topic.patterns[name].hit_weight, span, f"{slug}/{name}")
                for name, pattern in topic.patterns.items()
                if pattern.field in ("both", field)
                for span in found.get(f"{slug}/{name}", ())
                if self._holds(f"{slug}/{name}", pattern, span, words, lower, below, given)
            )
            if passed:
                hits[slug] = tuple(_strongest(passed))
        return Reading(text=lower, words=words, hits=hits)

    def weight(self, hit: Hit) -> float:
        """What the hit's pattern weighs."""
        slug, _, name = hit.name.partition("/")
        return self.file.topics[slug].patterns[name].hit_weight

    def _holds(
        self,
        key: str,
        pattern: Pattern,
        span: Span,
        words: Mapping[str, tuple[Span, ...]],
        lower: str,
        below: Reading | None,
        given: frozenset[str],
    ) -> bool:
        """Whether a match meets its pattern's conditions."""
        if not all(
            any(
                name in given
                or is_near(span, words[name], pattern.within, lower)
                or (below is not None and below.leads_with(name))
                for name in names.split("|")
            )
            for names in pattern.near
        ):
            return False
        if (unless := self.exclusions.get(key)) is None:
            return True
        around = lower[max(0, span.start - pattern.unless_within) : span.end + pattern.unless_within]
        return not unless.search(around)


def _strongest(passed: list[tuple[float, Span, str]]) -> Iterator[Hit]:
    """Of hits that overlap the strongest, all in order of position."""
    taken: list[Span] = []
    names: dict[Span, str] = {}
    for _, span, name in passed:
        if not touches(span, taken):
            insort(taken, span)
            names[span] = name
    return (Hit(names[span], span) for span in taken)


@dataclass(frozen=True, slots=True)
class Readings:
    """What is found in a document's title and in its text."""

    title: Reading
    text: Reading


def read_document(document: Document, codebook: Codebook, *, on_police: bool = False) -> Readings:
    """Return what the codebook finds in the document, for `code_topics` and `code_relevance` together."""
    given = frozenset({"police"}) if on_police else frozenset()
    is_post = document.form == "post"
    text = codebook.read(document.text, "text", given=given, is_post=is_post)
    title = codebook.read(document.title or "", "title", below=text, given=given, is_post=is_post)
    return Readings(title=title, text=text)


def code_topics(
    document: Document, codebook: Codebook, readings: Readings | None = None
) -> tuple[TopicCode, ...]:
    """Return the document's topics in the codebook's order, each with the pattern and the words that gave it.

    A topic is given by one strong hit, or by weak hits that weigh `NEEDED` together (in the title they weigh half
    as much again; long texts need more). A topic that is `only_alone` is given only where no other is. The evidence is the
    heaviest hit, title before text, the earlier before the later.
    """
    found = readings or read_document(document, codebook)
    lead = lead_end(document.text)
    needed = NEEDED + max(0, len(document.text.split()) - 1) // WORDS_PER_STEP
    enough = NEEDED
    if document.form == "post":
        needed = enough = POST_NEEDED
    codes: list[TopicCode] = []
    for slug, topic in sorted(codebook.file.topics.items(), key=lambda item: item[1].only_alone):
        if topic.only_alone and codes:
            continue
        weighed: list[tuple[float, Literal["title", "text"], Hit]] = [
            *((TITLE_FACTOR * codebook.weight(hit), "title", hit) for hit in found.title.hits.get(slug, ())),
            *(
                (
                    codebook.weight(hit) if hit.span.start < lead else min(codebook.weight(hit), 1.0),
                    "text",
                    hit,
                )
                for hit in found.text.hits.get(slug, ())
            ),
        ]
        heaviest = max(weighed, key=lambda item: item[0], default=None)
        if heaviest is None or (heaviest[0] < enough and sum(weight for weight, _, _ in weighed) < needed):
            continue
        _, field, hit = heaviest
        codes.append(
            TopicCode(
                topic=slug,
                rule=hit.name,
                field=field,
                start=hit.span.start,
                end=hit.span.end,
                voice="author" if field == "title" else _voice(document, hit.span.start),
                hits=len(weighed),
            )
        )
    return tuple(codes)


def lead_end(text: str) -> int:
    """Where the beginning of a text ends, in characters: the part in which a piece says what it is about."""
    return max(LEAD, len(text) * 2 // 5)


def _voice(document: Document, at: int) -> Voice:
    """Whose words the character of the text is."""
    for block in document.blocks:
        if block.start <= at < block.end:
            return block.voice
    return "author"


@cache
def load_codebook(path: Path = FILE) -> Codebook:
    """Return the codebook, checked and compiled; the same object at every call.

    Raises:
        CodebookError: the file cannot be used, or a pattern is not a regular expression or names what there is not.
    """
    file, line_of = read_codebook_file(path)
    compiler = _Compiler(file, line_of, path)
    rules: list[Rule] = []
    exclusions: dict[str, re.Pattern[str]] = {}
    for name, words in file.words.items():
        rules.append(compiler.rule(f"{name}.match", words.match, ("words", name, "match")))
        if words.unless:
            rules.append(compiler.rule(f"{name}.unless", words.unless, ("words", name, "unless")))
    for slug, topic in file.topics.items():
        for name, pattern in topic.patterns.items():
            loc = ("topics", slug, "patterns", name)
            compiler.check_near(pattern, (*loc, "near"))
            rules.append(
                compiler.rule(f"{slug}/{name}", pattern.match, (*loc, "match"), exact_case=pattern.exact_case)
            )
            if pattern.unless:
                exclusions[f"{slug}/{name}"] = compiler.rule("", pattern.unless, (*loc, "unless")).regex
    return Codebook(file=file, rules=tuple(rules), rules_of=rules_by_word(rules), exclusions=exclusions)


@dataclass(frozen=True, slots=True)
class _Compiler:
    """Fills `<names>` and compiles, with errors that name the line."""

    file: CodebookFile
    line_of: LineOf
    path: Path

    def rule(
        self, name: str, alternatives: tuple[str, ...], loc: tuple[str, ...], *, exact_case: bool = False
    ) -> Rule:
        try:
            return compile_rule(name, self._filled("|".join(alternatives), loc), exact_case=exact_case)
        except re.error as error:
            raise CodebookError(f"{self._where(loc)}: not a regular expression: {error}") from None

    def check_near(self, pattern: Pattern, loc: tuple[str, ...]) -> None:
        for name in (name for names in pattern.near for name in names.split("|")):
            if name not in self.file.words:
                raise CodebookError(
                    f"{self._where(loc)}: found '{name}'; accepted: {', '.join(self.file.words)}"
                )

    def _filled(self, pattern: str, loc: tuple[str, ...]) -> str:
        pieces = {
            **{name: "|".join(words.match) for name, words in self.file.words.items()},
            **self.file.parts,
        }

        def piece(found: re.Match[str]) -> str:
            if (name := found.group(1)) not in pieces:
                raise CodebookError(
                    f"{self._where(loc)}: found <{name}>; accepted: {', '.join(sorted(pieces))}"
                )
            return f"(?:{pieces[name]})"

        for _ in range(3):  # a piece may hold another
            pattern = re.sub(r"(?<!\(\?)(?<!\(\?P)<([a-z-]+)>", piece, pattern)
        return pattern

    def _where(self, loc: tuple[str, ...]) -> str:
        return f"{self.path}:{self.line_of(loc)}: {'.'.join(loc)}"
