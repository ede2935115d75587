"""Alerts: the feed of a search that a service runs for its user, such as Google Alerts, Bing News or Talkwalker.

Its items stand on other publishers' sites and are fetched from there. A link that leads over the service is read for
the address that it carries; where it carries none, it is fetched as it stands.
"""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from crawlers.discovered import Discovered, Found
from crawlers.syndication import read_feed
from crawlers.titles import plain_title
from crawlers.urls import HttpAddress, absolute_url, same_site
from crawlers.wrapped import carried, unwrapped

_TARGETS: Final = ("url", "u", "q", "target", "link", "dest", "destination", "redirect", "to")

Host = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)*$")]


class Alerts(BaseModel):
    """The feed of an alert, RSS or Atom."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["alerts"]
    url: HttpAddress = Field(
        description="address of the alert's feed, https://www.google.com/alerts/feeds/..."
    )
    sites: tuple[Host, ...] = Field(
        default=(), description="hosts to keep, with all below them: gazette.example; all where none is named"
    )
    skip_sites: tuple[Host, ...] = Field(
        default=(), description="hosts to leave out, with all below them: those with sources of their own"
    )


def first_urls(config: Alerts, since: datetime | None) -> tuple[str, ...]:
    """The feed; `since` cannot be asked for."""
    return (config.url,)


def parse(body: bytes, url: str, config: Alerts) -> Found:
    """The pages that the alert found, in the feed's order, each once; titles and summaries are plain text.

    Pages of hosts that the file leaves out give the note `other-site`. A date of change is the service's, not the
    page's, and is not taken.

    Raises:
        NotThisKind: as `read_feed`.
    """
    found = read_feed(body, url)
    items: dict[str, Discovered] = {}
    notes = list(found.notes)
    for item in found.items:
        link = _target(item.url, url)
        if _is_wanted(link, config):
            summary = plain_title(item.summary)
            items.setdefault(link, replace(item, url=link, summary=summary, modified=None))
        else:
            notes.append(("other-site", link))
    return Found(items=tuple(items.values()), notes=tuple(notes))


def _target(link: str, feed_url: str) -> str:
    inner = unwrapped(link)
    if inner == link and same_site(link, feed_url):
        inner = carried(link, _TARGETS) or link
    return absolute_url(feed_url, inner) or link


def _is_wanted(link: str, config: Alerts) -> bool:
    host = f".{(urlsplit(link).hostname or '').rstrip('.')}"
    if any(host.endswith(f".{site}") for site in config.skip_sites):
        return False
    return not config.sites or any(host.endswith(f".{site}") for site in config.sites)
