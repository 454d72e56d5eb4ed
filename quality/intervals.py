"""How far the true rate may be from the counted one."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv, ndtri

from quality.columns import Floats, countable, divided, fraction_between, pairs


class Interval(NamedTuple):
    """Lower and upper end, each a fraction from 0 to 1; nan in both where there is no rate."""

    lower: Floats
    upper: Floats


def wilson(nonconforming: ArrayLike, units: ArrayLike, *, confidence: float = 0.95) -> Interval:
    """Return the score interval of each rate, the one shown beside it (Wilson 1927, JASA 22:209).

    Keeps its coverage for the small counts of a small shop, where the usual normal interval
    does not: that one says 0 to 0 for none in 60. For none so far only the upper end speaks.

    Args:
        nonconforming: Nonconforming units of each row, 0 to `units`; may be fractional.
        units: Units of each row, above 0; may be fractional.
        confidence: Share of intervals that hold the true rate, above 0 and below 1.

    Returns:
        Ends with lower <= rate <= upper; nan in both where no rate can be formed
        (0 of 0, more nonconforming than units, a missing figure).

    Raises:
        ValueError: If confidence is not a fraction.
    """
    bad, base = _usable(nonconforming, units, confidence)
    z = ndtri((1 + confidence) / 2)
    spread = divided(z * np.sqrt(bad * (1 - divided(bad, base)) + z * z / 4), base + z * z)
    centre = divided(bad + z * z / 2, base + z * z)
    rate = divided(bad, base)
    lower = np.where(bad == 0, 0.0, np.clip(centre - spread, 0.0, rate))
    upper = np.where(bad == base, 1.0, np.clip(centre + spread, rate, 1.0))
    return Interval(_or_nan(lower, base), _or_nan(upper, base))


def at_least(nonconforming: ArrayLike, units: ArrayLike, *, confidence: float = 0.95) -> Floats:
    """Return the rate that the true one reaches at least, for the sentence "at least 4.7 %".

    The one-sided exact limit (Clopper and Pearson 1934, Biometrika 26:404): it is never above
    the truth more often than stated, where Wilson's lower end is up to six times as often.

    Args:
        nonconforming: Nonconforming units of each row, 0 to `units`; may be fractional.
        units: Units of each row, above 0; may be fractional.
        confidence: How sure the statement is, above 0 and below 1.

    Returns:
        Fractions from 0 to the rate; 0 for none; nan where no rate can be formed.

    Raises:
        ValueError: If confidence is not a fraction.
    """
    bad, base = _usable(nonconforming, units, confidence)
    limit = betaincinv(np.where(bad > 0, bad, 1.0), base - bad + 1, 1 - confidence)
    return _or_nan(np.where(bad == 0, 0.0, limit), base)


def at_most(nonconforming: ArrayLike, units: ArrayLike, *, confidence: float = 0.95) -> Floats:
    """Return the rate that the true one reaches at most, one-sided and exact.

    For none so far this is the exact form of the rule of three (3 / units).
    Source and arguments as in `at_least`.

    Returns:
        Fractions from the rate to 1; 1 where every unit is nonconforming; nan where no rate
        can be formed.

    Raises:
        ValueError: If confidence is not a fraction.
    """
    bad, base = _usable(nonconforming, units, confidence)
    good = base - bad
    limit = betaincinv(bad + 1, np.where(good > 0, good, 1.0), confidence)
    return _or_nan(np.where(bad == base, 1.0, limit), base)


def jeffreys(nonconforming: ArrayLike, units: ArrayLike, *, confidence: float = 0.95) -> Interval:
    """Return the equal-tailed interval of the Jeffreys posterior, the one talks are judged by.

    Brown, Cai and DasGupta 2001 (Statistical Science 16:101); lower end 0 for none and upper
    end 1 for all, as they advise. Arguments, result and errors as in `wilson`.
    """
    bad, base = _usable(nonconforming, units, confidence)
    tail = (1 - confidence) / 2
    lower = np.where(bad == 0, 0.0, betaincinv(bad + 0.5, base - bad + 0.5, tail))
    upper = np.where(bad == base, 1.0, betaincinv(bad + 0.5, base - bad + 0.5, 1 - tail))
    return Interval(_or_nan(lower, base), _or_nan(upper, base))


def _usable(nonconforming: ArrayLike, units: ArrayLike, confidence: float) -> tuple[Floats, Floats]:
    if not 0 < confidence < 1:
        fraction_between("confidence", confidence)
        msg = f"confidence must be above 0 and below 1, not {confidence}"
        raise ValueError(msg)
    bad, base = pairs(nonconforming, units)
    usable = countable(bad, base)
    return np.where(usable, bad, 0.0), np.where(usable, base, np.nan)


def _or_nan(values: Floats, base: Floats) -> Floats:
    return np.where(np.isnan(base), np.nan, values)
