"""A plain Scrapy project, as its tutorial has one written: feeds are read, pages parsed with CSS, rows written as JSON lines.

python plain_scrapy.py OUT.jsonl FEEDS.txt [SETTING=VALUE...]

Every setting is the one that Scrapy has by itself, robots.txt obeyed as in the template of a project, but for the
template's delay of a second. The log goes to standard error, as it does by itself.
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
    """Crawl the feeds of a file; print how many pages were stored."""
    out, feeds = Path(sys.argv[1]), Path(sys.argv[2]).read_text().split()
    process = CrawlerProcess(
        {
            "FEEDS": {str(out): {"format": "jsonlines", "overwrite": True}},
            "ROBOTSTXT_OBEY": True,
            **dict(setting.split("=") for setting in sys.argv[3:]),
        }
    )
    crawler = process.create_crawler(PagesSpider)
    process.crawl(crawler, start_urls=feeds)
    process.start()
    assert crawler.stats is not None
    print(crawler.stats.get_value("item_scraped_count", 0))


if __name__ == "__main__":
    main()
