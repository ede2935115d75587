"""What the crawling process is told on its standard input."""

from datetime import date
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict, SecretStr, field_serializer

from crawlers.sources import Source


class Credentials(BaseModel):
    """What a registered program shows to Reddit's API."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reddit_id: str
    reddit_secret: SecretStr

    @field_serializer("reddit_secret", when_used="json")
    def _told(self, secret: SecretStr) -> str:
        # Only on the pipe to the crawling process, which no other process reads.
        return secret.get_secret_value()


class Job(BaseModel):
    """A batch of sources to crawl, and all that the process needs to know for it.

    Attributes:
        day: the crawl's date, under which the archive files it.
        contact: how a server's owner reaches us: an address of mail, or of a page.
        at: the instant with which every capture is stamped; None for the clock.
        proxy: HTTP proxy for everything; None for none.
        timeout_s: the longest that a server may take for one answer.
        again: ask feeds too that have failed for so long that they are not due.
        credentials: for the kinds that ask for some; None leaves those out.
        parent_pid: of the process that started it; when that dies, so does this.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sources: tuple[Source, ...]
    day: date
    archive_dir: Path
    ledger_path: Path
    contact: str
    at: AwareDatetime | None
    proxy: str | None
    timeout_s: float
    again: bool = False
    credentials: Credentials | None = None
    parent_pid: int
