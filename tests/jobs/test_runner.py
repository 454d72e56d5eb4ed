"""The outermost step: every run has a row, a lock, and an end."""

import pytest
from sqlalchemy import text

from jobs.exits import Exit
from jobs.ledger import open_ledger
from jobs.lock import only_run
from jobs.runner import ledger_of, ledger_url, run_job, spreadsheet_id
from jobs.session import Outcome, RunOptions
from tests.jobs.around import CONFIG, Clock, Recorder, surroundings

GOOGLE = """\
version: 1
spreadsheet: {backend: google, url: https://docs.google.com/spreadsheets/d/1AbC/edit}
"""


@pytest.fixture
def around(tmp_path):
    made = surroundings(tmp_path, clock=Clock())
    yield made
    made.ledger.close()


def test_a_run_is_noted_with_what_it_counted(around):
    run_job("nightly", Recorder(), around, options=RunOptions())

    [run] = around.ledger.runs()
    assert (run.job, run.trigger, run.status, run.exit_code) == ("nightly", "manual", "ok", 0)
    assert run.counts == {"rows_read": 3}


def test_a_fault_of_the_program_is_logged_with_its_traceback_and_is_exit_1(around, caplog):
    outcome = run_job("nightly", Recorder(ZeroDivisionError("x")), around, options=RunOptions())

    assert (outcome.exit, outcome.message) == (Exit.BUG, "ZeroDivisionError: x")
    assert "Traceback" in caplog.text
    assert around.ledger.runs()[0].status == "failed"


def test_while_another_run_is_at_work_nothing_is_noted(around):
    with only_run(around.ledger.engine, spreadsheet=around.ledger.spreadsheet):
        outcome = run_job("nightly", Recorder(), around, options=RunOptions())

    assert (outcome.exit, around.ledger.runs()) == (Exit.LOCKED, ())


def test_a_ledger_that_breaks_before_the_run_is_told(around):
    with around.ledger.writing() as connection:
        connection.execute(text("DROP TABLE run"))

    outcome = run_job("nightly", Recorder(), around, options=RunOptions())

    assert outcome.exit == Exit.UNAVAILABLE
    assert outcome.message == "the ledger cannot be read or written: no such table: run"


def test_a_ledger_that_breaks_in_the_run_is_told(around, caplog):
    def job(session):
        with session.ledger.writing() as connection:
            connection.execute(text("DROP TABLE run"))
        return Outcome(exit=Exit.OK, message="done")

    outcome = run_job("nightly", job, around, options=RunOptions())

    assert outcome.exit == Exit.UNAVAILABLE
    caplog.clear()


def test_a_job_that_meets_a_broken_ledger_ends_so(around):
    def job(session):
        with session.ledger.writing() as connection:
            connection.execute(text("SELECT * FROM nothing"))

    outcome = run_job("nightly", job, around, options=RunOptions())

    assert outcome.exit == Exit.UNAVAILABLE
    assert around.ledger.runs()[0].status == "failed"


def test_a_job_ends_at_a_stage_when_asked_to(tmp_path):
    around = surroundings(tmp_path, stop=lambda: True)

    def job(session):
        session.stage("1/4 reading")

    outcome = run_job("nightly", job, around, options=RunOptions())

    assert (outcome.exit, outcome.message) == (Exit.TERMINATED, "stopped before: 1/4 reading")
    assert around.ledger.runs()[0].status == "interrupted"
    around.ledger.close()


def test_a_ledger_lies_beside_the_configuration_unless_said_otherwise(tmp_path):
    def url(more, environment=None):
        around = surroundings(tmp_path, more=more, url="sqlite://")
        around.ledger.close()
        return ledger_url(around.configuration, environment or {})

    assert url("") == f"sqlite:///{tmp_path}/state/ledger.db"
    assert url("state: {folder: memory}\n") == f"sqlite:///{tmp_path}/memory/ledger.db"
    assert url("state: {url: 'sqlite:///own.db'}\n") == f"sqlite:///{tmp_path}/own.db"
    assert url("state: {url: 'sqlite:////x/own.db'}\n") == "sqlite:////x/own.db"
    assert url("state: {url_env: URL}\n", {"URL": "postgresql://h/d"}) == "postgresql://h/d"


def test_a_spreadsheet_keeps_its_name_when_its_folder_moves(tmp_path):
    def name(config, url=None):
        around = surroundings(tmp_path, config=config, more="", url="sqlite://")
        around.ledger.close()
        return spreadsheet_id(around.configuration, url)

    outside = CONFIG.replace("quality.xlsx", "/elsewhere/quality.xlsx")
    assert name(CONFIG) == "quality.xlsx"
    assert name(CONFIG, f"sqlite:///{tmp_path}/state/ledger.db") == "quality.xlsx"
    assert name(CONFIG, "sqlite:////elsewhere/ledger.db") == f"{tmp_path}/quality.xlsx"
    assert name(CONFIG, "postgresql+pg8000://h/d") == f"{tmp_path}/quality.xlsx"
    assert name(outside) == "/elsewhere/quality.xlsx"
    assert name(GOOGLE) == "1AbC"
    memory = "version: 1\nspreadsheet: {backend: memory}\n"
    assert name(memory) == "memory"


def test_a_moved_folder_finds_what_it_remembered(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    around = surroundings(old)
    around.ledger.remember_tabs({"defects": "0"})
    around.ledger.close()
    old.rename(new)

    moved = surroundings(new)

    ledger = ledger_of(moved.configuration, {})
    assert ledger.known_tabs() == {"defects": "0"}
    ledger.close()
    moved.ledger.close()


def test_a_ledger_cannot_be_opened_where_the_disk_says_no(tmp_path):
    from jobs.ledger import LedgerError

    (tmp_path / "state").write_text("a file where a folder should be")
    with pytest.raises(LedgerError, match="cannot be opened"):
        open_ledger(f"sqlite:///{tmp_path}/state/ledger.db", spreadsheet="shop")
