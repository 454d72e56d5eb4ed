from dataclasses import replace
from datetime import date

import pytest

from briefs.content import PURPOSES, Purpose, SharedAsk, briefs_of, due, supplier_brief
from briefs.example import DISCOUNT, PACKING, PSI, REPLACE, findings_of, good
from quality.codes import AskId
from quality.reorders import Ask, Decision
from tests.briefs.facts import lot, reorder

BOWL_CUT = replace(DISCOUNT, fraction=0.02)


def bowl(**changes):
    return reorder(
        key="B-BOWL|2024-12-06",
        supplier={"sku": "B-BOWL", "planned_on": date(2024, 12, 6), "asks": (BOWL_CUT, PACKING)},
        **changes,
    )


def test_reorders_of_one_supplier_in_one_week_make_one_brief():
    [brief] = briefs_of([bowl(), reorder()])

    assert [one.for_supplier.sku for one in brief.reorders] == ["B-MUG", "B-BOWL"]
    assert brief.week == date(2024, 12, 2)
    assert brief.key == "Ruicai Ceramics|2024-12-02"


def test_another_week_or_another_supplier_makes_another_brief():
    later = reorder(key="B", supplier={"planned_on": date(2024, 12, 9)})
    other = reorder(key="C", supplier={"supplier": "Lanxin"})

    assert len(briefs_of([reorder(), later, other])) == 3


def test_reorders_without_a_supplier_are_not_thrown_together():
    first = reorder(key="A", supplier={"supplier": None})
    second = reorder(key="B", supplier={"supplier": None})

    assert [brief.key for brief in briefs_of([first, second])] == ["A|2024-12-02", "B|2024-12-02"]


def test_the_most_pressing_decision_comes_first():
    late = reorder(key="Z", supplier={"planned_on": date(2024, 12, 6)}, decision=Decision.STOP)

    [brief] = briefs_of([good(), reorder(), late])

    assert [one.decision for one in brief.reorders] == ["stop", "negotiate", "keep"]
    assert brief.decision is Decision.STOP


def test_an_ask_that_two_products_share_is_one_point():
    [brief] = briefs_of([reorder(), bowl()])

    assert brief.message.asks == (
        SharedAsk(ask=DISCOUNT, skus=("B-MUG",)),
        SharedAsk(ask=BOWL_CUT, skus=("B-BOWL",)),
        SharedAsk(ask=PACKING, skus=("B-MUG", "B-BOWL")),
        SharedAsk(ask=PSI, skus=("B-MUG",)),
    )


def test_the_points_of_one_product_keep_their_order():
    shortage = Ask(id=AskId.SHORTAGE, units=3)

    message = supplier_brief([reorder(supplier={"asks": (shortage, REPLACE)})])

    assert [point.ask for point in message.asks] == [shortage, REPLACE]


def test_a_product_with_nothing_to_answer_for_is_kept_apart():
    message = supplier_brief([reorder(), good()])

    assert [item.sku for item in message.items] == ["B-MUG"]
    assert [item.sku for item in message.kept] == ["B-BOWL"]
    assert message.purpose is Purpose.SETTLE
    assert message.head.sku == "B-MUG"


def test_a_message_without_anything_to_settle_is_praise():
    message = supplier_brief([good()])

    assert message.purpose is Purpose.KEEP
    assert message.items == ()
    assert message.head.sku == "B-BOWL"
    assert not message.last_try


@pytest.mark.parametrize(
    ("asks", "shown", "purpose"),
    [
        ((), lot(bad=True), Purpose.FIRST),
        ((), lot(), Purpose.KEEP),
        ((), None, Purpose.KEEP),
        (good().for_supplier.asks, lot(bad=True), Purpose.KEEP),
    ],
)
def test_nobody_is_told_to_keep_the_packing_of_a_bad_lot_that_was_paid_for(asks, shown, purpose):
    calm = reorder(decision=Decision.NO_ISSUE, supplier={"asks": asks, "lot": shown})

    assert supplier_brief([calm]).purpose is purpose


def test_missing_units_are_a_point_to_confirm_even_if_the_lots_were_good():
    missing = Ask(id=AskId.SHORTAGE, units=20)
    calm = reorder(decision=Decision.KEEP, supplier={"asks": (missing,)})

    message = supplier_brief([calm])

    assert message.purpose is Purpose.FIRST
    assert [point.ask for point in message.asks] == [missing]


def test_what_is_overdue_is_a_point_to_confirm_even_if_the_lots_were_good():
    late = Ask(id=AskId.OVERDUE, units=15)
    calm = reorder(decision=Decision.KEEP, supplier={"asks": (late,)})

    assert supplier_brief([calm]).purpose is Purpose.FIRST


def test_danger_is_an_item_even_without_an_ask():
    """Else the supplier of a dangerous lot would be told that all is well."""
    message = supplier_brief([reorder(decision=Decision.STOP, supplier={"asks": ()})])

    assert message.purpose is Purpose.HOLD
    assert [item.sku for item in message.items] == ["B-MUG"]


def test_the_most_serious_purpose_gives_the_tone():
    message = supplier_brief([reorder(), reorder(key="B", decision=Decision.HOLD)])

    assert message.purpose is Purpose.HOLD


def test_every_decision_has_a_purpose():
    assert PURPOSES.keys() == set(Decision)


def test_the_earliest_reply_is_asked_for():
    first = reorder(supplier={"reply_by": date(2024, 12, 2)})
    without = reorder(key="B", supplier={"reply_by": None})

    assert supplier_brief([first, reorder(key="C"), without]).reply_by == date(2024, 12, 2)
    assert supplier_brief([without]).reply_by is None


@pytest.mark.parametrize(
    ("longest", "items", "kept", "more"), [(3, 2, 1, 0), (2, 2, 0, 1), (1, 1, 0, 2)]
)
def test_what_a_shortened_message_leaves_out_is_counted(longest, items, kept, more):
    message = supplier_brief([reorder(), bowl(), good()]).shortened(longest)

    assert (len(message.items), len(message.kept), message.more) == (items, kept, more)


def test_only_open_reorders_inside_the_look_ahead_are_due():
    reorders = (
        reorder(key="later", within_window=False),
        reorder(key="ordered", status="ordered"),
        good(),
        reorder(key="talking", status="negotiating"),
    )

    assert [one.key for one in due(findings_of(reorders))] == ["talking", good().key]
    assert [one.key for one in due(findings_of(reorders), longest=1)] == ["talking"]
