"""Every nonconforming unit that is counted, one row a finding, whichever tab it stands in."""

from collections.abc import Mapping

import polars as pl

from quality.codes import MatchLevel
from quality.frames import conform
from quality.keys import folded
from quality.matching import Matched
from quality.records import DAY, INTEGER, NUMBER, ROW, TEXT, YES, Records, Schema
from quality.vocabulary import OTHER, SHORT_COUNT, Vocabulary

FINDS: Schema = {
    "row": ROW,  # of the defect log; null: counted at receiving, in the receiving tab
    "sku": TEXT,
    "supplier": TEXT,
    "lot_id": TEXT,  # null unless matched to one lot
    "level": TEXT,  # as in MATCHES
    "candidates": pl.List(pl.String),
    "defect_type": TEXT,
    "in_rate": YES,  # false: a shortage
    "visible": TEXT,
    "group": TEXT,
    "safety": YES,
    "units": INTEGER,
    "complaint": TEXT,  # rows with the same one are one complaint
    "found_on": DAY,
    "dated": YES,  # found_on was typed, not taken from the import or the lot
    "received_on": DAY,  # of the lot
    "at_receiving": YES,
    "damaged": YES,  # outer packaging; null: unknown
    "origin": TEXT,
    "platform": TEXT,
    "claim": TEXT,
    "settled": YES,  # compensated, row by row or by a talk
    "cost": NUMBER,
    "photos": INTEGER,
    "photos_packaging": INTEGER,
    "photo_links": TEXT,
}
_CHECKS: Mapping[str, str] = {
    "qc_count": SHORT_COUNT,
    "qc_colour": "wrong_colour",
    "qc_broken": "broken",
    "qc_accessory": "missing_part",
    "qc_packaging": "packaging_bad",
}
_OF_THE_LOG = ("platform", "claim", "cost", "photos", "photos_packaging", "photo_links", "origin")
_AT_RECEIVING = "receiving_qc"
WITHOUT_ORDER = " row "  # begins the complaint of a row; no order's reference begins with a space


def finds(
    records: Records,
    matched: Matched,
    *,
    vocabulary: Vocabulary,
    safety_types: tuple[str, ...],
) -> pl.DataFrame:
    """Return all counted findings: the defect log, and what the receiving tab has beyond it.

    A finding of receiving QC that stands in both tabs counts once: for each lot and type the
    larger figure holds. Total of defective units without a split: what exceeds the split is of
    type `other`.

    Args:
        records: Resolved and cut off.
        matched: From `matching.match`, one row a row of `records.defects`.
        vocabulary: Types by code; a type it does not have is seen on receipt, cause unknown.
        safety_types: Codes that are dangerous beside those of the vocabulary.

    Returns:
        Schema FINDS, the log first.
    """
    logged = _logged(records, matched)
    at_receiving = _receiving(records.lots, logged)
    both = pl.concat([logged, at_receiving], how="diagonal")
    kinds = both.select("defect_type").join(
        _types(vocabulary, safety_types), on="defect_type", how="left", maintain_order="left"
    )
    described = both.with_columns(
        kinds["in_rate"].fill_null(value=True),
        kinds["safety"].fill_null(value=False),
        kinds["visible"].fill_null("receipt"),
        kinds["group"].fill_null("unknown"),
    )  # beside the findings: a join would copy a million rows of all their columns
    return conform(_settled(described, records.talks), FINDS)


def _logged(records: Records, matched: Matched) -> pl.DataFrame:
    details = records.defects.select(
        "order_ref",
        *_OF_THE_LOG,
        packaging="outer_packaging",
        dated=pl.col("found_on").is_not_null(),
        at_receiving=(pl.col("found_at") == _AT_RECEIVING).fill_null(value=False),
    )
    both = pl.concat([matched.rows, details], how="horizontal").with_columns(
        received_on=matched.received_on
    )
    counted = both if both["counted"].all() else both.filter("counted")
    order = details.select("order_ref").unique().with_columns(order=folded(pl.col("order_ref")))
    orders = counted.select("order_ref").join(
        order, on="order_ref", how="left", maintain_order="left"
    )
    return (
        counted.with_columns(orders["order"])
        .with_columns(
            complaint=pl.coalesce("order", pl.format(f"{WITHOUT_ORDER}{{}}", "row")),
            damaged=pl.when(pl.col("packaging").is_in(["ok", "damaged"])).then(
                pl.col("packaging") == "damaged"
            ),
        )
        .drop("order_ref", "order", "packaging", "counted", "dropped")
    )


def _receiving(lots: pl.DataFrame, logged: pl.DataFrame) -> pl.DataFrame:
    """Units of the receiving tab that the log does not have, by lot and type."""
    key = ("sku", "lot_id")
    checks = lots.select(*key, *_CHECKS).unpivot(
        index=key, variable_name="check", value_name="checked"
    )
    named = checks.select(
        *key, "checked", defect_type=pl.col("check").replace_strict(_CHECKS, default=OTHER)
    )
    other = lots.select(
        *key,
        checked="qc_other_units",
        defect_type=pl.col("qc_other_type").fill_null(OTHER),
    )
    by_type = (
        pl.concat([named, other])
        .filter(pl.col("checked") > 0)
        .group_by(*key, "defect_type", maintain_order=True)
        .agg(pl.col("checked").sum())
    )
    in_log = (
        logged.filter("at_receiving", pl.col("lot_id").is_not_null())
        .group_by(*key, "defect_type")
        .agg(logged=pl.col("units").sum())
    )
    beyond = by_type.join(
        in_log, on=[*key, "defect_type"], how="left", maintain_order="left"
    ).with_columns(units=pl.col("checked") - pl.col("logged").fill_null(0))
    unsplit = _unsplit(lots, beyond, in_log)
    extra = pl.concat([beyond.select(*key, "defect_type", "units"), unsplit])
    return (
        extra.filter(pl.col("units") > 0)
        .join(
            lots.select(*key, "supplier", "received_on", found_on="received_on"),
            on=key,
            how="left",
            maintain_order="left",
        )
        .with_columns(
            at_receiving=pl.lit(value=True),
            dated=pl.lit(value=False),
            level=pl.lit(MatchLevel.EXACT.value),
        )
    )


def _unsplit(lots: pl.DataFrame, beyond: pl.DataFrame, in_log: pl.DataFrame) -> pl.DataFrame:
    """What the total of defective units has beyond the sum of its kinds."""
    key = ("sku", "lot_id")
    kinds = pl.concat(
        [
            beyond.select(*key, "defect_type", units=pl.col("units").clip(lower_bound=0)),
            in_log.select(*key, "defect_type", units="logged"),
        ]
    )
    split = (
        kinds.filter(pl.col("defect_type") != SHORT_COUNT)
        .group_by(key)
        .agg(split=pl.col("units").sum())
    )
    return (
        lots.filter(pl.col("qc_defective") > 0)
        .select(*key, "qc_defective")
        .join(split, on=key, how="left", maintain_order="left")
        .select(
            *key,
            defect_type=pl.lit(OTHER),
            units=pl.col("qc_defective") - pl.col("split").fill_null(0),
        )
    )


def _types(vocabulary: Vocabulary, safety_types: tuple[str, ...]) -> pl.DataFrame:
    rows = [
        (
            kind.code,
            kind.in_rate,
            kind.visible.value,
            kind.group.value,
            kind.safety or kind.code in safety_types,
        )
        for kind in vocabulary.values()
    ]
    schema = {"defect_type": TEXT, "in_rate": YES, "visible": TEXT, "group": TEXT, "safety": YES}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _settled(found: pl.DataFrame, talks: pl.DataFrame) -> pl.DataFrame:
    """Rows marked as compensated, and what was found before a talk that was paid for."""
    by_row = (pl.col("claim") == "compensated").fill_null(value=False)
    paid = talks.filter(pl.col("compensation") == "yes", pl.col("talked_on").is_not_null())
    if paid.is_empty():
        return found.with_columns(settled=by_row)
    of_sku = _last_paid(paid.filter(pl.col("sku").is_not_null()), "sku", "defect_type")
    of_supplier = _last_paid(paid.filter(pl.col("sku").is_null()), "supplier", "defect_type")
    paid_until = pl.max_horizontal(
        "paid_sku", "paid_sku_type", "paid_supplier", "paid_supplier_type"
    )
    for key, (whole, of_type) in {"sku": of_sku, "supplier": of_supplier}.items():
        found = found.join(
            whole.rename({"until": f"paid_{key}"}), on=key, how="left", maintain_order="left"
        ).join(
            of_type.rename({"until": f"paid_{key}_type"}),
            on=[key, "defect_type"],
            how="left",
            maintain_order="left",
        )
    by_talk = (pl.col("found_on") <= paid_until).fill_null(value=False)
    return found.with_columns(settled=by_row | by_talk)


def _last_paid(
    talks: pl.DataFrame, key: str, type_column: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    last = pl.col("talked_on").max().alias("until")
    whole = talks.filter(pl.col(type_column).is_null()).group_by(key).agg(last)
    of_type = talks.filter(pl.col(type_column).is_not_null()).group_by(key, type_column).agg(last)
    return whole, of_type
