"""The facts of one planned order: what the supplier may know, and what only the team may."""

from dataclasses import fields
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from quality.rules import BriefRules, MoneyRules, Rules, SignalRules
from quality.vocabulary import DEFECT_TYPES
from tests import make

AS_OF = date(2025, 6, 2)
RULES = Rules(money=MoneyRules(fx_rate=Decimal(3550)))


def ago(days):
    return AS_OF - timedelta(days=days)


def reported(count, lot_id="L1", kind="broken", **cells):
    return [
        make.defect(kind=kind, lot_id=lot_id, order_ref=f"{lot_id}{kind}{n}", **cells)
        for n in range(count)
    ]


def reorder(*, rules=RULES, **tabs):
    tabs = {"plans": [make.plan()], "lots": [make.lot()], **tabs}
    [found] = make.studied(rules=rules, **tabs).reorders
    return found


def test_uncompensated_lots_of_the_claim_window_make_the_claim():
    lots = [
        make.lot("OLD", received_on=ago(181)),
        make.lot("L1", received_on=ago(180)),
        make.lot("L2", received_on=ago(60)),
        make.lot("BAD", units=2, received_on=ago(60)),
    ]
    rows = [*reported(9, "OLD"), *reported(8), *reported(4, "L2"), *reported(3, "BAD")]
    found = reorder(lots=lots, defects=rows).for_supplier

    assert (found.window_nonconforming, found.window_units) == (12, 400)
    assert dict(found.window_types) == {"broken": 12}
    assert found.lot.lot_id == "L2"
    assert [lot.lot_id for lot in found.earlier_lots] == ["L1", "OLD"]


def test_the_lot_to_talk_about_is_the_newest_with_enough_to_claim():
    lots = [make.lot("L1", received_on=ago(150)), make.lot("L2", received_on=ago(60))]

    enough = reorder(lots=lots, defects=[*reported(8), *reported(1, "L2")])
    some = reorder(lots=lots, defects=[*reported(2), *reported(1, "L2")])
    none = reorder(lots=lots)
    nothing = reorder(lots=[])

    assert enough.for_supplier.lot.lot_id == "L1"
    assert some.for_supplier.lot.lot_id == "L2"
    assert none.for_supplier.lot.lot_id == "L2"
    assert nothing.for_supplier.lot is None


def test_at_most_three_earlier_lots_are_named_newest_first():
    lots = [make.lot(f"L{n}", received_on=ago(170 - 30 * n)) for n in range(5)]
    found = reorder(lots=lots, defects=reported(5, "L4")).for_supplier

    assert [lot.lot_id for lot in found.earlier_lots] == ["L3", "L2", "L1"]


def test_a_lot_without_a_day_has_nothing_before_it():
    found = reorder(lots=[make.lot(received_on=None), make.lot("L0", received_on=None)])

    assert found.for_supplier.earlier_lots == ()


def test_lots_of_another_supplier_are_none_of_its_business():
    lots = [make.lot("L1", supplier="Dehua"), make.lot("L2", supplier=None)]
    found = reorder(
        plans=[make.plan(supplier="Ruicai")],
        skus=[make.product(supplier=None)],
        lots=lots,
        defects=[*reported(9), *reported(3, "L2")],
    )

    assert found.for_supplier.window_nonconforming == 3
    assert found.for_supplier.lot.lot_id == "L2"


def test_the_first_order_from_a_new_supplier_inherits_no_signs_of_the_old_one():
    """A product that moves must not be switched away from the source that it moves to."""
    lots = [make.lot(f"L{n}", received_on=ago(600 - 100 * n), units=400) for n in range(6)]
    rows = [row for n in range(6) for row in reported(24, f"L{n}")]
    talks = [make.talk(ago(390)), make.talk(ago(310))]
    tabs = {"lots": lots, "defects": rows, "talks": talks, "skus": [make.product()]}

    old = reorder(plans=[make.plan(supplier="Ruicai")], **tabs)
    new = reorder(plans=[make.plan(supplier="Dehua")], **tabs)

    assert old.for_team.signs == ("a",)
    assert (new.decision.value, new.for_team.signs) == ("order_with_qc", ())


def test_a_dangerous_type_stops_the_order():
    rules = Rules(signal=SignalRules(safety_types=("broken",)))
    found = reorder(defects=reported(1), rules=rules)

    assert found.decision.value == "stop"


def test_a_closed_danger_no_longer_stops_it():
    rules = Rules(signal=SignalRules(safety_types=("broken",)))
    marks = [{"tab": "signals", "key": "B-MUG|broken|defect", "closed": True}]

    assert reorder(defects=reported(1), rules=rules, marks=marks).decision.value == "no_issue"


def test_a_crushed_one_off_lot_is_the_carriers_and_no_claim_on_the_factory():
    lots = [make.lot(f"L{n}", received_on=ago(300 - 70 * n)) for n in range(4)]
    crushed = reported(24, "L2", outer_packaging="damaged", photos=1)
    found = reorder(lots=lots, defects=crushed)

    assert found.decision.value == "claim_carrier"
    assert found.for_supplier.lot.lot_id == "L2"
    assert found.for_supplier.window_nonconforming == 24
    assert found.for_supplier.photos == 24
    assert [ask.id for ask in found.for_supplier.asks] == ["outer_carton"]


def test_the_message_language_is_the_suppliers_else_chinese():
    suppliers = [{"supplier": "Ruicai", "message_language": "vi"}]

    assert reorder().message_language == "zh"
    assert reorder(suppliers=suppliers).message_language == "vi"


def test_photo_links_come_in_the_order_of_the_log_each_once():
    rows = [
        make.defect(lot_id="L1", photos=2, photo_links="https://p/1\nhttps://p/2"),
        make.defect(lot_id="L1", photos=1, photo_links="https://p/2"),
    ]
    lots = [make.lot(photos=1, photo_links="https://p/3")]
    found = reorder(defects=rows, lots=lots).for_supplier

    assert found.photo_links == ("https://p/1", "https://p/2", "https://p/3")
    assert found.lot.photo_links == found.photo_links
    assert found.photos == 4


def test_the_third_time_is_the_last_try():
    talks = [make.talk(ago(60)), make.talk(ago(30), defect_type="broken")]
    rows = reported(6, found_on=ago(20))

    raised = reorder(talks=talks, defects=rows).for_supplier
    assert (raised.last_try, raised.raised) == (True, 2)
    assert not reorder(talks=talks[:1], defects=rows).for_supplier.last_try


@pytest.mark.parametrize(
    ("kind", "found"),
    [("colour_fading", 6), ("broken", 1)],
    ids=["talks about another defect", "nothing to settle"],
)
def test_no_factory_is_told_that_it_is_the_last_time_where_it_is_not(kind, found):
    talks = [make.talk(ago(days), defect_type="broken") for days in (60, 30)]
    rows = reported(found, kind=kind, found_on=ago(20))
    lots = [make.lot(units=200, units_ordered=210)]

    assert not reorder(talks=talks, defects=rows, lots=lots).for_supplier.last_try


def test_two_orders_of_one_product_ask_for_the_same_pieces_once():
    """The second would otherwise claim the same defective and missing units again."""
    days = [date(2025, 6, 5), date(2025, 6, 9), date(2025, 6, 12)]
    tabs = {"lots": [make.lot(units_ordered=210)], "defects": reported(13, found_on=ago(20))}
    plans = [make.plan(planned_on=day) for day in days]
    first, *later = make.studied(rules=RULES, plans=plans, **tabs).reorders

    assert [ask.id for ask in first.for_supplier.asks] == [
        "discount",
        "packing",
        "photos",
        "shortage",
    ]
    assert first.for_team.asked_with is None
    for order in later:
        assert [ask.id for ask in order.for_supplier.asks] == ["packing", "photos"]
        assert order.for_team.asked_with == days[0]
        assert (order.for_team.fallback, order.for_team.floor) == (None, None)
        assert (order.for_team.recovery_units, order.for_team.whole_cost_discount) == (None, None)


def test_an_order_on_hold_asks_for_nothing_in_place_of_the_next():
    plans = [
        make.plan(planned_on=date(2025, 6, 5), status="on_hold"),
        make.plan(planned_on=date(2025, 6, 9)),
    ]
    defects = reported(13, found_on=ago(20))
    _, second = make.studied(plans=plans, lots=[make.lot()], defects=defects).reorders

    assert second.for_supplier.asks[0].id == "discount"
    assert second.for_team.asked_with is None


def elsewhere(**tabs):
    """A product that mostly comes from Ruicai, ordered from Jinyuan."""
    tabs = {
        "plans": [make.plan(supplier="Jinyuan", stock=400, daily_sales=10)],
        "lots": [make.lot("J1", supplier="Jinyuan")],
        "skus": [make.product(unit_price=18.5, lead_time_days=20)],
        "suppliers": [
            {"supplier": "Ruicai", "name_zh": "瑞彩", "acceptable": 0.05},
            {"supplier": "Jinyuan", "name_zh": "金源", "acceptable": 0.02, "lead_time_days": 30},
        ],
        **tabs,
    }
    return reorder(**tabs)


def test_an_order_from_another_source_has_its_name_tolerance_and_lead_time():
    """Jinyuan was told in its message that it is Ruicai, and judged by what Ruicai had agreed to."""
    found = elsewhere()

    assert found.for_supplier.supplier_zh == "金源"
    assert found.for_supplier.tolerance == 0.02
    assert (found.for_team.lead_time_days, found.for_team.lead_time_assumed) == (30, False)
    assert found.for_team.latest_order_on == AS_OF + timedelta(days=40 - 30 - 5)


def test_another_source_of_which_nothing_is_known_gets_the_usual_figures_as_assumed():
    found = elsewhere(suppliers=[])

    assert found.for_supplier.supplier_zh is None
    assert found.for_supplier.tolerance == 0.01
    assert (found.for_team.lead_time_days, found.for_team.lead_time_assumed) == (20, True)


def test_what_is_agreed_for_a_product_holds_at_every_source():
    found = elsewhere(skus=[make.product(acceptable=0.03)])

    assert found.for_supplier.tolerance == 0.03


@pytest.mark.parametrize(
    ("lots", "sample", "value"),
    [
        ([make.lot("J1", supplier="Jinyuan", unit_price=21.0)], 20.0, Decimal(6300)),
        ([], 20.0, Decimal(6000)),
        ([], None, None),
    ],
)
def test_an_order_from_another_source_is_priced_there(lots, sample, value):
    """No factory is asked to come down from the price of another."""
    tried = {"sku": "B-MUG", "candidate": "Jinyuan", "result": "pass", "price": sample}

    assert elsewhere(lots=lots, samples=[tried]).for_team.order_value == value


def test_a_first_order_from_another_source_does_not_say_that_there_was_no_batch():
    found = elsewhere(lots=[make.lot()])

    assert found.decision == "order_with_qc"
    assert found.for_team.decision_reason == "no_lots_here"
    assert elsewhere(lots=[]).for_team.decision_reason == "no_lots"


def test_defects_of_another_source_are_settled_there_too():
    defects = reported(9, "J1", found_on=ago(20))

    assert elsewhere(defects=defects).decision == "negotiate"
    assert elsewhere(defects=defects, plans=[make.plan()]).decision == "order_with_qc"


def test_talks_about_other_products_or_suppliers_are_none_of_this_order():
    talks = [
        make.talk(ago(60), sku="A-FAN"),
        make.talk(ago(50), supplier="Hengda"),
        make.talk(ago(40), sku=None, response="refused"),
    ]

    assert reorder(talks=talks).for_team.talks == (f"{ago(40)}|refused|insufficient_data",)


def test_what_came_after_a_promise_is_counted():
    lots = [
        make.lot("L1", received_on=ago(150), ordered_on=ago(180)),
        make.lot("L2", received_on=ago(60), ordered_on=ago(90)),
    ]
    talks = [make.talk(ago(100), response="promised")]
    found = reorder(lots=lots, talks=talks, defects=[*reported(8), *reported(4, "L2")]).for_supplier

    assert found.promised_on == ago(100)
    assert (found.since_promise, found.since_promise_nonconforming, found.since_promise_units) == (
        0.02,
        4,
        200,
    )


def test_a_promise_without_a_later_lot_has_its_day_only():
    found = reorder(talks=[make.talk(ago(1), response="agreed")]).for_supplier

    assert (found.promised_on, found.since_promise) == (ago(1), None)


def test_the_agents_claim_window_has_a_last_day_where_it_is_known():
    rules = Rules(brief=BriefRules(agent_claim_days=30))

    assert reorder().for_team.claim_until is None
    assert reorder(rules=rules).for_team.claim_until == date(2025, 3, 24)
    assert reorder(rules=rules, lots=[]).for_team.claim_until is None


def test_what_it_cost_is_logged_or_estimated():
    rows = [make.defect(lot_id="L1", units=2, cost=50_000), *reported(1)]
    skus = [make.product(landed=82_000, handling=40_000)]

    mixed = reorder(defects=rows, skus=skus).for_team
    logged = reorder(defects=rows[:1], skus=skus).for_team
    unknown = reorder(defects=reported(1)).for_team

    assert (mixed.loss, mixed.loss_estimated) == (172_000, True)
    assert (logged.loss, logged.loss_estimated) == (50_000, False)
    assert (unknown.loss, unknown.loss_per_unit) == (None, None)


def test_landed_cost_is_reckoned_from_the_price_where_it_is_missing():
    found = reorder(defects=reported(1), skus=[make.product(unit_price=20.0)]).for_team

    assert found.loss_per_unit == 20 * 3550 + 40_000


def test_the_whole_cost_and_the_units_to_recover_it():
    skus = [make.product(unit_price=20.0, landed=71_000, handling=35_500)]
    found = reorder(defects=reported(20), skus=skus).for_team

    assert found.whole_cost_discount == Decimal("0.1") * 30
    assert found.recovery_units == 300  # 20 x 106,500 over 10 % of 71,000


@pytest.mark.parametrize("skus", [[], [make.product(unit_price=20.0)]])
def test_money_without_a_price_or_an_exchange_rate_is_left_out(skus):
    rules = RULES if not skus else Rules()
    found = reorder(defects=reported(20), skus=skus, rules=rules).for_team

    assert (found.whole_cost_discount, found.recovery_units, found.order_value_own) == (
        None,
        None,
        None,
    )


def test_a_free_product_is_never_recovered():
    found = reorder(defects=reported(20), skus=[make.product(unit_price=0.0, landed=5.0)])

    assert found.for_team.recovery_units is None


def sample(candidate="Dehua", **cells):
    return {
        "sampled_on": ago(30),
        "sku": "B-MUG",
        "candidate": candidate,
        "result": "pass",
        **cells,
    }


def steady(**tabs):
    lots = [make.lot(f"L{n}", received_on=ago(600 - 100 * n), units=400) for n in range(6)]
    rows = [row for n in range(6) for row in reported(24, f"L{n}")]
    talks = [make.talk(ago(390 - 40 * n), response="promised") for n in range(3)]
    return reorder(lots=lots, defects=rows, talks=talks, **tabs)


def test_a_switch_says_what_bridges_the_gap():
    plans = [make.plan(stock=210, daily_sales=14)]

    passed = steady(plans=plans, samples=[sample(lead_time_days=30)])
    pending = steady(plans=plans, samples=[sample(result="pending", lead_time_days=30)])
    unknown = steady(plans=plans)
    ample = steady(plans=[make.plan(stock=9000, daily_sales=14)])

    assert (passed.decision.value, passed.for_team.bridge_units) == ("switch", 280)
    assert (pending.decision.value, pending.for_team.bridge_units) == ("prepare", 420)
    assert unknown.for_team.bridge_units == 350  # 25 days by default, 10 for the sample
    assert ample.for_team.bridge_units == 0
    assert steady().for_team.bridge_units is None


def test_samples_of_the_same_supplier_are_no_other_source():
    found = reorder(samples=[sample("Ruicai"), sample(price=19.2, lead_time_days=28)]).for_team

    assert found.alternatives == ("Dehua",)
    assert found.samples == ("Dehua|pass|19.2|28",)


@pytest.mark.parametrize(("price", "points"), [(20.35, 1), (20.36, 0), (None, 1)])
def test_a_source_that_costs_much_more_is_no_leverage(price, points):
    found = reorder(samples=[sample(price=price)], skus=[make.product(unit_price=18.5)])

    assert found.for_team.leverage.factors[2].points == points


def test_the_order_is_measured_by_value_where_all_prices_are_known():
    lots = [make.lot(f"L{n}", received_on=ago(100 + n), unit_price=10.0) for n in range(3)]

    by_value = reorder(lots=lots, skus=[make.product(unit_price=20.0)])
    by_units = reorder(lots=[make.lot()], plans=[make.plan(units=50)])

    assert by_value.for_team.leverage.factors[0].value == 3
    assert by_units.for_team.leverage.factors[0].value == 0.25


def test_without_a_quantity_the_order_has_no_size():
    found = reorder(plans=[make.plan(units=None)])

    assert not found.for_team.leverage.factors[0].known
    assert found.for_team.order_value is None


def test_the_price_is_that_of_the_newest_lot_where_the_product_has_none():
    lots = [make.lot("L1", unit_price=18.0), make.lot("L2", received_on=ago(50), unit_price=19.0)]

    assert reorder(lots=lots).for_team.order_value == 300 * 19


def test_one_sign_makes_the_negotiation_the_last_attempt():
    lots = [make.lot(f"L{n}", received_on=ago(600 - 100 * n), units=400) for n in range(6)]
    rows = [row for n in range(6) for row in reported(24, f"L{n}")]
    talks = [make.talk(ago(390)), make.talk(ago(310))]
    found = reorder(lots=lots, defects=rows, talks=talks).for_team

    assert found.signs == ("a",)
    assert found.last_attempt


def test_a_clean_product_of_a_supplier_to_leave_says_so():
    fan = [make.lot(f"F{n}", "A-FAN", received_on=ago(600 - 100 * n), units=400) for n in range(6)]
    rows = [
        make.defect("A-FAN", "not_working", lot_id=f"F{n}", units=24, order_ref=f"f{n}")
        for n in range(6)
    ]
    talks = [make.talk(ago(390 - 40 * n), sku="A-FAN", response="promised") for n in range(3)]
    found = reorder(lots=[*fan, make.lot()], defects=rows, talks=talks)

    assert found.for_team.supplier_under_review
    assert found.decision.value == "no_issue"


def test_units_placed_by_id_are_told_from_all_units():
    rows = [
        *reported(3),
        make.defect(imported_on=date(2025, 2, 22), order_ref="d"),
        make.defect(found_on=ago(120), order_ref="u"),
    ]
    found = reorder(defects=rows).for_team

    assert (found.matched_exact, found.matched_total) == (3, 5)


def test_the_forecast_belongs_to_the_next_order_of_its_size():
    plans = [make.plan(), make.plan(planned_on=AS_OF + timedelta(days=30), units=50)]
    found = make.studied(plans=plans, lots=[make.lot()], defects=reported(10)).reorders
    low, mean, high = found[0].for_team.forecast

    assert low <= mean <= high
    assert found[1].for_team.forecast is None


def test_everything_missing_is_named_and_nothing_is_invented():
    found = reorder(lots=[], plans=[make.plan(units=None)], rules=Rules())

    assert set(found.for_team.missing) == {
        "supplier",
        "price",
        "stock",
        "daily_sales",
        "lead_time",
        "received_units",
        "name_zh",
        "fx",
        "costs",
        "our_share",
        "samples",
    }
    assert found.for_supplier.asks[0].id == "photos"
    assert found.for_team.psi == "unknown"


def test_a_lot_without_evidence_names_what_to_collect():
    found = reorder(defects=reported(5)).for_team

    assert {"photos", "packaging_photos", "receiving_qc", "cartons"} <= set(found.missing)


def test_a_complete_order_misses_nothing():
    found = reorder(
        plans=[make.plan(stock=100, daily_sales=5, lead_time_days=20)],
        lots=[make.lot(cartons=10, units_checked=20)],
        defects=reported(3, photos=1, photos_packaging=1),
        skus=[make.product(name_zh="杯", unit_price=18.5, landed=80_000)],
        suppliers=[{"supplier": "Ruicai", "our_share": 0.1}],
        samples=[sample()],
    )

    assert found.for_team.missing == ()


def test_types_of_the_teams_own_that_are_gone_do_no_harm():
    found = reorder(defects=reported(5, kind="zip_stuck"))

    assert dict(found.for_supplier.window_types) == {"zip_stuck": 5}
    assert "zip_stuck" not in DEFECT_TYPES


def test_mismatch_reviews_of_the_window_ask_for_better_instructions():
    reviews = [
        {"reviewed_at": datetime(2025, 5, 1), "sku": "B-MUG", "bucket": "expectation_mismatch"}
    ] * 3
    found = reorder(defects=reported(5), reviews=reviews)

    assert "instructions" in [ask.id for ask in found.for_supplier.asks] + list(
        found.for_team.expects_other
    )


def test_the_suppliers_facts_have_no_field_of_the_teams():
    supplier = {field.name for field in fields(reorder().for_supplier)}
    team = {field.name for field in fields(reorder().for_team)}

    assert supplier & team == set()
    assert not supplier & {"stock", "loss", "fallback", "alternatives", "leverage"}


def test_doubtful_units_never_make_the_latest_lot_look_good():
    lots = [make.lot("L1", received_on=ago(104)), make.lot("L2", received_on=ago(96))]
    doubtful = [make.defect(imported_on=ago(100), order_ref=f"d{n}") for n in range(4)]

    sure = reorder(lots=lots).for_supplier
    unsure = reorder(lots=lots, defects=doubtful).for_supplier

    assert [ask.id for ask in sure.asks] == ["keep"]
    assert unsure.asks == ()
    assert unsure.lot.nonconforming == 0


@pytest.mark.parametrize(
    ("samples", "days"),
    [
        ([{"result": "pass", "lead_time_days": 30}], 35),
        ([{"result": "pending", "lead_time_days": 30}], 45),
        ([], 40),
    ],
)
def test_leaving_a_source_has_the_last_day_to_order_from_another(samples, days):
    """Both lead times are told: the other source may be the one that is too late."""
    tried = [{"sku": "B-MUG", "candidate": "Jinyuan", **sample} for sample in samples]
    talks = [make.talk(ago(30), response="refused")]
    plan = make.plan(stock=210, daily_sales=14)

    found = reorder(samples=tried, talks=talks, plans=[plan], defects=reported(9)).for_team
    unknown = reorder(samples=tried, talks=talks, defects=reported(9)).for_team

    assert found.other_days == days
    assert found.other_order_on == AS_OF + timedelta(days=15 - days)
    assert unknown.other_order_on is None
