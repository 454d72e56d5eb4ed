"""All that a supplier may be told about one order."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from quality.asks import AskPlan, Claim
from quality.decisions import is_bad
from quality.planned_order import PlannedOrder, Row
from quality.reorders import Decision, LotFacts, SupplierFacts

_EARLIER = 3
_TALKS_BEFORE_LAST = 2
_PROMISES = ("promised", "agreed")
_DEMANDING = (Decision.SWITCH, Decision.PREPARE, Decision.HOLD, Decision.NEGOTIATE)


def supplier_facts(
    order: PlannedOrder, decision: Decision, asks: AskPlan, claim: Claim
) -> SupplierFacts:
    """Return the facts for the supplier's documents; nothing internal is among them."""
    plan, lot, lots = order.plan, order.lot(decision), order.subject(decision)
    raised = sum(talk["defect_type"] in {None, *claim.types} for talk in order.talks)
    as_of, before = order.desk.basis.as_of, order.rules.brief.reply_before_days
    return SupplierFacts(
        sku=plan["sku"],
        name=plan["name"],
        name_zh=plan["name_zh"],
        supplier=plan["supplier"],
        supplier_zh=order.supplier_tab.get("name_zh"),
        units=plan["units"],
        lot=None if lot is None else _facts(order, lot),
        window_units=claim.received,
        window_nonconforming=claim.nonconforming,
        window_types=MappingProxyType(dict(claim.types)),
        window_settled=claim.settled,
        tolerance=order.tolerance,
        asks=asks.asks,
        earlier_lots=tuple(_facts(order, other) for other in _earlier(order, lot)),
        photos=sum(other["photos"] or 0 for other in lots),
        photos_packaging=sum(other["photos_packaging"] or 0 for other in lots),
        photo_links=_links(order, lots),
        reply_by=reply_by(plan["due_on"], as_of=as_of, before_days=before),
        planned_on=plan["planned_on"],
        last_try=decision in _DEMANDING and raised >= _TALKS_BEFORE_LAST,
        raised=raised,
        **_since_promise(order),
    )


def reply_by(due_on: date, *, as_of: date, before_days: int) -> date:
    """Return the day by which the supplier must answer: before the order, tomorrow at earliest."""
    return max(due_on - timedelta(days=before_days), as_of + timedelta(days=1))


def _earlier(order: PlannedOrder, lot: Row | None) -> list[Row]:
    """Up to three lots that came before, newest first."""
    if lot is None or lot["received_on"] is None:
        return []
    before = [
        other
        for other in order.lots
        if other["received_on"] is not None and other["received_on"] < lot["received_on"]
    ]
    return before[: -_EARLIER - 1 : -1]


def _facts(order: PlannedOrder, lot: Row) -> LotFacts:
    return LotFacts(
        lot_id=lot["lot_id"],
        received_on=lot["received_on"],
        ordered_on=None if lot["ordered_assumed"] else lot["ordered_on"],
        units=lot["units"],
        nonconforming=lot["nonconforming"],
        fraction=lot["fraction"],
        lower=lot["lower"],
        upper=lot["upper"],
        at_least=lot["at_least"],
        age_days=lot["age_days"],
        status=lot["status"],
        types=MappingProxyType(dict(_type_units(lot["types"]))),
        cartons=lot["cartons"],
        cartons_opened=lot["cartons_opened"],
        at_receiving=lot["at_receiving"],
        by_customers=lot["by_customers"],
        by_date_match=lot["by_date_match"],
        photos=lot["photos"] or 0,
        photos_packaging=lot["photos_packaging"] or 0,
        photo_links=_links(order, [lot]),
        uncompensated=lot["uncompensated"],
        one_off=lot["one_off"],
        origin=lot["origin"],
        bad=is_bad(
            lot["nonconforming"],
            lot["fraction"],
            acceptable=order.tolerance,
            rules=order.rules,
        ),
    )


def _type_units(types: Sequence[str] | None) -> Iterable[tuple[str, int]]:
    for text in types or ():
        code, _, units = text.rpartition(":")
        yield code, int(units)


def _links(order: PlannedOrder, lots: Iterable[Row]) -> tuple[str, ...]:
    """Links to photos of these lots, each once."""
    found = (link for lot in lots for link in order.desk.links.get((lot["sku"], lot["lot_id"]), []))
    return tuple(dict.fromkeys(found))


def _since_promise(order: PlannedOrder) -> dict[str, Any]:
    """What lots ordered after the supplier's last promise show, plain counts."""
    days = [talk["talked_on"] for talk in order.talks if talk["response"] in _PROMISES]
    if not days:
        return {}
    later = [
        lot
        for lot in order.lots
        if lot["fraction"] is not None and lot["ordered_on"] and lot["ordered_on"] > days[-1]
    ]
    if not later:
        return {"promised_on": days[-1]}
    found, units = sum(lot["nonconforming"] for lot in later), sum(lot["units"] for lot in later)
    return {
        "promised_on": days[-1],
        "since_promise": found / units,
        "since_promise_nonconforming": found,
        "since_promise_units": units,
    }
