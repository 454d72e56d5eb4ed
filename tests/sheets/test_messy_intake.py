"""Tabs as small shops really keep them: what they type is read as they mean it."""

from datetime import date

import pytest

from sheets.cells import LocaleOptions
from sheets.intake import IntakeOptions, read_records
from sheets.numbers import count, span
from tests.make import sheet

AS_OF = date(2025, 6, 2)
COMMA = LocaleOptions()


def read(*, as_of=AS_OF, today=None, **tabs):
    grids = {name: sheet(text) for name, text in tabs.items()}
    return read_records(grids, IntakeOptions(), as_of=as_of, today=today)


def codes(intake):
    return {issue.code for issue in intake.issues}


PLAN = """
Mã hàng | Ngày đặt dự kiến | Số lượng
MUG     | 10/6             | 300
"""
LOG = """
Mã hàng | Lỗi gì? | Ngày
MUG     | vỡ      | 10/5
MUG     | vỡ      | 1/9/2026
"""


def test_a_day_without_a_year_is_near_the_day_on_which_one_looks_whenever_that_is_done():
    intake = read(reorder_plan=PLAN, defect_log=LOG, today=date(2027, 3, 1))

    assert intake.records.plans["planned_on"].to_list() == [date(2025, 6, 10)]
    assert intake.records.defects["found_on"][0] == date(2025, 5, 10)


def test_a_replay_doubts_no_row_typed_since_then():
    assert "date_in_future" not in codes(read(defect_log=LOG, today=date(2027, 3, 1)))
    assert "date_in_future" in codes(read(defect_log=LOG, today=AS_OF))
    assert "date_in_future" in codes(read(defect_log=LOG, today=date(2025, 1, 1)))


def test_rows_of_years_ago_are_not_too_old_when_one_looks_from_years_ago():
    log = "Mã hàng | Loại lỗi | Ngày\nMUG | vỡ | 10/5/2021"

    assert "date_too_old" not in codes(read(defect_log=log, today=date(2030, 1, 1)))


def test_a_header_may_be_a_question():
    assert read(defect_log=LOG).records.defects["defect_type"].to_list() == ["broken", "broken"]


def test_a_line_of_sums_headed_in_the_column_of_days_is_left_out():
    intake = read(
        receiving="""
        Ngày về    | Số lô | Mã hàng | Số lượng
        01/04/2025 | L1    | MUG     | 200
        Tổng cộng: |       |         | 200
        """
    )

    [rows] = intake.rows
    assert (rows.counted, rows.reported, rows.ignored) == (1, 0, 1)


@pytest.mark.parametrize("typed", [10**8, 1e12, "3.000.000.000", "8936012345678"])
def test_a_bar_code_is_no_count(typed):
    assert count(typed, COMMA).code == "out_of_range"


@pytest.mark.parametrize(
    ("typed", "days", "code"),
    [
        (25, 25, None),
        ("25 ngày", 25, None),
        ("25 ngày làm việc", 25, None),
        ("20-25 ngày", 25, None),
        ("20 – 25", 25, None),
        ("3 tuần", 21, None),
        ("1 tháng", 30, None),
        ("15天", 15, None),
        ("khoảng 20 ngày", 20, "approximate"),
        ("-", None, None),
        ("ngày", None, "not_a_number"),
        ("7/10", None, "out_of_range"),
        (731, None, "out_of_range"),
        ("3000 days", None, "out_of_range"),
        (-3, None, "negative"),
    ],
)
def test_a_lead_time_may_be_typed_with_its_unit(typed, days, code):
    reading = span(typed, COMMA)

    assert (reading.value, reading.code) == (days, code)


def test_marks_that_nobody_sees_are_no_part_of_a_header_a_code_or_a_choice():
    intake = read(
        defect_log="\ufeffMã hàng | Loại lỗi\u200b | Mã lô\n\u200eMUG\u200b | v\u00adỡ\u200b | L1\u202c\n\u200b | vỡ | L2"
    )

    [row] = intake.records.defects.select("sku", "defect_type", "lot_id").rows()
    assert row == ("MUG", "broken", "L1")
    assert {(issue.code, issue.row) for issue in intake.issues} == {("value_missing", 3)}


@pytest.mark.parametrize("status", ["Delivered", "Confirmed", "đã về", "已到货"])
def test_an_order_that_is_on_its_way_or_there_is_no_plan(status):
    intake = read(
        reorder_plan=f"Mã hàng | Ngày đặt dự kiến | Số lượng | Trạng thái\nM | 10/6 | 3 | {status}"
    )

    assert intake.records.plans["status"].to_list() == ["ordered"]


def test_a_cell_that_costs_its_row_is_told_from_one_that_is_left_blank():
    intake = read(
        reorder_plan="Mã hàng | Ngày đặt dự kiến | Số lượng | Tồn kho\nM | 10/6 | nhiều | nhiều"
    )

    said = {issue.column: issue.slots.get("uncounted") for issue in intake.issues}
    assert intake.rows[0].reported == 1
    assert (said["units"], said["stock"]) == (True, None)


def test_a_tick_among_days_is_quoted_as_the_tick_that_it_is():
    log = "Mã hàng | Loại lỗi | Ngày | Số lượng\nM | vỡ | TRUE | TRUE"

    quoted = [issue.found for issue in read(defect_log=log).issues if issue.found]
    assert quoted == ["TRUE", "TRUE"]


def test_days_under_ordered_are_the_days_of_the_orders_and_no_missing_units():
    intake = read(
        receiving="""
        Batch | SKU | Received   | Units received | Ordered
        L1    | MUG | 2025-05-01 | 200            | 2025-04-01
        L2    | MUG | 2025-05-02 | 200            | 240
        L3    | MUG |            | 200            | 2025-04-01
        """
    )

    lots = intake.records.lots
    assert lots["ordered_on"].to_list() == [date(2025, 4, 1), None, date(2025, 4, 1)]
    assert lots["units_ordered"].to_list() == [None, 240, None]
    told = [issue for issue in intake.issues if issue.code == "units_are_days"]
    assert [(issue.row, issue.rows, issue.found) for issue in told] == [(2, 2, "2025-04-01")]
