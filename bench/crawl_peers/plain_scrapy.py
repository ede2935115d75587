"""A plain Scrapy project, as its tutorial has one written: feeds are read, pages parsed with CSS, rows written as JSON lines.

python plain_scrapy.py OUT.jsonl FEED...
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response


class PagesSpider(scrapy.Spider):
    """Follows every link of its feeds."""

    name = "pages"

    def parse(self, response: Response, **kwargs: Any) -> Iterator[scrapy.Request]:
        """The pages of a feed."""
        for link in response.xpath("//item/link/text()").getall():
            yield response.follow(link, self.parse_page)

    def parse_page(self, response: Response) -> Iterator[dict[str, Any]]:
        """One row a page."""
        yield {
            "url": response.url,
            "title": response.css("title::text").get(),
            "canonical": response.css("link[rel=canonical]::attr(href)").get(),
            "text": "\n".join(response.css("p::text").getall()),
            "html": response.text,
        }


def main() -> None:
    """Crawl the feeds that the command line names in a file."""
    out, feeds = sys.argv[1], Path(sys.argv[2]).read_text().split()
    process = CrawlerProcess(
        {
            "FEEDS": {out: {"format": "jsonlines", "overwrite": True}},
            "ROBOTSTXT_OBEY": True,
            "DOWNLOAD_DELAY": 0,
            "LOG_LEVEL": "INFO",
            "LOG_FILE": f"{out}.log",
            "TELNETCONSOLE_ENABLED": False,
        }
    )
    process.crawl(PagesSpider, start_urls=feeds)
    process.start()


if __name__ == "__main__":
    main()
