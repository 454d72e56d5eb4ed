"""Three of the same: a pattern, above normal, standing out, and never hidden."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from quality.rules import SignalRules, StatsRules
from quality.signals import (
    acceptable_rates,
    chance_at_acceptable,
    first_night,
    latest_lot_ok,
    repeat_signals,
    smallest_above_normal,
    standing_out,
)

RULES = SignalRules()


def graded(units, received, *, complaints=None, safety=False, latest_ok=False, family=1, **rules):
    found = repeat_signals(
        units,
        units if complaints is None else complaints,
        received,
        mature_units=received,
        acceptable=RULES.acceptable_rate,
        safety=safety,
        latest_ok=latest_ok,
        family=family,
        rules=SignalRules(**rules),
    )
    return found.level.tolist()


@pytest.mark.parametrize(
    ("units", "received", "level"),
    [
        (2, 50, "none"),
        (3, 50, "urgent"),  # 6 %, chance 0.2 %
        (3, 100, "signal"),  # 3 %, chance 1.4 %
        (3, 200, "watch"),  # 1.5 %, but one time in twelve by chance
        (4, 200, "signal"),
        (3, 10_000, "watch"),  # in line with the volume
        (62, 10_000, "watch"),
        (63, 10_000, "signal"),
        (10, 199, "urgent"),
        (3, np.nan, "signal"),  # nobody knows how many arrived
        (3, 0, "signal"),
        (3, 2, "signal"),  # more than arrived: the figures are wrong
        (0, 100, "none"),
    ],
)
def test_the_level_follows_count_chance_and_rate(units, received, level):
    assert graded(units, received) == level


def test_three_pieces_in_one_parcel_open_the_pattern_but_are_one_complaint():
    assert graded(3, 100, complaints=3) == "signal"
    assert graded(3, 100, complaints=1) == "watch"


def test_one_piece_of_a_safety_type_is_urgent_whatever_the_latest_lot_shows():
    assert graded(1, 10_000, safety=True) == "urgent"
    assert graded(1, np.nan, safety=True, latest_ok=True) == "urgent"
    assert graded(0, 100, safety=True) == "none"


def test_a_latest_lot_that_is_fine_turns_even_an_urgent_pattern_into_a_watch():
    assert graded(16, 120) == "urgent"
    assert graded(16, 120, latest_ok=True) == "watch_latest_ok"
    assert graded(2, 120, latest_ok=True) == "none"


def test_the_share_of_false_finds_is_reckoned_over_all_pairs_looked_at():
    alone, among_many = (
        repeat_signals(
            [5], [5], [300], mature_units=[300], acceptable=0.005, safety=False, latest_ok=False,
            family=family, rules=RULES,
        )
        for family in (1, 50)
    )  # fmt: skip

    assert among_many.q == pytest.approx(alone.q * 50)
    assert alone.level.tolist() == among_many.level.tolist()


def test_the_units_of_young_lots_count_by_their_maturity():
    """Three in 200 are normal; three while only half of the complaints are in are not."""
    found = repeat_signals(
        [3, 3], [3, 3], [200, 200], mature_units=[200, 100], acceptable=0.005, safety=False,
        latest_ok=False, family=2, rules=RULES,
    )  # fmt: skip

    assert found.level.tolist() == ["watch", "signal"]
    assert found.fraction.tolist() == [0.015, 0.015]


def test_units_that_no_lot_can_be_named_for_open_the_pattern_but_make_no_rate():
    found = repeat_signals(
        [8], [2], [100], mature_units=[100], acceptable=0.005, safety=False, latest_ok=False,
        family=1, rules=RULES, in_lots=[2],
    )  # fmt: skip

    assert found.pattern
    assert found.fraction == 0.02


def test_scipy_gives_the_same_chance():
    chance = np.random.default_rng(1)
    units = chance.integers(1, 3000, 500)
    seen = chance.binomial(units, 0.01)

    assert np.allclose(chance_at_acceptable(seen, units, 0.005), binom.sf(seen - 1, units, 0.005))


@given(st.integers(1, 400), st.floats(0, 1))
def test_more_complaints_are_never_more_likely(units, rate):
    chances = chance_at_acceptable(np.arange(units + 1), units, rate)

    assert (np.diff(chances) <= 1e-12).all()
    assert chances[0] == 1
    assert (chances >= 0).all()


@pytest.mark.parametrize(
    ("units", "fewest"), [(50, 3), (200, 4), (500, 6), (2000, 16), (10_000, 63), (3, 3)]
)
def test_how_many_would_be_above_normal_grows_with_the_volume(units, fewest):
    assert smallest_above_normal(units, 0.005, rules=RULES) == fewest


@given(st.integers(1, 2000), st.floats(0.0005, 0.2))
def test_the_smallest_count_above_normal_is_the_smallest(units, rate):
    fewest = smallest_above_normal(units, rate, rules=RULES)

    counts = np.arange(RULES.count, units + 1)
    enough = counts[chance_at_acceptable(counts, units, rate) <= RULES.p]
    assert fewest == enough[0] if enough.size else np.isnan(fewest)


@pytest.mark.parametrize(
    ("units", "rate"), [(2, 0.005), (0, 0.005), (np.nan, 0.005), (np.inf, 0.005), (5, 0.9)]
)
def test_where_no_count_is_above_normal_there_is_none(units, rate):
    assert np.isnan(smallest_above_normal(units, rate, rules=RULES))


def test_a_type_may_have_an_acceptable_rate_of_its_own():
    rules = SignalRules(acceptable_rate_by_type={"chipped": 0.02})

    assert acceptable_rates(["broken", "chipped"], rules=rules).tolist() == [0.005, 0.02]


@pytest.mark.parametrize(
    ("worst_case", "units", "lots", "fine"),
    [
        (0, 200, 3, True),
        (1, 201, 3, True),
        (1, 200, 3, False),  # exactly the acceptable rate
        (3, 180, 3, False),  # every doubtful unit might be its
        (0, 29, 3, False),
        (0, 30, 3, True),
        (0, 200, 1, False),  # the only lot proves no change
        (0, np.nan, 3, False),
    ],
)
def test_the_latest_lot_is_fine_only_in_the_worst_case(worst_case, units, lots, fine):
    assert latest_lot_ok(worst_case, units, lots, acceptable=0.005, stats=StatsRules()) == fine


def nights(q: list[float], *, closed: list[bool] | None = None) -> list[bool]:
    """Return whether one pair stands out, night after night."""
    state, seen = first_night(1), []
    for night, value in enumerate(q):
        by_hand = [closed[night]] if closed else [False]
        state = standing_out([value], state, closed=by_hand, rules=RULES)
        seen.append(bool(state.open[0]))
    return seen


def test_a_signal_opens_at_the_limit_and_not_above_it():
    assert nights([0.1001, 0.10]) == [False, True]


def test_a_signal_closes_only_after_two_nights_running_above_the_higher_limit():
    assert nights([0.05, 0.15, 0.21, 0.20, 0.21, 0.21, 0.15]) == [
        True, True, True, True, True, False, False,
    ]  # fmt: skip


def test_a_signal_that_comes_back_on_the_second_quiet_night_stays():
    assert nights([0.05, 0.21, 0.05, 0.21, 0.15]) == [True] * 5


def test_a_person_closes_at_once():
    assert nights([0.05, 0.05, 0.05], closed=[False, True, False]) == [True, False, True]


def test_a_pair_without_a_received_figure_never_opens_and_does_not_stay_open():
    assert nights([0.05, np.nan, np.nan]) == [True, True, False]


def test_running_twice_in_one_night_changes_nothing():
    before = standing_out([0.05], first_night(1), closed=[False], rules=RULES)

    once, again = (standing_out([0.3], before, closed=[False], rules=RULES) for _ in range(2))

    assert once.open == again.open
    assert once.quiet_nights == again.quiet_nights == 1
