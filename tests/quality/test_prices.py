"""The decimals of a unit price."""

from decimal import Decimal

import pytest

from quality.prices import price_places


@pytest.mark.parametrize(
    ("before", "after", "least", "places"),
    [
        ("18.50", "17.1125", 2, 2),
        ("18.50", "17.1125", 0, 1),
        ("0.15", "0.1455", 2, 4),
        ("0.035", "0.0332", 2, 4),
        ("18500", "17945", 0, 0),
        ("0", "0", 2, 2),
        ("0.000001", "0.0000009", 2, 6),
    ],
)
def test_two_prices_have_the_decimals_that_show_their_difference(before, after, least, places):
    assert price_places(Decimal(before), Decimal(after), least=least) == places
