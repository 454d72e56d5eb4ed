"""Every row that a count can rest on, with what it says and how many units it adds to what."""

from enum import StrEnum

import polars as pl

from quality.basis import Basis
from quality.frames import conform, plain
from quality.lot_counts import KEY
from quality.records import DAY, INTEGER, ROW, TEXT, YES, Schema
from quality.tabs import DEFECT_LOG, RECEIVING

EVIDENCE: Schema = {
    "tab": TEXT,  # defect_log or receiving
    "row": ROW,
    "on": DAY,  # found on, or received on
    "sku": TEXT,
    "supplier": TEXT,
    "lot_id": TEXT,
    "defect_type": TEXT,  # null: a row of the receiving tab
    "units": INTEGER,  # as the row says: found, or received
    "level": TEXT,  # how a row of the log found its lot
    "dropped": TEXT,  # duplicate | ignored
    "in_rate": YES,  # false: a shortage
    "candidates": pl.List(pl.String),
    "found": INTEGER,  # nonconforming units that it adds to its product
    "in_lot": INTEGER,  # and to its lot, where a total beside the kinds may hold fewer
    "open": INTEGER,  # of these, units that nobody paid for
    "base": INTEGER,  # units received that it adds; 0 where the lot has no rate
    "status": TEXT,  # of the lot, for a row of the receiving tab
}


class Why(StrEnum):
    """Why a row does not count, beside `Dropped` and the status words of lots."""

    SHORTAGE = "shortage"  # missing units are claimed apart
    OUTSIDE_WINDOW = "outside_window"
    OTHER_LOT = "other_lot"  # it may be this lot, or one of several others
    NO_LOT = "no_lot"  # it counts for the product alone
    PAID = "paid"
    IN_TRANSIT = "in_transit"  # not the factory's
    NOT_IN_TRANSIT = "not_in_transit"  # not the carrier's
    DOUBLE = "double"  # a second row of the same lot


def evidence(basis: Basis, lots: pl.DataFrame) -> pl.DataFrame:
    """Return one row a row of the defect log and of the receiving tab (schema EVIDENCE).

    For every lot the units `in_lot` add up to its nonconforming units, `open` to the
    uncompensated ones and `base` to its units.

    Args:
        basis: What the study started from.
        lots: Schema LOT_FINDINGS.
    """
    log = _log(basis)
    return pl.concat([log, _receiving(basis, lots, log)])


def _log(basis: Basis) -> pl.DataFrame:
    logged = basis.finds.filter(pl.col("row").is_not_null()).select("row", "in_rate", "settled")
    rows = basis.matches.join(logged, on="row", how="left", maintain_order="left")
    counts = pl.col("counted") & pl.col("in_rate").fill_null(value=False)
    found = pl.when(counts).then("units").otherwise(0)
    of_lot = pl.when(pl.col("lot_id").is_not_null()).then("found").otherwise(0)
    rows = rows.with_columns(tab=pl.lit(DEFECT_LOG), on="found_on", found=found)
    rows = rows.with_columns(in_lot=of_lot, base=pl.lit(0), status=pl.lit(None, dtype=TEXT))
    paid = pl.col("settled").fill_null(value=False)
    return conform(rows.with_columns(open=pl.when(paid).then(0).otherwise("in_lot")), EVIDENCE)


def _receiving(basis: Basis, lots: pl.DataFrame, log: pl.DataFrame) -> pl.DataFrame:
    at_receiving = basis.finds.filter(pl.col("row").is_null(), "in_rate")
    seen = plain(at_receiving.group_by(KEY).agg(found=pl.col("units").sum()))
    logged = log.group_by(KEY).agg(logged=pl.col("in_lot").sum(), open_logged=pl.col("open").sum())
    rows = basis.records.lots.select("row", *KEY)
    return conform(
        lots.join(rows, on=KEY, how="left", maintain_order="left")
        .join(seen, on=KEY, how="left", maintain_order="left")
        .join(logged, on=KEY, how="left", maintain_order="left")
        .with_columns(pl.col("found", "logged", "open_logged").fill_null(0))
        .with_columns(
            tab=pl.lit(RECEIVING),
            on="received_on",
            defect_type=pl.lit(None, dtype=TEXT),
            level=pl.lit(None, dtype=TEXT),
            dropped=pl.lit(None, dtype=TEXT),
            in_rate=pl.lit(value=True),
            candidates=pl.lit(None, dtype=pl.List(pl.String)),
            in_lot=pl.col("nonconforming") - pl.col("logged"),
            open=pl.col("uncompensated") - pl.col("open_logged"),
            base=pl.when(pl.col("fraction").is_not_null()).then("units").otherwise(0),
        ),
        EVIDENCE,
    )
