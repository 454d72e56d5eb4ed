"""A process killed at any moment of a delivery: who gets the letter how often."""

import subprocess
import sys

import pytest

from jobs.ledger import open_ledger
from jobs.letter_book import UNFINISHED
from tests.fakes.post_office import post_office
from tests.jobs.victim import BUYER, POINTS, TEAM, channel, round_trip

ONCE, TWICE, HELD = "1 / 1", "2 / 1", "0 / 1, ledger says unknown"
EXPECTED = {
    "resend_once": dict(zip(POINTS, (ONCE, ONCE, ONCE, TWICE, ONCE), strict=True)),
    "hold": dict(zip(POINTS, (ONCE, ONCE, HELD, "1 / 1, ledger says unknown", ONCE), strict=True)),
}


@pytest.fixture(scope="module")
def victims():
    """A process that forks one victim a line."""
    command = [sys.executable, "-m", "tests.jobs.victim"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as process:
        yield process


def copies(folder, office, victims, point, on_unknown):
    """Kill a process at a point, start again, and count what came."""
    office.letters.clear()
    url = f"sqlite:///{folder}/{on_unknown}-{POINTS.index(point)}/ledger.db"
    print(url, office.port, point, sep="\t", file=victims.stdin, flush=True)
    assert victims.stdout.readline() == "-9\n"
    ledger = open_ledger(url, spreadsheet="shop")

    round_trip(ledger, channel(office.port), on_unknown=on_unknown)
    round_trip(ledger, channel(office.port), on_unknown=on_unknown)

    unknown = ", ledger says unknown" if ledger.deliveries(UNFINISHED) else ""
    ledger.close()
    return f"{office.received(BUYER)} / {office.received(TEAM)}{unknown}"


@pytest.mark.parametrize("on_unknown", ["resend_once", "hold"])
def test_a_killed_process_never_costs_a_letter_and_doubles_at_most_one(
    tmp_path, capsys, victims, on_unknown
):
    """The table of docs/operations.md, by kill -9 against a real server."""
    with post_office() as office:
        found = {point: copies(tmp_path, office, victims, point, on_unknown) for point in POINTS}
        same = {content for _, content in office.letters}

    with capsys.disabled():
        print(f"\nkilled (on_unknown: {on_unknown})               | buyer / team")
        for point, result in found.items():
            print(f"{point:<42} | {result}")
    assert found == EXPECTED[on_unknown]
    assert len(same) == 1
