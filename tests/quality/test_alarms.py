"""The new lot against what is usual for its product, and the next order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import betabinom

from quality.alarms import NextLotLaw, chance_of, forecast, new_lot_alarms, next_lot_law
from quality.ranking import Prior
from quality.rates import pooled, pooled_earlier
from quality.rules import BatchAlarmRules

USUAL = Prior(alpha=1.2, beta=28)
RULES = BatchAlarmRules()
LAWS = st.tuples(st.floats(0.001, 0.999), st.floats(0.5, 3000))


def law_of(rate, strength) -> NextLotLaw:
    return NextLotLaw(rate=np.atleast_1d(rate), strength=np.atleast_1d(strength))


def history(x=(12, 18, 15), n=(200, 260, 240), rho=0.005):
    return pooled(x, n, group=[0] * len(x), groups=1, rho=rho)


def test_45_of_700_in_three_lots_bring_10_to_29_in_the_next_300():
    ahead = forecast([300], next_lot_law(history(), prior=USUAL, rho=0.005))

    assert ahead.mean == pytest.approx(18.7, abs=0.01)
    assert (ahead.low, ahead.high) == (10, 29)


def test_the_more_lots_differ_the_less_is_known_about_the_next():
    firm, loose = (next_lot_law(history(rho=rho), prior=USUAL, rho=rho) for rho in (0, 0.02))

    assert loose.strength < firm.strength
    assert forecast([300], loose).high > forecast([300], firm).high


def test_without_a_history_the_shops_average_speaks():
    law = next_lot_law(history((), ()), prior=USUAL, rho=0)

    assert law.rate == pytest.approx(USUAL.mean)
    assert law.strength == pytest.approx(USUAL.strength)


@given(LAWS, st.integers(1, 400), st.floats(0, 1))
def test_scipy_gives_the_same_chance(law, units, share):
    found = law_of(*law)
    seen = round(units * share)

    expected = betabinom.sf(seen - 1, units, found.alpha, found.beta)

    assert chance_of([seen], [units], found) == pytest.approx(expected, abs=1e-8)


@given(LAWS, st.integers(0, 400))
def test_scipy_gives_the_same_forecast(law, units):
    found = law_of(*law)
    ahead = forecast([units], found)

    for share, point in ((0.10, ahead.low), (0.90, ahead.high)):
        reached = betabinom.cdf(point, units, found.alpha, found.beta)
        before = betabinom.cdf(point - 1, units, found.alpha, found.beta)
        assert reached >= share - 1e-7
        assert before < share + 1e-7
    assert ahead.mean == pytest.approx(units * law[0])


@pytest.mark.parametrize("units", [0, -5, np.nan, np.inf])
def test_an_order_without_a_quantity_brings_nothing(units):
    ahead = forecast([units], law_of(0.05, 100))

    assert (ahead.mean, ahead.low, ahead.high) == (0, 0, 0)


def test_more_nonconforming_units_are_never_more_likely():
    chances = chance_of(
        np.arange(301), np.full(301, 300), law_of(np.full(301, 0.06), np.full(301, 120))
    )

    assert chances[0] == 1
    assert (np.diff(chances) <= 1e-15).all()


def test_young_lots_are_rounded_to_whole_units():
    law = law_of([0.06, 0.06, 0.06], [120.0] * 3)

    assert (
        chance_of([9, 9, 9], [120.4, 120, 9.0], law)[0] == chance_of([9, 9, 9], [120, 1, 9], law)[0]
    )


def alarms(nonconforming, *, judged=True, lots=((6, 9, 7), (200, 260, 240))):
    return new_lot_alarms(
        [nonconforming], [250], history(*lots), judged=[judged], prior=USUAL, rho=0.005, rules=RULES
    )


def test_a_lot_far_above_its_history_is_worse_than_usual():
    assert alarms(30).alarm
    assert not alarms(12).alarm


def test_a_first_lot_has_no_usual_and_no_chance():
    first = alarms(200, lots=((), ()))

    assert not first.alarm
    assert np.isnan(first.p)
    assert np.isnan(first.q)


def test_a_lot_of_few_units_is_not_tested():
    assert np.isnan(alarms(30, judged=False).p)


def test_every_lot_of_a_product_is_held_against_the_lots_before_it():
    x, n, day = [5, 6, 5, 40], [200] * 4, [1, 2, 3, 4]
    before = pooled_earlier(x, n, day=day, group=[0] * 4, groups=1, rho=0.005)

    found = new_lot_alarms(x, n, before, judged=[True] * 4, prior=USUAL, rho=0.005, rules=RULES)

    assert found.alarm.tolist() == [False, False, False, True]
    assert np.isnan(found.p).tolist() == [True, False, False, False]
    assert found.q[3] == pytest.approx(found.p[3] * 3)


@pytest.mark.parametrize("share", [0, 1, -1, float("nan")])
def test_a_share_of_outcomes_that_is_no_fraction_is_a_mistake_of_the_caller(share):
    with pytest.raises(ValueError, match="share must be"):
        forecast([300], law_of(0.05, 100), high=share)


def test_a_rho_of_one_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="rho must be"):
        next_lot_law(history(), prior=USUAL, rho=1)


def test_lots_whose_sums_are_too_long_to_be_held_at_once_get_the_chance_they_get_alone():
    bad = np.array([90_000.0, 0.0, 70_000.0, 3.0])
    units = np.array([200_000.0, 100.0, 150_000.0, 40.0])
    law = NextLotLaw(rate=np.full(4, 0.45), strength=np.full(4, 30.0))

    together = chance_of(bad, units, law)

    for lot in range(4):
        one = NextLotLaw(rate=law.rate[:1], strength=law.strength[:1])
        alone = chance_of(bad[lot : lot + 1], units[lot : lot + 1], one)
        assert together[lot] == pytest.approx(alone[0], abs=1e-12)
