"""Every talk with a supplier, what followed, and what is still open."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from quality.basis import YEAR, Basis
from quality.codes import OpenAsk
from quality.columns import Floats, Whole
from quality.findings import TALK_FINDINGS
from quality.frames import conform, flags, numbers
from quality.lot_counts import KEY
from quality.lot_findings import Lots
from quality.talks import Days, TalkEffect, talk_effect, talk_sides

USED = ("ok", "partial", "few_units")
_ANSWER_DAYS = 14
_SETTLES = ("agreed",)


@dataclass(frozen=True, slots=True, kw_only=True)
class LotColumns:
    """Lots of one product or supplier as columns, oldest first."""

    rows: pl.DataFrame
    nonconforming: Floats
    units: Floats  # mature units of used lots, nan for the others
    ordered_on: Days  # NaT where it is not known
    received_on: Days
    sku: Whole
    skus: int
    lead_time_days: int


def talk_findings(basis: Basis, lots: Lots) -> pl.DataFrame:
    """Return one row a talk (schema TALK_FINDINGS), oldest first.

    A talk about one defect type is judged by units of that type; lots before it are all earlier
    ones up to the baseline, never the bad lot alone.
    """
    talks = basis.records.talks.filter(pl.col("talked_on").is_not_null()).sort("talked_on", "row")
    by_type = lot_types(basis)
    rows = [
        _described(talk, _effect(basis, lots, by_type, talk))
        for talk in talks.iter_rows(named=True)
    ]
    judged = pl.DataFrame(rows, schema=_EFFECT, orient="row")
    with_asks = pl.concat([talks, judged], how="horizontal").with_columns(
        open_ask=_open_asks(talks, basis.as_of), promise_overdue=_overdue(basis.as_of)
    )
    return conform(with_asks, TALK_FINDINGS)


_EFFECT = {
    name: TALK_FINDINGS[name]
    for name in (
        "before_nonconforming",
        "before_units",
        "after_nonconforming",
        "after_units",
        "before_fraction",
        "after_fraction",
        "p_less",
        "p_much_less",
        "verdict",
        "leaning",
        "units_needed",
        "order_assumed",
    )
}


def lot_columns(basis: Basis, rows: pl.DataFrame) -> LotColumns:
    """Return lots as the columns that talks are judged on.

    Args:
        basis: What the study starts from.
        rows: Lots of one product or supplier, schema LOT_FINDINGS.
    """
    order = rows["sku"].unique(maintain_order=True)
    place = {sku: index for index, sku in enumerate(order)}
    lead = basis.skus.filter(pl.col("sku").is_in(order.implode()))["lead_time_days"].max()
    return LotColumns(
        rows=rows,
        nonconforming=numbers(rows["nonconforming"]),
        units=np.where(flags(rows["status"].is_in(USED)), numbers(rows["mature_units"]), np.nan),
        ordered_on=_days(
            rows.select(pl.when(~pl.col("ordered_assumed")).then(pl.col("ordered_on"))).to_series()
        ),
        received_on=_days(rows["received_on"]),
        sku=np.array([place[sku] for sku in rows["sku"]], dtype=np.int64),
        skus=max(len(place), 1),
        lead_time_days=lead if isinstance(lead, int) else basis.rules.stock.default_lead_time_days,
    )


def lot_types(basis: Basis) -> pl.DataFrame:
    """Return units by lot and type: sku, lot_id, defect_type, units."""
    return (
        basis.finds.filter("in_rate", pl.col("lot_id").is_not_null())
        .group_by(*KEY, "defect_type")
        .agg(pl.col("units").sum())
    )


def concerned(rows: pl.DataFrame, sku: str | None, supplier: str | None) -> pl.DataFrame:
    """Return the lots that a talk was about: of the SKU, else of the whole supplier."""
    dated = rows.filter(pl.col("received_on").is_not_null())
    if supplier is not None:
        dated = dated.filter(pl.col("supplier") == supplier)
    return dated if sku is None else dated.filter(pl.col("sku") == sku)


def _effect(
    basis: Basis, lots: Lots, by_type: pl.DataFrame, talk: dict[str, object]
) -> tuple[TalkEffect, bool]:
    sku, supplier, kind = talk["sku"], talk["supplier"], talk["defect_type"]
    columns = lot_columns(basis, concerned(lots.rows, _text(sku), _text(supplier)))
    bad = columns.nonconforming
    if kind is not None:
        of_type = by_type.filter(pl.col("defect_type") == kind)
        bad = numbers(
            columns.rows.select(KEY)
            .join(of_type, on=KEY, how="left", maintain_order="left")["units"]
            .fill_null(0)
        )
    sides = talk_sides(
        columns.ordered_on,
        columns.received_on,
        used=~np.isnan(columns.units),
        talked_on=np.datetime64(talk["talked_on"], "D"),  # type: ignore[call-overload]
        lead_time_days=columns.lead_time_days,
        sku=columns.sku,
        baseline=basis.rules.talk.baseline_batches,
    )
    effect = talk_effect(
        bad,
        columns.units,
        before=sides.before,
        after=sides.after,
        sku=columns.sku,
        skus=columns.skus,
        rho=lots.rho,
        rules=basis.rules.talk,
        stats=basis.rules.stats,
    )
    return effect, bool(sides.assumed.any())


def _described(_talk: dict[str, object], judged: tuple[TalkEffect, bool]) -> tuple[object, ...]:
    effect, assumed = judged
    return (
        effect.before.nonconforming,
        effect.before.units,
        effect.after.nonconforming,
        effect.after.units,
        effect.before.fraction,
        effect.after.fraction,
        effect.lower,
        effect.much_lower,
        effect.verdict.value,
        effect.leaning.value if effect.leaning else None,
        effect.units_needed,
        assumed,
    )


def _open_asks(talks: pl.DataFrame, as_of: date) -> pl.Series:
    """Refused asks, and unanswered ones past their day, unless a later talk settled them."""
    rows = list(talks.iter_rows(named=True))
    settled = [row for row in rows if _settles(row)]
    return pl.Series(list(_asks(rows, settled, as_of)), dtype=pl.String)


def _asks(
    rows: list[dict[str, object]], settled: list[dict[str, object]], as_of: date
) -> Iterator[str | None]:
    for row in rows:
        talked_on = row["talked_on"]
        recent = isinstance(talked_on, date) and (as_of - talked_on).days <= YEAR
        state = _state(row, as_of) if recent else None
        later = any(_same_subject(row, other) and _after(other, row) for other in settled)
        yield None if later else state


def _state(row: dict[str, object], as_of: date) -> str | None:
    if row["response"] == "refused":
        return OpenAsk.REFUSED.value
    due = row["due_on"] or _plus(row["talked_on"], _ANSWER_DAYS)
    waiting = row["response"] == "no_answer" or (row["response"] is None and row["asked"])
    if waiting and isinstance(due, date) and due < as_of:
        return OpenAsk.UNANSWERED.value
    return None


def _settles(row: dict[str, object]) -> bool:
    return row["response"] in _SETTLES or row["compensation"] in {"yes", "partly"}


def _same_subject(row: dict[str, object], other: dict[str, object]) -> bool:
    return row["supplier"] == other["supplier"] and other["sku"] in {row["sku"], None}


def _after(other: dict[str, object], row: dict[str, object]) -> bool:
    first, second = row["talked_on"], other["talked_on"]
    return isinstance(first, date) and isinstance(second, date) and second > first


def _overdue(as_of: date) -> pl.Expr:
    """Promised or agreed, past its day, and neither paid nor seen to be done."""
    promised = pl.col("response").is_in(["agreed", "promised"])
    done = (pl.col("compensation") == "yes") | (pl.col("change_seen") == "yes")
    return (promised & (pl.col("due_on") < as_of) & ~done.fill_null(value=False)).fill_null(
        value=False
    )


def _plus(day: object, days: int) -> date | None:
    return day + timedelta(days=days) if isinstance(day, date) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _days(column: pl.Series) -> Days:
    return column.cast(pl.Date).to_numpy().astype("datetime64[D]")
