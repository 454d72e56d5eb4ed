"""Products under a new code: what was kept under the old one stays with them."""

from collections.abc import Mapping

import polars as pl

from quality.folding import fold
from quality.tabs import QC_TAB, REORDERS_TAB, SIGNALS_TAB, SKU_TAB

_BY_SKU = (SKU_TAB, SIGNALS_TAB, QC_TAB, REORDERS_TAB)  # tabs whose keys begin with the SKU


def claimed(skus: pl.DataFrame) -> Mapping[str, Mapping[str, tuple[str, int]]]:
    """Return old code, folded -> the products that claim it: folded code -> code and row."""
    claims: dict[str, dict[str, tuple[str, int]]] = {}
    rows = skus.select("sku", "aliases", "row").drop_nulls(["sku", "aliases"])
    for sku, aliases, row in rows.iter_rows():
        for alias in aliases.replace(";", ",").replace("\n", ",").split(","):
            if alias.strip():
                claims.setdefault(fold(alias), {}).setdefault(fold(sku), (sku, row))
    return claims


def old_codes(skus: pl.DataFrame) -> Mapping[str, str]:
    """Return old code, folded -> code of now.

    A code that a product has itself, or that two products claim as their old one, is left out.

    Args:
        skus: Frame of `quality.records.SKUS`.
    """
    claims = claimed(skus)
    if not claims:
        return {}
    own = {fold(code) for code in skus["sku"].drop_nulls().to_list()}
    single = {old: of for old, of in claims.items() if len(of) == 1 and old not in own}
    return {old: next(iter(of.values()))[0] for old, of in single.items()}


def under_codes_of_now(keyed: pl.DataFrame, old: Mapping[str, str]) -> pl.DataFrame:
    """Return marks or signal states of renamed products under their codes of now.

    Where something stands under the code of now already, it goes before what stood under the old.

    Args:
        keyed: Frame of `quality.records.MARKS` or `SIGNAL_STATES`.
        old: From `old_codes`.
    """
    if not old or keyed.is_empty():
        return keyed
    begins_with_sku = pl.col("tab").is_in(_BY_SKU) if "tab" in keyed.columns else pl.lit(value=True)
    now = pl.Series("_now", [of_now(key, old) for key in keyed["key"].to_list()], dtype=pl.String)
    renamed = keyed.with_columns(now).with_columns(
        _now=pl.when(begins_with_sku).then("_now").otherwise("key")
    )
    moved = (pl.col("_now") != pl.col("key")).alias("_moved")
    ordered = renamed.with_columns(moved).sort("_moved", maintain_order=True)
    named = [name for name in ("tab", "key") if name in keyed.columns]
    return (
        ordered.with_columns(key="_now")
        .drop("_now", "_moved")
        .unique(named, keep="first", maintain_order=True)
    )


def of_now(key: str, old: Mapping[str, str]) -> str:
    """Return a key that begins with a SKU, under the code of now."""
    sku, bar, rest = key.partition("|")
    return f"{old.get(fold(sku), sku)}{bar}{rest}"
