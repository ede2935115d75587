"""The codebook: every pattern does what its examples say, and a slip in the file is named with its line."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from invented import blank

from transforms.codebook import FILE, code_topics, load_codebook, read_document
from transforms.codebook_file import CodebookError
from transforms.document import Block, Document, Voice
from transforms.reading import compile_rule, first_words, matches, plain, rules_by_word
from transforms.topics_page import topics_page

BOOK = load_codebook()
TOPICS = BOOK.file.topics
FILLER = "The library opens at nine and the river is high for the season. "


def make(text: str, title: str | None = None, blocks: tuple[Block, ...] = ()) -> Document:
    return blank(text=text, title=title, blocks=blocks)


def example(sentence: str) -> Document:
    """A sentence as a text; what ends without a full stop is a headline."""
    return make(sentence) if sentence.endswith((".", "!", "?")) else make("", sentence)


def topics_of(document: Document) -> set[str]:
    return {code.topic for code in code_topics(document, BOOK)}


@pytest.mark.parametrize("slug", TOPICS)
def test_every_sentence_that_fits_gets_the_topic(slug):
    missed = [text for text in TOPICS[slug].examples.fits if slug not in topics_of(example(text))]
    assert missed == []


@pytest.mark.parametrize("slug", TOPICS)
def test_no_sentence_that_does_not_fit_gets_the_topic(slug):
    wrong = [text for text in TOPICS[slug].examples.does_not_fit if slug in topics_of(example(text))]
    assert wrong == []


def test_every_pattern_is_shown_by_a_sentence():
    shown = set()
    for topic in TOPICS.values():
        for sentence in topic.examples.fits:
            document = example(sentence)
            for reading in (BOOK.read(document.text, "text"), BOOK.read(document.title or "", "title")):
                shown |= {hit.name for hits in reading.hits.values() for hit in hits}
    assert {f"{slug}/{name}" for slug, topic in TOPICS.items() for name in topic.patterns} - shown == set()


def test_the_topics_are_those_agreed(shared):
    taxonomy = json.loads((shared / "coding" / "taxonomy.json").read_text(encoding="utf-8"))
    assert {topic["slug"]: topic["definition"] for topic in taxonomy["topics"]} == {
        slug: topic.definition for slug, topic in TOPICS.items()
    }
    assert {item["slug"]: item["definition"] for item in taxonomy["relevance"]} == BOOK.file.relevance


def test_trying_only_where_first_words_stand_finds_all_that_a_full_search_finds():
    text = "\n\n".join(sentence for topic in TOPICS.values() for sentence in topic.examples.fits)
    exact, lower = plain(text)
    found = matches(lower, exact, BOOK.rules, BOOK.rules_of)
    for rule in BOOK.rules:
        where = {match.start() for match in rule.regex.finditer(exact if rule.exact_case else lower)}
        assert where <= {span.start for span in found.get(rule.name, ())}, rule.name


@pytest.mark.parametrize(
    ("pattern", "starts"),
    [
        (r"(?:refus|declin)\w* to act", {"refus", "declin"}),
        (r"cops?|deput(?:y|ies)", {"cop", "deput"}),
        (r"(?:new )?chief", {"new", "chief"}),
        (r"(?!no)officer", {"officer"}),
        (r"\$\d+", {"$"}),
        (r"\d+ officers", set("0123456789")),
        (r"[a|b]lue|red", None),
        (r"\w+ department", None),
    ],
)
def test_the_first_words_of_a_pattern_are_read_off_it(pattern, starts):
    assert first_words(pattern) == (None if starts is None else frozenset(starts))


def test_a_pattern_without_first_words_is_searched_for_everywhere():
    rules = (compile_rule("x", r"\w+ department"),)
    assert list(matches("the fire department", "", rules, rules_by_word(rules))) == ["x"]


def test_the_evidence_is_a_span_of_the_text_as_given():
    text = "“We’re done,” she said — İzmir Deli’s owner. Deputies declined to respond to her call."
    code = next(code for code in code_topics(make(text), BOOK) if code.topic == "failure-to-respond")
    assert code.rule == "failure-to-respond/refused-call"
    assert code.field == "text"
    assert text[code.start : code.end] == "Deputies declined to respond"


@pytest.mark.parametrize("voice", ["author", "quoted_passage", "embedded_post"])
def test_the_evidence_says_whose_words_it_is(voice: Voice):
    first, second = "A note on the town.", "Deputies declined to respond to her call."
    blocks = (
        Block(position=0, kind="paragraph", text=first, start=0, end=len(first), voice="author"),
        Block(position=1, kind="quoted_passage", text=second, start=len(first) + 2, end=len(first) + 2 + len(second), voice=voice),
    )  # fmt: skip
    codes = code_topics(make(f"{first}\n\n{second}", blocks=blocks), BOOK)
    assert [(code.topic, code.voice) for code in codes] == [("failure-to-respond", voice)]


def test_a_strong_hit_in_the_lead_gives_a_topic_and_one_far_below_does_not():
    strong = "Deputies declined to respond to the call. "
    assert "failure-to-respond" in topics_of(make(strong + 40 * FILLER))
    assert "failure-to-respond" not in topics_of(make(40 * FILLER + strong))
    assert "failure-to-respond" in topics_of(make(40 * FILLER + strong + "Police inaction was the rule. "))


def test_one_weak_hit_gives_no_topic_and_two_do():
    once = "The chief promised transparency to the police board."
    assert "transparency-records" not in topics_of(make(once))
    assert "transparency-records" in topics_of(make(once + " A gag order binds the police."))


def test_for_a_post_one_weak_hit_is_enough():
    once = "Overtime again for patrol officers."
    assert "staffing-recruitment" not in topics_of(make(once))
    assert "staffing-recruitment" in topics_of(replace(make(once), form="post"))


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Asked the chief why nobody would go to the mill. No answer.", "failure-to-respond"),
        ("PD left our call unanswered. Again.", "failure-to-respond"),
        ("A broken window can wait until morning, says the night shift.", "failure-to-respond"),
        ("911 calls may not connect right now.", "dispatch-911"),
        ("Somebody broke into our shed last night.", "crime-incident"),
    ],
)
def test_a_post_says_a_thing_once_and_in_short_forms(text, topic):
    post, page = (replace(make(text), form=form) for form in ("post", "news"))
    assert topics_of(post) == {topic}
    if topic != "dispatch-911":
        assert topics_of(page) == set()


@pytest.mark.parametrize(
    "text",
    [
        "The chief executive said nobody would go to the mill.",
        "The fire crews and the chief agree: a broken window can wait until morning.",
        "Nobody would go to the mill with me.",
    ],
)
def test_short_forms_that_are_not_the_police_give_a_post_nothing(text):
    assert topics_of(replace(make(text), form="post")) == set()


def test_police_need_not_name_themselves_in_what_they_publish():
    text = "A burglary on Elm Street. A second burglary on Oak Street."
    assert topics_of(make(text)) == set()
    document = make(text)
    own = read_document(document, BOOK, on_police=True)
    assert {code.topic for code in code_topics(document, BOOK, own)} == {"crime-incident"}


def test_a_long_text_needs_more_weak_hits():
    weak = "The chief promised transparency to the police. A gag order binds the police. "
    assert "transparency-records" in topics_of(make(weak + FILLER))
    assert "transparency-records" not in topics_of(make(weak + 80 * FILLER))


def test_the_neighbours_of_a_title_may_stand_in_the_text():
    title = "Overtime costs soar in Alder"
    assert "staffing-recruitment" in topics_of(make("The police spent twice as much as last year.", title))
    assert "staffing-recruitment" not in topics_of(make("Nurses worked twice as much as last year.", title))


def test_a_crime_is_coded_only_where_nothing_about_police_is():
    crime = "A man was arrested on suspicion of burglary on Elm Street."
    assert topics_of(make(crime)) == {"crime-incident"}
    assert topics_of(make(crime + " A police dog bit a jogger.")) == {"use-of-force"}


def test_hits_are_counted_and_the_title_is_preferred():
    document = make(
        "Police used tear gas on the protesters.", "Tear gas at the march as police clear protesters"
    )
    code = next(code for code in code_topics(document, BOOK) if code.topic == "protest-policing")
    assert (code.field, code.voice) == ("title", "author")
    assert code.hits >= 2


def test_the_same_text_gives_the_same_codes():
    document = make("Police refused to respond. The officer was fired. The county sued the sheriff.")
    assert code_topics(document, BOOK) == code_topics(document, BOOK)


@pytest.mark.parametrize(
    "word", ["officer", "police said the officers", "refused to ", "911 calls ", "a man, the deputy, "]
)
@pytest.mark.timeout(
    90
)  # seconds here; a step whose cost grew with the square of the text would take many minutes
def test_a_long_text_of_one_scrap_is_coded_as_a_short_one(word):
    short, long = (
        {code.topic for code in code_topics(make((word + " ") * repeats), BOOK)} for repeats in (800, 40_000)
    )
    assert short == long


def slip(tmp_path: Path, old: str, new: str) -> str:
    path = tmp_path / "codebook.yml"
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CodebookError) as caught:
        load_codebook(path)
    place = text.index(old)
    message = str(caught.value)
    line = int(message.splitlines()[0].removeprefix(f"{path}:").split(":")[0])
    assert abs(line - (text[:place].count("\n") + 1)) <= old.count("\n") + 1
    return message


def test_an_unknown_key_is_refused_with_the_keys_that_are_accepted(tmp_path):
    message = slip(
        tmp_path,
        "      officer-involved:\n        strong: true",
        "      officer-involved:\n        stong: true",
    )
    assert "stong: unknown key; accepted: match, strong, weight, field, near" in message


def test_a_wrong_value_is_refused_with_what_is_accepted(tmp_path):
    message = slip(tmp_path, "field: title", "field: headline")
    assert "found 'headline'" in message
    assert "'title', 'text' or 'both'" in message


def test_a_missing_key_is_named(tmp_path):
    message = slip(tmp_path, "    definition: An officer fires a gun at a person, or its aftermath.\n", "")
    assert "topics.police-shooting.definition: missing" in message


def test_a_key_that_stands_twice_is_refused(tmp_path):
    message = slip(tmp_path, "      police-shooting:\n", "      officer-involved:\n")
    assert "'officer-involved' stands a second time" in message


def test_a_broken_expression_is_refused(tmp_path):
    message = slip(tmp_path, "match: batons?", "match: (batons?")
    assert "topics.use-of-force.patterns.baton.match: not a regular expression" in message


@pytest.mark.parametrize(("old", "new", "found"), [("near: police|dispatch", "near: polise", "polise"), ("- <crowd>", "- <crowds>", "<crowds>")])  # fmt: skip
def test_a_name_of_a_list_that_is_not_there_is_refused(tmp_path, old, new, found):
    message = slip(tmp_path, old, new)
    assert f"found {found!r}" in message or f"found {found}" in message
    assert "accepted: " in message
    assert "police" in message


@pytest.mark.parametrize(
    ("text", "said"), [("topics: [", "not YAML"), ("", "found no keys"), ("- a\n", "found no keys")]
)
def test_a_file_that_is_no_codebook_is_refused(tmp_path, text, said):
    path = tmp_path / "codebook.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CodebookError, match=said):
        load_codebook(path)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CodebookError, match=r"nothing\.yml: cannot be read"):
        load_codebook(tmp_path / "nothing.yml")


def test_the_page_of_topics_is_current():
    page = (Path(__file__).parents[2] / "docs" / "topics.md").read_text(encoding="utf-8")
    assert page == topics_page(BOOK.file), "run: python -m transforms.topics_page docs/topics.md"
