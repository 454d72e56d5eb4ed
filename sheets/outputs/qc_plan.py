"""QC plan: what to open and test when the next goods arrive, and whether to inspect before."""

import polars as pl

from quality.findings import Findings
from quality.words import Words, plain
from sheets.outputs.context import OutputContext
from sheets.outputs.layout import Plan, laid_out
from sheets.outputs.table import Kind, OutputTab
from sheets.outputs.wording import (
    by_code,
    joined_numbers,
    numbers,
    percent,
    percents,
    sentence,
    sentences,
    told,
)

PLAN = Plan(
    id="qc_plan",
    columns={
        "arrival": Kind.DAY,
        "sku": Kind.TEXT,
        "supplier": Kind.TEXT,
        "units": Kind.INTEGER,
        "cartons": Kind.INTEGER,
        "open": Kind.INTEGER,
        "carton_numbers": Kind.TEXT,
        "why": Kind.TEXT,
        "extra_step": Kind.TEXT,
        "use_test": Kind.TEXT,
        "psi": Kind.TEXT,
        "avoidable_loss": Kind.OWN_MONEY,
        "psi_fee": Kind.OWN_MONEY,
        "overdue": Kind.TEXT,
        "done": Kind.TICK,
        "note": Kind.TEXT,
        "checklist": Kind.TEXT,
    },
    yours=frozenset({"done", "note"}),
    sku_part=0,
    status_column="overdue",
    colours={"cell.overdue": "orange", "cell.done": "green", "cell.inactive": "grey"},
    worst={"avoidable_loss": True, "open": True},
    settled=("cell.inactive", "cell.done"),
    wide={
        "carton_numbers": 24,
        "why": 44,
        "extra_step": 30,
        "use_test": 36,
        "psi": 40,
        "checklist": 60,
    },
    open_ended=frozenset({"checklist"}),
)
_FIVE = ("count", "colour", "broken", "accessory", "packaging")


def qc_plan(findings: Findings, context: OutputContext) -> OutputTab:
    """Return one row an arrival, earliest first."""
    words = context.words
    arrivals = findings.qc_plan.sort("arrival_on", "key", nulls_last=True)
    said = _with_texts(arrivals, context)
    frame = said.select(
        "sku",
        "supplier",
        "units",
        "cartons",
        "open",
        "avoidable_loss",
        "psi_fee",
        _key="key",
        arrival="arrival_on",
        why=sentences(_why(said, words), _chance(words)),
        extra_step=_tests(arrivals["function_test"], words, "qc_plan.step"),
        use_test=_use_test(words),
        psi=_psi(said, words),
        overdue=_overdue(words),
        carton_numbers=joined_numbers(arrivals["carton_numbers"], ", "),
        checklist=pl.lit(_checklist(words)),
    )
    return laid_out(PLAN, frame, findings=findings, context=context)


def _with_texts(arrivals: pl.DataFrame, context: OutputContext) -> pl.DataFrame:
    words, rules = context.words, context.rules.receiving
    ratio = arrivals["avoidable_loss"] / arrivals["psi_fee"].replace(0, None)
    return arrivals.with_columns(
        _cartons=numbers(arrivals["cartons"], words),
        _share=pl.lit(percent(rules.carton_share, words)),
        _share_alert=pl.lit(percent(rules.carton_share_alert, words)),
        _minimum=pl.lit(words.number(rules.min_cartons)),
        _max_units=numbers(arrivals["max_units"], words),
        _problem=pl.lit(percent(rules.problem_rate, words)),
        _spread=percents(arrivals["chance_spread"], words, 0),
        _packed=percents(arrivals["chance_packed"], words, 0),
        _pieces=numbers(arrivals["use_test_pieces"], words),
        _default_test=_tests(arrivals["use_test_type"], words, "qc_plan.use_test_of"),
        _ratio=numbers(ratio, words, 1),
        _break_even=percents(arrivals["break_even"], words),
    )


def _why(said: pl.DataFrame, words: Words) -> pl.Expr:
    return by_code(
        "reason",
        said["reason"],
        words,
        "qc_plan.reason",
        cartons="_cartons",
        share="_share",
        share_alert="_share_alert",
        minimum="_minimum",
        max_units="_max_units",
    )


def _chance(words: Words) -> pl.Expr:
    return pl.coalesce(
        sentence(words, "qc_plan.chance", problem="_problem", spread="_spread", packed="_packed"),
        sentence(words, "qc_plan.chance_spread", problem="_problem", spread="_spread"),
    )


def _tests(types: pl.Series, words: Words, section: str) -> pl.Series:
    """Return the test that shows a defect type; for a type of the team's own, its name."""
    tests, names = words.section(section), words.section("defect_type")
    other = f"{section}.other"
    return told(types, lambda code: tests.get(code) or words(other, type=names.get(code, code)))


def _use_test(words: Words) -> pl.Expr:
    test = pl.coalesce("use_test", "_default_test")
    return sentence(words, "qc_plan.use_test", pieces="_pieces", test=test)


def _psi(said: pl.DataFrame, words: Words) -> pl.Expr:
    return sentences(
        by_code("psi", said["psi"], words, "qc_plan.psi", ratio="_ratio"),
        pl.when(pl.col("psi") != "not_needed").then(
            sentence(words, "qc_plan.break_even", rate="_break_even")
        ),
        pl.when((pl.col("psi") != "not_needed") & pl.col("psi_fee_default")).then(
            pl.lit(plain(words("qc_plan.fee_default")))
        ),
    )


def _overdue(words: Words) -> pl.Expr:
    late = pl.col("overdue_days").fill_null(0) > 0
    return (
        pl.when("done")
        .then(pl.lit(words("cell.done")))
        .when(late)
        .then(pl.lit(words("cell.overdue")))
    )


def _checklist(words: Words) -> str:
    """The five checks on arrival, in the order in which they are done."""
    return plain(" ".join(words(f"qc_plan.check.{line}") for line in _FIVE))
