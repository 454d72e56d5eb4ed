"""The same defect on the same product again: who, how often, in how many lots, since when."""

import polars as pl

from quality.basis import Basis
from quality.codes import MatchLevel
from quality.finds import WITHOUT_ORDER
from quality.frames import flags, number_column, numbers, received_within, within
from quality.lot_counts import KEY
from quality.signals import acceptable_rates, latest_lot_ok, repeat_signals

PAIR = ("sku", "defect_type")
_PIECES_OF_ONE_BOX = 3  # as many broken together are one event; twelve are more than one
_SOUND = ("ok", "partial", "few_units", "too_early")
_USED = ("ok", "partial", "few_units")


def repeats(basis: Basis, lots: pl.DataFrame) -> pl.DataFrame:
    """Grade every pair of the window: units open a pattern, complaints make its chance.

    Chance and rate rest on the lots received in the window alone, units and complaints on both
    sides of the fraction. A unit that fits several lots is in it when all of them are. Findings
    without any date count: nothing says that they are old.

    Args:
        basis: What the study starts from.
        lots: Schema LOT_FINDINGS.

    Returns:
        One row a pair with its level (also `none`), counts, chance, q and dates.
    """
    rules = basis.rules.signal
    recent = within("found_on", as_of=basis.as_of, days=rules.window_days)
    found = basis.rated.with_columns(
        recent=recent | pl.col("found_on").is_null(), in_lots=in_window_lots(basis, lots)
    )
    pairs = _pairs(found).filter(pl.col("units") > 0)
    base = window_units(basis, lots)
    pairs = pairs.join(base, on="sku", how="left", maintain_order="left").join(
        _latest(found, lots), on=PAIR, how="left", maintain_order="left"
    )
    acceptable = acceptable_rates(pairs["defect_type"].to_numpy(), rules=rules)
    latest_ok = latest_lot_ok(
        numbers(pairs["worst"]),
        numbers(pairs["latest_units"]),
        numbers(pairs["used_lots"].fill_null(0)),
        acceptable=acceptable,
        stats=basis.rules.stats,
    )
    graded = repeat_signals(
        numbers(pairs["units"]),
        numbers(pairs["complaints_in_lots"]),
        numbers(pairs["received"]),
        mature_units=numbers(pairs["mature"]),
        acceptable=acceptable,
        safety=flags(pairs["safety"]),
        latest_ok=latest_ok,
        family=_family(pairs, base),
        rules=rules,
        in_lots=numbers(pairs["units_in_lots"]),
    )
    return pairs.with_columns(
        level=pl.Series(graded.level),
        pattern=pl.Series(graded.pattern),
        above_normal=pl.Series(graded.above_normal),
        fraction=number_column(graded.fraction),
        p=number_column(graded.p),
        q=number_column(graded.q),
    )


def in_window_lots(basis: Basis, lots: pl.DataFrame) -> pl.Series:
    """Tell for each finding in the rate whether its lot, or every candidate, is in the window."""
    inside = _window_lots(basis, lots).select(*KEY, inside=pl.lit(value=True))
    found = basis.rated.with_row_index("place")
    doubtful = (
        found.filter(pl.col("level") == MatchLevel.AMBIGUOUS.value)
        .select("place", "sku", lot_id="candidates")
        .explode("lot_id")
        .join(inside, on=KEY, how="left")
        .group_by("place")
        .agg(all_inside=pl.col("inside").fill_null(value=False).all())
    )
    return (
        found.select("place", *KEY)
        .join(inside, on=KEY, how="left", maintain_order="left")
        .join(doubtful, on="place", how="left", maintain_order="left")
        .select(pl.coalesce("inside", "all_inside").fill_null(value=False))
        .to_series()
    )


def window_units(basis: Basis, lots: pl.DataFrame) -> pl.DataFrame:
    """Return units received in the window and their mature part, one row a SKU that has any."""
    return (
        _window_lots(basis, lots)
        .group_by("sku")
        .agg(received=pl.col("units").sum(), mature=pl.col("mature_units").sum())
    )


def _window_lots(basis: Basis, lots: pl.DataFrame) -> pl.DataFrame:
    return lots.filter(
        received_within(as_of=basis.as_of, days=basis.rules.signal.window_days),
        pl.col("status").is_in(_SOUND),
    )


def _pairs(found: pl.DataFrame) -> pl.DataFrame:
    recent, inside = pl.col("recent"), pl.col("in_lots")
    customers, receiving = ~pl.col("at_receiving"), pl.col("at_receiving")
    units, complaint = pl.col("units"), pl.col("complaint")
    return (
        found.filter(recent | inside)
        .group_by(PAIR)
        .agg(
            units=units.filter(recent).sum(),
            units_in_lots=units.filter(inside).sum(),
            complaints=complaint.filter(recent & customers).n_unique()
            + units.filter(recent & receiving).sum(),
            checked_in_lots=units.filter(inside & receiving).sum(),
            lots=pl.col("lot_id").filter(recent).drop_nulls().n_unique(),
            first_seen_on=pl.col("found_on").filter(recent).min(),
            last_seen_on=pl.col("found_on").filter(recent).max(),
            visible=pl.col("visible").first(),
            group=pl.col("group").first(),
            safety=pl.col("safety").first(),
        )
        .join(_events(found), on=PAIR, how="left")
        .with_columns(complaints_in_lots=pl.col("checked_in_lots") + pl.col("events").fill_null(0))
        .sort(PAIR)
    )


def _events(found: pl.DataFrame) -> pl.DataFrame:
    """What customers reported of the lots, as events: one a complaint, more for a large one.

    A larger row without an order is a sum of complaints that a team wrote in one line: each unit
    is an event, for orders can be told apart only where they are named.
    """
    units = pl.col("units")
    summed = pl.col("complaint").str.starts_with(WITHOUT_ORDER) & (units > _PIECES_OF_ONE_BOX)
    boxes = (units + _PIECES_OF_ONE_BOX - 1) // _PIECES_OF_ONE_BOX
    return (
        found.filter("in_lots", ~pl.col("at_receiving"))
        .group_by(*PAIR, "complaint")
        .agg(pl.col("units").sum())
        .group_by(PAIR)
        .agg(events=pl.when(summed).then(units).otherwise(boxes).sum())
    )


def _latest(found: pl.DataFrame, lots: pl.DataFrame) -> pl.DataFrame:
    """Units of each type in the latest used lot of its SKU, with all that might be its."""
    used = lots.filter(pl.col("status").is_in(_USED), pl.col("received_on").is_not_null())
    latest = used.group_by("sku", maintain_order=True).agg(
        pl.col("lot_id").last(),
        latest_units=pl.col("mature_units").last(),
        used_lots=pl.len(),
    )
    candidate = pl.col("candidates").list.contains(pl.col("latest_lot")).fill_null(value=False)
    types = found.select(PAIR).unique()
    worst = (
        found.join(latest.select("sku", latest_lot="lot_id"), on="sku")
        .filter((pl.col("lot_id") == pl.col("latest_lot")).fill_null(value=False) | candidate)
        .group_by(PAIR)
        .agg(worst=pl.col("units").sum())
    )
    return (
        types.join(latest, on="sku")
        .join(worst, on=PAIR, how="left")
        .select(*PAIR, "latest_units", "used_lots", worst=pl.col("worst").fill_null(0))
    )


def _family(pairs: pl.DataFrame, base: pl.DataFrame) -> int:
    """Pairs that were looked at: SKUs with units in the window times types seen in the shop."""
    return base.height * pairs["defect_type"].n_unique()
