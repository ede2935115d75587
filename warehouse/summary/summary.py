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
    """One source in the week. `nights` of 7 on which it was collected; `missed` says which not, and why."""

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
    nights: int
    missed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One document on local policing: what every figure leads back to."""

    doc_id: int
    doc_key: str
    source_id: str
    source_name: str
    title: str
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """One item that several documents carry. `members` in the order in which they appeared."""

    cluster_id: int
    title: str
    first_source: str
    first_at: datetime
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


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekForms:
    """One week's documents by form, and how much of the week was collected (0 to 1)."""

    week: str
    forms: dict[str, int]
    collected_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Everything that the summary says about a week.

    Attributes:
        place: where most of the sources are.
        last_day, last_loaded_at: the newest night in the warehouse, and when it was loaded (UTC).
        documents: of any subject; `policing`, `distinct`, `core` and `opinion` are of those on local policing.
        collected_share: mean over the sources, 0 to 1.
        weeks: up to eight weeks before and this one, oldest first.
        clusters: the largest, at most ten.
        focus: documents on failure to respond, the earliest of each cluster.
        gone: documents of the week that a later look found gone.
        issues: of every check that found something: its name, what it guards, what it found.
        rejections: reason and addresses of captures of the week's nights that gave no document.
        rows: every document on local policing, in order of appearance.
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

    @property
    def weeks_before(self) -> tuple[str, ...]:
        """The weeks that `before` is the mean of, oldest first."""
        return tuple(week.week for week in self.weeks if week.week < self.week)

    @property
    def not_collected(self) -> tuple[SourceLine, ...]:
        """Sources with at least one missed night, the worst first."""
        return tuple(sorted((line for line in self.sources if line.missed), key=lambda line: line.nights))
