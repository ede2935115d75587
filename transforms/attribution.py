"""Who says what in a plain text: quoted stretches and reported clauses, each with its speaker and verb."""

import re
from dataclasses import dataclass, field
from typing import Literal

from transforms.clauses import Clauses, Span, cut
from transforms.frames import Frame, find_frames, subject_of
from transforms.nouns import noun_after, word_is_name
from transforms.occasions import after_occasion, is_occasion
from transforms.quote_marks import Quoted, pair_marks


@dataclass(slots=True)
class Attribution:
    """One statement, or stance, reported in a text. All spans are character offsets.

    Attributes:
        kind: direct where all of it stands between marks, mixed where a part does, indirect where none does.
        segments: the words between marks.
        content: the reported words, those between marks among them.
        speaker: the words that name the speaker beside the statement; None where none do.
        cue: the verb or mark of saying.
        is_speech: the speaker has said or written it; False for what somebody holds, and where no verb says so.
    """

    kind: Literal["direct", "mixed", "indirect"]
    segments: list[Span] = field(default_factory=list)
    content: list[Span] = field(default_factory=list)
    speaker: Span | None = None
    cue: Span | None = None
    is_speech: bool = False


def attribute(text: str) -> list[Attribution]:
    """Every statement that the text reports, in the order of their first words."""
    quoted = pair_marks(text)
    clauses = cut(text, quoted)
    frames = find_frames(clauses)
    return _join(clauses, quoted, frames)


_LONGEST = 5000
"""Characters of one side of a verb that may be its reported words."""


def _join(clauses: Clauses, quoted: list[Quoted], frames: list[Frame]) -> list[Attribution]:
    """Give every quoted stretch to a frame, to the stretch before it, or to the nearest speaker."""
    text = clauses.text
    owners = _owners(text, quoted, frames)
    found: list[Attribution] = []
    by_quote: dict[int, Attribution] = {}
    for frame, own, others in owners:
        content = [
            *([(max(frame.left[0], frame.left[1] - _LONGEST), frame.left[1])] if frame.left else []),
            *([(frame.right[0], min(frame.right[1], frame.right[0] + _LONGEST))] if frame.right else []),
        ]
        attribution = Attribution("indirect", [], content, frame.speaker, frame.cue, frame.is_speech)
        if own:
            attribution.segments = [(quoted[number].start, quoted[number].end) for number in own]
            bare = all(_is_bare(text, reach, quoted, own) for reach in content)
            attribution.kind = "direct" if bare else "mixed"
            if bare:
                attribution.content = list(attribution.segments)
            by_quote.update(dict.fromkeys(own, attribution))
        elif others and not frame.is_saying:
            continue
        attribution.content = [
            span for span in (_trim(text, span) for span in attribution.content) if span[1] - span[0] > 2
        ]
        if attribution.kind == "indirect":  # "Roe said on Monday": the day is not what she said
            attribution.content = [
                (start + after_occasion(text[start:end]), end)
                for start, end in attribution.content
                if not is_occasion(text[start:end])
            ]
        if attribution.kind == "mixed":
            attribution.content = [_with_closing_mark(text, span) for span in attribution.content]
        if attribution.content:
            found.append(attribution)
    for number in range(
        len(quoted) - 1, 0, -1
    ):  # the speaker may be named with the last of several paragraphs
        owner = by_quote.get(number)
        if quoted[number].continues and owner and number - 1 not in by_quote:
            span = (quoted[number - 1].start, quoted[number - 1].end)
            owner.segments.insert(0, span)
            owner.content.insert(0, span)
            by_quote[number - 1] = owner
    for number, one in enumerate(quoted):
        if number in by_quote:
            continue
        before = by_quote.get(number - 1)
        between = text[quoted[number - 1].outer_end : one.outer_start] if number else ""
        joins = one.continues or ("\n" not in between and between.rstrip()[-1:] in ("", *".?!"))
        if before and joins:
            before.segments.append((one.start, one.end))
            before.content.append((one.start, one.end))
            by_quote[number] = before
        elif not _is_title(text[one.start : one.end]):
            alone = Attribution("direct", [(one.start, one.end)], [(one.start, one.end)])
            alone.speaker, alone.cue = _nearest_speaker(clauses, quoted, number, by_quote, frames)
            by_quote[number] = alone
            found.append(alone)
    return sorted(found, key=lambda attribution: min(attribution.content))


_BESIDE = 20
"""Characters between a verb that takes an object and the quotation that it reports."""


def _owners(text: str, quoted: list[Quoted], frames: list[Frame]) -> list[tuple[Frame, list[int], bool]]:
    """Each frame with the quoted stretches that are its own, and whether it reaches others' too.

    A stretch belongs to the verb after it that closes it (`“...,” Roe said`), else to the nearest verb before it.
    """
    after: dict[int, int] = {}
    before: dict[int, int] = {}
    reached: list[bool] = []
    for place, frame in enumerate(frames):
        touches = False
        for number, one in enumerate(quoted):
            if frame.left and (
                frame.left[0] <= one.outer_start < frame.left[1]
                or (frame.left[0] == frame.left[1] and text[one.outer_end : frame.left[0]] == " ")
            ):
                after.setdefault(number, place)
                touches = True
            elif frame.right and frame.right[0] <= one.outer_start < frame.right[1]:
                if number not in before or frame.is_speech or one.outer_start - frame.cue[1] < _BESIDE:
                    before[number] = place
                touches = True
        reached.append(touches)
    owned: dict[int, list[int]] = {}
    for number in sorted({*after, *before}):
        owned.setdefault(after.get(number, before.get(number, -1)), []).append(number)
    return [(frame, owned.get(place, []), reached[place]) for place, frame in enumerate(frames)]


def _is_title(words: str) -> bool:
    """Whether the words are written as the name of a film, a book or a law: all but the small ones capitalised."""
    inked = [word for word in words.split() if word[0].isalpha() and len(word) > 3]
    return len(inked) > 1 and words[-1] not in ".!?" and all(word[0].isupper() for word in inked)


def _nearest_speaker(
    clauses: Clauses,
    quoted: list[Quoted],
    number: int,
    by_quote: dict[int, Attribution],
    frames: list[Frame],
) -> tuple[Span | None, Span | None]:
    """Speaker and cue of a quotation that no known verb of saying stands beside."""
    text, one = clauses.text, quoted[number]
    beside = _named_after(clauses, one)
    if beside:
        return beside
    # "Roe delivered a retort: “...”", "Roe calls it “a mess”": the subject of the sentence.
    sentence = clauses.sentence(one.outer_start)
    first = clauses.word_from(sentence[0])
    if (
        first < len(clauses.words)
        and clauses.starts[first] < one.outer_start
        and not clauses.is_quoted[first]
    ):
        return subject_of(clauses, sentence, [], first, clauses.word_from(one.outer_start))[0], None
    # A quotation that is a sentence of its own: who was the subject of the sentence before.
    before = clauses.sentence(sentence[0] - 2) if sentence[0] > 1 else sentence
    at = clauses.word_from(before[0])
    if before == sentence or clauses.starts[at] >= before[1]:
        return None, None
    if text[before[0] : before[1]].rstrip().endswith(":"):
        leading = [frame.speaker for frame in frames if frame.sentence == before and frame.speaker]
        if leading:
            return leading[-1], None
    if clauses.is_quoted[at]:
        earlier = by_quote.get(number - 1)
        return (earlier.speaker if earlier else None), None
    return subject_of(clauses, before, [], at, clauses.word_from(before[1]))[0], None


def _named_after(clauses: Clauses, one: Quoted) -> tuple[Span, Span | None] | None:
    """The speaker right after a quotation: `“...,” Roe riffed`, `“...” —Commissioner Roe`."""
    text = clauses.text
    following = clauses.word_from(one.outer_end)
    if following >= len(clauses.words):
        return None
    gap = text[one.outer_end : clauses.starts[following]]
    if _DASH.fullmatch(gap) and clauses.capital[following]:
        speaker = noun_after(clauses, following, len(text))
        return (speaker, _trim_blanks(text, one.outer_end, clauses.starts[following])) if speaker else None
    if text[one.end - 1 : one.end] not in (",", "?", "!") or gap not in (" ", "\xa0"):
        return None
    speaker = noun_after(clauses, following, len(text)) if word_is_name(clauses, following) else None
    if speaker is None:
        return None
    last = clauses.word_from(speaker[1]) - 1
    if last > following and not clauses.capital[last]:  # the verb, which no list of ours holds
        return (speaker[0], clauses.ends[last - 1]), (clauses.starts[last], clauses.ends[last])
    return speaker, None


_DASH = re.compile(r"\s*(?:[–—-]|--)\s*")


def _trim_blanks(text: str, start: int, end: int) -> Span:
    inked = text[start:end].strip()
    at = text.index(inked, start)
    return at, at + len(inked)


_TRIMMED = " \t\n\r“”\"'‘’«»,.;:—–-"


def _trim(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start] in _TRIMMED:
        start += 1
    while end > start and text[end - 1] in _TRIMMED:
        end -= 1
    return start, end


def _with_closing_mark(text: str, span: Span) -> Span:
    """The span with the mark after it that closes a quotation opened within it."""
    words = text[slice(*span)]
    is_open = words.count("“") > words.count("”") or words.count('"') % 2 == 1
    mark = re.match(r"[.,!?]?[”\"]", text[span[1] : span[1] + 2])
    return (span[0], span[1] + mark.end()) if is_open and mark else span


def _is_bare(text: str, reach: Span, quoted: list[Quoted], numbers: list[int]) -> bool:
    """Whether the reach holds no reported words outside the quoted stretches.

    Words before the first stretch count unless a comma or colon parts them from it (`said Monday: “...”`); after and
    between the stretches a few may stand (`“...,” he said, and “...”`).
    """
    inside = [quoted[number] for number in numbers if reach[0] <= quoted[number].outer_start <= reach[1]]
    if not inside:
        return True
    leading = text[reach[0] : inside[0].outer_start].strip()
    if leading.strip(_TRIMMED) and leading[-1] not in ",:" and not is_occasion(leading):
        return False
    ends = [one.outer_end for one in inside]
    starts = [*(one.outer_start for one in inside[1:]), reach[1]]
    around = sum(len(text[end:start].split()) for end, start in zip(ends, starts, strict=True))
    return around <= _FEW


_FEW = 3
