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

_FORM = "texts of one form, or of one site's words, are taken for tellings of one event"
FALLS_SHORT: dict[str, dict[str, str]] = {
    "pages of which only the wall was caught": {"stories": _FORM},
    "forecasts": {"stories": "those of the first nights, before their form was known, are one story"},
    "a round-up of five stories": {
        "lineage": "of two copies of a story, the other newsroom's is taken for quoted"
    },
    "a post that quotes a third, in quotation marks": {
        "lineage": "the address below a quoted passage counts as the passage's link and not as the post's"
    },
    "one video, released and reported": {"story": "the station's report stays alone"},
}
"""What does not come out as it should: by case and check, with what happens instead."""


def cases(*keys: str, check: str | None = None) -> list[Any]:
    """The cases that say something under each of the keys, as parameters of a test; `check` names it in FALLS_SHORT."""
    parameters = []
    for case in (case for case in CASES if all(key in case for key in keys)):
        reason = FALLS_SHORT.get(case["case"], {}).get(check or keys[0])
        marks = [pytest.mark.xfail(reason=reason, raises=AssertionError)] if reason else []
        parameters.append(pytest.param(case, id=case["case"], marks=marks))
    return parameters


@pytest.fixture(scope="module")
def con(newcomer: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(newcomer / "night_ten.duckdb"), read_only=True) as con:
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
        for key in ("cluster", "apart", "unrelated", "story", "stories", "until_night_four")
        for name in case.get(key, ())
    }
    named |= {
        name
        for case in CASES
        for key in ("pairs", "never", "lineage")
        for a, _, b in case.get(key, ())
        for name in (a, b)
    }
    named |= {name for case in CASES for name in case.get("versions", ())}
    assert sorted(named - doc_ids.keys() - load_world().sites.keys()) == []


def test_each_case_has_its_own_name():
    assert len({case["case"] for case in CASES}) == len(CASES)
    assert set(FALLS_SHORT) <= {case["case"] for case in CASES}


@pytest.mark.parametrize("case", cases("cluster"))
def test_copies_are_one_cluster_and_nothing_else_is_in_it(case, clusters):
    wanted = frozenset(case["cluster"])
    assert {name: sorted(clusters[name] ^ wanted) for name in wanted if clusters[name] != wanted} == {}


@pytest.mark.parametrize("case", cases("cluster", "first", check="canonical"))
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


@pytest.mark.parametrize("case", cases("never"))
def test_what_came_first_quotes_nobody_who_came_later(case, con, doc_ids):
    stored = {
        f"{a} {relation} {b}": said(con, doc_ids[a], doc_ids[b])
        for a, relation, b in case["never"]
        if con.execute(
            "from core.duplicate_relations where a_doc_id = ? and b_doc_id = ? and relation = ?",
            [doc_ids[a], doc_ids[b], relation],
        ).fetchall()
    }
    assert stored == {}


@pytest.mark.parametrize("case", cases("apart"))
def test_what_is_no_copy_stays_in_a_cluster_of_its_own(case, con, doc_ids, clusters):
    joined = {
        f"{a} and {b}": said(con, doc_ids[a], doc_ids[b]) or "by way of others"
        for a, b in combinations(case["apart"], 2)
        if b in clusters[a]
    }
    assert joined == {}


@pytest.mark.parametrize("case", cases("apart", check="any_night"))
def test_what_is_no_copy_was_none_on_any_night(case, con, doc_ids):
    came_apart = con.execute(
        """
        select changes.night, changes.cluster_id, changes.other_cluster_id
        from core.cluster_changes as changes
        inner join core.duplicate_clusters as clusters
            on clusters.cluster_id in (changes.cluster_id, changes.other_cluster_id)
        where changes.change = 'split' and list_contains($docs, clusters.doc_id)
        """,
        {"docs": [doc_ids[name] for name in case["apart"]]},
    ).fetchall()
    assert came_apart == []


@pytest.mark.parametrize("case", cases("until_night_four"))
def test_a_text_that_is_rewritten_was_a_copy_before(case, newcomer, doc_ids):
    with duckdb.connect(str(newcomer / "night_four.duckdb"), read_only=True) as then:
        found = {
            one(then, "select cluster_id from core.duplicate_clusters where doc_id = ?", [doc_ids[name]])
            for name in case["until_night_four"]
        }
    assert len(found) == 1


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


@pytest.mark.parametrize("case", cases("story", "first", check="published"))
def test_of_a_storys_documents_that_are_named_the_first_was_published_first(case, con, doc_ids):
    at = {
        name: one(con, "select appeared_at from core.documents where doc_id = ?", [doc_ids[name]])
        for name in case["story"]
    }
    assert min(at, key=lambda name: at[name]) == case["first"]


@pytest.mark.parametrize("case", cases("lineage"))
def test_who_took_from_or_credited_whom_is_an_edge(case, con, doc_ids):
    missing = {}
    for a, kind, b in case["lineage"]:
        edges = con.execute(
            """
            select kind, to_doc_id, to_source_id, rule, evidence
            from core.lineage
            where from_doc_id = ?
            order by all
            """,
            [doc_ids[a]],
        ).fetchall()
        source = f"us_or_tamarack_falls_{b}"
        if not any(
            edge[0] == kind and (edge[1] == doc_ids[b] if b in doc_ids else edge[2] == source)
            for edge in edges
        ):
            names = {doc_id: name for name, doc_id in doc_ids.items()}
            missing[f"{a} {kind} {b}"] = [
                (kind, names.get(to), *more) for kind, to, *more in edges
            ] or "it leads nowhere"
    assert missing == {}


@pytest.mark.parametrize("case", cases("versions"))
def test_a_document_has_a_version_for_each_night_that_found_new_words(case, con, doc_ids):
    found = {
        name: one(con, "select version_count from core.documents where doc_id = ?", [doc_ids[name]])
        for name in case["versions"]
    }
    assert found == case["versions"]


@pytest.fixture(scope="module")
def groups() -> dict[str, frozenset[str]]:
    """The duplicate groups of expected.yml, and the clusters of the cases, by name."""
    names = {item.url: item.slug for item in load_world().items}
    found: dict[str, set[str]] = {}
    for entry in load_expected():
        if entry.group:
            found.setdefault(entry.group, set()).add(names[entry.url])
    found |= {case["case"]: set(case["cluster"]) for case in CASES if "cluster" in case}
    return {name: frozenset(members) for name, members in found.items()}


def test_every_group_of_the_newsroom_is_one_cluster(clusters, groups):
    assert len(groups) > 15
    assert {
        name: sorted(clusters[member] ^ members)
        for name, members in groups.items()
        for member in members
        if clusters[member] != members
    } == {}


def test_no_other_pages_are_copies(clusters, groups):
    pages = {item.slug for item in load_world().items} & clusters.keys()
    found = {clusters[page] for page in pages if len(clusters[page]) > 1}
    assert [sorted(cluster) for cluster in found - set(groups.values())] == []
