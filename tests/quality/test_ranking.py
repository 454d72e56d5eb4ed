"""Who is worst, when small products swing by chance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta as beta_law
from scipy.stats import false_discovery_control
from statsmodels.stats.multitest import multipletests

from quality.ranking import (
    Prior,
    adjusted,
    against_usual,
    false_discovery,
    posterior_interval,
    prior,
    probability_above,
    ranks,
    stands_out,
)
from quality.rules import RankingRules

RULES = RankingRules()
USUAL = Prior(alpha=1.2, beta=28)
CHANCES = st.lists(st.floats(0, 1), min_size=1, max_size=40)


def test_one_bad_piece_of_six_is_not_the_worst_product():
    """16.7 % of six units say less than 7.5 % of two hundred."""
    rates = adjusted([1, 15], [6, 200], prior=USUAL)

    assert rates[0] < 0.07 < rates[1]
    assert ranks(rates, ranked=[False, True]).tolist() == [0, 1]


def test_a_rate_moves_towards_the_usual_one_and_the_more_the_fewer_units_it_has():
    rates = adjusted([1, 10, 100], [10, 100, 1000], prior=USUAL)

    assert (np.diff(rates) > 0).all()
    assert USUAL.mean < rates[0]
    assert rates[2] < 0.1


def test_the_prior_of_few_products_has_the_fallback_strength():
    found = prior([1, 2, 3], [100, 100, 100], rules=RULES)

    assert found.strength == pytest.approx(RULES.fallback_strength)
    assert found.mean == pytest.approx(0.02)


def test_the_prior_of_many_products_finds_the_law_they_came_from():
    chance = np.random.default_rng(1)
    units = np.full(2000, 300)
    bad = chance.binomial(units, chance.beta(3, 57, 2000))

    found = prior(bad, units, rules=RULES)

    assert found.mean == pytest.approx(0.05, rel=0.05)
    assert found.strength == pytest.approx(60, rel=0.15)


def test_products_that_are_all_alike_pull_as_much_as_is_allowed():
    assert prior([6] * 20, [100] * 20, rules=RULES).strength == pytest.approx(RULES.strength_max)


def test_products_without_anything_in_common_pull_as_little_as_is_allowed():
    assert prior([0, 100] * 10, [100] * 20, rules=RULES).strength == pytest.approx(
        RULES.strength_min
    )


@pytest.mark.parametrize("nonconforming", [0, 100], ids=["all clean", "all bad"])
def test_a_shop_without_differences_still_has_a_usable_prior(nonconforming):
    found = prior([nonconforming] * 20, [100] * 20, rules=RULES)

    assert 0 < found.mean < 1
    assert found.strength == pytest.approx(RULES.fallback_strength)


def test_scipy_gives_the_same_posterior():
    chance = np.random.default_rng(2)
    units = chance.integers(1, 500, 100)
    bad = chance.binomial(units, 0.05)
    law = beta_law(USUAL.alpha + bad, USUAL.beta + units - bad)

    ends = posterior_interval(bad, units, prior=USUAL)

    assert np.allclose(probability_above(bad, units, prior=USUAL, target=0.03), law.sf(0.03))
    assert np.allclose(ends, law.interval(0.95))
    assert np.allclose(adjusted(bad, units, prior=USUAL), law.mean())


@pytest.mark.parametrize("target", [-0.1, 1.1, float("nan")])
def test_a_target_that_is_no_rate_is_a_mistake_of_the_caller(target):
    with pytest.raises(ValueError, match="target must be 0 to 1"):
        probability_above(1, 2, prior=USUAL, target=target)


def test_equal_rates_share_a_place_and_the_next_place_is_left_out():
    assert ranks([0.02, 0.05, 0.05, 0.01], ranked=[True] * 4).tolist() == [3, 1, 1, 4]


def test_a_product_without_a_rate_has_no_place():
    assert ranks([np.nan, 0.05], ranked=[True, True]).tolist() == [0, 1]


def test_a_supplier_of_hard_products_is_compared_with_hard_products():
    """Ten per cent is usual for one product and twice the usual for the other."""
    found = against_usual(
        [10, 10], [100, 100], [0.10, 0.05], correction=[1, 1], group=[0, 1], groups=2, rules=RULES
    )

    assert found.expected == pytest.approx([10, 5])
    assert found.index == pytest.approx([1, 2])
    assert found.adjusted_index == pytest.approx([1, 1.8])


def test_lots_that_differ_pull_the_comparison_further_towards_the_usual():
    plain, varied = (
        against_usual([20], [100], [0.1], correction=[c], group=[0], groups=1, rules=RULES)
        for c in (1, 3)
    )

    assert 1 < varied.adjusted_index[0] < plain.adjusted_index[0] < 2


def test_a_supplier_without_units_is_compared_with_nothing():
    found = against_usual(
        [0, 4], [0, 100], [0.05, 0.05], correction=[1, 1], group=[0, 1], groups=2, rules=RULES
    )

    assert found.expected[0] == 0
    assert np.isnan([found.index[0], found.adjusted_index[0]]).all()


@given(CHANCES)
def test_scipy_and_statsmodels_give_the_same_share_of_false_finds(chances):
    found = false_discovery(chances)

    assert np.allclose(found, false_discovery_control(chances))
    assert np.allclose(found, multipletests(chances, method="fdr_bh")[1])


@given(CHANCES, st.integers(0, 60))
def test_pairs_that_were_not_listed_count_as_chances_of_one(chances, absent):
    listed = false_discovery(chances, family=len(chances) + absent)

    assert np.allclose(listed, false_discovery([*chances, *[1.0] * absent])[: len(chances)])


def test_a_test_that_was_not_made_has_no_share_and_never_stands_out():
    found = false_discovery([0.01, np.nan, 0.04])

    assert found[[0, 2]].tolist() == [0.02, 0.04]
    assert np.isnan(found[1])
    assert stands_out(found, fdr=0.10).tolist() == [True, False, True]


def test_a_family_smaller_than_its_tests_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="a family of 1 cannot hold 2 tests"):
        false_discovery([0.1, 0.2], family=1)
