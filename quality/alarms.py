"""Is the new lot worse than usual for its product, and what will the next order bring."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaln

from quality.columns import Flags, Floats, Whole, countable, floats, fraction_between, pairs
from quality.ranking import Prior, false_discovery
from quality.rates import Pooled
from quality.rules import BatchAlarmRules

_DUST = 1e-12
_MOST_TERMS = 100_000  # of the sums of many lots, held at once


@dataclass(frozen=True, slots=True, kw_only=True)
class NextLotLaw:
    """Beta-binomial law of the nonconforming units in the next lot, one row a product."""

    rate: Floats  # mean, above 0 and below 1
    strength: Floats  # units that the knowledge of the next lot's rate is worth, above 0

    @property
    def alpha(self) -> Floats:
        """First parameter of the beta law of the next lot's rate."""
        return self.rate * self.strength

    @property
    def beta(self) -> Floats:
        """Second parameter."""
        return (1 - self.rate) * self.strength

    def of(self, rows: Flags | slice) -> "NextLotLaw":
        """Return the law of these rows alone."""
        return NextLotLaw(rate=self.rate[rows], strength=self.strength[rows])


@dataclass(frozen=True, slots=True, kw_only=True)
class LotAlarms:
    """Worse than usual or not, one row a lot."""

    p: Floats  # chance of so many in a usual lot; nan where there is no earlier lot or no rate
    q: Floats  # share of false finds among the lots tested; nan where p is
    alarm: Flags


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Nonconforming units that the next order will probably bring, one row a product."""

    mean: Floats  # 0 without units
    low: Whole  # 10 % point by default
    high: Whole  # 90 % point by default


def next_lot_law(history: Pooled, *, prior: Prior, rho: float) -> NextLotLaw:
    """Return the law of the next lot from all earlier lots and the shop's prior.

    The posterior of the product's rate, widened by the spread between lots: v = 1 / (S + 1) +
    rho (1 - 1 / (S + 1)), strength 1 / v - 1 (Griffiths 1973, Biometrics 29:637; Prentice 1986,
    JASA 81:321).

    Args:
        history: Earlier lots of each product (`rates.pooled` or `rates.pooled_earlier`); no lots
            leaves the prior alone.
        prior: From `ranking.prior`.
        rho: Correlation of units in one lot, 0 or more and below 1.

    Raises:
        ValueError: If rho is out of range.
    """
    fraction_between("rho", rho, 0.0, 1 - _DUST)
    known = history.effective_units + prior.strength
    share = 1 / (known + 1)
    spread = share + rho * (1 - share)
    return NextLotLaw(
        rate=(history.effective_nonconforming + prior.alpha) / known, strength=1 / spread - 1
    )


def chance_of(nonconforming: ArrayLike, units: ArrayLike, law: NextLotLaw) -> Floats:
    """Return P(so many nonconforming units or more) in a lot of so many units.

    Upper tail of the beta-binomial law (Skellam 1948, JRSS B 10:257), summed over its shorter
    side for all lots at once.

    Args:
        nonconforming: Nonconforming units of each lot, 0 to `units`.
        units: Mature units of each lot; rounded to whole units, never below `nonconforming`.
        law: One row a lot.

    Returns:
        Chances from 0 to 1, 1 for none; nan where no rate can be formed.
    """
    bad, base = pairs(nonconforming, units)
    usable = countable(bad, base)
    x = np.where(usable, np.rint(bad), 0.0)
    n = np.where(usable, np.maximum(np.rint(base), x), 0.0)
    low = x <= n / 2
    summed = _mass(np.where(low, 0.0, x), np.where(low, x, n + 1), n, law)
    return np.where(usable, np.clip(np.where(low, 1.0 - summed, summed), 0.0, 1.0), np.nan)


def new_lot_alarms(
    nonconforming: ArrayLike,
    units: ArrayLike,
    history: Pooled,
    *,
    judged: ArrayLike,
    prior: Prior,
    rho: float,
    rules: BatchAlarmRules,
) -> LotAlarms:
    """Tell which lots are worse than usual for their product.

    Allows for the spread between lots, so about one good lot in a hundred alarms; the binomial
    tail alarms on up to 14, a p chart on up to 12.

    Args:
        nonconforming: Nonconforming units of each new lot.
        units: Mature units of each new lot.
        history: Earlier lots of the same product, one row a new lot (`rates.pooled_earlier`);
            without any there is no usual, and no test.
        judged: Lots that are old and large enough (`Exposure.judged`); the others are not tested.
        prior: From `ranking.prior`.
        rho: Correlation of units in one lot.
        rules: Largest chance that alarms.

    Raises:
        ValueError: If rho is out of range.
    """
    bad, base = pairs(nonconforming, units)
    law = next_lot_law(history, prior=prior, rho=rho)
    tested = np.asarray(judged, dtype=np.bool_) & (history.lots > 0)
    p = np.full(bad.shape, np.nan)
    p[tested] = chance_of(bad[tested], base[tested], law.of(tested))
    return LotAlarms(p=p, q=false_discovery(p), alarm=np.nan_to_num(p, nan=1.0) <= rules.p)


def forecast(
    units: ArrayLike, law: NextLotLaw, *, low: float = 0.10, high: float = 0.90
) -> Forecast:
    """Return what an order of so many units will probably bring: "10 to 29 of 300".

    Args:
        units: Units of the next order of each product; nan, 0 and below give 0 everywhere.
        law: From `next_lot_law`, one row a product.
        low: Share of outcomes below the lower figure, above 0 and below 1.
        high: Share of outcomes up to the upper figure, above 0 and below 1.

    Raises:
        ValueError: If a share is out of range.
    """
    for share in (low, high):
        fraction_between("share", share, _DUST, 1 - _DUST)
    size = np.floor(np.nan_to_num(floats(units), nan=0.0, posinf=0.0, neginf=0.0))
    n = np.broadcast_to(np.maximum(size, 0.0), law.rate.shape)
    return Forecast(mean=n * law.rate, low=_quantile(low, n, law), high=_quantile(high, n, law))


def _quantile(share: float, n: Floats, law: NextLotLaw) -> Whole:
    """Smallest count whose chance of being reached from below is the share.

    By Cantelli's inequality it lies within sqrt(share / (1 - share)) deviations of the mean.
    """
    spread = n * law.rate * (1 - law.rate) * (law.strength + n) / (law.strength + 1)
    top = np.ceil(n * law.rate + np.sqrt(spread * share / (1 - share)))
    row, start, mass = _masses(np.zeros_like(n), np.minimum(top, n) + 1, n, law)
    reached = np.append(0.0, np.cumsum(mass))
    cumulated = reached[1:] - reached[start][row]
    short = cumulated < share - _DUST
    return np.bincount(row, weights=short, minlength=n.size).astype(np.int64)


def _mass(first: Floats, end: Floats, n: Floats, law: NextLotLaw) -> Floats:
    """Chance of a count from `first` to below `end`, one row a lot."""
    chance = np.zeros(n.size)
    for lots in _blocks(end - first):
        row, _, mass = _masses(first[lots], end[lots], n[lots], law.of(lots))
        chance[lots] = np.bincount(row, weights=mass, minlength=lots.stop - lots.start)
    return chance


def _blocks(terms: Floats) -> Iterator[slice]:
    """Rows behind each other whose terms are not too many to be held at once."""
    block = np.cumsum(terms) // _MOST_TERMS
    starts = np.flatnonzero(np.diff(block, prepend=-1.0))
    for start, end in pairwise((*starts.tolist(), terms.size)):
        yield slice(start, end)


def _masses(first: Floats, end: Floats, n: Floats, law: NextLotLaw) -> tuple[Whole, Whole, Floats]:
    """Row and chance of every count from `first` to below `end`, and where each row starts.

    All rows behind each other; the first chance of a row by its law, each further one from the
    one before it, which takes a third of the time.
    """
    terms = (end - first).astype(np.int64)
    row = np.repeat(np.arange(terms.size), terms)
    start = np.cumsum(terms) - terms
    k = np.arange(row.size) - start[row] + first[row]
    size, alpha, beta = n[row], law.alpha[row], law.beta[row]
    ratio = (size - k + 1) * (k - 1 + alpha) / (np.maximum(k, 1) * (size - k + beta))
    begin = start[terms > 0]
    ratio[begin] = 1.0
    step = np.log(ratio)
    step[begin[1:]] = -np.add.reduceat(step, begin)[:-1]  # near 0 again: no digits are lost
    climbed = np.cumsum(step)
    lowest = _log_mass(first, n, law.alpha, law.beta)
    return row, start, np.exp(climbed - climbed[start[row]] + lowest[row])


def _log_mass(k: Floats, n: Floats, alpha: Floats, beta: Floats) -> Floats:
    ways = -betaln(n - k + 1, k + 1) - np.log1p(n)
    return floats(ways + betaln(k + alpha, n - k + beta) - betaln(alpha, beta))
