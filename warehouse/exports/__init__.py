"""Files for readers. One module, one export: `write(con, week, out_dir) -> list[Path]`."""
