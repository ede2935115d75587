"""`beatbook sources`: list, check, write, import and export the files of sources."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Column, Table

from dags.cli_health import health
from dags.cli_new import new
from dags.cli_opml import export_list, import_list
from dags.config import load_config, sources_folder
from dags.console import err, out, program, say

app = typer.Typer(no_args_is_help=True, help="The sources: one YAML file each.")
app.command("health")(health)
app.command("new")(new)
app.command("import")(import_list)
app.command("export")(export_list)

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
def check(
    ids: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID]... | [FOLDER]",
            help="Sources to poll once; without any, the files of the folder are read.",
        ),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Poll every source once.")] = False,
    show: Annotated[int, typer.Option(help="How many items of each feed to show.")] = 20,
) -> None:
    """Read every source file and say what is wrong; or poll the named sources once and show what a night would take."""
    if every:
        from crawlers.sources import load_sources

        _poll([source.id for source in load_sources(sources_folder())], show)
    elif not ids:
        _check_files(sources_folder())
    elif len(ids) == 1 and Path(ids[0]).is_dir():
        _check_files(Path(ids[0]))
    else:
        _poll(ids, show)


def _check_files(folder: Path) -> None:
    from crawlers.check_sources import check_sources

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


def _poll(ids: list[str], show: int) -> None:
    from crawlers.sources import load_source
    from dags.cli_look import print_look
    from dags.look import look_at
    from dags.steps import UnknownSourceError

    folder = sources_folder()
    paths = [folder / f"{one.removesuffix('.yml')}.yml" for one in ids]
    if unknown := [path.stem for path in paths if not path.is_file()]:
        raise UnknownSourceError(
            f"no source {', '.join(unknown)} in {folder}; `{program()} sources list` shows those that are there"
        )
    sources = [load_source(path) for path in paths]
    config = load_config()
    is_good = True
    for source in sources:
        err.print(f"asking {source.id}", style="dim", markup=False, highlight=False)
        with look_at(source, config) as seen:
            is_good = print_look(seen, show) and is_good
    if not is_good:
        raise typer.Exit(1)
