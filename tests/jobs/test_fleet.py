"""Many teams: who is in the fleet, what one worker does, and what is told of all of them."""

import json
import os
import re
import signal
import threading
import time
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from jobs import budget, fleet_lanes, fleet_team, tables
from jobs.commands.fleet import _Progress
from jobs.exits import Exit, NotThereError
from jobs.fleet import Drive, Shard, config_files, fleet_of
from jobs.fleet_calls import Asked, _fleet, report_since, run_due
from jobs.fleet_lanes import Dask, Processes, dask_client, worker_died
from jobs.fleet_mail import NO_WAY_OUT, mail_report
from jobs.fleet_report import report_of
from jobs.fleet_team import Result, Task, engine_of, make_team
from jobs.ledger import open_ledger
from jobs.lock import only_run
from jobs.stopping import Stopping
from tests.fakes.sheets_server import SheetsServer
from tests.jobs.fleets import NIGHT, bad_jobs, clock, fleet, light_jobs
from tests.jobs.terminal import ROOT, call


class Inline:
    """A crew without processes: each team is made when it is given."""

    alone = False
    room = 1

    def __init__(self, *_):
        self.stopped = False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def submit(self, task):
        future = Future()
        future.set_result(make_team(task))
        return future

    def settle(self, future):
        pass

    def stop(self):
        self.stopped = True


@pytest.fixture
def server():
    with SheetsServer() as running:
        yield running


@pytest.fixture(autouse=True)
def inline(monkeypatch, tmp_path):
    """Teams are made in this process, at night, with a log of what happens."""
    monkeypatch.setenv("FLEET_BEGAN", str(time.monotonic()))
    monkeypatch.setenv("FLEET_NOTES", str(tmp_path / "notes.txt"))
    monkeypatch.setattr("jobs.fleet_calls.Processes", Inline)
    monkeypatch.setattr(fleet_team, "_PAUSES", (0.0, 0.0))
    engine_of.cache_clear()
    yield
    engine_of.cache_clear()


def made(folder, *, jobs=light_jobs, **asked):
    return run_due(Asked(configs=[str(folder)], jobs=jobs, **asked), clock=clock)


def notes(tmp_path, what):
    path = tmp_path / "notes.txt"
    lines = path.read_text().splitlines() if path.exists() else []
    return sorted(line.split()[1] for line in lines if line.startswith(f"{what} "))


def test_every_team_is_made_once_and_the_report_is_what_the_ledger_says(tmp_path, server):
    teams = fleet(tmp_path, server, 6)

    called = made(teams)
    again = made(teams)

    assert called.report.counts == {"ok": 6, "late": 0, "skipped": 0, "failed": 0}
    assert again.report.counts == {"ok": 0, "late": 0, "skipped": 6, "failed": 0}
    assert notes(tmp_path, "ended") == [f"book-{number}" for number in range(6)]
    assert called.exit == Exit.OK
    engine = engine_of(f"sqlite:///{tmp_path}/state/ledger.db", 0.0)
    with engine.connect() as connection:
        rows = connection.execute(select(tables.run.c.run_id, tables.run.c.status)).all()
        spent = connection.execute(select(func.sum(tables.spent.c.requests))).scalar()
    assert {row.run_id for row in rows} == set(called.report.run_ids)
    assert {row.status for row in rows} == {"ok"}
    assert spent == sum(one.requests for one in called.report.quota) == 2 * len(server.requests())


def test_one_teams_failure_never_touches_another(tmp_path, server, caplog):
    teams = fleet(tmp_path, server, 5, limits="operator: ops@example.com")
    (teams / "team-000.yaml").write_text("extends: ../config-shared.yaml\nspreadshet: {}\n")

    called = made(teams, jobs=bad_jobs)

    told = {line.config[-8:-5]: (line.status, line.message) for line in called.report.lines}
    assert told["000"][0] == "failed"
    assert "Did you mean 'spreadsheet'?" in told["000"][1]
    assert told["001"] == ("failed", "RuntimeError: broken on purpose")
    assert told["002"] == ("failed", "MemoryError: ")
    assert told["003"][0] == told["004"][0] == "ok"
    assert called.exit == Exit.PARTIAL
    assert notes(tmp_path, "ended") == ["book-3", "book-4"]


def test_a_sheet_that_hangs_is_given_up_and_the_others_go_on(tmp_path, server):
    teams = fleet(tmp_path, server, 3, limits="deadline_seconds: 1")
    server.faults.add("slow_headers", match="book-1", times=None, seconds=1.5)

    called = made(teams)

    told = {line.spreadsheet: line for line in called.report.lines}
    assert [line.status for line in told.values()] == ["ok", "failed", "ok"]
    assert "Google" in told["book-1"].message


def test_a_run_that_begins_too_long_after_its_time_is_late(tmp_path, server, monkeypatch):
    teams = fleet(tmp_path, server, 2, limits="late_after_minutes: 60")
    monkeypatch.setenv("FLEET_BEGAN", str(time.monotonic() - 2 * 3600))

    called = made(teams)

    assert called.report.counts["late"] == 2
    assert called.report.lines[0].message == "nightly of 2025-06-03T02:10"
    assert "late (2)" in called.report.text


def test_a_team_at_work_elsewhere_is_skipped(tmp_path, server):
    teams = fleet(tmp_path, server, 2)
    ledger = open_ledger(f"sqlite:///{tmp_path}/state/ledger.db", spreadsheet="book-1")

    with only_run(ledger.engine, spreadsheet="book-1"):
        called = made(teams)

    assert called.report.counts == {"ok": 1, "late": 0, "skipped": 1, "failed": 0}
    assert "another run is at work" in called.report.of("skipped")[0].message
    ledger.close()


def test_a_team_whose_worker_died_waits_for_its_lock(tmp_path, server, monkeypatch):
    teams = fleet(tmp_path, server, 1)
    ledger = open_ledger(f"sqlite:///{tmp_path}/state/ledger.db", spreadsheet="book-0")
    held = only_run(ledger.engine, spreadsheet="book-0")
    held.__enter__()
    monkeypatch.setattr(fleet_team.time, "sleep", lambda _seconds: held.__exit__(None, None, None))

    result = make_team(task(teams / "team-000.yaml", tries=2))

    assert (result.exit, result.message) == (Exit.OK, "made")
    ledger.close()


def task(path, **more):
    given = {"clock": clock, "deadline_seconds": 60.0, "alone": False, "jobs": light_jobs}
    return Task(config=str(path), file=Path(path), **{**given, **more})


def test_a_worker_tells_what_it_cannot_even_begin(tmp_path, server, monkeypatch):
    teams = fleet(tmp_path, server, 1, state="url: 'nonsense'")

    def broken():
        raise ValueError("no jobs")

    assert make_team(task(teams / "none.yaml")).exit == Exit.CONFIG
    assert make_team(task(teams / "team-000.yaml")).exit == Exit.UNAVAILABLE
    fleet(tmp_path, server, 1)
    assert make_team(task(teams / "team-000.yaml", jobs=broken)).message == "ValueError: no jobs"


def test_a_team_alone_in_its_process_has_a_watch_over_it(tmp_path, server, monkeypatch):
    teams, seen = fleet(tmp_path, server, 1), []
    watch = fleet_team.faulthandler
    monkeypatch.setattr(watch, "dump_traceback_later", lambda *given, **more: seen.append(given))
    monkeypatch.setattr(watch, "cancel_dump_traceback_later", lambda: seen.append("over"))

    make_team(task(teams / "team-000.yaml", alone=True))

    assert seen == [(60.0,), "over"]


def test_a_workbook_on_this_machine_needs_no_turn(tmp_path, server):
    teams = fleet(tmp_path, server, 1)
    path = teams / "team-000.yaml"
    path.write_text(
        "extends: ../config-shared.yaml\nspreadsheet: {backend: xlsx, path: none.xlsx}\n"
    )

    called = made(teams)

    assert "none.xlsx" in called.report.lines[0].message
    assert called.report.quota == ()


class Fates:
    """A crew whose workers die, hang or are put out; one entry a team that is given."""

    alone = True

    def __init__(self, *fates):
        self.fates, self.given, self.stopped = list(fates), [], False

    @property
    def room(self):
        return 1 if self.fates else 0

    def submit(self, task):
        self.given.append((task.config, task.tries))
        future, fate = Future(), self.fates.pop(0)
        if fate == "cancelled":
            future.cancel()
        elif isinstance(fate, BaseException):
            future.set_exception(fate)
        else:
            future.set_result(Result(config=task.config, exit=0, message=fate))
        return future

    def settle(self, future):
        pass

    def stop(self):
        self.stopped = True


def driven(*fates, names=("a",), **more):
    crew = Fates(*fates)
    drive = Drive(crew=crew, **more)
    return drive.results([task(name, alone=True) for name in names]), crew


def test_a_team_whose_worker_died_is_made_by_another():
    results, crew = driven(BrokenProcessPool(), "made", "made", names=("a", "b"))

    assert [result.message for result in results] == ["made", "made"]
    assert sorted(crew.given) == [("a", 1), ("a", 2), ("b", 1)]


def test_a_team_that_kills_every_worker_is_given_up():
    [result], crew = driven(*[BrokenProcessPool()] * 3)

    assert (result.exit, result.message) == (Exit.BUG, "its worker died 3 times")
    assert len(crew.given) == 3


def test_a_team_that_was_ended_at_its_deadline_is_not_made_again():
    times = iter([0.0, 61.0])
    [result], crew = driven(BrokenProcessPool(), monotonic=lambda: next(times))

    assert result.message == "took longer than 60 s and was ended"
    assert len(crew.given) == 1


def test_a_fault_of_the_pool_itself_is_told():
    [result], _ = driven(TypeError("cannot pickle"))

    assert (result.exit, result.message) == (Exit.BUG, "TypeError: cannot pickle")


def test_a_cluster_that_puts_a_team_out_is_asked_again():
    [result], crew = driven("cancelled", "made")

    assert result.message == "made"
    assert crew.given == [("a", 1), ("a", 2)]


def test_asked_to_end_no_further_team_is_begun():
    stops = iter([False, True, True])
    results, crew = driven(
        "made", "cancelled", names=("a", "b", "c"), stop=lambda: next(stops, True)
    )

    assert [result.config for result in results] == ["a"]
    assert crew.stopped


def test_what_was_under_way_when_asked_to_end_may_be_taken_back():
    crew = Fates("cancelled")
    drive = Drive(crew=crew, stop=lambda: bool(crew.given))

    assert drive.results([task("a"), task("b")]) == ()


@pytest.mark.parametrize(
    ("error", "died"),
    [(BrokenProcessPool(), True), (type("KilledWorker", (Exception,), {})(), True), (None, False)],
)
def test_it_is_known_when_a_worker_is_gone(error, died):
    assert worker_died(error) is died


def test_shards_hold_each_team_once_and_the_same_one_every_time():
    names = [f"team-{number}" for number in range(300)]
    shards = [Shard(number=number, count=4) for number in range(4)]

    held = [[name for name in names if shard.holds(name)] for shard in shards]

    assert sorted(name for part in held for name in part) == sorted(names)
    assert all(50 < len(part) < 100 for part in held)
    assert held[0][:4] == ["team-1", "team-10", "team-12", "team-14"]


@pytest.mark.parametrize(("number", "count"), [(4, 4), (-1, 2), (0, 0)])
def test_a_shard_that_is_none_is_refused(number, count):
    with pytest.raises(ValueError, match="a shard is"):
        Shard(number=number, count=count)


def test_together_the_shards_are_the_fleet_with_its_broken_files(tmp_path, server):
    teams = fleet(tmp_path, server, 8)
    for name in "abcd":
        (teams / f"broken-{name}.yaml").write_text("version: 7\n")
    parts = [
        _fleet(Asked(configs=[str(teams)], shard=Shard(number=number, count=3)))
        for number in range(3)
    ]

    assert sorted(team.spreadsheet for part in parts for team in part.teams) == [
        f"book-{number}" for number in range(8)
    ]
    assert sum(len(part.broken) for part in parts) == 4


def test_files_patterns_and_folders_are_found_each_once(tmp_path, server, monkeypatch):
    teams = fleet(tmp_path, server, 3)
    monkeypatch.chdir(tmp_path)

    assert len(config_files([str(teams), "teams/*-00[01].yaml", "teams/team-000.yaml"])) == 3
    assert [file.name for file in config_files(["teams/*1.yaml"])] == ["team-001.yaml"]
    with pytest.raises(NotThereError, match="no configuration at nowhere"):
        config_files(["nowhere/*.yaml"])


def test_a_configuration_that_is_gone_keeps_nobody_up(tmp_path, server):
    teams = fleet(tmp_path, server, 2)
    gone = tmp_path / "gone.yaml"

    found = fleet_of(config_files([str(gone), str(teams)]), shard=Shard(), environment={})

    assert len(found.teams) == 2
    [result] = found.broken
    assert (result.config, result.exit) == (str(gone), Exit.CONFIG)
    assert "cannot be read: No such file or directory" in result.message


def test_a_file_that_others_begin_with_is_no_team(tmp_path, server):
    fleet(tmp_path, server, 2)

    found = fleet_of(config_files([str(tmp_path)]), shard=Shard(), environment={})

    assert [team.spreadsheet for team in found.teams] == ["book-0", "book-1"]
    assert found.broken == ()


def test_two_files_for_one_spreadsheet_are_one_team(tmp_path, server):
    teams = fleet(tmp_path, server, 2)
    (teams / "team-001.yaml").write_text(
        "extends: ../config-shared.yaml\nspreadsheet: {url: book-0}\n"
    )

    called = made(teams)

    [line] = called.report.of("failed")
    assert line.message.startswith("the same spreadsheet as ")
    assert notes(tmp_path, "ended") == ["book-0"]


def test_a_link_that_is_none_and_a_file_that_breaks_us_keep_nobody_up(
    tmp_path, server, monkeypatch
):
    teams = fleet(tmp_path, server, 3)
    path = teams / "team-000.yaml"
    path.write_text("extends: ../config-shared.yaml\nspreadsheet: {url: 'no link'}\n")
    payer = budget.payer_of

    def breaks(configuration):
        if configuration.path.name == "team-001.yaml":
            raise RecursionError("too deep")
        return payer(configuration)

    monkeypatch.setattr("jobs.fleet.payer_of", breaks)

    told = {line.config[-8:-5]: line.message for line in made(teams).report.of("failed")}

    assert "is not the link of a Google spreadsheet" in told["000"]
    assert told["001"] == "RecursionError: too deep"
    assert notes(tmp_path, "ended") == ["book-2"]


def test_a_ledger_that_cannot_be_read_is_told_of_its_own_teams(tmp_path, server):
    teams = fleet(tmp_path, server, 2)
    path = teams / "team-001.yaml"
    path.write_text(path.read_text() + "state: {url: 'nonsense'}\n")

    called = made(teams)
    later = report_since(Asked(configs=[str(teams)]), hours=1, now=clock()).report

    for report in (called.report, later):
        assert [line.status for line in report.lines] == ["ok", "failed"]
        assert "is not one like sqlite" in report.lines[1].message


def test_a_mistake_in_the_shared_file_makes_it_no_team(tmp_path, server):
    fleet(tmp_path, server, 2)
    shared = tmp_path / "config-shared.yaml"
    shared.write_text(shared.read_text() + "colour: red\n")

    found = fleet_of(config_files([str(tmp_path)]), shard=Shard(), environment={})

    assert [result.config[-8:-5] for result in found.broken] == ["000", "001"]


def test_the_report_fits_a_terminal_and_tells_what_was_asked_of_google(tmp_path, server):
    more = "account: a-very-long-name-of-an-account@and-a-long-project.iam.gserviceaccount.com"
    teams = fleet(tmp_path, server, 4, limits=more)

    text = made(teams, jobs=bad_jobs).report.text

    assert max(map(len, text.splitlines())) <= 80
    assert text.startswith("4 teams: 2 ok · 0 late · 0 skipped · 2 failed\n")
    assert "reads: 6 of 60 (10 %), busiest minute 6 of 60" in text
    assert "writes: 2 of 300 (1 %), busiest minute 2 of 300" in text


def test_the_report_of_the_last_hours_makes_nothing(tmp_path, server):
    teams = fleet(tmp_path, server, 2)
    before = made(teams).report

    later = report_since(Asked(configs=[str(teams)]), hours=1, now=clock()).report
    none = report_since(Asked(configs=[str(teams)]), hours=0, now=clock()).report

    assert later.run_ids == before.run_ids
    assert later.counts["ok"] == 2
    assert none.counts["skipped"] == 2
    assert none.lines[0].message == "no run was due"


def test_the_same_report_as_json(tmp_path, server):
    found = json.loads(json.dumps(made(fleet(tmp_path, server, 2)).report.json))

    assert found["teams"] == 2
    assert found["counts"]["ok"] == 2
    assert found["lines"][0]["runs"][0]["status"] == "ok"
    assert found["quota"][0]["limit"] == 60
    assert found["since"] < found["until"]


def test_a_slot_nobody_will_make_is_no_run(tmp_path, server, monkeypatch):
    """Two nights ago was missed and noted as skipped; last night was made."""
    teams = fleet(tmp_path, server, 1)
    made(teams)
    monkeypatch.setenv("FLEET_BEGAN", str(time.monotonic() - 2 * 24 * 3600))

    line = made(teams).report.lines[0]

    assert [run.slot for run in line.runs] == ["2025-06-05T02:10"]


def test_a_run_that_somebody_made_by_hand_is_never_late(tmp_path, server):
    teams = fleet(tmp_path, server, 1)
    ledger = open_ledger(f"sqlite:///{tmp_path}/state/ledger.db", spreadsheet="book-0")
    ledger.begin_run(run_id="r1", job="nightly", now=NIGHT, as_of=NIGHT.date())

    report = report_of(_fleet(Asked(configs=[str(teams)])), (), since=NIGHT, until=NIGHT)
    ledger.finish_run("r1", status="ok", exit_code=0, now=NIGHT)
    after = report_of(_fleet(Asked(configs=[str(teams)])), (), since=NIGHT, until=NIGHT)

    assert (report.lines[0].status, report.lines[0].message) == ("failed", "running")
    assert after.lines[0].status == "ok"
    ledger.close()


def test_quota_of_two_ledgers_is_told_together(tmp_path, server):
    teams = fleet(tmp_path, server, 2)
    path = teams / "team-001.yaml"
    path.write_text(path.read_text() + "state: {folder: own}\n")

    quota = made(teams).report.quota

    assert {(one.scope, one.kind, one.requests) for one in quota} >= {("account:none", "R", 6)}


def letters(tmp_path):
    return [
        message_from_bytes(path.read_bytes(), policy=default)
        for path in sorted((tmp_path / "post").glob("*.eml"))
    ]


def mailed(called, to=("ops@example.com",)):
    return mail_report(
        called.fleet,
        called.report,
        shard=Shard(),
        to=to,
        clock=clock,
        sleep=time.sleep,
        environment={},
    )


def test_a_report_with_runs_is_mailed_once(tmp_path, server):
    called = made(fleet(tmp_path, server, 2), jobs=light_jobs)

    assert mailed(called) == "report sent to ops@example.com"
    mailed(called)

    [letter] = letters(tmp_path)
    assert letter["To"] == "ops@example.com"
    assert "2 teams, 0 failed" in letter["Subject"]
    assert "2 ok" in letter.get_body(("plain",)).get_content()


def test_a_mistake_that_stays_is_mailed_once_a_day(tmp_path, server, monkeypatch):
    teams = fleet(tmp_path, server, 1, limits="operator: ops@example.com")
    (teams / "broken.yaml").write_text("version: 7\n")

    for hours in (0, 1, 2, 26):
        monkeypatch.setenv("FLEET_BEGAN", str(time.monotonic() - hours * 3600))
        mailed(made(teams), to=())

    subjects = [letter["Subject"] for letter in letters(tmp_path)]
    assert len(subjects) == 2, subjects


def test_nothing_is_mailed_where_nobody_is_named_or_nothing_happened(tmp_path, server):
    teams = fleet(tmp_path, server, 1)
    called = made(teams)

    assert mailed(called, to=()) is None
    assert mailed(made(teams)) is None
    assert letters(tmp_path) == []


def test_it_is_said_that_nobody_gets_a_mail_where_no_file_can_be_used(tmp_path, server):
    teams = fleet(tmp_path, server, 1, limits="operator: ops@example.com")
    (teams.parent / "shared.yaml").write_text("version: 1\nshedule: {}\n", encoding="utf-8")
    for file in teams.glob("*.yaml"):
        file.write_text("extends: ../shared.yaml\n", encoding="utf-8")

    assert mailed(made(teams), to=()) == NO_WAY_OUT


def test_a_report_waits_while_another_call_sends(tmp_path, server):
    called = made(fleet(tmp_path, server, 1))
    engine = engine_of(f"sqlite:///{tmp_path}/state/ledger.db", 0.0)

    with only_run(engine, spreadsheet="fleet"):
        said = mailed(called)

    assert said == "the report is sent by the call that is at it"


def test_a_report_that_cannot_leave_is_tried_again_by_the_next_call(tmp_path, server):
    called = made(fleet(tmp_path, server, 1))
    (tmp_path / "post").write_text("in the way")

    assert "tries again" in mailed(called)


def test_dask_that_is_not_installed_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)

    with pytest.raises(NotThereError, match=r"pip install \"reorder-brief\[fleet\]\""):
        dask_client()


class Cluster:
    """A Dask client that runs nothing."""

    def __init__(self, address, **_):
        self.address = address

    def ncores(self):
        return {"w1": 1, "w2": 2}

    def get_executor(self, **_):
        return self

    def submit(self, *_):
        return Future()

    def shutdown(self, **_):
        pass

    def close(self):
        pass


def test_a_cluster_is_given_a_few_teams_ahead(monkeypatch):
    monkeypatch.setattr(fleet_lanes, "dask_client", lambda: Cluster)
    with Dask("tcp://127.0.0.1:1") as crew:
        assert crew.room == 6
        future = crew.submit(task("a"))
        assert crew.room == 5
        crew.stop()
        assert future.cancelled()
        crew.settle(future)
        assert crew.room == 6


def test_processes_are_kept_asked_to_end_and_replaced_when_they_die(monkeypatch):
    asked = []
    monkeypatch.setattr(fleet_lanes, "ProcessPoolExecutor", Pool)
    monkeypatch.setattr(fleet_lanes.os, "kill", lambda *given: asked.append(given[0]))
    with Processes(2) as crew:
        first = crew.submit(task("a"))
        second = crew.submit(task("b"))
        assert crew.room == 0
        crew.stop()
        first.set_result(Result(config="a", exit=0, message="made"))
        second.set_exception(BrokenProcessPool())
        crew.settle(first)
        crew.settle(second)
        assert crew.room == 2
        crew.submit(task("c"))
        assert len(POOLS) == 2
        crew.submit(task("d"))
        assert len(POOLS) == 3
    assert asked == [os.getpid()] * 2
    assert all(pool.ended for pool in POOLS)


POOLS = []


class Pool:
    """A pool of one that does only what is asked before any team."""

    def __init__(self, *_, **__):
        self.ended = False
        POOLS.append(self)

    def submit(self, function, *given):
        future = Future()
        if not given:
            future.set_result(function())
        return future

    def shutdown(self, **_):
        self.ended = True


def test_a_worker_heeds_the_fleet_alone_and_does_not_outlive_it(monkeypatch):
    heard, ended = {}, threading.Event()
    stopping = Stopping()
    fleet_process = SimpleNamespace(join=lambda: None)
    monkeypatch.setattr(fleet_team, "_STOPPING", stopping)
    monkeypatch.setattr(fleet_team.signal, "signal", heard.__setitem__)
    monkeypatch.setattr(fleet_team.multiprocessing, "parent_process", lambda: fleet_process)
    monkeypatch.setattr(fleet_team.os, "_exit", lambda _status: ended.set())

    fleet_team.begin_worker()

    assert ended.wait(5)
    assert stopping()
    assert heard[signal.SIGINT] == signal.SIG_IGN
    heard[signal.SIGTERM](15, None)


def test_a_process_without_a_parent_watches_nobody(monkeypatch):
    monkeypatch.setattr(fleet_team.signal, "signal", lambda *_: None)

    fleet_team.begin_worker()

    assert not fleet_team._STOPPING()


def test_both_jobs_are_those_of_every_team():
    assert set(fleet_team.both_jobs()) == {"nightly", "weekly"}


def test_the_command_tells_what_is_due_and_does_nothing(tmp_path, server):
    teams = fleet(tmp_path, server, 2)

    done = call("fleet", "run-due", teams, "--dry-run")

    assert done.exit_code == 0
    assert done.stdout.count("team-00") == 2
    assert server.requests() == []


def test_a_configuration_that_cannot_be_used_shows_in_a_dry_run_too(tmp_path, server):
    teams = fleet(tmp_path, server, 1)
    (teams / "broken.yaml").write_text("version: 7\nspredsheet: {}\nmail: {channel: pigeon}\n")

    done = call("fleet", "run-due", teams, "--dry-run")

    assert done.exit_code == Exit.PARTIAL
    assert "broken.yaml" in done.stdout
    assert max(map(len, done.stdout.replace(str(tmp_path), "").splitlines())) <= 80


def test_the_command_reports_and_mails(tmp_path, server, monkeypatch):
    monkeypatch.setattr("jobs.fleet_calls.both_jobs", light_jobs)
    monkeypatch.setattr("jobs.commands.fleet.sys.stderr.isatty", lambda: True, raising=False)
    teams = fleet(tmp_path, server, 1)
    (teams / "broken.yaml").write_text("version: 7\n")

    done = call("fleet", "run-due", teams, "--json", "--mail-to", "ops@example.com")

    assert done.exit_code == Exit.PARTIAL
    assert json.loads(done.stdout)["counts"]["failed"] >= 1
    assert call("fleet", "report", teams, "--hours", "0").exit_code == Exit.PARTIAL


def test_an_address_that_is_none_is_refused_before_any_run(tmp_path, server):
    teams = str(fleet(tmp_path, server, 1))

    done = call("fleet", "run-due", teams, "--mail-to", "not an address")

    assert done.exit_code == 2
    assert "'not an address' is not a mail address like ops@example.com" in done.stderr
    assert not (tmp_path / "state").exists()


def test_ctrl_c_does_not_reach_a_worker_that_is_still_beginning():
    with Processes(1) as crew:
        pool = crew._new()
        crew._idle.append(pool)
        held = pool.submit(signal.pthread_sigmask, signal.SIG_BLOCK, ()).result()

    assert signal.SIGINT in held
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_the_command_of_the_page_runs_as_it_stands(tmp_path, server, monkeypatch):
    page = (ROOT / "docs/fleet.md").read_text(encoding="utf-8")
    [line] = re.findall(r"```sh\n(.*)\n```", page)
    fleet(tmp_path, server, 1)
    monkeypatch.chdir(tmp_path)

    done = call(*line.split()[1:])

    assert done.stdout.startswith("1 team: ")


@pytest.mark.parametrize("typed", ["1", "3/3", "a/b"])
def test_a_shard_is_typed_as_part_of_how_many(typed, tmp_path):
    done = call("fleet", "report", tmp_path, "--shard", typed)

    assert done.exit_code == Exit.USAGE
    assert "--shard" in done.stderr


def test_a_person_at_a_terminal_sees_how_many_are_done(monkeypatch, capsys):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    shell = SimpleNamespace(verbosity=0)
    progress = _Progress(shell)

    progress(1, 2, Result(config="a", exit=0, message="made"))
    progress(2, 2, Result(config="b", exit=69, message="gone"))
    progress.end()

    assert capsys.readouterr().err.split("\r")[-1].startswith("2 of 2 teams, 1 failed")


def test_a_report_that_has_no_way_out_is_told(tmp_path, server, monkeypatch):
    monkeypatch.setattr("jobs.cli.now", clock)
    teams = fleet(tmp_path, server, 1)
    path = teams / "team-000.yaml"
    mail = "mail: {channel: smtp, host: 127.0.0.1, to: a@example.com, user: me}\n"
    path.write_text(path.read_text() + mail)

    done = call("fleet", "run-due", teams, "--mail-to", "ops@example.com")

    assert "the report could not be sent: " in done.stderr


def test_asked_to_end_the_command_says_by_which_signal(tmp_path, server, monkeypatch):
    monkeypatch.setattr("jobs.shell.Stopping.listen", lambda self: setattr(self, "number", 15))

    assert call("fleet", "report", fleet(tmp_path, server, 1)).exit_code == 143


def test_a_name_that_leads_nowhere_is_told(tmp_path):
    done = call("fleet", "report", tmp_path / "none")

    assert done.exit_code == Exit.USAGE
    assert done.stderr == f"no configuration at {tmp_path / 'none'}\n"
