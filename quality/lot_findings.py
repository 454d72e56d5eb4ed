"""What each lot shows: its rate so far and heading, whether it is unusual, what QC did."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from quality.alarms import new_lot_alarms
from quality.basis import Basis
from quality.columns import Floats, Whole
from quality.findings import LOT_FINDINGS
from quality.frames import (
    beside,
    conform,
    day_numbers,
    flags,
    number_column,
    numbers,
    places,
    plain,
    units_where,
)
from quality.intervals import at_least, wilson
from quality.lot_counts import KEY, lot_counts, lot_types
from quality.maturity import DelayCurve, Exposure, delay_curve, exposure
from quality.mix import one_off_lots
from quality.ranking import Prior, prior
from quality.rates import fraction, pooled, pooled_earlier
from quality.receiving import cartons_to_open, chance_packed, qc_verdict
from quality.sampling import chance_to_notice
from quality.variation import lot_correlation

_MUCH_BY_DATE = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Lots:
    """One row a lot, and what all lots together teach."""

    rows: pl.DataFrame  # schema LOT_FINDINGS, oldest first
    rho: float  # correlation of units in one lot
    prior: Prior  # of the rate of a product
    types: pl.DataFrame  # units by lot and type, from `lot_types`


def lot_findings(basis: Basis) -> Lots:
    """Return one row a lot and SKU, and the spread between lots.

    Receipt starts the clock of complaints. Where none of a product's lots has a day of receipt,
    all of them are taken as complete; a lot without one among others is too early for ever.
    One-off lots teach neither rho nor what is usual.
    """
    types = lot_types(basis)
    lots = lot_counts(basis, types)
    maturity = _maturity(lots, delay_curve_of(basis))
    bad, units = numbers(lots["nonconforming"]), numbers(lots["units"])
    shown = exposure(bad, units, maturity, rules=basis.rules.maturity, stats=basis.rules.stats)
    group = places(lots["sku"], basis.skus["sku"])
    one_off = one_off_lots(
        bad,
        shown.used_units,
        group=group,
        groups=basis.skus.height,
        judged=shown.judged,
        acceptable=numbers(lots["acceptable"]),
    )
    lots = lots.with_columns(
        maturity=number_column(maturity),
        status=pl.Series(shown.status),
        one_off=pl.Series(one_off),
        approximate=pl.col("by_date_match") > _MUCH_BY_DATE * pl.col("nonconforming"),
        **_rates(bad, units, shown, basis),
        **_receiving(lots, units, basis),
    )
    base = np.where(one_off, np.nan, shown.used_units)
    rho, usual = _learned(bad, base, group, basis)
    alarms = new_lot_alarms(
        bad,
        shown.used_units,
        pooled_earlier(
            bad,
            base,
            day=np.nan_to_num(day_numbers(lots["received_on"]), nan=-1e9),
            group=group,
            groups=basis.skus.height,
            rho=rho,
        ),
        judged=shown.judged,
        prior=usual,
        rho=rho,
        rules=basis.rules.batch_alarm,
    )
    lots = lots.with_columns(
        alarm_p=number_column(alarms.p),
        alarm=pl.Series(alarms.alarm),
        key=pl.format("{}|{}", "lot_id", "sku"),
    ).with_columns(qc_verdict=_verdicts(lots, basis))
    return Lots(rows=conform(lots, LOT_FINDINGS), rho=rho, prior=usual, types=types)


def _maturity(lots: pl.DataFrame, curve: DelayCurve) -> Floats:
    age = numbers(lots["age_days"])
    undated = lots.select(pl.col("received_on").is_null().all().over("sku")).to_series()
    return np.select([flags(undated), age >= 0], [1.0, curve.share(age)], 0.0)


def delay_curve_of(basis: Basis) -> DelayCurve:
    """Return how complaints arrive, learned from dated rows of customers with a lot."""
    known = (
        basis.rated.lazy()
        .filter("dated", ~pl.col("at_receiving"))
        .select(
            delay=(pl.col("found_on") - pl.col("received_on")).dt.total_days(),
            window=(pl.lit(basis.as_of) - pl.col("received_on")).dt.total_days(),
        )
        .drop_nulls()
        .collect()
    )
    return delay_curve(
        numbers(known["delay"]), numbers(known["window"]), rules=basis.rules.maturity
    )


def _rates(bad: Floats, units: Floats, shown: Exposure, basis: Basis) -> dict[str, pl.Series]:
    sure = basis.rules.stats
    counted = wilson(bad, units, confidence=sure.confidence)
    heading = wilson(bad, shown.mature_units, confidence=sure.confidence)
    figures = {
        "fraction": fraction(bad, units),
        "lower": counted.lower,
        "upper": counted.upper,
        "at_least": at_least(bad, units, confidence=sure.claim_confidence),
        "mature_units": shown.mature_units,
        "heading_for": fraction(bad, shown.mature_units),
        "heading_lower": heading.lower,
        "heading_upper": heading.upper,
    }
    return {name: number_column(values) for name, values in figures.items()}


def _receiving(lots: pl.DataFrame, units: Floats, basis: Basis) -> dict[str, pl.Series]:
    rules = basis.rules.receiving
    cartons, opened = numbers(lots["cartons"]), numbers(lots["cartons_opened"])
    needed = cartons_to_open(cartons, share=rules.carton_share, min_cartons=rules.min_cartons)
    bad = np.ceil(np.round(rules.problem_rate * units, 9))
    checked = flags(lots["qc_done"])
    spread = chance_to_notice(units, bad, numbers(lots["units_checked"]))
    packed = chance_packed(units, cartons, bad, opened)
    return {
        "cartons_needed": pl.Series(np.where(cartons > 0, needed, np.nan)).fill_nan(None),
        "chance_spread": number_column(np.where(checked & (units > 0), spread, np.nan)),
        "chance_packed": number_column(
            np.where(checked & (units > 0) & (cartons > 0), packed, np.nan)
        ),
    }


def _learned(bad: Floats, base: Floats, group: Whole, basis: Basis) -> tuple[float, Prior]:
    skus = basis.skus.height
    rho = lot_correlation(bad, base, group=group, groups=skus, rules=basis.rules.batch_variation)
    whole = pooled(bad, base, group=group, groups=skus, rho=rho)
    usual = prior(
        whole.effective_nonconforming,
        np.where(whole.units > 0, whole.effective_units, np.nan),
        rules=basis.rules.ranking,
    )
    return rho, usual


def _verdicts(lots: pl.DataFrame, basis: Basis) -> pl.Series:
    on_sight = pl.col("visible") == "receipt"
    seen = (
        basis.rated.lazy()
        .group_by(KEY)
        .agg(
            reported=units_where(on_sight & ~pl.col("at_receiving")),
            found=units_where(pl.col("at_receiving")),
            hidden=units_where(~on_sight & ~pl.col("at_receiving")),
        )
        .collect()
    )
    of_lot = beside(lots, plain(seen), KEY).fill_null(0)
    return pl.Series(
        qc_verdict(
            numbers(of_lot["reported"]),
            numbers(of_lot["found"]),
            numbers(of_lot["hidden"]),
            checked=flags(lots["qc_done"]),
        )
    )
