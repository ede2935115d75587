from collections.abc import Iterator
from datetime import timedelta

import duckdb
import pytest
from given_rows import MONDAY, document, finish, open_given, put, quote, source, stored

from warehouse.errors import WarehouseError
from warehouse.one import read_one


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with open_given() as con:
        source(con, "gazette")
        source(con, "tribune")
        document(
            con,
            1,
            topics=("failure-to-respond",),
            agencies=("local:pd",),
            version_count=2,
            gone_at=stored(MONDAY + timedelta(days=3), 9),
            gone_reason="http-404",
        )
        document(
            con,
            2,
            "tribune",
            cluster=1,
            title=None,
            form="press_release",
            published_at=None,
            published_on=None,
            has_published_time=None,
        )
        document(con, 3, has_published_time=False)
        for doc_id, source_id in ((1, "gazette"), (2, "tribune"), (3, "gazette")):
            put(
                con,
                "ops.captures",
                day=MONDAY + timedelta(days=1),
                source_id=source_id,
                url=f"https://{source_id}.example/{doc_id}",
                announced_url=f"https://{source_id}.example/{doc_id}",
                fetched_at=stored(MONDAY, 17),
                status=200,
                role="item",
                content_type="text/html; charset=utf-8",
                byte_count=1,
                outcome="document",
                warc_path=f"{MONDAY + timedelta(days=1)}/{source_id}.warc.gz",
                warc_offset=100 * doc_id,
            )
        yield con


def facts(con: duckdb.DuckDBPyConnection, doc_id: int) -> dict[str, str]:
    return dict(read_one(con, doc_id).facts)


def test_a_document_says_what_is_known_of_it(con: duckdb.DuckDBPyConnection) -> None:
    for position, name in enumerate(("Ada Penrose", "Bo Lund")):
        put(con, "core.authors", doc_id=1, position=position, name=name, kind="person", method="json-ld")
    finish(con)
    assert facts(con, 1) == {
        "source": "Gazette",
        "address": "https://gazette.example/1",
        "form": "news",
        "relevance": "core",
        "published": "2026-11-16 17:00:00 UTC",
        "first seen": "2026-11-16",
        "authors": "Ada Penrose; Bo Lund",
        "agencies": "Police of local:pd",
        "copies": "one of 2; this is the first",
        "versions": "2",
        "gone": "2026-11-19 09:00:00 UTC",
    }
    found = read_one(con, 1)
    assert (found.title, found.warc_path, found.warc_offset) == ("Item 1", "2026-11-17/gazette.warc.gz", 100)


def test_what_is_not_known_is_said_or_left_out(con: duckdb.DuckDBPyConnection) -> None:
    finish(con)
    assert read_one(con, 2).title is None
    assert facts(con, 2) == {
        "source": "Tribune",
        "address": "https://tribune.example/2",
        "form": "press release",
        "relevance": "core",
        "published": "not said",
        "first seen": "2026-11-16",
        "copies": "one of 2; the first is document 1",
        "versions": "1",
    }


def test_a_day_without_a_time_is_no_midnight(con: duckdb.DuckDBPyConnection) -> None:
    finish(con)
    assert facts(con, 3)["published"] == "2026-11-16"
    assert facts(con, 3)["copies"] == "none"


def test_a_code_comes_with_the_words_that_gave_it(con: duckdb.DuckDBPyConnection) -> None:
    put(
        con,
        "core.document_topics",
        doc_id=1,
        topic="staffing",
        rule="title-word",
        field="title",
        start_char=0,
        end_char=4,
        voice="author",
        hit_count=1,
        source_id="gazette",
        week="2026-W47",
    )
    finish(con)
    assert read_one(con, 1).codes == (
        ("failure-to-respond", "word", "council"),
        ("staffing", "title-word", "Item"),
    )


def test_blocks_and_quotations_are_in_order_with_whose_they_are(con: duckdb.DuckDBPyConnection) -> None:
    block = {"doc_id": 1, "voice": "author", "start_char": 0, "end_char": 1}
    put(con, "core.blocks", **block, position=1, kind="paragraph", text="The council met.")
    put(
        con,
        "core.blocks",
        **block,
        position=0,
        kind="embedded_post",
        text="Nobody came.",
        author_name="Mayor Roe",
        author_handle="mayor",
        url="https://post.example/1",
    )
    quote(con, 1, 1, "Nobody came", speaker="she")
    quote(con, 1, 0, "We came", speaker_name="Dana Roe", speaker="the chief", speaker_role="police-leader")
    quote(con, 1, 2, "that they came", kind="indirect")
    quote(con, 1, 3, "Why?")
    finish(con)
    found = read_one(con, 1)
    assert found.blocks == (
        ("embedded post", "Nobody came.", "Mayor Roe, @mayor, https://post.example/1"),
        ("paragraph", "The council met.", ""),
    )
    assert found.quotes == (
        ("Dana Roe", "police-leader", "We came"),
        ("she", "", "Nobody came"),
        ("nobody named", "", "Why?"),
    )


@pytest.mark.parametrize(
    ("role", "content_type", "record", "ending"),
    [
        ("item", "text/html; charset=utf-8", "page (HTML)", ".html"),
        ("item", "application/xhtml+xml", "page (HTML)", ".html"),
        ("item", None, "page", ".bin"),
        ("discovery", "application/json; charset=utf-8", "API answer (JSON)", ".json"),
        ("discovery", "Application/Feed+JSON", "API answer (JSON)", ".json"),
        ("discovery", "application/rss+xml", "feed (XML)", ".xml"),
    ],
)
def test_the_archived_record_says_whether_it_is_a_page_or_an_answer_about_several(
    con: duckdb.DuckDBPyConnection, role: str, content_type: str | None, record: str, ending: str
) -> None:
    con.execute("update ops.captures set role = ?, content_type = ?", [role, content_type])
    found = read_one(finish(con), 1)
    assert (found.record, found.ending) == (record, ending)
    assert found.is_shared_record == (role == "discovery")
    assert found.content_type == (content_type or "")


@pytest.mark.parametrize("doc_id", [0, -1, 4, 2**31, 10**40])
def test_a_number_that_is_not_there_is_told_with_those_that_are(
    con: duckdb.DuckDBPyConnection, doc_id: int
) -> None:
    finish(con)
    with pytest.raises(WarehouseError) as raised:
        read_one(con, doc_id)
    assert str(raised.value) == f"there is no document {doc_id}; numbers go from 1 to 3."


def test_an_empty_warehouse_says_so() -> None:
    with open_given() as con, pytest.raises(WarehouseError, match="the warehouse holds none yet"):
        read_one(con, 1)
