"""Sums by group, and what counts as a count."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quality.columns import EarlierRows, codes, countable, divided, floats, summed

ROWS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5), st.integers(0, 9)), max_size=30)


def test_a_missing_value_is_nan():
    assert np.isnan(floats([1, None])).tolist() == [False, True]


def test_nothing_is_divided_by_nothing():
    assert np.isnan(divided([1, 0, 1, 1], [0, 0, -1, np.nan])).all()


def test_fractional_figures_count_because_effective_counts_are_fractional():
    assert countable(2.5, 75.6)


def test_a_group_without_rows_sums_to_nothing():
    assert summed([2, 3], codes([0, 2], 4), 4).tolist() == [2, 0, 3, 0]


@pytest.mark.parametrize("group", [[0, 3], [-1, 0]])
def test_a_group_that_does_not_exist_is_a_mistake_of_the_caller(group):
    with pytest.raises(ValueError, match="group must be 0 to 2"):
        codes(group, 3)


@given(ROWS)
def test_earlier_rows_are_those_of_the_same_group_and_a_smaller_day(rows):
    group, day, value = (
        (np.array(column, dtype=int) for column in zip(*rows, strict=True))
        if rows
        else (np.zeros(0, int),) * 3
    )
    expected = [value[(group == g) & (day < d)].sum() for g, d in zip(group, day, strict=True)]

    assert EarlierRows(floats(day), group).summed(value).tolist() == expected
