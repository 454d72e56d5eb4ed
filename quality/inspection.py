"""Does an inspection before shipping pay for itself."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from quality.columns import fraction_between
from quality.rules import InspectionRules


class InspectionWord(StrEnum):
    """Advice on an inspection before shipping."""

    WORTH_IT = "worth_it"
    NOT_WORTH_IT = "not_worth_it"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionAdvice:
    """Advice with the sums behind it; money in the shop's own currency."""

    word: InspectionWord | None  # None: quantity, rate or loss is not known
    avoidable_loss: Decimal | None  # what the inspection would keep from happening
    fee: Decimal
    fee_is_default: bool  # the supplier has none of its own: check with the agent
    break_even: float | None  # rate from which it pays; None: it never does, or is not known

    @property
    def net(self) -> Decimal | None:
        """Avoidable loss less the fee; below 0 where it does not pay."""
        return None if self.avoidable_loss is None else self.avoidable_loss - self.fee

    @property
    def times(self) -> float | None:
        """Avoidable loss as a multiple of the fee; None without a fee or a loss."""
        if self.avoidable_loss is None or self.fee == 0:
            return None
        return float(self.avoidable_loss / self.fee)


def inspection_advice(
    *,
    units: int | None,
    rate: float | None,
    fragile: bool,
    loss_per_defect: Decimal | None,
    fee: Decimal | None,
    share_prevented: float,
    rules: InspectionRules,
) -> InspectionAdvice:
    """Compare the fee with what the inspection would save on one order.

    Looked at for fragile products and from `rules.min_rate` on; worth it where units x rate x
    loss x share prevented reaches the fee.

    Args:
        units: Units of the order; None, 0 or below: not known.
        rate: Adjusted rate of the product, 0 to 1 (`ranking.adjusted`); None: not known.
        fragile: The product breaks easily.
        loss_per_defect: Loss of one defect that reaches a customer; None: not known, and the
            configured loss stands in where there is one.
        fee: Fee of the supplier's inspection; None: the configured default.
        share_prevented: From `share_prevented`.
        rules: Smallest rate, default fee and loss.

    Raises:
        ValueError: If the share is not 0 to 1, or rate is neither None nor 0 to 1.
    """
    fraction_between("share_prevented", share_prevented)
    if rate is not None:
        fraction_between("rate", rate)
    loss = rules.loss_per_defect if loss_per_defect is None else loss_per_defect
    price = rules.default_fee if fee is None else fee
    saved = _saved_by_each(units, loss, share_prevented)
    avoidable = None if saved is None or rate is None else saved * Decimal(repr(rate))
    return InspectionAdvice(
        word=_word(rate, avoidable, price, fragile=fragile, rules=rules),
        avoidable_loss=avoidable,
        fee=price,
        fee_is_default=fee is None,
        break_even=None if saved is None else _break_even(price, saved),
    )


def share_prevented(visible: int, in_use: int, *, rules: InspectionRules) -> float:
    """Return the share of a product's defects that an inspection stops, by when they show.

    Args:
        visible: Units of types seen on receipt or in a test, 0 or more.
        in_use: Units of types seen in use only, 0 or more.
        rules: Share of each kind.

    Returns:
        Fraction 0 to 1; the visible share where nothing was counted yet.
    """
    counted = visible + in_use
    if counted <= 0:
        return rules.share_prevented
    stopped = visible * rules.share_prevented + in_use * rules.share_prevented_use
    return stopped / counted


def _saved_by_each(units: int | None, loss: Decimal | None, share: float) -> Decimal | None:
    """What the inspection saves for a rate of 100 %."""
    if units is None or units <= 0 or loss is None or loss < 0:
        return None
    return units * loss * Decimal(repr(share))


def _break_even(fee: Decimal, saved: Decimal) -> float | None:
    return float(fee / saved) if 0 < saved >= fee else None


def _word(
    rate: float | None,
    avoidable: Decimal | None,
    fee: Decimal,
    *,
    fragile: bool,
    rules: InspectionRules,
) -> InspectionWord | None:
    if not fragile and rate is not None and rate < rules.min_rate:
        return InspectionWord.NOT_NEEDED
    if avoidable is None:
        return None
    return InspectionWord.WORTH_IT if avoidable >= fee else InspectionWord.NOT_WORTH_IT
