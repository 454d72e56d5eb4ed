"""What to open and test when goods arrive."""

from datetime import date, timedelta

import pytest

from quality.rules import ReceivingRules, Rules, SamplingPlan
from tests import make

AS_OF = date(2025, 6, 2)


def ago(days):
    return AS_OF - timedelta(days=days)


def ordered(days=3, **cells):
    return make.plan(
        status="ordered", planned_on=ago(20), expected_on=ago(-days), cartons=20, **cells
    )


def reported(count, kind="broken"):
    return [make.defect(kind=kind, lot_id="L1", order_ref=f"{kind}{n}") for n in range(count)]


def plan(**tabs):
    return make.studied(**tabs).qc_plan


def only(**tabs):
    return plan(**{"lots": [make.lot(qc_broken=0)], "plans": [ordered()], **tabs}).row(
        0, named=True
    )


@pytest.mark.parametrize(("days", "listed"), [(14, True), (15, False), (-60, True), (-61, False)])
def test_what_arrives_within_two_weeks_or_is_late_is_listed(days, listed):
    assert (plan(plans=[ordered(days)]).height == 1) == listed


def test_an_arrival_day_is_reckoned_from_the_lead_time():
    plans = [{**ordered(), "expected_on": None, "lead_time_days": 25}]

    assert plan(plans=plans)["arrival_on"].item() == ago(-5)


def test_goods_that_are_here_are_no_longer_expected():
    lots = [make.lot("NEW", received_on=ago(2), qc_broken=0)]

    assert plan(plans=[ordered()], lots=lots).is_empty()


@pytest.mark.parametrize(("days", "listed"), [(0, True), (30, True), (31, False)])
def test_a_lot_that_nobody_checked_is_listed_for_a_month(days, listed):
    assert (plan(lots=[make.lot(received_on=ago(days))]).height == 1) == listed


@pytest.mark.parametrize(("days", "overdue"), [(3, None), (4, 1), (10, 7)])
def test_an_unchecked_lot_is_overdue_after_three_days(days, overdue):
    assert plan(lots=[make.lot(received_on=ago(days))])["overdue_days"].item() == overdue


def test_a_tick_ends_overdue():
    marks = [{"tab": "qc_plan", "key": f"B-MUG|{ago(10)}", "done": True}]
    found = plan(lots=[make.lot(received_on=ago(10))], marks=marks).row(0, named=True)

    assert (found["overdue_days"], found["done"]) == (None, True)


def test_an_unchecked_lot_is_past_an_inspection_before_shipping():
    found = plan(lots=[make.lot(received_on=ago(2))]).row(0, named=True)

    assert (found["psi"], found["psi_fee"]) == (None, None)


def test_the_ten_per_cent_rule_is_the_default():
    found = only()

    assert (found["open"], found["reason"], len(found["carton_numbers"])) == (3, "default", 3)
    assert found["max_units"] == 45
    assert 0 < found["chance_packed"] < found["chance_spread"] < 1


def test_an_open_signal_opens_twice_as_many():
    found = only(defects=reported(10))

    assert (found["open"], found["reason"]) == (4, "open_signal")


def test_the_first_lot_of_a_product_from_a_supplier_opens_twice_as_many():
    assert only(lots=[])["reason"] == "first_lot"
    assert only(plans=[ordered(supplier="Dehua")])["reason"] == "first_lot"


def test_carton_numbers_are_the_same_every_night():
    assert only()["carton_numbers"] == only()["carton_numbers"]


def test_without_cartons_none_are_drawn():
    found = only(plans=[{**ordered(), "cartons": None}])

    assert (found["open"], found["carton_numbers"], found["chance_packed"]) == (None, [], None)


def test_without_a_quantity_no_chance_is_claimed():
    found = only(plans=[ordered(units=None)])

    assert (found["max_units"], found["chance_spread"]) == (None, None)


def test_a_defect_that_shows_when_switched_on_adds_a_function_test():
    assert only(defects=reported(10, "not_working"))["function_test"] == "not_working"


def test_a_defect_that_shows_in_use_adds_a_use_test_in_the_products_own_words():
    found = only(defects=reported(10, "colour_fading"), skus=[make.product(use_test="giặt 3 lần")])

    assert (found["use_test_pieces"], found["use_test_type"], found["use_test"]) == (
        4,
        "colour_fading",
        "giặt 3 lần",
    )


def test_without_such_a_signal_there_is_no_extra_step():
    found = only(skus=[make.product(use_test="giặt 3 lần")])

    assert [found[name] for name in ("function_test", "use_test_pieces", "use_test")] == [None] * 3


def test_a_closed_signal_adds_no_step():
    marks = [{"tab": "signals", "key": "B-MUG|not_working|defect", "closed": True}]

    assert only(defects=reported(10, "not_working"), marks=marks)["function_test"] is None


@pytest.mark.parametrize(
    ("product", "bad", "advice"),
    [
        ({}, 2, "not_needed"),
        ({}, 10, "worth_it"),
        ({"fragile": True}, 2, "not_worth_it"),
        ({"landed": None}, 10, None),
    ],
)
def test_an_inspection_before_shipping_is_weighed(product, bad, advice):
    skus = [make.product(**{"landed": 82_000, "handling": 40_000, **product})]
    found = only(defects=reported(bad), skus=skus)

    assert found["psi"] == advice
    assert (found["psi_fee"], found["psi_fee_default"]) == (350_000, True)


def test_the_fee_is_the_suppliers_where_it_has_one():
    found = only(
        suppliers=[{"supplier": "Ruicai", "psi_fee": 200_000}],
        skus=[make.product(landed=82_000)],
    )

    assert (found["psi_fee"], found["psi_fee_default"]) == (200_000, False)


def test_a_one_off_lot_is_no_reason_to_inspect():
    lots = [make.lot(f"L{n}", received_on=ago(170 - 40 * n), qc_broken=0) for n in range(3)]
    rows = [make.defect(lot_id="L1", units=40, order_ref="x")]

    assert only(lots=lots, defects=rows, skus=[make.product(landed=82_000)])["psi"] == "not_needed"


def test_an_aql_plan_is_taken_from_the_tables():
    rules = Rules(receiving=ReceivingRules(plan=SamplingPlan.AQL))

    assert only(rules=rules, plans=[ordered(units=200)])["max_units"] == 32


def test_earliest_arrivals_come_first_each_once():
    plans = [ordered(9, sku="A"), ordered(3, sku="B"), ordered(9, sku="A")]

    assert plan(plans=plans)["key"].to_list() == [f"B|{ago(-3)}", f"A|{ago(-9)}"]


def test_a_signal_without_any_receiving_qc_says_to_start_it():
    found = plan(lots=[make.lot()], defects=reported(10)).row(0, named=True)

    assert (found["key"], found["arrival_on"], found["reason"]) == ("B-MUG|next", None, "start_qc")


def test_a_shop_that_keeps_no_lots_is_told_to_start_receiving_qc():
    assert plan(defects=reported(3))["reason"].item() == "start_qc"


def test_what_the_next_arrival_needs_is_told_where_nothing_is_on_its_way():
    found = plan(
        lots=[make.lot(qc_broken=0)],
        defects=reported(10, "colour_fading"),
        skus=[make.product(use_test="giặt 3 lần")],
    ).row(0, named=True)

    assert (found["key"], found["reason"], found["use_test_pieces"]) == (
        "B-MUG|next",
        "open_signal",
        3,
    )
    assert (found["open"], found["psi"], found["overdue_days"]) == (None, None, None)


def test_a_defect_that_the_five_checks_see_needs_no_row_of_its_own():
    assert plan(lots=[make.lot(qc_broken=0)], defects=reported(10)).is_empty()


def test_an_arrival_in_sight_takes_the_steps_with_it():
    found = plan(
        lots=[make.lot(qc_broken=0)], defects=reported(10, "not_working"), plans=[ordered()]
    )

    assert found.select("key", "function_test").rows() == [(f"B-MUG|{ago(-3)}", "not_working")]
