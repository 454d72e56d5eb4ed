"""Like with like: rates without the product mix, and the one bad lot that is no trend."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from quality.columns import (
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

_ONE_OFF_RATE = 0.05
_ONE_OFF_TIMES = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MixAdjusted:
    """Two periods of each supplier over the products it delivered in both."""

    before: Floats  # fraction; nan where no product was delivered in both periods
    after: Floats
    products: Whole  # products delivered in both periods
    common: Flags  # one a product: delivered in both periods


def mix_adjusted(
    nonconforming_before: ArrayLike,
    units_before: ArrayLike,
    nonconforming_after: ArrayLike,
    units_after: ArrayLike,
    *,
    group: ArrayLike,
    groups: int,
) -> MixAdjusted:
    """Compare two periods of a supplier as if its product mix had not changed.

    Direct standardisation: each product's rates, weighted with its units of both periods (Rothman,
    Greenland and Lash 2008, Modern Epidemiology, p. 49). Shown beside the trend test, never
    instead of it.

    Args:
        nonconforming_before: Nonconforming units of each product in the first period.
        units_before: Mature units of each product in the first period.
        nonconforming_after: The same in the second period.
        units_after: The same in the second period.
        group: Index of the supplier of each product, 0 to `groups` - 1.
        groups: Number of suppliers.

    Raises:
        ValueError: If a group index is out of range.
    """
    x1, n1 = pairs(nonconforming_before, units_before)
    x2, n2 = pairs(nonconforming_after, units_after)
    index = codes(group, groups)
    common = countable(x1, n1) & countable(x2, n2)
    weight = np.where(common, n1 + n2, 0.0)
    total = summed(weight, index, groups)
    before = np.where(common, divided(x1, n1), 0.0) * weight
    after = np.where(common, divided(x2, n2), 0.0) * weight
    return MixAdjusted(
        before=divided(summed(before, index, groups), total),
        after=divided(summed(after, index, groups), total),
        products=counted(index[common], groups),
        common=common,
    )


def one_off_lots(
    nonconforming: ArrayLike,
    units: ArrayLike,
    *,
    group: ArrayLike,
    groups: int,
    judged: ArrayLike,
    acceptable: ArrayLike,
) -> Flags:
    """Tell which lots are one bad lot among good ones: left out of trends, and named.

    A lot of at least 5 % and three times the rate of the product's other lots, while those
    together are below the acceptable rate. A product with one lot has none.

    Args:
        nonconforming: Nonconforming units of each lot.
        units: Mature units of each used lot; lots without a rate are left out.
        group: Index of the SKU of each lot, 0 to `groups` - 1.
        groups: Number of SKUs.
        judged: Lots with the units that a verdict needs (`Exposure.judged`).
        acceptable: Rate that is normal, 0 to 1, one for all or one a lot.

    Raises:
        ValueError: If a group index is out of range.
    """
    bad, base = pairs(nonconforming, units)
    index = codes(group, groups)
    usable = countable(bad, base)
    x, n = np.where(usable, bad, 0.0), np.where(usable, base, 0.0)
    others_x = summed(x, index, groups)[index] - x
    others_n = summed(n, index, groups)[index] - n
    company = usable & (counted(index[usable], groups)[index] > 1)
    others = np.where(company, divided(others_x, others_n), 1.0)
    large = np.nan_to_num(divided(x, n)) >= _ONE_OFF_RATE
    large &= x * others_n >= _ONE_OFF_TIMES * others_x * n
    return large & (others < floats(acceptable)) & np.asarray(judged, dtype=np.bool_)
