"""A look at a source or a site from the command line: nothing of it enters archive, ledger or warehouse."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from crawlers.preview import Preview, preview
from crawlers.probe import Web
from crawlers.sources import Source
from dags.config import Config
from dags.steps import credentials, today
from transforms.document import Document, Rejection
from transforms.parquet import read_documents, read_rejections
from transforms.run import extract_day

_NO_KEY = bytes(32)
"""The pseudonyms made with it are seen by nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLook:
    """A source, polled once.

    Attributes:
        preview: what a night would take.
        documents, rejections: what extraction makes of the pages that were fetched, and of items that feeds hold whole.
    """

    preview: Preview
    documents: tuple[Document, ...]
    rejections: tuple[Rejection, ...]


def look_web(config: Config) -> Web:
    """The web as the settings say that it is reached."""
    return Web(contact=config.contact, day=today(config), proxy=config.proxy, credentials=credentials(config))


@contextmanager
def look_at(source: Source, config: Config) -> Iterator[SourceLook]:
    """Poll a source once and read what came; the files are gone after the block.

    Raises:
        CrawlError: nothing could be asked.
        LedgerError: the ledger of the nights so far cannot be read.
        GazetteerError: a file of the gazetteer is wrong.
    """
    web = look_web(config)
    ledger = config.ledger if config.ledger.is_file() else None
    with (
        preview(source, web=web, ledger_path=ledger) as seen,
        TemporaryDirectory(prefix="beatbook-look-") as name,
    ):
        extract_day(
            archive_dir=seen.probe.folder,
            documents_dir=Path(name),
            day=web.day,
            sources=[source],
            gazetteer_dir=config.gazetteer,
            key=_NO_KEY,
        )
        folder = Path(name) / web.day.isoformat() / source.id
        has_any = folder.is_dir()
        yield SourceLook(
            preview=seen,
            documents=tuple(read_documents(folder / "documents.parquet")) if has_any else (),
            rejections=tuple(read_rejections(folder / "rejections.parquet")) if has_any else (),
        )
