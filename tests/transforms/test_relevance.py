"""Relevance: what a piece is about, told from what it mentions."""

import pytest
from invented import blank

from transforms.codebook import code_topics, load_codebook
from transforms.document import Document, Mention
from transforms.relevance import code_relevance

BOOK = load_codebook()
LONG = (
    "The orchard opens on Saturday with cider, hay rides and a band from the coast. Growers say that the crop is the best "
    "in ten years. Visitors can pick their own pears until the end of the month, and children under six come in free. "
)


def make(text: str, title: str | None = None, mentions: tuple[Mention, ...] = ()) -> Document:
    return blank(text=text, title=title, mentions=mentions)


def relevance(
    text: str, title: str | None = None, *, state: str | None = None, mentions: tuple[Mention, ...] = ()
):
    document = make(text, title, mentions)
    return code_relevance(document, code_topics(document, BOOK), BOOK, state=state)


def agency(state: str) -> Mention:
    return Mention(
        kind="agency", entity_id=f"local:{state}", name="Alder Police", state=state, role=None, rule="named-state",
        surface="Alder police", start=0, end=12,
    )  # fmt: skip


def test_a_topic_on_police_in_the_title_makes_it_core():
    assert relevance(LONG, "Deputies declined to respond to theft calls at the orchard") == (
        "core",
        "core/topic:failure-to-respond@title",
    )


def test_a_topic_on_police_in_the_lead_makes_it_core():
    text = (
        "The council cut the police budget on Monday. The police chief said that police would patrol less. "
        + LONG
    )
    assert relevance(text, "Council meets") == ("core", "core/topic:budget-funding@lead")


def test_a_crime_told_by_police_is_an_incident():
    value, rule = relevance(
        "A man was arrested after a robbery at a bakery, police said.", "Bakery robbed at noon"
    )
    assert value == "incident"
    assert rule.startswith("incident/crime-incident/")


def test_a_sentence_of_a_court_needs_no_police_to_be_an_incident():
    assert relevance("A judge gave him six years.", "Alder man sentenced for arson")[0] == "incident"


def test_police_in_one_sentence_of_another_story_are_there_in_passing():
    text = LONG + "Police will close Mill Road for the parade. " + LONG
    assert relevance(text, "Orchard opens on Saturday") == ("passing", "passing/sentences:1")


def test_a_topic_touched_in_one_late_sentence_leaves_it_passing():
    text = 4 * LONG + "The same council cut the police budget."
    assert relevance(text, "Orchard opens on Saturday")[0] == "passing"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Orchard opens on Saturday", LONG),
        ("Midfielder shines", "Ruiz policed the midfield and set up both goals in a 2-0 win."),
        ("What to watch", "The new police drama moves to Thursday; a detective series takes its place."),
        ("Hemlines rise", "The fashion police will have words about these boots."),
        ("Board names leader", "The company hired a chief executive officer and a chief financial officer."),
        ("Bat and ball", "The catcher stole second base and the rally won the game."),
    ],
)
def test_words_that_only_look_like_police_do_not_count(title, text):
    assert relevance(text, title) == ("none", "none/no-police-word")


def test_police_abroad_are_not_ours():
    text = "Police in Paris used tear gas on protesters, the ministry said. Officers arrested 40 people."
    assert relevance(text, "Clashes in Paris") == ("none", "none/abroad")


def test_a_place_at_home_outweighs_a_foreign_name():
    text = "Alder police used tear gas on protesters who marched over the war in Gaza."
    assert relevance(text, "Clashes in Alder", mentions=(agency("OR"),))[0] == "core"


def test_police_of_another_state_are_not_those_of_the_monitored_place():
    text = "Alder police used tear gas on protesters."
    assert relevance(text, state="OR", mentions=(agency("TX"),)) == ("none", "none/other-state:TX")
    assert relevance(text, state="OR", mentions=(agency("TX"), agency("OR")))[0] == "core"
    assert relevance(text, mentions=(agency("TX"),))[0] == "core"


def test_a_short_post_is_all_lead():
    assert relevance("Called 911 twice about the break-in. No officer ever came.")[0] == "core"
