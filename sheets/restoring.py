"""From a tab as it was kept and as it is now to the tab that is put back; pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from sheets.cell import Cell
from sheets.grid import Grid
from sheets.outputs.table import OutputColumn, OutputTab, Stamp
from sheets.placement import EPOCH, Place, blank, place
from sheets.plan import standing_stamp


@dataclass(frozen=True, slots=True)
class _Rows:
    """Cells of one grid by key and column; a grid that is not there has none."""

    grid: Grid | None
    place: Place | None

    @property
    def keys(self) -> Iterable[str]:
        return self.place.rows if self.place else ()

    def has(self, key: str, column: str) -> bool:
        return self.place is not None and key in self.place.rows and column in self.place.columns

    def cell(self, key: str, column: str) -> Cell:
        if self.grid is None or self.place is None or not self.has(key, column):
            return None
        return self.grid.cell(self.place.rows[key], self.place.columns[column])


def restored(layout: OutputTab, kept: Grid, now: Grid | None, *, yours: bool) -> OutputTab:
    """Return the tab to be written so that it shows again what was kept.

    Our cells become what they were. A person's cell is filled where it is blank by now; nothing
    that a person wrote since is blanked. Rows and columns that came later stay as they are; rows
    that are gone come back. Everything is found by key and header, wherever it stands.

    Args:
        layout: The tab without rows: its columns and titles in every language.
        kept: The cells as they were.
        now: The cells as they are; None: the tab is gone.
        yours: Put people's cells back also where they hold something else by now.
    """
    before, after = _rows(layout, kept), _rows(layout, now)
    keys = tuple(dict.fromkeys([*before.keys, *after.keys]))
    cells = {
        column.id: [_cell(column, key, before, after, yours=yours) for key in keys]
        for column in layout.columns
    }
    columns = tuple(replace(column, yours=False) for column in layout.columns)
    return replace(
        layout, columns=columns, keys=keys, cells=cells, stamp=_stamp(kept, layout.stamp)
    )


def made_anew(layout: OutputTab, kept: Grid) -> OutputTab:
    """Return a tab that is gone with its own layout and our cells; people's cells come after."""
    whole = restored(layout, kept, None, yours=False)
    ours = {column.id: whole.cells[column.id] for column in layout.columns if not column.yours}
    return replace(whole, columns=layout.columns, cells=ours)


def _rows(layout: OutputTab, grid: Grid | None) -> _Rows:
    return _Rows(grid, None if grid is None else place(grid, layout))


def _cell(column: OutputColumn, key: str, before: _Rows, after: _Rows, *, yours: bool) -> Cell:
    was, now = before.cell(key, column.id), after.cell(key, column.id)
    if not before.has(key, column.id):
        return now
    if not column.yours:
        return was
    keeps = _unfilled(was) or not (yours or _unfilled(now))
    return now if keeps else was


def _unfilled(cell: Cell) -> bool:
    """An unticked box is as good as blank."""
    return blank(cell) or cell is False


def _stamp(kept: Grid, fallback: Stamp) -> Stamp:
    """The stamp that the tab had, so that nobody takes old figures for new ones."""
    text, moment = standing_stamp(kept)
    if not isinstance(text, str) or not isinstance(moment, int | float):
        return fallback
    return Stamp(text=text, at=EPOCH + timedelta(days=moment))
