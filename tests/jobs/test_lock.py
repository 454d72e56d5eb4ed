"""Only one run at a time, and a dead one holds nothing."""

import gc
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from jobs import lock
from jobs.ledger import open_ledger
from jobs.lock import LockedError, only_run

HOLD = """
import sys, time
from jobs.ledger import open_ledger
from jobs.lock import only_run
ledger = open_ledger(sys.argv[1], spreadsheet="shop")
with only_run(ledger.engine, spreadsheet="shop"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_run_is_refused_until_the_first_is_dead(tmp_path):
    url = f"sqlite:///{tmp_path}/ledger.db"
    holder = subprocess.Popen([sys.executable, "-c", HOLD, url], stdout=subprocess.PIPE, text=True)
    assert holder.stdout.readline() == "held\n"
    ledger = open_ledger(url, spreadsheet="shop")

    with (
        pytest.raises(LockedError, match="another run is at work"),
        only_run(ledger.engine, spreadsheet="shop"),
    ):
        pass

    holder.kill()
    holder.communicate()
    with only_run(ledger.engine, spreadsheet="shop"):
        pass
    ledger.close()


@pytest.mark.full
def test_on_postgresql_a_second_run_is_refused_until_the_first_is_dead(postgres_url):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, postgres_url], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout.readline() == "held\n"
    ledger = open_ledger(postgres_url, spreadsheet="shop")

    with (
        pytest.raises(LockedError, match="another machine is at work"),
        only_run(ledger.engine, spreadsheet="shop"),
    ):
        pass
    with only_run(ledger.engine, spreadsheet="another team"):
        pass

    holder.kill()
    holder.communicate()
    wait_until_free(ledger)
    ledger.close()


def wait_until_free(ledger):
    """The server needs a moment to notice that a connection is gone."""
    for _ in range(100):
        try:
            with only_run(ledger.engine, spreadsheet="shop"):
                return
        except LockedError:
            time.sleep(0.05)
    pytest.fail("the lock outlived its process")


@pytest.mark.full
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # pg8000 leaves a dead socket
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_on_postgresql_a_lost_connection_does_not_spoil_a_run_that_is_done(postgres_url, caplog):
    ledger = open_ledger(postgres_url, spreadsheet="shop")

    with only_run(ledger.engine, spreadsheet="shop"), ledger.engine.begin() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_locks "
                "WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
            )
        )

    assert "the connection that held the lock was lost" in caplog.text
    with only_run(ledger.engine, spreadsheet="shop"):
        pass
    ledger.close()
    gc.collect()


def test_a_ledger_in_memory_needs_no_lock_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ledger = open_ledger("sqlite://", spreadsheet="shop")

    with only_run(ledger.engine, spreadsheet="shop"):
        assert list(tmp_path.iterdir()) == []
    ledger.close()


@pytest.mark.full
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # pg8000 leaves a dead socket
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_on_postgresql_a_lock_that_was_lost_is_taken_again(postgres_url, monkeypatch):
    """After a restart of the server nobody else may begin what is still under way."""
    monkeypatch.setattr(lock, "BEAT", 0.05)
    ledger = open_ledger(postgres_url, spreadsheet="shop")
    end_all = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )

    with only_run(ledger.engine, spreadsheet="shop"):
        with ledger.engine.begin() as connection:
            connection.execute(text(end_all))
        time.sleep(0.5)
        with pytest.raises(LockedError), only_run(ledger.engine, spreadsheet="shop"):
            pass
    with only_run(ledger.engine, spreadsheet="shop"):
        pass
    ledger.close()
    gc.collect()


@pytest.mark.full
def test_on_postgresql_newcomers_wait_until_a_fresh_server_has_settled(postgres_url, monkeypatch):
    monkeypatch.setattr(lock, "SETTLING", 1e9)
    ledger = open_ledger(postgres_url, spreadsheet="shop")
    holder = lock._Holder(ledger.engine, 7)
    waited = []
    monkeypatch.setattr(holder._ended, "wait", lambda seconds: waited.append(seconds) or True)

    assert holder.take()

    assert 1e8 < waited[0] < 1e9
    holder.release()
    ledger.close()


class Falling:
    """A connection or engine whose server is gone."""

    def __init__(self):
        self.closed = 0

    def execute(self, *_):
        raise OperationalError("SELECT", {}, Exception("gone"))

    connect = execute

    def invalidate(self):
        self.closed += 1

    close = invalidate


def test_a_lock_on_a_server_that_stays_away_is_let_go_quietly(monkeypatch, caplog):
    monkeypatch.setattr(lock, "BEAT", 0.01)
    holder = lock._Holder(Falling(), 7)
    holder.connection = Falling()

    holder._keeper.start()
    time.sleep(0.1)
    holder.release()

    assert holder.connection is None
    assert holder._answer("SELECT true") is None


class Server:
    """What the lock asks of PostgreSQL, without one: who holds it, and who was cut off."""

    dialect = SimpleNamespace(name="postgresql")

    def __init__(self, age=100.0):
        self.age, self.holder = age, None

    def connect(self):
        return Line(self)

    def restart(self):
        self.holder = None


class Line:
    """One connection to it."""

    def __init__(self, server):
        self.server = server

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def execute(self, statement):
        asked, server = str(statement), self.server
        if "postmaster" in asked:
            return SimpleNamespace(scalar_one=lambda: server.age)
        if "try_advisory" in asked:
            server.holder = server.holder or self
        if "unlock" in asked and server.holder is self:
            server.holder = None
        if asked == "SELECT true" and server.holder is not self:
            raise OperationalError("SELECT", {}, Exception("gone"))
        return SimpleNamespace(scalar=lambda: "unlock" in asked or server.holder is self)

    def commit(self):
        pass

    def close(self):
        pass

    invalidate = close


def test_on_a_server_one_holds_the_lock_and_gives_it_back():
    server = Server()

    with only_run(server, spreadsheet="shop"):
        assert server.holder
        with (
            pytest.raises(LockedError, match="another machine"),
            only_run(server, spreadsheet="shop"),
        ):
            pass

    assert server.holder is None


def test_on_a_server_that_lost_the_lock_it_is_taken_again_at_once(monkeypatch):
    monkeypatch.setattr(lock, "BEAT", 0.01)
    server = Server()

    with only_run(server, spreadsheet="shop"):
        server.restart()
        for _ in range(200):
            if server.holder:
                break
            time.sleep(0.01)
        assert server.holder
        time.sleep(0.05)  # and kept

    assert server.holder is None


def test_on_a_server_that_has_just_started_newcomers_wait(monkeypatch):
    monkeypatch.setattr(lock, "SETTLING", 0.3)
    began = time.monotonic()

    with only_run(Server(age=0.1), spreadsheet="shop"):
        assert time.monotonic() - began >= 0.19


def test_a_lock_that_was_lost_at_the_very_end_does_not_spoil_the_run(caplog):
    class Broken(Line):
        def execute(self, statement):
            if "unlock" in str(statement):
                raise OperationalError("SELECT", {}, Exception("gone"))
            return super().execute(statement)

    server = Server()
    server.connect = lambda: Broken(server)

    with only_run(server, spreadsheet="shop"):
        pass

    assert "the connection that held the lock was lost" in caplog.text
