"""The worked example as facts, and what a poor sheet leaves of it: to try templates with."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import polars as pl

from quality.codes import AskId, DecisionReason, Missing
from quality.findings import FRAMES, Findings
from quality.reorders import (
    Ask,
    Decision,
    Factor,
    Leverage,
    LotFacts,
    Reorder,
    SupplierFacts,
    TeamFacts,
)

AS_OF = date(2024, 11, 25)


def types(**units: int) -> Mapping[str, int]:
    """Return counted defects by type."""
    return MappingProxyType(units)


LOT = LotFacts(
    lot_id="MUG-2410",
    received_on=date(2024, 10, 15),
    ordered_on=date(2024, 9, 22),
    units=200,
    nonconforming=15,
    fraction=0.075,
    lower=0.0460,
    upper=0.1200,
    at_least=0.0491,
    age_days=41,
    status="partial",
    types=types(broken=12, chipped=2, missing_part=1),
    cartons=10,
    cartons_opened=1,
    at_receiving=2,
    by_customers=13,
    photos=6,
    photos_packaging=2,
    photo_links=("https://photos.example/1", "https://photos.example/2"),
    uncompensated=15,
    origin="factory_packing",
)
EARLIER_LOT = replace(
    LOT,
    lot_id="MUG-2405",
    received_on=date(2024, 5, 20),
    ordered_on=date(2024, 4, 28),
    units=220,
    nonconforming=4,
    fraction=4 / 220,
    lower=0.0071,
    upper=0.0458,
    at_least=0.0062,
    age_days=189,
    status="ok",
    types=types(broken=4),
    at_receiving=0,
    by_customers=4,
    photos=0,
    photos_packaging=0,
    photo_links=(),
)
REPLACE = Ask(id=AskId.REPLACE, units=15, value=Decimal("277.50"), nonconforming=15, received=200)
DISCOUNT = Ask(
    id=AskId.DISCOUNT,
    fraction=0.075,
    price_before=Decimal("18.50"),
    price_after=Decimal("17.11"),
    value=Decimal("416.25"),
    nonconforming=15,
    received=200,
)
PACKING = Ask(id=AskId.PACKING)
PSI = Ask(id=AskId.PSI, fraction=0.10, at_supplier_cost=True)
FLOOR = replace(DISCOUNT, fraction=0.0491, price_after=Decimal("17.59"), value=Decimal("272.51"))
LEVERAGE = Leverage(
    factors=(
        Factor(id="order_size", points=2, value=5550 / 2930),
        Factor(id="our_weight", points=0, value=4.0, basis="orders"),
        Factor(id="alternatives", points=1, value=1.0),
        Factor(id="slack", points=2, value=14.0),
        Factor(id="evidence", points=2, value=8.0),
    )
)
FOR_SUPPLIER = SupplierFacts(
    sku="B-MUG",
    name="Ceramic mug with lid 350 ml",
    name_zh="350ml带盖陶瓷杯",
    supplier="Ruicai Ceramics",
    supplier_zh="瑞彩陶瓷",
    units=300,
    lot=LOT,
    window_units=200,
    window_nonconforming=15,
    window_types=LOT.types,
    tolerance=0.01,
    asks=(DISCOUNT, PACKING, PSI),
    earlier_lots=(EARLIER_LOT,),
    photos=6,
    photos_packaging=2,
    photo_links=LOT.photo_links,
    reply_by=date(2024, 12, 3),
    planned_on=date(2024, 12, 5),
)
FOR_TEAM = TeamFacts(
    fallback=REPLACE,
    floor=FLOOR,
    leverage=LEVERAGE,
    stock=380.0,
    daily_sales=9.0,
    lead_time_days=23,
    lead_time_assumed=False,
    safety_days=5,
    runs_out_on=date(2025, 1, 6),
    latest_order_on=date(2024, 12, 9),
    slack_days=14,
    bridge_units=None,
    order_value=Decimal("5550.00"),
    order_value_own=Decimal(19_702_500),
    fx=Decimal(3550),
    loss=Decimal(1_830_000),
    loss_per_unit=Decimal(122_000),
    loss_estimated=True,
    whole_cost_discount=None,
    recovery_units=None,
    psi="worth_it",
    psi_avoidable=Decimal(1_921_500),
    psi_fee=Decimal(350_000),
    psi_fee_default=False,
    break_even=None,
    caught=2 / 15,
    talks=(),
    alternatives=("Dehua Jinyuan",),
    samples=(),
    signs=(),
    standing="press",
    decision_reason=DecisionReason.OPEN_SIGNAL,
    supplier_under_review=False,
    last_attempt=False,
    missing=(),
    matched_exact=15,
    matched_total=15,
    forecast=None,
)
WORKED = Reorder(
    key="B-MUG|2024-12-05",
    row=4,
    decision=Decision.NEGOTIATE,
    express=False,
    within_window=True,
    status="planned",
    message_language="zh",
    for_supplier=FOR_SUPPLIER,
    for_team=FOR_TEAM,
)


def full() -> Reorder:
    """Return a reorder in which everything is filled in and everything is wrong."""
    supplier = replace(
        FOR_SUPPLIER,
        asks=(
            REPLACE,
            Ask(id=AskId.FUNCTEST, defect_type="not_working", nonconforming=9, received=400),
            Ask(id=AskId.PSI_OURS, fraction=0.10, at_supplier_cost=False),
            Ask(id=AskId.SHORTAGE, units=4),
        ),
        window_units=420,
        window_nonconforming=19,
        last_try=True,
        raised=2,
        promised_on=date(2024, 8, 1),
        since_promise=15 / 200,
        since_promise_nonconforming=15,
        since_promise_units=200,
    )
    team = replace(
        FOR_TEAM,
        fallback=DISCOUNT,
        bridge_units=120,
        whole_cost_discount=Decimal("2.10"),
        recovery_units=372,
        psi="not_worth_it",
        psi_fee_default=True,
        break_even=0.016,
        talks=("2024-07-01|acknowledged|did_not_drop", "2024-08-01|promised|insufficient_data"),
        samples=("Dehua Jinyuan|pass|19.2|30", "Other kiln|pending||"),
        signs=("a", "b"),
        decision_reason=DecisionReason.SIGNS,
        supplier_under_review=True,
        forecast=(12.0, 22.0, 34.0),
        expects_other=(AskId.USETEST,),
        claim_until=date(2024, 12, 14),
        slack_days=-3,
    )
    return replace(
        WORKED,
        key="B-MUG|2024-12-04",
        decision=Decision.SWITCH,
        for_supplier=supplier,
        for_team=team,
    )


def bare() -> Reorder:
    """Return a reorder of which the sheet says no more than SKU and day."""
    supplier = SupplierFacts(
        sku="X-NEW",
        name=None,
        name_zh=None,
        supplier=None,
        supplier_zh=None,
        units=None,
        lot=None,
        window_units=0,
        window_nonconforming=0,
        window_types=types(),
        tolerance=0.01,
        asks=(),
        earlier_lots=(),
        photos=0,
        photos_packaging=0,
        photo_links=(),
        reply_by=None,
        planned_on=date(2024, 12, 6),
    )
    team = TeamFacts(
        fallback=None,
        floor=None,
        leverage=Leverage(factors=()),
        stock=None,
        daily_sales=None,
        lead_time_days=None,
        lead_time_assumed=False,
        safety_days=5,
        runs_out_on=None,
        latest_order_on=None,
        slack_days=None,
        bridge_units=None,
        order_value=None,
        order_value_own=None,
        fx=None,
        loss=None,
        loss_per_unit=None,
        loss_estimated=False,
        whole_cost_discount=None,
        recovery_units=None,
        psi="unknown",
        psi_avoidable=None,
        psi_fee=None,
        psi_fee_default=False,
        break_even=None,
        caught=None,
        talks=(),
        alternatives=(),
        samples=(),
        signs=(),
        standing="not_enough_data",
        decision_reason=DecisionReason.NO_LOTS,
        supplier_under_review=False,
        last_attempt=False,
        missing=(Missing.SUPPLIER, Missing.PRICE, Missing.STOCK, Missing.DAILY_SALES),
        matched_exact=0,
        matched_total=0,
        forecast=None,
    )
    return Reorder(
        key="X-NEW|2024-12-06",
        row=5,
        decision=Decision.ORDER_WITH_QC,
        express=False,
        within_window=True,
        status="planned",
        message_language="zh",
        for_supplier=supplier,
        for_team=team,
    )


def good() -> Reorder:
    """Return a reorder with nothing to answer for."""
    praise = Ask(id=AskId.KEEP, fraction=2 / 260, nonconforming=2, received=260)
    supplier = replace(FOR_SUPPLIER, sku="B-BOWL", asks=(praise,), window_nonconforming=2)
    team = replace(
        FOR_TEAM,
        fallback=None,
        floor=None,
        psi="not_needed",
        decision_reason=DecisionReason.TALK_HELPED,
    )
    return replace(
        WORKED,
        key="B-BOWL|2024-12-05",
        decision=Decision.KEEP,
        for_supplier=supplier,
        for_team=team,
    )


def findings_of(reorders: tuple[Reorder, ...], *, as_of: date = AS_OF) -> Findings:
    """Return findings that hold these reorders and nothing else."""
    frames: dict[str, Any] = {
        name: pl.DataFrame(schema=dict(schema)) for name, schema in FRAMES.items()
    }
    return Findings(
        as_of=as_of,
        **frames,
        reorders=reorders,
        issues=(),
        caught=None,
        level=3,
        next_to_fill=None,
    )
