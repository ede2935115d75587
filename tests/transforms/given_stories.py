"""Invented reports, and nights that bring them: for tests of how documents are put into stories."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path

import duckdb
import pyarrow as pa

from transforms.stories import update_stories
from warehouse.migrate import migrate

MONDAY = date(2026, 11, 16)

MILL_FIRST = (
    "Two hurt in shooting at Alder Mill Apartments",
    "TAMARACK FALLS - Two men were wounded late Sunday when someone opened fire in the courtyard of the Alder Mill "
    "Apartments on Sawdust Lane, police said. Officers were called at 11:40 p.m. and found a 24-year-old man with a wound to "
    "his leg and a 31-year-old man who had been hit in the shoulder. Both were taken to Larkspur General Hospital. Sgt. Dana "
    "Whitlock said a grey pickup truck was seen leaving toward Quarry Road. No arrest has been made.",
)
MILL_OTHER_WORDS = (
    "Police look for pickup after gunfire wounds pair",
    "Detectives on Monday asked anyone who saw a grey pickup near Quarry Road to call them. It drove away from the Alder Mill "
    "Apartments minutes before midnight Sunday, after shots hit two residents, aged 24 and 31, neither of whose lives is "
    "in danger. Neighbors on Sawdust Lane told the Sentinel that they heard seven or eight bangs. Dana Whitlock, a sergeant "
    "with Tamarack Falls police, said the men knew each other.",
)
MILL_SAME_WORDS_ELSEWHERE = (
    "Two hurt in shooting at Harbor Row tavern",
    "PORT ELSPETH - Two women were wounded late Sunday when someone opened fire in the car park of the Harbor Row Tavern on "
    "Cannery Street, police said. Officers were called at 10:05 p.m. and found a 45-year-old woman with a wound to her arm and "
    "a 52-year-old woman who had been hit in the hip. Both were taken to Elspeth Memorial Hospital. Lt. Paul Okoro said a "
    "white sedan was seen leaving toward Lighthouse Avenue. No arrest has been made.",
)
MILL_ARREST = (
    "Suspect named in Alder Mill gunfire",
    "Tamarack Falls police have named Gregor Halloway, 29, of Quarry Road as the driver of the grey pickup seen at the Alder "
    "Mill Apartments on the night when two men were shot there. Dana Whitlock said a warrant had been issued.",
)
MILL_CHARGE = (
    "Man charged in November shooting",
    "LARKSPUR COUNTY - Gregor Halloway, 29, was charged on Thursday with two counts of attempted murder in the shooting of two "
    "men at the Alder Mill Apartments in Tamarack Falls two months ago. Judge Irene Castellan set bail at $500,000. "
    "Prosecutors say Halloway fired from a grey pickup on Sawdust Lane.",
)
BUDGET = (
    "Council approves parks budget",
    "The city council voted 5-2 on Tuesday for a parks budget of $3.1 million that pays for new playgrounds at Heron Meadow "
    "and for the library's summer program. Councilor Beatrix Nwosu called it a start.",
)


@dataclass
class Town:
    """A warehouse whose nodes come night by night."""

    con: duckdb.DuckDBPyConnection = field(default_factory=duckdb.connect)
    texts: dict[int, tuple[str, date, str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        migrate(self.con, Path(":memory:"))

    def write(self, node: int, report: tuple[str, str], on: date, source: str | None = None) -> int:
        self.texts[node] = (source or f"source{node}", on, *report)
        return node

    def night(self, night: date, *nodes: int, leaving: tuple[int, ...] = ()) -> None:
        """Let nodes arrive and leave."""
        rows = [(node, *self.texts[node]) for node in sorted(self.texts)]
        self.con.register(
            "given_texts",
            pa.table(
                {
                    "node_id": pa.array([row[0] for row in rows], pa.int32()),
                    "source_id": [row[1] for row in rows],
                    "at": pa.array([datetime.combine(row[2], time(18)) for row in rows], pa.timestamp("us")),
                    "title": [row[3] for row in rows],
                    "text": [row[4] for row in rows],
                }
            ),
        )
        for name, columns in (
            ("given_arriving", {"node_id": nodes, "order_key": [f"{node:05}" for node in nodes]}),
            ("given_leaving", {"node_id": leaving}),
        ):
            table = pa.table(
                {
                    key: pa.array(values, pa.int32() if key == "node_id" else pa.string())
                    for key, values in columns.items()
                }
            )
            self.con.register(name, table)
        update_stories(
            self.con, night, arriving="given_arriving", leaving="given_leaving", texts="given_texts"
        )

    def stories(self) -> dict[int, int]:
        """The story of each node."""
        return dict(
            self.con.execute(
                "select node_id, story_id from ops.story_nodes where ended_on is null order by node_id"
            ).fetchall()
        )

    def changes(self) -> list[tuple[object, ...]]:
        return self.con.execute(
            "select night, change, story_id, other_story_id, cluster_count from core.story_changes order by all"
        ).fetchall()

    def state(self) -> dict[str, list[tuple[object, ...]]]:
        """All that the story step has stored."""
        tables = self.con.execute(
            "select schema_name || '.' || table_name from duckdb_tables() where table_name like 'story_%' order by all"
        ).fetchall()
        return {name: self.con.execute(f"from {name} order by all").fetchall() for (name,) in tables}
