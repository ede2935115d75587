"""What must hold of every result of `extract`, whatever the page."""

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from crawlers.capture import Capture
from transforms.document import Document, Rejection

_REASON: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LONGEST_DETAIL: Final = 1000


def broken_rules(result: Document | Rejection, capture: Capture) -> Iterator[str]:
    """The rules that a result breaks, each in a few words that name the rule and not the page."""
    if isinstance(result, Rejection):
        yield from _of_rejection(result)
    else:
        yield from _of_document(result, capture)
    values = asdict(result)
    try:
        json.dumps(values, default=str, allow_nan=False, ensure_ascii=False).encode()
    except ValueError as error:
        yield f"not JSON in UTF-8: {type(error).__name__}"
    for name, value in _strings(values):
        if found := _CONTROL.search(value):
            yield f"a control character U+{ord(found[0]):04X} in {name}"


def _of_rejection(result: Rejection) -> Iterator[str]:
    if result.reason == "extract-failed":
        yield f"failed: {result.detail.partition(':')[0]}"
    if not _REASON.fullmatch(result.reason):
        yield "a reason that is not kebab case"
    if not result.detail.strip() or len(result.detail) > _LONGEST_DETAIL:
        yield "a rejection without detail, or with too long a one"


def _of_document(document: Document, capture: Capture) -> Iterator[str]:
    text, blocks = document.text, document.blocks
    spoken = [block for block in blocks if block.kind != "caption"]
    if text != "\n\n".join(block.text for block in spoken if block.text):
        yield "text is not its blocks joined"
    if any(text[block.start : block.end] != block.text for block in spoken):
        yield "offsets of a block"
    if any(block.start or block.end for block in blocks if block.kind == "caption"):
        yield "offsets of a caption"
    if [block.position for block in blocks] != list(range(len(blocks))):
        yield "positions of blocks"
    for block in blocks:
        if block.text != "\n".join(line.strip() for line in block.text.split("\n") if line.strip()):
            yield f"white space at a line's end, or an empty line, in a {block.kind}"
        if block.url is not None and not _is_absolute(block.url):
            yield "a block's address is not absolute"
        if not block.text and block.kind != "embedded_post":
            yield f"an empty {block.kind}"
    for link in document.links:
        if not _is_absolute(link.url):
            yield "a link is not absolute"
        if not 0 <= link.block < len(blocks):
            yield "a link's block"
    if not unicodedata.is_normalized("NFC", text):
        yield "text is not NFC"
    for name, line in (("title", document.title), ("section", document.section)):
        if line is not None and (not line or line != " ".join(line.split())):
            yield f"the {name} is not one line"
    for dated in (document.published, document.modified):
        if dated is not None:
            yield from _of_instant(dated.at, capture)
    for entry in document.entries:
        if not 0 <= entry.start <= entry.end <= len(text):
            yield "offsets of an entry"
    if any(not author.name.strip() for author in document.authors):
        yield "an author without a name"


def _of_instant(at: datetime, capture: Capture) -> Iterator[str]:
    if at.utcoffset() is None:
        yield "a naive instant"
    elif at > capture.fetched_at + timedelta(days=1):
        yield "an instant after the fetch"


def _is_absolute(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _strings(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, dict):
        for key, child in value.items():
            yield from _strings(child, key)
    elif isinstance(value, list | tuple):
        for child in value:
            yield from _strings(child, name)
