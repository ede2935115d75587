"""What one crawl has learned of each host; shared by all its sources, so that sister papers keep one delay."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

MAX_CRAWL_DELAY_S: Final = 60.0
"""A longer crawl delay of a robots.txt is taken as this: a night must end."""


@dataclass(slots=True)
class HostState:
    """How a host is to be treated from now on.

    Attributes:
        not_before: on the monotonic clock, in seconds; no request is sent earlier.
        failures: requests in a row that it left unanswered.
        deferred: why it is left alone until the next night; None while it is not.
    """

    not_before: float = 0.0
    failures: int = 0
    deferred: str | None = None


@dataclass(slots=True)
class Hosts:
    """All hosts of a crawl.

    Attributes:
        delays: seconds between two requests, by host name; the longest that a source asks for, and robots.txt up to
            `MAX_CRAWL_DELAY_S`.
        states: by host and port.
    """

    delays: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    states: defaultdict[str, HostState] = field(default_factory=lambda: defaultdict(HostState))

    def slow_down(self, host: str, delay_s: float) -> float:
        """Give a host at least this delay; returns the one that it has now."""
        self.delays[host] = max(self.delays[host], delay_s)
        return self.delays[host]
