"""Every open plan with its decision, the facts for the supplier and the facts for the team."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import polars as pl

from quality.asks import AskPlan, Claim, ask_plan, price_cut
from quality.basis import YEAR, Basis
from quality.codes import Missing, Standing
from quality.decisions import Situation, decide
from quality.frames import lookup
from quality.inspection import InspectionAdvice, inspection_advice, share_prevented
from quality.leverage import Strength, leverage
from quality.losses import Losses
from quality.lot_findings import Lots
from quality.plans import OpenPlans
from quality.reorders import Decision, Leverage, LotFacts, Reorder, SupplierFacts, TeamFacts
from quality.signs import Signs

Row = Mapping[str, Any]

_USED = ("ok", "partial", "few_units")
_JUDGED = ("ok", "partial")
_EARLIER = 3
_CLOSE_PRICE = Decimal("1.1")
_WITHOUT_SAMPLE_DAYS = 10
_MUCH_BY_DATE = 0.2
_HALF = 0.5
_TALKS_BEFORE_LAST = 2
_PROMISES = ("promised", "agreed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Studied:
    """What the other parts of the study found."""

    lots: Lots
    skus: pl.DataFrame
    suppliers: pl.DataFrame
    signals: pl.DataFrame
    talks: pl.DataFrame
    signs: Signs
    losses: Losses


def reorder_findings(
    basis: Basis, plans: OpenPlans, studied: Studied, *, next_mail_on: date | None
) -> tuple[Reorder, ...]:
    """Return every open plan, earliest first.

    Args:
        basis: What the study starts from.
        plans: From `plans.open_plans`.
        studied: Lots, products, suppliers, signals and talks as found.
        next_mail_on: Day of the next weekly mail; a plan that is due before it is express.
    """
    desk = _Desk(basis, plans, studied)
    return tuple(
        _Case(desk, plan).reorder(next_mail_on) for plan in plans.rows.iter_rows(named=True)
    )


class _Desk:
    """Everything that belongs to the planned products, by code."""

    def __init__(self, basis: Basis, plans: OpenPlans, studied: Studied) -> None:
        planned = plans.rows["sku"].unique().implode()
        mine = pl.col("sku").is_in(planned)
        self.basis = basis
        self.sku = lookup(studied.skus.filter(mine), "sku")
        self.product = lookup(basis.skus.filter(mine), "sku")
        self.supplier = lookup(studied.suppliers, "supplier")
        self.master = lookup(basis.records.suppliers, "supplier")
        self.lots = _by_sku(studied.lots.rows.filter(mine))
        self.signals = _by_sku(studied.signals.filter(mine))
        self.samples = _by_sku(basis.records.samples.filter(mine))
        self.finds = _partitioned(studied.losses.finds.filter(mine))
        self.heard = dict(studied.signs.talks.iter_rows())
        self.talks = list(
            studied.talks.join(basis.records.talks.select("row", "response"), on="row", how="left")
            .sort("talked_on", "row")
            .iter_rows(named=True)
        )
        self.links = _partitioned(
            basis.records.lots.filter(mine).select("sku", "lot_id", "photo_links")
        )
        self.loss_per_unit = dict(
            studied.losses.per_unit.filter(mine).select("sku", "loss_per_unit").iter_rows()
        )
        self.past_orders = _past_orders(studied.lots.rows, basis)
        self.mismatches = dict(_mismatches(basis).iter_rows())


def _by_sku(frame: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in frame.iter_rows(named=True):
        rows.setdefault(row["sku"], []).append(row)
    return rows


def _partitioned(frame: pl.DataFrame) -> dict[str, pl.DataFrame]:
    return {str(sku): rows for (sku,), rows in frame.group_by("sku", maintain_order=True)}


def _past_orders(lots: pl.DataFrame, basis: Basis) -> dict[str, list[dict[str, Any]]]:
    """Lots of the last twelve months by supplier, with what they cost."""
    start = basis.as_of - timedelta(days=YEAR)
    recent = lots.filter(
        pl.col("received_on") >= start, pl.col("units") > 0, pl.col("supplier").is_not_null()
    )
    orders: dict[str, list[dict[str, Any]]] = {}
    for row in recent.select("supplier", "units", "unit_price").iter_rows(named=True):
        orders.setdefault(row["supplier"], []).append(row)
    return orders


def _mismatches(basis: Basis) -> pl.DataFrame:
    start = basis.as_of - timedelta(days=basis.rules.signal.window_days)
    return (
        basis.records.reviews.filter(
            pl.col("bucket") == "expectation_mismatch", pl.col("reviewed_at").dt.date() >= start
        )
        .group_by("sku")
        .agg(pl.len())
    )


class _Case:
    """One plan on the desk; every figure is looked up once."""

    def __init__(self, desk: _Desk, plan: Row) -> None:
        self.desk, self.plan, self.basis = desk, plan, desk.basis
        self.rules = desk.basis.rules
        sku = plan["sku"]
        self.sku = desk.sku[sku]
        self.product = desk.product[sku]
        self.master: Row = desk.master.get(plan["supplier"], {})
        self.lots = [lot for lot in desk.lots.get(sku, []) if self._from_here(lot["supplier"])]
        self.claimed = [lot for lot in self.lots if self._in_claim(lot)]
        self.samples = [
            row for row in desk.samples.get(sku, []) if row["candidate"] != plan["supplier"]
        ]
        self.passed = [row for row in self.samples if row["result"] == "pass"]
        self.talks = [row for row in desk.talks if self._about_this(row)]
        self.price = _decimal(self.product["unit_price"]) or _decimal(
            next((lot["unit_price"] for lot in reversed(self.lots) if lot["unit_price"]), None)
        )
        finds = desk.finds.get(sku)
        self.finds = (
            None
            if finds is None
            else finds.filter(pl.col("lot_id").is_in([lot["lot_id"] for lot in self.claimed]))
        )
        self.types = self._types()

    def reorder(self, next_mail_on: date | None) -> Reorder:
        situation = self._situation()
        decision, reason = decide(situation, self.rules)
        claim = self._claim()
        strength = leverage(self._strength())
        advice = self._inspection()
        asks = ask_plan(
            claim,
            decision=decision,
            strength=strength.level,
            inspection=advice.word.value if advice.word else "",
            vocabulary=self.basis.vocabulary,
            rules=self.rules,
        )
        plan = self.plan
        due = plan["due_on"]
        return Reorder(
            key=plan["key"],
            row=plan["row"],
            decision=decision,
            express=self.rules.brief.express and next_mail_on is not None and due < next_mail_on,
            within_window=plan["within_window"],
            status=plan["status"] or "planned",
            message_language=self.master.get("message_language") or "zh",
            for_supplier=self._for_supplier(asks, claim),
            for_team=self._for_team(
                situation, decision, reason.value, asks, claim, strength, advice
            ),
        )

    def _from_here(self, supplier: str | None) -> bool:
        return supplier == self.plan["supplier"] or None in {supplier, self.plan["supplier"]}

    def _in_claim(self, lot: Row) -> bool:
        age = lot["age_days"]
        recent = age is not None and age <= self.rules.brief.claim_window_days
        return recent and lot["fraction"] is not None and lot["origin"] != "transit"

    def _about_this(self, talk: Row) -> bool:
        of_supplier = talk["supplier"] in {self.plan["supplier"], None}
        return of_supplier and talk["sku"] in {self.plan["sku"], None}

    def _types(self) -> dict[str, int]:
        if self.finds is None:
            return {}
        open_units = self.finds.filter(~pl.col("settled"))
        summed = (
            open_units.group_by("defect_type")
            .agg(pl.col("units").sum())
            .sort("units", "defect_type", descending=[True, False])
        )
        return dict(summed.iter_rows())

    def _situation(self) -> Situation:
        sku, desk = self.sku, self.desk
        rated = [lot for lot in self.lots if lot["fraction"] is not None]
        latest = rated[-1] if rated else None
        used = [lot for lot in rated if lot["status"] in _USED]
        return Situation(
            danger=any(
                signal["next_step"] == "stop_sale" and not signal["closed"]
                for signal in desk.signals.get(self.plan["sku"], [])
            ),
            sign_a=sku["sign_a"],
            sign_b=sku["sign_b"],
            sign_c=sku["sign_c"],
            talks_heard=desk.heard.get(self.plan["sku"], 0),
            supplier_standing=self._supplier_standing(),
            open_signal=bool(sku["open_signal"]),
            sample_passed=bool(self.passed),
            open_ask=_newest_ask(self.talks),
            latest_fraction=latest["fraction"] if latest else None,
            latest_nonconforming=latest["nonconforming"] if latest else 0,
            latest_in_transit=bool(latest and latest["origin"] == "transit"),
            trend=sku["trend"],
            last_verdict=_last_verdict(self.talks),
            used_fraction=used[-1]["fraction"] if used else None,
            acceptable=self.product["acceptable"],
            one_off_in_transit=any(self._open_transit(lot) for lot in self.lots),
            uncompensated=sum(lot["uncompensated"] for lot in self.claimed),
            lots=len(self.lots),
            lots_with_units=len(rated),
        )

    def _supplier_standing(self) -> str | None:
        row = self.desk.supplier.get(self.plan["supplier"])
        return None if row is None else str(row["standing"])

    def _open_transit(self, lot: Row) -> bool:
        age = lot["age_days"]
        recent = age is not None and age <= self.rules.brief.claim_window_days
        return recent and lot["one_off"] and lot["origin"] == "transit" and lot["uncompensated"] > 0

    def _claim(self) -> Claim:
        enough = self.rules.brief.min_units_for_money_ask
        judged = [lot for lot in self.lots if lot["status"] in _JUDGED]
        good = judged[-1:] if judged and self._is_good(judged[-1]) else []
        return Claim(
            nonconforming=sum(lot["uncompensated"] for lot in self.claimed),
            received=sum(lot["units"] for lot in self.claimed),
            types=self.types,
            short=sum(lot["short"] or 0 for lot in self.claimed if lot["claim"] != "compensated"),
            bad_lots=sum(lot["uncompensated"] >= enough for lot in self.claimed),
            units=self.plan["units"],
            price=self.price,
            packing_spec=self.product["packing_spec"],
            packing_spec_zh=self.product["packing_spec_zh"],
            use_test=self.product["use_test"],
            fragile=self.product["fragile"],
            mismatches=self.desk.mismatches.get(self.plan["sku"], 0),
            keep_fraction=good[-1]["fraction"] if good else None,
        )

    def _is_good(self, lot: Row) -> bool:
        return bool(lot["fraction"] < 2 * self.product["acceptable"])

    def _strength(self) -> Strength:
        orders = self.desk.past_orders.get(self.plan["supplier"], [])
        by_value = self.price is not None and all(order["unit_price"] for order in orders)
        units = self.plan["units"]
        size = None if units is None else units * (float(self.price or 0) if by_value else 1.0)
        price = self.price
        close = [
            row
            for row in self.passed
            if price is None
            or row["price"] is None
            or _decimal(row["price"]) <= price * _CLOSE_PRICE  # type: ignore[operator]
        ]
        breakage = sum(
            units
            for code, units in self.types.items()
            if code in self.basis.vocabulary and self.basis.vocabulary[code].group == "breakage"
        )
        lot = self._lot()
        return Strength(
            order_size=size,
            past_orders=tuple(
                order["units"] * (order["unit_price"] if by_value else 1.0) for order in orders
            ),
            our_share=self.master.get("our_share"),
            passed_sources=len({row["candidate"] for row in close}),
            slack_days=self.plan["slack_days"],
            exact_rate=lot is not None and lot["fraction"] is not None and not lot["approximate"],
            photos=sum(lot["photos"] or 0 for lot in self.claimed),
            packaging_photos=sum(lot["photos_packaging"] or 0 for lot in self.claimed),
            breakage=breakage > _HALF * sum(self.types.values()),
        )

    def _inspection(self) -> InspectionAdvice:
        return advice(
            self.basis,
            self.sku,
            self.product,
            self.master,
            units=self.plan["units"],
            loss_per_unit=self.desk.loss_per_unit.get(self.plan["sku"]),
            types=self.types,
        )

    def _lot(self) -> Row | None:
        """The lot that the talk is about: the newest with enough to claim, else the newest bad."""
        enough = self.rules.brief.min_units_for_money_ask
        pool = self.claimed or self.lots
        for needed in (enough, 1, 0):
            found = [lot for lot in pool if lot["uncompensated"] >= needed]
            if found:
                return found[-1]
        return None

    def _for_supplier(self, asks: AskPlan, claim: Claim) -> SupplierFacts:
        plan, lot = self.plan, self._lot()
        earlier = [
            other
            for other in self.lots
            if lot is not None
            and other is not lot
            and other["received_on"] is not None
            and lot["received_on"] is not None
            and other["received_on"] < lot["received_on"]
        ]
        links = self._links([other["lot_id"] for other in self.claimed])
        return SupplierFacts(
            sku=plan["sku"],
            name=plan["name"],
            name_zh=plan["name_zh"],
            supplier=plan["supplier"],
            supplier_zh=plan["supplier_zh"],
            units=plan["units"],
            lot=None if lot is None else self._facts(lot),
            window_units=claim.received,
            window_nonconforming=claim.nonconforming,
            window_types=MappingProxyType(claim.types),
            tolerance=self.product["acceptable"],
            asks=asks.asks,
            earlier_lots=tuple(self._facts(other) for other in reversed(earlier[-_EARLIER:])),
            photos=sum(other["photos"] or 0 for other in self.claimed),
            photos_packaging=sum(other["photos_packaging"] or 0 for other in self.claimed),
            photo_links=links,
            reply_by=reply_by(plan, self.basis.as_of, self.rules.brief.reply_before_days),
            planned_on=plan["planned_on"],
            last_try=len(self.talks) >= _TALKS_BEFORE_LAST,
            **self._since_promise(),
        )

    def _since_promise(self) -> dict[str, Any]:
        """What lots ordered after the supplier's last promise show, plain counts."""
        days = [talk["talked_on"] for talk in self.talks if talk["response"] in _PROMISES]
        if not days:
            return {}
        later = [
            lot
            for lot in self.lots
            if lot["fraction"] is not None and lot["ordered_on"] and lot["ordered_on"] > days[-1]
        ]
        found = sum(lot["nonconforming"] for lot in later)
        units = sum(lot["units"] for lot in later)
        return {
            "promised_on": days[-1],
            "since_promise": found / units if units else None,
            "since_promise_nonconforming": found if units else None,
            "since_promise_units": units or None,
        }

    def _claim_until(self) -> date | None:
        """Last day on which the agent takes a claim for the lot that the talk is about."""
        lot, days = self._lot(), self.rules.brief.agent_claim_days
        if lot is None or days is None or lot["received_on"] is None:
            return None
        received: date = lot["received_on"]
        return received + timedelta(days=days)

    def _facts(self, lot: Row) -> LotFacts:
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
            photo_links=self._links([lot["lot_id"]]),
            uncompensated=lot["uncompensated"],
            one_off=bool(lot["one_off"]),
            origin=lot["origin"],
        )

    def _links(self, lot_ids: Sequence[str]) -> tuple[str, ...]:
        """Links of the rows of these lots, in the order of the sheet, each once."""
        texts: list[str | None] = []
        for frame in (self.desk.finds.get(self.plan["sku"]), self.desk.links.get(self.plan["sku"])):
            if frame is not None:
                texts += frame.filter(pl.col("lot_id").is_in(lot_ids))["photo_links"].to_list()
        links = (link for text in texts if text for link in text.split("\n") if link)
        return tuple(dict.fromkeys(links))

    def _for_team(
        self,
        situation: Situation,
        decision: Decision,
        reason: str,
        asks: AskPlan,
        claim: Claim,
        strength: Leverage,
        advice: InspectionAdvice,
    ) -> TeamFacts:
        plan, sku, money = self.plan, self.sku, self.rules.money
        value = None
        if self.price is not None and plan["units"] is not None:
            value = plan["units"] * self.price
        loss, estimated = self._loss()
        per_unit = _decimal(self.desk.loss_per_unit.get(plan["sku"]))
        matched = [self._matched(level) for level in (("exact",), None)]
        return TeamFacts(
            fallback=asks.fallback,
            floor=asks.floor,
            leverage=strength,
            stock=plan["stock"],
            daily_sales=plan["daily_sales"],
            lead_time_days=plan["lead_time_days"],
            lead_time_assumed=bool(plan["lead_assumed"]),
            safety_days=self.rules.stock.safety_days,
            runs_out_on=plan["runs_out_on"],
            latest_order_on=plan["latest_order_on"],
            slack_days=plan["slack_days"],
            bridge_units=self._bridge() if decision in _LEAVING else None,
            order_value=value,
            order_value_own=_times(value, money.fx_rate),
            fx=money.fx_rate,
            loss=loss,
            loss_per_unit=per_unit,
            loss_estimated=estimated,
            whole_cost_discount=self._whole_cost(claim),
            recovery_units=self._recovery(loss, claim),
            psi=advice.word.value if advice.word else "unknown",
            psi_avoidable=advice.avoidable_loss,
            psi_fee=advice.fee,
            psi_fee_default=advice.fee_is_default,
            break_even=advice.break_even,
            caught=self._caught(),
            talks=tuple(
                f"{talk['talked_on'].isoformat()}|{talk['response'] or ''}|{talk['verdict']}"
                for talk in self.talks
            ),
            alternatives=tuple(dict.fromkeys(row["candidate"] for row in self.passed)),
            samples=tuple(_sample_text(row) for row in self.samples),
            signs=situation.signs,
            standing=sku["standing"],
            decision_reason=reason,
            supplier_under_review=situation.supplier_standing == Standing.SWITCH
            and not situation.open_signal,
            last_attempt=decision is Decision.NEGOTIATE and len(situation.signs) == 1,
            missing=tuple(self._missing(claim)),
            matched_exact=matched[0],
            matched_total=matched[1],
            forecast=self._forecast(),
            expects_other=tuple(ask.id for ask in asks.internal),
            claim_until=self._claim_until(),
        )

    def _loss(self) -> tuple[Decimal | None, bool]:
        if self.finds is None or self.finds["loss"].null_count() == self.finds.height:
            return None, False
        return _decimal(self.finds["loss"].sum()), bool(self.finds["estimated"].any())

    def _matched(self, levels: tuple[str, ...] | None) -> int:
        """Units of the product in the claim window, those of some levels or all."""
        frame = self.desk.finds.get(self.plan["sku"])
        if frame is None:
            return 0
        start = self.basis.as_of - timedelta(days=self.rules.brief.claim_window_days)
        mine = frame.filter(
            pl.col("lot_id").is_in([lot["lot_id"] for lot in self.claimed])
            | (pl.col("lot_id").is_null() & (pl.col("found_on") >= start))
        )
        if levels is not None:
            mine = mine.filter(pl.col("level").is_in(levels))
        return int(mine["units"].sum())

    def _bridge(self) -> int | None:
        """Units needed until another source delivers, rounded up to tens, at least 0."""
        plan = self.plan
        if plan["stock"] is None or not plan["daily_sales"]:
            return None
        source = (self.passed or self.samples or [{"lead_time_days": None}])[0]
        lead = source["lead_time_days"]
        days = self.rules.stock.default_lead_time_days if lead is None else lead
        days += self.rules.stock.safety_days + (0 if self.passed else _WITHOUT_SAMPLE_DAYS)
        short = float(plan["daily_sales"] * days - plan["stock"])
        return max(0, math.ceil(short / 10) * 10)

    def _whole_cost(self, claim: Claim) -> Decimal | None:
        """Price cut a unit that would also cover handling, purchase currency."""
        fx = self.rules.money.fx_rate
        if claim.fraction is None or self.price is None or not fx:
            return None
        handling = _decimal(self.product["handling"])
        extra = (self.rules.money.default_handling if handling is None else handling) / fx
        return Decimal(claim.nonconforming) / claim.received * (self.price + extra)

    def _recovery(self, loss: Decimal | None, claim: Claim) -> int | None:
        """Units that must be bought until the price cut has earned the loss back."""
        cut, fx = price_cut(claim, self.rules), self.rules.money.fx_rate
        if loss is None or cut is None or self.price is None or not fx:
            return None
        return math.ceil(loss / (self.price * cut * fx))

    def _caught(self) -> float | None:
        found = sum(lot["at_receiving"] for lot in self.claimed)
        every = sum(lot["nonconforming"] for lot in self.claimed)
        return found / every if every else None

    def _forecast(self) -> tuple[float, float, float] | None:
        sku = self.sku
        same = sku["forecast"] is not None and sku["forecast_units"] == self.plan["units"]
        return (sku["forecast_low"], sku["forecast"], sku["forecast_high"]) if same else None

    def _missing(self, claim: Claim) -> Iterable[str]:
        plan, product = self.plan, self.product
        breakage = any(
            code in self.basis.vocabulary and self.basis.vocabulary[code].group == "breakage"
            for code in claim.types
        )
        photos = sum(lot["photos"] or 0 for lot in self.claimed)
        packaging = sum(lot["photos_packaging"] or 0 for lot in self.claimed)
        checks: tuple[tuple[bool, Missing], ...] = (
            (plan["supplier"] is None, Missing.SUPPLIER),
            (self.price is None, Missing.PRICE),
            (plan["stock"] is None, Missing.STOCK),
            (not plan["daily_sales"], Missing.DAILY_SALES),
            (bool(plan["lead_assumed"]), Missing.LEAD_TIME),
            (not any(lot["fraction"] is not None for lot in self.lots), Missing.RECEIVED_UNITS),
            (claim.nonconforming > 0 and photos == 0, Missing.PHOTOS),
            (breakage and packaging == 0, Missing.PACKAGING_PHOTOS),
            (
                bool(self.claimed) and not any(lot["qc_done"] for lot in self.claimed),
                Missing.RECEIVING_QC,
            ),
            (any(lot["cartons"] is None for lot in self.claimed), Missing.CARTONS),
            (product["name_zh"] is None, Missing.NAME_ZH),
            (self.rules.money.fx_rate is None, Missing.FX),
            (self.desk.loss_per_unit.get(plan["sku"]) is None, Missing.COSTS),
            (self.master.get("our_share") is None, Missing.OUR_SHARE),
            (not self.samples, Missing.SAMPLES),
        )
        return (code.value for absent, code in checks if absent)


_LEAVING = (Decision.SWITCH, Decision.PREPARE)


def advice(
    basis: Basis,
    sku: Row,
    product: Row,
    supplier: Row,
    *,
    units: int | None,
    loss_per_unit: float | None,
    types: Mapping[str, int],
) -> InspectionAdvice:
    """Weigh an inspection before shipping for one order.

    The rate is the counted one where enough was found to ask money for, else the adjusted one:
    a reader can follow the first, and small counts need the second. One-off lots are left out.
    """
    enough = (sku["usual_nonconforming"] or 0) >= basis.rules.brief.min_units_for_money_ask
    rate = sku["usual_fraction"] if enough else sku["adjusted"]
    moments = {code: basis.vocabulary[code].visible for code in types if code in basis.vocabulary}
    in_use = sum(units for code, units in types.items() if moments.get(code) == "use")
    return inspection_advice(
        units=units,
        rate=None if rate is None else min(rate, 1.0),
        fragile=bool(product["fragile"]),
        loss_per_defect=_decimal(loss_per_unit),
        fee=_decimal(supplier.get("psi_fee")),
        share_prevented=share_prevented(
            sum(types.values()) - in_use, in_use, rules=basis.rules.inspection
        ),
        rules=basis.rules.inspection,
    )


def reply_by(plan: Row, as_of: date, before_days: int) -> date:
    """Return the day by which the supplier must answer: before the order, tomorrow at earliest."""
    wanted: date = plan["due_on"] - timedelta(days=before_days)
    return max(wanted, as_of + timedelta(days=1))


def _newest_ask(talks: Sequence[Row]) -> str | None:
    """The state of the newest ask that is still open."""
    return next((talk["open_ask"] for talk in reversed(talks) if talk["open_ask"]), None)


def _last_verdict(talks: Sequence[Row]) -> str | None:
    decided = (
        talk["verdict"] for talk in reversed(talks) if talk["verdict"] != "insufficient_data"
    )
    return next(decided, None)


def _type_units(types: Sequence[str] | None) -> Iterable[tuple[str, int]]:
    for text in types or ():
        code, _, units = text.rpartition(":")
        yield code, int(units)


def _sample_text(row: Row) -> str:
    parts = (row["candidate"], row["result"], row["price"], row["lead_time_days"])
    return "|".join("" if part is None else str(part) for part in parts)


def _decimal(value: float | str | Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _times(first: Decimal | None, second: Decimal | None) -> Decimal | None:
    return None if first is None or second is None else first * second
