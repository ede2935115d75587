"""Where the commands print, and how they call themselves in a hint."""

import os
import shutil
import sys
from pathlib import Path
from typing import NoReturn

from rich.console import Console
from rich.markup import escape


class _Pipe(Console):
    """A console that ends quietly when nobody reads on, as `beatbook ... | head` does."""

    def on_broken_pipe(self) -> NoReturn:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0)


out = _Pipe()
err = Console(stderr=True)


def say(text: str) -> None:
    """Print a line as it stands: no colours of its own, long paths and addresses unbroken."""
    out.print(escape(text), highlight=False, soft_wrap=True)


def program() -> str:
    """How to call this program from here: `beatbook` where that finds it, else the path that was typed."""
    typed = Path(sys.argv[0])
    found = shutil.which("beatbook")
    if found is not None and typed.exists() and Path(found).samefile(typed):
        return "beatbook"
    return min(os.path.relpath(typed), str(typed), key=len) if typed.exists() else "beatbook"
