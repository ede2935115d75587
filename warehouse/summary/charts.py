"""The summary's pictures: drawn by Vega-Lite when the summary is written, kept in the page as plain SVG.

Nothing is drawn in the reader's browser, so the page needs neither network nor scripts and prints as it looks. Bars
link to the rows behind them.
"""

from typing import Any

import altair as alt
import vl_convert

from warehouse.summary.summary import Line, SourceLine, WeekForms

INK = "#22303c"
PALE = "#9fb3c1"
BLUE = "#2b6c99"
# Okabe and Ito's colours, told apart with every kind of colour blindness.
FORM_COLOURS = {
    "news": "#0072b2",
    "press_release": "#56b4e9",
    "post": "#009e73",
    "opinion": "#d55e00",
    "letter": "#e69f00",
    "record": "#999999",
}
RELEVANCE_COLOURS = {"core": "#0072b2", "incident": "#56b4e9", "passing": "#c9d6df"}
WIDTH = 700
"""Of what is drawn beside the labels, in pixels; with them a chart is about as wide as the page."""

# vl-convert makes an address within the page one of a site of its own; so the page gets a name until the chart is drawn
_THIS_PAGE = "https://this-page.invalid/"


def topics_chart(lines: tuple[Line, ...], week: str) -> str:
    """Documents per topic as bars, the mean of the weeks before as ticks; empty where there are neither."""
    shown = [line for line in lines if line.count or line.before]
    if not shown:
        return ""
    data = [
        {
            "topic": line.label,
            "count": line.count,
            "before": line.before,
            "rows": f"{_THIS_PAGE}#topic-{line.key}" if line.count else f"{_THIS_PAGE}#topics",
            "words": f"{line.label}: {line.count} in {week}"
            + ("" if line.before is None else f", {line.before:.1f} a week before"),
        }
        for line in shown
    ]
    order = [line.label for line in shown]
    base = alt.Chart(alt.InlineData(values=data)).encode(
        y=alt.Y("topic:N", sort=order, title=None, axis=alt.Axis(labelLimit=240)),
        tooltip=alt.Tooltip("words:N"),
        description=alt.Description("words:N"),
    )
    bars = base.mark_bar(color=BLUE, height=12).encode(
        x=alt.X("count:Q", title="documents", axis=alt.Axis(tickMinStep=1, format="d")),
        href=alt.Href("rows:N"),
    )
    ticks = base.mark_tick(color=INK, thickness=2, height=16).encode(x=alt.X("before:Q"))
    layers = bars + ticks if any(line.before is not None for line in shown) else alt.layer(bars)
    return _svg(layers.properties(width=WIDTH, height=alt.Step(20)))


def weeks_chart(weeks: tuple[WeekForms, ...]) -> str:
    """Documents per week stacked by form; weeks too little collected to compare are pale and say how much was.

    Empty where no week has any.
    """
    if not any(week.forms for week in weeks):
        return ""
    data = [
        {
            "week": _week_label(week),
            "form": form.replace("_", " "),
            "count": count,
            "place": list(FORM_COLOURS).index(form),
            "opacity": 1.0 if week.is_comparable else 0.5,
            "words": f"{week.week}: {count} {form.replace('_', ' ')}; {week.collected_share:.0%} of the week collected",
        }
        for week in weeks
        for form, count in week.forms.items()
    ]
    chart = (
        alt.Chart(alt.InlineData(values=data))
        .mark_bar(size=52)
        .encode(
            x=alt.X(
                "week:O", sort=[_week_label(week) for week in weeks], title=None, axis=alt.Axis(labelAngle=0)
            ),
            y=alt.Y("sum(count):Q", title="documents", axis=alt.Axis(tickMinStep=1, format="d")),
            color=alt.Color(
                "form:N",
                title=None,
                scale=alt.Scale(
                    domain=[form.replace("_", " ") for form in FORM_COLOURS],
                    range=list(FORM_COLOURS.values()),
                ),
            ),
            order=alt.Order("place:Q"),
            opacity=alt.Opacity("opacity:Q", scale=None, legend=None),
            tooltip=alt.Tooltip("words:N"),
            description=alt.Description("words:N"),
        )
        .properties(width=WIDTH, height=220)
    )
    return _svg(chart)


def sources_chart(lines: tuple[SourceLine, ...]) -> str:
    """Documents on local policing per source, stacked by relevance; empty where there are none."""
    shown = [line for line in lines if line.policing]
    if not shown:
        return ""
    data = [
        {
            "source": line.name,
            "relevance": relevance,
            "count": count,
            "place": place,
            "rows": f"{_THIS_PAGE}#source-{line.source_id}",
            "words": f"{line.name}: {count} {relevance}",
        }
        for line in shown
        for place, (relevance, count) in enumerate(
            [("core", line.core), ("incident", line.incident), ("passing", line.passing)]
        )
        if count
    ]
    chart = (
        alt.Chart(alt.InlineData(values=data))
        .mark_bar(height=12)
        .encode(
            y=alt.Y(
                "source:N", sort=[line.name for line in shown], title=None, axis=alt.Axis(labelLimit=260)
            ),
            x=alt.X("sum(count):Q", title="documents", axis=alt.Axis(tickMinStep=1, format="d")),
            color=alt.Color(
                "relevance:N",
                title=None,
                scale=alt.Scale(domain=list(RELEVANCE_COLOURS), range=list(RELEVANCE_COLOURS.values())),
            ),
            order=alt.Order("place:Q"),
            href=alt.Href("rows:N"),
            tooltip=alt.Tooltip("words:N"),
            description=alt.Description("words:N"),
        )
        .properties(width=WIDTH, height=alt.Step(20))
    )
    return _svg(chart)


def _week_label(week: WeekForms) -> str:
    name = week.week[5:]
    return name if week.is_comparable else f"{name} ({week.collected_share:.0%})"


def _svg(chart: Any) -> str:
    themed = chart.configure(
        font="system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif",
        background="transparent",
    )
    themed = themed.configure_view(stroke=None).configure_axis(
        labelColor=INK,
        titleColor=INK,
        gridColor="#e3e9ed",
        domainColor=PALE,
        tickColor=PALE,
        titleFontWeight="normal",
        labelFontSize=12,
        titleFontSize=12,
    )
    themed = themed.configure_legend(orient="top", labelColor=INK, labelFontSize=12, symbolType="square")
    drawn: str = vl_convert.vegalite_to_svg(themed.to_dict(), allowed_base_urls=[])
    return drawn.replace(f'xlink:href="{_THIS_PAGE}#', 'href="#')
