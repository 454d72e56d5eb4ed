"""Signs that trouble is structural: A it does not drop, B nothing changes, C it moves."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from quality.basis import YEAR, Basis
from quality.frames import within
from quality.lot_counts import KEY
from quality.lot_findings import Lots
from quality.records import TEXT, Schema
from quality.talk_findings import concerned, lot_columns, lot_types
from quality.talks import SignA, SignStrength, sign_a
from quality.type_mix import TypeMixWord, type_shift

SIGNS: Schema = {"sku": TEXT, "sign_a": TEXT, "sign_b": TEXT, "sign_c": TEXT}
_ADMITTED = ("acknowledged", "promised")
_VERY_SURE = 0.01
_SEVERAL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """Strength of each sign, strong, weak or null: by product, and by supplier as a whole."""

    skus: pl.DataFrame  # schema SIGNS
    suppliers: pl.DataFrame  # the same with `supplier`: what talks about everything gave
    talks: pl.DataFrame  # sku, talks: heard talks behind sign A


def signs(basis: Basis, lots: Lots) -> Signs:
    """Look for the three signs at every product.

    A: everything after the first talk against everything before it (`talks.sign_a`). B: two or
    more talks in which the supplier admitted the defect, no change seen since, and the same type
    again in lots ordered later; strong from three such talks on. C: the types keep changing from
    lot to lot (`type_mix.type_shift`); strong where chance is at most 1 in 100.
    """
    found: dict[str, dict[str, str | None]] = {}
    heard: dict[str, int] = {}
    by_type = lot_types(basis)
    for sku, talks in _talked_about(basis):
        a = _sign_a(basis, lots, talks, sku)
        found.setdefault(sku, {})["sign_a"] = a.strength.value if a.strength else None
        found[sku]["sign_b"] = _sign_b(basis, lots, by_type, talks, sku)
        heard[sku] = a.talks
    for sku, strength in _shifting(basis, lots, by_type):
        found.setdefault(sku, {})["sign_c"] = strength
    rows = [
        (sku, of.get("sign_a"), of.get("sign_b"), of.get("sign_c")) for sku, of in found.items()
    ]
    schema = {**SIGNS}
    return Signs(
        skus=pl.DataFrame(rows, schema=schema, orient="row"),
        suppliers=_of_suppliers(basis, lots),
        talks=pl.DataFrame(
            list(heard.items()), schema={"sku": pl.String, "talks": pl.Int64}, orient="row"
        ),
    )


def _talked_about(basis: Basis) -> Iterator[tuple[str, pl.DataFrame]]:
    """Products with several talks, about them or about everything of their supplier."""
    talks = basis.records.talks.filter(pl.col("talked_on").is_not_null())
    whole = talks.filter(pl.col("sku").is_null())
    of_supplier = basis.skus.select("sku", "supplier").join(
        whole.drop("sku"), on="supplier", how="inner"
    )
    own = talks.filter(pl.col("sku").is_not_null())
    together = pl.concat([own, of_supplier.select(own.columns)]).sort("sku", "talked_on", "row")
    for (sku,), rows in together.group_by("sku", maintain_order=True):
        if rows["talked_on"].n_unique() >= min(basis.rules.talk.switch_after, _SEVERAL):
            yield str(sku), rows


def _sign_a(basis: Basis, lots: Lots, talks: pl.DataFrame, sku: str | None) -> SignA:
    supplier = talks["supplier"].drop_nulls()
    columns = lot_columns(basis, concerned(lots.rows, sku, supplier[0] if supplier.len() else None))
    return sign_a(
        talks["talked_on"].to_numpy().astype("datetime64[D]"),
        columns.nonconforming,
        columns.units,
        ordered_on=columns.ordered_on,
        received_on=columns.received_on,
        lead_time_days=columns.lead_time_days,
        sku=columns.sku,
        skus=columns.skus,
        rho=lots.rho,
        rules=basis.rules.talk,
        stats=basis.rules.stats,
    )


def _sign_b(
    basis: Basis, lots: Lots, by_type: pl.DataFrame, talks: pl.DataFrame, sku: str
) -> str | None:
    admitted = talks.filter(pl.col("response").is_in(_ADMITTED))
    days = admitted["talked_on"].n_unique()
    if days < _SEVERAL or (talks["change_seen"] == "yes").any():
        return None
    first = admitted["talked_on"].min()
    mine = by_type.filter(pl.col("sku") == sku).join(
        lots.rows.select(*KEY, "received_on", "ordered_on"), on=KEY
    )
    named = admitted["defect_type"].drop_nulls().unique().implode()
    if admitted["defect_type"].null_count() == 0:
        mine = mine.filter(pl.col("defect_type").is_in(named))
    before = mine.filter(pl.col("received_on") <= first)["defect_type"].unique().implode()
    again = (
        mine.filter(pl.col("ordered_on") > first, pl.col("defect_type").is_in(before))
        .group_by("defect_type")
        .agg(pl.col("units").sum())
    )
    if not (again["units"] >= basis.rules.signal.count).any():
        return None
    return (SignStrength.STRONG if days > _SEVERAL else SignStrength.WEAK).value


def _shifting(basis: Basis, lots: Lots, by_type: pl.DataFrame) -> Iterator[tuple[str, str]]:
    """Products whose larger lots of two years differ in kind; few are worth a table."""
    rules = basis.rules.type_mix
    recent = lots.rows.filter(within("received_on", as_of=basis.as_of, days=2 * YEAR)).select(
        *KEY, "received_on"
    )
    cells = by_type.join(recent, on=KEY).with_columns(
        of_lot=pl.col("units").sum().over(KEY),
        leads=pl.col("units") == pl.col("units").max().over(KEY),
    )
    large = cells.filter(pl.col("of_lot") >= rules.min_defects_per_batch)
    changing = (
        large.group_by("sku")
        .agg(
            lots=pl.col("lot_id").n_unique(),
            kinds=pl.col("defect_type").filter("leads").n_unique(),
        )
        .filter(pl.col("lots") >= _SEVERAL, pl.col("kinds") >= _SEVERAL)
    )
    worth = large.join(changing.select("sku"), on="sku", how="semi").sort(
        "sku", "received_on", "lot_id", "defect_type"
    )
    for (sku,), rows in worth.group_by("sku", maintain_order=True):
        table = (
            rows.pivot("defect_type", index=("received_on", "lot_id"), values="units")
            .sort("received_on", "lot_id")
            .drop("received_on", "lot_id")
            .fill_null(0)
        )
        shift = type_shift(table.to_numpy(), key=str(sku), rules=rules)
        if shift.word is TypeMixWord.KEEP_CHANGING and shift.p is not None:
            sure = shift.p <= _VERY_SURE
            yield str(sku), (SignStrength.STRONG if sure else SignStrength.WEAK).value


def _of_suppliers(basis: Basis, lots: Lots) -> pl.DataFrame:
    """Sign A of talks about everything of a supplier, over all its products at once."""
    whole = basis.records.talks.filter(
        pl.col("talked_on").is_not_null(), pl.col("sku").is_null(), pl.col("supplier").is_not_null()
    )
    rows: list[tuple[str, str | None]] = []
    for (supplier,), talks in whole.sort("supplier", "talked_on").group_by(
        "supplier", maintain_order=True
    ):
        if talks["talked_on"].n_unique() >= basis.rules.talk.switch_after:
            strength = _sign_a(basis, lots, talks, None).strength
            rows.append((str(supplier), strength.value if strength else None))
    return pl.DataFrame(rows, schema={"supplier": pl.String, "sign_a": pl.String}, orient="row")
