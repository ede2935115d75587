"""One peer at work in an environment of its own: `reader.py NAME`.

Reads {"path", "url"} a line from standard input, the path that of a page in UTF-8, and answers each with a line in the form of
the pages' scorer, and `seconds`, its CPU time from the page as text to what it found. A page on which the peer raises gives
nothing but `error`. The peer is kept from the web: news-please would ask it for pictures.
"""

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

    def read(html: str, url: str) -> Found:
        found = trafilatura.bare_extraction(
            html, url=url, include_comments=False, with_metadata=True, date_extraction_params=dates
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
    return lambda html, url: {"body": trafilatura.extract(html, url=url, include_comments=False)}


def newspaper4k() -> Reader:
    """As it comes, the page given."""
    newspaper = import_module("newspaper")

    def read(html: str, url: str) -> Found:
        article = newspaper.Article(url, fetch_images=False)
        article.download(input_html=html)
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

    def read(html: str, url: str) -> Found:
        document = readability.Document(html, url=url)
        tree = etree.fromstring(document.summary(html_partial=True))
        for element in tree.iter(*blocks.split(", ")):
            element.tail = "\n" + (element.tail or "")
        return {"title": document.short_title(), "body": tree.text_content()}

    return read


def resiliparse() -> Reader:
    """Main content only, without comments, bullets and alternative texts of pictures."""
    plain = import_module("resiliparse.extract.html2text").extract_plain_text
    return lambda html, _: {
        "body": plain(html, main_content=True, comments=False, alt_texts=False, list_bullets=False)
    }


def news_please() -> Reader:
    """As it comes, less the pictures that it would fetch."""
    newsplease = import_module("newsplease").NewsPlease

    def read(html: str, url: str) -> Found:
        article = newsplease.from_html(html, url=url, fetch_images=False)
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

    def read(html: str, url: str) -> Found:
        article = goose.extract(raw_html=html)
        return {
            "title": article.title,
            "authors": list(article.authors or []),
            "published": str(article.publish_date) if article.publish_date else None,
            "topics": list(article.tags or []),
            "body": article.cleaned_text,
        }

    return read


def extruct_json_ld() -> Reader:
    """What the page's JSON-LD declares, as it stands: the first item with a headline or a body."""
    extruct = import_module("extruct")

    def items(value: Any) -> list[Found]:
        if isinstance(value, list):
            return [item for one in value for item in items(one)]
        return [value, *items(value.get("@graph", []))] if isinstance(value, dict) else []

    def names(value: Any) -> list[str]:
        values = value if isinstance(value, list) else [value]
        return [name for one in values if (name := one.get("name") if isinstance(one, dict) else one)]

    def read(html: str, url: str) -> Found:
        found = items(extruct.extract(html, base_url=url, syntaxes=["json-ld"])["json-ld"])
        item: Found = next((one for one in found if "headline" in one or "articleBody" in one), {})
        section, tags = item.get("articleSection"), item.get("keywords") or []
        return {
            "title": item.get("headline"),
            "authors": names(item.get("author")),
            "published": item.get("datePublished"),
            "section": section[0] if isinstance(section, list) and section else section,
            "topics": tags.split(",") if isinstance(tags, str) else tags,
            "body": item.get("articleBody"),
        }

    return read


READERS = {
    "trafilatura": trafilatura_with_metadata,
    "trafilatura bare": trafilatura_bare,
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
        html = Path(asked["path"]).read_text("utf-8", "replace")
        started = time.process_time()
        try:
            found = read(html, asked["url"])
        except Exception as error:  # noqa: BLE001  a page that breaks a peer is a page without a prediction
            found = {"error": f"{type(error).__name__}: {error}"}
        found["seconds"] = time.process_time() - started
        print(json.dumps(found, default=str), file=answers, flush=True)


if __name__ == "__main__":
    main()
