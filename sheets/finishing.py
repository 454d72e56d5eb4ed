"""What a blank stands for, and what a row gets besides its cells: ids, defaults, second numbers."""

import hashlib
from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from sheets.contract import InputTab
from sheets.issues import Collector, Place

Extras = dict[str, pl.Series]  # column id -> what its cells said besides their value

FINISH: Mapping[str, Mapping[str, pl.DataType]] = MappingProxyType(
    {
        "defects": {"defect_type": pl.String(), "imported_on": pl.Boolean()},
        "lots": {"units": pl.Int64(), "qc_defective": pl.Int64()},
    }
)

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


def finished(
    tab: InputTab, frame: pl.DataFrame, extras: Extras, collector: Collector
) -> pl.DataFrame:
    """Return the frame with ids, second numbers and defaults filled in."""
    if tab.frame == "defects":
        frame = _defects(frame, extras)
    elif tab.frame == "lots":
        frame = _lots(frame, extras, collector, tab)
    elif tab.frame == "reviews":
        frame = _reviews(frame)
    defaults = _DEFAULTS[tab.frame]
    return frame.with_columns(pl.col(name).fill_null(value) for name, value in defaults.items())


def _defects(frame: pl.DataFrame, extras: Extras) -> pl.DataFrame:
    added = []
    if "defect_type" in extras:
        added.append(extras["defect_type"].alias("type_text"))
    if "imported_on" in extras:
        added.append(extras["imported_on"].alias("imported_month"))
    return frame.with_columns(added)


def _lots(frame: pl.DataFrame, extras: Extras, collector: Collector, tab: InputTab) -> pl.DataFrame:
    frame = _with_pairs(frame, extras)
    missing = pl.col("lot_id").is_null()
    generated = pl.col("sku") + "@" + pl.col("received_on").dt.to_string("%Y-%m-%d")
    again = pl.int_range(pl.len()).over(generated)
    named = generated + pl.when(again > 0).then(pl.format("#{}", again + 1)).otherwise(pl.lit(""))
    rows = frame.filter(missing)
    if not rows.height:
        return frame
    collector.rows("lot_generated", Place(tab=tab.id, column="lot_id"), rows["row"].to_list())
    made = rows.select("row", lot_made=named)
    return (
        frame.join(made, on="row", how="left", maintain_order="left")
        .with_columns(lot_generated=missing, lot_id=pl.coalesce("lot_id", "lot_made"))
        .drop("lot_made")
    )


def _with_pairs(frame: pl.DataFrame, extras: Extras) -> pl.DataFrame:
    """`15/200` is 15 defective of 200: received, or of those checked where received is known."""
    if "units" in extras:
        frame = frame.with_columns(whole=extras["units"]).with_columns(
            qc_defective=pl.when(pl.col("whole").is_not_null())
            .then(pl.coalesce("qc_defective", "units"))
            .otherwise("qc_defective"),
            units=pl.coalesce("whole", "units"),
        )
    if "qc_defective" in extras:
        frame = frame.with_columns(whole=extras["qc_defective"])
        inside = pl.col("units").is_not_null() & (pl.col("whole") <= pl.col("units"))
        frame = frame.with_columns(
            units_checked=pl.when(inside)
            .then(pl.coalesce("units_checked", "whole"))
            .otherwise("units_checked"),
            units=pl.coalesce("units", "whole"),
        )
    return frame.drop("whole", strict=False)


def _reviews(frame: pl.DataFrame) -> pl.DataFrame:
    names = [
        order or _fingerprint(at, sku, text)
        for order, at, sku, text in frame.select(
            "order_ref", pl.col("reviewed_at").dt.to_string("%Y-%m-%d"), "sku", "text"
        ).iter_rows()
    ]
    again = pl.int_range(pl.len()).over("review_id")
    return frame.with_columns(review_id=pl.Series(names, dtype=pl.String)).with_columns(
        review_id=pl.when(again > 0)
        .then(pl.format("{}#{}", "review_id", again + 1))
        .otherwise("review_id")
    )


def _fingerprint(*parts: str | None) -> str:
    joined = "\x1f".join(part or "" for part in parts)
    return hashlib.sha256(joined.encode()).hexdigest()[:12]
