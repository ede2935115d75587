"""A day of the archive: what is written, that it is written whole, and that running again changes nothing."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from invented import PARAGRAPHS, URL, capture, page, source
from pdf_files import set_lines, written

from crawlers.archive_writer import ArchiveWriter
from crawlers.capture import Capture
from crawlers.kinds.bluesky import Bluesky
from crawlers.kinds.listing import Listing
from crawlers.sources import Source
from transforms.parquet import read_captures, read_documents, read_rejections
from transforms.run import ExtractReport, extract_day

DAY = date(2026, 11, 12)
RSS = (
    "<rss version='2.0'><channel><title>Ledger</title><item><title>Bridge closed</title><link>https://ledger.example/a?utm_source=rss</link>"
    "<pubDate>Tue, 10 Nov 2026 08:12:00 -0800</pubDate><category>Crime</category></item></channel></rss>"
)
FOUND = (
    capture(
        b"User-agent: *\n", url="https://ledger.example/robots.txt", role="robots", content_type="text/plain"
    ),
    capture(
        RSS, url="https://ledger.example/feed", role="discovery", feed=0, content_type="application/rss+xml"
    ),
    capture(page(), url="https://ledger.example/a", announced_url="https://ledger.example/a?utm_source=rss"),
    capture(
        "", url="https://ledger.example/old", status=301, headers=(("Location", "https://ledger.example/b"),)
    ),
    capture(page(title="Moved"), url="https://ledger.example/b", announced_url="https://ledger.example/old"),
    capture(page(), url="https://ledger.example/gone", status=404),
)


def archive(folder: Path, captures: Iterable[Capture], source_id: str = "us_or_tamarack_ledger") -> None:
    with ArchiveWriter(folder, DAY, source_id) as writer:
        writer.begin(datetime(2026, 11, 12, 9, 30, tzinfo=UTC))
        for number, one in enumerate(captures):
            writer.write(
                url=one.url, announced_url=one.announced_url, fetched_at=one.fetched_at + timedelta(seconds=number), status=one.status,
                headers=one.headers, body=one.body, role=one.role, feed=one.feed, problem=one.problem,
            )  # fmt: skip


def run(tmp_path: Path, *sources: Source, processes: int = 1, documents: str = "documents") -> ExtractReport:
    return extract_day(
        archive_dir=tmp_path / "archive", documents_dir=tmp_path / documents, day=DAY, sources=sources or (source(),), gazetteer_dir=None,
        key=b"a secret", processes=processes
    )  # fmt: skip


def folder(tmp_path: Path, source_id: str = "us_or_tamarack_ledger") -> Path:
    return tmp_path / "documents" / "2026-11-12" / source_id


def test_every_response_is_a_row_with_its_outcome(tmp_path: Path) -> None:
    archive(tmp_path / "archive", FOUND)
    report = run(tmp_path)
    rows = read_captures(folder(tmp_path) / "captures.parquet")
    assert [(row.role, row.status, row.outcome) for row in rows] == [
        ("robots", 200, "robots"),
        ("discovery", 200, "discovery"),
        ("item", 200, "document"),
        ("item", 301, "redirect"),
        ("item", 200, "document"),
        ("item", 404, "rejection"),
    ]
    assert [row.bytes for row in rows] == [len(one.body) for one in FOUND]
    (done,) = report.sources
    assert (done.captures, done.documents, done.rejections, done.problem) == (6, 2, {"http-404": 1}, None)
    assert [(r.url, r.reason) for r in read_rejections(folder(tmp_path) / "rejections.parquet")] == [
        ("https://ledger.example/gone", "http-404")
    ]


def test_the_answers_of_a_feed_that_the_source_has_lost_since_do_not_stop_a_replay(tmp_path: Path) -> None:
    archive(
        tmp_path / "archive",
        [*FOUND, capture(RSS, url="https://ledger.example/old-feed", role="discovery", feed=1)],
    )
    (done,) = run(tmp_path).sources
    assert (done.captures, done.documents, done.problem) == (7, 2, None)


def test_an_answer_whose_original_is_lost_is_a_rejection_not_a_redirect(tmp_path: Path) -> None:
    at = datetime(2026, 11, 12, 9, 30, tzinfo=UTC)
    lost = capture(b"", url="https://ledger.example/a")
    with ArchiveWriter(tmp_path / "archive", DAY - timedelta(days=1), lost.source_id) as writer:
        fields = {"url": lost.url, "announced_url": lost.url, "fetched_at": at, "headers": ()}
        original = writer.write(**fields, status=200, body=b"<p>Gone", role="item")
    with ArchiveWriter(tmp_path / "archive", DAY, lost.source_id) as writer:
        writer.write_revisit(**fields, status=304, role="item", original=original)
        writer.write_revisit(**fields, status=304, role="discovery", feed=0, original=original)
        writer.write_revisit(**fields, status=200, role="item", original=original)
    (tmp_path / "archive" / original.path).unlink()
    run(tmp_path)
    rejections = read_rejections(folder(tmp_path) / "rejections.parquet")
    assert [(row.reason, row.status) for row in rejections] == [
        ("original-missing", 304),
        ("original-missing", 304),
        ("original-missing", 200),
    ]
    assert {row.problem for row in read_captures(folder(tmp_path) / "captures.parquet")} == {
        "original-missing"
    }


def test_documents_are_read_with_what_was_announced_and_coded(tmp_path: Path) -> None:
    archive(tmp_path / "archive", FOUND)
    run(tmp_path)
    first = read_documents(folder(tmp_path) / "documents.parquet")[0]
    assert (first.url, first.section, first.day) == ("https://ledger.example/a", "Crime", DAY)
    assert first.published is not None
    assert (first.published.at, first.published.method) == (
        datetime(2026, 11, 10, 16, 12, tzinfo=UTC),
        "feed",
    )
    assert first.warc_path == "2026-11-12/us_or_tamarack_ledger.warc.gz"
    assert first.warc_offset > 0
    assert first.relevance_rule != "not-coded"


def test_of_the_looks_at_one_document_the_first_and_last_at_each_version_are_kept(tmp_path: Path) -> None:
    update = page("<p>Both lanes were open again by noon, the public works department said in a message.</p>")
    hours = [
        (page(), 0),
        (page(), 0.5),
        (page(), 4),
        (page(), 8),
        (update, 9),
        (update, 9.5),
        (update, 12),
        (page(), 13),
    ]
    looks = [capture(content, url=f"{URL}?utm_source={number}") for number, (content, _) in enumerate(hours)]
    archive(
        tmp_path / "archive",
        [
            replace(one, fetched_at=one.fetched_at + timedelta(hours=hour))
            for one, (_, hour) in zip(looks, hours, strict=True)
        ],
    )
    report = run(tmp_path)
    found = read_documents(folder(tmp_path) / "documents.parquet")
    offsets = [row.warc_offset for row in read_captures(folder(tmp_path) / "captures.parquet")]
    assert [offsets.index(one.warc_offset) for one in found] == [1, 3, 5, 6, 7]
    assert ["Both lanes" in one.text for one in found] == [False, False, True, True, False]
    assert [done.documents for done in report.sources] == [1]


def test_of_two_captures_of_one_look_the_last_is_kept(tmp_path: Path) -> None:
    archive(
        tmp_path / "archive",
        [capture(page(), url=f"{URL}?utm_source=a"), capture(page()), capture("", status=500)],
    )
    run(tmp_path)
    (kept,) = read_documents(folder(tmp_path) / "documents.parquet")
    rows = read_captures(folder(tmp_path) / "captures.parquet")
    assert [row.outcome for row in rows] == ["document", "document", "rejection"]
    assert kept.warc_offset == rows[1].warc_offset


def test_what_one_answer_says_twice_of_an_item_is_one_look(tmp_path: Path) -> None:
    posts = ",".join(
        f"""{{"post": {{"uri": "at://did:plc:c/app.bsky.feed.post/3k", "author": {{"did": "did:plc:c", "handle": "c.example"}},
        "record": {{"text": "Mill Street bridge is {word}.", "createdAt": "2026-11-10T16:12:00Z"}}, "indexedAt": "2026-11-10T16:12:00Z"}}}}"""
        for word in ("closed", "open")
    )
    answer = capture(
        f'{{"feed": [{posts}]}}'.encode(),
        url="https://api.example/x",
        role="discovery",
        feed=0,
        content_type="application/json",
    )
    archive(tmp_path / "archive", [answer])
    run(tmp_path, source(feeds=(Bluesky(kind="bluesky", actor="c.example"),)))
    found = read_documents(folder(tmp_path) / "documents.parquet")
    assert [one.text for one in found] == ["Mill Street bridge is open."]


def test_whole_posts_are_documents_of_the_announcing_capture(tmp_path: Path) -> None:
    post = (
        b'{"feed": [{"post": {"uri": "at://did:plc:c/app.bsky.feed.post/3k", "author": {"did": "did:plc:c", "handle": "c.example"},'
        b'"record": {"text": "Mill Street bridge is open again.", "createdAt": "2026-11-10T16:12:00Z"}, "indexedAt": "2026-11-10T16:12:00Z"}}]}'
    )
    archive(
        tmp_path / "archive",
        [
            capture(
                post, url="https://api.example/x", role="discovery", feed=0, content_type="application/json"
            )
        ],
    )
    run(tmp_path, source(feeds=(Bluesky(kind="bluesky", actor="c.example"),)))
    (found,) = read_documents(folder(tmp_path) / "documents.parquet")
    assert (found.form, found.text) == ("post", "Mill Street bridge is open again.")


def others() -> list[Source]:
    return [source(), source(id="us_or_tamarack_news"), source(id="us_or_tamarack_radio")]


def everything(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()
    }


def test_running_again_or_in_more_processes_gives_the_same_bytes(tmp_path: Path) -> None:
    for one in others():
        archive(tmp_path / "archive", [replace(c, source_id=one.id) for c in FOUND], one.id)
    first = run(tmp_path, *others())
    before = everything(tmp_path / "documents")
    assert len(before) == 9
    assert run(tmp_path, *others()) == first
    assert everything(tmp_path / "documents") == before
    assert run(tmp_path, *others(), processes=2, documents="again") == first
    assert everything(tmp_path / "again") == before


def test_a_damaged_archive_file_is_a_problem_and_the_other_sources_go_on(tmp_path: Path) -> None:
    for one in others():
        archive(tmp_path / "archive", [replace(c, source_id=one.id) for c in FOUND], one.id)
    run(tmp_path, *others())
    before = everything(folder(tmp_path))
    broken = tmp_path / "archive" / "2026-11-12" / "us_or_tamarack_ledger.warc.gz"
    broken.write_bytes(b"not a gzip member at all" + broken.read_bytes())
    report = run(tmp_path, *others())
    assert [(done.source_id, done.problem is None) for done in report.sources] == [
        ("us_or_tamarack_ledger", False),
        ("us_or_tamarack_news", True),
        ("us_or_tamarack_radio", True),
    ]
    assert everything(folder(tmp_path)) == before


def test_a_torn_archive_is_read_up_to_the_last_whole_record(tmp_path: Path) -> None:
    archive(tmp_path / "archive", FOUND)
    path = tmp_path / "archive" / "2026-11-12" / "us_or_tamarack_ledger.warc.gz"
    path.write_bytes(path.read_bytes()[:-40])
    run(tmp_path)
    assert len(read_captures(folder(tmp_path) / "captures.parquet")) == 5


def test_sources_without_an_archive_are_left_alone_and_unknown_ones_are_named(tmp_path: Path) -> None:
    archive(tmp_path / "archive", FOUND, "us_or_tamarack_stranger")
    report = run(tmp_path)
    assert (report.sources, report.unknown) == ((), ("us_or_tamarack_stranger",))
    assert not (tmp_path / "documents").exists()


def test_a_folder_that_cannot_be_written_raises_and_leaves_nothing(tmp_path: Path) -> None:
    archive(tmp_path / "archive", FOUND)
    (tmp_path / "documents").write_text("a file where a folder belongs")
    with pytest.raises(OSError, match="documents"):
        run(tmp_path)


def test_a_plain_page_gives_its_paragraphs(tmp_path: Path) -> None:
    archive(tmp_path / "archive", [capture(page())])
    run(tmp_path)
    (found,) = read_documents(folder(tmp_path) / "documents.parquet")
    assert found.text == "\n\n".join(PARAGRAPHS)


def test_a_pdf_of_a_press_room_s_list_is_a_document_with_its_place_in_the_archive(tmp_path: Path) -> None:
    room = Listing(
        kind="listing", url="https://ledger.example/releases", link_css="td a", date_css="td:first-child"
    )
    rows = (
        "<table><tr><td>11/10/2026</td><td><a href='/files/26-114.pdf'>Release 26-114</a></td></tr></table>"
    )
    lines = (
        "Detectives arrested a 41-year-old man on Tuesday in connection with a series of",
        "burglaries of storage units, Chief Dana Roe announced.",
    )
    found = (
        capture(rows, url=room.url, role="discovery", feed=0),
        capture(
            written([[(72, 700, 16, "Man arrested after burglaries"), *set_lines(lines)]]),
            url="https://ledger.example/files/26-114.pdf",
            content_type="application/pdf",
        ),
    )
    archive(tmp_path / "archive", found)
    run(tmp_path, source(feeds=(room,), publisher="police"))
    (document,) = read_documents(folder(tmp_path) / "documents.parquet")
    assert (document.page_type, document.form) == ("pdf", "press_release")
    assert (document.title, document.text) == ("Man arrested after burglaries", " ".join(lines))
    assert document.published is not None
    assert document.published.method == "feed+source-zone"
    rows_written = {row.url: row for row in read_captures(folder(tmp_path) / "captures.parquet")}
    row = rows_written["https://ledger.example/files/26-114.pdf"]
    assert row.outcome == "document"
    assert (document.warc_path, document.warc_offset) == (row.warc_path, row.warc_offset)
    assert document.warc_offset > 0
