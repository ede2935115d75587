"""Text without mark-up: mail and its headers, wrapped lines joined, quoted replies kept apart."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.policy import default as modern
from email.utils import parseaddr
from itertools import groupby
from operator import itemgetter
from typing import Final

from lxml.html import Element

from transforms.blocks import Part
from transforms.decode import decode, one_line, tidy
from transforms.runs import Run

_HEADER: Final = re.compile(r"^([A-Za-z][A-Za-z-]{1,30}):[ \t]*(.*)$")
_KNOWN: Final = ("from", "to", "subject", "date", "sent", "cc", "reply-to")
_MADE_BY_MAIL: Final = frozenset({"received", "return-path", "message-id", "mime-version", "delivered-to"})
_PREFIX: Final = re.compile(r"^(?:\s*(?:re|fwd?|aw|tr)\s*:|\s*\[[^\]]{1,40}\])+\s*", re.I)
_MOST_HEADERS: Final = 60
_LONGEST_SENDER: Final = 200
"""Characters: the library goes into itself for each parenthesis."""

_SHORT_LINES: Final = 50
"""A text whose longest lines are shorter is not wrapped: it is a list, or set by hand."""
_LONG_LINES: Final = 120
"""A text with many longer lines has one line a paragraph."""
_NEARLY_FULL: Final = 0.75
_OWN_LINE: Final = re.compile(
    r"^\s*(?:[•▪●*–—-]\s+\S|\d{1,2}[.)]\s+\S|[A-Z][\w /#.’'-]{0,30}:(?:\s|$)|#\s?#|-\s?30\s?-|\d{1,2}:\d{2}\b|\d{1,2}/\d{1,2}/\d{2,4})"
)
"""Items, labelled fields and entries of a log begin a line of their own."""
_WROTE: Final = re.compile(r"^on .{5,120}\bwrote:$|^.{3,80} (?:wrote|writes):$", re.I | re.S)
_RULE: Final = re.compile(r"^[\s*_=~–—-]{3,}$")
_SIGNATURE: Final = "-- "


@dataclass(frozen=True, slots=True)
class Mail:
    """A message. The headers are None where they are absent.

    Attributes:
        sent: verbatim.
        html: the body is HTML.
    """

    subject: str | None
    sender: str | None
    sent: str | None
    body: str
    html: bool = False


def read_mail(text: str) -> Mail | None:
    """A message whose headers stand above its text, as mail programs save and print it; None where none stand there."""
    lines = text.lstrip("\n\ufeff ").split("\n")
    if lines and lines[0].startswith("From ") and "@" in lines[0]:
        del lines[0]  # of a mailbox file
    headers: dict[str, str] = {}
    last = ""
    above = 0
    for line in lines[:_MOST_HEADERS]:
        if match := _HEADER.match(line.rstrip()):
            last = match[1].lower()
            headers.setdefault(last, match[2].strip())
        elif line[:1] in (" ", "\t") and line.strip() and last:
            headers[last] += " " + line.strip()
        else:
            break
        above += 1
    known = [name for name in _KNOWN if headers.get(name)]
    is_mail = "from" in known and ("subject" in known or "date" in known or "sent" in known)
    if not is_mail or not ("to" in known or "subject" in known or _MADE_BY_MAIL & set(headers)):
        return None
    return Mail(
        subject=_subject(headers.get("subject")),
        sender=_name(headers["from"]),
        sent=headers.get("date") or headers.get("sent"),
        body="\n".join(lines[above:]),
    )


def read_message(body: bytes) -> Mail | None:
    """A message as it was sent (`message/rfc822`); None where no part of it is text."""
    message = BytesParser(EmailMessage, policy=modern).parsebytes(body)
    part = message.get_body(("plain", "html"))
    if part is None:
        return None
    held = part.get_payload(decode=True)
    return Mail(
        subject=_subject(_header(message, "subject")),
        sender=_name(_header(message, "from")),
        sent=_header(message, "date") or None,
        body=decode(held if isinstance(held, bytes) else b"", _header(part, "content-type")),
        html=part.get_content_subtype() == "html",
    )


def _header(message: Message, name: str) -> str:
    """A header, decoded; as it was written where it is too odd for the library, empty where there is none."""
    try:
        return str(message.get(name, ""))
    except Exception:  # noqa: BLE001  on odd headers the library fails in ways of its own (IndexError, RecursionError)
        return next(str(value) for key, value in message.raw_items() if key.lower() == name)


def parts_of(text: str) -> list[Part]:
    """The paragraphs of a text without mark-up; what a reply quotes ("> ") are quoted passages, with who is quoted."""
    lines = [tidy(line).rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    width = _width(lines)
    paragraphs = (
        (is_quoted, paragraph)
        for is_quoted, stretch in _stretches(lines)
        if (paragraph := _unwrapped(list(map(_unquoted, stretch)) if is_quoted else stretch, width))
        and not _RULE.match(paragraph)
    )
    parts: list[Part] = []
    for is_quoted, group in groupby(paragraphs, key=itemgetter(0)):
        said = [paragraph for _, paragraph in group]
        if not is_quoted:
            parts += (Part("paragraph", paragraph) for paragraph in said)
            continue
        cite = None
        if parts and _WROTE.match(parts[-1].text):
            cite = one_line(parts.pop().text).removesuffix(":")
        run = Run(Element("blockquote"), "quoted_passage", cite=cite)
        parts.append(Part("quoted_passage", "\n".join(said), run))
    return parts


def _subject(value: str | None) -> str | None:
    return (_PREFIX.sub("", one_line(value)) or None) if value else None


def _name(value: str) -> str | None:
    name, address = parseaddr(value[:_LONGEST_SENDER])
    return one_line(name).strip("'\"") or (None if "@" in (address or value) else one_line(value)) or None


def _stretches(lines: list[str]) -> Iterator[tuple[bool, list[str]]]:
    """(whether it is quoted, its lines) for every paragraph."""
    stretch: list[str] = []
    quoted = False
    for line in lines:
        is_quoted = line.startswith(">")
        blank = not _unquoted(line) if is_quoted else not line.strip()
        if stretch and (blank or is_quoted != quoted):
            yield quoted, stretch
            stretch = []
        if not blank:
            stretch.append(line)
            quoted = is_quoted
    if stretch:
        yield quoted, stretch


def _unquoted(line: str) -> str:
    return line.lstrip("> ")


def _width(lines: list[str]) -> int:
    """Where the lines were wrapped; 0 where they were not."""
    lengths = sorted(len(line) for line in lines if line.strip())
    if not lengths:
        return 0
    # The longest may hold an address that cannot be broken.
    width = lengths[int(len(lengths) * 0.95)] if len(lengths) > 20 else max(lengths)
    if width > _LONG_LINES:
        short = [length for length in lengths if length <= _LONG_LINES]
        width = max(short) if len(short) > 2 * (len(lengths) - len(short)) else 0
    return width if width >= _SHORT_LINES else 0


def _unwrapped(stretch: list[str], width: int) -> str:
    """The lines of a paragraph: those that ended only because the next word had no room are joined."""
    text = ""
    before = ""
    for raw in stretch:
        line = one_line(raw)
        if not line:
            continue
        if text and width and not _OWN_LINE.match(raw) and _is_wrapped(before, line, width):
            text += ("" if _divides(before, line) else " ") + line
        else:
            text += ("\n" if text else "") + line
        before = raw.rstrip()
    return text


def _is_wrapped(before: str, line: str, width: int) -> bool:
    """The next word had no room, or a sentence goes on below a line that is nearly full."""
    no_room = width - len(before) - 1 < len(line.split(" ", 1)[0])
    goes_on = line[0].islower() and before[-1:] not in (".", "!", "?", ":")
    return (no_room and len(before) > width / 2) or (goes_on and len(before) > _NEARLY_FULL * width)


def _divides(before: str, line: str) -> bool:
    """A compound broken at its hyphen: nothing wraps plain text by dividing words."""
    return len(before) > 1 and before[-1] == "-" and before[-2].isalnum() and line[0].isalnum()
