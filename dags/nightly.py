"""Every night: crawl all sources, read what came, load it in one transaction, publish a snapshot.

| task | does | if it fails |
|---|---|---|
| plan | deals the sources into batches | a source's file or the gazetteer is broken: the message says which file and line |
| collect.crawl | one batch of sources into the archive | one broken source is a row in `ops.source_nights`, not a failed task; a failed task is the crawler itself: see its log, clear the task |
| collect.extract | the batch's archive into documents | clear the task: it reads the archive again, nothing is fetched |
| load | documents into the warehouse, one transaction | a check that must hold did not (its rows are in the log), or no space; readers keep the last snapshot |
| publish | a read-only snapshot, switched to at once | readers keep the last snapshot; clear the task |
| verdict | fails the run if most sources gave nothing | look at `ops.source_nights`, then at the network |

Any task can be cleared and run again, for any night: all of them replace what they wrote.
"""

from datetime import date, datetime, timedelta
from typing import Any

from airflow.sdk import CronPartitionTimetable, dag, get_current_context, task, task_group

from dags.config import load_config

_zone = load_config().timezone


def day_of_run() -> date:
    """The crawl date of the current run: its partition key, else the local date that it is for."""
    context: Any = get_current_context()
    run = context["dag_run"]
    if run.partition_key:
        return date.fromisoformat(run.partition_key)
    start: datetime = run.logical_date or run.run_after
    return start.astimezone(_zone).date()


@dag(
    # 01:30 happens once on each date in every zone whose clocks change at 02:00; 02:30 does not.
    schedule=CronPartitionTimetable("30 1 * * *", timezone=_zone.key, key_format="%Y-%m-%d"),
    start_date=datetime(2026, 1, 1, tzinfo=_zone),
    catchup=False,
    max_active_runs=1,
    default_args={
        "retries": 2,
        "retry_delay": timedelta(seconds=30),
        "retry_exponential_backoff": True,
        "max_retry_delay": timedelta(minutes=30),
    },
    doc_md=__doc__,
    tags=["beatbook"],
)
def nightly() -> None:
    """The night, from the sources to the snapshot."""

    @task
    def plan() -> list[list[str]]:
        from dags import steps

        return steps.batches(load_config())

    @task(execution_timeout=timedelta(hours=6))
    def crawl(batch: list[str]) -> list[str]:
        from dags import steps

        steps.crawl(load_config(), day_of_run(), only=batch)
        return batch

    @task(execution_timeout=timedelta(hours=2))
    def extract(batch: list[str]) -> None:
        from dags import steps

        steps.extract(load_config(), day_of_run(), only=batch)

    @task_group
    def collect(batch: list[str]) -> None:
        extract(crawl(batch))  # type: ignore[arg-type]  # what a task hands on is an XComArg until it runs

    # A batch that failed for good leaves its sources "not collected"; the night goes on without it.
    @task(pool="duckdb_writer", trigger_rule="all_done")
    def load() -> None:
        from dags import steps

        steps.load(load_config(), day_of_run())

    @task(pool="duckdb_writer")
    def publish() -> None:
        from dags import steps

        steps.publish(load_config())

    @task(retries=0)
    def verdict() -> str:
        from dags import steps

        return steps.verdict(load_config(), day_of_run())

    collected = collect.expand(batch=plan())
    collected >> load() >> publish() >> verdict()


nightly()
