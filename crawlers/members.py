"""The file below its records: gzip members, one a record, of which the last may be unfinished; or a compacted file."""

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NoReturn

from crawlers.capture import Location
from crawlers.compacted import NotCompactedError, compacted_path, read_compacted

SUFFIX: Final = ".warc.gz"
_READ_SIZE: Final = 1 << 16


class ArchiveError(Exception):
    """The archive cannot be written or read: a full disk, a folder that is not one, a file already in use."""


class DamagedArchiveError(ArchiveError):
    """One file is damaged before its end, so nothing is cut off and nothing is added; the other files are fine.

    Attributes:
        location: of the first record that cannot be read; those before it are whole.
    """

    def __init__(self, path: Path, offset: int, reason: str) -> None:
        super().__init__(
            f"{path}: the bytes at offset {offset} are not a WARC record ({reason}); "
            "restore the file from a copy, or cut it off there"
        )
        self.location = Location(path=f"{path.parent.name}/{path.name}", offset=offset)


def members(path: Path, start: int = 0) -> Iterator[tuple[int, int, bytes]]:
    """(start, end, content) of each whole record; an unfinished last one, or zeros after a power cut, are left out.

    Of a file that was compacted since, the places are those that its records had before.

    Raises:
        OSError: the file cannot be read.
        DamagedArchiveError: it is damaged before its end.
    """
    try:
        yield from gzip_members(path, start)
        return
    except FileNotFoundError:
        packed = compacted_path(path)
        if not packed.is_file():
            raise
    try:
        yield from read_compacted(packed, start)
    except NotCompactedError as error:
        raise DamagedArchiveError(packed, error.offset, str(error)) from error


def gzip_members(path: Path, start: int = 0) -> Iterator[tuple[int, int, bytes]]:
    """As `members`, of a file that is not compacted.

    Raises:
        OSError: the file cannot be read.
        DamagedArchiveError: it is damaged before its end.
    """
    with path.open("rb") as file:
        file.seek(start)
        offset, chunk = start, file.read(_READ_SIZE)
        while chunk:
            unpack, parts, end = zlib.decompressobj(wbits=31), [], offset
            try:
                while chunk and not unpack.eof:
                    parts.append(unpack.decompress(chunk))
                    end += len(chunk) - len(unpack.unused_data)
                    chunk = unpack.unused_data or file.read(_READ_SIZE)
            except zlib.error as error:
                file.seek(offset)
                if not file.read(_READ_SIZE).strip(b"\0"):
                    return
                raise DamagedArchiveError(path, offset, str(error)) from error
            if not unpack.eof:
                return
            yield offset, end, b"".join(parts)
            offset = end


def cannot(verb: str, path: Path, error: OSError) -> NoReturn:
    """Raise the error that says which file it was."""
    reason = error.strerror or str(error)
    raise ArchiveError(f"cannot {verb} the archive file {path}: {reason}") from error
