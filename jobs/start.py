"""The door of the program: Ctrl-C while it still loads ends it as a second one does later."""

import os
import signal


def main() -> None:
    """Load the command line and obey it."""
    signal.signal(signal.SIGINT, _end)
    from jobs.cli import main as program  # takes a moment, in which Ctrl-C may come

    program(prog_name="reorder-brief")


def _end(number: int, _frame: object) -> None:
    os._exit(128 + number)  # nothing has begun; a trace of Python's would say nothing
