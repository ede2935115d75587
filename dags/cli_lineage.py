"""The command `lineage`: who told a story first, who took it from whom, who credits whom; as a tree or as a picture."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from dags.cli_readers import Data
from dags.config import data_folder
from dags.console import out, say

if TYPE_CHECKING:
    from rich.text import Text
    from rich.tree import Tree

    from warehouse.lineage_story import Edge, StoryLineage, Teller
    from warehouse.lineage_tree import Branch

_MANY = 12
"""More documents of one text than this are summed up, unless all are asked for."""
_STYLES = {
    "copied": "blue",
    "updated": "cyan",
    "from_release": "green",
    "excerpted": "yellow",
    "credited": "magenta",
    "linked": "bright_black",
}


def lineage(
    story: Annotated[str, typer.Argument(help="Number of a story, or of any document of it (doc_id).")],
    data: Data = None,
    html: Annotated[
        Path | None, typer.Option("--html", help="Write a page with the picture and a table to this file.")
    ] = None,
    svg: Annotated[Path | None, typer.Option("--svg", help="Write the picture alone to this file.")] = None,
    every: Annotated[
        bool, typer.Option("--all", help="List every copy, also where one text has many.")
    ] = False,
) -> None:
    """Show who told a story first, who ran the same text, quotes it, updated it, and who credits whom."""
    from warehouse.database import open_published
    from warehouse.lineage_picture import html_of, svg_of
    from warehouse.lineage_story import read_lineage

    with open_published(data_folder(data) / "published") as con:
        found = read_lineage(con, story)
    for path, page in ((html, html_of), (svg, svg_of)):
        if path is not None:
            path.write_text(page(found), encoding="utf-8")
            say(f"wrote {path}")
    if html is None and svg is None:
        _print(found, every=every)


def _print(story: "StoryLineage", *, every: bool) -> None:
    from rich.tree import Tree

    from warehouse.lineage_tree import branches
    from warehouse.lineage_words import LEGEND, extent, firsts

    number = f"  [dim]story {story.story_id}[/]" if story.story_id is not None else ""
    out.print(f"[bold]{escape(_line(story.title))}[/]{number}", highlight=False)
    if story.story_id is None:
        out.print("stands alone: no other document tells of it", highlight=False)
    else:
        out.print(escape(extent(story)), highlight=False)
        for sentence in firsts(story):
            out.print(escape(sentence), highlight=False)
    out.print()
    roots = branches(story)
    kinds: set[str] = set()
    for root in roots:
        tree = Tree(_label(root, story, kinds), guide_style="dim")
        _grow(tree, root, story, every=every, kinds=kinds)
        out.print(tree, highlight=False)
        out.print()
    out.print(
        "[dim]Below a document stands what took from it. A percentage is the share of a document's words that stand "
        "in the other.[/]",
        highlight=False,
    )
    for kind, meaning in LEGEND.items():
        if kind in kinds:
            words = f"{kind.replace('_', ' ')}:"
            out.print(f"[{_STYLES[kind]}]{words:<14}[/]{escape(meaning)}", highlight=False)


def _grow(tree: "Tree", branch: "Branch", story: "StoryLineage", *, every: bool, kinds: set[str]) -> None:
    from warehouse.lineage_tree import notes_of

    for edge in notes_of(story, branch.teller.doc_id, shown=branch.taking):
        tree.add(_note(edge, story, kinds))
    plain = [one for one in branch.below if not one.below and one.taking and one.taking.kind == "copied"]
    left_out = (
        {one.teller.doc_id for one in plain[_MANY - 2 :]} if len(plain) > _MANY and not every else set()
    )
    for one in branch.below:
        if one.teller.doc_id not in left_out:
            _grow(tree.add(_label(one, story, kinds)), one, story, every=every, kinds=kinds)
    if left_out:
        tree.add(f"[{_STYLES['copied']}]and {len(left_out)} more that ran the same text[/] [dim](--all)[/]")


def _label(branch: "Branch", story: "StoryLineage", kinds: set[str]) -> "Text":
    from rich.text import Text

    from warehouse.lineage_words import appeared, taken

    teller = branch.teller
    label = Text(f"{appeared(teller)}  ")
    label.append(_line(teller.source_name), style="bold")
    if branch.taking is not None:
        kinds.add(branch.taking.kind)
        is_above = branch.taking.to_doc is not None
        words = taken(branch.taking, story, with_whom=is_above and not _is_plain(branch.taking, story))
        label.append(f"  {words}", style=_STYLES[branch.taking.kind])
    elif teller.form == "press_release":
        label.append("  release", style="green")
    outside = "" if teller.is_inside else ", of another story"
    label.append(f"  doc {teller.doc_id}{outside}", style="dim")
    if branch.taking is None or _has_own_title(teller, branch.taking, story):
        label.append(f"\n{_short(_line(teller.title))}")
    return label


def _is_plain(edge: "Edge", story: "StoryLineage") -> bool:
    """Whether the document that it takes from is the first of its text, which stands above it."""
    from warehouse.lineage_tree import first_of

    return edge.to_doc is not None and first_of(story, edge.to_doc) == edge.to_doc


def _has_own_title(teller: "Teller", taking: "Edge", story: "StoryLineage") -> bool:
    above = story.tellers[taking.to_doc].title if taking.to_doc is not None else ""
    return teller.title.casefold() != above.casefold()


def _note(edge: "Edge", story: "StoryLineage", kinds: set[str]) -> "Text":
    from rich.text import Text

    from warehouse.lineage_words import noted

    kinds.add(edge.kind)
    return Text(_line(noted(edge, story)), style=_STYLES[edge.kind])


def _short(title: str, longest: int = 100) -> str:
    return title if len(title) <= longest else title[: longest - 1].rsplit(" ", 1)[0] + " …"


def _line(text: str) -> str:
    return " ".join(text.split())
