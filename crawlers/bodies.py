"""Bodies: what stands under a content encoding, never more of it than is accepted."""

import zlib
from collections.abc import Callable
from typing import Any, Final

import brotli
from backports import zstd

MAX_BODY: Final = 10 * 2**20
"""The largest body that is kept or handed on, in bytes, both as received and decoded."""

# More than anybody means: layers, members of one gzip file. Each costs its time however little it holds.
_MAX_CODINGS: Final = 8
_MAX_MEMBERS: Final = 10_000
_PIECE: Final = 64 * 1024
# The largest window that a sender may ask for (RFC 9659: 8 MiB); a larger one is memory before the first byte.
_ZSTD: Final[dict[int, int]] = {zstd.DecompressionParameter.window_log_max: 23}


def decode_body(headers: tuple[tuple[str, str], ...], body: bytes) -> tuple[bytes, str | None]:
    """The content of a body as received, and None or why it is not whole.

    Never makes more than `MAX_BODY` bytes, whatever the body says.
    """
    codings = ",".join(value for name, value in headers if name.lower() == "content-encoding")
    problem = None
    # The coding applied last stands last. Words that are no coding ("none", "utf-8", "identity") are sent over plain
    # bodies, so they are passed over.
    names = [name.strip().lower() for name in codings.split(",")]
    if len(names) > _MAX_CODINGS:
        return b"", "bad-content-encoding"
    for name in reversed(names):
        if not body:
            break
        if name in _CODINGS:
            body, problem = _CODINGS[name](body)
        if problem is not None:
            break
    return (b"", "body-too-large") if len(body) > MAX_BODY else (body, problem)


def _ungzip(body: bytes) -> tuple[bytes, str | None]:
    return _unpacked(body, lambda: zlib.decompressobj(31), zlib.error, another=b"\x1f\x8b")


def _inflate(body: bytes) -> tuple[bytes, str | None]:
    # Some servers send deflate without the zlib header that the standard asks for.
    wbits = 15 if body[0] & 0x0F == 8 and int.from_bytes(body[:2]) % 31 == 0 else -15
    return _unpacked(body, lambda: zlib.decompressobj(wbits), zlib.error, another=None)


def _unzstd(body: bytes) -> tuple[bytes, str | None]:
    return _unpacked(
        body, lambda: zstd.ZstdDecompressor(options=_ZSTD), zstd.ZstdError, another=b"\x28\xb5\x2f\xfd"
    )


def _unpacked(
    body: bytes, new: Callable[[], Any], error: type[Exception], *, another: bytes | None
) -> tuple[bytes, str | None]:
    """Unpack member after member: those that begin with `another`. Anything else behind the first one is padding."""
    content, at = bytearray(), 0
    for _ in range(_MAX_MEMBERS):
        unpack = new()
        while not unpack.eof and at < len(body):
            # By pieces, since what stands behind a member's end is copied.
            piece = body[at : at + _PIECE]
            try:
                content += unpack.decompress(piece, MAX_BODY + 1 - len(content))
            except error:
                return b"", "bad-content-encoding"
            if len(content) > MAX_BODY:
                return bytes(content), None
            at += len(piece) - len(unpack.unused_data)
        if not unpack.eof:
            return bytes(content), "body-truncated"
        if another is None or not body.startswith(another, at):
            return bytes(content), None
    return b"", "bad-content-encoding"


def _unbrotli(body: bytes) -> tuple[bytes, str | None]:
    unpack = brotli.Decompressor()
    try:
        # Ends at the limit, or within a buffer's length behind it.
        content = unpack.process(body, output_buffer_limit=MAX_BODY + 1)
    except brotli.error:
        return b"", "bad-content-encoding"
    return content, None if unpack.is_finished() or len(content) > MAX_BODY else "body-truncated"


_CODINGS: Final = {
    "gzip": _ungzip,
    "x-gzip": _ungzip,
    "deflate": _inflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
