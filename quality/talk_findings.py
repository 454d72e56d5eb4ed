"""Every talk with a supplier, what followed, and what is still open."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

import numpy as np
import polars as pl

from quality.basis import YEAR, Basis
from quality.codes import OpenAsk
from quality.findings import TALK_FINDINGS
from quality.frames import conform
from quality.lot_index import LotIndex
from quality.talks import TalkVerdict, talk_effect, talk_sides

Row = Mapping[str, Any]

_ANSWER_DAYS = 14
_SETTLES = ("agreed",)
_BETTER = (TalkVerdict.DROPPED, TalkVerdict.DROPPED_LESS_THAN_ASKED)


def talk_findings(basis: Basis, index: LotIndex, *, rho: float) -> pl.DataFrame:
    """Return one row a talk (schema TALK_FINDINGS), oldest first.

    A talk about one defect type is judged by units of that type; lots before it are all earlier
    ones up to the baseline, never the bad lot alone. A talk has helped only if it also has with
    every doubtful unit in the lots after it.

    Args:
        basis: What the study starts from.
        index: All lots by product and supplier.
        rho: Correlation of units in one lot.
    """
    talks = basis.records.talks.filter(pl.col("talked_on").is_not_null()).sort("talked_on", "row")
    rows = [_effect(basis, index, talk, rho) for talk in talks.iter_rows(named=True)]
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


def _effect(basis: Basis, index: LotIndex, talk: Row, rho: float) -> tuple[object, ...]:
    columns = index.of(talk["sku"], talk["supplier"])
    kind = talk["defect_type"]
    sides = talk_sides(
        columns.ordered_on,
        columns.received_on,
        used=~np.isnan(columns.units),
        talked_on=np.datetime64(talk["talked_on"], "D"),
        lead_time_days=columns.lead_time_days,
        sku=columns.sku,
        baseline=basis.rules.talk.baseline_batches,
    )
    bad = columns.nonconforming if kind is None else index.units_of(kind, columns)
    judge = partial(
        talk_effect,
        before=sides.before,
        after=sides.after,
        sku=columns.sku,
        skus=columns.skus,
        rho=rho,
        rules=basis.rules.talk,
        stats=basis.rules.stats,
    )
    effect = judge(bad, columns.units)
    doubtful = np.where(sides.after, columns.doubtful, 0.0)
    if effect.verdict in _BETTER and doubtful.any():
        worst = np.minimum(bad + doubtful, np.nan_to_num(columns.units, nan=np.inf))
        effect = judge(worst, columns.units)
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
        bool(sides.assumed.any()),
    )


def _open_asks(talks: pl.DataFrame, as_of: date) -> pl.Series:
    """Refused asks, and unanswered ones past their day, unless a later talk settled them."""
    rows = list(talks.iter_rows(named=True))
    settled = [row for row in rows if _settles(row)]
    return pl.Series(list(_asks(rows, settled, as_of)), dtype=pl.String)


def _asks(rows: Sequence[Row], settled: Sequence[Row], as_of: date) -> Iterator[str | None]:
    for row in rows:
        talked_on = row["talked_on"]
        recent = isinstance(talked_on, date) and (as_of - talked_on).days <= YEAR
        state = _state(row, as_of) if recent else None
        later = any(_same_subject(row, other) and _after(other, row) for other in settled)
        yield None if later else state


def _state(row: Row, as_of: date) -> str | None:
    if row["response"] == "refused":
        return OpenAsk.REFUSED.value
    due = row["due_on"] or _plus(row["talked_on"], _ANSWER_DAYS)
    waiting = row["response"] == "no_answer" or (row["response"] is None and row["asked"])
    if waiting and isinstance(due, date) and due < as_of:
        return OpenAsk.UNANSWERED.value
    return None


def _settles(row: Row) -> bool:
    return row["response"] in _SETTLES or row["compensation"] in {"yes", "partly"}


def _same_subject(row: Row, other: Row) -> bool:
    return row["supplier"] == other["supplier"] and other["sku"] in {row["sku"], None}


def _after(other: Row, row: Row) -> bool:
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
