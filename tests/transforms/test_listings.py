"""Lists of other pages: what a hostile one costs."""

import time

from transforms.jsonld import EMPTY
from transforms.listings import listing
from transforms.parsing import parse


def test_many_linked_headlines_in_one_box_are_counted_in_little_time() -> None:
    tree = parse(f"<html><body><div>{'<h2><a href=/x></a></h2>' * 14_900}</div></body></html>")
    assert not isinstance(tree, tuple)
    started = time.process_time()

    listing(
        tree,
        EMPTY,
        url="https://ledger.example/a",
        titles=(),
        page_classes=(),
        says_article=False,
        is_film=False,
    )
    assert time.process_time() - started < 2
