"""Answers of the two post networks: Bluesky's public API and a Mastodon instance."""

import re
from datetime import UTC, datetime
from html import escape
from typing import Any

from crawlers.sample.answer import Answer, as_json
from crawlers.sample.world import Person, Post, World

Json = dict[str, Any]


def bluesky(world: World, at: datetime, path: str, query: dict[str, str]) -> Answer:
    """`getAuthorFeed` by handle or DID, and `searchPosts` by word or tag, newest first, paged by `cursor`."""
    posts = [
        post for post in reversed(world.posts) if post.account.network == "bluesky" and post.is_visible(at)
    ]
    limit = int(query.get("limit", "50"))
    if path == "/xrpc/app.bsky.feed.getAuthorFeed":
        actor = query.get("actor", "")
        if actor not in {name for person in world.accounts.values() for name in (person.handle, person.key)}:
            return as_json({"error": "InvalidRequest", "message": "Profile not found"}, 400)
        posts = [post for post in posts if actor in (post.account.handle, post.account.key)]
        if query.get("filter") == "posts_no_replies":
            posts = [post for post in posts if post.reply_to is None]
        name = "feed"
    elif path == "/xrpc/app.bsky.feed.searchPosts":
        wanted = (query.get("tag") or query.get("q", "")).lower().lstrip("#")
        posts = [post for post in posts if wanted in post.tags or wanted in post.text_as_of(at).lower()]
        name = "posts"
    else:
        return as_json({"error": "MethodNotImplemented", "message": "Method Not Implemented"}, 501)
    if "cursor" in query:
        posts = [post for post in posts if _iso(post.at) < query["cursor"]]
    shown = posts[:limit]
    views = [
        _bluesky_feed_view(world, post, at) if name == "feed" else _view(world, post, at) for post in shown
    ]
    answer: Json = {name: views}
    if len(posts) > limit:
        answer["cursor"] = _iso(shown[-1].at)
    return as_json(answer)


def mastodon(world: World, at: datetime, root: str, path: str, query: dict[str, str]) -> Answer:
    """`accounts/lookup`, an account's statuses and a tag's time line, newest first, paged by the `Link` header."""
    accounts = [person for person in world.accounts.values() if person.network == "mastodon"]
    posts = [
        post for post in reversed(world.posts) if post.account.network == "mastodon" and post.is_visible(at)
    ]
    if path == "/api/v1/accounts/lookup":
        wanted = query.get("acct", "").lstrip("@").partition("@")[0]
        person = next((person for person in accounts if person.handle == wanted), None)
        if person is None:
            return as_json({"error": "Record not found"}, 404)
        return as_json(_mastodon_account(root, person))
    if found := re.fullmatch(r"/api/v1/accounts/(\w+)/statuses", path):
        posts = [post for post in posts if post.account.key == found[1]]
        if query.get("exclude_reblogs") in ("true", "1"):
            posts = [post for post in posts if post.boosts is None]
        if query.get("exclude_replies") in ("true", "1"):
            posts = [post for post in posts if post.reply_to is None]
    elif found := re.fullmatch(r"/api/v1/timelines/tag/(\w+)", path):
        posts = [post for post in posts if found[1].lower() in post.tags]
    else:
        return as_json({"error": "Record not found"}, 404)
    for name, keeps in (("max_id", _below), ("min_id", _above), ("since_id", _above)):
        if name in query:
            posts = [post for post in posts if keeps(post, int(query[name]))]
    limit = min(int(query.get("limit", "20")), 40)
    shown = posts[-limit:] if "min_id" in query else posts[:limit]
    headers: tuple[tuple[str, str], ...] = (("X-RateLimit-Limit", "300"), ("X-RateLimit-Remaining", "299"))
    if shown:
        links = [f'<{root}{path}?limit={limit}&min_id={shown[0].id}>; rel="prev"']
        if len(posts) > limit:
            links.insert(0, f'<{root}{path}?limit={limit}&max_id={shown[-1].id}>; rel="next"')
        headers = (("Link", ", ".join(links)), *headers)
    return as_json([_status(world, root, post, at) for post in shown], headers=headers)


def _below(post: Post, limit: int) -> bool:
    return int(post.id) < limit


def _above(post: Post, limit: int) -> bool:
    return int(post.id) > limit


def _bluesky_feed_view(world: World, post: Post, at: datetime) -> Json:
    if post.boosts is not None:
        boosted = _view(world, _find(world, post.boosts), at)
        reason = {
            "$type": "app.bsky.feed.defs#reasonRepost",
            "by": _bluesky_author(post.account),
            "indexedAt": _iso(post.at),
        }
        return {"post": boosted, "reason": reason}
    view: Json = {"post": _view(world, post, at)}
    if post.reply_to is not None:
        parent = {"$type": "app.bsky.feed.defs#postView"} | _view(world, _find(world, post.reply_to), at)
        view["reply"] = {"root": parent, "parent": parent}
    return view


def _view(world: World, post: Post, at: datetime) -> Json:
    text = post.text_as_of(at)
    record: Json = {
        "$type": "app.bsky.feed.post",
        "createdAt": _iso(post.at),
        "langs": ["en"],
        "text": text,
    }
    facets = [
        _facet(text, f"#{tag}", {"$type": "app.bsky.richtext.facet#tag", "tag": tag}) for tag in post.tags
    ]
    view: Json = {
        "uri": _at_uri(post),
        "cid": _cid(post),
        "author": _bluesky_author(post.account),
        "record": record,
    }
    if post.link is not None:
        external = {"uri": post.link[0], "title": post.link[1], "description": ""}
        record["embed"] = {"$type": "app.bsky.embed.external", "external": external}
        view["embed"] = {"$type": "app.bsky.embed.external#view", "external": external}
        shown = post.link[0].removeprefix("http://")[:24]
        facets.append(_facet(text, shown, {"$type": "app.bsky.richtext.facet#link", "uri": post.link[0]}))
    if post.quotes is not None:
        quoted = _find(world, post.quotes)
        record["embed"] = {
            "$type": "app.bsky.embed.record",
            "record": {"uri": _at_uri(quoted), "cid": _cid(quoted)},
        }
        view["embed"] = {
            "$type": "app.bsky.embed.record#view",
            "record": {
                "$type": "app.bsky.embed.record#viewRecord",
                "uri": _at_uri(quoted),
                "cid": _cid(quoted),
                "author": _bluesky_author(quoted.account),
                "value": {"$type": "app.bsky.feed.post", "createdAt": _iso(quoted.at), "text": quoted.text},
                "indexedAt": _iso(quoted.at),
            },
        }
    if post.reply_to is not None:
        parent = _find(world, post.reply_to)
        reference = {"uri": _at_uri(parent), "cid": _cid(parent)}
        record["reply"] = {"root": reference, "parent": reference}
    record["facets"] = [facet for facet in facets if facet is not None]
    counts = {"replyCount": len(text) % 5, "repostCount": len(text) % 3, "likeCount": len(text) % 17}
    return view | counts | {"quoteCount": 0, "indexedAt": _iso(post.at), "labels": []}


def _facet(text: str, words: str, feature: Json) -> Json | None:
    start = text.lower().find(words.lower())
    if start < 0:
        return None
    # Bluesky counts bytes of UTF-8, not characters.
    first = len(text[:start].encode())
    index = {"byteStart": first, "byteEnd": first + len(text[start : start + len(words)].encode())}
    return {"index": index, "features": [feature]}


def _bluesky_author(person: Person) -> Json:
    return {
        "did": person.key,
        "handle": person.handle,
        "displayName": person.name,
        "associated": {"chat": {"allowIncoming": "none"}},
        "labels": [],
        "createdAt": "2024-11-13T18:02:11.441Z",
    }


def _status(world: World, root: str, post: Post, at: datetime) -> Json:
    is_edited = post.edited_at is not None and post.edited_at <= at
    boosted = None if post.boosts is None else _status(world, root, _find(world, post.boosts), at)
    parent = None if post.reply_to is None else _find(world, post.reply_to)
    card = None if post.link is None else {"url": post.link[0], "title": post.link[1], "type": "link"}
    return {
        "id": post.id,
        "created_at": _iso(post.at),
        "in_reply_to_id": parent.id if parent else None,
        "in_reply_to_account_id": parent.account.key if parent else None,
        "sensitive": bool(post.warning),
        "spoiler_text": post.warning,
        "visibility": "public",
        "language": "en",
        "uri": f"{root}/users/{post.account.handle}/statuses/{post.id}",
        "url": post.url if post.boosts is None else None,
        "replies_count": 0,
        "reblogs_count": len(post.text) % 4,
        "favourites_count": len(post.text) % 9,
        "edited_at": _iso(post.edited_at) if is_edited and post.edited_at else None,
        "content": "" if boosted else _mastodon_html(root, post, post.text_as_of(at)),
        "reblog": boosted,
        "account": _mastodon_account(root, post.account),
        "media_attachments": [],
        "mentions": [],
        "tags": [{"name": tag, "url": f"{root}/tags/{tag}"} for tag in post.tags],
        "emojis": [],
        "card": card,
        "poll": None,
    }


def _mastodon_html(root: str, post: Post, text: str) -> str:
    html = escape(text, quote=False)
    for tag in post.tags:
        link = f'<a href="{root}/tags/{tag}" class="mention hashtag" rel="tag">#<span>\\1</span></a>'
        html = re.sub(rf"#({tag})\b", link, html, flags=re.IGNORECASE)
    if post.link is not None:
        shown = post.link[0].removeprefix("http://")
        html += (
            f' <a href="{escape(post.link[0])}" rel="nofollow noopener" target="_blank"><span class="invisible">'
            f'http://</span><span class="ellipsis">{escape(shown[:28])}</span>'
            f'<span class="invisible">{escape(shown[28:])}</span></a>'
        )
    return "".join(
        f"<p>{part}</p>" for part in html.replace("\n\n", "\0").replace("\n", "<br />").split("\0")
    )


def _mastodon_account(root: str, person: Person) -> Json:
    return {
        "id": person.key,
        "username": person.handle,
        "acct": person.handle,
        "display_name": person.name,
        "locked": False,
        "bot": False,
        "created_at": "2022-11-18T00:00:00.000Z",
        "note": f"<p>{escape(person.note)}</p>",
        "url": f"{root}/@{person.handle}",
        "uri": f"{root}/users/{person.handle}",
        "emojis": [],
        "fields": [],
    }


def _find(world: World, post_id: str) -> Post:
    return next(post for post in world.posts if post.id == post_id)


def _at_uri(post: Post) -> str:
    return f"at://{post.account.key}/app.bsky.feed.post/{post.id}"


def _cid(post: Post) -> str:
    return f"bafyrei{post.id}"


def _iso(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"
