"""Pages that a wall against robots puts in place of what was asked for."""

import re
from typing import Final

MARKUP: Final = re.compile(
    r"cf-browser-verification|cf_chl_|challenge-platform|cf-turnstile|_Incapsula_Resource|px-captcha|captcha-delivery\.com|geo\.captcha|distil_r_captcha"
    r"|ak-challenge|/_sec/cp_challenge|ddos-guard",
    re.I,
)
"""What the walls' own pages hold and other pages do not."""
STATUSES: Final = (403, 429, 503)
"""Statuses with which walls answer; one that lets a feed's reader through to such a page answers 200."""
_READ: Final = 200_000


def is_challenge(status: int | None, body: bytes) -> bool:
    """Whether an answer that is not what was asked for is a wall's page."""
    return status in (*STATUSES, 200) and MARKUP.search(body[:_READ].decode("latin-1")) is not None
