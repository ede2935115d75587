"""Whatever is sent ends as a document or as a rejection with a reason, in bounded time and memory."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from invented import PARAGRAPHS, document, page, read
from malformed_pages import BODIES

from transforms.document import Document, Rejection

SECONDS = 5
MEGABYTES = 700
ADDRESS_SPACE = 3 << 30

REJECTED = {
    "nothing": "empty-body",
    "white space": "empty-body",
    "binary": "not-html",
    "20 MB of nested tags": "body-too-large",
    "20 MB of nested bold": "body-too-large",
    "a million attributes with values": "too-large",
    "a text of 20 MB": "body-too-large",
    "a million siblings": "too-large",
    "nested divisions": "too-deep",
    "nested passages": "too-deep",
    "nested lists": "too-deep",
    "nested tables": "too-deep",
    "XML": "no-text",
    "SVG": "no-text",
    "deflate called gzip": "bad-content-encoding",
    "binary with mark-up in it": "not-html",
    "a million attributes": "too-large",
    "gzip in gzip": "not-html",
}  # fmt: skip


@pytest.fixture(scope="module")
def results() -> dict[str, dict[str, Any]]:
    """What became of each page, read one after the other in one child with little room."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))

    here = Path(__file__).parent
    run = subprocess.run(
        [sys.executable, str(here / "malformed_pages.py"), *BODIES],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limit,
        env=os.environ | {"PYTHONPATH": str(here.parent.parent)},
    )
    found = {row["name"]: row for row in map(json.loads, run.stdout.splitlines())}
    assert run.returncode == 0, f"died after {list(found)[-1:]}: {run.stderr[-2000:]}"
    return found


@pytest.mark.parametrize("name", BODIES)
def test_no_page_fails_or_takes_long(results: dict[str, dict[str, Any]], name: str) -> None:
    found = results[name]
    assert found["reason"] != "extract-failed", found["detail"]
    assert found["seconds"] < SECONDS
    assert found["megabytes"] < MEGABYTES  # that it added to the peak before it


@pytest.mark.parametrize("name", REJECTED)
def test_what_cannot_be_read_is_rejected_with_a_reason(results: dict[str, dict[str, Any]], name: str) -> None:
    assert results[name]["reason"] == REJECTED[name]


@pytest.mark.parametrize(
    "name",
    [
        "null bytes", "nested spans, few enough to be read", "JSON-LD 10,000 deep", "JSON-LD lists 100,000 deep",
        "JSON-LD with keys twice, infinite and no numbers", "JSON-LD of commas and spaces", "a billion laughs", "data addresses", "nested links",
    ],
)  # fmt: skip
def test_what_is_odd_beside_the_article_costs_nothing_of_it(
    results: dict[str, dict[str, Any]], name: str
) -> None:
    assert results[name]["reason"] is None
    assert PARAGRAPHS[0] in results[name]["text"]


@pytest.mark.parametrize("cut", [400, 700, 900, 1100])
def test_a_page_cut_off_anywhere_gives_what_came(cut: int) -> None:
    body = page().encode()[:cut]
    result = read(body, problem="body-truncated")
    assert isinstance(result, Document | Rejection)
    if isinstance(result, Document):
        assert result.text.split("\n\n")[0] in PARAGRAPHS[0] or PARAGRAPHS[0].startswith(result.text)


def test_no_entity_of_a_document_type_is_expanded() -> None:
    declared = '<!DOCTYPE html [<!ENTITY secret SYSTEM "file:///etc/hostname"><!ENTITY many "lollollol">]>'
    text = document(declared + page("<p>One &secret; two &many; three words.</p>")).text
    assert "lollollol" not in text.replace("&many;", "")
    assert Path("/etc/hostname").read_text().strip() not in text
