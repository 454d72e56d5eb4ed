"""The records as they stood on a day."""

from datetime import date, datetime

from quality.cutoff import until
from tests import make

DAY = date(2025, 6, 2)
BEFORE, AFTER = date(2025, 6, 1), date(2025, 6, 3)


def test_the_day_itself_is_known_and_the_day_after_is_not():
    records = make.records(
        defects=[make.defect(found_on=day) for day in (BEFORE, DAY, AFTER)],
        lots=[make.lot("A", received_on=DAY), make.lot("B", received_on=AFTER)],
        talks=[make.talk(DAY), make.talk(AFTER)],
        samples=[{"sampled_on": DAY, "sku": "X"}, {"sampled_on": AFTER, "sku": "X"}],
        reviews=[
            {"reviewed_at": datetime(2025, 6, 2, 23, 59)},
            {"reviewed_at": datetime(2025, 6, 3)},
        ],
        signal_states=[{"key": "a", "opened_on": DAY}, {"key": "b", "opened_on": AFTER}],
    )

    known = until(records, DAY)

    assert known.defects["found_on"].to_list() == [BEFORE, DAY]
    assert known.lots["lot_id"].to_list() == ["A"]
    assert known.talks.height == known.samples.height == known.reviews.height == 1
    assert known.signal_states["key"].to_list() == ["a"]


def test_plans_are_about_the_future_and_stay():
    records = make.records(plans=[make.plan(planned_on=date(2025, 9, 1))])

    assert until(records, DAY).plans.height == 1


def test_an_import_date_stands_in_for_a_day_of_finding():
    records = make.records(defects=[make.defect(imported_on=AFTER), make.defect(imported_on=DAY)])

    assert until(records, DAY).defects["imported_on"].to_list() == [DAY]


def test_a_row_without_any_day_goes_with_its_later_lot():
    records = make.records(
        defects=[make.defect(lot_id="new "), make.defect(lot_id="OLD"), make.defect()],
        lots=[make.lot("NEW", received_on=AFTER), make.lot("OLD", received_on=BEFORE)],
    )

    assert until(records, DAY).defects["lot_id"].to_list() == ["OLD", None]


def test_what_was_done_later_to_an_earlier_row_is_not_known_yet():
    later = datetime(2025, 6, 3, 9)
    records = make.records(
        defects=[make.defect(found_on=DAY, contacted_at=later)],
        reviews=[
            {"reviewed_at": datetime(2025, 6, 1), "reply": "Xin lỗi", "replied_on": AFTER},
            {"reviewed_at": datetime(2025, 6, 1), "reply": "Cảm ơn"},
        ],
    )

    known = until(records, DAY)

    assert known.defects["contacted_at"].to_list() == [None]
    assert known.reviews["reply"].to_list() == [None, "Cảm ơn"]
    assert known.reviews["replied_on"].to_list() == [None, None]


def test_rows_come_in_the_order_of_the_sheet():
    records = make.records(defects=[{**make.defect(), "row": 9}, {**make.defect(), "row": 3}])

    assert until(records, DAY).defects["row"].to_list() == [3, 9]
