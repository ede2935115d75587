"""Marks of quotations and embeds that a site left in its text: turned into the mark-up that they stand for.

Shortcodes of an editor that nobody resolved, addresses on a line of their own, forum tags, ">" before quoted lines, a
letter printed from its salutation to its signature, the closing line of an embedded post whose frame was lost.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from lxml.html import HtmlElement

from transforms.decode import one_line
from transforms.post_addresses import permalink, post_address
from transforms.post_markup import ends_like_a_post, is_byline

_SHORTCODE: Final = re.compile(
    r"(?:\[|\{\{[<%]?|\{%)\s*(?P<name>embed|tweet|twitter|youtube|instagram|facebook|tiktok|reddit|bluesky|mastodon|threads|x)\b[\s=:]*"
    r"(?P<given>[^\]}%]*?)\s*/?(?:\]|[%>]?\}\}|%\})\s*(?:(?P<inner>\S+?)\s*\[/\w+\])?",
    re.I,
)
_ADDRESS: Final = re.compile(r"https?://[^\s\"'\]<>]+")
_ID: Final = re.compile(r"(?:^|\bid\s*=\s*|\s)[\"']?(?P<id>[\w-]{5,25})[\"']?\s*$")
_QUOTE_OPEN: Final = re.compile(r"^\s*\[(?:block)?quote(?:=[\"']?(?P<author>[^\"'\];]+)[^\]]*)?\]\s*", re.I)
_QUOTE_CLOSE: Final = re.compile(r"\[/(?:block)?quote\]\s*$", re.I)
_ANGLE: Final = re.compile(r"^(?:>\s)+|^>(?!>)")
"""">>" is an arrow."""
_SALUTATION: Final = re.compile(
    r"^(?:dear\b.{2,80}|to whom it may concern|to the editor\b.{0,60})[,:]?$", re.I
)
_SIGN_OFF: Final = re.compile(
    r"^(?:(?:very |most )?(?:sincerely|respectfully|faithfully|cordially|truly)(?: yours| submitted)?|yours(?: very)? (?:truly|sincerely|faithfully)"
    r"|(?:best|kind|warm)? ?regards|in solidarity|with respect)\b[^.]{0,80}$",
    re.I,
)
_LONGEST_CODE: Final = 1000
"""Characters of a shortcode: more are not looked at, since the time grows with their square."""
_LONGEST_LETTER: Final = 60
_MOST: Final = 200
"""Of a kind that are resolved on one page."""
_LONGEST_SIGNATURE: Final = 60
_PROSE: Final = 60
_CODE_HINT: Final = re.compile(
    r"\[(?:embed|tweet|twitter|youtube|instagram|facebook|tiktok|reddit|bluesky|mastodon|threads|x)\b|\{\{[<%]|\{%",
    re.I,
)
_QUOTE_HINT: Final = re.compile(r"\[(?:block)?quote\b", re.I)
_LETTER_HINTS: Final = ("dear ", "to whom it may", "to the editor")


def resolve_written_marks(tree: HtmlElement, text: str, lowered: str) -> bool:
    """Put mark-up in the place of marks that were left in the text; False where nothing can have changed.

    Args:
        tree: is changed.
        text: all that it shows; what does not occur in it is not looked for.
        lowered: the same in lower case.
    """
    steps = (
        ("http" in text, _part_addresses),
        (("[" in text or "{" in text) and _CODE_HINT.search(text), _resolve_shortcodes),
        ("[" in text and _QUOTE_HINT.search(text), _resolve_forum_quotes),
        (">" in text, _resolve_angles),
        (any(hint in lowered for hint in _LETTER_HINTS), _set_letters_apart),
        ("(@" in text or ("(" in text and "bsky" in text), _frame_bylines),
    )
    for is_due, step in steps:
        if is_due:
            step(tree)
    return any(is_due for is_due, _ in steps)


def _resolve_shortcodes(tree: HtmlElement) -> None:
    for element in list(tree.iter("p", "div", "figure")):
        if len(element) > 2:
            continue
        text = element.text_content()
        match = _SHORTCODE.fullmatch(one_line(text)) if len(text) <= _LONGEST_CODE else None
        if match is None:
            continue
        given = f"{match['given']} {match['inner'] or ''}"
        address = _ADDRESS.search(given)
        if address is None:
            network = {"tweet": "twitter", "x": "twitter"}.get(match["name"].lower(), match["name"].lower())
            post_id = _ID.search(match["given"])
            url = permalink(network, post_id["id"]) if post_id else None
        else:
            url = address[0]
        if url and post_address(url):
            for child in list(element):
                element.remove(child)
            element.text = url


def _part_addresses(tree: HtmlElement) -> None:
    """The address of a post between two line breaks becomes a paragraph, as editors' systems treat it."""
    for br in list(islice(filter(_precedes_address, tree.iter("br")), _MOST)):
        parent = br.getparent()
        if parent is None or parent.tag != "p":
            continue
        address, rest = parent.makeelement("p"), parent.makeelement("p")
        address.text = (br.tail or "").strip()
        nodes = list(br.itersiblings())
        parent.remove(br)
        if nodes:
            rest.text = nodes[0].tail
            parent.remove(nodes[0])
            rest.extend(nodes[1:])
        rest.tail, parent.tail = parent.tail, None
        parent.addnext(address)
        address.addnext(rest)


def _precedes_address(br: HtmlElement) -> bool:
    line, following = (br.tail or "").strip(), br.getnext()
    return (
        line.startswith("http")
        and " " not in line
        and (following is None or following.tag == "br")
        and post_address(line) is not None
    )


def _resolve_forum_quotes(tree: HtmlElement) -> None:
    openings = (e for e in tree.iter("p", "div") if _QUOTE_OPEN.match(e.text or ""))
    for first in list(islice(openings, _MOST)):
        if first.getparent() is None:
            continue
        run = [first]
        while not _QUOTE_CLOSE.search(_tail_text(run[-1])) and len(run) < _LONGEST_LETTER:
            following = run[-1].getnext()
            if following is None:
                break
            run.append(following)
        if not _QUOTE_CLOSE.search(_tail_text(run[-1])):
            continue
        opened = _QUOTE_OPEN.match(first.text or "")
        first.text = (first.text or "")[opened.end() if opened else 0 :]
        _cut_close(run[-1])
        quote = _wrap(run)
        if opened and opened["author"]:
            quote.set("data-author", opened["author"].strip())


def _tail_text(element: HtmlElement) -> str:
    return str(element.text_content())[-40:]


def _cut_close(element: HtmlElement) -> None:
    if len(element):
        element[-1].tail = _without_close(element[-1].tail or "")
    else:
        element.text = _without_close(element.text or "")


def _without_close(text: str) -> str:
    at = max(text.rfind("["), 0)
    return text[:at].rstrip() if _QUOTE_CLOSE.match(text, at) else text


def _resolve_angles(tree: HtmlElement) -> None:
    """Paragraphs whose every line begins with ">": several in a row are one passage."""
    runs: list[list[HtmlElement]] = []
    for element in [e for e in tree.iter("p") if _is_angled(e)]:
        if runs and runs[-1][-1].getnext() is element:
            runs[-1].append(element)
        else:
            runs.append([element])
    for run in runs:
        # Without a full stop it is a headline behind an arrow.
        if not one_line(run[-1].text_content()).endswith((".", "?", "!", "…", "”", '"', "»", ":")):
            continue
        for element in run:
            element.text = _ANGLE.sub("", (element.text or "").lstrip())
            for br in element.iter("br"):
                br.tail = _ANGLE.sub("", (br.tail or "").lstrip())
        _wrap(run)


def _is_angled(element: HtmlElement) -> bool:
    if (
        not _ANGLE.match((element.text or "").lstrip())
        or next(element.iterancestors("blockquote"), None) is not None
    ):
        return False
    return all(
        _ANGLE.match((br.tail or "").lstrip()) or not (br.tail or "").strip() for br in element.iter("br")
    )


def _set_letters_apart(tree: HtmlElement) -> None:
    """A letter among what somebody says about it; where nobody does, the document is the letter."""
    openings = (p for p in tree.iter("p") if _SALUTATION.match(one_line(p.text_content())))
    for first in list(islice(openings, _MOST)):
        parent = first.getparent()
        if parent is None or next(first.iterancestors("blockquote", "li", "td"), None) is not None:
            continue
        if not any(
            len(one_line(p.text_content())) >= _PROSE
            for p in islice(first.itersiblings("p", preceding=True), _LONGEST_LETTER)
        ):
            continue
        if run := _letter(first):
            _wrap(run)


def _letter(first: HtmlElement) -> list[HtmlElement]:
    run = [first]
    ended = False
    for element in first.itersiblings():
        if not isinstance(element.tag, str) or element.tag not in ("p", "ul", "ol", "br", "blockquote"):
            break
        text = one_line(element.text_content())
        if ended and (len(text) > _LONGEST_SIGNATURE or text.endswith((".", "?", "!", ":", "”", '"'))):
            break
        run.append(element)
        if not ended and _SIGN_OFF.match(text):
            ended = True
            if "," in text.rstrip(",") or element.find("br") is not None:
                break  # signed in the same paragraph
        if len(run) > _LONGEST_LETTER or (ended and len(run) >= 3 and _signed(run)):
            break
    return run if ended else []


def _signed(run: Sequence[HtmlElement]) -> bool:
    """Three lines after the sign-off are the longest signature."""
    return len(run) > 3 and _SIGN_OFF.match(one_line(run[-4].text_content())) is not None


def _frame_bylines(tree: HtmlElement) -> None:
    """The closing line of an embed code without its frame: it and the paragraph before it are a post."""
    links = list(_links_to_posts(tree))
    last = {link.getparent(): link for link in links}
    for link in links:
        parent = link.getparent()
        if parent is None or next(link.iterancestors("blockquote", "figure"), None) is not None:
            continue
        before = link.getprevious()
        if (
            before is not None
            and before.tag == "p"
            and is_byline(f"{one_line(before.tail or '')} {one_line(link.text_content())}")
        ):
            _wrap([before, link])
        elif parent.tag == "p" and link is last.get(parent):
            text, words = one_line(parent.text_content()), parent.getprevious()
            if not text.endswith(one_line(link.text_content())) or ends_like_a_post(parent) is None:
                continue
            if not is_byline(text):
                _wrap([parent])
            elif words is not None and words.tag == "p":
                _wrap([words, parent])


def _links_to_posts(tree: HtmlElement) -> Iterator[HtmlElement]:
    for link in tree.iter("a"):
        href = link.get("href")
        if href and ("/status/" in href or "/post/" in href) and post_address(href):
            yield link


def _wrap(run: Sequence[HtmlElement]) -> HtmlElement:
    """Put a `<blockquote>` around siblings."""
    quote = run[0].makeelement("blockquote")
    quote.tail, run[-1].tail = run[-1].tail, None
    run[0].addprevious(quote)
    quote.extend(run)
    return quote
