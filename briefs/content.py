"""What is said to whom, no words yet; the supplier's facts and the team's never share a value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from quality.codes import AskId
from quality.findings import Findings
from quality.reorders import Ask, Decision, Reorder, SupplierFacts

OPEN_STATUSES = ("planned", "negotiating")


class Purpose(StrEnum):
    """What a message to a supplier is for, most serious first."""

    HOLD = "hold"  # no order before a written fix
    SETTLE = "settle"  # asks to be confirmed before the order
    CARRIER = "carrier"  # damage on the way: the carrier's or the warehouse's business
    FIRST = "first"  # nothing known yet: photos, a sealed sample
    KEEP = "keep"  # nothing to answer for


PURPOSES: Mapping[Decision, Purpose] = MappingProxyType(
    {
        Decision.STOP: Purpose.HOLD,
        Decision.HOLD: Purpose.HOLD,
        Decision.SWITCH: Purpose.SETTLE,
        Decision.PREPARE: Purpose.SETTLE,
        Decision.NEGOTIATE: Purpose.SETTLE,
        Decision.CLAIM_CARRIER: Purpose.CARRIER,
        Decision.ORDER_WITH_QC: Purpose.FIRST,
        Decision.KEEP: Purpose.KEEP,
        Decision.NO_ISSUE: Purpose.KEEP,
    }
)
_MOST_PRESSING = (
    Decision.STOP,
    Decision.SWITCH,
    Decision.PREPARE,
    Decision.HOLD,
    Decision.NEGOTIATE,
    Decision.CLAIM_CARRIER,
    Decision.ORDER_WITH_QC,
    Decision.KEEP,
    Decision.NO_ISSUE,
)
CLAIMS = (AskId.REPLACE, AskId.DISCOUNT)
MONEY_ASKS = (AskId.AGREED, AskId.OVERDUE, *CLAIMS)
PREVENTION_ASKS = (
    AskId.PACKING,
    AskId.OUTER_CARTON,
    AskId.PACKLIST,
    AskId.USETEST,
    AskId.FADING,
    AskId.FUNCTEST,
    AskId.INSTRUCTIONS,
)
VERIFICATION_ASKS = (AskId.PSI, AskId.PSI_OURS, AskId.PHOTOS)
_ASK_ORDER = (*MONEY_ASKS, *PREVENTION_ASKS, *VERIFICATION_ASKS, AskId.SHORTAGE, AskId.KEEP)


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedAsk:
    """One numbered point of a message and the products it is about."""

    ask: Ask
    skus: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierBrief:
    """All that one supplier is told in one week; made of supplier facts only."""

    language: str
    purpose: Purpose
    items: tuple[SupplierFacts, ...]  # with something to settle, most pressing first
    kept: tuple[SupplierFacts, ...]  # nothing to answer for
    more: int = 0  # items that were left out to keep the length

    @property
    def head(self) -> SupplierFacts:
        """The item that the message is mainly about."""
        return (self.items or self.kept)[0]

    @property
    def told(self) -> tuple[SupplierFacts, ...]:
        """The items whose lot is told: once also where a product is ordered twice."""
        lots = {(item.sku, item.lot.lot_id): item for item in reversed(self.items) if item.lot}
        return tuple(item for item in self.items if item in lots.values())

    @property
    def asks(self) -> tuple[SharedAsk, ...]:
        """The numbered points: an ask that several products share stands once."""
        skus: dict[Ask, dict[str, None]] = {}  # two orders of a product name it once
        for item in self.items:
            for ask in item.asks:
                skus.setdefault(ask, {})[item.sku] = None
        points = [SharedAsk(ask=ask, skus=tuple(named)) for ask, named in skus.items()]
        if len(self.items) > 1:
            points.sort(key=lambda point: _ASK_ORDER.index(AskId(point.ask.id)))
        return tuple(points)

    def foremost(self, longest: int) -> tuple[SharedAsk, ...]:
        """Return so many points at most: all about money, then one of each other kind in turn."""
        turns: dict[int, int] = {}
        ranked = []
        for place, point in enumerate(self.asks):
            kind = _kind(point.ask)
            turn = turns[kind] = turns.get(kind, -1) + 1
            ranked.append((turn if kind else 0, place, point))
        kept = sorted(ranked, key=lambda one: one[:2])[:longest]
        return tuple(point for _, _, point in sorted(kept, key=lambda one: one[1]))

    @property
    def money_points(self) -> int:
        """How many points are about money, which no message leaves out."""
        return sum(not _kind(point.ask) for point in self.asks)

    @property
    def reply_by(self) -> date | None:
        """The earliest day on which an answer is needed."""
        days = [item.reply_by for item in (*self.items, *self.kept) if item.reply_by]
        return min(days, default=None)

    @property
    def last_try(self) -> bool:
        """Whether one of the problems is raised for the third time or later."""
        return bool(self.tried)

    @property
    def tried(self) -> tuple[SupplierFacts, ...]:
        """The items whose problem is raised for the third time or later."""
        return tuple(item for item in self.items if item.last_try)

    def shortened(self, longest: int) -> "SupplierBrief":
        """Return it with so many items at most; what is left out is counted."""
        items, kept = self.items[:longest], self.kept[: max(0, longest - len(self.items))]
        more = len(self.items) + len(self.kept) - len(items) - len(kept)
        return replace(self, items=items, kept=kept, more=self.more + more)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """All reorders at one supplier in one week."""

    key: str  # supplier|monday
    supplier: str | None
    week: date  # its Monday
    reorders: tuple[Reorder, ...]  # most pressing first
    message: SupplierBrief

    @property
    def decision(self) -> Decision:
        """The most pressing decision."""
        return self.reorders[0].decision


def _kind(ask: Ask) -> int:
    """Tell money, prevention, verification and the rest apart."""
    kinds = (MONEY_ASKS, PREVENTION_ASKS, VERIFICATION_ASKS)
    return next((at for at, kind in enumerate(kinds) if ask.id in kind), len(kinds))


def due(findings: Findings, *, longest: int | None = None) -> tuple[Reorder, ...]:
    """Return the open reorders inside the look-ahead, most pressing first."""
    open_ones = [
        reorder
        for reorder in findings.reorders
        if reorder.within_window and reorder.status in OPEN_STATUSES
    ]
    return tuple(sorted(open_ones, key=_pressing)[:longest])


def briefs_of(reorders: Iterable[Reorder]) -> tuple[Brief, ...]:
    """Put the reorders of one supplier in one week together, most pressing brief first.

    A reorder whose supplier is not known stands alone.
    """
    groups: dict[tuple[str, date], list[Reorder]] = {}
    for reorder in sorted(reorders, key=_pressing):
        facts = reorder.for_supplier
        monday = facts.planned_on - timedelta(days=facts.planned_on.weekday())
        groups.setdefault((facts.supplier or f"\0{reorder.key}", monday), []).append(reorder)
    return tuple(_brief(tuple(group), monday) for (_, monday), group in groups.items())


def supplier_brief(reorders: Iterable[Reorder]) -> SupplierBrief:
    """Return what may be said to the supplier of these reorders, and nothing else."""
    together = tuple(reorders)
    purposes = [_purpose(reorder) for reorder in together]
    pairs = list(zip(purposes, (reorder.for_supplier for reorder in together), strict=True))
    return SupplierBrief(
        language=together[0].message_language,
        purpose=min(purposes, key=_seriousness),
        items=tuple(facts for purpose, facts in pairs if purpose is not Purpose.KEEP),
        kept=tuple(facts for purpose, facts in pairs if purpose is Purpose.KEEP),
    )


def _purpose(reorder: Reorder) -> Purpose:
    """What is missing or overdue is to be confirmed; a bad lot that was paid for is no model."""
    lot = reorder.for_supplier.lot
    asked = {ask.id for ask in reorder.for_supplier.asks}
    if asked & {AskId.SHORTAGE, AskId.OVERDUE} and PURPOSES[reorder.decision] is Purpose.KEEP:
        return Purpose.FIRST
    praised = AskId.KEEP in asked
    bad = reorder.decision is Decision.NO_ISSUE and lot is not None and lot.bad
    return Purpose.FIRST if bad and not praised else PURPOSES[reorder.decision]


def _brief(reorders: tuple[Reorder, ...], monday: date) -> Brief:
    supplier = reorders[0].for_supplier.supplier
    return Brief(
        key=f"{supplier or reorders[0].key}|{monday.isoformat()}",
        supplier=supplier,
        week=monday,
        reorders=reorders,
        message=supplier_brief(reorders),
    )


def _pressing(reorder: Reorder) -> tuple[int, date, str]:
    return _MOST_PRESSING.index(reorder.decision), reorder.for_supplier.planned_on, reorder.key


def _seriousness(purpose: Purpose) -> int:
    return list(Purpose).index(purpose)
