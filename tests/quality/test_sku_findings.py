"""Where each product stands, with the figures and the one reason behind it."""

from datetime import date, timedelta

import pytest

from quality.rules import Rules, SignalRules
from tests import make

AS_OF = date(2025, 6, 2)


def ago(days):
    return AS_OF - timedelta(days=days)


def reported(count, lot_id="L1", kind="broken", sku="B-MUG", **cells):
    return [
        make.defect(sku, kind, lot_id=lot_id, order_ref=f"{lot_id}{kind}{n}", **cells)
        for n in range(count)
    ]


def mug(**tabs):
    tabs = {"lots": [make.lot()], **tabs}
    return make.row(make.studied(**tabs).skus, sku="B-MUG")


def test_the_fraction_is_what_was_counted_over_what_was_received():
    lots = [make.lot("L1"), make.lot("L2", received_on=ago(35), units=300)]
    found = mug(lots=lots, defects=[*reported(6), *reported(6, "L2")])

    assert (found["matched"], found["units"]) == (12, 500)
    assert found["fraction"] == 0.024
    assert found["lower"] < found["fraction"] < found["upper"]
    assert found["at_least"] < found["fraction"] < found["heading_for"]
    assert found["mature_units"] < 400


@pytest.mark.parametrize(("days", "counted"), [(180, 200), (181, 0)])
def test_lots_of_the_window_count(days, counted):
    assert mug(lots=[make.lot(received_on=ago(days))])["units"] == counted


def test_units_without_a_lot_count_for_the_product_only():
    rows = [*reported(3), make.defect(found_on=ago(130), order_ref="x")]
    found = mug(defects=rows)

    assert (found["nonconforming"], found["matched"]) == (4, 3)


def test_old_findings_without_a_lot_are_no_longer_counted():
    assert mug(defects=[make.defect(found_on=ago(181), order_ref="x")])["nonconforming"] == 0


def test_who_found_it_gives_the_share_that_was_caught():
    found = mug(lots=[make.lot(qc_broken=1, units_checked=20)], defects=reported(3))

    assert (found["at_receiving"], found["by_customers"], found["caught"]) == (1, 3, 0.25)


def test_where_nothing_was_found_no_share_was_caught():
    assert mug()["caught"] is None


@pytest.mark.parametrize(
    ("tabs", "status", "reason"),
    [
        ({"defects": reported(9)}, "signal", "repeat_above_normal"),
        ({"defects": reported(10)}, "urgent", "repeat_urgent"),
        ({"defects": reported(3)}, "watch", "repeat_in_line"),
        ({"defects": reported(3), "lots": []}, "signal", "repeat_no_rate"),
        (
            {"defects": reported(10), "lots": [make.lot(), make.lot("L2", received_on=ago(90))]},
            "watch_latest_ok",
            "repeat_latest_ok",
        ),
        ({"defects": reported(2)}, "ok", "few_found"),
        ({}, "ok", "none_found"),
        ({"lots": [make.lot(received_on=ago(10))]}, "too_early", "too_early"),
        ({"lots": [], "skus": [make.product()]}, "no_data", "no_lots"),
        ({"lots": [], "defects": reported(1)}, "no_data", "few_found"),
    ],
)
def test_the_status_and_its_reason(tabs, status, reason):
    found = mug(**tabs)

    assert (found["status"], found["reason"]) == (status, reason)


def test_a_dangerous_type_is_the_reason():
    rules = Rules(signal=SignalRules(safety_types=("smell",)))

    assert mug(defects=reported(1, kind="smell"), rules=rules)["reason"] == "safety"


def test_a_lot_alarm_is_the_reason_where_nothing_repeats():
    lots = [make.lot(f"L{n}", received_on=ago(700 - 100 * n), units=2000) for n in range(7)]
    kinds = ("broken", "chipped", "finish", "smell", "loose_stitch", "wrong_size", "wrong_colour")
    rows = [row for kind in kinds for row in reported(2, "L6", kind)]
    found = mug(lots=lots, defects=rows)

    assert (found["status"], found["reason"]) == ("ok", "lot_alarm")


def test_the_reason_names_its_type_and_units():
    found = mug(defects=[*reported(10), *reported(1, kind="chipped")])

    assert (found["reason_type"], found["reason_units"]) == ("broken", 10)
    assert (found["top_type"], found["top_share"]) == ("broken", pytest.approx(10 / 11))


def test_few_finds_name_the_most_frequent_type():
    found = mug(defects=[*reported(2), *reported(1, kind="chipped")])

    assert (found["reason_type"], found["reason_units"]) == ("broken", 2)


def test_the_latest_lot_is_one_that_is_old_and_large_enough():
    lots = [
        make.lot("A", received_on=ago(150)),
        make.lot("B", received_on=ago(100)),
        make.lot("TINY", received_on=ago(90), units=6),
        make.lot("NEW", received_on=ago(5)),
    ]
    found = mug(lots=lots, defects=[*reported(4, "A"), *reported(2, "B"), *reported(1, "TINY")])

    assert found["latest_lot"] == "B"
    assert (found["latest_fraction"], found["previous_fraction"]) == (0.01, 0.02)
    assert found["spark"] == [0.02, 0.01, pytest.approx(1 / 6), 0.0]


def test_where_only_small_lots_are_known_the_latest_of_them_is_shown():
    assert mug(lots=[make.lot("TINY", units=6)])["latest_lot"] == "TINY"


def test_only_the_last_six_lots_are_drawn():
    lots = [make.lot(f"L{n}", received_on=ago(700 - 80 * n)) for n in range(8)]

    assert len(mug(lots=lots)["spark"]) == 6


def test_a_rate_that_falls_from_lot_to_lot_is_called_falling():
    lots = [make.lot(f"L{n}", received_on=ago(650 - 100 * n), units=500) for n in range(6)]
    rows = [row for n in range(6) for row in reported(50 - 9 * n, f"L{n}")]
    found = mug(lots=lots, defects=rows)

    assert found["trend"] == "falling"
    assert found["trend_p"] < 0.05


def test_three_lots_are_not_enough_for_a_trend():
    lots = [make.lot(f"L{n}", received_on=ago(650 - 100 * n)) for n in range(3)]
    found = mug(lots=lots)

    assert (found["trend"], found["trend_p"]) == ("not_enough_lots", None)


def test_products_are_ranked_by_their_adjusted_rate_worst_first():
    lots = [make.lot(f"L{n}", f"S{n}") for n in range(3)] + [make.lot("T", "TINY", units=6)]
    rows = [
        *reported(2, "L0", sku="S0"),
        *reported(12, "L1", sku="S1"),
        *reported(1, "T", sku="TINY"),
    ]
    found = make.studied(lots=lots, defects=rows).skus

    ranks = dict(found.select("sku", "rank").iter_rows())
    assert ranks == {"S0": 2, "S1": 1, "S2": 3, "TINY": None}
    assert make.row(found, sku="S1")["above_target"] > make.row(found, sku="S0")["above_target"]


def test_a_one_off_lot_does_not_decide_rank_and_forecast():
    lots = [make.lot(f"L{n}", received_on=ago(170 - 30 * n)) for n in range(4)]
    found = mug(lots=lots, defects=reported(40, "L2"), plans=[make.plan()])

    assert found["one_off_lots"] == ["L2"]
    assert found["fraction"] == 0.05
    assert (found["usual_nonconforming"], found["usual_fraction"]) == (0, 0)
    assert found["adjusted"] < 0.02
    assert found["forecast_high"] < 10


def test_the_latest_lot_tells_what_comes_next_even_if_it_alone_was_bad():
    lots = [make.lot(f"L{n}", received_on=ago(170 - 30 * n)) for n in range(3)]
    found = mug(lots=lots, defects=reported(40, "L2"), plans=[make.plan(units=300)])

    assert found["one_off_lots"] == ["L2"]
    assert found["adjusted"] > 0.02
    assert found["forecast_high"] > 10


def test_the_next_order_has_a_forecast_from_used_lots():
    found = mug(defects=reported(20), plans=[make.plan(units=300)])

    assert found["next_reorder_on"] == date(2025, 6, 9)
    assert found["forecast_units"] == 300
    assert found["forecast_low"] <= found["forecast"] <= found["forecast_high"]


def test_without_lots_nothing_is_forecast():
    found = mug(lots=[], plans=[make.plan()])

    assert (found["forecast_units"], found["forecast"]) == (300, None)


@pytest.mark.parametrize(
    ("tabs", "data"),
    [
        ({"defects": reported(5)}, "exact"),
        ({"defects": [make.defect(imported_on=ago(100), order_ref="d")]}, "approximate"),
        ({"lots": [], "defects": reported(3)}, "counts_only"),
    ],
)
def test_how_surely_defects_are_placed(tabs, data):
    assert mug(**tabs)["data"] == data


def test_r18_the_loss_is_logged_or_estimated():
    skus = [make.product(landed=80_000, handling=40_000)]

    assert mug(defects=reported(2), skus=skus)["loss"] == 240_000
    assert mug(defects=reported(1, cost=9_000), skus=skus)["loss"] == 9_000
    assert not mug(defects=reported(1, cost=9_000), skus=skus)["loss_estimated"]
    assert mug(defects=reported(2))["loss"] is None


def test_a_snooze_of_the_products_tab_is_shown():
    marks = [{"tab": "sku_summary", "key": "B-MUG", "snooze_until": date(2025, 7, 1)}]

    assert mug(marks=marks)["snoozed_until"] == date(2025, 7, 1)


def test_the_newest_open_ask_is_the_products_or_its_suppliers():
    talks = [
        make.talk(ago(60), response="refused"),
        make.talk(ago(30), sku=None, response="no_answer"),
    ]
    found = mug(talks=talks, skus=[make.product()])

    assert (found["open_ask"], found["standing"]) == ("unanswered", "prepare")


def test_products_come_in_the_order_of_their_tab_then_as_met():
    found = make.studied(
        skus=[make.product("Z"), make.product("A")],
        lots=[make.lot("L1", "M"), make.lot("L2", "A")],
        reviews=[{"sku": "R"}],
    )

    assert found.skus["sku"].to_list() == ["Z", "A", "M", "R"]


@pytest.mark.parametrize(
    ("tabs", "supplier"),
    [
        ({"skus": [make.product(supplier="S")]}, "S"),
        ({"skus": [make.product(supplier=None)]}, "NEW"),
        ({"lots": [], "plans": [make.plan(supplier="P")]}, "P"),
    ],
)
def test_the_supplier_is_the_tabs_else_the_newest_lots_else_the_plans(tabs, supplier):
    lots = [
        make.lot("L1", supplier="NEW", received_on=ago(50)),
        make.lot("L2", supplier="OLD", received_on=ago(90)),
        make.lot("L3", supplier="UNDATED", received_on=None),
    ]

    assert mug(**{"lots": lots, **tabs})["supplier"] == supplier


def test_a_product_of_which_nothing_arrived_lately_is_not_ok():
    """Every unit of its last lot was bad, and nothing was found since: nothing is known."""
    lots = [make.lot("L1", received_on=ago(200), units=100)]
    found = mug(lots=lots, defects=[make.defect(lot_id="L1", units=100, found_on=ago(190))])

    assert (found["status"], found["reason"]) == ("no_data", "no_lots")
