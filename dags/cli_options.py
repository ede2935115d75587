"""Options that several commands share, and what is made of them."""

from datetime import date
from typing import Annotated

import typer

from dags.config import Config

Day = Annotated[
    str | None,
    typer.Option("--day", metavar="YYYY-MM-DD", help="Crawl date in the place's zone; today by default."),
]
Only = Annotated[
    list[str] | None, typer.Option("--source", help="Only this source (its id); may be repeated.")
]


def the_day(text: str | None, config: Config) -> date:
    """The day that was typed, else today in the place's zone."""
    from dags import steps

    return steps.today(config) if text is None else a_date(text)


def a_date(text: str) -> date:
    """A date that was typed.

    Raises:
        typer.BadParameter: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a date; write it as 2026-11-17") from error
