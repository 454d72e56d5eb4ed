"""The same defect on the same product again: who, how often, in how many lots, since when."""

import polars as pl

from quality.basis import Basis
from quality.frames import flags, number_column, numbers, plain, received_within, units_where
from quality.lot_counts import KEY
from quality.lot_findings import Lots
from quality.signals import acceptable_rates, latest_lot_ok, repeat_signals
from quality.window import Window

PAIR = ("sku", "defect_type")
_PIECES_OF_ONE_BOX = 3  # as many broken together are one event; twelve are more than one
_USED = ("ok", "partial", "few_units")


def repeats(basis: Basis, lots: Lots, recent: Window) -> pl.DataFrame:
    """Grade every pair of the window: units open a pattern, complaints make its chance.

    Chance and rate rest on the lots received in the window alone, units and complaints on both
    sides of the fraction.

    Args:
        basis: What the study starts from.
        lots: From `lot_findings`.
        recent: From `window`.

    Returns:
        One row a pair with its level (also `none`), counts, chance, q and dates.
    """
    rules, latest = basis.rules.signal, _latest(lots.rows)
    perhaps = _perhaps(basis, lots)
    of_the_latest = pl.when(pl.col("used_lots").is_not_null()).then(pl.col("worst").fill_null(0))
    pairs = (
        _pairs(recent.finds)
        .lazy()
        .filter(pl.col("units") > 0)
        .join(recent.units.lazy(), on="sku", how="left", maintain_order="left")
        .join(latest.drop("lot_id").lazy(), on="sku", how="left", maintain_order="left")
        .join(_worst(perhaps, latest).lazy(), on=PAIR, how="left", maintain_order="left")
        .join(_newer(perhaps, lots.rows, latest).lazy(), on=PAIR, how="left", maintain_order="left")
        .join(_unrated(basis, lots).lazy(), on=PAIR, how="left", maintain_order="left")
        .with_columns(worst=of_the_latest)
        .collect()
    )
    acceptable = acceptable_rates(pairs["defect_type"].to_numpy(), rules=rules)
    latest_ok = latest_lot_ok(
        numbers(pairs["worst"]),
        numbers(pairs["latest_units"]),
        numbers(pairs["used_lots"].fill_null(0)),
        acceptable=acceptable,
        stats=basis.rules.stats,
        newer=numbers(pairs["newer"].fill_null(0)),
    )
    graded = repeat_signals(
        numbers(pairs["units"]),
        numbers(pairs["complaints_in_lots"]),
        numbers(pairs["received"]),
        mature_units=numbers(pairs["mature"]),
        acceptable=acceptable,
        safety=flags(pairs["safety"]),
        latest_ok=latest_ok,
        family=_family(pairs, recent.units),
        rules=rules,
        in_lots=numbers(pairs["units_in_lots"]),
        unrated=numbers(pairs["unrated"].fill_null(0)),
    )
    return pairs.with_columns(
        level=pl.Series(graded.level),
        pattern=pl.Series(graded.pattern),
        above_normal=pl.Series(graded.above_normal),
        fraction=number_column(graded.fraction),
        p=number_column(graded.p),
        q=number_column(graded.q),
    )


def _pairs(found: pl.DataFrame) -> pl.DataFrame:
    recent, inside = pl.col("recent"), pl.col("in_lots")
    customers, receiving = ~pl.col("at_receiving"), pl.col("at_receiving")
    complaint = pl.col("complaint")
    counted = (
        found.lazy()
        .group_by(PAIR)
        .agg(
            units=units_where(recent),
            units_in_lots=units_where(inside),
            complaints=complaint.filter(recent & customers).n_unique()
            + units_where(recent & receiving),
            checked_in_lots=units_where(inside & receiving),
            lots=pl.col("lot_id").filter(recent).drop_nulls().n_unique(),
            first_seen_on=pl.col("found_on").filter(recent).min(),
            last_seen_on=pl.col("found_on").filter(recent).max(),
            visible=pl.col("visible").first(),
            group=pl.col("group").first(),
            safety=pl.col("safety").first(),
        )
        .join(_events(found.lazy()), on=PAIR, how="left")
        .with_columns(complaints_in_lots=pl.col("checked_in_lots") + pl.col("events").fill_null(0))
        .sort(PAIR)
        .collect()
    )
    return plain(counted)


def _events(found: pl.LazyFrame) -> pl.LazyFrame:
    """What customers reported of the lots, as events: one a complaint, more for a large one.

    A larger row without an order is a sum of complaints that a team wrote in one line: each unit
    is an event, for orders can be told apart only where they are named.
    """
    units = pl.col("units")
    summed = ~pl.col("ordered") & (units > _PIECES_OF_ONE_BOX)
    boxes = (units + _PIECES_OF_ONE_BOX - 1) // _PIECES_OF_ONE_BOX
    return (
        found.filter("in_lots", ~pl.col("at_receiving"))
        .group_by(*PAIR, "complaint", "ordered")
        .agg(pl.col("units").sum())
        .group_by(PAIR)
        .agg(events=pl.when(summed).then(units).otherwise(boxes).sum())
    )


def _latest(lots: pl.DataFrame) -> pl.DataFrame:
    """The latest used lot of each SKU, its day and mature units, and how many are used."""
    used = lots.filter(pl.col("status").is_in(_USED), pl.col("received_on").is_not_null())
    return used.group_by("sku", maintain_order=True).agg(
        pl.col("lot_id").last(),
        latest_on=pl.col("received_on").last(),
        latest_units=pl.col("mature_units").last(),
        used_lots=pl.len(),
    )


def _perhaps(basis: Basis, lots: Lots) -> pl.LazyFrame:
    """Units of each type at each lot, with all that might be its."""
    doubtful = (
        basis.rated.lazy()
        .filter(pl.col("candidates").is_not_null())
        .select("sku", "defect_type", "units", lot_id="candidates")
        .explode("lot_id")
        .collect()
    )
    return pl.concat([lots.types, plain(doubtful).select(lots.types.columns)]).lazy()


def _worst(perhaps: pl.LazyFrame, latest: pl.DataFrame) -> pl.DataFrame:
    """Units of each type in the latest lot of its SKU, with all that might be its."""
    return (
        perhaps.join(latest.lazy(), on=KEY, how="semi")
        .group_by(PAIR)
        .agg(worst=pl.col("units").sum())
        .collect()
    )


def _newer(perhaps: pl.LazyFrame, lots: pl.DataFrame, latest: pl.DataFrame) -> pl.DataFrame:
    """Largest rate so far of each type in lots that came with the latest used one or after it.

    They are too early, without a figure to divide by (counted as all bad), or of the same day.
    """
    day = latest.lazy().select("sku", "latest_on", latest_lot="lot_id")
    others = (
        lots.lazy()
        .join(day, on="sku")
        .filter(
            pl.col("received_on") >= pl.col("latest_on"), pl.col("lot_id") != pl.col("latest_lot")
        )
        .select(*KEY, base=pl.when(pl.col("fraction").is_not_null()).then("units"))
    )
    return (
        perhaps.group_by(*PAIR, "lot_id")
        .agg(pl.col("units").sum())
        .join(others, on=KEY)
        .filter(pl.col("units") > 0)
        .group_by(PAIR)
        .agg(newer=(pl.col("units") / pl.col("base")).fill_null(1.0).max())
        .collect()
    )


def _unrated(basis: Basis, lots: Lots) -> pl.DataFrame:
    """Units of each type in lots of the window that have no sound received figure."""
    unsound = lots.rows.filter(
        received_within(as_of=basis.as_of, days=basis.rules.signal.window_days),
        pl.col("fraction").is_null(),
    )
    return (
        lots.types.lazy()
        .join(unsound.lazy(), on=KEY, how="semi")
        .group_by(PAIR)
        .agg(unrated=pl.col("units").sum())
        .collect()
    )


def _family(pairs: pl.DataFrame, base: pl.DataFrame) -> int:
    """Pairs that were looked at: SKUs with units in the window times types seen in the shop."""
    return base.height * pairs["defect_type"].n_unique()
