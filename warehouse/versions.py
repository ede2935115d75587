"""What changed from version to version: measured when a night is loaded, and shown word by word."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import duckdb
import pyarrow as pa

from transforms.version_changes import Run, change_between, runs_between
from warehouse.errors import WarehouseError

_BATCH: Final = 500
_CHANGES: Final = pa.schema(
    [
        ("doc_id", pa.int32()),
        ("version_no", pa.int32()),
        ("words_added_count", pa.int32()),
        ("words_removed_count", pa.int32()),
        ("change_kind", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a document; times are naive, UTC.

    Attributes:
        change_kind, words_added, words_removed: against the version before; None for the first.
    """

    version_no: int
    title: str | None
    text: str
    first_seen_at: datetime
    last_seen_at: datetime
    word_count: int
    change_kind: str | None
    words_added: int | None
    words_removed: int | None
    warc_path: str
    warc_offset: int


def measure_changes(con: duckdb.DuckDBPyConnection) -> None:
    """Fill in what changed where it is not known yet: the versions of documents of which this load has put them down anew."""
    found = con.execute(
        """
        select
            after.doc_id,
            after.version_no,
            before_texts.title,
            before_texts.text,
            after_texts.title,
            after_texts.text,
            exists (
                select 1
                from core.document_versions as earlier
                where earlier.doc_id = after.doc_id
                    and earlier.version_no < after.version_no
                    and earlier.version_sha256 = after.version_sha256
            )
        from core.document_versions as after
        inner join core.document_versions as before
            on after.doc_id = before.doc_id and after.version_no = before.version_no + 1
        inner join core.texts as after_texts
            on after.doc_id = after_texts.doc_id and after.text_sha256 = after_texts.text_sha256
        inner join core.texts as before_texts
            on before.doc_id = before_texts.doc_id and before.text_sha256 = before_texts.text_sha256
        where after.change_kind is null
        order by after.doc_id, after.version_no
        """
    )
    rows = []
    while batch := found.fetchmany(_BATCH):
        for doc_id, version_no, old_title, old_text, new_title, new_text, is_back in batch:
            change = change_between((old_title, old_text), (new_title, new_text))
            rows.append(
                {
                    "doc_id": doc_id,
                    "version_no": version_no,
                    "words_added_count": change.words_added,
                    "words_removed_count": change.words_removed,
                    "change_kind": "revert" if is_back else change.kind,
                }
            )
    con.register("measured", pa.Table.from_pylist(rows, schema=_CHANGES))
    con.execute(
        """
        update core.document_versions as versions
        set
            words_added_count = measured.words_added_count,
            words_removed_count = measured.words_removed_count,
            change_kind = measured.change_kind
        from measured
        where versions.doc_id = measured.doc_id and versions.version_no = measured.version_no
        """
    )
    con.unregister("measured")


def read_versions(con: duckdb.DuckDBPyConnection, doc_id: int) -> tuple[Version, ...]:
    """The versions of a document in order of time.

    Raises:
        WarehouseError: there is no document of that number.
    """
    rows = con.execute(
        """
        select
            versions.version_no,
            versions.title,
            texts.text,
            versions.first_seen_at,
            versions.last_seen_at,
            versions.word_count,
            versions.change_kind,
            versions.words_added_count,
            versions.words_removed_count,
            versions.warc_path,
            versions.warc_offset
        from core.document_versions as versions
        inner join core.texts as texts
            on versions.doc_id = texts.doc_id and versions.text_sha256 = texts.text_sha256
        where versions.doc_id = ?
        order by versions.version_no
        """,
        [doc_id if abs(doc_id) < 2**31 else 0],
    ).fetchall()
    if not rows:
        raise WarehouseError(f"there is no document {doc_id}.")
    return tuple(
        Version(
            version_no=number,
            title=title,
            text=text,
            first_seen_at=first,
            last_seen_at=last,
            word_count=words,
            change_kind=kind,
            words_added=added,
            words_removed=removed,
            warc_path=path,
            warc_offset=offset,
        )
        for number, title, text, first, last, words, kind, added, removed, path, offset in rows
    )


def runs_of(versions: Sequence[Version], old_no: int, new_no: int) -> list[Run]:
    """What changed from one version to another, word by word; the headline is the first line.

    Raises:
        WarehouseError: there is no such version.
    """
    by_no = {one.version_no: one for one in versions}
    for number in (old_no, new_no):
        if number not in by_no:
            raise WarehouseError(
                f"there is no version {number}; numbers go from 1 to {versions[-1].version_no}."
            )
    old, new = by_no[old_no], by_no[new_no]
    return runs_between((old.title, old.text), (new.title, new.text))
