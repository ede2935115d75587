"""`beatbook sources import` and `export`: lists of feeds, as feed readers have them (OPML)."""

from pathlib import Path
from typing import Annotated

import typer

from dags.config import load_config, sources_folder
from dags.console import out, program, say


def import_list(
    file: Annotated[Path, typer.Argument(help="OPML file, as a feed reader exports it.")],
    place: Annotated[str, typer.Option(help="City or town that they cover.")],
    state: Annotated[str, typer.Option(help="Its state, two capital letters.")],
    publisher: Annotated[
        str | None, typer.Option(help="What they all are (newspaper, blog, ...); guessed without.")
    ] = None,
) -> None:
    """Write a file for each site of a feed reader's list, with the feeds of it. Nothing is fetched."""
    from crawlers.opml import import_opml

    config = load_config()
    done = import_opml(
        file,
        config.sources,
        place=place,
        state=state,
        timezone=config.timezone.key,
        publisher=publisher,
    )
    for url, why in done.skipped:
        say(f"left out {url}: {why}")
    for path in done.written:
        say(f"wrote {path}")
    say(f"{len(done.written)} sources written, {len(done.skipped)} feeds left out")
    if done.written:
        say(f"Next: {program()} sources check {done.written[0].stem}, and so each of them")


def export_list(
    file: Annotated[Path | None, typer.Argument(help="File to write; printed without one.")] = None,
) -> None:
    """Write the feeds as a feed reader's list; private persons' accounts are left out."""
    from crawlers.opml import export_opml
    from crawlers.sources import load_sources

    written = export_opml(load_sources(sources_folder()))
    if file is None:
        out.out(written.decode("utf-8"), end="", highlight=False)
        return
    file.write_bytes(written)
    say(f"wrote {file}")
