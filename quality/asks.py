"""What is asked of the supplier: every ask has a number, money never exceeds what was counted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import chain

from quality.codes import AskId
from quality.inspection import InspectionWord
from quality.intervals import at_least
from quality.prices import price_places
from quality.reorders import Ask, Decision
from quality.rules import Rules
from quality.vocabulary import Group, Visible, Vocabulary

_TEST_PIECES = 5
_MOSTLY_BREAKAGE, _MUCH_PICK_PACK = 0.5, 0.3
_SEVERAL_LOTS = 2
_FADING = "colour_fading"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What the claim window holds for one product at one supplier, and the order it is tied to."""

    nonconforming: int  # D: uncompensated units, placed in a lot
    received: int  # N
    types: Mapping[str, int]  # the same units by type
    short: int  # units missing
    bad_lots: int  # lots with units enough for a money ask
    units: int | None  # Q, of the planned order
    price: Decimal | None  # p, purchase currency
    packing_spec: str | None
    packing_spec_zh: str | None
    use_test: str | None
    fragile: bool
    agreed: int = 0  # units of D that an open agreement covers
    agreements: tuple[Ask, ...] = ()  # what was agreed and has not come, oldest first
    mismatches: int = 0  # reviews that expected another product
    keep_fraction: float | None = None  # rate of the last lots, for the `keep` sentence
    keep_nonconforming: int | None = None  # its count
    keep_units: int | None = None  # and its base
    settled: int = 0  # units of the same lots that were paid for
    asked_with: date | None = None  # day of the earlier order that already asks for these units

    @property
    def unagreed(self) -> int:
        """Units to ask money for: those of D that nothing has been agreed for."""
        return self.nonconforming - self.agreed

    @property
    def overdue(self) -> tuple[Ask, ...]:
        """The agreements that are past their day; none where an earlier order asks for them."""
        asked = self.asked_with is not None
        return tuple(ask for ask in self.agreements if ask.id == AskId.OVERDUE and not asked)

    @property
    def fraction(self) -> float | None:
        """D / N, 0 to 1; None without a sound base."""
        sound = self.received > 0 and self.nonconforming <= self.received
        return self.nonconforming / self.received if sound else None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPlan:
    """The numbered asks of the message, and what stays inside the team."""

    asks: tuple[Ask, ...]
    fallback: Ask | None
    floor: Ask | None
    internal: tuple[Ask, ...]  # past the limit of the message


def ask_plan(
    claim: Claim,
    *,
    decision: Decision,
    strength: str,
    inspection: str,
    vocabulary: Vocabulary,
    rules: Rules,
) -> AskPlan:
    """Choose the asks of a decision.

    What was agreed and has not come stands first; its units are not asked for again. Then money
    (the higher of replacement units and price cut opens, the other is the fallback; a weak shop
    leads with the fallback and has none behind it), then what prevents the defect,
    what proves it, and what is missing; that is asked for of good lots, too. One of each kind comes
    before a second of any. What an earlier order asks for in money or in pieces is not asked twice.

    Args:
        claim: Counts and prices.
        decision: What the brief is for.
        strength: `strong`, `medium` or `weak` (`Leverage.level`).
        inspection: `InspectionWord`, for who pays a check before shipping.
        vocabulary: Group and moment of each type.
        rules: Steps, caps and limits.
    """
    if decision is Decision.STOP:
        return AskPlan(asks=(), fallback=None, floor=None, internal=())
    if decision in {Decision.NO_ISSUE, Decision.KEEP}:
        asks = (*claim.overdue, *_praise(claim), *_shortage(claim))
        return AskPlan(asks=asks[: rules.brief.max_asks], fallback=None, floor=None, internal=())
    if decision is Decision.CLAIM_CARRIER:
        asks = (Ask(id=AskId.OUTER_CARTON), *_shortage(claim))
        return AskPlan(asks=asks[: rules.brief.max_asks], fallback=None, floor=None, internal=())
    opening, fallback = _money(claim, rules)
    if strength == "weak" and fallback is not None:
        opening, fallback = fallback, None
    kinds = (
        [*_not_due(claim), *claim.overdue, *([opening] if opening else [])],
        list(_prevention(claim, vocabulary, rules)),
        list(_verification(claim, strength, inspection, vocabulary, rules)),
        list(_shortage(claim)),
    )
    first = [kind[0] for kind in kinds if kind][: rules.brief.max_asks]
    rest = [ask for kind in kinds for ask in kind[1:]]
    left = rules.brief.max_asks - len(first)
    chosen = {id(ask) for ask in chain(first, rest[:left])}
    every = [ask for kind in kinds for ask in kind]
    return AskPlan(
        asks=tuple(ask for ask in every if id(ask) in chosen),
        fallback=fallback,
        floor=_floor(claim, rules),
        internal=tuple(ask for ask in every if id(ask) not in chosen),
    )


def price_cut(claim: Claim, rules: Rules) -> Decimal | None:
    """Return the price cut to ask for, rounded down to the step; None where it rounds to nothing.

    Never more than what was counted, and never above the cap; nothing comes off what costs nothing.
    """
    if claim.fraction is None or claim.price == 0 or claim.asked_with is not None:
        return None
    step = Decimal(str(rules.brief.discount_step))
    steps = Decimal(claim.unagreed) / claim.received // step
    return min(steps * step, Decimal(str(rules.brief.discount_cap))) or None


def _praise(claim: Claim) -> tuple[Ask, ...]:
    if claim.keep_fraction is None:
        return ()
    return (
        Ask(
            id=AskId.KEEP,
            fraction=claim.keep_fraction,
            nonconforming=claim.keep_nonconforming,
            received=claim.keep_units,
        ),
    )


def _not_due(claim: Claim) -> Iterable[Ask]:
    return (ask for ask in claim.agreements if ask.id == AskId.AGREED)


def _money(claim: Claim, rules: Rules) -> tuple[Ask | None, Ask | None]:
    if not _is_worth_money(claim, rules):
        return None, None
    pieces = _replacement(claim)
    cut = price_cut(claim, rules)
    if cut is None or claim.units is None:
        return pieces, None
    discount = _discount(claim, cut)
    if discount.value is None or pieces.value is None or pieces.value >= discount.value:
        return pieces, discount
    return discount, pieces


def _is_worth_money(claim: Claim, rules: Rules) -> bool:
    """Tell whether enough units are open that no earlier order asks for."""
    enough = claim.unagreed >= rules.brief.min_units_for_money_ask
    return enough and claim.asked_with is None


def _replacement(claim: Claim) -> Ask:
    value = claim.unagreed * claim.price if claim.price else None
    return Ask(
        id=AskId.REPLACE,
        units=claim.unagreed,
        value=value,
        nonconforming=claim.unagreed,
        received=claim.received,
        settled=claim.settled + claim.agreed,
    )


def _discount(claim: Claim, cut: Decimal) -> Ask:
    price, units = claim.price, claim.units
    before, after = (None, None) if price is None else _prices(price, cut)
    return Ask(
        id=AskId.DISCOUNT,
        fraction=float(cut),
        price_before=before,
        price_after=after,
        value=None if price is None or units is None else units * price * cut,
        nonconforming=claim.unagreed,
        received=claim.received,
        settled=claim.settled + claim.agreed,
    )


def _prices(price: Decimal, cut: Decimal) -> tuple[Decimal, Decimal]:
    """Return a price and what is left of it: in cents, or finer where cents would blur the cut."""
    after = price * (1 - cut)
    step = Decimal(1).scaleb(-price_places(price, after))
    return price, after.quantize(step, ROUND_HALF_UP)


def _floor(claim: Claim, rules: Rules) -> Ask | None:
    """The rate that the true one reaches at least, as a price cut."""
    if claim.fraction is None or claim.price == 0 or not _is_worth_money(claim, rules):
        return None
    sure = at_least(claim.unagreed, claim.received, confidence=rules.stats.claim_confidence)
    return _discount(claim, Decimal(repr(float(sure))))


def _of_group(claim: Claim, vocabulary: Vocabulary, group: Group) -> int:
    return sum(
        units
        for code, units in claim.types.items()
        if code in vocabulary and vocabulary[code].group is group
    )


def _seen(claim: Claim, vocabulary: Vocabulary, moments: set[Visible]) -> dict[str, int]:
    """Units of the types that show at these moments, most first."""
    seen = {
        code: units
        for code, units in claim.types.items()
        if code in vocabulary and vocabulary[code].visible in moments
    }
    return dict(sorted(seen.items(), key=lambda item: (-item[1], item[0])))


def _prevention(claim: Claim, vocabulary: Vocabulary, rules: Rules) -> Iterable[Ask]:
    enough = rules.brief.min_units_for_money_ask
    breakage = _of_group(claim, vocabulary, Group.BREAKAGE)
    if breakage >= max(enough, _MOSTLY_BREAKAGE * claim.nonconforming):
        yield Ask(id=AskId.PACKING, text=claim.packing_spec, text_zh=claim.packing_spec_zh)
    pick_pack = _of_group(claim, vocabulary, Group.PICK_PACK)
    if pick_pack and pick_pack >= _MUCH_PICK_PACK * claim.nonconforming:
        yield Ask(id=AskId.PACKLIST, units=pick_pack)
    tested = _seen(claim, vocabulary, {Visible.TEST})
    if sum(tested.values()) >= enough:
        yield Ask(
            id=AskId.FUNCTEST,
            defect_type=next(iter(tested)),
            nonconforming=sum(tested.values()),
            received=claim.received,
        )
    faded = claim.types.get(_FADING, 0)
    if faded >= enough:
        yield Ask(
            id=AskId.FADING,
            defect_type=_FADING,
            nonconforming=faded,
            received=claim.received,
            text=claim.use_test,
        )
    if max(pick_pack, claim.mismatches) >= enough:
        yield Ask(id=AskId.INSTRUCTIONS, units=max(pick_pack, claim.mismatches))


def _verification(
    claim: Claim, strength: str, inspection: str, vocabulary: Vocabulary, rules: Rules
) -> Iterable[Ask]:
    used = _seen(claim, vocabulary, {Visible.USE, Visible.SAMPLE})
    if sum(used.values()) >= rules.brief.min_units_for_money_ask:
        yield Ask(
            id=AskId.USETEST,
            units=_TEST_PIECES,
            text=claim.use_test,
            defect_type=next(iter(used)),
            nonconforming=sum(used.values()),
            received=claim.received,
        )
    high = claim.fraction is not None and claim.fraction >= rules.inspection.min_rate
    if high or claim.bad_lots >= _SEVERAL_LOTS or claim.fragile or claim.received == 0:
        yield _before_shipping(strength, inspection, rules)


def _before_shipping(strength: str, inspection: str, rules: Rules) -> Ask:
    share = rules.receiving.carton_share
    if strength == "strong":
        return Ask(id=AskId.PSI, fraction=share, at_supplier_cost=True)
    if inspection == InspectionWord.WORTH_IT:
        return Ask(id=AskId.PSI_OURS, fraction=share, at_supplier_cost=False)
    return Ask(id=AskId.PHOTOS, fraction=share)


def _shortage(claim: Claim) -> Iterable[Ask]:
    if claim.short > 0 and claim.asked_with is None:
        yield Ask(id=AskId.SHORTAGE, units=claim.short)
