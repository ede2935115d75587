"""The news of the look-alike web: invented, without chance, so that every run and every night is the same."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

FIRST_NIGHT = datetime(2026, 11, 14, 9, 30, tzinfo=UTC)
NIGHTS = 10
BACKLOG = 4
"""Stories that a site has before the first night."""

_STREETS = "Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Hawthorn", "Juniper", "Larch", "Maple", "Oak"
_THINGS = "café", "boat house", "library", "bakery", "depot", "mill", "school", "market", "garage", "clinic"
_DOINGS = (
    "Police ask for witnesses after a window was broken",
    "Officers return a stolen bicycle to its owner",
    "A deputy’s report on the closed road is released",
    "The oversight board hears of a late answer",
    "Two people are cited after a crash",
    "The chief explains a change of patrols",
    "A neighbour’s call brings three patrol cars",
)
_SENTENCES = (
    "The police said that nobody was hurt and that the street was open again by noon.",
    "A neighbour who had called twice said that an officer came within half an hour.",
    "The sergeant on duty asked everyone who saw the car to write to the department.",
    "Members of the oversight board will read the report at their meeting next month.",
    "The owner has asked the city for a lamp at the corner since the spring of last year.",
    "A spokeswoman for the sheriff’s office confirmed the number of the case and no more.",
    "The council is to vote on the money for two more patrols before the end of the year.",
)


def night_at(night: int) -> datetime:
    """The instant of a night; night 0 is the first."""
    return FIRST_NIGHT + timedelta(days=night)


@dataclass(frozen=True)
class Story:
    """One item of one site.

    Attributes:
        number: of the site's stories, the first is 1.
        site: the site's name, which makes the words differ from site to site.
        night: the night that finds it first; below 0 for what was there before.
        at: when it was published.
    """

    number: int
    site: str
    night: int
    at: datetime

    @cached_property
    def _salt(self) -> int:
        return sum(map(ord, self.site)) * 31 + self.number * 7

    @property
    def title(self) -> str:
        what = _DOINGS[self._salt % len(_DOINGS)]
        where = f"{_STREETS[self._salt % len(_STREETS)]} Street {_THINGS[self._salt % len(_THINGS)]}"
        return f"{what} at the {where}, No. {self.number}"

    @property
    def author(self) -> str:
        return f"Robin {_STREETS[(self._salt + 3) % len(_STREETS)]}"

    @property
    def paragraphs(self) -> tuple[str, ...]:
        first = f"{self.title}: so says a note of {self.at:%A} that {self.site} has seen, the {self.number}th of its kind."
        more = (
            " ".join(_SENTENCES[(self._salt + part + n) % len(_SENTENCES)] for n in range(3))
            for part in (0, 3)
        )
        return first, *more

    @property
    def teaser(self) -> str:
        return self.paragraphs[0]

    @property
    def uuid(self) -> str:
        return f"{self._salt:08x}-2026-4abc-8def-{self.number:012d}"


def stories(site: str, until: int, *, per_night: int = 2, since: int = -1, ends: int = NIGHTS) -> list[Story]:
    """What a site has published by a night, the latest first; it began before the first night, and may end early."""
    found = []
    for night in range(since, until + 1):
        if night >= ends:
            break
        count = BACKLOG if night == since else per_night
        for turn in range(count):
            at = night_at(night) - timedelta(hours=2 + turn)
            found.append(Story(number=len(found) + 1, site=site, night=night, at=at))
    return sorted(found, key=lambda story: story.number, reverse=True)
