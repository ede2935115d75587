"""`beatbook sources`: list, check and write the files of sources. Nothing is fetched."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Column, Table

from dags.cli_health import health
from dags.config import load_config, sources_folder
from dags.console import err, out, program, say

app = typer.Typer(no_args_is_help=True, help="The sources: one YAML file each.")
app.command("health")(health)

Folder = Annotated[
    Path | None,
    typer.Argument(help="Folder of the YAML files; the configured one, or ./sources, by default."),
]


@app.command("list")
def list_sources(
    folder: Folder = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead.")] = False,
) -> None:
    """The sources with place, kinds and state."""
    from crawlers.sources import load_sources

    loaded = load_sources(folder or sources_folder())
    if as_json:
        out.print_json(json.dumps([source.model_dump(mode="json") for source in loaded]))
        return
    table = Table(
        Column("id", overflow="fold"),
        "name",
        "publisher",
        "place",
        "kinds",
        "status",
        box=None,
        pad_edge=False,
    )
    for source in loaded:
        kinds = ", ".join(dict.fromkeys(feed.kind for feed in source.feeds))
        place = f"{source.place.name}, {source.place.state}"
        status = f"{source.status}, unverified" if source.unverified else source.status
        table.add_row(source.id, escape(source.name), source.publisher, escape(place), kinds, status)
    out.print(table)
    say(f"{len(loaded)} sources")


@app.command("check")
def check(folder: Folder = None) -> None:
    """Read every source file and say what is wrong, where, and what would be accepted."""
    from crawlers.check_sources import check_sources

    folder = folder or sources_folder()
    checks = check_sources(folder)
    for found in checks:
        for problem in found.problems:
            err.print(f"[red]error[/] {escape(str(problem))}", highlight=False, soft_wrap=True)
        for warning in found.warnings:
            err.print(f"[yellow]warning[/] {escape(str(warning))}", highlight=False, soft_wrap=True)
    good = sum(not found.problems for found in checks)
    say(f"{good} of {len(checks)} source files in {folder} can be used")
    unverified = sum(found.source is not None and found.source.unverified is not None for found in checks)
    if unverified:
        say(
            f"{unverified} are unverified: the key `unverified` says what to check; take it out once that is done"
        )
    if good < len(checks):
        raise typer.Exit(2)


@app.command("new")
def new(
    homepage: Annotated[
        str, typer.Argument(help="Address of the publisher's front page, or of the account.")
    ],
    name: Annotated[str, typer.Option(help="Name that readers know it by.")],
    place: Annotated[str, typer.Option(help="City or town that it covers.")],
    state: Annotated[str, typer.Option(help="Its state, two capital letters.")],
    publisher: Annotated[str, typer.Option(help="newspaper, tv, radio, police, sheriff, city, blog, ...")],
    kind: Annotated[
        str, typer.Option(help="How it announces: feed, sitemap, listing, wordpress, bluesky or mastodon.")
    ] = "feed",
    feed: Annotated[
        str | None, typer.Option(help="Address of the feed, sitemap or listing; guessed without.")
    ] = None,
    account: Annotated[str | None, typer.Option(help="For bluesky and mastodon: whose posts.")] = None,
) -> None:
    """Write the file of a new source, with every setting explained in it."""
    from crawlers.new_source import new_source

    config = load_config()
    path = new_source(
        homepage,
        config.sources,
        name=name,
        publisher=publisher,
        place=place,
        state=state,
        timezone=config.timezone.key,
        kind=kind,
        feed_url=feed,
        account=account,
    )
    say(f"wrote {path}\nNext: read it through, then {program()} sources check")
