"""The summary as one self-contained HTML page: no network, no scripts, every figure a link to its rows."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

import jinja2

from warehouse.summary.charts import FORM_COLOURS, sources_chart, topics_chart, weeks_chart
from warehouse.summary.summary import COMPARABLE_SHARE, Summary

T = TypeVar("T")


def long_day(day: date) -> str:
    """`Monday 16 November 2026`."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def local(at: datetime, timezone: str) -> str:
    """`Mon 16 Nov 2026 09:30 PST`: the instant by the clock of the zone."""
    there = at.astimezone(ZoneInfo(timezone))
    return f"{there:%a} {there.day} {there:%b %Y %H:%M %Z}"


_templates = jinja2.Environment(
    loader=jinja2.PackageLoader("warehouse.summary", "."),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters["day"] = lambda day: f"{day:%a} {day.day} {day:%b}"
_templates.filters["long_day"] = long_day
_templates.filters["local"] = local
_templates.filters["words"] = lambda name: name.replace("_", " ").replace("-", " ")
_templates.filters["publisher"] = lambda name: "TV" if name == "tv" else name


def weeks_before_in_words(summary: Summary) -> str:
    """What the means are taken over: `the week before (W46, of which 39% was collected)`, `the 8 weeks before (W39 to W46)`."""
    before = [week for week in summary.weeks if week.week < summary.week]
    names = [week.week[5:] for week in before]
    if len(before) == 1:
        partly = (
            "" if before[0].is_comparable else f", of which {before[0].collected_share:.0%} was collected"
        )
        return f"the week before ({names[0]}{partly})"
    gaps = [
        f"{name} {week.collected_share:.0%}"
        for name, week in zip(names, before, strict=True)
        if not week.is_comparable
    ]
    partly = f"; only partly collected: {', '.join(gaps)}" if gaps else ""
    return f"the {len(before)} weeks before ({names[0]} to {names[-1]}{partly})"


def render(summary: Summary) -> str:
    """The page. Equal summaries give equal pages."""
    rows = summary.rows
    return _templates.get_template("coverage.html.jinja").render(
        s=summary,
        topics_svg=topics_chart(summary.topics, summary.week),
        weeks_svg=weeks_chart(summary.weeks),
        sources_svg=sources_chart(summary.sources),
        comparable_share=COMPARABLE_SHARE,
        before_words=weeks_before_in_words(summary) if summary.weeks_before else "",
        unused_topics=[line.label for line in summary.topics if not line.count and not line.before],
        form_names=[form for form in FORM_COLOURS if any(week.forms.get(form) for week in summary.weeks)],
        by_topic=_grouped(rows, lambda row: row.topics),
        by_source=_grouped(rows, lambda row: (row.source_id,)),
        others_by_source=_grouped(summary.others, lambda row: (row.source_id,)),
        by_form=_grouped(rows, lambda row: (row.form,)),
        by_relevance=_grouped(rows, lambda row: (row.relevance,)),
        by_agency=_grouped(rows, lambda row: row.agency_ids),
        by_role=_grouped(summary.quotes, lambda quote: (quote.role,)),
    )


def _grouped(rows: Iterable[T], keys: Callable[[T], tuple[str, ...]]) -> dict[str, list[T]]:
    groups: dict[str, list[T]] = defaultdict(list)
    for row in rows:
        for key in keys(row):
            groups[key].append(row)
    return groups
