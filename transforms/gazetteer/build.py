"""Makes the packaged lists from the public ones: `python -m transforms.gazetteer.build RAW_DIR`.

RAW_DIR holds `agencies_fbi_cde_2018.csv`, `places_us_geonames500.csv` and `federal_agencies.csv` as README.md here
describes them. The same input gives the same bytes.
"""

import csv
import gzip
import io
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

HERE = Path(__file__).parent
KINDS = {
    "City": "municipal-police",
    "County": "sheriff",
    "Tribal": "tribal",
    "University or College": "campus-or-school",
}
# Bodies of the list's type "Other" that have officers of their own and are named in news by that name; railways,
# constables' districts and task forces are left out.
_OTHER = re.compile(r"\b(Police|Transit|Airport|Port of|Port Authority|Schools?|School District|Marshal)\b")


def agencies(raw: Path) -> list[tuple[str, ...]]:
    """Rows (ori, name, kind, state, county) of every department that news copy names by its place."""
    rows = []
    with raw.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            name, kind = row["agency_name"].strip(), KINDS.get(row["agency_type"])
            if kind is None and row["agency_type"] == "Other" and _OTHER.search(name) and ":" not in name:
                kind = "campus-or-school" if "School" in name else "transit-port-airport"
            if kind is None or not name:
                continue  # posts of state police by county, railways and parks: the statewide bodies are in aliases.csv
            name = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", name) if " " not in name else name
            name = re.sub(r"Police Department( Police Department|, .* County)$", "Police Department", name)
            if kind == "municipal-police" and "olice" not in name:
                name += " Police Department"
            if kind == "sheriff" and "Sheriff" not in name:
                kind = "municipal-police"
                name = name if "Police" in name else f"{name} Police Department"
            rows.append((row["ori"], " ".join(name.split()), kind, row["state"], row["county"]))
    return sorted(rows)


def places(raw: Path) -> list[tuple[str, ...]]:
    """Rows (geonameid, name, state, county, population)."""
    with raw.open(encoding="utf-8", newline="") as file:
        return sorted(
            (row["geonameid"], row["name"], row["state"], row["county"], row["population"])
            for row in csv.DictReader(file)
            if "(historical)" not in row["name"]
        )


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))


def main(raw: Path) -> None:
    """Write the packaged files anew."""
    _write(
        HERE / "agencies.csv.gz",
        ("id", "name", "kind", "state", "county"),
        agencies(raw / "agencies_fbi_cde_2018.csv"),
    )
    _write(
        HERE / "places.csv.gz",
        ("id", "name", "state", "county", "population"),
        places(raw / "places_us_geonames500.csv"),
    )
    with (raw / "federal_agencies.csv").open(encoding="utf-8", newline="") as file:
        federal = [(row["slug"], row["name"], row["aliases"], row["parent"]) for row in csv.DictReader(file)]
    _write(HERE / "federal.csv.gz", ("id", "name", "aliases", "parent"), federal)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
