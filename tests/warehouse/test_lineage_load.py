"""Lineage of loaded nights: the same whatever the order in which they come, and again after one is loaded anew."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
from night_files import FIRST, GAZETTE, TRIBUNE, TRIBUNE_FIRST, Data, document, fetched, source

from transforms.document import Credit, Dated, Document, Link
from warehouse.compare import table_digests
from warehouse.database import open_warehouse

POLICE = source(
    "us_or_police", name="Tamarack Falls Police Department", publisher="police", form="press_release"
)
NIGHTS = tuple(FIRST + timedelta(days=number) for number in range(3))
TEXT = " ".join(
    f"Officer {n} of the night watch counted {n * 7} late calls from Foundry Street, and wrote {n * 3} of them down."
    for n in range(12)
)
RELEASED = " ".join(
    f"Directive {n} of the department is suspended for {n * 5} days while the auditor reads its {n * 11} pages."
    for n in range(12)
)


def at(night: int, hour: int) -> Dated:
    return Dated(at=fetched(NIGHTS[night]) - timedelta(hours=hour), has_time=True, method="json-ld")


def told_by_tribune(start: int) -> Credit:
    return Credit(
        kind="told", rule="outlet-word", name="Gazette", full_name="Gazette", entity_id=None, url=None, start=start,
        end=start + 10, voice="author",
    )  # fmt: skip


def nights() -> list[list[Document]]:
    """A story and its copy, a release and the news that runs it a night before it is listed, a link to what comes later."""
    link = Link(url=f"{GAZETTE.homepage}calls?utm_source=feed", text="report", block=0)
    return [
        [
            document("late", TEXT, of=TRIBUNE, title="Late calls", published=at(0, 2), links=(link,)),
            document("suspended", RELEASED + " The mayor was away.", title="Rule goes", published=at(0, 3)),
        ],
        [
            document("calls", TEXT, day=NIGHTS[1], title="Calls came late", published=at(0, 8)),
            document(
                "directive",
                RELEASED,
                of=POLICE,
                day=NIGHTS[1],
                form="press_release",
                title="Directives suspended",
                published=at(0, 6),
                links=(),
            ),
        ],
        [
            document(
                "again",
                "The Tribune had it first, and nobody else has looked into the calls of that night since, it seems.",
                day=NIGHTS[2],
                title="Again",
                published=at(2, 4),
                credits=(TRIBUNE_FIRST, told_by_tribune(30)),
            ),
        ],
    ]  # fmt: skip


def load(root: Path, order: tuple[int, ...]) -> tuple[dict[str, str], list[tuple[Any, ...]]]:
    data = Data(root, sources=(GAZETTE, TRIBUNE, POLICE))
    for day, documents in zip(NIGHTS, nights(), strict=True):
        data.night(day, documents)
    with open_warehouse(data.warehouse) as con:
        for number in order:
            data.load(con, NIGHTS[number])
        return table_digests(con), edges(con)


def edges(con: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    return con.execute(
        """
        select takers.title, lineage.kind, givers.title, lineage.to_source_id
        from core.lineage as lineage
        inner join core.documents as takers on lineage.from_doc_id = takers.doc_id
        left join core.documents as givers on lineage.to_doc_id = givers.doc_id
        order by all
        """
    ).fetchall()


def test_lineage_is_the_same_in_whatever_order_nights_are_loaded(tmp_path: Path) -> None:
    orders = ((0, 1, 2), (2, 0, 1), (1, 2, 0, 1))
    found = [load(tmp_path / str(number), order) for number, order in enumerate(orders)]
    assert found[0][1] == [
        ("Again", "credited", None, "us_or_tribune"),
        ("Late calls", "copied", "Calls came late", "us_or_gazette"),
        ("Late calls", "linked", "Calls came late", "us_or_gazette"),
        ("Rule goes", "from_release", "Directives suspended", "us_or_police"),
    ]
    for digests, told in found[1:]:
        assert told == found[0][1]
        assert digests == found[0][0]
