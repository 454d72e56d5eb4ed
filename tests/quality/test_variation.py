"""Lots differ by more than chance; how much is learned, and what it costs is allowed for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quality.rules import BatchVariationRules
from quality.variation import anova_correlation, correction, design_effect, lot_correlation

RULES = BatchVariationRules()


def shop(rho: float, *, products: int, lots: int, seed: int = 1) -> dict[str, np.ndarray]:
    """Lots of 300 at 6 % whose true rates differ as rho says."""
    chance = np.random.default_rng(seed)
    strength = 1 / rho - 1 if rho else 1e9
    rate = chance.beta(0.06 * strength, 0.94 * strength, products * lots)
    return {
        "nonconforming": chance.binomial(300, rate),
        "units": np.full(products * lots, 300),
        "group": np.repeat(np.arange(products), lots),
    }


@pytest.mark.parametrize("rho", [0.005, 0.01, 0.02, 0.05])
def test_the_estimate_is_right_on_average(rho):
    found = [
        anova_correlation(**shop(rho, products=10, lots=3, seed=seed), groups=10)
        for seed in range(400)
    ]

    assert np.mean(found) == pytest.approx(rho, rel=0.12)


def test_many_lots_give_a_learned_rho():
    found = lot_correlation(**shop(0.02, products=400, lots=8), groups=400, rules=RULES)

    assert found == pytest.approx(0.02, rel=0.15)


def test_few_lots_give_the_fallback():
    found = lot_correlation(**shop(0.02, products=9, lots=3), groups=9, rules=RULES)

    assert found == RULES.fallback


def test_a_configured_rho_is_taken_as_it_is():
    rules = BatchVariationRules(rho=0.07)

    assert lot_correlation([], [], group=[], groups=0, rules=rules) == 0.07


def test_lots_that_are_more_alike_than_chance_have_no_rho():
    found = lot_correlation([6] * 60, [100] * 60, group=[0] * 60, groups=1, rules=RULES)

    assert found == 0


def test_a_wild_shop_is_held_to_the_cap():
    found = lot_correlation([0, 100] * 30, [100] * 60, group=[0] * 60, groups=1, rules=RULES)

    assert found == RULES.cap


@pytest.mark.parametrize("nonconforming", [0, 100], ids=["all clean", "all bad"])
def test_nothing_is_learned_from_lots_without_a_difference(nonconforming):
    same = {"nonconforming": [nonconforming] * 60, "units": [100] * 60, "group": [0] * 60}

    assert anova_correlation(**same, groups=1) is None
    assert lot_correlation(**same, groups=1, rules=RULES) == RULES.fallback


@pytest.mark.parametrize(
    "units", [[], [100], [1, 1]], ids=["no lot", "one lot", "lots of one unit"]
)
def test_nothing_is_learned_from_too_little(units):
    lots = len(units)

    assert anova_correlation([0] * lots, units, group=[0] * lots, groups=1) is None


def test_a_product_with_one_lot_teaches_nothing():
    """Its own rate is no spread between lots, however far it is from the others."""
    pair = {"nonconforming": [6, 9], "units": [100, 100], "group": [0, 0]}
    more = {"nonconforming": [6, 9, 80], "units": [100, 100, 100], "group": [0, 0, 1]}

    assert anova_correlation(**more, groups=2) == anova_correlation(**pair, groups=1)


def test_three_hundred_alike_units_say_less_than_three_hundred_others():
    assert design_effect(300, 0.005) == pytest.approx(2.495)
    assert design_effect(300, 0) == 1
    assert design_effect(0.5, 0.5) == 1
    assert np.isnan(design_effect(np.nan, 0.005))


def test_a_group_without_lots_has_nothing_to_correct():
    assert correction([200, np.nan], group=[0, 1], groups=3, rho=0.01).tolist() == [2.99, 1, 1]


@given(st.lists(st.floats(0.5, 3000), min_size=1, max_size=12), st.floats(0, 0.99))
def test_the_correction_never_makes_figures_more_certain(units, rho):
    [found] = correction(units, group=[0] * len(units), groups=1, rho=rho)

    assert found >= 1
    assert found <= design_effect(max(*units, 1.0), rho) * (1 + 1e-9)


@pytest.mark.parametrize("rho", [-0.1, 1.0, float("nan")])
def test_a_rho_that_is_no_correlation_is_a_mistake_of_the_caller(rho):
    with pytest.raises(ValueError, match="rho must be"):
        design_effect(100, rho)
