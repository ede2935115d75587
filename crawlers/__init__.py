"""Stage 1: the web -> the archive."""
