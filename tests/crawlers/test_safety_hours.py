"""A source that answers slowly, but always in time, does not keep the others waiting for days."""

import pytest
from loopback_web import AT, DAY, make_source
from scrapy import Request

from crawlers import manners
from crawlers.archive_writer import ArchiveWriter
from crawlers.hosts import Hosts
from crawlers.keeping import Crawl, OpenNight
from crawlers.ledger import Ledger
from crawlers.manners import MAX_SOURCE_S, Hours, retry_after
from crawlers.outcomes import Dropped


@pytest.fixture
def request_of(tmp_path):
    ledger = Ledger(tmp_path / "ledger.sqlite")
    crawl = Crawl(archive_dir=tmp_path, now=lambda: AT, proxy=None, hosts=Hosts(), ledger=ledger)
    nights = {}

    def make(source_id: str, role: str = "item") -> Request:
        if source_id not in nights:
            source = make_source(source_id, "http://ledger.example/feed")
            writer = ArchiveWriter(tmp_path, DAY, source_id)
            nights[source_id] = OpenNight(source=source, crawl=crawl, writer=writer, unfinished={})
        return nights[source_id].request("http://ledger.example/1", role)

    yield make
    ledger.close()
    for night in nights.values():
        night.writer.close()


def test_a_source_has_its_hours_and_what_is_left_waits_for_the_next_night(request_of, monkeypatch):
    hours = Hours()
    clock = [1000.0]
    monkeypatch.setattr(manners, "monotonic", lambda: clock[0])
    hours.process_request(request_of("us_or_slow"))
    clock[0] += MAX_SOURCE_S
    hours.process_request(request_of("us_or_slow"))
    clock[0] += 1
    with pytest.raises(Dropped, match="host-deferred: the source took 8 hours of the night"):
        hours.process_request(request_of("us_or_slow"))
    hours.process_request(request_of("us_or_slow", "robots"))
    hours.process_request(request_of("us_or_other"))


@pytest.mark.parametrize(
    "value", [b"Dec 23:59:59 99999999999 -0000", b"31 Nov 99999999999999999999 23:59:59 +2359"]
)
def test_a_date_beyond_all_calendars_asks_for_nothing(value):
    assert retry_after(value, AT) is None
