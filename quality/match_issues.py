"""What matching could not settle, as issues that say what to type."""

from collections.abc import Iterable
from types import MappingProxyType
from typing import Any

import polars as pl

from quality.codes import Dropped, MatchLevel, StudyIssue
from quality.frames import coded, kept
from quality.issues import MOST_OF_ONE_KIND, Issue, Severity
from quality.keys import Suggester, folded
from quality.tabs import DEFECT_LOG

SITUATION = ("sku", "imported_on", "imported_month", "found_on")
_MOST_SUGGESTIONS = 100


def match_issues(rows: pl.DataFrame, lots: pl.DataFrame) -> tuple[Issue, ...]:
    """Return one issue for each situation, not for each row: rows typed alike share it.

    Args:
        rows: Matched rows of the log, with what was typed beside what was found.
        lots: The lots tab.
    """
    counted = kept(rows, pl.col("dropped").is_null())
    return (
        *_wrong_lots(counted, lots),
        *_ambiguous(counted),
        *_far_from_any_lot(counted, lots),
        *_found_before_received(counted),
        *_duplicates(rows),
    )


def _wrong_lots(rows: pl.DataFrame, lots: pl.DataFrame) -> Iterable[Issue]:
    """A lot of another product, or of none; nothing to say while no lots are kept at all."""
    if lots.is_empty():
        return
    typed = (
        rows.lazy()
        .filter(pl.col("typed_lot").is_not_null(), pl.col("exact_lot").is_null())
        .group_by("sku", "typed_lot", maintain_order=True)
        .agg(pl.col("row").min(), rows=pl.len())
        .with_columns(lot_key=folded(pl.col("typed_lot")))
        .collect()
    )
    others = (
        lots.lazy()
        .select("sku", lot_key=folded(pl.col("lot_id")))
        .join(typed.lazy(), on="lot_key", how="semi")
        .group_by("lot_key")
        .agg(of_skus=pl.col("sku").sort())
        .collect()
    )
    grouped = typed.join(others, on="lot_key", how="left", maintain_order="left")
    suggest = Suggester(lots["lot_id"].drop_nulls().to_list())
    for index, situation in enumerate(grouped.iter_rows(named=True)):
        slots = {"lot": situation["typed_lot"], "sku": situation["sku"]}
        if situation["of_skus"]:
            code, slots["of_sku"] = StudyIssue.BATCH_SKU_MISMATCH, ", ".join(situation["of_skus"])
            severity = Severity.ERROR
        else:
            guesses = suggest(situation["typed_lot"]) if index < _MOST_SUGGESTIONS else ()
            code = StudyIssue.UNKNOWN_LOT_SIMILAR if guesses else StudyIssue.UNKNOWN_LOT
            slots["suggestion"], severity = ", ".join(guesses), Severity.WARNING
        yield _issue(code, severity, situation, column="lot_id", found=slots["lot"], slots=slots)


def _ambiguous(rows: pl.DataFrame) -> Iterable[Issue]:
    grouped = (
        rows.lazy()
        .with_row_index("place")
        .filter(pl.col("level") == MatchLevel.AMBIGUOUS.value)
        .group_by(SITUATION, maintain_order=True)
        .agg(pl.col("place").first(), pl.col("row").min(), pl.col("units").sum(), rows=pl.len())
        .collect()
    )
    told = _few(grouped)
    lots = rows["candidates"].gather(told["place"])  # only of the few: lists take long
    for situation in told.with_columns(candidates=lots).iter_rows(named=True):
        by_month = bool(situation["imported_month"])
        day = situation["imported_on"] or situation["found_on"]
        column = "imported_on" if situation["imported_on"] else "found_on"
        yield _issue(
            StudyIssue.AMBIGUOUS_LOT,
            Severity.WARNING,
            situation,
            column=column,
            found=day.strftime("%Y-%m" if by_month else "%Y-%m-%d"),
            slots={
                "sku": situation["sku"],
                "candidates": ", ".join(situation["candidates"]),
                "units": situation["units"],
                "when": day.strftime("%m/%Y") if by_month else day,
            },
        )


def _far_from_any_lot(rows: pl.DataFrame, lots: pl.DataFrame) -> Iterable[Issue]:
    """An import date near which nothing of the product arrived, though other lots are known."""
    known = coded(lots.select("sku").unique(), "sku").lazy()
    grouped = (
        rows.lazy()
        .filter(pl.col("level") == MatchLevel.SKU_ONLY.value, pl.col("imported_on").is_not_null())
        .join(known, on="sku", how="semi", maintain_order="left")
        .group_by("sku", "imported_on", "imported_month", maintain_order=True)
        .agg(pl.col("row").min(), rows=pl.len())
        .collect()
    )
    for situation in _few(grouped).iter_rows(named=True):
        day, by_month = situation["imported_on"], bool(situation["imported_month"])
        yield _issue(
            StudyIssue.NO_LOT_NEAR_DATE,
            Severity.WARNING,
            situation,
            column="imported_on",
            found=day.strftime("%Y-%m" if by_month else "%Y-%m-%d"),
            slots={
                "sku": situation["sku"],
                "when": day.strftime("%m/%Y") if by_month else day,
            },
        )


def _found_before_received(rows: pl.DataFrame) -> Iterable[Issue]:
    early = (
        rows.lazy()
        .filter(
            pl.col("level") == MatchLevel.EXACT.value, pl.col("found_on") < pl.col("received_on")
        )
        .group_by("sku", "lot_id")
        .agg(
            pl.col("row").min(),
            pl.col("received_on").first(),
            pl.col("found_on").first(),
            rows=pl.len(),
        )
        .sort("row")
        .collect()
    )
    for situation in _few(early).iter_rows(named=True):
        yield _issue(
            StudyIssue.FOUND_BEFORE_RECEIVED,
            Severity.WARNING,
            situation,
            column="found_on",
            found=situation["found_on"].isoformat(),
            slots={
                "lot": situation["lot_id"],
                "sku": situation["sku"],
                "found_on": situation["found_on"],
                "received_on": situation["received_on"],
            },
        )


def _duplicates(rows: pl.DataFrame) -> Iterable[Issue]:
    grouped = (
        rows.lazy()
        .filter(pl.col("dropped") == Dropped.DUPLICATE.value)
        .group_by("sku", "defect_type", "order_ref", "found_on", maintain_order=True)
        .agg(pl.col("row").min(), rows=pl.len())
        .collect()
    )
    for situation in _few(grouped).iter_rows(named=True):
        slots = {
            "sku": situation["sku"],
            "order_ref": situation["order_ref"] or "",
            "found_on": situation["found_on"] or "",
        }
        yield _issue(
            StudyIssue.DUPLICATE_ROW,
            Severity.WARNING,
            situation,
            column="sku",
            found=situation["sku"],
            slots=slots,
        )


def _few(situations: pl.DataFrame) -> pl.DataFrame:
    """The situations told one by one, and one more that speaks for the rows of the rest."""
    first, rest = situations[:MOST_OF_ONE_KIND], situations[MOST_OF_ONE_KIND:]
    return pl.concat([first, rest[:1].with_columns(rows=pl.lit(rest["rows"].sum(), pl.UInt32))])


def _issue(
    code: str,
    severity: Severity,
    situation: dict[str, Any],
    *,
    column: str,
    found: str,
    slots: dict[str, object],
) -> Issue:
    rows = situation["rows"]
    key = "|".join(str(value) for name, value in slots.items() if name != "units")
    return Issue(
        code=code,
        severity=severity,
        tab=DEFECT_LOG,
        row=situation["row"],
        column=column,
        found=found,
        rows=rows,
        slots=MappingProxyType({**slots, "rows": rows, "key": key}),
    )
