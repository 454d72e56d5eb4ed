"""Whether rates rise or fall over the lots of a product, or of a supplier's products together."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from quality.columns import Floats, Texts, Whole, codes, countable, counted, divided, floats, summed
from quality.ranking import false_discovery
from quality.rules import TrendRules
from quality.variation import design_effect


class TrendWord(StrEnum):
    """What may be said about a run of lots; no trend shown is not the same as stable."""

    RISING = "rising"
    FALLING = "falling"
    NO_CLEAR_TREND = "no_clear_trend"
    NOT_ENOUGH_LOTS = "not_enough_lots"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendParts:
    """Sums of the test, one row a stratum (SKU); strata add up to a supplier."""

    slope: Floats  # sum of x (t - mean t): above 0 when late lots are worse
    variance: Floats  # of the slope where nothing changes; 0 where nothing can be told
    lots: Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Trends:
    """Verdicts, one row a SKU or supplier."""

    word: Texts  # values of TrendWord
    z: Floats  # above 0: rising; 0 where there is nothing to test
    p: Floats  # two-sided, 0 to 1; 1 where there is nothing to test
    q: Floats  # share of false finds in the family; nan where there were not enough lots
    lots: Whole


def trend_parts(
    nonconforming: ArrayLike,
    units: ArrayLike,
    day: ArrayLike,
    *,
    group: ArrayLike,
    groups: int,
    rho: float,
) -> TrendParts:
    """Return the sums of the Cochran-Armitage test with real days, one row a stratum.

    Counts of each lot are divided by its own design effect, for lots differ by more than chance:
    without that, one shop in four sees a trend that is not there (Cochran 1954, Biometrics 10:417;
    Armitage 1955, Biometrics 11:375; Rao and Scott 1992, Biometrics 48:577).

    Args:
        nonconforming: Nonconforming units of each lot.
        units: Mature units of each used lot; lots without a rate are left out.
        day: Day of receipt as a number of days; lots with nan are left out.
        group: Index of the stratum of each lot, 0 to `groups` - 1.
        groups: Number of strata.
        rho: Correlation of units in one lot, 0 or more and below 1.

    Raises:
        ValueError: If rho or a group index is out of range.
    """
    bad, base, when = np.broadcast_arrays(floats(nonconforming), floats(units), floats(day))
    index = codes(group, groups)
    usable = countable(bad, base) & np.isfinite(when)
    bad, base, when, index = bad[usable], base[usable], when[usable], index[usable]
    effect = design_effect(base, rho)
    x, n = bad / effect, base / effect
    t = when - _first(when, index, groups)[index]
    total = summed(n, index, groups)
    rate = np.nan_to_num(divided(summed(x, index, groups), total))
    away = t - np.nan_to_num(divided(summed(n * t, index, groups), total))[index]
    return TrendParts(
        slope=summed((x - n * rate[index]) * away, index, groups),
        variance=rate * (1 - rate) * summed(n * away * away, index, groups),
        lots=counted(index, groups),
    )


def combined(parts: TrendParts, *, group: ArrayLike, groups: int) -> TrendParts:
    """Add up the strata of each supplier: within products only, so a changed mix is no trend.

    Stratified score test (Mantel 1963, JASA 58:690). A product with one lot adds nothing.

    Args:
        parts: From `trend_parts`, one row a SKU.
        group: Index of the supplier of each SKU, 0 to `groups` - 1.
        groups: Number of suppliers.

    Raises:
        ValueError: If a group index is out of range.
    """
    index = codes(group, groups)
    return TrendParts(
        slope=summed(parts.slope, index, groups),
        variance=summed(parts.variance, index, groups),
        lots=summed(np.where(parts.lots > 1, parts.lots, 0), index, groups).astype(np.int64),
    )


def trends(parts: TrendParts, *, rules: TrendRules) -> Trends:
    """Return the verdict of each row: its z, two-sided p, and the word for it.

    Args:
        parts: One row a SKU or supplier.
        rules: Fewest lots, and the largest p that is still called a trend.
    """
    testable = parts.variance > 0
    z = np.zeros(parts.slope.shape)
    np.divide(parts.slope, np.sqrt(parts.variance), out=z, where=testable)
    p = floats(2 * ndtr(-np.abs(z)))
    enough = parts.lots >= rules.min_batches
    shown = p <= rules.p
    word = np.select(
        [~enough, shown & (z > 0), shown],
        [TrendWord.NOT_ENOUGH_LOTS, TrendWord.RISING, TrendWord.FALLING],
        TrendWord.NO_CLEAR_TREND,
    )
    return Trends(
        word=word.astype(np.str_),
        z=z,
        p=p,
        q=false_discovery(np.where(enough, p, np.nan)),
        lots=parts.lots,
    )


def _first(day: Floats, group: Whole, groups: int) -> Floats:
    """First day of each stratum: days count from there, so one single day is exactly 0."""
    first = np.full(groups, np.inf)
    np.minimum.at(first, group, day)
    return first
