"""Defect rows to lots: by id, else by date, else to the product alone; never by a guess."""

from dataclasses import dataclass

import polars as pl

from quality.codes import Dropped, MatchLevel
from quality.findings import MATCHES
from quality.issues import Issue
from quality.keys import folded
from quality.match_issues import SITUATION, match_issues
from quality.records import Records
from quality.rules import MatchingRules

_ASSUMED_DAYS = 90
_SPOKEN_OF = ("row", *SITUATION, "lot_id", "defect_type", "units", "order_ref")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """One row a defect row (schema MATCHES), and what could not be settled."""

    rows: pl.DataFrame
    received_on: pl.Series  # of the lot of each row; blank without one
    issues: tuple[Issue, ...]


def match(records: Records, *, rules: MatchingRules) -> Matched:
    """Find the lot of every defect row.

    Order of trust: lot id and SKU as typed; the import date; for a row with only a day of
    finding the single lot of the 90 days before; else the product alone. No lot that arrived
    after the defect was found is a candidate. What stays between several lots names them all.

    Args:
        records: Resolved and cut off at the day of the study.
        rules: Largest distance of dates, and the lead that the nearest lot must have.
    """
    rows = _with_exact(records.defects.select(_SPOKEN_OF), records.lots)
    situations = rows.filter(pl.col("level").is_null()).select(SITUATION).unique()
    placed = _placed(situations, records.lots, rules)
    rows = (
        rows.join(placed, on=SITUATION, how="left", nulls_equal=True, maintain_order="left")
        .with_columns(
            lot_id=pl.coalesce("exact_lot", "placed_lot"),
            level=pl.coalesce("level", "placed_level", pl.lit(MatchLevel.SKU_ONLY.value)),
            candidates=pl.when(pl.col("level").is_null()).then(pl.col("candidates")),
        )
        .with_columns(_dropped(records.defects))
        .join(_register(records.lots), on=["sku", "lot_id"], how="left", maintain_order="left")
    )
    return Matched(
        rows=_matches(rows, records),
        received_on=rows["received_on"],
        issues=match_issues(rows, records.lots),
    )


def _register(lots: pl.DataFrame) -> pl.DataFrame:
    return lots.select("sku", "lot_id", "received_on", lot_supplier="supplier")


def _with_exact(defects: pl.DataFrame, lots: pl.DataFrame) -> pl.DataFrame:
    typed = defects.select("lot_id").unique().with_columns(lot_key=folded(pl.col("lot_id")))
    register = lots.select("sku", lot_key=folded(pl.col("lot_id")), exact_lot="lot_id")
    return (
        defects.rename({"lot_id": "typed_lot"})
        .join(typed, left_on="typed_lot", right_on="lot_id", how="left", maintain_order="left")
        .join(register, on=["sku", "lot_key"], how="left", maintain_order="left")
        .with_columns(
            level=pl.when(pl.col("exact_lot").is_not_null()).then(pl.lit(MatchLevel.EXACT.value))
        )
    )


def _placed(situations: pl.DataFrame, lots: pl.DataFrame, rules: MatchingRules) -> pl.DataFrame:
    """The lot, level and candidates of each distinct situation that has any candidate."""
    dated = lots.filter(pl.col("received_on").is_not_null()).select("sku", "lot_id", "received_on")
    near = situations.join(dated, on="sku").filter(
        pl.col("found_on").is_null() | (pl.col("received_on") <= pl.col("found_on")),
        _in_reach(rules),
    )
    distance = (pl.col("received_on") - pl.col("imported_on")).dt.total_days().abs()
    by_day = pl.col("imported_on").is_not_null() & ~pl.col("imported_month").fill_null(value=False)
    ranked = near.with_columns(distance=pl.when(by_day).then(distance).otherwise(0)).sort(
        "distance", "received_on", "lot_id"
    )
    grouped = ranked.group_by(SITUATION, maintain_order=True).agg(
        placed_lot=pl.col("lot_id").first(),
        lead=pl.col("distance").get(1, null_on_oob=True) - pl.col("distance").first(),
        found=pl.len(),
        candidates=pl.col("lot_id").sort_by("received_on", "lot_id"),
    )
    level = (
        pl.when(pl.col("found") > 1, pl.col("lead") < rules.lead_days)
        .then(pl.lit(MatchLevel.AMBIGUOUS.value))
        .when(pl.col("found") > 1, by_day)
        .then(pl.lit(MatchLevel.DATE_NEAR.value))
        .when(pl.col("found") > 1)
        .then(pl.lit(MatchLevel.AMBIGUOUS.value))
        .when(pl.col("imported_on").is_not_null())
        .then(pl.lit(MatchLevel.DATE.value))
        .otherwise(pl.lit(MatchLevel.ASSUMED.value))
    )
    doubtful = pl.col("placed_level") == MatchLevel.AMBIGUOUS.value
    return grouped.with_columns(placed_level=level).select(
        *SITUATION,
        "placed_level",
        placed_lot=pl.when(~doubtful).then(pl.col("placed_lot")),
        candidates=pl.when(doubtful).then(pl.col("candidates")),
    )


def _in_reach(rules: MatchingRules) -> pl.Expr:
    """Within the window of a day, the month and its slack, or 90 days before it was found."""
    received, imported = pl.col("received_on"), pl.col("imported_on")
    slack = pl.duration(days=rules.month_slack_days)
    month = (received >= imported.dt.month_start() - slack) & (
        received <= imported.dt.month_end() + slack
    )
    day = (received - imported).dt.total_days().abs() <= rules.window_days
    before_found = (pl.col("found_on") - received).dt.total_days() <= _ASSUMED_DAYS
    return (
        pl.when(imported.is_null())
        .then(before_found)
        .when(pl.col("imported_month").fill_null(value=False))
        .then(month)
        .otherwise(day)
    )


def _dropped(rows: pl.DataFrame) -> pl.Series:
    """Rows to ignore, and rows that repeat an earlier one.

    Two rows that say no more than product, kind and lot are two complaints, however alike: a
    repeat needs a cell that tells one complaint from the next (a day, an order, a photo, a note).
    """
    telling = rows.select(
        pl.any_horizontal(
            pl.col("found_on", "order_ref", "contacted_at", "photo_links", "note").is_not_null()
        )
    ).to_series()
    columns = [name for name in rows.columns if name in _CONTENT and _is_filled(rows[name])]
    same_cells = ~rows.select(columns).hash_rows().is_first_distinct() & telling
    ordered = rows["order_ref"].is_not_null()
    order = rows.select(folded(pl.col("order_ref")), "sku", "defect_type", "type_text")
    same_order = ~order.hash_rows().is_first_distinct() & ordered
    ignored = (rows["claim"] == "ignore").fill_null(value=False)
    return pl.select(
        dropped=pl.when(ignored)
        .then(pl.lit(Dropped.IGNORED.value))
        .when(same_cells | same_order)
        .then(pl.lit(Dropped.DUPLICATE.value))
    ).to_series()


def _is_filled(column: pl.Series) -> bool:
    """A column that nobody fills in tells no row from another; hashing it would only take room."""
    return column.null_count() < len(column)


_CONTENT = frozenset(
    {
        "sku",
        "defect_type",
        "type_text",
        "lot_id",
        "imported_on",
        "imported_month",
        "found_on",
        "units",
        "found_at",
        "platform",
        "severity",
        "outer_packaging",
        "photos",
        "photos_packaging",
        "photo_links",
        "order_ref",
        "contacted_at",
        "resolution",
        "cost",
        "claim",
        "origin",
        "note",
    }
)


def _matches(rows: pl.DataFrame, records: Records) -> pl.DataFrame:
    """The schema MATCHES; the supplier is the lot's, the one all candidates share, the SKU's."""
    main = records.skus.select("sku", sku_supplier="supplier")
    shared = _shared_suppliers(rows, _register(records.lots))
    doubtful = pl.col("level") == MatchLevel.AMBIGUOUS.value
    return (
        rows.join(main, on="sku", how="left", maintain_order="left")
        .join(shared, on="row", how="left", maintain_order="left")
        .select(
            "row",
            "sku",
            supplier=pl.when(doubtful)
            .then(pl.col("shared_supplier"))
            .otherwise(pl.coalesce("lot_supplier", "sku_supplier")),
            lot_id="lot_id",
            level="level",
            counted=pl.col("dropped").is_null(),
            dropped="dropped",
            defect_type="defect_type",
            units="units",
            found_on=pl.coalesce("found_on", "imported_on", "received_on"),
            candidates="candidates",
        )
        .cast(dict(MATCHES))  # type: ignore[arg-type]
    )


def _shared_suppliers(rows: pl.DataFrame, register: pl.DataFrame) -> pl.DataFrame:
    return (
        rows.filter(pl.col("level") == MatchLevel.AMBIGUOUS.value)
        .select("row", "sku", lot_id="candidates")
        .explode("lot_id")
        .join(register, on=["sku", "lot_id"])
        .group_by("row")
        .agg(
            shared_supplier=pl.when(pl.col("lot_supplier").n_unique() == 1).then(
                pl.col("lot_supplier").first()
            )
        )
    )
