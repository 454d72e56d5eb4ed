"""What a rate is worth in money and in pieces; nothing is rounded before it is printed."""

from dataclasses import dataclass
from decimal import Decimal

from quality.columns import countable
from quality.intervals import at_least


@dataclass(frozen=True, slots=True, kw_only=True)
class RateInMoney:
    """Sums for one counted rate, all in the currency of the price."""

    nonconforming: int
    units: int
    unit_price: Decimal
    extra_cost: Decimal  # what one defect costs beside the piece: handling, refund, return
    floor: Decimal  # discount a unit at the rate that is sure at least

    @property
    def rate(self) -> Decimal:
        """Fraction nonconforming, 0 to 1."""
        return Decimal(self.nonconforming) / self.units

    @property
    def proportional(self) -> Decimal:
        """Discount a unit: the rate of the price."""
        return self.rate * self.unit_price

    @property
    def whole_cost(self) -> Decimal:
        """Discount a unit that also covers what a defect costs beside the piece."""
        return self.rate * (self.unit_price + self.extra_cost)

    @property
    def credit(self) -> Decimal:
        """Price of the nonconforming units of the past lot."""
        return self.nonconforming * self.unit_price

    @property
    def whole_credit(self) -> Decimal:
        """The same with what they cost beside the piece."""
        return self.nonconforming * (self.unit_price + self.extra_cost)

    @property
    def replacements(self) -> int:
        """Replacement units: as many as were counted."""
        return self.nonconforming

    @property
    def replacements_at_same_rate(self) -> int | None:
        """Replacement units if they are as bad as the lot; None where every unit was."""
        good = self.units - self.nonconforming
        return -(-self.nonconforming * self.units // good) if good else None


def rate_in_money(
    *,
    nonconforming: int,
    units: int,
    unit_price: Decimal,
    extra_cost: Decimal = Decimal(0),
    claim_confidence: float = 0.95,
) -> RateInMoney | None:
    """Put a counted rate into money: opening, floor, and the whole cost.

    Args:
        nonconforming: Units counted, 0 to `units`.
        units: Units received, above 0.
        unit_price: Price of a unit, 0 or more.
        extra_cost: What a defect costs beside the unit, in the same currency.
        claim_confidence: How sure the floor is (`intervals.at_least`).

    Returns:
        The sums, or None where no rate can be formed.

    Raises:
        ValueError: If claim_confidence is not a fraction.
    """
    if not countable(nonconforming, units):
        return None
    sure = float(at_least(nonconforming, units, confidence=claim_confidence))
    return RateInMoney(
        nonconforming=nonconforming,
        units=units,
        unit_price=unit_price,
        extra_cost=extra_cost,
        floor=Decimal(repr(sure)) * unit_price,
    )
