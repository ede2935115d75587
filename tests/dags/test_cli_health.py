"""`beatbook sources health`: what is printed of the accounts and documents on the disk."""

import json
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from crawlers.night import FeedOutcome, SourceNight, night_path, write_night
from transforms.document import Author, Dated, Document, Rejection
from transforms.folder import new_folder

BEATBOOK = Path(sys.executable).parent / "beatbook"
TODAY = date(2026, 11, 14)
GOOD, BAD = "us_or_ledger", "us_or_tribune"
SOURCE = """\
name: The Tamarack Ledger
homepage: https://ledger.example/
publisher: newspaper
place: {name: Tamarack Falls, state: OR}
timezone: America/Los_Angeles
feeds:
  - kind: feed
    url: https://ledger.example/feed
expect: {new_per_week_min: 7, new_per_week_max: 30}
"""


def write_account(archive: Path, source_id: str, day: date, outcome: str = "ok") -> None:
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    new = 2 if outcome == "ok" else 0
    feed = FeedOutcome(
        position=0,
        url="https://ledger.example/feed",
        outcome=outcome,
        items_found=5 * new,
        items_new=new,
        detail="",
    )
    night = SourceNight(
        source_id=source_id,
        day=day,
        state="collected",
        started_at=at,
        ended_at=at,
        feeds=(feed,),
        requests=(),
    )
    write_night(archive, night)


def document(number: int, title: str | None, author: str | None) -> Document:
    at = datetime(2026, 11, 14, 9, tzinfo=UTC)
    nothing = dict.fromkeys(
        [
            *(
                "declared_url",
                "amp_url",
                "title_prefix",
                "title_method",
                "modified",
                "section",
                "section_method",
            ),
            *("language", "language_method", "wire_credit", "account_id"),
        ]
    )
    empty = dict.fromkeys(
        [
            *("alternative_titles", "keywords", "blocks", "links", "images", "entries"),
            *("topics", "mentions", "quotes", "credits"),
        ],
        (),
    )
    fields = {
        "doc_key": str(number),
        "source_id": GOOD,
        "url": f"https://ledger.example/{number}",
        "day": TODAY,
        "fetched_at": at,
        "warc_path": "a.warc.gz",
        "warc_offset": number,
        "page_type": "article",
        "form": "news",
        "form_rule": "source",
        "relevance": "none",
        "relevance_rule": "none",
        "title": title,
        "authors": (Author(name=author, kind="person", method="meta"),) if author else (),
        "published": Dated(at=at, has_time=True, method="meta"),
        "is_paywalled": False,
        "text": "words",
        "text_sha256": "0",
        "version_sha256": "0",
        "extractor": "1",
    }
    return Document(**(nothing | empty | fields))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Two sources and four nights; one was healthy, the other failed tonight."""
    (tmp_path / "beatbook.env").write_text(
        "BEATBOOK_CONTACT=desk@beatbook.example\nBEATBOOK_TIMEZONE=America/Los_Angeles\n"
    )
    (tmp_path / "sources").mkdir()
    archive = tmp_path / "data" / "archive"
    for source_id in (GOOD, BAD):
        (tmp_path / "sources" / f"{source_id}.yml").write_text(SOURCE)
        for days in range(4):
            failed = source_id == BAD and days == 0
            write_account(archive, source_id, TODAY - timedelta(days=days), "http-500" if failed else "ok")
    documents = [
        document(1, "Window broken", "Dana Roe"),
        document(2, "Council votes", None),
        document(3, None, None),
    ]
    rejection = Rejection(
        source_id=GOOD,
        day=TODAY,
        url="https://ledger.example/4",
        fetched_at=documents[0].fetched_at,
        status=404,
        warc_path="a.warc.gz",
        warc_offset=9,
        reason="http-404",
        detail="",
    )
    with new_folder(tmp_path / "data" / "documents" / TODAY.isoformat() / GOOD) as folder:
        for one in documents:
            folder.document(one)
        folder.rejection(rejection)
    return tmp_path


def health(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [BEATBOOK, "sources", "health", "--until", TODAY.isoformat(), *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_table_has_the_sources_with_faults_and_all_on_request(place):
    run = health(place)
    assert (run.returncode, run.stderr) == (1, "")
    assert GOOD not in run.stdout
    line = next(line for line in run.stdout.splitlines() if line.startswith(BAD))
    assert line.split() == [BAD, "███×", "14", "(7-30)", "-", "http-500"]
    assert "2 sources up to 2026-11-14: 1 with warnings, 0 with notes, 1 without either" in run.stdout
    line = next(line for line in health(place, "--all").stdout.splitlines() if line.startswith(GOOD))
    assert line.split() == [GOOD, "████", "14", "(7-30)", "3:", "67%", "100%", "33%", "healthy"]
    assert all(len(line) <= 80 for line in run.stdout.splitlines() if "sources health ID" not in line)


def test_a_healthy_folder_ends_with_0(place):
    write_account(place / "data" / "archive", BAD, TODAY)
    run = health(place)
    assert (run.returncode, run.stderr) == (0, "")
    assert "0 with warnings" in run.stdout


def test_a_close_look_has_evidence_and_advice(place):
    run = health(place, GOOD, BAD)
    assert run.returncode == 1
    good, bad = run.stdout.split(f"{BAD}  ")
    assert "3: 67% with a title, 100% with a date, 33% with an author" in good
    assert "rejected   http-404 1" in good
    assert "nothing is wrong" in good
    assert "warn  http-500: the server failed  (on 2026-11-14)" in bad
    assert f"see {place}/data/archive/2026-11-14/{BAD}.night.json" in bad
    assert "tell the publisher" in bad
    assert health(place, GOOD).returncode == 0


def test_json_holds_all_of_it(place):
    run = health(place, "--json")
    assert run.returncode == 1
    good, bad = json.loads(run.stdout)
    assert (good["faults"], good["filled"]["authors"], good["new_items"][-4:]) == ([], 1, [2, 2, 2, 2])
    (fault,) = bad["faults"]
    assert (fault["name"], fault["level"], fault["since"], fault["nights"]) == (
        "http-500",
        "warn",
        "2026-11-14",
        1,
    )
    assert fault["advice"]


def test_an_unknown_source_is_told(place):
    run = health(place, "us_or_nobody")
    assert run.returncode == 2
    assert "us_or_nobody" in run.stderr


def test_days_without_an_account_and_a_damaged_account_are_nights_not_collected(place):
    archive = place / "data" / "archive"
    night_path(archive, TODAY - timedelta(days=1), GOOD).write_text('{"source_id": "us_or')
    assert "not-collected" in health(place, "--all").stdout
    shutil.rmtree(archive)
    assert health(place).stdout.count("not-collected") == 2
