"""`python -m jobs` is the same as `reorder-brief`."""

from jobs.cli import main

main(prog_name="reorder-brief")
