"""The picture of a story's lineage: time from left to right, a lane for each source, arrows for who took from whom.

Plain SVG from a template, without script and without anything that a reader's program would have to fetch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Final
from zoneinfo import ZoneInfo

import jinja2

from warehouse.lineage_story import Edge, StoryLineage, Teller
from warehouse.lineage_words import LEGEND, appeared, extent, firsts, moment, noted

_LEFT: Final = 232
"""Room for the names of the lanes."""
_WIDTH: Final = 1120
_RIGHT: Final = 36
_TOP: Final = 34
_ROW: Final = 26
_APART: Final = 17
"""Less than this between two marks of a lane, and the second goes to a row of its own."""
_PAUSES: Final = 9
"""A pause is drawn no longer than one part in so many of all that is drawn in proportion."""
_EVEN: Final = 0.4
"""Share of the axis that is dealt out evenly, so that what came within minutes can be told apart."""
_LONGEST_NAME: Final = 29
_SIGN: Final = 6.9
"""Width of a sign of a label."""

_templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A document in the picture."""

    teller: Teller
    x: float
    y: float
    about: str

    @property
    def href(self) -> str | None:
        """Its address, where that is one of the web."""
        return self.teller.url if self.teller.url.startswith(("https://", "http://")) else None


@dataclass(frozen=True, slots=True)
class Lane:
    """A source: its name, from where to where it reaches downwards."""

    name: str
    y: float
    height: float
    is_even: bool


@dataclass(frozen=True, slots=True)
class Arrow:
    """From the document that had it to the one that took it."""

    kind: str
    path: str
    about: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A moment on the axis; without a label, a pause that was cut."""

    x: float
    label: str
    anchor: str


def svg_of(story: StoryLineage) -> str:
    """The picture as a file of its own, with a title and a description for screen readers."""
    return _templates.get_template("lineage.svg.jinja").render(**_drawn(story), is_page=False)


def html_of(story: StoryLineage) -> str:
    """A page with the picture, and below it every document and what it takes as a table."""
    rows = [
        (
            teller,
            appeared(teller),
            [noted(edge, story) for edge in story.edges if edge.from_doc == teller.doc_id],
        )
        for teller in story.tellers.values()
    ]
    return _templates.get_template("lineage.html.jinja").render(
        **_drawn(story), is_page=True, rows=rows, sentences=firsts(story)
    )


def _drawn(story: StoryLineage) -> dict[str, object]:
    tellers = list(story.tellers.values())
    scale = _Scale([teller.at for teller in tellers])
    lanes, marks, bottom = _placed(story, scale)
    arrows = [
        _arrow(story, edge, marks[edge.to_doc], marks[edge.from_doc])
        for edge in story.edges
        if edge.to_doc is not None and (edge.kind != "linked" or not _is_credited(story, edge))
    ]
    order = list(LEGEND)
    kinds = [kind for kind in LEGEND if any(arrow.kind == kind for arrow in arrows)]
    return {
        "story": story,
        "extent": extent(story)
        if story.story_id is not None
        else "stands alone: no other document tells of it",
        "lanes": lanes,
        "marks": list(marks.values()),
        # what counts most is drawn last, over the rest
        "arrows": sorted(arrows, key=lambda arrow: -order.index(arrow.kind)),
        "ticks": scale.ticks(story.timezone),
        "legend": [(kind, LEGEND[kind]) for kind in kinds],
        "has_hollow": any(teller.precision != "time" for teller in tellers),
        "has_release": any(teller.form == "press_release" for teller in tellers),
        "left": _LEFT,
        "width": _WIDTH,
        "top": _TOP,
        "bottom": bottom,
        "legend_rows": (len(kinds) + 1) // 2,
    }


class _Scale:
    """Where a moment stands on the axis: in order, and roughly in proportion.

    Pauses are cut, and of what is left each step from one moment to the next has the same width more.
    """

    def __init__(self, moments: Sequence[datetime]) -> None:
        self._moments = sorted(set(moments))
        gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(self._moments)]
        longest = _longest_drawn(gaps)
        drawn = [min(gap, longest) for gap in gaps]
        self._cut = [gap > longest for gap in gaps]
        room = _WIDTH - _LEFT - _RIGHT - 24
        total = sum(drawn) or 1.0
        self._places = [_LEFT + 16.0]
        for part in drawn:
            step = _EVEN / len(drawn) + (1 - _EVEN) * part / total
            self._places.append(self._places[-1] + room * step)

    def x(self, at: datetime) -> float:
        return round(self._places[self._moments.index(at)], 1)

    def ticks(self, timezone: str) -> list[Tick]:
        """The moments of documents, as many as have room for their labels; and the pauses that were cut."""
        zone = ZoneInfo(timezone)
        found = [
            Tick(round((self._places[place] + self._places[place + 1]) / 2, 1), "", "middle")
            for place, is_cut in enumerate(self._cut)
            if is_cut
        ]
        free, day = float("-inf"), ""
        for at, place in zip(self._moments, self._places, strict=True):
            local = at.astimezone(zone)
            date = f"{local:%a} {local.day} {local:%b}"
            label = f"{local:%H:%M}" if date == day else moment(local)
            width = _SIGN * len(label)
            anchor = "start" if place < _LEFT + 40 else "end" if place > _WIDTH - width / 2 else "middle"
            begin = place - {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * width
            if begin > free:
                found.append(Tick(round(place, 1), label, anchor))
                free, day = begin + width + 12, date
        return found


def _longest_drawn(gaps: Sequence[float]) -> float:
    """The length at which pauses are cut: none takes more than its share, but three usual gaps are always drawn."""
    within = (
        longest
        for longest in sorted(gaps, reverse=True)
        if longest <= sum(min(gap, longest) for gap in gaps) / _PAUSES
    )
    return max(next(within, 0.0), 3 * median(gaps) if gaps else 0.0)


def _placed(story: StoryLineage, scale: _Scale) -> tuple[list[Lane], dict[int, Mark], float]:
    """Lanes in the order in which their sources come in, each as high as its crowded marks need."""
    by_source: dict[str, list[Teller]] = {}
    for teller in story.tellers.values():
        by_source.setdefault(teller.source_id, []).append(teller)
    lanes: list[Lane] = []
    marks: dict[int, Mark] = {}
    y = float(_TOP)
    for number, tellers in enumerate(by_source.values()):
        rows: list[float] = []
        for teller in sorted(tellers, key=lambda one: one.at):
            x = scale.x(teller.at)
            row = next((place for place, last in enumerate(rows) if x - last >= _APART), len(rows))
            rows[row : row + 1] = [x]
            marks[teller.doc_id] = Mark(teller, x, y + _ROW * (row + 0.5), _about(teller, story))
        lanes.append(Lane(_short(tellers[0].source_name), y, _ROW * len(rows), number % 2 == 0))
        y += _ROW * len(rows)
    return lanes, {doc_id: marks[doc_id] for doc_id in story.tellers}, y


def _about(teller: Teller, story: StoryLineage) -> str:
    lines = [f"{teller.source_name}, {appeared(teller)}", teller.title, f"document {teller.doc_id}"]
    if not teller.is_inside:
        lines.append("of another story")
    lines += [noted(edge, story) for edge in story.edges if edge.from_doc == teller.doc_id]
    return "\n".join(lines)


def _arrow(story: StoryLineage, edge: Edge, giver: Mark, taker: Mark) -> Arrow:
    reach = max(26.0, abs(taker.x - giver.x) / 2)
    # stop short of the mark, so that the head of the arrow is seen
    end_x = taker.x - 8 if taker.x >= giver.x + 16 else taker.x
    end_y = taker.y if taker.x >= giver.x + 16 else taker.y + (-8 if taker.y > giver.y else 8)
    if taker.x >= giver.x + 16:
        path = (
            f"M{giver.x:.1f} {giver.y:.1f}C{giver.x + reach:.1f} {giver.y:.1f} {taker.x - reach:.1f} {taker.y:.1f} "
            f"{end_x:.1f} {end_y:.1f}"
        )
    else:
        middle = (giver.y + taker.y) / 2
        path = f"M{giver.x:.1f} {giver.y:.1f}C{giver.x + 26:.1f} {middle:.1f} {taker.x + 26:.1f} {middle:.1f} {end_x:.1f} {end_y:.1f}"
    return Arrow(edge.kind, path, f"{taker.teller.source_name}: {noted(edge, story)}")


def _is_credited(story: StoryLineage, link: Edge) -> bool:
    return any(
        edge.kind == "credited" and (edge.from_doc, edge.to_doc) == (link.from_doc, link.to_doc)
        for edge in story.edges
    )


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1].rstrip() + "…"
