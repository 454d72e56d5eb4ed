"""Intervals hold their rate, their order and the figures of other libraries."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from statsmodels.stats.proportion import proportion_confint

from quality.intervals import at_least, at_most, jeffreys, wilson

INTERVALS = [wilson, jeffreys]
COUNTS = st.integers(1, 3000).flatmap(
    lambda units: st.tuples(st.integers(0, units), st.just(units))
)


def random_counts(seed: int, size: int = 300) -> tuple[np.ndarray, np.ndarray]:
    chance = np.random.default_rng(seed)
    units = chance.integers(1, 2000, size)
    return chance.binomial(units, chance.uniform(0, 1, size) ** 3), units


def test_fifteen_of_two_hundred_is_likely_4_6_to_12_0_per_cent_and_at_least_4_7():
    """The figure of the source article."""
    assert wilson(15, 200).lower == pytest.approx(0.04597, abs=1e-5)
    assert wilson(15, 200).upper == pytest.approx(0.12004, abs=1e-5)
    assert at_least(15, 200) == pytest.approx(0.0468, abs=1e-5)


def test_none_in_eighty_could_still_be_4_6_per_cent():
    ends = wilson(0, 80)

    assert ends.lower == 0
    assert ends.upper == pytest.approx(0.046, abs=1e-3)


def test_none_so_far_is_the_rule_of_three():
    assert at_most(0, 1000) == pytest.approx(3 / 1000, rel=0.01)


@given(COUNTS)
def test_the_rate_lies_inside_whatever_the_counts(counts):
    bad, units = counts

    for interval in INTERVALS:
        lower, upper = interval(bad, units)
        assert 0 <= lower <= bad / units <= upper <= 1
    assert 0 <= at_least(bad, units) <= bad / units <= at_most(bad, units) <= 1


@given(COUNTS)
def test_good_and_bad_units_are_mirror_images(counts):
    bad, units = counts

    for interval in INTERVALS:
        lower, upper = interval(bad, units)
        mirrored = interval(units - bad, units)
        assert lower == pytest.approx(1 - mirrored.upper, abs=1e-9)
        assert upper == pytest.approx(1 - mirrored.lower, abs=1e-9)
    assert at_least(bad, units) == pytest.approx(1 - at_most(units - bad, units), abs=1e-9)


@pytest.mark.parametrize("limit", [at_least, at_most, lambda x, n: wilson(x, n).lower,
                                   lambda x, n: wilson(x, n).upper])  # fmt: skip
def test_one_more_nonconforming_unit_never_lowers_a_limit(limit):
    limits = limit(np.arange(201), 200)

    assert (np.diff(limits) > 0).all()


def test_more_units_at_the_same_rate_narrow_the_interval():
    units = np.array([20, 200, 2000, 20000])

    lower, upper = wilson(units * 0.05, units)

    assert (np.diff(upper - lower) < 0).all()


def test_the_order_of_the_rows_does_not_matter():
    bad, units = random_counts(1)
    shuffled = np.random.default_rng(2).permutation(bad.size)

    assert (
        wilson(bad, units).upper[shuffled] == wilson(bad[shuffled], units[shuffled]).upper
    ).all()


@pytest.mark.parametrize(
    ("method", "interval"), [("wilson", wilson), ("jeffreys", jeffreys)], ids=["wilson", "jeffreys"]
)
@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
def test_statsmodels_gives_the_same_interval(method, interval, confidence):
    bad, units = random_counts(3)
    inner = (bad > 0) & (bad < units)  # its Jeffreys ends are not 0 and 1 at the edges
    bad, units = bad[inner], units[inner]

    expected = proportion_confint(bad, units, alpha=1 - confidence, method=method)

    assert np.allclose(interval(bad, units, confidence=confidence), expected, atol=1e-10)


def test_statsmodels_gives_the_same_one_sided_limits():
    bad, units = random_counts(4)

    lower, upper = proportion_confint(bad, units, alpha=0.10, method="beta")

    assert np.allclose(at_least(bad, units), lower, atol=1e-10)
    assert np.allclose(at_most(bad, units), upper, atol=1e-10)


def test_scipy_gives_the_same_interval_call_by_call():
    bad, units = random_counts(5, size=40)

    for x, n, lower, upper in zip(bad, units, *wilson(bad, units), strict=True):
        expected = binomtest(int(x), int(n)).proportion_ci(method="wilson")
        assert (lower, upper) == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_the_usual_normal_interval_is_not_what_we_use():
    """For none in 60 it says 0 to 0, and that is the default of the library."""
    assert proportion_confint(0, 60) == (0, 0)
    assert wilson(0, 60).upper > 0.05


@pytest.mark.parametrize("confidence", [0.0, 1.0, -0.1, 95, float("nan")])
def test_a_confidence_that_is_no_fraction_is_a_mistake_of_the_caller(confidence):
    with pytest.raises(ValueError, match="confidence must be"):
        wilson(1, 2, confidence=confidence)


def test_columns_that_do_not_fit_each_other_are_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="shape"):
        wilson([1, 2], [3, 4, 5])
