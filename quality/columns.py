"""Columns of numbers: their types, what counts as a count, sums by group."""

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Whole: TypeAlias = NDArray[np.int64]
Texts: TypeAlias = NDArray[np.str_]


def floats(values: ArrayLike) -> Floats:
    """Return the values as floats; a missing value (None) is nan."""
    return np.asarray(values, dtype=np.float64)


def pairs(first: ArrayLike, second: ArrayLike) -> tuple[Floats, Floats]:
    """Return two columns as floats of one shape.

    Raises:
        ValueError: If the shapes do not fit each other.
    """
    left, right = np.broadcast_arrays(floats(first), floats(second))
    return left, right


def divided(numerator: ArrayLike, denominator: ArrayLike) -> Floats:
    """Return numerator over denominator, nan wherever the denominator is 0 or below, or nan."""
    above, below = pairs(numerator, denominator)
    result = np.full(above.shape, np.nan)
    np.divide(above, below, out=result, where=below > 0)
    return result


def countable(nonconforming: ArrayLike, units: ArrayLike) -> Flags:
    """Tell where a rate can be formed: finite units above 0, and 0 to `units` nonconforming.

    Fractional figures pass: effective counts (counts over a correction) are fractional.
    """
    bad, base = pairs(nonconforming, units)
    return (base > 0) & np.isfinite(base) & (bad >= 0) & (bad <= base)


def codes(group: ArrayLike, groups: int) -> Whole:
    """Return the group of each row as an index.

    Raises:
        ValueError: If an index is not 0 to `groups` - 1.
    """
    index = np.asarray(group, dtype=np.int64)
    if index.size and not 0 <= index.min() <= index.max() < groups:
        msg = f"group must be 0 to {groups - 1}, not {index.min()} to {index.max()}"
        raise ValueError(msg)
    return index


def summed(values: ArrayLike, group: Whole, groups: int) -> Floats:
    """Return the sum of the values of each group; a group without rows has 0."""
    return floats(np.bincount(group, weights=floats(values), minlength=groups))


def counted(group: Whole, groups: int) -> Whole:
    """Return the number of rows of each group."""
    return np.bincount(group, minlength=groups).astype(np.int64)


def fraction_between(name: str, value: float, lowest: float = 0.0, highest: float = 1.0) -> None:
    """Refuse a setting outside its range.

    Raises:
        ValueError: If the value is outside the range, or nan.
    """
    if not lowest <= value <= highest:
        msg = f"{name} must be {lowest:g} to {highest:g}, not {value}"
        raise ValueError(msg)


class EarlierRows:
    """Sums over the rows of the same group with a smaller day, for every row at once."""

    def __init__(self, day: Floats, group: Whole) -> None:
        self._order = np.lexsort((day, group))
        ordered_day, ordered_group = day[self._order], group[self._order]
        new_group = np.append(True, ordered_group[1:] != ordered_group[:-1])[: day.size]
        new_day = new_group | np.append(True, ordered_day[1:] != ordered_day[:-1])[: day.size]
        self._group_start = _starts(new_group)
        self._day_start = _starts(new_day)

    def summed(self, values: ArrayLike) -> Floats:
        """Return the sum over the earlier rows of each row, 0 for a first one; values >= 0."""
        ordered = floats(values)[self._order]
        before = np.append(0.0, np.cumsum(ordered))
        result = np.empty_like(ordered)
        result[self._order] = before[self._day_start] - before[self._group_start]
        return np.maximum(result, 0.0)


def _starts(new: Flags) -> Whole:
    return np.maximum.accumulate(np.where(new, np.arange(new.size), 0))
