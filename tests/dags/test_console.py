"""The terminal shows what pages say, and obeys nothing in it."""

import io
from datetime import UTC, date, datetime

import pytest
from rich.markup import escape
from rich.table import Table

from crawlers.night import FeedOutcome, SourceNight
from dags import cli, console
from dags.console import _Terminal

HOSTILE = "Title\x1b]0;owned\x07 \x1b[31mred\x9b2J\r\x00\x08 \u202eright\u2066 [/bold] [link=http://x] end"
SHOWN = "Title]0;owned [31mred2J right [/bold] [link=http://x] end"


def shown(thing: object) -> str:
    terminal = _Terminal(file=io.StringIO(), force_terminal=True, color_system=None, width=300)
    terminal.print(thing, highlight=False)
    return terminal.file.getvalue()


def test_no_word_of_a_page_reaches_the_terminal_as_a_command():
    assert shown(escape(HOSTILE)).strip() == SHOWN


def test_nor_does_it_within_a_table():
    table = Table("source", box=None)
    table.add_row(escape(HOSTILE))
    assert SHOWN in shown(table)


def test_our_own_colours_and_lines_stay():
    terminal = _Terminal(file=io.StringIO(), force_terminal=True, color_system="standard", width=80)
    terminal.print("[red]one[/]\n\ttwo", highlight=False)
    assert terminal.file.getvalue() == "\x1b[31mone\x1b[0m\n        two\n"


@pytest.mark.parametrize("stream", ["out", "err"])
def test_both_streams_are_such_terminals(stream):
    assert isinstance(getattr(console, stream), _Terminal)


def test_what_a_server_said_stands_in_the_table_of_the_night_as_it_is(monkeypatch):
    at = datetime(2026, 11, 14, tzinfo=UTC)
    feed = FeedOutcome(
        position=0, url="http://x.example/", outcome="http-500", items_found=0, items_new=0, detail=HOSTILE
    )
    night = SourceNight(
        source_id="us_or_ledger", day=date(2026, 11, 14), state="failed", started_at=at, ended_at=at, feeds=(feed,), requests=()
    )  # fmt: skip
    terminal = _Terminal(file=io.StringIO(), width=300)
    monkeypatch.setattr(cli, "out", terminal)
    cli._print_nights([night])
    assert f"http-500 ({SHOWN})" in terminal.file.getvalue()
