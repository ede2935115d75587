"""Pages that nobody should send, each made by a function: the table of `test_malformed`, and the child that reads them.

As a program: reads the page of each name given, within the limits of its process, and prints a JSON line for each:
`{"name", "reason", "detail", "text", "seconds", "megabytes"}`; `reason` is null for a document.
"""

import gzip
import json
import resource
import sys
import time
import zlib
from collections.abc import Callable
from typing import Final

from invented import capture, page, source

from crawlers.bodies import decode_body
from transforms.document import Document
from transforms.extract import extract

Body = Callable[[], bytes]


def _in(markup: str) -> Body:
    return lambda: page(markup).encode()


def _nested(tag: str, times: int) -> Body:
    return _in(f"<{tag}>" * times + "x")


def _jsonld(text: str) -> Body:
    return lambda: page(head=f'<script type="application/ld+json">{text}</script>').encode()


def _laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE html [<!ENTITY l0 "lol">{entities}]>{page("<p>&l9;</p>")}'.encode()


_HALF: Final = 29_000
"""Elements just few enough to be read, each with its closing tag."""

BODIES: Final[dict[str, Body]] = {
    "nothing": lambda: b"",
    "white space": lambda: b" \r\n\t" * 100_000,
    "binary": lambda: bytes(range(256)) * 4_000,
    "binary with mark-up in it": lambda: bytes(range(128, 256)) * 4_000 + b"<p>x" + bytes(range(256)) * 100,
    "20 MB of nested tags": _nested("div", 4_000_000),
    "20 MB of nested bold": _nested("b", 6_000_000),
    "a million attributes": _in("<p " + " ".join(f"a{n}" for n in range(1_000_000)) + ">x"),
    "a million attributes with values": _in("<p " + " ".join(f"{n}='>'" for n in range(700_000)) + ">x"),
    "a text of 20 MB": _in("<p>" + "word " * 4_000_000),
    "a word of 9 MB": _in("<p>" + "w" * 9_000_000),
    "a million siblings": _in("<br>" * 1_000_000),
    "as many paragraphs as are read": _in("<p>x y z</p>" * _HALF),
    "as many spans as are read": _in("<span>x</span>" * _HALF),
    "as many items as are read": _in("<ul>" + "<li>x</li>" * _HALF + "</ul>"),
    "as many cells as are read": _in("<table>" + ("<tr>" + "<td>x" * 20) * (2 * _HALF // 21) + "</table>"),
    "as many passages as are read": _in("<blockquote><p>They said so, and more</p></blockquote>" * (_HALF // 2)),
    "as many links as are read": _in("<a href='/x'>x y</a> " * _HALF),
    "a passage of posts and links": _in(
        "<blockquote>"
        + "".join(f"<p>They said so, and <a href='/{n}'>more</a></p><p>https://x.com/a/status/{10**9 + n}</p>" for n in range(7_000))
        + "</blockquote>"
    ),
    "posts within posts": _in("<blockquote class='twitter-tweet'>" * 180 + "<blockquote>x</blockquote>" * 20_000),
    "nested divisions": _nested("div", 59_000),
    "nested passages": _nested("blockquote", 59_000),
    "nested lists": _nested("ul><li", 29_000),
    "nested tables": _nested("table><tr><td", 19_000),
    "nested links": _nested("a", 59_000),
    "nested spans, few enough to be read": _in("<span>" * 1_900 + "deep" + "</span>" * 1_900),
    "null bytes": _in("<p>The\0 sheriff\0\0 said so.</p>" + "\0" * 100_000),
    "gzip in gzip": lambda: gzip.compress(gzip.compress(page().encode())),
    "deflate called gzip": lambda: zlib.compress(page().encode()),
    "XML": lambda: b'<?xml version="1.0"?><rss><channel><title>x</title></channel></rss>',
    "SVG": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><text>Words in a picture</text></svg>',
    "JSON-LD of 9 MB": _jsonld('{"@type":"NewsArticle","headline":"x","articleBody":"' + "word " * 1_800_000 + '"}'),
    "JSON-LD 10,000 deep": _jsonld('{"@type":"NewsArticle","author":' * 10_000 + "1" + "}" * 10_000),
    "JSON-LD lists 100,000 deep": _jsonld("[" * 100_000),
    "JSON-LD with keys twice, infinite and no numbers": _jsonld(
        '{"@type":"NewsArticle","headline":1,"headline":NaN,"datePublished":Infinity,"datePublished":-Infinity,"author":[null,[[]]],"wordCount":'
        + "9" * 100_000
        + "}"
    ),
    "JSON-LD of commas and spaces": _jsonld("{" + ", " * 300_000 + " " * 500_000 + "x"),
    "JSON-LD of a person who is named by herself": _jsonld(
        '{"@graph":[{"@type":"Person","@id":"a","name":[' + ",".join(['{"@id":"a"}'] * 8_000) + ']},{"@type":"NewsArticle","author":{"@id":"a"}}]}'
    ),
    "JSON-LD of an author of many lines": _jsonld('{"@type":"NewsArticle","author":"' + "Ab\\n" * 300_000 + '"}'),
    "JSON-LD of pictures that are described nowhere": _jsonld(
        '[{"@type":"NewsArticle","image":[' + ",".join(['{"@id":"x"}'] * 20_000) + "]}" + ',{"@type":"Thing","@id":"y"}' * 20_000 + "]"
    ),
    "JSON-LD of keywords far apart": _jsonld('{"@type":"NewsArticle","keywords":"' + " " * 200_000 + 'x"}'),
    "JSON-LD of a headline of many parts": _jsonld('{"@type":"NewsArticle","headline":"' + "A dog | b " * 40_000 + '"}'),
    "headings and authors": _in("<h1></h1>" * (_HALF // 2) + "<a rel='author'>xy</a>" * (_HALF // 2)),
    "line ends and bold names": _in("<div>" + "<br>" * _HALF + "<b>xy</b>" * (_HALF // 2) + "</div>"),
    "nothing, and then authors, in one item": _in("<li>" + "<b> </b>" * (_HALF // 2) + "<a rel='author'>xy</a>" * (_HALF // 2) + "</li>"),
    "authors of authors, each with the page for a name": _in(
        '<div itemscope itemtype="https://schema.org/Article">'
        + "<div itemprop='author'>" * 60 + "<div itemprop='name'>" * 120 + "word " * 800_000 + "</div>" * 181
    ),
    "broken references": _in("<p>" + "&#" * 200_000 + "&#x;&#99999999999999;&bogus;&amp" * 10_000),
    "a billion laughs": _laughs,
    "data addresses": _in(f"<img src='data:image/png;base64,{'A' * 4_000_000}'><a href='data:x,{'B' * 4_000_000}'>x</a>"),
    "a long class": _in(f"<p class='{'related-' * 300_000}'>x</p>"),
    "a title without end": lambda: b"<html><title>" + b"word | " * 500_000,
    **{
        f"a run of {name}": _in(f"<p>{unit * (600_000 // len(unit))}x</p>")
        for name, unit in {
            "spaces": " ", "line ends": "\n", "hard spaces": "\u00a0", "quotation marks": '"', "curly marks": "“", "pairs of marks": "“a” ", "dashes": "-",
            "long dashes": "— ", "digits": "1", "dates": "2024-01-01 ", "full stops": ".", "parentheses": "(", "capitals": "A", "ats": "@a ", "schemes": "http://",
            "cues": "Correction: ", "bylines": "By ", "open links": "<a            ", "open comments": "<!--        ", "open declarations": "<!          ", "brackets": "<           ", "ampersands": "&",
            "accents": "\u0301\u0316", "mojibake": "â€™ Ã© ", "half mojibake": "Ã", "direction marks": "\u200fא", "escaped references": "&amp;#8217;",
        }.items()
    },
    **{
        f"plain text: a run of {name}": (lambda unit=unit: unit * (2_000_000 // len(unit)) + b"x")
        for name, unit in {"words": b"word ", "lines": b"word\n", "dashes": b"-", "marks": b"> ", "bylines": b"By Jane Roe\n", "high bytes": bytes(range(128, 256))}.items()
    },
}  # fmt: skip


def main(names: list[str]) -> None:
    """Read the page of each name and print what became of it."""
    extract(capture(page()), source(), None)  # what is loaded once is no page's cost
    for name in names:
        headers = (("Content-Encoding", "gzip"),) if "gzip" in name else ()
        body, problem = decode_body(headers, BODIES[name]())
        kind = "text/plain" if name.startswith("plain text") else "text/html"
        before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
        result = extract(capture(body, content_type=kind, problem=problem), source(), None)
        is_document = isinstance(result, Document)
        found = {
            "name": name,
            "reason": None if isinstance(result, Document) else result.reason,
            "detail": "" if isinstance(result, Document) else result.detail,
            "text": result.text[:2_000] if isinstance(result, Document) else "",
            "seconds": time.process_time() - began,
            "megabytes": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024,
        }
        assert is_document or found["detail"]
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
