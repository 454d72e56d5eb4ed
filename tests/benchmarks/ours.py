"""One nightly run of the program as a process of its own, measured stage by stage.

`python -m tests.benchmarks.ours FOLDER 2025-06-02T02:10` runs the configuration in that folder as
`reorder-brief run nightly --no-mail` does, and prints what it measured as JSON. Nothing is
imported for the measuring: the clocks are put on the program's modules once it has loaded them.
"""

import time

_STARTED = time.process_time(), time.perf_counter()

import json  # noqa: E402 - imports are part of what is measured
import sys  # noqa: E402
from contextlib import suppress  # noqa: E402
from datetime import datetime  # noqa: E402
from pathlib import Path  # noqa: E402
from zoneinfo import ZoneInfo  # noqa: E402

import jobs.cli  # noqa: E402
from jobs.shell import Shell  # noqa: E402
from tests.benchmarks.clock import Clock, Loaded, peak_memory  # noqa: E402

STAGES = (
    "request", "decode", "read", "clean", "match", "study", "lay out", "diff", "write", "keep",
)  # fmt: skip
WATCHED = (
    *(
        (f"sheets.backends.{module}", f"{workbook}.{method}", stage)
        for module, workbook in (("google", "GoogleWorkbook"), ("xlsx", "XlsxWorkbook"))
        for method, stage in (("read", "read"), ("info", "read"), ("write", "write"))
    ),
    ("sheets.backends.google_client", "_Transport.request", "request"),
    ("sheets.backends.google_client", "_Answer.read", "decode"),
    ("sheets.packed", "decoded", "decode"),
    ("sheets.packed", "Packed.__init__", "decode"),
    ("jobs.refreshing", "understand", "clean"),
    ("quality.study", "match", "match"),
    ("jobs.refreshing", "count_team", "study"),
    ("jobs.refreshing", "study_team", "study"),
    ("jobs.refreshing", "lay_out", "lay out"),
    ("jobs.laying_out", "survey", "diff"),
    ("sheets.refresh", "plan", "diff"),
    ("sheets.refresh", "settle", "diff"),
    ("jobs.refreshing", "refresh", "write"),
    ("jobs.refreshing", "back_up", "keep"),
    ("jobs.refreshing", "remember", "keep"),
    ("jobs.night_steps", "keep", "keep"),
)


def watch(clock, loaded, found):
    """Put a clock on every stage of a nightly run, and on the whole of it."""
    for module, name, stage in WATCHED:
        loaded.then(module, lambda m, name=name, stage=stage: clock.watch_in(m, name, stage))
    loaded.then("jobs.loading", lambda module: clock.watch_beside(module, "_load"))
    loaded.then("jobs.nightly", lambda module: whole(clock, module, found))


def whole(clock, nightly, found):
    """Have a nightly run measured from its beginning to its end."""
    run = nightly.run

    def timed(session):
        started = clock.now(), time.perf_counter()
        found["import_cpu"] = started[0] - _STARTED[0]
        found["import_wall"] = started[1] - _STARTED[1]
        outcome = run(session)
        found["cpu"] = clock.now() - started[0] - clock.seconds["judging"]
        found["wall"] = time.perf_counter() - started[1]
        return outcome

    nightly.run = timed


def judge(clock, refreshing, counts):
    """Have the counts of each SKU and defect type written to a file, beside the clock."""
    import polars as pl

    study_team = refreshing.study_team

    def then_counted(*given):
        findings = study_team(*given)
        with clock.stage("judging"):
            sums = findings.matches.filter(pl.col("counted")).group_by("sku", "defect_type")
            rows = sums.agg(pl.col("units").sum()).rows()
            Path(counts).write_text(json.dumps(rows), encoding="utf-8")
        return findings

    refreshing.study_team = then_counted


def run(folder, now, counts=None):
    """Run the nightly job once; return what it cost and what it found."""
    clock, loaded, found = Clock(), Loaded(), {}
    watch(clock, loaded, found)
    if counts:
        loaded.then("jobs.refreshing", lambda module: judge(clock, module, counts))
    moment = datetime.fromisoformat(now).replace(tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    jobs.cli.now = lambda: moment
    Shell.end = lambda _shell, outcome: found.update(
        exit=int(outcome.exit), message=outcome.message
    )
    command = ["--config", f"{folder}/config.yaml", "run", "nightly", "--no-mail"]
    with suppress(SystemExit):
        jobs.cli.main(command, standalone_mode=False)
    found["import_cpu"] += clock.beside
    return {
        **found,
        "whole_cpu": time.process_time(),
        "stages": dict(clock.seconds),
        "requests": clock.calls["request"],
        "peaks": clock.peak,
        "peak": peak_memory(),
    }


if __name__ == "__main__":
    print(json.dumps(run(*sys.argv[1:])))
