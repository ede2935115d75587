"""Rolling lists: a page whose items stand on it whole and have no pages of their own (a sheriff's or coroner's log).

Entries leave the page after a while, so only the archive keeps them. An entry's address is the page's with a fragment,
`#bb-` and 16 hex digits, made of its key (a case number), or of its words where it has none.
"""

import hashlib
import re
from datetime import datetime
from typing import Annotated, Literal
from urllib.parse import urldefrag

from lxml import etree
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from crawlers.discovered import Discovered, Found
from crawlers.html_body import Selector, base_of, lines_of, read_html, select, words_of
from crawlers.urls import HttpAddress, absolute_url


def _checked(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise PydanticCustomError("pattern", "{why}", {"why": f"no regular expression: {error}"}) from None
    return pattern


class Rolling(BaseModel):
    """A page that holds its items whole."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["rolling"]
    url: HttpAddress = Field(description="address of the page")
    item_css: Selector = Field(description="CSS selector of the entries, each whole")
    key_css: Selector | None = Field(
        default=None,
        description="CSS selector, in an entry, of what stays when its words change: a case number",
    )
    key_regex: Annotated[str, AfterValidator(_checked)] | None = Field(
        default=None,
        description="or a regular expression of it in the entry's words; the first group where it has one",
    )
    title_css: Selector | None = Field(default=None, description="CSS selector, in an entry, of its title")
    date_css: Selector | None = Field(default=None, description="CSS selector, in an entry, of its date")


def first_urls(config: Rolling, since: datetime | None) -> tuple[str, ...]:
    """The page; `since` cannot be asked for."""
    return (config.url,)


def parse(body: bytes, url: str, config: Rolling) -> Found:
    """The entries of the page, complete, in its order; of entries with the same words one.

    An entry whose words change keeps its address where it has a key. Of several entries with one key the first has
    the address of the key, the others have addresses of their words too.

    Raises:
        NotThisKind: `empty-body` or `not-html`.
    """
    page = read_html(body)
    base = base_of(page, url)
    items: dict[str, Discovered] = {}
    notes: list[tuple[str, str]] = []
    selected = select(config.item_css, page)
    among = set(selected)
    for element in selected:
        if any(around in among for around in element.iterancestors()):
            continue
        words = words_of(element)
        if words is None:
            continue
        key = _key(element, words, config)
        if key is None and (config.key_css or config.key_regex):
            notes.append(("item-without-key", words[:100]))
        address = _address(config.url, key or words)
        if key is not None and address in items and _plain(items[address]) != words:
            notes.append(("key-again", f"{key}: {words[:100]}"))
            address = _address(config.url, f"{key}\n{words}")
        items.setdefault(address, _item(element, address, key, base, config))
    if not selected:
        notes.append(("nothing-selected", f"item_css {config.item_css!r} matches nothing on the page"))
    return Found(items=tuple(items.values()), notes=tuple(notes))


def _key(element: etree._Element, words: str, config: Rolling) -> str | None:
    if config.key_css is not None:
        words = next((text for one in select(config.key_css, element) if (text := words_of(one))), "")
    if config.key_regex is None:
        return words or None if config.key_css is not None else None
    match = re.search(config.key_regex, words)
    if match is None:
        return None
    return (match[1] if match.re.groups else match[0]) or None


def _address(url: str, of: str) -> str:
    digest = hashlib.md5(of.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()[:16]
    return f"{urldefrag(url).url}#bb-{digest}"


def _item(element: etree._Element, address: str, key: str | None, base: str, config: Rolling) -> Discovered:
    title = next(iter(select(config.title_css, element)), None) if config.title_css else None
    date = next(iter(select(config.date_css, element)), None) if config.date_css else None
    links = (absolute_url(base, anchor.get("href")) for anchor in element.iter("a"))
    return Discovered(
        url=address,
        guid=key,
        title=words_of(title) if title is not None else None,
        published=(date.get("datetime") or words_of(date)) if date is not None else None,
        content_text="\n\n".join(lines_of(element)),
        is_complete=True,
        links=tuple(dict.fromkeys(link for link in links if link)),
    )


def _plain(item: Discovered) -> str:
    return " ".join((item.content_text or "").split())
