"""Three of the same: when a defect that repeats on one product is more than its volume brings."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc

from quality.columns import Flags, Floats, Texts, Whole, countable, divided, floats, pairs
from quality.ranking import false_discovery
from quality.rules import SignalRules, StatsRules

_NIGHTS_TO_CLOSE = 2


class SignalLevel(StrEnum):
    """How loudly a defect type on one product is told."""

    NONE = "none"
    WATCH_LATEST_OK = "watch_latest_ok"
    WATCH = "watch"
    SIGNAL = "signal"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatSignals:
    """One row a (SKU, defect type) pair, in the order given."""

    level: Texts  # values of SignalLevel
    pattern: Flags  # enough units of the same defect
    above_normal: Flags  # a pattern, and more complaints than the volume brings
    fraction: Floats  # units over received; nan without a sound received figure
    p: Floats  # chance of so many complaints at the acceptable rate; nan without that figure
    q: Floats  # the same among all pairs looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class NightState:
    """What one night hands to the next about each pair that has stood out."""

    open: Flags
    quiet_nights: Whole  # nights running on which it would have closed


def repeat_signals(
    units: ArrayLike,
    complaints: ArrayLike,
    received: ArrayLike,
    *,
    mature_units: ArrayLike,
    acceptable: ArrayLike,
    safety: ArrayLike,
    latest_ok: ArrayLike,
    family: int,
    rules: SignalRules,
    in_lots: ArrayLike | None = None,
    unrated: ArrayLike = 0.0,
) -> RepeatSignals:
    """Grade every (SKU, defect type) pair of the window; nothing that repeats is ever hidden.

    Args:
        units: Nonconforming units of the pair: they open the pattern.
        complaints: Distinct orders or reviews behind them: they make the chance, for three
            broken pieces in one box are one event.
        received: Units received in the same lots; nan, 0 or fewer than `units`: no received
            figure, and every pattern is a signal.
        mature_units: The same units by their maturity (`maturity.exposure`), which the chance is
            reckoned on; nan as `received`.
        acceptable: Rate of this type that is normal, 0 to 1 (`acceptable_rates`).
        safety: Types of which a single unit is urgent.
        latest_ok: From `latest_lot_ok`; turns a graded pattern into a watch, safety excepted.
        family: Number of (SKU, type seen in the shop) pairs with units received.
        rules: Counts, chances and rates of the grades.
        in_lots: Units of the pair in the lots of `received`: they make the rate; all of them
            when not given.
        unrated: Units of the pair in lots of the window without a sound received figure: a pattern
            among them alone is a signal, whatever the other lots are like.
    """
    found, base = pairs(units, received)
    inside = found if in_lots is None else floats(in_lots)
    exposed = np.where(countable(inside, base), floats(mature_units), np.nan)
    tail = chance_at_acceptable(complaints, exposed, acceptable)
    pattern = found >= rules.count
    unknown = np.isnan(tail)
    above = pattern & (np.nan_to_num(tail, nan=1.0) <= rules.p)
    rate = np.where(unknown, np.nan, divided(inside, base))
    alarming = above & (np.nan_to_num(rate) >= rules.urgent_rate)
    feared = np.asarray(safety, dtype=np.bool_) & (found > 0)
    level = np.select(
        [
            feared,
            pattern & np.asarray(latest_ok, dtype=np.bool_),
            alarming,
            above | (pattern & (unknown | (floats(unrated) >= rules.count))),
            pattern,
        ],
        [
            SignalLevel.URGENT,
            SignalLevel.WATCH_LATEST_OK,
            SignalLevel.URGENT,
            SignalLevel.SIGNAL,
            SignalLevel.WATCH,
        ],
        SignalLevel.NONE,
    )
    return RepeatSignals(
        level=level.astype(np.str_),
        pattern=pattern,
        above_normal=above,
        fraction=rate,
        p=tail,
        q=false_discovery(tail, family=max(family, int((~unknown).sum()))),
    )


def acceptable_rates(defect_types: ArrayLike, *, rules: SignalRules) -> Floats:
    """Return the acceptable rate of each type code: its own where it has one, else the general."""
    known = rules.acceptable_rate_by_type
    return floats(
        [known.get(str(code), rules.acceptable_rate) for code in np.asarray(defect_types).tolist()]
    )


def chance_at_acceptable(complaints: ArrayLike, units: ArrayLike, acceptable: ArrayLike) -> Floats:
    """Return P(so many complaints or more) among so many units at the acceptable rate.

    The upper binomial tail as an incomplete beta function, I_p(x, n - x + 1) (Abramowitz and
    Stegun 1964, 26.5.24), which also holds for the fractional units of young lots.

    Args:
        complaints: Distinct complaints, 0 to `units`.
        units: Units received (mature units), above 0.
        acceptable: Rate that is normal, 0 to 1.

    Returns:
        Chances from 0 to 1, 1 for no complaint; nan without a sound received figure.
    """
    seen, base = pairs(complaints, units)
    sound = countable(seen, base)
    x = np.where(sound & (seen > 0), seen, 1.0)
    n = np.where(sound, base, 1.0)
    tail = betainc(x, np.maximum(n - x, 0.0) + 1, floats(acceptable))
    return np.where(sound, np.where(seen == 0, 1.0, tail), np.nan)


def smallest_above_normal(units: ArrayLike, acceptable: ArrayLike, *, rules: SignalRules) -> Floats:
    """Return the fewest complaints among so many units that are above normal.

    At least `rules.count`: 3 in 50, 4 in 200, 6 in 500, 63 in 10,000 at 0.5 %. Nan without units,
    and where even every unit would be normal.
    """
    base, rate = pairs(units, acceptable)
    base = np.where(np.isfinite(base) & (base > 0), base, np.nan)
    low = np.full(base.shape, float(rules.count))
    high = np.floor(np.nan_to_num(base))
    for _ in range(_halvings(high)):
        middle = np.floor((low + high) / 2)
        enough = np.nan_to_num(chance_at_acceptable(middle, base, rate), nan=0.0) <= rules.p
        low, high = (
            np.where(enough, low, np.minimum(middle + 1, high)),
            np.where(enough, middle, high),
        )
    enough = np.nan_to_num(chance_at_acceptable(high, base, rate), nan=1.0) <= rules.p
    return np.where(enough & (high >= rules.count), high, np.nan)


def latest_lot_ok(
    worst_case: ArrayLike,
    units: ArrayLike,
    lots: ArrayLike,
    *,
    acceptable: ArrayLike,
    stats: StatsRules,
    newer: ArrayLike = 0.0,
) -> Flags:
    """Tell where the latest used lot is fine even if every doubtful unit came from it.

    Args:
        worst_case: Units of the type in the latest used lot, with all units that might be its.
        units: Units of that lot; nan where there is none.
        lots: Used lots of the product; a lot that is the only one proves no change.
        acceptable: Rate of the type that is normal, 0 to 1.
        stats: Smallest number of units that is judged.
        newer: Largest rate so far of the type in lots that came since, though they cannot be used
            yet, or on the same day; 0 where there is none.
    """
    bad, base = pairs(worst_case, units)
    below = np.nan_to_num(divided(bad, base), nan=1.0) < floats(acceptable)
    still = floats(newer) < floats(acceptable)
    return below & still & (base >= stats.min_units) & (np.asarray(lots) > 1)


def standing_out(
    q: ArrayLike, previous: NightState, *, closed: ArrayLike, rules: SignalRules
) -> NightState:
    """Decide which pairs stand out tonight, without flicker from night to night.

    A pair opens at q <= `rules.fdr` and closes only when q was above `rules.close_fdr` on two
    nights running, or when a person closed it. A pure function: two runs from the state of the
    same earlier night give the same.

    Args:
        q: Share of false finds of each pair, 0 to 1; nan (no received figure) never opens.
        previous: State of an earlier night, in the same order; new pairs are not open.
        closed: Pairs that a person has closed.
        rules: The two limits.
    """
    value = np.nan_to_num(floats(q), nan=1.0)
    would_close = previous.open & (value > rules.close_fdr)
    quiet = np.where(would_close, previous.quiet_nights + 1, 0).astype(np.int64)
    still = previous.open & (quiet < _NIGHTS_TO_CLOSE)
    is_open = (still | (value <= rules.fdr)) & ~np.asarray(closed, dtype=np.bool_)
    return NightState(open=is_open, quiet_nights=np.where(is_open, quiet, 0))


def first_night(pairs_seen: int) -> NightState:
    """Return the state before the first night: nothing is open."""
    return NightState(
        open=np.zeros(pairs_seen, dtype=np.bool_), quiet_nights=np.zeros(pairs_seen, dtype=np.int64)
    )


def _halvings(high: Floats) -> int:
    return int(min(high.max(initial=0.0), 2.0**53)).bit_length() + 1
