"""Where the commands print, and how they call themselves in a hint."""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NoReturn

from rich.console import Console, ConsoleOptions, RenderableType
from rich.markup import escape
from rich.segment import Segment

# What a terminal obeys instead of showing it: control characters, and those that turn the direction of writing.
_OBEYED: Final = dict.fromkeys(
    place
    for place in (*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
    if chr(place) not in "\n\t"
)


class _Terminal(Console):
    """A console for words of any origin: nothing in them reaches the terminal as a command.

    It ends quietly when nobody reads on, as `beatbook ... | head` does.
    """

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            is_ours = segment.control is not None
            yield segment if is_ours else Segment(segment.text.translate(_OBEYED), segment.style)

    def on_broken_pipe(self) -> NoReturn:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0)


out = _Terminal()
err = _Terminal(stderr=True)


def say(text: str) -> None:
    """Print a line as it stands: no colours of its own, long paths and addresses unbroken."""
    out.print(escape(text), highlight=False, soft_wrap=True)


@contextmanager
def at_work(what: str) -> Iterator[None]:
    """Show that something is being done, where a person looks on."""
    if out.is_terminal:
        with out.status(what):
            yield
    else:
        yield


def program() -> str:
    """How to call this program from here: `beatbook` where that finds it, else the path that was typed."""
    typed = Path(sys.argv[0])
    found = shutil.which("beatbook")
    if found is not None and typed.exists() and Path(found).samefile(typed):
        return "beatbook"
    return min(os.path.relpath(typed), str(typed), key=len) if typed.exists() else "beatbook"
