"""Review queue: reviews that wait for a person, the most pressing first."""

import polars as pl

from quality.findings import Findings
from quality.words import Words
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
    },
    yours=frozenset({"note"}),
    status_column="group",
    colours=GROUP_COLOURS,
    wide={"bucket": 30, "text": 48, "task": 28, "reply_check": 40},
)
LONGEST_TEXT = 120


def review_queue(findings: Findings, context: OutputContext) -> OutputTab:
    """Return one row a review, in the order of the study: the most pressing first."""
    words = context.words
    queue = findings.reviews
    frame = queue.select(
        "sku",
        "rating",
        _key="key",
        group=coded(queue["group"], words, "cell.group"),
        hours=pl.col("hours").fill_nan(None).floor().cast(pl.Int64),
        platform=coded(queue["platform"], words, "cell.platform"),
        bucket=_bucket(queue, words),
        text=shortened(pl.col("text").str.replace_all(r"\s+", " "), LONGEST_TEXT),
        task=coded(queue["task"], words, "cell.task"),
        reply_check=_problems(queue["problems"], words),
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
