"""Every nonconforming unit that is counted, one row a finding, whichever tab it stands in."""

from collections.abc import Iterator, Mapping

import polars as pl

from quality.codes import MatchLevel
from quality.findings import CODES
from quality.frames import beside, blanks, coded, conform, plain, sparing
from quality.matching import Matched
from quality.records import CODED, DAY, INTEGER, NUMBER, ROW, TEXT, YES, Records, Schema
from quality.vocabulary import OTHER, SHORT_COUNT, Vocabulary

FINDS: Schema = {
    "row": ROW,  # of the defect log; null: counted at receiving, in the receiving tab
    "sku": CODED,
    "supplier": CODED,
    "lot_id": CODED,  # null unless matched to one lot
    "level": CODED,  # as in MATCHES
    "candidates": CODES,
    "defect_type": CODED,
    "in_rate": YES,  # false: a shortage
    "visible": CODED,
    "group": CODED,
    "safety": YES,
    "units": INTEGER,
    "complaint": pl.UInt64(),  # rows with the same number are one complaint; null at receiving
    "ordered": YES,  # its order is known
    "found_on": DAY,
    "dated": YES,  # found_on was typed, not taken from the import or the lot
    "received_on": DAY,  # of the lot
    "at_receiving": YES,
    "damaged": YES,  # outer packaging; null: unknown
    "origin": CODED,
    "platform": CODED,
    "claim": CODED,
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
    types = _types(vocabulary, safety_types)
    parts = (_described(part, types, records.talks) for part in (logged, at_receiving))
    return pl.concat(parts, rechunk=False)  # the columns of the log stay where they are


def _described(found: pl.DataFrame, types: pl.DataFrame, talks: pl.DataFrame) -> pl.DataFrame:
    """Findings with what is known of their types, columns of FINDS."""
    kinds = beside(found, types, ("defect_type",)).with_columns(
        pl.col("in_rate").fill_null(value=True),
        pl.col("safety").fill_null(value=False),
        pl.col("visible").fill_null("receipt"),
        pl.col("group").fill_null("unknown"),
    )
    described = found.hstack(kinds)
    described = described.with_columns(blanks(FINDS, but=described.columns))
    settled = _settled(described, talks)
    return sparing(conform(described.with_columns(settled=settled), FINDS))


def _logged(records: Records, matched: Matched) -> pl.DataFrame:
    log, row = records.defects, pl.col("row").cast(pl.UInt64)
    packaging = pl.col("outer_packaging")
    described = log.select(
        *_OF_THE_LOG,
        matched.orders.is_not_null().alias("ordered"),
        complaint=pl.coalesce(matched.orders, row),
        dated=pl.col("found_on").is_not_null(),
        at_receiving=(pl.col("found_at") == _AT_RECEIVING).fill_null(value=False),
        damaged=pl.when(packaging.is_in(["ok", "damaged"])).then(packaging == "damaged"),
        received_on=matched.received_on,
    )
    both = pl.concat([matched.rows.drop("counted", "dropped"), described], how="horizontal")
    counted = matched.rows["counted"]
    return both if counted.all() else both.filter(counted)


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
    in_log = plain(
        logged.lazy()
        .filter("at_receiving", pl.col("lot_id").is_not_null())
        .group_by(*key, "defect_type")
        .agg(logged=pl.col("units").sum())
        .collect()
    )
    beyond = by_type.join(
        in_log, on=[*key, "defect_type"], how="left", maintain_order="left"
    ).with_columns(units=pl.col("checked") - pl.col("logged").fill_null(0))
    unsplit = _unsplit(lots, beyond, in_log)
    extra = pl.concat([beyond.select(*key, "defect_type", "units"), unsplit])
    more = (
        extra.filter(pl.col("units") > 0)
        .join(
            lots.select(*key, "supplier", "received_on", found_on="received_on"),
            on=key,
            how="left",
            maintain_order="left",
        )
        .with_columns(
            at_receiving=pl.lit(value=True),
            photos=pl.lit(0, dtype=INTEGER),
            photos_packaging=pl.lit(0, dtype=INTEGER),
            dated=pl.lit(value=False),
            ordered=pl.lit(value=False),
            level=pl.lit(MatchLevel.EXACT.value),
        )
    )
    return coded(more, *key, "supplier", "defect_type", "level")


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
    names = ("defect_type", "in_rate", "visible", "group", "safety")
    return pl.DataFrame(rows, schema={name: FINDS[name] for name in names}, orient="row")


def _settled(found: pl.DataFrame, talks: pl.DataFrame) -> pl.Series:
    """Tell which rows are marked as compensated, or were found before a talk that was paid for."""
    compensated = pl.col("claim") == "compensated"
    by_row = found.select(compensated.fill_null(value=False)).to_series()
    paid = talks.filter(pl.col("compensation") == "yes", pl.col("talked_on").is_not_null())
    return by_row if paid.is_empty() else by_row | found_before(found, paid)


def found_before(found: pl.DataFrame, talks: pl.DataFrame) -> pl.Series:
    """Tell which units were found by the day of the last of these talks about them.

    Args:
        found: Rows with the columns sku, supplier, defect_type and found_on of FINDS.
        talks: Rows of TALKS with their day.
    """
    of_sku = _last_talk(talks.filter(pl.col("sku").is_not_null()), "sku")
    of_supplier = _last_talk(talks.filter(pl.col("sku").is_null()), "supplier")
    days = pl.DataFrame(
        beside(found, until, on).to_series().alias(f"{len(on)} {on[0]}")
        for on, until in (*of_sku, *of_supplier)
    )
    until = days.max_horizontal()
    return (found["found_on"] <= until).fill_null(value=False)


def _last_talk(talks: pl.DataFrame, key: str) -> Iterator[tuple[tuple[str, ...], pl.DataFrame]]:
    """The day of the last talk about everything of a key, and about each defect type of it."""
    last = pl.col("talked_on").max()
    by_type = coded(talks, key, "defect_type")
    whole = pl.col("defect_type").is_null()
    yield (key,), by_type.filter(whole).group_by(key).agg(last)
    yield (key, "defect_type"), by_type.filter(~whole).group_by(key, "defect_type").agg(last)
