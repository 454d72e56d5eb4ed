"""The command line as a person calls it, in this process or in one of its own."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import openpyxl
from click.testing import CliRunner

from jobs.cli import main
from jobs.logs import LOGGER
from jobs.stopping import SIGNALS

ROOT = Path(__file__).parent.parent.parent
DAY = "2025-06-02"


def call(*arguments, config=None, env=None, typed=None):
    """Call the program in this process; signals and logs are as before afterwards."""
    given = [] if config is None else ["-c", str(config)]
    with _undisturbed():
        return CliRunner().invoke(main, [*given, *map(str, arguments)], env=env, input=typed)


def process(*arguments, folder=None, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **environment):
    """Start the program in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "jobs", *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdout=stdout,
        stderr=stderr,
        text=True,
    )


def ended(running, timeout=60):
    """Wait for a process: its exit status and what it said."""
    said, complained = running.communicate(timeout=timeout)
    return running.returncode, said, complained


@contextmanager
def _undisturbed():
    import gc
    import signal

    threshold = gc.get_threshold()
    handlers = {number: signal.getsignal(number) for number in SIGNALS}
    log = (LOGGER.handlers[:], LOGGER.propagate, LOGGER.level)
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        LOGGER.handlers[:], LOGGER.propagate, level = log
        LOGGER.setLevel(level)
        gc.set_threshold(*threshold)


def book(path, tabs):
    """Write an .xlsx of rows by title."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in tabs.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append([None if cell is None else cell for cell in row])
            for cell in sheet[sheet.max_row]:
                if isinstance(cell.value, str):
                    cell.data_type = "s"
    made.save(path)
    return path


def sheet(path, title):
    """Rows of a tab as a person sees them, without the stamp, from the headers on."""
    return [row[1:] for row in rows(path, title)[1:]]


def rows(path, title):
    """Every row of a tab, the hidden key column too."""
    opened = openpyxl.load_workbook(path)
    return [[cell.value for cell in row] for row in opened[title].iter_rows()]


def told(path, title="Data issues"):
    """The rows of our tab as dictionaries by header."""
    headers, *found = sheet(path, title)
    return [dict(zip(headers, row, strict=True)) for row in found if any(row)]


def config(folder, more="", *, workbook="quality.xlsx", language="en"):
    """Write a configuration for a workbook beside it."""
    path = folder / "config.yaml"
    path.write_text(
        f"version: 1\nspreadsheet: {{backend: xlsx, path: {workbook}}}\n"
        f"language: {{team: {language}}}\n{more}",
        encoding="utf-8",
    )
    return path


def google(folder, server, more="", *, url="book-1", port=None):
    """Write a configuration for a spreadsheet on the local server; a closed port is given up."""
    endpoint = server.base_url if port is None else f"http://127.0.0.1:{port}"
    path = folder / "config.yaml"
    path.write_text(
        "version: 1\nspreadsheet:\n  backend: google\n"
        f"  url: {url}\n  credentials: none\n  api_endpoint: {endpoint}\n"
        f"  deadline_seconds: {60 if port is None else 1}\nlanguage: {{team: en}}\n{more}",
        encoding="utf-8",
    )
    return path
