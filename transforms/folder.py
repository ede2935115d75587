"""Writes the folder of a source's day, row by row: what is held in memory does not grow with the day.

The folder appears whole or not at all. In the footer of `documents.parquet` stands a stamp, what it was made of: a folder
whose stamp is still the right one need not be made again.
"""

import contextlib
import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from transforms.document import Document, Rejection
from transforms.parquet import CAPTURES, DOCUMENTS, REJECTIONS, CaptureRow, document_row

_STAMP: Final = b"beatbook.made_of"
_PACKED_ROWS: Final = 64
"""So many rows wait as Python objects, which take ten times the room that they take once packed."""
_GROUP_ROWS: Final = 1024
_GROUP_BYTES: Final = 32 << 20
"""Rows are written in groups of so many, or of so many bytes of them: neither depends on anything but the rows."""


class FolderWriter:
    """The three files of a folder, being written.

    Attributes:
        stamp: what the folder is made of; None for a folder that is to be made again in any case.
    """

    def __init__(self, folder: Path) -> None:
        self.stamp: str | None = None
        self._documents = _Rows(folder / "documents.parquet", DOCUMENTS)
        self._rejections = _Rows(folder / "rejections.parquet", REJECTIONS)
        self._captures = _Rows(folder / "captures.parquet", CAPTURES)
        self._taken_back: set[int] = set()

    def document(self, document: Document) -> int:
        """Add a document; its number, for `take_back`."""
        self._documents.add(document_row(document))
        return self._documents.count - 1

    def take_back(self, number: int) -> None:
        """Leave out a document that was added, since a later one takes its place."""
        self._taken_back.add(number)

    def rejection(self, rejection: Rejection) -> None:
        """Add a rejection."""
        self._rejections.add(asdict(rejection))

    def capture(self, row: CaptureRow) -> None:
        """Add a capture."""
        self._captures.add(asdict(row))

    def finish(self) -> None:
        """Write what waits, and take out the documents that were taken back."""
        notes = {} if self.stamp is None else {_STAMP: self.stamp.encode()}
        self._documents.finish(notes)
        self._rejections.finish({})
        self._captures.finish({})
        if self._taken_back:
            self._documents.leave_out(self._taken_back, notes)

    def abandon(self) -> None:
        """Let go of the files."""
        for rows in (self._documents, self._rejections, self._captures):
            rows.abandon()


@contextmanager
def new_folder(folder: Path) -> Iterator[FolderWriter]:
    """Write a folder anew: afterwards it holds what was added within the block, and nothing of before.

    An error within the block leaves what was there before. So does a kill, or it leaves no folder; never a mixture. Two
    processes that write the same folder wait for each other.

    Raises:
        OSError: the folder cannot be written, by its path; what it held before stands.
    """
    partial, replaced = _beside(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _locked(partial):
        shutil.rmtree(replaced, ignore_errors=True)
        for path in partial.iterdir():
            path.unlink()
        try:
            writer = FolderWriter(partial)
            try:
                yield writer
                writer.finish()
            finally:
                writer.abandon()
        except BaseException as error:
            shutil.rmtree(partial, ignore_errors=True)
            if isinstance(error, OSError) and error.filename is None:
                # Arrow names no file, and repeats the number within its words.
                number = error.errno or errno.EIO
                raise OSError(number, os.strerror(number), str(folder)) from error
            raise
        if folder.exists():
            folder.rename(replaced)
        partial.rename(folder)
        shutil.rmtree(replaced, ignore_errors=True)


def stamp_of(folder: Path) -> str | None:
    """What a folder was made of; None where it is not there, cannot be read, or was written without a stamp."""
    try:
        metadata = pq.read_metadata(folder / "documents.parquet").metadata or {}
    except (OSError, pa.ArrowInvalid):
        return None
    stamp: bytes | None = metadata.get(_STAMP)
    return None if stamp is None else stamp.decode()


def tidy(folder: Path) -> None:
    """Remove what a kill left beside a folder that is whole; what another process is writing stays."""
    partial, replaced = _beside(folder)
    if partial.is_dir() or replaced.is_dir():
        with _locked(partial):
            shutil.rmtree(replaced, ignore_errors=True)
            shutil.rmtree(partial, ignore_errors=True)


def _beside(folder: Path) -> tuple[Path, Path]:
    """Where a folder is being written, and where its predecessor stands for a moment; a kill may leave either."""
    return folder.with_name(f".{folder.name}.partial"), folder.with_name(f".{folder.name}.replaced")


@contextmanager
def _locked(partial: Path) -> Iterator[None]:
    """The folder in which is written, made, and locked against every other process; a kill lets go of it."""
    while True:
        # At any moment whoever holds it may rename it away, or remove it.
        try:
            partial.mkdir(exist_ok=True)
            held = os.open(partial, os.O_RDONLY | os.O_DIRECTORY)
        except (FileNotFoundError, FileExistsError):
            if partial.is_file() or not partial.parent.is_dir():
                raise
            continue
        try:
            fcntl.flock(held, fcntl.LOCK_EX)
            if not _stands_at(held, partial):
                continue
            yield
            return
        finally:
            os.close(held)


def _stands_at(held: int, partial: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(held), partial.stat())
    except FileNotFoundError:
        return False


class _Rows:
    """One Parquet file, being written."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._path = path
        self._schema = schema
        self._writer = pq.ParquetWriter(path, schema, compression="zstd")
        self._waiting: list[dict[str, Any]] = []
        self._packed: list[pa.RecordBatch] = []
        self.count = 0

    def add(self, row: dict[str, Any]) -> None:
        self._waiting.append(row)
        self.count += 1
        if len(self._waiting) == _PACKED_ROWS:
            self._pack()

    def finish(self, notes: dict[bytes, bytes]) -> None:
        """Write what waits, and the footer with some notes."""
        self._pack()
        self._flush()
        self._writer.add_key_value_metadata(notes)
        self._writer.close()

    def abandon(self) -> None:
        """Let go of the file, as it is; nothing where it is finished."""
        with contextlib.suppress(OSError):  # a disk that is full takes no footer
            self._writer.close()

    def leave_out(self, rows: set[int], notes: dict[bytes, bytes]) -> None:
        """Write the finished file again without some rows, a group at a time."""
        whole = self._path.with_suffix(".whole")
        self._path.rename(whole)
        first = 0
        with (
            pq.ParquetFile(whole) as file,
            pq.ParquetWriter(self._path, self._schema, compression="zstd") as out,
        ):
            for number in range(file.num_row_groups):
                group = file.read_row_group(number)
                kept = [n for n in range(group.num_rows) if first + n not in rows]
                if kept:
                    out.write_table(group if len(kept) == group.num_rows else group.take(kept))
                first += group.num_rows
            out.add_key_value_metadata(notes)
        whole.unlink()

    def _pack(self) -> None:
        self._packed.append(pa.RecordBatch.from_pylist(self._waiting, schema=self._schema))
        self._waiting.clear()
        packed = sum(batch.num_rows for batch in self._packed), sum(batch.nbytes for batch in self._packed)
        if packed[0] >= _GROUP_ROWS or packed[1] >= _GROUP_BYTES:
            self._flush()

    def _flush(self) -> None:
        table = pa.Table.from_batches(self._packed, schema=self._schema)
        if table.num_rows:
            self._writer.write_table(table, row_group_size=table.num_rows)
        self._packed.clear()
