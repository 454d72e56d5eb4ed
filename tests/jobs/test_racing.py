"""Two schedulers at the same moment: one run a slot, on either database."""

import subprocess
import sys
from collections import Counter

import pytest

from jobs.ledger import open_ledger

NIGHTS = 50


@pytest.mark.full
def test_two_processes_at_the_same_moment_make_every_run_once(tmp_path, ledger_url):
    """Fifty nights; in the first one both also make the tables."""
    command = [sys.executable, "-m", "tests.jobs.racers", tmp_path, ledger_url, str(NIGHTS)]

    raced = subprocess.run(command, check=True, capture_output=True, text=True)

    ends = [tuple(sorted(map(int, line.split()))) for line in raced.stdout.splitlines()]
    assert len(ends) == NIGHTS
    assert set(ends) <= {(0, 0), (0, 75)}
    made = (tmp_path / "made.txt").read_text().split()
    assert len(made) == len(set(made)) == NIGHTS
    ledger = open_ledger(ledger_url, spreadsheet="shop")
    runs = Counter(run.slot for run in ledger.runs(job="nightly"))
    assert len(runs) == NIGHTS
    assert set(runs.values()) == {1}
    assert {run.status for run in ledger.runs(job="nightly")} == {"ok"}
    ledger.close()
