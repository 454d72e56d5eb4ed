"""Two processes that look at one schedule at the same moment, many nights; for the tests only."""

import os
import sys
import time
from datetime import timedelta
from pathlib import Path

from jobs.configuration import load
from jobs.exits import Exit
from jobs.ledger import open_ledger
from jobs.scheduled import run_due
from jobs.session import Outcome
from jobs.surroundings import Surroundings
from tests.jobs.around import CONFIG, TUESDAY, Clock


def racer(configuration, url, night):
    """Look once, as a process of its own; return the exit status."""
    made = configuration.folder / "made.txt"

    def job(session):
        with made.open("a") as file:
            file.write(f"{session.as_of}\n")
        time.sleep(0.005)
        return Outcome(exit=Exit.OK, message="made")

    clock = Clock(TUESDAY + timedelta(days=night))
    ledger = open_ledger(url, spreadsheet="shop")
    around = Surroundings(
        configuration=configuration, ledger=ledger, clock=clock, sleep=clock.sleep
    )
    outcome = run_due({"nightly": job, "weekly": lambda _: Outcome(exit=0, message="")}, around)
    ledger.close()
    return int(outcome.exit)


def start(configuration, url, night, gate):
    """Fork a process that waits at the gate."""
    child = os.fork()
    if child:
        return child
    os.close(gate[1])
    os.read(gate[0], 1)  # returns when the parent closes its end
    os._exit(racer(configuration, url, night))


def main():
    """Run two racers a night; print how each of them ended."""
    folder, url, nights = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    (folder / "config.yaml").write_text(CONFIG, encoding="utf-8")
    configuration = load(folder / "config.yaml")
    for night in range(nights):
        gate = os.pipe()
        children = [start(configuration, url, night, gate) for _ in range(2)]
        os.close(gate[0])
        os.close(gate[1])
        ends = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        print(*ends, flush=True)


if __name__ == "__main__":
    main()
