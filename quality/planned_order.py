"""One planned order with everything that speaks for or against it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from quality.agreements import agreement
from quality.asks import Claim
from quality.decisions import Situation
from quality.desk import Desk
from quality.inspection import InspectionAdvice
from quality.leverage import Strength
from quality.lot_counts import ON_THE_WAY
from quality.order_inspection import order_inspection
from quality.reorders import Decision
from quality.talks import TalkVerdict
from quality.vocabulary import Group

Row = Mapping[str, Any]

USED = ("ok", "partial", "few_units")
_JUDGED = ("ok", "partial")
_CLOSE_PRICE = Decimal("1.1")  # of another source: no more than a tenth above ours
_HALF = 0.5


class PlannedOrder:
    """A row of the plan, its lots from this supplier, its talks and samples."""

    def __init__(self, desk: Desk, plan: Row) -> None:
        """Look up what belongs to the plan.

        Args:
            desk: Everything about the planned products.
            plan: Row of `plans.open_plans`.
        """
        code, supplier = plan["sku"], plan["supplier"]
        self.desk, self.plan, self.rules = desk, plan, desk.basis.rules
        self.sku, self.product = desk.sku[code], desk.product[code]
        self.supplier_tab: Row = desk.supplier_tab.get(supplier, {})
        self.lots = [lot for lot in desk.lots.get(code, []) if self._from_here(lot["supplier"])]
        samples = desk.samples.get(code, [])
        self.samples = [row for row in samples if row["candidate"] != supplier]
        self._from_candidate = [row for row in samples if row["candidate"] == supplier]
        self.passed = [row for row in self.samples if row["result"] == "pass"]
        self.talks = [row for row in desk.talks.get(supplier, []) if row["sku"] in {code, None}]
        agreements = desk.agreements.get(supplier, [])
        self.agreements = [row for row in agreements if row["sku"] in {code, None}]

    @cached_property
    def claimed(self) -> list[Row]:
        """Lots of the claim window with a rate that the factory answers for."""
        return [lot for lot in self._recent if lot["origin"] not in ON_THE_WAY]

    @cached_property
    def crushed(self) -> list[Row]:
        """One-off lots of the claim window that were damaged on the way and nobody paid for."""
        return [
            lot
            for lot in self._recent
            if lot["origin"] in ON_THE_WAY and lot["one_off"] and lot["uncompensated"] > 0
        ]

    @cached_property
    def price(self) -> Decimal | None:
        """Price of a unit today: of the product, else of its newest lot with one.

        Another source has its own: of its newest lot there, else of its newest sample.
        """
        newest = next((lot["unit_price"] for lot in reversed(self.lots) if lot["unit_price"]), None)
        if not self._usual_source:
            offered = (row["price"] for row in reversed(self._from_candidate) if row["price"])
            return decimal(newest or next(offered, None))
        own = self.product["unit_price"]
        return decimal(newest if own is None else own)

    @cached_property
    def tolerance(self) -> float:
        """Agreed acceptable fraction: of the product, of the supplier it is ordered from."""
        if self._usual_source:
            return float(self.product["acceptable"])
        stated = (self.product["own_acceptable"], self.supplier_tab.get("acceptable"))
        return next((part for part in stated if part is not None), self.rules.brief.tolerance)

    def subject(self, decision: Decision) -> list[Row]:
        """Return the lots that the decision is about, oldest first."""
        return self.crushed if decision is Decision.CLAIM_CARRIER else self.claimed

    def lot(self, decision: Decision) -> Row | None:
        """Return the lot to talk about: the newest with enough to claim, else the newest bad."""
        pool = self.subject(decision) or self.lots
        for needed in (self.rules.brief.min_units_for_money_ask, 1, 0):
            found = [lot for lot in pool if lot["uncompensated"] >= needed]
            if found:
                return found[-1]
        return None

    def types(self, lots: Iterable[Row]) -> dict[str, int]:
        """Return the uncompensated units of these lots by type, most first."""
        units: dict[str, int] = {}
        for lot in lots:
            for kind, count in self.desk.open_types.get((lot["sku"], lot["lot_id"]), []):
                units[kind] = units.get(kind, 0) + count
        return dict(sorted(units.items(), key=lambda item: (-item[1], item[0])))

    def of_group(self, types: Mapping[str, int], group: Group) -> int:
        """Return the units whose type is of a group."""
        known = self.desk.basis.vocabulary
        return sum(
            units for code, units in types.items() if code in known and known[code].group is group
        )

    @cached_property
    def situation(self) -> Situation:
        """All that decides."""
        sku, rated = self.sku, [lot for lot in self.lots if lot["fraction"] is not None]
        used = [lot for lot in rated if lot["status"] in USED]
        latest: Row = rated[-1] if rated else {}
        here = self._usual_source
        supplier = self.desk.supplier.get(self.plan["supplier"], {})
        return Situation(
            danger=any(
                signal["next_step"] == "stop_sale" and not signal["closed"]
                for signal in self.desk.signals.get(self.plan["sku"], [])
            ),
            sign_a=sku["sign_a"] if here else None,
            sign_b=sku["sign_b"] if here else None,
            sign_c=sku["sign_c"] if here else None,
            talks_heard=self.desk.heard.get(self.plan["sku"], 0),
            supplier_standing=supplier.get("standing"),
            open_signal=bool(sku["open_signal"]) and (here or self._enough_from_here),
            sample_passed=bool(self.passed),
            open_ask=_newest_ask(self.talks),
            latest_fraction=latest.get("fraction"),
            latest_nonconforming=latest.get("nonconforming", 0),
            latest_in_transit=latest.get("origin") in ON_THE_WAY,
            trend=sku["trend"] if here else None,
            last_verdict=_last_verdict(self.talks),
            used_fraction=_worst_fraction(used[-1]) if used else None,
            acceptable=self.tolerance,
            one_off_in_transit=bool(self.crushed),
            uncompensated=self._uncompensated,
            lots=len(self.lots),
            lots_elsewhere=len(self.desk.lots.get(self.plan["sku"], [])) - len(self.lots),
            lots_with_units=len(rated),
            unrated=sum(
                lot["nonconforming"]
                for lot in self.lots
                if lot["fraction"] is None and self._claimable(lot)
            ),
        )

    def claim(self, decision: Decision, *, asked_with: date | None = None) -> Claim:
        """Return the counts and prices that the asks are made from.

        Args:
            decision: What the brief is for.
            asked_with: Day of an earlier order of the product that asks for the same units.
        """
        lots = self.subject(decision)
        enough = self.rules.brief.min_units_for_money_ask
        good = self._good_lot()
        return Claim(
            nonconforming=sum(lot["uncompensated"] for lot in lots),
            received=sum(lot["units"] for lot in lots),
            types=self.types(lots),
            short=sum(lot["short"] or 0 for lot in lots if lot["claim"] != "compensated"),
            agreed=sum(self._agreed(lot) for lot in lots),
            agreements=tuple(
                agreement(
                    talk,
                    as_of=self.desk.basis.as_of,
                    lead_time_days=self.plan["lead_time_days"],
                )
                for talk in self.agreements
            ),
            bad_lots=sum(lot["uncompensated"] >= enough for lot in lots),
            units=self.plan["units"],
            price=self.price,
            packing_spec=self.product["packing_spec"],
            packing_spec_zh=self.product["packing_spec_zh"],
            use_test=self.product["use_test"],
            fragile=self.product["fragile"],
            mismatches=self.desk.mismatches.get(self.plan["sku"], 0),
            keep_fraction=good["fraction"] if good else None,
            keep_nonconforming=good["nonconforming"] if good else None,
            keep_units=good["units"] if good else None,
            settled=sum(lot["nonconforming"] - lot["uncompensated"] for lot in lots),
            asked_with=asked_with,
        )

    def strength(self, decision: Decision) -> Strength:
        """Return what the leverage is reckoned from."""
        orders = self.desk.past_orders.get(self.plan["supplier"], [])
        by_value = self.price is not None and all(order["unit_price"] for order in orders)
        units, lots, lot = self.plan["units"], self.subject(decision), self.lot(decision)
        types = self.types(lots)
        breakage = self.of_group(types, Group.BREAKAGE)
        return Strength(
            order_size=None
            if units is None
            else units * (float(self.price or 0) if by_value else 1.0),
            past_orders=tuple(
                order["units"] * (order["unit_price"] if by_value else 1.0) for order in orders
            ),
            our_share=self.supplier_tab.get("our_share"),
            passed_sources=len({row["candidate"] for row in self.passed if self._close(row)}),
            slack_days=self.plan["slack_days"],
            exact_rate=lot is not None and lot["fraction"] is not None and not lot["approximate"],
            photos=sum(lot["photos"] or 0 for lot in lots),
            packaging_photos=sum(lot["photos_packaging"] or 0 for lot in lots),
            breakage=breakage > _HALF * sum(types.values()),
        )

    @cached_property
    def inspection(self) -> InspectionAdvice:
        """Whether an inspection before shipping pays."""
        return order_inspection(
            self.desk.basis,
            sku=self.sku,
            product=self.product,
            supplier=self.supplier_tab,
            units=self.plan["units"],
            loss_per_unit=self.desk.loss_per_unit.get(self.plan["sku"]),
            types=self.types(self.claimed),
        )

    @cached_property
    def _usual_source(self) -> bool:
        """Tell whether the order goes to the supplier that the product mostly comes from."""
        return bool(self.plan["supplier"] == self.sku["supplier"])

    @cached_property
    def _uncompensated(self) -> int:
        return sum(lot["uncompensated"] for lot in self.claimed)

    @cached_property
    def _enough_from_here(self) -> bool:
        """Tell whether this supplier's own lots hold as many defects as a money ask needs."""
        return self._uncompensated >= self.rules.brief.min_units_for_money_ask

    @cached_property
    def _recent(self) -> list[Row]:
        return [lot for lot in self.lots if lot["fraction"] is not None and self._claimable(lot)]

    def _claimable(self, lot: Row) -> bool:
        """Tell whether a lot lies in the claim window; see `frames.received_within`."""
        if lot["age_days"] is None:
            return bool(lot["maturity"] == 1)
        return bool(lot["age_days"] <= self.rules.brief.claim_window_days)

    def _agreed(self, lot: Row) -> int:
        """Units of a lot that an open agreement covers."""
        covered = self.desk.agreed.get((lot["sku"], lot["lot_id"]), 0)
        return min(covered, int(lot["uncompensated"]))

    def _from_here(self, supplier: str | None) -> bool:
        return supplier == self.plan["supplier"] or None in {supplier, self.plan["supplier"]}

    def _close(self, sample: Row) -> bool:
        """Tell whether another source costs about the same; an unknown price is no objection."""
        price = decimal(sample["price"])
        return price is None or self.price is None or price <= self.price * _CLOSE_PRICE

    def _good_lot(self) -> Row | None:
        """The newest lot that is old and large enough, where its rate is a good one."""
        judged = [lot for lot in self.lots if lot["status"] in _JUDGED]
        good = bool(judged) and _worst_fraction(judged[-1]) < 2 * self.tolerance
        return judged[-1] if good else None


def decimal(value: float | None) -> Decimal | None:
    """Return an amount as it is written; None stays None."""
    return None if value is None else Decimal(str(value))


def _worst_fraction(lot: Row) -> float:
    """Rate of a lot if every doubtful unit is its: a doubt never makes a lot look good."""
    return float((lot["nonconforming"] + lot["doubtful"]) / lot["units"])


def _newest_ask(talks: Sequence[Row]) -> str | None:
    """The state of the newest ask that is still open."""
    return next((talk["open_ask"] for talk in reversed(talks) if talk["open_ask"]), None)


def _last_verdict(talks: Sequence[Row]) -> str | None:
    verdicts = (talk["verdict"] for talk in reversed(talks))
    return next((word for word in verdicts if word != TalkVerdict.INSUFFICIENT_DATA), None)
