"""The findings of each lot added up: how many, who found them, what they were."""

from enum import StrEnum

import polars as pl

from quality.basis import Basis
from quality.frames import plain, units_where
from quality.records import CODED

KEY = ("sku", "lot_id")
CHECKS = ("qc_count", "qc_colour", "qc_broken", "qc_accessory", "qc_packaging")
_HALF = 0.5


class Origin(StrEnum):
    """Where the defects of a lot probably come from, unless the team says otherwise."""

    TRANSIT = "transit"
    FACTORY_PACKING = "factory_packing"
    FACTORY_MATERIAL = "factory_material"
    UNKNOWN = "unknown"


ON_THE_WAY = frozenset({Origin.TRANSIT.value, "consolidation", "freight", "customs", "last_mile"})


def lot_types(basis: Basis) -> pl.DataFrame:
    """Return units by lot and type: sku, lot_id, defect_type, units."""
    found = basis.rated.lazy().group_by(*KEY, "defect_type").agg(pl.col("units").sum()).collect()
    return plain(found.filter(pl.col("lot_id").is_not_null()))


def lot_counts(basis: Basis, types: pl.DataFrame) -> pl.DataFrame:
    """Return one row a lot with its counts, oldest first, beside the columns of the lots tab.

    A unit counts once: where the receiving tab has a total of defective units it holds, and the
    sum of the kinds never exceeds the units checked.

    Args:
        basis: What the study starts from.
        types: From `lot_types`.
    """
    finds = basis.finds.lazy()  # those without a lot are added up too, and join no lot
    summed = finds.group_by(KEY).agg(
        customers=units_where(pl.col("in_rate") & ~pl.col("at_receiving")),
        kinds_at_receiving=units_where(pl.col("in_rate") & pl.col("at_receiving")),
        logged_at_receiving=units_where(
            pl.col("in_rate") & pl.col("at_receiving") & pl.col("row").is_not_null()
        ),
        by_date_match=units_where(pl.col("in_rate") & (pl.col("level") != "exact")),
        open_units=units_where(pl.col("in_rate") & ~pl.col("settled")),
        missing=units_where(~pl.col("in_rate")),
        log_photos=pl.col("photos").sum(),
        photos_packaging=pl.col("photos_packaging").sum(),
        rejected=(pl.col("claim") == "rejected").any(),
        claimed=(pl.col("claim") == "claimed").any(),
    )
    return (
        basis.records.lots.lazy()
        .join(_collected(summed).lazy(), on=KEY, how="left", maintain_order="left")
        .join(_collected(_doubtful(basis)).lazy(), on=KEY, how="left", maintain_order="left")
        .join(_types(types.lazy()), on=KEY, how="left", maintain_order="left")
        .join(_collected(_origins(finds)).lazy(), on=KEY, how="left", maintain_order="left")
        .join(
            basis.skus.lazy().select("sku", "lead_time_days", "acceptable", sku_price="unit_price"),
            on="sku",
            how="left",
            maintain_order="left",
        )
        .with_columns(pl.col(_COUNTS).fill_null(0))
        .with_columns(at_receiving=_at_receiving())
        .with_columns(
            nonconforming=pl.col("at_receiving") + pl.col("customers"),
            by_customers=pl.col("customers"),
            short=_short(),
            photos=pl.col("photos").fill_null(0) + pl.col("log_photos"),
            unit_price=pl.coalesce("unit_price", "sku_price"),
            qc_done=_qc_done(),
            origin=pl.col("origin").fill_null(Origin.UNKNOWN.value),
            ordered_assumed=pl.col("ordered_on").is_null() & pl.col("received_on").is_not_null(),
        )
        .with_columns(
            uncompensated=pl.min_horizontal("nonconforming", "open_units"),
            claim=_claim(),
            ordered_on=pl.coalesce(
                "ordered_on", pl.col("received_on") - pl.duration(days=pl.col("lead_time_days"))
            ),
            age_days=(pl.lit(basis.as_of) - pl.col("received_on")).dt.total_days(),
        )
        .sort("received_on", "lot_id", "sku", nulls_last=False)
        .collect()
    )


def _collected(found: pl.LazyFrame) -> pl.DataFrame:
    return plain(found.collect())


_COUNTS = [
    "customers",
    "kinds_at_receiving",
    "logged_at_receiving",
    "by_date_match",
    "doubtful",
    "open_units",
    "missing",
    "log_photos",
    "photos_packaging",
]


def _at_receiving() -> pl.Expr:
    total = pl.max_horizontal("qc_defective", "logged_at_receiving")
    checked = pl.max_horizontal("units_checked", "logged_at_receiving")
    within = pl.min_horizontal("kinds_at_receiving", checked)
    return (
        pl.when(pl.col("qc_defective").is_not_null())
        .then(total)
        .when(pl.col("units_checked").is_not_null())
        .then(within)
        .otherwise(pl.col("kinds_at_receiving"))
    )


def _short() -> pl.Expr:
    undelivered = (pl.col("units_ordered") - pl.col("units")).clip(lower_bound=0)
    return pl.max_horizontal(undelivered.fill_null(0), "missing")


def _qc_done() -> pl.Expr:
    filled = pl.any_horizontal(
        pl.col(*CHECKS, "units_checked", "qc_defective", "qc_other_units").is_not_null()
    )
    return (
        pl.when(pl.col("qc_result") == "not_done")
        .then(statement=False)
        .otherwise(filled | pl.col("qc_result").is_not_null())
    )


def _claim() -> pl.Expr:
    """The step of the claim that needs a person most; null without a defect."""
    return (
        pl.when(pl.col("nonconforming") == 0)
        .then(None)
        .when("rejected")
        .then(pl.lit("rejected"))
        .when(pl.col("open_units") == 0)
        .then(pl.lit("compensated"))
        .when("claimed")
        .then(pl.lit("claimed"))
        .otherwise(pl.lit("open"))
    )


def _doubtful(basis: Basis) -> pl.LazyFrame:
    """Units that fit several lots, counted at each of them."""
    return (
        basis.finds.lazy()
        .filter("in_rate", pl.col("candidates").is_not_null())
        .select("sku", "units", lot_id="candidates")
        .explode("lot_id")
        .group_by(KEY)
        .agg(doubtful=pl.col("units").sum())
    )


def _types(types: pl.LazyFrame) -> pl.LazyFrame:
    """Units by type as "code:units", most first."""
    return (
        types.sort("units", "defect_type", descending=[True, False])
        .group_by(KEY, maintain_order=True)
        .agg(types=pl.format("{}:{}", "defect_type", "units"))
    )


def _origins(finds: pl.LazyFrame) -> pl.LazyFrame:
    """Where at least half of a lot's units come from, by the team's word or by their kind."""
    kinds = (
        finds.group_by(*KEY, "group", "visible", "damaged", "origin", "in_rate")
        .agg(pl.col("units").sum(), rows=pl.len())
        .filter(pl.col("lot_id").is_not_null())
    )
    outside = (
        kinds.filter(pl.col("group") == "breakage", pl.col("damaged").is_not_null())
        .group_by(KEY)
        .agg(in_transit=pl.col("rows").filter("damaged").sum() / pl.col("rows").sum() >= _HALF)
    )
    kind = (
        pl.when(pl.col("group") == "breakage", pl.col("in_transit"))
        .then(pl.lit(Origin.TRANSIT.value, dtype=CODED))
        .when(pl.col("group") == "pick_pack")
        .then(pl.lit(Origin.FACTORY_PACKING.value, dtype=CODED))
        .when(pl.col("visible") == "use")
        .then(pl.lit(Origin.FACTORY_MATERIAL.value, dtype=CODED))
        .otherwise(pl.lit(Origin.UNKNOWN.value, dtype=CODED))
    )
    weighed = (
        kinds.filter("in_rate")
        .join(outside, on=KEY, how="left")
        .group_by(*KEY, origin=pl.coalesce("origin", kind))
        .agg(pl.col("units").sum())
        .with_columns(share=pl.col("units") / pl.col("units").sum().over(KEY))
        .filter(pl.col("share") >= _HALF)
        .sort("units", "origin", descending=[True, False])
    )
    return weighed.group_by(KEY, maintain_order=True).agg(pl.col("origin").first())
