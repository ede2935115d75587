"""What a feed says of itself."""

from dataclasses import dataclass

from lxml import etree


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """Title, address of the site, and language; None for what the feed does not say."""

    title: str | None
    link: str | None
    language: str | None


def channel_of(body: bytes) -> Channel:
    """What stands before the first item of an RSS or Atom feed, however broken the feed is."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        root: etree._Element | None = etree.fromstring(body.lstrip(b"\xef\xbb\xbf \t\r\n"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    told: dict[str, str] = {}
    for element in root.iter() if root is not None else ():
        name = str(element.tag).rpartition("}")[2].lower()
        if name in {"item", "entry"}:
            break
        is_self = element.get("rel") == "self"
        words = " ".join((element.text or element.get("href") or "").split())
        if name in {"title", "link", "language"} and words and not is_self:
            told.setdefault(name, words)
    return Channel(title=told.get("title"), link=told.get("link"), language=told.get("language"))
