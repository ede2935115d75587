"""The id in a path: the number or UUID that names a page whatever the words beside it.

    /news/712345678/any-words        /news/any-words-of-a-title-9876543        /local/crime/article_UUID.html

Two pages taken for one are worse than one page taken for two: the second of the first two is never fetched, while a
page met twice is found among the duplicates. So only what can hardly be anything but a title goes, and only beside what
can hardly be anything but the id of a page.
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

_UUID: Final = (
    r"(?:(?!0{8})[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?=[0-9a-f]*[a-f])[0-9a-f]{32})"
)
_PAGE: Final = r"(?P<end>\.(?:html?|php|aspx|shtml|jsp))?"

_KNOWN: Final = (
    # BLOX and McClatchy serve one item under every section that it was filed in.
    (re.compile(rf"/(?:[^/]+/)*(?P<kept>[a-z]+_{_UUID}\.html)", re.I), r"/\g<kept>"),
    (re.compile(r"/(?:[^/]+/)*(?P<kept>article\d{8,}\.html)"), r"/\g<kept>"),
    # Hearst papers
    (re.compile(r"(?P<before>/(?:[^/]+/)*)(?=[^/]*[^\W\d])[^/]*(?P<id>-\d{8,9}\.php)"), r"\g<before>\g<id>"),
    # Gannett: the slug stands between the date and the id.
    (re.compile(r"(?P<before>/story/(?:[^/]+/)*\d{4}/\d\d/\d\d/)[^/]+/(?P<id>\d{7,12})/?"), r"\g<before>\g<id>"),
    # Tegna: the station's number before the UUID.
    (re.compile(rf"(?P<before>/(?:article|video)/)(?:[^/]+/)+(?P<id>\d{{1,4}}-{_UUID})/?"), r"\g<before>\g<id>"),
    # CivicPlus: the title is added to the number.
    (re.compile(r"(?P<before>/DocumentCenter/View/)(?P<id>\d+)(?:/[^/]*)?", re.I), r"\g<before>\g<id>"),
)  # fmt: skip
"""Forms of well-known systems, of the whole path: all that they take off is known to be decoration."""

_OWN: Final = re.compile(rf"(?:(?P<number>\d{{6,}})|(?:\d{{1,4}}-)?{_UUID}){_PAGE}", re.I)
_LAST: Final = re.compile(rf"(?P<slug>.+?)[-_](?P<id>\d{{7,}}|{_UUID}){_PAGE}", re.I)
_FIRST: Final = re.compile(rf"(?P<id>\d{{7,}}|{_UUID})[-_](?P<slug>.+?){_PAGE}", re.I)
_ANY_ID: Final = re.compile(rf"(?<![0-9a-z])(?:{_UUID}|\d{{6,}})(?![0-9a-z])", re.I)
_WORDS: Final = re.compile(r"[-_]+")

_YEAR: Final = r"(?:19|20)\d\d"
_MONTH: Final = r"(?:0[1-9]|1[0-2])"
_DAY: Final = r"(?:0[1-9]|[12]\d|3[01])"
_DATE: Final = re.compile(
    rf"{_YEAR}{_MONTH}(?:{_DAY}(?:\d\d|\d{{4}}|\d{{6}})?)?|(?:{_MONTH}{_DAY}|{_DAY}{_MONTH})(?:{_YEAR}|\d\d)|\d\d{_MONTH}{_DAY}"
)
_PHONE: Final = re.compile(r"1?[2-9]\d\d[2-9]\d{6}")
_TIME_OF_DAY: Final = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d[0-5]\d\d{3}")
_CASE: Final = re.compile(r"(?:20)?(?:1[5-9]|2\d|3[0-5])\d{5,}")
_NUMBERED: Final = frozenset({
    "application", "at", "badge", "ballot", "bid", "bill", "box", "call", "case", "citation", "claim",
    "complaint", "contract", "cr", "cfs", "docket", "event", "file", "for", "hotline", "id", "incident", "ir",
    "item", "license", "no", "number", "of", "ordinance", "order", "parcel", "permit", "phone", "ref",
    "reference", "report", "resolution", "rfp", "room", "route", "suspect", "tel", "tip", "to", "unit", "up",
    "volume", "warrant", "worth", "zip",
})  # fmt: skip
"""Words before a number that is part of the sentence: `docket-1234567`, `reward-up-to-2500000`."""
_CONTAINERS: Final = frozenset({
    "account", "accounts", "agencies", "agency", "album", "albums", "archive", "archives", "author", "authors",
    "blog", "blogs", "board", "boards", "c", "case", "cases", "cat", "categories", "category", "channel",
    "channels", "chat", "client", "clients", "club", "clubs", "collection", "collections", "committee",
    "committees", "communities", "community", "conversation", "department", "departments", "dept", "docket",
    "dockets", "edition", "editions", "event", "events", "feed", "feeds", "folder", "folders", "forum", "forums",
    "g", "galleries", "gallery", "group", "groups", "issue", "issues", "list", "lists", "live", "liveblog",
    "location", "locations", "mailbox", "map", "maps", "meeting", "meetings", "member", "members", "newsletter",
    "newsletters", "org", "organization", "organizations", "people", "person", "photos", "place", "places",
    "playlist", "playlists", "podcast", "podcasts", "profile", "profiles", "program", "programs", "project",
    "projects", "publication", "publications", "s", "school", "schools", "search", "section", "sections",
    "series", "server", "servers", "show", "shows", "site", "sites", "station", "stations", "store", "tag",
    "tags", "team", "teams", "thread", "threads", "tour", "u", "updates", "user", "users", "ward", "wiki", "zip",
})  # fmt: skip
"""What holds pages of its own: behind its id stands what tells them apart. A paper's section of that name costs a miss."""
_CHILDREN: Final = frozenset({
    "add", "agenda", "amp", "all", "appendix", "attachment", "audio", "chapter", "comment", "comments", "contact",
    "discussion", "download", "edit", "email", "embed", "entry", "exhibit", "faq", "gallery", "image", "images",
    "index", "item", "live", "map", "media", "minutes", "more", "new", "next", "page", "part", "pdf", "photo",
    "photos", "podcast", "post", "print", "read", "related", "reply", "request", "share", "slide", "slideshow",
    "step", "submit", "transcript", "update", "updates", "version", "video", "videos", "view", "volume",
})  # fmt: skip
"""First words of what stands behind a page's id and is a page of its own."""
_COLLECTIONS: Final = frozenset({
    "agendas", "alerts", "arrests", "bookings", "bulletins", "calls", "cases", "complaints", "documents",
    "incidents", "inmates", "investigations", "logs", "minutes", "notices", "permits", "records", "reports",
    "requests", "shootings", "warrants",
})  # fmt: skip
"""Last words of a folder's name, which says what is numbered: `/use-of-force-incidents/1234567`."""


@dataclass(frozen=True, slots=True)
class _Found:
    position: int
    kept: str
    has_slug: bool
    is_number: bool


def without_slug(path: str) -> str:
    """The path of a page without the words beside its id; the path itself where there is no sure id.

    A slash at the end goes where the id is what is left last. Doing it twice changes nothing.
    """
    for form, kept in _KNOWN:
        match = form.fullmatch(path)
        if match is not None:
            return match.expand(kept)
    if not path.startswith("/"):
        return path
    segments = path.rstrip("/").split("/")[1:]
    found = [one for position, segment in enumerate(segments) if (one := _sure_id(position, segment))]
    ids = [key for key in _ANY_ID.findall(path) if _DATE.fullmatch(key) is None]
    if len(found) != 1 or len(ids) != 1:
        return path
    one = found[0]
    before, after = segments[: one.position], segments[one.position + 1 :]
    if not one.has_slug:
        before, after = _without_title(before, one, after)
    kept = "/" + "/".join([*before, one.kept, *after])
    return f"{kept}/" if after and path.endswith("/") else kept


def _without_title(before: list[str], one: _Found, after: list[str]) -> tuple[list[str], list[str]]:
    """The segments around an id that stands alone, without the one that is its title, if one alone may be it."""
    folders, beside = before[:-1], before[-1] if before else ""
    if not after and _is_title_before(beside, one):
        is_sure = not _is_title(folders[-1] if folders else "") and not _is_inside_container(folders)
        return (folders, after) if is_sure else (before, after)
    if len(after) == 1 and _is_title(after[0]) and not _is_title(beside) and not _is_inside_container(before):
        return before, []
    return before, after


def _sure_id(position: int, segment: str) -> _Found | None:
    own = _OWN.fullmatch(segment)
    if own is not None:
        number = own["number"]
        if number and (_DATE.fullmatch(number) or _PHONE.fullmatch(number)):
            return None
        return _Found(position, segment, has_slug=False, is_number=number is not None)
    for form, word in ((_LAST, -1), (_FIRST, 0)):
        match = form.fullmatch(segment)
        if match is None or not _is_title(match["slug"]):
            continue
        key = match["id"]
        beside = _WORDS.split(match["slug"])[word].lower()
        if key.isdecimal() and (_may_be_a_word(key) or beside.isdecimal() or (word and beside in _NUMBERED)):
            continue
        # The hyphen stays, so that nobody takes what is left for an id that stands alone.
        kept = (f"-{key}" if word else f"{key}-") + (match["end"] or "")
        return _Found(position, kept, has_slug=True, is_number=key.isdecimal())
    return None


def _may_be_a_word(number: str) -> bool:
    """Whether a number within a title may be of its text: a date, a sum, a telephone's, a case's."""
    forms = (_DATE, _PHONE, _CASE, _TIME_OF_DAY)
    return number.endswith("000") or any(form.fullmatch(number) is not None for form in forms)


def _is_title(segment: str) -> bool:
    """At least three words, as a title's slug has; no file, nothing that names a page of a page."""
    words = [word for word in _WORDS.split(unquote(re.sub(rf"{_PAGE}$", "", segment, flags=re.I))) if word]
    lettered = sum(any(letter.isalpha() for letter in word) for word in words)
    return lettered >= 3 and not any("." in word for word in words) and words[0].lower() not in _CHILDREN


def _is_title_before(segment: str, one: _Found) -> bool:
    """Whether the segment before an id is its title; numbers of six digits repeat from folder to folder."""
    if one.is_number and len(one.kept.partition(".")[0]) < 7:
        return False
    return _is_title(segment) and _WORDS.split(segment)[-1].lower() not in _COLLECTIONS


def _is_inside_container(before: list[str]) -> bool:
    return any(not _CONTAINERS.isdisjoint(_WORDS.split(segment.lower())) for segment in before)
