"""Serve the bundled newsroom by hand: `python -m crawlers.sample --port 18080 --at 2026-11-20T01:30-08:00`."""

import argparse
import sys
import threading
from datetime import datetime

from crawlers.sample.expected import EXPECTED_PATH, expected_text
from crawlers.sample.load import load_world
from crawlers.sample.newsroom import serve


def main() -> int:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(
        prog="python -m crawlers.sample", description="Serve the bundled newsroom."
    )
    parser.add_argument("--port", type=int, default=18080, help="on 127.0.0.1 (default: %(default)s)")
    parser.add_argument(
        "--at",
        type=datetime.fromisoformat,
        default="2026-11-23T01:30-08:00",
        help="the instant to show, with a zone",
    )
    parser.add_argument("--write-expected", action="store_true", help="write expected.yml anew and end")
    options = parser.parse_args()
    if options.write_expected:
        EXPECTED_PATH.write_text(expected_text(load_world()), encoding="utf-8")
        return 0
    try:
        with serve(options.at, port=options.port) as newsroom:
            hosts = sorted(site.host for site in newsroom.world.sites.values())
            sys.stdout.write(
                f"The web of {newsroom.at.isoformat()} is behind the proxy {newsroom.proxy_url}. For example:\n"
                f"  curl --proxy {newsroom.proxy_url} http://{hosts[-1]}/\nHosts: {', '.join(hosts)}\n"
                "Ctrl-C ends it.\n"
            )
            sys.stdout.flush()
            threading.Event().wait()
    except KeyboardInterrupt:
        pass
    except (OSError, ValueError) as error:
        parser.error(str(error))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
