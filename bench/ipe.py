"""What police do, by documents and by sentences: the codebook's rules read as the labels of IndiaPoliceEvents.

The codebook knows topics of the local press and not events: that somebody was killed or arrested is in it only where a
topic's rule says so. A text gets the labels of the rules that fire in it, whether or not they are enough for the topic.
"""

from collections.abc import Iterable
from typing import Final

from transforms.codebook import Codebook

LABELS: Final = ("ANY_ACTION", "ARREST", "FAIL", "FORCE", "KILL")
_BY_RULE: Final = {
    "crime-incident/arrested-or-charged": {"ARREST"},
    "protest-policing/protesters-arrested": {"ARREST"},
    "protest-policing/crowd-control": {"FORCE"},
    "protest-policing/police-among-protesters": {"ANY_ACTION"},
    "police-shooting/shot-by-police": {"FORCE", "KILL"},
    "police-shooting/deadly-force-by-officers": {"FORCE", "KILL"},
    "use-of-force/force-complaint": set(),
}
_BY_TOPIC: Final = {
    "police-shooting": {"FORCE"},
    "use-of-force": {"FORCE"},
    "failure-to-respond": {"FAIL"},
    "custody-death": {"KILL"},
}


def labels_of(text: str, codebook: Codebook) -> list[str]:
    """The labels that the rules firing in a text stand for, sorted. Each deed is an action; to fail is none."""
    hits = codebook.read(text, "text").hits
    return labels_of_rules(hit.name for some in hits.values() for hit in some)


def labels_of_rules(rules: Iterable[str]) -> list[str]:
    """The labels that rules (`topic/pattern`) stand for, sorted."""
    found: set[str] = set()
    for rule in rules:
        found |= _BY_RULE.get(rule, _BY_TOPIC.get(rule.partition("/")[0], set()))
    if found - {"FAIL"}:
        found.add("ANY_ACTION")
    return sorted(found)
