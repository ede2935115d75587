"""Names as bylines and metadata write them: parted, freed of what surrounds them, and typed."""

import re
from typing import Final

from transforms.byline_words import BY, QUALITY, ROLE
from transforms.decode import one_line
from transforms.document import AuthorKind
from transforms.titles import names_site, squeeze
from transforms.words import word_set

_WIRES: Final = re.compile(
    r"^(?:the )?associated press\b|^ap$|^ap news$|reuters|^afp\b|agence france[- ]presse|^dpa\b|deutsche presse-agentur"
    r"|^upi$|united press international|cnn (?:newsource|wire)|bay city news|city news service|tribune news service"
    r"|tribune content agency|^mcclatchy|the canadian press|press association|^pa media|^ani$|^pti$|^xinhua|^sda$|^apa$|^sid$"
    r"|capital news service|states newsroom|stacker|wire (?:service|report)s?|news (?:service|agency)$|\bwire$",
    re.I,
)
_WITH_WIRE: Final = re.compile(
    r"(\w[\w.’'-]* \w.*?)\s+((?i:the associated press|associated press)|Reuters|AFP|AP)"
)
_AGENCY: Final = re.compile(
    r"\bpolice\b|\bsheriff|\bdepartment\b|\bbureau of\b|\bcity of\b|\bcounty of\b|\bdistrict attorney|\boffice of\b"
    r"|\bfire (?:&|and) rescue|\bstate patrol\b|\bcouncil\b|\bcommission\b|\bpublic information\b|\bgovernment\b|\bagency$",
    re.I,
)
_DESK: Final = re.compile(
    rf"\bstaff\b|\bnewsroom\b|\bdesk\b|\beditorial\b|\bnews team\b|\bteam$|\breports?$|\bredaktion\b|\bredacci[óo]n\b"
    rf"|\bweb producer|admin(?:istrator)?\d*$|\bnews$|\bonline$|^(?:from|our|special to) |\b(?:press|news|media) release\b|\bwebmaster\b|\b{ROLE}$|\b(?:news )?bureau$"
    rf"|\.(?:com|org|net|co\.uk|[a-z]{{2}})$|\bmedia\b|^(?:agenturen|agencies)$",
    re.I,
)
_LEAD: Final = re.compile(rf"(?:{BY})(?:\s*:|(?=\s))\s*|(?:\w+\s+){{1,4}}by:?\s+", re.I)
_FAMILY_PARTICLE: Final = re.compile(r"(?:von|di|af|av|par)\s", re.I)
"""Words for "by" that a family's name may begin with too."""
_BY_ALONE: Final = re.compile(BY, re.I)
_LEAD_ROLE: Final = re.compile(rf"^(?i:(?:{QUALITY}[\s-]+)*{ROLE})\s+(?=[A-Z]\w+ [A-Z])")
_END_ROLE: Final = re.compile(rf"(?<=\w )\s*(?:{QUALITY}[\s-]+)*{ROLE}$", re.I)
_JOBS: Final = re.compile(rf",\s*(?:(?:{QUALITY}|and|&)[\s-]+)+{ROLE}\b[^,;|]*", re.I)
_MONTHS: Final = r"(?:jan|feb|mar|mär|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])\w*"
_TAIL: Final = re.compile(
    rf"[\s|•·–—,(-]*(?:\b(?:on|at|am|le|el|vom|the)\s+)?(?:\b(?:(?:first |last )?(?:published|updated|posted|modified|created)|aktualisiert|veröffentlicht|stand|additional reporting|editing by|writing by|edited by)\b.*"
    rf"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b.*|\b{_MONTHS}\.? \d.*|\b\d{{1,2}}\.? {_MONTHS}\b.*|\d{{1,4}}[./:-]\d.*"
    r"|\d+ (?:sec|min|hour|hr|day|week|month|year)\w*(?: (?:ago|read))?.*|\d{3,}.*| \d{1,2})$",
    re.I,
)
_CONTACT: Final = re.compile(r"\(?[^\s@]+@[^\s@]+\.\w+\)?|(?<=\w )\(?@\w+\)?|<[^>]*>")
_SPLIT: Final = re.compile(
    r"\s*[;|•·\n]\s*|\s+[/–—-]\s+|/\s+|\s+/|\s*,?\s+(?:and|und|et|y|e|og|och|with)\s+|\s*[&,]\s*", re.I
)
_PART_START: Final = re.compile(r"^(?:and|und|et|y|with|&)\s", re.I)
_PART_END: Final = re.compile(r"\s(?:and|und|et|y|with|\d{1,2}|\([^()]*\))$", re.I)
_SUFFIX: Final = re.compile(r"^(?:jr|sr|ii|iii|iv|m\.?d|ph\.?d|esq)\.?$", re.I)
_GIVEN: Final = re.compile(r"[^\W\d_][\w'’-]+(?: [^\W\d_]\.?)?")
_HAS_ROLE: Final = re.compile(
    rf"\b{ROLE}\b|\b(?:opinion|fellow|bureau chief|special to|freelance|host)\b", re.I
)
_BODY: Final = re.compile(
    r"^[Tt]he |^(?:[Ss]pecial )?(?:to|for|of) |\b(?i:news|media|press|times|post|tribune|herald|gazette|journal|radio|tv|network|newspapers?)\b"
    r"|^(?:\S+ ){2,}(?i:register|chronicle|courier|sentinel|observer|bulletin|statesman|star|sun|leader|enquirer|dispatch"
    r"|examiner|democrat|republic|record|globe|mirror|standard|review|pilot|advocate|beacon|telegram|telegraph|union)$"
    r"|^[A-Z.]{1,5}(?: ?\d+)?$"
)
_FOR_PAPER: Final = re.compile(r"\s+(?:(?i:special to)|for|of [Tt]he) .*$")
_REFUSED: Final = re.compile(
    r"https?:|www\.|@|\d{3}|^(?:updated|published|posted|share|follow|comments?|posts?|(?:media )?contacts?|pio|privacy|terms|cookies?|subscribe|about|follow|more)\b"
    r"|^(?:quelle|source|fuente|fonte|foto|photos?|bild|image|video|credit|editor|illustration)\w*\s*:"
    r"|^(?:facebook|twitter|instagram|youtube|linkedin|whatsapp|e-?mail|print|view all posts|null|none|unknown|anonymous)$",
    re.I,
)
_PLAIN: Final = re.compile(r"[A-ZÀ-Þ][^\W\d_]+(?: [A-ZÀ-Þ][^\W\d_]*\.?)?(?:[ -][A-ZÀ-Þ][^\W\d_]+){1,2}")
_BESIDE_NAMES: Final = word_set(
    "by von par por di door af av oleh tekst text texte texto story stories words article author authors autor autorin auteur auteure autore byline "
    "and und et y e og och with for of special contact contacts media pio photo photos foto image video source quelle credit about "
    "follow more post posts posted published updated modified created share comment comments privacy terms cookie cookies subscribe view all "
    "senior chief staff contributing associate assistant managing executive news sports city crime court courts police political public "
    "parliamentary education government business breaking general multimedia digital web freelance guest local investigative release "
    "writer writers reporter reporters editor editors correspondent correspondents columnist columnists producer producers photographer "
    "photographers associated press reuters ap afp journalist journalists contributor contributors meteorologist meteorologists anchor anchors intern interns opinion fellow host"
)
_LONGEST_NAME: Final = 60
_LONGEST_BYLINE: Final = 300


def split_names(value: str, sites: frozenset[str]) -> list[str]:
    """The names that one value holds, in its order; none where it names nobody (an address, a handle, a share link).

    Job titles, degrees, papers that follow a name, dates and contacts are left out. "Family, Given" is turned round.

    Args:
        value: one line.
        sites: squeezed names of the site.
    """
    if _PLAIN.fullmatch(value) and _BESIDE_NAMES.isdisjoint(value.casefold().split()):
        return [value]  # as most are: the rules below cost a tenth of a millisecond
    if len(value) > _LONGEST_BYLINE or value.startswith("@"):
        return []
    value = _JOBS.sub("", _CONTACT.sub("", value).strip(" ,;:-–—|"))
    if value.startswith("(") and value.endswith(")"):
        value = value[1:-1]  # "apoe@ledger.example (Ann Poe)", as RSS has it
    value = _LEAD_ROLE.sub("", _TAIL.sub("", _unled(value)).strip(" ,;:-–—|"))
    if not value or _BY_ALONE.fullmatch(value) or _REFUSED.search(value):
        return []
    pieces = [one for piece in _SPLIT.split(value) for one in _before_wire(piece)]
    if squeeze(value) in sites or (len(pieces) == 1 and author_kind(value) in ("agency", "wire")):
        return [value]
    if not _HAS_ROLE.search(value) and author_kind(value) == "agency" and not re.search("[,;|]", value):
        return [value]
    parts = [part for piece in pieces for part in map(_bare, _at_slash(piece)) if part]
    if len(parts) == 2 and "," in value and " " not in parts[0] and _is_given(parts[1], sites):
        return [f"{parts[1]} {parts[0]}"]  # "Family, Given"
    names: list[str] = []
    for part in parts:
        if names and _SUFFIX.match(part):
            names[-1] += f", {part}"
        elif names and " " in names[-1] and _is_beside(part, sites):
            continue
        elif 1 < len(part) <= _LONGEST_NAME and not _REFUSED.search(part):
            name = _unled(part)
            names.append(_alone(name, sites))
    if len(names) > 1:
        names = [name for name in names if squeeze(name) not in sites] or names[:1]
    return names


def _alone(name: str, sites: frozenset[str]) -> str:
    """A name without the job or the paper that follows it on the same line; itself where too little would be left."""
    short = _FOR_PAPER.sub("", name)
    if not _WIRES.search(short.partition(" ")[0]):
        short = _END_ROLE.sub("", short).strip()
    before, _, last = short.rpartition(" ")
    if " " in before and squeeze(last) in sites:
        short = before
    is_name = (" " in short and not short.rpartition(" ")[2][0].islower()) or not short.isascii()
    return short if is_name and author_kind(short) == "person" else name


def author_kind(name: str, sites: frozenset[str] = frozenset()) -> AuthorKind:
    """What a name is, by its words: a person unless they say otherwise."""
    if _WIRES.search(name):
        return "desk" if re.search(rf"\b{ROLE}$", name, re.I) else "wire"
    if squeeze(name) in sites:
        return "desk"
    if _AGENCY.search(name) and not _HAS_ROLE.search(name):
        return "agency"
    return "desk" if _DESK.search(name) else "person"


def is_role(name: str) -> bool:
    """Nobody's name but a job: `AP Auto Writer`."""
    return re.search(rf"\b{ROLE}$", name, re.I) is not None


def _unled(value: str) -> str:
    """A value without "By" and its like before it."""
    for _ in range(3):
        match = _LEAD.match(value)
        rest = value[match.end() :] if match else ""
        if match is None or (_FAMILY_PARTICLE.fullmatch(match[0]) and " " not in rest):
            break
        value = rest
    return value


def _is_given(part: str, sites: frozenset[str]) -> bool:
    return _GIVEN.fullmatch(part) is not None and not _SUFFIX.match(part) and not _is_beside(part, sites)


def _is_beside(part: str, sites: frozenset[str]) -> bool:
    """What follows a name is the writer's job, degree or paper, no second writer."""
    if author_kind(part) == "wire":
        return is_role(part)
    is_body = _HAS_ROLE.search(part) is not None or _BODY.search(part) is not None
    return is_body or author_kind(part) == "desk" or names_site(part, sites)


def _before_wire(piece: str) -> tuple[str, ...]:
    """`ANN POE Associated Press`, written on two lines, is a writer and her wire."""
    match = _WITH_WIRE.fullmatch(piece)
    return match.groups() if match else (piece,)


def _at_slash(piece: str) -> list[str]:
    """`Ann Poe/Ray Moss` and `AP/Reuters` are two; a code like `srf/abc` is one."""
    parts = [part.strip() for part in piece.split("/")]
    if len(parts) > 1 and (" " in parts[0] or all(map(_WIRES.search, parts))):
        return parts
    return [piece]


def _bare(part: str) -> str:
    """A part without the marks around it; the full stop of "Jr." and of an initial belongs to it."""
    part = _PART_END.sub("", _PART_START.sub("", one_line(part).strip(" :-–—／…")))
    last = part.rpartition(" ")[2]
    return part if _SUFFIX.match(last) or (len(last) == 2 and last[0].isupper()) else part.strip(" .")
