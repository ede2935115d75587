"""What the mark-up of an embedded post says: its words, its author, the date shown, its address.

The networks' own embed codes end with a line that names the author; editors' systems wrap, split and translate it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lxml.html import HtmlElement

from transforms.decode import one_line
from transforms.passage_lines import passage_lines
from transforms.post_addresses import PostAddress, post_address


@dataclass(frozen=True, slots=True, kw_only=True)
class Embed:
    """An embedded post as the page shows it; the fields are those of an `embedded_post` block."""

    network: str
    text: str
    url: str | None
    post_id: str | None
    author_name: str | None
    author_handle: str | None
    posted: str | None


_HANDLE: Final = r"(?P<handle>[\w.:-]+(?:@[\w.-]+)?)"
_BYLINE: Final = re.compile(
    rf"^\s*(?:[—–―]|--?)\s*(?P<name>.{{0,120}}?)\s*\(\s*@?{_HANDLE}\s*\)\s*(?P<posted>.{{0,80}})$"
)
"""A line of its own: — Name (@handle) date."""
_BYLINE_AT_END: Final = re.compile(
    rf"(?:^|\s)(?:[—–―]|--)\s*(?P<name>[^—–―()@]{{0,80}}?)\s*\(\s*@?{_HANDLE}\s*\)\s*(?P<posted>.{{0,80}})$"
)
_SHARED_BY: Final = re.compile(
    r"^(?:A (?:post|photo|video|reel) (?:shared|posted) by|Post(?:ed)? by|Una publicación compartida (?:por|de)"
    r"|Uma publicação compartilhada por|Ein (?:von .{1,60} geteilter Beitrag|Beitrag geteilt von)|Une publication partagée par"
    r"|Un post condiviso da|Een bericht gedeeld door)\s+"
    rf"(?P<name>[^(@]{{0,80}}?)\s*\(?@{_HANDLE}\)?(?:\s+(?:on|el|em|am|le|il|op)?\s*(?P<posted>.{{0,80}}))?$",
    re.I,
)
_REDDITOR: Final = re.compile(r"(?:\b|by)u/(?P<handle>[\w-]+)")
_CHROME: Final = re.compile(
    r"^(?:(?:view|see|watch|read)\b.{0,40}\bon (?:instagram|mastodon|threads|bluesky|x|twitter|facebook|reddit|tiktok|truth social)\b.{0,20}"
    r"|(?:skip|end of)\b.{0,40}\b(?:post|tweet|content|video)\b.{0,60}|♬.*|\[image or embed\]|loading\b.{0,40}|view (?:tweet|post)|follow|report|copy link to .{0,20})$",
    re.I,
)
_NOTICE: Final = re.compile(
    r"\bcookies?\b|\bconsent\b|third[- ]party|external content|allow (?:twitter|x|instagram|facebook|tiktok|youtube|threads|bluesky)\b|data ?protection"
    r"|privacy (?:policy|settings)|(?:enable|requires?) javascript|extern(?:er?|en|al|i) (?:inhalt|inhoud|content)|einverstanden|zustimm|datenschutz"
    r"|contenu (?:tiers|externe)|contenido externo",
    re.I,
)
_LONGEST_NOTICE: Final = 400
_BRAND: Final = re.compile(
    r"\b(?:instagram|mastodon|threads|bluesky|twitter|facebook|reddit|tiktok|truth social|telegram|linkedin|nextdoor|X)\b"
)
_ATTRIBUTES: Final = (
    "data-instgrm-permalink", "data-text-post-permalink", "data-embed-url", "data-href", "data-url", "cite", "data-bluesky-uri",
)  # fmt: skip
_PREPOSITION: Final = re.compile(r"^(?:on|am|el|le|em|il|op)\s+", re.I)
_LONGEST_DATE: Final = 80
_PIECES: Final = (
    ("handle", re.compile(r"handle|screen-?_?name|user-?_?name$", re.I)),
    ("name", re.compile(r"(?:author|display|full|profile|real|account)[-_]*name|^name$|author$", re.I)),
    ("posted", re.compile(r"(?:^|[-_])(?:date|time|timestamp|posted|created)(?:$|[-_])", re.I)),
    (
        "text",
        re.compile(r"(?:^|tweet|post|status|toot|skeet|message)[-_]*(?:text|body|content|message)$", re.I),
    ),
    ("header", re.compile(r"header|author|user", re.I)),
)
"""Classes of the parts of a post that a site draws by itself; the first that fits."""


def from_address(found: PostAddress, text: str = "") -> Embed:
    """A post of which only the address is shown."""
    return Embed(
        network=found.network,
        text=text,
        url=found.url,
        post_id=found.post_id,
        author_name=None,
        author_handle=plain_handle(found.handle),
        posted=None,
    )


def read_post(element: HtmlElement, network: str) -> Embed:
    """The post in the mark-up of a network's embed code, as far as it shows one."""
    found, link = _permalink(element, network)
    links = _links_to(element, found)
    lines = _without_chrome(passage_lines(element), links)
    name = handle = posted = None
    if network == "reddit":
        whole = " ".join(lines)
        text = one_line(link.text_content()) if link is not None else ""
        author = _REDDITOR.search(whole)
        handle = author["handle"] if author else None
        text = "" if text.casefold() in ("comment", "from discussion") else text
    elif network == "tiktok":
        text, handle = _tiktok("\n".join(lines))
    else:
        lines, name, handle, posted = _take_byline(lines)
        if handle is None and network in ("facebook", "linkedin"):
            lines, name, posted = _take_profile(element, lines, link)
        date = one_line(link.text_content()) if link is not None and posted is None else ""
        if lines and lines[-1] == date and is_date(date):
            lines, posted = lines[:-1], date
        text = "" if _is_only(links, lines) else "\n".join(lines)
    if posted is None and (time := next(element.iter("time"), None)) is not None:
        posted = one_line(time.text_content()) or time.get("datetime")
    return Embed(
        network=found.network if found else network,
        text=text,
        url=found.url if found else None,
        post_id=found.post_id if found else element.get("data-video-id"),
        author_name=name or None,
        author_handle=plain_handle(handle or (found.handle if found else None)),
        posted=posted or None,
    )


def read_drawn_post(element: HtmlElement, found: PostAddress | None) -> Embed | None:
    """A post that a site draws by itself, read by the classes of its parts; None where no part is its text."""
    pieces: dict[str, str] = {}
    for node in element.iterdescendants():
        names = node.get("class") if isinstance(node.tag, str) else None
        if not names and node.tag != "time":
            continue
        kind = "posted" if node.tag == "time" else _piece(names or "")
        if kind and kind not in pieces and (words := "\n".join(passage_lines(node))):
            pieces[kind] = words
    if "text" not in pieces:
        return None
    header = re.fullmatch(rf"(?P<name>[^@]*?)\s*@{_HANDLE}\b.*", one_line(pieces.get("header", "")), re.S)
    handle = (
        pieces.get("handle") or (header["handle"] if header else None) or (found.handle if found else None)
    )
    name = pieces.get("name") or (header["name"] if header else None)
    if name and name.startswith("@"):
        name, handle = None, handle or name
    if found is None and handle is None:
        return None
    return Embed(
        network=found.network if found else "twitter",
        text=pieces["text"],
        url=found.url if found else None,
        post_id=found.post_id if found else None,
        author_name=one_line(name) if name else None,
        author_handle=plain_handle(one_line(handle) if handle else None),
        posted=pieces.get("posted"),
    )


def ends_like_a_post(element: HtmlElement) -> PostAddress | None:
    """The address of the post that an unmarked passage is: it ends with a dash, a name with a handle, a dated permalink."""
    links = list(element.iter("a"))
    found = post_address(links[-1].get("href") or "") if links else None
    lines = passage_lines(element) if found else []
    return found if lines and (_BYLINE.match(lines[-1]) or _BYLINE_AT_END.search(lines[-1])) else None


def is_byline(line: str) -> bool:
    """The line that ends an embed code, on its own."""
    return _BYLINE.match(line) is not None


def is_chrome(line: str) -> bool:
    """A button of an embed, or the notice in its place, in nobody's words."""
    return _CHROME.match(line) is not None or (
        len(line) <= _LONGEST_NOTICE and _NOTICE.search(line) is not None
    )


def is_date(text: str) -> bool:
    """Short and with a digit: what embed codes show as the date of a post."""
    return len(text) <= _LONGEST_DATE and any(char.isdigit() for char in text) and "://" not in text


def plain_handle(handle: str | None) -> str | None:
    """A handle without its @."""
    return handle.strip().lstrip("@") or None if handle else None


def _permalink(element: HtmlElement, network: str) -> tuple[PostAddress | None, HtmlElement | None]:
    """(the post's address, the link that shows it): the last link to a post, else what the attributes say."""
    links = list(element.iter("a"))
    for link in links if network == "reddit" else reversed(links):
        if found := post_address(link.get("href") or "", network):
            return found, link
    for name in _ATTRIBUTES:
        if (value := element.get(name)) and (found := post_address(value, network)):
            return found, None
    return None, None


def _links_to(element: HtmlElement, found: PostAddress | None) -> list[HtmlElement]:
    if found is None:
        return []
    addresses = ((link, post_address(link.get("href") or "", found.network)) for link in element.iter("a"))
    return [link for link, address in addresses if address and address.post_id == found.post_id]


def _without_chrome(lines: Sequence[str], links: Sequence[HtmlElement]) -> list[str]:
    """Without "View this post on ...", in whatever language: the words of a link to the post that name the network."""
    labels = {
        words
        for link in links
        if _has_no(link, "p")
        and len(words := one_line(link.text_content())) <= _LONGEST_DATE
        and _BRAND.search(words)
    }
    return [line for line in lines if not (_CHROME.match(line) or line in labels)]


def _has_no(link: HtmlElement, tag: str) -> bool:
    return link.find(f".//{tag}") is None and next(link.iterancestors(tag), None) is None


def _take_byline(lines: list[str]) -> tuple[list[str], str | None, str | None, str | None]:
    """(the lines before the author's, name, handle, date shown)."""
    for at in range(len(lines) - 1, max(len(lines) - 4, -1), -1):
        line = lines[at]
        match = _BYLINE.match(line) or _SHARED_BY.match(line) or _BYLINE_AT_END.search(line)
        if match:
            rest = one_line(" ".join([match["posted"] or "", *lines[at + 1 :]]))
            before = [line[: match.start()].rstrip()] if match.start() else []
            return (
                [*lines[:at], *filter(None, before)],
                one_line(match["name"]),
                match["handle"],
                rest if is_date(rest) else None,
            )
    return lines, None, None, None


def _take_profile(
    element: HtmlElement, lines: list[str], link: HtmlElement | None
) -> tuple[list[str], str | None, str | None]:
    """Of a last line "Posted by NAME on DATE" in any language: the author's link in it, and the post's."""
    profiles = [
        a
        for a in element.iter("a")
        if a is not link and one_line(a.text_content()) and not post_address(a.get("href") or "")
    ]
    date = one_line(link.text_content()) if link is not None else ""
    name = one_line(profiles[-1].text_content()) if profiles else ""
    if not lines or not name or name not in lines[-1] or len(lines[-1]) > len(name) + len(date) + 40:
        return lines, None, None
    if not (is_date(date) and date in lines[-1]):
        date = _PREPOSITION.sub("", lines[-1].partition(name)[2].strip())
    return lines[:-1], name, date if is_date(date) else None


def _tiktok(text: str) -> tuple[str, str | None]:
    """(caption, handle) of "@handle caption ♬ sound"."""
    text = text.partition("♬")[0].strip()
    match = re.match(r"@([\w.]+)\s*", text)
    return (text[match.end() :].strip(), match[1]) if match else (text, None)


def _is_only(links: Sequence[HtmlElement], lines: Sequence[str]) -> bool:
    """Nothing is shown but a link to the post, which a script would have replaced."""
    said = " ".join(lines)
    return any(_has_no(link, "p") and one_line(link.text_content()) == said for link in links)


def _piece(names: str) -> str | None:
    for kind, pattern in _PIECES:
        if any(map(pattern.search, names.split())):
            return kind
    return None
