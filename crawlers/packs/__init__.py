"""Packs: the sources of a place, ready to be copied and checked. One folder a pack, one file a source.

A pack is written from public knowledge, without a look at the sites: each of its sources says in `unverified` what its
user has to check.
"""

from pathlib import Path

PACKS_DIR = Path(__file__).parent


def packs() -> dict[str, Path]:
    """The folder of each pack, by its name, in order."""
    return {path.name: path for path in sorted(PACKS_DIR.iterdir()) if any(path.glob("*.yml"))}
