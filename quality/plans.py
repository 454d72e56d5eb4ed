"""Planned orders that are still open, and by when each must be out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

import polars as pl

from quality.codes import StudyIssue
from quality.issues import Issue, Severity
from quality.records import Records
from quality.rules import Rules
from quality.tabs import PLAN

_OUT = ("ordered", "cancelled")
_STOCK_TELLS_DAYS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPlans:
    """One row an open plan, earliest first, and what the plans tab says twice or too late."""

    rows: pl.DataFrame
    issues: tuple[Issue, ...]


def open_plans(records: Records, skus: pl.DataFrame, *, rules: Rules, as_of: date) -> OpenPlans:
    """Return the plans that wait for a decision.

    A planned row whose day has passed is taken as carried out when a lot of its SKU was ordered
    no earlier than the look-ahead before that day: people forget to change the status. Latest
    order date: today + floor(stock / daily sales) - lead time - safety days.

    Args:
        records: Resolved and cut off.
        skus: From `products.products`.
        rules: Safety days, look-ahead.
        as_of: Day of the study.
    """
    waiting = records.plans.filter(
        pl.col("planned_on").is_not_null(),
        ~pl.col("status").is_in(_OUT).fill_null(value=False),
    )
    first = waiting.filter(pl.struct("sku", "planned_on").is_first_distinct())
    doubles = waiting.filter(~pl.struct("sku", "planned_on").is_first_distinct())
    done = _carried_out(first, records.lots, skus, rules=rules, as_of=as_of)
    still = first.join(done.select("row"), on="row", how="anti").sort("planned_on", "sku", "row")
    return OpenPlans(
        rows=_timed(still, skus, records.suppliers, rules=rules, as_of=as_of),
        issues=(
            *_issues(doubles, StudyIssue.DUPLICATE_PLAN),
            *_issues(done, StudyIssue.PLAN_CARRIED_OUT),
        ),
    )


def next_plans(plans: pl.DataFrame) -> pl.DataFrame:
    """Return the earliest open plan of each SKU: next_reorder_on, latest_order_on, units."""
    return plans.group_by("sku", maintain_order=True).agg(
        next_reorder_on=pl.col("planned_on").first(),
        latest_order_on=pl.col("latest_order_on").first(),
        planned_units=pl.col("units").first(),
    )


def _carried_out(
    plans: pl.DataFrame, lots: pl.DataFrame, skus: pl.DataFrame, *, rules: Rules, as_of: date
) -> pl.DataFrame:
    lead = pl.duration(days=pl.col("lead_time_days"))
    ordered = (
        lots.join(skus.select("sku", "lead_time_days"), on="sku", how="left")
        .select(
            "sku",
            "lot_id",
            ordered_on=pl.coalesce("ordered_on", pl.col("received_on") - lead),
        )
        .filter(pl.col("ordered_on").is_not_null())
    )
    early = pl.duration(days=rules.brief.lookahead_days)
    return (
        plans.filter(pl.col("planned_on") < as_of)
        .join(ordered, on="sku")
        .filter(pl.col("ordered_on") >= pl.col("planned_on") - early)
        .sort("row", "ordered_on", "lot_id")
        .unique("row", keep="first", maintain_order=True)
    )


def _timed(
    plans: pl.DataFrame, skus: pl.DataFrame, suppliers: pl.DataFrame, *, rules: Rules, as_of: date
) -> pl.DataFrame:
    own = skus.select(
        "sku",
        "name",
        "name_zh",
        "lead_assumed",
        main_supplier="supplier",
        sku_lead="lead_time_days",
    )
    theirs = suppliers.select("supplier", their_lead="lead_time_days").unique(
        "supplier", keep="first", maintain_order=True
    )
    elsewhere = pl.col("supplier").ne_missing(pl.col("main_supplier"))
    usable = (pl.col("stock") >= 0) & (pl.col("daily_sales") > 0)
    days_left = pl.when(usable).then((pl.col("stock") / pl.col("daily_sales")).floor())
    runs_out = pl.lit(as_of) + pl.duration(days=days_left.clip(upper_bound=36_500).cast(pl.Int64))
    needed = pl.duration(days=pl.col("lead_time_days") + rules.stock.safety_days)
    return (
        plans.join(own, on="sku", how="left", maintain_order="left")
        .with_columns(supplier=pl.coalesce("supplier", "main_supplier"), runs_out_on=runs_out)
        .join(theirs, on="supplier", how="left", maintain_order="left")
        .with_columns(their_lead=pl.when(elsewhere).then("their_lead"))
        .with_columns(
            lead_assumed=pl.coalesce("lead_time_days", "their_lead").is_null()
            & (elsewhere | pl.col("lead_assumed")),
            lead_time_days=pl.coalesce("lead_time_days", "their_lead", "sku_lead"),
        )
        .with_columns(latest_order_on=pl.col("runs_out_on") - needed)
        .with_columns(
            slack_days=(pl.col("latest_order_on") - pl.lit(as_of)).dt.total_days(),
            due_on=pl.when(_comes_next(as_of))
            .then(pl.min_horizontal("planned_on", "latest_order_on"))
            .otherwise("planned_on"),
            key=pl.format("{}|{}", "sku", pl.col("planned_on").dt.to_string("%Y-%m-%d")),
        )
        .with_columns(
            within_window=pl.col("due_on") <= as_of + timedelta(days=rules.brief.lookahead_days)
        )
    )


def _comes_next(as_of: date) -> pl.Expr:
    """Today's stock tells about the next order of a product, not about those months away."""
    soon = (pl.col("planned_on") - pl.lit(as_of)).dt.total_days() <= _STOCK_TELLS_DAYS
    return pl.struct("sku").is_first_distinct() & soon


def _issues(rows: pl.DataFrame, code: str) -> Iterable[Issue]:
    for row in rows.iter_rows(named=True):
        day = row["planned_on"].isoformat()
        yield Issue(
            code=code,
            severity=Severity.HINT if code == StudyIssue.PLAN_CARRIED_OUT else Severity.WARNING,
            tab=PLAN,
            row=row["row"],
            column="planned_on",
            found=day,
            slots=MappingProxyType(
                {
                    "sku": row["sku"],
                    "date": row["planned_on"],
                    "lot": row.get("lot_id") or "",
                    "key": f"{row['sku']}|{day}",
                }
            ),
        )
