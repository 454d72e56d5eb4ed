"""Rates of products and suppliers, added up from their lots."""

import numpy as np
import pytest

from quality.rates import fraction, pooled, pooled_earlier
from quality.rules import StatsRules

RULES = StatsRules()
LOTS = {"nonconforming": [12, 18, 15, 3], "units": [200, 260, 240, 100], "group": [0, 0, 0, 1]}


def test_a_rate_is_nonconforming_over_units():
    assert fraction([15, 0, 5], [200, 80, 5]).tolist() == [0.075, 0, 1]


def test_lots_of_a_product_add_up_with_their_correction():
    whole = pooled(**LOTS, groups=2, rho=0.005)

    assert whole.nonconforming.tolist() == [45, 3]
    assert whole.units.tolist() == [700, 100]
    assert whole.lots.tolist() == [3, 1]
    assert whole.correction == pytest.approx([2.175, 1.495])
    assert whole.fraction == pytest.approx([45 / 700, 0.03])
    assert whole.effective_units == pytest.approx([700 / 2.175, 100 / 1.495])


def test_lots_that_differ_widen_the_interval_and_lower_what_is_sure():
    plain = pooled(**LOTS, groups=2, rho=0)
    varied = pooled(**LOTS, groups=2, rho=0.01)

    assert (varied.interval(RULES).lower < plain.interval(RULES).lower).all()
    assert (varied.interval(RULES).upper > plain.interval(RULES).upper).all()
    assert (varied.at_least(RULES) < plain.at_least(RULES)).all()


def test_the_order_of_the_lots_does_not_matter():
    backwards = {name: column[::-1] for name, column in LOTS.items()}

    there, back = (pooled(**lots, groups=2, rho=0.005) for lots in (LOTS, backwards))

    assert there.fraction.tolist() == back.fraction.tolist()
    assert there.correction.tolist() == back.correction.tolist()


def test_a_product_of_few_units_is_not_judged():
    whole = pooled([1, 1], [29, 30], group=[0, 1], groups=2, rho=0)

    assert whole.judged(RULES).tolist() == [False, True]


def test_the_history_of_a_lot_are_the_lots_received_on_earlier_days():
    """Two lots of one day are not each other's history; a lot without a rate is no one's."""
    history = pooled_earlier(
        [1, 2, 3, 4, 9], [100, 100, np.nan, 100, 100],
        day=[30, 10, 10, 10, 5], group=[0, 0, 0, 0, 1], groups=2, rho=0.01,
    )  # fmt: skip

    assert history.nonconforming.tolist() == [6, 0, 0, 0, 0]
    assert history.units.tolist() == [200, 0, 0, 0, 0]
    assert history.lots.tolist() == [2, 0, 0, 0, 0]
    assert history.correction == pytest.approx([1.99, 1, 1, 1, 1])


def test_the_history_of_the_last_lot_is_the_pool_of_the_others():
    earlier = pooled_earlier(
        [12, 18, 15, 5], [200, 260, 240, 300], day=[1, 2, 3, 4], group=[0] * 4, groups=1, rho=0.005
    )
    others = pooled([12, 18, 15], [200, 260, 240], group=[0] * 3, groups=1, rho=0.005)

    assert earlier.units[3] == others.units[0]
    assert earlier.correction[3] == pytest.approx(others.correction[0])
