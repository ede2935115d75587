"""Every Monday at 07:00: the coverage summary of the week that ended on Sunday.

It is written whatever happened in the week: sources and nights that were not collected stand in the summary itself. To
write a week again, after a night was run anew, clear its run here or call `beatbook export 2026-W47`.
"""

from datetime import datetime, timedelta
from typing import Any

from airflow.sdk import CronTriggerTimetable, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.config import load_config

_zone = load_config().timezone


@dag(
    schedule=CronTriggerTimetable("0 7 * * 1", timezone=_zone.key),
    start_date=datetime(2026, 1, 1, tzinfo=_zone),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": timedelta(minutes=2)},
    doc_md=__doc__,
    tags=["beatbook"],
)
def weekly() -> None:
    """The week's export."""

    @task
    def export() -> list[str]:
        from dags import steps

        context: Any = get_current_context()
        run = context["dag_run"]
        start: datetime = run.logical_date or run.run_after
        week = steps.week_of(start.astimezone(_zone).date() - timedelta(days=7))
        config = load_config()
        if not (config.published / "current.duckdb").exists():
            raise AirflowSkipException("nothing is published yet: the first night has to run first")
        return [str(path) for path in steps.export(config.data, week)]

    export()


weekly()
