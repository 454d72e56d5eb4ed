"""A rate in money and in pieces."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quality.money import rate_in_money

COUNTS = st.integers(1, 2000).flatmap(
    lambda units: st.tuples(st.integers(0, units), st.just(units))
)


def money(nonconforming=15, units=200, price="42000", extra="65000", **settings):
    return rate_in_money(
        nonconforming=nonconforming, units=units, unit_price=Decimal(price),
        extra_cost=Decimal(extra), **settings,
    )  # fmt: skip


def test_fifteen_of_two_hundred_at_42_000_are_to_the_last_unit_of_money():
    found = money()

    assert found.proportional == Decimal(3150)
    assert found.whole_cost == Decimal(8025)
    assert found.credit == Decimal(630_000)
    assert found.whole_credit == Decimal(1_605_000)
    assert (found.replacements, found.replacements_at_same_rate) == (15, 17)
    assert found.floor == pytest.approx(Decimal("1965.4747"), abs=Decimal("0.0001"))


def test_a_more_careful_claim_has_a_lower_floor():
    assert money(claim_confidence=0.99).floor < money().floor


@given(COUNTS)
def test_the_floor_is_never_above_the_proportional_discount(counts):
    found = money(*counts)

    assert 0 <= found.floor <= found.proportional + Decimal("1e-9")
    assert found.proportional <= found.whole_cost
    assert 0 <= found.rate <= 1


@given(COUNTS.filter(lambda counts: counts[0] < counts[1]))
def test_replacements_at_the_same_rate_are_enough_and_one_fewer_is_not(counts):
    nonconforming, units = counts
    pieces = money(nonconforming, units).replacements_at_same_rate

    assert pieces * (units - nonconforming) >= nonconforming * units
    assert pieces == 0 or (pieces - 1) * (units - nonconforming) < nonconforming * units


def test_replacements_are_exact_where_a_decimal_rate_is_not():
    assert money(4, 6).replacements_at_same_rate == 12


def test_no_number_of_pieces_replaces_a_lot_of_which_every_piece_is_bad():
    assert money(200, 200).replacements_at_same_rate is None


@pytest.mark.parametrize(("nonconforming", "units"), [(0, 0), (12, 10), (-1, 10), (1, -10)])
def test_without_a_rate_there_is_no_sum(nonconforming, units):
    assert money(nonconforming, units) is None
