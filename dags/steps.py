"""The steps of a night and of a week: a few lines each, called by Airflow and by the command line alike.

Only these functions ask what time it is; all that they call takes it as an argument.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from crawlers.job import Credentials
from crawlers.kinds import first_urls
from crawlers.ledger import Ledger
from crawlers.night import SourceNight, night_path, read_night
from crawlers.run import CrawlReport
from crawlers.run import crawl as crawl_sources
from crawlers.sources import Source, load_sources
from dags.config import Config, kept_key
from dags.verdicts import verdicts
from transforms.difference import SourceDayChanges
from transforms.difference import differences as find_differences
from transforms.entities import load_gazetteer
from transforms.offline import Say
from transforms.replay import Places, SourceDay, SourceDayDone, source_days
from transforms.replay import replay as replay_days
from transforms.run import ExtractReport, extract_day
from warehouse.database import open_published, open_warehouse
from warehouse.database import publish as publish_snapshot
from warehouse.exports import coverage
from warehouse.load import LoadReport, load_night

log = logging.getLogger(__name__)

DAYS_TO_MAKE_UP = 1
"""A night that was missed can be made up for until the end of the next day: feeds still announce what was new."""
BATCHES = 64
SMALLEST_BATCH = 8
"""A crawler process costs about 1.5 s to start: batches grow with the number of sources, not their number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NightReport:
    """What one night did, stage by stage."""

    day: date
    nights: tuple[SourceNight, ...]
    extract: ExtractReport
    load: LoadReport
    snapshot: Path


def today(config: Config) -> date:
    """The date now, in the place's own zone."""
    return datetime.now(config.timezone).date()


def week_of(day: date) -> str:
    """The ISO week of a date, `2026-W47`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def last_week(config: Config) -> str:
    """The last ISO week that is over, in the place's own zone."""
    return week_of(today(config) - timedelta(days=7))


def batches(config: Config) -> list[list[str]]:
    """The sources' ids, dealt into at most `BATCHES` crawls of about equal size.

    Sources that share a host are in one batch: a host's delay holds within one crawl.

    Raises:
        SourceError, GazetteerError: a file of theirs is wrong; told here, before anything is fetched.
    """
    load_gazetteer(config.gazetteer)
    of_host: dict[str, int] = {}
    groups: dict[int, list[str]] = {}
    sources = load_sources(config.sources)
    for number, source in enumerate(sources):
        hosts = {urlsplit(url).hostname or "" for feed in source.feeds for url in first_urls(feed, None)}
        hosts.add(urlsplit(source.homepage).hostname or "")
        joined = {of_host[host] for host in hosts if host in of_host}
        groups[number] = [source.id] + [member for group in sorted(joined) for member in groups.pop(group)]
        members = {host for host, group in of_host.items() if group in joined} | hosts
        of_host |= dict.fromkeys(members, number)
    size = max(SMALLEST_BATCH, -(-len(sources) // BATCHES))
    dealt: list[list[str]] = [[]]
    for group in groups.values():
        if dealt[-1] and len(dealt[-1]) + len(group) > size:
            dealt.append([])
        dealt[-1] += group
    return dealt


def crawl(
    config: Config, day: date, *, only: Sequence[str] = (), at: datetime | None = None, again: bool = False
) -> CrawlReport:
    """Collect the sources (all, or the named ones) into the day's archive.

    Args:
        config: where and who.
        day: crawl date, in the place's zone.
        only: ids of sources; empty for all.
        at: stamp every capture with this instant instead of the clock's (replays, the demo).
        again: also sources that were already collected that day.

    Returns:
        The nights of the sources. A day that is over is not crawled any more: those that were collected then.

    Raises:
        DayError: the day is to come, or is over and nothing was collected then.
    """
    if at is None:
        age = (today(config) - day).days
        if age < 0:
            raise DayError(f"{day} is still to come; today is {today(config)}.")
        if age > DAYS_TO_MAKE_UP:
            nights = tuple(night for night in nights_of(config, day) if not only or night.source_id in only)
            if not nights:
                raise DayError(
                    f"nothing was collected on {day}, and what was published then cannot be collected on {today(config)}: "
                    "only today's night, or yesterday's, can be crawled."
                )
            return CrawlReport(nights=nights)
    return crawl_sources(
        _chosen(config, only),
        day=day,
        archive_dir=config.archive,
        ledger_path=config.ledger,
        contact=config.contact,
        at=at,
        proxy=config.proxy,
        again=again,
        credentials=credentials(config),
    )


def extract(config: Config, day: date, *, only: Sequence[str] = (), processes: int = 1) -> ExtractReport:
    """Read the day's archive into documents, coded; one Parquet folder per source, replaced whole.

    The ledger learns which pages are on topic (they are looked at again), gone, or the same as another.
    """
    sources = _chosen(config, only)
    report = extract_day(
        archive_dir=config.archive,
        documents_dir=config.documents,
        day=day,
        sources=sources,
        gazetteer_dir=config.gazetteer,
        key=kept_key(config),
        processes=processes,
    )
    # An archive from elsewhere, or of saved pages, has no ledger.
    if config.ledger.is_file():
        read = {one.source_id for one in report.sources if one.problem is None}
        with Ledger(config.ledger) as ledger:
            for source in sources:
                if source.id in read:
                    ledger.learn(
                        source.id, day, verdicts(config.documents / day.isoformat() / source.id, source)
                    )
    return report


def archived(
    config: Config, since: date | None, until: date | None, *, only: Sequence[str] = ()
) -> tuple[list[SourceDay], tuple[str, ...]]:
    """The archive files of some days, in the order of the days, and the ids of those whose source has no file any more.

    Raises:
        DayError: there are none.
    """
    if since is not None and until is not None and since > until:
        raise DayError(f"from {since} to {until}: the first day must not come after the last.")
    days, unknown = source_days(config.archive, _chosen(config, only), since, until)
    if not days:
        raise DayError(
            f"nothing of these days and sources is in {config.archive}; "
            "its folders are named by crawl days, `beatbook sources list` names the sources."
        )
    return days, () if only else unknown


def replay(
    config: Config, days: Sequence[SourceDay], *, processes: int = 1, again: bool = False, say: Say
) -> Iterator[SourceDayDone]:
    """Read archive files again into documents; each as it is done. The ledger learns of each as in `extract`.

    Args:
        config: where and who.
        days: from `archived`.
        processes: how many to use.
        again: also what was made already, by this program of the same.
        say: told how many bytes of the archive files are read.
    """
    with ExitStack() as stack:
        ledger = stack.enter_context(Ledger(config.ledger)) if config.ledger.is_file() else None
        of = {source.id: source for source in load_sources(config.sources)}
        for done in replay_days(days, places(config), processes=processes, again=again, say=say):
            if ledger is not None and done.made.problem is None:
                folder = config.documents / done.day.isoformat() / done.made.source_id
                source = of[done.made.source_id]
                # Also of a folder that stood already: a kill may have come between it and this.
                ledger.learn(source.id, done.day, verdicts(folder, source))
            yield done


def differences(
    config: Config, days: Sequence[SourceDay], *, processes: int = 1, again: bool = False, say: Say
) -> Iterator[SourceDayChanges]:
    """What `replay` would change of the documents as they stand; nothing is written. Arguments as for `replay`."""
    return find_differences(days, places(config, make_key=False), processes=processes, again=again, say=say)


def places(config: Config, *, make_key: bool = True) -> Places:
    """Where a replay finds everything; see `kept_key` for the key."""
    return Places(
        archive=config.archive,
        documents=config.documents,
        gazetteer=config.gazetteer,
        key=kept_key(config, make=make_key),
    )


def load(config: Config, day: date, *, at: datetime | None = None) -> LoadReport:
    """Bring the day into the warehouse in one transaction: documents, duplicates, marts, checks."""
    with open_warehouse(config.warehouse) as con:
        return load_night(
            con,
            day=day,
            documents_dir=config.documents,
            archive_dir=config.archive,
            sources=load_sources(config.sources),
            loaded_at=at or datetime.now(UTC),
        )


def publish(config: Config, *, at: datetime | None = None) -> Path:
    """Give readers a snapshot of the warehouse as it is now."""
    stamp = (at or datetime.now(UTC)).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    return publish_snapshot(config.warehouse, config.published, stamp)


def export(data: Path, week: str) -> list[Path]:
    """Write the week's coverage summary from a data folder's newest snapshot; the files, `coverage.html` first."""
    with open_published(data / "published") as con:
        return coverage.write(con, week, data / "exports" / week)


def nightly(
    config: Config,
    day: date,
    *,
    at: datetime | None = None,
    again: bool = False,
    processes: int = 1,
) -> NightReport:
    """One whole night: crawl, extract, load, publish.

    Args:
        config: where and who.
        day: crawl date, in the place's zone.
        at: as for `crawl`.
        again: as for `crawl`.
        processes: for extraction.

    Raises:
        SourceError, GazetteerError: a file of theirs is wrong; nothing was fetched.
        CrawlError, WarehouseError, OSError: a stage could not be done; what the stages before it wrote is kept, and the
            night run again goes on from there.
    """
    load_gazetteer(config.gazetteer)
    crawled = crawl(config, day, at=at, again=again)
    extracted = extract(config, day, processes=processes)
    loaded = load(config, day, at=at)
    snapshot = publish(config, at=at)
    log.info("night day=%s sources=%d snapshot=%s", day, len(crawled.nights), snapshot.name)
    return NightReport(day=day, nights=crawled.nights, extract=extracted, load=loaded, snapshot=snapshot)


def verdict(config: Config, day: date) -> str:
    """One line on how the night went.

    Raises:
        NightFailedError: fewer than half of the sources that should have been crawled gave anything.
    """
    due = [source.id for source in load_sources(config.sources) if source.status == "active"]
    states = {night.source_id: night.state for night in nights_of(config, day)}
    collected = [
        source_id for source_id in due if states.get(source_id) in {"collected", "partial", "skipped"}
    ]
    missing = sorted(set(due) - set(collected))
    line = f"{len(collected)} of {len(due)} sources collected on {day}"
    if missing:
        line += f"; nothing from {', '.join(missing)}"
    if 2 * len(collected) < len(due):
        raise NightFailedError(line)
    return line


def nights_of(config: Config, day: date) -> tuple[SourceNight, ...]:
    """The accounts of all sources that were crawled on a day."""
    paths = (night_path(config.archive, day, source.id) for source in load_sources(config.sources))
    return tuple(read_night(path) for path in paths if path.is_file())


def credentials(config: Config) -> Credentials | None:
    """What is shown to Reddit; None where the settings give none."""
    if config.reddit_id is None or config.reddit_secret is None:
        return None
    return Credentials(reddit_id=config.reddit_id, reddit_secret=SecretStr(config.reddit_secret))


def _chosen(config: Config, only: Sequence[str]) -> tuple[Source, ...]:
    sources = load_sources(config.sources)
    unknown = set(only) - {source.id for source in sources}
    if unknown:
        raise UnknownSourceError(
            f"no source {', '.join(sorted(unknown))} in {config.sources}; there are: "
            + ", ".join(source.id for source in sources)
        )
    return tuple(source for source in sources if not only or source.id in only)


class DayError(Exception):
    """The day cannot be crawled now."""


class NightFailedError(Exception):
    """Too little was collected for the night to count."""


class UnknownSourceError(Exception):
    """A source was asked for that has no file."""
