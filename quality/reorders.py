"""One planned reorder and everything that decides how to talk about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

_STRONG, _MEDIUM = 7, 4


class Decision(StrEnum):
    """What to do before the order is placed; first match wins, in this order."""

    STOP = "stop"
    SWITCH = "switch"
    PREPARE = "prepare"
    HOLD = "hold"
    KEEP = "keep"
    CLAIM_CARRIER = "claim_carrier"
    NEGOTIATE = "negotiate"
    ORDER_WITH_QC = "order_with_qc"
    NO_ISSUE = "no_issue"


@dataclass(frozen=True, slots=True, kw_only=True)
class LotFacts:
    """A lot as a brief names it."""

    lot_id: str
    received_on: date | None
    ordered_on: date | None
    units: int | None
    nonconforming: int
    fraction: float | None
    lower: float | None
    upper: float | None
    at_least: float | None
    age_days: int | None
    status: str
    types: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    cartons: int | None = None
    cartons_opened: int | None = None
    at_receiving: int = 0
    by_customers: int = 0
    by_date_match: int = 0
    photos: int = 0
    photos_packaging: int = 0
    photo_links: tuple[str, ...] = ()
    uncompensated: int = 0
    one_off: bool = False
    origin: str = "unknown"
    bad: bool = False  # enough units for a money ask, and twice the agreed fraction or more


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One numbered request to the supplier; `id` names its sentence, the rest its numbers."""

    id: str  # replace|discount|shortage|packing|packlist|usetest|fading|functest|psi|photos|...
    units: int | None = None
    fraction: float | None = None  # price cut, share of cartons
    price_before: Decimal | None = None
    price_after: Decimal | None = None
    value: Decimal | None = None  # purchase currency
    text: str | None = None  # the SKU's own packing specification or use test
    text_zh: str | None = None
    defect_type: str | None = None
    nonconforming: int | None = None
    received: int | None = None
    at_supplier_cost: bool | None = None
    settled: int = 0  # units of the same lots that were paid for, beside those asked for
    agreed_on: date | None = None  # day of the talk that it was agreed in
    due_on: date | None = None  # day that was agreed


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """One of the five parts of the leverage: L1 order size to L5 evidence."""

    id: str  # order_size | our_weight | alternatives | slack | evidence
    points: int  # 0, 1, 2
    known: bool = True
    value: float | None = None  # ratio, share, count, days, photos
    basis: str = ""  # our_weight: share (value is a fraction) | orders (value is a count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leverage:
    """How strong the shop is in this talk."""

    factors: tuple[Factor, ...]

    @property
    def points(self) -> int:
        """Sum of the factors, 0 to 10."""
        return sum(factor.points for factor in self.factors)

    @property
    def level(self) -> str:
        """Strong from 7, medium from 4, else weak."""
        if self.points >= _STRONG:
            return "strong"
        return "medium" if self.points >= _MEDIUM else "weak"


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierFacts:
    """All that may be said to the supplier; nothing else reaches a supplier's document."""

    sku: str
    name: str | None
    name_zh: str | None
    supplier: str | None
    supplier_zh: str | None
    units: int | None  # planned quantity
    lot: LotFacts | None  # the lot the talk is about
    window_units: int
    window_nonconforming: int
    window_types: Mapping[str, int]
    tolerance: float  # agreed acceptable fraction
    asks: tuple[Ask, ...]  # at most brief.max_asks, numbered in this order
    earlier_lots: tuple[LotFacts, ...]  # at most 3, newest first
    photos: int
    photos_packaging: int
    photo_links: tuple[str, ...]
    reply_by: date | None
    planned_on: date
    last_try: bool = False  # third time this is raised, or a later one
    raised: int = 0  # talks about it so far
    window_settled: int = 0  # units of the lots in question that were paid for
    since_promise: float | None = None  # fraction since the last promise
    since_promise_nonconforming: int | None = None  # its count
    since_promise_units: int | None = None  # and its base
    promised_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamFacts:
    """What only the team may see."""

    fallback: Ask | None
    floor: Ask | None  # the "at least" rate
    leverage: Leverage
    stock: float | None
    daily_sales: float | None
    lead_time_days: int | None
    lead_time_assumed: bool
    safety_days: int
    runs_out_on: date | None
    latest_order_on: date | None
    slack_days: int | None
    bridge_units: int | None  # for a switch: stock needed until the new source delivers
    order_value: Decimal | None
    order_value_own: Decimal | None
    fx: Decimal | None
    loss: Decimal | None  # own currency
    loss_per_unit: Decimal | None
    loss_estimated: bool
    whole_cost_discount: Decimal | None
    recovery_units: int | None  # units until a price cut has earned the loss back
    psi: str  # worth_it | not_worth_it | not_needed
    psi_avoidable: Decimal | None
    psi_fee: Decimal | None
    psi_fee_default: bool
    break_even: float | None
    caught: float | None
    talks: tuple[str, ...]  # "2024-11-28|agreed|dropped", oldest first
    alternatives: tuple[str, ...]  # candidate names with a passed sample
    samples: tuple[str, ...]  # "candidate|result|price|lead time"
    signs: tuple[str, ...]  # a, b, c that hold
    standing: str
    decision_reason: str  # code
    supplier_under_review: bool
    last_attempt: bool  # one sign: start sampling another source
    missing: tuple[str, ...]  # codes of what is not filled in and what it would add
    matched_exact: int
    matched_total: int
    forecast: tuple[float, float, float] | None  # low, mean, high nonconforming in this order
    expects_other: tuple[str, ...] = ()  # internal asks past the limit of the message
    claim_until: date | None = None  # last day of the agent's or platform's claim window
    other_days: int | None = None  # until another source delivers, safety and sample included
    other_order_on: date | None = None  # latest day to order there
    asked_with: date | None = None  # an earlier order of the product that asks for the same units


@dataclass(frozen=True, slots=True, kw_only=True)
class Reorder:
    """A planned order with its decision, and the facts for each reader apart."""

    key: str  # sku|planned date
    row: int
    decision: Decision
    express: bool  # due before the next weekly mail
    within_window: bool  # planned within the look-ahead
    status: str  # planned | negotiating | ...
    message_language: str  # zh | vi | en
    for_supplier: SupplierFacts
    for_team: TeamFacts
