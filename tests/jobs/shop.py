"""A shop for tests: a configuration, a ledger and a clock that stands still."""

from datetime import UTC, date, datetime, time, timedelta

from jobs.configuration import load
from jobs.demo_data import demo_tabs
from jobs.demo_tables import ANCHOR
from jobs.ledger import open_ledger
from jobs.refreshing import refresh_tabs
from jobs.runner import spreadsheet_id
from jobs.session import RunOptions, Session
from sheets.placement import serial

NIGHT = datetime.combine(ANCHOR, time(2, 10), tzinfo=UTC) - timedelta(hours=7)


def configured(folder, text, *, name="config.yaml"):
    """Write a configuration and read it as a user's."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return load(path)


def xlsx_config(folder, workbook="quality.xlsx", *, more=""):
    """A configuration for a workbook beside it."""
    return configured(
        folder, f"version: 1\nspreadsheet: {{backend: xlsx, path: {workbook}}}\n{more}"
    )


def google_config(folder, server, *, book="book-1", more=""):
    """A configuration for a spreadsheet on the local server."""
    where = (
        f"{{backend: google, url: {book}, credentials: none, api_endpoint: '{server.base_url}'}}"
    )
    return configured(folder, f"version: 1\nspreadsheet: {where}\n{more}")


def session(configuration, *, now=NIGHT, **options):
    """One run with a clock that stands still; its ledger is beside the configuration."""
    url = f"sqlite:///{configuration.folder}/state/ledger.db"
    ledger = open_ledger(url, spreadsheet=spreadsheet_id(configuration))
    count = len(ledger.runs())
    made = Session(
        configuration=configuration,
        ledger=ledger,
        run_id=f"run-{count + 1}",
        started_at=now + timedelta(seconds=count),
        clock=lambda: now + timedelta(seconds=count + 1),
        sleep=lambda _: None,
        say=lambda _: None,
        options=RunOptions(**options),
    )
    ledger.begin_run(run_id=made.run_id, job="nightly", now=made.started_at, as_of=made.as_of)
    return made


def refreshed(configuration, *, now=NIGHT, **options):
    """Refresh the tabs once and note the run as done."""
    made = session(configuration, now=now, **options)
    result = refresh_tabs(made, job="nightly", document=lambda _findings: {})
    made.ledger.finish_run(made.run_id, status="ok", exit_code=0, now=made.clock())
    made.ledger.close()
    return result


def typed_rows(anchor: date = ANCHOR, *, language="vi"):
    """The demo tabs as the Sheets server is seeded: title -> rows, days as serial numbers."""
    return {
        tab.title: [[_cell(value) for value in row] for row in tab.rows]
        for tab in demo_tabs(anchor, language=language)
    }


def _cell(value):
    if isinstance(value, datetime):
        return serial(value)
    if isinstance(value, date):
        return serial(datetime.combine(value, time()))
    return value
