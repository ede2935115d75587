"""Random and broken pages through `extract`, for as long as one lets it run. Not part of what is installed."""
