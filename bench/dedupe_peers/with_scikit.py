"""TF-IDF by scikit-learn: duplicates by a cut, stories by single and by average link. See `bench.dedupe_peers.program`.

The method of a story is `single-CUT` or `average-CUT`, `lead-CUT` for average link over the first 80 words. With `-14` at
its end documents more than 14 days apart are not alike at all.
"""

import re
import sys
from datetime import date
from functools import partial
from typing import Any

import numpy as np
from sklearn.cluster import AgglomerativeClustering
from sklearn.feature_extraction.text import TfidfVectorizer

from bench.dedupe_peers.program import Document, Finder, Pairs, run, words

_LEAD_WORDS = 80


def duplicates(documents: list[Document]) -> Pairs:
    """Texts whose TF-IDF vectors of words have a cosine of .70 or more."""
    alike = np.triu(_cosines([document["text"] for document in documents]), 1)
    return [(int(a), int(b)) for a, b in np.argwhere(alike >= 0.70)]


def stories(documents: list[Document], link: str, cut: float, days: int | None) -> Pairs:
    """Documents of one story."""
    texts = [f"{document['title'] or ''} {document['text']}" for document in documents]
    if link == "lead":
        texts = [" ".join(words(text)[:_LEAD_WORDS]) for text in texts]
    apart = 1 - _cosines(texts)
    if days is not None:
        dates = np.array(
            [date.fromisoformat(document["published_at"][:10]).toordinal() for document in documents]
        )
        apart[np.abs(dates[:, None] - dates[None, :]) > days] = 1
    found = AgglomerativeClustering(
        n_clusters=None,
        metric="precomputed",
        linkage="single" if link == "single" else "average",
        distance_threshold=1 - cut,
    ).fit_predict(apart)
    firsts: dict[int, int] = {}
    return [(firsts.setdefault(int(cluster), place), place) for place, cluster in enumerate(found)]


def _cosines(texts: list[str]) -> Any:
    vectors = TfidfVectorizer(sublinear_tf=True).fit_transform(texts)
    return np.clip((vectors @ vectors.T).toarray(), 0, 1)


def main() -> int:
    """Duplicates, or the stories of the method that the command line names."""
    finders: dict[str, Finder] = {"tf-idf": duplicates}
    for method in sys.argv[2:3]:
        if found := re.fullmatch(r"(single|average|lead)-(0\.\d+)(?:-(\d+))?", method):
            days = int(found[3]) if found[3] else None
            finders[method] = partial(stories, link=found[1], cut=float(found[2]), days=days)
    return run(finders, {})


if __name__ == "__main__":
    sys.exit(main())
