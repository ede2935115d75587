"""The second half of the stage: a document gets its mentions, quotes, credits, topics and relevance."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from crawlers.sources import Source
from transforms.codebook import Codebook, code_topics, load_codebook, read_document
from transforms.credits import find_credits
from transforms.document import Document
from transforms.entities import Gazetteer, find_mentions, load_gazetteer
from transforms.quotes import find_quotes
from transforms.relevance import code_relevance

ON_POLICE: Final = frozenset({"police", "sheriff", "union", "oversight"})
"""Publishers whose subject is police, whether or not they name them: the kinds of union and board that are followed."""


@dataclass(frozen=True, slots=True)
class Coder:
    """What coding needs, loaded once for many documents."""

    gazetteer: Gazetteer
    codebook: Codebook

    def code(self, document: Document, source: Source) -> Document:
        """Return the document with mentions, quotes, credits, topics and relevance filled, all else unchanged."""
        document = replace(document, mentions=find_mentions(document, source, self.gazetteer))
        document = replace(document, quotes=find_quotes(document), credits=find_credits(document))
        readings = read_document(document, self.codebook, on_police=source.publisher in ON_POLICE)
        topics = code_topics(document, self.codebook, readings)
        # Only the press of a place covers its police and others' alike; what police, officials, unions or blogs
        # publish is about whom they name.
        state = source.place.state if source.publisher in {"newspaper", "tv", "radio"} else None
        relevance, rule = code_relevance(document, topics, self.codebook, readings, state=state)
        return replace(document, topics=topics, relevance=relevance, relevance_rule=rule)


def load_coder(gazetteer_dir: Path | None) -> Coder:
    """Return a coder with our gazetteer, and the additions of a folder where one is given.

    Raises:
        GazetteerError, CodebookError: a file of theirs cannot be used.
    """
    return Coder(gazetteer=load_gazetteer(gazetteer_dir), codebook=load_codebook())
