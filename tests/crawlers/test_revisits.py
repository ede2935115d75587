"""When a request may lean on the last answer, and what tells two answers apart."""

from datetime import UTC, datetime

import pytest

from crawlers.capture import Location
from crawlers.revisits import FULL_EVERY, LastAnswer, conditions, has_same_validator

DATE = "Fri, 13 Nov 2026 09:00:00 GMT"


def last(**changes) -> LastAnswer:
    return LastAnswer(
        **{
            "url": "http://ledger.example/feed",
            "fetched_at": datetime(2026, 11, 14, 9, tzinfo=UTC),
            "location": Location(path="2026-11-14/us_or_ledger.warc.gz", offset=0),
            "digest": "0" * 40,
            "etag": '"a"',
            "last_modified": DATE,
        }
        | changes
    )


def test_the_tag_is_sent_alone_and_verbatim():
    assert conditions(last()) == {"If-None-Match": '"a"'}
    assert conditions(last(etag='W/"a b", broken')) == {"If-None-Match": 'W/"a b", broken'}


def test_the_date_is_sent_verbatim_where_there_is_no_tag():
    assert conditions(last(etag=None)) == {"If-Modified-Since": DATE}
    assert conditions(last(etag="", last_modified="yesterday")) == {"If-Modified-Since": "yesterday"}


def test_nothing_is_sent_without_an_answer_a_validator_or_trust():
    assert conditions(None) == {}
    assert conditions(last(etag=None, last_modified=None)) == {}
    assert conditions(last(is_lying=True)) == {}


def test_of_four_requests_in_a_row_one_is_in_full():
    assert [bool(conditions(last(conditional_count=n))) for n in range(FULL_EVERY + 1)] == [
        True,
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("etag", "last_modified", "expected"),
    [
        ('"a"', "another", True),  # the tag decides where both have one
        ('"b"', DATE, False),
        (None, DATE, True),
        (None, "another", False),
        (None, None, False),
    ],
)
def test_an_answer_claims_to_be_the_last_one_by_tag_or_else_by_date(etag, last_modified, expected):
    assert has_same_validator(last(), etag, last_modified) is expected


def test_an_answer_without_validators_claims_nothing():
    assert not has_same_validator(last(etag=None, last_modified=None), None, None)
    assert not has_same_validator(last(etag=None, last_modified=None), '"a"', DATE)
