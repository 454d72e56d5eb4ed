"""Signals: the same thing again and again, and what to do about it next."""

import polars as pl

from quality.codes import NextStep, SignalKind
from quality.findings import Findings
from quality.words import Words, plain
from sheets.outputs.context import OutputContext
from sheets.outputs.layout import Plan, laid_out
from sheets.outputs.statuses import LEVEL_COLOURS, LEVELS, levels, rank
from sheets.outputs.table import Kind, OutputTab
from sheets.outputs.wording import (
    by_code,
    coded,
    defect_names,
    listed,
    numbers,
    sentence,
    sentences,
    told,
)

PLAN = Plan(
    id="signals",
    columns={
        "level": Kind.TEXT,
        "kind": Kind.TEXT,
        "sku": Kind.TEXT,
        "product": Kind.TEXT,
        "supplier": Kind.TEXT,
        "defect": Kind.TEXT,
        "units": Kind.INTEGER,
        "complaints": Kind.INTEGER,
        "lots": Kind.INTEGER,
        "fraction": Kind.RATE,
        "first_seen": Kind.DAY,
        "last_seen": Kind.DAY,
        "qc_verdict": Kind.TEXT,
        "visible": Kind.TEXT,
        "origin": Kind.TEXT,
        "next_step": Kind.TEXT,
        "nights_open": Kind.INTEGER,
        "owner": Kind.TEXT,
        "note": Kind.TEXT,
        "snooze_until": Kind.DAY,
        "closed": Kind.TICK,
        "in_words": Kind.TEXT,
    },
    yours=frozenset({"owner", "note", "snooze_until", "closed"}),
    sku_part=0,
    status_column="level",
    colours=LEVEL_COLOURS,
    worst={"units": True, "nights_open": True},
    settled=("cell.inactive", "cell.closed"),
    wide={"next_step": 36, "in_words": 60},
    open_ended=frozenset({"in_words"}),
)


def signals(findings: Findings, context: OutputContext) -> OutputTab:
    """Return one row a signal, open ones first, worst first."""
    words = context.words
    found = findings.signals.sort(
        pl.col("closed").fill_null(value=False),
        rank("level", LEVELS),
        ~pl.col("stands_out").fill_null(value=False),
        -pl.col("units").fill_null(0),
        "key",
    )
    said = _with_texts(found, words)
    frame = said.select(
        "sku",
        "supplier",
        "units",
        "complaints",
        "lots",
        "fraction",
        "nights_open",
        _key="key",
        level=_level(found, findings, words),
        kind=coded(found["kind"], words, "cell.kind"),
        product="name",
        defect=_defect(found, words),
        first_seen="first_seen_on",
        last_seen="last_seen_on",
        qc_verdict=coded(found["qc_verdict"], words, "cell.qc_verdict"),
        visible=coded(found["visible"], words, "cell.visible"),
        origin=coded(found["origin"], words, "cell.origin"),
        next_step=coded(found["next_step"], words, "cell.next_step"),
        in_words=_in_words(said, words),
    )
    return laid_out(PLAN, frame, findings=findings, context=context)


def _level(found: pl.DataFrame, findings: Findings, words: Words) -> pl.Series:
    said = found.with_columns(_said=levels(found, "level", words, as_of=findings.as_of))
    return said.select(
        pl.when("closed").then(pl.lit(words("cell.closed"))).otherwise("_said")
    ).to_series()


def _defect(found: pl.DataFrame, words: Words) -> pl.Series:
    """Return the defect type; for a listing, the part of it that let buyers down."""
    said = found.select(
        "kind",
        of_defect=defect_names(found["defect_type"], words),
        of_listing=coded(found["defect_type"], words, "cell.listing_part"),
    )
    listing = pl.col("kind") == SignalKind.LISTING
    return said.select(pl.when(listing).then("of_listing").otherwise("of_defect")).to_series()


def _with_texts(found: pl.DataFrame, words: Words) -> pl.DataFrame:
    return found.with_columns(
        _units=numbers(found["units"], words),
        _complaints=numbers(found["complaints"], words),
        _received=numbers(found["received"], words),
        _reports=told(found["complaints"], lambda count: _reports(count, words)),
        _platforms=_platforms(found["platforms"], words),
        _grade=pl.when(pl.col("kind") != "defect")
        .then("kind")
        .when(pl.col("next_step") == NextStep.STOP_SALE.value)
        .then(pl.lit("safety"))
        .when(pl.col("received").is_null())
        .then(pl.lit("no_base"))
        .when("above_normal")
        .then(pl.lit("above_normal"))
        .when(pl.col("level") == "signal")  # in lots without a received figure
        .then(pl.lit("no_base"))
        .otherwise(pl.lit("in_line")),
    )


def _reports(count: int, words: Words) -> str:
    return words(f"signals.report_{'one' if count == 1 else 'other'}", count=words.number(count))


def _platforms(series: pl.Series, words: Words) -> pl.Series:
    names = words.section("cell.platform")

    def name(item: str) -> str:
        code, _, units = item.rpartition(":")
        return f"{names.get(code, code)} {words.number(int(units))}"

    return listed(series, name, " · ")


def _in_words(said: pl.DataFrame, words: Words) -> pl.Expr:
    return sentences(
        by_code(
            "_grade",
            said["_grade"],
            words,
            "signals.grade",
            units="_units",
            reports="_reports",
            complaints="_complaints",
            received="_received",
        ),
        pl.when("stands_out").then(pl.lit(plain(words("signals.stands_out")))),
        pl.when("is_new").then(pl.lit(plain(words("signals.is_new")))),
        sentence(words, "signals.platforms", platforms="_platforms"),
    )
