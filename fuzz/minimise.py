"""Make a page that breaks something as small as time allows, still breaking it."""

import time
from collections.abc import Callable


def minimise(page: bytes, breaks: Callable[[bytes], bool], *, seconds: float) -> bytes:
    """The page without every stretch that it can do without, halving the stretches until they are single bytes.

    The page itself where it does not break anything again (then chance has part in it).
    """
    end = time.monotonic() + seconds
    if not breaks(page):
        return page
    size = max(1, len(page) // 2)
    while True:
        at, shorter = 0, False
        while at < len(page):
            if time.monotonic() > end:
                return page
            tried = page[:at] + page[at + size :]
            if breaks(tried):
                page, shorter = tried, True
            else:
                at += size
        if size == 1 and not shorter:
            return page
        size = max(1, size // 2) if not shorter or size > 1 else 1
