"""docs/operations.md tells what is tested, and nothing else."""

import re
from pathlib import Path

import pytest

from jobs.exits import Exit
from jobs.outbox import TRIES_IN_A_RUN
from jobs.settings import StateSettings
from tests.jobs import test_killed, test_outcomes

PAGE = (Path(__file__).parent.parent.parent / "docs/operations.md").read_text(encoding="utf-8")


def rows(heading):
    """Cells of every line of the first table after a heading."""
    table = PAGE.partition(heading)[2].partition("| ---")[2].splitlines()[1:]
    for line in table:
        if not line.startswith("|"):
            return
        yield [cell.strip() for cell in line.strip("|").split("|")]


def test_every_outcome_is_a_test():
    told = {re.fullmatch(r"`(\w+)`", row[-1])[1] for row in rows("### What comes of it")}

    assert len(told) >= 18
    assert all(callable(getattr(test_outcomes, name, None)) for name in told)


def test_the_kill_table_is_the_tested_one():
    found = {row[0].replace("*", ""): row[1:] for row in rows("prints this")}

    assert list(found) == list(test_killed.POINTS)
    for place, policy in enumerate(("resend_once", "hold")):
        tested = test_killed.EXPECTED[policy]
        assert all(found[point][place].startswith(tested[point]) for point in found)


def test_every_exit_status_is_told():
    told = {
        int(number) for row in rows("## Exit statuses") for number in re.findall(r"\d+", row[0])
    }

    assert told == {int(status) for status in Exit}


@pytest.mark.parametrize("name", ["keep_days", "mails_keep_days", "backups_keep_days"])
def test_ages_are_the_defaults(name):
    [row] = [row for row in rows("## The ledger") if row[-1] == f"`state.{name}`"]

    assert row[1] == f"{getattr(StateSettings(), name)} days"


def test_the_waits_between_tries_are_told():
    assert "5, 30, 120 seconds" in PAGE
    assert TRIES_IN_A_RUN == (5, 30, 120)
