"""The text sparkline."""

import polars as pl
import pytest

from sheets.outputs.sparkline import BLOCKS, sparklines


def drawn(*fractions, last=6):
    series = pl.Series([list(fractions)], dtype=pl.List(pl.Float64))
    return sparklines(series, last=last)[0]


@pytest.mark.parametrize(
    ("fraction", "mark"),
    [
        (0.0, "·"),
        (0.0001, "▁"),
        (0.02, "▁"),
        (0.0201, "▂"),
        (0.04, "▂"),
        (0.06, "▃"),
        (0.08, "▅"),
        (0.0801, "▇"),
        (0.10, "▇"),
        (1.0, "▇"),
        (None, "–"),
        (float("nan"), "–"),
    ],
)
def test_the_same_rate_has_the_same_height_in_every_row(fraction, mark):
    assert drawn(fraction) == mark


def test_only_the_last_lots_are_drawn_oldest_first():
    assert drawn(0.5, 0.0, 0.01, 0.03, 0.05, 0.07, 0.09) == "·" + "".join(BLOCKS)


@pytest.mark.parametrize("none", [[], None])
def test_no_lot_draws_nothing(none):
    assert sparklines(pl.Series([none], dtype=pl.List(pl.Float64)), last=6)[0] is None
