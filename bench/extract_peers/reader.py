"""One peer at work in an environment of its own: `reader.py NAME`.

Reads {"path", "url"} a line from standard input, the path that of a page in UTF-8, and answers each with a line in the form of
the pages' scorer, and `seconds`, its CPU time from the page as text to what it found. A page on which the peer raises gives
nothing but `error`. The peer is kept from the web: news-please would ask it for pictures.
"""

import html
import json
import socket
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

Found = dict[str, Any]
Reader = Callable[[str, str], Found]


def trafilatura_with_metadata() -> Reader:
    """Comments off, metadata on, dates with their time of day."""
    trafilatura = import_module("trafilatura")
    dates = {"outputformat": "%Y-%m-%dT%H:%M:%S%z", "original_date": True}

    def read(page: str, url: str) -> Found:
        found = trafilatura.bare_extraction(
            page, url=url, include_comments=False, with_metadata=True, date_extraction_params=dates
        )
        if found is None:
            return {}
        return {
            "title": found.title,
            "authors": (found.author or "").split("; "),
            "published": found.date,
            "section": (found.categories or [None])[0],
            "topics": found.tags or [],
            "body": found.text,
        }

    return read


def trafilatura_bare() -> Reader:
    """The text alone, comments off."""
    trafilatura = import_module("trafilatura")
    return lambda page, url: {"body": trafilatura.extract(page, url=url, include_comments=False)}


def lxml_parse() -> Reader:
    """No extraction at all: the page as a tree, for what a page costs at the least."""
    etree = import_module("lxml.html")

    def read(page: str, url: str) -> Found:
        # As bytes: a text with an XML declaration is refused.
        etree.document_fromstring(page.encode(), etree.HTMLParser(encoding="utf-8"), base_url=url)
        return {}

    return read


def newspaper4k() -> Reader:
    """As it comes, the page given."""
    newspaper = import_module("newspaper")

    def read(page: str, url: str) -> Found:
        article = newspaper.Article(url, fetch_images=False)
        article.download(input_html=page)
        article.parse()
        when = article.publish_date
        return {
            "title": article.title,
            "authors": list(article.authors),
            "published": when.isoformat() if when else None,
            "topics": list(article.meta_keywords or []),
            "body": article.text,
        }

    return read


def readability_lxml() -> Reader:
    """Its summary's text, a line for each block."""
    readability, etree = import_module("readability"), import_module("lxml.html")
    blocks = "p, div, li, h1, h2, h3, h4, h5, h6, blockquote, tr, pre, br, figcaption, td"

    def read(page: str, url: str) -> Found:
        document = readability.Document(page, url=url)
        tree = etree.fromstring(document.summary(html_partial=True))
        for element in tree.iter(*blocks.split(", ")):
            element.tail = "\n" + (element.tail or "")
        return {"title": document.short_title(), "body": tree.text_content()}

    return read


def resiliparse() -> Reader:
    """Main content only, without comments, bullets and alternative texts of pictures."""
    plain = import_module("resiliparse.extract.html2text").extract_plain_text
    return lambda page, _: {
        "body": plain(page, main_content=True, comments=False, alt_texts=False, list_bullets=False)
    }


def news_please() -> Reader:
    """As it comes, less the pictures that it would fetch."""
    newsplease = import_module("newsplease").NewsPlease

    def read(page: str, url: str) -> Found:
        article = newsplease.from_html(page, url=url, fetch_images=False)
        when = article.date_publish
        return {
            "title": article.title,
            "authors": list(article.authors or []),
            "published": when.isoformat() if when else None,
            "body": article.maintext,
        }

    return read


def goose3() -> Reader:
    """As it comes, less the pictures that it would fetch."""
    goose = import_module("goose3").Goose({"enable_image_fetching": False})

    def read(page: str, url: str) -> Found:
        article = goose.extract(raw_html=page)
        return {
            "title": article.title,
            "authors": list(article.authors or []),
            "published": str(article.publish_date) if article.publish_date else None,
            "topics": list(article.tags or []),
            "body": article.cleaned_text,
        }

    return read


def extruct_json_ld() -> Reader:
    """What the page's JSON-LD declares, as it stands: of its items an article, else the first with a headline or a body."""
    extruct = import_module("extruct")

    def items(value: Any) -> list[Found]:
        if isinstance(value, list):
            return [item for one in value for item in items(one)]
        if not isinstance(value, dict):
            return []
        inner = [one for key in ("@graph", "mainEntity", "mainEntityOfPage") for one in items(value.get(key))]
        return [value, *inner]

    def texts(value: Any, by_id: dict[str, Any]) -> list[str]:
        if isinstance(value, list):
            return [text for one in value for text in texts(one, by_id)]
        if isinstance(value, dict):
            return texts(value.get("name") or by_id.get(str(value.get("@id")), {}).get("name"), by_id)
        return [html.unescape(value)] if isinstance(value, str) and value else []

    def read(page: str, url: str) -> Found:
        found = items(extruct.extract(page, base_url=url, syntaxes=["json-ld"], errors="log")["json-ld"])
        by_id = {str(item["@id"]): item for item in found if "@id" in item}
        told = [item for item in found if "headline" in item or "articleBody" in item]
        articles = [item for item in told if "Article" in str(item.get("@type"))]
        item: Found = next(iter(articles or told), {})
        title, body, section = (
            next(iter(texts(item.get(key), by_id)), None)
            for key in ("headline", "articleBody", "articleSection")
        )
        topics = item.get("keywords")
        return {
            "title": title,
            "authors": texts(item.get("author"), by_id),
            "published": item.get("datePublished"),
            "section": section,
            "topics": topics.split(",") if isinstance(topics, str) else texts(topics, by_id),
            "body": body,
        }

    return read


READERS = {
    "trafilatura": trafilatura_with_metadata,
    "trafilatura bare": trafilatura_bare,
    "lxml, a bare parse": lxml_parse,
    "newspaper4k": newspaper4k,
    "readability-lxml": readability_lxml,
    "resiliparse": resiliparse,
    "news-please": news_please,
    "goose3": goose3,
    "extruct JSON-LD": extruct_json_ld,
}


def _no_web(*_: object, **__: object) -> Any:
    raise OSError("a peer that is measured has no web")


def main() -> None:
    """Answer line for line until the input ends."""
    answers, sys.stdout = sys.stdout, sys.stderr
    # mypy: what is replaced is the library's, in this process alone.
    socket.socket.connect = _no_web  # type: ignore[method-assign]
    socket.getaddrinfo = _no_web
    read = READERS[sys.argv[1]]()
    print("ready", file=answers, flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        page = Path(asked["path"]).read_text("utf-8", "replace")
        started = time.process_time()
        try:
            found = read(page, asked["url"])
        except Exception as error:  # noqa: BLE001  a page that breaks a peer is a page without a prediction
            found = {"error": f"{type(error).__name__}: {error}"}
        found["seconds"] = time.process_time() - started
        print(json.dumps(found, default=str), file=answers, flush=True)


if __name__ == "__main__":
    main()
