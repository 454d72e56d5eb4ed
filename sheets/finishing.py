"""What a blank stands for, and what a row gets besides its cells: ids and second numbers."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

import polars as pl

from sheets.contract import InputTab
from sheets.days import EPOCH
from sheets.issues import Collector, Place

UNITS_WHOLE, DEFECTIVE_WHOLE = "units_whole", "defective_whole"
SECOND_NUMBERS: Mapping[str, pl.DataType] = MappingProxyType(
    {UNITS_WHOLE: pl.Int64(), DEFECTIVE_WHOLE: pl.Int64()}
)  # the 200 of `15/200`

LONGEST_WAIT = timedelta(days=730)  # from an order to its receipt
CENTURY = 36_526, 73_050  # 2000 to 2099 as a spreadsheet's numbers of days
ABSURD = 20  # times the units received; nobody waits for the rest of such an order

_DEFAULTS: Mapping[str, Mapping[str, str | int | bool]] = MappingProxyType(
    {
        "defects": {
            "units": 1,
            "found_at": "customer",
            "outer_packaging": "unknown",
            "resolution": "none",
            "claim": "open",
            "photos": 0,
            "photos_packaging": 0,
            "imported_month": False,
        },
        "lots": {"photos": 0, "lot_generated": False},
        "plans": {"status": "planned"},
        "talks": {"change_seen": "unknown"},
        "suppliers": {"status": "active"},
        "skus": {"fragile": False, "active": True},
        "reviews": {"logged": False},
        "samples": {"photos": 0},
    }
)


def finished(tab: InputTab, frame: pl.DataFrame, collector: Collector) -> pl.DataFrame:
    """Return the frame with ids, second numbers and defaults filled in, columns of the schema.

    Args:
        tab: The input tab.
        frame: Its rows that count, with the columns of `SECOND_NUMBERS` besides the schema's.
        collector: Takes the rows whose lot was given an id.
    """
    if tab.frame == "lots":
        frame = _with_order_days(_with_second_numbers(frame), tab, collector)
        frame = _with_lot_ids(frame, tab, collector)
    elif tab.frame == "reviews":
        frame = _with_review_ids(frame)
    defaults = _DEFAULTS[tab.frame]
    return frame.with_columns(
        pl.col(name).fill_null(value) for name, value in defaults.items()
    ).select(tab.schema.keys())


def _with_second_numbers(frame: pl.DataFrame) -> pl.DataFrame:
    """`15/200` is 15 defective of 200: received, or of those checked where received is known."""
    paired = pl.col(UNITS_WHOLE).is_not_null()
    frame = frame.with_columns(
        qc_defective=pl.coalesce("qc_defective", pl.when(paired).then("units")),
        units=pl.coalesce(UNITS_WHOLE, "units"),
    )
    checked = pl.col(DEFECTIVE_WHOLE) <= pl.col("units")
    return frame.with_columns(
        units_checked=pl.coalesce("units_checked", pl.when(checked).then(DEFECTIVE_WHOLE)),
        units=pl.coalesce("units", DEFECTIVE_WHOLE),
    )


def _with_order_days(frame: pl.DataFrame, tab: InputTab, collector: Collector) -> pl.DataFrame:
    """A column "Ordered" may hold days, in numbers that are many times the units received.

    They lie before the receipt, or in this century where that is not known. Read as units they
    would claim thousands of missing pieces.
    """
    number = pl.col("units_ordered")
    day = pl.lit(EPOCH) + pl.duration(days=number)
    wait = pl.col("received_on") - day
    sensible = pl.coalesce(wait.is_between(timedelta(0), LONGEST_WAIT), number.is_between(*CENTURY))
    is_day = (
        pl.col("ordered_on").is_null() & sensible & (number > ABSURD * pl.col("units").fill_null(0))
    ).fill_null(value=False)
    rows = frame.filter(is_day).select("row", day=day)
    if rows.is_empty():
        return frame
    place = Place(tab=tab.id, column="units_ordered")
    collector.rows("units_are_days", place, rows["row"].to_list(), rows["day"][0].isoformat())
    return frame.with_columns(
        ordered_on=pl.when(is_day).then(day).otherwise("ordered_on"),
        units_ordered=pl.when(~is_day).then(number),
    )


def _with_lot_ids(frame: pl.DataFrame, tab: InputTab, collector: Collector) -> pl.DataFrame:
    """A lot without an id is called SKU@yyyy-mm-dd, the second of a day with `#2`, or SKU#row."""
    missing = pl.col("lot_id").is_null()
    blank = frame.filter(missing)
    place = Place(tab=tab.id, column="lot_id")
    collector.rows("lot_generated", place, blank["row"].to_list())
    by_day = pl.col("sku") + "@" + pl.col("received_on").dt.to_string("%Y-%m-%d")
    by_row = pl.format("{}#{}", "sku", "row")
    made = blank.select("row", made=_numbered(pl.coalesce(by_day, by_row)))
    return (
        frame.join(made, on="row", how="left", maintain_order="left")
        .with_columns(lot_generated=missing, lot_id=pl.coalesce("lot_id", "made"))
        .drop("made")
    )


def _with_review_ids(frame: pl.DataFrame) -> pl.DataFrame:
    day = pl.col("reviewed_at").dt.to_string("%Y-%m-%d")
    parts = frame.select("order_ref", day, "sku", "text").iter_rows()
    names = [order or _fingerprint(*others) for order, *others in parts]
    return frame.with_columns(review_id=pl.Series(names, dtype=pl.String)).with_columns(
        review_id=_numbered(pl.col("review_id"))
    )


def _numbered(name: pl.Expr) -> pl.Expr:
    again = pl.int_range(pl.len()).over(name)
    return pl.when(again > 0).then(pl.format("{}#{}", name, again + 1)).otherwise(name)


def _fingerprint(*parts: str | None) -> str:
    joined = "\x1f".join(part or "" for part in parts)
    return hashlib.sha256(joined.encode()).hexdigest()[:12]
