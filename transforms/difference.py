"""What the program as it is now would make of the archive, against the documents as they stand.

Compared is the file form: so documents of an earlier version can be read, which knew fewer columns.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pyarrow.parquet as pq

from transforms.folder import stamp_of
from transforms.offline import Say, in_processes
from transforms.replay import Place, Places, SourceDay, counts
from transforms.run import extract_source

_NOT_OF_THE_PAGE: Final = frozenset(
    {
        "source_id",
        "day",
        "fetched_at",
        "warc_path",
        "warc_offset",
        "text_sha256",
        "version_sha256",
        "extractor",
    }
)
"""Where the page stands and by what it was read: no part of what it says."""
_PLACES: Final = frozenset({"start", "end", "position", "block", "echo_of"})
"""They move with every word of the text, which is compared itself."""
_OF_OTHERS: Final = frozenset({"cite", "url", "network", "post_id", "author_name", "author_handle", "posted"})
NEW: Final = "document new"
GONE: Final = "document gone"
REJECTED: Final = "rejection new"
NOT_REJECTED: Final = "rejection gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field of one document that would change, or a document or rejection that would come or go.

    Attributes:
        field: a column's name; `NEW`, `GONE`, `REJECTED` or `NOT_REJECTED`; `block_kinds` and `others_words` (who is quoted
            or embedded) for what the column `blocks` says beside the text.
        old, new: JSON's kinds of values; None where there is none.
    """

    day: date
    source_id: str
    doc_key: str | None
    url: str
    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDayChanges:
    """What would change of one folder.

    Attributes:
        documents: how many it holds now.
        changes: in the order of the documents.
        problem: why it could not be compared: the archive file or the folder is damaged, or the day was never extracted.
    """

    day: date
    source_id: str
    documents: int
    changes: tuple[Change, ...]
    problem: str | None = None


def differences(
    days: Sequence[SourceDay], places: Places, *, processes: int, again: bool, say: Say
) -> Iterator[SourceDayChanges]:
    """Compare folders with what the archive gives now; each as it is done, in no order. Nothing is written.

    Args:
        days: from `source_days`.
        places: where everything is.
        processes: how many to use.
        again: read also archive files whose folder was made by this very program, of the same: it would come out the same.
        say: given how many bytes of the archive files were read, several times a second.

    Raises:
        ReplayError, GazetteerError, CodebookError, OSError: as `replay`.
    """
    return in_processes(partial(_differ_one, places, again), days, processes, say)


def _differ_one(places: Places, again: bool, one: SourceDay) -> SourceDayChanges:
    stored = places.documents / one.day.isoformat() / one.source.id
    place = Place(one.byte_count)
    place(0)

    def found(
        documents: int, changes: tuple[Change, ...] = (), problem: str | None = None
    ) -> SourceDayChanges:
        place.end()
        return SourceDayChanges(
            day=one.day, source_id=one.source.id, documents=documents, changes=changes, problem=problem
        )

    if not stored.is_dir():
        return found(0, problem="it was never extracted")
    if (held := counts(stored, one.source.id)) is None:
        return found(0, problem="a file of its folder is missing or damaged; a replay makes it anew")
    documents = held.documents
    made_of = places.stamp(one)
    if not again and made_of is not None and stamp_of(stored) == made_of:
        return found(documents)
    with TemporaryDirectory(prefix="beatbook-diff-") as name:
        made = extract_source(
            one.source,
            one.day,
            archive_dir=places.archive,
            documents_dir=Path(name),
            gazetteer_dir=places.gazetteer,
            key=places.key,
            made_of=made_of,
            at_place=place,
        )
        if made.problem is not None:
            return found(documents, problem=made.problem)
        fresh = Path(name) / one.day.isoformat() / one.source.id
        return found(documents, tuple(compare(stored, fresh, one.day, one.source.id)))


def compare(old: Path, new: Path, day: date, source_id: str) -> Iterator[Change]:
    """What differs between two folders of one source and day: documents in the order of the new ones, then rejections.

    A document is known by its key; one whose address alone changed is known by its capture, where that gave no other.
    """
    before, after = _Documents(old / "documents.parquet"), _Documents(new / "documents.parquet")
    say = partial(Change, day=day, source_id=source_id)
    matched: set[int] = set()
    for number, key in enumerate(after.keys):
        row = after.row(number)
        place = before.by_key.get(key)
        if place is None and after.alone_at(after.offsets[number]) is not None:
            place = before.alone_at(after.offsets[number])
            place = None if place is None or before.keys[place] in after.by_key else place
        if place is None:
            yield say(doc_key=key[0], url=row["url"], field=NEW, old=None, new=row["title"] or row["text"])
            continue
        matched.add(place)
        earlier, later = fields(before.row(place)), fields(row)
        for name in later:
            if earlier.get(name) != later[name]:
                yield say(doc_key=key[0], url=row["url"], field=name, old=earlier.get(name), new=later[name])
    for number, key in enumerate(before.keys):
        if number not in matched:
            row = before.row(number)
            yield say(doc_key=key[0], url=row["url"], field=GONE, old=row["title"] or row["text"], new=None)
    refused, refused_now = _rejections(old), _rejections(new)
    for (url, reason), count in (refused_now - refused).items():
        for _ in range(count):
            yield say(doc_key=None, url=url, field=REJECTED, old=None, new=reason)
    for (url, reason), count in (refused - refused_now).items():
        for _ in range(count):
            yield say(doc_key=None, url=url, field=NOT_REJECTED, old=reason, new=None)


def fields(row: dict[str, Any]) -> dict[str, Any]:
    """What a row of `documents.parquet` says of its page, as values of JSON, nothing and nothing of many alike None."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        if name in _NOT_OF_THE_PAGE or name.endswith("_has_time"):
            continue
        if name == "blocks":
            found["block_kinds"] = [block["kind"] for block in value]
            found["others_words"] = [
                {key: block[key] for key in block if key in _OF_OTHERS and block[key] is not None}
                for block in value
                if block["voice"] != "author"
            ]
        elif name in {"published_at", "modified_at"}:
            date_of = name.removesuffix("_at")
            found[date_of] = _dated(value, has_time=row[f"{date_of}_has_time"])
        else:
            found[name] = _plain(value)
    return {name: None if value in ("", []) else value for name, value in found.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [
            {key: _plain(one) for key, one in item.items() if key not in _PLACES}
            if isinstance(item, dict)
            else item
            for item in value
        ]
    return value if isinstance(value, str | int | float | bool | None) else value.isoformat()


def _dated(at: Any, *, has_time: bool | None) -> str | None:
    if at is None:
        return None
    return f"{at.isoformat()}{'' if has_time else ' (a day)'}"


def _rejections(folder: Path) -> Counter[tuple[str, str]]:
    rows = pq.ParquetFile(folder / "rejections.parquet").read(columns=["url", "reason"]).to_pylist()
    return Counter((row["url"], row["reason"]) for row in rows)


class _Documents:
    """The rows of a `documents.parquet`, a group at a time in memory.

    Attributes:
        keys: of each row its document's key, and how many rows of that document come before.
    """

    def __init__(self, path: Path) -> None:
        self._file = pq.ParquetFile(path)
        index = self._file.read(columns=["doc_key", "warc_offset"]).to_pydict()
        looks: Counter[str] = Counter()
        self.keys: list[tuple[str, int]] = []
        for key in index["doc_key"]:
            self.keys.append((key, looks[key]))
            looks[key] += 1
        self.offsets: list[int] = index["warc_offset"]
        self.by_key = {key: number for number, key in enumerate(self.keys)}
        self._count_at = Counter(self.offsets)
        self._at = {offset: number for number, offset in enumerate(self.offsets)}
        sizes = [self._file.metadata.row_group(n).num_rows for n in range(self._file.num_row_groups)]
        self._ends = [sum(sizes[: n + 1]) for n in range(len(sizes))]
        self._group = lru_cache(maxsize=2)(self._read_group)

    def alone_at(self, offset: int) -> int | None:
        """The only document of the capture there; None where it gave none, or several."""
        return self._at[offset] if self._count_at[offset] == 1 else None

    def row(self, number: int) -> dict[str, Any]:
        group = next(n for n, end in enumerate(self._ends) if number < end)
        return self._group(group)[number - (self._ends[group - 1] if group else 0)]

    def _read_group(self, group: int) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self._file.read_row_group(group).to_pylist()
        return rows


def shown(value: Any) -> str:
    """A value of a change in one piece of text: words as they are, all else as JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
