"""Fundus over the hosts of the look-alike web: a publisher a host, the parser no more than title and paragraphs.

python with_fundus.py OUT FEEDS.txt
"""

import json
import sys
from pathlib import Path
from urllib.parse import urlsplit

from fundus import Crawler, RSSFeed
from fundus.parser import BaseParser, ParserProxy, attribute
from fundus.publishers.base_objects import Publisher
from lxml.etree import XPath


class PlainParser(ParserProxy):
    """Title and paragraphs."""

    class V1(BaseParser):
        """The only version."""

        _title = XPath("string(//title)")
        _paragraphs = XPath("//p")

        @attribute
        def title(self) -> str:
            """The page's title."""
            return str(self._title(self.precomputed.doc))

        @attribute
        def text(self) -> str:
            """The page's paragraphs."""
            return "\n".join(p.text_content() for p in self._paragraphs(self.precomputed.doc))


def publisher(number: int, feed: str) -> Publisher:
    """One host."""
    made = Publisher(
        name=f"Host {number}",
        domain=f"http://{urlsplit(feed).netloc}/",
        parser=PlainParser,
        sources=[RSSFeed(feed, languages={"en"})],
    )
    made.__name__ = f"Host{number}"
    return made


def main() -> None:
    """Crawl; one JSON line an article."""
    feeds = Path(sys.argv[2]).read_text().split()
    crawler = Crawler(*(publisher(n, feed) for n, feed in enumerate(feeds)), delay=0.0)
    count = 0
    with Path(sys.argv[1]).open("w") as out:
        for article in crawler.crawl(only_complete=False, only_unique=True):
            out.write(
                json.dumps(
                    {"url": article.html.requested_url, "title": article.title, "html": article.html.content}
                )
            )
            out.write("\n")
            count += 1
    print(count)


if __name__ == "__main__":
    main()
