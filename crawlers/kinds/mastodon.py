"""Mastodon: the public posts of an account, or of a hashtag as one server knows it."""

from datetime import datetime
from typing import Literal, Self
from urllib.parse import parse_qs, quote, urlencode, urlsplit, urlunsplit

from lxml import etree
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from crawlers.discovered import Account, Discovered, Found, NotThisKind
from crawlers.json_body import Text, kind_of_value, read_json
from crawlers.urls import HttpAddress, absolute_url

PER_PAGE = 40
"""The most that the API gives at once."""


class Mastodon(BaseModel):
    """An account or a hashtag (`tag`), asked of one server."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["mastodon"]
    url: HttpAddress = Field(description="root of the server that is asked, https://mastodon.example")
    account: str | None = Field(
        default=None,
        pattern=r"^[^@\s/]+(@[^@\s/]+)?$",
        description="the account: name, or name@server, without @ first",
    )
    tag: str | None = Field(default=None, pattern=r"^[^#\s/]+$", description="a hashtag without #")
    max_pages: int = Field(
        default=3, ge=1, le=100, description="how many answers of 40 posts to read a night"
    )
    is_private: bool = Field(
        default=False, description="the account is a private person's; taken from the source where not given"
    )

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.account is None) == (self.tag is None):
            found = "neither account nor tag" if self.account is None else "both account and tag"
            raise PydanticCustomError(
                "one_of", "{found}", {"found": found, "accepted": "give one of account and tag"}
            )
        return self


def first_urls(config: Mastodon, since: datetime | None) -> tuple[str, ...]:
    """Where the account is looked up (its posts are `more` of that answer), or the hashtag's first page."""
    api = _api(config)
    if config.account is not None:
        return (f"{api}/accounts/lookup?{urlencode({'acct': config.account}, safe='@')}",)
    return (f"{api}/timelines/tag/{quote(str(config.tag))}?limit={PER_PAGE}",)


class _Account(BaseModel):
    id: Text = Field(pattern=r"^[A-Za-z0-9_-]+$")
    acct: Text
    display_name: Text = ""
    url: Text | None = None
    uri: Text | None = None
    indexable: bool | None = None
    discoverable: bool | None = None


class _Tag(BaseModel):
    name: Text


class _Card(BaseModel):
    url: Text | None = None


class _Ref(BaseModel):
    url: Text | None = None
    uri: Text | None = None


class _Quote(BaseModel):
    quoted_status: _Ref | None = None


class _Status(BaseModel):
    id: Text
    uri: Text
    url: Text | None = None
    created_at: Text | None = None
    edited_at: Text | None = None
    visibility: Text = "public"
    spoiler_text: Text = ""
    content: Text = ""
    account: _Account
    in_reply_to_id: Text | None = None
    in_reply_to_account_id: Text | None = None
    reblog: dict[str, object] | None = None
    tags: list[_Tag] = []
    card: _Card | None = None
    quote: _Quote | None = None


def parse(body: bytes, url: str, config: Mastodon) -> Found:
    """The posts of an answer, complete; `more` is the next page while a full one came.

    The answer to a look-up gives no items and the account's first page as `more`. A content warning is the
    post's title. Boosts, posts that are not public, and accounts that ask not to be indexed are left out with a
    note; the account that the source's file names is read as long as its posts are public.

    Raises:
        NotThisKind: `empty-body`, `html-instead-of-json`, `not-json`, `not-mastodon` or `api-error`.
    """
    value = read_json(body)
    if isinstance(value, dict) and isinstance(value.get("error"), str):
        raise NotThisKind("api-error", value["error"])
    if isinstance(value, dict) and "acct" in value:
        return _first_page(value, config)
    if not isinstance(value, list):
        raise NotThisKind(
            "not-mastodon", f"found {kind_of_value(value)}, a list of posts or an account is read"
        )
    items: list[Discovered] = []
    notes: list[tuple[str, str]] = []
    for position, entry in enumerate(value):
        try:
            status = _Status.model_validate(entry)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            notes.append(("unreadable-item", f"post {position}: {where}: {first['msg']}"))
            continue
        link = absolute_url(url, status.url) or absolute_url(url, status.uri)
        account = _account(status.account, config)
        reason = _left_out(status, account)
        if link is None:
            notes.append(("item-without-link", f"post {status.id}"))
        elif reason is not None:
            notes.append((reason, link))
        else:
            items.append(_item(status, link, account, config))
    return Found(items=tuple(items), more=_next(url, value), notes=tuple(notes))


def _api(config: Mastodon) -> str:
    return f"{config.url.rstrip('/')}/api/v1"


def _first_page(value: dict[str, object], config: Mastodon) -> Found:
    try:
        account = _Account.model_validate(value)
    except ValidationError as error:
        raise NotThisKind(
            "not-mastodon", f"an account that cannot be read: {error.errors()[0]['msg']}"
        ) from None
    query = f"exclude_reblogs=true&limit={PER_PAGE}"
    return Found(items=(), more=(f"{_api(config)}/accounts/{account.id}/statuses?{query}",))


def _left_out(status: _Status, account: Account) -> str | None:
    if status.reblog is not None:
        return "repost"
    if status.visibility not in {"public", "unlisted"}:
        return "not-public"
    opted_out = status.account.indexable is False or status.account.discoverable is False
    return "account-opted-out" if opted_out and not account.is_followed else None


def _account(account: _Account, config: Mastodon) -> Account:
    key = account.uri or account.url or f"{config.url.rstrip('/')}/accounts/{account.id}"
    # Accounts of the server that is asked come without its name.
    server = urlsplit(account.url or account.uri or config.url).netloc or urlsplit(config.url).netloc
    handle = account.acct if "@" in account.acct else f"{account.acct}@{server}"
    named = (config.account or "").lower()
    return Account(
        network="mastodon",
        id=key,
        handle=handle,
        name=account.display_name or None,
        is_followed=bool(named) and named in {account.acct.lower(), handle.lower()} and not config.is_private,
    )


def _item(status: _Status, link: str, account: Account, config: Mastodon) -> Discovered:
    quoted = status.quote.quoted_status if status.quote else None
    card = status.card.url if status.card else None
    links = [*_links(status.content, link), absolute_url(link, card)]
    return Discovered(
        url=link,
        guid=status.uri,
        title=status.spoiler_text or None,
        published=status.created_at,
        modified=status.edited_at,
        content_html=status.content,
        is_complete=True,
        account=account,
        reply_to=_reply_to(status, config),
        quoted_url=absolute_url(link, quoted.url or quoted.uri) if quoted else None,
        links=tuple(dict.fromkeys(one for one in links if one)),
        tags=tuple(dict.fromkeys(tag.name for tag in status.tags)),
    )


def _links(content: str, base: str) -> list[str]:
    """Links of the text, without those that are mentions and hashtags."""
    if "<a" not in content:
        return []
    root = etree.fromstring(f"<div>{content}</div>".encode(), etree.HTMLParser(encoding="utf-8"))
    plain = [
        a for a in root.iter("a") if not {"mention", "hashtag", "u-url"} & set((a.get("class") or "").split())
    ]
    return [link for a in plain if (link := absolute_url(base, a.get("href")))]


def _reply_to(status: _Status, config: Mastodon) -> str | None:
    """Address of the post that is answered. Its author's name is known only within the author's own thread."""
    if status.in_reply_to_id is None:
        return None
    if status.in_reply_to_account_id == status.account.id and status.account.url:
        return f"{status.account.url}/{status.in_reply_to_id}"
    return f"{_api(config)}/statuses/{status.in_reply_to_id}"


def _next(url: str, statuses: list[object]) -> tuple[str, ...]:
    last = statuses[-1] if statuses else None
    key = last.get("id") if isinstance(last, dict) else None
    if len(statuses) < PER_PAGE or not isinstance(key, str):
        return ()
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()} | {"max_id": key}
    return (urlunsplit(parts._replace(query=urlencode(query, errors="replace"))),)
