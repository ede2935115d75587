"""The bundled newsroom: every announced page is what a careful reader expects of it."""

from datetime import UTC, datetime, timedelta

from crawlers.capture import Capture, Location
from crawlers.sample.expected import load_expected
from crawlers.sample.load import load_world
from crawlers.sample.newsroom import SOURCES_DIR
from crawlers.sample.routes import respond
from crawlers.sources import load_sources
from transforms.document import Document
from transforms.extract import extract

LAST_NIGHT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
OF_THE_CRAWL = {"robots", "redirect-loop", "bad-content-encoding"}
"""Outcomes of a request, which no page tells."""


def test_every_page_of_the_newsroom_has_its_outcome_and_stubs_are_known_to_be_for_sale() -> None:
    world = load_world()
    sources = {source.id: source for source in load_sources(SOURCES_DIR)}
    gone = {item.url: item.gone_at for item in world.items if item.gone_at}
    moved = {item.url for item in world.items if item.quirk == "moved"}
    wrong, paid, types = [], [], set()
    for expected in load_expected():
        if expected.form == "post" or expected.outcome in OF_THE_CRAWL or expected.url in moved:
            continue
        gone_at = gone.get(expected.url)
        at = gone_at - timedelta(minutes=1) if gone_at else LAST_NIGHT
        answer = respond(world, at, expected.url)
        capture = Capture(
            source_id=expected.source_id, url=expected.url, announced_url=expected.url, fetched_at=at.astimezone(UTC), status=answer.status,
            headers=(("Content-Type", answer.content_type),), body=answer.body, role="item", feed=None, problem=None,
            location=Location(path="none.warc.gz", offset=0),
        )  # fmt: skip
        found = extract(capture, sources[expected.source_id], None)
        if isinstance(found, Document):
            types.add(found.page_type)
            paid += [found.url] if found.is_paywalled else []
        outcome = "document" if isinstance(found, Document) else found.reason
        if outcome != expected.outcome:
            wrong.append((expected.url, expected.outcome, outcome))
    assert wrong == []
    assert types == {"article"}
    assert sorted(paid) == sorted(item.url for item in world.items if item.quirk == "paywall")
