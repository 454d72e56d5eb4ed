"""The status words of our tabs: their order, their colours, and what a snooze does to them."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

import polars as pl

from quality.codes import SkuStatus, Standing
from quality.words import Words
from sheets.outputs.wording import coded, sentence

LEVELS = tuple(SkuStatus)  # worst first; signals use the first of them
LEVEL_COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "cell.level.urgent": "red",
        "cell.level.signal": "orange",
        "cell.level.watch": "yellow",
        "cell.level.watch_latest_ok": "yellow",
        "cell.level.too_early": "grey",
        "cell.level.no_data": "grey",
        "cell.closed": "grey",
        "cell.inactive": "grey",
    }
)
STANDINGS = tuple(Standing)
STANDING_COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "cell.standing.switch": "red",
        "cell.standing.prepare": "orange",
        "cell.standing.press": "yellow",
        "cell.standing.not_enough_data": "grey",
        "cell.inactive": "grey",
    }
)
DECISION_COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "cell.decision.stop": "red",
        "cell.decision.switch": "red",
        "cell.decision.prepare": "orange",
        "cell.decision.hold": "orange",
        "cell.decision.negotiate": "orange",
        "cell.decision.claim_carrier": "yellow",
        "cell.decision.order_with_qc": "yellow",
        "cell.inactive": "grey",
    }
)
GROUP_COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "cell.group.contact_now": "red",
        "cell.group.choose_bucket": "yellow",
        "cell.group.not_logged": "orange",
        "cell.group.product_defect": "yellow",
        "cell.inactive": "grey",
    }
)


def rank(codes: str, worst_first: Sequence[str]) -> pl.Expr:
    """Return the place of each code in an order; what is not in it comes last."""
    places = {code: place for place, code in enumerate(worst_first)}
    return pl.col(codes).replace_strict(places, default=len(places), return_dtype=pl.Int32)


def levels(frame: pl.DataFrame, codes: str, words: Words, *, as_of: date) -> pl.Series:
    """Return the level words; a snoozed one is another word, so that it has no colour."""
    said = frame.with_columns(_said=coded(frame[codes], words, "cell.level"))
    asleep = pl.col("snoozed_until") > as_of
    word = pl.when(asleep).then(sentence(words, "cell.snoozed", status="_said")).otherwise("_said")
    return said.select(word).to_series()
