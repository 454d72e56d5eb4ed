"""Supplier trends: how each supplier stands, like compared with like, and the signs to leave."""

import polars as pl

from quality.findings import Findings
from quality.words import Words
from sheets.outputs.context import OutputContext
from sheets.outputs.layout import Plan, laid_out
from sheets.outputs.sparkline import sparklines
from sheets.outputs.statuses import STANDING_COLOURS, STANDINGS, rank
from sheets.outputs.table import Kind, OutputTab
from sheets.outputs.wording import (
    by_code,
    coded,
    hundredths,
    listed,
    numbers,
    percents,
    sentence,
    sentences,
    shortened,
)

PLAN = Plan(
    id="supplier_trends",
    columns={
        "supplier": Kind.TEXT,
        "status": Kind.TEXT,
        "why": Kind.TEXT,
        "skus": Kind.INTEGER,
        "lots": Kind.INTEGER,
        "units": Kind.INTEGER,
        "nonconforming": Kind.INTEGER,
        "fraction": Kind.RATE,
        "mix_previous": Kind.RATE,
        "mix_latest": Kind.RATE,
        "trend": Kind.TEXT,
        "spark": Kind.TEXT,
        "talks": Kind.INTEGER,
        "last_talk": Kind.DAY,
        "sign_a": Kind.TEXT,
        "sign_b": Kind.TEXT,
        "sign_c": Kind.TEXT,
        "one_off": Kind.TEXT,
        "compensation": Kind.TEXT,
        "spend": Kind.PURCHASE_MONEY,
        "loss": Kind.OWN_MONEY,
        "owner": Kind.TEXT,
        "decision": Kind.TEXT,
        "note": Kind.TEXT,
        "in_words": Kind.TEXT,
    },
    yours=frozenset({"owner", "decision", "note"}),
    status_column="status",
    colours=STANDING_COLOURS,
    worst={"loss": True, "fraction": True},
    wide={"why": 44, "one_off": 24, "in_words": 60},
    open_ended=frozenset({"in_words"}),
)
LONGEST_WHY = 90
SIGNS = ("a", "b", "c")
_QUARTERS_DRAWN = 8


def supplier_trends(findings: Findings, context: OutputContext) -> OutputTab:
    """Return one row a supplier, worst standing first."""
    words = context.words
    suppliers = findings.suppliers.sort(
        rank("standing", STANDINGS), -pl.col("loss").fill_nan(None).fill_null(0), "supplier"
    )
    said = _with_texts(suppliers, words)
    signs = {sign: _sign(said, sign, words) for sign in SIGNS}
    frame = said.select(
        "supplier",
        "skus",
        "lots",
        "units",
        "nonconforming",
        "fraction",
        "talks",
        "spend",
        "loss",
        _key="supplier",
        status=coded(suppliers["standing"], words, "cell.standing"),
        why=shortened(_why(said, words), LONGEST_WHY),
        mix_previous="mix_adjusted_previous",
        mix_latest="mix_adjusted_latest",
        trend=coded(suppliers["trend"], words, "cell.trend"),
        spark=sparklines(suppliers["quarters"], last=_QUARTERS_DRAWN),
        last_talk="last_talk_on",
        sign_a=signs["a"],
        sign_b=signs["b"],
        sign_c=signs["c"],
        one_off="_one_off",
        compensation=sentence(
            words, "supplier_trends.agreed_received", agreed="_agreed", received="_received_back"
        ),
        in_words=_in_words(said, words),
    )
    return laid_out(PLAN, frame, findings=findings, context=context)


def _with_texts(suppliers: pl.DataFrame, words: Words) -> pl.DataFrame:
    separator = words("cell.list_separator")
    return suppliers.with_columns(
        _found=numbers(suppliers["nonconforming"], words),
        _units=numbers(suppliers["units"].replace(0, None), words),  # nothing is "0 of 0"
        _percent=percents(suppliers["fraction"], words),
        _lower=hundredths(suppliers["lower"], words),
        _upper=percents(suppliers["upper"], words),
        _index=numbers(suppliers["index"], words, 1),
        _raw_previous=percents(suppliers["raw_previous"], words),
        _raw_latest=percents(suppliers["raw_latest"], words),
        _mix_previous=percents(suppliers["mix_adjusted_previous"], words),
        _mix_latest=percents(suppliers["mix_adjusted_latest"], words),
        _compared=listed(suppliers["comparable_skus"], str, separator),
        _one_off=listed(suppliers["one_off_lots"], str, separator),
        _signs=pl.concat_str(
            [
                pl.when(pl.col(f"sign_{sign}").is_not_null()).then(pl.lit(sign.upper()))
                for sign in SIGNS
            ],
            separator=separator,
            ignore_nulls=True,
        ),
        _agreed=numbers(suppliers["compensation_agreed"], words),
        _received_back=numbers(suppliers["compensation_received"].fill_null(0), words),
    )


def _sign(suppliers: pl.DataFrame, sign: str, words: Words) -> pl.Series:
    """Return `strong: A-FAN, A-LAMP`; the strength alone where no SKU is named."""
    mark = f"{sign}:"
    named = pl.element().filter(pl.element().str.starts_with(mark)).str.strip_prefix(mark)
    said = suppliers.select(
        strength=coded(suppliers[f"sign_{sign}"], words, "cell.sign"),
        skus=pl.col("sign_skus").list.eval(named).list.join(words("cell.list_separator")),
    )
    whole = sentence(words, "supplier_trends.sign", strength="strength", skus="skus")
    return said.select(
        pl.when(pl.col("skus").fill_null("") != "").then(whole).otherwise("strength")
    ).to_series()


def _why(said: pl.DataFrame, words: Words) -> pl.Expr:
    return by_code(
        "reason",
        said["reason"],
        words,
        "cell.why_supplier",
        found="_found",
        units="_units",
        signs="_signs",
    )


def _in_words(said: pl.DataFrame, words: Words) -> pl.Expr:
    none = pl.col("nonconforming") == 0
    return sentences(
        pl.coalesce(
            pl.when(none).then(sentence(words, "rate.none", units="_units", upper="_upper")),
            sentence(
                words,
                "rate.found",
                found="_found",
                units="_units",
                percent="_percent",
                lower="_lower",
                upper="_upper",
            ),
            pl.when(pl.col("nonconforming") > 0).then(
                sentence(words, "rate.no_base", found="_found")
            ),
        ),
        sentence(words, "supplier_trends.index", index="_index"),
        sentence(
            words,
            "supplier_trends.same_products",
            skus="_compared",
            previous="_mix_previous",
            latest="_mix_latest",
        ),
        sentence(words, "supplier_trends.raw", previous="_raw_previous", latest="_raw_latest"),
        by_code("reverses", said["reverses"], words, "cell.reverses"),
    )
