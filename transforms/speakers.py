"""Who a speaker is: pronouns, short names, titles and letters resolved to somebody named in the document."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.clauses import Span
from transforms.document import Mention
from transforms.people import role_in
from transforms.roles import COARSE_ROLES, TITLES, coarse_role
from transforms.words import word_set

_PERSON_PRONOUNS = word_set("he she who")
_PRONOUNS = _PERSON_PRONOUNS | word_set("they it i we you this that these those")
_WRITING = r"(?:letter|memo|memorandum|statement|report|complaint|lawsuit|suit|petition|release|e-?mail|post|tweet|message|filing|affidavit|motion|indictment|audit|resolution|op-ed|editorial|column)"
_IS_WRITING = re.compile(
    rf"^(?:the|a|an|its|his|her|their|that|this)\s+(?:[\w-]+\s+){{0,3}}{_WRITING}$", re.IGNORECASE
)
_WRITER = re.compile(
    rf"((?:The\s+)?[A-Z][\w.’'&-]*(?:\s+(?:(?:of|the|and|for|de|in)\s+){{0,2}}[A-Z][\w.’'&-]*){{0,9}})(?:,[^,;.\n]{{1,80}},|\s+\([^)]{{1,20}}\))?"
    rf"\s+(?:\w+ly\s+|has\s+|had\s+)?(?:wrote|sent|issued|released|filed|published|posted|penned|delivered|signed|submitted)\s+"
    rf"(?:[\w’'-]+\s+){{0,5}}?({_WRITING})\b"
)
_NAME = re.compile(r"[A-Z][\w.’'&-]*(?:\s+(?:(?:of|the|and|for|de|van|von|la)\s+){0,2}[A-Z][\w.’'&-]*)*")
_QUOTE_MARK = re.compile(r"[“”\"]")
_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker as written, who that is, and the codebook's role."""

    written: str
    name: str | None
    role: str | None


def resolve(text: str, span: Span, mentions: Sequence[Mention], earlier: Sequence[Speaker]) -> Speaker:
    """Who the words at `span` stand for.

    Args:
        text: of the document.
        span: the speaker's words.
        mentions: of the document, in order.
        earlier: the speakers before, in order; a pronoun most often goes on with the last of them.
    """
    written = " ".join(_QUOTE_MARK.sub("", text[span[0] : span[1]]).split())
    lower = written.lower()
    within = [mention for mention in mentions if mention.start < span[1] and mention.end > span[0]]
    people = [mention for mention in within if mention.kind == "person"]
    if people:
        person = people[0]
        return Speaker(written, person.name, coarse_role(person.role) or _described_role(written))
    if lower in _PRONOUNS:
        return _antecedent(text, written, span, mentions, earlier)
    if _IS_WRITING.match(written):
        return Speaker(written, _writer(text, span[0], lower.split()[-1]), None)
    agencies = [mention for mention in within if mention.kind == "agency"]
    role = _described_role(written)
    if agencies and not role:
        return Speaker(written, agencies[0].name, None)
    title = _ARTICLE.sub("", lower)
    if title in TITLES and title != lower:  # "the mayor": whoever bears the title in the document
        bearers = [
            m for m in mentions if m.kind == "person" and m.role == TITLES[title] and m.start < span[0]
        ]
        if bearers:
            return Speaker(written, bearers[-1].name, coarse_role(bearers[-1].role))
        return Speaker(written, None, coarse_role(TITLES[title]))
    return Speaker(written, _own_name(text, span[0], written), role)


def _own_name(text: str, start: int, written: str) -> str | None:
    """The name within the speaker's words; a single word that opens a sentence (`Police`) is none."""
    bare = _ARTICLE.sub("", written)
    name = _NAME.search(bare)
    if name is None:
        return None
    opens = (
        text[max(0, start - 4) : start].rstrip()[-1:] in ("", ".", "!", "?", "”", '"')
        or "\n" in text[max(0, start - 1) : start]
    )
    if " " not in name.group() and (opens or name.start() > 0) and bare == written:
        return None
    return name.group()


def _antecedent(
    text: str, written: str, span: Span, mentions: Sequence[Mention], earlier: Sequence[Speaker]
) -> Speaker:
    """Whom `he`, `she` or `who` stands for: the last person named; over a distance, whoever spoke last."""
    if written.lower() not in _PERSON_PRONOUNS:
        return Speaker(written, None, None)
    before = [mention for mention in mentions if mention.kind == "person" and mention.end <= span[0]]
    paragraph = text.rfind("\n", 0, span[0]) + 1
    begin = max(paragraph, before[-1].end if before else 0, span[0] - _FAR)
    subjects = list(_SUBJECT.finditer(text, begin, span[0]))
    named = [m for m in subjects if not any(o.start < m.end(1) and o.end > m.start(1) for o in mentions)]
    if named:  # somebody without a title, as the subject of a sentence in the same paragraph
        return Speaker(written, named[-1].group(1), None)
    spoke = earlier[-1] if earlier and earlier[-1].name else None
    if before and (spoke is None or before[-1].name == spoke.name or span[0] - before[-1].end < _NEAR):
        return Speaker(written, before[-1].name, coarse_role(before[-1].role))
    return Speaker(written, spoke.name, spoke.role) if spoke else Speaker(written, None, None)


_FAR = 800
"""Characters before a pronoun within which somebody without a title is looked for."""
_NEAR = 250
"""Characters within which a pronoun stands for the person named last rather than for the last speaker."""
_SUBJECT = re.compile(
    r"(?:(?<=[.!?][ \n])|(?<=[.!?][”\"] )|(?<=\n)|^)([A-Z][a-z’'-]+(?: [A-Z]\.)?(?: [A-Z][\w’'-]+){1,2})(?=[ ,])",
    re.MULTILINE,
)


def _writer(text: str, before: int, writing: str) -> str | None:
    """Who wrote the letter (statement, lawsuit, ...) last spoken of before the offset."""
    found = None
    for match in _WRITER.finditer(text, 0, before):
        if match.group(2).lower() == writing:
            found = match.group(1)
    return _ARTICLE.sub("", found) if found else None


def _described_role(written: str) -> str | None:
    role = role_in(written)
    return coarse_role(role) if role in COARSE_ROLES else None
