"""How strong the shop is in a talk: five factors of 0 to 2 points."""

from dataclasses import dataclass
from statistics import median

from quality.reorders import Factor, Leverage

_LARGE_ORDER, _USUAL_ORDER = 1.25, 0.75
_LARGE_SHARE, _SOME_SHARE = 0.20, 0.05
_REGULAR_ORDERS = 6
_MUCH_SLACK, _SOME_SLACK = 14, 5
_MANY_SOURCES = 2
_PHOTOS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """What the factors are reckoned from; None is not known."""

    order_size: float | None  # value of this order, else its units
    past_orders: tuple[float, ...]  # the same of the last twelve months with this supplier
    our_share: float | None  # of the supplier's business, 0 to 1
    passed_sources: int  # other sources with a passed sample at no more than 10 % above
    slack_days: int | None
    exact_rate: bool  # the lot's rate rests on lot ids
    photos: int
    packaging_photos: int
    breakage: bool  # most of the defects are breakage: the packaging must be seen


def leverage(strength: Strength) -> Leverage:
    """Score the five factors; what is not known scores the middle or the low value."""
    return Leverage(
        factors=(
            _order_size(strength),
            _our_weight(strength),
            Factor(
                id="alternatives",
                points=min(strength.passed_sources, _MANY_SOURCES),
                value=float(strength.passed_sources),
            ),
            _slack(strength.slack_days),
            _evidence(strength),
        )
    )


def _order_size(strength: Strength) -> Factor:
    if not strength.past_orders or strength.order_size is None:
        return Factor(id="order_size", points=1, known=False)
    usual = median(strength.past_orders)
    if usual <= 0:
        return Factor(id="order_size", points=1, known=False)
    ratio = strength.order_size / usual
    points = 2 if ratio >= _LARGE_ORDER else 1 if ratio >= _USUAL_ORDER else 0
    return Factor(id="order_size", points=points, value=ratio)


def _our_weight(strength: Strength) -> Factor:
    if strength.our_share is None:
        orders = len(strength.past_orders)
        return Factor(
            id="our_weight",
            points=1 if orders >= _REGULAR_ORDERS else 0,
            value=float(orders),
            basis="orders",
        )
    share = strength.our_share
    points = 2 if share >= _LARGE_SHARE else 1 if share >= _SOME_SHARE else 0
    return Factor(id="our_weight", points=points, value=share, basis="share")


def _slack(days: int | None) -> Factor:
    if days is None:
        return Factor(id="slack", points=1, known=False)
    points = 2 if days >= _MUCH_SLACK else 1 if days >= _SOME_SLACK else 0
    return Factor(id="slack", points=points, value=float(days))


def _evidence(strength: Strength) -> Factor:
    seen = strength.photos + strength.packaging_photos
    complete = strength.photos >= _PHOTOS and (
        strength.packaging_photos > 0 or not strength.breakage
    )
    points = 2 if complete and strength.exact_rate else 1 if seen else 0
    return Factor(id="evidence", points=points, value=float(seen))
