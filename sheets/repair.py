"""Columns of ours whose header is gone: forgotten, so that the next refresh makes them anew."""

from collections.abc import Sequence
from dataclasses import replace

from sheets.grid import CellRun, Grid, TabChange
from sheets.outputs.table import OutputColumn
from sheets.placement import Frame, Mark, find_frame, header_columns, parsed_mark


def forgotten(grid: Grid, columns: Sequence[OutputColumn]) -> TabChange | None:
    """Return the change that makes a tab forget the columns it has lost; None if it lost none.

    What stands in a column that was renamed stays where it is, as a column of people's own.

    Args:
        grid: The tab as it is.
        columns: The columns that it should have.
    """
    frame = find_frame(grid)
    found = None if frame is None else _mark(grid, frame)
    if frame is None or found is None:
        return None
    row, mark = found
    places = header_columns(grid, frame, columns)
    left = tuple(name for name in mark.columns if places.get(name, [0]))
    if left == mark.columns:
        return None
    run = CellRun(row=row, column=frame.key_column, values=(replace(mark, columns=left).text,))
    return TabChange(tab_id=grid.tab.tab_id, title=grid.tab.title, stamp=(run,))


def _mark(grid: Grid, frame: Frame) -> tuple[int, Mark] | None:
    for row in range(frame.header_row):
        mark = parsed_mark(grid.cell(row, frame.key_column))
        if mark is not None:
            return row, mark
    return None
