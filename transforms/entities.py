"""What a document names: agencies and places linked to the gazetteer, and people with their roles."""

from crawlers.sources import Source
from transforms.agencies import find_agencies
from transforms.document import Document, Mention
from transforms.evidence import read_evidence
from transforms.gazetteer.load import Gazetteer, GazetteerError, load_gazetteer
from transforms.people import find_people
from transforms.places import find_places
from transforms.words import read_words

__all__ = ["Gazetteer", "GazetteerError", "find_mentions", "load_gazetteer"]


def find_mentions(document: Document, source: Source, gazetteer: Gazetteer) -> tuple[Mention, ...]:
    """Agencies, places and people named in the document's text, in the order of the text.

    An agency or place is linked only where the document, its source or the name itself leaves one candidate;
    otherwise `entity_id` is None and `rule` says `tie`, or `unknown` for a full name that no list holds.
    """
    words = read_words(document.text)
    evidence = read_evidence(document.title, document.text, source)
    agencies = find_agencies(words, evidence, gazetteer)
    places = find_places(words, evidence, gazetteer, agencies)
    people = find_people(words, gazetteer, agencies, places)
    return tuple(
        sorted((*agencies, *places, *people), key=lambda mention: (mention.start, mention.end, mention.kind))
    )
