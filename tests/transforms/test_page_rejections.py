"""What pages are: every kind that is no document in the clothes of several systems, and the documents that look like them."""

import pytest
from invented import read, source
from pages_of_documents import DOCUMENTS
from pages_of_errors import GONE
from pages_of_lists import LISTS
from pages_of_others import UNLIKE
from pages_of_walls import WALLS
from site_frames import Page

from transforms.document import Document

NO_DOCUMENTS = (*LISTS, *GONE, *WALLS, *UNLIKE)


def outcome(page: Page) -> tuple[str, str]:
    """(page type or reason, title or detail)."""
    result = read(page.html, url=page.url, of=source(publisher=page.publisher), **dict(page.given))
    if isinstance(result, Document):
        return result.page_type, result.text
    return result.reason, result.detail


@pytest.mark.parametrize("page", NO_DOCUMENTS, ids=lambda page: page.name)
def test_a_page_that_is_no_document_is_rejected_for_what_it_is(page: Page) -> None:
    assert outcome(page)[0] == page.expected, outcome(page)


@pytest.mark.parametrize("page", DOCUMENTS, ids=lambda page: page.name)
def test_a_document_that_looks_like_none_stays_one(page: Page) -> None:
    assert outcome(page)[0] == page.expected, outcome(page)


@pytest.mark.parametrize("page", DOCUMENTS[:9], ids=lambda page: page.name)
def test_a_brief_among_menus_and_links_is_its_two_sentences(page: Page) -> None:
    text = outcome(page)[1]
    assert text.startswith("Police arrested a 34-year-old man")
    assert "Council delays vote" not in text
