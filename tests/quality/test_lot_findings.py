"""What each lot shows: counts from two tabs, rate so far and heading, QC, origin, claim."""

from datetime import date, timedelta

import pytest

from quality.lot_counts import ON_THE_WAY
from quality.rules import BatchAlarmRules, Rules
from tests import make

AS_OF = date(2025, 6, 2)


def aged(days):
    return AS_OF - timedelta(days=days)


def only_lot(defects=(), *, vocabulary=None, **cells):
    more = {} if vocabulary is None else {"vocabulary": vocabulary}
    found = make.studied(defects=defects, lots=[make.lot("L1", **cells)], **more)
    return make.row(found.lots, lot_id="L1")


def reported(count, kind="broken", lot_id="L1", **cells):
    return [
        make.defect(lot_id=lot_id, kind=kind, order_ref=f"{lot_id}-{kind}-{n}", **cells)
        for n in range(count)
    ]


def test_found_at_receiving_and_reported_later_add_up():
    found = only_lot(reported(13), qc_broken=2, units_checked=20)

    assert (found["nonconforming"], found["at_receiving"], found["by_customers"]) == (15, 2, 13)
    assert found["fraction"] == pytest.approx(0.075)
    assert (found["lower"], found["upper"]) == (
        pytest.approx(0.04597, abs=1e-5),
        pytest.approx(0.12004, abs=1e-5),
    )
    assert found["at_least"] == pytest.approx(0.0471, abs=1e-3)
    assert found["types"] == ["broken:15"]


def test_a_receiving_finding_in_both_tabs_counts_once():
    logged = [make.defect(lot_id="L1", units=2, found_at="receiving_qc", order_ref="q")]

    assert only_lot(logged, qc_broken=3)["at_receiving"] == 3
    assert only_lot(logged, qc_broken=1)["at_receiving"] == 2
    assert only_lot(logged)["at_receiving"] == 2


def test_the_five_checks_become_types():
    found = only_lot(qc_colour=1, qc_broken=2, qc_accessory=3, qc_packaging=4, qc_count=5)

    assert found["types"] == ["packaging_bad:4", "missing_part:3", "broken:2", "wrong_colour:1"]
    assert found["nonconforming"] == 10
    assert found["short"] == 5


def test_another_defect_of_the_checks_has_its_own_type():
    assert only_lot(qc_other_type="smell", qc_other_units=2)["types"] == ["smell:2"]
    assert only_lot(qc_other_units=2)["types"] == ["other:2"]


def test_a_unit_counts_once_and_never_above_the_units_checked():
    assert only_lot(qc_broken=6, qc_colour=6, units_checked=10)["at_receiving"] == 10


def test_a_total_of_defective_units_holds_over_its_kinds():
    found = only_lot(qc_broken=3, qc_colour=3, qc_defective=4)

    assert found["at_receiving"] == 4


def test_what_a_total_has_beyond_its_kinds_is_of_another_kind():
    found = only_lot(qc_broken=1, qc_defective=4)

    assert found["types"] == ["other:3", "broken:1"]
    assert found["at_receiving"] == 4


def test_a_shortage_is_no_defect():
    logged = make.defect(lot_id="L1", kind="short_count", units=4, found_at="receiving_qc")

    found = only_lot([logged], units_ordered=203, qc_count=2)

    assert (found["nonconforming"], found["short"], found["types"]) == (0, 4, None)


def test_more_delivered_than_ordered_is_no_shortage():
    assert only_lot(units_ordered=150)["short"] == 0


def test_a_duplicate_or_ignored_row_is_in_no_count():
    rows = [*reported(2), reported(1)[0], make.defect(lot_id="L1", claim="ignore")]

    assert only_lot(rows)["nonconforming"] == 2


@pytest.mark.parametrize(
    ("cells", "defects", "status"),
    [
        ({"units": None}, 1, "no_received_figure"),
        ({"units": 2}, 3, "check_numbers"),
        ({"received_on": aged(20)}, 1, "too_early"),
        ({"received_on": AS_OF}, 0, "too_early"),
        ({"received_on": None}, 1, "ok"),
        ({"units": 20}, 1, "few_units"),
        ({"received_on": aged(60)}, 1, "partial"),
        ({}, 1, "ok"),
    ],
)
def test_each_lot_has_its_status_word(cells, defects, status):
    assert only_lot(reported(defects), **cells)["status"] == status


@pytest.mark.parametrize("cells", [{"units": None}, {"units": 2}])
def test_without_a_sound_base_there_is_no_rate(cells):
    found = only_lot(reported(3), **cells)

    assert found["nonconforming"] == 3
    assert [found[name] for name in ("fraction", "lower", "upper", "at_least", "heading_for")] == [
        None
    ] * 5


def test_a_young_lot_is_heading_for_more():
    found = only_lot(reported(6), units=300, received_on=aged(35))

    assert found["maturity"] == pytest.approx(0.591, abs=0.001)
    assert found["fraction"] == pytest.approx(0.02)
    assert found["heading_for"] == pytest.approx(0.0338, abs=1e-3)
    assert found["heading_lower"] < found["heading_for"] < found["heading_upper"]


def test_a_lot_far_worse_than_its_predecessors_alarms():
    lots = [make.lot(f"L{n}", received_on=aged(400 - 60 * n), units=300) for n in range(5)]
    rows = [row for n in range(4) for row in reported(3, lot_id=f"L{n}")]
    found = make.studied(defects=[*rows, *reported(30, lot_id="L4")], lots=lots)

    assert found.lots["alarm"].to_list() == [False] * 4 + [True]
    assert found.lots["alarm_p"].to_list()[0] is None
    assert make.row(found.skus, sku="B-MUG")["latest_alarm"]


def test_the_largest_chance_that_alarms_is_a_rule():
    lots = [make.lot("A", received_on=aged(300)), make.lot("B", received_on=aged(150))]
    rows = [*reported(4, lot_id="A"), *reported(9, lot_id="B")]
    strict, loose = (
        make.studied(defects=rows, lots=lots, rules=Rules(batch_alarm=BatchAlarmRules(p=p)))
        for p in (0.001, 0.5)
    )

    assert not make.row(strict.lots, lot_id="B")["alarm"]
    assert make.row(loose.lots, lot_id="B")["alarm"]


def test_one_bad_lot_among_good_ones_is_one_off():
    lots = [make.lot(f"L{n}", received_on=aged(300 - 60 * n)) for n in range(3)]
    found = make.studied(defects=reported(24, lot_id="L1"), lots=lots)

    assert found.lots["one_off"].to_list() == [False, True, False]


@pytest.mark.parametrize(
    ("rows", "origin"),
    [
        (reported(3, outer_packaging="damaged"), "transit"),
        (reported(3, outer_packaging="ok"), "unknown"),
        (reported(3), "unknown"),
        (reported(3, kind="missing_part"), "factory_packing"),
        (reported(3, kind="colour_fading"), "factory_material"),
        ([*reported(1, kind="missing_part"), *reported(3)], "unknown"),
        (reported(2, kind="missing_part", origin="freight"), "freight"),
        ([], "unknown"),
    ],
)
def test_where_at_least_half_of_the_units_come_from(rows, origin):
    assert only_lot(rows)["origin"] == origin


@pytest.mark.parametrize(
    ("cells", "rows", "verdict"),
    [
        ({}, reported(1), "no_qc"),
        ({"units_checked": 20}, reported(1), "escaped"),
        ({"qc_broken": 0}, reported(1), "escaped"),
        ({"qc_broken": 1}, reported(1), "caught"),
        ({"qc_broken": 0}, reported(1, kind="colour_fading"), "not_visible"),
        ({"qc_broken": 0}, [], "clean"),
        ({"qc_result": "pass"}, [], "clean"),
        ({"qc_result": "not_done", "units_checked": 20}, [], "no_qc"),
    ],
)
def test_whether_receiving_qc_let_it_through(cells, rows, verdict):
    assert only_lot(rows, **cells)["qc_verdict"] == verdict


def test_a_checked_lot_knows_its_chance_to_notice_a_problem():
    found = only_lot(cartons=20, cartons_opened=2, units_checked=20, qc_broken=0)

    assert found["cartons_needed"] == 3
    assert found["chance_spread"] == pytest.approx(0.66, abs=0.01)
    assert found["chance_packed"] == pytest.approx(0.10, abs=0.01)


def test_without_qc_or_cartons_no_chance_is_claimed():
    assert only_lot()["chance_spread"] is None
    assert only_lot(units_checked=20)["chance_packed"] is None
    assert only_lot()["cartons_needed"] is None


@pytest.mark.parametrize(
    ("claims", "state", "open_units"),
    [
        ([None, "open"], "open", 2),
        (["claimed", None], "claimed", 2),
        (["rejected", "claimed"], "rejected", 2),
        (["compensated", "compensated"], "compensated", 0),
        (["compensated", None], "open", 1),
        ([], None, 0),
    ],
)
def test_how_far_the_claim_is(claims, state, open_units):
    rows = [make.defect(lot_id="L1", order_ref=str(n), claim=c) for n, c in enumerate(claims)]
    found = only_lot(rows)

    assert (found["claim"], found["uncompensated"]) == (state, open_units)


@pytest.mark.parametrize(
    ("talk", "left"),
    [
        ({"compensation": "yes"}, 0),
        ({"compensation": "yes", "sku": None}, 0),
        ({"compensation": "yes", "defect_type": "broken"}, 0),
        ({"compensation": "yes", "defect_type": "broken", "sku": None}, 0),
        ({"compensation": "yes", "defect_type": "chipped"}, 2),
        ({"compensation": "yes", "sku": "A-FAN"}, 2),
        ({"compensation": "partly"}, 2),
        ({"response": "agreed"}, 2),
    ],
)
def test_a_talk_that_was_paid_for_settles_what_was_found_before_it(talk, left):
    rows = reported(2, found_on=date(2025, 3, 20))
    later = reported(1, kind="chipped", found_on=date(2025, 4, 20))
    found = make.studied(
        defects=[*rows, *later],
        lots=[make.lot("L1")],
        talks=[make.talk(date(2025, 4, 1), **talk)],
    )

    assert make.row(found.lots, lot_id="L1")["uncompensated"] == left + 1


def test_photos_of_both_tabs_are_counted():
    rows = [make.defect(lot_id="L1", photos=2, photos_packaging=1)]

    found = only_lot(rows, photos=3)

    assert (found["photos"], found["photos_packaging"]) == (5, 1)


def test_an_order_day_is_assumed_from_the_lead_time():
    lots = [make.lot("L1"), make.lot("L2", ordered_on=date(2025, 1, 1))]
    found = make.studied(lots=lots, skus=[make.product(lead_time_days=20)])

    assert found.lots.select("ordered_on", "ordered_assumed").rows() == [
        (date(2025, 2, 2), True),
        (date(2025, 1, 1), False),
    ]


@pytest.mark.parametrize(("by_date", "approximate"), [(1, False), (2, True)])
def test_a_rate_that_rests_on_dates_is_approximate_above_a_fifth(by_date, approximate):
    rows = reported(5 - by_date) + [
        make.defect(imported_on=date(2025, 2, 22), order_ref=f"d{n}") for n in range(by_date)
    ]

    found = only_lot(rows)

    assert (found["nonconforming"], found["by_date_match"]) == (5, by_date)
    assert found["approximate"] == approximate


def test_a_price_of_the_lot_wins_over_that_of_the_product():
    lots = [make.lot("L1", unit_price=18.0), make.lot("L2")]
    found = make.studied(lots=lots, skus=[make.product(unit_price=20.0)])

    assert found.lots["unit_price"].to_list() == [18.0, 20.0]


def test_lots_come_oldest_first():
    lots = [make.lot("B", received_on=aged(10)), make.lot("A", received_on=aged(20))]

    assert make.studied(lots=lots).lots["lot_id"].to_list() == ["A", "B"]


def test_the_delay_of_complaints_is_learned_from_typed_days_only():
    """A row without a day of finding must not look like a complaint on the first day."""
    dated = [
        make.defect(lot_id="L1", order_ref=f"t{n}", found_on=aged(100) + timedelta(days=30 + n))
        for n in range(60)
    ]
    undated = [make.defect(lot_id="L1", order_ref=f"u{n}") for n in range(60)]
    lots = [
        make.lot("L1", units=5000, received_on=aged(130)),
        make.lot("L2", received_on=aged(35)),
    ]
    with_undated = make.studied(defects=[*dated, *undated], lots=lots)
    alone = make.studied(defects=dated, lots=lots)

    assert with_undated.lots["maturity"].equals(alone.lots["maturity"])


def test_a_type_that_the_vocabulary_lacks_is_seen_on_receipt():
    found = only_lot(reported(2, kind="zip_stuck"), qc_broken=0)

    assert (found["types"], found["qc_verdict"]) == (["zip_stuck:2"], "escaped")


def test_codes_of_the_way_are_plain_texts():
    """Of a set that mixes texts and members polars makes what its first element, by chance, is."""
    assert {type(code) for code in ON_THE_WAY} == {str}
