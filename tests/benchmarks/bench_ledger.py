"""Whether the ledger stays as small and as fast after a thousand nights without news.

Run: python -m tests.benchmarks.bench_ledger
"""

import tempfile
import time
from datetime import timedelta
from pathlib import Path

import polars as pl

from jobs.exits import Exit
from jobs.scheduled import run_due
from jobs.session import Outcome
from quality.records import SIGNAL_STATES
from tests.jobs.around import TUESDAY, Clock, surroundings

NIGHTS, STEP = 1_000, 100
TABS, SKUS = 10, 200
BACKUPS = {f"tab-{number}": f"cells of tab {number} ".encode() * 2_000 for number in range(TABS)}
HISTORY = [
    {"sku": f"SKU-{number}", "status": "ok", "nonconforming": 3, "units": 900}
    for number in range(SKUS)
]
SOURCES = [
    {"tab": f"tab-{number}", "title": f"Tab {number}", "rows": 400, "sha256": "a" * 64}
    for number in range(5)
]


def quiet_night(session):
    """Leave in the ledger what a night without news leaves there."""
    ledger, now = session.ledger, session.clock()
    day = session.as_of
    for name, body in BACKUPS.items():
        ledger.store(session.run_id, "backup", name, body, now=now)
    ledger.remember_tabs({name: name for name in BACKUPS})
    ledger.remember_sources(SOURCES, run_id=session.run_id, now=now)
    ledger.first_seen([f"issue-{number}" for number in range(30)], on=day)
    ledger.save_history(day, HISTORY)
    ledger.save_signal_states(_states(day))
    return Outcome(exit=Exit.OK, message="no news", counts={"rows_read": 2_000})


def _states(day):
    rows = [
        {
            "key": f"SKU-{number}|broken",
            "opened_on": TUESDAY.date(),
            "last_seen_on": day,
            "open": True,
            "quiet_nights": 0,
            "units_at_close": None,
        }
        for number in range(20)
    ]
    return pl.DataFrame(rows, schema=dict(SIGNAL_STATES))


def main():
    """Print size and time of every hundred nights, and their ratios."""
    with tempfile.TemporaryDirectory() as folder:
        clock = Clock()
        around = surroundings(Path(folder), clock=clock, more="")
        jobs = {"nightly": quiet_night, "weekly": quiet_night}
        print("nights   ledger (kB)   CPU a run (ms)   wall a run (ms)")
        measured = []
        for night in range(0, NIGHTS, STEP):
            cpu, wall = time.process_time(), time.perf_counter()
            for _ in range(STEP):
                run_due(jobs, around)
                clock.forward(days=1)
            cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
            size = _size(Path(folder) / "state")
            measured.append((size, cpu))
            print(
                f"{night + STEP:6}   {size / 1000:11.0f}   {cpu / STEP * 1000:14.1f}"
                f"   {wall / STEP * 1000:15.1f}"
            )
        around.ledger.close()
    (small, fast), (large, slow) = measured[len(measured) // 2], measured[-1]
    print(f"last hundred to the middle: size x {large / small:.2f}, CPU x {slow / fast:.2f}")


def _size(folder):
    return sum(path.stat().st_size for path in folder.iterdir() if path.suffix == ".db")


if __name__ == "__main__":
    assert timedelta(days=NIGHTS) > timedelta(days=400), "must be longer than anything is kept"
    main()
