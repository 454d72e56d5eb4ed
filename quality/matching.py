"""Defect rows to lots: by id, else by date, else to the product alone; never by a guess."""

from dataclasses import dataclass

import polars as pl

from quality.codes import Dropped, MatchLevel
from quality.findings import MATCHES
from quality.frames import beside, coded, conform, one_key, parts, sparing, spread
from quality.issues import Issue
from quality.keys import folded
from quality.match_issues import SITUATION, match_issues
from quality.records import CODED, Records
from quality.rules import MatchingRules

_ASSUMED_DAYS = 90
_SPOKEN_OF = ("row", *SITUATION, "lot_id", "defect_type", "units", "order_ref")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """One row a defect row (schema MATCHES), and what could not be settled."""

    rows: pl.DataFrame
    received_on: pl.Series  # of the lot of each row; blank without one
    orders: pl.Series  # a number for each order; blank without one
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
    log, orders = records.defects, _orders(records.defects)
    register = _register(records.lots)
    rows = _with_exact(log.select(_SPOKEN_OF), register)
    rows = rows.hstack(_with_situation(rows, register, rules))
    rows = rows.with_columns(
        _dropped(log, orders), lot_id=pl.coalesce("exact_lot", "placed_lot"), level=_level()
    ).drop("placed_lot", "placed_level")
    rows = rows.hstack(beside(rows, register, ("sku", "lot_id")))
    return Matched(
        rows=_matches(rows, register, records.skus),
        received_on=rows["received_on"],
        orders=orders,
        issues=match_issues(rows, records.lots),
    )


def _orders(log: pl.DataFrame) -> pl.Series:
    """A number for each order, the same for all its spellings."""
    order = pl.col("order_ref")
    numbered = pl.when(order.is_not_null()).then(folded(order).hash()).alias("order")
    folded_in_parts = (part.select(numbered).to_series() for part in parts(log))
    return pl.concat(folded_in_parts)  # folded texts of a whole log take much room


def _register(lots: pl.DataFrame) -> pl.DataFrame:
    register = lots.select("sku", "lot_id", "received_on", lot_supplier="supplier")
    return coded(register, "sku", "lot_id", "lot_supplier")


def _with_exact(log: pl.DataFrame, register: pl.DataFrame) -> pl.DataFrame:
    """The log with the lot that was typed and, where there is one of the product, found."""
    pairs = log.select("sku", "lot_id")
    typed = pairs.filter(one_key(pairs).is_first_distinct())
    known = register.select("sku", "lot_id")
    key = folded(pl.col("lot_id"))
    spelled = typed.with_columns(key=key).join(
        known.select("sku", exact_lot="lot_id", key=key), on=("sku", "key")
    )
    exact = beside(log, spelled.drop("key"), ("sku", "lot_id"))
    return log.rename({"lot_id": "typed_lot"}).hstack(exact)


def _with_situation(
    rows: pl.DataFrame, register: pl.DataFrame, rules: MatchingRules
) -> pl.DataFrame:
    """What the day says of the rows without the lot that was typed; each situation is met once."""
    left = rows["exact_lot"].is_null()
    situations = rows.select(SITUATION).filter(left)
    placed = _placed(situations.unique(), register, rules)
    return spread(beside(situations, placed, SITUATION, nulls_equal=True), left)


def _level() -> pl.Expr:
    exact = pl.when(pl.col("exact_lot").is_not_null()).then(_code(MatchLevel.EXACT))
    return pl.coalesce(exact, "placed_level", _code(MatchLevel.SKU_ONLY))


def _code(level: MatchLevel) -> pl.Expr:
    return pl.lit(level.value, dtype=CODED)


def _placed(situations: pl.DataFrame, register: pl.DataFrame, rules: MatchingRules) -> pl.DataFrame:
    """The lot, level and candidates of each distinct situation that has any candidate."""
    dated = register.filter(pl.col("received_on").is_not_null()).select(
        "sku", "lot_id", "received_on"
    )
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
        .then(_code(MatchLevel.AMBIGUOUS))
        .when(pl.col("found") > 1, by_day)
        .then(_code(MatchLevel.DATE_NEAR))
        .when(pl.col("found") > 1)
        .then(_code(MatchLevel.AMBIGUOUS))
        .when(pl.col("imported_on").is_not_null())
        .then(_code(MatchLevel.DATE))
        .otherwise(_code(MatchLevel.ASSUMED))
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


def _dropped(log: pl.DataFrame, orders: pl.Series) -> pl.Series:
    """Rows to ignore, and rows that repeat an earlier one."""
    ignored = (pl.col("claim") == "ignore").fill_null(value=False)
    return log.select(
        dropped=pl.when(ignored)
        .then(pl.lit(Dropped.IGNORED.value, dtype=CODED))
        .when(_repeated(log, orders))
        .then(pl.lit(Dropped.DUPLICATE.value, dtype=CODED))
    ).to_series()


def _repeated(log: pl.DataFrame, orders: pl.Series) -> pl.Series:
    """Tell which rows repeat an earlier one; only rows of one order, or of none, can be alike.

    Two rows that say no more than product, kind and lot are two complaints, however alike: a
    repeat needs a cell that tells one complaint from the next (a day, an order, a photo, a note).
    """
    again = orders.filter(~orders.is_first_distinct()).unique()
    alike = orders.is_in(again.implode(), nulls_equal=True)
    rows = log.select(_CONTENT).filter(alike)
    columns = [name for name in _CONTENT if _is_filled(rows[name])]
    told = pl.any_horizontal(pl.col(_TELLING).is_not_null())
    same_cells = (
        ~rows.select(columns).hash_rows().is_first_distinct() & rows.select(told).to_series()
    )
    order = orders.filter(alike)
    of_order = rows.select(order, "sku", "defect_type", "type_text").hash_rows()
    same_order = ~of_order.is_first_distinct() & order.is_not_null()
    repeated = pl.Series([False]).new_from_index(0, log.height)
    return repeated.scatter(alike.arg_true(), same_cells | same_order)


def _is_filled(column: pl.Series) -> bool:
    """A column that nobody fills in tells no row from another; hashing it would only take room."""
    return column.null_count() < len(column)


_TELLING = ("found_on", "order_ref", "contacted_at", "photo_links", "note")
_CONTENT = (
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
)


def _matches(rows: pl.DataFrame, register: pl.DataFrame, skus: pl.DataFrame) -> pl.DataFrame:
    """The schema MATCHES; the supplier is the lot's, the one all candidates share, the SKU's."""
    main = coded(skus.select("sku", sku_supplier="supplier"), "sku", "sku_supplier")
    shared = _shared_suppliers(rows, register)
    doubtful = pl.col("level") == MatchLevel.AMBIGUOUS.value
    suppliers = rows.select(
        "level",
        "lot_supplier",
        beside(rows, main, ("sku",)).to_series(),
        beside(rows, shared, ("row",)).to_series(),
    ).select(
        supplier=pl.when(doubtful)
        .then("shared_supplier")
        .otherwise(pl.coalesce("lot_supplier", "sku_supplier"))
    )
    found_on = pl.coalesce("found_on", "imported_on", "received_on")
    every = rows.with_columns(
        suppliers.to_series(), found_on=found_on, counted=pl.col("dropped").is_null()
    )
    return sparing(conform(every, MATCHES))


def _shared_suppliers(rows: pl.DataFrame, register: pl.DataFrame) -> pl.DataFrame:
    supplier = pl.col("lot_supplier")
    return (
        rows.lazy()
        .filter(pl.col("level") == MatchLevel.AMBIGUOUS.value)
        .select("row", "sku", lot_id="candidates")
        .explode("lot_id")
        .join(register.lazy(), on=("sku", "lot_id"))
        .group_by("row")
        .agg(shared_supplier=pl.when(supplier.n_unique() == 1).then(supplier.first()))
        .collect()
    )
