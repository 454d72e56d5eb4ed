"""Everything that belongs to the planned products, laid out by code for a few look-ups each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import polars as pl

from quality.agreements import open_agreements
from quality.basis import YEAR, Basis
from quality.codes import MatchLevel
from quality.finds import found_before
from quality.frames import lookup, plain, received_within
from quality.losses import Losses
from quality.lot_findings import Lots
from quality.signs import Signs

Row = Mapping[str, Any]
_LOT = ("sku", "lot_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Studied:
    """What the other parts of the study found."""

    lots: Lots
    skus: pl.DataFrame
    suppliers: pl.DataFrame
    signals: pl.DataFrame
    talks: pl.DataFrame
    signs: Signs
    losses: Losses


class Desk:
    """Rows of the planned products by SKU, by supplier and by lot."""

    def __init__(self, basis: Basis, plans: pl.DataFrame, studied: Studied) -> None:
        """Lay out what belongs to the plans.

        Args:
            basis: What the study starts from.
            plans: Open plans (`plans.open_plans`).
            studied: What the other parts of the study found.
        """
        mine = pl.col("sku").is_in(plans["sku"].unique().implode())
        priced = studied.losses.priced(basis.rated.lazy().filter(mine)).collect()
        agreed = open_agreements(basis.records.talks, as_of=basis.as_of)
        finds = plain(priced)
        self.basis = basis
        self.sku = lookup(studied.skus.filter(mine), "sku")
        self.product = lookup(basis.skus.filter(mine), "sku")
        self.supplier = lookup(studied.suppliers, "supplier")
        self.supplier_tab = lookup(basis.records.suppliers, "supplier")
        self.lots = _grouped(studied.lots.rows.filter(mine), "sku")
        self.signals = _grouped(studied.signals.filter(mine), "sku")
        self.samples = _grouped(basis.records.samples.filter(mine), "sku")
        self.heard: dict[str, int] = dict(studied.signs.talks.iter_rows())
        self.talks = _talks(basis, studied)
        self.agreements = _grouped(agreed, "supplier")
        self.agreed = _agreed(priced, agreed)
        self.finds = _finds(finds)
        self.open_types = _open_types(finds)
        self.links = _links(finds, basis.records.lots.filter(mine))
        self.loose = _loose(finds, basis)
        self.loss_per_unit: dict[str, float | None] = dict(
            studied.losses.per_unit.filter(mine).select("sku", "loss_per_unit").iter_rows()
        )
        self.past_orders = _past_orders(studied.lots.rows, plans["supplier"], basis)
        self.mismatches: dict[str, int] = dict(_mismatches(basis).iter_rows())


def _grouped(frame: pl.DataFrame, key: str) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    for row in frame.iter_rows(named=True):
        rows.setdefault(row[key], []).append(row)
    return rows


def _talks(basis: Basis, studied: Studied) -> dict[str | None, list[Row]]:
    """Talks with their responses by supplier, oldest first."""
    answered = studied.talks.join(
        basis.records.talks.select("row", "response", "defect_type"),
        on="row",
        how="left",
        maintain_order="left",
    )
    talks: dict[str | None, list[Row]] = {}
    for row in answered.iter_rows(named=True):
        talks.setdefault(row["supplier"], []).append(row)
    return talks


def _finds(finds: pl.DataFrame) -> dict[tuple[str, str], Row]:
    """Units, exact ones among them, and loss of each lot."""
    exact = pl.col("level") == MatchLevel.EXACT.value
    loss = pl.col("loss")
    summed = (
        finds.filter(pl.col("lot_id").is_not_null())
        .group_by(_LOT)
        .agg(
            units=pl.col("units").sum(),
            exact=pl.col("units").filter(exact).sum(),
            loss=pl.when(loss.is_not_null().any()).then(loss.sum()),
            estimated=pl.col("estimated").any(),
        )
    )
    return {(row["sku"], row["lot_id"]): row for row in summed.iter_rows(named=True)}


def _open_types(finds: pl.DataFrame) -> dict[tuple[str, str], list[tuple[str, int]]]:
    """Units that nobody paid for, by lot and type."""
    summed = (
        finds.filter(pl.col("lot_id").is_not_null(), ~pl.col("settled"))
        .group_by(*_LOT, "defect_type")
        .agg(pl.col("units").sum())
    )
    types: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for sku, lot, kind, units in summed.iter_rows():
        types.setdefault((sku, lot), []).append((kind, units))
    return types


def _agreed(finds: pl.DataFrame, agreements: pl.DataFrame) -> dict[tuple[str, str], int]:
    """Units that nobody paid for and that an open agreement covers, by lot."""
    if agreements.is_empty():
        return {}
    covered = found_before(finds, agreements)
    summed = (
        finds.filter(covered, pl.col("lot_id").is_not_null(), ~pl.col("settled"))
        .group_by(_LOT)
        .agg(pl.col("units").sum())
    )
    return {(sku, lot): units for sku, lot, units in plain(summed).iter_rows()}


def _links(finds: pl.DataFrame, lots: pl.DataFrame) -> dict[tuple[str, str], list[str]]:
    """Links to photos of each lot in the order of the log, then those of the receiving tab."""
    columns = (*_LOT, "photo_links")
    texts = pl.concat([finds.select(columns), lots.select(columns)]).drop_nulls()
    links: dict[tuple[str, str], list[str]] = {}
    for sku, lot, text in texts.iter_rows():
        links.setdefault((sku, lot), []).extend(link for link in text.split("\n") if link)
    return links


def _loose(finds: pl.DataFrame, basis: Basis) -> dict[str, int]:
    """Units of each product without a lot, found in the claim window."""
    start = basis.as_of - timedelta(days=basis.rules.brief.claim_window_days)
    summed = (
        finds.filter(pl.col("lot_id").is_null(), pl.col("found_on") >= start)
        .group_by("sku")
        .agg(pl.col("units").sum())
    )
    return dict(summed.iter_rows())


def _past_orders(
    lots: pl.DataFrame, suppliers: pl.Series, basis: Basis
) -> Mapping[str, Sequence[Row]]:
    """Lots of the last twelve months by supplier, with what they cost."""
    recent = lots.lazy().filter(
        received_within(as_of=basis.as_of, days=YEAR),
        pl.col("units") > 0,
        pl.col("supplier").is_in(suppliers.drop_nulls().unique().implode()),
    )
    return _grouped(recent.select("supplier", "units", "unit_price").collect(), "supplier")


def _mismatches(basis: Basis) -> pl.DataFrame:
    """Reviews of the window that expected another product, by SKU."""
    start = basis.as_of - timedelta(days=basis.rules.signal.window_days)
    return (
        basis.records.reviews.filter(
            pl.col("bucket") == "expectation_mismatch", pl.col("reviewed_at").dt.date() >= start
        )
        .group_by("sku")
        .agg(pl.len())
    )
