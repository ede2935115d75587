"""YAML that knows its lines: what was read, and where each part of it stands."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a file, for the person who wrote it.

    Attributes:
        path: of the file, or of the folder.
        line: from 1; None where it is the whole file.
        found: what is wrong, with what was found.
        accepted: what would be right.
    """

    path: Path
    line: int | None
    found: str
    accepted: str

    def __str__(self) -> str:
        where = str(self.path) if self.line is None else f"{self.path}:{self.line}"
        return f"{where}: {self.found}; {self.accepted}" if self.accepted else f"{where}: {self.found}"


class UnreadableError(Exception):
    """The file is no YAML mapping; `problems` says why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class YamlMapping:
    """A YAML file whose outermost value is a mapping with text keys, none of them twice."""

    value: dict[str, Any]
    root: yaml.MappingNode

    def line(self, loc: tuple[int | str, ...], *, of_key: bool = False) -> int:
        """The line of the deepest part of `loc` that the file has; steps that it has not are passed over.

        Args:
            loc: keys and positions, as pydantic gives them.
            of_key: the line of the last key itself, not that of its value.
        """
        node: yaml.Node = self.root
        line = 1
        for step in loc:
            if isinstance(node, yaml.MappingNode):
                found = next(((key, value) for key, value in node.value if key.value == step), None)
                if found is None:
                    continue
                key, node = found
                line = _line(key) if of_key or not isinstance(node, yaml.ScalarNode) else _line(node)
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                line = _line(node)
        return line

    def written(self, loc: tuple[int | str, ...]) -> str | None:
        """The value as it stands in the file, where it is a single one (`ON`, which is read as true)."""
        node: yaml.Node | None = self.root
        for step in loc:
            if isinstance(node, yaml.MappingNode):
                node = next((value for key, value in node.value if key.value == step), node)
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
                node = node.value[step] if step < len(node.value) else None
        return node.value if isinstance(node, yaml.ScalarNode) else None


def read_yaml_mapping(path: Path) -> YamlMapping:
    """Read a file of `key: value` lines.

    Raises:
        UnreadableError: it cannot be opened, is not UTF-8, or as `parse_yaml_mapping`.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UnreadableError([Problem(path, None, f"cannot be read: {error.strerror}", "")]) from None
    except UnicodeDecodeError as error:
        found = f"not UTF-8: byte 0x{error.object[error.start]:02x} at position {error.start}"
        raise UnreadableError([Problem(path, None, found, "save it as UTF-8")]) from None
    return parse_yaml_mapping(path, text)


def parse_yaml_mapping(path: Path, text: str) -> YamlMapping:
    """Understand the text of a file of `key: value` lines; `path` is for messages.

    Raises:
        UnreadableError: it is not YAML, is empty, is something else than a mapping, or has a key twice or one that
            is no text.
    """
    try:
        loader = yaml.SafeLoader(text)
    except yaml.reader.ReaderError:
        raise UnreadableError(
            [Problem(path, None, "not YAML: it holds control characters", "plain text is read")]
        ) from None
    try:
        root = loader.get_single_node()
        if root is None:
            raise UnreadableError(
                [Problem(path, None, "the file is empty", "`key: value` lines, one source a file")]
            )
        if not isinstance(root, yaml.MappingNode):
            what = "a list" if isinstance(root, yaml.SequenceNode) else "a single value"
            raise UnreadableError(
                [Problem(path, _line(root), f"found {what}", "`key: value` lines, one source a file")]
            )
        problems = _bad_keys(path, root, set())
        if problems:
            raise UnreadableError(problems)
        value = loader.construct_document(root)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        why = " ".join(part for part in (error.context, error.problem) if part)
        raise UnreadableError([Problem(path, line, f"not YAML: {why}", _advice(error))]) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UnreadableError([Problem(path, None, f"not YAML: {error}", "")]) from None
    finally:
        loader.dispose()
    return YamlMapping(value, root)


def _bad_keys(path: Path, node: yaml.Node, seen: set[int]) -> list[Problem]:
    if id(node) in seen:
        return []
    seen.add(id(node))
    problems: list[Problem] = []
    if isinstance(node, yaml.SequenceNode):
        for one in node.value:
            problems += _bad_keys(path, one, seen)
    elif isinstance(node, yaml.MappingNode):
        lines: dict[str, int] = {}
        for key, value in node.value:
            if key.tag != "tag:yaml.org,2002:str":
                found = (
                    f"the key {key.value!r} is not read as a text"
                    if isinstance(key.value, str)
                    else "a key of parts"
                )
                problems.append(Problem(path, _line(key), found, "write the key in quotes or correct it"))
            elif key.value in lines:
                found = f"the key {key.value!r} stands here again, first on line {lines[key.value]}"
                problems.append(Problem(path, _line(key), found, "each key once"))
            else:
                lines[key.value] = _line(key)
            problems += _bad_keys(path, value, seen)
    return problems


def _advice(error: yaml.MarkedYAMLError) -> str:
    if "\\t" in (error.problem or ""):
        return "indent with spaces, not tabs"
    if "mapping values are not allowed" in (error.problem or ""):
        return "a value with `: ` in it stands in quotes"
    return "`key: value` lines, indented with spaces"


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
