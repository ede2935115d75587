"""The floors of what makes a version, on the invented pairs."""

from bench.version_pairs import changes, noise
from bench.versions import RULES, false_versions, missed_versions, table

OURS = RULES["beatbook"]


def test_noise_makes_hardly_a_version_and_no_change_is_missed() -> None:
    assert [pair[0] for pair in missed_versions(OURS)] == []
    assert len(false_versions(OURS)) <= 0.02 * len(noise()), [pair[0] for pair in false_versions(OURS)]


def test_each_pair_is_one_of_two_different_pages() -> None:
    pairs = noise() + changes()
    assert len(pairs) >= 250
    assert len({name for name, _, _ in pairs}) == len(pairs)
    assert all(before != after for _, before, after in pairs)


def test_the_rules_of_others_are_measured_on_the_same_pairs() -> None:
    others = [rule for name, rule in RULES.items() if name != "beatbook"]
    assert all(len(false_versions(rule)) > len(false_versions(OURS)) for rule in others)
    assert table().count("\n") == len(RULES) + 1
