"""Who says what in a plain text: quoted stretches and reported clauses, each with its speaker and verb."""

import re
from dataclasses import dataclass, field
from typing import Literal

from transforms.clauses import BREAKS, DAYS, DETERMINERS, LINKS, PREPOSITIONS, PRONOUNS, Clauses, Span, cut
from transforms.cues import OBJECT, SAYING
from transforms.quote_marks import Quoted, pair_marks
from transforms.words import word_set


@dataclass(slots=True)
class Attribution:
    """One statement reported in a text. All spans are character offsets.

    Attributes:
        kind: direct where all of it stands between marks, mixed where a part does, indirect where none does.
        segments: the words between marks.
        content: the reported words, those between marks among them.
        speaker: the words that name the speaker beside the statement; None where none do.
        cue: the verb or mark of saying.
    """

    kind: Literal["direct", "mixed", "indirect"]
    segments: list[Span] = field(default_factory=list)
    content: list[Span] = field(default_factory=list)
    speaker: Span | None = None
    cue: Span | None = None


def attribute(text: str) -> list[Attribution]:
    """Every statement that the text reports, in the order of their first words."""
    quoted = pair_marks(text)
    clauses = cut(text, quoted)
    frames = _frames(clauses)
    return _join(clauses, quoted, frames)


@dataclass(slots=True)
class _Frame:
    """A verb of saying with its speaker and the reach of what it reports."""

    cue: Span
    speaker: Span | None
    sentence: Span
    left: Span | None
    right: Span | None
    is_saying: bool


def _frames(clauses: Clauses) -> list[_Frame]:
    found: list[_Frame] = []
    words, gaps = clauses.words, clauses.gaps
    for place, word in enumerate(words):
        if clauses.is_quoted[place]:
            continue
        if word in SAYING or word in OBJECT:
            frame = _frame(clauses, place, word in SAYING, found)
            if frame:
                found.append(frame)
        elif word == "according" and place + 2 < len(words) and words[place + 1] == "to" and not gaps[place]:
            found.append(_according(clauses, place))
    return found


def _according(clauses: Clauses, place: int) -> _Frame:
    sentence = clauses.sentence(clauses.starts[place])
    speaker = _noun_after(clauses, place + 2, sentence[1])
    end = speaker[1] if speaker else clauses.ends[place + 1]
    left, right = None, None
    if clauses.starts[place] - sentence[0] > 2:
        left = (sentence[0], clauses.starts[place])
    else:
        comma = clauses.text.find(",", end, sentence[1])
        right = (comma + 1 if comma >= 0 else end, sentence[1])
    return _Frame((clauses.starts[place], clauses.ends[place + 1]), speaker, sentence, left, right, True)


def _noun_after(clauses: Clauses, first: int, stop: int) -> Span | None:
    """The name or noun that begins at the word `first`."""
    words, gaps = clauses.words, clauses.gaps
    if first >= len(words) or clauses.starts[first] >= stop or clauses.is_quoted[first]:
        return None
    last = first
    if words[first] in PRONOUNS and not clauses.capital[first]:
        return clauses.starts[first], clauses.ends[first]
    while (
        last + 1 < len(words)
        and not gaps[last]
        and clauses.starts[last + 1] < stop
        and not clauses.is_quoted[last + 1]
        and words[last + 1] not in _NOUN_STOPS
        and last - first < 12
    ):
        last += 1
    return clauses.starts[first], clauses.ends[last]


_NOUN_STOPS = word_set(
    "in on at during after when who which that as to while before since because by from with via if where whose is was are "
    "were has had have will would could about"
)


def _frame(clauses: Clauses, place: int, is_saying: bool, found: list[_Frame]) -> _Frame | None:
    text, words, gaps = clauses.text, clauses.words, clauses.gaps
    start, end = clauses.starts[place], clauses.ends[place]
    sentence = clauses.sentence(start)
    first_word = clauses.word_from(sentence[0])
    before = gaps[place - 1] if place > first_word else "^"
    after = gaps[place] if place + 1 < len(words) and clauses.starts[place + 1] < sentence[1] else "$"
    if (
        place
        and words[place - 1] in ("the", "a", "an", "his", "her", "their", "this", "that's", "no", "its")
        and not before
    ):
        return None  # a noun: "the claims", "a report"
    # "...,” said Roe", "..., said Roe, the chief."
    if (
        is_saying
        and (before[-1:] in ("”", '"', ",", "^", "—", "–", "?", "!") or place == first_word)
        and not after
        and word_is_name(clauses, place + 1)
    ):
        speaker = _noun_after(clauses, place + 1, sentence[1])
        is_quote = before[-1:] in ("”", '"')
        # "The union, which ..., wrote a letter": an object, unless a quotation stands before the verb.
        is_object = (
            words[place + 1] in ("a", "an", "the", "his", "her", "their") and words[place] not in _PLAIN
        )
        if speaker and (is_quote or (not is_object and _closes(clauses, speaker[1], sentence[1]))):
            comma = start - len(text[clauses.ends[place - 1] : start]) if place else start
            left = (sentence[0], comma) if place > first_word else None
            return _Frame(
                (start, end), speaker, sentence, left, _rest(clauses, speaker[1], sentence[1]), True
            )
    speaker, leads = _subject(clauses, place, first_word, sentence, found)
    right = _right(clauses, place, sentence)
    left = None
    if (
        speaker
        and text[: speaker[0]].rstrip()[-1:] in ("”", '"')
        and "\n" not in text[speaker[0] - 2 : speaker[0]]
    ):
        return _Frame(
            (start, end), speaker, sentence, (sentence[0], speaker[0]), _quoted_right(text, right), is_saying
        )
    if is_saying and speaker and speaker[0] > sentence[0] and leads:
        if (
            right is None
            or after[:1] in (",", "$", ".", ":")
            or words[place + 1] in _NOUN_STOPS - {"that", "if"}
        ):
            left = (sentence[0], speaker[0])
            if after[:1] not in (",",) and right is not None and after[:1] != ":":
                right = None
    if left is None and right is None:
        if text[sentence[0] - 2 : sentence[0]].strip()[-1:] in ("”", '"'):
            left = (sentence[0], sentence[0])
        else:
            return None
    return _Frame((start, end), speaker, sentence, left, right, is_saying)


_PLAIN = word_set("said says added")


def _quoted_right(text: str, right: Span | None) -> Span | None:
    """The reach after the verb from its next quotation on: of `“A,” Roe told the board, “and B.”`, the last part."""
    if right is None:
        return None
    mark = re.compile(r"[“\"]").search(text, *right)
    return (mark.start(), right[1]) if mark else None


def word_is_name(clauses: Clauses, place: int) -> bool:
    """Whether a speaker may begin at the word: a name, a pronoun, `the ...`."""
    word = clauses.words[place]
    return (clauses.capital[place] and word not in DAYS) or word in DETERMINERS or word in PRONOUNS


def _closes(clauses: Clauses, at: int, stop: int) -> bool:
    """Whether the offset stands before a comma, a full stop, a quotation or the sentence's end."""
    following = clauses.text[at:stop].lstrip()
    return not following or following[0] in ',.;:—–“"!?' or following.split(maxsplit=1)[0] in _NOUN_STOPS


def _rest(clauses: Clauses, at: int, stop: int) -> Span | None:
    return (at, stop) if stop - at > 3 else None


def _right(clauses: Clauses, place: int, sentence: Span) -> Span | None:
    end = clauses.ends[place]
    if place + 1 >= len(clauses.words) or clauses.starts[place + 1] >= sentence[1]:
        return None
    if clauses.words[place + 1] == "that" and not clauses.gaps[place]:
        end = clauses.ends[place + 1]
    return end, sentence[1]


def _subject(
    clauses: Clauses, place: int, first: int, sentence: Span, found: list[_Frame]
) -> tuple[Span | None, bool]:
    """The speaker before the verb, and whether a comma or quotation stands right before the speaker."""
    words, gaps = clauses.words, clauses.gaps
    last = place - 1
    shared = False
    if words[place].endswith("ing"):
        shared = True
    while last >= first and not gaps[last] and (words[last] in LINKS or words[last].endswith("ly")):
        last -= 1
    if last < first:
        return _earlier(clauses, sentence, found, first, place)
    if words[last] in ("and", "or", "but", "to", "then") or shared:
        return _earlier(clauses, sentence, found, first, place)
    if words[last] in ("who", "which", "that") and last > first:
        last -= 1
    elif gaps[last] and gaps[last] in (",", ")", "),", '",', ",”"):
        last = _before_apposition(clauses, last, first)
        if last < first:
            return _earlier(clauses, sentence, found, first, place)
    elif gaps[last] and gaps[last][-1] in '”"':
        return _earlier(clauses, sentence, found, first, place)
    begin = _noun_start(clauses, last, first)
    lead = gaps[begin - 1] if begin > first else ""
    return (clauses.starts[begin], clauses.ends[last]), bool(lead) and lead[-1] in ',”"—–?!;:'


def _before_apposition(clauses: Clauses, last: int, first: int) -> int:
    """Last word of the noun that an apposition ending at `last` describes."""
    pieces: list[tuple[int, int]] = []
    begin = end = last
    while begin > first:
        gap = clauses.gaps[begin - 1]
        if clauses.is_quoted[begin - 1] or (gap and gap[-1] in '”"“;:—'):
            break
        if gap:
            pieces.append((begin, end))
            end = begin - 1
        begin -= 1
    pieces.append((begin, end))
    pieces.reverse()
    if len(pieces) == 1:
        return first - 1
    for piece_first, piece_last in pieces[:-1]:
        if clauses.words[piece_first] in PREPOSITIONS and not (
            clauses.capital[piece_last] and piece_last - piece_first > 3
        ):
            continue
        if clauses.capital[piece_last] or piece_last - piece_first <= 5:
            return piece_last
    return pieces[-2][1]


def _noun_start(clauses: Clauses, last: int, first: int) -> int:
    """First word of the noun that ends at `last`."""
    words = clauses.words
    if words[last] in PRONOUNS:
        return last
    begin = last
    while (
        begin > first
        and not clauses.gaps[begin - 1]
        and last - begin < 14
        and not clauses.is_quoted[begin - 1]
    ):
        word = words[begin - 1]
        if word in BREAKS and not (word == "for" and not clauses.capital[begin]) and word not in ("like",):
            break
        if word in ("and", "or") and not (
            clauses.capital[begin] and clauses.capital[begin - 2 if begin > 1 else 0]
        ):
            break
        if word in SAYING:
            break
        begin -= 1
    if (
        words[begin] in PREPOSITIONS and begin < last
    ):  # "In an interview Roe": the name at the end is the speaker
        name = last
        while (
            name > begin
            and clauses.capital[name]
            and clauses.capital[name - 1]
            and not clauses.gaps[name - 1]
        ):
            name -= 1
        if clauses.capital[last]:
            return name if words[name] not in PREPOSITIONS else name + (name < last)
        while begin < last and (words[begin] in PREPOSITIONS):
            begin += 1
    return begin


def _earlier(
    clauses: Clauses, sentence: Span, found: list[_Frame], first: int, place: int
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
        for word in range(begin, place):
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
        and (clauses.capital[last + 1] or clauses.words[last + 1] in ("of", "the", "for", "de", "van"))
    ):
        last += 1
    if not clauses.capital[last] or (last == begin and clauses.words[begin] in DETERMINERS):
        last = min(place - 1, begin + 2)
    return (clauses.starts[begin], clauses.ends[last]), False


def _join(clauses: Clauses, quoted: list[Quoted], frames: list[_Frame]) -> list[Attribution]:
    """Give every quoted stretch to a frame, or to the stretch before it."""
    text = clauses.text
    found: list[Attribution] = []
    by_quote: dict[int, Attribution] = {}
    for frame in frames:
        content: list[Span] = []
        segments: list[int] = []
        for reach in (frame.left, frame.right):
            if reach is None:
                continue
            content.append(reach)
            for number, one in enumerate(quoted):
                if reach[0] <= one.outer_start < reach[1] or (
                    reach == frame.left
                    and one.outer_end <= reach[0]
                    and text[one.outer_end : reach[0]] in ("", " ")
                ):
                    segments.append(number)
        free = [number for number in segments if number not in by_quote]
        attribution = Attribution("indirect", [], content, frame.speaker, frame.cue)
        if free:
            attribution.segments = [(quoted[n].start, quoted[n].end) for n in free]
            bare = all(_is_bare(text, reach, quoted, free) for reach in content)
            attribution.kind = "direct" if bare else "mixed"
            if bare:
                attribution.content = list(attribution.segments)
            for number in free:
                by_quote[number] = attribution
        elif segments:
            continue
        attribution.content = [_trim(text, span) for span in attribution.content]
        attribution.content = [span for span in attribution.content if span[1] - span[0] > 2]
        if attribution.content:
            found.append(attribution)
    for number, one in enumerate(quoted):
        if number in by_quote:
            continue
        before = by_quote.get(number - 1)
        between = text[quoted[number - 1].outer_end : one.outer_start] if number else ""
        joins = one.continues or ("\n" not in between and text[: one.outer_start].rstrip()[-1:] in '.?!”"')
        if before and joins:
            before.segments.append((one.start, one.end))
            before.content.append((one.start, one.end))
            by_quote[number] = before
            continue
        alone = Attribution("direct", [(one.start, one.end)], [(one.start, one.end)])
        alone.speaker = _nearest_speaker(clauses, quoted, number, by_quote)
        by_quote[number] = alone
        found.append(alone)
    return sorted(found, key=lambda attribution: min(attribution.content))


def _nearest_speaker(
    clauses: Clauses, quoted: list[Quoted], number: int, by_quote: dict[int, Attribution]
) -> Span | None:
    """The speaker of a quotation that no verb of saying stands beside."""
    text, one = clauses.text, quoted[number]
    following = clauses.word_from(one.outer_end)
    sentence = clauses.sentence(one.outer_start)
    # "...,” Roe riffed": the quotation ends in a comma, and a name follows it.
    if text[one.end - 1 : one.end] in (",", "?", "!") and following < len(clauses.words):
        gap = text[one.outer_end : clauses.starts[following]]
        if gap in (" ", "\xa0") and word_is_name(clauses, following):
            return _noun_after(clauses, following, len(text))
    # "Roe delivered a retort: “...”", "Roe calls it “a mess”": the subject of the sentence.
    first = clauses.word_from(sentence[0])
    if (
        first < len(clauses.words)
        and clauses.starts[first] < one.outer_start
        and not clauses.is_quoted[first]
    ):
        return _earlier(clauses, sentence, [], first, clauses.word_from(one.outer_start))[0]
    # A quotation that is a sentence of its own: who was the subject of the sentence before.
    if sentence[0] > 0:
        before = clauses.sentence(sentence[0] - 2)
        at = clauses.word_from(before[0])
        if clauses.starts[at] < before[1]:
            if clauses.is_quoted[at]:
                earlier = by_quote.get(number - 1)
                return earlier.speaker if earlier else None
            return _earlier(clauses, before, [], at, clauses.word_from(before[1]))[0]
    return None


_TRIMMED = " \t\n\r“”\"'‘’«»,.;:—–-"


def _trim(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start] in _TRIMMED:
        start += 1
    while end > start and text[end - 1] in _TRIMMED:
        end -= 1
    return start, end


def _is_bare(text: str, reach: Span, quoted: list[Quoted], numbers: list[int]) -> bool:
    """Whether nothing but the quoted stretches and small words stands in the reach."""
    rest = []
    at = reach[0]
    for number in numbers:
        one = quoted[number]
        if at <= one.outer_start <= reach[1]:
            rest.append(text[at : one.outer_start])
            at = one.outer_end
    if at == reach[0]:
        return True
    rest.append(text[at : reach[1]])
    return len(" ".join(rest).split()) <= 3
