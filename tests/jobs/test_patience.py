"""A ledger that is down is waited for, and one that refuses us is not."""

import pg8000.exceptions
import pytest

from jobs.database import LedgerError, Patience, _code, _may_pass, open_engine
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


@pytest.mark.full
def test_a_wrong_database_is_told_at_once(postgres_port):
    clock = ManualClock()
    url = f"postgresql+pg8000://shop@127.0.0.1:{postgres_port}/nowhere"

    with pytest.raises(LedgerError, match="nowhere"):
        open_engine(url, patience=patience(60, clock))

    assert clock.slept == []
