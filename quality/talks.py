"""Did the talk with the supplier help: the rate before it against the rate after it."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import numpy as np
from numpy.polynomial.legendre import leggauss
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, betaincinv

from quality.columns import (
    EarlierRows,
    Flags,
    Floats,
    Texts,
    Whole,
    codes,
    countable,
    divided,
    floats,
    pairs,
)
from quality.intervals import jeffreys
from quality.rates import Pooled, pooled
from quality.rules import StatsRules, TalkRules

Days = NDArray[np.datetime64]

_STEP = 50
_MOST_STEPS = 256
_LEANS = 0.5
_TINY = 1e-12


class TalkVerdict(StrEnum):
    """What may be said about a talk; not shown to drop is not the same as did not drop."""

    DROPPED = "dropped"
    DROPPED_LESS_THAN_ASKED = "dropped_less_than_asked"
    ROSE = "rose"
    DID_NOT_DROP = "did_not_drop"
    INSUFFICIENT_DATA = "insufficient_data"


class SignStrength(StrEnum):
    """How much a sign to switch says."""

    STRONG = "strong"
    WEAK = "weak"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """Used lots on one side of a talk."""

    nonconforming: float
    units: float  # mature units
    lots: int
    effective_nonconforming: float  # what independent units would have to show to say as much
    effective_units: float

    @property
    def fraction(self) -> float | None:
        """Fraction nonconforming, weighted to the later product mix; None without units."""
        return self.effective_nonconforming / self.effective_units if self.units else None

    def interval(self, rules: StatsRules) -> tuple[float, float] | None:
        """Jeffreys interval of the fraction, the law the verdict is made by; None without units."""
        ends = jeffreys(
            self.effective_nonconforming, self.effective_units, confidence=rules.confidence
        )
        return (float(ends.lower), float(ends.upper)) if self.units else None


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkEffect:
    """Verdict on one talk with its figures."""

    before: Side
    after: Side
    lower: float  # P1: how sure that the rate is lower than before
    much_lower: float  # P2: how sure that it dropped as much as was asked
    verdict: TalkVerdict
    leaning: TalkVerdict | None  # of a verdict that is still open; None without lots on a side
    units_needed: int | None  # more units at the rates seen; None: decided, or out of sight


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkSides:
    """Which lots lie on which side of a talk, one row a lot."""

    before: Flags
    after: Flags
    assumed: Flags  # after by its day of receipt, for its order day is not known


@dataclass(frozen=True, slots=True, kw_only=True)
class SignA:
    """The rate does not drop after two or three talks."""

    strength: SignStrength | None  # None: no sign
    talks: int  # on different days, each with a used lot before and after it
    effect: TalkEffect | None  # everything after the first of them against everything before
    assumed: bool  # some lots were placed by their day of receipt


def talk_sides(
    ordered_on: Days,
    received_on: Days,
    *,
    used: ArrayLike,
    talked_on: np.datetime64,
    lead_time_days: int,
    sku: ArrayLike,
    baseline: int | None,
) -> TalkSides:
    """Say which lots a talk could not have changed, and which it could.

    Before: received on the day of the talk or earlier. After: ordered later than the talk, or,
    where the order day is missing, received a lead time or more later. What was under way is on
    neither side.

    Args:
        ordered_on: Order day of each lot; NaT where missing.
        received_on: Day of receipt of each lot.
        used: Lots that may be compared (`Exposure.used`).
        talked_on: Day of the talk.
        lead_time_days: Days from order to receipt, 0 or more.
        sku: Index of the SKU of each lot, 0 or more.
        baseline: Latest lots before the talk that count, a SKU; None for all.

    Returns:
        Sides; all earlier lots rather than the bad one that caused the talk, which would "drop"
        by itself in one case of five (regression to the mean).
    """
    allowed = np.asarray(used, dtype=np.bool_)
    before = allowed & (received_on <= talked_on)
    missing = np.isnat(ordered_on)
    late = received_on >= talked_on + np.timedelta64(lead_time_days, "D")
    assumed = allowed & missing & late & ~before
    after = assumed | (allowed & ~missing & (ordered_on > talked_on) & ~before)
    if baseline is not None:
        before &= _latest(received_on, before, np.asarray(sku, dtype=np.int64), baseline)
    return TalkSides(before=before, after=after, assumed=assumed)


def talk_effect(
    nonconforming: ArrayLike,
    units: ArrayLike,
    *,
    before: ArrayLike,
    after: ArrayLike,
    sku: ArrayLike,
    skus: int,
    rho: float,
    rules: TalkRules,
    stats: StatsRules,
) -> TalkEffect:
    """Compare the lots after a talk with those before it, for one SKU or a whole supplier.

    Jeffreys posteriors on the counts over Donner's C. For several SKUs only those with lots on
    both sides count, and the rate before is standardised to the units after: a changed mix is no
    success. Where no SKU has lots on both sides, the plain sums are shown and the verdict is open.

    Args:
        nonconforming: Nonconforming units of each lot.
        units: Mature units of each lot; lots without a rate are left out.
        before: Lots before the talk (`talk_sides`).
        after: Lots after it.
        sku: Index of the SKU of each lot, 0 to `skus` - 1.
        skus: Number of SKUs.
        rho: Correlation of units in one lot, 0 or more and below 1.
        rules: Drop asked for, and how sure a verdict must be.
        stats: Smallest number of units on each side.

    Raises:
        ValueError: If rho or a SKU index is out of range.
    """
    index = codes(sku, skus)
    earlier = _by_sku(nonconforming, units, before, index, skus, rho)
    later = _by_sku(nonconforming, units, after, index, skus, rho)
    common = (earlier.units > 0) & (later.units > 0)
    kept = common if common.any() else np.ones(skus, dtype=np.bool_)
    old = _standardised(earlier, later, kept)
    new = _summed_side(nonconforming, units, np.asarray(after, dtype=np.bool_) & kept[index], rho)
    enough = bool(common.any()) and min(old.units, new.units) >= stats.min_units
    lower, much_lower = _probabilities(old, new, rules)
    verdict = _verdict(lower, much_lower, enough=enough, rules=rules)
    is_open = verdict is TalkVerdict.INSUFFICIENT_DATA and bool(common.any())
    return TalkEffect(
        before=old,
        after=new,
        lower=lower,
        much_lower=much_lower,
        verdict=verdict,
        leaning=_leaning(lower, much_lower) if is_open else None,
        units_needed=_units_needed(old, new, rules=rules, stats=stats) if is_open else None,
    )


def sign_a(
    talked_on: Days,
    nonconforming: ArrayLike,
    units: ArrayLike,
    *,
    ordered_on: Days,
    received_on: Days,
    lead_time_days: int,
    sku: ArrayLike,
    skus: int,
    rho: float,
    rules: TalkRules,
    stats: StatsRules,
) -> SignA:
    """Judge whether talking has stopped helping: sign A for another source.

    Everything after the first talk against everything before it, on used lots. Two talks
    (`rules.switch_after`) and "did not drop" or "got worse": strong, or weak where order days had
    to be assumed. One talk more and still "not enough units to tell": weak. Two talks on one day
    are one; a talk without a used lot before it, or after it, does not count.

    Args:
        talked_on: Days of the talks, in any order.
        nonconforming: Nonconforming units of each lot.
        units: Mature units of each used lot; nan for lots that are not used.
        ordered_on: Order day of each lot; NaT where missing.
        received_on: Day of receipt of each lot.
        lead_time_days: Days from order to receipt, 0 or more.
        sku: Index of the SKU of each lot, 0 to `skus` - 1.
        skus: Number of SKUs.
        rho: Correlation of units in one lot, 0 or more and below 1.
        rules: Talks needed, and how sure a verdict must be.
        stats: Smallest number of units on each side.

    Raises:
        ValueError: If rho or a SKU index is out of range.
    """
    used = countable(nonconforming, units)
    sides = [
        talk_sides(
            ordered_on,
            received_on,
            used=used,
            talked_on=day,
            lead_time_days=lead_time_days,
            sku=sku,
            baseline=None,
        )
        for day in np.unique(talked_on[~np.isnat(talked_on)])
    ]
    heard = [side for side in sides if side.before.any() and side.after.any()]
    if not heard:
        return SignA(strength=None, talks=0, effect=None, assumed=False)
    first = heard[0]
    effect = talk_effect(
        nonconforming,
        units,
        before=first.before,
        after=first.after,
        sku=sku,
        skus=skus,
        rho=rho,
        rules=rules,
        stats=stats,
    )
    assumed = bool(first.assumed.any())
    strength = _strength(effect.verdict, len(heard), assumed=assumed, rules=rules)
    return SignA(strength=strength, talks=len(heard), effect=effect, assumed=assumed)


def probability_lower(
    before_nonconforming: ArrayLike,
    before_units: ArrayLike,
    after_nonconforming: ArrayLike,
    after_units: ArrayLike,
    *,
    ratio: float = 1.0,
) -> Floats:
    """Return P(rate after < ratio x rate before) of each row, from Jeffreys posteriors.

    The beta CDF of one side averaged over the quantiles of the sharper other side, by
    Gauss-Legendre quadrature; holds for fractional counts, which Fisher and Boschloo do not, and
    agrees with them on whole ones (Altham 1969, JRSS B 31:261).

    Args:
        before_nonconforming: Effective nonconforming units before, 0 to `before_units`.
        before_units: Effective units before; 0 stands for knowing nothing.
        after_nonconforming: The same after.
        after_units: The same after.
        ratio: Part of the rate before to stay below, above 0 to 1.

    Returns:
        Probabilities from 0 to 1; one half where nothing is known and the ratio is 1.
    """
    a1, b1 = _posterior(before_nonconforming, before_units)
    a2, b2 = _posterior(after_nonconforming, after_units)
    a1, b1, a2, b2 = np.broadcast_arrays(a1, b1, a2, b2)
    scale = max(ratio, _TINY)
    before_sharper = _variance(a1, b1) * scale * scale < _variance(a2, b2)
    a, b = np.where(before_sharper, a1, a2), np.where(before_sharper, b1, b2)
    nodes, weights = _legendre()
    quantile = betaincinv(a[..., np.newaxis], b[..., np.newaxis], nodes)
    shifted = np.where(before_sharper[..., np.newaxis], quantile * scale, quantile / scale)
    other_a, other_b = np.where(before_sharper, a2, a1), np.where(before_sharper, b2, b1)
    reached = betainc(other_a[..., np.newaxis], other_b[..., np.newaxis], np.minimum(shifted, 1.0))
    share = reached @ weights
    return floats(np.clip(np.where(before_sharper, share, 1.0 - share), 0.0, 1.0))


def verdicts(lower: ArrayLike, much_lower: ArrayLike, *, rules: TalkRules) -> Texts:
    """Return the verdict of each row from its two probabilities.

    Args:
        lower: P1, that the rate is lower than before; 0 to 1.
        much_lower: P2, that it dropped as much as was asked; 0 to 1.
        rules: How sure each verdict must be.

    Returns:
        Values of `TalkVerdict`.
    """
    p1, p2 = pairs(lower, much_lower)
    return np.select(
        [
            (p1 >= rules.sure) & (p2 >= _LEANS),
            p1 >= rules.sure,
            p1 <= 1 - rules.sure,
            p2 <= rules.give_up,
        ],
        [
            TalkVerdict.DROPPED,
            TalkVerdict.DROPPED_LESS_THAN_ASKED,
            TalkVerdict.ROSE,
            TalkVerdict.DID_NOT_DROP,
        ],
        TalkVerdict.INSUFFICIENT_DATA,
    ).astype(np.str_)


def _latest(received_on: Days, side: Flags, sku: Whole, most: int) -> Flags:
    """The latest so many lots of each SKU; lots of one day as the last one stay together."""
    days = received_on.astype("datetime64[D]").astype(np.int64).astype(np.float64)
    later = EarlierRows(-days, sku).summed(side)
    return np.asarray(later < most, dtype=np.bool_)


def _by_sku(
    nonconforming: ArrayLike, units: ArrayLike, side: ArrayLike, sku: Whole, skus: int, rho: float
) -> Pooled:
    base = np.where(np.asarray(side, dtype=np.bool_), floats(units), np.nan)
    return pooled(nonconforming, base, group=sku, groups=skus, rho=rho)


def _standardised(earlier: Pooled, later: Pooled, kept: Flags) -> Side:
    """Lots before the talk as if they had the product mix of the lots after it.

    The units say as much as their weights let them: 1 / sum(w^2 / n) (Kish 1965, Survey
    Sampling, p. 430).
    """
    units = np.where(kept, earlier.units, 0.0)
    total = float(units.sum())
    mix = later.units if (later.units > 0).any() else units
    weight = np.where(units > 0, mix, 0.0)
    weight = weight / weight.sum() if weight.sum() > 0 else divided(units, total or 1.0)
    rate = float((weight * np.nan_to_num(divided(earlier.nonconforming, units))).sum())
    spent = float(np.nan_to_num(divided(weight * weight, earlier.effective_units)).sum())
    effective = 1 / spent if spent > 0 else 0.0
    return Side(
        nonconforming=float(earlier.nonconforming[kept].sum()),
        units=total,
        lots=int(earlier.lots[kept].sum()),
        effective_nonconforming=rate * effective,
        effective_units=effective,
    )


def _summed_side(nonconforming: ArrayLike, units: ArrayLike, side: Flags, rho: float) -> Side:
    whole = _by_sku(nonconforming, units, side, np.zeros(side.size, dtype=np.int64), 1, rho)
    return Side(
        nonconforming=float(whole.nonconforming[0]),
        units=float(whole.units[0]),
        lots=int(whole.lots[0]),
        effective_nonconforming=float(whole.effective_nonconforming[0]),
        effective_units=float(whole.effective_units[0]),
    )


def _probabilities(old: Side, new: Side, rules: TalkRules) -> tuple[float, float]:
    counts = (
        old.effective_nonconforming,
        old.effective_units,
        new.effective_nonconforming,
        new.effective_units,
    )
    lower = probability_lower(*counts)
    return float(lower), float(probability_lower(*counts, ratio=1 - rules.target_drop))


def _verdict(lower: float, much_lower: float, *, enough: bool, rules: TalkRules) -> TalkVerdict:
    if not enough:
        return TalkVerdict.INSUFFICIENT_DATA
    return TalkVerdict(str(verdicts(lower, much_lower, rules=rules)))


def _leaning(lower: float, much_lower: float) -> TalkVerdict:
    if much_lower >= _LEANS:
        return TalkVerdict.DROPPED
    return TalkVerdict.DROPPED_LESS_THAN_ASKED if lower >= _LEANS else TalkVerdict.DID_NOT_DROP


def _units_needed(old: Side, new: Side, *, rules: TalkRules, stats: StatsRules) -> int | None:
    """Steps of 50 units at the rate seen after the talk, lots as large as those, until a verdict.

    None where the most steps give none. Else doubles until there is one, then halves back.
    """

    def decided(steps: int) -> bool:
        more = _grown(new, steps * _STEP)
        enough = min(old.units, more.units) >= stats.min_units
        verdict = _verdict(*_probabilities(old, more, rules), enough=enough, rules=rules)
        return verdict is not TalkVerdict.INSUFFICIENT_DATA

    if not decided(_MOST_STEPS):
        return None
    high = 1
    while not decided(high):
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if decided(middle) else (middle, high)
    return high * _STEP


def _grown(side: Side, units: int) -> Side:
    share = (side.units + units) / side.units
    return Side(
        nonconforming=side.nonconforming * share,
        units=side.units + units,
        lots=side.lots,
        effective_nonconforming=side.effective_nonconforming * share,
        effective_units=side.effective_units * share,
    )


def _strength(
    verdict: TalkVerdict, talks: int, *, assumed: bool, rules: TalkRules
) -> SignStrength | None:
    no_better = verdict in {TalkVerdict.DID_NOT_DROP, TalkVerdict.ROSE}
    if no_better and talks >= rules.switch_after:
        return SignStrength.WEAK if assumed else SignStrength.STRONG
    if verdict is TalkVerdict.INSUFFICIENT_DATA and talks > rules.switch_after:
        return SignStrength.WEAK
    return None


def _posterior(nonconforming: ArrayLike, units: ArrayLike) -> tuple[Floats, Floats]:
    bad, base = pairs(nonconforming, units)
    x = np.nan_to_num(np.clip(bad, 0.0, base))
    return x + 0.5, np.nan_to_num(np.maximum(base, 0.0)) - x + 0.5


def _variance(a: Floats, b: Floats) -> Floats:
    whole = a + b
    return a * b / (whole * whole * (whole + 1))


@cache
def _legendre() -> tuple[Floats, Floats]:
    """Where from 0 to 1 an integral is looked at, and what each place weighs."""
    nodes, weights = leggauss(128)
    return (nodes + 1) / 2, weights / 2
