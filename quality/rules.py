"""Every threshold of the study, with its default, its range and its one-line meaning."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, get_args, get_type_hints


@dataclass(frozen=True, slots=True)
class Between:
    """Range that a rule must lie in; both ends belong to it."""

    lowest: float
    highest: float


class RuleRangeError(ValueError):
    """One or more rules lie outside their range.

    Attributes:
        problems: Field name and reason, one pair for each rule that is out of range.
    """

    def __init__(self, problems: tuple[tuple[str, str], ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{name}: {reason}" for name, reason in problems))


class SamplingPlan(StrEnum):
    """How many units of an arriving lot are opened."""

    TEN_PERCENT = "ten_percent"
    DETECT = "detect"
    AQL = "aql"


InspectionLevel = Literal["S-1", "S-2", "S-3", "S-4", "I", "II", "III"]

_FRACTION = Between(0, 1)
_SURENESS = Between(0.5, 0.9999)
_MOST = 100_000  # more days than any calendar reckons back, more units than any lot has
_COUNT = Between(0, _MOST)
_AT_LEAST_ONE = Between(1, _MOST)
_MONEY = Between(0, 1_000_000_000_000)


class _Ranged:
    """Refuses a value outside the range that its annotation declares."""

    __slots__ = ()

    def __post_init__(self) -> None:
        problems = tuple(
            (name, _out_of_range(value, bounds))
            for name, bounds in _ranges(type(self)).items()
            if not _fits(value := getattr(self, name), bounds)
        )
        if problems:
            raise RuleRangeError(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatsRules(_Ranged):
    """Intervals and the smallest base of a comparison."""

    confidence: Annotated[
        float, "Share of intervals shown that hold the true rate; fraction", _SURENESS
    ] = 0.95
    claim_confidence: Annotated[
        float, "How sure an 'at least' in a claim must be, one-sided; fraction", _SURENESS
    ] = 0.95
    target_rate: Annotated[
        float, "Rate that you want each product to stay below; fraction", _FRACTION
    ] = 0.03
    min_units: Annotated[
        int, "Below this a rate is shown but not ranked or judged; units", _AT_LEAST_ONE
    ] = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class MaturityRules(_Ranged):
    """How long complaints take to arrive, and when a lot is old enough to compare."""

    use_from: Annotated[
        float, "Share of complaints in before a lot is compared at all; fraction", _FRACTION
    ] = 0.5
    full_from: Annotated[
        float, "Share of complaints in before 'so far' is dropped; fraction", _FRACTION
    ] = 0.9
    half_life_days: Annotated[
        float,
        "Half of all complaints arrive within this, until your log says better; days",
        Between(1, 3650),
    ] = 30.0
    horizon_days: Annotated[
        float, "Complaints later than this are not waited for; days", Between(1, 3650)
    ] = 120.0
    learn_after_complaints: Annotated[
        int,
        "Dated complaints before your own delay curve replaces the default; complaints",
        _AT_LEAST_ONE,
    ] = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchVariationRules(_Ranged):
    """How much lots of one product differ by more than chance (rho)."""

    rho: Annotated[
        float | Literal["auto"],
        "Correlation of units in one lot; 'auto' learns it from your lots; fraction",
        _FRACTION,
    ] = "auto"
    fallback: Annotated[
        float, "Rho while there are too few lots to learn it; fraction", _FRACTION
    ] = 0.005
    cap: Annotated[float, "Largest rho that is believed; fraction", _FRACTION] = 0.05
    learn_after_batches: Annotated[
        int, "Lots beyond the first of each product before rho is learned; lots", _AT_LEAST_ONE
    ] = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingRules(_Ranged):
    """How far the rate of a small product is pulled towards the shop's average."""

    min_skus: Annotated[
        int, "Products before the pull is learned from your own data; products", _AT_LEAST_ONE
    ] = 8
    fallback_strength: Annotated[
        float, "Pull while there are fewer products; worth this many units", _AT_LEAST_ONE
    ] = 25.0
    strength_min: Annotated[float, "Smallest pull; units", _AT_LEAST_ONE] = 5.0
    strength_max: Annotated[float, "Largest pull; units", _AT_LEAST_ONE] = 2000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalRules(_Ranged):
    """When the same defect on one product becomes a signal."""

    count: Annotated[int, "This many of the same defect make a pattern; units", _AT_LEAST_ONE] = 3
    window_days: Annotated[int, "Defects and lots of this long count; days", _AT_LEAST_ONE] = 180
    acceptable_rate: Annotated[
        float, "Rate of one defect type that is still normal; fraction", _FRACTION
    ] = 0.005
    acceptable_rate_by_type: Annotated[
        Mapping[str, float], "The same for single defect types, by their code; fraction"
    ] = field(default_factory=dict)
    p: Annotated[
        float, "Largest chance at the acceptable rate that is 'above normal'; fraction", _FRACTION
    ] = 0.05
    fdr: Annotated[
        float, "Largest false share among signals that stand out; fraction", _FRACTION
    ] = 0.10
    close_fdr: Annotated[
        float,
        "A signal that stood out stops only above this, two nights running; fraction",
        _FRACTION,
    ] = 0.20
    urgent_rate: Annotated[
        float, "From this rate on a signal above normal is urgent; fraction", _FRACTION
    ] = 0.05
    hold_rate: Annotated[
        float, "From this rate of the latest lot on, hold the next order; fraction", _FRACTION
    ] = 0.10
    safety_types: Annotated[
        tuple[str, ...], "Defect codes of which one is urgent and stops sale; codes"
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchAlarmRules(_Ranged):
    """When a new lot is worse than usual for its product."""

    p: Annotated[float, "Largest chance of so many defects in a usual lot; fraction", _FRACTION] = (
        0.01
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendRules(_Ranged):
    """When rates over time are called rising or falling."""

    min_batches: Annotated[int, "Lots before a trend is tested; lots", Between(2, _MOST)] = 4
    p: Annotated[float, "Largest two-sided chance of a trend; fraction", _FRACTION] = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkRules(_Ranged):
    """When a talk with a supplier has helped, and when to stop talking."""

    target_drop: Annotated[
        float, "Drop of the rate that you ask for; fraction of the rate before", _FRACTION
    ] = 0.30
    sure: Annotated[float, "How sure 'dropped' and 'got worse' must be; fraction", _SURENESS] = 0.95
    give_up: Annotated[
        float, "Below this chance of the drop asked for, it 'did not drop'; fraction", _FRACTION
    ] = 0.10
    baseline_batches: Annotated[
        int, "Lots before the talk that make the rate before; lots", _AT_LEAST_ONE
    ] = 6
    switch_after: Annotated[
        int, "Talks without a drop before another source is due; talks", _AT_LEAST_ONE
    ] = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeMixRules(_Ranged):
    """When the defect types of a supplier keep changing between lots."""

    min_defects_per_batch: Annotated[
        int, "Smaller lots are left out of the comparison; defects", _AT_LEAST_ONE
    ] = 5
    p: Annotated[float, "Largest chance of such a shift; fraction", _FRACTION] = 0.05
    min_effect: Annotated[
        float, "Smallest bias-corrected Cramer's V that matters; 0 to 1", _FRACTION
    ] = 0.30
    draws: Annotated[int, "Random tables drawn; tables", Between(99, 100_000)] = 1999


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivingRules(_Ranged):
    """How many cartons and units are opened when goods arrive."""

    plan: Annotated[
        SamplingPlan, "ten_percent of the cartons, enough to detect a problem, or an AQL table"
    ] = SamplingPlan.TEN_PERCENT
    carton_share: Annotated[float, "Share of cartons opened; fraction", _FRACTION] = 0.10
    carton_share_alert: Annotated[
        float, "The same with an open signal or on the first lot of a product; fraction", _FRACTION
    ] = 0.20
    min_cartons: Annotated[int, "Open at least this many; cartons", _AT_LEAST_ONE] = 3
    max_units: Annotated[int, "Check at most this many; units", _AT_LEAST_ONE] = 125
    problem_rate: Annotated[
        float, "Rate of a problem that the check should notice; fraction", _FRACTION
    ] = 0.05
    detect_confidence: Annotated[
        float, "How surely the detect plan notices it; fraction", _SURENESS
    ] = 0.90
    level: Annotated[InspectionLevel, "Inspection level of the AQL table"] = "II"
    aql: Annotated[
        float, "Acceptance quality limit; nonconforming units in 100", Between(0.01, 10)
    ] = 2.5
    overdue_days: Annotated[int, "An arrival unchecked for longer is overdue; days", _COUNT] = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionRules(_Ranged):
    """When an inspection before shipping pays."""

    min_rate: Annotated[
        float, "Products that are not fragile are considered from this rate; fraction", _FRACTION
    ] = 0.03
    default_fee: Annotated[
        Decimal, "Fee where the supplier has none of its own; your currency", _MONEY
    ] = Decimal(350_000)
    share_prevented: Annotated[
        float, "Share of visible and testable defects that it stops; fraction", _FRACTION
    ] = 0.7
    share_prevented_use: Annotated[
        float, "Share of defects seen only in use that it stops; fraction", _FRACTION
    ] = 0.1
    loss_per_defect: Annotated[
        Decimal | None, "Loss of one defect; blank: landed cost and handling; your currency", _MONEY
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StockRules(_Ranged):
    """When the next order must be out."""

    safety_days: Annotated[int, "Stock kept in hand; days of sales", _COUNT] = 5
    default_lead_time_days: Annotated[
        int, "Order to arrival where the product has none of its own; days", _COUNT
    ] = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchingRules(_Ranged):
    """How a defect row without a lot finds its lot."""

    window_days: Annotated[int, "Largest distance of import date and arrival; days", _COUNT] = 10
    lead_days: Annotated[
        int, "The nearest lot must be nearer than the next by this; days", _COUNT
    ] = 3
    month_slack_days: Annotated[
        int, "A lot may arrive this long before or after a month that was named; days", _COUNT
    ] = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefRules(_Ranged):
    """What a negotiation brief asks for, and when."""

    lookahead_days: Annotated[int, "Reorders due within this get a brief; days", _COUNT] = 14
    express: Annotated[bool, "Mail at night what falls due before the next weekly mail"] = True
    claim_window_days: Annotated[
        int, "Lots received within this can be claimed; days", _AT_LEAST_ONE
    ] = 180
    discount_step: Annotated[
        float, "A discount is rounded down to this; fraction of the price", Between(0.0001, 1)
    ] = 0.005
    discount_cap: Annotated[
        float, "Largest discount asked for; fraction of the price", _FRACTION
    ] = 0.15
    min_units_for_money_ask: Annotated[
        int, "Defective units before money is asked for; units", _AT_LEAST_ONE
    ] = 3
    reply_before_days: Annotated[
        int, "The reply is due this long before the order must be out; days", _COUNT
    ] = 2
    max_asks: Annotated[int, "Asks in one message; asks", _AT_LEAST_ONE] = 4
    agent_claim_days: Annotated[
        int | None,
        "Your agent takes claims this long after receipt; blank: not known; days",
        _COUNT,
    ] = None
    tolerance: Annotated[
        float, "Rate taken as agreed where product and supplier have none; fraction", _FRACTION
    ] = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewTerm(_Ranged):
    """One phrase of the team's own for sorting reviews."""

    phrase: Annotated[str, "Words as buyers write them; .. stands for up to 4 other words"]
    says: Annotated[str, "Bucket and kind, such as product_defect/broken"]
    language: Annotated[str, "Word list: vi, vi_marked, vi_plain, en, id, zh or th"] = "vi"
    weight: Annotated[float, "How much it says; 2 is enough on its own", Between(0.1, 9)] = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRules(_Ranged):
    """Which reviews wait for what, and how long."""

    low_stars: Annotated[
        float, "Reviews with more stars wait for nothing; stars", Between(1, 5)
    ] = 3
    queue_days: Annotated[
        int, "Reviews older than this have left the queue; days", _AT_LEAST_ONE
    ] = 90
    reply_hours: Annotated[int, "A reply is overdue after this; hours", _AT_LEAST_ONE] = 48
    contact_hours: Annotated[
        int, "A serious failure without contact is mailed after this; hours", _AT_LEAST_ONE
    ] = 24
    serious_types: Annotated[
        tuple[str, ...], "Defect codes for which the buyer is contacted at once; codes"
    ] = ("broken", "wrong_item")
    log_match_days: Annotated[
        int, "A defect row this near to a review may be the same case; days", _COUNT
    ] = 3
    cluster_count: Annotated[
        int, "This many bad reviews make a cluster; reviews", Between(2, _MOST)
    ] = 3
    cluster_days: Annotated[int, "Reviews of a cluster lie within this; days", _AT_LEAST_ONE] = 14
    listing_count: Annotated[
        int, "This many let-down buyers make a listing signal; reviews", Between(2, _MOST)
    ] = 3
    listing_days: Annotated[
        int, "Reviews behind a listing signal lie within this; days", _AT_LEAST_ONE
    ] = 90
    copy_days: Annotated[
        int, "Replies of this long are compared with each other; days", _AT_LEAST_ONE
    ] = 90
    copy_similarity: Annotated[
        float, "Replies at least this alike are copies; fraction", _FRACTION
    ] = 0.90
    max_sentences: Annotated[int, "Longest public reply; sentences", _AT_LEAST_ONE] = 4
    max_words: Annotated[int, "Longest public reply; words", _AT_LEAST_ONE] = 70
    terms: Annotated[tuple[ReviewTerm, ...], "Your own words for sorting reviews; list"] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyRules(_Ranged):
    """The two currencies, and what links them; money of one never enters a sum of the other."""

    purchase_currency: Annotated[str, "Currency of factory prices; three letters"] = "CNY"
    own_currency: Annotated[str, "Currency of your costs; three letters"] = "VND"
    fx_rate: Annotated[
        Decimal | None, "Own currency for one unit of the purchase currency; internal only", _MONEY
    ] = None
    fx_on: Annotated[date | None, "Day of that rate; date"] = None
    default_handling: Annotated[
        Decimal, "Handling of one defect where the SKU has none of its own; your currency", _MONEY
    ] = Decimal(40_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All rules of the study, one section each."""

    stats: StatsRules = field(default_factory=StatsRules)
    maturity: MaturityRules = field(default_factory=MaturityRules)
    batch_variation: BatchVariationRules = field(default_factory=BatchVariationRules)
    ranking: RankingRules = field(default_factory=RankingRules)
    signal: SignalRules = field(default_factory=SignalRules)
    batch_alarm: BatchAlarmRules = field(default_factory=BatchAlarmRules)
    trend: TrendRules = field(default_factory=TrendRules)
    talk: TalkRules = field(default_factory=TalkRules)
    type_mix: TypeMixRules = field(default_factory=TypeMixRules)
    receiving: ReceivingRules = field(default_factory=ReceivingRules)
    inspection: InspectionRules = field(default_factory=InspectionRules)
    stock: StockRules = field(default_factory=StockRules)
    matching: MatchingRules = field(default_factory=MatchingRules)
    brief: BriefRules = field(default_factory=BriefRules)
    reviews: ReviewRules = field(default_factory=ReviewRules)
    money: MoneyRules = field(default_factory=MoneyRules)


def meaning(section: type, name: str) -> str:
    """One line that says what a rule means, with its unit after the semicolon.

    Args:
        section: A class of this module, such as ``StatsRules``.
        name: One of its fields.
    """
    hint = get_type_hints(section, include_extras=True)[name]
    return next(part for part in get_args(hint) if isinstance(part, str))


def _ranges(section: type) -> dict[str, Between]:
    return {
        name: part
        for name, hint in get_type_hints(section, include_extras=True).items()
        for part in get_args(hint)
        if isinstance(part, Between)
    }


def _fits(value: object, bounds: Between) -> bool:
    if not isinstance(value, int | float | Decimal):
        return True
    return bounds.lowest <= value <= bounds.highest


def _out_of_range(value: object, bounds: Between) -> str:
    return f"must be {bounds.lowest:.15g} to {bounds.highest:.15g}, not {value}"
