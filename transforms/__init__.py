"""Stage 2: the archive -> documents."""
