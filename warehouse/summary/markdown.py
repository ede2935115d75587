"""The summary as Markdown: for a mail, a chat, a repository; every row with its address."""

from urllib.parse import quote

from warehouse.summary.page import local, long_day, weeks_before_in_words
from warehouse.summary.summary import Row, SourceLine, Summary


def render(summary: Summary) -> str:
    """The Markdown text. Equal summaries give equal texts."""
    s = summary
    before = weeks_before_in_words(s) if s.weeks_before else "no week before"
    lines = [
        f"# Local policing in the news, {s.week}, {s.place}",
        "",
        f"{long_day(s.monday)} to {long_day(s.sunday)}. Means are over {before}.",
        "",
        f"- **{s.policing}** documents on local policing, of {s.documents} collected",
        f"- **{s.distinct}** with copies counted once",
        f"- **{s.core}** about the police themselves",
        f"- **{s.opinion}** opinion pieces and letters",
        f"- **{len(s.focus)}** on failure to respond, copies counted once",
        f"- **{s.collected_share:.0%}** of the week's nights collected, over all sources",
        "",
        "## Topics",
        "",
        *_table(
            ("Topic", "Documents", "Copies once", "Mean before"),
            [(line.label, line.count, line.distinct, _mean(line.before)) for line in s.topics if line.count],
        ),
        "",
        "## Sources",
        "",
        *_table(
            ("Source", "All", "On policing", "Core", "Mean before", "Nights"),
            [
                (line.name, line.documents, line.policing, line.core, _mean(line.before), _nights(line))
                for line in s.sources
            ],
        ),
        "",
        "## Forms",
        "",
        *_table(
            ("Form", "Documents", "Share", "Mean before"),
            [(line.label, line.count, f"{line.share or 0:.0%}", _mean(line.before)) for line in s.forms],
        ),
        "",
        "## Largest duplicate clusters",
        "",
    ]
    for cluster in s.clusters:
        lines.append(
            f"- **{_plain(cluster.title)}**: {cluster.documents} documents at {cluster.sources} sources; "
            f"first {_plain(cluster.first_source)}, {local(cluster.first_at, cluster.timezone)}"
        )
        lines += [f"  - {_entry(row)}" for row in cluster.members]
    lines += ["" if s.clusters else "None.", "## Failure to respond", ""]
    lines += [f"- {_entry(row)}" for row in s.focus] or ["None."]
    lines += ["", "## Not collected", ""]
    lines += [
        f"- {_plain(line.name)} ({_nights(line)}): {_plain(line.missed)}" for line in s.not_collected
    ] or ["Every source was collected on every night."]
    lines += ["", f"Made from the nights up to {long_day(s.last_day)}.", ""]
    return "\n".join(lines)


def _entry(row: Row) -> str:
    name = _plain(row.name)
    if row.web_address:
        # in <> an address may hold anything but these
        address = "".join(
            quote(mark) if mark in "<>\\" or mark.isspace() else mark for mark in row.web_address
        )
        name = f"[{name}](<{address}>)"
    return f"{row.appeared_on.isoformat()} {_plain(row.source_name)}: {name} ({row.form.replace('_', ' ')})"


def _nights(line: SourceLine) -> str:
    return "–" if line.nights is None else f"{line.nights}/7"


def _mean(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _table(head: tuple[str, ...], rows: list[tuple[object, ...]]) -> list[str]:
    first, *others = head
    return [
        f"| {first} | {' | '.join(others)} |",
        f"|---|{'---:|' * len(others)}",
        *("| " + " | ".join(_plain(str(cell)) for cell in row) + " |" for row in rows),
    ]


def _plain(text: str) -> str:
    """Text on one line that Markdown takes as it stands."""
    text = " ".join(text.split())
    for mark in "\\`*_[]<>|":
        text = text.replace(mark, "\\" + mark)
    return text
