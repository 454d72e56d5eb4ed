"""A column as distinct values and codes reads like the plain column."""

import gc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets.distinct import (
    MANY,
    PROBE,
    Coder,
    Texts,
    collector_off,
    distinct,
    fingerprint,
    pieces,
)

CELLS = st.lists(
    st.one_of(st.none(), st.booleans(), st.integers(0, 2), st.sampled_from(["", "1", "vỡ"]))
)


def same(left, right):
    return list(left) == list(right) and list(map(type, left)) == list(map(type, right))


@given(CELLS, st.integers(0, 5), st.integers(0, 12))
def test_a_column_reads_the_same_with_blanks_below(cells, start, length):
    expected = [*cells[start : start + length], *[None] * length][:length]

    assert same(distinct(cells, start, length), expected)


@given(st.lists(CELLS))
def test_a_column_that_comes_in_pieces_is_the_whole_column(pieces):
    coder = Coder()
    for piece in pieces:
        coder.add(piece)
    column = coder.column()

    assert same(column, [cell for piece in pieces for cell in piece])
    assert same(column[1:], [cell for piece in pieces for cell in piece][1:])
    assert same(distinct(column, 1, len(column)), [*list(column)[1:], *[None] * (len(column) > 0)])


def test_each_value_is_kept_once_and_a_tick_is_not_a_number():
    column = distinct([1, True, 1, False, 0, "1", True], 0, 7)

    assert [repr(value) for value in column.values] == ["1", "True", "False", "0", "'1'"]
    assert column[1] is True
    assert column[4] == 0


@pytest.mark.parametrize("pieces", [1, 2])
def test_a_column_that_never_repeats_itself_is_kept_as_it_is(pieces):
    cells = [f"24{number}" for number in range(PROBE * 2)]
    coder = Coder()
    for piece in range(pieces):
        size = len(cells) // pieces
        coder.add(cells[piece * size : (piece + 1) * size])
    column = coder.column()

    assert same(column, cells)
    assert np.array_equal(column.codes, np.arange(len(cells)))


@pytest.mark.parametrize("later", [[None, "vỡ\n", ""], [7, "x", True, None], [*"aab"]])
def test_texts_that_never_repeat_read_like_any_column(later):
    """A first cell that is no text turns them into objects again."""
    cells = [f"24{number}" for number in range(PROBE)]
    coder = Coder()
    coder.add(cells)
    coder.add(later)
    column, whole = coder.column(), [*cells, *later]

    assert isinstance(column.values, Texts) == (set(map(type, later)) <= {str, type(None)})
    assert same(column, whole)
    assert same(column.values, whole)
    assert same(column.values[PROBE:], later)
    assert [column[row] for row in range(PROBE - 1, len(whole))] == whole[PROBE - 1 :]
    assert same(distinct(column, PROBE - 2, 8), [*whole[PROBE - 2 :], *[None] * 8][:8])


def test_a_fingerprint_of_many_texts_tells_them_from_others():
    cells = [f"24{number}" for number in range(PROBE)]

    def told(*later):
        coder = Coder()
        coder.add(cells)
        coder.add(later)
        return fingerprint([coder.column()])

    assert told("a", None) == told("a", None)
    assert len({told("a", None), told("a"), told(None, "a"), told("a", ""), told("a", 0)}) == 5


def test_a_column_that_starts_by_repeating_itself_stays_coded():
    coder = Coder()
    coder.add(["a"] * PROBE)
    coder.add([str(number) for number in range(PROBE)])

    assert len(coder.column().values) == PROBE + 1


def test_the_collector_is_off_inside_and_as_before_afterwards():
    with collector_off():
        assert not gc.isenabled()
        with collector_off():
            assert not gc.isenabled()
        assert not gc.isenabled()

    assert gc.isenabled()


@pytest.mark.parametrize("large", [False, True])
def test_columns_that_come_in_bands_stay_in_their_rows(large):
    """A column may begin late, or leave out a band."""
    columns = pieces(large=large)
    columns.add(0, [["a", 1], []])
    columns.add(2, [["b"]])
    columns.add(4, [["c"], [True]])

    first, second = columns.columns()

    assert list(first) == ["a", 1, "b", None, "c"]
    assert list(second) == [None, None, None, None, True]


def test_a_fingerprint_tells_cells_apart_however_they_are_kept():
    coder = Coder()
    coder.add(["a", 1, "a"])
    plain, coded = [["a", 1, "a"]], [coder.column()]

    assert fingerprint(plain) == fingerprint([list(plain[0])])
    assert fingerprint(coded) == fingerprint([coder.column()])
    assert len({fingerprint(cells) for cells in (plain, coded, [["a", 1, 1]], [], [[]])}) == 5
    assert fingerprint([("a", 1, "a")]) == fingerprint(plain)


@pytest.mark.parametrize("first", [[], [7, True, 1, None, ""]], ids=["texts", "other cells too"])
def test_a_column_of_very_many_texts_is_coded_like_any_other(first):
    """A join looks up what a dictionary would; both know the codes that the other gave."""
    many = [f"lot {number}" for number in range(MANY + 1)]
    parts = [[*first, *["x"] * PROBE, *many, ""], [*many[::-1], "new", "", None], [8, "odd", "new"]]
    parts += [["odd", "newer", None, "lot 3", "newer"], [True, 0, "lot 4"], ["lot 5"]]
    coder = Coder()
    for part in parts:
        coder.add(part)
    column = coder.column()
    whole = [cell for part in parts for cell in part]

    assert same(column, whole)
    assert len(column.values) == len({(type(cell), cell) for cell in whole})
    places = {shown: place for place, shown in enumerate(dict.fromkeys(map(repr, whole)))}
    assert column.codes.tolist() == [places[repr(cell)] for cell in whole]


def test_equal_texts_of_a_short_tab_are_one_object_where_many_are_equal():
    columns = pieces(large=False)
    columns.add(0, [[f"{number % 3} vỡ" for number in range(90)]])
    columns.add(0, [[], [f"{number} vỡ" for number in range(90)]])

    few, many = columns.columns()
    assert len(set(map(id, few))) == 3
    assert list(many) == [f"{number} vỡ" for number in range(90)]
