"""What the summary says about a week, as values: read by `figures`, written by every form of the summary."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One counted thing of the week: a topic, a form, an agency or a role.

    Attributes:
        key: stable name, part of the link to the rows behind the figure.
        label: for people.
        count: documents on local policing (quotations, for a role).
        distinct: the same with copies counted once; None where that has no meaning.
        core: of the documents, those about the police themselves; None likewise.
        sources: sources with at least one; None likewise.
        share: 0 to 1, of the week.
        before: mean of `count` over the weeks before; None where there is none.
        note: in words; empty where there is nothing to say.
    """

    key: str
    label: str
    count: int
    distinct: int | None = None
    core: int | None = None
    sources: int | None = None
    share: float | None = None
    before: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """One source in the week.

    Attributes:
        documents: of any subject; `policing` and all below are of those on local policing.
        original: those that are no copy of an earlier document.
        before: mean of `policing` over the weeks before; None where there is none.
        nights: of 7 on which it was collected; None where it was paused or not followed all week.
        missed: which not, and why; empty where none was missed.
    """

    source_id: str
    name: str
    publisher: str
    documents: int
    policing: int
    core: int
    incident: int
    passing: int
    original: int
    opinion_share: float | None
    before: float | None
    nights: int | None
    missed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One document: what every figure leads back to.

    Attributes:
        title: as published; None for most posts.
        copies: documents in its duplicate cluster, itself included.
        opening: first words of its text, at most 160 characters.
    """

    doc_id: int
    doc_key: str
    source_id: str
    source_name: str
    title: str | None
    form: str
    relevance: str
    published_at: datetime | None
    appeared_on: date
    url: str
    topics: tuple[str, ...]
    agencies: tuple[str, ...]
    agency_ids: tuple[str, ...]
    cluster_id: int
    is_canonical: bool
    copies: int
    is_gone: bool
    version_count: int
    warc_path: str
    warc_offset: int
    opening: str

    @property
    def name(self) -> str:
        """What to call it in a list: its title, or its first words; a line of at most 200 characters."""
        return shortened(self.title, 200) if self.title else shortened(self.opening, 80)

    @property
    def web_address(self) -> str | None:
        """Where a reader finds it; None for private persons' posts, whose address is a key (`urn:`)."""
        return self.url if self.url.startswith(("http://", "https://")) else None


def shortened(text: str, length: int) -> str:
    """The text on one line, cut at a word and ended with … where it is longer than `length` characters."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    return line[: length - 1].rsplit(" ", 1)[0].rstrip(" .,;:–—-") + "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """One item that several documents carry.

    Attributes:
        first_at: instant (UTC) by which it is the earliest; `timezone` (IANA) is that of its source.
        members: those of the week and on local policing, in the order in which they appeared.
        documents, sources: all of them.
    """

    cluster_id: int
    title: str
    first_source: str
    first_at: datetime
    timezone: str
    members: tuple[Row, ...]
    documents: int
    sources: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRow:
    """One quotation behind a role's figure."""

    role: str
    speaker: str
    text: str
    row: Row


COMPARABLE_SHARE = 0.8
"""Of a week's nights over all sources: less, and its counts say more about the collecting than about the coverage. One
source in five may be down all week, as some source nearly always is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekForms:
    """One week's documents by form, and how much of the week was collected (0 to 1)."""

    week: str
    forms: dict[str, int]
    collected_share: float

    @property
    def is_comparable(self) -> bool:
        """Whether so much of the week was collected that its counts can be compared with another's."""
        return self.collected_share >= COMPARABLE_SHARE


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Everything that the summary says about a week.

    Attributes:
        place: where most of the sources are.
        last_day, last_loaded_at: the newest night in the warehouse, and when it was loaded (UTC).
        documents: of any subject; `policing`, `distinct`, `core` and `opinion` are of those on local policing.
        collected_share: mean over the sources, 0 to 1.
        weeks: up to eight weeks before of which a night was collected, and this one, oldest first.
        clusters: the largest, at most ten.
        focus: documents on failure to respond, the earliest of each cluster.
        gone: documents of the week that a later look found gone.
        issues: of every check that found something on the week's nights: its name, what it guards, what it found.
        rejections: reason and addresses of captures of the week's nights that gave no document.
        rows: every document on local policing, in order of appearance; `others` are those that are not on it.
    """

    week: str
    monday: date
    sunday: date
    place: str
    last_day: date
    last_loaded_at: datetime
    documents: int
    policing: int
    distinct: int
    core: int
    opinion: int
    collected_share: float
    topics: tuple[Line, ...]
    sources: tuple[SourceLine, ...]
    forms: tuple[Line, ...]
    agencies: tuple[Line, ...]
    voices: tuple[Line, ...]
    weeks: tuple[WeekForms, ...]
    clusters: tuple[Cluster, ...]
    focus: tuple[Row, ...]
    gone: tuple[Row, ...]
    quotes: tuple[QuoteRow, ...]
    issues: tuple[tuple[str, str, tuple[str, ...]], ...]
    rejections: tuple[tuple[str, tuple[str, ...]], ...]
    rows: tuple[Row, ...]
    others: tuple[Row, ...]

    @property
    def weeks_before(self) -> tuple[str, ...]:
        """The weeks that `before` is the mean of, oldest first."""
        return tuple(week.week for week in self.weeks if week.week < self.week)

    @property
    def not_collected(self) -> tuple[SourceLine, ...]:
        """Sources with at least one missed night, the worst first, those that were to be collected before the others."""
        missed = (line for line in self.sources if line.missed)
        return tuple(sorted(missed, key=lambda line: (line.nights is None, line.nights or 0)))

    @property
    def gap_count(self) -> int:
        """Sources that were to be collected and were missed on at least one night."""
        return sum(line.nights is not None for line in self.not_collected)
