"""Repeats of one defect on one product: grade, base, cross-check, state over nights."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from quality.codes import NextStep
from quality.rules import Rules, SignalRules
from quality.vocabulary import DEFECT_TYPES
from tests import make

AS_OF = date(2025, 6, 2)
KEY = "B-MUG|broken|defect"


def ago(days):
    return AS_OF - timedelta(days=days)


def reported(count, kind="broken", lot_id="L1", sku="B-MUG", **cells):
    return [
        make.defect(sku, kind, lot_id=lot_id, order_ref=f"{lot_id}{sku}{kind}{n}", **cells)
        for n in range(count)
    ]


def signals(defects, lots=None, **more):
    lots = [make.lot("L1")] if lots is None else lots
    return make.studied(defects=defects, lots=lots, **more).signals


def level(*args, **kwargs):
    found = signals(*args, **kwargs)
    return None if found.is_empty() else found["level"].item()


def test_two_of_the_same_are_no_pattern():
    assert signals(reported(2)).is_empty()


def test_two_and_two_of_other_kinds_are_no_pattern():
    assert signals([*reported(2), *reported(2, kind="chipped")]).is_empty()


def test_three_of_one_kind_on_two_products_are_no_pattern():
    rows = [*reported(2), *reported(1, sku="B-BOWL", lot_id="M1")]

    assert signals(rows, [make.lot("L1"), make.lot("M1", "B-BOWL")]).is_empty()


def test_three_units_in_one_report_open_the_pattern_but_are_one_complaint():
    found = signals([make.defect(lot_id="L1", units=3, order_ref="one")])

    assert found.select("units", "complaints", "level").row(0) == (3, 1, "watch")


@pytest.mark.parametrize("order", [None, "one"])
def test_a_row_of_twelve_units_is_more_than_one_box(order):
    """A team that writes one row a lot must not read "in line with what was received"."""
    found = signals([make.defect(lot_id="L1", units=12, order_ref=order)])

    assert found.select("units", "complaints", "level").row(0) == (12, 1, "urgent")


@pytest.mark.parametrize(
    ("units", "order", "level"),
    [(3, None, "watch"), (4, None, "signal"), (9, "one", "watch"), (9, None, "signal")],
)
def test_a_row_without_an_order_that_sums_complaints_counts_each_of_them(units, order, level):
    found = signals([make.defect(lot_id="L1", units=units, order_ref=order)])

    assert found["level"].to_list() == [level]


def test_an_order_that_looks_like_a_row_is_no_row():
    rows = [
        make.defect(lot_id="L1", row=7),
        make.defect(lot_id="L1", row=8, units=2, order_ref="#7"),
    ]

    assert signals(rows).select("units", "complaints").row(0) == (3, 2)


def test_units_found_at_receiving_are_looked_at_one_by_one():
    found = signals([], [make.lot("L1", qc_broken=4)])

    assert found.select("units", "complaints").row(0) == (4, 4)


@pytest.mark.parametrize(
    ("count", "units", "grade"),
    [(3, 200, "watch"), (4, 200, "signal"), (3, 50, "urgent"), (10, 200, "urgent")],
)
def test_the_grade_depends_on_count_and_volume(count, units, grade):
    assert level(reported(count), [make.lot("L1", units=units)]) == grade


def test_without_units_received_every_pattern_is_a_signal():
    assert level(reported(3), [make.lot("L1", units=None)]) == "signal"
    assert level(reported(3), []) == "signal"


def test_a_dangerous_type_needs_one_unit_only():
    dangerous = Rules(signal=SignalRules(safety_types=("smell",)))
    found = signals(reported(1, kind="smell"), rules=dangerous)

    assert found.select("level", "next_step").row(0) == ("urgent", "stop_sale")


def test_a_type_that_the_team_calls_dangerous_is():
    types = {**DEFECT_TYPES, "smell": replace(DEFECT_TYPES["smell"], safety=True)}

    assert level(reported(1, kind="smell"), vocabulary=types) == "urgent"


@pytest.mark.parametrize(("days", "seen"), [(180, True), (181, False)])
def test_only_what_was_found_in_the_window_repeats(days, seen):
    rows = reported(3, lot_id=None, found_on=ago(days))

    assert (signals(rows, []).height == 1) == seen


def test_the_rate_rests_on_lots_of_the_window_alone():
    lots = [make.lot("OLD", received_on=ago(181)), make.lot("L1", received_on=ago(180))]
    found = signals([*reported(5, lot_id="OLD", found_on=ago(100)), *reported(4)], lots)

    assert found.select("units", "received", "fraction").row(0) == (9, 200, 0.02)


def test_a_doubtful_unit_is_in_the_rate_when_all_its_lots_are():
    lots = [make.lot("A", received_on=ago(104)), make.lot("B", received_on=ago(96))]
    doubtful = [make.defect(imported_on=ago(100), order_ref=str(n)) for n in range(3)]
    inside = signals(doubtful, lots)
    outside = signals(doubtful, [{**lots[0], "received_on": ago(90)}, {**lots[1], "units": None}])

    assert inside["fraction"].item() == pytest.approx(3 / 400)
    assert outside["fraction"].item() == 0


def test_a_fine_latest_lot_turns_a_signal_into_a_watch():
    lots = [make.lot("L1", received_on=ago(150)), make.lot("L2", received_on=ago(100))]

    assert level(reported(10), lots) == "watch_latest_ok"


def test_a_doubtful_unit_forbids_to_call_the_latest_lot_fine():
    lots = [make.lot("L1", received_on=ago(104)), make.lot("L2", received_on=ago(96))]
    doubtful = [make.defect(imported_on=ago(100), order_ref="x")]

    assert level(reported(10), lots) == "watch_latest_ok"
    assert level([*reported(10), *doubtful], lots) == "signal"


@pytest.mark.parametrize(
    ("newest", "count", "fine"),
    [
        ({"received_on": ago(20), "units": 300}, 1, True),
        ({"received_on": ago(20)}, 8, False),  # too early to be judged, and bad already
        ({"received_on": ago(40), "units": None}, 1, False),
        ({"received_on": ago(40), "units": 5}, 8, False),  # more found than came
        ({"received_on": ago(95)}, 8, False),  # of the same day
        ({"received_on": ago(170), "units": None}, 8, True),
    ],
)
def test_a_bad_lot_that_came_since_forbids_to_call_the_latest_one_fine(newest, count, fine):
    lots = [
        make.lot("L1", received_on=ago(120)),
        make.lot("L2", received_on=ago(95)),
        make.lot("L3", **newest),
    ]

    grade = level([*reported(20), *reported(count, lot_id="L3")], lots)

    assert (grade == "watch_latest_ok") is fine


@pytest.mark.parametrize(("units", "grade"), [(300, "watch"), (None, "signal"), (2, "signal")])
def test_a_pattern_in_a_lot_without_a_sound_figure_is_a_signal(units, grade):
    large = make.lot("L1", received_on=ago(120), units=100_000)
    lots = [large, make.lot("L2", received_on=ago(60), units=units)]

    assert level(reported(3, lot_id="L2"), lots) == grade


def test_a_pair_that_stands_out_says_so():
    found = signals(reported(10))

    assert found.select("stands_out", "above_normal", "is_new").row(0) == (True, True, True)


@pytest.mark.parametrize(
    ("kind", "step"),
    [
        ("broken", NextStep.ASK_PACKING),
        ("missing_part", NextStep.ASK_PACKING_LIST),
        ("not_working", NextStep.ASK_FUNCTION_TEST),
        ("colour_fading", NextStep.ASK_USE_TEST),
        ("material_diff", NextStep.ASK_USE_TEST),
        ("finish", NextStep.ASK_SUPPLIER),
        ("other", NextStep.ASK_SUPPLIER),
    ],
)
def test_the_next_step_follows_the_kind(kind, step):
    assert signals(reported(10, kind=kind))["next_step"].item() == step


@pytest.mark.parametrize(
    ("cells", "origin"),
    [
        ({"outer_packaging": "damaged"}, "transit"),
        ({"origin": "freight"}, "freight"),
        ({"origin": "last_mile"}, "last_mile"),
    ],
)
def test_damage_on_the_way_is_the_carriers(cells, origin):
    found = signals(reported(10, **cells))

    assert found.select("origin", "next_step").row(0) == (origin, "claim_carrier")


def test_a_watch_asks_for_nothing():
    assert signals(reported(3))["next_step"].item() == "keep_watching"


@pytest.mark.parametrize(
    ("kind", "cells", "verdict"),
    [
        ("broken", {}, "no_qc"),
        ("broken", {"qc_broken": 0}, "escaped"),
        ("broken", {"qc_broken": 1}, "caught"),
        ("colour_fading", {"qc_broken": 0}, "not_visible"),
    ],
)
def test_receiving_qc_is_cross_checked(kind, cells, verdict):
    found = signals(reported(5, kind=kind), [make.lot("L1", **cells)])

    assert found["qc_verdict"].item() == verdict


def test_platforms_are_named_most_first():
    rows = [
        *reported(1, platform="shopee"),
        *[make.defect(lot_id="L1", platform="lazada", order_ref=f"z{n}") for n in range(2)],
        make.defect(lot_id="L1", order_ref="none"),
    ]

    assert signals(rows)["platforms"].to_list() == [["lazada:2", "shopee:1"]]


def test_first_and_last_day_and_lots_are_told():
    lots = [make.lot("L1", received_on=ago(100)), make.lot("L2", received_on=ago(90))]
    rows = [
        *reported(2, found_on=ago(80)),
        *reported(2, lot_id="L2", found_on=ago(20)),
    ]
    found = signals(rows, lots)

    assert found.select("first_seen_on", "last_seen_on", "lots").row(0) == (ago(80), ago(20), 2)


def night(**state):
    return {"key": KEY, "opened_on": ago(9), "last_seen_on": ago(1), "open": True, **state}


def test_a_signal_of_earlier_nights_is_not_new():
    found = signals(reported(10), signal_states=[night(quiet_nights=0)])

    assert found.select("opened_on", "nights_open", "is_new").row(0) == (ago(9), 9, False)


def closed(**cells):
    return [{"tab": "signals", "key": KEY, "closed": True, **cells}]


def test_what_a_person_closed_is_settled_until_new_units_arrive():
    state = [night(units_at_close=10)]
    settled = signals(reported(10), marks=closed(), signal_states=state)
    again = signals(reported(11), marks=closed(), signal_states=state)
    at_once = signals(reported(10), marks=closed())

    assert settled.select("closed", "stands_out").row(0) == (True, False)
    assert again.select("closed", "stands_out").row(0) == (False, True)
    assert at_once["closed"].item()


def test_a_closed_signal_no_longer_decides_the_products_status():
    found = make.studied(defects=reported(10), lots=[make.lot("L1")], marks=closed())

    assert make.row(found.skus, sku="B-MUG")["status"] == "ok"
    assert not make.row(found.skus, sku="B-MUG")["open_signal"]


def test_a_snooze_is_shown():
    marks = [{"tab": "signals", "key": KEY, "snooze_until": date(2025, 7, 1)}]

    assert signals(reported(10), marks=marks)["snoozed_until"].item() == date(2025, 7, 1)


def test_worst_comes_first():
    rows = [*reported(10), *reported(3, kind="chipped"), *reported(5, kind="finish")]

    assert signals(rows)["level"].to_list() == ["urgent", "signal", "watch"]
