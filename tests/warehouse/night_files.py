"""Writes the files of invented nights, as the stages before the warehouse leave them."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from crawlers.night import Fault, FeedOutcome, RequestOutcome, SourceNight, State, write_night
from crawlers.sources import Source
from crawlers.urls import document_key
from transforms.document import (
    Author,
    Block,
    Credit,
    Dated,
    Document,
    Link,
    Mention,
    Quote,
    Rejection,
    TopicCode,
)
from transforms.folder import new_folder
from transforms.parquet import CaptureRow
from transforms.version_text import version_digest
from warehouse.load import LoadReport, load_night

FIRST = date(2026, 11, 14)


def source(source_id: str = "us_or_gazette", **other: Any) -> Source:
    return Source.model_validate(
        {
            "id": source_id,
            "name": source_id.rpartition("_")[2].title(),
            "homepage": f"https://{source_id.replace('_', '-')}.example/",
            "publisher": "newspaper",
            "place": {"name": "Tamarack Falls", "state": "OR", "county": "Larkspur County"},
            "timezone": "America/Los_Angeles",
            "feeds": [{"kind": "feed", "url": f"https://{source_id.replace('_', '-')}.example/feed.xml"}],
        }
        | other
    )


GAZETTE = source()
TRIBUNE = source("us_or_tribune")


def fetched(day: date, minute: int = 0) -> datetime:
    """Half past one at night, local time."""
    return datetime.combine(day, time(9, 30), UTC) + timedelta(minutes=minute)


def document(
    path: str = "chief-resigns",
    text: str = "The chief of police resigned on Friday. The council accepted.",
    *,
    of: Source = GAZETTE,
    day: date = FIRST,
    at: datetime | None = None,
    title: str | None = "Chief resigns",
    topics: Sequence[str] = (),
    mentions: Sequence[Mention] = (),
    quotes: Sequence[Quote] = (),
    published: Dated | None = None,
    offset: int | None = None,
    **other: Any,
) -> Document:
    url = f"{of.homepage}{path}"
    values: dict[str, Any] = {
        "doc_key": document_key(of.id, url),
        "source_id": of.id,
        "url": url,
        "declared_url": None,
        "amp_url": None,
        "day": day,
        "fetched_at": at or fetched(day),
        "warc_path": f"{day}/{of.id}.warc.gz",
        "warc_offset": int(document_key(of.id, url)[:6], 16) if offset is None else offset,
        "page_type": "article",
        "form": "news",
        "form_rule": "source",
        "relevance": "core",
        "relevance_rule": "title",
        "title": title,
        "title_method": "h1" if title else None,
        "title_prefix": None,
        "alternative_titles": (),
        "authors": (Author(name="Ada Penrose", kind="person", method="json-ld"),),
        "published": published,
        "modified": None,
        "language": "en",
        "language_method": "html-lang",
        "section": None,
        "section_method": None,
        "keywords": (),
        "wire_credit": None,
        "is_paywalled": False,
        "text": text,
        "blocks": (Block(position=0, kind="paragraph", text=text, start=0, end=len(text), voice="author"),),
        "links": (Link(url="https://www.city.example/council?x=1", text="council", block=0),),
        "images": (),
        "entries": (),
        "topics": tuple(
            TopicCode(topic=topic, rule="word", field="text", start=4, end=9, voice="author", hits=1)
            for topic in topics
        ),
        "mentions": tuple(mentions),
        "quotes": tuple(quotes),
        "credits": (),
        "account_id": None,
        "text_sha256": hashlib.sha256(f"{title}\n{text}".encode()).hexdigest(),
        "version_sha256": version_digest(title, text),
        "extractor": "test 1",
    }
    return Document(**(values | other))


AGENCY = Mention(
    kind="agency",
    entity_id="local:tamarack-falls-pd",
    name="Tamarack Falls Police Department",
    state="OR",
    role=None,
    rule="full-name",
    surface="police",
    start=13,
    end=19,
)
CHIEF = Quote(
    kind="direct",
    text="I am proud of this department",
    start=0,
    end=29,
    speaker="Chief Dana Roe",
    speaker_name="Dana Roe",
    speaker_role="police-leader",
    cue="said",
    voice="author",
)


TRIBUNE_FIRST = Credit(
    kind="first_reported",
    rule="outlet-word",
    name="Tribune",
    full_name="Tribune",
    entity_id=None,
    url=None,
    start=0,
    end=20,
    voice="author",
)


def rejection(
    path: str, reason: str = "http-404", *, of: Source = GAZETTE, day: date, at: datetime | None = None
) -> Rejection:
    url = f"{of.homepage}{path}"
    return Rejection(
        source_id=of.id,
        day=day,
        url=url,
        fetched_at=at or fetched(day),
        status=404,
        warc_path=f"{day}/{of.id}.warc.gz",
        warc_offset=int(document_key(of.id, url)[:6], 16) + 1,
        reason=reason,
        detail="the server says that there is nothing",
    )


@dataclass
class Data:
    """A data folder."""

    root: Path
    sources: tuple[Source, ...] = field(default=(GAZETTE, TRIBUNE))

    @property
    def documents(self) -> Path:
        return self.root / "documents"

    @property
    def archive(self) -> Path:
        return self.root / "archive"

    @property
    def warehouse(self) -> Path:
        return self.root / "warehouse" / "beatbook.duckdb"

    @property
    def published(self) -> Path:
        return self.root / "published"

    def night(
        self,
        day: date,
        documents: Iterable[Document] = (),
        rejections: Iterable[Rejection] = (),
        *,
        states: dict[str, State | None] | None = None,
        captures: Iterable[CaptureRow] | None = None,
        feeds: dict[str, str] | None = None,
        faults: dict[str, tuple[Fault, ...]] | None = None,
        timeouts: Sequence[str] = (),
    ) -> None:
        """Write the night's files; a source whose state is None was not collected.

        `timeouts` are pages of the first source that were asked for in vain.
        """
        documents, rejections = list(documents), list(rejections)
        for one in self.sources:
            state = (states or {}).get(one.id, "collected")
            if state is None:
                continue
            own = [item for item in documents if item.source_id == one.id]
            refused = [item for item in rejections if item.source_id == one.id]
            rows = captures_of([*own, *refused]) if captures is None else list(captures)
            with new_folder(self.documents / day.isoformat() / one.id) as folder:
                for document in own:
                    folder.document(document)
                for rejection in refused:
                    folder.rejection(rejection)
                for row in rows:
                    folder.capture(row)
            outcome = (feeds or {}).get(one.id, "ok" if state != "failed" else "http-500")
            write_night(
                self.archive,
                SourceNight(
                    source_id=one.id,
                    day=day,
                    state=state,
                    started_at=fetched(day),
                    ended_at=fetched(day, 5),
                    feeds=(
                        FeedOutcome(
                            position=0,
                            url=one.feeds[0].url,
                            outcome=outcome,
                            items_found=len(own),
                            items_new=len(own),
                            detail="",
                            faults=(faults or {}).get(one.id, ()),
                        ),
                    ),
                    requests=tuple(
                        RequestOutcome(
                            url=row.url,
                            role="item",
                            outcome="ok",
                            status=row.status,
                            at=row.fetched_at,
                            detail="",
                        )
                        for row in rows
                    )
                    + tuple(
                        RequestOutcome(
                            url=f"{one.homepage}{path}",
                            role="item",
                            outcome="timeout",
                            status=None,
                            at=fetched(day, 1),
                            detail="no answer within 30 s",
                        )
                        for path in (timeouts if one is self.sources[0] else ())
                    ),
                ),
            )

    def load(self, con: Any, day: date) -> LoadReport:
        return load_night(
            con,
            day=day,
            documents_dir=self.documents,
            archive_dir=self.archive,
            sources=self.sources,
            loaded_at=datetime(2026, 11, 25, tzinfo=UTC),
        )


def captures_of(items: Iterable[Document | Rejection]) -> list[CaptureRow]:
    return [
        CaptureRow(
            source_id=item.source_id,
            day=item.day,
            url=item.url,
            announced_url=item.url,
            fetched_at=item.fetched_at,
            status=item.status if isinstance(item, Rejection) else 200,
            role="item",
            content_type="text/html",
            bytes=1000,
            problem=None,
            warc_path=item.warc_path,
            warc_offset=item.warc_offset,
            outcome="rejection" if isinstance(item, Rejection) else "document",
        )
        for item in items
    ]
