"""Batches: every lot of every product with its count, rate, QC and claim."""

import polars as pl

from quality.findings import Findings
from quality.words import Words
from sheets.outputs.context import OutputContext
from sheets.outputs.layout import Plan, laid_out
from sheets.outputs.table import Kind, OutputTab
from sheets.outputs.wording import (
    coded,
    hundredths,
    listed,
    numbers,
    percent,
    percents,
    sentence,
    sentences,
)

PLAN = Plan(
    id="batches",
    columns={
        "lot_id": Kind.TEXT,
        "sku": Kind.TEXT,
        "supplier": Kind.TEXT,
        "ordered": Kind.DAY,
        "received": Kind.DAY,
        "age_days": Kind.INTEGER,
        "mature": Kind.TEXT,
        "units": Kind.INTEGER,
        "short": Kind.INTEGER,
        "nonconforming": Kind.INTEGER,
        "at_receiving": Kind.INTEGER,
        "by_customers": Kind.INTEGER,
        "by_date_match": Kind.INTEGER,
        "fraction": Kind.RATE,
        "types": Kind.TEXT,
        "cartons": Kind.TEXT,
        "qc_verdict": Kind.TEXT,
        "origin": Kind.TEXT,
        "one_off": Kind.TEXT,
        "claim": Kind.TEXT,
        "photos": Kind.INTEGER,
        "note": Kind.TEXT,
        "in_words": Kind.TEXT,
    },
    yours=frozenset({"note"}),
    sku_part=1,
    worst={"fraction": True, "nonconforming": True},
    wide={"types": 36, "in_words": 60},
    open_ended=frozenset({"in_words"}),
)


def batches(findings: Findings, context: OutputContext) -> OutputTab:
    """Return one row a lot and SKU, oldest first, so that new ones follow below."""
    words = context.words
    lots = findings.lots.sort("received_on", "key", nulls_last=True)
    said = _with_texts(lots, context)
    frame = said.select(
        "lot_id",
        "sku",
        "supplier",
        "age_days",
        "units",
        "short",
        "nonconforming",
        "at_receiving",
        "by_customers",
        "by_date_match",
        "fraction",
        "photos",
        _key="key",
        ordered="ordered_on",
        received="received_on",
        mature=coded(lots["status"], words, "cell.lot_status"),
        types=type_counts(lots["types"], words),
        cartons=_cartons(words),
        qc_verdict=coded(lots["qc_verdict"], words, "cell.qc_verdict"),
        origin=coded(lots["origin"], words, "cell.origin"),
        one_off=pl.when("one_off").then(pl.lit(words("cell.one_off"))),
        claim=coded(lots["claim"], words, "cell.claim"),
        in_words=_in_words(words),
    )
    return laid_out(PLAN, frame, findings=findings, context=context)


def type_counts(series: pl.Series, words: Words) -> pl.Series:
    """Return lists of `code:units` as `Broken 12, Chipped 2`."""
    names = words.section("defect_type")

    def name(item: str) -> str:
        code, _, units = item.rpartition(":")
        return words("cell.type_count", type=names.get(code, code), units=words.number(int(units)))

    return listed(series, name, words("cell.list_separator"))


def _with_texts(lots: pl.DataFrame, context: OutputContext) -> pl.DataFrame:
    words = context.words
    return lots.with_columns(
        _found=numbers(lots["nonconforming"], words),
        _units=numbers(lots["units"], words),
        _percent=percents(lots["fraction"], words),
        _lower=hundredths(lots["lower"], words),
        _upper=percents(lots["upper"], words),
        _share_in=percents(lots["maturity"], words, 0),
        _heading=percents(lots["heading_for"], words),
        _heading_lower=hundredths(lots["heading_lower"], words),
        _heading_upper=percents(lots["heading_upper"], words),
        _opened=numbers(lots["cartons_opened"], words),
        _needed=numbers(lots["cartons_needed"], words),
        _by_date=numbers(lots["by_date_match"], words),
        _spread=percents(lots["chance_spread"], words, 0),
        _packed=percents(lots["chance_packed"], words, 0),
        _problem=pl.lit(percent(context.rules.receiving.problem_rate, words)),
        _none=pl.col("nonconforming") == 0,
        _young=pl.col("status").is_in(["partial", "too_early"]),
    )


def _cartons(words: Words) -> pl.Expr:
    return pl.coalesce(
        sentence(words, "batches.opened_of_needed", opened="_opened", needed="_needed"),
        sentence(words, "batches.needed", needed="_needed"),
        "_opened",
    )


def _in_words(words: Words) -> pl.Expr:
    return sentences(
        _rate_in_words(words),
        pl.when("alarm").then(pl.lit(words("batches.alarm"))),
        pl.when("approximate").then(
            sentence(words, "batches.approximate", by_date="_by_date", found="_found")
        ),
        pl.when("ordered_assumed").then(pl.lit(words("batches.ordered_assumed"))),
        sentence(words, "batches.chance", problem="_problem", spread="_spread", packed="_packed"),
    )


def _rate_in_words(words: Words) -> pl.Expr:
    none, young = pl.col("_none"), pl.col("_young")
    found = {"found": "_found", "units": "_units", "percent": "_percent"}
    likely = {"lower": "_lower", "upper": "_upper"}
    heading = {
        "share": "_share_in",
        "heading": "_heading",
        "lower": "_heading_lower",
        "upper": "_heading_upper",
    }
    return pl.coalesce(
        pl.when(young & none).then(
            sentence(words, "rate.none_so_far", units="_units", upper="_heading_upper")
        ),
        pl.when(young).then(sentence(words, "rate.so_far", **found, **heading)),
        pl.when(none).then(sentence(words, "rate.none", units="_units", upper="_upper")),
        sentence(words, "rate.found", **found, **likely),
        pl.when(pl.col("status") == "check_numbers").then(
            sentence(words, "rate.check_numbers", found="_found", units="_units")
        ),
        pl.when(pl.col("nonconforming") > 0).then(sentence(words, "rate.no_base", found="_found")),
    )
