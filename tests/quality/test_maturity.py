"""A new lot always looks too good, and by how much is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quality.maturity import default_share, delay_curve, exposure, product_limit
from quality.rules import MaturityRules, StatsRules

RULES, STATS = MaturityRules(), StatsRules()
AGES = st.lists(st.floats(-10, 400), min_size=2, max_size=20)


def complaints(count: int, *, oldest: float, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Delays that fit into their windows, median 20 days: quicker than the default curve."""
    chance = np.random.default_rng(seed)
    window = chance.uniform(0, oldest, count * 4)
    delay = np.floor(chance.exponential(20 / np.log(2), count * 4))
    seen = (delay <= window) & (delay <= 120)
    return delay[seen][:count], window[seen][:count]


@pytest.mark.parametrize(
    ("age", "share"),
    [(10, 0.22), (20, 0.39), (30, 0.53), (45, 0.69), (60, 0.80), (90, 0.93), (120, 1), (999, 1)],
)
def test_the_default_curve_is_the_one_in_the_documentation(age, share):
    curve = delay_curve([], [], rules=RULES)

    assert not curve.learned
    assert curve.share(age) == pytest.approx(share, abs=0.005)


def test_forty_nine_complaints_are_too_few_to_learn_from():
    assert not delay_curve([5] * 49, [200] * 49, rules=RULES).learned
    assert delay_curve([5] * 50, [200] * 50, rules=RULES).learned


def test_the_shops_own_curve_is_found_although_young_lots_show_short_delays_only():
    delay, window = complaints(4000, oldest=240)

    curve = delay_curve(delay, window, rules=RULES)

    truth = (1 - 0.5 ** (np.array([11, 21, 61]) / 20)) / (1 - 0.5 ** (120 / 20))
    assert curve.share([10, 20, 60]) == pytest.approx(truth, abs=0.03)
    naive = [(delay <= age).mean() for age in (10, 20, 60)]
    assert (np.array(naive) > truth + 0.02).all()


def test_what_no_lot_was_old_enough_to_show_follows_the_default_curve():
    """A shop that began a month ago has not seen the end of its complaints."""
    curve = delay_curve(*complaints(400, oldest=31), rules=RULES)
    default = delay_curve([], [], rules=RULES)

    assert curve.learned
    assert curve.share([60, 90]).tolist() == default.share([60, 90]).tolist()
    assert curve.share(25) < default.share(31)


def test_mistyped_dates_teach_nothing():
    delay = [5] * 60 + [-4] * 30 + [900] * 30 + [np.nan] * 30

    curve = delay_curve(delay, [200] * 150, rules=RULES)

    assert curve == delay_curve([5] * 60, [200] * 60, rules=RULES)


def test_lots_of_today_teach_nothing():
    assert not delay_curve([0] * 80, [0] * 80, rules=RULES).learned


def test_too_few_complaints_within_the_reach_teach_nothing():
    """Most of the 60 came later than the age that ten of them could have reached."""
    delay, window = [0] * 41 + [20] * 9, [0] * 41 + [20] * 9

    assert not delay_curve(delay, window, rules=RULES).learned


@given(AGES, st.integers(0, 200))
def test_a_curve_only_rises_from_0_to_1(ages, seed):
    for curve in (
        delay_curve([], [], rules=RULES),
        delay_curve(*complaints(120, oldest=200, seed=seed), rules=RULES),
    ):
        shares = curve.share(sorted(ages))
        assert (np.diff(shares) >= 0).all()
        assert (shares >= 0).all()
        assert (shares <= 1).all()


def test_a_complaint_outside_its_window_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="outside the window"):
        product_limit([30], [20])


def test_no_delay_makes_no_curve():
    days, shares = product_limit([], [])

    assert days.size == shares.size == 0


@pytest.mark.parametrize(("half_life", "horizon"), [(0, 120), (30, 0), (-1, 120)])
def test_a_curve_needs_a_half_life_and_a_horizon(half_life, horizon):
    with pytest.raises(ValueError, match="above 0"):
        default_share(10, half_life_days=half_life, horizon_days=horizon)


@pytest.mark.parametrize(
    ("maturity", "units", "word", "so_far"),
    [
        (0.499, 200, "too_early", True),
        (0.5, 200, "partial", True),
        (0.899, 200, "partial", True),
        (0.9, 200, "ok", False),
        (1.0, 30, "ok", False),
        (1.0, 29, "few_units", False),
        (0.6, 29, "few_units", True),
        (0.4, 29, "too_early", True),
    ],
)
def test_the_word_of_a_lot_turns_at_its_limits(maturity, units, word, so_far):
    found = exposure(1, units, maturity, rules=RULES, stats=STATS)

    assert found.status == word
    assert found.so_far == so_far


def test_six_of_three_hundred_at_60_per_cent_are_heading_for_3_3_per_cent():
    assert exposure(6, 300, 0.6, rules=RULES, stats=STATS).mature_units == pytest.approx(180)


def test_mature_units_are_never_fewer_than_the_nonconforming_ones():
    assert exposure(5, 6, 0.5, rules=RULES, stats=STATS).mature_units == 5


def test_a_lot_that_is_too_early_enters_no_comparison_and_few_units_no_verdict():
    found = exposure([1, 1, 1, 9], [200, 20, 200, 3], [1, 1, 0.1, 1], rules=RULES, stats=STATS)

    assert found.used.tolist() == [True, True, False, False]
    assert found.judged.tolist() == [True, False, False, False]
    assert np.isnan(found.used_units).tolist() == [False, False, True, True]
    assert np.isnan(found.mature_units).tolist() == [False, False, False, True]
