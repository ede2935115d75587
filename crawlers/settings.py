"""Scrapy's settings for a crawl. What they cost and gain: docs/crawl.md and decision 0004."""

from typing import Any, Final

from crawlers.bodies import MAX_BODY

PRODUCT: Final = "beatbook/0.1"


def settings(
    *, contact: str, timeout_s: float, dialled: frozenset[tuple[str, int]] = frozenset()
) -> dict[str, Any]:
    """The settings of one crawl.

    Args:
        contact: goes into the user agent, as an address of mail or of a page.
        timeout_s: the longest that an answer may take in all.
        dialled: hosts and ports that are dialled although they are private: those of `crawlers.guard.local_addresses`
            for all sources, and the proxy's.
    """
    contact = contact if "://" in contact or contact.startswith("mailto:") else f"mailto:{contact}"
    return {
        "USER_AGENT": f"{PRODUCT} (+{contact})",
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "*/*",
            "Accept-Language": "en",
            "Accept-Encoding": "gzip, deflate, br, zstd",
        },
        # Each source sends one request at a time and each host gets one at a time; these two only say so to Scrapy.
        "CONCURRENT_REQUESTS": 0,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "CONCURRENT_ITEMS": 2,
        "DOWNLOAD_DELAY": 1.0,
        "DOWNLOAD_DELAY_JITTER": 0.0,
        "DOWNLOAD_TIMEOUT": timeout_s,
        "DOWNLOAD_MAXSIZE": MAX_BODY,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_FAIL_ON_DATALOSS": False,
        "REDIRECT_MAX_TIMES": 5,
        "RETRY_TIMES": 1,
        # 429 and 503 ask for a pause: see crawlers.manners.
        "RETRY_HTTP_CODES": [500, 502, 504, 522, 524, 408],
        # Stock parts that ours replace, or that would send or follow more than we want.
        "ROBOTSTXT_OBEY": False,
        "COOKIES_ENABLED": False,
        "REFERER_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "HTTPPROXY_ENABLED": False,
        "COMPRESSION_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "DOWNLOADER_STATS": False,
        "DOWNLOAD_HANDLERS": {
            "http": "crawlers.heads.BoundedHandler",
            "https": "crawlers.heads.BoundedHandler",
            **dict.fromkeys(("file", "ftp", "data", "s3")),
        },
        "DOWNLOADER_MIDDLEWARES": {
            "crawlers.guard.Guard": 50,
            "crawlers.manners.Hours": 60,
            "crawlers.robots.Robots": 100,
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
            "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
            "crawlers.manners.Redirects": 600,
            "crawlers.manners.Manners": 700,
            "crawlers.keeping.Keep": 900,
            "crawlers.guard.Refusals": 950,
        },
        "TWISTED_DNS_RESOLVER": "crawlers.guard.GuardedResolver",
        "LOCAL_ADDRESSES": dialled,
        # Names are resolved in threads. With few of them, name servers that never answer would hold up all other sources.
        "REACTOR_THREADPOOL_MAXSIZE": 64,
        # Not uvloop: under it Twisted does not notice a connection that is reset, and waits until the time is over.
        "MEMUSAGE_LIMIT_MB": 2048,
        "LOG_ENABLED": False,
    }
