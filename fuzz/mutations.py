"""Real pages, broken: each function takes a page's bytes and gives others, all chance from the generator passed in."""

import re
from collections.abc import Callable, Sequence
from random import Random
from typing import Final

_TAG: Final = re.compile(rb"</?[a-zA-Z][^<>]{0,300}>")
_NAMES: Final = (
    b"p", b"div", b"span", b"a", b"b", b"i", b"br", b"blockquote", b"q", b"ul", b"ol", b"li", b"dl", b"table", b"tr", b"td",
    b"th", b"section", b"article", b"main", b"aside", b"nav", b"figure", b"figcaption", b"iframe", b"script", b"style",
    b"template", b"noscript", b"svg", b"math", b"font", b"center", b"h1", b"h2", b"title", b"head", b"body", b"html", b"base",
    b"form", b"button", b"select", b"textarea", b"time", b"cite", b"pre", b"details", b"amp-twitter", b"x-y", b"frameset",
)  # fmt: skip
_SCRAPS: Final = (
    b"\0", b"\xff", b"\xed\xa0\x80", b"\xc3", b"\xe2\x80\x99", b"\xc3\xa2\xe2\x82\xac\xe2\x84\xa2", b"&#0;", b"&#xD800;", b"&#146;",
    b"&#x10FFFF;", b"&#99999999999;", b"&amp;#8217;", b"&nbsp", b"&", b"<", b">", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?php", b"<!DOCTYPE x [",
    b'"', b"'", b"=", b"/", b"\r", b"\t", b"\x0b", b"\x1f", b"\x85", b"\xc2\x85", b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"\xef\xbf\xbe", b"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7",
    b"\xe2\x80\xae", b"cc\xcc\x81", b'<base href="//">', b'<base href="http://[">',
    b'<a href="http://[::1">x</a>', b'<a href="javascript:x">x</a>', b'<a href="//">x</a>', b'<link rel="canonical" href="http://[">', b'<blockquote cite="http://[x">',
    b'<meta charset="utf-7">', b'<meta property="article:published_time" content="0001-01-01T00:00:00Z">', b'<time datetime="9999-12-31T23:59:59-12:00">x</time>',
    b'<script type="application/ld+json">{"@type":"NewsArticle","headline":1,"author":[[{"name":{}}]],"datePublished":[]}</script>',
    b'<script type="application/ld+json">{"@type":["NewsArticle",1,null],"headline":{"@value":null},"author":"","datePublished":1e400,"isAccessibleForFree":[]}</script>',
    b'<blockquote class="twitter-tweet"><a href="https://twitter.com/x/status/1">', b"<plaintext>", b"</body></html>", b"<body>", b"<html>",
)  # fmt: skip

Mutation = Callable[[bytes, Random, Sequence[bytes]], bytes]


def mutate(pages: Sequence[bytes], chance: Random) -> bytes:
    """One of the pages after one to six mutations."""
    page = chance.choice(pages)
    for _ in range(chance.choice((1, 1, 2, 2, 3, 6))):
        page = chance.choice(MUTATIONS)(page, chance, pages)
    return page


def _cut(page: bytes, chance: Random, pages: Sequence[bytes]) -> bytes:
    return page[: chance.randrange(len(page) + 1)]


def _drop(page: bytes, chance: Random, pages: Sequence[bytes]) -> bytes:
    start, end = _span(page, chance)
    return page[:start] + page[end:]


def _repeat(page: bytes, chance: Random, pages: Sequence[bytes]) -> bytes:
    start, end = _span(page, chance, 20_000)
    return page[:end] + page[start:end] * chance.choice((1, 2, 5, 20)) + page[end:]


def _splice(page: bytes, chance: Random, pages: Sequence[bytes]) -> bytes:
    other = chance.choice(pages)
    start, end = _span(other, chance)
    at = chance.randrange(len(page) + 1)
    return page[:at] + other[start:end] + page[at:]


def _graft(page: bytes, chance: Random, pages: Sequence[bytes]) -> bytes:
    """The first part of one page, the last of another."""
    other = chance.choice(pages)
    return page[: chance.randrange(len(page) + 1)] + other[chance.randrange(len(other) + 1) :]


def _flip(page: bytes, chance: Random, pages: Sequence[bytes]) -> bytes:
    changed = bytearray(page)
    for _ in range(chance.choice((1, 4, 30, 300)) if changed else 0):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _scrap(page: bytes, chance: Random, pages: Sequence[bytes]) -> bytes:
    for _ in range(chance.choice((1, 3, 20))):
        at = chance.randrange(len(page) + 1)
        page = page[:at] + chance.choice(_SCRAPS) * chance.choice((1, 1, 1, 2, 50)) + page[at:]
    return page


def _rename(page: bytes, chance: Random, pages: Sequence[bytes]) -> bytes:
    """One tag's name becomes another's, everywhere."""
    old, new = chance.choice(_NAMES), chance.choice(_NAMES)
    return re.sub(rb"(</?)" + old + rb"(?=[\s>/])", rb"\g<1>" + new, page, flags=re.I)


def _swap(page: bytes, chance: Random, pages: Sequence[bytes]) -> bytes:
    """Two tags change places."""
    tags = [match.span() for match in _TAG.finditer(page)]
    if len(tags) < 2:
        return page
    (a, b), (c, d) = sorted(chance.sample(tags, 2))
    return page[:a] + page[c:d] + page[b:c] + page[a:b] + page[d:]


def _lose_tags(page: bytes, chance: Random, pages: Sequence[bytes]) -> bytes:
    share = chance.choice((0.02, 0.2, 0.6))
    return _TAG.sub(lambda tag: b"" if chance.random() < share else tag[0], page)


def _nest(page: bytes, chance: Random, pages: Sequence[bytes]) -> bytes:
    at = chance.randrange(len(page) + 1)
    name, deep = chance.choice(_NAMES), chance.choice((3, 60, 300, 3000))
    return page[:at] + (b"<" + name + b">") * deep + page[at:]


def _recode(page: bytes, chance: Random, pages: Sequence[bytes]) -> bytes:
    """In another encoding, or encoded twice; the label stays as it was."""
    text = page.decode("utf-8", "replace")
    if chance.random() < 0.4:
        return text.encode().decode("latin-1").encode()
    name = chance.choice(
        ("cp1252", "cp1251", "shift_jis", "gb18030", "utf-16-le", "utf-16", "utf-32", "euc-kr")
    )
    return text.encode(name, "ignore")


MUTATIONS: Final[tuple[Mutation, ...]] = (
    _cut, _drop, _repeat, _splice, _graft, _flip, _scrap, _rename, _swap, _lose_tags, _nest, _recode,
)  # fmt: skip


def _span(page: bytes, chance: Random, longest: int = 100_000) -> tuple[int, int]:
    start = chance.randrange(len(page) + 1)
    return start, min(len(page), start + chance.randrange(chance.choice((10, 300, 5000, longest)) + 1))
