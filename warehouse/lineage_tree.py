"""A story as a tree: every document below the one from which it takes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from warehouse.lineage_story import TAKING, Edge, StoryLineage, Teller


@dataclass(frozen=True, slots=True)
class Branch:
    """A document, how it takes from the one above, and what hangs below it."""

    teller: Teller
    taking: Edge | None
    below: "tuple[Branch, ...]"


def branches(story: StoryLineage) -> tuple[Branch, ...]:
    """Every document once: below the first of its text stand the others of the text, and the texts that take from it.

    A text that takes from several stands below the one from which it has most.
    """
    texts: dict[int, list[Teller]] = {}
    for teller in story.tellers.values():
        texts.setdefault(teller.cluster_id, []).append(teller)
    takings = _strongest(story)
    # the first of a text is the one that takes from no other of it: a release may be dated after its first copy
    firsts = {number: _first(members, takings) for number, members in texts.items()}
    parents: dict[int, tuple[int, Edge]] = {}
    for number, members in texts.items():
        edges = [
            edge
            for member in members
            for edge in _takings_of(story, member.doc_id)
            if edge.to_doc is not None and story.tellers[edge.to_doc].cluster_id != number
        ]
        for edge in sorted(edges, key=_strength):
            assert edge.to_doc is not None
            above = story.tellers[edge.to_doc].cluster_id
            if not _leads_to(above, number, parents):
                parents[number] = (above, edge)
                break

    def branch(number: int) -> Branch:
        first = firsts[number]
        own = [
            Branch(member, takings.get(member.doc_id), ()) for member in texts[number] if member is not first
        ]
        below = [branch(other) for other in texts if other in parents and parents[other][0] == number]
        ordered = sorted([*own, *below], key=lambda one: (one.teller.at, one.teller.doc_id))
        return Branch(first, parents[number][1] if number in parents else None, tuple(ordered))

    used = {number for number, members in texts.items() if any(member.is_inside for member in members)}
    used |= {above for above, _ in parents.values()}
    return tuple(branch(number) for number in texts if number not in parents and number in used)


def first_of(story: StoryLineage, doc_id: int) -> int:
    """The document that stands for its text in the tree."""
    number = story.tellers[doc_id].cluster_id
    members = [teller for teller in story.tellers.values() if teller.cluster_id == number]
    return _first(members, _strongest(story)).doc_id


def notes_of(story: StoryLineage, doc_id: int, *, shown: Edge | None) -> Iterator[Edge]:
    """What else a document takes, credits and links, but for the edge that its place in the tree shows.

    A link to what the words credit too is not said twice, nor in a copy what the first of its text says already.
    """
    first = first_of(story, doc_id)
    said = {shown} if shown else set()
    known = (
        set() if first == doc_id else {_points(story, edge) for edge in story.edges if edge.from_doc == first}
    )
    own = [edge for edge in story.edges if edge.from_doc == doc_id]
    credited = {(edge.to_doc, edge.to_name) for edge in own if edge.kind == "credited"}
    for edge in own:
        is_twice = edge.kind == "linked" and (edge.to_doc, edge.to_name) in credited
        if edge not in said and not is_twice and _points(story, edge) not in known:
            yield edge


def _points(story: StoryLineage, edge: Edge) -> tuple[str, int | None, str | None]:
    """What an edge says, whichever copy it leads to."""
    text = None if edge.to_doc is None else story.tellers[edge.to_doc].cluster_id
    return edge.kind, text, edge.to_name if edge.kind == "credited" or text is None else None


def _takings_of(story: StoryLineage, doc_id: int) -> list[Edge]:
    return [edge for edge in story.edges if edge.from_doc == doc_id and edge.kind in TAKING]


def _strength(edge: Edge) -> tuple[int, float]:
    return TAKING.index(edge.kind), -(edge.share or 0)


def _strongest(story: StoryLineage) -> dict[int, Edge]:
    """Of each document, how it takes from another of its own text."""
    found: dict[int, Edge] = {}
    for edge in sorted((edge for edge in story.edges if edge.kind in TAKING), key=_strength):
        assert edge.to_doc is not None
        if story.tellers[edge.from_doc].cluster_id == story.tellers[edge.to_doc].cluster_id:
            found.setdefault(edge.from_doc, edge)
    return found


def _first(members: Sequence[Teller], takings: Mapping[int, Edge]) -> Teller:
    return next((member for member in members if member.doc_id not in takings), members[0])


def _leads_to(start: int, goal: int, parents: Mapping[int, tuple[int, Edge]]) -> bool:
    place: int | None = start
    while place is not None:
        if place == goal:
            return True
        place = parents[place][0] if place in parents else None
    return False
