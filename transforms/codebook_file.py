"""The codebook's file: its form, and errors that name the line.

See docs/coding.md for how to write a pattern.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from transforms.document import Relevance

NEEDED: Final = 2.0
"""Weight at which a topic is given; a strong hit weighs as much alone."""


class CodebookError(Exception):
    """The codebook's file cannot be used; the message names file, line, what was found and what is accepted."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _as_tuple(given: object) -> object:
    return (given,) if isinstance(given, str) else given


OneOrMore = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]
"""A list of texts; one may stand without a list."""


class Words(_Strict):
    """A named list of words: usable inside patterns, as a neighbour of them, and to judge relevance.

    Attributes:
        match: alternatives.
        unless: alternatives that hide what they overlap (`fashion police`).
    """

    match: tuple[str, ...] = Field(min_length=1)
    unless: tuple[str, ...] = ()


class Pattern(_Strict):
    """One named way in which a topic shows.

    Attributes:
        match: alternatives.
        strong: one hit gives the topic.
        weight: of one hit that is not strong; in the title it counts twice.
        field: where it is looked for.
        near: names of word lists, each of which must stand within `within` characters, in the same paragraph;
            of `one|other` one is enough.
        unless: a hit is dropped if this is found in it or within `unless_within` characters of it.
        exact_case: written with capitals and matched so.
    """

    match: OneOrMore = Field(min_length=1)
    strong: bool = False
    weight: float = Field(default=1.0, gt=0, le=2)
    field: Literal["title", "text", "both"] = "both"
    near: OneOrMore = ()
    within: int = Field(default=120, ge=1, le=1000)
    unless: OneOrMore = ()
    unless_within: int = Field(default=40, ge=0, le=300)
    exact_case: bool = False

    @property
    def hit_weight(self) -> float:
        """Weight of one hit in the text."""
        return NEEDED if self.strong else self.weight


class Examples(_Strict):
    """Invented sentences that must, and must not, be given the topic."""

    fits: tuple[str, ...] = Field(min_length=4)
    does_not_fit: tuple[str, ...] = Field(min_length=4)


class Topic(_Strict):
    """One category of the content analysis.

    Attributes:
        about: `policing` where a document with the topic can be about police itself, `crime` where it is not.
        only_alone: given only where no other topic is.
    """

    definition: str
    include: str
    exclude: str
    grounding: str
    about: Literal["policing", "crime"] = "policing"
    only_alone: bool = False
    patterns: dict[str, Pattern] = Field(min_length=1)
    examples: Examples


class CodebookFile(_Strict):
    """The file as written.

    Attributes:
        parts: pieces of regular expression, usable in patterns as `<name>`; so are the words.
    """

    version: str
    relevance: dict[Relevance, str]
    parts: dict[str, str]
    words: dict[str, Words]
    topics: dict[str, Topic]

    @model_validator(mode="after")
    def _needs_police(self) -> "CodebookFile":
        for name in ("police", "crime", "elsewhere"):
            if name not in self.words:
                raise ValueError(f"no list '{name}' among the words; relevance is judged by it")
        return self


LineOf = Callable[[tuple[int | str, ...]], int]
"""From a place in the file (`("topics", slug, "patterns")`) to its line."""


def read_codebook_file(path: Path) -> tuple[CodebookFile, LineOf]:
    """Return the file, its keys and values checked, and what tells a place's line.

    Raises:
        CodebookError: the file is missing, is not YAML, or has an unknown, repeated or missing key or a value that is
            not accepted.
    """
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except OSError as error:
        raise CodebookError(f"{path}: cannot be read ({error.strerror})") from None
    except yaml.YAMLError as error:
        raise CodebookError(f"{path}: not YAML: {' '.join(str(error).split())}") from None
    if not isinstance(node, yaml.MappingNode):
        raise CodebookError(f"{path}:1: found no keys; accepted: {', '.join(CodebookFile.model_fields)}")
    _refuse_repeats(node, path)
    try:
        file = CodebookFile.model_validate(yaml.CSafeLoader("").construct_document(node))
    except ValidationError as error:
        raise CodebookError("\n".join(_explain(detail, node, path) for detail in error.errors())) from None
    return file, lambda loc: _line(node, loc)


def _refuse_repeats(node: yaml.Node, path: Path) -> None:
    """YAML lets a key stand twice and keeps the last: here that is an error."""
    if isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.value in seen:
                raise CodebookError(
                    f"{path}:{line}: '{key.value}' stands a second time (first on line {seen[key.value]})"
                )
            seen[key.value] = line
            _refuse_repeats(value, path)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_repeats(item, path)


def _line(node: yaml.Node, loc: tuple[int | str, ...]) -> int:
    """Line of what `loc` names, of the nearest that exists around it."""
    line = node.start_mark.line + 1
    for step in loc:
        if isinstance(node, yaml.MappingNode):
            below = next(((key, value) for key, value in node.value if key.value == str(step)), None)
            if below is None:
                break
            line, node = below[0].start_mark.line + 1, below[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
    return line


def _explain(detail: Any, node: yaml.Node, path: Path) -> str:
    """One validation error as a line: file, line, key, what was found, what is accepted."""
    loc: tuple[int | str, ...] = detail["loc"]
    where = f"{path}:{_line(node, loc)}: {'.'.join(str(step) for step in loc) or 'the file'}"
    if detail["type"] == "missing":
        return f"{where}: missing; it is required"
    if detail["type"] == "extra_forbidden":
        return f"{where}: unknown key; accepted: {', '.join(_accepted_keys(loc))}"
    return f"{where}: found {str(detail['input'])[:80]!r}: {detail['msg']}"


def _accepted_keys(loc: tuple[int | str, ...]) -> list[str]:
    if len(loc) > 2 and loc[0] == "words":
        return list(Words.model_fields)
    if len(loc) == 5:
        return list(Pattern.model_fields)
    if len(loc) == 4:
        return list(Examples.model_fields)
    return list(Topic.model_fields if len(loc) == 3 else CodebookFile.model_fields)
