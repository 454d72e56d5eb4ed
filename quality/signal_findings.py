"""What stands in the Signals tab: repeats with their cross-check, state over nights, next step."""

from collections.abc import Mapping

import numpy as np
import polars as pl

from quality.basis import Basis
from quality.codes import NextStep, SignalKind
from quality.findings import SIGNAL_FINDINGS
from quality.frames import blanks, coded, conform, flags, numbers, plain, units_where
from quality.lot_counts import KEY, ON_THE_WAY
from quality.receiving import qc_verdict
from quality.repeats import PAIR
from quality.signals import NightState, SignalLevel, standing_out
from quality.tabs import SIGNALS_TAB
from quality.window import Window

_OPEN_LEVELS = (SignalLevel.URGENT.value, SignalLevel.SIGNAL.value)
_ASK_BY_GROUP: Mapping[str, str] = {
    "breakage": NextStep.ASK_PACKING,
    "pick_pack": NextStep.ASK_PACKING_LIST,
}
_ASK_BY_MOMENT: Mapping[str, str] = {
    "test": NextStep.ASK_FUNCTION_TEST,
    "use": NextStep.ASK_USE_TEST,
    "sample": NextStep.ASK_USE_TEST,
}


def signal_findings(
    basis: Basis, lots: pl.DataFrame, recent: Window, repeated: pl.DataFrame
) -> pl.DataFrame:
    """Return one row a repeated defect, worst first (schema SIGNAL_FINDINGS).

    Nothing that repeats is hidden: a pattern in line with its volume is there as a watch. What a
    person closed counts as settled until new units arrive.
    """
    shown = repeated.filter(pl.col("level") != SignalLevel.NONE.value)
    described = (
        shown.join(
            basis.skus.select("sku", "name", "supplier"),
            on="sku",
            how="left",
            maintain_order="left",
        )
        .join(_details(lots, recent), on=PAIR, how="left", maintain_order="left")
        .with_columns(
            key=pl.format("{}|{}|{}", "sku", "defect_type", pl.lit(SignalKind.DEFECT.value)),
            kind=pl.lit(SignalKind.DEFECT.value),
        )
    )
    described = described.with_columns(
        pl.col("origin").fill_null("unknown"),
        qc_verdict=pl.Series(_verdicts(described)),
    ).with_columns(next_step=_next_step())
    return conform(over_nights(described, basis).sort(*_worst_first()), SIGNAL_FINDINGS)


def over_nights(signals: pl.DataFrame, basis: Basis) -> pl.DataFrame:
    """Add what earlier nights and people said: since when, new, closed, snoozed, standing out.

    A second look on the same day says the same: a quiet night counts once.
    """
    states = basis.records.signal_states.unique("key", keep="first", maintain_order=True)
    marks = (
        basis.records.marks.filter(pl.col("tab") == SIGNALS_TAB)
        .unique("key", keep="first", maintain_order=True)
        .select("key", ticked=pl.col("closed"), snoozed_until="snooze_until")
    )
    joined = signals.join(
        states.select(
            "key",
            "open",
            "units_at_close",
            quiet_nights=pl.col("quiet_nights") - (pl.col("last_seen_on") == basis.as_of),
            since="opened_on",
        ),
        on="key",
        how="left",
        maintain_order="left",
    ).join(marks, on="key", how="left", maintain_order="left")
    nothing_new = counted() <= pl.col("units_at_close")
    joined = joined.with_columns(
        closed=pl.col("ticked").fill_null(value=False)
        & (pl.col("units_at_close").is_null() | nothing_new).fill_null(value=True),
    )
    tonight = standing_out(
        numbers(joined["q"]),
        NightState(
            open=flags(joined["open"].fill_null(value=False)),
            quiet_nights=joined["quiet_nights"].fill_null(0).clip(lower_bound=0).to_numpy(),
        ),
        closed=flags(joined["closed"]),
        rules=basis.rules.signal,
    )
    opened = pl.col("since").fill_null(basis.as_of)
    return joined.with_columns(
        stands_out=pl.Series(tonight.open),
        quiet_nights=pl.Series(tonight.quiet_nights),
        opened_on=opened,
        nights_open=(pl.lit(basis.as_of) - opened).dt.total_days(),
        is_new=opened == basis.as_of,
    )


def counted() -> pl.Expr:
    """What a signal counts: units found, of reviews the reviews."""
    return pl.coalesce("units", "complaints")


def told(signals: pl.DataFrame, basis: Basis) -> pl.DataFrame:
    """Return signals that are not repeats as rows of SIGNAL_FINDINGS; what they lack is null."""
    known = (*signals.columns, *_OVER_NIGHTS)
    whole = signals.with_columns(blanks(SIGNAL_FINDINGS, but=known))
    return conform(over_nights(whole, basis), SIGNAL_FINDINGS)


_OVER_NIGHTS = frozenset(
    {
        "stands_out",
        "quiet_nights",
        "opened_on",
        "nights_open",
        "is_new",
        "closed",
        "snoozed_until",
    }
)


def _details(lots: pl.DataFrame, recent: Window) -> pl.DataFrame:
    """Platforms, origin and what QC saw of each pair within the window."""
    of_lots = lots.select(*KEY, "qc_done", lot_origin="origin")
    found = recent.recent.join(
        coded(of_lots, *KEY, "lot_origin").lazy(), on=KEY, how="left", maintain_order="left"
    )
    checked = pl.col("qc_done").fill_null(value=False)
    reported, receiving = ~pl.col("at_receiving"), pl.col("at_receiving")
    summed = found.group_by(PAIR).agg(
        found_at_qc=units_where(receiving),
        reported=units_where(reported & checked),
        checked=(checked | receiving).any(),
    )
    details = (
        summed.join(_platforms(found), on=PAIR, how="left")
        .join(_origins(found), on=PAIR, how="left")
        .collect()
    )
    return plain(details)


def _platforms(found: pl.LazyFrame) -> pl.LazyFrame:
    return (
        found.filter(pl.col("platform").is_not_null())
        .group_by(*PAIR, "platform")
        .agg(pl.col("units").sum())
        .sort("units", "platform", descending=[True, False])
        .group_by(PAIR, maintain_order=True)
        .agg(platforms=pl.format("{}:{}", "platform", "units"))
    )


def _origins(found: pl.LazyFrame) -> pl.LazyFrame:
    """Origin of the lots that hold at least half of a pair's units."""
    own = pl.coalesce("origin", "lot_origin").fill_null("unknown")
    return (
        found.group_by(*PAIR, place=own)
        .agg(pl.col("units").sum())
        .with_columns(share=pl.col("units") / pl.col("units").sum().over(PAIR))
        .filter(pl.col("share") >= 0.5)  # noqa: PLR2004 - half
        .sort("units", "place", descending=[True, False])
        .group_by(PAIR, maintain_order=True)
        .agg(origin=pl.col("place").first())
    )


def _verdicts(signals: pl.DataFrame) -> np.ndarray[tuple[int, ...], np.dtype[np.str_]]:
    on_sight = flags(signals["visible"] == "receipt")
    reported = numbers(signals["reported"].fill_null(0))
    return qc_verdict(
        np.where(on_sight, reported, 0),
        numbers(signals["found_at_qc"].fill_null(0)),
        np.where(on_sight, 0, reported),
        checked=flags(signals["checked"]),
    )


def _next_step() -> pl.Expr:
    ask = pl.coalesce(
        pl.col("group").replace_strict(_ASK_BY_GROUP, default=None),
        pl.col("visible").replace_strict(_ASK_BY_MOMENT, default=None),
        pl.lit(NextStep.ASK_SUPPLIER.value),
    )
    return (
        pl.when("safety")
        .then(pl.lit(NextStep.STOP_SALE.value))
        .when(~pl.col("level").is_in(_OPEN_LEVELS))
        .then(pl.lit(NextStep.KEEP_WATCHING.value))
        .when(pl.col("origin").cast(pl.String).is_in(ON_THE_WAY))
        .then(pl.lit(NextStep.CLAIM_CARRIER.value))
        .otherwise(ask)
    )


def _worst_first() -> tuple[pl.Expr, ...]:
    order = [level.value for level in reversed(SignalLevel)]
    rank = pl.col("level").replace_strict({level: i for i, level in enumerate(order)})
    return (rank, pl.col("q").fill_null(1.0), -pl.col("units"), pl.col("key"))
