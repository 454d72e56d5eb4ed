"""The process that stays: it catches up, keeps its tick, and ends when asked to."""

import contextlib
import logging
import signal
import subprocess
import sys
import threading
from datetime import timedelta

import pytest

from jobs.daemon import serve
from jobs.ledger import open_ledger
from jobs.logs import Redaction, set_up
from jobs.stopping import Stopping
from tests.jobs.around import TUESDAY, Clock, Recorder, jobs, surroundings

ALWAYS_DUE = """\
version: 1
spreadsheet: {backend: xlsx, path: quality.xlsx}
schedule:
  nightly: {at: "00:00", days: daily, catch_up_hours: 24}
  weekly: {at: "00:00", days: daily, catch_up_hours: 24}
"""


class House:
    """A daemon in a thread, with a clock of ours and a tick of a few milliseconds."""

    def __init__(self, folder, clock, **made):
        self.stopping, self.clock = Stopping(), clock
        self.around = surroundings(folder, clock=clock)
        self.status = None
        self.jobs = jobs(**made)
        self._thread = threading.Thread(target=self._serve)

    def _serve(self):
        self.status = serve(self.jobs, self.around, stopping=self.stopping, tick=0.02)

    @property
    def slot(self):
        """How Tuesday's night stands."""
        rows = self.around.ledger.slot_rows("nightly", since="2025")
        row = rows.get("2025-06-03T02:10")
        return None if row is None else row.state

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.ask()
        self._thread.join(20)
        assert not self._thread.is_alive()
        self.around.ledger.close()


def reaches(condition):
    """Wait for something that another thread does."""
    pause = threading.Event()
    for _ in range(1000):
        if condition():
            return True
        pause.wait(0.01)
    return False


def test_what_was_missed_is_made_good_at_the_start(tmp_path):
    nightly, weekly = Recorder(), Recorder()
    with House(tmp_path, Clock(), nightly=nightly, weekly=weekly) as house:
        assert reaches(lambda: nightly.made and weekly.made)

    assert house.status == 0


def test_a_clock_that_jumps_an_hour_ahead_makes_the_run_within_one_tick(tmp_path):
    nightly, weekly, clock = Recorder(), Recorder(), Clock(TUESDAY - timedelta(minutes=30))
    with House(tmp_path, clock, nightly=nightly, weekly=weekly):
        assert reaches(lambda: weekly.made)  # Monday's, made good
        assert nightly.made == []
        clock.forward(hours=1)
        assert reaches(lambda: nightly.made)


def test_a_clock_that_is_set_back_stops_no_tick(tmp_path):
    nightly, clock = Recorder(), Clock()
    with House(tmp_path, clock, nightly=nightly) as house:
        assert reaches(lambda: house.slot == "done")
        clock.forward(days=-300)
        clock.forward(days=301)
        assert reaches(lambda: len(nightly.made) == 2)


def test_a_job_that_breaks_does_not_end_the_daemon(tmp_path):
    nightly, clock = Recorder(RuntimeError("broken")), Clock()
    with House(tmp_path, clock, nightly=nightly) as house:
        assert reaches(lambda: house.slot == "failed")
        clock.forward(minutes=11)
        assert reaches(lambda: len(nightly.made) == 2)

    assert house.status == 0


def test_a_fault_outside_of_every_job_does_not_end_the_daemon(tmp_path, caplog):
    with House(tmp_path, Clock(), nightly=Recorder()) as house:
        house.jobs.pop("nightly")
        assert reaches(lambda: "the daemon goes on" in caplog.text)

    assert house.status == 0


def test_one_asked_to_end_before_it_began_ends(tmp_path):
    stopping = Stopping()
    stopping.ask()
    around = surroundings(tmp_path)

    assert serve(jobs(), around, stopping=stopping) == 0
    around.ledger.close()


@contextlib.contextmanager
def started(folder, kind):
    (folder / "config.yaml").write_text(ALWAYS_DUE, encoding="utf-8")
    command = [sys.executable, "-m", "tests.jobs.house", folder, kind]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as process:
        assert process.stdout.readline().startswith("begun")
        yield process
        process.kill()


def runs(folder):
    ledger = open_ledger(f"sqlite:///{folder}/ledger.db", spreadsheet="shop")
    found = [(run.job, run.status) for run in ledger.runs()]
    slots = {row.state for row in ledger.slot_rows("nightly", since="2000").values()}
    ledger.close()
    return found, slots


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly_at_the_next_stage(tmp_path, number):
    with started(tmp_path, "long") as process:
        process.send_signal(number)
        _, log = process.communicate(timeout=20)

    assert process.returncode == 0, log
    assert runs(tmp_path) == ([("nightly", "interrupted")], {"due"})
    assert "the daemon has ended" in log


def test_a_second_signal_ends_it_at_once_and_the_run_counts_as_crashed_later(tmp_path):
    with started(tmp_path, "deaf") as process:
        process.send_signal(signal.SIGTERM)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)

    assert process.returncode == 143
    assert runs(tmp_path) == ([("nightly", "running")], {"running"})


def test_its_library_logs_where_we_do_and_only_errors(tmp_path, capsys):
    set_up(verbosity=0, redact=Redaction(["geheim"]), form="json")
    stopping = Stopping()
    stopping.ask()
    around = surroundings(tmp_path)
    serve(jobs(), around, stopping=stopping)
    logging.getLogger("apscheduler").error("broken by geheim")
    logging.getLogger("apscheduler").warning("not a word")

    shown = capsys.readouterr().err
    assert "broken by ****" in shown
    assert "not a word" not in shown
    around.ledger.close()
