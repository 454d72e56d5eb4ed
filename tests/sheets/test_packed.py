"""A long column is kept as the JSON that it came as, and reads like the plain column."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets import packed as module
from sheets.distinct import distinct, fingerprint
from sheets.grid import CellRun, Grid, TabChange, TabInfo
from sheets.packed import FEW_BYTES, Packed, packed
from sheets.settle import settle
from tests.contracts.outputs import nightly, run_log, summary
from tests.sheets.google_helpers import opened, seeded

CELLS = st.lists(
    st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.floats(0, 1), st.text('aỡ,"[1')),
    min_size=1,
    max_size=80,
)
LONG = ["_key", None, *(f"lô {number}" for number in range(2_000))]


def column(cells):
    return Packed(msgspec.json.encode(cells))


def grid(columns, kind):
    tab = TabInfo(tab_id="1", title="T", rows=102, columns=2)
    return Grid(tab=tab, columns=[kind(cells) for cells in columns])


def same(left, right):
    return list(left) == list(right) and list(map(type, left)) == list(map(type, right))


@given(CELLS, st.integers(0, 90), st.integers(0, 90))
def test_it_reads_like_the_plain_column(cells, start, end):
    assert same(column(cells), cells)
    assert len(column(cells)) == len(cells)
    assert same(column(cells)[:end], cells[:end])
    assert same(column(cells)[start:end], cells[start:end])
    assert same([column(cells)[row] for row in range(len(cells))], cells)
    assert same(distinct(column(cells), 1, len(cells)), [*cells[1:], None])


def test_what_stands_at_the_top_and_the_last_cell_are_told_without_the_others(monkeypatch):
    long = column(LONG)
    monkeypatch.setattr(Packed, "_cells", None)

    assert (long[0], long[1], long[2]) == ("_key", None, "lô 0")
    assert long[len(long) - 1] == "lô 1999"
    assert long[:20] == LONG[:20]


def test_a_column_whose_cells_are_asked_for_by_their_place_is_made_cells_once():
    long = column(LONG)

    assert long[1_000] is long[1_000]
    assert [cell for cell in long if cell is long[1_000]] == [LONG[1_000]]


def test_a_place_that_is_not_there_is_an_error():
    with pytest.raises(IndexError):
        column(LONG)[len(LONG)]


def test_a_short_column_is_a_list_of_cells():
    few, many = (msgspec.Raw(msgspec.json.encode(["x"] * count)) for count in (5, FEW_BYTES))

    assert packed(few) == ["x"] * 5
    assert isinstance(packed(many), Packed)


def test_its_fingerprint_is_that_of_its_bytes():
    assert fingerprint([column(LONG)]) == fingerprint([LONG])
    assert fingerprint([column(LONG)]) != fingerprint([column(LONG[:-1])])


def test_a_night_on_long_columns_settles_every_tab(server, monkeypatch):
    workbook = opened(seeded(server))
    monkeypatch.setattr(module, "FEW_BYTES", 2)
    nightly(workbook, summary(), run_log(0))

    report = nightly(workbook, summary(night=1), run_log(1))

    assert report.put_back == ()
    assert all(tab.settled for tab in report.tabs)
    assert any(isinstance(c, Packed) for grid in report.grids.values() for c in grid.columns)


def test_a_long_tab_that_people_sorted_while_we_wrote_is_put_right_as_a_short_one_is():
    keys, notes = [f"S{row}" for row in range(100)], [f"note {row}" for row in range(100)]
    before = [["", "_key", *keys], [None, "Note", *notes]]
    after = [["", "_key", *reversed(keys)], [None, "Note", *reversed(notes)]]
    after[1][50] = "ours"
    change = TabChange(tab_id="1", title="T", body=(CellRun(row=50, column=1, values=("ours",)),))

    short, long = (settle(grid(before, kind), change, grid(after, kind)) for kind in (list, column))

    assert dict(long.hits) == dict(short.hits) == {(50, 1): "ours"}
    assert same(long.truth.columns[1], short.truth.columns[1])
    assert long.truth.cell(50, 1) == "note 51"
