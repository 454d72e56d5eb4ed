"""Rates over time as one small text that needs no formula and no chart."""

import polars as pl

BLOCKS = ("▁", "▂", "▃", "▅", "▇")
NONE_FOUND, NO_RATE = "·", "–"
TOP = 0.10  # the fraction that fills the highest block, in every row: same height, same rate
_STEP = TOP / len(BLOCKS)


def sparklines(fractions: pl.Series, *, last: int) -> pl.Series:
    """Return one text a list of fractions (0 to 1), oldest first; null where there is none.

    Args:
        fractions: Lists of fractions; a null inside is a lot without a rate.
        last: How many of the newest are drawn.
    """
    frame = pl.DataFrame({"fractions": fractions})
    drawn = pl.col("fractions").list.tail(last).list.eval(_block(pl.element())).list.join("")
    return frame.select(pl.when(drawn != "").then(drawn)).to_series()


def _block(fraction: pl.Expr) -> pl.Expr:
    rate = fraction.fill_nan(None)
    block = pl.when(rate.is_null()).then(pl.lit(NO_RATE)).when(rate <= 0).then(pl.lit(NONE_FOUND))
    for index, mark in enumerate(BLOCKS[:-1], start=1):
        block = block.when(rate <= index * _STEP).then(pl.lit(mark))
    return block.otherwise(pl.lit(BLOCKS[-1]))
