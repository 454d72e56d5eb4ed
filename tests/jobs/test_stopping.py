"""A request to end is heeded between stages, wherever it comes."""

import os
import signal

import pytest

from jobs.catalogue import JOBS
from jobs.demo import write_workbook
from jobs.demo_data import demo_tabs
from jobs.demo_tables import ANCHOR
from jobs.exits import Exit
from jobs.scheduled import run_due
from jobs.stopping import SIGNALS, Stopping
from tests.jobs.around import surroundings

STAGES = ("1/4", "2/4", "3/4", "4/4")


@pytest.fixture
def stopping():
    before = {number: signal.getsignal(number) for number in SIGNALS}
    made = Stopping()
    made.listen()
    yield made
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize(
    "stage", [STAGES[0], *(pytest.param(stage, marks=pytest.mark.full) for stage in STAGES[1:])]
)
def test_sigterm_in_any_stage_ends_the_run_which_is_due_again(tmp_path, stopping, stage):
    write_workbook(tmp_path / "quality.xlsx", demo_tabs(ANCHOR, language="en"))

    def say(line):
        if line.startswith(stage):
            os.kill(os.getpid(), signal.SIGTERM)

    around = surroundings(tmp_path, say=say, stop=stopping)
    outcome = run_due(JOBS, around)

    assert outcome.exit == Exit.TERMINATED
    assert stopping.number == signal.SIGTERM
    row = around.ledger.slot_rows("nightly", since="2025")["2025-06-03T02:10"]
    last = stage == STAGES[-1]
    assert (row.state, row.attempts) == (("done", 1) if last else ("due", 0))
    again = surroundings(tmp_path)
    assert run_due(JOBS, again).exit == Exit.OK
    around.ledger.close()
    again.ledger.close()


def test_a_wait_ends_when_asked_to():
    stopping = Stopping()
    assert not stopping.wait(0.01)

    stopping.ask()

    assert stopping.wait(60)
