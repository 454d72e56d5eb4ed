"""The same team in a Vietnamese and in an American sheet, and days that were read month first."""

import datetime as dt

import openpyxl
import pytest

from sheets.backends.xlsx_options import XlsxOptions
from tests.fakes import google
from tests.sheets.google_helpers import opened
from tests.sheets.test_intake import codes, count, read

LOG = "Nhật ký lỗi"
HEADERS = ["SKU", "Loại lỗi", "Ngày phát hiện", "Số lượng", "Mã lô", "Chi phí"]
DAYS = [dt.date(2026, 5, day) for day in (6, 13, 7, 25, 11)] + [dt.date(2026, 10, 31)]
FORMS = {
    "vi_VN": ("{0.day:02}/{0.month:02}/{0.year}", "1.500", "7.250,5"),
    "en_US": ("{0.month}/{0.day}/{0.year}", "1,500", "7,250.5"),
}


def google_grid(server, locale, rows):
    """A tab into which people typed, in a sheet of a locale."""
    book = f"book-{locale}"
    server.seed(book, {LOG: [HEADERS]}, title="Quality", locale=locale)
    answer = google.session().put(
        f"{server.base_url}/v4/spreadsheets/{book}/values/'{LOG}'!A2",
        json={"values": rows},
        params={"valueInputOption": "USER_ENTERED"},
        timeout=10,
    )
    answer.raise_for_status()
    workbook = opened(server, url=book)
    [tab] = workbook.info().tabs
    return workbook.read([tab])[tab.tab_id]


def file_grid(path, rows, *, form):
    """A tab of a file; days are shown in the form of its locale."""
    book = openpyxl.Workbook()
    book.active.title = LOG
    for row in (HEADERS, *rows):
        book.active.append(row)
    for cell in book.active["C"]:
        if isinstance(cell.value, dt.date):
            cell.number_format = form
    book.save(path)
    workbook = XlsxOptions(path=path).open()
    [tab] = workbook.info().tabs
    return workbook.read([tab])[tab.tab_id]


def typed(locale):
    day, units, cost = FORMS[locale]
    return [["MUG", "vỡ", day.format(one), units, f"L{at}", cost] for at, one in enumerate(DAYS)]


def test_a_vietnamese_and_an_american_sheet_of_the_same_team_give_the_same_records(server):
    vietnamese = read(defect_log=google_grid(server, "vi_VN", typed("vi_VN")))
    american = read(defect_log=google_grid(server, "en_US", typed("en_US")))

    assert vietnamese.issues == american.issues == ()
    assert vietnamese.records.defects.equals(american.records.defects)
    assert vietnamese.records.defects["found_on"].to_list() == DAYS
    assert vietnamese.records.defects["units"].to_list() == [1500] * 6


def test_a_vietnamese_and_an_american_file_give_the_same_records_as_the_sheets(server, tmp_path):
    rows = [["MUG", "vỡ", day, 1500, f"L{at}", 7250.5] for at, day in enumerate(DAYS)]
    sheet = read(defect_log=google_grid(server, "vi_VN", typed("vi_VN")))
    files = [
        read(defect_log=file_grid(tmp_path / f"{place}.xlsx", rows, form=form))
        for place, form in enumerate(["dd/mm/yyyy", "mm/dd/yyyy"])
    ]

    for file in files:
        assert file.issues == ()
        assert file.records.defects.equals(sheet.records.defects)


def test_days_typed_day_first_into_an_american_sheet_are_named_with_their_rows(server):
    """Google takes 6/5 for June 5 and leaves 13/5 as text."""
    day = FORMS["vi_VN"][0]
    rows = [["MUG", "vỡ", day.format(one), 1, f"L{at}"] for at, one in enumerate(DAYS)]

    intake = read(defect_log=google_grid(server, "en_US", rows))
    right = read(defect_log=google_grid(server, "vi_VN", rows))

    swapped = codes(intake)["dates_swapped", "found_on"]
    assert (swapped.rows, swapped.slots["at"]) == (3, "2, 4, 6")
    assert codes(intake)["dates_are_text", None].slots["at"] == "3, 5, 7"
    assert right.issues == ()
    assert count(intake) == count(right) == (6, 6, 0, 0)


@pytest.mark.parametrize("form", ["dd/mm/yyyy", "mm/dd/yyyy"])
def test_days_that_an_american_excel_read_month_first_are_named_with_their_rows(tmp_path, form):
    rows = [
        ["MUG", "vỡ", dt.date(2026, one.day, one.month) if one.day <= 12 else f"{one:%d/%m/%Y}", 1]
        for one in DAYS
    ]
    rows = [[*row, f"L{at}"] for at, row in enumerate(rows)]

    intake = read(defect_log=file_grid(tmp_path / "quality.xlsx", rows, form=form))

    swapped = codes(intake)["dates_swapped", "found_on"]
    assert (swapped.rows, swapped.header, swapped.slots["at"]) == (3, "Ngày phát hiện", "2, 4, 6")
    assert count(intake) == (6, 6, 0, 0)
