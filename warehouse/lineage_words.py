"""Lineage in plain words, for the tree and for the picture."""

from datetime import datetime
from typing import Final

from warehouse.lineage_story import Edge, StoryLineage, Teller

LEGEND: Final = {
    "copied": "ran the same text as another source",
    "updated": "put out its own text again, changed",
    "from_release": "runs text of an agency's release",
    "excerpted": "quotes a passage",
    "credited": "says that it has it from there",
    "linked": "links there",
}
"""What each kind of lineage means; in this order in every legend."""
_READ_IN: Final = {
    "json-ld": "the page's data",
    "microdata": "the page's data",
    "meta": "the page's head",
    "time-element": "the page",
    "page-text": "the page's text",
    "url": "the address",
    "feed": "the feed",
    "api": "the site's data",
    "mail": "the mail",
}
_LONGEST_EVIDENCE: Final = 120


def moment(at: datetime, *, precision: str = "time") -> str:
    """`Mon 16 Nov 09:05`; without the hour where only the day is known."""
    return f"{at:%a} {at.day} {at:%b}" if precision == "day" else f"{at:%a} {at.day} {at:%b %H:%M}"


def appeared(teller: Teller) -> str:
    """When a document appeared, and how that is known where it is not the hour of publication."""
    if teller.precision == "seen":
        return f"seen {moment(teller.at)}"
    return moment(teller.at, precision=teller.precision)


def dated_how(teller: Teller) -> str:
    """How the date of publication is known, for people."""
    read_in = _READ_IN.get((teller.published_method or "").partition("+")[0], teller.published_method)
    if teller.precision == "day":
        return f"{read_in} says only the day, so that another of that day may have been earlier"
    return f"by {read_in}"


def taken(edge: Edge, story: StoryLineage, *, with_whom: bool) -> str:
    """`ran the same text, 97 %`; with `with_whom` also of which document."""
    share = "" if edge.share is None else f", {100 * edge.share:.0f}\N{NO-BREAK SPACE}%"
    whom = _document(edge, story) if with_whom else None
    if edge.kind == "copied":
        return f"ran the same text{f' as {whom}' if whom else ''}{share}"
    if edge.kind == "updated":
        return f"updated its text{f' of {whom}' if whom else ''}{share and f'{share} as before'}"
    part = f"{share} of its words" if share else ""
    if edge.kind == "from_release":
        return f"runs the release{f' of {whom}' if whom else ''}{part}"
    verb = "runs a piece of" if edge.rule == "teaser" else "quotes"
    return f"{verb} {whom or 'it'}{part}"


def _document(edge: Edge, story: StoryLineage) -> str | None:
    """`KLRK Public Radio (doc 3)`; None where no one document is meant."""
    if edge.to_doc is None:
        return None
    giver = story.tellers[edge.to_doc]
    return f"{giver.source_name} (doc {giver.doc_id}{'' if giver.is_inside else ', another story'})"


def noted(edge: Edge, story: StoryLineage) -> str:
    """What a document takes, credits or links, as a clause without its subject."""
    if edge.kind not in ("credited", "linked"):
        return taken(edge, story, with_whom=True)
    whom = _document(edge, story) or edge.to_name or "a page"
    if edge.kind == "linked":
        return f"links to {whom}"
    words = " ".join((edge.evidence or "").split())
    if len(words) > _LONGEST_EVIDENCE:
        words = words[:_LONGEST_EVIDENCE].rsplit(" ", 1)[0] + " …"
    return f"credits {whom}: “{words}”"


def firsts(story: StoryLineage) -> list[str]:
    """Two sentences: who published first, where it was seen first; they may differ."""
    found = []
    if story.first_published is None:
        found.append("First published: no page says when it was published")
    else:
        one = story.first_published
        when = moment(one.at, precision=one.precision)
        found.append(f"First published: {one.source_name}, {when} (doc {one.doc_id}; {dated_how(one)})")
    seen = story.first_seen
    found.append(f"First seen by us: {seen.source_name}, {moment(seen.first_seen_at)} (doc {seen.doc_id})")
    return found


def extent(story: StoryLineage) -> str:
    """`9 documents at 6 sources, Mon 16 Nov 09:05 to Thu 19 Nov 10:00, America/Los_Angeles`."""
    inside = story.inside
    documents = "1 document" if len(inside) == 1 else f"{len(inside)} documents"
    sources = "1 source" if story.source_count == 1 else f"{story.source_count} sources"
    first, last = inside[0], inside[-1]
    span = appeared(first) if first is last else f"{appeared(first)} to {appeared(last)}"
    return f"{documents} at {sources}, {span} ({story.timezone.replace('_', ' ')})"
