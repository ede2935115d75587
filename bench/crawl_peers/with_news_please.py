"""news-please over the hosts of the look-alike web, as it comes: a process a site, pages as files of HTML and JSON.

python with_news_please.py OUT FEEDS.txt

Its settings are the ones that it ships but for where it stores. It asks the open web for the pictures of pages and for
the list of public suffixes, so it must run where nothing but loopback can be reached.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urljoin

import newsplease


def main() -> None:
    """Crawl; tell how many pages were stored."""
    out, feeds = Path(sys.argv[1]), Path(sys.argv[2]).read_text().split()
    shutil.rmtree(out, ignore_errors=True)
    folder = out / "config"
    folder.mkdir(parents=True)
    shipped = (Path(newsplease.__file__).parent / "config" / "config.cfg").read_text()
    (folder / "config.cfg").write_text(
        shipped.replace("working_path = ~/news-please-repo/", f"working_path = {out}/")
    )
    sites = [{"url": urljoin(feed, "/"), "crawler": "RssCrawler"} for feed in feeds]
    (folder / "sitelist.hjson").write_text(json.dumps({"base_urls": sites}))
    with (out / "log.txt").open("w") as log:
        subprocess.run(
            [Path(sys.executable).parent / "news-please", "-c", f"{folder}/"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            check=True,
        )
    print(len(list((out / "data").rglob("*.json"))))


if __name__ == "__main__":
    main()
