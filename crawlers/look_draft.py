"""The file of a new source from a look at its site: what was found, what is a guess, what was tried and not taken."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from crawlers.choose_feeds import Weighed, expected
from crawlers.kinds import AnyFeed, first_urls
from crawlers.look import Look
from crawlers.site_facts import Fact, zone_of_state
from crawlers.source_file import Draft, DraftFeed


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the person who asked says; it stands above what the site says. None for what was not said."""

    name: str | None = None
    publisher: str | None = None
    place: str | None = None
    state: str | None = None
    timezone: str | None = None

    def with_facts(self, look: Look) -> "Given":
        """With what the site says where nothing was given."""
        facts = look.facts
        found = {"name": facts.name, "publisher": facts.publisher, "place": facts.place, "state": facts.state}
        # A town's name without the state that goes with it, or the reverse, is another town's.
        if (self.state and facts.state and self.state != facts.state.value) or (
            self.place and facts.place and self.place != facts.place.value
        ):
            found |= {"place": None, "state": None}
        known = {key: fact.value for key, fact in found.items() if fact and getattr(self, key) is None}
        return replace(self, **known)

    @property
    def missing(self) -> tuple[str, ...]:
        """What a file needs and nothing says."""
        return tuple(key for key in ("name", "publisher", "place", "state") if getattr(self, key) is None)


def draft_of(look: Look, given: Given, whole: Given, *, zone: str, asked: str) -> Draft:
    """The draft of a source's file.

    Args:
        look: with one feed taken or a listing guessed.
        given: what the person said.
        whole: that, with what the site says and with the answers to questions: nothing is missing.
        zone: IANA zone of the place that is collected, for a source whose state says none.
        asked: the address that was looked at.
    """
    facts = {
        "name": look.facts.name,
        "publisher": look.facts.publisher,
        "place.name": look.facts.place,
        "place.state": look.facts.state,
        "language": look.facts.language,
    }
    said = {"place.name": whole.place, "place.state": whole.state} | {
        key: getattr(whole, key) for key in ("name", "publisher")
    }
    is_given = {"place.name": given.place, "place.state": given.state} | {
        key: getattr(given, key) for key in ("name", "publisher")
    }
    guesses = {
        key: f"from {fact.read_in}"
        for key, fact in facts.items()
        if fact and not fact.is_sure and not is_given.get(key) and said.get(key, fact.value) == fact.value
    }
    timezone = (
        Fact(given.timezone, "", is_sure=True)
        if given.timezone
        else look.facts.timezone or zone_of_state(whole.state or "") or Fact(zone, "the settings")
    )
    if not timezone.is_sure:
        guesses["timezone"] = f"from {timezone.read_in}"
    return Draft(
        name=whole.name or "",
        homepage=look.homepage,
        publisher=whole.publisher or "",
        place=whole.place or "",
        state=whole.state or "",
        timezone=timezone.value,
        language=look.facts.language.value if look.facts.language else None,
        feeds=_feeds(look),
        guesses=guesses,
        expect=expected([one.tried for one in look.taken]),
        remarks=(
            f"Written by `beatbook sources new {asked}`.",
            *look.remarks,
            *_not_taken(look.weighed),
            *_linked(look.linked),
        ),
    )


def tried_in_words(weighed: Sequence[Weighed]) -> tuple[str, ...]:
    """A line for each place that was tried: what it gave."""
    return tuple(
        f"{one.candidate.config.kind} {first_urls(one.candidate.config, None)[0]} ({one.candidate.why}): {one.verdict}"
        for one in weighed
    )


def _feeds(look: Look) -> tuple[DraftFeed, ...]:
    if look.guess is not None and not look.taken:
        shown = "; ".join(repr(item.title or item.url) for item in look.guess.items[:2])
        values = look.guess.config.model_dump(exclude_defaults=True, exclude={"kind"})
        guesses = {"link_css": f"it takes {len(look.guess.items)} links, among them {shown}"}
        if "date_css" in values:
            guesses["date_css"] = "it takes what stands beside the links"
        return (DraftFeed(kind="listing", values=values, guesses=guesses, why="no feed announces the items"),)
    feeds = []
    for one in look.taken:
        config = one.candidate.config
        # While looking, one part of a sitemap's index is enough.
        values = config.model_dump(exclude_defaults=True, exclude={"kind", "max_sitemaps"})
        feeds.append(DraftFeed(kind=config.kind, values=values, why=f"{one.candidate.why}; {one.verdict}"))
    return tuple(feeds)


def _not_taken(weighed: Sequence[Weighed]) -> tuple[str, ...]:
    left = [one for one in weighed if not one.is_taken]
    return ("Tried and not taken:", *(f"- {line}" for line in tried_in_words(left))) if left else ()


def _linked(linked: Sequence[AnyFeed]) -> tuple[str, ...]:
    if not linked:
        return ()
    lines = []
    for config in linked:
        keys = {"kind": config.kind} | config.model_dump(exclude_defaults=True)
        lines.append("- {" + ", ".join(f"{key}: {value}" for key, value in keys.items()) + "}")
    return ("It links to these too; add those that are the publisher's own:", *lines)
