"""Legistar: the meetings of a city's council, boards and commissions, by the web API.

A meeting is whole in the answer: who meets when and where, the state of agenda and minutes, and the addresses of both.
"""

from datetime import UTC, datetime, timedelta
from typing import Final, Literal
from urllib.parse import parse_qs, quote, urlencode, urlsplit, urlunsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crawlers.discovered import Discovered, Found, NotThisKind
from crawlers.json_body import Text, kind_of_value, read_json
from crawlers.urls import HttpAddress, absolute_url

PER_PAGE: Final = 200
LOOK_BACK: Final = timedelta(days=30)
"""Before the last good night: minutes and changed agendas come weeks after the meeting."""
_SAFE: Final = "$,'"


class Legistar(BaseModel):
    """A client of Legistar."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["legistar"]
    client: str = Field(
        pattern=r"^[A-Za-z0-9_-]+$", description="the first word of the site's host, CLIENT.legistar.com"
    )
    bodies: tuple[str, ...] = Field(
        default=(), description="names of the boards whose meetings to keep; all where none is given"
    )
    api: HttpAddress = Field(default="https://webapi.legistar.com", description="the server that is asked")
    max_pages: int = Field(
        default=3, ge=1, le=100, description=f"how many answers of {PER_PAGE} meetings to read a night"
    )


def first_urls(config: Legistar, since: datetime | None) -> tuple[str, ...]:
    """The first answer, furthest meeting first: those from 30 days before `since` on, without it the latest."""
    query = {"$orderby": "EventDate desc", "$top": str(PER_PAGE)}
    if since is not None:
        day = (since - LOOK_BACK).astimezone(UTC).date().isoformat()
        query = {"$filter": f"EventDate ge datetime'{day}'"} | query
    return (
        f"{config.api.rstrip('/')}/v1/{config.client}/events?{urlencode(query, safe=_SAFE, quote_via=quote)}",
    )


class _Event(BaseModel):
    model_config = ConfigDict(coerce_numbers_to_str=True)

    id: Text = Field(alias="EventId")
    body: Text | None = Field(default=None, alias="EventBodyName")
    day: Text | None = Field(default=None, alias="EventDate")
    time: Text | None = Field(default=None, alias="EventTime")
    place: Text | None = Field(default=None, alias="EventLocation")
    comment: Text | None = Field(default=None, alias="EventComment")
    agenda_status: Text | None = Field(default=None, alias="EventAgendaStatusName")
    minutes_status: Text | None = Field(default=None, alias="EventMinutesStatusName")
    agenda: Text | None = Field(default=None, alias="EventAgendaFile")
    minutes: Text | None = Field(default=None, alias="EventMinutesFile")
    page: Text | None = Field(default=None, alias="EventInSiteURL")
    published: Text | None = Field(default=None, alias="EventAgendaLastPublishedUTC")
    modified: Text | None = Field(default=None, alias="EventLastModifiedUtc")


def parse(body: bytes, url: str, config: Legistar) -> Found:
    """The meetings of an answer, complete; `more` is the next answer while a full one came, up to `max_pages`.

    Date and time of a meeting stand in title and text; `published` is when its agenda was, since a meeting to come
    was not published in the future.

    Raises:
        NotThisKind: `empty-body`, `html-instead-of-json`, `not-json`, `not-legistar`, `token-needed` (the city lets
            nobody read without a key) or `api-error`.
    """
    events = _events(body)
    wanted = {name.strip().casefold() for name in config.bodies}
    items: dict[str, Discovered] = {}
    notes: list[tuple[str, str]] = []
    others: dict[str, None] = {}
    for position, entry in enumerate(events):
        try:
            event = _Event.model_validate(entry)
        except ValidationError as error:
            first = error.errors()[0]
            notes.append(
                ("unreadable-item", f"event {position}: {'.'.join(map(str, first['loc']))}: {first['msg']}")
            )
            continue
        if wanted and (event.body or "").strip().casefold() not in wanted:
            others[event.body or "no name"] = None
            continue
        item = _item(event, url, config)
        items.setdefault(item.url, item)
    if others and not items:
        notes.append(
            (
                "nothing-selected",
                f"bodies: none of the {len(events)} meetings is theirs, but {', '.join(others)}",
            )
        )
    return Found(items=tuple(items.values()), more=_next(url, config, len(events)), notes=tuple(notes))


def _events(body: bytes) -> list[object]:
    start = body[:1000].strip()
    if b"token" in start.lower() and not start.startswith((b"[", b"<html", b"<!")):
        raise NotThisKind("token-needed", f"the API answers: {start[:200].decode('utf-8', 'replace')}")
    value = read_json(body)
    if isinstance(value, dict) and isinstance(message := value.get("Message", value.get("message")), str):
        raise NotThisKind(
            "api-error", f"the API answers: {message[:200].encode('utf-8', 'replace').decode()}"
        )
    if not isinstance(value, list):
        raise NotThisKind("not-legistar", f"found {kind_of_value(value)}, a list of meetings is read")
    return value


def _item(event: _Event, url: str, config: Legistar) -> Discovered:
    day = (event.day or "").partition("T")[0]
    when = " ".join(part for part in (_in_words(day), event.time) if part)
    agenda, minutes = absolute_url(url, event.agenda), absolute_url(url, event.minutes)
    page = absolute_url(url, event.page)
    events = f"{config.api.rstrip('/')}/v1/{config.client}/events"
    lines = {
        "Body": event.body,
        "Date": _in_words(day),
        "Time": event.time,
        "Place": event.place,
        "Comment": event.comment,
        "Agenda": event.agenda_status,
        "Agenda file": agenda,
        "Minutes": event.minutes_status,
        "Minutes file": minutes,
    }
    return Discovered(
        url=page or f"{events}/{quote(event.id, safe='')}",
        guid=f"legistar:{config.client}:{event.id}",
        title=", ".join(part for part in (event.body, when) if part) or None,
        published=_instant(event.published),
        modified=_instant(event.modified),
        section=event.body,
        content_text="\n\n".join(f"{name}: {' '.join(text.split())}" for name, text in lines.items() if text),
        is_complete=True,
        links=tuple(dict.fromkeys(link for link in (agenda, minutes) if link)),
    )


def _in_words(day: str) -> str | None:
    try:
        return f"{datetime.fromisoformat(day).replace(tzinfo=UTC):%A, %B %-d, %Y}"
    except ValueError:
        return day or None


def _instant(utc: str | None) -> str | None:
    """As an instant: the API leaves the zone off."""
    if not utc:
        return None
    return utc if utc.endswith("Z") or "+" in utc else f"{utc}Z"


def _next(url: str, config: Legistar, count: int) -> tuple[str, ...]:
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    skipped = query.get("$skip", "0")
    skip = int(skipped) if skipped.isascii() and skipped.isdecimal() and len(skipped) < 7 else 0
    if count < PER_PAGE or skip // PER_PAGE + 1 >= config.max_pages:
        return ()
    query |= {"$skip": str(skip + PER_PAGE)}
    return (urlunsplit(parts._replace(query=urlencode(query, safe=_SAFE, quote_via=quote))),)
