"""The codebook: what each topic means, the patterns that find it, and the topics given to a document by them.

`codebook.yml` holds all of the rules; this module reads and applies it. See docs/coding.md for how to write a pattern.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from transforms.document import Document, Relevance, TopicCode, Voice
from transforms.reading import (
    Rule,
    Span,
    compile_rule,
    disjoint,
    is_near,
    matches,
    plain,
    rules_by_word,
    touches,
)

FILE: Final = Path(__file__).with_name("codebook.yml")
NEEDED: Final = 2.0
"""Weight at which a topic is given; a strong hit weighs as much alone."""
WORDS_PER_STEP: Final = 600
"""Each so many words of text beyond the first ask for one weak hit more: long texts touch on much."""


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
        near: names of word lists, each of which must stand within `within` characters, in the same paragraph.
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
                raise ValueError(f"words: no list '{name}', by which relevance is judged")
        return self


@dataclass(frozen=True, slots=True)
class Hit:
    """A match that counts; `name` is `topic/pattern`."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Reading:
    """What the codebook finds in one text: spans of its word lists by name, and hits by topic, in order of position."""

    text: str
    words: Mapping[str, tuple[Span, ...]]
    hits: Mapping[str, tuple[Hit, ...]]


@dataclass(frozen=True, slots=True)
class Codebook:
    """A codebook ready for use."""

    file: CodebookFile
    rules: tuple[Rule, ...]
    rules_of: Callable[[str], tuple[Rule, ...]]
    exclusions: Mapping[str, re.Pattern[str]]

    def read(self, text: str, field: Literal["title", "text"]) -> Reading:
        """Return what is found in a title or a text; offsets are into `text` as given."""
        exact, lower = plain(text)
        found = matches(lower, exact, self.rules, self.rules_of)
        words = {
            name: tuple(
                span
                for span in disjoint(found.get(f"{name}.match", ()))
                if not touches(span, found.get(f"{name}.unless", ()))
            )
            for name in self.file.words
        }
        hits: dict[str, tuple[Hit, ...]] = {}
        for slug, topic in self.file.topics.items():
            passed = sorted(
                (-topic.patterns[name].hit_weight, span, f"{slug}/{name}")
                for name, pattern in topic.patterns.items()
                if pattern.field in ("both", field)
                for span in found.get(f"{slug}/{name}", ())
                if self._holds(f"{slug}/{name}", pattern, span, words, lower)
            )
            if passed:
                hits[slug] = tuple(_strongest(passed))
        return Reading(text=lower, words=words, hits=hits)

    def _holds(
        self, key: str, pattern: Pattern, span: Span, words: Mapping[str, tuple[Span, ...]], lower: str
    ) -> bool:
        """Whether a match meets its pattern's conditions."""
        if not all(is_near(span, words[name], pattern.within, lower) for name in pattern.near):
            return False
        if (unless := self.exclusions.get(key)) is None:
            return True
        around = lower[max(0, span.start - pattern.unless_within) : span.end + pattern.unless_within]
        return not unless.search(around)


def _strongest(passed: list[tuple[float, Span, str]]) -> Iterator[Hit]:
    """Of hits that overlap the strongest, all in order of position."""
    taken: list[Hit] = []
    for _, span, key in passed:
        if not touches(span, (hit.span for hit in taken)):
            taken.append(Hit(key, span))
    return iter(sorted(taken, key=lambda hit: hit.span))


def code_topics(document: Document, codebook: Codebook) -> tuple[TopicCode, ...]:
    """Return the document's topics in the codebook's order, each with the pattern and the words that gave it.

    A topic is given by one strong hit, or by weak hits that weigh `NEEDED` together (a hit in the title counts twice;
    long texts need more). A topic that is `only_alone` is given only where no other is. The evidence is the
    heaviest hit, title before text, the earlier before the later.
    """
    title, text = codebook.read(document.title or "", "title"), codebook.read(document.text, "text")
    needed = NEEDED + max(0, len(document.text.split()) - 1) // WORDS_PER_STEP
    codes: list[TopicCode] = []
    for slug, topic in sorted(codebook.file.topics.items(), key=lambda item: item[1].only_alone):
        if topic.only_alone and codes:
            continue
        weighed = [
            (factor * topic.patterns[hit.name.partition("/")[2]].hit_weight, field, hit)
            for field, factor, reading in (("title", 2, title), ("text", 1, text))
            for hit in reading.hits.get(slug, ())
        ]
        heaviest = max(weighed, key=lambda item: item[0], default=None)
        if heaviest is None or (heaviest[0] < NEEDED and sum(weight for weight, _, _ in weighed) < needed):
            continue
        _, field, hit = heaviest
        codes.append(
            TopicCode(
                topic=slug,
                rule=hit.name,
                field="title" if field == "title" else "text",
                start=hit.span.start,
                end=hit.span.end,
                voice="author" if field == "title" else _voice(document, hit.span.start),
                hits=len(weighed),
            )
        )
    return tuple(codes)


def _voice(document: Document, at: int) -> Voice:
    """Whose words the character of the text is."""
    for block in document.blocks:
        if block.start <= at < block.end:
            return block.voice
    return "author"


@cache
def load_codebook(path: Path = FILE) -> Codebook:
    """Return the codebook, checked and compiled; the same object at every call.

    Raises:
        CodebookError: the file is missing, is not YAML, has an unknown or missing key, a value that is not accepted,
            or a pattern that is not a regular expression.
    """
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise CodebookError(f"{path}: cannot be read ({error.strerror})") from None
    except yaml.YAMLError as error:
        raise CodebookError(f"{path}: not YAML: {' '.join(str(error).split())}") from None
    if not isinstance(node, yaml.MappingNode):
        raise CodebookError(f"{path}:1: found no keys; accepted: {', '.join(CodebookFile.model_fields)}")
    _refuse_repeats(node, path)
    try:
        file = CodebookFile.model_validate(yaml.SafeLoader("").construct_document(node))
    except ValidationError as error:
        raise CodebookError("\n".join(_explain(detail, node, path) for detail in error.errors())) from None
    return _compile(file, node, path)


def _compile(file: CodebookFile, node: yaml.MappingNode, path: Path) -> Codebook:
    pieces = {**{name: "|".join(words.match) for name, words in file.words.items()}, **file.parts}
    rules: list[Rule] = []
    exclusions: dict[str, re.Pattern[str]] = {}

    def filled(alternatives: tuple[str, ...], loc: tuple[str, ...]) -> str:
        def piece(found: re.Match[str]) -> str:
            if found.group(1) not in pieces:
                line = _line(node, loc)
                raise CodebookError(
                    f"{path}:{line}: {'.'.join(loc)}: found <{found.group(1)}>; accepted: {', '.join(sorted(pieces))}"
                )
            return f"(?:{pieces[found.group(1)]})"

        whole = "|".join(alternatives)
        for _ in range(3):  # a part may name another
            whole = re.sub(r"(?<!\(\?)(?<!\(\?P)<([a-z-]+)>", piece, whole)
        return whole

    def add(
        name: str, alternatives: tuple[str, ...], loc: tuple[str, ...], *, exact_case: bool = False
    ) -> None:
        try:
            rules.append(compile_rule(name, filled(alternatives, loc), exact_case=exact_case))
        except re.error as error:
            raise CodebookError(
                f"{path}:{_line(node, loc)}: {'.'.join(loc)}: not a regular expression: {error}"
            ) from None

    for name, words in file.words.items():
        add(f"{name}.match", words.match, ("words", name, "match"))
        if words.unless:
            add(f"{name}.unless", words.unless, ("words", name, "unless"))
    for slug, topic in file.topics.items():
        for name, pattern in topic.patterns.items():
            loc = ("topics", slug, "patterns", name)
            for near in pattern.near:
                if near not in file.words:
                    raise CodebookError(
                        f"{path}:{_line(node, (*loc, 'near'))}: {'.'.join(loc)}.near: found '{near}';"
                        f" accepted: {', '.join(file.words)}"
                    )
            add(f"{slug}/{name}", pattern.match, (*loc, "match"), exact_case=pattern.exact_case)
            if pattern.unless:
                exclusions[f"{slug}/{name}"] = compile_rule(
                    "", filled(pattern.unless, (*loc, "unless"))
                ).regex
    return Codebook(file=file, rules=tuple(rules), rules_of=rules_by_word(rules), exclusions=exclusions)


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
    if len(loc) > 2 and loc[0] == "topics":
        return list({5: Pattern, 4: Examples}.get(len(loc), Topic).model_fields)
    return list(CodebookFile.model_fields)
