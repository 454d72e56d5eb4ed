"""Run log: what each run of a job did, newest on top."""

import polars as pl

from quality.findings import Findings
from quality.words import plain
from sheets.outputs.context import OutputContext, RunLine
from sheets.outputs.layout import Plan, laid_out
from sheets.outputs.table import Kind, OutputTab

PLAN = Plan(
    id="run_log",
    columns={
        "started": Kind.MOMENT,
        "job": Kind.TEXT,
        "result": Kind.TEXT,
        "seconds": Kind.NUMBER,
        "rows_read": Kind.INTEGER,
        "cells_written": Kind.INTEGER,
        "new_signals": Kind.INTEGER,
        "issues": Kind.INTEGER,
        "mails": Kind.INTEGER,
        "version": Kind.TEXT,
        "message": Kind.TEXT,
    },
    newest_first=True,
    wide={"message": 60},
    open_ended=frozenset({"message"}),
)
_SCHEMA = {
    "_key": pl.String(),
    "started": pl.Datetime("us"),
    "job": pl.String(),
    "result": pl.String(),
    "seconds": pl.Float64(),
    "rows_read": pl.Int64(),
    "cells_written": pl.Int64(),
    "new_signals": pl.Int64(),
    "issues": pl.Int64(),
    "mails": pl.Int64(),
    "version": pl.String(),
    "message": pl.String(),
}


def run_log(findings: Findings, context: OutputContext) -> OutputTab:
    """Return one row a run, in the order of the context: newest first."""
    rows = [_row(run, context) for run in context.runs]
    frame = pl.DataFrame(rows, schema=_SCHEMA, orient="row")
    return laid_out(PLAN, frame, findings=findings, context=context)


def _row(run: RunLine, context: OutputContext) -> tuple[object, ...]:
    words = context.words
    return (
        run.id,
        run.started_at,
        words(f"cell.job.{run.job}"),
        words(f"cell.result.{run.result}"),
        run.seconds,
        run.rows_read,
        run.cells_written,
        run.new_signals,
        run.issues,
        run.mails,
        run.version or None,
        plain(run.message) or None,
    )
