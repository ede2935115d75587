"""Which looks at a document are kept of a day, given as (version, hour) in the order of the captures."""

from datetime import UTC, datetime, timedelta

import pytest

from transforms.looks import Looks

MIDNIGHT = datetime(2026, 11, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("looks", "kept"),
    [
        ([("a", 0)], [0]),
        ([("a", 0), ("a", 5)], [0, 1]),
        ([("a", 0), ("a", 5), ("a", 10), ("a", 15)], [0, 3]),
        ([("a", 0), ("b", 5), ("a", 10)], [0, 1, 2]),
        ([("a", 0), ("a", 5), ("b", 10), ("b", 15), ("b", 20)], [0, 1, 2, 4]),
        # of the captures of one look the last, whatever they say
        ([("a", 0), ("a", 0.1), ("a", 0.2)], [2]),
        ([("a", 0), ("b", 0.1)], [1]),
        ([("a", 0), ("a", 5), ("b", 5.1)], [0, 2]),
        ([("a", 0), ("b", 0.1), ("b", 5), ("a", 5.1)], [1, 3]),
        # a look that goes on and on is one for an hour
        ([("a", 0), ("a", 0.7), ("a", 1.2)], [1, 2]),
    ],
)
def test_the_first_and_last_look_at_each_version_are_kept(
    looks: list[tuple[str, float]], kept: list[int]
) -> None:
    found = Looks()
    left = set(range(len(looks)))
    for number, (version, hour) in enumerate(looks):
        found.add("another", version, MIDNIGHT, -1)
        left.discard(found.add("key", version, MIDNIGHT + timedelta(hours=hour), number))  # type: ignore[arg-type]
    assert sorted(left) == kept
    assert found.document_count == 2
