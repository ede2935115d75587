"""Two invented stories with their lineage: one as a reporter would follow it, one that everybody ran."""

import random
from datetime import timedelta

import duckdb
from given_lineage import cluster, credit, link, related, release, story, told, town, work_out
from given_rows import MONDAY, source, stored

TITLE = "Police chief suspends order not to answer calls on Foundry Street at night"
TUESDAY = MONDAY + timedelta(days=1)
THURSDAY = MONDAY + timedelta(days=3)


def suspended_order(con: duckdb.DuckDBPyConnection) -> None:
    """A release, the paper that runs it, a copy, an update, a blog that quotes, two that credit."""
    town(con)
    source(con, "ktfl", source_name="KTFL 8 News", publisher="tv", place_county="Larkspur County")
    release(
        con,
        1,
        17,
        has_published_time=False,
        published_method="page-text",
        title="Directive 14 suspended; statement of Chief Voss",
        first_seen_at=stored(TUESDAY, 9),
    )
    seen = {"first_seen_at": stored(TUESDAY, 9), "published_method": "json-ld"}
    told(con, 2, "courier", 19, title=TITLE, **seen)
    told(
        con,
        3,
        "klrk",
        20,
        title="Chief suspends order not to answer calls",
        published_method="feed",
        first_seen_at=stored(TUESDAY, 8),
    )
    told(con, 4, "courier", 23, title="Chief suspends order; union calls it “a start”", **seen)
    evening = stored(TUESDAY, 3)
    told(
        con,
        5,
        "lantern",
        title="What Directive 14 says, and what it does not",
        **seen | {"published_at": evening, "appeared_at": evening},
    )
    told(
        con,
        6,
        "ktfl",
        title="KTFL 8 exclusive: <b>order</b> & more",
        published_at=None,
        has_published_time=None,
        appeared_at=stored(TUESDAY, 9),
        first_seen_at=stored(TUESDAY, 9),
    )
    late = stored(THURSDAY, 18)
    told(
        con,
        7,
        "sentinel",
        title="Foundry Street order is gone",
        **seen | {"published_at": late, "appeared_at": late},
    )
    related(con, 2, 3, shares=(0.9, 0.97))
    related(con, 2, 4, "updated_version", (0.95, 0.61))
    cluster(con, 2, 3, 4)
    related(con, 2, 1, "excerpt", (0.34, 0.6))
    related(con, 5, 2, "excerpt", (0.36, 0.2))
    story(con, 1, 2, 3, 4, 5, 6, 7, title=TITLE)
    credit(con, 5, "Tamarack Courier", "first_reported", phrase="first reported by the Tamarack Courier")
    credit(con, 6, "KLRK", "told", rule="call-sign", phrase="told KLRK")
    credit(con, 7, "Police", "release", rule="issuer", phrase="Police said in a news release")
    credit(con, 7, "Oregonian", "according_to", phrase="according to the Oregonian")
    link(con, 6, "https://courier.example/2")
    link(con, 7, "https://klrk.example/3")
    work_out(con)


def wire_story(con: duckdb.DuckDBPyConnection, *, papers: int = 34, copies: int = 58) -> None:
    """A wire's text that papers ran within hours, and a release that it runs: sixty documents."""
    town(con)
    rng = random.Random(4)
    source(con, "wire", source_name="Cascade Wire", publisher="nonprofit", place_county="Larkspur County")
    for number in range(papers):
        source(con, f"paper{number}", source_name=f"The {number}th Ward Gazette and Weekly News-Register")
    release(con, 2, 13, has_published_time=False, published_method="page-text", title="Two officers charged")
    told(con, 1, "wire", 14, title="Two officers charged in Foundry Street shooting", published_method="feed")
    begin = stored(MONDAY, 14)
    for number in range(copies):
        at = begin + timedelta(minutes=3 + rng.choice([20, 90, 600, 9000]) * rng.random())
        told(
            con,
            3 + number,
            f"paper{number % papers}",
            published_at=at,
            appeared_at=at,
            first_seen_at=at + timedelta(hours=9),
            published_method="json-ld",
            title="Two officers charged in Foundry Street shooting",
        )
        related(con, 1, 3 + number)
    cluster(con, 1, *range(3, 3 + copies))
    related(con, 1, 2, "excerpt", (0.4, 0.5))
    story(con, *range(1, 3 + copies), title="Two officers charged in Foundry Street shooting")
    work_out(con)
