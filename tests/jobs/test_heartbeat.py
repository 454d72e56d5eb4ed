"""Pings tell, and can neither fail nor delay a job."""

import socket
import time

import pytest

from jobs.exits import Exit
from jobs.heartbeat import Heartbeat
from jobs.lock import only_run
from jobs.scheduled import run_due
from tests.fakes.monitor import monitor
from tests.fakes.postgres import free_port
from tests.jobs.around import MAIL, Recorder, jobs, surroundings


@pytest.fixture
def server():
    with monitor() as made:
        yield made


def beaten(url, **options):
    heartbeat = Heartbeat(url, "run-1", pause=0.01, **options)
    heartbeat.start()
    heartbeat.wait(5)


def test_a_run_is_told_in_order_from_start_to_exit_status(server):
    heartbeat = Heartbeat(f"{server.url}/", "run-1")
    heartbeat.start()
    heartbeat.note("busy")
    heartbeat.finish(Exit.LOCKED, "3 rows")
    heartbeat.wait(5)

    assert server.seen == [
        ("/ping/uuid-geheim/start?rid=run-1", ""),
        ("/ping/uuid-geheim/log?rid=run-1", "busy"),
        ("/ping/uuid-geheim/75?rid=run-1", "3 rows"),
    ]


@pytest.mark.parametrize(("status", "times"), [(404, 1), (400, 1), (429, 3), (503, 3)])
def test_a_server_that_refuses_is_only_logged(server, caplog, status, times):
    server.status = status

    beaten(server.url)

    assert len(server.seen) == times
    assert f"did not take the ping (status {status})" in caplog.text
    assert "geheim" not in caplog.text


def test_a_server_that_is_not_there_is_only_logged(caplog):
    beaten(f"http://127.0.0.1:{free_port()}/uuid-geheim")

    assert "did not take the ping (URLError)" in caplog.text
    assert "geheim" not in caplog.text


def test_an_address_that_is_none_is_only_logged(caplog):
    beaten("file:///etc/passwd")

    assert "not an http address" in caplog.text


def test_without_a_url_nothing_is_sent():
    beaten(None)


def test_a_body_is_cut_at_what_such_a_server_keeps(server):
    heartbeat = Heartbeat(server.url, "run-1")
    heartbeat.finish(0, "x" * 20_000)
    heartbeat.wait(5)

    assert len(server.seen[0][1]) == 10_000


MONITORED = MAIL + "monitoring: {healthcheck_url_env: PING}\n"


def timed(folder, url, *ends):
    around = surroundings(folder, more=MONITORED, environment={"PING": url})
    start = time.monotonic()
    outcome = run_due(jobs(Recorder(*ends)), around)
    took = time.monotonic() - start
    run = around.ledger.runs(job="nightly")[0]
    around.ledger.close()
    return outcome, run, took


def test_a_run_pings_its_start_and_its_end_with_counts_and_nothing_else(server, tmp_path):
    timed(tmp_path, server.url, Exit.DATA)

    nightly, weekly = server.seen[:2], server.seen[2:]
    assert nightly[0][0].startswith("/ping/uuid-geheim/start?rid=")
    assert nightly[1][0].startswith("/ping/uuid-geheim/65?rid=")
    assert nightly[1][1] == "nightly failed exit=65 rows_read=3"
    assert weekly[1][1] == "weekly ok exit=0 rows_read=3"


@pytest.mark.parametrize("how", ["dead", "slow", "404"])
def test_whatever_the_server_does_the_run_is_the_same(server, tmp_path, how, monkeypatch):
    """The job is over and noted before the process waits, and it does not wait for long."""
    monkeypatch.setattr("jobs.runner.PING_SECONDS", 0.3)
    server.delay, server.status = (30, 200) if how == "slow" else (0, 404)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        dead = f"http://127.0.0.1:{silent.getsockname()[1]}/x"
        outcome, run, took = timed(tmp_path, dead if how == "dead" else server.url)

    assert (outcome.exit, run.status) == (Exit.OK, "ok")
    assert took < 5


def test_a_locked_run_leaves_a_line_and_no_status(server, tmp_path):
    around = surroundings(tmp_path, more=MONITORED, environment={"PING": server.url})
    with only_run(around.ledger.engine, spreadsheet=around.ledger.spreadsheet):
        run_due(jobs(), around)
    around.ledger.close()

    [(path, body)] = server.seen
    assert path.startswith("/ping/uuid-geheim/log?rid=")
    assert "another run is at work" in body
