"""A team's spreadsheet as it stands: raw columns of its tabs, and what can be done to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from sheets.cell import Cell

if TYPE_CHECKING:
    from sheets.groundwork import Groundwork
    from sheets.outputs.table import Kind, OutputTab


@dataclass(frozen=True, slots=True, kw_only=True)
class TabInfo:
    """What is known of a tab before its cells are read."""

    tab_id: str  # stable under renaming: the sheetId; of an .xlsx the title as first seen
    title: str
    rows: int  # grid size, 0 or more
    columns: int
    hidden: bool = False
    marks: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    # developer metadata of ours: {"reorder-brief": "sku_summary", "layout": "3"}
    protected: bool = False  # hard protection that keeps us out of the whole tab
    locked: tuple[tuple[int, int, int, int], ...] = ()  # ranges of it that keep us out
    views: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    # id -> title of its filter views
    merged: tuple[tuple[int, int, int, int], ...] = ()
    # merged ranges near the top; ranges are (first row, first column, last row, last column),
    # 0-based, closed


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookInfo:
    """The spreadsheet: its tabs in order, and how it reads numbers and days."""

    title: str
    tabs: tuple[TabInfo, ...]
    locale: str | None = None  # such as vi_VN
    timezone: str | None = None  # such as Asia/Ho_Chi_Minh

    def tab(self, tab_id: str) -> TabInfo:
        """Return the tab of an id.

        Raises:
            KeyError: If there is none.
        """
        for tab in self.tabs:
            if tab.tab_id == tab_id:
                return tab
        raise KeyError(tab_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The used cells of one tab, column by column; row 1 of the sheet is index 0.

    Columns may be of different length: what is missing at the end is blank. A blank cell is None
    or "". Numbers and days are numbers, ticks are booleans, all else is text.
    """

    tab: TabInfo
    columns: Sequence[Sequence[Cell]]

    @property
    def rows(self) -> int:
        """Rows down to the last used cell."""
        return max((len(column) for column in self.columns), default=0)

    def top(self, rows: int) -> "Grid":
        """Return the first rows of it."""
        return Grid(tab=self.tab, columns=[column[:rows] for column in self.columns])

    def cell(self, row: int, column: int) -> Cell:
        """Return a cell by 0-based indexes; None outside of what is used."""
        if column >= len(self.columns) or row >= len(self.columns[column]):
            return None
        return self.columns[column][row]


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRun:
    """New values for neighbouring cells of one column, from `row` down (0-based)."""

    row: int
    column: int
    values: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterView:
    """A filter view to be made, by the places of its columns; all places are 0-based."""

    id: str  # unique in the spreadsheet
    title: str
    header_row: int
    order: tuple[tuple[int, bool], ...]  # (column, largest first)
    hidden: Mapping[int, tuple[str, ...]]  # column -> texts whose rows are left out
    filled: tuple[int, ...]  # columns that must not be blank


@dataclass(frozen=True, slots=True, kw_only=True)
class TabChange:
    """What one write does to one tab; a backend carries out all changes or none.

    In this order: the tab is made or retitled, rows are inserted, the grid grows, columns get
    their layout, the cells are written and the stamp after them, rows go.
    """

    tab_id: str | None  # None: the tab is made first
    title: str  # for a new tab, and for messages
    retitle: str | None = None  # the title it is to have from now on
    body: tuple[CellRun, ...] = ()
    stamp: tuple[CellRun, ...] = ()  # the cells over the headers: the last to be written
    rows: int = 0  # the grid must have at least this many rows afterwards
    columns: int = 0
    insert_rows: tuple[tuple[int, int], ...] = ()  # (0-based row, how many), in this order
    delete_rows: tuple[tuple[int, int], ...] = ()  # the same; every row as it is at its turn
    make: "OutputTab | None" = None  # whose layout the fresh columns are given
    fresh_columns: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    # column id -> 0-based place of a column that gets header format, note and number format
    fresh_rows: tuple[int, int] | None = None  # (0-based first, how many): new rows of the table
    charts_title: str | None = None  # of the tab that is made for the charts of a new table
    charts_retitle: tuple[str, str] | None = None  # id of the tab for charts, and its new title
    views: tuple[FilterView, ...] = ()  # to be made where there are none of their id or title
    kinds: Mapping[int, "Kind"] = field(default_factory=lambda: MappingProxyType({}))
    # 0-based column -> how the values of fresh rows are shown

    @property
    def runs(self) -> tuple[CellRun, ...]:
        """All cells that are written, in order."""
        return self.body + self.stamp

    @property
    def cells(self) -> int:
        """How many cells are written."""
        return sum(len(run.values) for run in self.runs)


class Workbook(Protocol):
    """A spreadsheet of one kind; every backend keeps the same promises (tests/contracts)."""

    @property
    def name(self) -> str:
        """How messages call it: the file name or the spreadsheet's title."""
        ...

    @property
    def groundwork(self) -> "Groundwork":
        """What is done to it before the first run."""
        ...

    def info(self) -> WorkbookInfo:
        """Read what tabs there are (one request).

        Raises:
            WorkbookError: If it cannot be opened.
        """
        ...

    def read(self, tabs: Sequence[TabInfo]) -> Mapping[str, Grid]:
        """Read whole tabs, keyed by tab id (one request for every 50,000 rows of a tab).

        Raises:
            WorkbookError: If any of them cannot be read whole; never a part of one.
        """
        ...

    def write(self, changes: Sequence[TabChange]) -> Mapping[str, TabInfo]:
        """Carry out all changes at once or none of them; return the tabs made, by output id.

        Raises:
            ReadAgainError: If the workbook changed since it was read, or nobody can tell whether
                the changes are in it.
            WorkbookError: If nothing was written.
        """
        ...

    def write_and_look(self, changes: Sequence[TabChange], *, rows: int) -> Mapping[str, Grid]:
        """Carry out a few small changes of tabs that are there, and show where they landed.

        Args:
            changes: As in `write`, of tabs that are there.
            rows: How many rows of each tab are shown, from the top.

        Returns:
            The first rows of each changed tab as they stand after the write, by tab id; a service
            that answers a write with cells is not asked again for them.

        Raises:
            ReadAgainError: As in `write`.
            WorkbookError: If nothing was written.
        """
        ...


def tops(workbook: Workbook, changes: Sequence[TabChange], *, rows: int) -> Mapping[str, Grid]:
    """Read the first rows of each changed tab, by tab id: what a write that shows nothing left."""
    changed = {change.tab_id for change in changes}
    grids = workbook.read([tab for tab in workbook.info().tabs if tab.tab_id in changed])
    return {tab_id: grid.top(rows) for tab_id, grid in grids.items()}


class WorkbookError(Exception):
    """The spreadsheet cannot be used as asked; the message says what to do.

    Attributes:
        reason: What happened as a short code, such as `not_shared`, for whoever says it in
            another language; empty where only the message tells.
        facts: What such a sentence needs: link, account, path.
    """

    def __init__(self, message: str = "", *, reason: str = "", **facts: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.facts = facts


class WorkbookNotFoundError(WorkbookError):
    """There is no such spreadsheet or file, or it is of another kind."""


class PermissionDeniedError(WorkbookError):
    """It is there, but we may not read it or write to it."""


class TabNotFoundError(WorkbookError):
    """A tab that was there is gone, or one that is needed is not there."""


class WorkbookBusyError(WorkbookError):
    """Somebody has the file open in a program that would overwrite our changes."""


class WorkbookUnavailableError(WorkbookError):
    """It may pass: no network, too many requests, a fault on the other side."""


class ReadAgainError(WorkbookUnavailableError):
    """What was planned may no longer fit, or may be done already: read again, then plan again."""
