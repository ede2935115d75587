"""WordPress: the posts of a site by its REST API, whole, with true dates and by date of change."""

from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crawlers.discovered import Discovered, Found, NotThisKind
from crawlers.json_body import Text, kind_of_value, read_json
from crawlers.titles import plain_title
from crawlers.urls import HttpAddress, absolute_url

PER_PAGE = 100
"""The most that the API gives at once."""
OVERLAP = timedelta(days=1)
"""Asked for again each night: a site older than WordPress 5.3 reads the instant in its own zone."""


class WordPress(BaseModel):
    """A WordPress site whose REST API is open."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["wordpress"]
    url: HttpAddress = Field(description="root of the site, the address before /wp-json/")
    max_pages: int = Field(
        default=5, ge=1, le=100, description="how many answers of 100 posts to read a night"
    )


def first_urls(config: WordPress, since: datetime | None) -> tuple[str, ...]:
    """The first page of posts: those changed after `since` less a day, oldest change first; without it the latest."""
    query = {"per_page": str(PER_PAGE)}
    if since is not None:
        query |= {
            "modified_after": (since - OVERLAP).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "orderby": "modified",
            "order": "asc",
        }
    query |= {
        "_embed": "author,wp:term",
        "_fields": "id,date,date_gmt,modified,modified_gmt,link,title,content,excerpt,_links,_embedded",
    }
    return (f"{config.url.rstrip('/')}/wp-json/wp/v2/posts?{urlencode(query, safe=',:')}",)


class _Rendered(BaseModel):
    rendered: Text = ""
    protected: bool = False


class _Post(BaseModel):
    id: int
    link: Text | None = None
    date: Text | None = None
    date_gmt: Text | None = None
    modified: Text | None = None
    modified_gmt: Text | None = None
    title: _Rendered = _Rendered()
    content: _Rendered = _Rendered()
    excerpt: _Rendered = _Rendered()
    embedded: dict[str, Any] = Field(default={}, alias="_embedded")


def parse(body: bytes, url: str, config: WordPress) -> Found:
    """The posts of an answer; `more` is the next page while a full one came, up to `max_pages`.

    A post that needs no password and has a text is complete. The answer that there is no such page ends the paging.

    Raises:
        NotThisKind: `empty-body`, `html-instead-of-json`, `not-json`, `not-wordpress`, or the API's own error
            code in kebab case (`rest-no-route`, `rest-forbidden`, ...).
    """
    value = read_json(body)
    if isinstance(value, dict) and isinstance(value.get("code"), str):
        if value["code"] == "rest_post_invalid_page_number":
            return Found(items=())
        reason = "".join(c if c.isalnum() else "-" for c in value["code"].lower())
        raise NotThisKind(reason, f"the API answers: {value.get('message', value['code'])}")
    if not isinstance(value, list):
        raise NotThisKind("not-wordpress", f"found {kind_of_value(value)}, a list of posts is read")
    items: list[Discovered] = []
    notes: list[tuple[str, str]] = []
    for position, entry in enumerate(value):
        try:
            post = _Post.model_validate(entry)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            notes.append(("unreadable-item", f"post {position}: {where}: {first['msg']}"))
            continue
        link = absolute_url(url, post.link)
        if link is None:
            notes.append(("item-without-link", plain_title(post.title.rendered) or f"post {post.id}"))
            continue
        items.append(_item(post, link))
    more = _next(url, config, len(value))
    if len(value) >= PER_PAGE and not more:
        notes.append(
            ("pages-beyond-limit", f"page {_page(url)} was full and is the last that is read (max_pages)")
        )
    return Found(items=tuple(items), more=more, notes=tuple(notes))


def _item(post: _Post, link: str) -> Discovered:
    is_complete = bool(post.content.rendered.strip()) and not post.content.protected
    return Discovered(
        url=link,
        guid=f"wp:{post.id}",
        title=plain_title(post.title.rendered),
        published=_instant(post.date_gmt) or post.date,
        modified=_instant(post.modified_gmt) or post.modified,
        summary=post.excerpt.rendered or None,
        section=next(iter(_embedded_names(post.embedded, "wp:term")), None),
        authors=_embedded_names(post.embedded, "author"),
        content_html=post.content.rendered if is_complete else None,
        is_complete=is_complete,
    )


def _instant(gmt: str | None) -> str | None:
    # A post that was never dated has zeros here.
    return f"{gmt}Z" if gmt and not gmt.startswith("0000") else None


def _embedded_names(embedded: dict[str, Any], key: str) -> tuple[str, ...]:
    """Names of authors, or of terms (lists, categories before tags); an author whom the API hides has none."""
    found: list[str] = []
    entries = embedded.get(key)
    for entry in entries if isinstance(entries, list) else []:
        for one in entry if isinstance(entry, list) else [entry]:
            name = plain_title(_text(one, "name"))
            if name and _text(one, "taxonomy") in {None, "category"}:
                found.append(name)
    return tuple(dict.fromkeys(found))


def _text(value: object, key: str) -> str | None:
    found = value.get(key) if isinstance(value, dict) else None
    return found.encode("utf-8", "replace").decode() if isinstance(found, str) else None


def _page(url: str) -> int:
    number = parse_qs(urlsplit(url).query).get("page", ["1"])[0]
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else 1


def _next(url: str, config: WordPress, count: int) -> tuple[str, ...]:
    page = _page(url)
    if count < PER_PAGE or page >= config.max_pages:
        return ()
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()} | {"page": str(page + 1)}
    return (urlunsplit(parts._replace(query=urlencode(query, safe=",:"))),)
