"""Nonconforming units over units received: pooled over lots, with what may be said about them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from quality.columns import (
    EarlierRows,
    Flags,
    Floats,
    Whole,
    codes,
    countable,
    counted,
    divided,
    floats,
    pairs,
    summed,
)
from quality.intervals import Interval, at_least, wilson
from quality.rules import StatsRules
from quality.variation import correction, design_effect


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """Lots added up by group (SKU, supplier): one row a group, in the order of the index."""

    nonconforming: Floats
    units: Floats  # mature units
    lots: Whole
    correction: Floats  # Donner's C, 1 or more

    @property
    def effective_nonconforming(self) -> Floats:
        """Nonconforming over C: what independent units would have to show to say as much."""
        return self.nonconforming / self.correction

    @property
    def effective_units(self) -> Floats:
        """Units over C."""
        return self.units / self.correction

    @property
    def fraction(self) -> Floats:
        """Fraction nonconforming, 0 to 1; nan for a group without units."""
        return divided(self.nonconforming, self.units)

    def interval(self, rules: StatsRules) -> Interval:
        """Wilson interval on the effective counts; nan for a group without units."""
        return wilson(
            self.effective_nonconforming, self.effective_units, confidence=rules.confidence
        )

    def at_least(self, rules: StatsRules) -> Floats:
        """One-sided exact limit on the effective counts; nan for a group without units."""
        return at_least(
            self.effective_nonconforming, self.effective_units, confidence=rules.claim_confidence
        )

    def judged(self, rules: StatsRules) -> Flags:
        """Tell which groups have the units that a rank or a verdict needs."""
        return self.units >= rules.min_units


def fraction(nonconforming: ArrayLike, units: ArrayLike) -> Floats:
    """Return nonconforming over units, 0 to 1.

    Nan wherever no rate can be formed: 0 of 0, more nonconforming than units, negative or missing
    figures. `maturity.exposure` has the word for each of them.
    """
    return np.where(countable(nonconforming, units), divided(nonconforming, units), np.nan)


def pooled(
    nonconforming: ArrayLike,
    units: ArrayLike,
    *,
    group: ArrayLike,
    groups: int,
    rho: float,
) -> Pooled:
    """Add up lots by group, with the correction for lots that differ by more than chance.

    Args:
        nonconforming: Nonconforming units of each lot.
        units: Mature units of each lot (`maturity.exposure`); lots without a rate are left out.
        group: Index of the group of each lot, 0 to `groups` - 1.
        groups: Number of groups.
        rho: Correlation of units in one lot; 0 where the plain count is meant.

    Raises:
        ValueError: If rho or a group index is out of range.
    """
    bad, base = pairs(nonconforming, units)
    index = codes(group, groups)
    usable = countable(bad, base)
    bad, base, index = bad[usable], base[usable], index[usable]
    return Pooled(
        nonconforming=summed(bad, index, groups),
        units=summed(base, index, groups),
        lots=counted(index, groups),
        correction=correction(base, group=index, groups=groups, rho=rho),
    )


def pooled_earlier(
    nonconforming: ArrayLike,
    units: ArrayLike,
    *,
    day: ArrayLike,
    group: ArrayLike,
    groups: int,
    rho: float,
) -> Pooled:
    """Add up, for each lot, the lots of its group that were received on an earlier day.

    Args:
        nonconforming: Nonconforming units of each lot.
        units: Mature units of each lot; a lot without a rate is no one's history.
        day: Day of receipt of each lot, any numbers that grow with time; not nan.
        group: Index of the group of each lot, 0 to `groups` - 1.
        groups: Number of groups.
        rho: Correlation of units in one lot.

    Returns:
        One row a lot, in the order given; a first lot has 0 lots and 0 units.

    Raises:
        ValueError: If rho or a group index is out of range.
    """
    bad, base = pairs(nonconforming, units)
    usable = countable(bad, base)
    size = np.where(usable, base, 0.0)
    history = EarlierRows(floats(day), codes(group, groups))
    total = history.summed(size)
    weighted = history.summed(size * design_effect(size, rho))
    return Pooled(
        nonconforming=history.summed(np.where(usable, bad, 0.0)),
        units=total,
        lots=np.rint(history.summed(usable)).astype(np.int64),
        correction=np.maximum(1.0, np.nan_to_num(divided(weighted, total), nan=1.0)),
    )
