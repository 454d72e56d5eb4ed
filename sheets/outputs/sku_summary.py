"""SKU summary: where each product stands, and why."""

import polars as pl

from quality.findings import Findings
from quality.words import Words, plain
from sheets.outputs.context import OutputContext
from sheets.outputs.layout import Plan, laid_out
from sheets.outputs.sparkline import sparklines
from sheets.outputs.statuses import LEVEL_COLOURS, LEVELS, levels, rank
from sheets.outputs.table import Kind, OutputTab
from sheets.outputs.wording import (
    by_code,
    coded,
    defect_names,
    hundredths,
    listed,
    numbers,
    percent,
    percents,
    sentence,
    sentences,
    shortened,
)

PLAN = Plan(
    id="sku_summary",
    columns={
        "sku": Kind.TEXT,
        "product": Kind.TEXT,
        "supplier": Kind.TEXT,
        "status": Kind.TEXT,
        "why": Kind.TEXT,
        "next_reorder": Kind.DAY,
        "latest_order": Kind.DAY,
        "nonconforming": Kind.INTEGER,
        "units": Kind.INTEGER,
        "fraction": Kind.RATE,
        "latest_lot": Kind.TEXT,
        "latest_fraction": Kind.RATE,
        "previous_fraction": Kind.RATE,
        "trend": Kind.TEXT,
        "spark": Kind.TEXT,
        "top_type": Kind.TEXT,
        "top_share": Kind.RATE,
        "by_customers": Kind.INTEGER,
        "caught": Kind.RATE,
        "loss": Kind.OWN_MONEY,
        "data": Kind.TEXT,
        "owner": Kind.TEXT,
        "note": Kind.TEXT,
        "snooze_until": Kind.DAY,
        "in_words": Kind.TEXT,
    },
    yours=frozenset({"owner", "note", "snooze_until"}),
    sku_part=0,
    status_column="status",
    colours=LEVEL_COLOURS,
    worst={"loss": True, "fraction": True},
    wide={"why": 44, "in_words": 60},
    open_ended=frozenset({"in_words"}),
)
LONGEST_WHY = 90
_LOTS_DRAWN = 6

_UNKNOWN = pl.lit(None, dtype=pl.Int64)  # where no batch is on record, "0 received" would be false


def sku_summary(findings: Findings, context: OutputContext) -> OutputTab:
    """Return one row a SKU, worst first."""
    words = context.words
    skus = findings.skus.sort(
        rank("status", LEVELS), -pl.col("loss").fill_nan(None).fill_null(0), "sku"
    )
    said = _with_texts(skus, findings, context)
    frame = said.select(
        "sku",
        "supplier",
        "fraction",
        "nonconforming",
        "previous_fraction",
        "latest_fraction",
        "top_share",
        "by_customers",
        "caught",
        "loss",
        _key="sku",
        product="name",
        units=_UNKNOWN if findings.lots.is_empty() else pl.col("units"),
        status=levels(skus, "status", words, as_of=findings.as_of),
        why=shortened(_why(said, context), LONGEST_WHY),
        next_reorder="next_reorder_on",
        latest_order="latest_order_on",
        latest_lot=pl.coalesce(
            sentence(words, "cell.lot_with_count", lot="latest_lot", count="_latest_count"),
            "latest_lot",
        ),
        trend=coded(skus["trend"], words, "cell.trend"),
        spark=sparklines(skus["spark"], last=_LOTS_DRAWN),
        top_type=defect_names(skus["top_type"], words),
        data=coded(skus["data"], words, "cell.data"),
        in_words=_in_words(context),
    )
    return laid_out(PLAN, frame, findings=findings, context=context)


def _with_texts(skus: pl.DataFrame, findings: Findings, context: OutputContext) -> pl.DataFrame:
    """Add every figure of the sentences as a text of its own."""
    words = context.words
    ranked = skus["rank"].drop_nulls().len()
    return skus.with_columns(
        _matched=numbers(skus["matched"], words),
        _found=numbers(skus["nonconforming"], words),
        _received=numbers(skus["units"].replace(0, None), words),
        _percent=percents(skus["fraction"], words),
        _lower=hundredths(skus["lower"], words),
        _upper=percents(skus["upper"], words),
        _adjusted=percents(skus["adjusted"], words),
        _rank=numbers(skus["rank"], words) if ranked > 1 else pl.lit(None, dtype=pl.String),
        _ranked=pl.lit(words.number(ranked)),
        _share_in=percents(skus["mature_units"] / skus["units"].replace(0, None), words, 0),
        _young=pl.col("mature_units") < context.rules.maturity.full_from * pl.col("units"),
        _sure=percents(skus["above_target"], words, 0),
        _target=pl.lit(percent(context.rules.stats.target_rate, words)),
        _planned=numbers(skus["forecast_units"], words),
        _low=numbers(skus["forecast_low"], words),
        _high=numbers(skus["forecast_high"], words),
        _one_off=listed(skus["one_off_lots"], str, words("cell.list_separator")),
        _type=defect_names(skus["reason_type"], words),
        _type_units=numbers(skus["reason_units"], words),
        _days=pl.lit(words.number(context.rules.signal.window_days)),
        _latest_count=_latest_count(skus, findings, context),
    )


def _latest_count(skus: pl.DataFrame, findings: Findings, context: OutputContext) -> pl.Series:
    """Return the count behind the latest lot's rate: 2/260."""
    lots = findings.lots.select("sku", "nonconforming", "units", latest_lot="lot_id")
    latest = skus.select("sku", "latest_lot").join(
        lots, on=["sku", "latest_lot"], how="left", maintain_order="left"
    )
    words = context.words
    counted = latest.select(
        found=numbers(latest["nonconforming"], words), units=numbers(latest["units"], words)
    )
    return counted.select(
        sentence(words, "cell.found_of_units", found="found", units="units")
    ).to_series()


def _why(said: pl.DataFrame, context: OutputContext) -> pl.Expr:
    return by_code(
        "reason",
        said["reason"],
        context.words,
        "cell.why_sku",
        type="_type",
        type_units="_type_units",
        found="_found",
        received="_received",
        lot="latest_lot",
        latest_count="_latest_count",
        days="_days",
    )


def _in_words(context: OutputContext) -> pl.Expr:
    """Say what the numbers can and cannot tell, in sentences of the language."""
    words = context.words
    return sentences(
        _rate_in_words(words),
        pl.when("_young").then(sentence(words, "rate.share_in", share="_share_in")),
        sentence(words, "sku_summary.adjusted", adjusted="_adjusted", rank="_rank", of="_ranked"),
        sentence(words, "sku_summary.one_off", lots="_one_off"),
        sentence(words, "sku_summary.sure", chance="_sure", target="_target"),
        sentence(words, "sku_summary.forecast", planned="_planned", low="_low", high="_high"),
        pl.when(pl.col("loss_estimated") & pl.col("loss").is_not_null()).then(
            pl.lit(plain(words("sku_summary.loss_estimated")))
        ),
    )


def _rate_in_words(words: Words) -> pl.Expr:
    none, young = pl.col("matched") == 0, pl.col("_young")
    found = {"found": "_matched", "units": "_received", "percent": "_percent"}
    return pl.coalesce(
        pl.when(young & none).then(sentence(words, "rate.none_yet", units="_received")),
        pl.when(none).then(sentence(words, "rate.none", units="_received", upper="_upper")),
        pl.when(young).then(sentence(words, "rate.found_so_far", **found)),
        sentence(words, "rate.found", **found, lower="_lower", upper="_upper"),
        pl.when(pl.col("nonconforming") > 0).then(sentence(words, "rate.no_base", found="_found")),
    )
