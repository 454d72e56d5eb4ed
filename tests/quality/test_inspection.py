"""When an inspection before shipping pays."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quality.inspection import inspection_advice, share_prevented
from quality.rules import InspectionRules

RULES = InspectionRules()
MUG = {"units": 300, "rate": 0.075, "fragile": False, "loss_per_defect": Decimal(122_000)}


def advice(*, fee=None, share=0.7, rules=RULES, **facts):
    return inspection_advice(**{**MUG, **facts}, fee=fee, share_prevented=share, rules=rules)


def test_a_mug_of_7_5_per_cent_earns_the_fee_five_and_a_half_times():
    found = advice()

    assert found.word == "worth_it"
    assert found.avoidable_loss == Decimal(1_921_500)
    assert found.times == pytest.approx(5.5, abs=0.05)
    assert found.net == Decimal(1_571_500)
    assert found.fee_is_default


def test_the_break_even_is_the_rate_at_which_the_fee_is_earned():
    found = advice(fee=Decimal(300_000), share=0.6, loss_per_defect=Decimal(107_000))

    assert found.break_even == pytest.approx(0.015576, abs=1e-6)
    assert not found.fee_is_default


def test_a_fragile_vase_in_small_numbers_is_not_worth_it():
    assert advice(units=40, rate=0.01, fragile=True).word == "not_worth_it"


def test_a_sturdy_product_below_three_per_cent_needs_none():
    assert advice(rate=0.0299).word == "not_needed"
    assert advice(rate=0.0299, fragile=True).word == "worth_it"
    assert advice(rate=0.03).word == "worth_it"


def test_a_loss_that_just_reaches_the_fee_is_worth_it():
    exact = advice(units=100, rate=0.5, share=1.0, loss_per_defect=Decimal(7000))

    assert (exact.word, exact.net, exact.break_even) == ("worth_it", 0, 0.5)


@pytest.mark.parametrize("missing", [{"units": None}, {"units": 0}, {"rate": None},
                                     {"loss_per_defect": None}, {"loss_per_defect": Decimal(-1)}])  # fmt: skip
def test_without_a_quantity_a_rate_or_a_loss_there_is_no_advice(missing):
    found = advice(**missing)

    assert (found.word, found.avoidable_loss, found.net, found.times) == (None, None, None, None)


def test_a_configured_loss_stands_in():
    rules = InspectionRules(loss_per_defect=Decimal(122_000))

    assert advice(loss_per_defect=None, rules=rules).word == "worth_it"


def test_a_free_inspection_is_always_worth_it():
    found = advice(fee=Decimal(0))

    assert (found.word, found.times, found.break_even) == ("worth_it", None, 0)


@pytest.mark.parametrize(("units", "share"), [(1, 0.7), (300, 0.0)])
def test_a_fee_above_the_loss_of_every_unit_never_breaks_even(units, share):
    found = advice(units=units, share=share)

    assert (found.word, found.break_even) == ("not_worth_it", None)


@pytest.mark.parametrize("facts", [{"rate": 7.5}, {"rate": -0.1}, {"share": 70}])
def test_percentages_for_fractions_are_a_mistake_of_the_caller(facts):
    with pytest.raises(ValueError, match="must be 0 to 1"):
        advice(**facts)


@pytest.mark.parametrize(
    ("visible", "in_use", "share"), [(8, 0, 0.7), (0, 8, 0.1), (6, 2, 0.55), (0, 0, 0.7)]
)
def test_what_shows_only_in_use_is_hardly_stopped(visible, in_use, share):
    assert share_prevented(visible, in_use, rules=RULES) == pytest.approx(share)


@given(st.floats(0.03, 1), st.integers(1, 5000))
def test_the_word_and_the_break_even_agree(rate, units):
    found = advice(rate=rate, units=units)
    pays = found.break_even is not None and rate >= found.break_even * (1 + 1e-9)

    if pays or found.break_even is None or rate <= found.break_even * (1 - 1e-9):
        assert (found.word == "worth_it") == pays
