"""Verbs of saying in a text, each with its speaker and the reach of what it reports."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from transforms.clauses import DETERMINERS, LINKS, PREPOSITIONS, PRONOUNS, Clauses, Span
from transforms.cues import OBJECT, SAYING, SPEECH
from transforms.nouns import (
    NOUN_STOPS,
    before_apposition,
    closes,
    may_name,
    noun_after,
    noun_start,
    word_is_name,
)
from transforms.words import word_set

_QUOTES = ("”", '"')
_CLOSED = re.compile(r"(?:[,.?!…—-][”\"]|[”\"],)\s*$")
_MARK = re.compile(r"[“\"]")
_NOUN_LEADS = word_set("the a an his her their this that's no its")
"""Before a form that may be a noun ("the claims", "a call") they say that it is one."""
_PLAIN = word_set("said says added")
_TELLING = word_set("told tells telling assured reminded warned informed asked urged")
_JOINT = re.compile(r",?\s+(and|but|then)\s+(?:\w+ly\s+|also\s+|then\s+|has\s+|had\s+)*$|,\s+(?:\w+ly\s+)?$")
_WRITING = word_set("wrote writes writing posted issued")


@dataclass(frozen=True, slots=True)
class Frame:
    """A verb of saying with its speaker and the reach of what it reports. All spans are character offsets.

    Attributes:
        sentence: the sentence that holds the verb.
        left, right: what stands before and after verb and speaker as reported words. An empty `left` reaches back to
            the quotation that ends right before the sentence.
        is_saying: the verb takes a clause, not an object.
        is_speech: its subject has said it, not only held it.
    """

    cue: Span
    speaker: Span | None
    sentence: Span
    left: Span | None
    right: Span | None
    is_saying: bool
    is_speech: bool


def find_frames(clauses: Clauses) -> list[Frame]:
    """Every verb of saying outside quotations, in order."""
    found: list[Frame] = []
    words, gaps = clauses.words, clauses.gaps
    for place, word in enumerate(words):
        if clauses.is_quoted[place]:
            continue
        if word in SAYING or word in OBJECT:
            frame = _frame(clauses, place, found)
            if frame:
                found.append(frame)
        elif word == "according" and place + 2 < len(words) and words[place + 1] == "to" and not gaps[place]:
            found.append(_according(clauses, place))
    return _shortened(clauses, found)


def _according(clauses: Clauses, place: int) -> Frame:
    sentence = clauses.sentence(clauses.starts[place])
    speaker = noun_after(clauses, place + 2, sentence[1])
    end = speaker[1] if speaker else clauses.ends[place + 1]
    left, right = None, None
    if clauses.starts[place] - sentence[0] > 2:
        left = (sentence[0], clauses.starts[place])
    else:
        comma = clauses.text.find(",", end, sentence[1])
        right = (comma + 1 if comma >= 0 else end, sentence[1])
    return Frame((clauses.starts[place], clauses.ends[place + 1]), speaker, sentence, left, right, True, True)


def _frame(clauses: Clauses, place: int, found: list[Frame]) -> Frame | None:
    """The verb at `place` with its speaker; None where the word is no verb, or nothing is reported."""
    text, word = clauses.text, clauses.words[place]
    cue = clauses.starts[place], clauses.ends[place]
    sentence = clauses.sentence(cue[0])
    first = clauses.word_from(sentence[0])
    if _is_noun(clauses, place, first, sentence):
        return None
    is_saying, is_speech = word in SAYING, word in SPEECH and not _is_loose(clauses, place)
    speaker = _speaker_after(clauses, place, first, sentence) if is_saying else None
    if speaker:  # "...,” said Roe", "..., said Roe, the chief."
        left = (sentence[0], clauses.ends[place - 1]) if place > first else None
        right = (speaker[1], sentence[1]) if sentence[1] - speaker[1] > 3 else None
        return Frame(cue, speaker, sentence, left, right, True, is_speech)
    if word in _WRITING and "".join(clauses.words[place + 1 : place + 2]) in ("a", "an"):
        return None  # "wrote a letter" reports nothing of what it says
    speaker, leads = _speaker_before(clauses, place, first, sentence, found)
    right = _right(clauses, place, sentence)
    if speaker and speaker[0] > sentence[0] and text[speaker[0] - 3 : speaker[0]].rstrip()[-1:] in _QUOTES:
        # "...,” Roe told the board, “and ..."
        left = (sentence[0], speaker[0])
        return Frame(cue, speaker, sentence, left, _quoted_right(text, right), is_saying, is_speech)
    left = None
    if is_saying and speaker and speaker[0] > sentence[0] and leads:
        after = clauses.gaps[place][:1] if right else "$"
        following = clauses.words[place + 1] if right else ""
        if after in (",", "$", ".", ":") or following in NOUN_STOPS - {
            "that",
            "if",
        }:  # "..., Roe said on Monday"
            left = (sentence[0], speaker[0])
            right = right if after in (",", ":") else None
    if left is None and right is None:
        if text[max(0, sentence[0] - 2) : sentence[0]].strip()[-1:] not in _QUOTES:
            return None
        left = (sentence[0], sentence[0])  # "“Why?” Roe asked."
    return Frame(cue, speaker, sentence, left, right, is_saying, is_speech)


def _is_loose(clauses: Clauses, place: int) -> bool:
    """Whether the verb reports no statement: "was posted each week", "reported by", "asked for records"."""
    if place and clauses.words[place - 1] in _PASSIVE and not clauses.gaps[place - 1]:
        return True
    if place + 1 >= len(clauses.words) or clauses.gaps[place] or clauses.is_quoted[place + 1]:
        return False
    following = clauses.words[place + 1]
    return following == "by" or (following in _ABOUT and clauses.words[place] not in _UTTERING)


_PASSIVE = word_set("be been being was were is are get got")
_ABOUT = word_set("for about of with to at on into in from over")
_UTTERING = word_set("said says say added according")


def _is_noun(clauses: Clauses, place: int, first: int, sentence: Span) -> bool:
    """Whether the form is a noun or a part of a name: "the claims", "the mayor's comments", "the United States"."""
    if clauses.capital[place] and sentence[0] > 0 and place > first:
        return True
    if place == 0 or clauses.gaps[place - 1]:
        return False
    before = clauses.words[place - 1]
    possessive = before.endswith(("'s", "’s", "s’")) and before[:-2] not in PRONOUNS
    return before in _NOUN_LEADS or possessive


def _speaker_after(clauses: Clauses, place: int, first: int, sentence: Span) -> Span | None:
    """The speaker that follows the verb at `place`, where the order is turned: `..., said Roe`."""
    words = clauses.words
    if place + 1 >= len(words) or clauses.starts[place + 1] >= sentence[1] or clauses.gaps[place]:
        return None
    before = clauses.gaps[place - 1][-1:] if place > first else ""
    if (place > first and before not in ("”", '"', ",", "—", "–", "?", "!")) or words[place].endswith("ing"):
        return None
    following = words[place + 1]
    # A word held at arm's length closes nothing: "so-called “experts” say the plan failed".
    quotes = before in _QUOTES and bool(
        _CLOSED.search(clauses.text, max(0, clauses.starts[place] - 4), clauses.starts[place])
    )
    if not word_is_name(clauses, place + 1) and not (quotes and may_name(following)):
        return None
    speaker = noun_after(clauses, place + 1, sentence[1])
    if speaker is None or quotes:
        return speaker
    if before in _QUOTES:
        return None
    # "The union, which ..., wrote a letter": an object, unless a quotation stands before the verb.
    is_object = following in ("a", "an", "the", "his", "her", "their") and words[place] not in _PLAIN
    return speaker if not is_object and closes(clauses, speaker[1], sentence[1]) else None


def _quoted_right(text: str, right: Span | None) -> Span | None:
    """The reach after the verb from its next quotation on: of `“A,” Roe told the board, “and B.”`, the last part."""
    if right is None:
        return None
    mark = _MARK.search(text, *right)
    return (mark.start(), right[1]) if mark else None


def _right(clauses: Clauses, place: int, sentence: Span) -> Span | None:
    """What follows the verb; from `that` on where only hearer, day or occasion stand before it."""
    following = place + 1
    if following >= len(clauses.words) or clauses.starts[following] >= sentence[1]:
        return None
    start = clauses.ends[place]
    aside = clauses.words[place] in _TELLING or clauses.words[following] in PREPOSITIONS
    for word in range(following, min(following + (8 if aside else 1), len(clauses.words))):
        if clauses.starts[word] >= sentence[1] or clauses.is_quoted[word]:
            break
        if clauses.words[word] == "that" and not clauses.gaps[word - 1]:
            start = clauses.ends[word]
            break
    return start, sentence[1]


def _shortened(clauses: Clauses, frames: list[Frame]) -> list[Frame]:
    """What a verb reports ends where the next verb of the same speaker begins: `said A and added B`, `said A, adding B`."""
    shortened = list(frames)
    for place, (frame, following) in enumerate(pairwise(frames)):
        if frame.right is None or frame.speaker != following.speaker or frame.sentence != following.sentence:
            continue
        joint = _JOINT.search(clauses.text, frame.right[0], following.cue[0])
        if joint and (joint.group(1) or following.cue[0] == joint.end()):
            shortened[place] = replace(frame, right=(frame.right[0], joint.start()))
    return shortened


def _speaker_before(
    clauses: Clauses, place: int, first: int, sentence: Span, found: list[Frame]
) -> tuple[Span | None, bool]:
    """The speaker before the verb, and whether a comma or quotation stands right before the speaker."""
    words, gaps = clauses.words, clauses.gaps
    last = place - 1
    while last >= first and not gaps[last] and (words[last] in LINKS or words[last].endswith("ly")):
        last -= 1
    if last < first:
        return subject_of(clauses, sentence, found, first, place)
    if words[last] in ("and", "or", "but", "to", "then") or words[place].endswith("ing"):
        return subject_of(clauses, sentence, found, first, place)
    if words[last] in ("who", "which", "that") and last > first:
        last -= 1
    elif gaps[last] and gaps[last] in (",", ")", "),", '",', ",”"):
        last = before_apposition(clauses, last, first)
        if last < first:
            return subject_of(clauses, sentence, found, first, place)
    elif gaps[last] and gaps[last][-1] in '”"':
        return subject_of(clauses, sentence, found, first, place)
    begin = noun_start(clauses, last, first)
    lead = gaps[begin - 1] if begin > first else ""
    return (clauses.starts[begin], clauses.ends[last]), bool(lead) and lead[-1] in ',”"—–?!;:'


_OPENING = 60
"""Words within which the part of a sentence before its subject ends."""


def subject_of(
    clauses: Clauses, sentence: Span, found: list[Frame], first: int, place: int
) -> tuple[Span | None, bool]:
    """The subject of the sentence, for a verb that shares it: `Roe shrugged and said`, `Roe left, saying`."""
    for frame in reversed(found):
        if frame.sentence == sentence and frame.speaker and frame.cue[0] < clauses.starts[place]:
            return frame.speaker, False
        if frame.sentence != sentence:
            break
    begin = first
    opening = clauses.words[begin]
    if opening in PREPOSITIONS or opening.endswith(("ed", "ing", "ly")):  # what stands before the subject
        for word in range(begin, min(place, begin + _OPENING)):
            if clauses.gaps[word].startswith(","):
                begin = word + 1
                break
        else:
            begin += clauses.words[begin] in PREPOSITIONS
    if begin >= place:
        return None, False
    last = begin
    if clauses.words[begin] in PRONOUNS:
        return (clauses.starts[begin], clauses.ends[begin]), False
    while (
        last + 1 < place
        and not clauses.gaps[last]
        and (
            clauses.capital[last + 1]
            or clauses.words[last + 1] in ("of", "the", "for", "de", "van")
            or (clauses.words[last + 1] == "and" and last + 2 < place and clauses.capital[last + 2])
        )
    ):
        last += 1
    if not clauses.capital[last] or (last == begin and clauses.words[begin] in DETERMINERS):
        last = min(place - 1, begin + 2)
    return (clauses.starts[begin], clauses.ends[last]), False
