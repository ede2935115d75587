"""Make the environments of the peers of duplicate detection: `python -m bench.dedupe_peers DIR`, one folder each, by pip.

They are no part of the project's lock. `python -m bench.dedupe FOLDER --peers DIR` runs the peers in them.
"""

import subprocess
import sys
import venv
from pathlib import Path
from typing import Final

ENVIRONMENTS: Final = {
    "duplicates": ("datasketch==2.0.0", "rensa==0.5.0", "scikit-learn==1.9.1", "text-dedup==0.4.0"),
    # Most that is written about datasketch is of the slower version before.
    "datasketch-1": ("datasketch==1.10.0",),
}


def main() -> int:
    """Make each environment that is not there yet."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for name, packages in ENVIRONMENTS.items():
        folder = Path(sys.argv[1]).absolute() / name
        if not (folder / "ready").exists():
            venv.create(folder, with_pip=True)
            subprocess.run(
                [folder / "bin" / "python", "-m", "pip", "install", "--quiet", *packages], check=True
            )
            (folder / "ready").touch()
        print(name, "is in", folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
