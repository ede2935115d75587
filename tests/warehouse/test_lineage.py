"""Who took from whom: copies, updates, excerpts, releases, credits and links, and that it is kept up to date."""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import duckdb
import pytest
from given_lineage import cluster, credit, lineage, link, related, release, story, told, town, work_out
from given_rows import MONDAY, open_given, put, source, stored


@pytest.fixture(scope="module")
def empty() -> Iterator[duckdb.DuckDBPyConnection]:
    with open_given() as con:
        town(con)
        yield con


@pytest.fixture
def con(empty: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    empty.execute("begin")
    yield empty
    empty.execute("rollback")


def takings(con: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    return lineage(con, "from_doc_id, to_doc_id, kind, round(share, 2)")


def test_a_copy_takes_from_the_first_where_later_copies_are_as_like_it(
    con: duckdb.DuckDBPyConnection,
) -> None:
    for number, place in enumerate(("courier", "sentinel", "klrk"), 1):
        told(con, number, place, 9 + number)
    for a, b in ((1, 2), (1, 3), (2, 3)):
        related(con, a, b, shares=(0.9, 0.9 + 0.01 * a))
    cluster(con, 1, 2, 3)
    work_out(con)
    assert takings(con) == [(2, 1, "copied", 0.91), (3, 1, "copied", 0.91)]


def test_a_copy_of_a_later_version_takes_from_that_version(con: duckdb.DuckDBPyConnection) -> None:
    told(con, 1, "courier", 8)
    told(con, 2, "courier", 9)
    told(con, 3, "klrk", 10)
    related(con, 1, 2, "updated_version", (0.95, 0.6))
    related(con, 1, 3, shares=(0.9, 0.55))
    related(con, 2, 3, shares=(0.9, 0.95))
    cluster(con, 1, 2, 3)
    work_out(con)
    assert takings(con) == [(2, 1, "updated", 0.6), (3, 2, "copied", 0.95)]


def test_documents_held_together_by_others_take_from_the_first_without_a_share(
    con: duckdb.DuckDBPyConnection,
) -> None:
    told(con, 1, "courier", 8)
    told(con, 2, "klrk", 9)
    cluster(con, 1, 2)
    work_out(con)
    assert lineage(con, "from_doc_id, to_doc_id, rule, share") == [(2, 1, "chain", None)]


def test_news_that_runs_a_release_is_from_it_also_where_the_release_says_only_the_day(
    con: duckdb.DuckDBPyConnection,
) -> None:
    told(con, 1, "courier", 18)
    release(con, 2, has_published_time=False, appeared_at=stored(MONDAY + timedelta(days=1), 7))
    related(con, 1, 2, shares=(0.8, 0.7))
    cluster(con, 1, 2)
    work_out(con)
    assert takings(con) == [(1, 2, "from_release", 0.8)]


def test_news_of_an_earlier_day_is_not_from_a_release(con: duckdb.DuckDBPyConnection) -> None:
    told(con, 1, "courier", 18)
    tuesday = MONDAY + timedelta(days=1)
    release(con, 2, appeared_at=stored(tuesday, 18), appeared_on=tuesday)
    related(con, 1, 2)
    cluster(con, 1, 2)
    work_out(con)
    assert takings(con) == [(2, 1, "copied", 0.9)]


def test_a_passage_of_a_release_is_from_the_release_whichever_was_seen_first(
    con: duckdb.DuckDBPyConnection,
) -> None:
    told(con, 1, "courier", 18)
    release(con, 2, 20)
    related(con, 2, 1, "excerpt", (0.7, 0.3))
    work_out(con)
    assert takings(con) == [(1, 2, "from_release", 0.3)]


def test_a_post_that_quotes_a_copied_text_quotes_its_first(con: duckdb.DuckDBPyConnection) -> None:
    told(con, 1, "courier", 8)
    told(con, 2, "klrk", 9)
    told(con, 3, "lantern", 10)
    related(con, 1, 2)
    related(con, 3, 1, "excerpt", (0.34, 0.5))
    related(con, 3, 2, "excerpt", (0.36, 0.5))
    cluster(con, 1, 2)
    work_out(con)
    assert takings(con) == [(2, 1, "copied", 0.9), (3, 1, "excerpted", 0.34)]


@pytest.mark.parametrize(
    ("name", "rule", "expected"),
    [
        ("The Tamarack Courier", "outlet-word", "courier"),
        ("Tamarack Courier", "outlet-word", "courier"),
        ("Courier", "outlet-word", "courier"),
        ("KLRK", "call-sign", "klrk"),
        ("KLRK News", "call-sign", "klrk"),
        ("Alder Lantern", "name-alone", "lantern"),
        ("courier.example", "address", "courier"),
        ("Boise Courier", "outlet-word", None),
        ("KLRX", "call-sign", None),
    ],
)
def test_a_credit_is_resolved_by_the_names_of_the_sources(
    con: duckdb.DuckDBPyConnection, name: str, rule: str, expected: str | None
) -> None:
    told(con, 1, "sentinel")
    credit(con, 1, name, rule=rule)
    work_out(con)
    assert con.execute("select credited_source_id from core.credits").fetchall() == [(expected,)]


def test_a_name_without_its_place_is_known_only_near_it(con: duckdb.DuckDBPyConnection) -> None:
    source(con, "far", source_name="The Far Gazette", place_name="Ashby", place_state="ID")
    told(con, 1, "far")
    credit(con, 1, "Courier")
    work_out(con)
    assert lineage(con, "kind, to_source_id, to_name") == [("credited", None, "Courier")]


def test_a_name_of_two_sources_is_that_of_neither(con: duckdb.DuckDBPyConnection) -> None:
    source(con, "other", source_name="The Larkspur Courier", place_county="Larkspur County")
    told(con, 1, "sentinel")
    credit(con, 1, "Courier")
    work_out(con)
    assert lineage(con, "to_source_id") == [(None,)]


def test_the_department_is_the_police_of_the_place_where_a_release_is_named(
    con: duckdb.DuckDBPyConnection,
) -> None:
    told(con, 1, "sentinel")
    credit(con, 1, "Police", "release", rule="issuer")
    credit(con, 1, "Police", "told")
    work_out(con)
    assert lineage(con, "rule, to_source_id") == [("release", "police"), ("told", None)]


def test_what_counts_only_at_followed_sources_and_what_others_say_gives_no_row(
    con: duckdb.DuckDBPyConnection,
) -> None:
    told(con, 1, "sentinel")
    credit(con, 1, "Street Corner", rule="name-alone")
    credit(con, 1, None, "release", rule="release-alone")
    credit(con, 1, "Tamarack Courier", voice="embedded_post")
    credit(con, 1, "Larkspur Sentinel")
    work_out(con)
    assert lineage(con, "*") == []


def test_a_credit_leads_to_the_earliest_telling_of_the_source_in_the_story(
    con: duckdb.DuckDBPyConnection,
) -> None:
    told(con, 1, "courier", 8)
    told(con, 2, "courier", 9)
    told(con, 3, "klrk", 10)
    told(con, 4, "courier", 11)
    story(con, 1, 2, 3, 4)
    credit(con, 3, "Courier", "told")
    credit(con, 3, "Tamarack Courier", "first_reported")
    work_out(con)
    assert lineage(con, "from_doc_id, to_doc_id, to_source_id, rule, evidence", "credited") == [
        (3, 1, "courier", "first_reported", "first_reported Tamarack Courier")
    ]


def test_a_credit_whose_words_are_linked_leads_to_the_page(con: duckdb.DuckDBPyConnection) -> None:
    told(con, 1, "courier", 8)
    told(con, 2, "courier", 9, url="https://www.courier.example/2026/memo/")
    told(con, 3, "klrk", 10)
    story(con, 1, 2, 3)
    credit(con, 3, "Courier", url="http://courier.example/2026/memo?utm_source=x#top")
    work_out(con)
    assert lineage(con, "to_doc_id", "credited") == [(2,)]


def test_links_lead_to_a_page_that_is_held_or_else_to_the_source(con: duckdb.DuckDBPyConnection) -> None:
    told(con, 1, "courier", 8)
    told(con, 2, "klrk", 9)
    link(con, 2, "https://courier.example/1?fbclid=77")
    link(con, 2, "https://www.sentinel.example/old/story")
    link(con, 2, "https://sentinel.example/")
    link(con, 2, "https://klrk.example/own")
    link(con, 2, "https://elsewhere.example/story")
    link(con, 2, "https://lantern.example/story", voice="embedded_post")
    work_out(con)
    assert lineage(con, "from_doc_id, to_doc_id, to_source_id, rule") == [
        (2, 1, "courier", "page"),
        (2, None, "sentinel", "host"),
    ]


def test_a_page_that_is_collected_after_the_link_to_it_is_found(con: duckdb.DuckDBPyConnection) -> None:
    told(con, 2, "klrk", 9)
    link(con, 2, "https://courier.example/1")
    work_out(con)
    assert lineage(con, "to_doc_id") == [(None,)]
    told(con, 1, "courier", 8)
    work_out(con, 1)
    assert lineage(con, "to_doc_id") == [(1,)]


def test_a_source_that_is_followed_later_is_known_in_earlier_documents(
    con: duckdb.DuckDBPyConnection,
) -> None:
    told(con, 1, "sentinel")
    credit(con, 1, "Street Corner", rule="name-alone")
    link(con, 1, "https://corner.example/story")
    work_out(con)
    assert lineage(con, "*") == []
    source(con, "corner", source_name="Street Corner")
    told(con, 2, "klrk")
    work_out(con, 2)
    assert lineage(con, "from_doc_id, kind, to_source_id") == [
        (1, "credited", "corner"),
        (1, "linked", "corner"),
    ]


def test_what_led_to_a_document_that_went_leads_there_no_longer(con: duckdb.DuckDBPyConnection) -> None:
    told(con, 1, "courier", 8)
    told(con, 2, "klrk", 9)
    related(con, 1, 2)
    cluster(con, 1, 2)
    link(con, 2, "https://courier.example/1")
    work_out(con)
    assert len(lineage(con, "*")) == 2
    for table in ("documents", "texts", "duplicate_clusters"):
        con.execute(f"delete from core.{table} where doc_id = 1")
    con.execute("delete from core.duplicate_relations")
    cluster(con, 2)
    work_out(con, 1, 2)
    assert lineage(con, "kind, to_doc_id, to_source_id") == [("linked", None, "courier")]


@pytest.mark.parametrize("seed", range(3))
def test_lineage_kept_up_night_by_night_is_that_worked_out_at_once(
    con: duckdb.DuckDBPyConnection, seed: int
) -> None:
    """Documents come, join, part and go in random order; each time only they are named."""
    rng = random.Random(seed)
    places = ["courier", "sentinel", "klrk", "lantern"]
    names = ["Courier", "Larkspur Sentinel", "KLRK", "Alder Lantern", "Oregonian"]
    held: list[int] = []
    for night in range(8):
        touched: set[int] = set()
        for _ in range(3):
            number = len(held) + 1 + 100 * night
            place = rng.choice([*places, "police"])
            (release if place == "police" else told)(
                *((con, number) if place == "police" else (con, number, place)), rng.randrange(1, 23)
            )
            for _ in range(rng.randrange(3)):
                credit(con, number, rng.choice(names), rng.choice(["told", "reported"]))
            if rng.random() < 0.6:
                link(con, number, f"https://{rng.choice(places)}.example/{rng.choice([*held, number + 1])}")
            held.append(number)
            touched.add(number)
        if len(held) > 5:
            group = sorted(rng.sample(held, 3))
            con.execute(
                "delete from core.duplicate_relations where a_doc_id = any(?) or b_doc_id = any(?)",
                [group] * 2,
            )
            left = con.execute(
                "select doc_id from core.duplicate_clusters where cluster_id in "
                "(select cluster_id from core.duplicate_clusters where doc_id = any(?))",
                [group],
            ).fetchall()
            for (doc_id,) in left:
                cluster(con, doc_id)
                touched.add(doc_id)
            cluster(con, *group)
            related(con, group[0], group[1], shares=(rng.random(), rng.random()))
            related(con, group[1], rng.choice([n for n in held if n not in group]), "excerpt", (0.4, 0.2))
            touched |= set(group)
            touched |= {
                row[0] for row in con.execute("select b_doc_id from core.duplicate_relations").fetchall()
            }
            told_together = sorted(rng.sample(held, 4))
            parted = con.execute(
                "delete from core.story_documents where story_id in "
                "(select story_id from core.story_documents where doc_id = any(?)) returning doc_id",
                [told_together],
            ).fetchall()
            con.execute(
                "delete from core.stories where story_id not in (select story_id from core.story_documents)"
            )
            story(con, *told_together)
            touched |= {row[0] for row in parted} | set(told_together)
        work_out(con, *touched)
        kept = lineage(con, "*")
        con.execute("delete from core.lineage")
        work_out(con)
        assert lineage(con, "*") == kept
    assert {row[0] for row in lineage(con, "distinct kind")} >= {"credited", "linked", "copied"}


@pytest.mark.parametrize(
    ("role", "expected"), [("police chief", "police"), ("sergeant", None), ("district attorney", "da")]
)
def test_a_release_of_somebody_in_office_is_that_of_the_office(
    con: duckdb.DuckDBPyConnection, role: str, expected: str | None
) -> None:
    county = {"place_county": "Larkspur County", "publisher": "county"}
    source(con, "da", source_name="Larkspur County District Attorney", **county)
    told(con, 1, "sentinel")
    credit(con, 1, "Voss", "release", rule="issuer")
    put(
        con,
        "core.mentions",
        doc_id=1,
        mention_no=0,
        kind="person",
        name="Marlene Voss",
        role=role,
        rule="surname",
        surface="Voss",
        start_char=4,
        end_char=8,
        source_id="sentinel",
        week="2026-W47",
    )
    work_out(con)
    assert lineage(con, "to_source_id, to_name") == [(expected, "Voss")]
