"""How much lots of one product differ by more than chance, and what that costs in certainty."""

import numpy as np
from numpy.typing import ArrayLike

from quality.columns import Floats, codes, countable, counted, divided, pairs, summed
from quality.rules import BatchVariationRules


def anova_correlation(
    nonconforming: ArrayLike, units: ArrayLike, *, group: ArrayLike, groups: int
) -> float | None:
    """Estimate the correlation of units within one cluster (rho) from clusters in groups.

    The analysis-of-variance estimator (Donner 1989, Biometrics 45:605; Ridout, Demetrio and
    Firth 1999, Biometrics 55:137), pooled over groups. Unbiased for the few lots of a shop,
    where pooled Pearson chi-squared comes out 10 to 30 % low.

    Args:
        nonconforming: Nonconforming units of each cluster (lot), 0 to `units`.
        units: Units of each cluster, above 0; rows where no rate can be formed are left out.
        group: Index of the group (SKU) of each cluster, 0 to `groups` - 1.
        groups: Number of groups.

    Returns:
        Estimate, at most 1 and often below 0 when clusters differ by less than chance; None
        where nothing can be learned (no group of two, or all clean, or all nonconforming).

    Raises:
        ValueError: If a group index is out of range.
    """
    bad, base, index = _in_company(nonconforming, units, codes(group, groups), groups)
    lots, total = counted(index, groups), summed(base, index, groups)
    between_freedom = float(np.maximum(lots - 1, 0).sum())
    within_freedom = float(np.maximum(base - 1, 0).sum())
    if between_freedom == 0 or within_freedom == 0:
        return None
    mean = divided(summed(bad, index, groups), total)
    rate = bad / base
    between = float((base * (rate - mean[index]) ** 2).sum()) / between_freedom
    within = float((bad * (1 - rate)).sum()) / within_freedom
    squares = np.nan_to_num(divided(summed(base * base, index, groups), total))
    typical = float((total - squares).sum()) / between_freedom
    whole = between + (typical - 1) * within
    return (between - within) / whole if whole > 0 else None


def lot_correlation(
    nonconforming: ArrayLike,
    units: ArrayLike,
    *,
    group: ArrayLike,
    groups: int,
    rules: BatchVariationRules,
) -> float:
    """Return the rho to work with: the configured one, the learned one, or the fallback.

    Learned from mature lots once there are `rules.learn_after_batches` lots beyond the first of
    each SKU, and held to 0..`rules.cap`; one lot or one SKU is no reason to fail. Arguments and
    errors as in `anova_correlation`.
    """
    if rules.rho != "auto":
        return float(rules.rho)
    index = codes(group, groups)
    lots = counted(index[countable(nonconforming, units)], groups)
    if np.maximum(lots - 1, 0).sum() < rules.learn_after_batches:
        return rules.fallback
    learned = anova_correlation(nonconforming, units, group=index, groups=groups)
    return rules.fallback if learned is None else min(max(learned, 0.0), rules.cap)


def design_effect(units: ArrayLike, rho: float) -> Floats:
    """Return by how much one lot of so many units says less than independent units would.

    1 + (units - 1) rho, never below 1 (Kish 1965, Survey Sampling, p. 162); nan for nan.
    """
    _refuse(rho)
    size = np.asarray(units, dtype=np.float64)
    return np.maximum(1.0, 1.0 + (size - 1.0) * rho)


def correction(units: ArrayLike, *, group: ArrayLike, groups: int, rho: float) -> Floats:
    """Return Donner's C of each group: divide nonconforming and units by it before any test.

    C = sum n (1 + (n - 1) rho) / sum n over the lots of the group, never below 1 (Donner 1989,
    Biometrics 45:605, as in the R package aod).

    Args:
        units: Units of each lot, 0 or more; nan is left out.
        group: Index of the group of each lot, 0 to `groups` - 1.
        groups: Number of groups.
        rho: Correlation of units in one lot, 0 or more and below 1.

    Returns:
        One C a group, 1 for a group without lots.

    Raises:
        ValueError: If rho or a group index is out of range.
    """
    size = np.nan_to_num(np.asarray(units, dtype=np.float64))
    index = codes(group, groups)
    weighted = summed(size * design_effect(size, rho), index, groups)
    return np.maximum(1.0, np.nan_to_num(divided(weighted, summed(size, index, groups)), nan=1.0))


def _in_company(
    nonconforming: ArrayLike, units: ArrayLike, index: ArrayLike, groups: int
) -> tuple[Floats, Floats, np.ndarray[tuple[int, ...], np.dtype[np.int64]]]:
    """Rows with a rate whose group has two such rows: a lot alone says nothing about spread."""
    bad, base = pairs(nonconforming, units)
    group = np.asarray(index, dtype=np.int64)
    usable = countable(bad, base)
    usable &= (counted(group[usable], groups) > 1)[group]
    return bad[usable], base[usable], group[usable]


def _refuse(rho: float) -> None:
    if not 0 <= rho < 1:
        msg = f"rho must be 0 or more and below 1, not {rho}"
        raise ValueError(msg)
