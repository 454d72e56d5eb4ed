"""Where each product stands: counts, rates, rank, trend, what the next order will bring, why."""

import numpy as np
import polars as pl

from quality.alarms import forecast, next_lot_law
from quality.basis import YEAR, Basis
from quality.codes import DataQuality, MatchLevel, SkuReason, SkuStatus
from quality.findings import SKU_FINDINGS
from quality.frames import (
    conform,
    day_numbers,
    latest_of_its_sku,
    number_column,
    numbers,
    places,
    plain,
    received_within,
    units_where,
    within,
)
from quality.intervals import at_least, wilson
from quality.losses import Losses
from quality.lot_findings import Lots
from quality.ranking import adjusted, probability_above, ranks
from quality.rates import Pooled, pooled
from quality.signals import SignalLevel
from quality.standing import with_standing
from quality.tabs import SKU_TAB
from quality.trends import trend_parts, trends
from quality.variation import correction
from quality.window import Window

USED = ("ok", "partial", "few_units")
_LARGE = ("ok", "partial")
_DRAWN = 6
_MUCH_BY_DATE = 0.2


def sku_findings(
    basis: Basis,
    lots: Lots,
    recent: Window,
    signals: pl.DataFrame,
    losses: Losses,
    sides: pl.DataFrame,
    plans: pl.DataFrame,
) -> pl.DataFrame:
    """Return one row a product (schema SKU_FINDINGS), in the order of the SKUs tab.

    `fraction` is what was counted in lots of the window over what was received in them, both
    plain; `adjusted`, rank, trend and forecast rest on used lots and mature units.

    Args:
        basis: What the study starts from.
        lots: From `lot_findings`.
        recent: From `window`.
        signals: Schema SIGNAL_FINDINGS.
        losses: From `losses`.
        sides: One row a SKU: sign_a, sign_b, sign_c, open_ask.
        plans: Next open plan of each SKU: sku, next_reorder_on, latest_order_on, planned_units.
    """
    known = basis.skus.lazy().select("sku", "name", "supplier")
    for part in (
        _counted(basis, lots, recent),
        recent.units,
        _latest_lots(lots.rows),
        _top_types(recent),
        _loss(recent, losses),
        _worst_signal(signals),
        sides,
        plans,
        _snoozed(basis),
        uncompensated(basis, lots.rows),
        _used_units(basis, lots.rows),
    ):
        known = known.join(part.lazy(), on="sku", how="left", maintain_order="left")
    skus = known.with_columns(pl.col(_COUNTS).fill_null(0)).collect()
    skus = _with_rates(skus, basis, lots)
    skus = _with_trend(skus, basis, lots)
    skus = _with_forecast(skus, basis, lots).with_columns(data=_data())
    skus = _with_status(skus)
    standing = with_standing(
        skus.with_columns(open_signal=pl.col("open_signal").fill_null(value=False)),
        min_units=basis.rules.stats.min_units,
        money_from=basis.rules.brief.min_units_for_money_ask,
    )
    return conform(standing, SKU_FINDINGS)


_COUNTS = [
    "nonconforming",
    "matched",
    "by_customers",
    "at_receiving",
    "by_date",
    "uncompensated",
]


def uncompensated(basis: Basis, lots: pl.DataFrame) -> pl.DataFrame:
    """Return units that nobody paid for in lots of the claim window, one row a SKU."""
    return (
        lots.lazy()
        .filter(received_within(as_of=basis.as_of, days=basis.rules.brief.claim_window_days))
        .group_by("sku")
        .agg(pl.col("uncompensated").sum())
        .collect()
    )


def _counted(basis: Basis, lots: Lots, window: Window) -> pl.DataFrame:
    """Units found in the window, and of these the ones in lots of the window with a rate."""
    days = basis.rules.signal.window_days
    recent, inside = pl.col("recent"), pl.col("in_lots")
    doubtful = pl.col("level") == MatchLevel.AMBIGUOUS.value
    summed = window.finds.group_by("sku").agg(
        found=units_where(recent),
        at_receiving=units_where(recent & pl.col("at_receiving")),
        by_customers=units_where(recent & ~pl.col("at_receiving")),
        shared=units_where(inside & doubtful),
    )
    everything = plain(summed)
    of_lots = (
        lots.rows.lazy()
        .filter(received_within(as_of=basis.as_of, days=days), pl.col("fraction").is_not_null())
        .group_by("sku")
        .agg(
            pl.col("nonconforming").sum(),
            by_date=pl.col("by_date_match").sum(),
            usual_nonconforming=pl.col("nonconforming").filter(~pl.col("one_off")).sum(),
            usual_units=pl.col("units").filter(~pl.col("one_off")).sum(),
        )
    )
    return (
        basis.skus.lazy()
        .select("sku")
        .join(everything.lazy(), on="sku", how="left", maintain_order="left")
        .join(of_lots, on="sku", how="left", maintain_order="left")
        .with_columns(pl.exclude("sku").fill_null(0))
        .with_columns(matched=pl.col("nonconforming") + pl.col("shared"))
        .select(
            "sku",
            "matched",
            "at_receiving",
            "by_customers",
            "usual_nonconforming",
            usual_fraction=(pl.col("usual_nonconforming") / pl.col("usual_units")).fill_nan(None),
            nonconforming=pl.max_horizontal("found", "matched"),
            by_date=pl.col("by_date") + pl.col("shared"),
        )
        .collect()
    )


def _with_rates(skus: pl.DataFrame, basis: Basis, lots: Lots) -> pl.DataFrame:
    """Counted fraction with its interval, and the figures that rank on mature units."""
    rules = basis.rules
    bad, received = numbers(skus["matched"]), numbers(skus["received"])
    order = skus["sku"]
    recent = received_within(as_of=basis.as_of, days=rules.signal.window_days)
    with_rate = lots.rows.lazy().filter(recent, pl.col("fraction").is_not_null())
    inside = with_rate.select("sku", "units").collect()
    spread = correction(
        numbers(inside["units"]),
        group=places(inside["sku"], order),
        groups=skus.height,
        rho=lots.rho,
    )
    counted = wilson(bad / spread, received / spread, confidence=rules.stats.confidence)
    sure = at_least(bad / spread, received / spread, confidence=rules.stats.claim_confidence)
    history = _usual_history(lots, order, basis, days=rules.signal.window_days)
    effective = np.where(history.units > 0, history.effective_units, np.nan)
    pulled = adjusted(history.effective_nonconforming, effective, prior=lots.prior)
    above = probability_above(
        history.effective_nonconforming,
        effective,
        prior=lots.prior,
        target=rules.stats.target_rate,
    )
    rank = ranks(pulled, ranked=history.judged(rules.stats))
    return skus.with_columns(
        units=pl.col("received").fill_null(0),
        fraction=pl.col("matched") / pl.col("received"),
        lower=number_column(counted.lower),
        upper=number_column(counted.upper),
        at_least=number_column(sure),
        mature_units="mature",
        heading_for=(pl.col("matched") / pl.max_horizontal("mature", "matched")).fill_nan(None),
        adjusted=number_column(pulled),
        rank=pl.Series(np.where(rank > 0, rank, np.nan)).fill_nan(None),
        above_target=number_column(above),
    )


def _usual_history(lots: Lots, order: pl.Series, basis: Basis, *, days: int) -> Pooled:
    """Used lots of the last so many days pooled by SKU, one-off lots left out.

    The latest lot stays: what comes next cannot be foretold without it, and whether it was one
    bad lot among good ones only the lots after it can show.
    """
    used = lots.rows.lazy().filter(
        received_within(as_of=basis.as_of, days=days), pl.col("status").is_in(USED)
    )
    usual = used.filter(~pl.col("one_off") | latest_of_its_sku())
    rows = usual.select("sku", "nonconforming", "mature_units").collect()
    return pooled(
        numbers(rows["nonconforming"]),
        numbers(rows["mature_units"]),
        group=places(rows["sku"], order),
        groups=order.len(),
        rho=lots.rho,
    )


def _with_trend(skus: pl.DataFrame, basis: Basis, lots: Lots) -> pl.DataFrame:
    """Trend over the used lots of two years, one-off lots left out."""
    used = lots.rows.lazy().filter(
        within("received_on", as_of=basis.as_of, days=2 * YEAR),
        pl.col("status").is_in(USED),
        ~pl.col("one_off"),
    )
    rows = used.select("sku", "received_on", "nonconforming", "mature_units").collect()
    parts = trend_parts(
        numbers(rows["nonconforming"]),
        numbers(rows["mature_units"]),
        day_numbers(rows["received_on"]),
        group=places(rows["sku"], skus["sku"]),
        groups=skus.height,
        rho=lots.rho,
    )
    judged = trends(parts, rules=basis.rules.trend)
    enough = judged.lots >= basis.rules.trend.min_batches
    return skus.with_columns(
        trend=pl.Series(judged.word), trend_p=number_column(np.where(enough, judged.p, np.nan))
    )


def _with_forecast(skus: pl.DataFrame, basis: Basis, lots: Lots) -> pl.DataFrame:
    """What the planned quantity will probably bring, from the lots of the last year."""
    history = _usual_history(lots, skus["sku"], basis, days=YEAR)
    planned = numbers(skus["planned_units"])
    coming = forecast(planned, next_lot_law(history, prior=lots.prior, rho=lots.rho))
    known = (planned > 0) & (history.units > 0)
    return skus.with_columns(
        forecast_units="planned_units",
        forecast=number_column(np.where(known, coming.mean, np.nan)),
        forecast_low=number_column(np.where(known, coming.low, np.nan)),
        forecast_high=number_column(np.where(known, coming.high, np.nan)),
    )


def _latest_lots(lots: pl.DataFrame) -> pl.DataFrame:
    """The latest used lot and the one before, large ones where there are any; the last six."""
    every = lots.lazy()
    used = every.filter(pl.col("status").is_in(USED), pl.col("received_on").is_not_null())
    large = pl.col("status").is_in(_LARGE)
    best = used.filter(large | ~large.any().over("sku"))
    fraction = pl.col("fraction")
    latest = best.group_by("sku", maintain_order=True).agg(
        latest_lot=pl.col("lot_id").last(),
        latest_fraction=fraction.last(),
        latest_alarm=pl.col("alarm").last(),
        previous_fraction=fraction.get(-2, null_on_oob=True),
    )
    drawn = (
        every.filter(fraction.is_not_null(), pl.col("received_on").is_not_null())
        .group_by("sku", maintain_order=True)
        .agg(spark=fraction.tail(_DRAWN))
    )
    young = every.group_by("sku", maintain_order=True).agg(
        too_early=(pl.col("status") == "too_early").any(),
        one_off_lots=pl.col("lot_id").filter("one_off"),
    )
    known = drawn.join(latest, on="sku", how="left")
    return known.join(young, on="sku", how="full", coalesce=True).collect()


def _top_types(window: Window) -> pl.DataFrame:
    top = (
        window.recent.group_by("sku", "defect_type")
        .agg(pl.col("units").sum())
        .sort("units", "defect_type", descending=[True, False])
        .group_by("sku", maintain_order=True)
        .agg(
            top_type=pl.col("defect_type").first(),
            top_units=pl.col("units").first(),
            top_share=pl.col("units").first() / pl.col("units").sum(),
        )
        .collect()
    )
    return plain(top)


def _loss(window: Window, losses: Losses) -> pl.DataFrame:
    summed = (
        losses.priced(window.recent)
        .group_by("sku")
        .agg(
            loss=pl.when(pl.col("loss").is_not_null().any()).then(pl.col("loss").sum()),
            loss_estimated=pl.col("estimated").any(),
        )
        .collect()
    )
    return plain(summed)


def _worst_signal(signals: pl.DataFrame) -> pl.DataFrame:
    """The worst signal of each product that a person has not closed (they come worst first)."""
    standing = signals.lazy().filter(~pl.col("closed"), pl.col("kind") == "defect")
    worst = standing.group_by("sku", maintain_order=True).agg(
        level=pl.col("level").first(),
        reason_type=pl.col("defect_type").first(),
        reason_units=pl.col("units").first(),
        signal_above=pl.col("above_normal").first(),
        signal_fraction=pl.col("fraction").first(),
        signal_safety=(pl.col("next_step") == "stop_sale").first(),
        open_signal=pl.col("level").is_in(["urgent", "signal"]).any(),
    )
    return worst.collect()


def _used_units(basis: Basis, lots: pl.DataFrame) -> pl.DataFrame:
    return (
        lots.lazy()
        .filter(received_within(as_of=basis.as_of, days=YEAR), pl.col("status").is_in(USED))
        .group_by("sku")
        .agg(used_units=pl.col("mature_units").sum())
        .collect()
    )


def _snoozed(basis: Basis) -> pl.DataFrame:
    return (
        basis.records.marks.filter(pl.col("tab") == SKU_TAB)
        .unique("key", keep="first", maintain_order=True)
        .select(sku="key", snoozed_until="snooze_until")
    )


def _data() -> pl.Expr:
    return (
        pl.when(pl.col("units") == 0)
        .then(pl.lit(DataQuality.COUNTS_ONLY.value))
        .when(pl.col("by_date") > _MUCH_BY_DATE * pl.col("matched"))
        .then(pl.lit(DataQuality.APPROXIMATE.value))
        .otherwise(pl.lit(DataQuality.EXACT.value))
    )


def _with_status(skus: pl.DataFrame) -> pl.DataFrame:
    """Status and the one reason behind it; the first that holds.

    A product of which nothing arrived in the window is not ok: there is nothing to judge.
    """
    level = pl.col("level")
    used = (pl.col("used_units").fill_null(0) > 0) & (pl.col("units") > 0)
    early = pl.col("too_early").fill_null(value=False)
    status = (
        pl.when(level.is_not_null())
        .then(level)
        .when(used)
        .then(pl.lit(SkuStatus.OK.value))
        .when(early)
        .then(pl.lit(SkuStatus.TOO_EARLY.value))
        .otherwise(pl.lit(SkuStatus.NO_DATA.value))
    )
    repeated = level.is_not_null()
    cases: tuple[tuple[pl.Expr, SkuReason], ...] = (
        (pl.col("signal_safety").fill_null(value=False), SkuReason.SAFETY),
        (level == SignalLevel.URGENT.value, SkuReason.REPEAT_URGENT),
        (level == SignalLevel.WATCH_LATEST_OK.value, SkuReason.REPEAT_LATEST_OK),
        (repeated & pl.col("signal_fraction").is_null(), SkuReason.REPEAT_NO_RATE),
        (repeated & pl.col("signal_above"), SkuReason.REPEAT_ABOVE_NORMAL),
        (level == SignalLevel.SIGNAL.value, SkuReason.REPEAT_NO_RATE),
        (repeated, SkuReason.REPEAT_IN_LINE),
        (pl.col("latest_alarm").fill_null(value=False), SkuReason.LOT_ALARM),
        (~used & early, SkuReason.TOO_EARLY),
        (~used & (pl.col("nonconforming") == 0), SkuReason.NO_LOTS),
        (pl.col("nonconforming") > 0, SkuReason.FEW_FOUND),
    )
    reason = pl.lit(SkuReason.NONE_FOUND.value)
    for holds, code in reversed(cases):
        reason = pl.when(holds).then(pl.lit(code.value)).otherwise(reason)
    found = pl.col("nonconforming") > 0
    return skus.with_columns(
        status=status,
        reason=reason,
        reason_type=pl.coalesce("reason_type", pl.when(found).then(pl.col("top_type"))),
        reason_units=pl.coalesce("reason_units", pl.when(found).then(pl.col("top_units"))),
        caught=pl.col("at_receiving") / (pl.col("at_receiving") + pl.col("by_customers")),
    ).with_columns(caught=pl.col("caught").fill_nan(None))
