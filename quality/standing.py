"""Keep, press, prepare or switch: where a product or supplier stands, why, and what reverses it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

import polars as pl

from quality.codes import Reverses, Standing, StandingReason

_SEVERAL = 2
_REVERSED_BY: Mapping[str, str] = {
    "sign_a": Reverses.LOWER_RATE_AFTER_TALK,
    "sign_b": Reverses.SEEN_CHANGE,
    "sign_c": Reverses.SAME_TYPES,
}


def with_standing(rows: pl.DataFrame, *, min_units: int, money_from: int) -> pl.DataFrame:
    """Add `standing`, `standing_reason` and `reverses`; the first rule that holds decides.

    Switch: two signs, one of them strong. Prepare: one strong sign, two weak ones, or an ask
    refused or unanswered past its day. Press: an open signal with enough uncompensated units, or
    one weak sign. Not enough data: fewer used units than `min_units`, or none known, never a
    verdict by default. Keep: nothing of all this.

    Args:
        rows: Columns sign_a, sign_b, sign_c (strong, weak, null), open_ask, open_signal,
            uncompensated (units in the claim window), used_units (mature, may be null).
        min_units: Units that a verdict needs.
        money_from: Uncompensated units that make an open signal a matter of money.
    """
    held = [pl.col(sign).is_not_null() for sign in _REVERSED_BY]
    strong = [(pl.col(sign) == "strong").fill_null(value=False) for sign in _REVERSED_BY]
    several, one = pl.sum_horizontal(held) >= _SEVERAL, pl.any_horizontal(held)
    sure = pl.any_horizontal(strong)
    claimed = (pl.col("open_signal") & (pl.col("uncompensated") >= money_from)).fill_null(
        value=False
    )
    used = pl.col("used_units").fill_null(0)
    cases = (
        _Case(several & sure, Standing.SWITCH, StandingReason.SIGNS, None),
        _Case(sure, Standing.PREPARE, StandingReason.STRONG_SIGN, None),
        _Case(several, Standing.PREPARE, StandingReason.WEAK_SIGNS, None),
        _Case(_ask("refused"), Standing.PREPARE, StandingReason.ASK_REFUSED, Reverses.ANSWER),
        _Case(_ask("unanswered"), Standing.PREPARE, StandingReason.ASK_UNANSWERED, Reverses.ANSWER),
        _Case(claimed, Standing.PRESS, StandingReason.OPEN_SIGNAL, Reverses.PAID_OR_CLEAN_LOT),
        _Case(one, Standing.PRESS, StandingReason.WEAK_SIGN, None),
        _Case(
            used <= 0, Standing.NOT_ENOUGH_DATA, StandingReason.NO_QUANTITIES, Reverses.QUANTITIES
        ),
        _Case(
            used < min_units, Standing.NOT_ENOUGH_DATA, StandingReason.FEW_UNITS, Reverses.MORE_LOTS
        ),
    )
    return rows.with_columns(
        standing=_first(cases, "standing", Standing.KEEP),
        standing_reason=_first(cases, "reason", StandingReason.NOTHING_OPEN),
        reverses=_first(cases, "reverses", Reverses.NEW_SIGNAL),
    )


@dataclass(frozen=True, slots=True)
class _Case:
    """One rule: when it holds and what follows; without `reverses` the strongest sign decides."""

    holds: pl.Expr
    standing: Standing
    reason: StandingReason
    reverses: Reverses | None


def _ask(state: str) -> pl.Expr:
    return (pl.col("open_ask") == state).fill_null(value=False)


def _first(cases: tuple[_Case, ...], part: str, otherwise: str) -> pl.Expr:
    def value(case: _Case) -> pl.Expr:
        code = getattr(case, part)
        return _sign() if code is None else pl.lit(str(code))

    return reduce(
        lambda rest, case: pl.when(case.holds).then(value(case)).otherwise(rest),
        reversed(cases),
        pl.lit(str(otherwise)),
    )


def _sign() -> pl.Expr:
    """What would take the strongest sign away; A before B before C."""
    strong = [
        pl.when(pl.col(sign) == "strong").then(pl.lit(code)) for sign, code in _REVERSED_BY.items()
    ]
    weak = [
        pl.when(pl.col(sign).is_not_null()).then(pl.lit(code))
        for sign, code in _REVERSED_BY.items()
    ]
    return pl.coalesce(*strong, *weak)
