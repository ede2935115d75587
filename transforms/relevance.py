"""How much a document is about local policing: core, incident, passing or none, with the rule that decided."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from transforms.codebook import Codebook, Readings, lead_end, read_document
from transforms.document import Document, Relevance, TopicCode
from transforms.reading import Span

SHORT: Final = 120
"""Words up to which a text is all lead: briefs and posts."""
FEW_SENTENCES: Final = 2
"""Sentences up to which police are there in passing (the taxonomy's own number)."""
FEW_HITS: Final = 1
"""Hits up to which a topic is passed over where police are there in passing."""
DENSE: Final = 45
"""Words for each police word, up to which a text is dense with them."""

_SENTENCE_END: Final = re.compile(r"[.!?][\"')\]]* +(?=\S)|\n+")


@dataclass(frozen=True, slots=True)
class _Police:
    """Where police words stand.

    Attributes:
        in_title: how many in the title.
        at: their places in the text.
        sentences: how many sentences of the text hold one.
        words: how many words the text has.
    """

    in_title: int
    at: Sequence[Span]
    sentences: int
    words: int

    @property
    def is_dense(self) -> bool:
        return (len(self.at) + 2 * self.in_title) * DENSE >= self.words

    @property
    def is_passing(self) -> bool:
        """In so few sentences, of a text that is not all made of them."""
        return not self.in_title and self.sentences <= FEW_SENTENCES and self.words > SHORT


def code_relevance(
    document: Document,
    topics: Sequence[TopicCode],
    codebook: Codebook,
    readings: Readings | None = None,
    *,
    state: str | None = None,
) -> tuple[Relevance, str]:
    """Return the document's relevance and the rule with its evidence, such as `core/topic:use-of-force@title`.

    Args:
        document: its mentions, where there are any, tell whose police it speaks of.
        topics: as `code_topics` gave them.
        codebook: its lists `police`, `crime` and `elsewhere` are looked for.
        readings: as `read_document` gave them, if that was done.
        state: two letters of the monitored place's state, where police of other states alone are not relevant.
    """
    found = readings or read_document(document, codebook)
    text, title = found.text, found.title
    police = _Police(
        in_title=len(title.words["police"]),
        at=text.words["police"],
        sentences=_sentences(text.text, text.words["police"]),
        words=len(document.text.split()),
    )
    policing = [code for code in topics if codebook.file.topics[code.topic].about == "policing"]
    if elsewhere := _elsewhere(document, found, state):
        return "none", f"none/{elsewhere}"
    if not police.in_title and not police.at and not any(_leads(code, document) for code in topics):
        return "none", "none/no-police-word"
    if core := _core(policing, police, document):
        return "core", core
    if incident := _incident(found, topics, police, codebook, document):
        return "incident", incident
    if police.in_title and police.is_dense:
        return "core", "core/police@title"
    return "passing", f"passing/sentences:{police.sentences}"


def _leads(code: TopicCode, document: Document) -> bool:
    """Whether the topic's evidence stands where the piece says what it is about."""
    return code.field == "title" or code.start < lead_end(document.text)


def _core(policing: Sequence[TopicCode], police: _Police, document: Document) -> str | None:
    """A topic about police in the title, in the lead, or borne out by how much the text speaks of police."""
    for code in policing:
        if code.field == "title":
            return f"core/topic:{code.topic}@title"
    is_touched = police.is_passing and sum(code.hits for code in policing) <= FEW_HITS
    for code in policing:
        if _leads(code, document) and not is_touched:
            return f"core/topic:{code.topic}@lead"
    if (
        policing
        and not police.is_passing
        and (len(policing) > 1 or policing[0].hits > FEW_HITS or police.is_dense)
    ):
        return f"core/topic:{policing[0].topic}@text"
    return None


def _incident(
    found: Readings, topics: Sequence[TopicCode], police: _Police, codebook: Codebook, document: Document
) -> str | None:
    for code in topics:
        if codebook.file.topics[code.topic].about == "crime" and _leads(code, document):
            return f"incident/{code.rule}@{'title' if code.field == 'title' else 'lead'}"
    if found.title.words["crime"]:
        return "incident/crime-word@title"
    return None


def _sentences(text: str, spans: Sequence[Span]) -> int:
    ends = [end.end() for end in _SENTENCE_END.finditer(text)]
    return len({bisect_right(ends, span.start) for span in spans})


def _elsewhere(document: Document, found: Readings, state: str | None) -> str | None:
    """Why the police are not those of the monitored place; None where they may be."""
    at_home = any(mention.state for mention in document.mentions if mention.kind != "person")
    if not at_home and (found.title.words["elsewhere"] or found.text.leads_with("elsewhere")):
        return "abroad"
    states = {mention.state for mention in document.mentions if mention.kind == "agency" and mention.state}
    if state and states and state not in states:
        return f"other-state:{'+'.join(sorted(states))}"
    return None
