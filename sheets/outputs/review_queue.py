"""Review queue: reviews that wait for a person, the most pressing first."""

from collections.abc import Mapping
from datetime import datetime

import polars as pl

from quality.codes import Task
from quality.findings import Findings
from quality.words import Words
from sheets.contract import TABS
from sheets.outputs.context import OutputContext
from sheets.outputs.layout import Plan, laid_out
from sheets.outputs.statuses import GROUP_COLOURS
from sheets.outputs.table import Kind, OutputTab
from sheets.outputs.wording import coded, listed, sentence, shortened

PLAN = Plan(
    id="review_queue",
    columns={
        "group": Kind.TEXT,
        "hours": Kind.INTEGER,
        "sku": Kind.TEXT,
        "platform": Kind.TEXT,
        "bucket": Kind.TEXT,
        "rating": Kind.NUMBER,
        "text": Kind.TEXT,
        "task": Kind.TEXT,
        "reply_check": Kind.TEXT,
        "note": Kind.TEXT,
        "draft": Kind.TEXT,
        "chat": Kind.TEXT,
        "log_row": Kind.TEXT,
    },
    yours=frozenset({"note"}),
    status_column="group",
    colours=GROUP_COLOURS,
    worst={"rating": False, "hours": True},
    wide={"bucket": 30, "text": 48, "task": 28, "reply_check": 40, "draft": 60, "chat": 60},
)
LONGEST_TEXT = 120
_LOGGED = TABS["defect_log"].columns


def review_queue(findings: Findings, context: OutputContext) -> OutputTab:
    """Return one row a review, in the order of the study: the most pressing first."""
    words = context.words
    queue = findings.reviews
    frame = queue.select(
        "sku",
        "rating",
        "draft",
        "chat",
        _key="key",
        group=coded(queue["group"], words, "cell.group"),
        hours=pl.col("hours").fill_nan(None).floor().cast(pl.Int64),
        platform=coded(queue["platform"], words, "cell.platform"),
        bucket=_bucket(queue, words),
        text=shortened(pl.col("text").str.replace_all(r"\s+", " "), LONGEST_TEXT),
        task=coded(queue["task"], words, "cell.task"),
        reply_check=_problems(queue["problems"], words),
        log_row=_log_rows(queue, words),
    )
    return laid_out(PLAN, frame, findings=findings, context=context)


def _bucket(queue: pl.DataFrame, words: Words) -> pl.Series:
    """Return the bucket that a person chose, else the request to choose one, with a hint."""
    said = queue.select(
        chosen=coded(queue["bucket"], words, "cell.bucket"),
        suggested=coded(queue["suggested"], words, "cell.bucket"),
        matched=listed(queue["matched"], str, words("cell.list_separator")),
    )
    hint = sentence(words, "review_queue.choose_like", bucket="suggested", matched="matched")
    return said.select(
        pl.coalesce("chosen", hint, pl.lit(words("review_queue.choose")))
    ).to_series()


def _problems(series: pl.Series, words: Words) -> pl.Series:
    """Return what is wrong with a reply; `same_as:17` names what it was seen by."""

    def name(problem: str) -> str:
        code, _, found = problem.partition(":")
        key = f"review_queue.problem.{code}"
        return words(f"{key}_found" if found and words.get(f"{key}_found") else key, found=found)

    return listed(series, name, words("review_queue.separator"))


def _log_rows(queue: pl.DataFrame, words: Words) -> pl.Series:
    """Return a row for the Defect log where one is missing: cells with tabs between them."""
    missing = pl.col("task") == Task.LOG_DEFECT
    rows = [
        _log_row(review, words) if wanted else None
        for review, wanted in zip(
            queue.iter_rows(named=True), queue.select(missing).to_series(), strict=True
        )
    ]
    return pl.Series(rows, dtype=pl.String)


def _log_row(review: Mapping[str, object], words: Words) -> str:
    day = review["reviewed_at"]
    known = {
        "sku": review["sku"],
        "defect_type": words.get(f"defect_type.{review['defect_type']}"),
        "found_on": f"{day:%Y-%m-%d}" if isinstance(day, datetime) else None,
        "units": 1,
        "found_at": words("value.found_at.customer"),
        "platform": words.get(f"value.platform.{review['platform']}"),
        "severity": words.get(f"value.severity.{review['severity']}"),
        "order_ref": review["order_ref"],
    }
    return "\t".join(str(known.get(column.id) or "") for column in _LOGGED).rstrip("\t")
