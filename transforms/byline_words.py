"""The words of bylines, in the languages that local sites are written in, and the shape of a person's name."""

import re
from typing import Final, Literal

from transforms.short_forms import NO_NAME
from transforms.words import word_set

NAME: Final = r"[^\W\d_][\w.’'-]*(?:\s+[^\W\d_][\w.’'-]*){1,4}"
"""Two to five words, none of which begins with a digit: the shape of a person's name."""
ROLE: Final = (
    r"(?:writers?|reporters?|editors?|correspondents?|columnists?|producers?|photographers?|journalists?|contributors?"
    r"|meteorologists?|anchors?|interns?|\w*redakteur(?:in)?|reporterin|journalistin|korrespondent(?:in)?|periodista|redactora?)"
)
QUALITY: Final = (
    r"(?:senior|chief|staff|contributing|associate|assistant|managing|executive|news|sports|city|crime|courts?|police|political"
    r"|public safety|parliamentary|education|government|business|breaking news|general assignment|multimedia|digital|web"
    r"|freelance|special|guest|local|investigative|leitender|leitende)"
)
"""What stands before a role: `Senior Staff Writer`."""
BY: Final = (
    r"(?:(?:story|stories|words|text|article|report(?:ed|ing)?|written|posted|published|submitted|compiled|contributed"
    r"|photos?|(?:story|text|words) (?:and|&) (?:photos?|pictures))\s+)?by"
    r"|(?:ein \w+ |geschrieben |text |texte? )?von|(?:propos recueillis )?par|(?:escrito |publicado )?por|(?:scritto )?di|door|af|av|oleh|tekst|текст|автор|(?:text|words|story)(?=\s*:)"
    r"|authors?|autor(?:in)?(?:[/ :*]+autor(?:in)?)?|auteure?s?|autore|byline|reporter"
    r"|(?:news|press|media) release from"
)
"""The words before a name, in the languages that local sites are written in."""

Evidence = Literal["mark", "word", "shape"]
"""Mark-up made for authors; a word or a class that speaks of them; nothing but the line's shape and place."""

_HAS_ROLE: Final = re.compile(rf"\b{ROLE}\b", re.I)
_PARTICLES: Final = word_set(
    "de del der den des van von vom zu la las le les el al bin ben ibn da das do dos di du e y af av ter ten"
)
_NO_START: Final = word_set(
    "i view see latest the a an this that our your all more using continuing signing submitting entering registering clicking read click top best"
)
_HEADING_WORDS: Final = word_set(
    "traffic stop theft stolen burglary robbery assault crash suspicious activity vehicle welfare check arrest arrests warrant "
    "disturbance trespass trespassing complaint update background summary incident report call calls noise animal medical "
    "domestic property found missing drug drugs dui vandalism fraud harassment criminal mischief death investigation "
    "obituary correction editor's note words key points"
)
_SENTENCE: Final = re.compile(r"\d|[!?…:“”\"。、]|\w{4,}\.\s")
_MOST_WORDS: Final = 5


def looks_like_a_person(name: str, evidence: Evidence) -> bool:
    """Words have the shape of a name: a few, with capitals where their alphabet has them, no digits, no sentence.

    With less evidence than mark-up a name has two words; with none it holds no word that is in no name.
    """
    words = [word for word in name.split() if word.casefold() not in _PARTICLES]
    if (
        not 0 < len(words) <= _MOST_WORDS
        or _SENTENCE.search(name)
        or any(w[0].islower() for w in (name, *words))
    ):
        return False
    if _HAS_ROLE.search(name):
        return False
    keys = [word.casefold().strip(".") for word in words]
    has_case = name.upper() != name.lower()
    if keys[0] in _NO_START or (len(words) == 1 and has_case and evidence != "mark"):
        return False
    return evidence != "shape" or not any(key in NO_NAME or key in _HEADING_WORDS for key in keys)
