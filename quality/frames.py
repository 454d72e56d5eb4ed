"""Between frames and columns of numbers: a blank is null in a frame and nan in a column."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from quality.columns import Flags, Floats, Whole
from quality.records import CODED, TEXT, Schema

PART = 100_000  # rows of a long log that are worked on at a time, where that takes much room
_CODES = 2**32  # more than there can be
_KEY = "the key"


def numbers(column: pl.Series) -> Floats:
    """Return a column as floats; a blank is nan."""
    return column.cast(pl.Float64).fill_null(float("nan")).to_numpy()


def flags(column: pl.Series) -> Flags:
    """Return a column as truth values; a blank is false."""
    return column.fill_null(value=False).to_numpy()


def day_numbers(column: pl.Series) -> Floats:
    """Return dates as days since 1970-01-01; a blank is nan."""
    return numbers(column.cast(pl.Int32))


def places(column: pl.Series, order: pl.Series) -> Whole:
    """Return the place of each value in an order that holds them all, 0 for the first."""
    index = pl.DataFrame({"value": order, "place": np.arange(order.len(), dtype=np.int64)})
    found = pl.DataFrame({"value": column}).join(
        index, on="value", how="left", nulls_equal=True, maintain_order="left"
    )
    return found["place"].to_numpy()


def number_column(values: ArrayLike) -> pl.Series:
    """Return floats as a column; nan is blank."""
    return pl.Series(np.asarray(values, dtype=np.float64)).fill_nan(None)


def conform(frame: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    """Return the columns of a schema, in its order and types.

    Raises:
        polars.exceptions.ColumnNotFoundError: If a column is missing.
    """
    return frame.select(pl.col(name).cast(kind) for name, kind in schema.items())


def coded(frame: pl.DataFrame, *names: str) -> pl.DataFrame:
    """Return the frame with these texts as codes, so that it can be joined to the defect log."""
    return frame.cast(dict.fromkeys(names, CODED))


def plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with every code as its text: few rows that many of the log led to."""
    return frame.cast({CODED: TEXT})


def beside(
    frame: pl.DataFrame, other: pl.DataFrame, on: Sequence[str], *, nulls_equal: bool = False
) -> pl.DataFrame:
    """Return what another frame, one row a key, says of each row: its columns without the key.

    A join that leaves the other columns of a long frame where they are, and that is made part by
    part: it takes many times the room of its rows.
    """
    keys, known = frame[[*on]], other
    if keys.dtypes == [CODED, CODED] and not nulls_equal:
        known = other.drop(on).with_columns(one_key(other.select(on)))
        keys, on = keys.select(one_key(keys)), (_KEY,)
    joined = (
        part.join(known, on=on, how="left", nulls_equal=nulls_equal, maintain_order="left").drop(on)
        for part in parts(keys, max(PART, known.height))
    )
    return pl.concat(joined, rechunk=True)


def parts(frame: pl.DataFrame, length: int = PART) -> Iterator[pl.DataFrame]:
    """Yield so many rows of a frame at a time; of an empty one, one part without rows."""
    for start in range(0, max(frame.height, 1), length):
        yield frame.slice(start, length)


def blanks(schema: Schema, *, but: Collection[str]) -> Iterator[pl.Expr]:
    """Yield blanks for every column of a schema but these."""
    return (
        pl.lit(None, dtype=kind).alias(name) for name, kind in schema.items() if name not in but
    )


def sparing(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with one blank for all rows of a column in which there is nothing else."""
    [nulls] = frame.null_count().rows(named=True)
    blank = [name for name, count in nulls.items() if count == frame.height]
    return frame.with_columns(pl.lit(None, dtype=frame.schema[name]).alias(name) for name in blank)


def one_key(pair: pl.DataFrame) -> pl.Series:
    """Return two codes as one number, compared in half the room; null where one of them is."""
    first, second = (code.to_physical().cast(pl.UInt64) for code in pair)
    return (first * _CODES + second).alias(_KEY)


def spread(some: pl.DataFrame, among: pl.Series) -> pl.DataFrame:
    """Return rows at the places that are marked among all rows; the others are blank."""
    place = pl.when(among).then(among.cum_sum() - 1)
    return some.select(pl.all().gather(pl.select(place).to_series()))


def kept(frame: pl.DataFrame, wanted: pl.Expr) -> pl.DataFrame:
    """Return the rows that are wanted, not copied where all are."""
    mask = frame.select(wanted).to_series()
    return frame if mask.all() else frame.filter(mask)


def lookup(frame: pl.DataFrame, key: str) -> dict[str, dict[str, Any]]:
    """Return the rows of a small frame by a text key; the first of equal keys holds."""
    rows: dict[str, dict[str, Any]] = {}
    for row in frame.iter_rows(named=True):
        rows.setdefault(row[key], row)
    return rows


def units_where(wanted: pl.Expr) -> pl.Expr:
    """Add up the units of the rows that are wanted: of all groups at once, not group by group."""
    return pl.when(wanted).then(pl.col("units")).otherwise(0).sum()


def within(column: str, *, as_of: date, days: int) -> pl.Expr:
    """Tell which dates lie in the last so many days, the day of the study included."""
    age = (pl.lit(as_of) - pl.col(column)).dt.total_days()
    return ((age >= 0) & (age <= days)).fill_null(value=False)


def received_within(*, as_of: date, days: int) -> pl.Expr:
    """Tell which lots (schema LOT_FINDINGS) were received in the last so many days.

    Lots of a product none of whose lots has a day lie inside every window: their maturity is 1,
    that of a lot without a day among others is 0.
    """
    undated = pl.col("received_on").is_null() & (pl.col("maturity") == 1)
    return within("received_on", as_of=as_of, days=days) | undated.fill_null(value=False)


def latest_of_its_sku() -> pl.Expr:
    """Tell which lots came last of their product, among the lots of the frame."""
    return pl.col("received_on") == pl.col("received_on").max().over("sku")
