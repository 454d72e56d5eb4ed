"""`python -m jobs` is the same as `reorder-brief`."""

from jobs.start import main

main()
