"""Which documents are copies of each other, later versions, or excerpts: over all sources and nights at once.

The work is done in SQL (`dedupe_sql/`, run in the order of the files' names) because it is set-based: five-word
shingles of all texts, those that belong to a site or a form put aside, texts that share some of the rest compared both
ways. See docs/duplicates.md for the rules in words.
"""

import re
from difflib import SequenceMatcher
from importlib import resources

import duckdb
import pyarrow as pa

_SQL = resources.files("transforms").joinpath("dedupe_sql")


def _statements(*names: str) -> tuple[str, ...]:
    return tuple(_SQL.joinpath(f"{name}.sql").read_text(encoding="utf-8") for name in names)


_MEASURING = _statements(
    "1_documents", "2_texts", "3_shingles", "4_stock", "5_pairs", "6_measures", "7_edges"
)
_PIECING, _RELATING = _statements("8_pieces", "9_relations")

_SCAFFOLD = (
    ("view", "dedupe_input"),
    ("macro", "dedupe_words"),
    *(
        ("table", f"dedupe_{name}")
        for name in (
            "documents", "texts", "shingles", "stock", "live", "dead", "sizes", "pairs", "runs", "covered",
            "measures", "facts", "lookalikes", "edges", "roots", "pieced",
        )
    ),
)  # fmt: skip


def find_relations(con: duckdb.DuckDBPyConnection, documents: str) -> None:
    """Relate all documents of a table to each other.

    Afterwards the connection has two temporary tables, replaced if they were there:

    - `dedupe_relations(a, b, relation, cov_a, cov_b, longest_run, rule)`: one row per related pair. `relation` is
      `identical`, `near_duplicate`, `updated_version` (the same source again) or `excerpt`. In an excerpt a quotes b;
      otherwise a is the earlier. `cov_a` is the share of a's words, site furniture left out, that stand in b, 0 to 1;
      `longest_run` the longest common stretch in words; `rule` why.
    - `dedupe_clusters(doc_id, cluster_id)`: one row per document. `cluster_id` is the `doc_id` of the canonical: the
      earliest `at`, documents without one last, then the smallest `doc_id`.

    Both depend on nothing but the table's content: neither on the order of its rows nor on the number of threads.

    Args:
        con: may be inside a transaction, which is neither committed nor rolled back.
        documents: name of a table or view with `doc_id` INTEGER (unique), `source_id` VARCHAR, `at` TIMESTAMP,
            `title` VARCHAR and `text` VARCHAR; all but `doc_id` may be NULL.
    """
    con.execute(
        f"""
        create or replace temp view dedupe_input as
        select doc_id, source_id, "at", title, text
        from {documents}
        """  # noqa: S608
    )
    for statements in _MEASURING:
        con.execute(statements)
    sure = _edges(con, "select a, b from dedupe_edges where rule <> 'doubtful'")
    _write_roots(con, sure)
    con.execute(_PIECING)
    _write_roots(con, sure + _edges(con, "select a, b from dedupe_pieced"))
    con.execute(_RELATING)
    for kind, name in _SCAFFOLD:
        con.execute(f"drop {kind} {name}")


def _edges(con: duckdb.DuckDBPyConnection, pairs: str) -> list[tuple[int, int]]:
    """The pairs of texts that a query gives, as places in the order of arrival."""
    rows = con.execute(
        f"""
        select x.arrival, y.arrival
        from ({pairs}) as p
        join dedupe_sizes as x on x.text_id = p.a
        join dedupe_sizes as y on y.text_id = p.b
        """  # noqa: S608
    ).fetchall()
    return [(int(a), int(b)) for a, b in rows]


def _write_roots(con: duckdb.DuckDBPyConnection, edges: list[tuple[int, int]]) -> None:
    """Make `dedupe_roots(text_id, root)`: one row per text; `root` is the earliest text that edges lead to."""
    parents: dict[int, int] = {}

    def root(place: int) -> int:
        while (parent := parents.setdefault(place, place)) != place:
            parents[place] = parents[parent]
            place = parent
        return place

    for a, b in edges:
        first, second = sorted((root(a), root(b)))
        parents[second] = first
    joined = pa.table(
        {
            "arrival": pa.array(list(parents), pa.int64()),
            "root_arrival": pa.array([root(place) for place in list(parents)], pa.int64()),
        }
    )
    con.register("dedupe_joined", joined)
    con.execute(
        """
        create or replace temp table dedupe_roots as
        select
            z.text_id,
            coalesce(r.text_id, z.text_id) as root
        from dedupe_sizes as z
        left join dedupe_joined as j using (arrival)
        left join dedupe_sizes as r on r.arrival = j.root_arrival
        """
    )
    con.unregister("dedupe_joined")


_RULES = {
    "same-words": "all their words are the same, in the same order",
    "most-words": "most of one stands in the other, and at least a quarter of the other in the first",
    "both-ways": "half or more of each stands in the other, with a long common stretch",
    "in-pieces": "one is made of pieces of the other's cluster",
    "same-cluster": "half of one stands in the other, and both are copies of a third",
    "teaser": "a short text that stands in the longer one",
    "passage": "a passage of one stands in the other, and the rest is its own",
}


def explain(con: duckdb.DuckDBPyConnection, documents: str, a: int, b: int) -> str:
    """Say in plain words how two documents are related, after `find_relations`.

    Args:
        con: the connection that has the two temporary tables.
        documents: the table that was given to `find_relations`.
        a: `doc_id` of one document.
        b: `doc_id` of the other one.

    Returns:
        A few lines: the relation with its rule, the shares both ways, the longest common passage.

    Raises:
        LookupError: a document is not in the table.
    """
    texts = dict(
        con.execute(
            f"select doc_id, coalesce(text, '') from {documents} where doc_id in (?, ?)",  # noqa: S608
            [a, b],
        ).fetchall()
    )
    if missing := {a, b} - texts.keys():
        raise LookupError(f"no document {', '.join(map(str, sorted(missing)))}")
    found = con.execute(
        """
        select a, b, relation, cov_a, cov_b, rule
        from dedupe_relations
        where (a = $1 and b = $2) or (a = $2 and b = $1)
        """,
        [a, b],
    ).fetchone()
    passage = longest_passage(texts[a], texts[b])
    if found is None:
        lines = [f"{a} and {b} are not related."]
    else:
        first, second, relation, cov_first, cov_second, rule = found
        verb = {
            "identical": "has the same words as",
            "near_duplicate": "was copied as",
            "updated_version": "was updated as",
            "excerpt": "quotes",
        }[relation]
        lines = [
            f"{first} {verb} {second}: {_RULES[rule]} ({relation}, {rule}).",
            f"Site furniture left out, {cov_first:.0%} of {first} stands in {second}"
            f" and {cov_second:.0%} of {second} in {first}.",
        ]
    if passage:
        lines.append(f"Their longest common passage ({len(passage.split())} words): {passage}")
    return "\n".join(lines)


def longest_passage(a: str, b: str) -> str:
    """The longest run of words that both texts have, as it stands in the first; empty where they share no word."""
    words_a, words_b = list(re.finditer(r"\w+", a)), list(re.finditer(r"\w+", b))
    match = SequenceMatcher(
        None, [word[0].lower() for word in words_a], [word[0].lower() for word in words_b], autojunk=False
    ).find_longest_match()
    if not match.size:
        return ""
    return " ".join(a[words_a[match.a].start() : words_a[match.a + match.size - 1].end()].split())
