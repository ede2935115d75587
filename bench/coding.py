"""Quality and cost of topics, relevance and form.

    python -m bench.coding DIR OUTDIR

DIR holds `doctype/` (prosecutors' press releases against news pieces) and `ipe/` (documents and sentences labelled with
what police do, for which the codebook is not made); OUTDIR gets `doctype.jsonl`, predictions for the
scorer that stands in DIR. The form is decided from the text alone: no address, no publisher, no markup. The peer in the same
run is the two strings that everybody looks for, `for immediate release` and `###`.

Below it stand the figures on the bundled newsroom, whose pages go through extraction and coding; the rules were written with
these pages in sight. The last lines give the cost.
"""

import sys
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from bench.ipe import LABELS, labels_of
from bench.labelled_texts import rows, write_rows
from crawlers.capture import Capture, Location
from crawlers.sample.expected import Expected, load_expected
from crawlers.sample.load import load_world
from crawlers.sample.newsroom import GAZETTEER_DIR, SOURCES_DIR
from crawlers.sample.routes import respond
from crawlers.sources import load_sources
from transforms.codebook import code_topics, load_codebook, read_document
from transforms.coding import load_coder
from transforms.document import Document
from transforms.extract import extract
from transforms.form import FormSignals, decide_form
from transforms.relevance import code_relevance

LAST_NIGHT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def main() -> None:
    """Read the command line and print the figures."""
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    doctype(Path(sys.argv[1]) / "doctype", Path(sys.argv[2]))
    police_events(Path(sys.argv[1]) / "ipe")
    documents = [document for document, _ in newsroom_documents()]
    print(newsroom_figures())
    print(str(posts_figures()).splitlines()[0].replace("newsroom", "newsroom's posts"))
    cost(documents)


def doctype(folder: Path, out: Path) -> None:
    """Predict press release or news, write the predictions, and print F1 of both beside the peer's."""
    gold = {row["id"]: row["labels"][0] for row in rows(folder / "labels.jsonl", id=str, labels=list)}
    texts = {row["id"]: row["text"] for row in rows(folder / "docs.jsonl", id=str, text=str)}
    started = time.process_time()
    ours = {key: release_or_news(text) for key, text in texts.items()}
    seconds = time.process_time() - started
    peer = {
        key: "press_release" if "for immediate release" in text.lower() or "###" in text else "news"
        for key, text in texts.items()
    }
    write_rows(out / "doctype.jsonl", ({"id": key, "labels": [form]} for key, form in ours.items()))
    print(f"press release or news, {len(texts)} texts, {len(texts) / seconds:,.0f} a CPU second")
    for name, predicted in (("ours", ours), ("two markers", peer)):
        print(f"  {name:12} macro-F1 {macro_f1(gold, predicted):.3f}")


def police_events(folder: Path) -> None:
    """Print F1 of the codebook's rules read as labels of what police do, by documents and by sentences."""
    codebook = load_codebook()
    for name in ("docs", "sents"):
        gold = {
            row["id"]: set(row["labels"])
            for row in rows(folder / f"{name}_labels.jsonl", id=str, labels=list)
        }
        texts = rows(folder / f"{name}.jsonl", id=str, text=str)
        ours = {row["id"]: set(labels_of(row["text"], codebook)) for row in texts}
        scores = {label: _f1(label, gold, ours) for label in LABELS}
        print(
            f"police events, {len(gold)} {name}: macro-F1 {sum(scores.values()) / len(scores):.3f},",
            ", ".join(f"{label} {score:.3f}" for label, score in scores.items()),
        )


def _f1(label: str, gold: dict[str, set[str]], predicted: dict[str, set[str]]) -> float:
    both = sum(label in labels and label in predicted.get(key, ()) for key, labels in gold.items())
    either = sum(label in labels for labels in (*gold.values(), *(predicted.get(key, ()) for key in gold)))
    return 2 * both / either if either else 0.0


def form_of(text: str) -> str:
    """The form of a bare text."""
    title, _, body = text.partition("\n")
    return decide_form(
        FormSignals(
            source_form=None,
            publisher=None,
            url="",
            section=None,
            title=title,
            title_prefix=None,
            schema_types=(),
            page_classes=(),
            is_post=False,
            text=body,
            blocks=(),
        )
    )[0]


def release_or_news(text: str) -> str:
    """`press_release` or `news`, which all other forms count as."""
    return "press_release" if form_of(text) == "press_release" else "news"


def macro_f1(gold: dict[str, str], predicted: dict[str, str]) -> float:
    """Mean over the labels of F1."""
    scores = []
    for label in sorted(set(gold.values())):
        both = sum(1 for key, value in gold.items() if value == label == predicted[key])
        either = sum(value == label for value in gold.values()) + sum(
            value == label for value in predicted.values()
        )
        scores.append(2 * both / either if either else 0.0)
    return sum(scores) / len(scores)


@dataclass(slots=True)
class Figures:
    """Counts over the newsroom: true, extra and missed topics; right relevance and form."""

    documents: int = 0
    right_relevance: int = 0
    right_form: int = 0
    true: Counter[str] = field(default_factory=Counter)
    extra: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    def add(self, document: Document, expected: Expected) -> None:
        """Count one document."""
        given, wanted = {code.topic for code in document.topics}, set(expected.topics)
        self.documents += 1
        self.right_relevance += document.relevance == expected.relevance
        self.right_form += document.form == expected.form
        self.true.update(given & wanted)
        self.extra.update(given - wanted)
        self.missed.update(wanted - given)

    @property
    def topic_f1(self) -> float:
        """Micro-F1 of topics."""
        return 2 * self.true.total() / (2 * self.true.total() + self.extra.total() + self.missed.total())

    def __str__(self) -> str:
        lines = [
            f"bundled newsroom, {self.documents} documents: topics micro-F1 {self.topic_f1:.3f},"
            f" relevance {self.right_relevance / self.documents:.3f}, form {self.right_form / self.documents:.3f}"
        ]
        lines += [
            f"  {slug:26} true {self.true[slug]:3} extra {self.extra[slug]:3} missed {self.missed[slug]:3}"
            for slug in load_codebook().file.topics
        ]
        return "\n".join(lines)


@cache
def newsroom_documents() -> tuple[tuple[Document, Expected], ...]:
    """Every page of the newsroom that is a document, extracted and coded, with what is expected of it."""
    world = load_world()
    sources = {source.id: source for source in load_sources(SOURCES_DIR)}
    coder = load_coder(GAZETTEER_DIR)
    last_seen = {item.url: item.gone_at for item in world.items if item.gone_at}
    found = []
    for expected in load_expected():
        if expected.outcome != "document" or expected.form == "post":
            continue
        gone_at = last_seen.get(expected.url)
        at = gone_at - timedelta(minutes=1) if gone_at else LAST_NIGHT
        answer = respond(world, at, expected.url)
        capture = Capture(
            source_id=expected.source_id,
            url=expected.url,
            announced_url=expected.url,
            fetched_at=at.astimezone(UTC),
            status=answer.status,
            headers=(("Content-Type", answer.content_type),),
            body=answer.body,
            role="item",
            feed=None,
            problem=None,
            location=Location(path="none.warc.gz", offset=0),
        )
        document = extract(capture, sources[expected.source_id], None)
        if isinstance(document, Document):
            found.append((coder.code(document, sources[expected.source_id]), expected))
    return tuple(found)


def newsroom_figures() -> Figures:
    """Compare the newsroom's documents with what is expected of them."""
    figures = Figures()
    for document, expected in newsroom_documents():
        figures.add(document, expected)
    return figures


def posts_figures() -> Figures:
    """The same for the newsroom's posts, one or two sentences each; their form is known."""
    wanted = {
        (expected.source_id, expected.url): expected
        for expected in load_expected()
        if expected.form == "post"
    }
    texts = {post.url: post.text for post in load_world().posts}
    sources = {source.id: source for source in load_sources(SOURCES_DIR)}
    coder, (pattern, _) = load_coder(GAZETTEER_DIR), newsroom_documents()[0]
    figures = Figures()
    for (source_id, url), expected in wanted.items():
        bare = replace(
            pattern, source_id=source_id, url=url, form="post", title=None, text=texts[url], blocks=()
        )
        figures.add(coder.code(bare, sources[source_id]), expected)
    return figures


def cost(documents: list[Document]) -> None:
    """Print documents of 500 words per CPU second, one process: topics with relevance, and form."""
    codebook = load_codebook()
    words = " ".join(document.text for document in documents if document.relevance == "core").split()
    made = [
        replace(
            documents[0],
            text="\n\n".join(" ".join(words[at + n : at + n + 50]) for n in range(0, 500, 50)),
            blocks=(),
        )
        for at in range(0, len(words) - 500, 500)
    ]
    started = time.process_time()
    for document in made:
        readings = read_document(document, codebook)
        code_relevance(document, code_topics(document, codebook, readings), codebook, readings)
    coded = time.process_time() - started
    started = time.process_time()
    for document in made:
        form_of(document.text)
    formed = time.process_time() - started
    print(
        f"{len(made)} texts of 500 words on policing: topics and relevance {coded / len(made) * 1000:.2f} ms,"
        f" form {formed / len(made) * 1000:.2f} ms, together {len(made) / (coded + formed):,.0f} documents a CPU second"
    )


if __name__ == "__main__":
    main()
