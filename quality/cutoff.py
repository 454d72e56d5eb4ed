"""The records as they stood on a day: what happened later is not known yet."""

from datetime import date, datetime, time

import polars as pl

from quality.frames import kept
from quality.keys import folded
from quality.records import Records


def until(records: Records, as_of: date) -> Records:
    """Return the records without anything later than a day, rows in the order of the sheet.

    Plans stay, whatever their date: they are about the future. A defect row without a day of
    its own goes when the lot that it names came later. A later moment inside an earlier row
    (buyer contacted, reply written) is blanked.
    """
    end_of_day = datetime.combine(as_of, time.max)
    lots = records.lots.filter(_by("received_on", as_of))
    return Records(
        defects=_in_order(_defects(records, as_of, end_of_day)),
        lots=lots.sort("row", maintain_order=True),
        plans=records.plans.sort("row", maintain_order=True),
        talks=records.talks.filter(_by("talked_on", as_of)).sort("row", maintain_order=True),
        suppliers=records.suppliers.sort("row", maintain_order=True),
        skus=records.skus.sort("row", maintain_order=True),
        reviews=_reviews(records, as_of, end_of_day).sort("row", maintain_order=True),
        samples=records.samples.filter(_by("sampled_on", as_of)).sort("row", maintain_order=True),
        marks=records.marks,
        signal_states=records.signal_states.filter(_by("opened_on", as_of)),
    )


def _in_order(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows by their number; a million of them mostly stand so, and are not copied."""
    return frame if frame["row"].is_sorted() else frame.sort("row", maintain_order=True)


def _by(column: str, last: date | datetime) -> pl.Expr:
    return pl.col(column).is_null() | (pl.col(column) <= last)


def _blank_after(column: str, last: date | datetime) -> pl.Expr:
    return pl.when(_by(column, last)).then(pl.col(column)).alias(column)


def _defects(records: Records, as_of: date, end_of_day: datetime) -> pl.DataFrame:
    day = pl.coalesce("found_on", "imported_on")
    key = (folded(pl.col("lot_id")).alias("_lot"), folded(pl.col("sku")).alias("_sku"))
    later = records.lots.filter(pl.col("received_on") > as_of).select(*key)
    of_later_lots = (
        records.defects.lazy()
        .filter(day.is_null(), pl.col("lot_id").is_not_null())
        .select("row", *key)
        .join(later.lazy(), on=["_lot", "_sku"], how="semi")
        .collect()
    )
    known = kept(records.defects, day.is_null() | (day <= as_of))
    if of_later_lots.height:
        known = known.join(of_later_lots, on="row", how="anti")
    last = known.select(pl.col("contacted_at").max()).item()
    late = last is not None and last > end_of_day
    return known.with_columns(_blank_after("contacted_at", end_of_day)) if late else known


def _reviews(records: Records, as_of: date, end_of_day: datetime) -> pl.DataFrame:
    return records.reviews.filter(_by("reviewed_at", end_of_day)).with_columns(
        _blank_after("contacted_at", end_of_day),
        pl.when(_by("replied_on", as_of)).then(pl.col("reply")).alias("reply"),
        _blank_after("replied_on", as_of),
    )
