"""Answers of the look-alike web as data, so that a fault can change them, and how they are served."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

from loopback_web import Handler, reply

Query = dict[str, str]


@dataclass(frozen=True)
class Answer:
    """What a server gives.

    Attributes:
        body: the bytes, or what makes them of the query.
        etag: None for the body's own, as an honest server has it; "" for none.
        late_s: how far the server's clock is off, in seconds.
        handler: serves it in place of all the rest.
    """

    body: bytes | Callable[[Query], bytes] = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str | None = None
    late_s: float = 0.0
    handler: Handler | None = None


def html(text: str, **more: object) -> Answer:
    return Answer(body=text.encode(), **more)


def xml(text: str, **more: object) -> Answer:
    return Answer(**({"body": text.encode(), "kind": "text/xml; charset=utf-8"} | more))


def moved(to: str, status: int = 301) -> Answer:
    return Answer(status=status, headers={"Location": to}, etag="")


Routes = dict[str, Answer]
"""Absolute addresses, with or without their query, and what answers."""


class Served(dict[str, Handler]):
    """The routes of one night as `Web.routes` wants them: an address is looked up whole, then without its query."""

    def __init__(self, routes: Routes, now: datetime) -> None:
        super().__init__((url, serve(answer, now)) for url, answer in routes.items())

    def get(self, url: str, default: Handler | None = None) -> Handler | None:  # type: ignore[override]
        return super().get(url) or super().get(url.partition("?")[0], default)


def serve(answer: Answer, now: datetime) -> Handler:
    """Serve an answer with the server's clock at `now`: honest about what has not changed, if it has an entity tag."""
    if answer.handler is not None:
        return answer.handler
    date = format_datetime(datetime.fromtimestamp(now.timestamp() + answer.late_s, now.tzinfo), usegmt=True)

    def handle(request: BaseHTTPRequestHandler) -> None:
        body = answer.body
        if callable(body):
            query = parse_qs(urlsplit(request.path).query)
            body = body({name: values[0] for name, values in query.items()})
        etag = f'"{hashlib.sha1(body).hexdigest()[:16]}"' if answer.etag is None else answer.etag
        headers = (
            {"Date": date} | ({"ETag": etag} if etag and answer.status == 200 else {}) | dict(answer.headers)
        )
        if etag and answer.status == 200 and request.headers.get("If-None-Match") == etag:
            reply(b"", 304, answer.kind, **headers)(request)
        else:
            reply(body, answer.status, answer.kind, **headers)(request)

    return handle
