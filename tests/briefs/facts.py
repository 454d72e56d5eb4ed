"""The worked example of a mug lot, and other reorders, as facts."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from quality.codes import AskId
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
from quality.vocabulary import DefectTypeOptions, Group, vocabulary

AS_OF = date(2024, 11, 25)
LIDS = vocabulary(
    {
        "missing_part": DefectTypeOptions(
            en="lid missing", vi="thiếu nắp", zh="缺盖", group=Group.PICK_PACK
        )
    }
)


def types(**units: int) -> MappingProxyType[str, int]:
    return MappingProxyType(units)


def lot(**changes: Any) -> LotFacts:
    facts = {
        "lot_id": "MUG-2410",
        "received_on": date(2024, 10, 15),
        "ordered_on": date(2024, 9, 22),
        "units": 200,
        "nonconforming": 15,
        "fraction": 0.075,
        "lower": 0.0460,
        "upper": 0.1200,
        "at_least": 0.0491,
        "age_days": 41,
        "status": "partial",
        "types": types(broken=12, chipped=2, missing_part=1),
        "cartons": 10,
        "cartons_opened": 1,
        "at_receiving": 2,
        "by_customers": 13,
        "photos": 6,
        "photos_packaging": 2,
        "photo_links": ("https://photos.example/1", "https://photos.example/2"),
        "uncompensated": 15,
        "origin": "factory_packing",
    }
    return LotFacts(**(facts | changes))


EARLIER = lot(
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
PSI = Ask(id=AskId.PSI, fraction=0.10, units=2, at_supplier_cost=True)
FLOOR = Ask(
    id=AskId.DISCOUNT,
    fraction=0.0491,
    price_before=Decimal("18.50"),
    price_after=Decimal("17.59"),
    value=Decimal("272.51"),
)


def supplier_facts(**changes: Any) -> SupplierFacts:
    facts = {
        "sku": "B-MUG",
        "name": "Ceramic mug with lid 350 ml",
        "name_zh": "350ml带盖陶瓷杯",
        "supplier": "Ruicai Ceramics",
        "supplier_zh": "瑞彩陶瓷",
        "units": 300,
        "lot": lot(),
        "window_units": 200,
        "window_nonconforming": 15,
        "window_types": types(broken=12, chipped=2, missing_part=1),
        "tolerance": 0.01,
        "asks": (DISCOUNT, PACKING, PSI),
        "earlier_lots": (EARLIER,),
        "photos": 6,
        "photos_packaging": 2,
        "photo_links": ("https://photos.example/1", "https://photos.example/2"),
        "reply_by": date(2024, 12, 3),
        "planned_on": date(2024, 12, 5),
    }
    return SupplierFacts(**(facts | changes))


LEVERAGE = Leverage(
    factors=(
        Factor(id="order_size", points=2, value=5550 / 2930),
        Factor(id="our_weight", points=0, value=4.0, basis="orders"),
        Factor(id="alternatives", points=1, value=1.0),
        Factor(id="slack", points=2, value=14.0),
        Factor(id="evidence", points=2, value=8.0),
    )
)


def team_facts(**changes: Any) -> TeamFacts:
    facts = {
        "fallback": REPLACE,
        "floor": FLOOR,
        "leverage": LEVERAGE,
        "stock": 380.0,
        "daily_sales": 9.0,
        "lead_time_days": 23,
        "lead_time_assumed": False,
        "safety_days": 5,
        "runs_out_on": date(2025, 1, 6),
        "latest_order_on": date(2024, 12, 9),
        "slack_days": 14,
        "bridge_units": None,
        "order_value": Decimal("5550.00"),
        "order_value_own": Decimal(19_702_500),
        "fx": Decimal(3550),
        "loss": Decimal(1_830_000),
        "loss_per_unit": Decimal(122_000),
        "loss_estimated": True,
        "whole_cost_discount": None,
        "recovery_units": None,
        "psi": "worth_it",
        "psi_avoidable": Decimal(1_921_500),
        "psi_fee": Decimal(350_000),
        "psi_fee_default": False,
        "break_even": None,
        "caught": 2 / 15,
        "talks": (),
        "alternatives": ("Dehua Jinyuan",),
        "samples": (),
        "signs": (),
        "standing": "press",
        "decision_reason": "open_signal",
        "supplier_under_review": False,
        "last_attempt": False,
        "missing": (),
        "matched_exact": 15,
        "matched_total": 15,
        "forecast": None,
    }
    return TeamFacts(**(facts | changes))


def reorder(**changes: Any) -> Reorder:
    facts = {
        "key": "B-MUG|2024-12-05",
        "row": 4,
        "decision": Decision.NEGOTIATE,
        "express": False,
        "within_window": True,
        "status": "planned",
        "message_language": "zh",
        "for_supplier": supplier_facts(),
        "for_team": team_facts(),
    }
    return Reorder(**(facts | changes))


def with_supplier(base: Reorder, **changes: Any) -> Reorder:
    return replace(base, for_supplier=replace(base.for_supplier, **changes))


def with_team(base: Reorder, **changes: Any) -> Reorder:
    return replace(base, for_team=replace(base.for_team, **changes))
