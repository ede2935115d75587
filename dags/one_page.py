"""One page, found wherever it is, and what extraction makes of it: nothing of it enters archive, documents or warehouse."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.parquet as pq

from crawlers.archive import ArchiveError, archive_files, read_capture
from crawlers.archive_find import of_page, standings
from crawlers.candidates import root_of
from crawlers.capture import Capture, Location
from crawlers.discovered import Discovered
from crawlers.look_words import LookError
from crawlers.probe import look_at, page_alone
from crawlers.sources import Source
from crawlers.urls import same_site
from dags.config import Config
from dags.look import look_web
from dags.page_file import PageError, page_bytes
from transforms.document import Document, Rejection
from transforms.extract import extract
from transforms.posts import announced, complete_documents
from transforms.run import coder_of, hint_for, hints_of

_RECORD: Final = re.compile(r"(?:.*/)?(\d{4}-\d{2}-\d{2}/[^/\s]+\.warc\.gz):(\d+)")
_PSEUDONYM: Final = "urn:post:"
"""So begins what stands for the address of a private person's post."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is known beside the page.

    Attributes:
        config: the deployment's settings; None where they cannot be read, then nothing can be fetched.
        config_why: why they cannot be read; empty where they can.
        archive, documents: folders, which need not be there.
        sources: that are followed; none where their folder is missing.
        gazetteer: local additions to it.
        key: for the pseudonyms of private persons.
        at: now, UTC.
    """

    config: Config | None
    config_why: str
    archive: Path
    documents: Path
    sources: tuple[Source, ...]
    gazetteer: Path | None
    key: bytes
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OnePage:
    """A page and what extraction makes of it.

    Attributes:
        read_from: where its bytes come from, in words.
        source: whose page it is taken to be, and `source_why`, why.
        result: the document, coded; or why there is none.
    """

    read_from: str
    capture: Capture
    source: Source
    source_why: str
    result: Document | Rejection


def read_one(
    what: str, url: str | None, source_id: str | None, around: Surroundings, say: Callable[[str], None]
) -> OnePage:
    """Find a page and read it as a night would.

    Args:
        what: a file, `-`, a record of the archive, or an address.
        url: the page's address, where `what` does not tell it; of a record that holds several items, that of one of them.
        source_id: whose page it is; found by the address where None.
        around: what is known beside it.
        say: told what takes time.

    Raises:
        PageError: it cannot be found or read.
        ArchiveError, LookError, CrawlError, SourceError: as the archive, the web and the sources' files say.
    """
    is_address = what.startswith(("http://", "https://"))
    if is_address:
        _check_address(what, what)
    if url is not None:
        _check_address(url, f"--url {url!r}")
    if record := _RECORD.fullmatch(what):
        location = Location(path=record[1], offset=int(record[2]))
        return _of_record(location, url, source_id, around)
    if is_address:
        if url is not None:
            raise PageError(
                f"{what} is an address itself; --url gives that of a file, or of one item of a feed's answer"
            )
        place = _in_archive(what, source_id, around, say)
        if place is not None:
            return _of_record(place, what, source_id, around)
        return _of_web(what, source_id, around, say)
    if what.startswith(_PSEUDONYM):
        if (place := _in_archive(what, source_id, around, say)) is None:
            raise PageError(f"{what}: no document in {around.documents} has this address")
        return _of_record(place, what, source_id, around)
    return _of_file(what, url, source_id, around)


def _check_address(url: str, what: str) -> None:
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address and not url.startswith(_PSEUDONYM):
        raise PageError(f"{what} is no address; it begins with http:// or https:// and has a host")


def neutral_source(url: str) -> Source:
    """A source that adds nothing of its own to a page: its dates are read in UTC, its places are in no state."""
    host = urlsplit(url).hostname or url
    return Source.model_validate(
        {
            "id": "page",
            "name": host,
            "homepage": root_of(url),
            "publisher": "blog",
            "place": {"name": host, "state": "DC"},
            "timezone": "UTC",
            "feeds": [{"kind": "feed", "url": root_of(url)}],
        }
    )


def _of_file(what: str, url: str | None, source_id: str | None, around: Surroundings) -> OnePage:
    body, kind = page_bytes(what)
    if url is None or url.startswith(_PSEUDONYM):
        raise PageError(
            f"{what}: its address is not known, and links, dates and the source hang on it; add --url ADDRESS"
        )
    source, why = _source(url, source_id, around)
    capture = Capture(
        source_id=source.id,
        url=url,
        announced_url=url,
        fetched_at=around.at,
        status=200,
        headers=(("Content-Type", kind),),
        body=body,
        role="item",
        feed=None,
        problem=None,
        location=Location(path="", offset=0),
    )
    name = "standard input" if what == "-" else what
    return _read(f"{name}, {len(body)} bytes as {kind}", capture, source, why, around)


def _of_record(location: Location, url: str | None, source_id: str | None, around: Surroundings) -> OnePage:
    capture = read_capture(around.archive, location)
    day = datetime.fromisoformat(location.path.partition("/")[0]).date()
    source, why = _source(capture.announced_url, source_id, around, archived_as=capture.source_id)
    where = f"{location.path}:{location.offset}"
    if capture.role == "item":
        hints = hints_of(around.archive, day, source.model_copy(update={"id": capture.source_id}))
        return _read(where, capture, source, why, around, hint=hint_for(hints, capture, source))
    if capture.role == "robots":
        raise PageError(f"{where} is a robots.txt, no page")
    found = complete_documents(announced(capture, source).items, capture, source, key=around.key)
    named = found
    if url is not None:
        is_it = of_page(url)
        named = [one for one in found if is_it(one.url) or source.identity(one.url) == source.identity(url)]
    if len(named) != 1:
        listed = "".join(f"\n  {one.url}" for one in found[:20])
        held = f"{len(found)} items whole; name one of them by --url{listed}" if found else "no item whole"
        raise PageError(f"{where} is the answer of a feed, {capture.url}, which holds {held}")
    return _coded(f"{where}, an item of a feed", capture, source, why, named[0], around)


def _of_web(url: str, source_id: str | None, around: Surroundings, say: Callable[[str], None]) -> OnePage:
    if around.config is None:
        raise PageError(
            f"{url} is not in the archive {around.archive}, and cannot be fetched: {around.config_why} "
            "Or save the page in a browser, and give the file with --url."
        )
    source, why = _source(url, source_id, around)
    say(f"{url} is not in the archive: fetching it, as a night would")
    tried = look_at([page_alone(url)], homepage=source.homepage, web=look_web(around.config)).tried[0]
    if tried.outcome == "robots":
        raise LookError(
            f"{url}: robots.txt forbids this page; it is obeyed. Save it in a browser, and give the file with --url"
        )
    if tried.answer is None or tried.outcome.startswith("robots"):
        detail = f" ({tried.detail})" if tried.detail else ""
        raise LookError(f"{url}: {tried.outcome}{detail}; nothing came that could be read")
    answer = replace(
        tried.answer, source_id=source.id, role="item", feed=None, location=Location(path="", offset=0)
    )
    return _read("the web, fetched now and kept nowhere", answer, source, why, around)


def _in_archive(
    url: str, source_id: str | None, around: Surroundings, say: Callable[[str], None]
) -> Location | None:
    """Where the newest answer of an address stands; of an item that a feed held whole, the feed's answer."""
    ids = frozenset({source_id} if source_id else {one.id for one in _of_site(url, around)})
    files = archive_files(around.archive, source_ids=ids)
    if files:
        say(f"looking for it in {len(files)} archive files, the newest first")
    is_it = of_page(url)
    for path in reversed(files):
        try:
            answers = [
                one
                for one in standings(path)
                if one.role == "item" and (is_it(one.url) or is_it(one.announced_url))
            ]
        except ArchiveError:
            continue  # `archive verify` tells of it; the page may stand in another file
        good = [one for one in answers if one.status < 300 or one.status == 304]
        if answers:
            return (good or answers)[-1].location
        folder = around.documents / path.parent.name / path.name.removesuffix(".warc.gz")
        if (place := _in_documents(folder, is_it)) is not None:
            return place
    return None


def _in_documents(folder: Path, is_it: Callable[[str], bool]) -> Location | None:
    try:
        rows = pq.ParquetFile(folder / "documents.parquet").read(columns=["url", "warc_path", "warc_offset"])
    except (OSError, pa.ArrowInvalid):
        return None
    # the last look at a document stands last
    for row in reversed(rows.to_pylist()):
        if is_it(row["url"]):
            return Location(path=row["warc_path"], offset=row["warc_offset"])
    return None


def _source(
    url: str, source_id: str | None, around: Surroundings, *, archived_as: str | None = None
) -> tuple[Source, str]:
    by_id = {one.id: one for one in around.sources}
    if source_id is not None:
        if source_id not in by_id:
            raise PageError(f"no source {source_id}; there are: {', '.join(by_id) or 'none, in this folder'}")
        return by_id[source_id], "as given"
    if archived_as in by_id:
        return by_id[archived_as], "as archived"
    if archived_as is None and (of_site := _of_site(url, around)):
        return of_site[0], "by the address"
    known = f"{archived_as} has no file" if archived_as else "none is known for this address"
    return neutral_source(url), f"{known}: a neutral one, dates read in UTC"


def _of_site(url: str, around: Surroundings) -> list[Source]:
    """The sources on an address's site, those first whose homepage has most in common with it."""
    found = [one for one in around.sources if same_site(one.homepage, url)]
    return sorted(found, key=lambda one: -_common(one.homepage.rstrip("/"), url))


def _common(one: str, other: str) -> int:
    return next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _read(
    where: str,
    capture: Capture,
    source: Source,
    why: str,
    around: Surroundings,
    *,
    hint: Discovered | None = None,
) -> OnePage:
    return _coded(where, capture, source, why, extract(capture, source, hint), around)


def _coded(
    where: str,
    capture: Capture,
    source: Source,
    why: str,
    result: Document | Rejection,
    around: Surroundings,
) -> OnePage:
    if isinstance(result, Document):
        result = coder_of(around.gazetteer).code(result, source)
    return OnePage(read_from=where, capture=capture, source=source, source_why=why, result=result)
