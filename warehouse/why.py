"""Why two documents are, or are not, told to be copies or of one story."""

import re
from collections import deque
from difflib import SequenceMatcher
from typing import Final, NamedTuple

import duckdb

from warehouse.errors import WarehouseError

_RULES: Final = {
    "same-words": "all their words are the same, in the same order",
    "most-words": "most of one stands in the other, and at least a quarter of the other in the first",
    "both-ways": "half or more of each stands in the other, with a long common stretch",
    "in-pieces": "one is made of pieces of the other's cluster",
    "same-cluster": "half of one stands in the other, and both are copies of a third",
    "teaser": "a short text that stands in the longer one",
    "passage": "a passage of one stands in the other, and the rest is its own",
    "round-up": "most of one stands in the other, which also holds texts that have nothing to do with it",
}
_VERBS: Final = {
    "identical": "has the same words as",
    "near_duplicate": "was copied as",
    "updated_version": "was updated as",
    "excerpt": "quotes",
}


class _Document(NamedTuple):
    doc_id: int
    title: str | None
    source: str
    appeared: str
    text: str
    cluster_id: int
    story_id: int | None


def why(con: duckdb.DuckDBPyConnection, a: int, b: int) -> str:
    """Some lines: who the two are, how they are related and by which rule, the longest common passage, their story.

    Args:
        con: of the warehouse or of a snapshot.
        a: doc_id of one document.
        b: doc_id of the other.

    Raises:
        WarehouseError: there is no document of such a number, or both are the same.
    """
    if a == b:
        raise WarehouseError(f"{a} and {b} are one document. Name two, such as: beatbook why {a} {a + 1}")
    found = _documents(con, a, b)
    lines = [f"{doc.doc_id}: {doc.title or '(no headline)'} - {doc.source}, {doc.appeared}" for doc in found]
    lines += ["", *_copies(con, *found)]
    if passage := longest_passage(found[0].text, found[1].text):
        lines.append(f"Their longest common passage ({len(passage.split())} words): {passage}")
    lines += ["", *_story(con, *found)]
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


def _documents(con: duckdb.DuckDBPyConnection, a: int, b: int) -> tuple[_Document, _Document]:
    rows = {
        row[0]: _Document(*row)
        for row in con.execute(
            """
            select
                documents.doc_id,
                documents.title,
                sources.source_name,
                strftime(documents.appeared_at at time zone 'UTC' at time zone sources.timezone, '%-d %b %Y %H:%M'),
                texts.text,
                clusters.cluster_id,
                stories.story_id
            from core.documents as documents
            inner join core.sources as sources on documents.source_id = sources.source_id
            inner join core.texts as texts
                on documents.doc_id = texts.doc_id and documents.text_sha256 = texts.text_sha256
            inner join core.duplicate_clusters as clusters on documents.doc_id = clusters.doc_id
            left join core.story_documents as stories on documents.doc_id = stories.doc_id
            where documents.doc_id in (?, ?)
            """,
            [a, b],
        ).fetchall()
    }
    if missing := {a, b} - rows.keys():
        raise WarehouseError(
            f"there is no document {', '.join(map(str, sorted(missing)))}; `beatbook search` shows each document's number."
        )
    return rows[a], rows[b]


def _copies(con: duckdb.DuckDBPyConnection, a: _Document, b: _Document) -> list[str]:
    row = con.execute(
        """
        select a_doc_id, b_doc_id, relation, a_share, b_share, rule
        from core.duplicate_relations
        where (a_doc_id = $1 and b_doc_id = $2) or (a_doc_id = $2 and b_doc_id = $1)
        """,
        [a.doc_id, b.doc_id],
    ).fetchone()
    same = a.cluster_id == b.cluster_id
    if row is None and not same:
        return [f"{a.doc_id} and {b.doc_id} are not copies, and neither quotes the other."]
    lines = []
    if row is not None:
        first, second, relation, first_share, second_share, rule = row
        lines = [
            f"{first} {_VERBS[relation]} {second}: {_RULES[rule]} ({relation}, {rule}).",
            f"What belongs to the site left out, {first_share:.0%} of {first} stands in {second}"
            f" and {second_share:.0%} of {second} in {first}.",
        ]
    if same:
        lines.append(f"Both are in duplicate cluster {a.cluster_id} and count as one item.")
        if row is None and (chain := _chain(con, a, b)):
            lines.append(f"They are joined through others: {' - '.join(map(str, chain))}.")
    else:
        lines.append("They are in different duplicate clusters and count as two items.")
    return lines


def _chain(con: duckdb.DuckDBPyConnection, a: _Document, b: _Document) -> list[int]:
    """The shortest way from one to the other over relations of their cluster."""
    neighbours: dict[int, list[int]] = {}
    for x, y in con.execute(
        """
        select a_doc_id, b_doc_id
        from core.duplicate_relations
        where relation <> 'excerpt'
            and a_doc_id in (select doc_id from core.duplicate_clusters where cluster_id = $1)
            and b_doc_id in (select doc_id from core.duplicate_clusters where cluster_id = $1)
        order by a_doc_id, b_doc_id
        """,
        [a.cluster_id],
    ).fetchall():
        neighbours.setdefault(x, []).append(y)
        neighbours.setdefault(y, []).append(x)
    came_from = {a.doc_id: a.doc_id}
    waiting = deque([a.doc_id])
    while waiting and b.doc_id not in came_from:
        here = waiting.popleft()
        for there in neighbours.get(here, ()):
            if there not in came_from:
                came_from[there] = here
                waiting.append(there)
    if b.doc_id not in came_from:
        return []
    chain = [b.doc_id]
    while chain[-1] != a.doc_id:
        chain.append(came_from[chain[-1]])
    return chain[::-1]


def _story(con: duckdb.DuckDBPyConnection, a: _Document, b: _Document) -> list[str]:
    if a.story_id is None or a.story_id != b.story_id:
        return ["They are not told to be of one story."]
    lines = [f"Both tell of one event: story {a.story_id} (see `beatbook lineage {a.story_id}`)."]
    row = con.execute(
        """
        select probability, shared
        from core.story_links
        where (a_doc_id = $1 and b_doc_id = $2) or (a_doc_id = $2 and b_doc_id = $1)
        order by probability desc
        """,
        [a.cluster_id, b.cluster_id],
    ).fetchone()
    if row is not None:
        probability, shared = row
        names = f", by what they have in common: {', '.join(shared)}" if shared else ""
        lines.append(f"That the two are of one event has a probability of {probability:.0%}{names}.")
    return lines
