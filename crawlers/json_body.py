"""Answers in JSON: read with a reason where they are not, and with text that can be stored."""

import json
from typing import Annotated, Any

from pydantic import BeforeValidator

from crawlers.discovered import NotThisKind


def read_json(body: bytes) -> Any:
    """The value in an answer.

    Raises:
        NotThisKind: `empty-body`, `html-instead-of-json` or `not-json`.
    """
    start = body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise NotThisKind("empty-body", "the answer has no content")
    if start.startswith(b"<"):
        raise NotThisKind("html-instead-of-json", f"the answer begins {_shown(start)}")
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotThisKind("not-json", f"{error}; the answer begins {_shown(start)}") from None


def kind_of_value(value: object) -> str:
    """The JSON name of a value's type, for messages."""
    names = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


def _shown(start: bytes) -> str:
    return repr(start[:60].decode("utf-8", "replace"))


def _storable(value: object) -> object:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_storable)]
"""A text as announced; half of a surrogate pair, which JSON allows and no file can hold, becomes `?`."""
