"""Labelled texts: JSON Lines in a folder, each file packed (`.gz`) or not."""

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bench.labelled_pages import FolderError, listing, manifest


def rows(path: Path, **needed: type | tuple[type, ...]) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file; of `NAME.jsonl` and `NAME.jsonl.gz` the one that is there.

    Raises:
        FolderError: neither is there, a line is no object, or a value that is `needed` is missing or of another type.
    """
    path = packed_or_not(path)
    is_packed = path.suffix == ".gz"
    is_empty = True
    with gzip.open(path, "rt", encoding="utf-8") if is_packed else path.open(encoding="utf-8") as lines:
        for number, line in enumerate(_lines(lines, path), 1):
            if not line.strip():
                continue
            is_empty = False
            yield _row(line, f"{path}, line {number}", needed)
    if is_empty:
        raise FolderError(f"{path} is empty")


def packed_or_not(path: Path) -> Path:
    """Of `NAME` and `NAME.gz` the one that is there.

    Raises:
        FolderError: neither is.
    """
    packed = path.with_name(path.name + ".gz")
    if found := next((one for one in (path, packed) if one.is_file()), None):
        return found
    raise FolderError(f"{path.parent}: no {path.name} and no {packed.name}; found {listing(path.parent)}")


def _lines(lines: Iterable[str], path: Path) -> Iterator[str]:
    try:
        yield from lines
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise FolderError(f"{path} cannot be read: {error}") from None


def _row(line: str, place: str, needed: dict[str, type | tuple[type, ...]]) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise FolderError(f"{place} is not JSON: {error}") from None
    if not isinstance(row, dict):
        raise FolderError(f"{place}: expected an object, found {line[:80]!r}")
    for name, kind in needed.items():
        if not isinstance(row.get(name), kind):
            raise FolderError(f"{place}: `{name}` is {row.get(name)!r}; a value of {kind} is needed")
    return row


def write_rows(path: Path, content: Iterable[dict[str, Any]]) -> None:
    """Write JSON Lines; folders above are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in content), encoding="utf-8")


def read_labels(folder: Path) -> dict[str, dict[str, Any]]:
    """What the manifest says of each case, by id, with the text of its label as `body`; empty where there is none.

    Raises:
        FolderError: no manifest, or one of another shape, or a label that is not there.
    """
    files: dict[str, Any] = {}
    found: dict[str, dict[str, Any]] = {}
    for row in manifest(folder):
        label: Any = {}
        if isinstance(name := row.get("expected"), str):
            if name not in files:
                found_at = packed_or_not(folder / name)
                data = found_at.read_bytes()
                files[name] = json.loads(gzip.decompress(data) if found_at.suffix == ".gz" else data)
            label = files[name].get(row["key"], {}) if "key" in row else files[name]
        found[row["id"]] = row | {"body": label.get("articleBody") or label.get("body") or ""}
    return found
