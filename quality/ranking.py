"""Which products and suppliers are worst, when small ones swing by chance."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, betaincinv

from quality.columns import (
    Flags,
    Floats,
    Whole,
    codes,
    countable,
    divided,
    floats,
    fraction_between,
    pairs,
    summed,
)
from quality.intervals import Interval
from quality.rules import RankingRules
from quality.variation import anova_correlation


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """What the rates of a shop's products look like before one of them is counted: Beta(a, b)."""

    alpha: float
    beta: float

    @classmethod
    def of(cls, *, mean: float, strength: float) -> Self:
        """Make a prior from its mean (fraction) and its strength (units it is worth)."""
        return cls(alpha=mean * strength, beta=(1 - mean) * strength)

    @property
    def mean(self) -> float:
        """Fraction nonconforming that is usual, above 0 and below 1."""
        return self.alpha / self.strength

    @property
    def strength(self) -> float:
        """Units that the prior is worth beside counted ones."""
        return self.alpha + self.beta


def prior(nonconforming: ArrayLike, units: ArrayLike, *, rules: RankingRules) -> Prior:
    """Learn the prior from the products (or suppliers) themselves, in closed form.

    Mean is the pooled rate, strength 1 / rho - 1 with rho between products by the ANOVA
    estimator; as good as the optimised likelihood in simulation, at a thousandth of its time
    (Kleinman 1973, JASA 68:46). With fewer than `rules.min_skus` products the strength is
    `rules.fallback_strength`. All clean or all nonconforming: half a unit keeps the mean off 0
    and 1. No units at all: mean one half, which nothing will be compared with.

    Args:
        nonconforming: Effective nonconforming units (`Pooled.effective_nonconforming`), one a
            product.
        units: Effective units; products without a rate are left out.
        rules: Smallest number of products, fallback and limits of the strength.
    """
    bad, base = pairs(nonconforming, units)
    usable = countable(bad, base)
    bad, base = bad[usable], base[usable]
    total = float(base.sum())
    half = 0.5 / (total + 1)
    mean = min(max(float(bad.sum()) / max(total, 1.0), half), 1 - half)
    if base.size < rules.min_skus:
        return Prior.of(mean=mean, strength=rules.fallback_strength)
    rho = anova_correlation(bad, base, group=np.zeros(base.size, dtype=np.int64), groups=1)
    return Prior.of(mean=mean, strength=_strength(rho, rules))


def adjusted(nonconforming: ArrayLike, units: ArrayLike, *, prior: Prior) -> Floats:
    """Return each rate pulled towards the usual one, the figure that ranks products.

    (x + a) / (n + a + b), the posterior mean (Efron and Morris 1975, JASA 70:311); finds the
    worst tenth more often than the raw rate or any limit does.

    Args:
        nonconforming: Effective nonconforming units of each product.
        units: Effective units of each product.
        prior: From `prior`.

    Returns:
        Fractions above 0 and below 1; nan where no rate can be formed.
    """
    bad, base = pairs(nonconforming, units)
    estimate = divided(bad + prior.alpha, base + prior.strength)
    return np.where(countable(bad, base), estimate, np.nan)


def probability_above(
    nonconforming: ArrayLike, units: ArrayLike, *, prior: Prior, target: float
) -> Floats:
    """Return how sure it is that the true rate is above a target: posterior P(rate > target).

    Arguments as in `adjusted`; 0 to 1, nan where no rate can be formed.

    Raises:
        ValueError: If target is not 0 to 1.
    """
    fraction_between("target", target)
    bad, base = pairs(nonconforming, units)
    usable = countable(bad, base)
    x, n = np.where(usable, bad, 0.0), np.where(usable, base, 1.0)
    sure = betainc(prior.beta + n - x, prior.alpha + x, 1 - target)
    return np.where(usable, sure, np.nan)


def posterior_interval(
    nonconforming: ArrayLike, units: ArrayLike, *, prior: Prior, confidence: float = 0.95
) -> Interval:
    """Return the equal-tailed interval of the adjusted rate; nan where no rate can be formed.

    Raises:
        ValueError: If confidence is not 0 to 1.
    """
    fraction_between("confidence", confidence)
    bad, base = pairs(nonconforming, units)
    usable = countable(bad, base)
    x, n = np.where(usable, bad, 0.0), np.where(usable, base, 1.0)
    a, b, tail = prior.alpha + x, prior.beta + n - x, (1 - confidence) / 2
    lower, upper = betaincinv(a, b, tail), betaincinv(a, b, 1 - tail)
    return Interval(np.where(usable, lower, np.nan), np.where(usable, upper, np.nan))


def ranks(adjusted_rates: ArrayLike, *, ranked: ArrayLike) -> Whole:
    """Return the place of each product, 1 for the worst; equal rates share a place.

    Args:
        adjusted_rates: From `adjusted`.
        ranked: Which products take part (enough units); the others have place 0.
    """
    rates = np.round(floats(adjusted_rates), 12)
    takes_part = np.asarray(ranked, dtype=np.bool_) & ~np.isnan(rates)
    best_first = np.sort(rates[takes_part])
    worse = best_first.size - np.searchsorted(best_first, rates, side="right")
    return np.where(takes_part, worse + 1, 0).astype(np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Suppliers against what is usual for their products, one row a supplier."""

    expected: Floats  # nonconforming units usual for its products
    index: Floats  # observed over expected; nan without units
    adjusted_index: Floats  # the same, pulled towards 1; nan without units


def against_usual(
    nonconforming: ArrayLike,
    units: ArrayLike,
    usual: ArrayLike,
    *,
    correction: ArrayLike,
    group: ArrayLike,
    groups: int,
    rules: RankingRules,
) -> Comparison:
    """Compare each supplier with the usual rate of its own products, not with other suppliers.

    Indirect standardisation, observed over expected (Breslow and Day 1987, Statistical Methods
    in Cancer Research II, p. 65), shrunk like a rate whose prior mean is the supplier's own
    expectation: "1.6 times the usual for its products" does not punish hard products.

    Args:
        nonconforming: Nonconforming units of each product.
        units: Mature units of each product; products without a rate are left out.
        usual: Usual rate of the product's category (else of the shop), above 0 to 1.
        correction: Donner's C of each supplier (`Pooled.correction`), one a group.
        group: Index of the supplier of each product, 0 to `groups` - 1.
        groups: Number of suppliers.
        rules: As in `prior`.

    Raises:
        ValueError: If a group index is out of range.
    """
    bad, base = pairs(nonconforming, units)
    rate = np.broadcast_to(floats(usual), bad.shape)
    index = codes(group, groups)
    usable = countable(bad, base) & (rate > 0)
    index, bad, base, rate = index[usable], bad[usable], base[usable], rate[usable]
    observed, total = summed(bad, index, groups), summed(base, index, groups)
    expected = summed(base * rate, index, groups)
    strength = _standardised_prior(observed, total, expected, floats(correction), rules).strength
    pull = np.nan_to_num(divided(expected, total)) * strength * floats(correction)
    return Comparison(
        expected=expected,
        index=divided(observed, expected),
        adjusted_index=np.where(expected > 0, divided(observed + pull, expected + pull), np.nan),
    )


def false_discovery(p_values: ArrayLike, *, family: int | None = None) -> Floats:
    """Return the share of false finds among all tests with a p-value this small or smaller (q).

    Step-up of Benjamini and Hochberg 1995 (JRSS B 57:289).

    Args:
        p_values: Chances from 0 to 1; a test that was not made has none (nan) and stays nan.
        family: Tests that were looked at, also those not listed because nothing was found
            (their p-value is 1); the number of p-values when not given.

    Raises:
        ValueError: If the family is smaller than the number of p-values.
    """
    given = floats(p_values)
    p = given.ravel()
    made = np.flatnonzero(~np.isnan(p))
    size = made.size if family is None else family
    if size < made.size:
        msg = f"a family of {size} cannot hold {made.size} tests"
        raise ValueError(msg)
    order = made[np.argsort(p[made], kind="stable")]
    scaled = p[order] * size / np.arange(1, order.size + 1)
    result = np.full(p.shape, np.nan)
    result[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return result.reshape(given.shape)


def stands_out(q_values: ArrayLike, *, fdr: float) -> Flags:
    """Tell which tests stand out of their family: q at most `fdr`; nan never does."""
    return np.nan_to_num(floats(q_values), nan=1.0) <= fdr


def _strength(rho: float | None, rules: RankingRules) -> float:
    if rho is None:
        return rules.fallback_strength
    learned = 1 / rho - 1 if rho > 0 else rules.strength_max
    return min(max(learned, rules.strength_min), rules.strength_max)


def _standardised_prior(
    observed: Floats, total: Floats, expected: Floats, correction: Floats, rules: RankingRules
) -> Prior:
    """Learn from the suppliers' rates as they would be if all sold the average product."""
    overall = float(expected.sum()) / max(float(total.sum()), 1.0)
    index = np.nan_to_num(divided(observed, expected))
    alike = np.minimum(total * overall * index, total)
    return prior(alike / correction, total / correction, rules=rules)
