"""What each defect cost: as logged, else landed cost and handling."""

from dataclasses import dataclass

import polars as pl

from quality.basis import Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Losses:
    """Own currency; one row a finding of the rate, and one a SKU."""

    finds: pl.DataFrame  # the findings with `loss` and `estimated`
    per_unit: pl.DataFrame  # sku, loss_per_unit (null: no cost known), landed


def losses(basis: Basis) -> Losses:
    """Price every nonconforming unit.

    A cost in the log is the cost of its row, whatever its units. Without one: landed cost and
    handling of the SKU, else unit price times the exchange rate and the general handling; marked
    as estimated.
    """
    money = basis.rules.money
    rate = float(money.fx_rate) if money.fx_rate is not None else None
    landed = pl.coalesce("landed", pl.col("unit_price") * pl.lit(rate, dtype=pl.Float64))
    per_unit = basis.skus.select(
        "sku",
        landed=landed,
        loss_per_unit=landed + pl.col("handling").fill_null(float(money.default_handling)),
    )
    rated = basis.rated
    costs = rated.select("sku").join(per_unit, on="sku", how="left", maintain_order="left")
    priced = rated.with_columns(costs["landed"], costs["loss_per_unit"]).with_columns(
        loss=pl.coalesce("cost", pl.col("units") * pl.col("loss_per_unit")),
        estimated=pl.col("cost").is_null(),
    )
    return Losses(finds=priced, per_unit=per_unit)
