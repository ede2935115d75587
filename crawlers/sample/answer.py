"""What the newsroom's server sends back."""

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One HTTP answer; `Content-Length` and `Date` are added when it is sent."""

    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


def html(text: str, status: int = 200) -> Answer:
    """A page, UTF-8."""
    return Answer(status=status, body=text.encode())


def xml(text: str, content_type: str) -> Answer:
    """A feed or a sitemap, UTF-8."""
    return Answer(content_type=content_type, body=text.encode())


def as_json(value: Any, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """An API's answer."""
    body = json.dumps(value, ensure_ascii=False, indent=1).encode()
    return Answer(status=status, content_type="application/json; charset=utf-8", body=body, headers=headers)


def redirect(to: str, status: int = 301) -> Answer:
    """A redirect with the small page that servers put under it."""
    page = f'<html><body>Moved <a href="{to}">here</a></body></html>'
    return Answer(status=status, body=page.encode(), headers=(("Location", to),))
