"""The measurement of duplicates measures: what is planted in generated texts is found, by ours and by the peers that need no library."""

import json
import subprocess
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bench.dedupe import main
from bench.dedupe_cost import Night, Nights, costs
from bench.dedupe_ours import candidates, warehouse
from bench.dedupe_peers.program import single_link
from bench.dedupe_programs import DUPLICATES, clusters
from bench.dedupe_sets import dense, documents, on_one_night
from bench.labelled_texts import rows, write_rows
from bench.million import verdict
from bench.synthetic_texts import Stream, write_texts

STORY = (
    "The harbour board closed the east crane on Tuesday after a crack was found in its second beam. Boats that carry "
    "timber are sent to the west quay until a new beam is cast, the harbour master told the board in the evening. "
    "It takes nine weeks to cast one and two days to set it."
)
COPY = "EAST QUAY — " + STORY.replace("Boats that carry timber", "Timber boats").replace("nine", "ten")
OTHER = (
    "Council members asked for a count of the lamps that are dark along Mill Street, and the clerk promised one before "
    "the next meeting. Eleven neighbours had written in about the corner by the school."
)


# --- generated texts


def test_the_same_seed_gives_the_same_texts() -> None:
    first, second = (Stream(3).batch(40) for _ in range(2))
    assert first.letters.tobytes() == second.letters.tobytes()
    assert first.letters.tobytes() != Stream(4).batch(40).letters.tobytes()


def test_a_copy_keeps_most_words_of_its_original_and_changes_some(tmp_path: Path) -> None:
    texts, copies = write_texts(tmp_path / "made", 300, at_once=100)
    words = [line.split() for line in texts.read_text().splitlines()]
    pairs = [tuple(map(int, line.split())) for line in copies.read_text().splitlines()]
    assert len(words) == 300
    assert 30 <= len(pairs) <= 90
    kept = [sum(x == y for x, y in zip(words[a], words[b], strict=True)) / len(words[a]) for a, b in pairs]
    assert all(0.6 < share < 1 for share in kept)


# --- programs


def test_a_night_compares_every_planted_copy_with_its_original(tmp_path: Path) -> None:
    texts, copies = write_texts(tmp_path / "made", 400)
    planted = {tuple(map(int, line.split())) for line in copies.read_text().splitlines()}
    assert len(planted) > 40
    assert planted - set(candidates(warehouse(), texts)) == set()


def test_a_line_of_costs_says_what_was_found_of_what_was_planted(tmp_path: Path) -> None:
    lines = list(costs([200], 1, None, tmp_path, has_million=False))
    named = {line[:20].strip(): line.split() for line in lines}
    header, ours, exact = lines[1].split(), named["beatbook"], named["same words"]
    place = header.index("recall") - len(header)
    assert (ours[place], exact[place]) == ("1.000", "0.000")


@pytest.mark.parametrize(
    "name", [name for name, program in DUPLICATES.items() if program.environment is None]
)
def test_a_peer_joins_equal_texts_and_leaves_others_apart(name: str, tmp_path: Path) -> None:
    given = tmp_path / "docs.jsonl"
    write_rows(
        given,
        ({"id": id_, "text": text} for id_, text in zip("abcd", [STORY, OTHER, STORY, COPY], strict=True)),
    )
    found = {row["id"]: row["cluster_id"] for row in clusters(DUPLICATES[name], None, given, tmp_path)}
    assert found["a"] == found["c"] != found["b"]
    assert (found["d"] == found["a"]) == (name != "same words")


def test_clusters_are_named_by_their_first_member() -> None:
    assert single_link(6, [(4, 5), (1, 3), (3, 5)]) == [0, 1, 2, 1, 1, 1]


# --- sets


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    folder = tmp_path / "set"
    texts = {"a": (STORY, 9, "2024-05-01"), "b": (OTHER, 2, "2024-06-01"), "c": (COPY, 9, "2024-07-01")}
    write_rows(
        folder / "docs.jsonl",
        (
            {"id": id_, "text": text, "title": None, "dense_day": day, "published_at": published}
            for id_, (text, day, published) in texts.items()
        ),
    )
    write_rows(folder / "labels.jsonl", ({"id": id_, "dup_cluster": id_ == "b"} for id_ in texts))
    return folder


def days(folder: Path) -> dict[str, str]:
    return {row["id"]: row["published_at"][:10] for row in documents(folder)}


def test_a_dense_set_has_its_documents_in_the_order_of_their_dense_days(
    labelled: Path, tmp_path: Path
) -> None:
    out = dense(labelled, tmp_path / "dense")
    found = days(out)
    assert list(found) == ["b", "a", "c"]
    assert (date.fromisoformat(found["a"]) - date.fromisoformat(found["b"])).days == 7
    assert list(rows(out / "labels.jsonl")) == list(rows(labelled / "labels.jsonl"))


def test_on_one_night_all_documents_have_one_day_and_their_order(labelled: Path, tmp_path: Path) -> None:
    found = days(on_one_night(labelled, tmp_path / "night"))
    assert list(found) == ["a", "b", "c"]
    assert len(set(found.values())) == 1


def test_a_folder_without_a_scorer_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 2
    assert "holds no score.py" in capsys.readouterr().err


# --- nights


def test_a_night_finds_copies_of_the_night_before_and_can_be_measured_again(tmp_path: Path) -> None:
    nights = Nights(tmp_path / "nights")
    nights.arrive(150)
    first = nights.run()
    nights.arrive(150)
    again = [nights.again(tmp_path).clusters for _ in range(2)]
    second = nights.run()
    assert first.clusters < 150
    assert again == [second.clusters, second.clusters]
    assert first.clusters < second.clusters < 300
    assert second.used > 0


def log(figures: Iterable[tuple[float, float]]) -> list[Night]:
    return [Night(cpu=cpu, wall=cpu, rss=rss, used=1, size=1, clusters=1) for cpu, rss in figures]


@pytest.mark.parametrize(
    ("figures", "is_missed"),
    [
        ([(1 + night / 10, 900) for night in range(10)] + [(2, 900)] * 10 + [(2.2, 990)] * 10, False),
        ([(1, 900)] * 20 + [(1.4, 900)] * 10, True),
        ([(1, 900)] * 29 + [(1, 4_200)], True),
    ],
)
def test_the_log_of_nights_is_flat_or_missed_its_mark(
    figures: list[tuple[float, float]], is_missed: bool
) -> None:
    assert ("missed" in verdict(log(figures))) == is_missed


def test_a_line_is_logged_for_each_of_the_nights() -> None:
    done: Any = subprocess.run(
        [sys.executable, "-m", "bench.million", "--documents", "250", "--nights", "2"],
        check=True,
        capture_output=True,
        text=True,
    )
    first, second, _ = done.stdout.splitlines()
    logged = [dict(field.split("=") for field in line.split()) for line in (first, second)]
    assert [line["documents"] for line in logged] == ["125", "250"]
    assert json.loads(logged[1]["cpu_s"]) > 0
