"""Ten nights of the bundled newsroom, as a newcomer runs them, and what the README says to do with them."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from warehouse.database import open_published
from warehouse.shell import examples

ROOT = Path(__file__).parent.parent.parent
BEATBOOK = Path(sys.executable).parent / "beatbook"


def beatbook(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [BEATBOOK, *words],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        env={"COLUMNS": "110"},
    )


@pytest.fixture(scope="module")
def folder(newcomer):
    return newcomer


@pytest.fixture(scope="module")
def con(folder):
    with open_published(folder / "demo" / "published") as con:
        yield con


def one(con: duckdb.DuckDBPyConnection, query: str) -> object:
    row = con.execute(query).fetchone()
    return row[0] if row else None


@pytest.mark.timeout(300)
def test_run_again_it_changes_nothing_and_says_so(folder):
    def files() -> dict[str, bytes]:
        exports = folder / "demo" / "exports"
        return {path.name: path.read_bytes() for path in sorted(exports.rglob("coverage.*"))}

    before = files()
    assert sorted(before) == [
        "coverage.csv",
        "coverage.html",
        "coverage.md",
        "coverage.parquet",
        "coverage.xlsx",
    ]
    done = beatbook(folder, "demo")
    assert done.returncode == 0, done.stderr[-3000:]
    assert re.search(r"Nothing changed: all \d\d tables hold what they held before\.", done.stdout)
    assert files() == before


def readme_commands() -> list[list[str]]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = [line for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]
    commands = [shlex.split(line, comments=True) for line in lines if line.startswith(".venv/bin/beatbook")]
    return [words[1:] for words in commands if "init" not in words]


def test_the_readme_has_commands():
    assert len(readme_commands()) >= 3


@pytest.mark.parametrize("words", readme_commands(), ids=" ".join)
def test_the_readmes_commands_answer(folder, words):
    done = beatbook(folder, *words)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) > 3


@pytest.mark.parametrize("number", range(5))
def test_five_questions_are_answered_in_one_statement_each(folder, number):
    done = beatbook(folder, "sql", "--data", "demo", examples()[number].sql)
    assert done.returncode == 0, done.stderr
    assert not re.search(r"\(0 rows\)", done.stdout)
    assert len(done.stdout.splitlines()) > 2


def test_all_sources_were_looked_for_every_night_and_the_broken_one_is_told(con):
    assert one(con, "select count(*) from ops.source_nights") == 200
    failed = con.execute(
        "select distinct source_id from ops.source_nights where state = 'failed' order by all"
    ).fetchall()
    assert ("us_or_tamarack_falls_scanner",) in failed
    warned = con.execute("select distinct source_id from ops.issues where loudness = 'warn'").fetchall()
    assert set(failed) <= set(warned)
    html = con.execute(
        """
        select day_no, outcome
        from (
            select *, row_number() over (order by day) as day_no
            from ops.feed_outcomes
            where source_id = 'us_or_tamarack_falls_school'
        )
        order by day_no
        """
    ).fetchall()
    # Left alone for longer and longer, and said to be every night.
    assert len(html) == 10
    assert [number for number, outcome in html if outcome == "html-instead-of-feed"] == [1, 2, 4, 7]
    assert {outcome for _, outcome in html} == {"html-instead-of-feed", "backed-off"}


def test_every_document_leads_to_a_capture_and_every_capture_to_a_record(con, folder):
    orphans = """
        select count(*) from core.documents as documents
        anti join ops.captures as captures
            on documents.warc_path = captures.warc_path and documents.warc_offset = captures.warc_offset
    """
    assert one(con, orphans) == 0
    paths = con.execute("select distinct warc_path from ops.captures").fetchall()
    assert all((folder / "demo" / "archive" / path).is_file() for (path,) in paths)


def test_an_update_and_a_correction_are_versions_of_one_document(con):
    assert one(con, "select count(*) from core.documents where version_count > 1") >= 2


def test_a_page_that_disappears_is_told(con):
    assert one(con, "select count(*) from core.documents where gone_at is not null") >= 1


def test_wire_copy_under_several_bylines_is_one_cluster_with_the_earliest_first(con):
    widest = con.execute(
        "select source_count, first_appeared_at, cluster_id from mart.clusters order by source_count desc limit 1"
    ).fetchone()
    assert widest is not None
    assert widest[0] >= 3
    earliest = con.execute(
        "select min(appeared_at) from coverage where cluster_id = ?", [widest[2]]
    ).fetchone()
    assert earliest == (widest[1],)


def test_blotter_items_of_one_template_are_no_copies_of_each_other(con):
    records = one(con, "select count(*) from core.documents where form = 'record'")
    joined = one(con, "select count(*) from coverage where form = 'record' and cluster_document_count > 1")
    assert records >= 25
    assert joined == 0


def test_private_persons_are_not_named(con):
    private = con.execute(
        """
        select distinct authors.name from core.authors as authors
        inner join core.documents as documents using (doc_id)
        inner join core.sources as sources using (source_id)
        where sources.is_private or documents.url like 'urn:%'
        """
    ).fetchall()
    assert private
    assert all(re.fullmatch(r"resident-[0-9a-f]+", name) for (name,) in private)


def test_bad_pages_are_rejections_with_a_reason(con):
    reasons = {reason for (reason,) in con.execute("select distinct reason from ops.rejections").fetchall()}
    assert {"soft-404", "not-html", "empty-body"} <= reasons


def test_every_capture_that_gave_no_document_has_its_reason(con):
    lost = """
        select count(*) from ops.captures as captures
        anti join ops.rejections as rejections
            on captures.warc_path = rejections.warc_path and captures.warc_offset = rejections.warc_offset
        where captures.outcome = 'rejection'
    """
    assert one(con, lost) == 0


def test_a_document_is_shown_with_its_evidence_and_its_page_comes_out_as_served(folder, con):
    doc = one(
        con,
        "select doc_id from coverage where list_contains(topics, 'failure-to-respond') and form = 'news' limit 1",
    )
    shown = beatbook(folder, "show", "--data", "demo", str(doc))
    assert "failure-to-respond" in shown.stdout
    assert re.search(r"archived: [\w ()]+, 2026-11-\d\d/us_or_", shown.stdout)
    done = beatbook(folder, "show", "--data", "demo", "--page", "page.html", str(doc))
    assert done.returncode == 0, done.stderr
    assert len((folder / "page.html").read_bytes()) > 500


def test_two_copies_are_explained_by_rule_shares_and_passage(folder, con):
    a, b = con.execute(
        "select a_doc_id, b_doc_id from core.duplicate_relations where relation = 'near_duplicate'"
    ).fetchone()
    done = beatbook(folder, "why", "--data", "demo", str(a), str(b))
    assert done.returncode == 0, done.stderr
    assert "near_duplicate" in done.stdout
    assert "longest common passage" in done.stdout


def test_a_reader_who_stops_reading_is_no_error(folder):
    command = f"{BEATBOOK} sql --data demo 'select * from coverage' | head -2; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_newest_week_is_not_the_only_one_that_can_be_summed_up(folder):
    done = beatbook(folder, "export", "--data", "demo", "2026-W46")
    assert done.returncode == 0, done.stderr
    assert (folder / "demo" / "exports" / "2026-W46" / "coverage.html").is_file()


def test_search_finds_a_phrase_and_says_when_there_is_nothing(folder):
    assert "found" in beatbook(folder, "search", "--data", "demo", '"foundry street"').stdout
    assert "nothing found" in beatbook(folder, "search", "--data", "demo", "zyzzyva").stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("sql", "--data", "demo", "select * from coverag"), "coverage"),
        (("sql", "--data", "demo", "drop table core.documents"), "nobody can change"),
        (("sql", "--data", "nowhere", "select 1"), "nowhere"),
        (("show", "--data", "demo", "999999"), "there is no document 999999"),
        (("demo", "--pages", "nowhere"), "nowhere is not a folder"),
        (("nightly",), "BEATBOOK_CONTACT is not set"),
        (("nightly", "--day", "tomorrow"), "BEATBOOK_CONTACT is not set"),
        (("export", "2026-W47"), "Nothing has been published"),
        (("export", "--data", "demo", "2026-W11"), "it has 2026-W4"),
        (("export", "--data", "demo", "last"), "write it as 2026-W47"),
        (("why", "--data", "demo", "1", "999999"), "no document 999999"),
        (("sources", "check", "nowhere"), "nowhere"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_mistake_is_answered_in_one_sentence(folder, words, says):
    done = beatbook(folder, *words)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
