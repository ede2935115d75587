"""What `beatbook sources check ID` prints of one source."""

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rich.markup import escape
from rich.table import Column, Table

from dags.console import out, say

if TYPE_CHECKING:
    from crawlers.preview import PreviewFeed
    from dags.look import SourceLook
    from transforms.document import Document


def print_look(look: "SourceLook", show: int) -> bool:
    """Print what a night would take of a source and what extraction makes of it; False where a feed fails or is empty."""
    source = look.preview.source
    out.print(f"[bold]{escape(source.id)}[/]  {escape(source.name)}", highlight=False)
    for number, feed in enumerate(look.preview.feeds, start=1):
        _print_feed(number, feed, show)
    pages = [one for one in look.preview.probe.night.requests if one.role == "item"]
    fetched = sum(one.status is not None for one in pages)
    say(f"\n  Of {fetched} pages that were fetched, and of items that feeds hold whole:")
    for document in look.documents[:show]:
        say(f"  + {_described(document, ZoneInfo(look.preview.source.timezone))}")
    for rejected in look.rejections:
        say(f"  - {rejected.url}: {rejected.reason}{f' ({rejected.detail})' if rejected.detail else ''}")
    if not look.documents and not look.rejections:
        say("  nothing")
    say("")
    return all(feed.tried.outcome == "ok" for feed in look.preview.feeds)


def _print_feed(number: int, feed: "PreviewFeed", show: int) -> None:
    from crawlers.fault_words import word
    from crawlers.kinds import first_urls

    tried = feed.tried
    say(f"\n  feed {number}: {tried.config.kind} {first_urls(tried.config, None)[0]}")
    if tried.outcome != "ok":
        name = tried.outcome.replace("ok-empty", "empty-feed")
        what = word(name)
        detail = f" ({tried.detail})" if tried.detail else ""
        out.print(f"  [yellow]{name}[/]: {what.meaning}{escape(detail)}", highlight=False, soft_wrap=True)
        say(f"  {feed.advice or what.advice}")
    for reason, detail in feed.notes[:show]:
        say(f"  note {reason}: {detail}")
    if not feed.items:
        return
    table = Table(
        Column("would", no_wrap=True),
        Column("date", overflow="fold"),
        Column("title", overflow="fold"),
        Column("address", overflow="fold"),
        box=None,
        pad_edge=False,
    )
    for item in feed.items[:show]:
        table.add_row(
            escape(item.verdict), escape(item.date or ""), escape(item.title or ""), escape(item.url)
        )
    out.print(table)
    counts: dict[str, int] = {}
    for item in feed.items:
        counts[item.verdict] = counts.get(item.verdict, 0) + 1
    more = f"{len(feed.items) - show} more. " if len(feed.items) > show else ""
    say(f"  {more}In all: " + ", ".join(f"{verdict} {count}" for verdict, count in counts.items()))


def _described(document: "Document", zone: ZoneInfo) -> str:
    # The day as the tables count it: by the source's own clock.
    day = document.published.at.astimezone(zone).date().isoformat() if document.published else "no date"
    authors = ", ".join(author.name for author in document.authors) or "no author"
    return f"{document.title or 'no title'} | {day} | {authors} | {document.form} | {len(document.text)} characters"
