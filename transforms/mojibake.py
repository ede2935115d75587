"""Text that was encoded or escaped once too often, mended where the page can hardly have meant it."""

import html
import re
from typing import Final

from ftfy import fix_encoding

# The first character of a UTF-8 sequence misread in windows-1252, then one that the rest of it becomes; and how quotation
# marks look that were misread as Mac Roman or windows-1251. Without one of these there is nothing to mend.
_REST: Final = "\u0080-\u00bf\u2010-\u2122\u0152-\u0178\u02c6\u02dc\u0192"
# One class to begin with: a search for it is quick.
_SUSPECT: Final = re.compile(
    f"[Â-ð‚в](?:(?<=[Â-ß])[{_REST}Ââ]|(?<=[à-ï])[{_REST}]{{2}}|(?<=ð)[{_REST}]{{2,3}}|(?<=‚)Ä[ôúùìîò¶]|(?<=в)Ђ[™њќ“”¦])"
)
_EDGE: Final = re.compile(r"[<>\n]|\Z")
_EDGES: Final = ("<", ">", "\n")
_NAMED: Final = re.compile(
    r"&(?:[aA](?:circ|tilde|uml|ring|elig)|Oslash|E(?:TH|uml)|19[4-9]|2[0-3]\d|#19[4-9]|#2[0-3]\d|#x[cdeCDE][\da-fA-F]);(?:&(?:[a-zA-Z]{2,8}|#\d{2,5}|#x[\da-fA-F]{2,4});)+"
)
_TWICE: Final = re.compile(
    r"&amp;(?=(?:#(?:\d{2,6}|x[\da-fA-F]{2,5})|quot|apos|nbsp|[lr][sd]quo|[sb]dquo|sbquo|[nm]dash|hellip|bull|middot|laquo|raquo|iexcl|iquest|copy|reg|trade"
    r"|deg|pound|euro|cent|sect|frac\d\d|szlig|[AOao](?:ring|slash|elig)|[aeiouncyAEIOUNCY](?:acute|grave|circ|uml|tilde|cedil)|amp(?!;[\w%.\[\]-]*=))(?:;))"
)


def mend(text: str) -> str:
    """Undo a double encoding ("donâ€™t"), also one done twice, where the text can hardly have meant it; else the text."""
    return fix_encoding(text) if _SUSPECT.search(text) else text


def mend_runs(text: str) -> str:
    """`mend` of each stretch between tags and line ends: one may be wrong where others are right."""
    pieces: list[str] = []
    done = 0
    while (found := _SUSPECT.search(text, done)) is not None:
        start = max(done, *(text.rfind(mark, done, found.start()) + 1 for mark in _EDGES))
        edge = _EDGE.search(text, found.end())
        end = edge.start() if edge else len(text)
        pieces += (text[done:start], fix_encoding(text[start:end]))
        done = end
    return "".join((*pieces, text[done:])) if pieces else text


def unescape(markup: str) -> str:
    """Mark-up in which no character reference is itself escaped ("&amp;#8217;"), and none spells out a double encoding."""
    if "&" not in markup:
        return markup
    if "&amp;" in markup:
        markup = _TWICE.sub("&", markup)
    return _NAMED.sub(_mended, markup)


def _mended(found: re.Match[str]) -> str:
    text = html.unescape(found[0])
    mended = mend(text)
    return mended if len(mended) < len(text) and "<" not in mended and "&" not in mended else found[0]
