"""A night may be killed at any moment: run again, it ends as if nothing had happened."""

import hashlib
import random
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crawlers.archive import read_capture
from crawlers.capture import Location
from crawlers.sample.newsroom import serve
from dags import steps
from dags.config import Config
from dags.demo import FIRST_NIGHT, night_at, sample_config
from warehouse.compare import table_digests
from warehouse.database import open_warehouse

KILLS = 20
NIGHT = """
import sys
from datetime import date, datetime
from dags import steps
from dags.config import load_config
steps.nightly(load_config(), date.fromisoformat(sys.argv[1]), at=datetime.fromisoformat(sys.argv[2]))
"""


def night_process(config: Config, number: int) -> "subprocess.Popen[bytes]":
    day = FIRST_NIGHT + timedelta(days=number)
    return subprocess.Popen(
        [sys.executable, "-c", NIGHT, day.isoformat(), night_at(day).isoformat()],
        env=config.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def tables(config: Config) -> dict[str, str]:
    with open_warehouse(config.warehouse) as con:
        return table_digests(con, without=("warc_offset",))


def pages_behind(config: Config) -> dict[tuple[str, str], str]:
    """What stands in the archive at the place that each capture's row names: its address and its body."""
    with open_warehouse(config.warehouse) as con:
        rows = con.execute("select source_id, url, role, warc_path, warc_offset from ops.captures").fetchall()
    found = {}
    for source_id, url, role, path, offset in rows:
        capture = read_capture(config.archive, Location(path=path, offset=offset))
        assert (capture.source_id, capture.url, capture.role) == (source_id, url, role)
        found[path, url] = hashlib.sha256(capture.body).hexdigest()
    return found


@pytest.mark.timeout(900)
def test_twenty_kills_at_random_moments_leave_the_warehouse_of_an_undisturbed_run(tmp_path: Path):
    seed = random.randrange(10**6)
    moments = random.Random(seed)
    with serve(night_at(FIRST_NIGHT)) as newsroom:
        calm = sample_config(tmp_path / "calm", newsroom.proxy_url)
        disturbed = replace(calm, data=tmp_path / "disturbed")
        killed = 0
        for number in range(2):
            newsroom.at = night_at(FIRST_NIGHT + timedelta(days=number))
            began = time.monotonic()
            assert night_process(calm, number).wait() == 0
            length = time.monotonic() - began
            for _ in range(KILLS // 2):
                process = night_process(disturbed, number)
                time.sleep(moments.uniform(0.3, 0.6 * length))
                killed += process.poll() is None
                process.kill()
                process.wait()
            assert night_process(disturbed, number).wait() == 0, f"seed {seed}"
    assert killed >= KILLS // 2, "most kills came after the night was over"
    assert tables(disturbed) == tables(calm), f"seed {seed}"
    # A resumed archive has a record of each attempt, so records stand elsewhere in it: what they hold must be the same.
    assert pages_behind(disturbed) == pages_behind(calm), f"seed {seed}"
    with steps.open_published(disturbed.published) as con:
        assert con.execute("select count(*) from core.documents").fetchone() != (0,)
