"""`beatbook sources new`: look at a site, and write the file of a source."""

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from dags.config import load_config
from dags.console import err, program, say

if TYPE_CHECKING:
    from crawlers.look_draft import Given

_QUESTIONS = {
    "name": "Name of the publisher, as readers know it",
    "publisher": "What it is (newspaper, tv, radio, police, sheriff, city, county, union, oversight, nonprofit, blog, forum, official, resident)",
    "place": "City or town that it covers",
    "state": "Its state, two capital letters",
}


def new(
    url: Annotated[
        str, typer.Argument(help="Address of a front page, a section of news, a feed or an account.")
    ],
    name: Annotated[str | None, typer.Option(help="Name that readers know it by.")] = None,
    place: Annotated[str | None, typer.Option(help="City or town that it covers.")] = None,
    state: Annotated[str | None, typer.Option(help="Its state, two capital letters.")] = None,
    publisher: Annotated[
        str | None, typer.Option(help="newspaper, tv, radio, police, sheriff, city, blog, ...")
    ] = None,
    timezone: Annotated[str | None, typer.Option(help="IANA zone in which its dates are written.")] = None,
    kind: Annotated[str | None, typer.Option(help="How it announces: feed, sitemap, listing, ...")] = None,
    feed: Annotated[
        str | None, typer.Option(help="Address of the feed, sitemap or page of news, where it is known.")
    ] = None,
    account: Annotated[str | None, typer.Option(help="For bluesky and mastodon: whose posts.")] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Fetch nothing: write a file of guesses to fill in.")
    ] = False,
) -> None:
    """Look at a site, find where it announces its items, and write the file of a source, explained.

    What the site does not say is asked for; options stand above what it says.
    """
    from crawlers.look import look
    from crawlers.look_draft import Given, draft_of
    from crawlers.new_source import feeds_given, full_address, new_source
    from crawlers.source_file import draft_path, write_source
    from dags.look import look_web

    config = load_config()
    url = full_address(url)
    feed = full_address(feed) if feed else None
    _check_words(publisher=publisher, state=state)
    given = _with_code(Given(name=name, publisher=publisher, place=place, state=state, timezone=timezone))
    if offline:
        whole = _asked(given)
        path = new_source(
            url,
            config.sources,
            name=whole.name or "",
            publisher=whole.publisher or "",
            place=whole.place or "",
            state=whole.state or "",
            timezone=timezone or config.timezone.key,
            kind=kind or "feed",
            feed_url=feed,
            account=account,
        )
    else:
        if name and place and given.state:
            draft_path(config.sources, name=name, place=place, state=given.state)
        places = feeds_given(url, kind=kind, feed_url=feed, account=account)
        # Of a listing the page must be seen, so that its selectors can be guessed.
        seen = feed if kind == "listing" and feed else url
        found = look(seen, web=look_web(config), say=_step, given=places, as_listing=kind == "listing")
        if seen != url:
            found = replace(found, homepage=url)
        whole = _asked(given.with_facts(found))
        draft = draft_of(found, given, whole, zone=config.timezone.key, asked=url)
        path = write_source(config.sources, draft)
        for one in draft.feeds:
            say(f"  {one.kind} {one.values.get('url', '')}: {one.why}")
    say(f"wrote {path}")
    _next(path.stem, path.read_text(encoding="utf-8"))


def _step(line: str) -> None:
    err.print(f"  {line}", style="dim", markup=False, highlight=False, soft_wrap=True)


def _asked(given: "Given") -> "Given":
    """With the answers to what is missing; in a pipe nobody can be asked."""
    from crawlers.look_words import LookError

    if given.missing and not sys.stdin.isatty():
        wanted = " ".join(f"--{key} ..." for key in given.missing)
        raise LookError(f"nothing says {', '.join(given.missing)}: give {wanted}")
    answers = {key: typer.prompt(_QUESTIONS[key], value_proc=_answer_to(key)) for key in given.missing}
    return _with_code(replace(given, **answers))


def _answer_to(key: str) -> Callable[[str], str]:
    """Takes an answer, or has the question asked again where it cannot be one."""

    def taken(text: str) -> str:
        from crawlers.look_words import LookError

        try:
            _check_words(**{key: text.strip()} if key in ("publisher", "state") else {})
        except LookError as error:
            raise typer.BadParameter(str(error)) from None
        return text.strip()

    return taken


def _check_words(*, publisher: str | None = None, state: str | None = None) -> None:
    """Tell a word that no source can have, before anything is asked of the site."""
    from crawlers.look_words import LookError
    from crawlers.sources import STATES, Publisher
    from crawlers.states import STATE_OF_NAME

    if publisher is not None and publisher not in get_args(Publisher):
        raise LookError(f"publisher is {publisher!r}; accepted: {', '.join(get_args(Publisher))}")
    if state is not None and state.upper() not in STATES and state.lower() not in STATE_OF_NAME:
        raise LookError(f"state is {state!r}, which is no state; two capital letters such as OR")


def _with_code(given: "Given") -> "Given":
    """With the state's two letters where its name was given."""
    from crawlers.states import STATE_OF_NAME

    state = given.state
    return given if state is None else replace(given, state=STATE_OF_NAME.get(state.lower(), state.upper()))


def _next(source_id: str, text: str) -> None:
    from crawlers.source_file import TO_CHECK

    guesses = text.count(TO_CHECK.rstrip())
    if guesses:
        say(f"{guesses} of its lines are guesses, marked CHECK THIS: see to them, and take the marks off")
    say(f"Next: {program()} sources check {source_id}")
