"""The weekly coverage summary: its figures, and each form that it is written in."""
