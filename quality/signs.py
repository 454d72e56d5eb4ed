"""Signs that trouble is structural: A it does not drop, B nothing changes, C it moves."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from quality.basis import YEAR, Basis
from quality.columns import Flags, Floats
from quality.frames import within
from quality.lot_counts import KEY
from quality.lot_findings import Lots
from quality.lot_index import LotColumns, LotIndex
from quality.records import INTEGER, TEXT, Schema
from quality.rules import TypeMixRules
from quality.talks import Days, SignA, SignStrength, sign_a
from quality.type_mix import TypeMixWord, type_shift

SIGNS: Schema = {"sku": TEXT, "sign_a": TEXT, "sign_b": TEXT, "sign_c": TEXT}
_ADMITTED = ("acknowledged", "promised")
_VERY_SURE = 0.01
_SEVERAL = 2
_DUST = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """Strength of each sign, strong, weak or null: by product, and by supplier as a whole."""

    skus: pl.DataFrame  # schema SIGNS
    suppliers: pl.DataFrame  # the same with `supplier`: what talks about everything gave
    talks: pl.DataFrame  # sku, talks: heard talks behind sign A


def signs(basis: Basis, lots: Lots, index: LotIndex) -> Signs:
    """Look for the three signs at every product.

    A: everything after the first talk against everything before it (`talks.sign_a`). B: two or
    more talks in which the supplier admitted the defect, no change seen since, and the same type
    again in lots ordered later; strong from three such talks on. C: the types keep changing from
    lot to lot (`type_mix.type_shift`); strong where chance is at most 1 in 100. A and B need
    enough defects since the first talk to make a pattern, and talks before the first lot are about
    none: a clean product gives no sign because
    its supplier was talked to.

    Args:
        basis: What the study starts from.
        lots: From `lot_findings`.
        index: The same lots by product and supplier.
    """
    found: dict[str, dict[str, str | None]] = {}
    heard: dict[str, int] = {}
    for sku, every_talk in _talked_about(basis):
        columns = index.of(sku, _first(every_talk["supplier"]))
        talks = _about_lots(every_talk, columns)
        if talks["talked_on"].n_unique() < basis.rules.talk.switch_after:
            continue
        if _since(talks, columns) < basis.rules.signal.count:
            continue
        a = _sign_a(basis, talks, columns, lots.rho)
        heard[sku] = a.talks
        found[sku] = {"sign_a": _code(a.strength), "sign_b": _sign_b(basis, index, columns, talks)}
    for sku, strength in _shifting(basis, lots):
        found.setdefault(sku, {})["sign_c"] = strength
    rows = [
        (sku, of.get("sign_a"), of.get("sign_b"), of.get("sign_c")) for sku, of in found.items()
    ]
    counted = {"sku": TEXT, "talks": INTEGER}
    return Signs(
        skus=pl.DataFrame(rows, schema=dict(SIGNS), orient="row"),
        suppliers=_of_suppliers(basis, lots, index),
        talks=pl.DataFrame(list(heard.items()), schema=counted, orient="row"),
    )


def _talked_about(basis: Basis) -> Iterator[tuple[str, pl.DataFrame]]:
    """Products with several talks, about them or about everything of their supplier."""
    talks = basis.records.talks.filter(pl.col("talked_on").is_not_null())
    own = talks.filter(pl.col("sku").is_not_null())
    of_supplier = basis.skus.select("sku", "supplier").join(
        talks.filter(pl.col("sku").is_null()).drop("sku"), on="supplier"
    )
    together = pl.concat([own, of_supplier.select(own.columns)]).filter(
        pl.col("talked_on").n_unique().over("sku") >= basis.rules.talk.switch_after
    )
    ordered = together.sort("sku", "talked_on", "row")
    for (sku,), rows in ordered.group_by("sku", maintain_order=True):
        yield str(sku), rows


def _first(column: pl.Series) -> str | None:
    known = column.drop_nulls()
    return known[0] if known.len() else None


def _code(strength: SignStrength | None) -> str | None:
    return strength.value if strength else None


def _about_lots(talks: pl.DataFrame, columns: LotColumns) -> pl.DataFrame:
    """Leave out talks before the first lot: there was nothing yet that could drop or recur."""
    used = columns.received_on[~np.isnan(columns.units) & ~np.isnat(columns.received_on)]
    if not used.size:
        return talks
    return talks.filter(pl.col("talked_on") >= pl.lit(used.min().item()))


def _since(talks: pl.DataFrame, columns: LotColumns) -> float:
    """Nonconforming units in used lots received after the first talk."""
    late = columns.received_on > _day_numbers(talks)[0]
    return float(columns.nonconforming[late & ~np.isnan(columns.units)].sum())


def _day_numbers(talks: pl.DataFrame) -> Days:
    return talks["talked_on"].to_numpy().astype("datetime64[D]")


def _sign_a(basis: Basis, talks: pl.DataFrame, columns: LotColumns, rho: float) -> SignA:
    return sign_a(
        _day_numbers(talks),
        columns.nonconforming,
        columns.units,
        ordered_on=columns.ordered_on,
        received_on=columns.received_on,
        lead_time_days=columns.lead_time_days,
        sku=columns.sku,
        skus=columns.skus,
        rho=rho,
        rules=basis.rules.talk,
        stats=basis.rules.stats,
    )


def _sign_b(basis: Basis, index: LotIndex, columns: LotColumns, talks: pl.DataFrame) -> str | None:
    admitted = talks.filter(pl.col("response").is_in(_ADMITTED))
    days = admitted["talked_on"].n_unique()
    if days < _SEVERAL or (talks["change_seen"] == "yes").any():
        return None
    first = _day_numbers(admitted)[0]
    early, late = columns.received_on <= first, _ordered_after(columns, first)
    kinds = admitted["defect_type"]
    named = basis.vocabulary if kinds.null_count() else kinds.unique(maintain_order=True)
    for kind in named:
        units = index.units_of(kind, columns)
        if units[early].any() and units[late].sum() >= basis.rules.signal.count:
            return (SignStrength.STRONG if days > _SEVERAL else SignStrength.WEAK).value
    return None


def _ordered_after(columns: LotColumns, day: np.datetime64) -> Flags:
    """Lots ordered after a day, by their lead time where the order day is not known."""
    lead = np.timedelta64(columns.lead_time_days, "D")
    ordered = np.where(np.isnat(columns.ordered_on), columns.received_on - lead, columns.ordered_on)
    return np.asarray(ordered > day, dtype=np.bool_)


def _shifting(basis: Basis, lots: Lots) -> Iterator[tuple[str, str]]:
    """Products whose larger lots of two years differ in kind; few are worth a draw."""
    rules = basis.rules.type_mix
    for sku, table in _tables(_worth_a_draw(_large_lots(basis, lots), rules)):
        shift = type_shift(table, key=sku, rules=rules)
        if shift.word is TypeMixWord.KEEP_CHANGING and shift.p is not None:
            sure = shift.p <= _VERY_SURE
            yield sku, (SignStrength.STRONG if sure else SignStrength.WEAK).value


def _large_lots(basis: Basis, lots: Lots) -> pl.DataFrame:
    """Units by type of the lots that are large enough to compare."""
    recent = lots.rows.filter(within("received_on", as_of=basis.as_of, days=2 * YEAR)).select(
        *KEY, "received_on"
    )
    cells = lots.types.join(recent, on=KEY)
    of_lot = pl.col("units").sum().over(KEY)
    return cells.filter(of_lot >= basis.rules.type_mix.min_defects_per_batch)


def _worth_a_draw(cells: pl.DataFrame, rules: TypeMixRules) -> pl.DataFrame:
    """Cells of products of which no type leads every lot and whose types are associated enough.

    The figures of `type_mix.type_shift` for all products at once (bias-corrected Cramer's V,
    Bergsma 2013), so that only those get a table whose draws decide.
    """
    units, of_type = pl.col("units"), pl.col("units").sum().over("sku", "defect_type")
    weighed = cells.with_columns(
        share=units**2 / (units.sum().over(KEY) * of_type),
        leads=units == units.max().over(KEY),
    )
    led = weighed.filter("leads").group_by("sku", "defect_type").agg(led=pl.len())
    judged = (
        weighed.group_by("sku")
        .agg(
            phi=pl.col("share").sum() - 1,
            rest=units.sum() - 1.0,
            lots=pl.col("lot_id").n_unique() - 1.0,
            kinds=pl.col("defect_type").n_unique() - 1.0,
        )
        .join(led.group_by("sku").agg(pl.col("led").max()), on="sku")
        .filter(pl.col("lots") >= 1, pl.col("kinds") >= 1, pl.col("led") <= pl.col("lots"))
    )
    phi = pl.col("phi") - pl.col("lots") * pl.col("kinds") / pl.col("rest")
    narrow = pl.min_horizontal(
        pl.col(side) - pl.col(side) ** 2 / pl.col("rest") for side in ("lots", "kinds")
    )
    worth = judged.filter(phi >= (rules.min_effect**2 - _DUST) * narrow, phi >= 0)
    return cells.join(worth.select("sku"), on="sku", how="semi")


def _tables(cells: pl.DataFrame) -> Iterator[tuple[str, Floats]]:
    """One table a product: lots, oldest first, by types."""
    ordered = cells.sort("sku", "received_on", "lot_id", "defect_type").with_columns(
        at=pl.struct("received_on", "lot_id").rank("dense").over("sku") - 1,
        kind=pl.col("defect_type").rank("dense").over("sku") - 1,
    )
    place, type_of, count = (ordered[name].to_numpy() for name in ("at", "kind", "units"))
    start = 0
    for sku, size in _runs(ordered["sku"]):
        of_sku = slice(start, start := start + size)
        at, kind = place[of_sku], type_of[of_sku]
        table = np.zeros((int(at.max()) + 1, int(kind.max()) + 1))
        table[at, kind] = count[of_sku]
        yield sku, table


def _runs(column: pl.Series) -> Iterable[tuple[str, int]]:
    """Each value and how many rows running have it."""
    return column.rle().struct.unnest().select("value", "len").iter_rows()


def _of_suppliers(basis: Basis, lots: Lots, index: LotIndex) -> pl.DataFrame:
    """Sign A of talks about everything of a supplier, over all its products at once."""
    whole = basis.records.talks.filter(
        pl.col("talked_on").is_not_null(), pl.col("sku").is_null(), pl.col("supplier").is_not_null()
    ).filter(pl.col("talked_on").n_unique().over("supplier") >= basis.rules.talk.switch_after)
    rows: list[tuple[str, str | None]] = []
    ordered = whole.sort("supplier", "talked_on")
    for (name,), talks in ordered.group_by("supplier", maintain_order=True):
        supplier = str(name)
        columns = index.of(None, supplier)
        about = _about_lots(talks, columns)
        if about["talked_on"].n_unique() >= basis.rules.talk.switch_after:
            sign = _sign_a(basis, about, columns, lots.rho)
            rows.append((supplier, _code(sign.strength)))
    return pl.DataFrame(rows, schema={"supplier": TEXT, "sign_a": TEXT}, orient="row")
