"""What only the team may see about one order."""

import math
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from quality.asks import AskPlan, Claim, price_cut
from quality.codes import DecisionReason, Missing, Standing
from quality.planned_order import PlannedOrder, Row, decimal
from quality.reorders import Decision, Leverage, TeamFacts
from quality.vocabulary import Group

_WITHOUT_SAMPLE_DAYS = 10
_LEAVING = (Decision.SWITCH, Decision.PREPARE)


def team_facts(
    order: PlannedOrder,
    decision: Decision,
    reason: DecisionReason,
    asks: AskPlan,
    claim: Claim,
    leverage: Leverage,
) -> TeamFacts:
    """Return the facts for the internal brief."""
    plan, rules, advice = order.plan, order.rules, order.inspection
    fx, now, lots = rules.money.fx_rate, order.situation, order.subject(decision)
    value = None if claim.price is None or claim.units is None else claim.units * claim.price
    loss, estimated = _loss(order, lots)
    return TeamFacts(
        fallback=asks.fallback,
        floor=asks.floor,
        leverage=leverage,
        stock=plan["stock"],
        daily_sales=plan["daily_sales"],
        lead_time_days=plan["lead_time_days"],
        lead_time_assumed=plan["lead_assumed"],
        safety_days=rules.stock.safety_days,
        runs_out_on=plan["runs_out_on"],
        latest_order_on=plan["latest_order_on"],
        slack_days=plan["slack_days"],
        bridge_units=_bridge(order) if decision in _LEAVING else None,
        other_days=_other_days(order) if decision in _LEAVING else None,
        other_order_on=_other_order_on(order) if decision in _LEAVING else None,
        order_value=value,
        order_value_own=None if value is None or fx is None else value * fx,
        fx=fx,
        loss=loss,
        loss_per_unit=decimal(order.desk.loss_per_unit.get(plan["sku"])),
        loss_estimated=estimated,
        whole_cost_discount=_whole_cost(order, claim),
        recovery_units=_recovery(order, loss, claim),
        psi=advice.word.value if advice.word else "unknown",
        psi_avoidable=advice.avoidable_loss,
        psi_fee=advice.fee,
        psi_fee_default=advice.fee_is_default,
        break_even=advice.break_even,
        caught=_caught(lots),
        talks=tuple(
            f"{talk['talked_on'].isoformat()}|{talk['response'] or ''}|{talk['verdict']}"
            for talk in order.talks
        ),
        alternatives=tuple(dict.fromkeys(row["candidate"] for row in order.passed)),
        samples=tuple(_sample_text(row) for row in order.samples),
        signs=now.signs,
        standing=order.sku["standing"],
        decision_reason=reason.value,
        supplier_under_review=now.supplier_standing == Standing.SWITCH and not now.open_signal,
        last_attempt=decision is Decision.NEGOTIATE and len(now.signs) == 1,
        missing=tuple(missing(order, claim, lots)),
        matched_exact=_matched(order, lots, "exact"),
        matched_total=_matched(order, lots, "units") + order.desk.loose.get(plan["sku"], 0),
        forecast=_forecast(order),
        expects_other=tuple(ask.id for ask in asks.internal),
        claim_until=_claim_until(order, decision),
        asked_with=claim.asked_with,
    )


def missing(order: PlannedOrder, claim: Claim, lots: list[Row]) -> Iterable[str]:
    """Yield the codes of what is not filled in and would make the brief say more."""
    plan, fx = order.plan, order.rules.money.fx_rate
    photos = sum(lot["photos"] or 0 for lot in lots)
    packaging = sum(lot["photos_packaging"] or 0 for lot in lots)
    breakage = order.of_group(claim.types, Group.BREAKAGE) > 0
    checks: tuple[tuple[bool, Missing], ...] = (
        (plan["supplier"] is None, Missing.SUPPLIER),
        (order.price is None, Missing.PRICE),
        (plan["stock"] is None, Missing.STOCK),
        (not plan["daily_sales"], Missing.DAILY_SALES),
        (plan["lead_assumed"], Missing.LEAD_TIME),
        (order.situation.lots_with_units == 0, Missing.RECEIVED_UNITS),
        (claim.nonconforming > 0 and photos == 0, Missing.PHOTOS),
        (breakage and packaging == 0, Missing.PACKAGING_PHOTOS),
        (bool(lots) and not any(lot["qc_done"] for lot in lots), Missing.RECEIVING_QC),
        (any(lot["cartons"] is None for lot in lots), Missing.CARTONS),
        (order.product["name_zh"] is None, Missing.NAME_ZH),
        (fx is None, Missing.FX),
        (order.desk.loss_per_unit.get(plan["sku"]) is None, Missing.COSTS),
        (order.supplier_tab.get("our_share") is None, Missing.OUR_SHARE),
        (not order.samples, Missing.SAMPLES),
    )
    return (code.value for absent, code in checks if absent)


def _loss(order: PlannedOrder, lots: list[Row]) -> tuple[Decimal | None, bool]:
    """What the defects of these lots cost so far, and whether any of it is estimated."""
    rows = [order.desk.finds.get((lot["sku"], lot["lot_id"])) for lot in lots]
    priced = [row for row in rows if row is not None and row["loss"] is not None]
    if not priced:
        return None, False
    return decimal(sum(row["loss"] for row in priced)), any(row["estimated"] for row in priced)


def _matched(order: PlannedOrder, lots: list[Row], column: str) -> int:
    rows = (order.desk.finds.get((lot["sku"], lot["lot_id"])) for lot in lots)
    return sum(row[column] for row in rows if row is not None)


def _bridge(order: PlannedOrder) -> int | None:
    """Units needed until another source delivers, rounded up to tens, at least 0."""
    plan = order.plan
    if plan["stock"] is None or not plan["daily_sales"]:
        return None
    short = float(plan["daily_sales"] * _other_days(order) - plan["stock"])
    return max(0, math.ceil(short / 10) * 10)


def _other_days(order: PlannedOrder) -> int:
    """Days until another source delivers: lead time, safety, and a sample where none has passed."""
    stock = order.rules.stock
    leads = [row["lead_time_days"] for row in order.passed or order.samples]
    lead = next((days for days in leads if days is not None), stock.default_lead_time_days)
    return int(lead) + stock.safety_days + (0 if order.passed else _WITHOUT_SAMPLE_DAYS)


def _other_order_on(order: PlannedOrder) -> date | None:
    """Latest day to order from another source; None where nobody knows when the stock ends."""
    runs_out: date | None = order.plan["runs_out_on"]
    return None if runs_out is None else runs_out - timedelta(days=_other_days(order))


def _whole_cost(order: PlannedOrder, claim: Claim) -> Decimal | None:
    """Price cut a unit that would also cover handling, purchase currency."""
    money = order.rules.money
    given_once = claim.asked_with is not None
    if claim.fraction is None or claim.price is None or not money.fx_rate or given_once:
        return None
    handling = decimal(order.product["handling"])
    extra = (money.default_handling if handling is None else handling) / money.fx_rate
    return Decimal(claim.unagreed) / claim.received * (claim.price + extra)


def _recovery(order: PlannedOrder, loss: Decimal | None, claim: Claim) -> int | None:
    """Units that must be bought until the price cut has earned the loss back."""
    cut, fx = price_cut(claim, order.rules), order.rules.money.fx_rate
    if loss is None or cut is None or not claim.price or not fx:
        return None
    return math.ceil(loss / (claim.price * cut * fx))


def _caught(lots: list[Row]) -> float | None:
    every = sum(lot["nonconforming"] for lot in lots)
    return sum(lot["at_receiving"] for lot in lots) / every if every else None


def _forecast(order: PlannedOrder) -> tuple[float, float, float] | None:
    sku = order.sku
    if sku["forecast"] is None or sku["forecast_units"] != order.plan["units"]:
        return None
    return sku["forecast_low"], sku["forecast"], sku["forecast_high"]


def _claim_until(order: PlannedOrder, decision: Decision) -> date | None:
    """Last day on which the agent takes a claim for the lot that the talk is about."""
    lot, days = order.lot(decision), order.rules.brief.agent_claim_days
    if lot is None or days is None or lot["received_on"] is None:
        return None
    received: date = lot["received_on"]
    return received + timedelta(days=days)


def _sample_text(row: Row) -> str:
    parts = (row["candidate"], row["result"], row["price"], row["lead_time_days"])
    return "|".join("" if part is None else str(part) for part in parts)
