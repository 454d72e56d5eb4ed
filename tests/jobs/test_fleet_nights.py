"""Whole nights of a fleet: real processes, a real PostgreSQL, a worker killed in the middle."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager, suppress

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.engine import make_url

from jobs import tables
from tests.fakes.sheets_server import SheetsServer
from tests.jobs.fleets import fleet, most_in_a_minute
from tests.jobs.terminal import ROOT

MINUTE = 2.0  # seconds in which Google counts, so that a night takes less than one
PER_ACCOUNT, PER_PROJECT = 25, 100
LIMITS = f"requests_per_account: {PER_ACCOUNT}, requests_per_project: {PER_PROJECT}"
RATE = 60 / MINUTE


@pytest.fixture
def server():
    """Refuses what is over the quota, by a clock that is as fast as the fleet's minute is short."""
    with SheetsServer(clock=lambda: RATE * time.monotonic(), quota="bucket") as running:
        running.quota.per_user, running.quota.per_project = PER_ACCOUNT, PER_PROJECT
        yield running


@pytest.fixture
def free():
    """A server that counts nothing: what is tried is something else."""
    with SheetsServer() as running:
        yield running


@pytest.fixture
def environment(tmp_path):
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "FLEET_BEGAN": str(time.monotonic()),
        "FLEET_NOTES": str(tmp_path / "notes.txt"),
    }


def noted(tmp_path, what):
    path = tmp_path / "notes.txt"
    lines = path.read_text().splitlines() if path.exists() else []
    return [line.split()[1:] for line in lines if line.startswith(f"{what} ")]


def night(environment, teams, **asked):
    """Make the fleet's runs in a process of its own; return its report and what it complained."""
    told = json.dumps({"configs": [str(teams)], "minute": MINUTE, **asked})
    ran = subprocess.run(
        [sys.executable, "-m", "tests.jobs.fleets", told],
        check=False, capture_output=True, text=True, env=environment, cwd=ROOT, timeout=240,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-3000:]
    return json.loads(ran.stdout.splitlines()[-1])


@contextmanager
def killing_one(tmp_path, after):
    """Kill the worker that began last, once so many teams were made; yield whose team it had."""
    killed, over = [], threading.Event()

    def watch():
        while not over.wait(0.002):
            began = noted(tmp_path, "began")
            if len(began) > after:
                book, pid = began[-1]
                killed.append(book)
                os.kill(int(pid), signal.SIGKILL)
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield killed
    finally:
        over.set()
        watcher.join()


@contextmanager
def cluster(environment):
    """A Dask cluster on loopback; yields its address."""
    running = subprocess.Popen(
        [sys.executable, "-m", "tests.jobs.fleet_cluster"], env=environment, cwd=ROOT,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        yield running.stdout.readline().strip()
    finally:
        running.communicate(timeout=30)


def whole(tmp_path, url, report, count, killed):
    """No team was made twice, none was lost, and the report is the ledger's."""
    ended = Counter(book for book, _ in noted(tmp_path, "ended"))
    assert set(ended) == {f"book-{number}" for number in range(count)}
    assert {book for book, times in ended.items() if times > 1} <= set(killed)
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(select(tables.run)).mappings().all()
        open_slots = connection.execute(
            select(func.count()).where(tables.slot.c.state != "done")
        ).scalar()
    engine.dispose()
    good = Counter(row["spreadsheet"] for row in rows if row["status"] == "ok")
    assert good == {f"book-{number}": 1 for number in range(count)}
    bad = [(row["spreadsheet"], row["status"]) for row in rows if row["status"] != "ok"]
    assert set(bad) <= {(book, "crashed") for book in killed}
    assert open_slots == 0
    assert report["counts"] == {"ok": count, "late": 0, "skipped": 0, "failed": 0}
    told = {run["run_id"] for line in report["lines"] for run in line["runs"]}
    assert told == {row["run_id"] for row in rows}


def kept_quota(server):
    sent = server.requests()
    assert server.quota.refused == 0
    for kind in "RW":
        mine = [entry for entry in sent if entry.kind == kind]
        assert most_in_a_minute(mine, PER_PROJECT, seconds=60) is None
        for user in {entry.user for entry in mine}:
            own = [entry for entry in mine if entry.user == user]
            assert most_in_a_minute(own, PER_ACCOUNT, seconds=60) is None


@pytest.mark.full
@pytest.mark.parametrize("count", [500])
def test_a_night_on_two_processes_with_one_killed(
    tmp_path, server, postgres_url, environment, count
):
    teams = fleet(
        tmp_path, server, count, state=f'url: "{postgres_url}"', limits=LIMITS, accounts=5
    )

    with killing_one(tmp_path, count // 5) as killed:
        report = night(environment, teams, workers=2)

    assert len(killed) == 1
    whole(tmp_path, postgres_url, report, count, killed)
    kept_quota(server)


@pytest.mark.full
@pytest.mark.parametrize("count", [500])
def test_a_night_on_a_dask_cluster_with_one_worker_killed(
    tmp_path, server, postgres_url, environment, count
):
    teams = fleet(
        tmp_path, server, count, state=f'url: "{postgres_url}"', limits=LIMITS, accounts=5
    )

    with cluster(environment) as address, killing_one(tmp_path, count // 5) as killed:
        report = night(environment, teams, dask=address)

    assert len(killed) == 1
    whole(tmp_path, postgres_url, report, count, killed)
    kept_quota(server)


@pytest.mark.full
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=["asked", "killed"])
def test_what_a_fleet_that_ended_early_left_is_made_by_the_next_call(
    tmp_path, free, environment, number
):
    teams = fleet(tmp_path, free, 16)
    told = json.dumps({"configs": [str(teams)], "workers": 2, "heed": True})
    running = subprocess.Popen(
        [sys.executable, "-m", "tests.jobs.fleets", told],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=ROOT,
    )  # fmt: skip
    while len(noted(tmp_path, "ended")) < 4:
        time.sleep(0.01)

    running.send_signal(number)
    running.communicate(timeout=60)  # also the workers have let go of its output
    before = len(noted(tmp_path, "ended"))
    time.sleep(1.0)

    assert len(noted(tmp_path, "ended")) == before < 16
    night(environment, teams, workers=2)
    ended = Counter(book for book, _ in noted(tmp_path, "ended"))
    assert ended == {f"book-{number}": 1 for number in range(16)}


@pytest.mark.full
def test_whatever_goes_wrong_with_some_the_others_are_made(tmp_path, free, environment):
    """Broken file, fault, no memory, three minutes of silence, ten million cells, a killed worker."""
    teams = fleet(tmp_path, free, 500, limits="deadline_seconds: 12")
    (teams / "team-000.yaml").write_text("extends: ../config-shared.yaml\nspreadsheets: {}\n")
    free.faults.add("slow_headers", match="book-4/", times=None, seconds=180)
    free.seed("book-5", {"Lots": [[7] * 1_000_000] * 10}, columns=True)

    with killing_one(tmp_path, 100) as killed:
        report = night({**environment, "FLEET_HANGS": "180"}, teams, workers=2, jobs="bad")

    told = {line["config"][-8:-5]: line for line in report["lines"]}
    failed = {name: line["message"] for name, line in told.items() if line["status"] == "failed"}
    assert "Did you mean 'spreadsheet'?" in failed.pop("000")
    assert failed.pop("001") == "RuntimeError: broken on purpose"
    assert failed.pop("002") == "MemoryError: "
    assert failed.pop("003") == "took longer than 12 s and was ended"
    assert "Google" in failed.pop("004")
    assert failed == {}
    assert report["counts"] == {"ok": 495, "late": 0, "skipped": 0, "failed": 5}
    made = Counter(book for book, _ in noted(tmp_path, "ended"))
    assert made.keys() == {f"book-{number}" for number in range(5, 500)}
    assert {book for book, times in made.items() if times > 1} <= set(killed)


@pytest.mark.full
def test_a_ledger_that_is_down_for_a_while_makes_nothing_twice(
    tmp_path, free, postgres_url, environment
):
    """It goes away while a spreadsheet is being read, and comes back a minute later."""
    with Gate(make_url(postgres_url).port) as gate:
        url = make_url(postgres_url).set(port=gate.port).render_as_string(hide_password=False)
        teams = fleet(tmp_path, free, 12, state=f'url: "{url}"')
        free.on_request(lambda _exchange: gate.shut(60.0), match="book-5/values", nth=1)

        report = night(environment, teams, workers=1)

    assert gate.turned_away > 1
    whole(tmp_path, postgres_url, report, 12, [])


class Gate:
    """A way to a server on loopback that can be shut for a while: all connections are cut."""

    def __init__(self, port):
        self.target, self.turned_away, self.opens = port, 0, 0.0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._open = []

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._listener.close()
        self._cut()

    def shut(self, seconds):
        """Cut everything, and let nobody in for so long."""
        self.opens = time.monotonic() + seconds
        self._cut()

    def _cut(self):
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._open.clear()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if time.monotonic() < self.opens:
                self.turned_away += 1
                client.close()
                continue
            server = socket.create_connection(("127.0.0.1", self.target))
            self._open += [client, server]
            for one, other in ((client, server), (server, client)):
                threading.Thread(target=self._pass, args=(one, other), daemon=True).start()

    @staticmethod
    def _pass(one, other):
        with suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
