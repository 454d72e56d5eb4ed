"""Clusters of bad reviews and listings that let buyers down, as rows of the Signals tab."""

from collections.abc import Sequence

import polars as pl

from quality.basis import Basis
from quality.codes import NextStep, SignalKind
from quality.findings import SIGNAL_FINDINGS
from quality.reviews.signals import ReviewSignal
from quality.signal_findings import told
from quality.signals import SignalLevel

_NEXT = {
    SignalKind.REVIEW_CLUSTER: NextStep.READ_REVIEWS,
    SignalKind.LISTING: NextStep.UPDATE_LISTING,
}
_GIVEN = (
    "key",
    "level",
    "kind",
    "sku",
    "defect_type",
    "units",
    "complaints",
    "first_seen_on",
    "last_seen_on",
    "platforms",
    "next_step",
    "q",
)


def review_signal_rows(signals: Sequence[ReviewSignal], basis: Basis) -> pl.DataFrame:
    """Return one row a signal of the reviews; no defect count or rate is touched."""
    schema = {name: SIGNAL_FINDINGS[name] for name in _GIVEN}
    rows = pl.DataFrame([_row(signal) for signal in signals], schema=schema, orient="row")
    named = rows.join(
        basis.skus.select("sku", "name", "supplier"), on="sku", how="left", maintain_order="left"
    )
    return told(named, basis)


def _row(signal: ReviewSignal) -> tuple[object, ...]:
    about = signal.about[0][0] if signal.about else None
    return (
        f"{signal.sku}||{signal.kind}",
        SignalLevel.SIGNAL.value,
        signal.kind.value,
        signal.sku,
        about,
        None,
        signal.reviews,
        signal.first_on,
        signal.last_on,
        [f"{platform}:{count}" for platform, count in signal.platforms],
        _NEXT[signal.kind].value,
        None,
    )
