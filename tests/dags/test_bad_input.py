"""Bad input through the command line: one sentence and code 2, the other sources go on, nothing is half-written."""

import contextlib
import gzip
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from loopback_web import Web, page, raw, redirect, reply, rss, serve_web

from dags import cli
from warehouse.compare import table_digests
from warehouse.database import open_published, open_warehouse
from warehouse.migrate import migrations

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


@pytest.fixture(scope="module")
def healthy_web() -> Iterator[Web]:
    """Two stories; one is large, so that a small disk is full soon."""
    with serve_web() as web:
        large = f"<!-- {os.urandom(150_000).hex()} -->"
        web.routes = publisher("healthy", story("A window was broken"), story("Another window", more=large))
        yield web


@pytest.fixture(scope="module")
def calm(healthy_web: Web, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place whose night went undisturbed; copied, never changed."""
    folder = make_place(tmp_path_factory.mktemp("calm") / "beat", healthy_web.address, "healthy")
    said = beatbook(folder, *NIGHT)
    assert (said.code, said.err) == (0, "")
    return folder


@pytest.fixture
def place(calm: Path, tmp_path: Path) -> Path:
    """A copy of the undisturbed place."""
    return Path(shutil.copytree(calm, tmp_path / "beat", symlinks=True))


@pytest.fixture
def new_place(healthy_web: Web, tmp_path: Path) -> Path:
    """A place before its first night."""
    return make_place(tmp_path / "beat", healthy_web.address, "healthy")


def tables(folder: Path) -> dict[str, str]:
    """What the warehouse says, without when it was fetched and where that stands."""
    with open_warehouse(folder / "data" / "warehouse" / "beatbook.duckdb") as con:
        instants = "select distinct column_name from duckdb_columns() where data_type like 'TIMESTAMP%'"
        clock = [name for (name,) in con.execute(instants).fetchall()]
        return table_digests(con, without=(*clock, "warc_offset"))


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


# ---- settings, sources, gazetteer


def test_a_night_with_broken_source_files_says_all_that_is_wrong_and_writes_nothing(new_place: Path):
    sources = new_place / "sources"
    good = (sources / "us_or_healthy.yml").read_text()
    (sources / "us_or_kind.yml").write_text(good.replace("kind: feed", "kind: rss"))
    (sources / "us_or_missing.yml").write_text(good.replace("publisher: newspaper\n", ""))
    (sources / "us_or_scheme.yml").write_text(
        good.replace("http://healthy.example/feed", "healthy.example/feed")
    )
    (sources / "us_or_typo.yml").write_text(good.replace("timezone:", "timezon:"))
    (sources / "us_or_yaml.yml").write_text(good + "  - [\n")
    before = files(new_place)
    said = beatbook(new_place, *NIGHT)
    lines = said.sentence.splitlines()
    assert len(lines) == 5
    for line, (name, number, found, accepted) in zip(
        lines,
        [
            ("kind", 8, "the kind 'rss'", "did you mean 'feed'? accepted: feed, sitemap, listing"),
            ("missing", None, "the key 'publisher' is missing", "publisher: "),
            ("scheme", 8, "'healthy.example/feed'", "did you mean 'https://healthy.example/feed'?"),
            ("typo", 5, "unknown key 'timezon'", "did you mean 'timezone'? accepted: "),
            ("yaml", 10, "", ""),
        ],
        strict=True,
    ):
        where = f"{sources}/us_or_{name}.yml:" + (f"{number}:" if number else "")
        assert line.startswith(where), line
        assert found in line
        assert accepted in line
    assert files(new_place) == before
    assert [beatbook(new_place, "sources", "check").code, beatbook(new_place, "crawl").code] == [2, 2]
    assert files(new_place) == before


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (
            lambda path: path.write_bytes(b"# caf\xe9\n"),
            "found bytes that are not UTF-8 (at byte 5); save the file as UTF-8.",
        ),
        (lambda path: path.mkdir(), "cannot be read: Is a directory; it must be a file of text."),
    ],
    ids=["not UTF-8", "a folder"],
)
def test_settings_that_cannot_be_read_are_named(new_place: Path, make: Callable[[Path], None], words: str):
    path = new_place / "beatbook.env"
    path.unlink()
    make(path)
    for command in (NIGHT, ("sql", "select 1"), ("export",)):
        sentence = beatbook(new_place, *command).sentence
        assert str(path) in sentence
        assert words in sentence


def test_settings_saved_by_an_editor_that_marks_utf8_are_read(place: Path):
    path = place / "beatbook.env"
    path.write_text(path.read_text(), encoding="utf-8-sig")
    assert beatbook(place, "sources", "list").code == 0


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda gazetteer: None, "gazetteer: found no such folder; accepted: a folder with agencies.csv"),
        (
            lambda gazetteer: write(
                gazetteer / "agencies.csv", "id,name,aliases,type,state,county\n1,Tamarack Falls Police\n"
            ),
            "agencies.csv, line 2: found 2 values; accepted: 6",
        ),
        (
            lambda gazetteer: write(
                gazetteer / "places.csv", "id,name,aliases,state,county\n1,Alder,,Oregon,\n"
            ),
            "places.csv, line 2: found state 'Oregon'; accepted: two letters as in OR",
        ),
        (lambda gazetteer: (gazetteer / "people.csv").mkdir(parents=True), "people.csv: Is a directory."),
    ],
    ids=["none", "short row", "wrong state", "a folder"],
)
def test_a_broken_gazetteer_stops_the_night_before_anything_is_fetched(
    new_place: Path, healthy_web: Web, make: Callable[[Path], None], words: str
):
    with (new_place / "beatbook.env").open("a") as env:
        env.write("BEATBOOK_GAZETTEER=gazetteer\n")
    make(new_place / "gazetteer")
    asked = len(healthy_web.asked)
    assert words in beatbook(new_place, *NIGHT).sentence
    assert len(healthy_web.asked) == asked
    assert not (new_place / "data" / "archive").exists()


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


# ---- one night of a bad web


BAD_PAGES = {
    "pdf": reply(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", kind="application/pdf"),
    "image": reply(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", kind="text/html"),
    "empty": reply(b""),
    "large": raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", *[bytes(2**20)] * 50),
    "bomb": reply(gzip.compress(b"\0" * BIG), Content_Encoding="gzip"),
    "charset": reply(
        story("Café Zurück robbed").replace("it said", "“nobody was hurt”").encode("cp1252"),
        kind="text/html; charset=utf-8",
    ),
    "future": story(
        "From tomorrow", head='<meta property="article:published_time" content="2099-01-01T08:00:00Z">'
    ),
    "undated": story("Of no day", head=""),
    "circle": redirect("http://circle.example/on"),
    "gone": reply("no such page", 404),
}


@pytest.fixture(scope="module")
def bad_night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Said, Path]]:
    """All at once: each bad page with a good one beside it, feeds that fail, and a healthy source."""
    with serve_web() as web:
        good = story("A window was broken")
        for name, bad in BAD_PAGES.items():
            web.routes |= publisher(name, bad, good)
        web.routes["http://circle.example/on"] = redirect("http://circle.example/1")
        web.routes |= publisher("healthy", good, story("A second window"))
        web.routes |= publisher("forbidden", good) | {
            "http://forbidden.example/robots.txt": reply("User-agent: *\nDisallow: /\n", kind="text/plain")
        }
        web.routes["http://html.example/feed"] = page("Welcome to our site")
        web.routes["http://broken.example/feed"] = reply("broken", 500)
        web.routes["http://loop.example/feed"] = redirect("http://loop.example/feed")
        web.routes["http://dead.example/robots.txt"] = raw(b"", reset=True)
        names = [*BAD_PAGES, "healthy", "forbidden", "html", "broken", "loop", "dead"]
        folder = make_place(tmp_path_factory.mktemp("bad") / "beat", web.address, *names)
        yield beatbook(folder, *NIGHT), folder


def rows(night: tuple[Said, Path], sql: str) -> list[tuple[object, ...]]:
    with open_published(night[1] / "data" / "published") as con:
        return con.execute(sql).fetchall()


def test_a_night_of_a_bad_web_ends_well_and_names_what_failed(bad_night: tuple[Said, Path]):
    said, _ = bad_night
    assert (said.code, said.err) == (0, "")
    assert " ".join(said.out.split()).endswith(
        f"12 of 16 sources collected on {DAY}; nothing from us_or_broken, us_or_dead, us_or_html, us_or_loop"
    )
    assert "html-instead-of-feed" in said.out


def test_the_healthy_source_is_loaded_and_each_bad_page_costs_itself_only(bad_night: tuple[Said, Path]):
    found = dict(rows(bad_night, "select source_id, count(*) from core.documents group by all"))
    assert found == {
        "us_or_healthy": 2,
        **{f"us_or_{name}": 1 for name in BAD_PAGES},
        **{f"us_or_{name}": 2 for name in ("charset", "future", "undated")},
    }


def test_each_bad_page_is_one_rejection_or_one_request_without_an_answer(bad_night: tuple[Said, Path]):
    assert rows(bad_night, "select source_id, reason from ops.rejections order by all") == [
        ("us_or_bomb", "body-too-large"),
        ("us_or_empty", "empty-body"),
        ("us_or_gone", "http-404"),
        ("us_or_image", "not-html"),
        ("us_or_large", "body-too-large"),
        ("us_or_pdf", "not-html"),
    ]
    unanswered = (
        "select source_id, outcome from ops.requests where role = 'item' and status is null order by all"
    )
    assert set(rows(bad_night, unanswered)) == {("us_or_circle", "redirect-loop")}


def test_each_feed_that_failed_is_one_outcome_and_one_warning(bad_night: tuple[Said, Path]):
    failed = {
        "us_or_broken": "http-500",
        "us_or_dead": "connection-failed",
        "us_or_html": "html-instead-of-feed",
        "us_or_loop": "redirect-loop",
    }
    outcomes = rows(
        bad_night, "select source_id, outcome from ops.feed_outcomes where outcome <> 'ok' order by all"
    )
    assert outcomes == sorted({**failed, "us_or_forbidden": "robots"}.items())
    warned = rows(
        bad_night, "select source_id, found from ops.issues where check_name = 'source_failed' order by all"
    )
    assert warned == [(source, f"no feed answered: {outcome}") for source, outcome in sorted(failed.items())]


def test_a_page_in_another_charset_than_it_says_is_read_right(bad_night: tuple[Said, Path]):
    ((title, text),) = rows(
        bad_night,
        "select title, text from document_text where doc_id in "
        "(select doc_id from core.documents where url = 'http://charset.example/1')",
    )
    assert title == "Café Zurück robbed"
    assert "“nobody was hurt”" in text
    assert "\ufffd" not in text


def test_a_date_of_the_future_is_refused_and_none_is_not_made_up(bad_night: tuple[Said, Path]):
    found = rows(
        bad_night,
        "select source_id, published_at, appeared_at = fetched_at from core.documents "
        "where url in ('http://future.example/1', 'http://undated.example/1') order by all",
    )
    assert found == [("us_or_future", None, True), ("us_or_undated", None, True)]


def test_a_night_without_network_says_that_nothing_came(new_place: Path):
    with serve_web() as web:
        gone = web.address
    env = new_place / "beatbook.env"
    env.write_text(re.sub("(?<=PROXY=).*", gone, env.read_text()))
    said = beatbook(new_place, *NIGHT)
    assert said.sentence == f"0 of 1 sources collected on {DAY}; nothing from us_or_healthy"
    assert "refused" in said.out


# ---- the warehouse


def foreign(path: Path) -> None:
    path.write_text("minutes of the council " * 300)


def damaged(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20_000])


def newer(path: Path) -> None:
    with open_warehouse(path) as con:
        number = len(migrations()) + 1
        con.execute("insert into main.schema_migrations values (?, '9999_later.sql', 'x')", [number])


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (foreign, "is not a DuckDB file. Name another path, or move the file away: a new warehouse is made"),
        (damaged, "is damaged: "),
        (newer, "was made by a newer beatbook"),
    ],
)
def test_a_warehouse_that_cannot_be_used_leaves_the_night_on_disk_and_a_later_run_ends_it(
    place: Path, spoil: Callable[[Path], None], words: str
):
    before = tables(place)
    warehouse = place / "data" / "warehouse" / "beatbook.duckdb"
    shutil.rmtree(place / "data" / "documents")
    spoil(warehouse)
    spoilt = warehouse.read_bytes()
    sentence = beatbook(place, *NIGHT).sentence
    assert str(warehouse) in sentence
    assert words in sentence
    assert "\n" not in sentence
    assert beatbook(place, "load", "--day", DAY).sentence == sentence
    assert warehouse.read_bytes() == spoilt
    assert (place / "data" / "documents" / DAY / "us_or_healthy" / "documents.parquet").is_file()
    assert beatbook(place, "search", "window").out.endswith("2 found\n")
    warehouse.unlink()
    assert beatbook(place, *NIGHT).code == 0
    assert tables(place) == before


def test_a_warehouse_in_use_is_said_with_who_uses_it(place: Path):
    warehouse = place / "data" / "warehouse" / "beatbook.duckdb"
    script = "import duckdb, sys; con = duckdb.connect(sys.argv[1]); print(flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", script, str(warehouse)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "\n"
        for command in (NIGHT, ("load", "--day", DAY)):
            sentence = beatbook(place, *command).sentence
            assert f"is being written by another process (PID {other.pid}" in sentence
            assert "Wait until it has finished" in sentence
        other.communicate("")
    assert beatbook(place, *NIGHT).code == 0


# ---- the published snapshot


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (shutil.rmtree, "Nothing has been published in"),
        (
            lambda published: (published / "current.duckdb").resolve().unlink(),
            "which is gone. Publish again: beatbook load --day DAY",
        ),
        (
            lambda published: (
                (published / "current.duckdb").unlink(),
                (published / "current.duckdb").mkdir(),
            ),
            "is not a file. Move it away, then publish again",
        ),
        (lambda published: foreign((published / "current.duckdb").resolve()), "is not a DuckDB file."),
    ],
    ids=["no folder", "broken link", "a folder", "foreign"],
)
def test_readers_of_a_spoilt_snapshot_are_told_what_to_do(
    place: Path, spoil: Callable[[Path], object], words: str
):
    spoil(place / "data" / "published")
    for command in (("sql", "select 1"), ("sql",), ("search", "window"), ("show", "1"), ("export", WEEK)):
        sentence = beatbook(place, *command).sentence
        assert words in sentence
        assert "\n" not in sentence


def test_a_spoilt_index_of_a_snapshot_is_named(place: Path):
    (index,) = (place / "data" / "published").glob("search-*.sqlite")
    foreign(index)
    assert beatbook(place, "search", "window").sentence == (
        f"{index}: file is not a database. Publish the warehouse again to get a new index."
    )


# ---- damaged files of a night


def test_an_archive_file_damaged_in_the_middle_costs_its_own_rest_only(place: Path, healthy_web: Web):
    write_source(place / "sources", "other")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            healthy_web, "routes", healthy_web.routes | publisher("other", story("Of another source"))
        )
        assert beatbook(place, *NIGHT).code == 0
    archive = place / "data" / "archive" / DAY / "us_or_healthy.warc.gz"
    whole = archive.read_bytes()
    before = tables(place)
    last = len(whole) // 2
    archive.write_bytes(whole[:last] + bytes(40) + whole[last + 40 :])

    said = beatbook(place, *NIGHT)
    assert said.code == 0
    assert said.err.startswith(f"us_or_healthy {archive}: the bytes at offset ")
    assert tables(place) == before, "what an earlier run read stands"

    shutil.rmtree(place / "data" / "documents")
    said = beatbook(place, *NIGHT)
    assert said.code == 0
    assert "restore the file from a copy, or cut it off there" in said.err
    with open_published(place / "data" / "published") as con:
        assert con.execute("select source_id, url from core.documents order by all").fetchall() == [
            ("us_or_healthy", "http://healthy.example/1"), ("us_or_other", "http://other.example/1")
        ]  # fmt: skip
        assert con.execute("select source_id, reason, status from ops.rejections").fetchall() == [
            ("us_or_healthy", "damaged-archive", 0)
        ]

    archive.write_bytes(whole)
    assert beatbook(place, *NIGHT).code == 0
    assert tables(place) == before


def test_a_damaged_parquet_file_is_named_and_extracted_anew(place: Path):
    before = tables(place)
    path = place / "data" / "documents" / DAY / "us_or_healthy" / "documents.parquet"
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2] + bytes(100) + content[len(content) // 2 :])
    sentence = beatbook(place, "load", "--day", DAY).sentence
    assert sentence.startswith(f"{path} cannot be read: ")
    assert sentence.endswith(f"Extract {DAY} again; nothing was loaded.")
    assert tables(place) == before
    assert beatbook(place, *NIGHT).code == 0
    assert tables(place) == before


def test_a_page_that_is_archived_no_longer_and_a_file_that_cannot_be_written_are_named(place: Path):
    assert beatbook(place, "show", "1", "--page", "nowhere/page.html").sentence == (
        "nowhere/page.html: No such file or directory."
    )
    shutil.rmtree(place / "data" / "archive")
    assert "cannot read the archive file" in beatbook(place, "show", "1", "--page", "page.html").sentence


# ---- no room, and no right to write


def test_a_data_folder_that_is_a_file_is_named_and_left_alone(new_place: Path):
    data = new_place / "data"
    data.write_text("minutes")
    for command in (
        NIGHT,
        ("crawl",),
        ("load",),
        ("export", WEEK),
        ("init", "data"),
        ("demo", "--data", "data"),
        ("demo", "--data", "data", "--pages", "sources"),
    ):
        sentence = beatbook(new_place, *command).sentence
        assert "data" in sentence
        assert "\n" not in sentence
    assert data.read_text() == "minutes"


@pytest.fixture
def disk(new_place: Path) -> Iterator[Path]:
    """The data folder as a disk of its own, of 96 MB; only root can mount one."""
    data = new_place / "data"
    data.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", str(data)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield data
    subprocess.run(["umount", "--lazy", str(data)], check=True)


def leave(disk: Path, count: int) -> None:
    """Fill the disk but for so many bytes."""
    filler = disk / "filler"
    filler.unlink(missing_ok=True)
    filler.write_bytes(bytes(max(0, shutil.disk_usage(disk).free - count)))


def test_a_full_disk_stops_each_step_in_one_sentence_and_once_there_is_room_nothing_is_missing(
    disk: Path, calm: Path
):
    folder = disk.parent
    for count, words in (
        (0, "cannot use the ledger .*ledger.sqlite: database or disk is full"),
        (100_000, "cannot write the archive file .*us_or_healthy.warc.gz: No space left on device"),
    ):
        leave(disk, count)
        sentence = beatbook(folder, "crawl", "--day", DAY).sentence
        assert re.match(words, sentence)
        assert "\n" not in sentence
    (disk / "filler").unlink()
    assert beatbook(folder, "crawl", "--day", DAY).code == 0

    leave(disk, 0)
    documents = disk / "documents" / DAY / "us_or_healthy"
    assert beatbook(folder, "extract", "--day", DAY).sentence == (
        f"{documents}: No space left on device. Free some space, then run it again."
    )
    assert list(documents.parent.iterdir()) == []
    (disk / "filler").unlink()
    assert beatbook(folder, "extract", "--day", DAY).code == 0

    for count, words in (
        (100_000, "No room to write .*beatbook.duckdb: Could not write.*No space left on device"),
        (5_000_000, f"No room in .*warehouse to load the night of {DAY}: .* MB are free"),
        (13_000_000, "No room in .*published to publish a snapshot: .* MB are free"),
    ):
        leave(disk, count)
        sentence = beatbook(folder, "load", "--day", DAY).sentence
        assert re.match(words, sentence)
        assert "\n" not in sentence
        assert not list((disk / "warehouse").glob(".new-*"))
    (disk / "filler").unlink()
    assert beatbook(folder, *NIGHT).code == 0
    assert tables(folder) == tables(calm)

    leave(disk, 20_000)
    assert re.match(f"No room to write {disk}/exports/{WEEK}: ", beatbook(folder, "export", WEEK).sentence)
    assert [path for path in (disk / "exports").rglob("*") if path.is_file()] == []
    (disk / "filler").unlink()
    assert beatbook(folder, "export", WEEK).code == 0
    assert sorted(path.suffix for path in (disk / "exports" / WEEK).iterdir()) == [
        ".csv", ".html", ".md", ".parquet", ".xlsx"
    ]  # fmt: skip


def test_a_disk_that_may_only_be_read_is_said_by_whatever_writes_and_can_be_asked(disk: Path, calm: Path):
    shutil.copytree(calm / "data", disk, symlinks=True, dirs_exist_ok=True)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    folder = disk.parent
    for command in (
        NIGHT,
        ("crawl", "--day", YESTERDAY.isoformat()),
        ("extract", "--day", DAY),
        ("load", "--day", DAY),
        ("export", WEEK),
        ("init", "data/beat"),
        ("demo", "--data", "data"),
    ):
        sentence = beatbook(folder, *command).sentence
        assert "may be written" in sentence or "Read-only file system" in sentence
        assert str(disk) in sentence or "data/" in sentence
        assert "\n" not in sentence


# ---- Ctrl-C


def test_ctrl_c_in_a_night_is_one_word_and_the_night_run_again_is_whole(
    new_place: Path, healthy_web: Web, calm: Path
):
    command = [sys.executable, "-m", "dags.cli", *NIGHT]
    with subprocess.Popen(
        command,
        cwd=new_place,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as night:

        def stop_at_the_first_page(number: int) -> None:
            # the terminal sends it to all processes that it started
            if healthy_web.asked[number - 1].url == "http://healthy.example/1":
                os.killpg(night.pid, signal.SIGINT)

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(healthy_web, "on_request", stop_at_the_first_page)
            out, err = night.communicate(timeout=60)
    assert (night.returncode, out, err) == (130, "", "stopped\n")
    assert not (new_place / "data" / "documents").exists()
    assert beatbook(new_place, *NIGHT).code == 0
    assert tables(new_place) == tables(calm)


LOAD = """
import sys
from dags import cli, steps

sys.argv = ["beatbook", "load", "--day", sys.argv[1]]
print("ready", flush=True)
cli.main()
"""
"""A load with its modules in memory, so that the signal comes while it works."""


def test_ctrl_c_at_any_moment_of_a_load_is_one_word_and_leaves_the_tables_as_they_were(place: Path):
    before = tables(place)
    codes = []
    for moment in (0.03, 0.08, 0.15, 0.25, 0.4):
        with subprocess.Popen(
            [sys.executable, "-c", LOAD, DAY],
            cwd=place,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            time.sleep(moment)
            process.send_signal(signal.SIGINT)
            said = process.communicate(timeout=60)[1]
        codes.append(process.returncode)
        # after its end, while the interpreter takes itself down, the signal itself ends it
        assert (process.returncode, said) in {(0, ""), (130, "stopped\n"), (-signal.SIGINT, "")}
        assert tables(place) == before
    assert 130 in codes
