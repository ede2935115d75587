"""The tables are a function of the nights that were loaded, whatever the order and however often."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from night_files import AGENCY, CHIEF, FIRST, GAZETTE, TRIBUNE, Data, document, rejection

from warehouse.compare import table_digests
from warehouse.database import open_warehouse
from warehouse.errors import WarehouseError

DAYS = [FIRST + timedelta(days=offset) for offset in (0, 1, 2, 5)]
REPORT = " ".join(
    f"In chapter {n} the auditor counts {n * 7} late replies of the department." for n in range(12)
)
TEXTS = (
    REPORT,
    REPORT + " A correction was added.",
    "A short brief about the fair.",
    "Another brief about a fair, longer than it.",
)
PAGES = [(GAZETTE, "a"), (GAZETTE, "b"), (TRIBUNE, "a"), (TRIBUNE, "c")]

# what becomes of a page on a night: nothing is fetched, it is gone, or it has one of the texts
FATE = st.one_of(st.none(), st.just("http-404"), st.integers(0, len(TEXTS) - 1))
NIGHT = st.lists(FATE, min_size=len(PAGES), max_size=len(PAGES))


@dataclass(frozen=True)
class History:
    """Nights as they are in the end, nights as they were read at first, and an order of loads."""

    nights: list[list[int | str | None]]
    stale: dict[int, list[int | str | None]]
    loads: list[int]


@st.composite
def histories(draw: st.DrawFn) -> History:
    every = range(len(DAYS))
    order = draw(st.permutations(every))
    again = draw(st.lists(st.sampled_from(every), max_size=3))
    return History(
        nights=draw(st.lists(NIGHT, min_size=len(DAYS), max_size=len(DAYS))),
        stale=draw(st.dictionaries(st.sampled_from(every), NIGHT, max_size=2)),
        loads=[*order, *again],
    )


def write(data: Data, place: int, fates: Sequence[int | str | None]) -> None:
    day = DAYS[place]
    documents, rejections = [], []
    for (of, page), fate in zip(PAGES, fates, strict=True):
        if isinstance(fate, int):
            documents.append(
                document(
                    page,
                    TEXTS[fate],
                    of=of,
                    day=day,
                    title=None if fate == 3 else f"Headline {fate}",
                    topics=["use-of-force"] if fate % 2 else ["failure-to-respond", "use-of-force"],
                    mentions=[AGENCY] if fate else [],
                    quotes=[CHIEF] if fate == 1 else [],
                )
            )
        elif isinstance(fate, str):
            rejections.append(rejection(page, fate, of=of, day=day))
    data.night(
        day, documents, rejections, states={TRIBUNE.id: None if fates == [None] * len(PAGES) else "collected"}
    )


def numbers(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    return dict(con.execute("select doc_key::varchar, doc_id from core.documents").fetchall())


def load(data: Data, con: duckdb.DuckDBPyConnection, place: int) -> None:
    """Load, and obey where the message names a night to load first."""
    try:
        data.load(con, DAYS[place])
    except WarehouseError as error:
        first = next((other for other, day in enumerate(DAYS) if f"Load {day} first" in str(error)), None)
        if first is None:
            raise
        load(data, con, first)
        load(data, con, place)


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
@given(history=histories())
def test_nights_in_any_order_and_number_give_the_same_tables(
    history: History, tmp_path_factory: pytest.TempPathFactory
) -> None:
    note(str(history))
    root: Path = tmp_path_factory.mktemp("order")
    data = Data(root)
    with open_warehouse(root / "stirred" / "beatbook.duckdb") as con:
        for place, fates in history.stale.items():
            write(data, place, fates)
            data.load(con, DAYS[place])
        for place, fates in enumerate(history.nights):
            write(data, place, fates)
        given_numbers = numbers(con)
        for place in history.loads:
            load(data, con, place)
            now = numbers(con)
            assert {
                key: given_numbers[key] for key in now.keys() & given_numbers.keys()
            }.items() <= now.items()
            given_numbers |= now
        stirred = table_digests(con)
    with open_warehouse(root / "straight" / "beatbook.duckdb") as con:
        for place in range(len(DAYS)):
            data.load(con, DAYS[place])
        straight = table_digests(con)
    # numbers once given stay given, also those of documents that only a stale reading had
    del stirred["ops.document_ids"], straight["ops.document_ids"]
    assert stirred == straight
