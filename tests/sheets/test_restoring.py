"""A tab goes back to what was kept: by key, and never over what a person wrote since."""

from dataclasses import replace
from datetime import datetime

import pytest

from sheets.backends.memory import MemoryWorkbook
from sheets.grid import Grid
from sheets.placement import find_tab
from sheets.refresh import refresh, survey
from sheets.restoring import made_anew, restored
from tests.contracts.outputs import ENGLISH, ROWS, START, VIETNAMESE, summary

LAYOUT = summary({})
AS_WRITTEN = ["SKU", "Status", "Rate 180d", "Latest order", "Note ✎", "Closed ✎"]


class Sheet:
    """The summary in a workbook, with people at it."""

    def __init__(self, output=None):
        self.book = MemoryWorkbook("Quality")
        self.refresh(output or summary())

    def refresh(self, *outputs):
        info = self.book.info()
        grids = self.book.read(info.tabs)
        return refresh(self.book, outputs, info=info, grids=grids)

    @property
    def grid(self):
        tab = find_tab(self.book.info(), "sku_summary", [LAYOUT.title])
        return None if tab is None else self.book.read([tab])[tab.tab_id]

    @property
    def tab(self):
        return self.book.tabs[0]

    def row_of(self, key):
        return next(row for row in self.tab.rows if row[0].value == key)

    def write(self, key, header, value):
        column = [spot.value for spot in self.tab.rows[1]].index(header)
        self.row_of(key)[column].value = value

    def shows(self, key):
        headers = [spot.value for spot in self.tab.rows[1]]
        row = [spot.value for spot in self.row_of(key)]
        return dict(zip(headers, row, strict=True))

    def restore(self, kept, *, yours=False):
        return self.refresh(restored(LAYOUT, kept, self.grid, yours=yours))


@pytest.fixture
def sheet():
    made = Sheet()
    made.write("B-MUG", "Note ✎", "call Mr Li")
    made.write("0012", "Closed ✎", True)
    return made


def test_our_cells_become_what_they_were(sheet):
    kept = sheet.grid
    sheet.refresh(summary({"B-MUG": ("ok", 0.01, None)}, night=1))

    sheet.restore(kept)

    assert sheet.grid.columns == kept.columns


def test_a_blank_cell_of_a_person_is_filled_again(sheet):
    kept = sheet.grid
    sheet.write("B-MUG", "Note ✎", "")
    sheet.write("0012", "Closed ✎", False)

    sheet.restore(kept)

    assert sheet.shows("B-MUG")["Note ✎"] == "call Mr Li"
    assert sheet.shows("0012")["Closed ✎"] is True


def test_what_a_person_wrote_since_stays(sheet):
    kept = sheet.grid
    sheet.write("B-MUG", "Note ✎", "answered")
    sheet.write("1E10", "Note ✎", "new")

    sheet.restore(kept)

    assert sheet.shows("B-MUG")["Note ✎"] == "answered"
    assert sheet.shows("1E10")["Note ✎"] == "new"


def test_yours_puts_other_words_back_and_blanks_nothing(sheet):
    kept = sheet.grid
    sheet.write("B-MUG", "Note ✎", "answered")
    sheet.write("1E10", "Note ✎", "new")

    sheet.restore(kept, yours=True)

    assert sheet.shows("B-MUG")["Note ✎"] == "call Mr Li"
    assert sheet.shows("1E10")["Note ✎"] == "new"


def test_a_deleted_row_comes_back_with_its_notes(sheet):
    kept = sheet.grid
    sheet.tab.rows.remove(sheet.row_of("B-MUG"))

    sheet.restore(kept)

    assert sheet.shows("B-MUG")["Note ✎"] == "call Mr Li"
    assert sheet.shows("B-MUG")["Status"] == "urgent"


def test_rows_that_came_later_stay_as_they_are(sheet):
    kept = sheet.grid
    sheet.refresh(summary({**ROWS, "NEW": ("watch", 0.5, None)}, night=1))
    sheet.write("NEW", "Note ✎", "just in")

    sheet.restore(kept)

    assert sheet.shows("NEW")["Status"] == "watch"
    assert sheet.shows("NEW")["Note ✎"] == "just in"


def test_rows_and_columns_are_found_wherever_people_moved_them(sheet):
    kept = sheet.grid
    head, below = sheet.tab.rows[:2], sheet.tab.rows[2:]
    sheet.tab.rows = [*head, *reversed(below)]
    for row in sheet.tab.rows:
        row[1:] = row[:0:-1]
    sheet.write("B-MUG", "Status", "scribble")
    sheet.write("B-MUG", "Note ✎", "")

    sheet.restore(kept)

    assert sheet.shows("B-MUG")["Status"] == "urgent"
    assert sheet.shows("B-MUG")["Note ✎"] == "call Mr Li"
    assert [row[0].value for row in sheet.tab.rows[2:]] == ["1E10", "0012", "B-MUG"]


def test_a_backup_in_the_other_language_is_understood(sheet):
    kept = sheet.grid
    sheet.refresh(summary({"B-MUG": ("ổn", 0.0, None)}, night=1, words=VIETNAMESE))
    layout = summary({}, words=VIETNAMESE)

    sheet.refresh(restored(layout, kept, sheet.grid, yours=False))

    assert sheet.shows("B-MUG")["Trạng thái"] == "urgent"
    assert sheet.shows("B-MUG")["Ghi chú ✎"] == "call Mr Li"


def test_a_column_that_the_backup_lacks_keeps_its_cells(sheet):
    kept = sheet.grid
    newer = summary(ROWS, night=1, words={**ENGLISH, "trend": "Trend"}, extra=("trend",))
    sheet.refresh(newer)
    layout = summary({}, extra=("trend",))

    sheet.refresh(restored(layout, kept, sheet.grid, yours=False))

    assert sheet.shows("B-MUG")["Trend"] == "rising"
    assert sheet.shows("B-MUG")["Status"] == "urgent"


def test_the_stamp_says_from_when_the_figures_are(sheet):
    kept = sheet.grid
    sheet.refresh(summary(night=3))

    sheet.restore(kept)

    texts = [spot.value for spot in sheet.tab.rows[0]]
    assert f"Refreshed {START:%Y-%m-%d %H:%M} · ok" in texts


@pytest.mark.parametrize("lost", ["stamp", "row", "keys"])
def test_a_backup_without_a_stamp_is_put_back_under_todays(sheet, lost):
    columns = [list(column) for column in sheet.grid.columns]
    for place, column in enumerate(columns):
        if lost == "stamp" and place:
            column[0] = None
        if lost == "row":
            del column[0]
    if lost == "keys":
        columns[0][1] = "?"
    kept = Grid(tab=sheet.grid.tab, columns=columns)
    now = replace(LAYOUT.stamp, text="today", at=datetime(2025, 6, 9, 2, 10))

    made = restored(replace(LAYOUT, stamp=now), kept, sheet.grid, yours=False)

    assert made.stamp == now


def test_a_tab_that_is_gone_is_made_anew_and_then_filled(sheet):
    kept = sheet.grid
    sheet.book.tabs.clear()

    sheet.refresh(made_anew(LAYOUT, kept))
    assert sheet.shows("B-MUG")["Note ✎"] is None
    sheet.restore(kept)

    assert [sheet.shows("B-MUG")[header] for header in AS_WRITTEN[1:]] == [
        *ROWS["B-MUG"],
        "call Mr Li",
        None,
    ]
    assert sheet.shows("0012")["Closed ✎"] is True


def test_putting_back_what_is_there_changes_nothing(sheet):
    kept = sheet.grid
    info = sheet.book.info()

    [plan] = survey(
        [restored(LAYOUT, kept, kept, yours=True)], info=info, grids=sheet.book.read(info.tabs)
    )

    assert plan.change is None
