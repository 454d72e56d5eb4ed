"""What is asked of the supplier, with its numbers and their rounding."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from quality.asks import Claim, ask_plan, price_cut
from quality.reorders import Ask, Decision
from quality.rules import BriefRules, Rules
from quality.vocabulary import DEFECT_TYPES

MUG = Claim(
    nonconforming=15,
    received=200,
    types={"broken": 12, "chipped": 2, "missing_part": 1},
    short=0,
    bad_lots=1,
    units=300,
    price=Decimal("18.50"),
    packing_spec="2 lớp bóng khí",
    packing_spec_zh="2层气泡膜",
    use_test=None,
    fragile=False,
)


def planned(decision=Decision.NEGOTIATE, *, strength="medium", inspection="not_worth_it", **facts):
    return ask_plan(
        replace(MUG, **facts),
        decision=decision,
        strength=strength,
        inspection=inspection,
        vocabulary=DEFECT_TYPES,
        rules=Rules(),
    )


def ids(plan):
    return [ask.id for ask in plan.asks]


def test_the_worked_example_opens_with_a_price_cut_and_falls_back_to_pieces():
    plan = planned()
    opening = plan.asks[0]

    assert (opening.id, opening.fraction) == ("discount", 0.075)
    assert (opening.price_before, opening.price_after) == (Decimal("18.50"), Decimal("17.11"))
    assert opening.value == Decimal("416.25")
    assert (plan.fallback.id, plan.fallback.units, plan.fallback.value) == (
        "replace",
        15,
        Decimal("277.5"),
    )


def test_pieces_open_where_they_are_worth_more():
    plan = planned(units=100)

    assert plan.asks[0].id == "replace"
    assert plan.fallback.id == "discount"


def test_the_weak_lead_with_the_fallback():
    """What they would accept at least cannot be worth more than what they ask for."""
    plan = planned(strength="weak")

    assert plan.asks[0].id == "replace"
    assert plan.fallback is None


def test_the_floor_is_what_the_rate_is_at_least():
    floor = planned().floor

    assert floor.fraction == pytest.approx(0.0471, abs=1e-3)
    assert floor.price_after == Decimal("17.63")


@pytest.mark.parametrize(
    ("nonconforming", "received", "cut"),
    [
        (15, 200, Decimal("0.075")),
        (8, 300, Decimal("0.025")),  # 2.67 %
        (39, 690, Decimal("0.055")),  # 5.65 %
        (1, 200, Decimal("0.005")),
        (3, 800, None),  # 0.375 % rounds down to nothing
        (60, 200, Decimal("0.15")),  # the cap
        (0, 200, None),
        (5, 0, None),
        (5, 4, None),  # more than received: no base
    ],
)
def test_a_price_cut_is_rounded_down_never_more_than_counted(nonconforming, received, cut):
    claim = replace(MUG, nonconforming=nonconforming, received=received)

    assert price_cut(claim, Rules()) == cut


def test_two_defects_are_no_reason_to_ask_for_money():
    plan = planned(nonconforming=2, types={"broken": 2})

    assert ids(plan) == []
    assert plan.fallback is None
    assert plan.floor is None


def test_three_defects_are_and_pieces_stand_alone_where_the_cut_is_nothing():
    plan = planned(nonconforming=3, received=800, types={"finish": 3})

    assert ids(plan) == ["replace"]
    assert plan.fallback is None


def test_without_a_price_pieces_open_and_the_cut_has_no_value():
    plan = planned(price=None)

    assert (plan.asks[0].id, plan.asks[0].value) == ("replace", None)
    assert (plan.fallback.fraction, plan.fallback.value, plan.fallback.price_after) == (
        0.075,
        None,
        None,
    )


def test_without_a_quantity_only_pieces_can_be_asked_for():
    plan = planned(units=None)

    assert plan.asks[0].id == "replace"
    assert plan.fallback is None


@pytest.mark.parametrize(
    ("types", "asked"),
    [
        ({"broken": 15}, ["packing"]),
        ({"broken": 7, "finish": 8}, []),  # 47 %
        ({"broken": 8, "finish": 7}, ["packing"]),
        ({"missing_part": 5, "finish": 10}, ["packlist", "instructions"]),
        ({"missing_part": 4, "finish": 11}, ["instructions"]),  # 27 %
        ({"not_working": 3, "finish": 12}, ["functest"]),
        ({"not_working": 2, "finish": 13}, []),
        ({"leak": 2, "not_working": 1, "finish": 12}, ["functest"]),
        ({"colour_fading": 3, "finish": 12}, ["fading", "usetest"]),
        ({"material_diff": 3, "finish": 12}, ["usetest"]),
        ({"loosening": 2, "finish": 13}, []),
        ({"zip_stuck": 15}, []),
    ],
)
def test_the_ask_follows_the_defect(types, asked):
    plan = planned(types=types, received=1000)

    assert [ask for ask in ids(plan) if ask not in {"replace", "discount"}] == asked


def test_a_packing_ask_carries_the_products_own_specification():
    [packing] = [ask for ask in planned().asks if ask.id == "packing"]

    assert (packing.text, packing.text_zh) == ("2 lớp bóng khí", "2层气泡膜")


def test_every_test_ask_names_its_kind_and_count():
    plan = planned(types={"leak": 4, "not_working": 5}, received=1000)
    [test] = [ask for ask in plan.asks if ask.id == "functest"]

    assert (test.defect_type, test.nonconforming, test.received) == ("not_working", 9, 1000)


@pytest.mark.parametrize(
    ("strength", "inspection", "ask", "at_their_cost"),
    [
        ("strong", "not_worth_it", "psi", True),
        ("medium", "worth_it", "psi_ours", False),
        ("medium", "not_worth_it", "photos", None),
        ("weak", "worth_it", "psi_ours", False),
    ],
)
def test_who_pays_for_a_check_before_shipping(strength, inspection, ask, at_their_cost):
    found = planned(strength=strength, inspection=inspection).asks[-1]

    assert (found.id, found.at_supplier_cost, found.fraction) == (ask, at_their_cost, 0.10)


@pytest.mark.parametrize(
    ("facts", "checked"),
    [
        ({"received": 500}, True),  # 3 %
        ({"received": 501}, False),
        ({"received": 501, "bad_lots": 2}, True),
        ({"received": 501, "fragile": True}, True),
        ({"received": 0}, True),  # nothing is known: look before it ships
    ],
)
def test_when_a_check_before_shipping_is_asked_for(facts, checked):
    assert ("photos" in ids(planned(types={"finish": 15}, **facts))) == checked


def test_missing_units_are_asked_for_exactly():
    [shortage] = [ask for ask in planned(short=7).asks if ask.id == "shortage"]

    assert shortage.units == 7


def test_one_of_each_kind_comes_before_a_second_of_any():
    plan = planned(
        short=7,
        fragile=True,
        types={"broken": 8, "missing_part": 5, "colour_fading": 3},
        nonconforming=16,
    )

    assert ids(plan) == ["discount", "packing", "usetest", "shortage"]
    assert [ask.id for ask in plan.internal] == ["packlist", "fading", "instructions", "photos"]


def test_the_limit_of_asks_is_a_rule():
    plan = ask_plan(
        MUG,
        decision=Decision.NEGOTIATE,
        strength="medium",
        inspection="worth_it",
        vocabulary=DEFECT_TYPES,
        rules=Rules(brief=BriefRules(max_asks=2)),
    )

    assert ids(plan) == ["discount", "packing"]
    assert [ask.id for ask in plan.internal] == ["psi_ours"]


def test_reviews_that_expected_another_product_ask_for_instructions():
    plan = planned(types={"finish": 15}, received=1000, mismatches=3)

    assert "instructions" in ids(plan)


@pytest.mark.parametrize("decision", [Decision.KEEP, Decision.NO_ISSUE])
def test_good_lots_are_praised_with_their_rate(decision):
    plan = planned(decision, keep_fraction=0.004)

    assert [(ask.id, ask.fraction) for ask in plan.asks] == [("keep", 0.004)]
    assert plan.fallback is None


@pytest.mark.parametrize("decision", [Decision.KEEP, Decision.NO_ISSUE])
def test_what_is_missing_is_asked_for_of_good_lots_too(decision):
    assert ids(planned(decision, keep_fraction=0.004, short=20)) == ["keep", "shortage"]
    assert ids(planned(decision, short=20)) == ["shortage"]


@pytest.mark.parametrize("decision", [Decision.KEEP, Decision.NO_ISSUE])
def test_what_is_not_known_to_be_good_is_not_praised(decision):
    assert ids(planned(decision)) == []


def test_stopped_goods_are_not_ordered_so_nothing_is_asked():
    assert ids(planned(Decision.STOP, keep_fraction=0.0)) == []


def test_the_carrier_pays_so_the_factory_is_asked_for_cartons_and_missing_units_only():
    assert ids(planned(Decision.CLAIM_CARRIER, short=2)) == ["outer_carton", "shortage"]


def test_what_an_earlier_order_asks_for_is_not_asked_twice():
    """Thirteen broken pieces are thirteen pieces, however many orders are planned."""
    plan = planned(short=10, asked_with=date(2025, 6, 5), strength="strong")

    assert ids(plan) == ["packing", "psi"]
    assert plan.fallback is None
    assert plan.floor is None


@pytest.mark.parametrize("strength", ["weak", "medium"])
def test_nothing_comes_off_what_costs_nothing(strength):
    plan = planned(price=Decimal(0), strength=strength)

    assert plan.asks[0] == Ask(id="replace", units=15, nonconforming=15, received=200)
    assert plan.fallback is None
    assert plan.floor is None


@pytest.mark.parametrize(
    ("price", "after"),
    [("18.50", "17.11"), ("1.00", "0.93"), ("0.15", "0.139"), ("0.035", "0.0324")],
)
def test_the_price_of_a_cheap_piece_shows_the_cut_that_is_asked_for(price, after):
    """In cents, 3 % off 0.15 would read 0.15 -> 0.15."""
    opening = planned(price=Decimal(price), nonconforming=15, units=10_000).asks[0]

    assert opening.price_before == Decimal(price)
    assert opening.price_after == Decimal(after)


def test_a_money_ask_knows_what_was_paid_for_before():
    plan = planned(settled=10)

    assert [plan.asks[0].settled, plan.fallback.settled] == [10, 10]


def test_a_money_ask_knows_what_was_agreed_before():
    """The rest is not "the number found defective", which the message gives above it."""
    opening = planned(agreed=10, units=10).asks[0]

    assert (opening.units, opening.settled) == (5, 10)


DUE = Ask(id="agreed", units=10, agreed_on=date(2024, 11, 20), due_on=date(2024, 12, 5))
LATE = replace(DUE, id="overdue")


def test_what_was_agreed_is_mentioned_and_its_units_are_not_asked_for_again():
    plan = planned(agreed=15, agreements=(DUE,))

    assert ids(plan)[0] == "agreed"
    assert not {"replace", "discount"} & set(ids(plan))
    assert (plan.fallback, plan.floor) == (None, None)


def test_units_found_after_an_agreement_are_asked_for_beside_it():
    plan = planned(agreed=10, agreements=(DUE,), units=None)

    asked = {ask.id: ask for ask in plan.asks}
    assert asked["agreed"] == DUE
    assert (asked["replace"].units, asked["replace"].nonconforming) == (5, 5)


def test_what_is_overdue_is_asked_for_even_of_good_lots():
    kept = planned(Decision.KEEP, agreements=(DUE, LATE))

    assert ids(kept) == ["overdue"]
