"""The textbook series have the limits that the textbook prints."""

import numpy as np
import pytest

from quality.control import laney_chart, p_chart, u_chart

# D. C. Montgomery, Introduction to Statistical Quality Control: orange juice cans, samples of 50;
# 30 samples, then 24 after an adjustment of the machine. Limits as the R package qcc prints them.
ORANGE_JUICE = [
    12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12,
    7, 13, 9, 6,
]  # fmt: skip
ADJUSTED = [9, 6, 12, 5, 6, 4, 6, 3, 7, 6, 2, 4, 3, 6, 5, 4, 8, 5, 6, 7, 5, 6, 3, 5]
# Printed circuit boards, samples of 100 (first 26), and dyed cloth in units of unequal size.
CIRCUIT = [
    21, 24, 16, 12, 15, 5, 28, 20, 31, 25, 20, 24, 16, 19, 10, 17, 13, 22, 18, 39, 30, 24, 16, 19,
    17, 15,
]  # fmt: skip
COMPUTERS = [10, 12, 8, 14, 10, 16, 11, 7, 10, 15, 9, 5, 7, 11, 12, 6, 8, 10, 7, 5]  # 5 a sample
CLOTH = [14, 12, 20, 11, 7, 10, 21, 16, 19, 23]
CLOTH_UNITS = [10, 8, 13, 10, 9.5, 10, 12, 10.5, 12, 12.5]


def outside(chart) -> list[int]:
    return (np.flatnonzero(chart.outside) + 1).tolist()


def test_thirty_samples_of_orange_juice_have_the_limits_in_print():
    chart = p_chart(ORANGE_JUICE, [50] * 30)

    assert chart.centre == pytest.approx(0.2313333, abs=1e-7)
    assert chart.lower == pytest.approx([0.05242755] * 30, abs=1e-8)
    assert chart.upper == pytest.approx([0.4102391] * 30, abs=1e-7)
    assert outside(chart) == [15, 23]


def test_without_the_two_explained_samples_number_21_is_outside():
    kept = [place for place in range(30) if place + 1 not in {15, 23}]

    chart = p_chart([ORANGE_JUICE[place] for place in kept], [50] * 28)

    assert chart.centre == pytest.approx(0.215)
    assert chart.lower == pytest.approx([0.04070284] * 28, abs=1e-8)
    assert chart.upper == pytest.approx([0.3892972] * 28, abs=1e-7)
    assert [kept[place - 1] + 1 for place in outside(chart)] == [21]


def test_after_the_adjustment_the_machine_is_really_better():
    chart = p_chart(ADJUSTED, [50] * 24)

    assert chart.centre == pytest.approx(0.1108333, abs=1e-7)
    assert chart.upper == pytest.approx([0.2440207] * 24, abs=1e-7)
    assert outside(chart) == []


def test_computers_have_1_93_defects_each():
    chart = u_chart(COMPUTERS, [5] * 20)

    assert chart.centre == pytest.approx(1.93)
    assert outside(chart) == []


def test_circuit_boards_have_two_samples_outside():
    """Samples 6 and 20; limits 6.48 and 33.22 defects a sample of 100."""
    chart = u_chart(CIRCUIT, [100] * 26)

    assert chart.centre * 100 == pytest.approx(19.85, abs=0.005)
    assert chart.lower[0] * 100 == pytest.approx(6.48, abs=0.005)
    assert chart.upper[0] * 100 == pytest.approx(33.21, abs=0.005)
    assert outside(chart) == [6, 20]


def test_limits_follow_the_size_of_each_lot():
    chart = u_chart(CLOTH, CLOTH_UNITS)

    assert chart.centre == pytest.approx(1.42, abs=0.005)
    assert chart.upper[0] == pytest.approx(2.55, abs=0.01)
    assert chart.upper[1] == pytest.approx(2.68, abs=0.01)


def test_lots_that_differ_by_more_than_chance_widen_the_picture():
    plain, varied = p_chart(ORANGE_JUICE, [50] * 30), laney_chart(ORANGE_JUICE, [50] * 30)

    assert varied.spread > 1
    assert (varied.upper > plain.upper).all()
    assert (varied.lower < plain.lower).all()


@pytest.mark.parametrize("chart", [p_chart, laney_chart])
def test_limits_never_leave_the_range_of_a_rate(chart):
    found = chart([1, 0, 9, 10], [10] * 4)

    assert (found.lower >= 0).all()
    assert (found.upper <= 1).all()


@pytest.mark.parametrize("chart", [p_chart, laney_chart, u_chart])
def test_without_a_lot_there_is_no_picture(chart):
    assert chart([], []) is None
    assert chart([3, 1], [0, np.nan]) is None


@pytest.mark.parametrize("nonconforming", [[5], [0, 0], [10, 10]])
def test_the_spread_needs_two_lots_that_can_differ(nonconforming):
    assert laney_chart(nonconforming, [10] * len(nonconforming)) is None


def test_a_lot_without_a_rate_is_left_out():
    assert p_chart([5, 20, 5], [50, 10, 50]).points.tolist() == [0.1, 0.1]
