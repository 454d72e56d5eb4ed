"""What each defect cost: as logged, else landed cost and handling."""

from dataclasses import dataclass

import polars as pl

from quality.basis import Basis
from quality.frames import coded


@dataclass(frozen=True, slots=True, kw_only=True)
class Losses:
    """What one nonconforming unit of each SKU costs, in own currency."""

    per_unit: pl.DataFrame  # sku, loss_per_unit (null: no cost known), landed

    def priced(self, finds: pl.LazyFrame) -> pl.LazyFrame:
        """Return findings with their `loss`, and whether it is `estimated`.

        A cost in the log is the cost of its row, whatever its units; without one each unit costs
        what one of its SKU does.
        """
        each = coded(self.per_unit.select("sku", "loss_per_unit"), "sku").lazy()
        return finds.join(each, on="sku", how="left", maintain_order="left").with_columns(
            loss=pl.coalesce("cost", pl.col("units") * pl.col("loss_per_unit")),
            estimated=pl.col("cost").is_null(),
        )


def losses(basis: Basis) -> Losses:
    """Price a nonconforming unit of every SKU.

    Landed cost and handling of the SKU, else unit price times the exchange rate and the general
    handling.
    """
    money = basis.rules.money
    rate = float(money.fx_rate) if money.fx_rate is not None else None
    landed = pl.coalesce("landed", pl.col("unit_price") * pl.lit(rate, dtype=pl.Float64))
    per_unit = basis.skus.select(
        "sku",
        landed=landed,
        loss_per_unit=landed + pl.col("handling").fill_null(float(money.default_handling)),
    )
    return Losses(per_unit=per_unit)
