"""A ledger that is down is waited for, and one that refuses us is not."""

import sqlite3
from types import SimpleNamespace

import pg8000.exceptions
import pytest
from sqlalchemy.exc import InterfaceError, OperationalError

from jobs import database
from jobs.database import LedgerError, Patience, _code, _engine, _may_pass, open_engine
from tests.fakes.postgres import free_port
from tests.fakes.sheets_server import ManualClock


def patience(seconds, clock):
    return Patience(seconds=seconds, clock=clock, sleep=clock.sleep)


def test_a_server_that_is_down_is_tried_with_longer_and_longer_pauses():
    clock = ManualClock()
    url = f"postgresql+pg8000://shop@127.0.0.1:{free_port()}/ledger"

    with pytest.raises(LedgerError, match="cannot be opened"):
        open_engine(url, patience=patience(60, clock))

    assert clock.slept == [0.5, 1, 2, 4, 8, 10, 10, 10, 10]


def test_without_patience_it_is_tried_once():
    clock = ManualClock()
    url = f"postgresql+pg8000://shop@127.0.0.1:{free_port()}/ledger"

    with pytest.raises(LedgerError):
        open_engine(url, patience=patience(0, clock))

    assert clock.slept == []


@pytest.mark.parametrize(
    ("code", "passes"), [("57P03", True), ("57P01", True), ("28P01", False), ("3D000", False)]
)
def test_a_server_that_comes_up_is_waited_for_and_a_wrong_password_is_not(code, passes):
    error = pg8000.exceptions.DatabaseError({"C": code, "M": "no"})

    assert _may_pass(error) is passes


def test_what_has_no_code_was_never_reached():
    assert _code(OSError()) is None
    assert _may_pass(pg8000.exceptions.InterfaceError("Can't create a connection"))


class Gone:
    """A connection that was reset."""

    def cursor(self):
        raise ConnectionResetError


def test_a_connection_that_was_reset_is_known_to_be_gone():
    """The driver says it as an OSError, which SQLAlchemy would let through as it is."""
    engine = _engine("postgresql+pg8000://shop@127.0.0.1:1/ledger", Patience())

    assert not engine.dialect.do_ping(Gone())
    with pytest.raises(OperationalError) as caught:
        engine.dialect.dispatch.handle_error(
            SimpleNamespace(original_exception=OSError("reset"), statement="SELECT 1")
        )
    assert caught.value.connection_invalidated


@pytest.mark.parametrize(("code", "gone"), [("57P01", True), ("23505", False)])
def test_a_server_that_says_that_it_goes_down_is_gone(code, gone):
    engine = _engine("postgresql+pg8000://shop@127.0.0.1:1/ledger", Patience())
    error = pg8000.exceptions.DatabaseError({"C": code})
    context = SimpleNamespace(original_exception=error, is_disconnect=False)

    engine.dialect.dispatch.handle_error(context)

    assert context.is_disconnect is gone


def test_a_connection_reset_while_it_is_made_is_told_as_the_ledgers_own(monkeypatch):
    engine = _engine("postgresql+pg8000://shop@127.0.0.1:1/ledger", Patience())

    def reset(*_, **__):
        raise ConnectionResetError("reset")

    monkeypatch.setattr(engine.dialect.loaded_dbapi, "connect", reset)

    with pytest.raises(InterfaceError, match="reset"):
        engine.connect()


@pytest.mark.full
def test_a_wrong_database_is_told_at_once(postgres_port):
    clock = ManualClock()
    url = f"postgresql+pg8000://shop@127.0.0.1:{postgres_port}/nowhere"

    with pytest.raises(LedgerError, match="nowhere"):
        open_engine(url, patience=patience(60, clock))

    assert clock.slept == []


class Busy:
    """A new SQLite file that other processes make at the same moment."""

    def __init__(self, *refusals):
        self.refusals, self.asked = list(refusals), 0

    def execute(self, _statement):
        self.asked += 1
        if self.refusals:
            raise sqlite3.OperationalError(self.refusals.pop(0))
        return SimpleNamespace(close=lambda: None)


def test_a_file_that_another_process_is_making_is_waited_for(monkeypatch):
    monkeypatch.setattr(database.time, "sleep", lambda _seconds: None)
    busy = Busy("database is locked", "database is locked")

    database._set(busy, "journal_mode=WAL")

    assert busy.asked == 3


@pytest.mark.parametrize("refusals", [["disk I/O error"], ["database is locked"] * 300])
def test_a_file_that_stays_refused_is_told(monkeypatch, refusals):
    monkeypatch.setattr(database.time, "sleep", lambda _seconds: None)

    with pytest.raises(sqlite3.OperationalError):
        database._set(Busy(*refusals), "journal_mode=WAL")
