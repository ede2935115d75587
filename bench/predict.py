"""Predictions over a folder of labelled pages or texts, by the product's own path, in the form that its scorer reads.

    python -m bench.predict pages DIR OUT.jsonl
    python -m bench.predict ipe DIR OUTDIR          docs.jsonl, sents.jsonl
    python -m bench.predict quotes DIR OUT.jsonl
    python -m bench.predict doctype DIR OUT.jsonl
    python -m bench.predict dedupe DIR OUTDIR       dups.jsonl, pairs.jsonl, stories.jsonl

DIR may hold any part of a set, and its labels need not be there. Files may be packed (`.gz`).

pages: `manifest.json` with `cases`: `id`, `html` (the page's file), and where known `set`, `lang`, `url`. Pages that the
folder does not hold are passed over, and counted. The scored body is made from the blocks by `set`: `fundus` has paragraphs, headings
and corrections; every other set the whole text, with quoted passages, embedded posts and the lines that name their authors.

ipe: `docs.jsonl` and `sents.jsonl` with `id`, `text`. The labels are those of the codebook's rules that fire; it is made for
topics of the local press, not for these labels.

quotes, doctype: `docs.jsonl` with `id`, `text`. dedupe: `docs.jsonl` with `id`, `text` and where known `outlet`,
`published_at`, `title`, in order of publication. The documents go through their nights (one a day of publication, those without
a date in the first) as a load lets them. One configuration for every set.
"""

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from bench.labelled_pages import FolderError, missing_pages, read_cases
from bench.labelled_texts import rows, write_rows


def predict_pages(folder: Path, out: Path) -> str:
    """Write a prediction for each page that is there; what to tell of it."""
    from bench.page_predictions import predict, write_predictions

    cases = read_cases(folder)
    reasons = Counter(write_predictions(predict(cases), out))
    lost = missing_pages(folder)
    return f"{len(cases)} pages, rejected {dict(reasons) or 'none'}" + (
        f"; {lost} more not there" if lost else ""
    )


def predict_ipe(folder: Path, out: Path) -> str:
    """Write the labels of documents and of sentences."""
    from bench.ipe import labels_of
    from transforms.codebook import load_codebook

    codebook = load_codebook()
    counts = []
    for name in ("docs", "sents"):
        found = [
            {"id": row["id"], "labels": labels_of(row["text"], codebook)}
            for row in rows(folder / f"{name}.jsonl", id=str, text=str)
        ]
        write_rows(out / f"{name}.jsonl", found)
        counts.append(len(found))
    return "{} documents, {} sentences".format(*counts)


def predict_quotes(folder: Path, out: Path) -> str:
    """Write the attributions of each text."""
    from bench.quotes import quotes_of

    found = [
        {"id": row["id"], "quotes": quotes_of(row["text"])}
        for row in rows(folder / "docs.jsonl", id=str, text=str)
    ]
    write_rows(out, found)
    return f"{len(found)} documents, {sum(len(row['quotes']) for row in found)} stretches"


def predict_doctype(folder: Path, out: Path) -> str:
    """Write press release or news for each text."""
    from bench.coding import release_or_news

    found = [
        {"id": row["id"], "labels": [release_or_news(row["text"])]}
        for row in rows(folder / "docs.jsonl", id=str, text=str)
    ]
    write_rows(out, found)
    return f"{len(found)} documents"


def predict_dedupe(folder: Path, out: Path) -> str:
    """Write `dups.jsonl`, `pairs.jsonl` and `stories.jsonl` for one set."""
    from bench.relations import related

    found = related(rows(folder / "docs.jsonl", id=str, text=str))
    for name, content in (("dups", found.clusters), ("pairs", found.relations), ("stories", found.stories)):
        write_rows(out / f"{name}.jsonl", content)
    return f"{len(found.clusters)} documents, {len(found.relations)} relations"


SETS: Final[dict[str, Callable[[Path, Path], str]]] = {
    "pages": predict_pages,
    "ipe": predict_ipe,
    "quotes": predict_quotes,
    "doctype": predict_doctype,
    "dedupe": predict_dedupe,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Read the command line; 2 where the folder is of another shape."""
    match sys.argv[1:] if argv is None else argv:
        case [name, folder, out] if name in SETS:
            try:
                print(SETS[name](Path(folder), Path(out)))
            except FolderError as error:
                print(f"bench.predict {name}: {error}", file=sys.stderr)
                return 2
            return 0
        case ["-h" | "--help"]:
            print(__doc__)
            return 0
        case _:
            print(__doc__, file=sys.stderr)
            return 2


if __name__ == "__main__":
    sys.exit(main())
