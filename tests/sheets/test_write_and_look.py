"""A write that shows where it landed, the same on every kind of spreadsheet."""

import openpyxl
import pytest

from sheets.backends.google import GoogleOptions
from sheets.backends.google_requests import shown
from sheets.backends.memory import MemoryOptions
from sheets.backends.xlsx_options import XlsxOptions
from sheets.grid import CellRun, TabChange
from tests.fakes.sheets_server import SheetsServer

ROWS = [["a", 1, None], ["b", True, 2.5], ["c", 3, "x"]]


@pytest.fixture(params=["memory", "xlsx", "google"])
def workbook(request, tmp_path):
    if request.param == "memory":
        yield MemoryOptions(tabs={"One": ROWS, "Two": ROWS}).open()
    elif request.param == "xlsx":
        book = openpyxl.Workbook()
        for title in ("One", "Two"):
            sheet = book.create_sheet(title)
            for row in ROWS:
                sheet.append(row)
        book.save(tmp_path / "book.xlsx")
        yield XlsxOptions(path=tmp_path / "book.xlsx").open()
    else:
        with SheetsServer(check_schemas=True) as server:
            server.seed("book", {"One": ROWS, "Two": ROWS, "It's": ROWS})
            yield GoogleOptions(url="book", credentials="none", api_endpoint=server.base_url).open()
            assert server.violations == []


def changed(tab, value="new"):
    run = CellRun(row=1, column=0, values=(value,))
    return TabChange(tab_id=tab.tab_id, title=tab.title, body=(run,))


def test_the_first_rows_of_changed_tabs_are_shown_as_they_stand_after_the_write(workbook):
    tabs = {tab.title: tab for tab in workbook.info().tabs}

    seen = workbook.write_and_look([changed(tabs["One"]), changed(tabs["Two"])], rows=2)

    for title in ("One", "Two"):
        grid = seen[tabs[title].tab_id]
        assert [grid.cell(row, 0) for row in range(3)] == ["a", "new", None]
        assert [grid.cell(1, column) for column in (1, 2)] == [True, 2.5]
        assert grid.cell(0, 2) in {None, ""}


def test_google_is_asked_once_also_before_its_titles_are_known():
    with SheetsServer() as server:
        server.seed("book", {"It's": ROWS})
        options = GoogleOptions(url="book", credentials="none", api_endpoint=server.base_url)
        tab = options.open().info().tabs[0]
        workbook = options.open()

        seen = workbook.write_and_look([changed(tab)], rows=3)

        assert seen[tab.tab_id].cell(1, 0) == "new"
        assert [entry.kind for entry in server.requests()] == ["R", "R", "W"]


def test_errors_are_text_and_short_rows_are_blank():
    error = {"effectiveValue": {"errorValue": {"type": "N_A"}}}
    rows = [{"values": [{"effectiveValue": {"numberValue": 1}}, error]}, {}]

    [(tab, columns)] = shown(
        {"updatedSpreadsheet": {"sheets": [{"properties": {}, "data": [{"rowData": rows}]}]}}
    )

    assert tab == 0
    assert columns == [[1, None], ["{'type': 'N_A'}", None]]
