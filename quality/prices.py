"""How finely two unit prices must be written for a reader to see their difference."""

from decimal import ROUND_HALF_UP, Decimal

_BLUR = Decimal("0.1")  # of a price cut: so far may the two printed prices be off
_FINEST = 6


def price_places(before: Decimal, after: Decimal, *, least: int = 2) -> int:
    """Return how many decimals a price and the price after a cut need to show that cut.

    Cents blur the cut of a cheap piece: 3 % off 0.15 would be printed as 0.15 -> 0.15.

    Args:
        before: Price of a unit, 0 or more.
        after: The same less the cut.
        least: Decimals that the currency has anyway, 0 or more; 6 at most are added to.
    """
    cut = before - after
    for places in range(least, _FINEST):
        shown = _to_places(before, places) - _to_places(after, places)
        if abs(shown - cut) <= _BLUR * cut:
            return places
    return max(least, _FINEST)


def _to_places(amount: Decimal, places: int) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
