"""Each planted case of the bundled newsroom (tests/golden/copies.yml) stands in the warehouse as a reader would have it."""

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from crawlers.sample.expected import load_expected
from crawlers.sample.load import load_world

GOLDEN = Path(__file__).parent.parent / "golden" / "copies.yml"
CASES: list[dict[str, Any]] = yaml.safe_load(GOLDEN.read_text(encoding="utf-8"))

FALLS_SHORT: dict[tuple[str, str], str] = {
    ("a round-up of five stories", "apart"): "a story that is a quarter of the round-up joins it",
    (
        "a round-up of five stories",
        "pairs",
    ): "a story that stands whole in another page is taken for its teaser",
    ("a round-up of which one story is half", "apart"): "a story that is half of the round-up joins it",
    ("a round-up of which one story is half", "pairs"): "a story that is half of the round-up joins it",
    ("stubs with one offer below", "unrelated"): "15 words of the offer are a passage of a short stub",
    ("two crashes of one evening in one form of words", "unrelated"): "a form's 24 words are a passage",
}
"""Case and key that do not come out as they should, with what happens instead."""


def cases(key: str) -> list[Any]:
    """The cases that say something under the key, as parameters of a test."""
    return [
        pytest.param(
            case,
            id=case["case"],
            marks=[pytest.mark.xfail(reason=FALLS_SHORT[case["case"], key], strict=True)]
            if (case["case"], key) in FALLS_SHORT
            else [],
        )
        for case in CASES
        if key in case
    ]


@pytest.fixture(scope="module")
def con(newcomer: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(newcomer / "first.duckdb"), read_only=True) as con:
        yield con


@pytest.fixture(scope="module")
def doc_ids(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """The document of each slug, and of `post:` with the post's id; a post that two sources list is its account's."""
    world = load_world()
    names = {item.url: item.slug for item in world.items} | {
        post.url: f"post:{post.id}" for post in world.posts
    }
    found = con.execute(
        "select url, doc_id from core.documents where source_id not like '%_hashtag'"
    ).fetchall()
    return {names[url]: doc_id for url, doc_id in found if url in names}


def one(con: duckdb.DuckDBPyConnection, query: str, values: object = None) -> Any:
    row = con.execute(query, values).fetchone()
    assert row is not None
    return row[0]


@pytest.fixture(scope="module")
def clusters(con: duckdb.DuckDBPyConnection, doc_ids: dict[str, int]) -> dict[str, frozenset[str]]:
    """For each document the names of all that are in its duplicate cluster."""
    names = {doc_id: name for name, doc_id in doc_ids.items()}
    members: dict[int, set[str]] = {}
    of: dict[int, int] = {}
    for doc_id, cluster_id in con.execute(
        "select doc_id, cluster_id from core.duplicate_clusters"
    ).fetchall():
        members.setdefault(cluster_id, set()).add(names.get(doc_id, f"document {doc_id}"))
        of[doc_id] = cluster_id
    return {name: frozenset(members[of[doc_id]]) for name, doc_id in doc_ids.items()}


@pytest.fixture(scope="module")
def stories(con: duckdb.DuckDBPyConnection, doc_ids: dict[str, int]) -> dict[str, int]:
    """The story of each document."""
    found = dict(con.execute("select doc_id, story_id from core.story_documents").fetchall())
    return {name: found[doc_id] for name, doc_id in doc_ids.items()}


def said(con: duckdb.DuckDBPyConnection, a: int, b: int) -> list[str]:
    """The relations of two documents in words, for a message."""
    rows = con.execute(
        """
        select a_doc_id, relation, rule, a_share, b_share, longest_run_count
        from core.duplicate_relations
        where (a_doc_id = $a and b_doc_id = $b) or (a_doc_id = $b and b_doc_id = $a)
        """,
        {"a": a, "b": b},
    ).fetchall()
    return [
        f"{'the first' if first == a else 'the second'} is a: {relation} by {rule}, {a_share:.2f} of a, {b_share:.2f} of b, "
        f"{run} words in one stretch"
        for first, relation, rule, a_share, b_share, run in rows
    ]


def test_the_golden_file_names_documents_that_were_collected(doc_ids):
    named = {
        name
        for case in CASES
        for key in ("cluster", "apart", "unrelated", "story", "stories", "changes")
        for name in case.get(key, ())
    }
    named |= {
        name
        for case in CASES
        for key in ("pairs", "lineage")
        for a, _, b in case.get(key, ())
        for name in (a, b)
    }
    named |= {name for case in CASES for name in case.get("versions", ())}
    assert sorted(named - doc_ids.keys()) == []


def test_each_case_has_its_own_name():
    assert len({case["case"] for case in CASES}) == len(CASES)
    assert set(FALLS_SHORT) <= {(case["case"], key) for case in CASES for key in case}


@pytest.mark.parametrize("case", cases("cluster"))
def test_copies_are_one_cluster_and_nothing_else_is_in_it(case, clusters):
    wanted = frozenset(case["cluster"])
    assert {name: sorted(clusters[name] ^ wanted) for name in wanted if clusters[name] != wanted} == {}


@pytest.mark.parametrize("case", [case for case in cases("cluster") if "first" in case.values[0]])
def test_the_first_to_publish_is_the_clusters_canonical(case, con, doc_ids):
    canonical = {
        name
        for name in case["cluster"]
        if one(con, "select is_canonical from core.duplicate_clusters where doc_id = ?", [doc_ids[name]])
    }
    assert canonical == {case["first"]}


@pytest.mark.parametrize("case", cases("collected"))
def test_a_cluster_keeps_the_id_of_the_document_that_was_collected_first(case, con, doc_ids):
    query = "select cluster_id from core.duplicate_clusters where doc_id = ?"
    ids = {one(con, query, [doc_ids[name]]) for name in case["cluster"]}
    assert ids == {doc_ids[case["collected"]]}


@pytest.mark.parametrize("case", cases("pairs"))
def test_relations_are_of_the_kind_and_in_the_direction(case, con, doc_ids):
    wrong = {}
    for a, relation, b in case["pairs"]:
        found = con.execute(
            "select relation from core.duplicate_relations where a_doc_id = ? and b_doc_id = ?",
            [doc_ids[a], doc_ids[b]],
        ).fetchall()
        if found != [(relation,)]:
            wrong[f"{a} {relation} {b}"] = said(con, doc_ids[a], doc_ids[b]) or "no relation"
    assert wrong == {}


@pytest.mark.parametrize("case", cases("apart"))
def test_what_is_no_copy_stays_in_a_cluster_of_its_own(case, con, doc_ids, clusters):
    joined = {
        f"{a} and {b}": said(con, doc_ids[a], doc_ids[b]) or "by way of others"
        for a, b in combinations(case["apart"], 2)
        if b in clusters[a]
    }
    assert joined == {}


@pytest.mark.parametrize("case", cases("unrelated"))
def test_a_form_is_no_relation(case, con, doc_ids):
    related = {
        f"{a} and {b}": said(con, doc_ids[a], doc_ids[b])
        for a, b in combinations(case["unrelated"], 2)
        if said(con, doc_ids[a], doc_ids[b])
    }
    assert related == {}


@pytest.mark.parametrize("case", cases("story"))
def test_what_tells_one_event_is_one_story(case, stories):
    assert len({stories[name] for name in case["story"]}) == 1, {
        name: stories[name] for name in case["story"]
    }


@pytest.mark.parametrize("case", cases("stories"))
def test_other_events_are_other_stories(case, stories):
    joined = [f"{a} and {b}" for a, b in combinations(case["stories"], 2) if stories[a] == stories[b]]
    assert joined == []


@pytest.mark.parametrize("case", [case for case in cases("story") if "first" in case.values[0]])
def test_of_a_storys_documents_that_are_named_the_first_was_published_first(case, con, doc_ids):
    at = {
        name: one(con, "select appeared_at from core.documents where doc_id = ?", [doc_ids[name]])
        for name in case["story"]
    }
    assert min(at, key=lambda name: at[name]) == case["first"]


@pytest.mark.parametrize("case", cases("versions"))
def test_a_document_has_a_version_for_each_night_that_found_new_words(case, con, doc_ids):
    found = {
        name: one(con, "select version_count from core.documents where doc_id = ?", [doc_ids[name]])
        for name in case["versions"]
    }
    assert found == case["versions"]


def test_every_group_of_the_newsroom_is_one_cluster(clusters):
    world = load_world()
    names = {item.url: item.slug for item in world.items}
    groups: dict[str, set[str]] = {}
    for entry in load_expected():
        if entry.group:
            groups.setdefault(entry.group, set()).add(names[entry.url])
    assert len(groups) > 10
    assert {
        group: sorted(clusters[name] ^ wanted)
        for group, wanted in groups.items()
        for name in wanted
        if clusters[name] != wanted
    } == {}
