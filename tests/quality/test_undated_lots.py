"""Lots without a day of receipt: a list of lots alone still gives rates."""

from datetime import date

import pytest

from tests import make


def undated(lot_id="L1", sku="B-MUG", **cells):
    return make.lot(lot_id, sku, received_on=None, **cells)


def test_lots_of_a_product_that_never_has_a_day_are_complete_and_in_every_window():
    found = make.studied(
        lots=[undated("L1", qc_defective=12), undated("L2", qc_defective=8)],
        plans=[make.plan()],
    )

    sku = make.row(found.skus, sku="B-MUG")
    assert (sku["matched"], sku["units"], sku["mature_units"]) == (20, 400, 400)
    assert sku["fraction"] == pytest.approx(0.05)
    assert set(found.lots["status"]) == {"ok"}
    supplier = make.row(found.suppliers, supplier="Ruicai")
    assert (supplier["lots"], supplier["fraction"]) == (2, pytest.approx(0.05))
    [reorder] = found.reorders
    facts = reorder.for_supplier
    assert (facts.window_nonconforming, facts.window_units) == (20, 400)


def test_a_lot_without_a_day_among_dated_ones_stays_outside():
    found = make.studied(
        lots=[make.lot("L1", qc_defective=2), undated("L2", qc_defective=50)], plans=[make.plan()]
    )

    sku = make.row(found.skus, sku="B-MUG")
    assert (sku["matched"], sku["units"]) == (2, 200)
    assert make.row(found.lots, lot_id="L2")["status"] == "too_early"
    [reorder] = found.reorders
    assert reorder.for_supplier.window_units == 200


def test_dated_lots_of_another_product_change_nothing():
    found = make.studied(lots=[undated("L1", qc_defective=4), make.lot("M1", sku="A-FAN")])

    assert make.row(found.skus, sku="B-MUG")["fraction"] == pytest.approx(0.02)


def test_nothing_that_needs_an_order_in_time_is_told_of_undated_lots():
    lots = [undated(f"L{number}", qc_defective=number * 5) for number in range(1, 9)]

    found = make.studied(lots=lots)

    sku = make.row(found.skus, sku="B-MUG")
    assert (sku["trend"], sku["latest_lot"]) == ("not_enough_lots", None)
    assert not found.lots["alarm"].any()
    [signal] = found.signals.to_dicts()
    assert signal["level"] == "urgent"
    supplier = make.row(found.suppliers, supplier="Ruicai")
    assert (supplier["raw_latest"], supplier["trend"]) == (None, "not_enough_lots")
    assert supplier["quarters"] is None


def test_a_clean_latest_lot_is_not_guessed_from_undated_ones():
    """Nobody knows which of them came last, so no pattern is called settled."""
    log = [make.defect(lot_id="A1", found_on=date(2025, 5, day)) for day in range(1, 9)]

    found = make.studied(lots=[undated("A1"), undated("Z9")], defects=log)

    assert make.row(found.signals, sku="B-MUG")["level"] == "signal"
