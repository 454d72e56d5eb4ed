"""Types that keep changing from lot to lot."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, fisher_exact, random_table

from quality.rules import TypeMixRules
from quality.type_mix import chi_squared, cramers_v, monte_carlo_p, type_shift

RULES = TypeMixRules()
SHIFTING = [[9, 0, 0, 0], [1, 8, 0, 0], [0, 0, 10, 0], [0, 1, 0, 8]]
TABLES = st.integers(1, 4).flatmap(
    lambda types: st.lists(
        st.lists(st.integers(0, 12), min_size=types, max_size=types), min_size=1, max_size=5
    )
)


def shift(table, **rules):
    return type_shift(table, key="SKU-1", rules=TypeMixRules(**rules))


def test_a_lamp_with_another_defect_every_time_keeps_changing():
    found = shift(SHIFTING)

    assert found.word == "types_keep_changing"
    assert found.top_types == (0, 1, 2, 3)
    assert found.effect > 0.8
    assert found.p == pytest.approx(1 / 2000)


def test_a_fan_with_the_same_defect_every_time_does_not():
    assert shift([[15, 0], [18, 1], [18, 0], [21, 2]]).word == "no_clear_shift"


def test_a_top_type_that_stays_is_no_shift_however_the_rest_moves():
    found = shift([[10, 6, 0, 0], [10, 0, 6, 0], [10, 0, 0, 6]])

    assert found.effect > RULES.min_effect
    assert (found.word, found.p) == ("no_clear_shift", None)


def test_a_type_that_shares_the_top_has_not_changed():
    assert shift([[5, 5, 0], [5, 0, 5]]).p is None


def test_a_shift_that_chance_explains_is_none():
    found = shift([[3, 2, 0], [1, 3, 1]], min_effect=0.0)

    assert found.word == "no_clear_shift"
    assert found.p > 0.05


@pytest.mark.parametrize(
    "table",
    [[], [[]], [[9, 8]], [[9, 0], [8, 0]], [[4, 0], [0, 4]], [[9, 0], [0, 4]], [[np.nan, -2]]],
    ids=["nothing", "no type", "one lot", "one type", "few defects", "one large lot", "no counts"],
)
def test_too_little_is_not_enough_defects(table):
    found = shift(table)

    assert (found.word, found.effect, found.p) == ("not_enough_defects", 0.0, None)


def test_small_lots_are_left_out_of_a_large_table():
    assert shift([*SHIFTING, [0, 0, 0, 1]]) == shift(SHIFTING)


def test_the_same_product_has_the_same_draws_every_night():
    table = [[5, 1, 0], [1, 4, 1], [0, 2, 5]]

    assert monte_carlo_p(table, key="A", draws=199) == monte_carlo_p(table, key="A", draws=199)
    assert len({monte_carlo_p(table, key=key, draws=199) for key in "ABCDEFGH"}) > 1


def test_neither_the_order_of_lots_nor_of_types_changes_the_strength():
    table = np.array(SHIFTING)
    order = [2, 0, 3, 1]

    assert cramers_v(table[order][:, order]) == pytest.approx(cramers_v(table))
    assert cramers_v(table.T) == pytest.approx(cramers_v(table))


@given(TABLES)
def test_scipy_gives_the_same_statistic(table):
    counts = np.array(table)
    counts = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    if counts.size:
        expected = chi2_contingency(counts, correction=False).statistic
        assert chi_squared(table) == pytest.approx(expected, abs=1e-9)
    else:
        assert chi_squared(table) == 0


@given(TABLES)
def test_the_strength_lies_between_0_and_1(table):
    assert 0 <= cramers_v(table) <= 1


def test_lots_that_differ_by_chance_only_have_no_strength_on_average():
    """The plain V has .35 here, and a Jensen-Shannon distance .49."""
    chance = np.random.default_rng(1)

    found = [cramers_v(chance.multinomial(8, [0.4, 0.3, 0.2, 0.1], size=3)) for _ in range(300)]

    assert np.median(found) == 0


def test_a_table_without_units_has_a_chance_of_one():
    assert monte_carlo_p([[0, 0], [0, 0]], key="A", draws=99) == 1


def test_without_a_draw_there_is_no_chance_to_tell():
    with pytest.raises(ValueError, match="draws must be 1 or more"):
        monte_carlo_p(SHIFTING, key="A", draws=0)


def test_one_lot_alone_differs_from_nothing():
    assert monte_carlo_p([[3, 4]], key="A", draws=99) == 1


@pytest.mark.parametrize("table", [[[3, 1], [1, 3]], [[30, 22], [22, 30]]])
def test_the_chance_is_the_exact_one_for_few_units_and_for_many(table):
    exact = fisher_exact(table).pvalue
    assert monte_carlo_p(table, key="A", draws=20_000) == pytest.approx(exact, rel=0.1)


def test_random_tables_of_several_lots_vary_as_those_of_scipy():
    table = np.array([[3, 2, 1, 2], [2, 2, 2, 1], [1, 1, 1, 2]])
    statistics = random_table(table.sum(axis=1), table.sum(axis=0)).rvs(20_000, random_state=1)
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    drawn = ((statistics - expected) ** 2 / expected).sum(axis=(1, 2))
    as_large = (drawn >= chi_squared(table) * (1 - 1e-9)).mean()
    assert monte_carlo_p(table, key="A", draws=20_000) == pytest.approx(as_large, abs=0.015)
