"""Make the environments of the peers: `python -m bench.crawl_peers DIR`, one folder a peer, by pip.

They are no part of the project's lock: each has its own, older, versions of what we use too.
"""

import subprocess
import sys
import venv
from pathlib import Path
from typing import Final

PEERS: Final = {
    # 0.5.7 names what newer ones of curl_cffi no longer have.
    "fundus": ("fundus==0.5.7", "curl_cffi<0.14"),
    "news-please": ("news-please==1.6.16", "Scrapy==2.19.0"),
}


def main() -> int:
    """Make each environment that is not there yet."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for name, packages in PEERS.items():
        folder = Path(sys.argv[1]).absolute() / name
        if not folder.exists():
            venv.create(folder, with_pip=True)
            subprocess.run([folder / "bin" / "pip", "install", "--quiet", *packages], check=True)
        print(name, "is in", folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
