"""What to open when goods arrive, and which defects should have been seen there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from zlib import crc32

import numpy as np
from numpy.typing import ArrayLike

from quality.columns import Flags, Floats, Texts, Whole, divided, floats, fraction_between, pairs
from quality.intervals import Interval, wilson
from quality.rules import ReceivingRules, SamplingPlan
from quality.sampling import SamplingTable, aql_plan, ceiling, chance_to_notice, detect_plan


class ChecklistLine(StrEnum):
    """The five lines of the check on arrival, and the steps that some defects need beside it."""

    COUNT = "count"
    COLOUR = "colour"
    BROKEN = "broken"
    ACCESSORY = "accessory"
    PACKAGING = "packaging"
    FUNCTION_TEST = "function_test"  # switch on, fill, load
    REFERENCE_SAMPLE = "reference_sample"  # beside the piece that was agreed
    USE_TEST = "use_test"  # wash, rub, cycle: nothing on arrival shows it


class QcVerdict(StrEnum):
    """Whether receiving QC let a lot's defects through."""

    CLEAN = "clean"
    CAUGHT = "caught"
    ESCAPED = "escaped"
    NO_QC = "no_qc"
    NOT_VISIBLE = "not_visible"


_LINES: Mapping[str, ChecklistLine] = {
    "short_count": ChecklistLine.COUNT,
    "wrong_colour": ChecklistLine.COLOUR,
    "wrong_size": ChecklistLine.COLOUR,
    "wrong_item": ChecklistLine.COLOUR,
    "missing_part": ChecklistLine.ACCESSORY,
    "packaging_bad": ChecklistLine.PACKAGING,
}
_STEPS: Mapping[str, ChecklistLine] = {
    "test": ChecklistLine.FUNCTION_TEST,
    "sample": ChecklistLine.REFERENCE_SAMPLE,
    "use": ChecklistLine.USE_TEST,
}
_ON_SIGHT = ChecklistLine.BROKEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One arrival, as far as its plan depends on it."""

    key: str  # arrival or lot id, which decides the carton numbers
    units: int | None  # None, 0 or below: not known
    cartons: int | None  # None, 0 or below: not known, nothing is drawn
    alert: bool  # the SKU has an open signal, or this is its first lot from the supplier


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalPlan:
    """What to open of one arrival, and what that can show."""

    cartons: int  # to open
    carton_numbers: tuple[int, ...]  # growing, from 1
    units: int  # to check, spread over those cartons; 0 when the lot is not known
    acceptance_number: int | None  # of an AQL plan
    code_letter: str | None  # of an AQL plan
    notices_spread: float  # chance, when bad units lie anywhere
    notices_packed: float  # chance, when bad units fill as few cartons as they can


@dataclass(frozen=True, slots=True, kw_only=True)
class EscapeShare:
    """Visible defects that passed receiving QC, one row a lot."""

    share: Floats  # customer-reported over all visible found; nan: nothing to judge
    interval: Interval
    judged: Flags


def cartons_to_open(cartons: ArrayLike, *, share: float, min_cartons: int) -> Whole:
    """Return min(cartons, max(min_cartons, ceil(share x cartons))) for each arrival.

    Args:
        cartons: Cartons that arrive; nan, 0 and negative give 0.
        share: Share to open, 0 to 1.
        min_cartons: Open at least this many.

    Raises:
        ValueError: If share is not 0 to 1.
    """
    fraction_between("share", share)
    arrived = np.floor(np.nan_to_num(floats(cartons), nan=0.0, posinf=0.0, neginf=0.0))
    wanted = np.maximum(np.ceil(np.round(share * arrived, 9)), min_cartons)
    return np.where(arrived > 0, np.minimum(arrived, wanted), 0).astype(np.int64)


def carton_numbers(key: str, *, cartons: int, opened: int) -> tuple[int, ...]:
    """Draw which cartons to open: random to whoever packed them, the same on every run.

    The raw 64-bit stream of PCG64 (O'Neill 2014), whose seed is the CRC-32 of the key: that
    stream is the same in every release and on every machine.

    Args:
        key: Lot or arrival id.
        cartons: Cartons that arrive, numbered from 1; 0 or below gives none.
        opened: How many to draw; above `cartons` counts as all.

    Returns:
        Growing numbers from 1 to `cartons`, each once.
    """
    if cartons <= 0 or opened <= 0:
        return ()
    raw = np.random.PCG64(crc32(key.encode())).random_raw(cartons)
    drawn = np.argsort(raw, kind="stable")[:opened] + 1
    return tuple(sorted(int(number) for number in drawn))


def arrival_plan(
    key: str,
    *,
    units: int | None,
    cartons: int | None,
    alert: bool,
    rules: ReceivingRules,
    table: SamplingTable,
) -> ArrivalPlan:
    """Say what to open of one arrival; arguments and errors as in `arrival_plans`."""
    arrival = Arrival(key=key, units=units, cartons=cartons, alert=alert)
    [plan] = arrival_plans([arrival], rules=rules, table=table)
    return plan


def arrival_plans(
    arrivals: Sequence[Arrival], *, rules: ReceivingRules, table: SamplingTable
) -> list[ArrivalPlan]:
    """Say what to open of each arrival by the configured plan, and print the chance beside it.

    Ten per cent of the cartons (more when alert) and the units in them, or the units that a
    detect or AQL plan wants and at least the cartons that hold them; never more than
    `rules.max_units` except by an AQL plan, whose size is part of its meaning.

    Args:
        arrivals: What arrives, in any order.
        rules: Plan, shares, floor and ceiling.
        table: Sampling tables for the AQL plan.

    Raises:
        ValueError: If an AQL plan is wanted that the table does not have.
    """
    lots = [max(arrival.units or 0, 0) for arrival in arrivals]
    boxes = [max(arrival.cartons or 0, 0) for arrival in arrivals]
    samples, opened = [], []
    for arrival, lot, cartons, few in zip(
        arrivals, lots, boxes, _opened(arrivals, boxes, rules), strict=True
    ):
        sample = _sample(lot, few, cartons, _share(arrival, rules), rules, table)
        holding = ceiling(sample[0] * cartons / lot) if lot and cartons else 0
        samples.append(sample)
        opened.append(min(cartons, max(few, holding)))
    bad = [max(1, ceiling(rules.problem_rate * lot)) for lot in lots]
    spread = chance_to_notice(lots, bad, [units for units, _, _ in samples])
    packed = chance_packed(lots, boxes, bad, opened)
    return [
        ArrivalPlan(
            cartons=number,
            carton_numbers=carton_numbers(arrival.key, cartons=cartons, opened=number),
            units=units,
            acceptance_number=accepted,
            code_letter=letter,
            notices_spread=float(if_spread),
            notices_packed=float(if_packed),
        )
        for arrival, cartons, number, (units, accepted, letter), if_spread, if_packed in zip(
            arrivals, boxes, opened, samples, spread, packed, strict=True
        )
    ]


def chance_packed(
    units: ArrayLike, cartons: ArrayLike, nonconforming: ArrayLike, opened: ArrayLike
) -> Floats:
    """Return the chance to notice a problem packed into as few cartons as can hold it.

    Hypergeometric over cartons (`sampling.chance_to_notice`); 0 where cartons are not known.

    Args:
        units: Units of the lot.
        cartons: Cartons that hold them, each the same number.
        nonconforming: Nonconforming units of the lot.
        opened: Cartons opened and checked whole.
    """
    bad, per_carton = pairs(nonconforming, divided(units, cartons))
    filled = np.ceil(np.round(np.nan_to_num(divided(bad, per_carton)), 9))
    return chance_to_notice(cartons, filled, opened)


def escape_share(
    found_at_receiving: ArrayLike, reported_by_customers: ArrayLike, *, confidence: float = 0.95
) -> EscapeShare:
    """Return the share of visible defects that receiving QC let through, lot by lot.

    Reported over found plus reported, with its Wilson interval; hidden types (only seen in use)
    are left out by the caller, for no check on arrival can see them.

    Args:
        found_at_receiving: Visible nonconforming units found at receiving, 0 or more.
        reported_by_customers: Visible nonconforming units reported later, 0 or more.
        confidence: As in `intervals.wilson`.

    Returns:
        Share and interval, nan with `judged` false where there is nothing to judge (0 of 0, or
        a negative or missing figure).
    """
    found, reported = pairs(found_at_receiving, reported_by_customers)
    sound = (found >= 0) & (reported >= 0)
    total = np.where(sound, found + reported, np.nan)
    share = divided(reported, total)
    return EscapeShare(
        share=share,
        interval=wilson(reported, total, confidence=confidence),
        judged=~np.isnan(share),
    )


def qc_verdict(
    visible_reported: ArrayLike,
    visible_found: ArrayLike,
    hidden_reported: ArrayLike,
    *,
    checked: ArrayLike,
) -> Texts:
    """Say for each lot (or lot and type) whether receiving QC let it through.

    In this order: no QC was done; a customer reported what the check should have seen
    (escaped); the check found it (caught); only what no check on arrival can see was reported
    (not visible); nothing was found (clean).

    Args:
        visible_reported: Units of types visible on receipt that customers reported.
        visible_found: Units of such types found at receiving.
        hidden_reported: Units of all other types reported.
        checked: Whether receiving QC was done.

    Returns:
        Values of `QcVerdict`.
    """
    reported, found = pairs(visible_reported, visible_found)
    return np.select(
        [
            ~np.asarray(checked, dtype=np.bool_),
            (reported > 0) & ~(found > 0),
            found > 0,
            floats(hidden_reported) > 0,
        ],
        [QcVerdict.NO_QC, QcVerdict.ESCAPED, QcVerdict.CAUGHT, QcVerdict.NOT_VISIBLE],
        QcVerdict.CLEAN,
    ).astype(np.str_)


def checklist_line(defect_type: str, visible: str | None) -> ChecklistLine:
    """Return the line of the check on arrival that would have caught a type.

    Args:
        defect_type: Code of the vocabulary, also a team's own.
        visible: When it shows: receipt, test, use or sample; None counts as receipt.
    """
    step = _STEPS.get(visible or "")
    return step if step is not None else _LINES.get(defect_type, _ON_SIGHT)


def _share(arrival: Arrival, rules: ReceivingRules) -> float:
    return rules.carton_share_alert if arrival.alert else rules.carton_share


def _opened(
    arrivals: Sequence[Arrival], boxes: Sequence[int], rules: ReceivingRules
) -> Sequence[int]:
    """Cartons to open of each arrival by its share."""
    usual, alert = (
        cartons_to_open(boxes, share=share, min_cartons=rules.min_cartons)
        for share in (rules.carton_share, rules.carton_share_alert)
    )
    opened: Sequence[int] = np.where([arrival.alert for arrival in arrivals], alert, usual).tolist()
    return opened


def _sample(
    lot: int, opened: int, cartons: int, share: float, rules: ReceivingRules, table: SamplingTable
) -> tuple[int, int | None, str | None]:
    """Units to check, acceptance number and code letter of the configured plan."""
    if rules.plan == SamplingPlan.AQL:
        plan = aql_plan(table, lot=lot, level=rules.level, aql=rules.aql)
        return plan.sample_size, plan.acceptance_number, plan.code_letter
    if rules.plan == SamplingPlan.DETECT:
        plan = detect_plan(lot, problem_rate=rules.problem_rate, confidence=rules.detect_confidence)
        return min(plan.sample_size, rules.max_units), None, None
    inside = lot * opened / cartons if cartons else lot * share
    return min(lot, ceiling(inside), rules.max_units), None, None
