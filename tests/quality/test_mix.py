"""Like with like: product mix and one-off lots."""

import numpy as np
import pytest

from quality.mix import mix_adjusted, one_off_lots


def test_a_supplier_does_not_improve_by_selling_more_of_its_better_product():
    """Raw 5.5 % to 1.8 %, while neither product changed."""
    found = mix_adjusted([40, 1], [400, 100], [10, 4], [100, 400], group=[0, 0], groups=1)

    assert found.before == pytest.approx(0.055)
    assert found.after == pytest.approx(found.before)
    assert found.products == 2


def test_weights_are_the_units_of_both_periods():
    found = mix_adjusted([10, 0], [100, 100], [0, 30], [300, 300], group=[0, 0], groups=1)

    assert found.before == pytest.approx(0.05)
    assert found.after == pytest.approx(0.05)


def test_a_product_delivered_in_one_period_only_is_left_out():
    found = mix_adjusted([10, 5], [100, 0], [10, 5], [100, 50], group=[0, 0], groups=1)

    assert found.common.tolist() == [True, False]
    assert (found.before, found.after, found.products) == (0.1, 0.1, 1)


def test_without_a_common_product_two_periods_are_not_comparable():
    found = mix_adjusted([10, 0], [100, 0], [0, 5], [0, 50], group=[0, 0], groups=1)

    assert found.products == 0
    assert np.isnan([found.before[0], found.after[0]]).all()


def one_off(nonconforming, units, *, judged=True, acceptable=0.005):
    lots = len(units)
    return one_off_lots(
        nonconforming, units, group=[0] * lots, groups=1, judged=np.full(lots, judged),
        acceptable=acceptable,
    ).tolist()  # fmt: skip


def test_one_bad_lot_among_good_ones_is_a_one_off():
    """24 of 120 once, 1 of 450 otherwise."""
    assert one_off([0, 1, 24, 0], [150, 140, 120, 160]) == [False, False, True, False]


@pytest.mark.parametrize(
    ("nonconforming", "units"),
    [
        ([24], [120]),  # no other lot
        ([24, 20], [120, 120]),  # two bad lots
        ([5, 0], [101, 400]),  # below 5 %
        ([6, 2], [100, 399]),  # the others are not below the acceptable rate
    ],
    ids=["the only lot", "two bad lots", "not bad enough", "the others are bad too"],
)
def test_anything_less_is_no_one_off(nonconforming, units):
    assert not any(one_off(nonconforming, units))


def test_exactly_five_per_cent_and_three_times_the_others_is_enough():
    assert one_off([5, 0], [100, 400]) == [True, False]
    assert one_off([30, 10], [100, 100], acceptable=0.2) == [True, False]


def test_a_lot_of_few_units_is_no_one_off():
    assert one_off([1, 0], [6, 400], judged=False) == [False, False]


def test_a_lot_without_a_rate_is_neither_a_one_off_nor_company():
    assert one_off([24, 3], [120, np.nan]) == [False, False]
