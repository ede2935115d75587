"""Sources: the publishers that we follow, one YAML file each."""

import re
from datetime import time
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from crawlers.identity import page_identity
from crawlers.kinds import FeedConfig
from crawlers.source_problems import explain
from crawlers.urls import HttpAddress, canonical_url
from crawlers.yaml_lines import Problem, UnreadableError, YamlMapping, parse_yaml_mapping, read_yaml_mapping

Form = Literal["news", "opinion", "press_release", "post", "letter", "record"]
"""What a document is; as in `transforms.document`, which this stage may not import."""
Publisher = Literal[
    "newspaper", "tv", "radio", "police", "sheriff", "city", "county", "union", "oversight", "nonprofit", "blog", "forum",
    "official", "resident",
]  # fmt: skip
# fmt: off
STATES = frozenset({
    "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "DC", "FL", "GA", "HI", "ID", "IL", "IN", "IA",
    "KS", "KY", "LA", "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM",
    "NY", "NC", "ND", "OH", "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA",
    "WV", "WI", "WY", "AS", "GU", "MP", "PR", "VI",
})
# fmt: on
_HOURS = re.compile(r"\d\d:\d\d-\d\d:\d\d")
STEM = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())  # it reads the disk: 3 ms


def _zone(name: str) -> str:
    # Names without a region (EST, PST8PDT) keep one offset all year or follow rules of 1970.
    if name not in _zones() or ("/" not in name and name != "UTC"):
        raise PydanticCustomError("zone", "{name} is no IANA time zone", {"name": name})
    return name


def _state(code: str) -> str:
    if code not in STATES:
        raise PydanticCustomError("state", "{code} is no state", {"code": code})
    return code


def _hours(text: str) -> str:
    begin, _, end = text.partition("-")
    try:
        is_a_span = _HOURS.fullmatch(text) is not None and time.fromisoformat(begin) != time.fromisoformat(
            end
        )
    except ValueError:
        is_a_span = False
    if not is_a_span:
        raise PydanticCustomError("hours", "{text} is no span of hours", {"text": text})
    return text


class Place(BaseModel):
    """Where a source is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, description="city or town, as its own people write it")
    state: Annotated[str, AfterValidator(_state)] = Field(description="two capital letters: OR")
    county: str | None = Field(default=None, description="with the word County where it is part of the name")


class CrawlRules(BaseModel):
    """How a source is crawled, where it needs more than the defaults."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    delay_s: float = Field(default=1.0, ge=0, le=300, description="seconds between two requests to one host")
    max_new_per_night: int = Field(
        default=200, ge=1, le=100_000, description="the most new pages fetched a night"
    )
    keep_params: tuple[str, ...] = Field(default=(), description="parameters that tell pages apart here")
    drop_params: tuple[str, ...] = Field(default=(), description="parameters that tell nothing apart here")
    recheck_days: tuple[Annotated[int, Field(ge=1, le=365)], ...] = Field(
        default=(1, 2, 3, 7, 14, 30, 90),
        description="days after which a document on policing is looked at again for changes; [] for never",
    )
    quiet_hours: Annotated[str, AfterValidator(_hours)] | None = Field(
        default=None, description="hours of the source's own clock in which it is left alone: 07:00-19:00"
    )
    path_ids: bool = Field(
        default=True,
        description="a long number or UUID in an address names the page, whatever the words beside it",
    )

    def is_quiet(self, at: time) -> bool:
        """Whether a time of day, on the source's clock, is within its quiet hours; they may pass midnight."""
        if self.quiet_hours is None:
            return False
        begin, end = map(time.fromisoformat, self.quiet_hours.split("-"))
        return begin <= at < end if begin < end else at >= begin or at < end


class Expect(BaseModel):
    """What a healthy week of the source looks like; outside it a check warns."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    new_per_week_min: int | None = Field(
        default=None, ge=0, description="fewer new documents than this is a warning"
    )
    new_per_week_max: int | None = Field(
        default=None, ge=0, description="more new documents than this is a warning"
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        low, high = self.new_per_week_min, self.new_per_week_max
        if low is not None and high is not None and low > high:
            found = f"new_per_week_min {low} is more than new_per_week_max {high}"
            raise PydanticCustomError(
                "order", "{found}", {"found": found, "accepted": "the smaller number as min"}
            )
        return self


class Source(BaseModel):
    """A publisher that we follow. Its `id` is the stem of its file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(description="the stem of the file, not a line in it")
    name: str = Field(min_length=1, description="as the publisher writes it")
    homepage: HttpAddress = Field(description="address that people know, with https://")
    publisher: Publisher = Field(description="what kind of publisher this is")
    place: Place = Field(description="where it is")
    timezone: Annotated[str, AfterValidator(_zone)] = Field(
        description="IANA zone in which its dates are written"
    )
    language: str = Field(default="en", pattern=r"^[a-z]{2}$", description="ISO 639-1, two small letters")
    status: Literal["active", "paused"] = Field(
        default="active", description="paused sources are not crawled"
    )
    status_reason: str | None = Field(
        default=None, description="why and since when it is paused; needed then"
    )
    unverified: str | None = Field(
        default=None,
        description="what is to be checked before its figures are relied on; taken out once it was",
    )
    form: Form | None = Field(default=None, description="what its documents are where a page does not say")
    is_private: bool = Field(
        default=False, description="a private person's account: the name is kept out of exports"
    )
    feeds: tuple[FeedConfig, ...] = Field(
        min_length=1, description="where its items are announced, in this order"
    )
    crawl: CrawlRules = Field(
        default=CrawlRules(), description="how it is crawled, where it needs other rules"
    )
    expect: Expect = Field(default=Expect(), description="what a healthy week looks like")

    @model_validator(mode="before")
    @classmethod
    def _private_accounts(cls, value: Any) -> Any:
        """A private source's accounts are private too, without a second line in its file."""
        if not isinstance(value, dict) or value.get("is_private") is not True:
            return value
        feeds = value.get("feeds")
        if not isinstance(feeds, list):
            return value
        private = [
            {"is_private": True} | feed
            if isinstance(feed, dict) and feed.get("kind") in {"bluesky", "mastodon"}
            else feed
            for feed in feeds
        ]
        return value | {"feeds": private}

    @model_validator(mode="after")
    def _pause_has_a_reason(self) -> Self:
        if self.status == "paused" and not self.status_reason:
            found = "the source is paused without a status_reason"
            raise PydanticCustomError(
                "reason", "{found}", {"found": found, "accepted": "say why and since when"}
            )
        return self

    def address(self, url: str) -> str:
        """The canonical address of a page of this source, which a reader can open."""
        return canonical_url(
            url, keep_params=self.crawl.keep_params, drop_params=self.crawl.drop_params, home=self.homepage
        )

    def identity(self, url: str) -> str:
        """The key of a page of this source: the same for all addresses that are known to lead to it."""
        return page_identity(self.address(url), path_ids=self.crawl.path_ids)


class SourceError(Exception):
    """Source files are wrong. The message has one line a problem: file, line, what was found, what is accepted."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def load_source(path: Path) -> Source:
    """Read one source.

    Raises:
        SourceError: with every problem of the file.
    """
    try:
        return _source(path, read_yaml_mapping(path))
    except UnreadableError as error:
        raise SourceError((*_name_problems(path), *error.problems)) from None


def parse_source(path: Path, text: str) -> Source:
    """Read one source from the text of a file that need not exist yet.

    Raises:
        SourceError: with every problem of the text.
    """
    try:
        return _source(path, parse_yaml_mapping(path, text))
    except UnreadableError as error:
        raise SourceError((*_name_problems(path), *error.problems)) from None


def _source(path: Path, file: YamlMapping) -> Source:
    problems = _name_problems(path)
    if "id" in file.value:
        found = "the key 'id' is given"
        problems.append(
            Problem(path, file.line(("id",), of_key=True), found, "the id is the file's name; leave it out")
        )
    try:
        source = Source.model_validate(file.value | {"id": path.stem})
    except ValidationError as error:
        problems += explain(path, file, error.errors(include_url=False), Source)
    if problems:
        raise SourceError(tuple(sorted(problems, key=lambda problem: problem.line or 0)))
    return source


def _name_problems(path: Path) -> list[Problem]:
    problems: list[Problem] = []
    if path.suffix == ".yaml":
        problems.append(Problem(path, None, "the file ends in .yaml", "a source's file ends in .yml"))
    if STEM.fullmatch(path.stem) is None:
        accepted = "small letters, digits and single underscores, place first: us_or_portland_tribune.yml"
        problems.append(
            Problem(path, None, f"the file's name {path.stem!r} cannot be a source's id", accepted)
        )
    return problems


def load_sources(folder: Path) -> tuple[Source, ...]:
    """Read all sources of a folder, in the order of their ids.

    Raises:
        SourceError: with every problem of every file; the folder is missing or holds no source.
    """
    sources: list[Source] = []
    problems: list[Problem] = []
    for path in source_paths(folder):
        try:
            sources.append(load_source(path))
        except SourceError as error:
            problems += error.problems
    if problems:
        raise SourceError(tuple(problems))
    return tuple(sources)


def source_paths(folder: Path) -> tuple[Path, ...]:
    """The files of a folder that are meant as sources, in order; `.yaml` too, so that none is passed over.

    Raises:
        SourceError: the folder is missing or holds none.
    """
    if not folder.is_dir():
        raise SourceError(
            (Problem(folder, None, "there is no such folder", "a folder of source files (*.yml)"),)
        )
    paths = sorted(path for path in folder.iterdir() if path.suffix in {".yml", ".yaml"} and path.is_file())
    if not paths:
        raise SourceError((Problem(folder, None, "the folder holds no source", "one .yml file a source"),))
    return tuple(paths)
