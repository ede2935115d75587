"""What `beatbook extract --diff` prints."""

import csv
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Final

from rich.markup import escape
from rich.table import Column, Table
from rich.text import Text

from dags.config import Config
from dags.console import err, out, say

if TYPE_CHECKING:
    from transforms.difference import Change, SourceDayChanges
    from transforms.replay import SourceDay

_AROUND: Final = 6
"""Words that are shown on each side of a change."""
_MOST: Final = 600
"""Characters of an example; the whole of it is in --json and --csv."""
_COMPARED: Final = 4000
"""Words up to which two texts are compared word by word; beyond, a change is one piece."""


def print_difference(
    config: Config,
    days: Sequence["SourceDay"],
    processes: int,
    *,
    again: bool,
    show: int,
    as_json: bool,
    as_csv: bool,
) -> bool:
    """Print what a replay of some days would change; whether there is anything."""
    from dags import steps
    from dags.cli_extract import reading

    tally = _Tally(show)
    with reading(days) as tell:
        found = steps.differences(config, days, processes=processes, again=again, say=tell)
        if as_csv:
            _print_csv(tally.counted(found))
        elif as_json:
            _print_json(tally.counted(found), tally)
        else:
            for _ in tally.counted(found):
                pass
    for day, source_id, problem in tally.problems:
        err.print(
            f"[yellow]warning[/] not compared: {day} {source_id}: {escape(problem)}",
            highlight=False,
            soft_wrap=True,
        )
    if not (as_csv or as_json):
        _print_text(tally)
    return bool(tally.of_field)


class _Tally:
    """Counts of changes, and a few of them as examples."""

    def __init__(self, show: int) -> None:
        self._show = show
        self.documents: Counter[str] = Counter()
        self.changed: Counter[str] = Counter()
        self.of_field: Counter[str] = Counter()
        self.of_source: dict[str, Counter[str]] = defaultdict(Counter)
        self.reasons: dict[str, Counter[str]] = defaultdict(Counter)
        self.examples: dict[str, list[Change]] = defaultdict(list)
        self.problems: list[tuple[str, str, str]] = []

    def counted(self, found: Iterator["SourceDayChanges"]) -> Iterator["Change"]:
        """The changes one by one, once they are counted."""
        from transforms.difference import NOT_REJECTED, REJECTED

        for one in found:
            if one.problem is not None:
                self.problems.append((one.day.isoformat(), one.source_id, one.problem))
            self.documents[one.source_id] += one.documents
            self.changed[one.source_id] += len({change.doc_key for change in one.changes} - {None})
            for change in one.changes:
                self.of_field[change.field] += 1
                self.of_source[change.source_id][change.field] += 1
                if change.field in {REJECTED, NOT_REJECTED}:
                    self.reasons[change.field][str(change.new or change.old)] += 1
                if len(self.examples[change.field]) < self._show:
                    self.examples[change.field].append(change)
                yield change

    def figures(self) -> dict[str, Any]:
        """All counts."""
        return {
            "documents": self.documents.total(),
            "documents_changed": self.changed.total(),
            "fields": dict(self.of_field.most_common()),
            "rejections": {field: dict(reasons.most_common()) for field, reasons in self.reasons.items()},
            "sources": {
                source_id: {
                    "documents": self.documents[source_id],
                    "documents_changed": self.changed[source_id],
                    "fields": dict(self.of_source[source_id].most_common()),
                }
                for source_id in sorted(self.documents)
            },
            "problems": [
                {"day": day, "source_id": source_id, "problem": problem}
                for day, source_id, problem in self.problems
            ],
        }


def _print_text(tally: _Tally) -> None:
    total = tally.documents.total()
    if not tally.of_field:
        say(f"{total} documents would stay as they are")
        return
    say(f"{tally.changed.total()} of {total} documents would change\n")
    table = Table(
        "field",
        Column("changes", justify="right"),
        "sources, the most changes first",
        box=None,
        pad_edge=False,
    )
    for field, count in tally.of_field.most_common():
        sources = Counter({one: fields[field] for one, fields in tally.of_source.items() if fields[field]})
        first = ", ".join(f"{one} {number}" for one, number in sources.most_common(3))
        more = f", {len(sources) - 3} more" if len(sources) > 3 else ""
        table.add_row(field, str(count), escape(f"{first}{more}"))
    out.print(table)
    for field, reasons in tally.reasons.items():
        say(f"\n{field}: " + ", ".join(f"{reason} {count}" for reason, count in reasons.most_common()))
    for field, examples in tally.examples.items():
        if examples:
            out.print(f"\n[bold]{field}[/]", highlight=False)
        for change in examples:
            out.print(
                f"  [dim]{escape(change.source_id)} {change.day} {escape(change.url)}[/]",
                highlight=False,
                soft_wrap=True,
            )
            for line in _example(change):
                out.print(Text("  ").append_text(line), soft_wrap=True)


def _example(change: "Change") -> Iterator[Text]:
    from transforms.difference import shown

    if change.field == "text" and change.old and change.new:
        yield _shortened(words_changed(change.old, change.new))
        return
    for sign, value, style in (("-", change.old, "red"), ("+", change.new, "green")):
        if value is not None:
            yield _shortened(Text(f"{sign} {' '.join(shown(value).split())}", style=style))


def words_changed(old: str, new: str) -> Text:
    """The words that differ, with a few around them: [-gone-] {+come+}, as `git diff --word-diff` writes it."""
    before, after = old.split(), new.split()
    text = Text()
    for tag, i, j, k, m in _steps(before, after):
        if tag == "equal":
            kept = before[i:j]
            head = kept[:_AROUND] if i else []
            tail = kept[-_AROUND:] if j < len(before) or m < len(after) else []
            if len(kept) > len(head) + len(tail):
                kept = [*head, "…", *tail]
            text.append(" ".join(kept) + " ")
            continue
        if j > i:
            text.append(f"[-{' '.join(before[i:j])}-]", style="red").append(" ")
        if m > k:
            text.append(f"{{+{' '.join(after[k:m])}+}}", style="green").append(" ")
    return text


def _steps(before: list[str], after: list[str]) -> list[tuple[str, int, int, int, int]]:
    """As `SequenceMatcher.get_opcodes`; what both begin and end with is taken off first, since its time grows with the square."""
    least = min(len(before), len(after))
    head = next((n for n in range(least) if before[n] != after[n]), least)
    tail = next((n for n in range(least - head) if before[-1 - n] != after[-1 - n]), least - head)
    i, j, k, m = head, len(before) - tail, head, len(after) - tail
    middle = [("replace", i, j, k, m)] if (j, m) != (i, k) else []
    if max(j - i, m - k) <= _COMPARED:
        matcher = SequenceMatcher(None, before[i:j], after[k:m], autojunk=False)
        middle = [(tag, a + i, b + i, c + k, d + k) for tag, a, b, c, d in matcher.get_opcodes()]
    begun = [("equal", 0, head, 0, head)] if head else []
    ended = [("equal", j, len(before), m, len(after))] if tail else []
    return [*begun, *middle, *ended]


def _shortened(text: Text) -> Text:
    if len(text) > _MOST:
        text = text[:_MOST].append(" …")
    return text


def _print_csv(changes: Iterator["Change"]) -> None:
    from transforms.difference import shown

    writer = csv.writer(sys.stdout)
    writer.writerow(("day", "source_id", "url", "doc_key", "field", "old", "new"))
    for one in changes:
        writer.writerow(
            (one.day, one.source_id, one.url, one.doc_key or "", one.field, shown(one.old), shown(one.new))
        )


def _print_json(changes: Iterator["Change"], tally: _Tally) -> None:
    """One object; its list of changes is printed as they come, since together they may be more than memory holds."""
    write = sys.stdout.write
    write('{"changes": [')
    for number, one in enumerate(changes):
        write(",\n" if number else "\n")
        write(json.dumps(asdict(one), ensure_ascii=False, default=str))
    write("],\n")
    write(json.dumps(tally.figures(), ensure_ascii=False)[1:] + "\n")
