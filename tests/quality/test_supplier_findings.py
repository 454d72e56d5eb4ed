"""Each supplier against what is usual, before and after, and its standing."""

from datetime import date, timedelta

import pytest

from tests import make

AS_OF = date(2025, 6, 2)


def ago(days):
    return AS_OF - timedelta(days=days)


def shipped(sku, supplier, *, days, units, bad, kind="broken"):
    lot_id = f"{sku}-{days}"
    lot = make.lot(lot_id, sku, supplier=supplier, units=units, received_on=ago(days))
    rows = [make.defect(sku, kind, lot_id=lot_id, units=bad, order_ref=lot_id)] if bad else []
    return lot, rows


def studied(*shipments, **tabs):
    lots = [lot for lot, _ in shipments]
    defects = [row for _, rows in shipments for row in rows]
    return make.studied(lots=lots, defects=defects, **tabs).suppliers


def test_a_year_of_lots_is_counted():
    found = studied(
        shipped("A", "S", days=365, units=100, bad=3),
        shipped("A", "S", days=366, units=100, bad=9),
        shipped("B", "S", days=90, units=200, bad=3),
    ).row(0, named=True)

    assert (found["skus"], found["lots"], found["units"], found["nonconforming"]) == (2, 2, 300, 6)
    assert found["fraction"] == 0.02
    assert found["lower"] < 0.02 < found["upper"]


def of_two_lots(*suppliers, units=200):
    """A broken unit that fits two lots of these suppliers."""
    days = (date(2025, 2, 22), date(2025, 2, 24))
    lots = [
        make.lot(f"L{n}", received_on=day, supplier=supplier, units=units)
        for n, (day, supplier) in enumerate(zip(days, suppliers, strict=True))
    ]
    defects = [make.defect(imported_on=date(2025, 2, 23), found_on=date(2025, 5, 1))]
    return {"lots": lots, "defects": defects}


def test_a_unit_that_fits_several_lots_of_one_supplier_is_in_its_rate():
    found = make.studied(**of_two_lots("S", "S"))

    [supplier] = found.suppliers.to_dicts()
    assert (supplier["nonconforming"], supplier["fraction"]) == (1, 1 / 400)
    assert found.lots["nonconforming"].to_list() == [0, 0]


def test_a_unit_that_fits_lots_of_two_suppliers_is_in_the_rate_of_neither():
    found = make.studied(**of_two_lots("S", "T"), skus=[make.product(supplier="S")])

    assert found.suppliers["nonconforming"].to_list() == [0, 0]
    assert found.suppliers["fraction"].to_list() == [0, 0]


def test_without_units_received_a_unit_belongs_to_the_supplier_that_its_lots_share():
    tabs = of_two_lots("S", "S", units=None)
    found = make.studied(**tabs, skus=[make.product(supplier="MAIN")])

    assert make.row(found.suppliers, supplier="S")["nonconforming"] == 1
    assert make.row(found.suppliers, supplier="MAIN")["nonconforming"] == 0


def test_suppliers_are_compared_with_what_is_usual():
    found = studied(
        shipped("A", "BAD", days=100, units=1000, bad=60),
        shipped("B", "GOOD", days=100, units=1000, bad=20),
    )

    assert make.row(found, supplier="BAD")["index"] > 1.2
    assert make.row(found, supplier="GOOD")["index"] < 0.8
    assert make.row(found, supplier="BAD")["expected"] == pytest.approx(40, abs=0.1)


def test_a_clean_new_product_does_not_hide_that_the_others_got_worse():
    found = studied(
        shipped("A", "S", days=280, units=300, bad=15),
        shipped("A", "S", days=130, units=300, bad=18),
        shipped("STAND", "S", days=130, units=900, bad=0),
    ).row(0, named=True)

    assert found["raw_latest"] < found["raw_previous"]
    assert found["mix_adjusted_latest"] > found["mix_adjusted_previous"]
    assert found["comparable_skus"] == ["A"]


def test_without_a_product_in_both_halves_nothing_is_compared():
    found = studied(shipped("A", "S", days=130, units=300, bad=18)).row(0, named=True)

    assert (found["mix_adjusted_previous"], found["comparable_skus"]) == (None, None)
    assert found["raw_previous"] is None


def test_one_off_lots_are_left_out_and_named():
    found = studied(
        shipped("A", "S", days=280, units=300, bad=1),
        shipped("A", "S", days=200, units=300, bad=60),
        shipped("A", "S", days=130, units=300, bad=1),
    ).row(0, named=True)

    assert found["one_off_lots"] == ["A-200"]
    assert found["mix_adjusted_previous"] == pytest.approx(1 / 300)


def test_quarters_are_drawn_oldest_first():
    found = studied(
        shipped("A", "S", days=280, units=100, bad=8),
        shipped("A", "S", days=130, units=100, bad=2),
    ).row(0, named=True)

    assert found["quarters"] == [0.08, 0.02]


def test_a_supplier_falls_when_its_products_do():
    shipments = [
        shipped(sku, "S", days=650 - 100 * n, units=500, bad=50 - 9 * n)
        for sku in ("A", "B")
        for n in range(6)
    ]

    assert studied(*shipments)["trend"].item() == "falling"


def test_talks_and_what_they_brought_are_counted():
    talks = [
        make.talk(ago(30), agreed_units=15, compensation="yes"),
        make.talk(ago(60), agreed_units=5, compensation="partly"),
        make.talk(ago(400), agreed_units=99),
    ]
    found = studied(talks=talks).row(0, named=True)

    assert (found["talks"], found["last_talk_on"]) == (2, ago(30))
    assert (found["compensation_agreed"], found["compensation_received"]) == (20, 15)


def test_spend_and_loss_of_a_year():
    lot, rows = shipped("A", "S", days=100, units=200, bad=4)
    found = make.studied(
        lots=[{**lot, "unit_price": 10.0}],
        defects=[{**rows[0], "cost": 70_000}],
        skus=[make.product("A", supplier="S")],
    ).suppliers.row(0, named=True)

    assert (found["spend"], found["loss"]) == (2000, 70_000)


def test_without_prices_or_costs_there_is_no_spend_and_no_loss():
    found = studied(shipped("A", "S", days=100, units=200, bad=4)).row(0, named=True)

    assert (found["spend"], found["loss"]) == (None, None)


def test_an_ask_that_was_refused_means_prepare():
    talks = [make.talk(ago(60), response="no_answer"), make.talk(ago(30), response="refused")]
    found = studied(talks=talks).row(0, named=True)

    assert (found["standing"], found["reason"]) == ("prepare", "ask_refused")


def test_a_persons_decision_is_shown():
    marks = [{"tab": "supplier_trends", "key": "S", "decision": "giữ lại"}]
    found = studied(shipped("A", "S", days=100, units=200, bad=0), marks=marks)

    assert found["decision"].item() == "giữ lại"


def test_suppliers_come_in_the_order_of_their_tab_then_as_met():
    found = studied(
        shipped("A", "Z", days=100, units=200, bad=0),
        suppliers=[{"supplier": "M"}],
        skus=[make.product("B", supplier="B")],
        talks=[make.talk(ago(10), supplier="T")],
    )

    assert found["supplier"].to_list() == ["M", "B", "Z", "T"]


def test_a_supplier_without_lots_has_no_score():
    found = studied(suppliers=[{"supplier": "M"}]).row(0, named=True)

    assert (found["standing"], found["reason"]) == ("not_enough_data", "no_quantities")
    assert [found[name] for name in ("fraction", "index", "expected")] == [None] * 3
    assert (found["lots"], found["units"], found["skus"]) == (0, 0, 0)


def test_without_units_received_a_supplier_has_all_that_was_found_of_its_products():
    loose = [make.defect(order_ref=f"o{number}") for number in range(3)]
    old = make.defect(found_on=AS_OF - timedelta(days=400), order_ref="old")

    skus = [make.product("B-MUG", supplier="Ruicai")]
    counts = make.studied(skus=skus, defects=[*loose, old]).suppliers
    alone = make.row(counts, supplier="Ruicai")
    blank = make.lot("L1", units=None)
    placed = make.defect(lot_id="L1", order_ref="p", units=2)
    unrated = make.studied(lots=[blank], defects=[*loose, placed]).suppliers
    rated = make.studied(lots=[make.lot("L1")], defects=[placed]).suppliers

    assert (alone["nonconforming"], alone["fraction"], alone["standing"]) == (
        3,
        None,
        "not_enough_data",
    )
    assert make.row(unrated, supplier="Ruicai")["nonconforming"] == 5
    assert make.row(rated, supplier="Ruicai")["nonconforming"] == 2
