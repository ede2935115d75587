"""Where the CPU time of extraction goes."""

import gc
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from importlib import import_module
from inspect import isfunction
from types import ModuleType
from typing import Any, Final

import transforms.extract
from bench.extract_programs import OURS, Ours, in_turns
from bench.labelled_pages import Case
from crawlers.sample.newsroom import GAZETTEER_DIR
from transforms.coding import load_coder
from transforms.document import Document

STAGES: Final = "extract,metadata"
"""Modules of `transforms`: each function that one of them names is a row of the profile, which so follows the code."""


def profile(cases: Sequence[Case], stages: str = STAGES) -> str:
    """Where the time goes: own time of each function that the modules `stages` name, then that of coding.

    Own time is without what is a row itself. The clocks cost about a hundredth of the whole.
    """
    coder = load_coder(GAZETTEER_DIR)
    documents = []
    _, plain = in_turns(cases, [Ours()], rounds=2)
    # as timeit does: what is collected belongs to no stage, and one collection outweighs a small page
    gc.collect()
    gc.disable()
    try:
        with _timed([import_module(f"transforms.{stage}") for stage in stages.split(",")]) as own:
            for case in cases:
                result = transforms.extract.extract(case.capture, case.source, None)
                if isinstance(result, Document):
                    documents.append((result, case.source))
    finally:
        gc.enable()
    whole = sum(own.values())
    started = time.thread_time()
    for document, source in documents:
        coder.code(document, source)
    coding = time.thread_time() - started
    slow = sorted(zip(map(min, zip(*plain[OURS], strict=True)), cases, strict=True), key=lambda one: -one[0])
    lines = [f"whole document: {_spread(plain[OURS])}", f"{'ms a page, own time':<40} {'mean':>7} share"]
    for name, seconds in sorted(own.items(), key=lambda item: -item[1]):
        if seconds >= 0.001 * whole:
            lines.append(f"{name:<40} {seconds / len(cases) * 1000:7.3f} {seconds / whole:5.1%}")
    lines.append(f"{'whole document':<40} {whole / len(cases) * 1000:7.3f}")
    lines.append(f"{'coding, after it':<40} {coding / max(1, len(documents)) * 1000:7.3f}")
    lines += ["the slowest pages:", *(f"  {seconds * 1000:6.0f} ms {case.id}" for seconds, case in slow[:5])]
    return "\n".join(lines)


@contextmanager
def _timed(modules: Sequence[ModuleType]) -> Iterator[dict[str, float]]:
    """Within it, calls of the functions that the modules name add their own seconds, by name."""
    own: dict[str, float] = defaultdict(float)
    inner = [0.0]
    before = [(module, dict(vars(module))) for module in modules]
    wrapped: dict[Any, Any] = {}

    def timed(function: Callable[..., Any], name: str) -> Callable[..., Any]:
        @wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            started = time.thread_time()
            inner.append(0.0)
            try:
                return function(*args, **kwargs)
            finally:
                took = time.thread_time() - started
                own[name] += took - inner.pop()
                inner[-1] += took

        return call

    try:
        for module, names in before:
            for name, value in names.items():
                if isfunction(value):
                    label = f"{value.__module__.removeprefix('transforms.')}.{value.__name__}"
                    if value not in wrapped:
                        wrapped[value] = timed(value, label)
                    setattr(module, name, wrapped[value])
        yield own
    finally:
        for module, names in before:
            for name, value in names.items():
                setattr(module, name, value)


def _spread(rounds: Sequence[Sequence[float]]) -> str:
    """The median and the 95th percentile of a page's milliseconds, each page at the better of its rounds."""
    pages = sorted(min(times) * 1000 for times in zip(*rounds, strict=True))
    return f"p50 {statistics.median(pages):.1f} ms, p95 {pages[int(len(pages) * 0.95)]:.1f} ms, most {pages[-1]:.0f} ms"
