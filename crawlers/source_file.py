"""The YAML file of a new source, with every key explained in it."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from crawlers.kinds import KINDS
from crawlers.source_problems import choices
from crawlers.sources import CrawlRules, Expect, Place, Source, SourceError, parse_source
from crawlers.yaml_lines import Problem

TO_CHECK = "CHECK THIS, it is a guess: "


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFeed:
    """One feed of a new file.

    Attributes:
        kind: its kind.
        values: keys that are given a value.
        guesses: those of them that are guesses, each with how it was come by; empty words where nothing is to be said.
        why: what was found there, in words.
    """

    kind: str
    values: Mapping[str, Any]
    guesses: Mapping[str, str] = field(default_factory=dict)
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is known of a new source.

    Attributes:
        name, homepage, publisher, place, state, timezone, county, language, form, unverified: keys of the file; None leaves a key out.
        feeds: one or more.
        guesses: keys of the file that are guesses, each with how it was come by.
        expect: fewest and most new documents in a week, and how they were come by: a proposal, in a comment.
        remarks: lines at the head of the file: what was looked at.
    """

    name: str
    homepage: str
    publisher: str
    place: str
    state: str
    timezone: str
    feeds: tuple[DraftFeed, ...]
    county: str | None = None
    language: str | None = None
    form: str | None = None
    unverified: str | None = None
    guesses: Mapping[str, str] = field(default_factory=dict)
    expect: tuple[int, int, str] | None = None
    remarks: tuple[str, ...] = ()


def draft_path(folder: Path, *, name: str, place: str, state: str) -> Path:
    """Where the file of a source of this name and place stands.

    Raises:
        SourceError: it is there already.
    """
    path = folder / f"{_stem(name, place, state)}.yml"
    if path.exists():
        raise SourceError(
            (Problem(path, None, "the file is there already", "edit it, or give another name"),)
        )
    return path


def write_source(folder: Path, draft: Draft) -> Path:
    """Write the file of a new source and return its path, which is made of place and name.

    Optional keys stand in it as comments, each with its default and meaning; what is a guess says so.

    Args:
        folder: of the sources; made where it is missing.
        draft: what is known of it.

    Raises:
        SourceError: the file is there already or cannot be written, or what was given makes no valid source;
            nothing is written.
    """
    path = draft_path(folder, name=draft.name, place=draft.place, state=draft.state)
    text = _text(draft)
    parse_source(path, text)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SourceError((Problem(path, None, f"cannot be written: {error.strerror}", ""),)) from None
    return path


def _stem(name: str, place: str, state: str) -> str:
    """`us_or_portland_tribune` from Portland Tribune, Portland, OR."""
    words, town = _slug(name), _slug(place)
    own = words.removeprefix("the_").removeprefix(f"{town}_")
    return "_".join(part for part in ("us", _slug(state), town, own) if part)


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


def _text(draft: Draft) -> str:
    """The file: what is known, and as comments what could be."""
    about = {name: field.description for name, field in Source.model_fields.items()}
    names = ("name", "homepage", "publisher", "timezone", "language", "form", "unverified")
    given = {name: value for name in names if (value := getattr(draft, name)) is not None}
    place = {"name": draft.place, "state": draft.state} | ({"county": draft.county} if draft.county else {})
    of_place = {key.removeprefix("place."): why for key, why in draft.guesses.items() if "place." in key}
    # Two marks: a line with one of them is a key that may be used.
    lines = [*(f"## {line}".rstrip() for line in draft.remarks), *([""] if draft.remarks else [])]
    lines += _keys(Source, given, skip={"id", "place", "feeds", "crawl", "expect"}, guesses=draft.guesses)
    lines += ["", f"place:  # {about['place']}", *_indented(_keys(Place, place, guesses=of_place))]
    lines += ["", f"feeds:  # {about['feeds']}"]
    for feed in draft.feeds:
        lines.append(f"  - kind: {feed.kind}{f'  # {feed.why}' if feed.why else ''}")
        lines += _indented(
            _indented(_keys(KINDS[feed.kind], feed.values, skip={"kind"}, guesses=feed.guesses))
        )
    lines += ["", f"# crawl:  # {about['crawl']}", *(f"#   {line[2:]}" for line in _keys(CrawlRules, {}))]
    low, high, how = draft.expect or (None, None, "")
    weeks = {} if draft.expect is None else {"new_per_week_min": low, "new_per_week_max": high}
    lines += ["", f"# expect:  # {about['expect']}{f'; {how}' if how else ''}"]
    lines += [f"#   {line.removeprefix('# ')}" for line in _keys(Expect, weeks)]
    return "\n".join(lines) + "\n"


def _keys(
    model: type[BaseModel],
    given: Mapping[str, Any],
    *,
    skip: Collection[str] = (),
    guesses: Mapping[str, str] | None = None,
) -> list[str]:
    """A line a key: those given, then, as comments, the others with their defaults."""
    how = {name: f"{TO_CHECK}{why}; " if why else TO_CHECK for name, why in (guesses or {}).items()}
    fields = {name: field for name, field in model.model_fields.items() if name not in skip}
    lines = [
        f"{_line(name, given[name])}  # {how.get(name, '')}{_about(model, name)}"
        for name in fields
        if name in given
    ]
    for name, one in fields.items():
        if name not in given:
            default = list(one.default) if isinstance(one.default, tuple) else one.default
            lines.append(f"# {_line(name, default)}  # {_about(model, name)}")
    return lines


def _about(model: type[BaseModel], key: str) -> str:
    accepted = choices(model, key)
    return f"{model.model_fields[key].description}{' (' + ', '.join(accepted) + ')' if accepted else ''}"


def _indented(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def _line(key: str, value: object) -> str:
    """`key: value` as YAML writes it, with quotes where they are needed."""
    text = f"[{', '.join(map(str, value))}]" if isinstance(value, list) else None
    written = (
        f"{key}: {text}" if text else yaml.safe_dump({key: value}, allow_unicode=True, width=1000).strip()
    )
    return written.removesuffix(" null")
