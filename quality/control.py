"""Limits of the control charts: a picture of a run of lots, not an alarm."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from quality.columns import Flags, Floats, countable, floats, pairs

_SIGMAS = 3.0
_RANGE_TO_SIGMA = 1.128  # d2 of two neighbours
_FEWEST_FOR_A_RANGE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlChart:
    """Points with their centre line and limits, oldest first."""

    points: Floats
    centre: float
    lower: Floats
    upper: Floats
    spread: float = 1.0  # sigma_z: lots differ by this many times what chance brings

    @property
    def outside(self) -> Flags:
        """Points beyond a limit."""
        return (self.points < self.lower) | (self.points > self.upper)


def p_chart(nonconforming: ArrayLike, units: ArrayLike) -> ControlChart | None:
    """Return the p chart of a run of lots (Montgomery 2009, p. 289).

    Limits p +- 3 sqrt(p (1 - p) / n), held to 0..1. Where lots differ by more than chance it
    raises a false alarm on 6 to 12 of 100 lots, so nothing is decided by it.

    Args:
        nonconforming: Nonconforming units of each lot, oldest first.
        units: Units of each lot; lots without a rate are left out.

    Returns:
        The chart, or None without a lot.
    """
    bad, base = _sound(nonconforming, units)
    if not base.size:
        return None
    centre = float(bad.sum() / base.sum())
    return _chart(bad / base, centre, _sigma(centre, base), spread=1.0)


def laney_chart(nonconforming: ArrayLike, units: ArrayLike) -> ControlChart | None:
    """Return the p' chart, whose limits also allow for the spread between lots.

    Sigma_z is the mean moving range of the z-values over 1.128 (Laney 2002, Quality Engineering
    14:531). Worth showing when `spread` is above 1. Arguments as in `p_chart`; None without two
    lots, and where all are clean or all nonconforming.
    """
    bad, base = _sound(nonconforming, units)
    centre = float(bad.sum() / base.sum()) if base.size else 0.0
    sigma = _sigma(centre, base)
    if base.size < _FEWEST_FOR_A_RANGE or not 0 < centre < 1:
        return None
    moving_range = np.abs(np.diff((bad / base - centre) / sigma))
    return _chart(bad / base, centre, sigma, spread=float(moving_range.mean()) / _RANGE_TO_SIGMA)


def u_chart(defects: ArrayLike, units: ArrayLike) -> ControlChart | None:
    """Return the u chart of defects a unit, of which it may have several (Montgomery 2009, p. 317).

    Limits u +- 3 sqrt(u / n), the lower one not below 0.

    Args:
        defects: Defects counted in each lot, 0 or more, oldest first.
        units: Units (or square metres) of each lot; lots with 0 or no figure are left out.

    Returns:
        The chart in defects a unit, or None without a lot.
    """
    count, base = pairs(defects, units)
    usable = (base > 0) & np.isfinite(base) & (count >= 0) & np.isfinite(count)
    count, base = count[usable], base[usable]
    if not base.size:
        return None
    centre = float(count.sum() / base.sum())
    away = _SIGMAS * np.sqrt(centre / base)
    return ControlChart(
        points=count / base,
        centre=centre,
        lower=np.maximum(centre - away, 0.0),
        upper=centre + away,
    )


def _sound(nonconforming: ArrayLike, units: ArrayLike) -> tuple[Floats, Floats]:
    bad, base = pairs(nonconforming, units)
    usable = countable(bad, base)
    return bad[usable], base[usable]


def _sigma(centre: float, base: Floats) -> Floats:
    return floats(np.sqrt(centre * (1 - centre) / base))


def _chart(points: Floats, centre: float, sigma: Floats, *, spread: float) -> ControlChart:
    away = _SIGMAS * spread * sigma
    return ControlChart(
        points=points,
        centre=centre,
        lower=np.maximum(centre - away, 0.0),
        upper=np.minimum(centre + away, 1.0),
        spread=spread,
    )
