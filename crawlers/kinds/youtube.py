"""YouTube: the videos of a channel, as its feed announces them, the latest fifteen.

A video's page holds no more words than the feed does, so it is not fetched. Views and likes are not read; `modified`
is as the feed gives it, though YouTube moves it when nobody has edited anything.
"""

import re
from dataclasses import replace
from datetime import datetime
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from crawlers.discovered import Account, Discovered, Found
from crawlers.syndication import read_feed
from crawlers.urls import HttpAddress, absolute_url

_VIDEO: Final = re.compile(r"yt:video:(?P<id>[A-Za-z0-9_-]{11})")
_LINK: Final = re.compile(r"https?://[^\s<>\"]+")


class YouTube(BaseModel):
    """A channel of YouTube."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["youtube"]
    channel: str = Field(
        pattern=r"^UC[A-Za-z0-9_-]{22}$",
        description="the channel's id, UC and 22 signs: in the page's source, or under Share on its About page",
    )
    api: HttpAddress = Field(default="https://www.youtube.com", description="the server that is asked")


def first_urls(config: YouTube, since: datetime | None) -> tuple[str, ...]:
    """The channel's feed; `since` cannot be asked for."""
    return (f"{config.api.rstrip('/')}/feeds/videos.xml?channel_id={config.channel}",)


def parse(body: bytes, url: str, config: YouTube) -> Found:
    """The videos of the feed, complete: the text is the description, or the title where there is none.

    Entries that are no videos are left out with the note `not-a-video`.

    Raises:
        NotThisKind: as `read_feed`.
    """
    found = read_feed(body, url)
    items: list[Discovered] = []
    notes = list(found.notes)
    for item in found.items:
        video = _VIDEO.fullmatch(item.guid or "")
        if video is None:
            notes.append(("not-a-video", item.url))
            continue
        text = (item.summary or "").strip() or item.title or ""
        links = (absolute_url(url, link.rstrip(".,;:!?)")) for link in _LINK.findall(text))
        name = next(iter(item.authors), None)
        account = Account(
            network="youtube", id=config.channel, handle=config.channel, name=name, is_followed=True
        )
        items.append(
            replace(
                item,
                url=f"https://www.youtube.com/watch?v={video['id']}",
                summary=None,
                authors=(),
                content_text=text,
                is_complete=True,
                account=account,
                links=tuple(dict.fromkeys(link for link in links if link)),
            )
        )
    return Found(items=tuple(items), notes=tuple(notes))
