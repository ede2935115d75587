"""By what a document was read: the version, and digests of all that decides what comes out.

Nobody has to remember to count a version up: a changed line of the modules that read a page changes the digest.
"""

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

_LIBRARIES: Final = (
    "lxml",
    "htmldate",
    "ftfy",
    "charset-normalizer",
    "webencodings",
    "py3langid",
    "feedparser",
    "pypdfium2",
    "numpy",
    "w3lib",
    "tldextract",
)
"""Of other people, those whose next version may read a page differently."""
_READING: Final = ("transforms.extract", "transforms.posts", "transforms.pdf_lines")
"""The last is a program of its own: nobody imports it."""
_MAKING: Final = (*_READING, "crawlers.archive", "transforms.coding", "transforms.folder", "transforms.run")
_OURS: Final = re.compile(
    r"^[ \t]*(?:from[ \t]+((?:crawlers|transforms)[\w.]*)[ \t]+import[ \t]+(\([^)]*\)|[^\n(]+)"
    r"|import[ \t]+((?:crawlers|transforms)\.[\w.]+))",
    re.MULTILINE,
)
_HERE: Final = Path(__file__).parent
_FOREST: Final = "body_forest.json"
_LISTS: Final = ("codebook.yml", "gazetteer/*.csv", "gazetteer/*.csv.gz")


def modules_of(roots: Iterable[str]) -> dict[str, Path]:
    """The modules of ours that some modules import, directly or by way of others, themselves among them; by name.

    Found in the sources, not in what happens to be loaded: the same in every process.
    """
    found: dict[str, Path] = {}
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name in found or (path := _file_of(name)) is None:
            continue
        found[name] = path
        waiting += (name.rpartition(".")[0],) if "." in name else ()
        for package, names, module in _OURS.findall(path.read_text(encoding="utf-8")):
            waiting.append(package or module)
            # What is imported from a package may be a module of it.
            if package and (path := _file_of(package)) is not None and path.name == "__init__.py":
                waiting += [
                    f"{package}.{one.split()[0]}" for one in names.strip("()").split(",") if one.split()
                ]
    return dict(sorted(found.items()))


@cache
def _file_of(name: str) -> Path | None:
    package, _, rest = name.partition(".")
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).parent.joinpath(*rest.split(".")) if rest else Path(spec.origin).parent
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)


@cache
def extractor() -> str:
    """Name, version and digest of what reads pages, with the libraries that it reads them by."""
    digest = _digest([*modules_of(_READING).items(), (_FOREST, _HERE / _FOREST)])
    return f"beatbook {version('beatbook')} {digest[:12]}, " + ", ".join(_libraries())


@cache
def maker(gazetteer_dir: Path | None) -> str:
    """A digest of all that a folder of documents depends on beside its archive file and its source.

    These are the modules that read, code and write, the libraries, the codebook, and the gazetteer with its additions.

    Args:
        gazetteer_dir: local additions to the gazetteer.
    """
    lists = [path for pattern in _LISTS for path in sorted(_HERE.glob(pattern))]
    if gazetteer_dir is not None:
        lists += sorted(path for path in gazetteer_dir.glob("*.csv") if path.is_file())
    files = [*modules_of(_MAKING).items(), (_FOREST, _HERE / _FOREST), *((path.name, path) for path in lists)]
    libraries = " ".join((*_libraries(), f"pyarrow {version('pyarrow')}"))
    return hashlib.sha256(f"{_digest(files)} {libraries}".encode()).hexdigest()


def _libraries() -> list[str]:
    return [f"{name} {version(name)}" for name in _LIBRARIES]


def _digest(files: Iterable[tuple[str, Path]]) -> str:
    digest = hashlib.sha256()
    for name, path in files:
        content = path.read_bytes()
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()
