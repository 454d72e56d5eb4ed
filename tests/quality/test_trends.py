"""Rising, falling, no clear trend, not enough lots: never "stable"."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import Table

from quality.rules import TrendRules
from quality.trends import combined, trend_parts, trends

RULES = TrendRules()
FALLING = {"nonconforming": [40, 30, 20, 10, 5], "units": [400] * 5, "day": [0, 40, 80, 120, 160]}


def found(nonconforming, units, day, *, rho=0.0, group=None, groups=1):
    index = [0] * len(units) if group is None else group
    parts = trend_parts(nonconforming, units, day, group=index, groups=groups, rho=rho)
    return trends(parts, rules=RULES)


def test_a_rate_that_goes_down_is_falling_and_its_mirror_is_rising():
    mirrored = {**FALLING, "nonconforming": FALLING["nonconforming"][::-1]}

    assert found(**FALLING).word == "falling"
    assert found(**mirrored).word == "rising"
    assert found(**mirrored).z == pytest.approx(-found(**FALLING).z)


def test_lots_that_differ_take_the_proof_away():
    assert found([20, 22, 30, 35], [400] * 4, [0, 30, 60, 90]).word == "rising"
    assert found([20, 22, 30, 35], [400] * 4, [0, 30, 60, 90], rho=0.01).word == "no_clear_trend"


def test_three_lots_are_not_enough_for_a_word():
    few = found([40, 20, 1], [400] * 3, [0, 40, 80])

    assert few.word == "not_enough_lots"
    assert np.isnan(few.q)


@pytest.mark.parametrize(
    ("nonconforming", "day"),
    [([0] * 5, range(5)), ([400] * 5, range(5)), ([40, 30, 20, 10, 5], [0.1] * 5)],
    ids=["all clean", "all bad", "all on one day"],
)
def test_where_nothing_can_differ_there_is_no_clear_trend(nonconforming, day):
    flat = found(nonconforming, [400] * 5, list(day))

    assert (flat.word, flat.z, flat.p) == ("no_clear_trend", 0, 1)


def test_a_lot_without_a_day_or_a_rate_is_left_out():
    more = {
        "nonconforming": [*FALLING["nonconforming"], 9, 500],
        "units": [*FALLING["units"], 100, 400],
        "day": [*FALLING["day"], np.nan, 200],
    }

    assert found(**more).z == pytest.approx(found(**FALLING).z)
    assert found(**more).lots == 5


@given(st.permutations(range(5)), st.integers(-20_000, 20_000))
def test_neither_the_order_of_the_rows_nor_the_first_day_matters(order, shift):
    moved = {name: np.array(column)[list(order)] for name, column in FALLING.items()}

    z = found(**{**moved, "day": moved["day"] + shift}).z

    assert z == pytest.approx(found(**FALLING).z, rel=1e-9)


def test_real_days_count_not_the_number_of_the_lot():
    """The same counts: a long pause before the last lot makes it weigh more."""
    even = found([20, 20, 20, 32], [400] * 4, [0, 30, 60, 90])
    late = found([20, 20, 20, 32], [400] * 4, [0, 10, 20, 400])

    assert late.z > even.z


def test_statsmodels_gives_the_same_z_but_for_its_own_factor():
    """Its variance divides by N - 1 instead of N."""
    chance = np.random.default_rng(1)
    for _ in range(20):
        units = chance.integers(50, 400, 6)
        bad = chance.binomial(units, 0.1)
        day = np.sort(chance.choice(300, 6, replace=False)).astype(float)
        total = units.sum()

        expected = Table(np.column_stack([bad, units - bad])).test_ordinal_association(
            row_scores=day, col_scores=np.array([1, 0])
        )

        assert found(bad, units, day).z == pytest.approx(
            expected.zscore * np.sqrt(total / (total - 1)), rel=1e-9
        )


def test_a_supplier_is_judged_within_its_products_so_that_a_new_mix_is_no_trend():
    """Product A stays at 10 %, product B at 1 %; the supplier sells ever more of B."""
    bad = [40, 20, 10, 5, 1, 2, 3, 4]
    units = [400, 200, 100, 50, 100, 200, 300, 400]
    day = [0, 40, 80, 120] * 2
    sku = [0] * 4 + [1] * 4

    within = trend_parts(bad, units, day, group=sku, groups=2, rho=0)
    supplier = trends(combined(within, group=[0, 0], groups=1), rules=RULES)

    assert found(bad, units, day).word == "falling"
    assert (supplier.word, supplier.lots) == ("no_clear_trend", 8)


def test_products_of_one_lot_say_nothing_about_their_supplier():
    parts = trend_parts([1, 9], [100, 100], [0, 50], group=[0, 1], groups=2, rho=0)

    supplier = trends(combined(parts, group=[0, 0], groups=1), rules=RULES)

    assert (supplier.word, supplier.lots) == ("not_enough_lots", 0)


def test_the_share_of_false_trends_is_told_among_all_products_tested():
    twenty = found(
        FALLING["nonconforming"] + [20] * 95, [400] * 100, FALLING["day"] * 20,
        group=np.repeat(np.arange(20), 5), groups=20,
    )  # fmt: skip

    assert twenty.q[0] == pytest.approx(twenty.p[0] * 20)
    assert (twenty.q[1:] == 1).all()
