"""Invented days of an archive for the tests of a replay."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from invented import capture, page

from crawlers.archive_writer import ArchiveWriter
from crawlers.capture import Capture

SOURCES = ("us_or_tamarack_ledger", "us_or_tamarack_news", "us_or_tamarack_radio")
RSS = (
    "<rss version='2.0'><channel><title>Ledger</title><item><title>Bridge closed</title><link>https://ledger.example/1?utm_source=rss</link>"
    "<pubDate>Tue, 10 Nov 2026 08:12:00 -0800</pubDate><category>Crime</category></item></channel></rss>"
)


def write_day(archive: Path, day: date, source_id: str, captures: Iterable[Capture]) -> Path:
    """Archive captures as a night's; the file."""
    at = datetime.combine(day, time(9, 30), UTC)
    with ArchiveWriter(archive, day, source_id) as writer:
        writer.begin(at)
        for number, one in enumerate(captures):
            writer.write(
                url=one.url, announced_url=one.announced_url, fetched_at=at + timedelta(seconds=number), status=one.status,
                headers=one.headers, body=one.body, role=one.role, feed=one.feed, problem=one.problem,
            )  # fmt: skip
    return archive / day.isoformat() / f"{source_id}.warc.gz"


def night(pages: int) -> list[Capture]:
    """A feed, so many pages, one of them twice, and one that is gone."""
    of_feed = capture(
        RSS, url="https://ledger.example/feed", role="discovery", feed=0, content_type="application/rss+xml"
    )
    items = [
        capture(
            page(f"<p>It was call {number} of the day, the dispatcher said.</p>", title=f"Call {number}"),
            url=f"https://ledger.example/{number}",
        )
        for number in range(pages)
    ]
    again = capture(
        page("<p>The bridge was open again by noon.</p>"), url="https://ledger.example/0?utm_medium=a"
    )
    gone = capture(page(), url="https://ledger.example/gone", status=404)
    return [of_feed, *items, again, gone]


def write_days(archive: Path, first: date, days: int, pages: int) -> list[date]:
    """Archive `night` for each of `SOURCES` on some days; the days."""
    written = [first + timedelta(days=number) for number in range(days)]
    for day in written:
        for source_id in SOURCES:
            write_day(archive, day, source_id, night(pages))
    return written


def everything(root: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too."""
    return {
        str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()
    }
