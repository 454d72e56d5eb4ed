"""The hidden numbers behind the charts: a table of one fixed shape, so charts never change.

The first block has a row for each quarter and a column for each of the largest suppliers, the
second a row for each of the last lots and a column for each of the worst products. The first row
of a block holds the names of its columns.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from quality.findings import Findings
from quality.words import Words
from sheets.cell import Cell
from sheets.outputs.context import OutputContext
from sheets.outputs.layout import Plan, assembled, in_every_language
from sheets.outputs.statuses import LEVELS, rank
from sheets.outputs.table import ChartBlock, Kind, OutputTab

QUARTERS, LOTS, SERIES = 8, 6, 6
_COLUMNS = tuple(f"series_{number}" for number in range(1, SERIES + 1))
PLAN = Plan(
    id="_trend",
    columns={"point": Kind.TEXT, **dict.fromkeys(_COLUMNS, Kind.RATE)},
    hidden=True,
)
_USED = ("ok", "partial", "few_units")  # lots old enough not to look too good
_NO_NAME = "·"  # of a series that is not there yet: a blank would show as "Column F"
_MONTHS_A_QUARTER = 3
_QUARTERS_A_YEAR = 4

Quarter = tuple[int, int]  # year and 1 to 4


def trend_data(findings: Findings, context: OutputContext) -> OutputTab:
    """Return the two blocks of numbers, oldest point first; a blank is a point without a rate."""
    words = context.words
    used = findings.lots.filter(
        pl.col("status").is_in(_USED),
        pl.col("mature_units") > 0,
        pl.col("received_on").is_not_null(),
    )
    blocks = (_supplier_block(used, findings.as_of, words), _sku_block(used, findings, words))
    cells = {
        name: [cell for block in blocks for cell in _column(block, place)]
        for place, name in enumerate(PLAN.managed)
    }
    keys = (*_keys("supplier", "quarter", QUARTERS), *_keys("sku", "lot", LOTS))
    tab = assembled(PLAN, keys, cells, findings=findings, context=context)
    titles = tuple(in_every_language("_trend.charts.title", context))
    return replace(tab, charts=_charts(words), charts_titles=titles)


def _keys(series: str, point: str, points: int) -> tuple[str, ...]:
    return (f"{series}_names", *(f"{point}_{number}" for number in range(1, points + 1)))


def _column(block: Sequence[Sequence[Cell]], place: int) -> Sequence[Cell]:
    return block[place] if place < len(block) else [_NO_NAME, *[None] * (len(block[0]) - 1)]


def _supplier_block(used: pl.DataFrame, as_of: date, words: Words) -> list[list[Cell]]:
    """Points of the axis, then a column for each supplier, largest first: its name and rates."""
    quarters = _last_quarters(as_of)
    points = [words("_trend.quarter", year=str(year), quarter=str(part)) for year, part in quarters]
    recent = used.filter(pl.col("supplier").is_not_null()).with_columns(
        place=(pl.col("received_on").dt.year() * _QUARTERS_A_YEAR)
        + pl.col("received_on").dt.quarter()
        - (quarters[0][0] * _QUARTERS_A_YEAR + quarters[0][1])
    )
    recent = recent.filter(pl.col("place").is_between(0, QUARTERS - 1))
    return [[None, *points], *_series(recent, "supplier", _largest(recent), QUARTERS)]


def _sku_block(used: pl.DataFrame, findings: Findings, words: Words) -> list[list[Cell]]:
    """Points of the axis, then a column for each SKU, worst first: its code and its lots."""
    before = [words("_trend.before", lots=words.number(n)) for n in range(LOTS - 1, 0, -1)]
    newest_first = pl.col("received_on").rank("ordinal", descending=True).over("sku")
    recent = used.sort("received_on", "key").with_columns(place=LOTS - newest_first.cast(pl.Int64))
    worst = findings.skus.filter(
        pl.col("nonconforming") > 0, pl.col("sku").is_in(recent["sku"].implode())
    ).sort(rank("status", LEVELS), "rank", "sku")
    skus = worst["sku"].head(SERIES).to_list()
    points: list[Cell] = [None, *before, words("_trend.latest")]
    return [points, *_series(recent.filter(pl.col("place") >= 0), "sku", skus, LOTS)]


def _largest(recent: pl.DataFrame) -> list[str]:
    sizes = recent.group_by("supplier").agg(pl.col("units").sum())
    return sizes.sort(-pl.col("units"), "supplier")["supplier"].head(SERIES).to_list()


def _series(
    recent: pl.DataFrame, column: str, names: Sequence[str], points: int
) -> list[list[Cell]]:
    """Return each name with its rates by place: nonconforming over units seen so far."""
    rates = (
        recent.filter(pl.col(column).is_in(names))
        .group_by(column, "place")
        .agg(rate=pl.col("nonconforming").sum() / pl.col("mature_units").sum())
    )
    found = {(name, place): rate for name, place, rate in rates.iter_rows()}
    return [[name, *(found.get((name, place)) for place in range(points))] for name in names]


def _last_quarters(as_of: date) -> list[Quarter]:
    last = as_of.year * _QUARTERS_A_YEAR + (as_of.month - 1) // _MONTHS_A_QUARTER
    return [
        (number // _QUARTERS_A_YEAR, number % _QUARTERS_A_YEAR + 1)
        for number in range(last - QUARTERS + 1, last + 1)
    ]


def _charts(words: Words) -> tuple[ChartBlock, ...]:
    axis = words("_trend.charts.rate")
    return (
        ChartBlock(
            id="supplier_quarters",
            title=words("_trend.charts.suppliers"),
            kind="line",
            first_row=0,
            rows=1 + QUARTERS,
            columns=1 + SERIES,
            value_axis=axis,
        ),
        ChartBlock(
            id="sku_lots",
            title=words("_trend.charts.skus"),
            kind="line",
            first_row=1 + QUARTERS,
            rows=1 + LOTS,
            columns=1 + SERIES,
            value_axis=axis,
        ),
    )
