"""The DAG files as Airflow reads them, in a process of its own."""

import json
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dags.config import Config
from dags.up import airflow_environment

READ = """
import json
from airflow.dag_processing.dagbag import DagBag
bag = DagBag(collect_dags=True)
print("READ" + json.dumps({
    "errors": bag.import_errors,
    "dags": {
        dag.dag_id: {
            "file": dag.fileloc.rsplit("/", 1)[1],
            "catchup": dag.catchup,
            "active": dag.max_active_runs,
            "doc": bool(dag.doc_md),
            "zone": str(dag.timetable.timezone if hasattr(dag.timetable, "timezone") else dag.timetable._timezone),
            "tasks": {
                task.task_id: {
                    "retries": task.retries,
                    "pool": task.pool,
                    "rule": str(getattr(task.trigger_rule, "value", task.trigger_rule)),
                    "down": sorted(task.downstream_task_ids),
                }
                for task in dag.tasks
            },
        }
        for dag in bag.dags.values()
    },
}))
"""


def config_for(folder: Path) -> Config:
    return Config(
        data=folder / "data",
        sources=folder / "sources",
        gazetteer=None,
        contact="desk@paper.example",
        timezone=ZoneInfo("America/Los_Angeles"),
    )


def run(folder: Path, code: str, **extra: str) -> subprocess.CompletedProcess[str]:
    environment = airflow_environment(config_for(folder), 18099) | extra
    return subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )


@pytest.fixture(scope="module")
def bag(tmp_path_factory):
    done = run(tmp_path_factory.mktemp("bag"), READ)
    line = next((line for line in done.stdout.splitlines() if line.startswith("READ")), None)
    assert line is not None, done.stderr[-2000:]
    return json.loads(line[4:])


def test_airflow_finds_the_two_dags_and_nothing_else(bag):
    assert bag["errors"] == {}
    assert {dag_id: dag["file"] for dag_id, dag in bag["dags"].items()} == {
        "nightly": "nightly.py",
        "weekly": "weekly.py",
    }


def test_every_dag_says_what_to_do_keeps_one_run_and_the_zone_of_the_place(bag):
    for dag in bag["dags"].values():
        assert dag["doc"]
        assert not dag["catchup"]
        assert dag["active"] == 1
        assert dag["zone"].endswith("America/Los_Angeles")


def test_what_writes_the_warehouse_waits_for_the_one_slot(bag):
    tasks = bag["dags"]["nightly"]["tasks"]
    assert {name for name, task in tasks.items() if task["pool"] == "duckdb_writer"} == {"load", "publish"}


def test_the_load_runs_whatever_became_of_a_batch(bag):
    tasks = bag["dags"]["nightly"]["tasks"]
    assert tasks["load"]["rule"] == "all_done"
    assert tasks["collect.crawl"]["retries"] == 2
    assert tasks["collect.extract"]["down"] == ["load"]
    assert tasks["load"]["down"] == ["publish"]
    assert tasks["publish"]["down"] == ["verdict"]


def test_reading_the_dag_files_costs_no_heavy_import(tmp_path):
    code = (
        "import sys; import dags.nightly, dags.weekly; "
        "print([name for name in ('duckdb', 'scrapy', 'numpy', 'pyarrow', 'altair') if name in sys.modules])"
    )
    assert run(tmp_path, code).stdout.strip().splitlines()[-1] == "[]"


def test_a_missing_setting_is_an_import_error_in_plain_words(tmp_path):
    done = run(tmp_path, READ, BEATBOOK_CONTACT="")
    line = next(line for line in done.stdout.splitlines() if line.startswith("READ"))
    errors = json.loads(line[4:])["errors"]
    assert len(errors) == 2
    assert all("BEATBOOK_CONTACT is not set" in text for text in errors.values())


def test_a_night_is_a_local_date_and_its_01_30_comes_once_when_clocks_change(tmp_path):
    code = """
import json
from airflow.timetables.trigger import CronPartitionTimetable
from airflow.timetables.base import TimeRestriction
import pendulum
timetable = CronPartitionTimetable("30 1 * * *", timezone="America/Los_Angeles", key_format="%Y-%m-%d")
last, found = None, []
at = pendulum.datetime(2026, 10, 31, 12, tz="America/Los_Angeles")
for _ in range(4):
    info = timetable.next_dagrun_info_v2(last_dagrun_info=last, restriction=TimeRestriction(earliest=at, latest=None, catchup=True))
    found.append([info.partition_key, info.run_after.isoformat()])
    last = info
print("READ" + json.dumps(found))
"""
    done = run(tmp_path, code)
    line = next((line for line in done.stdout.splitlines() if line.startswith("READ")), None)
    assert line is not None, done.stderr[-2000:]
    keys = [key for key, _ in json.loads(line[4:])]
    assert keys == ["2026-11-01", "2026-11-02", "2026-11-03", "2026-11-04"]
    first = [
        datetime.fromisoformat(at).astimezone(ZoneInfo("America/Los_Angeles"))
        for _, at in json.loads(line[4:])
    ]
    assert [at.date() for at in first] == [date(2026, 11, day) for day in (1, 2, 3, 4)]
