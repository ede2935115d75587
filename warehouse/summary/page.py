"""The summary as one self-contained HTML page: no network, no scripts, every figure a link to its rows."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import TypeVar

import jinja2

from warehouse.summary.charts import FORM_COLOURS, sources_chart, topics_chart, weeks_chart
from warehouse.summary.summary import Summary

T = TypeVar("T")


def long_day(day: date) -> str:
    """`Monday 16 November 2026`."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def instant(at: datetime) -> str:
    """`16 Nov 2026 17:30 UTC`."""
    return f"{at.day} {at:%b %Y %H:%M} UTC"


_templates = jinja2.Environment(
    loader=jinja2.PackageLoader("warehouse.summary", "."),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters["day"] = lambda day: f"{day:%a} {day.day} {day:%b}"
_templates.filters["long_day"] = long_day
_templates.filters["instant"] = instant
_templates.filters["words"] = lambda name: name.replace("_", " ").replace("-", " ")
_templates.filters["is_web"] = lambda url: url.startswith(("http://", "https://"))


def weeks_before_in_words(summary: Summary) -> str:
    """What the means are taken over: `the week before (W46)`, `the 8 weeks before (W39 to W46)`."""
    weeks = [week[5:] for week in summary.weeks_before]
    if len(weeks) == 1:
        return f"the week before ({weeks[0]})"
    return f"the {len(weeks)} weeks before ({weeks[0]} to {weeks[-1]})"


def render(summary: Summary) -> str:
    """The page. Equal summaries give equal pages."""
    rows = summary.rows
    return _templates.get_template("coverage.html.jinja").render(
        s=summary,
        topics_svg=topics_chart(summary.topics, summary.week),
        weeks_svg=weeks_chart(summary.weeks),
        sources_svg=sources_chart(summary.sources),
        before_words=weeks_before_in_words(summary),
        form_names=[form for form in FORM_COLOURS if any(week.forms.get(form) for week in summary.weeks)],
        by_topic=_grouped(rows, lambda row: row.topics),
        by_source=_grouped(rows, lambda row: (row.source_id,)),
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
