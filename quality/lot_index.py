"""The dated lots of a product or supplier as columns, found without searching all lots again."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from quality.basis import Basis
from quality.columns import Floats, Whole
from quality.frames import beside, flags, numbers, places, plain
from quality.lot_counts import KEY
from quality.lot_findings import Lots
from quality.talks import Days

USED = ("ok", "partial", "few_units")


@dataclass(frozen=True, slots=True, kw_only=True)
class LotColumns:
    """Lots of one product or supplier, oldest first."""

    place: Whole  # in the index, for units of a type
    nonconforming: Floats
    doubtful: Floats  # units that fit several lots, at the newest of them
    units: Floats  # mature units of used lots, nan for the others
    ordered_on: Days  # NaT where it is not known
    received_on: Days
    sku: Whole  # 0 to skus - 1
    skus: int
    lead_time_days: int


class LotIndex:
    """All lots with a day of receipt, by product and by supplier."""

    def __init__(self, basis: Basis, lots: Lots) -> None:
        """Lay the lots out as columns.

        Args:
            basis: What the study starts from.
            lots: From `lot_findings`.
        """
        rows = lots.rows.filter(pl.col("received_on").is_not_null())
        order = basis.skus["sku"]
        lead = numbers(basis.skus["lead_time_days"])
        self._key = rows.select(KEY)
        self._by_type = lots.types
        self._sku = places(rows["sku"], order)
        self._lead = lead[self._sku]
        self._default_lead = basis.rules.stock.default_lead_time_days
        self._bad = numbers(rows["nonconforming"])
        self._doubtful = _at_the_newest(basis, rows)
        self._units = np.where(
            flags(rows["status"].is_in(USED)), numbers(rows["mature_units"]), np.nan
        )
        known = pl.when(~pl.col("ordered_assumed")).then(pl.col("ordered_on"))
        self._ordered = _days(rows.select(known).to_series())
        self._received = _days(rows["received_on"])
        self._supplier = rows["supplier"].to_list()
        self._of_sku = _positions(rows["sku"])
        self._of_supplier = _positions(rows["supplier"])
        self._kinds: dict[str, Floats] = {}

    def of(self, sku: str | None, supplier: str | None) -> LotColumns:
        """Return the lots of a product from a supplier; None does not narrow."""
        if sku is None and supplier is None:
            place = np.arange(len(self._supplier))
        elif sku is None:
            place = self._of_supplier.get(supplier or "", _NONE)
        else:
            place = self._of_sku.get(sku, _NONE)
            if supplier is not None:
                same = [self._supplier[at] == supplier for at in place]
                place = place[np.array(same, dtype=np.bool_)]
        names, sku_of = np.unique(self._sku[place], return_inverse=True)
        lead = self._lead[place]
        return LotColumns(
            place=place,
            nonconforming=self._bad[place],
            doubtful=self._doubtful[place],
            units=self._units[place],
            ordered_on=self._ordered[place],
            received_on=self._received[place],
            sku=sku_of.astype(np.int64),
            skus=max(names.size, 1),
            lead_time_days=int(lead.max()) if lead.size else self._default_lead,
        )

    def units_of(self, kind: str, columns: LotColumns) -> Floats:
        """Return the nonconforming units of one type in these lots."""
        if kind not in self._kinds:
            of_kind = self._by_type.filter(pl.col("defect_type") == kind)
            found = self._key.join(of_kind, on=KEY, how="left", maintain_order="left")
            self._kinds[kind] = numbers(found["units"].fill_null(0))
        return self._kinds[kind][columns.place]


def _at_the_newest(basis: Basis, rows: pl.DataFrame) -> Floats:
    """Units that fit several lots, each counted once, at the newest lot that it fits."""
    perhaps = (
        basis.finds.lazy()
        .filter("in_rate", pl.col("candidates").is_not_null())
        .select("row", "sku", "units", lot_id="candidates")
        .explode("lot_id")
        .collect()
    )
    newest = (
        plain(perhaps)
        .lazy()
        .join(rows.lazy().select(*KEY, "received_on"), on=KEY)
        .sort("row", "received_on", "lot_id")
        .unique("row", keep="last", maintain_order=True)
        .group_by(KEY)
        .agg(pl.col("units").sum())
        .collect()
    )
    return numbers(beside(rows, newest, KEY)["units"].fill_null(0))


def _positions(column: pl.Series) -> dict[str, Whole]:
    """Rows of each value, in order; blanks have none."""
    rows = (
        pl.LazyFrame({"value": column, "at": np.arange(column.len(), dtype=np.int64)})
        .filter(pl.col("value").is_not_null())
        .group_by("value", maintain_order=True)
        .agg("at", size=pl.len())
        .collect()
    )
    at, ends = rows["at"].explode().to_numpy(), rows["size"].cum_sum()
    return {
        value: at[end - size : end]
        for value, size, end in zip(rows["value"], rows["size"], ends, strict=True)
    }


_NONE: Whole = np.zeros(0, dtype=np.int64)


def _days(column: pl.Series) -> Days:
    return column.to_numpy().astype("datetime64[D]")
