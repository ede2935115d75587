"""Quotations of a document with speaker, role and voice."""

import re
from collections.abc import Iterator, Sequence

from transforms.attribution import Attribution, attribute
from transforms.clauses import Span
from transforms.document import Block, Document, Quote
from transforms.evidence import after_dateline
from transforms.folding import fold
from transforms.speakers import Speaker, resolve

_FEW_WORDS = 3
"""Up to so many words between marks, without a verb of saying, are a name or a word held at arm's length."""
_ECHO_WORDS = 3
_MARK = re.compile(r"[“”\"]")


def find_quotes(document: Document) -> tuple[Quote, ...]:
    """Direct, mixed and indirect quotations, in the order of the text.

    A direct quotation gives one row for each stretch between marks; a mixed or indirect one a row for the reported
    words, marks within them left standing. Speakers are resolved with `document.mentions`.
    """
    found: list[Quote] = []
    speakers: list[Speaker] = []
    for start, end, block in _runs(document.blocks):
        for attribution in attribute(document.text[start:end]):
            found.extend(_quotes(document, attribution, start, block, speakers))
    return tuple(sorted(found, key=lambda quote: (quote.start, quote.end)))


def _runs(blocks: Sequence[Block]) -> Iterator[tuple[int, int, Block]]:
    """Stretches of text by one voice: neighbouring paragraphs, or passages, together, every other block alone."""
    run: list[Block] = []
    for block in blocks:
        if block.start == block.end or block.kind in ("heading", "table"):
            continue
        if run and not _goes_on(run[-1], block):
            yield run[0].start, run[-1].end, run[0]
            run = []
        run.append(block)
    if run:
        yield run[0].start, run[-1].end, run[0]


def _goes_on(before: Block, block: Block) -> bool:
    is_running_text = block.kind in ("paragraph", "quoted_passage")
    same = before.kind == block.kind and before.voice == block.voice
    return is_running_text and same and block.position == before.position + 1


def _quotes(
    document: Document, attribution: Attribution, offset: int, block: Block, speakers: list[Speaker]
) -> Iterator[Quote]:
    text = document.text
    cue = _words(text, attribution.cue, offset)
    if attribution.kind == "indirect" and not (attribution.speaker and attribution.is_speech):
        return
    speaker = None
    if attribution.speaker:
        span = (attribution.speaker[0] + offset, attribution.speaker[1] + offset)
        speaker = resolve(text, span, document.mentions, speakers)
    spans = attribution.segments if attribution.kind == "direct" else attribution.content
    spoken = False
    for span_start, span_end in sorted(spans):
        start, end = span_start + offset, span_end + offset
        if attribution.kind != "direct" and span_start == 0:
            start = after_dateline(text, start, end)
        words = text[start:end]
        echo = _echo(document.blocks, block, words) if attribution.kind != "indirect" else None
        if cue is None and echo is None and len(words.split()) <= _FEW_WORDS:
            continue
        if attribution.kind == "indirect" and (" " not in words or _MARK.search(words)):
            continue  # "she posted this"; and what holds a quotation is reported by the verb beside that
        author = document.blocks[echo].author_name if echo is not None else None
        if cue is None and echo is not None:
            yield _quote(document, attribution, (start, end), None, author, None, block, echo)
            continue
        spoken = True
        yield _quote(document, attribution, (start, end), speaker, None, cue, block, echo)
    if spoken and speaker:
        speakers.append(speaker)


def _quote(
    document: Document,
    attribution: Attribution,
    span: Span,
    speaker: Speaker | None,
    author: str | None,
    cue: str | None,
    block: Block,
    echo: int | None,
) -> Quote:
    return Quote(
        kind=attribution.kind,
        text=document.text[span[0] : span[1]],
        start=span[0],
        end=span[1],
        speaker=speaker.written if speaker else None,
        speaker_name=speaker.name if speaker else _person(document, author),
        speaker_role=speaker.role if speaker else None,
        cue=cue,
        voice=block.voice,
        echo_of=echo,
    )


def _person(document: Document, author: str | None) -> str | None:
    """The person of the document whom a post's displayed author names (`Mayor Dana Roe`), else the name as displayed."""
    for mention in document.mentions:
        if author and mention.kind == "person" and author.endswith(mention.name):
            return mention.name
    return author


def _words(text: str, span: Span | None, offset: int) -> str | None:
    return " ".join(text[span[0] + offset : span[1] + offset].split()) if span else None


def _echo(blocks: Sequence[Block], own: Block, words: str) -> int | None:
    """Position of the quoted passage or embedded post whose words these repeat."""
    inked = fold(words)
    if len(inked.split()) < _ECHO_WORDS:
        return None
    for block in blocks:
        is_other = block.voice != "author" and block.position != own.position
        if is_other and f" {inked} " in f" {fold(block.text)} ":
            return block.position
    return None
