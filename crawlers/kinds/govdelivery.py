"""GovDelivery: the e-mail bulletins of an agency, as its account's RSS lists them."""

import base64
import json
import re
from dataclasses import replace
from datetime import datetime
from typing import Final, Literal
from urllib.parse import quote, unquote, urlsplit

from pydantic import BaseModel, ConfigDict, Field

from crawlers.discovered import Discovered, Found
from crawlers.syndication import read_feed
from crawlers.urls import HttpAddress, absolute_url

_TARGET: Final = re.compile(r"&(?:&&\d+&&&)?(https?://.+)", re.IGNORECASE)
_ENCODED_TARGET: Final = re.compile(r"[?&](?:url|u)=(https?%3A%2F%2F[^&]+)", re.IGNORECASE)


class GovDelivery(BaseModel):
    """An account of GovDelivery."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["govdelivery"]
    account: str = Field(
        pattern=r"^[A-Za-z0-9_-]+$",
        description="the account in the address of a bulletin: .../accounts/ORTAMARACK/bulletins/...",
    )
    api: HttpAddress = Field(
        default="https://content.govdelivery.com", description="the server that is asked"
    )


def first_urls(config: GovDelivery, since: datetime | None) -> tuple[str, ...]:
    """The account's RSS; `since` cannot be asked for."""
    return (f"{config.api.rstrip('/')}/accounts/{quote(config.account)}/bulletins.rss",)


def parse(body: bytes, url: str, config: GovDelivery) -> Found:
    """The bulletins, in the RSS's order; an address that only counts clicks gives way to what stands in it.

    Raises:
        NotThisKind: as `read_feed`.
    """
    found = read_feed(body, url)
    items: dict[str, Discovered] = {}
    for item in found.items:
        link = _target(item.url)
        items.setdefault(link, replace(item, url=link))
    return replace(found, items=tuple(items.values()))


def _target(url: str) -> str:
    """Where a click-counting address leads, where it says so itself; else the address as it is."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    target = None
    if host == "lnks.gd" or host.endswith(".lnks.gd"):
        target = _claimed(parts.path)
    elif host.endswith("links.govdelivery.com"):
        if (encoded := _ENCODED_TARGET.search(url)) is not None:
            target = unquote(encoded[1])
        elif (plain := _TARGET.search(url)) is not None:
            target = plain[1]
    return absolute_url("", target) or url


def _claimed(path: str) -> str | None:
    """The address in the middle part of a signed token, `/l/HEAD.CLAIMS.SIGNATURE/...`."""
    token = path.removeprefix("/l/").partition("/")[0].split(".")
    if len(token) != 3:
        return None
    try:
        claims = json.loads(base64.urlsafe_b64decode(token[1] + "=" * (-len(token[1]) % 4)))
    except ValueError:
        return None
    found = claims.get("url") if isinstance(claims, dict) else None
    return found if isinstance(found, str) else None
