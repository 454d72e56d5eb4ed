"""The demo tabs: typed as people type, exact, and moved by whole weeks."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from jobs import demo_tables as tables
from jobs.demo_data import complaint_days, demo_tabs
from jobs.demo_tables import ANCHOR
from sheets import contract
from sheets.intake import IntakeOptions, read_records
from tests import demo

TOTAL_REPORTED = sum(sum(lot.reported.values()) for lot in tables.DELIVERIES)


def tab(name, *args, **kwargs):
    return next(found for found in demo_tabs(*args, **kwargs) if found.id == name)


def days_of(rows):
    return [cell for row in rows for cell in row if isinstance(cell, date | datetime)]


def test_every_input_tab_is_there():
    assert {found.id for found in demo_tabs()} == set(contract.TABS)


def test_the_same_anchor_gives_the_same_cells():
    assert demo_tabs() == demo_tabs()


@pytest.mark.parametrize("days", [7, 13, -1, -7, 364])
def test_another_anchor_moves_every_day_by_whole_weeks(days):
    shift = timedelta(weeks=days // 7)

    for before, after in zip(demo_tabs(), demo_tabs(ANCHOR + timedelta(days=days)), strict=True):
        moved = [day + shift for day in days_of(before.rows)]
        kept = [day for day in moved if day.year < 2050]
        assert [day for day in days_of(after.rows) if day.year < 2050] == kept


def test_the_log_has_a_title_above_its_headers_and_a_column_of_the_teams_own():
    log = tab("defect_log").rows

    assert log[0][0]
    assert set(log[0][1:]) == {None}
    assert log[1][0] == "Mã hàng"
    assert log[1][-1] == "Ai xử lý"


def test_two_rows_in_the_middle_are_blank():
    log = tab("defect_log").rows

    assert [set(row) for row in log].count({None}) == 2


def test_a_month_is_typed_and_moves_with_the_anchor():
    months = [row[3] for row in tab("defect_log").rows if isinstance(row[3], str)][1:]
    later = [
        row[3]
        for row in tab("defect_log", ANCHOR + timedelta(weeks=10)).rows
        if isinstance(row[3], str)
    ][1:]

    assert (months, later) == (["2/2025"], ["5/2025"])


def test_english_tabs_speak_english():
    log = tab("defect_log", language="en").rows

    assert (log[0][0], log[1][0], log[2][1]) == ("Defect log of the shop", "SKU", "Broken")
    assert tab("skus", language="en").rows[1][1] == "Mini fan"


def test_brands_are_the_same_in_every_language():
    platforms = {row[5] for row in tab("defect_log").rows[2:]} - {None}

    assert platforms == {"Shopee", "TikTok Shop", "Lazada"}


@pytest.mark.parametrize("lot", tables.DELIVERIES, ids=lambda lot: lot.lot_id)
def test_complaints_come_after_receipt_and_before_the_anchor(lot):
    units = sum(lot.reported.values())
    days = complaint_days(lot, units) if units else []

    assert len(days) == units
    assert all(lot.received_on < day <= ANCHOR for day in days)
    assert days == sorted(days)


def test_half_of_the_complaints_of_an_old_lot_come_in_the_first_month():
    [fan] = [lot for lot in tables.DELIVERIES if lot.lot_id == "FAN-2403"]
    early = [day for day in complaint_days(fan, 15) if day <= fan.received_on + timedelta(days=30)]

    assert 7 <= len(early) <= 8


def test_scarves_fade_after_a_month_of_use():
    [scarf] = [lot for lot in tables.DELIVERIES if lot.lot_id == "SCF-2502"]
    delays = [(day - scarf.received_on).days for day in complaint_days(scarf, 8)]

    assert (min(delays) >= 30, max(delays) <= 70) == (True, True)


def test_every_reported_unit_is_one_row_with_an_order_of_its_own():
    log = demo.intake().records.defects
    orders = Counter(log["order_ref"])

    assert log.height == TOTAL_REPORTED + 6  # five odd rows and a repeated one
    assert [count for count in orders.values() if count > 1] == [2]


def test_the_intake_reads_every_row_and_reports_what_is_wrong():
    intake = demo.intake()
    log = next(count for count in intake.rows if count.tab == "defect_log")

    assert log.read == log.counted + log.reported + log.ignored
    assert (log.reported, log.ignored) == (1, 2)
    assert {issue.code for issue in intake.issues} == {
        "value_missing",
        "date_in_future",
        "dates_are_text",
    }


def test_english_and_vietnamese_tabs_are_the_same_records():
    english = read_records(demo.grids(language="en"), IntakeOptions(), as_of=ANCHOR).records
    vietnamese = demo.intake().records

    for name in ("defects", "lots", "plans", "talks", "suppliers", "samples"):
        assert getattr(english, name).equals(getattr(vietnamese, name)), name
