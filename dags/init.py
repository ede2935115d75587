"""`beatbook init`: a folder for a place of one's own, with every setting explained."""

from pathlib import Path

ENV = """\
# Settings of this beat book. beatbook reads them when it runs in this folder; the environment goes before them.

# Mail or web address that site owners find in the crawler's name. Use one that somebody reads.
BEATBOOK_CONTACT=

# The place's own time zone: days and weeks are counted in it.
BEATBOOK_TIMEZONE=America/Los_Angeles

# Where everything is kept (archive, documents, warehouse, exports), and where the sources' files are.
BEATBOOK_DATA=data
BEATBOOK_SOURCES=sources

# The place's own agencies, places and people, beside the packaged list of the United States.
BEATBOOK_GAZETTEER=gazetteer

# An HTTP proxy for the crawl, where the network asks for one.
# BEATBOOK_PROXY=http://127.0.0.1:3128

# Private persons' account names are replaced by pseudonyms made with a secret, kept in DATA/pseudonym.key. Set it here
# where two machines must give the same pseudonyms.
# BEATBOOK_PSEUDONYM_KEY=

# Of a program registered with Reddit; without them, sources there are left out:
# BEATBOOK_REDDIT_ID=
# BEATBOOK_REDDIT_SECRET=
"""

FILES = {
    "beatbook.env": ENV,
    "gazetteer/agencies.csv": "id,name,aliases,type,state,county\n",
    "gazetteer/places.csv": "id,name,aliases,state,county\n",
    "gazetteer/people.csv": "id,name,aliases,role,agency_id,place\n",
    "README.md": """\
# A beat book

`beatbook` here is the program that made this folder; if your shell does not find it, activate the environment that it is
installed in (`source .venv/bin/activate` in its own folder) or type its path. All commands run in this folder.

1. Set BEATBOOK_CONTACT and BEATBOOK_TIMEZONE in `beatbook.env`.
2. Write a file for each source into `sources/`:

   beatbook sources new https://gazette.example/

   looks at the site and finds its feeds. Read the file through, then `beatbook sources check ID` asks the source once and shows
   what a night would take. The sources of a pack (`beatbook init FOLDER --pack NAME`) were not
   looked at by anybody: each says in `unverified` what to check; delete what you do not want.
3. `beatbook nightly` collects, reads and loads one night; `beatbook sql` and `beatbook search` look at it.
4. `beatbook export` sums the last week up; `beatbook up` runs both on time, every night, with Airflow.
""",
}


class InitError(Exception):
    """The folder cannot be made, or holds a beat book already."""


def make_folder(folder: Path, pack: str | None = None) -> list[Path]:
    """Make the folder and its files, and return them.

    Args:
        folder: made where it is missing.
        pack: name of a pack (`crawlers.packs`); its sources are copied into `sources/`, to be edited there.

    Raises:
        InitError: there is no such pack, or something of the folder is there already (nothing is written then), or it
            cannot be written.
    """
    files = FILES | _pack_files(pack) if pack is not None else FILES
    there = [folder / name for name in files if (folder / name).exists()]
    if there:
        raise InitError(
            f"{there[0]} is there already; beatbook init never writes over a file. Choose another folder."
        )
    written = []
    try:
        (folder / "sources").mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            written.append(path)
    except OSError as error:
        raise InitError(f"{folder} cannot be written: {error.strerror or error}.") from error
    return written


def _pack_files(name: str) -> dict[str, str]:
    from crawlers.packs import packs

    there = packs()
    if name not in there:
        raise InitError(f"There is no pack {name!r}. Packs: {', '.join(there)}.")
    return {
        f"sources/{path.name}": path.read_text(encoding="utf-8") for path in sorted(there[name].glob("*.yml"))
    }
