"""A small week with something of everything, hostile titles among them; see given_rows."""

from datetime import timedelta

import duckdb
from given_rows import (
    MONDAY,
    NIGHTS,
    agency,
    document,
    finish,
    night,
    open_given,
    put,
    quote,
    source,
    topic,
    week_of_nights,
)

HOSTILE = (
    '=HYPERLINK("https://evil.example","click")',
    "+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "＝1+1",
    "\ufeff=1+1",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}",
    "a | b](https://evil.example) `c` *d* _e_ <b>f</b>",
    "two\nlines\r\n# heading",
    "_x0041_ and a bell \x07",
    "x" * 40_000,
    "😀" * 20_000,
)
FIRST_HOSTILE = 100
SCRIPT_URL = "javascript:alert(document.domain)"
PRIVATE_URL = "urn:post:0123456789abcdef"


def whole_week(*, is_backwards: bool = False) -> duckdb.DuckDBPyConnection:
    """The week W47 of five sources, and W46 before it.

    Args:
        is_backwards: the same rows, written in another order.
    """
    con = open_given()
    source(con, "gazette")
    source(con, "tribune", publisher="tv", source_name="Tribune <TV> & Radio")
    source(con, "broken", publisher="county")
    source(con, "resting", status="paused", status_reason="moved away")
    source(con, "resident", publisher="resident", is_private=True)
    for name in ("failure-to-respond", "jail-detention", "never-coded", "only-before"):
        topic(con, name, f"What {name} is.")
    agency(con, "local:pd", "Tamarack Falls Police Department")
    agency(con, "us:ice", "ICE", state=None)

    week_of_nights(con, "gazette", weeks_ago=1)
    for name in ("gazette", "tribune", "resident"):
        week_of_nights(con, name)
    for day in NIGHTS:
        night(con, day, "broken", "failed", "html-instead-of-feed")
        night(con, day, "resting", "skipped", "paused")

    def first() -> None:
        document(
            con,
            1,
            topics=("failure-to-respond", "jail-detention"),
            agencies=("local:pd", "us:ice"),
            version_count=2,
        )
        quote(con, 1, 0, "We came at once", speaker_role="police-leader", speaker_name="Dana Roe")
        quote(con, 1, 1, "Nobody came", speaker="she")

    def others() -> None:
        document(con, 2, "tribune", cluster=1, topics=("failure-to-respond",), agencies=("local:pd",))
        document(con, 3, "tribune", form="opinion", relevance="incident", on=MONDAY + timedelta(days=6))
        document(con, 4, form="letter", relevance="passing", topics=("jail-detention",))
        document(con, 5, relevance="none", title="Bake sale")
        document(con, 6, on=MONDAY - timedelta(days=2), topics=("jail-detention", "only-before"))
        document(con, 7, on=MONDAY - timedelta(days=3), topics=("jail-detention",), form="opinion")
        document(con, 8, "resident", title=None, text="They\nnever came. " * 30, form="post", url=PRIVATE_URL)
        document(con, 9, url=SCRIPT_URL, title="Run me", gone_at=NIGHTS[3], gone_reason="http-404")
        document(con, 10, "tribune", cluster=1, on=MONDAY + timedelta(days=7))
        for doc_id, title in enumerate(HOSTILE, start=FIRST_HOSTILE):
            document(con, doc_id, title=title, relevance="passing")

    for step in (others, first) if is_backwards else (first, others):
        step()
    for day in NIGHTS[:2]:
        issue(con, "source_failed", "no feed answered: html-instead-of-feed", day=day, source_id="broken")
    issue(
        con,
        "feed_empty",
        "its feed https://resident.example/@me is empty",
        day=NIGHTS[6],
        source_id="resident",
    )
    issue(con, "fill_rate", "of another week", day=MONDAY, source_id="gazette")
    for number in range(6):
        rejection(con, f"https://gazette.example/{number}.pdf", "not-html")
    rejection(con, "https://resident.example/@me/1", "empty-body", source_id="resident")
    return finish(con)


def issue(con: duckdb.DuckDBPyConnection, check: str, found: str, **other: object) -> None:
    values = {"check_name": check, "loudness": "warn", "why": f"why <{check}> matters", "found": found}
    put(con, "ops.issues", **values | other)


def rejection(con: duckdb.DuckDBPyConnection, url: str, reason: str, *, source_id: str = "gazette") -> None:
    put(
        con,
        "ops.rejections",
        day=NIGHTS[0],
        source_id=source_id,
        url=url,
        fetched_at=NIGHTS[0],
        status=200,
        reason=reason,
        detail="",
        doc_key="0" * 32,
        warc_path="x",
        warc_offset=0,
    )
