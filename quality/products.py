"""Every SKU met in any tab, with what is known of it and of the supplier it comes from."""

import polars as pl

from quality.frames import plain
from quality.records import Records
from quality.rules import Rules


def products(records: Records, rules: Rules) -> pl.DataFrame:
    """Return one row a SKU, in the order of the SKUs tab, then as met in the other tabs.

    The supplier is that of the SKUs tab, else of the newest lot, else of the newest plan. Lead
    time and tolerance are the SKU's own, its supplier's, the general ones.
    """
    everywhere = pl.concat(
        [
            plain(frame.select("sku").unique(maintain_order=True))
            for frame in (
                records.skus,
                records.lots,
                records.plans,
                records.defects,
                records.talks,
                records.reviews,
                records.samples,
            )
        ]
    )
    known = records.skus.drop("row", "aliases").rename(
        {"lead_time_days": "own_lead", "acceptable": "own_acceptable", "supplier": "own_supplier"}
    )
    of_supplier = records.suppliers.select(
        "supplier",
        supplier_lead="lead_time_days",
        supplier_acceptable="acceptable",
    )
    lead = pl.coalesce("own_lead", "supplier_lead")
    return (
        everywhere.filter(pl.col("sku").is_not_null())
        .unique(maintain_order=True)
        .join(known, on="sku", how="left", maintain_order="left")
        .join(
            _newest(records.lots, "received_on", "lot_supplier"),
            on="sku",
            how="left",
            maintain_order="left",
        )
        .join(
            _newest(records.plans, "planned_on", "plan_supplier"),
            on="sku",
            how="left",
            maintain_order="left",
        )
        .with_columns(supplier=pl.coalesce("own_supplier", "lot_supplier", "plan_supplier"))
        .join(of_supplier, on="supplier", how="left", maintain_order="left")
        .with_columns(
            lead_time_days=lead.fill_null(rules.stock.default_lead_time_days),
            lead_assumed=lead.is_null(),
            acceptable=pl.coalesce("own_acceptable", "supplier_acceptable").fill_null(
                rules.brief.tolerance
            ),
            fragile=pl.col("fragile").fill_null(value=False),
        )
        .drop(
            "own_lead",
            "own_supplier",
            "lot_supplier",
            "plan_supplier",
            "supplier_lead",
            "supplier_acceptable",
        )
    )


def _newest(frame: pl.DataFrame, day: str, name: str) -> pl.DataFrame:
    return (
        frame.filter(pl.col("supplier").is_not_null())
        .sort(day, "row", nulls_last=False)
        .group_by("sku")
        .agg(pl.col("supplier").last().alias(name))
    )
