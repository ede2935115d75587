"""FlashAlert: the releases and emergency messages that agencies post to a region's newsrooms, in its own XML.

Items roll off the file after some days, so what is not read in time is gone. The format is known from public
descriptions: `flashnews` holds categories of `news_report` and `emergency_report`, before it stands a document type that
no parser reads.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from typing import Final, Literal
from urllib.parse import quote

from lxml import etree
from pydantic import BaseModel, ConfigDict, Field

from crawlers.discovered import Discovered, Found, NotThisKind
from crawlers.titles import plain_title
from crawlers.urls import HttpAddress, absolute_url

SITE: Final = "https://www.flashalert.net/id"
_REPORTS: Final = frozenset({"news_report", "emergency_report", "report", "release"})
_ROOT: Final = re.compile(r"<(?:flashnews|flashalert)\b", re.IGNORECASE)
_AMPERSAND: Final = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(#?\w{1,31};)?", re.DOTALL)
_UNUSABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MARKUP: Final = re.compile(
    r"<(?:p|br|div|a|ul|ol|li|b|i|strong|em|span|table|img|h[1-6])\b[^>]*>", re.IGNORECASE
)
_XML_ENTITIES: Final = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})


class FlashAlert(BaseModel):
    """A region of FlashAlert."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["flashalert"]
    url: HttpAddress = Field(description="address of a region's XML, ...flashnews_xml2.php?RegionID=1")
    orgs: tuple[str, ...] = Field(
        default=(), description="names or numbers of the agencies to keep; all where none is given"
    )


def first_urls(config: FlashAlert, since: datetime | None) -> tuple[str, ...]:
    """The region's XML; `since` cannot be asked for."""
    return (config.url,)


def parse(body: bytes, url: str, config: FlashAlert) -> Found:
    """The reports of a region, complete, in its order, each once.

    The address is the report's public one, made of the numbers of agency and report where the XML has none. Dates are
    as given, in the region's own time.

    Raises:
        NotThisKind: `empty-body`, `html-instead-of-flashalert` or `not-flashalert`.
    """
    root = _root(body)
    wanted = {org.strip().casefold() for org in config.orgs}
    known: set[str] = set()
    items: dict[str, Discovered] = {}
    notes: list[tuple[str, str]] = []
    for report in _reports(root):
        name, number = _agency(report)
        own = {one.casefold() for one in (name, number) if one}
        known |= own
        if wanted and not wanted & own:
            continue
        item = _item(report, url, name, number)
        if isinstance(item, Discovered):
            items.setdefault(item.url, item)
        else:
            notes.append(item)
    missing = wanted - known - {name.casefold() for name in _registered(root)}
    notes += [
        ("nothing-selected", f"orgs: {org!r} is no agency in this XML")
        for org in config.orgs
        if org.strip().casefold() in missing
    ]
    return Found(items=tuple(items.values()), notes=tuple(notes))


def _root(body: bytes) -> etree._Element:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("cp1252", "replace")
    if not text.strip():
        raise NotThisKind("empty-body", "the answer has no content")
    begin = _ROOT.search(text)
    if begin is None:
        shown = repr(text.strip()[:60])
        if re.search(r"<html|<!doctype html", text[:4096], re.IGNORECASE):
            raise NotThisKind("html-instead-of-flashalert", f"a web page, beginning {shown}")
        raise NotThisKind("not-flashalert", f"no element flashnews, beginning {shown}")
    # The document type before the root is cut off, and with it whatever entities it declares.
    plain = _UNUSABLE.sub("", _AMPERSAND.sub(_character, text[begin.start() :]))
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, encoding="utf-8")
    try:
        root: etree._Element | None = etree.fromstring(plain.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotThisKind("not-flashalert", f"the XML cannot be read: {error}") from None
    if root is None:
        raise NotThisKind("not-flashalert", "the XML has no element")
    return root


def _character(match: re.Match[str]) -> str:
    """A bare `&` as XML wants it, and the signs that HTML has names for and XML does not."""
    if match[0] != "&" and (match[1] is None or match[1].startswith("#") or match[1] in _XML_ENTITIES):
        return match[0]
    return unescape(match[0]).replace("&", "&amp;").replace("<", "&lt;")


def _reports(root: etree._Element) -> Iterator[etree._Element]:
    return (element for element in root.iter(etree.Element) if _local(element) in _REPORTS)


def _registered(root: etree._Element) -> set[str]:
    """Names and numbers of all agencies of the region, those without a report too."""
    found: set[str] = set()
    for element in root.iter(etree.Element):
        if _local(element) == "orgname":
            found |= {
                one for one in (" ".join("".join(element.itertext()).split()), element.get("orgid")) if one
            }
    return found


def _agency(report: etree._Element) -> tuple[str | None, str | None]:
    """(name, number)."""
    element = next((child for child in report if _local(child) in {"orgname", "org", "organization"}), None)
    name = " ".join("".join(element.itertext()).split()) if element is not None else _value(report, "orgname")
    number = element.get("orgid") if element is not None else None
    return name or None, number or _value(report, "orgid")


def _item(
    report: etree._Element, url: str, name: str | None, number: str | None
) -> Discovered | tuple[str, str]:
    headline = plain_title(_value(report, "headline", "title", "subject"))
    detail = (_value(report, "detail", "details", "body", "text") or "").replace("\r\n", "\n").strip()
    key = _value(report, "news_id", "report_id", "newsid", "reportid", "id")
    shown = headline or f"a report of {name or 'an agency without a name'}"
    if (_value(report, "testing") or "0") != "0":
        return "test-report", shown
    if not headline and not detail:
        return "unreadable-item", f"{shown}: neither headline nor detail"
    is_emergency = _local(report) == "emergency_report"
    link = absolute_url(url, _value(report, "link", "url", "permalink"))
    link = link or (_permalink(number, key, is_emergency=is_emergency) if number and key else None)
    if link is None:
        return "item-without-link", shown
    published, changed = (
        _value(report, "effective_date", "date"),
        _value(report, "last_update", "updated_date"),
    )
    is_marked_up = _MARKUP.search(detail) is not None
    category = report.getparent()
    return Discovered(
        url=link,
        guid=f"flashalert:{'emergency' if is_emergency else 'news'}:{key}" if key else None,
        title=headline,
        published=published,
        modified=changed if changed != published else None,
        section=category.get("name") if category is not None else None,
        authors=(name,) if name else (),
        content_html=detail if is_marked_up else None,
        content_text=None if is_marked_up else unescape(detail),
        is_complete=bool(detail),
    )


def _permalink(org: str, key: str, *, is_emergency: bool) -> str:
    """An emergency message has a number of its own series and no page but its agency's."""
    if is_emergency:
        return f"{SITE}/{quote(org, safe='')}?emergency={quote(key, safe='')}"
    return f"{SITE}/{quote(org, safe='')}/{quote(key, safe='')}"


def _value(report: etree._Element, *names: str) -> str | None:
    """The first of the named attributes and children that holds anything, whatever the case of its name."""
    attributes = {name.lower(): value for name, value in report.attrib.items()}
    children = {_local(child): child for child in reversed(report) if isinstance(child.tag, str)}
    for name in names:
        child = children.get(name)
        text = attributes.get(name) or ("".join(child.itertext()) if child is not None else "")
        if text.strip():
            return str(text).strip()
    return None


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""
