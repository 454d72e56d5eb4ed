"""What people wrote in their own columns of our tabs: owner, note, snooze, closed, done, ignore."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import compress, count

import polars as pl

from quality.issues import Issue
from quality.records import MARKS, empty
from sheets.cell import Cell
from sheets.cells import LocaleOptions, Reading, key, text, yes
from sheets.days import DayRule, day, planned
from sheets.grid import Grid
from sheets.headers import normalised
from sheets.issues import Collector, Place
from sheets.outputs.table import FIRST_ROW, HEADER_ROW, KEY_HEADER, OutputColumn
from sheets.placement import blank

_FIELDS = tuple(name for name in MARKS if name not in {"tab", "key"})
_TICKS = frozenset({"closed", "done", "ignore"})


def read_marks(
    grids: Mapping[str, Grid],
    columns: Mapping[str, Sequence[OutputColumn]],
    *,
    as_of: date,
    locale: LocaleOptions | None = None,
) -> tuple[pl.DataFrame, tuple[Issue, ...]]:
    """Read the marks of all output tabs; a row without any is left out.

    Args:
        grids: Output tab id -> its cells.
        columns: Output tab id -> its columns; those of people are found by their header in any
            language, wherever they were moved to.
        as_of: The day of the run, for days typed without a year.
        locale: How days are typed.

    Returns:
        The marks, and what in them could not be read.
    """
    collector = Collector()
    rule = planned(DayRule(as_of=as_of, locale=locale or LocaleOptions()))
    frames = [_tab(tab, grid, columns.get(tab, ()), rule, collector) for tab, grid in grids.items()]
    return pl.concat([empty(MARKS), *frames]), collector.issues()


def _tab(
    tab: str, grid: Grid, columns: Sequence[OutputColumn], rule: DayRule, collector: Collector
) -> pl.DataFrame:
    """Only the rows in which people wrote are looked at: hardly any, as a rule."""
    places = _places(grid)
    theirs = {
        column: place
        for column in columns
        if column.yours and column.id in _FIELDS and (place := _place(column, places)) is not None
    }
    rows = sorted({row for place in theirs.values() for row in _filled(grid.columns[place])})
    if KEY_HEADER not in places or not rows:
        return empty(MARKS)
    made: dict[str, Sequence[object]] = {
        "tab": [tab] * len(rows),
        "key": [key(grid.cell(row, places[KEY_HEADER])).value for row in rows],
    }
    for column, place in theirs.items():
        where = Place(tab=tab, column=column.id, header=column.header)
        made[column.id] = [
            _read(column.id, grid.cell(row, place), row + 1, rule, where, collector) for row in rows
        ]
    frame = pl.DataFrame(
        {name: made.get(name, [None] * len(rows)) for name in MARKS}, schema=dict(MARKS)
    )
    ticks = [pl.col(name).replace(False, None) for name in _TICKS]
    marked = pl.any_horizontal(pl.col(name).is_not_null() for name in _FIELDS)
    return frame.with_columns(ticks).filter(pl.col("key").is_not_null() & marked)


def _filled(cells: Sequence[Cell]) -> Iterator[int]:
    """The rows under the headers that hold something; a box that is not ticked is one."""
    return compress(count(FIRST_ROW), (not blank(cell) for cell in cells[FIRST_ROW:]))


def _places(grid: Grid) -> dict[str, int]:
    headers = [grid.cell(HEADER_ROW, column) for column in range(len(grid.columns))]
    return {
        KEY_HEADER if header == KEY_HEADER else normalised(header): column
        for column, header in reversed(list(enumerate(headers)))
        if isinstance(header, str) and header.strip()
    }


def _place(column: OutputColumn, places: Mapping[str, int]) -> int | None:
    for header in (column.header, *column.headers):
        if normalised(header) in places:
            return places[normalised(header)]
    return None


def _read(
    column: str, cell: Cell, row: int, rule: DayRule, place: Place, collector: Collector
) -> object:
    reading = _reading(column, cell, rule)
    if reading.code is not None and reading.value is None:
        collector.rows(reading.code, place, [row], cell)
    return reading.value


def _reading(column: str, cell: Cell, rule: DayRule) -> Reading:
    if column == "snooze_until":
        return day(cell, rule)
    return yes(cell) if column in _TICKS else text(cell)
