"""Whose release, statement or post a sentence names: `the sheriff's office said in a news release`, `police wrote on X`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Issued:
    """A release as a sentence names it: the phrase's span, and that of its issuer where the sentence names one."""

    start: int
    end: int
    issuer: Span | None


_NETWORKS: Final = r"(?:Facebook|Instagram|X|Twitter|Bluesky|Threads|Nextdoor|YouTube|TikTok|Mastodon|(?:its|the|their) (?:\w+ )?(?:Facebook|social media) (?:page|account)s?|social media)"
_MADE: Final = (
    r"(?:(?:(?:news|press|media) (?:release|advisory|statement|alert|bulletin)|(?:Facebook|Instagram|X|Twitter|Bluesky|Threads|Nextdoor"
    r"|social media|online|Mastodon) (?:post|update|message|statement|thread)|release|statement|bulletin|advisory|tweet|post(?= on (?:X|Facebook|Twitter|Instagram|Bluesky|Threads|Nextdoor|Mastodon|social|its|the|their)\b))s?)"
)
_RELEASE: Final = re.compile(
    rf"(?:\b(?P<article>a|an|A|An|the|The|its|Its|their|another|one|two|several|this|that)\s)?"
    r"(?P<adjectives>(?:(?:joint|written|brief|prepared|short|public|official|new|recent|separate|initial|earlier|later|morning|evening|afternoon|midafternoon|follow-up|detailed"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|lengthy|emailed|posted|own|updated)\s){0,3})"
    rf"(?P<made>{_MADE})\b(?!\s(?:of|to (?:police|investigators|detectives|officers|deputies)|on bail|under|that he)\b)"
)
_NO_RELEASE: Final = re.compile(
    r"\b(?:cause|opening|closing|bank|sworn|witness|victim|mission|impact|financial|tax|his|her|my|[’']s?)\s$",
    re.I,
)
_STRONG: Final = re.compile(r"news|press|media|post|tweet|update|message|thread|bulletin|advisory")
_BARE_VERBS: Final = r"(?:said|says|say|announced|announces|wrote|writes|confirmed|stated|posted|shared|tweeted|reported|explained|warned|asked|added|identified|indicated|described|urged|thanked|denied|noted|released|published|issued|acknowledged|apologized|called|named|listed|detailed|outlined|disclosed|revealed|advised|sent|put out)"
_WAY_OF_ISSUE: Final = r"(?:(?:was|were|also|first|just|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|morning|afternoon|night|evening|on|issued|sent|sent out|posted|released|shared|published|put out|provided|distributed|written|made)\s){0,5}"

_PROPER: Final = r"(?:(?:[A-Z][\w.&’'-]*|U\.S\.)\s(?:(?:of|and|&|the|for)\s)*)"
_HEAD: Final = (
    r"(?:(?:[Ss]tate |[Cc]ity |[Cc]ounty |[Tt]ransit |[Cc]ampus )?[Pp]olice(?: (?:[Dd]epartment|[Bb]ureau|[Uu]nion|[Aa]ssociation|[Gg]uild|[Oo]fficials?|[Ss]ervices?"
    r"|[Dd]ivision|[Oo]fficers))?"
    r"|[Ss]heriff[’']?s (?:[Oo]ffice|[Dd]epartment|[Oo]fficials?|[Dd]eputies)"
    r"|(?:[Dd]istrict|[Cc]ity|[Cc]ounty|[Ss]tate|[Pp]rosecuting|U\.S\.|United States|[Ff]ederal) [Aa]ttorney(?:[’']?s [Oo]ffice)?"
    r"|[Aa]ttorney [Gg]eneral(?:[’']?s [Oo]ffice)?|[Mm]ayor[’']s [Oo]ffice|[Gg]overnor[’']s [Oo]ffice|[Aa]uditor[’']?s? [Oo]ffice|[Cc]oroner[’']s [Oo]ffice"
    r"|[Mm]edical [Ee]xaminer(?:[’']s [Oo]ffice)?|[Pp]rosecutor[’']s [Oo]ffice|[Cc]hief[’']s [Oo]ffice"
    r"|[Dd]eputies|[Tt]roopers|[Oo]fficials|[Aa]uthorities|[Pp]rosecutors|[Ii]nvestigators|[Dd]etectives"
    r"|[Ff]ire (?:[Dd]epartment|[Bb]ureau|[Dd]istrict|(?:and|&) [Rr]escue|[Oo]fficials|[Cc]rews)|[Ff]irefighters"
    r"|(?:[Dd]epartment|[Bb]ureau|[Oo]ffice|[Bb]oard|[Dd]ivision|[Cc]ity|[Cc]ounty|[Tt]own|[Vv]illage|[Ss]tate) of (?:the )?[A-Z][\w’'-]*(?:\s(?:(?:and|of|the)\s)?[A-Z][\w’'-]*){0,4}"
    r"|[Dd]epartment|[Bb]ureau|[Aa]gency|[Cc]ity|[Cc]ounty|[Cc]ity [Cc]ouncil|[Cc]ouncil|[Cc]ommission|[Ss]chool [Dd]istrict|(?:[Ss]chool [Bb]oard)|Board of Education|Public Schools|Schools|[Dd]istrict|(?:(?<=[Tt]he )|(?<=\b[Aa] )|(?:[Oo]fficers|[Dd]eputies)[’']? )[Uu]nion"
    r"|[Pp]ublic [Ss]afety|[Hh]ighway [Pp]atrol|[Ss]tate [Pp]atrol|[Bb]order [Pp]atrol|[Mm]arshals Service|[Tt]ask [Ff]orce|[Jj]ail"
    r"|FBI|ATF|DEA|ICE|DHS|CBP|DOJ|TSA|[A-Z]{1,4}PD|[A-Z]{1,4}SO|PPB|OSP|MCSO|CHP|TriMet)"
)
_AGENCY: Final = rf"{_PROPER}{{0,6}}?{_HEAD}"
_TITLED: Final = (
    r"(?:(?:[A-Z][\w’'-]*|of)\s){0,4}?(?:[Cc]hief|[Ss]heriff|[Uu]ndersheriff|Sgt\.|Sergeant|Lt\.|Lieutenant|Capt\.|Captain|Cmdr\.|Commander|Maj\.|Major|Deputy|Officer"
    r"|Detective|Det\.|Cpl\.|Trooper|Mayor|Gov\\.|Governor|District Attorney|County Attorney|City Attorney|Attorney General|U\.S\. Attorney|Superintendent|Commissioner"
    r"|[Ss]pokes(?:man|woman|person))\s(?:[A-Z][\w.’'-]*\s?){1,3}"
)
_SPEAKS: Final = r"(?:[Ss]pokes(?:man|woman|person)|[Pp]ublic [Ii]nformation [Oo]fficer|[Oo]fficial)\s(?:[A-Z][\w.’'-]*\s?){1,4}"
_ISSUER: Final = rf"(?:(?P<body>{_AGENCY})\s{_SPEAKS}|(?:{_TITLED})(?:of the (?P<of>{_AGENCY})|with the (?P<with>{_AGENCY}))?|(?:[A-Z][\w.’'-]*\s){{1,4}}(?:of|with|for) the (?P<for>{_AGENCY})|(?P<agency>{_AGENCY}))"
_BEFORE: Final = re.compile(
    rf"(?<![\w’'-])(?:[Tt]he\s|[Aa]n?\s)?(?P<who>{_ISSUER})\s*(?:,[^,.;]{{2,60}},\s*)?$"
)
_AT: Final = re.compile(rf"(?:[Tt]he\s|[Aa]n?\s)?(?P<who>{_ISSUER})(?![\w’']|\s(?!\w+day)[A-Z])")
_VERB: Final = re.compile(rf"\b(?:(?:also|later|first|then|has|have|had|previously)\s){{0,2}}{_BARE_VERBS}\b")
_SAID_BEFORE: Final = re.compile(r"\b(?:said|says|wrote|announced)\s$")
_MEANS: Final = re.compile(r"\b(?:in|through|via|with|by|as part of|using|of|from)\s$")
_SAYS: Final = re.compile(r"\s(?:said|says|stated|states)\b")
_ACCORDING: Final = re.compile(r"\b[Aa]ccording to\s$")
_FROM: Final = re.compile(rf"\s(?:{_WAY_OF_ISSUE})(?:by|from)\s")
_ON: Final = re.compile(rf"\bon\s{_NETWORKS}(?![\w’'-])")
_ON_VERB: Final = re.compile(
    r"\b(?:(?:also|later|first|then|has|have|had)\s){0,2}(?:wrote|writes|posted|posts|said|says|announced|announces|shared|asked|tweeted|confirmed|warned|published|released)\b"
)
_PHRASE: Final = 24
"""Characters in which the words stand that lead to a release: `according to`, `as part of`."""
_NEAR: Final = 140
"""Characters between the verb of a clause and the release that it names."""


def find_issued(sentence: str, officials: Sequence[Span] = ()) -> Iterator[Issued]:
    """The releases, statements and posts of police bodies, prosecutors and town halls that a sentence names.

    Those of companies, lawyers and families are none. A release without a word of whose it is counts only after `according to`.

    Args:
        sentence: with what stands between quotation marks blanked, its length kept.
        officials: where it names a person who is known to speak for such a body, though without a title here.
    """
    taken = 0
    for match in _RELEASE.finditer(sentence):
        start = match.start()
        is_strong = _STRONG.search(match["made"]) is not None
        if start < taken or (
            not is_strong and _NO_RELEASE.search(sentence, max(0, start - 12), match.start("made"))
        ):
            continue
        found = _read(sentence, match, officials)
        if found is not None:
            taken = found.end
            yield found
    for match in _ON.finditer(sentence):
        if match.start() < taken:
            continue
        verb = _last(_ON_VERB, sentence, match.start())
        if verb is None:
            continue
        issuer = _issuer_before(sentence, verb.start(), officials)
        if issuer is not None:
            taken = match.end()
            yield Issued(issuer[0], match.end(), issuer)


def _read(sentence: str, match: re.Match[str], officials: Sequence[Span]) -> Issued | None:
    start, end = match.span()
    is_strong = _STRONG.search(match["made"]) is not None
    after = _FROM.match(sentence, end)
    according = _ACCORDING.search(sentence, max(0, start - _PHRASE), start)
    begin = according.start() if according else start
    if (match["article"] or is_strong) and after and (issuer := _issuer_at(sentence, after.end())):
        return Issued(begin, issuer[1], issuer)
    if match["article"] is None:
        own = _owner(sentence, match.start())
        return Issued(own[0], end, own) if own and is_strong else None
    # whose it is, nobody says; a statement or a post may then be anybody's
    is_known_as_one = match["made"].endswith("release")
    if according or (is_known_as_one and _SAYS.match(sentence, end)):
        return Issued(begin, end, None) if is_known_as_one and not after else None
    if not _MEANS.search(sentence, max(0, start - _PHRASE), start) and not sentence[
        :start
    ].lower().rstrip().endswith("in"):
        return _announced(sentence, match, officials)
    verb = _last(_VERB, sentence, start)
    if verb is not None:
        issuer = _issuer_before(sentence, verb.start(), officials)
        if issuer is None and (
            said := _SAID_BEFORE.search(sentence, max(0, verb.start() - 1), verb.end() + 1)
        ):
            issuer = _issuer_at(sentence, said.end())
        if issuer is not None:
            return Issued(min(issuer[0], verb.start()), end, issuer)
        return None
    comma = sentence.find(", ", end, end + 80)
    if comma > 0 and (issuer := _issuer_at(sentence, comma + 2)):
        return Issued(max(0, start - 3), issuer[1], issuer)
    return None


def _announced(sentence: str, match: re.Match[str], officials: Sequence[Span]) -> Issued | None:
    """`the bureau issued a statement`: the release is what the verb takes."""
    verb = re.compile(r"\b(?:issued|released|published|posted|sent|put out|sent out|shared)\s$").search(
        sentence, max(0, match.start() - _PHRASE), match.start()
    )
    issuer = _issuer_before(sentence, verb.start(), officials) if verb else None
    return Issued(issuer[0], match.end(), issuer) if issuer else None


def _owner(sentence: str, end: int) -> Span | None:
    """Whose a release is by the words right before it: `a Gresham police news release`, `the bureau's press release`."""
    text = sentence[:end].rstrip()
    if text.endswith(("’s", "'s")):
        text = text[:-2]
    return _issuer_before(text, len(text))


def _issuer_before(sentence: str, end: int, officials: Sequence[Span] = ()) -> Span | None:
    match = _BEFORE.search(sentence, max(0, end - 160), end)
    if match:
        return _chosen(match)
    return next((span for span in officials if not sentence[span[1] : end].strip() and span[1] <= end), None)


def _issuer_at(sentence: str, at: int) -> Span | None:
    match = _AT.match(sentence, at)
    return _chosen(match) if match else None


def _chosen(match: re.Match[str]) -> Span:
    group = next((name for name in ("body", "of", "with", "for") if match[name]), "who")
    start, end = match.span(group)
    return start, start + len(match.string[start:end].rstrip())


def _last(pattern: re.Pattern[str], sentence: str, end: int) -> re.Match[str] | None:
    """The last verb before the release, in the same clause."""
    found: Sequence[re.Match[str]] = list(pattern.finditer(sentence, max(0, end - _NEAR), end))
    return found[-1] if found and ";" not in sentence[found[-1].end() : end] else None
