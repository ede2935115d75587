"""Make the environments of the extraction's peers: `python -m bench.extract_peers DIR`, one folder an environment, by pip.

They are no part of the project's lock: each has its own versions of what we use too.
"""

import subprocess
import sys
import venv
from pathlib import Path
from typing import Final

ENVIRONMENTS: Final = {
    "libraries": (
        "trafilatura==2.3.1",
        "newspaper4k[nlp,ja,zh]==0.9.6",
        "readability-lxml==0.9",
        "lxml_html_clean",
        "resiliparse==2.0.1",
        "goose3==3.1.22",
        "extruct==0.18.0",
    ),
    "news-please": ("news-please==1.6.16", "newspaper4k[nlp,ja,zh]==0.9.6", "Scrapy==2.19.0"),
}


def main() -> int:
    """Make each environment that is not there yet."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for name, packages in ENVIRONMENTS.items():
        folder = Path(sys.argv[1]).absolute() / name
        if not (folder / "ready").exists():
            venv.create(folder, with_pip=True)
            pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet"]
            # The pip that comes with Python 3.11 cannot resolve extruct's extras.
            subprocess.run([*pip, "--upgrade", "pip"], check=True)
            subprocess.run([*pip, *packages], check=True)
            (folder / "ready").touch()
        print(name, "is in", folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
