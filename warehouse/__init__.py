"""Stage 3: documents -> DuckDB -> exports."""
