"""A compacted file: `SOURCE.warc.zst` in place of `SOURCE.warc.gz`, read by the places of the records in the latter.

Its form is the one that the web archives' consortium drafted for Zstandard: a frame that holds a dictionary, then one
frame a record. A last frame, which other readers pass over, says where each record stood before, so that every place
in the ledger and in the warehouse still leads to its record.
"""

import os
import struct
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from backports import zstd

SUFFIX: Final = ".warc.zst"
_LEVEL: Final = 9
"""Higher ones take ten times as long for the last twentieth."""
_HEADER: Final = struct.Struct("<II")
_DICTIONARY: Final = 0x184D2A5D
_PLACES: Final = 0x184D2A50
_PLACE: Final = struct.Struct("<QQQ")
_END: Final = struct.Struct("<I8s")
_MARK: Final = b"beatbook"
_OPTIONS: Final[dict[int, int]] = {
    zstd.CompressionParameter.compression_level: _LEVEL,
    zstd.CompressionParameter.checksum_flag: 1,
}


class NotCompactedError(Exception):
    """The bytes are not those of a compacted file; `offset` is where the record stood that cannot be read."""

    def __init__(self, offset: int, reason: str) -> None:
        super().__init__(reason)
        self.offset = offset


def compacted_path(path: Path) -> Path:
    """Where the file of a source and day stands once it is compacted."""
    return path.with_name(path.name.removesuffix(".warc.gz") + SUFFIX)


def write_compacted(path: Path, records: Iterable[tuple[int, int, bytes]], typical: list[bytes]) -> None:
    """Write a compacted file and put it on the disk.

    Args:
        path: of the file.
        records: where each stood, begin and end, and what it says, in their order.
        typical: what the records have in common: the first is the dictionary, all are samples of how it is used.
    """
    dictionary = _dictionary(typical)
    with path.open("wb") as file:
        if dictionary is not None:
            content = zstd.compress(dictionary.dict_content, level=_LEVEL)
            file.write(_HEADER.pack(_DICTIONARY, len(content)) + content)
        places = bytearray()
        for start, end, data in records:
            places += _PLACE.pack(start, end, file.tell())
            file.write(zstd.compress(data, options=_OPTIONS, zstd_dict=dictionary))
        table = places + _END.pack(len(places) // _PLACE.size, _MARK)
        file.write(_HEADER.pack(_PLACES, len(table)) + table)
        file.flush()
        os.fsync(file.fileno())


def read_compacted(path: Path, start: int = 0) -> Iterator[tuple[int, int, bytes]]:
    """(start, end, content) of each record, from the one on that stood at `start`, as they were before.

    Raises:
        OSError: the file cannot be read.
        NotCompactedError: it is damaged, or no record stood at `start`.
    """
    with path.open("rb") as file:
        places, end_of_frames = _places(file)
        first = bisect_left(places, (start,))
        if start >= (places[-1][1] if places else 0):
            return
        if first == len(places) or places[first][0] != start:
            raise NotCompactedError(start, "no record stood there before the file was compacted")
        dictionary = _read_dictionary(file)
        ends = [at for _, _, at in places[first + 1 :]] + [end_of_frames]
        file.seek(places[first][2])
        for (begin, end, at), following in zip(places[first:], ends, strict=True):
            try:
                yield begin, end, zstd.decompress(file.read(following - at), zstd_dict=dictionary)
            except zstd.ZstdError as error:
                raise NotCompactedError(begin, str(error)) from error


def _dictionary(typical: list[bytes]) -> zstd.ZstdDict | None:
    if not typical:
        return None
    content = zstd.ZstdDict(typical[0], is_raw=True)
    try:
        # Other readers want a dictionary in full form: with the tables that go before its content.
        return zstd.finalize_dict(content, typical, len(typical[0]) + 4096, _LEVEL)
    except zstd.ZstdError:
        return None  # too little to learn from


def _places(file: BinaryIO) -> tuple[list[tuple[int, int, int]], int]:
    """Where each record stood, begin and end, and where its frame stands; and where the last frame ends."""
    size = file.seek(0, os.SEEK_END)
    if size < _HEADER.size + _END.size:
        raise NotCompactedError(0, "the file is too short")
    file.seek(size - _END.size)
    count, mark = _END.unpack(file.read(_END.size))
    at = size - _END.size - count * _PLACE.size - _HEADER.size
    if mark != _MARK or at < 0:
        raise NotCompactedError(0, "the places of the records are missing at its end")
    file.seek(at + _HEADER.size)
    return list(_PLACE.iter_unpack(file.read(count * _PLACE.size))), at


def _read_dictionary(file: BinaryIO) -> zstd.ZstdDict | None:
    file.seek(0)
    magic, length = _HEADER.unpack(file.read(_HEADER.size))
    if magic != _DICTIONARY:
        return None
    try:
        return zstd.ZstdDict(zstd.decompress(file.read(length)))
    except (zstd.ZstdError, ValueError) as error:
        raise NotCompactedError(0, f"its dictionary cannot be read: {error}") from error
