"""Bluesky: the public posts of an account, or of a hashtag."""

from datetime import UTC, datetime
from typing import Any, Literal, Self
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from crawlers.discovered import Account, Discovered, Found, NotThisKind
from crawlers.json_body import Text, kind_of_value, read_json
from crawlers.urls import HttpAddress, absolute_url

POSTS = "app.bsky.feed.post"


class Bluesky(BaseModel):
    """An account (`actor`) or a hashtag (`tag`) of Bluesky."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["bluesky"]
    actor: str | None = Field(
        default=None,
        pattern=r"^[^@\s/]+$",
        description="the account: a handle without @, or better its did:plc:...",
    )
    tag: str | None = Field(
        default=None,
        pattern=r"^[^#\s]+$",
        description="a hashtag without #; most servers refuse this without a key",
    )
    api: HttpAddress = Field(default="https://public.api.bsky.app", description="the server that is asked")
    max_pages: int = Field(
        default=3, ge=1, le=100, description="how many answers of 100 posts to read a night"
    )
    is_private: bool = Field(
        default=False, description="the account is a private person's; taken from the source where not given"
    )

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.actor is None) == (self.tag is None):
            found = "neither actor nor tag" if self.actor is None else "both actor and tag"
            raise PydanticCustomError(
                "one_of", "{found}", {"found": found, "accepted": "give one of actor and tag"}
            )
        return self


def first_urls(config: Bluesky, since: datetime | None) -> tuple[str, ...]:
    """The first page, latest first; `since` cannot be asked for."""
    api = config.api.rstrip("/")
    if config.actor is not None:
        query = {"actor": config.actor, "limit": "100", "filter": "posts_and_author_threads"}
        return (f"{api}/xrpc/app.bsky.feed.getAuthorFeed?{urlencode(query, safe=':')}",)
    query = {"q": f"#{config.tag}", "tag": str(config.tag), "sort": "latest", "limit": "100"}
    return (f"{api}/xrpc/app.bsky.feed.searchPosts?{urlencode(query)}",)


class _Label(BaseModel):
    val: Text = ""


class _Author(BaseModel):
    did: Text = Field(pattern=r"^did:[a-z]+:[A-Za-z0-9._:%-]+$")
    handle: Text
    display_name: Text | None = Field(default=None, alias="displayName")
    labels: list[_Label] | None = None


class _Ref(BaseModel):
    uri: Text = ""


class _Reply(BaseModel):
    parent: _Ref = _Ref()


class _Span(BaseModel):
    start: int = Field(alias="byteStart")
    end: int = Field(alias="byteEnd")


class _Feature(BaseModel):
    uri: Text | None = None
    tag: Text | None = None


class _Facet(BaseModel):
    index: _Span
    features: list[_Feature] = []


class _Record(BaseModel):
    text: Text = ""
    created_at: Text | None = Field(default=None, alias="createdAt")
    facets: list[_Facet] | None = None
    tags: list[Text] | None = None
    reply: _Reply | None = None
    embed: dict[str, Any] | None = None


class _Post(BaseModel):
    uri: Text
    author: _Author
    record: _Record
    indexed_at: Text | None = Field(default=None, alias="indexedAt")


def parse(body: bytes, url: str, config: Bluesky) -> Found:
    """The posts of an answer, complete; `more` is the next page while there is a cursor.

    Reposts are others' posts and are left out with a note, as are accounts that ask not to be shown to people
    without a login. Addresses are built from the account's DID, which stays when it takes another handle.

    Raises:
        NotThisKind: `empty-body`, `html-instead-of-json`, `not-json`, `not-bluesky` or `api-error`.
    """
    value = read_json(body)
    if not isinstance(value, dict):
        raise NotThisKind("not-bluesky", f"found {kind_of_value(value)}, an object with posts is read")
    if isinstance(value.get("error"), str):
        raise NotThisKind("api-error", f"{value['error']}: {value.get('message', 'no message')}")
    entries = value.get("feed", value.get("posts"))
    if not isinstance(entries, list):
        raise NotThisKind("not-bluesky", "JSON without a list `feed` or `posts`")
    items: list[Discovered] = []
    notes: list[tuple[str, str]] = []
    for position, entry in enumerate(entries):
        raw = entry.get("post", entry) if isinstance(entry, dict) else entry
        try:
            post = _Post.model_validate(raw)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            notes.append(("unreadable-item", f"post {position}: {where}: {first['msg']}"))
            continue
        permalink = _permalink(post.uri)
        if permalink is None:
            notes.append(("item-without-link", post.uri))
        elif _is_repost(entry):
            notes.append(("repost", permalink))
        else:
            account = _account(post.author, config)
            if not account.is_followed and _wants_a_login(post.author):
                notes.append(("account-opted-out", permalink))
            else:
                items.append(_item(post, permalink, account, notes))
    return Found(items=tuple(items), more=_next(url, value.get("cursor")), notes=tuple(notes))


def _item(post: _Post, permalink: str, account: Account, notes: list[tuple[str, str]]) -> Discovered:
    record = post.record
    features = [feature for facet in _inside(record) for feature in facet.features]
    embed = record.embed or {}
    external = embed if "external" in embed else embed.get("media")
    links = [feature.uri for feature in features if feature.uri] + [_deep(external, "external", "uri")]
    tags = [feature.tag for feature in features if feature.tag] + (record.tags or [])
    quoted = _deep(embed, "record", "record", "uri") or _deep(embed, "record", "uri")
    published = _plausible(record.created_at, post.indexed_at)
    if published != record.created_at:
        notes.append(("implausible-date", f"{permalink}: createdAt {record.created_at!r}, indexedAt is used"))
    return Discovered(
        url=permalink,
        guid=post.uri,
        published=published,
        content_text=record.text,
        is_complete=True,
        account=account,
        reply_to=_permalink(record.reply.parent.uri) if record.reply else None,
        quoted_url=_permalink(quoted) if quoted else None,
        links=tuple(dict.fromkeys(link for one in links if (link := absolute_url("", one)))),
        tags=tuple(dict.fromkeys(tags)),
    )


def _inside(record: _Record) -> list[_Facet]:
    """Facets that mark something: their offsets count bytes of UTF-8, not characters."""
    size = len(record.text.encode())
    return [facet for facet in record.facets or [] if 0 <= facet.index.start < facet.index.end <= size]


def _account(author: _Author, config: Bluesky) -> Account:
    is_named = config.actor is not None and config.actor.lower() in {
        author.did.lower(),
        author.handle.lower(),
    }
    return Account(
        network="bluesky",
        id=author.did,
        handle=author.handle,
        name=author.display_name or None,
        is_followed=is_named and not config.is_private,
    )


def _wants_a_login(author: _Author) -> bool:
    return any(label.val == "!no-unauthenticated" for label in author.labels or [])


def _is_repost(entry: object) -> bool:
    return "reasonRepost" in (_deep(entry, "reason", "$type") or "")


def _plausible(created: str | None, indexed: str | None) -> str | None:
    """When it was posted, of two texts.

    `createdAt` is the author's word: year 1 and next year both occur. Bluesky itself sorts by the earlier of the
    two; a post dated before the web existed is not one.
    """
    at, seen = _instant(created), _instant(indexed)
    if at is None or at.year < 1990 or (seen is not None and at > seen):
        return indexed if seen is not None else created
    return created


def _instant(text: str | None) -> datetime | None:
    try:
        at = datetime.fromisoformat(text or "")
        return at.astimezone(UTC) if at.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def _permalink(uri: str) -> str | None:
    """`at://DID/app.bsky.feed.post/KEY` as an address; None for the records that are no posts."""
    repo, _, rest = uri.removeprefix("at://").partition("/")
    collection, _, key = rest.partition("/")
    if not uri.startswith("at://") or collection != POSTS or not repo or not key.isalnum():
        return None
    return f"https://bsky.app/profile/{repo}/post/{key}"


def _deep(value: object, *keys: str) -> str | None:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else None


def _next(url: str, cursor: object) -> tuple[str, ...]:
    if not isinstance(cursor, str) or not cursor:
        return ()
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()} | {"cursor": cursor}
    safe_cursor = urlencode(query, safe=":", errors="replace")
    return (urlunsplit(parts._replace(query=safe_cursor)),)
