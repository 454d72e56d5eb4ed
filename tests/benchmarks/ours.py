"""One nightly run of the program as a process of its own, measured stage by stage.

`python -m tests.benchmarks.ours FOLDER 2025-06-02T02:10` runs the configuration in that folder and
prints what it measured as JSON.
"""

import time

_STARTED = time.process_time(), time.perf_counter()

import json  # noqa: E402 - imports are part of what is measured
import sys  # noqa: E402
from datetime import datetime  # noqa: E402
from pathlib import Path  # noqa: E402
from zoneinfo import ZoneInfo  # noqa: E402

import polars as pl  # noqa: E402

import jobs.nightly  # noqa: E402
from jobs.configuration import load  # noqa: E402
from jobs.runner import ledger_of, run_job  # noqa: E402
from jobs.session import RunOptions  # noqa: E402
from jobs.surroundings import Surroundings  # noqa: E402
from tests.benchmarks.clock import Clock, peak_memory  # noqa: E402

STAGES = (
    "request", "decode", "read", "clean", "match", "study", "lay out", "diff", "write", "keep",
)  # fmt: skip


def watched(clock):
    """Put a clock on every stage of a nightly run."""
    import quality.study
    import sheets.refresh
    from jobs import laying_out, nightly, refreshing
    from sheets.backends import google, google_client, xlsx

    for workbook in (google.GoogleWorkbook, xlsx.XlsxWorkbook):
        clock.watch(workbook, "read", "read")
        clock.watch(workbook, "info", "read")
        clock.watch(workbook, "write", "write")
    clock.watch(google_client._Transport, "request", "request")
    clock.watch(google_client._Answer, "json", "decode")
    clock.watch(refreshing, "understand", "clean")
    clock.watch(quality.study, "match", "match")
    clock.watch(refreshing, "study_team", "study")
    clock.watch(refreshing, "lay_out", "lay out")
    clock.watch(laying_out, "survey", "diff")
    clock.watch(sheets.refresh, "plan", "diff")
    clock.watch(sheets.refresh, "settle", "diff")
    clock.watch(refreshing, "refresh", "write")
    clock.watch(refreshing, "back_up", "keep")
    clock.watch(refreshing, "remember", "keep")
    clock.watch(nightly, "keep", "keep")


def judged(clock, counts):
    """Have the counts of each SKU and defect type written to a file, beside the clock."""
    refresh_tabs = jobs.nightly.refresh_tabs

    def then_counted(*given, **options):
        refreshed = refresh_tabs(*given, **options)
        with clock.stage("judging"):
            matches = refreshed.findings.matches
            sums = matches.filter(pl.col("counted")).group_by("sku", "defect_type")
            rows = sums.agg(pl.col("units").sum()).rows()
            Path(counts).write_text(json.dumps(rows), encoding="utf-8")
        return refreshed

    jobs.nightly.refresh_tabs = then_counted


def run(folder, now, counts=None):
    """Run the nightly job once; return what it cost and what it found."""
    clock, found = Clock(), {}
    watched(clock)
    if counts:
        judged(clock, counts)
    loaded = time.process_time() - _STARTED[0], time.perf_counter() - _STARTED[1]
    configuration = load(Path(folder) / "config.yaml")
    moment = datetime.fromisoformat(now).replace(tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    around = Surroundings(
        configuration=configuration,
        ledger=ledger_of(configuration, {}),
        clock=lambda: moment,
        sleep=time.sleep,
        say=lambda line: found.setdefault("said", []).append(line),
    )

    def job(session):
        started = time.process_time(), time.perf_counter()
        outcome = jobs.nightly.run(session)
        found["cpu"] = time.process_time() - started[0] - clock.seconds["judging"]
        found["wall"] = time.perf_counter() - started[1]
        return outcome

    outcome = run_job("nightly", job, around, options=RunOptions(no_mail=True), watched=False)
    around.ledger.close()
    return {
        **found,
        "exit": int(outcome.exit),
        "message": outcome.message,
        "import_cpu": loaded[0],
        "import_wall": loaded[1],
        "whole_cpu": time.process_time(),
        "stages": dict(clock.seconds),
        "requests": clock.calls["request"],
        "peaks": clock.peak,
        "peak": peak_memory(),
    }


if __name__ == "__main__":
    print(json.dumps(run(*sys.argv[1:])))
