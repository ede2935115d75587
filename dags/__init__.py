"""Stage 4: orchestration, by Airflow or from the command line, of one set of steps."""
