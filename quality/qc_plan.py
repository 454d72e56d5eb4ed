"""What to open and test when goods arrive, for what is coming and what waits unchecked."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from quality.basis import Basis
from quality.codes import QcReason
from quality.findings import QC_PLAN
from quality.frames import lookup, within
from quality.inspection import InspectionAdvice
from quality.losses import Losses
from quality.order_inspection import order_inspection
from quality.receiving import Arrival, ArrivalPlan, arrival_plans
from quality.tabs import QC_TAB

Row = Mapping[str, Any]

_AHEAD_DAYS, _LATE_DAYS, _UNCHECKED_DAYS = 14, 60, 30
_TEST_PIECES = 3
_OF_THE_RATE = ("sku", "usual_nonconforming", "usual_fraction", "adjusted")
_OPEN = ("urgent", "signal")


def qc_plan(
    basis: Basis, lots: pl.DataFrame, skus: pl.DataFrame, signals: pl.DataFrame, losses: Losses
) -> pl.DataFrame:
    """Return one row an arrival (schema QC_PLAN), earliest first.

    Ordered plans that arrive within 14 days or are late by at most 60, lots of the last 30 days
    that nobody has checked, and for products with an open signal and nothing on its way what the
    next arrival needs: receiving QC at all, or a test beyond the five checks.
    """
    arrivals = pl.concat([_unchecked(lots), _expected(basis, lots)])
    steps = _steps(signals)
    arrivals = pl.concat([arrivals, _next(basis, lots, arrivals, steps)])
    ordered = arrivals.sort("arrival_on", "sku", nulls_last=True).unique(
        "key", keep="first", maintain_order=True
    )
    wanted = ordered["sku"].unique().implode()
    mine = pl.col("sku").is_in(wanted)
    products = lookup(basis.skus.select("sku", "fragile", "use_test").filter(mine), "sku")
    known = lookup(skus.select(*_OF_THE_RATE).filter(mine), "sku")
    suppliers = lookup(basis.records.suppliers, "supplier")
    per_unit = dict(losses.per_unit.filter(mine).select("sku", "loss_per_unit").iter_rows())
    types = _types(basis, mine)
    done = _done(basis)
    coming = ordered.rows(named=True)
    rows: list[dict[str, Any]] = []
    for arrival, plan in zip(coming, _plans(basis, coming, steps), strict=True):
        sku = arrival["sku"]
        row = _row(basis, arrival, plan, steps.get(sku, {}), products[sku], done)
        if arrival["coming"]:
            advised = order_inspection(
                basis,
                sku=known[sku],
                product=products[sku],
                supplier=suppliers.get(arrival["supplier"], {}),
                units=arrival["units"],
                loss_per_unit=per_unit[sku],
                types=types.get(sku, {}),
            )
            row |= _inspection(advised)
        rows.append(row)
    return pl.DataFrame(rows, schema=dict(QC_PLAN))


def _unchecked(lots: pl.DataFrame) -> pl.DataFrame:
    waiting = lots.filter(
        ~pl.col("qc_done"), pl.col("age_days") >= 0, pl.col("age_days") <= _UNCHECKED_DAYS
    )
    return _firsts(
        waiting.select(
            "sku",
            "supplier",
            "units",
            "cartons",
            arrival_on="received_on",
            draw="lot_id",
            waiting="age_days",
            coming=pl.lit(value=False),
        ),
        lots,
    )


def _expected(basis: Basis, lots: pl.DataFrame) -> pl.DataFrame:
    """Ordered plans whose goods are due, unless a lot of about that day is here already."""
    lead = pl.coalesce("lead_time_days", "sku_lead")
    ordered = (
        basis.records.plans.filter(pl.col("status") == "ordered")
        .join(
            basis.skus.select("sku", main="supplier", sku_lead="lead_time_days"),
            on="sku",
            how="left",
            maintain_order="left",
        )
        .with_columns(
            supplier=pl.coalesce("supplier", "main"),
            arrival_on=pl.coalesce("expected_on", pl.col("planned_on") + pl.duration(days=lead)),
        )
        .with_columns(ahead=(pl.col("arrival_on") - pl.lit(basis.as_of)).dt.total_days())
        .filter(pl.col("ahead") <= _AHEAD_DAYS, pl.col("ahead") >= -_LATE_DAYS)
    )
    here = (
        ordered.join(lots.select("sku", "received_on"), on="sku")
        .filter(
            (pl.col("received_on") - pl.col("arrival_on")).dt.total_days()
            >= -basis.rules.matching.window_days
        )
        .select("row")
    )
    coming = ordered.join(here, on="row", how="anti", maintain_order="left")
    return _firsts(
        coming.select(
            "sku",
            "supplier",
            "units",
            "cartons",
            "arrival_on",
            draw=pl.lit(None, dtype=pl.String),
            waiting=pl.lit(None, dtype=pl.Int64),
            coming=pl.lit(value=True),
        ),
        lots,
    )


def _next(
    basis: Basis, lots: pl.DataFrame, arrivals: pl.DataFrame, steps: Mapping[str, Mapping[str, str]]
) -> pl.DataFrame:
    """Products with an open signal and no arrival in sight."""
    recent = within("received_on", as_of=basis.as_of, days=basis.rules.signal.window_days)
    checked = set(lots.filter(recent, pl.col("qc_done"))["sku"])
    tested = {sku for sku, moments in steps.items() if moments.keys() & {"test", "use"}}
    wanted = [sku for sku in steps if sku not in checked or sku in tested]
    return (
        basis.skus.filter(pl.col("sku").is_in(wanted))
        .join(arrivals, on="sku", how="anti", maintain_order="left")
        .select(
            "sku",
            "supplier",
            key=pl.format("{}|next", "sku"),
            draw="sku",
            first_lot=pl.lit(value=False),
            coming=pl.lit(value=False),
            start=~pl.col("sku").is_in(checked),
            **{
                name: pl.lit(None, dtype=arrivals.schema[name])
                for name in ("units", "cartons", "arrival_on", "waiting")
            },
        )
        .select(arrivals.columns)
    )


def _firsts(arrivals: pl.DataFrame, lots: pl.DataFrame) -> pl.DataFrame:
    """Mark the first lot of a product from a supplier; give each arrival its key."""
    earlier = lots.group_by("sku", "supplier").agg(first_on=pl.col("received_on").min())
    key = pl.format("{}|{}", "sku", pl.col("arrival_on").dt.to_string("%Y-%m-%d"))
    return arrivals.join(
        earlier, on=["sku", "supplier"], how="left", nulls_equal=True, maintain_order="left"
    ).select(
        "sku",
        "supplier",
        "units",
        "cartons",
        "arrival_on",
        "waiting",
        "coming",
        key=key,
        draw=pl.coalesce("draw", key),
        start=pl.lit(value=False),
        first_lot=pl.col("first_on").is_null() | (pl.col("first_on") >= pl.col("arrival_on")),
    )


def _steps(signals: pl.DataFrame) -> dict[str, dict[str, str]]:
    """By product: the worst open defect type that shows in a test, in use, or at all."""
    steps: dict[str, dict[str, str]] = {}
    open_ones = signals.filter(
        pl.col("level").is_in(_OPEN), ~pl.col("closed"), pl.col("kind") == "defect"
    )
    for sku, kind, visible in open_ones.select("sku", "defect_type", "visible").iter_rows():
        step = "use" if visible in {"use", "sample"} else visible
        steps.setdefault(sku, {}).setdefault(step, kind)
    return steps


def _types(basis: Basis, mine: pl.Expr) -> dict[str, dict[str, int]]:
    counted = (
        basis.finds.lazy()
        .filter("in_rate", mine)
        .group_by("sku", "defect_type")
        .agg(pl.col("units").sum())
        .collect()
    )
    types: dict[str, dict[str, int]] = {}
    for sku, kind, units in counted.iter_rows():
        types.setdefault(sku, {})[kind] = units
    return types


def _done(basis: Basis) -> set[str]:
    ticked = basis.records.marks.filter(pl.col("tab") == QC_TAB, pl.col("done"))
    return set(ticked["key"].drop_nulls())


def _plans(
    basis: Basis, arrivals: Sequence[Row], steps: Mapping[str, Mapping[str, str]]
) -> list[ArrivalPlan]:
    """What to open of each arrival."""
    asked = [
        Arrival(
            key=arrival["draw"],
            units=arrival["units"],
            cartons=arrival["cartons"],
            alert=arrival["sku"] in steps or arrival["first_lot"],
        )
        for arrival in arrivals
    ]
    return arrival_plans(asked, rules=basis.rules.receiving, table=basis.tables)


def _row(
    basis: Basis,
    arrival: Row,
    plan: ArrivalPlan,
    steps: Mapping[str, str],
    product: Row,
    done: set[str],
) -> dict[str, Any]:
    known = (arrival["units"] or 0) > 0
    ticked = arrival["key"] in done
    late = (arrival["waiting"] or 0) - basis.rules.receiving.overdue_days
    return {
        "key": arrival["key"],
        "arrival_on": arrival["arrival_on"],
        "sku": arrival["sku"],
        "supplier": arrival["supplier"],
        "units": arrival["units"],
        "cartons": arrival["cartons"],
        "open": plan.cartons if arrival["cartons"] else None,
        "carton_numbers": list(plan.carton_numbers),
        "reason": _reason(steps, arrival).value,
        "max_units": plan.units if known else None,
        "chance_spread": plan.notices_spread if known else None,
        "chance_packed": plan.notices_packed if known and arrival["cartons"] else None,
        "function_test": steps.get("test"),
        "use_test_pieces": max(_TEST_PIECES, plan.cartons) if "use" in steps else None,
        "use_test_type": steps.get("use"),
        "use_test": product["use_test"] if "use" in steps else None,
        "overdue_days": late if late > 0 and not ticked else None,
        "done": ticked,
    }


def _reason(steps: Mapping[str, str], arrival: Row) -> QcReason:
    if arrival["start"]:
        return QcReason.START_QC
    if steps:
        return QcReason.OPEN_SIGNAL
    return QcReason.FIRST_LOT if arrival["first_lot"] else QcReason.DEFAULT


def _inspection(advised: InspectionAdvice) -> dict[str, Any]:
    return {
        "psi": advised.word.value if advised.word else None,
        "avoidable_loss": None if advised.avoidable_loss is None else float(advised.avoidable_loss),
        "psi_fee": float(advised.fee),
        "psi_fee_default": advised.fee_is_default,
        "break_even": advised.break_even,
    }
