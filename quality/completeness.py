"""How far the team's data go, and the one next thing to fill in."""

import polars as pl

from quality.codes import NextToFill
from quality.lot_counts import CHECKS
from quality.records import Records

_TOP_LEVEL = 5


def level_reached(records: Records) -> int:
    """Return the maturity level, 0 to 5: every tab up to it holds something.

    0 the log alone, 1 products, 2 units received, 3 plans, 4 talks, 5 costs, samples or reviews.
    """
    return next((level for level, filled in enumerate(_steps(records)) if not filled), _TOP_LEVEL)


def next_to_fill(records: Records) -> NextToFill | None:
    """Return what would add most now; None when everything is in use."""
    lots = records.lots
    checked = any(lots[name].is_not_null().any() for name in (*CHECKS, "qc_defective"))
    missing = (
        (records.defects.is_empty(), NextToFill.DEFECTS),
        (records.skus.is_empty(), NextToFill.SKUS),
        (lots.is_empty(), NextToFill.LOTS),
        (lots["units"].null_count() == lots.height, NextToFill.RECEIVED_UNITS),
        (not checked, NextToFill.QC_COLUMNS),
        (records.plans.is_empty(), NextToFill.PLANS),
        (records.talks.is_empty(), NextToFill.TALKS),
        (not _costs(records), NextToFill.COSTS),
        (records.samples.is_empty(), NextToFill.SAMPLES),
        (records.reviews.is_empty(), NextToFill.REVIEWS),
    )
    return next((code for absent, code in missing if absent), None)


def _steps(records: Records) -> tuple[bool, ...]:
    """What levels 1 to 5 need, in order."""
    more = _costs(records) or not records.samples.is_empty() or not records.reviews.is_empty()
    return (
        not records.skus.is_empty(),
        bool((records.lots["units"] > 0).any()),
        not records.plans.is_empty(),
        not records.talks.is_empty(),
        more,
    )


def _costs(records: Records) -> bool:
    logged = records.defects["cost"].is_not_null().any()
    landed = records.skus.select(
        pl.any_horizontal(pl.col("landed", "handling").is_not_null()).any()
    )
    return bool(logged or landed.item())
