"""Columns of ours whose header is gone are forgotten and made anew by the next refresh."""

from sheets.backends.memory import MemoryOptions
from sheets.repair import forgotten
from tests.contracts.outputs import nightly, summary


def grid_of(book):
    [tab] = [tab for tab in book.info().tabs if tab.marks]
    return book.read([tab])[tab.tab_id]


def with_summary():
    book = MemoryOptions().open()
    nightly(book, summary())
    return book


def test_a_tab_that_has_all_its_columns_is_left_alone():
    book = with_summary()

    assert forgotten(grid_of(book), summary().columns) is None


def test_a_lost_column_comes_back_at_the_right_end_and_the_renamed_one_stays():
    book = with_summary()
    grid = grid_of(book)
    place = next(
        i for i in range(len(grid.columns)) if grid.cell(1, i) == summary().columns[1].header
    )
    book.tabs[0].rows[1][place].value = "My own name"

    change = forgotten(grid_of(book), summary().columns)
    book.write([change])
    nightly(book, summary())

    made = grid_of(book)
    headers = [made.cell(1, i) for i in range(len(made.columns))]
    assert headers[place] == "My own name"
    assert headers[-1] == summary().columns[1].header
    assert forgotten(made, summary().columns) is None


def test_a_tab_without_its_keys_or_its_mark_is_left_alone():
    without_keys, without_mark = with_summary(), with_summary()
    without_keys.tabs[0].rows[1][0].value = "keys"
    without_mark.tabs[0].rows[0][0].value = None

    for book in (without_keys, without_mark):
        tab = book.info().tabs[0]
        assert forgotten(book.read([tab])[tab.tab_id], summary().columns) is None
