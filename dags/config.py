"""What a deployment decides, read from the environment: the only module that reads it.

A folder made by `beatbook init` holds a file `beatbook.env` with the same names; the environment goes before it.
"""

import contextlib
import difflib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

PREFIX = "BEATBOOK_"
ENV_FILE = "beatbook.env"
_REQUIRED = {
    "CONTACT": "BEATBOOK_CONTACT is not set: the mail or web address that site owners find in the crawler's name, for "
    "example newsdesk@paper.example",
    "TIMEZONE": "BEATBOOK_TIMEZONE is not set: the place's own zone, by which days and weeks are counted, for example "
    "America/Los_Angeles",
}


class ConfigError(Exception):
    """A setting is missing or wrong; the message says which, what was found and what would be accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Where things live and who we are.

    Attributes:
        data: folder of archive, documents, warehouse, snapshots and exports (BEATBOOK_DATA).
        sources: folder of the sources' YAML files (BEATBOOK_SOURCES).
        gazetteer: folder of the place's own agencies.csv, places.csv, people.csv; None without one
            (BEATBOOK_GAZETTEER).
        contact: mail or web address that goes into the user agent (BEATBOOK_CONTACT).
        timezone: the place's own, of days and weeks (BEATBOOK_TIMEZONE).
        proxy: HTTP proxy for the crawl; None without one (BEATBOOK_PROXY).
        pseudonym_key: secret with which private persons' names are replaced; None for one that is made once and kept in
            the data folder (BEATBOOK_PSEUDONYM_KEY).
        reddit_id, reddit_secret: of a program registered with Reddit; without both, sources there are left out
            (BEATBOOK_REDDIT_ID, BEATBOOK_REDDIT_SECRET).
    """

    data: Path
    sources: Path
    gazetteer: Path | None
    contact: str
    timezone: ZoneInfo
    proxy: str | None = None
    pseudonym_key: str | None = None
    reddit_id: str | None = None
    reddit_secret: str | None = field(default=None, repr=False)

    @property
    def archive(self) -> Path:
        """Folder of the WARC files."""
        return self.data / "archive"

    @property
    def ledger(self) -> Path:
        """The crawl's ledger."""
        return self.data / "ledger.sqlite"

    @property
    def documents(self) -> Path:
        """Folder of the Parquet files."""
        return self.data / "documents"

    @property
    def warehouse(self) -> Path:
        """The writer's DuckDB file; readers take `published`."""
        return self.data / "warehouse" / "beatbook.duckdb"

    @property
    def published(self) -> Path:
        """Folder of read-only snapshots, `current.duckdb` the newest."""
        return self.data / "published"

    def environment(self) -> dict[str, str]:
        """The settings as variables, for a child process that shall see the same."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            PREFIX + name.upper(): str(value.resolve() if isinstance(value, Path) else value)
            for name, value in values.items()
            if value is not None
        }


def load_config(folder: Path | None = None) -> Config:
    """Read the settings from the environment and, below it, from `beatbook.env` in a folder.

    Relative paths in the file are relative to it, those in the environment to the working directory.

    Args:
        folder: where the file may be; the working directory by default.

    Raises:
        ConfigError: a required setting is missing, or one is unknown or wrong.
    """
    folder = folder or Path.cwd()
    file = folder / ENV_FILE
    from_file = _read_file(file)
    from_environment = {name: value for name, value in os.environ.items() if name.startswith(PREFIX)}
    from_environment.pop(PREFIX + "SHARED", None)  # the test suite's own
    _refuse_unknown(from_file, str(file))
    _refuse_unknown(from_environment, "the environment")

    def text(name: str) -> str | None:
        value = from_environment.get(PREFIX + name) or from_file.get(PREFIX + name)
        return value.strip() if value and value.strip() else None

    def path(name: str) -> Path | None:
        if PREFIX + name in from_environment:
            return Path(from_environment[PREFIX + name]).expanduser()
        value = from_file.get(PREFIX + name)
        return folder / Path(value).expanduser() if value else None

    missing = [why for name, why in _REQUIRED.items() if text(name) is None]
    if missing:
        hint = "" if file.is_file() else " `beatbook init FOLDER` makes a folder with all settings."
        raise ConfigError(f"{'; '.join(missing)}. Set it in the environment or in {file}.{hint}")
    return Config(
        data=path("DATA") or folder / "data",
        sources=path("SOURCES") or folder / "sources",
        gazetteer=path("GAZETTEER"),
        contact=_contact(text("CONTACT") or ""),
        timezone=_timezone(text("TIMEZONE") or ""),
        proxy=_proxy(text("PROXY")),
        pseudonym_key=text("PSEUDONYM_KEY"),
        reddit_id=text("REDDIT_ID"),
        reddit_secret=text("REDDIT_SECRET"),
    )


def kept_key(config: Config, *, make: bool = True) -> bytes:
    """The deployment's key for pseudonyms: the configured one, else one made at first use and kept, private, beside the data.

    Args:
        config: where the data are.
        make: False where nothing may be written: then a key that is not there is an error.

    Raises:
        ConfigError: the data folder cannot be written, or there is no key and none may be made.
    """
    if config.pseudonym_key is not None:
        return config.pseudonym_key.encode()
    path = config.data / "pseudonym.key"
    if not make and not path.is_file():
        raise ConfigError(
            f"{path} is not there, and without it each private person would come out under another pseudonym. Put the key back, or "
            "set BEATBOOK_PSEUDONYM_KEY; extracting a day makes a new one."
        )
    try:
        config.data.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            made = config.data / f".pseudonym.{os.getpid()}"
            with os.fdopen(
                os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii"
            ) as out:
                out.write(secrets.token_hex(32))
            try:
                os.link(made, path)  # whole, and by one process only
            finally:
                made.unlink()
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(
            f"the data folder {config.data} cannot be written: {error.strerror or error}."
        ) from error


def data_folder(given: Path | None, folder: Path | None = None) -> Path:
    """The data folder for commands that only read.

    The one given, else the configured one, else the working directory where it is one, else `data` in it.

    Raises:
        ConfigError: the one given is no folder; else as for `load_config`, of the settings that are there.
    """
    if given is not None:
        if not given.is_dir():
            raise ConfigError(
                f"--data {given}: there is no such folder; it must be one that a night has filled."
            )
        return given
    folder = folder or Path.cwd()
    if PREFIX + "DATA" in os.environ:
        return Path(os.environ[PREFIX + "DATA"]).expanduser()
    value = _read_file(folder / ENV_FILE).get(PREFIX + "DATA")
    if value is None and (folder / "published").is_dir():
        return folder
    return folder / Path(value or "data").expanduser()


def sources_folder(folder: Path | None = None) -> Path:
    """The folder of sources for commands that need nothing else: the configured one, else `sources`.

    Raises:
        ConfigError: as for `load_config`, of the settings that are there.
    """
    folder = folder or Path.cwd()
    if PREFIX + "SOURCES" in os.environ:
        return Path(os.environ[PREFIX + "SOURCES"]).expanduser()
    return folder / Path(_read_file(folder / ENV_FILE).get(PREFIX + "SOURCES") or "sources").expanduser()


def _read_file(file: Path) -> dict[str, str]:
    """The values of a file; none where there is no file."""
    try:
        text = file.read_text(encoding="utf-8-sig")  # some editors of Windows put a mark at the head
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"{file}: found bytes that are not UTF-8 (at byte {error.start}); save the file as UTF-8."
        ) from error
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}; it must be a file of text.") from error
    values = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if not equals:
            raise ConfigError(
                f"{file}, line {number}: found {line.strip()!r}; lines are NAME=value or # comments."
            )
        values[name.strip()] = value.strip().strip("\"'")
    return values


def _refuse_unknown(values: Mapping[str, str], where: str) -> None:
    known = [PREFIX + one.name.upper() for one in fields(Config)]
    for name in values:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise ConfigError(
                f"{where}: {name} is not a setting of beatbook.{hint} Settings: {', '.join(known)}."
            )


def _contact(value: str) -> str:
    if "@" not in value and not value.startswith(("http://", "https://")):
        raise ConfigError(
            f"{PREFIX}CONTACT is {value!r}; it must be a mail address or start with http:// or https://."
        )
    return value


def _timezone(value: str) -> ZoneInfo:
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigError(
            f"{PREFIX}TIMEZONE is {value!r}, which is not a zone of the IANA database; for example America/Chicago."
        ) from error


def _proxy(value: str | None) -> str | None:
    if value is not None and not value.startswith("http://"):
        raise ConfigError(
            f"{PREFIX}PROXY is {value!r}; it must start with http://, for example http://127.0.0.1:3128."
        )
    return value
