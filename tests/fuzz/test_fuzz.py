"""The fuzzer for a moment: pages from its grammar and its mutations keep the rules, and it notices what does not."""

import gzip
import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from invented import PARAGRAPHS, page

from fuzz import pages as run
from fuzz.capturing import SOURCE, capture_of, read_pages
from fuzz.grammar import grown, labels, pages
from fuzz.invariants import broken_rules
from fuzz.minimise import minimise
from fuzz.mutations import MUTATIONS, Mutation, mutate
from transforms.document import Document, Link
from transforms.extract import extract

QUOTED = '<blockquote class="twitter-tweet"><p>“Closed.”</p>&mdash; Roe (@roe) <a href="https://twitter.com/roe/status/12">Nov 10</a></blockquote>'
INVENTED = [
    page(f"<ul><li>one</li></ul>{QUOTED}<table><tr><td>a<td>b</table>").encode(),
    page("<q>é</q>").encode(),
]


def document_of(body: bytes) -> tuple[Document, list[str]]:
    capture = capture_of(body, "text/html; charset=utf-8")
    result = extract(capture, SOURCE, None)
    assert isinstance(result, Document)
    return result, list(broken_rules(result, capture))


@given(pages(), labels())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_pages_of_the_grammar_keep_every_rule(body: bytes, label: str) -> None:
    assert run.first_broken(body, label) is None


@pytest.mark.parametrize("seed", range(40))
def test_broken_pages_keep_every_rule(seed: int) -> None:
    assert run.first_broken(mutate(INVENTED, random.Random(seed)), "text/html; charset=utf-8") is None


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_a_mutation_changes_pages_and_takes_an_empty_one(mutation: Mutation) -> None:
    changed = {mutation(INVENTED[0], random.Random(seed), INVENTED) for seed in range(20)}
    assert changed - {INVENTED[0]}
    assert isinstance(mutation(b"", random.Random(1), INVENTED), bytes)


def test_one_number_is_one_page() -> None:
    assert [run.page_of(INVENTED, n) for n in range(6)] == [run.page_of(INVENTED, n) for n in range(6)]
    assert grown(b"\1" * 100) == grown(b"\1" * 100)


def test_a_result_that_breaks_a_rule_is_noticed() -> None:
    document, broken = document_of(INVENTED[0])
    assert broken == []
    capture = capture_of(INVENTED[0], "text/html")
    block = document.blocks[0]
    link = Link(url="/x", text="x", block=99)
    wrong = {
        "text is not its blocks joined": replace(document, text=document.text + " "),
        "offsets of a block": replace(document, blocks=(replace(block, end=3), *document.blocks[1:])),
        "a link is not absolute": replace(document, links=(link,)),
        "a link's block": replace(document, links=(link,)),
        "a control character U+0007 in title": replace(document, title="a\a"),
        "the title is not one line": replace(document, title="a\nb"),
        "not JSON in UTF-8: UnicodeEncodeError": replace(document, title="\ud800"),
    }
    for rule, one in wrong.items():
        assert rule in list(broken_rules(one, capture))


def test_a_find_is_made_small() -> None:
    page_of_many = b"<p>x</p>" * 50 + b"<b>!</b>" + b"<p>y</p>" * 50
    assert minimise(page_of_many, lambda body: b"<b>" in body, seconds=5) == b"<b>"
    assert minimise(b"abc", lambda body: False, seconds=5) == b"abc"


def test_a_run_keeps_what_breaks_a_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "one.html.gz").write_bytes(gzip.compress(INVENTED[0]))
    assert read_pages(tmp_path) == [INVENTED[0]]
    arguments = [str(tmp_path / "pages"), "--minutes", "0.02", "--out", str(tmp_path / "finds")]
    assert run.main(arguments) == 0
    assert not (tmp_path / "finds").exists()
    monkeypatch.setattr(run, "GROWTH", -1)
    assert run.main(arguments) == 1
    found = json.loads(next((tmp_path / "finds").glob("*.json")).read_text())
    assert found["broke"] == "over -1 MB for a page"


def test_a_folder_without_pages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"no .html"):
        read_pages(tmp_path)


def test_the_invented_pages_are_articles() -> None:
    assert all(PARAGRAPHS[0] in document_of(body)[0].text for body in INVENTED)
