"""What is wrong in a source's file, in words for the person who wrote it."""

import difflib
from pathlib import Path
from typing import Literal, get_args, get_origin
from zoneinfo import available_timezones

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from crawlers.kinds import KINDS
from crawlers.yaml_lines import Problem, YamlMapping

Loc = tuple[int | str, ...]

OTHER_NAMES = {
    "rss": "feed",
    "atom": "feed",
    "json": "feed",
    "jsonfeed": "feed",
    "rdf": "feed",
    "xml": "feed",
    "section": "listing",
    "page": "listing",
    "html": "listing",
    "index": "listing",
    "news-sitemap": "sitemap",
    "news_sitemap": "sitemap",
    "log": "rolling",
    "blotter": "rolling",
    "roster": "rolling",
    "list": "rolling",
    "wp": "wordpress",
    "newspack": "wordpress",
    "civicalerts": "civicplus",
    "civicengage": "civicplus",
    "newsflash": "civicplus",
    "everbridge": "nixle",
    "flashnews": "flashalert",
    "granicus_communications": "govdelivery",
    "bulletins": "govdelivery",
    "agenda": "legistar",
    "agendas": "legistar",
    "meetings": "legistar",
    "bsky": "bluesky",
}
"""What people call our kinds elsewhere."""

US_ZONES = {
    "est": "America/New_York",
    "edt": "America/New_York",
    "eas": "America/New_York",
    "cst": "America/Chicago",
    "cdt": "America/Chicago",
    "cen": "America/Chicago",
    "mst": "America/Denver",
    "mdt": "America/Denver",
    "mou": "America/Denver",
    "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles",
    "pac": "America/Los_Angeles",
}
"""What people call a zone in the United States (EST, EST5EDT, Eastern), by its first three letters."""


def explain(
    path: Path, file: YamlMapping, errors: list[ErrorDetails], model: type[BaseModel]
) -> list[Problem]:
    """One problem an error, with its line. A missing key that a misspelt one stands for is not told twice."""
    problems: list[Problem] = []
    meant: set[Loc] = set()
    for error in errors:
        if error["type"] == "extra_forbidden":
            loc = _plain(error["loc"])
            nearest = _nearest(str(loc[-1]), list(_fields(model, error["loc"][:-1])))
            if nearest:
                meant.add((*loc[:-1], nearest))
    for error in errors:
        loc = _plain(error["loc"])
        if error["type"] == "missing" and loc in meant:
            continue
        if error["type"] == "too_short" and any(
            _plain(one["loc"])[: len(loc)] == loc for one in errors if one is not error
        ):
            continue  # its parts are wrong, each with an error of its own
        found, accepted = _words(error, loc, file, model)
        line = file.line(loc, of_key=error["type"] == "extra_forbidden")
        problems.append(Problem(path, line, found, accepted))
    return problems


def choices(model: type[BaseModel], key: str) -> list[str]:
    """The values that a key accepts, where it is one of a list; else none."""
    annotation = model.model_fields[key].annotation
    parts = [annotation, *(get_args(annotation) if get_origin(annotation) is not Literal else ())]
    return [str(value) for part in parts if get_origin(part) is Literal for value in get_args(part)]


def _words(error: ErrorDetails, loc: Loc, file: YamlMapping, model: type[BaseModel]) -> tuple[str, str]:
    """What was found, and what would be accepted."""
    key = str(loc[-1]) if loc else ""
    context = error.get("ctx", {})
    written = file.written(loc)
    shown = f"{_name(loc)} is {written!r}" if written is not None else f"{_name(loc)} is not right"
    fields = _fields(model, error["loc"][:-1])
    about = fields.get(key, "")
    match error["type"]:
        case "extra_forbidden":
            return f"unknown key {key!r}{_in(loc)}", _choice(key, list(fields))
        case "missing":
            return f"the key {key!r} is missing{_in(loc)}", f"{key}: {about}"
        case "union_tag_not_found":
            return f"{_name(loc)} has no kind", _choice("", list(KINDS))
        case "union_tag_invalid":
            tag = str(context["tag"])
            return f"{_name(loc)} has the kind {tag!r}", _choice(
                OTHER_NAMES.get(tag.lower(), tag), list(KINDS)
            )
        case "literal_error":
            return shown, _choice(str(written), choices(_model(model, error["loc"][:-1]), key))
        case "address":
            guess = f"did you mean 'https://{written}'? " if context["why"] == "it has no scheme" else ""
            return (
                f"{shown}: {context['why']}",
                f"{guess}an address with scheme and host, https://gazette.example/news",
            )
        case "zone":
            zone = _zone(str(written))
            hint = f"did you mean {zone!r}? " if zone else ""
            return (
                f"{shown}, which is no time zone of a region",
                f"{hint}an IANA name such as America/Los_Angeles",
            )
        case "state":
            hint = f"did you mean {written.upper()!r}? " if written and len(written) == 2 else ""
            return f"{shown}, which is no state", f"{hint}two capital letters such as OR"
        case "hours":
            return shown, "two different times of day, 07:00-19:00; 22:00-06:00 passes midnight"
        case "one_of" | "order" | "reason":
            return f"{context['found']}{_in((*loc, ''))}", str(context["accepted"])
        case "string_type" if written is not None:
            what = {"bool": "true or false", "NoneType": "nothing"}.get(
                type(error["input"]).__name__, "a number or date"
            )
            return f"{shown}, which is read as {what}", "a text; put it in quotes"
        case _:
            why = f"{error['msg'][:1].lower()}{error['msg'][1:]}".replace("tuple", "list")
            return f"{shown}: {why}", f"{key}: {about}" if about else ""


def _zone(written: str) -> str | None:
    city = written.rpartition("/")[2]
    zones = {zone.rpartition("/")[2].lower(): zone for zone in sorted(available_timezones()) if "/" in zone}
    usual = US_ZONES.get(written.lower()[:3])
    if usual is not None and "/" not in written:
        return usual
    nearest = difflib.get_close_matches(city.lower().replace(" ", "_"), list(zones), n=1, cutoff=0.8)
    return zones[nearest[0]] if nearest else None


def _plain(loc: Loc) -> Loc:
    """Without the kind that pydantic puts after a feed's position."""
    return (*loc[:2], *loc[3:]) if loc[:1] == ("feeds",) and len(loc) > 2 else loc


def _name(loc: Loc) -> str:
    if not loc:
        return "the source"
    if loc[0] == "feeds" and len(loc) > 1:
        return f"feed {int(loc[1]) + 1}" if len(loc) == 2 else f"{_dotted(loc[2:])} of feed {int(loc[1]) + 1}"
    return _dotted(loc)


def _in(loc: Loc) -> str:
    return f" in {_name(loc[:-1])}" if len(loc) > 1 else ""


def _dotted(loc: Loc) -> str:
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in loc)


def _fields(model: type[BaseModel], loc: Loc) -> dict[str, str]:
    """Keys that are accepted at a place of the file, with what they mean; the id is none of them."""
    fields = _model(model, loc).model_fields
    return {name: field.description or "" for name, field in fields.items() if name != "id"}


def _model(model: type[BaseModel], loc: Loc) -> type[BaseModel]:
    if loc[:1] == ("feeds",) and len(loc) > 2:
        return KINDS[str(loc[2])]
    for step in loc:
        field = model.model_fields.get(str(step))
        if (
            field is not None
            and isinstance(field.annotation, type)
            and issubclass(field.annotation, BaseModel)
        ):
            model = field.annotation
    return model


def _choice(found: str, accepted: list[str]) -> str:
    nearest = _nearest(found, accepted)
    return f"{f'did you mean {nearest!r}? ' if nearest else ''}accepted: {', '.join(accepted)}"


def _nearest(found: str, accepted: list[str]) -> str | None:
    lower = {one.lower(): one for one in accepted}
    close = difflib.get_close_matches(
        found.lower().replace("-", "_").replace(" ", "_"), list(lower), n=1, cutoff=0.6
    )
    return lower[close[0]] if close else None
