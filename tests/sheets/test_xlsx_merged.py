"""Merged cells in a file: those near the top are told, in sheets of a usual length."""

import openpyxl
import pytest

from sheets.backends.xlsx_options import XlsxOptions


@pytest.mark.parametrize(
    ("rows", "merged"),
    [
        (30, {(0, 1, 0, 2), (1, 0, 2, 0)}),
        (20_001, set()),
    ],
)
def test_merged_ranges_near_the_top_are_told(tmp_path, rows, merged):
    book = openpyxl.Workbook()
    for row in range(rows):
        book.active.append([row, row, row])
    for cells in ("B1:C1", "A2:A3", "A25:B26"):
        book.active.merge_cells(cells)
    book.save(tmp_path / "book.xlsx")

    [tab] = XlsxOptions(path=tmp_path / "book.xlsx").open().info().tabs

    assert set(tab.merged) == merged
