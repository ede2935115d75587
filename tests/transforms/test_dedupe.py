"""Which invented documents are found to be copies, versions or excerpts of each other, and which are not."""

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transforms.dedupe import WINDOW_DAYS, forget_nights, relate_night
from warehouse.migrate import migrate

MONDAY = datetime(2026, 11, 9, 8, 0)  # noqa: DTZ001 - the table holds UTC instants without a zone


class Doc(NamedTuple):
    doc_id: int
    source_id: str | None
    at: datetime | None
    title: str | None
    text: str | None


class Row(NamedTuple):
    a: int
    b: int
    relation: str
    cov_a: float
    cov_b: float
    longest_run: int
    rule: str


class Found(NamedTuple):
    """The related pairs, and the canonical of each document's cluster."""

    relations: list[Row]
    clusters: dict[int, int]

    def relation(self, a: int, b: int) -> str | None:
        """How the two are related, whichever stands first."""
        for row in self.relations:
            if {row.a, row.b} == {a, b}:
                return row.relation
        return None


def find(documents: Sequence[Doc], threads: int = 2) -> Found:
    """What is found if all documents come with one night."""
    con = connect(threads)
    relate(con, MONDAY.date(), documents, documents)
    return found_in(con)


def find_by_night(documents: Sequence[Doc], threads: int = 2) -> Found:
    """What is found if each comes with the night of its day; the undated with the first."""
    con = connect(threads)
    go_through(con, documents)
    return found_in(con)


def go_through(con: duckdb.DuckDBPyConnection, documents: Sequence[Doc]) -> None:
    for night, arriving in by_night(documents):
        relate(con, night, arriving, documents)


def by_night(documents: Sequence[Doc]) -> list[tuple[date, list[Doc]]]:
    nights: dict[date, list[Doc]] = {}
    for document in documents:
        nights.setdefault((document.at or MONDAY).date(), []).append(document)
    return sorted(nights.items())


def connect(threads: int = 2) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute(f"set threads = {threads}")
    migrate(con, Path("memory"))
    return con


def relate(
    con: duckdb.DuckDBPyConnection, night: date, arriving: Sequence[Doc], documents: Sequence[Doc]
) -> None:
    columns = """
        doc_id integer, order_key varchar, content_key ubigint, source_id varchar, "at" timestamp, title varchar, text varchar
    """
    for table, content in (("arriving", arriving), ("documents", documents)):
        con.execute(f"create or replace temp table {table} ({columns})")
        if content:
            con.executemany(
                f"insert into {table} select $1, lpad($1::varchar, 9, '0'), hash($5), $2, $3, $4, $5", content
            )
    relate_night(con, night, arriving="arriving", texts="documents")


def found_in(con: duckdb.DuckDBPyConnection) -> Found:
    relations = con.execute(
        """
        select a_doc_id, b_doc_id, relation, a_share, b_share, longest_run_count, rule
        from core.duplicate_relations
        order by all
        """
    ).fetchall()
    clusters = con.execute(
        """
        select members.doc_id, firsts.doc_id
        from core.duplicate_clusters as members
        join core.duplicate_clusters as firsts on firsts.cluster_id = members.cluster_id and firsts.is_canonical
        order by members.doc_id
        """
    ).fetchall()
    return Found([Row(*row) for row in relations], dict(clusters))


def state(con: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[object, ...]]]:
    """All that is kept, in a fixed order."""
    tables = con.execute(
        "select schema_name || '.' || table_name from duckdb_tables() "
        "where table_name like 'copy%' or table_name like 'duplicate%' or table_name = 'cluster_changes' order by all"
    ).fetchall()
    return {table: con.execute(f"from {table} order by all").fetchall() for (table,) in tables}


BRIDGE = """The covered footbridge over Salal Creek will stay shut through the winter after inspectors found rot in three of its nine beams, the county engineer told commissioners.

Engineer Perpetua Dunning said the 1931 span could carry walkers again by April if the repair bid of $418,000 is accepted at the December 2 meeting. Bicycles would be kept off it until a second round of work in 2028.

Commissioner Amos Thistlewood asked why the rot was missed in 2023. Dunning answered that the earlier inspection was done from a boat and that the worst beam, number seven, can only be seen from a lift.

About 240 people crossed the bridge on an average weekday last spring, most of them pupils of Quarry Hill school. The district has added one bus on the Alder Street line and will pay a crossing guard until the end of the term.

Nine households on the far bank have signed a letter asking for a ferry rope. Sheriff Lorna Ubiquist said her deputies would rather see a footpath along the rail line than anyone pulling a raft across in November."""

BODYCAMS = """Tamarack Falls officers will keep the recordings of their body cameras for two years instead of ninety days under a policy that the police commission adopted on a vote of four to one.

Chief Marguerite Oyelaran said storage would cost $61,300 a year. The recordings of any use of force are to be kept until the case is closed and for five years after that.

Commissioner Dov Pelletier voted against the change. He said the commission had not heard how often the present limit had led to a recording being lost, and asked for a count by March 15.

The union that speaks for 46 officers had asked that supervisors should not be allowed to watch recordings at random. The policy allows it twice a year for each officer, with a note of who watched and when.

Residents may ask for a recording in which they appear. The fee falls from $38 to $12, and a request must be answered within ten working days, or the fee is returned."""

ORCHARDS = """Apple growers above Larkspur expect the smallest harvest since 2011 after hail on two nights in August and a June that brought four inches of rain.

Ottoline Brandvold, who keeps 70 acres on the Huckaby bench, said she had sent her pickers home a fortnight early. What is left goes to the cider works at Juno for $90 a bin.

The extension office counted 31 orchards in the district this year, five fewer than in 2019. Three were sold to the land trust, and two are now planted with hazelnuts.

Packing houses said prices in the shops would hardly move because fruit from the Columbia basin came in early and large."""

LIBRARY = """The branch library at Fern Corner opens again on Saturday after eleven weeks, with a new boiler and without its old card catalogue.

Librarian Ignatius Vole said the cabinet went to a museum in Astoria, where visitors may pull its 72 drawers. The reading room has 40 seats and, for the first time, two desks that can be raised.

Hours are shorter than before the closing. The branch is shut on Mondays and Thursdays until the county fills two posts that have been open since May."""

FERRY = """A drill on the Otter Bay ferry ended with eleven passengers in life rafts on Sunday, as it should have: the crew had twelve minutes and took nine.

Captain Solvei Arkwright said the new rafts open in seven seconds in cold water. The line bought 16 of them after an inspection in February found three of the old ones torn.

The next drill is to be held at night."""


def retold(text: str) -> str:
    """The text as another outlet runs it: its own style and head, and without the end."""
    for plain, styled in (
        ("Engineer ", "County Engineer "),
        (" said ", " says "),
        ("$418,000", "$418,000"),
        ("Alder Street", "Alder St."),
        (" about ", " some "),
        (" and ", " & "),
        ("two years", "2 years"),
        ("police commission", "Police Commission"),
    ):
        text = text.replace(plain, styled)
    return "LARKSPUR, Ore. (Coast Wire) — " + "\n\n".join(text.split("\n\n")[:-1])


def hours(count: float) -> datetime:
    return MONDAY + timedelta(hours=count)


def test_a_wire_copy_with_another_outlets_edits_joins_the_original() -> None:
    found = find(
        [
            Doc(1, "gazette", hours(0), "Footbridge stays shut", BRIDGE),
            Doc(2, "tribune", hours(5), "Salal Creek bridge closed until April", retold(BRIDGE)),
            Doc(3, "gazette", hours(1), "Recordings to be kept for two years", BODYCAMS),
        ]
    )
    assert found.clusters == {1: 1, 2: 1, 3: 3}
    (row,) = found.relations
    assert row[:3] == (1, 2, "near_duplicate")
    assert row.cov_b > row.cov_a > 0.5, (
        "the copy was cut, so more of it stands in the original than the reverse"
    )
    assert row.longest_run > 20


def test_the_earliest_is_canonical_whatever_the_ids_and_the_undated_come_last() -> None:
    found = find(
        [
            Doc(1, "radio", None, "Footbridge", BRIDGE),
            Doc(2, "tribune", hours(9), "Footbridge", retold(BRIDGE)),
            Doc(7, "gazette", hours(2), "Footbridge", BRIDGE),
        ]
    )
    assert set(found.clusters.values()) == {7}
    assert {row[:3] for row in found.relations} == {
        (7, 1, "identical"),
        (7, 2, "near_duplicate"),
        (2, 1, "near_duplicate"),
    }


def test_equal_times_are_decided_by_the_smaller_id() -> None:
    found = find([Doc(doc, f"paper-{doc}", hours(0), "Footbridge", BRIDGE) for doc in (9, 4, 6)])
    assert set(found.clusters.values()) == {4}


def test_the_same_words_are_identical_across_sources_whatever_their_marks() -> None:
    marked = (
        BRIDGE.replace("\n\n", " ").replace("county engineer", "“county engineer”").replace(",", " —").upper()
    )
    found = find(
        [
            Doc(1, "gazette", hours(0), "Footbridge", BRIDGE),
            Doc(2, "tribune", hours(1), "Footbridge", marked.replace("$418 —000", "$418,000")),
        ]
    )
    assert found.relation(1, 2) == "identical"
    assert found.clusters == {1: 1, 2: 1}


def test_a_later_version_at_the_same_source_is_an_update() -> None:
    later = BODYCAMS.replace("$61,300", "$63,100").replace(
        "Commissioner Dov",
        "UPDATE, 4:40 p.m.: The chief's office sent a corrected sum on Monday.\n\nCommissioner Dov",
    )
    found = find(
        [
            Doc(1, "gazette", hours(0), "Recordings to be kept for two years", BODYCAMS),
            Doc(2, "gazette", hours(6), "Update: Recordings to be kept for two years", later),
            Doc(3, "tribune", hours(7), "Police keep recordings longer", retold(later)),
        ]
    )
    assert found.relation(1, 2) == "updated_version"
    assert found.relation(1, 3) == "near_duplicate"
    assert set(found.clusters.values()) == {1}


def opinion_quoting(text: str) -> str:
    """A post that quotes a paragraph and says a good deal of its own."""
    return f"""I have walked over that creek since I was six and I have an opinion, which is that nobody who votes on it ever has.

Read what we were told this week:

{text.split(chr(10) * 2)[2]}

So the beam was there all along and the boat was the problem. Boats are always the problem in this county. When the mill pond flooded we got a report written from a boat; when the herons left we got a slide show from a boat.

Ask them for the lift. Ask who owns one, what it costs by the hour and why a tree service in Juno can find one on a Sunday when my neighbor's fir comes down. Then ask again in December, when the bid is opened and the room is empty because of the pageant."""


def test_a_quoting_post_is_an_excerpt_and_no_copy() -> None:
    found = find(
        [
            Doc(1, "blog", hours(30), "On beams and boats", opinion_quoting(BRIDGE)),
            Doc(2, "gazette", hours(0), "Footbridge stays shut", BRIDGE),
        ]
    )
    assert found.clusters == {1: 1, 2: 2}
    (row,) = found.relations
    assert row[:3] == (1, 2, "excerpt"), "the post quotes the article"
    assert row.rule == "passage"
    assert 0.15 < row.cov_a < 0.5


def test_a_copy_that_came_after_the_quoting_post_does_not_quote_the_post() -> None:
    found = find(
        [
            Doc(1, "gazette", hours(0), "Footbridge stays shut", BRIDGE),
            Doc(2, "blog", hours(10), "On beams and boats", opinion_quoting(BRIDGE)),
            Doc(3, "tribune", hours(40), "Salal Creek bridge closed until April", retold(BRIDGE)),
        ]
    )
    excerpts = {row[:2] for row in found.relations if row.relation == "excerpt"}
    assert excerpts == {(2, 1), (2, 3)}
    assert found.clusters == {1: 1, 2: 2, 3: 1}


def test_a_teaser_quotes_the_article_even_when_it_came_first() -> None:
    teaser = BODYCAMS.split("\n\n", maxsplit=1)[0] + " More in Tuesday's paper."
    found = find(
        [
            Doc(1, "post", hours(0), None, teaser),
            Doc(2, "gazette", hours(2), "Recordings to be kept for two years", BODYCAMS),
        ]
    )
    assert [row[:3] for row in found.relations] == [(1, 2, "excerpt")]
    assert found.clusters == {1: 1, 2: 2}


def test_an_article_quotes_a_short_statement_that_stood_elsewhere_the_day_before() -> None:
    statement = BODYCAMS.split("\n\n", maxsplit=1)[0] + " I thank the commission."
    found = find(
        [
            Doc(1, "mayor", hours(0), None, statement),
            Doc(2, "gazette", hours(26), "Recordings to be kept for two years", BODYCAMS),
        ]
    )
    assert [row[:3] for row in found.relations] == [(2, 1, "excerpt")]


def test_entries_of_one_form_by_one_source_are_not_updates_of_each_other() -> None:
    def entry(day: str, calls: int, cars: str, crashes: str, alarms: str, place: str, booked: str) -> str:
        return (
            f"Deputies of Larch County answered {calls} calls in the day that ended at 6 a.m. on {day}. They stopped {cars} "
            f"cars that drove too fast, went to {crashes} crashes on county roads and answered {alarms} alarms, all of them "
            f"false. The longest call of the night took place {place}, where nobody was hurt. {booked} people were booked "
            "into the jail by the end of the shift. Ask for a report at the front counter between 9 and 4."
        )

    tuesday = entry("Tuesday", 71, "ten", "four", "five", "at a gas station", "Nine")
    friday = entry("Friday", 58, "four", "six", "two", "on Slough Lane", "Five")
    found = find(
        [
            Doc(1, "gazette", hours(0), "Log: Tuesday", tuesday),
            Doc(2, "gazette", hours(24), "Log: Friday", friday),
        ]
    )
    assert found == Found([], {1: 1, 2: 2})


def blotter(number: int, *, source: str, at: datetime) -> Doc:
    """An entry of a police blotter: one form, other facts."""
    draw = random.Random(number)
    name = (
        draw.choice(["Osgood", "Petra", "Wendell", "Ione", "Casimir", "Thea"])
        + " "
        + draw.choice(["Quillfeather", "Mossbank", "Harrow", "Vanterpool", "Ekdahl", "Brine"])
    )
    street = draw.choice(["Larch", "Sorrel", "Cannery", "Depot", "Kestrel", "Madrone"])
    charge = draw.choice(
        [
            "driving while suspended",
            "theft in the third degree",
            "criminal trespass",
            "harassment",
            "menacing",
        ]
    )
    text = (
        f"Deputies arrested {name}, {draw.randint(18, 80)}, at {draw.randint(1, 12)}:{draw.randint(10, 59)} p.m. in the"
        f" {draw.randint(1, 99) * 100} block of {street} Road on suspicion of {charge}, the Larkspur County Sheriff's"
        f" Office said in its daily report.\n\nThe case, number {draw.randint(10_000, 99_999)}, was referred to the"
        f" district attorney. Bail was set at ${draw.randint(2, 90)},{draw.randint(100, 999)}. The next hearing is on"
        f" December {draw.randint(1, 31)}.\n\nPersons named in this report have been arrested on suspicion of a crime"
        " and are presumed innocent unless they are found guilty in court. To report a crime that is not an emergency,"
        " call the dispatch centre."
    )
    return Doc(number, source, at, f"Arrest on {street} Road", text)


@pytest.mark.parametrize("count", [2, 3, 12])
def test_blotter_entries_of_one_form_never_join_not_even_on_the_first_night(count: int) -> None:
    found = find([blotter(n, source="sheriff", at=hours(n / 10)) for n in range(count)])
    assert found.clusters == {n: n for n in range(count)}
    assert found.relations == []


def test_a_blotter_entry_that_another_outlet_copies_does_join() -> None:
    entries = [blotter(n, source="sheriff", at=hours(n)) for n in range(8)]
    copy = entries[3]._replace(doc_id=20, source_id="gazette", at=hours(9), title="Police briefs")
    assert find([*entries, copy]).clusters[20] == 3


PAYWALL = """You have read all of your free articles for this month. Sign in or choose a plan to go on reading.

Your plan comes with the electronic edition, the puzzles page and the archive back to 1908. You can stop at any time by writing to the circulation desk. Prices do not include tax. Offer open to new readers only; one plan for each household.

Already with us? Enter the address that is on your bill and we will send a code."""

HEADLINES = (
    "Council trims parks budget",
    "Two hurt when truck hits stage",
    "Teacher wins chess title",
    "Salmon return to Salal Creek",
    "Mayor will not run again",
    "Fire guts cannery warehouse",
)


@pytest.mark.parametrize("count", [2, 6])
def test_pages_of_which_only_the_paywall_was_caught_never_join(count: int) -> None:
    pages = [Doc(n, "gazette", hours(n), HEADLINES[n], PAYWALL) for n in range(count)]
    found = find(pages)
    assert found.clusters == {n: n for n in range(count)}
    assert found.relations == []


def test_paywall_words_around_different_articles_do_not_relate_them() -> None:
    bodies = (BRIDGE, BODYCAMS, ORCHARDS, LIBRARY, FERRY)
    found = find(
        [Doc(n, "gazette", hours(n), HEADLINES[n], body + "\n\n" + PAYWALL) for n, body in enumerate(bodies)]
    )
    assert found.relations == []
    assert found.clusters == {n: n for n in range(len(bodies))}


def test_a_story_of_many_outlets_is_one_cluster_in_spite_of_its_frequency() -> None:
    copies = [
        Doc(n, f"paper-{n}", hours(n / 4), "Footbridge", f"By Staff Writer {n}\n\n" + BRIDGE)
        for n in range(90)
    ]
    assert set(find(copies).clusters.values()) == {0}


def test_a_doubtful_likeness_alone_joins_nothing() -> None:
    half = "\n\n".join([*BRIDGE.split("\n\n")[:3], *BODYCAMS.split("\n\n")[1:4], ORCHARDS])
    found = find(
        [
            Doc(1, "gazette", hours(0), "Footbridge", BRIDGE),
            Doc(2, "tribune", hours(1), "Recordings", BODYCAMS),
            Doc(3, "radio", hours(2), "The week in short", half),
        ]
    )
    assert found.clusters == {1: 1, 2: 2, 3: 3}, "a round-up of several stories joins none of them"
    assert {row.relation for row in found.relations} == {"excerpt"}


def test_a_late_version_that_shares_most_with_the_versions_between_joins_their_cluster() -> None:
    parts = [*BRIDGE.split("\n\n"), *BODYCAMS.split("\n\n"), *ORCHARDS.split("\n\n")]
    versions = ["\n\n".join(parts[start : start + 8]) for start in (0, 2, 4, 6)]
    found = find(
        [Doc(n, f"paper-{n}", hours(n), "The county this week", text) for n, text in enumerate(versions)]
    )
    assert set(found.clusters.values()) == {0}


def test_empty_missing_and_tiny_texts_are_singletons() -> None:
    texts = (None, "", " \n", "Road closed.", "Road closed.", "¡!", "a b c d e f", "a b c d e f")
    found = find([Doc(n, "city", hours(n), None, text) for n, text in enumerate(texts)])
    assert found.relations == []
    assert found.clusters == {n: n for n in range(len(texts))}


def test_a_short_post_repeated_on_two_networks_is_identical() -> None:
    text = (
        "Crews are on scene of a gas leak at Depot Road and Larch. Please use another route until about six."
    )
    found = find([Doc(1, "police-a", hours(0), None, text), Doc(2, "police-b", hours(0.1), None, text + " ")])
    assert found.relation(1, 2) == "identical"
    assert found.clusters == {1: 1, 2: 1}


def test_no_documents_give_two_empty_tables() -> None:
    assert find([]) == Found([], {})


@pytest.mark.parametrize(
    "text",
    [
        "警方周二表示，一名男子在河边公园附近的枪击事件中受伤，目前情况稳定。调查人员正在寻找目击者，并请市民提供十一月九日晚上的录像。"
        "市议会将于下周讨论公园的照明问题，居民多年来一直要求增加路灯。",
        "Полиция округа сообщила во вторник, что расследование пожара на старом складе продолжается. По словам "
        "начальника управления, никто не пострадал, а ущерб оценивается в сорок тысяч долларов. Жители соседних домов "
        "вернулись в свои квартиры к полуночи, дорога открыта с утра.",
        "قالت الشرطة يوم الثلاثاء إن التحقيق في حريق المستودع القديم ما زال مستمرا وإن أحدا لم يصب بأذى. وعاد سكان المنازل "
        "المجاورة إلى بيوتهم قبل منتصف الليل وفتحت الطريق أمام السيارات في الصباح الباكر بعد أن رفعت الأنقاض.",
    ],
    ids=["chinese", "russian", "arabic"],
)
def test_texts_of_any_script_are_compared(text: str) -> None:
    longer = text + " " + text[: len(text) // 4][::-1]
    found = find(
        [
            Doc(1, "a", hours(0), None, text),
            Doc(2, "b", hours(1), None, longer),
            Doc(3, "c", hours(2), None, text[::-1]),
        ]
    )
    assert found.relation(1, 2) == "near_duplicate"
    assert found.clusters[3] == 3


def test_composed_and_decomposed_letters_are_the_same() -> None:
    text = "José Ibáñez pidió al cabildo que la comisaría de Peñón abriera también los domingos por la mañana temprano."
    decomposed = (
        text.replace("é", "e\u0301").replace("á", "a\u0301").replace("ñ", "n\u0303").replace("ó", "o\u0301")
    )
    found = find([Doc(1, "a", hours(0), None, text), Doc(2, "b", hours(1), None, decomposed)])
    assert found.relation(1, 2) == "identical"


def newsroom() -> list[Doc]:
    """A week with every kind of relation in it."""
    bodies = (BRIDGE, BODYCAMS, ORCHARDS, LIBRARY)
    return [
        *(Doc(n, "gazette", hours(n), HEADLINES[n], body) for n, body in enumerate(bodies)),
        *(Doc(10 + n, "tribune", hours(n + 3), HEADLINES[n], retold(body)) for n, body in enumerate(bodies)),
        *(Doc(20 + n, "radio", None, HEADLINES[n], body) for n, body in enumerate(bodies)),
        Doc(30, "blog", hours(50), "On beams and boats", opinion_quoting(BRIDGE)),
        Doc(31, "gazette", hours(8), "Footbridge stays shut", BRIDGE.replace("240", "260")),
        *(blotter(40 + n, source="sheriff", at=hours(n)) for n in range(6)),
        *(Doc(60 + n, "gazette", hours(n), HEADLINES[n], PAYWALL) for n in range(4)),
        Doc(70, None, None, None, None),
    ]


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(order=st.permutations(newsroom()), threads=st.integers(1, 4))
def test_neither_the_order_of_rows_nor_the_number_of_threads_matters(order: list[Doc], threads: int) -> None:
    assert find(order, threads) == find(newsroom(), 1)


def test_every_cluster_is_named_by_its_earliest_member_and_no_relation_leaves_it_but_excerpts() -> None:
    documents = {document.doc_id: document for document in newsroom()}
    found = find(list(documents.values()))
    for doc, cluster in found.clusters.items():
        assert found.clusters[cluster] == cluster
        assert (documents[cluster].at or datetime.max) <= (documents[doc].at or datetime.max)  # noqa: DTZ901
    for row in found.relations:
        same = found.clusters[row.a] == found.clusters[row.b]
        assert same == (row.relation != "excerpt")
        assert 0 <= row.cov_a <= 1
        assert 0 <= row.cov_b <= 1


def spread(documents: Sequence[Doc]) -> list[Doc]:
    """The documents over a dozen nights, the later ones of the list on the later ones, beyond one window."""
    return [
        document._replace(at=hours(24 * 4 * (place % 12) + place)) for place, document in enumerate(documents)
    ]


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(draw=st.randoms(use_true_random=False), threads=st.integers(1, 4))
def test_nights_give_the_same_whatever_the_order_within_them(draw: random.Random, threads: int) -> None:
    documents = spread(newsroom())
    stirred = documents[:]
    draw.shuffle(stirred)
    one, other = connect(1), connect(threads)
    go_through(one, documents)
    go_through(other, stirred)
    assert state(one) == state(other)


@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_nights_taken_back_and_gone_through_again_leave_no_trace(data: st.DataObject) -> None:
    documents = spread(newsroom())
    nights = by_night(documents)
    con = connect()
    states = []
    for night, arriving in nights:
        states.append(state(con))
        relate(con, night, arriving, documents)
    whole = state(con)
    for place in (data.draw(st.integers(0, len(nights) - 1)), 0):
        con.execute(
            """
            create or replace temp table past as
            select compared.doc_id, compared.night, documents.text
            from ops.copy_documents as compared
            join documents using (doc_id)
            """
        )
        forget_nights(con, nights[place][0], past="past")
        assert state(con) == states[place]
        for night, arriving in nights[place:]:
            relate(con, night, arriving, documents)
        assert state(con) == whole


def cluster_ids(con: duckdb.DuckDBPyConnection) -> dict[int, int]:
    return dict(
        con.execute("select doc_id, cluster_id from core.duplicate_clusters order by doc_id").fetchall()
    )


def test_a_cluster_keeps_its_number_when_an_earlier_copy_turns_up_later() -> None:
    documents = [
        Doc(1, "tribune", hours(24), "Footbridge", retold(BRIDGE)),
        Doc(2, "gazette", hours(-24), "Footbridge stays shut", BRIDGE),
    ]
    con = connect()
    relate(con, MONDAY.date(), documents[:1], documents)
    relate(con, MONDAY.date() + timedelta(days=1), documents[1:], documents)
    assert cluster_ids(con) == {1: 1, 2: 1}
    assert found_in(con).clusters == {1: 2, 2: 2}, "the earliest is canonical all the same"
    assert con.execute("from core.cluster_changes").fetchall() == []


def halves(text: str) -> tuple[str, str]:
    paragraphs = text.split("\n\n")
    middle = len(paragraphs) // 2
    return "\n\n".join(paragraphs[:middle]), "\n\n".join(paragraphs[middle:])


def test_what_merges_and_what_comes_apart_is_recorded() -> None:
    first, second = halves(BRIDGE)
    night = MONDAY.date()
    documents = [
        Doc(1, "gazette", hours(0), "Footbridge shut", first),
        Doc(2, "tribune", hours(1), "Ferry rope wanted", second),
        Doc(3, "radio", hours(26), "Footbridge stays shut", first + "\n\n" + second),
    ]
    con = connect()
    relate(con, night, documents[:2], documents)
    assert cluster_ids(con) == {1: 1, 2: 2}
    joining = Doc(2, "tribune", hours(1), "Footbridge stays shut", first)
    relate(con, night + timedelta(days=1), [joining], [documents[0], joining])
    assert cluster_ids(con) == {1: 1, 2: 1}
    changed = Doc(1, "gazette", hours(0), "Apples", ORCHARDS)
    relate(con, night + timedelta(days=2), [changed], [changed, joining])
    assert cluster_ids(con) == {1: 1, 2: 2}
    assert con.execute(
        "select night, change, cluster_id, other_cluster_id, document_count from core.cluster_changes"
    ).fetchall() == [(night + timedelta(days=2), "split", 1, 2, 1)]


def test_a_text_that_changed_is_compared_anew_and_its_old_relations_go() -> None:
    night = MONDAY.date()
    documents = [
        Doc(1, "gazette", hours(0), "Footbridge stays shut", BRIDGE),
        Doc(2, "tribune", hours(5), "Footbridge", retold(BRIDGE)),
    ]
    con = connect()
    relate(con, night, documents, documents)
    assert len(found_in(con).relations) == 1
    changed = Doc(2, "tribune", hours(5), "Apples", ORCHARDS)
    relate(con, night + timedelta(days=1), [changed], [documents[0], changed])
    assert found_in(con) == Found([], {1: 1, 2: 2})
    relate(con, night + timedelta(days=2), documents[1:], documents)
    assert found_in(con).relation(1, 2) == "near_duplicate"


def test_a_round_up_quotes_its_stories_and_joins_none_whichever_comes_first() -> None:
    stories = {
        "Branch library at Fern Corner opens again": LIBRARY,
        "Ferry drill ends with eleven passengers in rafts": FERRY,
        "Apple growers above Larkspur expect the smallest harvest": ORCHARDS,
    }
    parts = [
        Doc(number, f"paper-{number}", hours(number), title, text)
        for number, (title, text) in enumerate(stories.items(), start=1)
    ]
    whole = Doc(9, "weekly", hours(90), "The week around the bay", "\n\n".join(stories.values()))
    for order in ([*parts, whole], [whole, *parts]):
        con = connect()
        for place, document in enumerate(order):
            relate(con, MONDAY.date() + timedelta(days=place), [document], order)
        found = found_in(con)
        assert found.clusters == {1: 1, 2: 2, 3: 3, 9: 9}
        assert {(row.a, row.b, row.relation) for row in found.relations} == {
            (9, number, "excerpt") for number in (1, 2, 3)
        }


def test_the_words_of_a_form_to_sign_in_relate_nothing_on_the_first_night() -> None:
    form = (
        "Sign in using your Harbor Light profile. Welcome back. Please sign in. By submitting your registration "
        "information you agree to our Terms of Service and Privacy Policy. Already have an account? Log in with your "
        "email and password. Subscribers have unlimited digital access."
    )
    found = find(
        [
            Doc(1, "light", hours(0), "Footbridge stays shut", form + "\n\n" + LIBRARY),
            Doc(2, "light", hours(1), "Apples", form + "\n\n" + ORCHARDS),
            Doc(3, "light", hours(2), "Recordings", form),
            Doc(4, "light", hours(3), "Drill", form),
        ]
    )
    assert found == Found([], {1: 1, 2: 2, 3: 3, 4: 4})


def test_equal_words_beyond_the_window_are_one_text_unless_only_the_site_speaks() -> None:
    late = 24.0 * (WINDOW_DAYS + 5)
    found = find_by_night(
        [
            Doc(1, "gazette", hours(0), "Footbridge stays shut", BRIDGE),
            Doc(2, "tribune", hours(late), "Footbridge stays shut", BRIDGE),
            Doc(3, "gazette", hours(0), "Mayor will not run again", PAYWALL),
            Doc(4, "gazette", hours(late), "Harvest smaller than feared", PAYWALL),
        ]
    )
    assert found.clusters == {1: 1, 2: 1, 3: 3, 4: 4}
    assert found.relation(1, 2) == "identical"
