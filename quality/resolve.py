"""One spelling for every code in every tab, and the rows that say a thing twice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import polars as pl

from quality.codes import StudyIssue
from quality.issues import Issue, Severity
from quality.keys import Spelling, Suggester, folded, one_spelling
from quality.records import Records
from quality.renaming import claimed
from quality.tabs import TAB_OF_FRAME

_WITH_SKU = ("lots", "plans", "defects", "talks", "reviews", "samples")
_WITH_SUPPLIER = ("lots", "plans", "talks", "skus")
_MOST_SUGGESTIONS = 100
_SAME_REVIEW = ("sku", "reviewed_at", "rating", "text")
_WORK_ON_REVIEW = ("bucket", "severity", "contacted_at", "action", "reply", "replied_on", "logged")


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """The records with codes that join, and what stood in the way."""

    records: Records
    issues: tuple[Issue, ...]


def resolve(records: Records) -> Resolved:
    """Write each code in one spelling, old codes as the new one, and keep first rows of doubles.

    A code that the master tab does not have keeps its own spelling and goes on counting under
    it; what it may have meant is suggested in an issue and never joined. Lots without a supplier
    take that of their SKU. Of a review that was pasted in twice the row with most work on it stays.
    """
    aliases, alias_issues = _aliases(records.skus)
    skus = _spelling(records, "skus", "sku", _WITH_SKU, aliases)
    suppliers = _spelling(records, "suppliers", "supplier", _WITH_SUPPLIER, {})
    spelled = {name: _respelled(getattr(records, name), skus, suppliers) for name in TAB_OF_FRAME}
    issues = [
        *alias_issues,
        *_unknown(spelled, "sku", _WITH_SKU, skus, records.skus["sku"]),
        *_unknown(spelled, "supplier", _WITH_SUPPLIER, suppliers, records.suppliers["supplier"]),
    ]
    spelled["lots"] = spelled["lots"].with_columns(lot_id=pl.col("lot_id").str.strip_chars())
    for name, code, keys in (
        ("skus", StudyIssue.DUPLICATE_SKU, ("sku",)),
        ("suppliers", StudyIssue.DUPLICATE_SUPPLIER, ("supplier",)),
        ("lots", StudyIssue.DUPLICATE_LOT, ("lot_id", "sku")),
    ):
        spelled[name], found = _first_of_each(spelled[name], keys, code, TAB_OF_FRAME[name])
        issues.extend(found)
    spelled["reviews"], found = _once_each(spelled["reviews"])
    issues.extend(found)
    spelled["lots"] = _with_suppliers(spelled["lots"], spelled["skus"])
    return Resolved(records=replace(records, **spelled), issues=tuple(issues))


def _spelling(
    records: Records,
    master: str,
    column: str,
    frames: Sequence[str],
    aliases: dict[str, str],
) -> Spelling:
    known = getattr(records, master)[column].drop_nulls().to_list()
    typed: list[str] = [*known]
    for name in frames:
        typed.extend(getattr(records, name)[column].drop_nulls().unique(maintain_order=True))
    return one_spelling(known, typed, aliases=aliases)


def _aliases(skus: pl.DataFrame) -> tuple[dict[str, str], list[Issue]]:
    """Old code -> code; a code that two products claim stays unresolved and is reported."""
    claims = claimed(skus)
    single = {alias: next(iter(of.values()))[0] for alias, of in claims.items() if len(of) == 1}
    issues = [
        _issue(
            StudyIssue.ALIAS_OF_TWO,
            "skus",
            column="aliases",
            row=list(of.values())[1][1],
            found=alias,
            slots={"alias": alias, "skus": ", ".join(sku for sku, _ in of.values()), "key": alias},
        )
        for alias, of in claims.items()
        if len(of) > 1
    ]
    return single, issues


def _respelled(frame: pl.DataFrame, skus: Spelling, suppliers: Spelling) -> pl.DataFrame:
    for column, spelling in (("sku", skus), ("supplier", suppliers)):
        if column in frame.columns:
            frame = spelling.apply(frame, column)
    return frame


def _unknown(
    frames: dict[str, pl.DataFrame],
    column: str,
    names: Sequence[str],
    spelling: Spelling,
    known: pl.Series,
) -> Iterable[Issue]:
    if not spelling.unknown:
        return
    suggest = Suggester(known.drop_nulls().to_list())
    left = _MOST_SUGGESTIONS
    for name in names:
        rows = (
            frames[name]
            .filter(pl.col(column).is_in(spelling.unknown))
            .group_by(column, maintain_order=True)
            .agg(pl.col("row").min(), rows=pl.len())
        )
        for code, row, count in rows.iter_rows():
            guesses = suggest(code) if left > 0 else ()
            left -= 1
            yield _issue(
                StudyIssue(f"unknown_{column}_similar" if guesses else f"unknown_{column}"),
                name,
                column=column,
                row=row,
                rows=count,
                found=code,
                slots={column: code, "suggestion": ", ".join(guesses), "rows": count, "key": code},
            )


def _first_of_each(
    frame: pl.DataFrame, keys: Sequence[str], code: str, tab: str
) -> tuple[pl.DataFrame, list[Issue]]:
    marked = frame.with_columns(
        _first=pl.col("row").first().over([folded(pl.col(key)) for key in keys])
    )
    doubles = marked.filter(pl.col("_first") != pl.col("row"))
    issues = [
        Issue(
            code=code,
            severity=Severity.WARNING,
            tab=tab,
            row=double["row"],
            column=keys[0],
            found=str(double[keys[0]]),
            slots=MappingProxyType(
                {
                    "key": "|".join(str(double[key]) for key in keys),
                    "first_row": double["_first"],
                    **{key: double[key] for key in keys},
                }
            ),
        )
        for double in doubles.iter_rows(named=True)
    ]
    return marked.filter(pl.col("_first") == pl.col("row")).drop("_first"), issues


def _once_each(reviews: pl.DataFrame) -> tuple[pl.DataFrame, list[Issue]]:
    """Tell reviews that stand there twice: without an order they may be two buyers' "ok"."""
    done = pl.sum_horizontal(pl.col(name).is_not_null().cast(pl.Int32) for name in _WORK_ON_REVIEW)
    ordered = reviews.filter(pl.col("order_ref").is_not_null()).sort(
        done, "row", descending=[True, False], maintain_order=True
    )
    same = [folded(pl.col("order_ref")), *(pl.col(name) for name in _SAME_REVIEW)]
    marked = ordered.with_columns(_kept=pl.col("row").first().over(same))
    doubles = marked.filter(pl.col("_kept") != pl.col("row")).sort("row")
    issues = [
        Issue(
            code=StudyIssue.DUPLICATE_REVIEW,
            severity=Severity.WARNING,
            tab=TAB_OF_FRAME["reviews"],
            row=double["row"],
            column="order_ref",
            found=double["order_ref"],
            slots=MappingProxyType(
                {
                    "key": f"{double['sku']}|{double['order_ref']}",
                    "sku": double["sku"],
                    "order_ref": double["order_ref"],
                    "first_row": double["_kept"],
                }
            ),
        )
        for double in doubles.iter_rows(named=True)
    ]
    return reviews.join(doubles.select("row"), on="row", how="anti", maintain_order="left"), issues


def _with_suppliers(lots: pl.DataFrame, skus: pl.DataFrame) -> pl.DataFrame:
    main = skus.select("sku", _main="supplier")
    return (
        lots.join(main, on="sku", how="left", maintain_order="left")
        .with_columns(supplier=pl.coalesce("supplier", "_main"))
        .drop("_main")
    )


def _issue(
    code: str,
    frame: str,
    *,
    column: str,
    row: int,
    found: str,
    slots: dict[str, object],
    rows: int = 1,
) -> Issue:
    return Issue(
        code=code,
        severity=Severity.WARNING,
        tab=TAB_OF_FRAME[frame],
        row=row,
        column=column,
        found=found,
        rows=rows,
        slots=MappingProxyType(slots),
    )
