"""Bodies: what stands under a content encoding, never more of it than is accepted."""

import zlib
from typing import Final

from fastwarc.warc import WarcRecord, WarcRecordType

MAX_BODY: Final = 10 * 2**20
"""The largest body that is kept or handed on, in bytes, both as received and decoded."""


def decode_body(headers: tuple[tuple[str, str], ...], body: bytes) -> tuple[bytes, str | None]:
    """The content of a body as received, and None or why it is not whole.

    Never makes more than `MAX_BODY` bytes, whatever the body says.
    """
    codings = ",".join(value for name, value in headers if name.lower() == "content-encoding")
    problem = None
    # The coding applied last stands last. Words that are no coding ("none", "utf-8", "identity") are sent over plain
    # bodies, so they are passed over.
    for name in reversed([name.strip().lower() for name in codings.split(",")]):
        if not body:
            break
        if name in ("gzip", "x-gzip", "deflate"):
            body, problem = _inflate(body, is_gzip=name != "deflate")
        elif name in ("br", "zstd"):
            body, problem = _undo(name, body)
        if problem is not None:
            break
    return (b"", "body-too-large") if len(body) > MAX_BODY else (body, problem)


def _inflate(body: bytes, *, is_gzip: bool) -> tuple[bytes, str | None]:
    # Some servers send deflate without the zlib header that the standard asks for.
    wbits = 31 if is_gzip else 15 if body[0] & 0x0F == 8 and int.from_bytes(body[:2]) % 31 == 0 else -15
    content = b""
    while True:
        unpack = zlib.decompressobj(wbits)
        try:
            content += unpack.decompress(body, MAX_BODY + 1 - len(content))
        except zlib.error:
            return b"", "bad-content-encoding"
        if len(content) > MAX_BODY:
            return content, None
        if not unpack.eof:
            return content, "body-truncated"
        body = unpack.unused_data
        # gzip may hold several members; anything else after the end is padding.
        if not (is_gzip and body.startswith(b"\x1f\x8b")):
            return content, None


def _undo(coding: str, body: bytes) -> tuple[bytes, str | None]:
    coded = WarcRecord()
    coded.init_headers(WarcRecordType.response)
    coded.is_http = True
    coded.set_bytes_content(f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\n\r\n".encode() + body)
    try:
        coded.parse_http(auto_decode="content")
        assert coded.reader is not None
        return coded.reader.read(MAX_BODY + 1), None
    except OSError:
        return b"", "bad-content-encoding"
