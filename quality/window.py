"""What signals and products are judged by: the findings and lots of the last half-year or so."""

from dataclasses import dataclass

import polars as pl

from quality.basis import Basis
from quality.codes import MatchLevel
from quality.frames import beside, coded, received_within, within
from quality.lot_counts import KEY

_SOUND = ("ok", "partial", "few_units", "too_early")
_READ = (
    *KEY,
    *("level", "defect_type", "visible", "group", "safety", "units", "complaint", "ordered"),
    *("found_on", "at_receiving", "origin", "platform", "cost"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What was found in the last `signal.window_days`, or in lots received in them.

    Findings without any date count: nothing says that they are old. A unit that fits several lots
    is in the window's when all of them are.
    """

    finds: pl.DataFrame  # findings of the rate with `recent` and `in_lots`; one of them holds
    units: pl.DataFrame  # sku, received, mature: what was received, one row a SKU that has any

    @property
    def recent(self) -> pl.LazyFrame:
        """The findings of the window, whatever their lot."""
        return self.finds.lazy().filter("recent")


def window(basis: Basis, lots: pl.DataFrame) -> Window:
    """Return the findings and the units of the window.

    Args:
        basis: What the study starts from.
        lots: Schema LOT_FINDINGS.
    """
    found, days = basis.rated, basis.rules.signal.window_days
    recent = within("found_on", as_of=basis.as_of, days=days) | pl.col("found_on").is_null()
    flags = pl.DataFrame(
        {
            "in_lots": in_window_lots(basis, lots),
            "recent": found[["found_on"]].select(recent).to_series(),
        }
    )
    wanted = flags["in_lots"] | flags["recent"]
    return Window(
        finds=found[[*_READ]].filter(wanted).hstack(flags.filter(wanted)),
        units=_units(basis, lots),
    )


def in_window_lots(basis: Basis, lots: pl.DataFrame) -> pl.Series:
    """Tell for each finding in the rate whether its lot, or every candidate, is in the window."""
    return in_lots(basis.rated, coded(_window_lots(basis, lots).select(KEY), *KEY))


def in_lots(found: pl.DataFrame, lots: pl.DataFrame) -> pl.Series:
    """Tell for each row whether its lot, or every lot that it may belong to, is among these.

    Args:
        found: Rows with sku, lot_id, level and candidates, as in the schema FINDS.
        lots: The columns sku and lot_id, each pair once, of the same types as those of `found`.
    """
    inside = lots.with_columns(inside=pl.lit(value=True))
    doubtful = (
        found.lazy()
        .with_row_index("place")
        .filter(pl.col("level") == MatchLevel.AMBIGUOUS.value)
        .select("place", "sku", lot_id="candidates")
        .explode("lot_id")
        .join(inside.lazy(), on=KEY, how="left")
        .group_by("place")
        .agg(all_inside=pl.col("inside").fill_null(value=False).all())
        .collect()
    )
    known = beside(found, inside, KEY).to_series().fill_null(value=False)
    return known.scatter(doubtful["place"], doubtful["all_inside"])


def _units(basis: Basis, lots: pl.DataFrame) -> pl.DataFrame:
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
