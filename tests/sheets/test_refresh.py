"""The parts of a refresh that need no workbook: names, keys, plans, what moved meanwhile."""

import gc
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets.backends import MemoryOptions, open_workbook
from sheets.backends.google import _bands
from sheets.backends.google_cells import encoded
from sheets.backends.google_client import _no_garbage_collection
from sheets.backends.xlsx_cells import _number
from sheets.backends.xlsx_parts import _column_styles
from sheets.distinct import distinct
from sheets.grid import CellRun, ReadAgainError, TabChange, TabInfo, WorkbookInfo
from sheets.outputs.table import Kind
from sheets.placement import (
    find_tab,
    key_text,
    parsed_mark,
    place,
    same,
    unlike,
    written_by_people,
)
from sheets.plan import free_title, plan, shifted, storable, storable_output
from sheets.refresh import ATTEMPTS, _moved, _put_backs, differences, survey
from sheets.settle import origins, patched, settle
from tests.contracts.outputs import ROWS, nightly, summary
from tests.contracts.people import MemoryPeople
from tests.make import grid, sheet


def info(*tabs):
    return WorkbookInfo(title="Quality", tabs=tabs)


def tab(title, tab_id, **marks):
    return TabInfo(tab_id=tab_id, title=title, rows=9, columns=9, marks=marks)


OURS = {"reorder-brief": "sku_summary"}
TITLES = ("SKU summary", "Tổng hợp SKU")


@pytest.mark.parametrize(
    ("tabs", "known", "found"),
    [
        ([tab("x", "1", **OURS)], {}, "1"),
        ([tab("x", "1", **OURS), tab("SKU summary", "2", **OURS)], {}, "2"),
        ([tab("x", "1", **OURS), tab("y", "2", **OURS)], {"sku_summary": "2"}, "2"),
        ([tab("x", "1", **OURS), tab("y", "2", **OURS)], {}, "1"),
        ([tab("x", "1", **OURS), tab("y", "2")], {"sku_summary": "2"}, "1"),
        ([tab("x", "1"), tab("tổng hợp sku", "2")], {}, "2"),
        ([tab("x", "1"), tab("SKU summary", "2")], {"sku_summary": "1"}, "1"),
        ([tab("SKU summary", "1", **{"reorder-brief": "signals"})], {}, None),
        ([], {}, None),
    ],
)
def test_a_tab_is_found_by_mark_then_by_id_then_by_title(tabs, known, found):
    tab_found = find_tab(info(*tabs), "sku_summary", TITLES, known)

    assert (tab_found.tab_id if tab_found else None) == found


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        (None, ""),
        ("", ""),
        (True, ""),
        (12.0, "12"),
        (12, "12"),
        (1.5, "1.5"),
        (" 0012 ", " 0012 "),
    ],
)
def test_a_key_is_text(cell, key):
    assert key_text(cell) == key


@pytest.mark.parametrize(
    ("old", "new", "equal"),
    [
        (None, "", True),
        (None, 0, False),
        (1, 1.0, True),
        (0.1 + 0.2, 0.3, True),
        (0.1, 0.1001, False),
        (True, 1, False),
        (False, False, True),
        ("1", 1, False),
        ("a", "a", True),
    ],
)
def test_cells_are_the_same_when_they_show_the_same(old, new, equal):
    assert same(old, new) is equal
    assert same(new, old) is equal


ROUGH = st.sampled_from(["", "\r\n", "a\x00", "\xa0b", "\ud800", "x" * 40_000, "đỏ"])
SHOWN = st.sampled_from([None, "", "a", "1", 0, 1, 1.0, 0.3, 0.1 + 0.2, 10**16, True, False])


@given(st.lists(st.tuples(SHOWN, SHOWN)))
def test_columns_are_unlike_where_their_cells_are_not_the_same(pairs):
    old, new = [one for one, _ in pairs], [other for _, other in pairs]

    assert unlike(old, new) == [at for at, pair in enumerate(pairs) if not same(*pair)]
    assert unlike(old, list(old)) == []


@pytest.mark.parametrize(
    "cell", [None, 3, "", "Refreshed", "reorder-brief:x", "reorder-brief:x:y:z:a"]
)
def test_what_is_no_mark_is_none(cell):
    assert parsed_mark(cell) is None


def test_what_people_wrote_is_told_by_key_and_column():
    drawn = sheet(
        """
        x    | text | 1
        _key | SKU  | note ✎ | Mine | Closed ✎
        A    | A    | hello  | own  | TRUE
        B    | B    |        |      |
        """
    )

    found = written_by_people(drawn, summary().columns)

    assert found == {"A": {"note": "hello", "closed": True}, "B": {}}
    assert written_by_people(sheet("A | B"), summary().columns) == {}


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("a\x00\x1f\ud800b", "ab"),
        ("\r\n\r", "\n\n"),
        ("\x00", None),
        (float("nan"), None),
        (float("-inf"), None),
        (3, 3),
        (True, True),
        ("😀" * 16_383, "😀" * 16_383),
        ("😀" * 16_384, "😀" * 16_383 + "…"),
    ],
)
def test_a_cell_is_made_storable(cell, kept):
    assert storable(cell) == kept
    assert storable(storable(cell)) == kept


@given(st.lists(st.none() | st.booleans() | st.integers() | st.floats() | st.text() | ROUGH))
def test_every_cell_of_an_output_is_made_storable(cells):
    output = summary({f"S{at}": (cell, None, None) for at, cell in enumerate(cells)})

    made = storable_output(output).cells["status"]

    assert list(map(repr, made)) == list(map(repr, map(storable, cells)))


def test_a_cell_that_is_made_storable_is_written_once():
    people = MemoryPeople()
    nightly(people.workbook, summary({"A": ("ok", 0.5, None)}))
    rough = summary({"A": ("a\x00b\r\n", float("nan"), None), "B": ("\x00c", float("inf"), None)})

    nightly(people.workbook, rough)
    now = people.workbook.info()
    [again] = survey([rough], info=now, grids=people.workbook.read(now.tabs))

    shown = [row[2] for row in people.cells("SKU summary")[2:]]
    assert shown == ["ab\n", "c"]
    assert [one.new for one in again.differences()] == []


def test_an_infinite_number_blanks_the_number_that_was_there():
    people = MemoryPeople()
    nightly(people.workbook, summary({"A": ("ok", 0.5, 45_000)}))

    nightly(people.workbook, summary({"A": ("ok", float("inf"), 45_000)}))

    [row] = people.cells("SKU summary")[2:]
    assert row[2:5] == ["ok", None, 45_000]


def test_a_title_is_made_free_and_fit_for_every_backend():
    taken = info(tab("signals", "1"), tab("SIGNALS 2", "2"), tab("a" * 31, "3"))

    assert free_title("Signals", taken) == "Signals 3"
    assert free_title("QC [a/b]: *?", taken) == "QC  a b"
    assert free_title("a" * 40, taken) == "a" * 29 + " 2"


def test_blank_rows_are_inserted_in_order_also_below_the_cells():
    moved = shifted(grid([["a", "b"], ["c"]]), ((0, 1), (2, 2), (9, 1)))

    assert moved.columns == [[None, "a", None, None, "b"], [None, "c"]]
    assert shifted(None, ((0, 1),)) is None


def test_what_is_put_back_goes_down_with_the_rows_that_are_inserted():
    assert [_moved(row, ((0, 1), (3, 2))) for row in (0, 1, 2, 5)] == [1, 2, 5, 8]


def test_another_language_is_not_written_over_a_tab_of_that_title():
    people = MemoryPeople()
    nightly(people.workbook, summary())
    people.add_tab("Tổng hợp SKU", [["theirs"]])
    from tests.contracts.outputs import VIETNAMESE

    nightly(people.workbook, summary(night=1, words=VIETNAMESE))

    assert people.titles() == ["Lots", "SKU summary", "Tổng hợp SKU"]


def test_a_plan_of_a_new_tab_shows_every_cell_as_a_difference():
    plans = survey([summary({"A": ("ok", 0.5, None)})], info=info(), grids={})

    shown = [(one.key, one.header, one.new) for one in differences(plans) if one.key]
    assert shown == [
        ("A", "_key", "A"),
        ("A", "SKU", "A"),
        ("A", "Status", "ok"),
        ("A", "Rate 180d", 0.5),
    ]


def test_a_plan_with_nothing_to_do_shows_no_difference():
    people = MemoryPeople()
    nightly(people.workbook, summary())
    now = people.workbook.info()

    plans = survey([summary()], info=now, grids=people.workbook.read(now.tabs))

    assert differences(plans) == []
    assert plans[0].cells == 0


def test_a_column_of_ours_that_gets_its_first_values_is_ours_though_doubled():
    drawn = sheet(
        """
        x    |
        _key | Status | SKU | Status
        A    |        | A   | ok
        """
    )

    found = place(drawn, summary({"A": ("ok", 0.5, None)}))

    assert found.columns["status"] == 3


def test_a_stamp_without_its_mark_is_known_by_a_moment_before_a_text():
    people = MemoryPeople()
    nightly(people.workbook, summary())
    people.type("SKU summary", 0, 0, None)

    nightly(people.workbook, summary(night=1))

    stamps = [cell for cell in people.cells("SKU summary")[0] if "Refreshed" in str(cell)]
    assert stamps == ["Refreshed 2025-06-03 02:10 · ok"]


def test_a_stamp_that_was_typed_over_is_written_beside_it():
    people = MemoryPeople()
    nightly(people.workbook, summary())
    people.type("SKU summary", 0, 2, "our own words")

    nightly(people.workbook, summary(night=1))

    row = people.cells("SKU summary")[0]
    assert "our own words" in row
    assert "Refreshed 2025-06-03 02:10 · ok" in row


def test_the_run_log_without_moments_loses_its_lowest_rows():
    from tests.contracts.outputs import run_log

    people = MemoryPeople()
    nightly(people.workbook, run_log(2, 1, 0))
    log = run_log(3, keep=3)
    plain = tuple(replace(column, kind=Kind.NUMBER) for column in log.columns)

    nightly(people.workbook, replace(log, columns=plain))

    assert [row[0] for row in people.cells("Run log")[2:]] == ["run-3", "run-2", "run-1"]


def test_a_person_s_column_that_is_gone_is_no_issue():
    people = MemoryPeople()
    nightly(people.workbook, summary())
    people.delete_column("SKU summary", 5)

    report = nightly(people.workbook, summary(night=1))

    assert report.issues == ()
    assert "Note ✎" not in people.cells("SKU summary")[1]


def test_a_renamed_key_that_is_there_already_is_left_alone():
    people = MemoryPeople()
    nightly(people.workbook, summary())

    nightly(people.workbook, summary(night=1, renamed={"B-MUG": "0012", "none": "1E10"}))

    assert [row[0] for row in people.cells("SKU summary")[2:]] == list(ROWS)


class Stubborn:
    """A workbook that always changes just before a write."""

    def __init__(self, workbook):
        self.workbook = workbook
        self.asked = 0

    def __getattr__(self, name):
        return getattr(self.workbook, name)

    def write(self, _):
        self.asked += 1
        msg = "saved by somebody else"
        raise ReadAgainError(msg)


def test_a_workbook_that_changes_for_ever_is_given_up():
    stubborn = Stubborn(MemoryPeople().workbook)

    with pytest.raises(ReadAgainError):
        nightly(stubborn, summary())

    assert stubborn.asked == ATTEMPTS + 1


def test_a_tab_whose_keys_vanish_during_the_write_is_left_as_it_is():
    before = sheet("x |\n_key | SKU\nA | A")
    after = sheet("x |\nSKU | Mine\nA | own")
    change = TabChange(tab_id="0", title="x", body=(CellRun(row=2, column=1, values=("B",)),))

    settled = settle(before, change, after)

    assert settled.truth is after
    assert _put_backs(after, [(1, 1)]) == []


def test_a_cell_that_people_typed_over_after_our_write_is_not_put_back():
    before = sheet("x | | \n_key | SKU | Note\nA | A | mine")
    after = sheet("x | | | \n_key | SKU | | Note\nA | A | theirs since | mine")
    change = TabChange(tab_id="0", title="x", body=(CellRun(row=2, column=2, values=("ours",)),))

    assert settle(before, change, after).hits == {}


def test_blanks_that_were_written_beyond_the_last_column_hit_nothing():
    """A row of people that has no key is looked at wherever rows moved."""
    before = sheet("x | | \n_key | SKU | Note\nA | A | mine\n | | theirs")
    after = sheet("x | | \n_key | SKU | Note\n | | \nA | A | mine\n | | theirs")
    change = TabChange(tab_id="0", title="x", body=(CellRun(row=4, column=5, values=(None,)),))

    assert settle(before, change, after).hits == {}


def test_what_is_owed_is_paid_where_it_stands_by_now():
    before = sheet("x | | \n_key | SKU | Note\nA | A | mine")
    after = sheet("x | | | \n_key | SKU | | Note\nA | A | mine | ours")
    change = TabChange(tab_id="0", title="x", body=(CellRun(row=2, column=2, values=("mine",)),))

    settled = settle(before, change, after, owed={(2, 2): "ours", (2, 1): "A", (7, 7): "z"})

    assert settled.hits == {(2, 2): "mine", (2, 3): "ours"}
    assert settled.truth.cell(2, 3) == "mine"
    assert settled.truth.cell(2, 2) is None


@pytest.mark.parametrize(
    ("old", "new", "written", "found"),
    [
        (["k", "a", "b"], ["k", "a", "b"], set(), [0, 1, 2]),
        (["k", "a", "b"], ["k", "b", "a"], set(), [0, 2, 1]),
        (["k", "a", "b"], ["k", "a", "", "b"], set(), [0, 1, None, 2]),
        (["k", "a", "b"], ["k", "b", ""], set(), [0, 2, 3]),
        (["k", "a", "b"], ["k", "", "a", "new"], {3}, [0, None, 1, 2]),
        (["k", "a", "b"], ["k", "a", "b", "new"], {3}, [0, 1, 2, 3]),
        (["k", "a", "b"], ["k", "c", "b"], set(), [0, 1, 2]),
        (["k", "a", "b"], ["k", "a", "b", "c"], set(), [0, 1, 2, 3]),
        (["k", "a", "b"], ["k", "a", "a", "b"], set(), [0, 1, None, 2]),
        (["k", "a", "a", "b"], ["k", "a", "b", "a"], set(), [0, 1, 3, 2]),
        (["k", "a", "a", "b"], ["k", "a", "x", "b"], {2}, [0, 1, 2, 3]),
        (["k", "a", "a", "b"], ["k", "x", "a", "b"], {1}, [0, 1, 2, 3]),
        (["k", "a", "a"], ["k", "b", "x", "a"], {2}, [0, None, 2, 1]),
        (["k"], ["", "k"], set(), [None, 0]),
        ([], ["a"], {0}, [0]),
    ],
)
def test_lines_are_known_by_name_and_by_their_neighbours(old, new, written, found):
    assert origins(old, new, written) == found


def test_a_grid_grows_for_a_patch():
    assert patched(grid([["a"]]), {(2, 1): "x"}).columns == [["a"], [None, None, "x"]]


def test_memory_options_open_a_workbook_with_tabs():
    workbook = open_workbook(MemoryOptions(title="Team", tabs={"Lots": [["Lot"], ["L1", 3]]}))

    [lots] = workbook.info().tabs
    assert (workbook.name, lots.title, lots.rows, lots.columns) == ("Team", "Lots", 2, 2)
    assert workbook.read([lots])[lots.tab_id].columns == [["Lot", "L1"], [None, 3]]


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        (date(2025, 6, 2), 45_810),
        (datetime(2025, 6, 2, 12), 45_810.5),
        (time(6), 0.25),
        (timedelta(hours=36), 1.5),
    ],
)
def test_days_and_times_are_serial_numbers(moment, number):
    assert _number(moment) == number


def test_a_column_s_style_is_read_also_where_it_spans_several():
    text = b'<cols><col min="2" max="3" style="7"/><col min="9" max="16384" width="8"/></cols><sheetData'

    assert _column_styles(text) == {1: b"7", 2: b"7"}


def test_bands_leave_out_rows_that_hold_nothing():
    runs = [
        CellRun(row=0, column=0, values=("x" * 1_500_000,)),
        CellRun(row=9, column=0, values=("x" * 1_500_000,)),
    ]

    assert [[run.row for run in band] for band in _bands(encoded(runs))] == [[0], [9]]


def test_garbage_collection_stays_off_where_it_was_off():
    gc.disable()
    try:
        with _no_garbage_collection():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_plan_is_the_same_each_time():
    people = MemoryPeople()
    nightly(people.workbook, summary())
    now = people.workbook.info()
    [_, read] = people.workbook.read(now.tabs).values()
    output = summary({**ROWS, "0012": ("ok", 0.9, 3), "NEW": ("ok", 0.1, None)}, night=1)

    assert plan(output, read, now) == plan(output, read, now)


def test_a_tab_whose_columns_are_kept_as_distinct_values_is_planned_like_any_other():
    people = MemoryPeople()
    nightly(people.workbook, summary())
    now = people.workbook.info()
    [_, read] = people.workbook.read(now.tabs).values()
    kept = replace(read, columns=[distinct(column, 0, len(column)) for column in read.columns])
    output = summary({**ROWS, "0012": ("ok", 0.9, 3), "NEW": ("ok", 0.1, None)}, night=1)

    assert plan(output, kept, now).change == plan(output, read, now).change
    assert [list(column[1:2]) for column in kept.columns] == [
        list(column[1:2]) for column in read.columns
    ]
