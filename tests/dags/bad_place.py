"""A beat book on a disk, fed by a web of its own, and what its commands say."""

import contextlib
import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from loopback_web import reply, rss

from dags import cli
from warehouse.compare import table_digests
from warehouse.database import open_warehouse

ZONE = ZoneInfo("America/Los_Angeles")
TODAY = datetime.now(ZONE).date()
YESTERDAY = TODAY - timedelta(days=1)
DAY = TODAY.isoformat()
"""Only the night of now can be crawled."""
WEEK = YESTERDAY.strftime("%G-W%V")
NIGHT = ("nightly", "--day", DAY)
BIG = 50 * 2**20
DATED = f'<meta property="article:published_time" content="{YESTERDAY}T17:00:00-08:00">'


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """What a failed command said on standard error: it is checked to be no stack trace."""
        assert self.code == 2, self
        assert self.err.startswith("beatbook: "), self.err
        assert "Traceback" not in self.err
        return self.err.removeprefix("beatbook: ").strip()


def beatbook(folder: Path, *words: str) -> Said:
    """Run a command of beatbook in a folder."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patched, contextlib.ExitStack() as streams:
        patched.chdir(folder)
        patched.setattr(sys, "argv", ["beatbook", *words])
        streams.enter_context(contextlib.redirect_stdout(out))
        streams.enter_context(contextlib.redirect_stderr(err))
        with pytest.raises(SystemExit) as ended:
            cli.main()
    return Said(int(ended.value.code or 0), out.getvalue(), err.getvalue())


def story(title: str, *, head: str = DATED, more: str = "") -> str:
    return (
        f"<html><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>"
        "<p>Officers of the Tamarack Falls Police Department answered a call on Elm Street late on Monday, it said.</p>"
        "<p>They found a broken window and no one inside the shop, which had closed at six that evening.</p>"
        f"<p>Chief Dana Whitlock said that the night shift would pass the street more often.{more}</p>"
        "</article></body></html>"
    )


def write_source(sources: Path, name: str) -> Path:
    path = sources / f"us_or_{name}.yml"
    path.write_text(
        f"name: {name}\nhomepage: http://{name}.example/\npublisher: newspaper\n"
        "place: {name: Tamarack Falls, state: OR}\ntimezone: America/Los_Angeles\ncrawl: {delay_s: 0}\n"
        f"feeds:\n  - {{kind: feed, url: http://{name}.example/feed}}\n",
        encoding="utf-8",
    )
    return path


def make_place(folder: Path, proxy: str, *names: str) -> Path:
    """A folder as `beatbook init` makes it, with sources that are reached through a proxy."""
    (folder / "sources").mkdir(parents=True)
    (folder / "beatbook.env").write_text(
        "BEATBOOK_CONTACT=desk@paper.example\nBEATBOOK_TIMEZONE=America/Los_Angeles\n"
        f"BEATBOOK_PROXY={proxy}\nBEATBOOK_PSEUDONYM_KEY=invented\n",
        encoding="utf-8",
    )
    for name in names:
        write_source(folder / "sources", name)
    return folder


def publisher(name: str, *pages: str | Callable[..., None]) -> dict[str, Callable[..., None]]:
    """Routes of a source with a feed of these pages: HTML, or what answers."""
    urls = [f"http://{name}.example/{number}" for number in range(1, len(pages) + 1)]
    answers = [reply(one) if isinstance(one, str) else one for one in pages]
    return {f"http://{name}.example/feed": rss(*urls), **dict(zip(urls, answers, strict=True))}


def tables(folder: Path) -> dict[str, str]:
    """What the warehouse says, without when it was fetched and where that stands."""
    with open_warehouse(folder / "data" / "warehouse" / "beatbook.duckdb") as con:
        instants = "select distinct column_name from duckdb_columns() where data_type like 'TIMESTAMP%'"
        clock = [name for (name,) in con.execute(instants).fetchall()]
        return table_digests(con, without=(*clock, "warc_offset"))


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
