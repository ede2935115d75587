"""Items without mark-up: plain text, mail, PDF. What they say above their text stands in for the metadata of a page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo

from crawlers.capture import Capture
from crawlers.discovered import Discovered
from crawlers.sources import Source
from transforms.authors import read_authors
from transforms.blocks import Part
from transforms.dates import is_possible, read_date
from transforms.decode import one_line
from transforms.document import PageType
from transforms.lines import without_chrome
from transforms.mail import Mail, parts_of, read_mail
from transforms.metadata import Metadata, announced_metadata
from transforms.pdf import read_pdf
from transforms.rejections import Reason
from transforms.releases import LONGEST_TITLE, first_headline, head_date, is_headline, subject_line
from transforms.titles import Title

_SHORTEST_TEXT: Final = 40
"""Characters under which it is no document."""


@dataclass(frozen=True, slots=True)
class Unmarked:
    """What was read: the body, and all that is known beside it."""

    parts: list[Part]
    metadata: Metadata
    page_type: PageType


def read_plain(text: str, capture: Capture, source: Source, hint: Discovered | None) -> Unmarked | Reason:
    """A plain text, as a message where mail headers stand above it."""
    mail = read_mail(text.replace("\r\n", "\n"))
    if mail is not None:
        return read_letter(mail, capture, source, hint)
    parts = parts_of(text)
    paragraphs = [part.text for part in parts]
    first = first_headline(paragraphs, source.name) if len("\n".join(paragraphs).split("\n")) > 1 else None
    metadata = _metadata(paragraphs, first, capture, source, hint)
    parts = without_chrome(parts, headlines=metadata.headlines, authors=())
    if (length := sum(len(part.text) for part in parts)) < _SHORTEST_TEXT:
        return "no-text", f"{length} characters of plain text"
    return Unmarked(parts, metadata, "plain_text")


def read_letter(mail: Mail, capture: Capture, source: Source, hint: Discovered | None) -> Unmarked | Reason:
    """A message in plain text: its subject is the title, its sender the author, its date that of publication."""
    parts = parts_of(mail.body)
    metadata = with_headers(
        _metadata([part.text for part in parts], None, capture, source, hint), mail, capture, source
    )
    parts = without_chrome(parts, headlines=metadata.headlines, authors=())
    if (length := sum(len(part.text) for part in parts)) < _SHORTEST_TEXT:
        return "no-text", f"{length} characters below the headers of a message"
    return Unmarked(parts, metadata, "mail")


def with_headers(metadata: Metadata, mail: Mail, capture: Capture, source: Source) -> Metadata:
    """Metadata with what a message's headers say in the place of what is known less well."""
    sent = read_date(mail.sent or "", ZoneInfo(source.timezone), "mail")
    authors = read_authors([mail.sender], "mail", site_names=[source.name]) if mail.sender else ()
    titled = mail.subject is not None and metadata.title is None
    return replace(
        metadata,
        title=Title(mail.subject or "", "mail", None) if titled else metadata.title,
        headlines=(*metadata.headlines, *filter(None, (mail.subject,))),
        authors=authors or metadata.authors,
        published=sent if sent and is_possible(sent, capture.fetched_at) else metadata.published,
    )


def read_file(capture: Capture, source: Source, hint: Discovered | None) -> Unmarked | Reason:
    """A PDF.

    Its title is the line that is set as one; else what was announced (often only "Release 26-114"); else the first line
    that could be one.
    """
    found = read_pdf(capture.body, source.name)
    if isinstance(found, tuple):
        return found
    parts = [_part(paragraph, found.heading) for paragraph in found.paragraphs]
    set_large = subject_line(found.paragraphs) or found.heading
    if set_large and len(set_large) > LONGEST_TITLE:
        set_large = None
    first = set_large or first_headline(found.paragraphs, source.name)
    metadata = _metadata(found.paragraphs, first, capture, source, hint)
    if set_large:
        metadata = replace(metadata, title=Title(one_line(set_large), "first-line", None))
    parts = without_chrome(parts, headlines=metadata.headlines, authors=())
    return Unmarked(parts, metadata, "pdf")


def _metadata(
    paragraphs: Sequence[str],
    first: str | None,
    capture: Capture,
    source: Source,
    hint: Discovered | None,
) -> Metadata:
    metadata = announced_metadata(
        hint, url=capture.url, fetched_at=capture.fetched_at, source=source, method="feed", first_line=first
    )
    if metadata.published is None:
        shown = head_date(paragraphs, ZoneInfo(source.timezone), capture.fetched_at)
        metadata = replace(metadata, published=shown)
    return metadata


def _part(paragraph: str, heading: str | None) -> Part:
    is_heading = paragraph == heading or (
        len(paragraph) <= 80
        and paragraph.isupper()
        and is_headline(paragraph, "")
        and paragraph[-1] not in ".:"
    )
    return Part("heading" if is_heading else "paragraph", paragraph)
