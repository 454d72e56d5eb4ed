"""Corners of the backends that a night rarely meets."""

import openpyxl
import pytest

from sheets.backends.google_requests import _range
from sheets.backends.xlsx_options import XlsxOptions
from sheets.grid import ReadAgainError, TabChange
from tests.fakes.sheets_server import SheetsServer
from tests.sheets.google_helpers import BOOK, opened, seeded


def test_a_tab_that_was_never_seen_is_read_again_before_a_write(tmp_path):
    path = tmp_path / "quality.xlsx"
    openpyxl.Workbook().save(path)
    workbook = XlsxOptions(path=path).open()

    with pytest.raises(ReadAgainError, match="the tab 'Gone' is gone"):
        workbook.write([TabChange(tab_id="999", title="Gone")])


def test_columns_to_their_end_are_named_without_a_last_row():
    assert _range(7, rows=(0, None), columns=(1, 2)) == {
        "sheetId": 7,
        "startRowIndex": 0,
        "startColumnIndex": 1,
        "endColumnIndex": 2,
    }


def test_metadata_can_be_asked_for_some_ranges_only():
    with SheetsServer() as server:
        client = opened(seeded(server)).client

        found = client.metadata("sheets.data.rowData.values.formattedValue", ["Lots!A1"])

    [sheet] = found["sheets"]
    assert sheet["data"][0]["rowData"][0]["values"] == [{"formattedValue": "Lot"}]
    assert client.subject.spreadsheet_id == BOOK
