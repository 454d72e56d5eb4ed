"""A workbook in memory, for tests: the same promises as the others and nothing to set up."""

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from sheets.cell import Cell
from sheets.grid import (
    Grid,
    ReadAgainError,
    TabChange,
    TabInfo,
    TabNotFoundError,
    WorkbookInfo,
    tops,
)
from sheets.groundwork import Dressing, NewTab
from sheets.plan import marks_of


@dataclass(slots=True)
class Spot:
    """A cell and what a person hung on it (a note, a colour), which stays with it."""

    value: Cell = None
    remark: str = ""


@dataclass(slots=True, kw_only=True)
class MemoryTab:
    """One tab: rows of spots, as wide as the grid."""

    tab_id: str
    title: str
    rows: list[list[Spot]] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)
    hidden: bool = False
    protected: bool = False

    @property
    def width(self) -> int:
        """Columns of the grid."""
        return max((len(row) for row in self.rows), default=0)

    def grow(self, rows: int, columns: int) -> None:
        """Make the grid at least so large."""
        columns = max(columns, self.width)
        self.rows.extend([] for _ in range(rows - len(self.rows)))
        for row in self.rows:
            row.extend(Spot() for _ in range(columns - len(row)))


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryOptions:
    """A workbook that lives as long as the program."""

    title: str = "memory"
    tabs: Mapping[str, Iterable[Iterable[Cell]]] = field(
        default_factory=lambda: MappingProxyType({})
    )  # title -> rows
    backend: Literal["memory"] = "memory"

    def open(self) -> "MemoryWorkbook":
        """Make the workbook."""
        workbook = MemoryWorkbook(self.title)
        for title, rows in self.tabs.items():
            workbook.add(title, rows)
        return workbook


class MemoryWorkbook:
    """Tabs in a list; `tabs` is open to tests, which play the people."""

    def __init__(self, title: str = "memory") -> None:
        self.title = title
        self.tabs: list[MemoryTab] = []
        self._made = 0

    @property
    def name(self) -> str:
        """The title."""
        return self.title

    @property
    def groundwork(self) -> "MemoryGroundwork":
        """What is done to it before the first run."""
        return MemoryGroundwork(self)

    def add(self, title: str, rows: Iterable[Iterable[Cell]] = ()) -> MemoryTab:
        """Add a tab of rows, as a person would."""
        self._made += 1
        tab = MemoryTab(tab_id=f"tab{self._made}", title=title)
        tab.rows = [[Spot(value) for value in row] for row in rows]
        tab.grow(0, 0)
        self.tabs.append(tab)
        return tab

    def tab(self, tab_id: str, title: str) -> MemoryTab:
        """Return the tab of an id.

        Raises:
            TabNotFoundError: If there is none.
        """
        for tab in self.tabs:
            if tab.tab_id == tab_id:
                return tab
        msg = f"{self.title}: the tab {title!r} is gone"
        raise TabNotFoundError(msg)

    def info(self) -> WorkbookInfo:
        """Return the tabs as they are."""
        return WorkbookInfo(title=self.title, tabs=tuple(_info(tab) for tab in self.tabs))

    def read(self, tabs: Sequence[TabInfo]) -> Mapping[str, Grid]:
        """Return whole tabs."""
        return {info.tab_id: _grid(self.tab(info.tab_id, info.title)) for info in tabs}

    def write(self, changes: Sequence[TabChange]) -> Mapping[str, TabInfo]:
        """Carry out all changes on a copy, which then takes the place of the tabs."""
        draft = MemoryWorkbook(self.title)
        draft.tabs, draft._made = copy.deepcopy(self.tabs), self._made
        made = {}
        for change in changes:
            if change.tab_id is not None and change.tab_id not in {t.tab_id for t in draft.tabs}:
                msg = f"{self.title}: the tab {change.title!r} is gone"
                raise ReadAgainError(msg)
            known, title = change.tab_id, change.title
            tab = draft.add(title) if known is None else draft.tab(known, title)
            _apply(tab, change)
            if change.charts_retitle is not None:
                charts_id, retitled = change.charts_retitle
                draft.tab(charts_id, retitled).title = retitled
            if change.charts_title is not None:
                draft.add(change.charts_title)
            if change.tab_id is None and change.make is not None:
                made[change.make.id] = _info(tab)
        self.tabs, self._made = draft.tabs, draft._made
        return made

    def write_and_look(self, changes: Sequence[TabChange], *, rows: int) -> Mapping[str, Grid]:
        """Write, then read the changed tabs."""
        self.write(changes)
        return tops(self, changes, rows=rows)


class MemoryGroundwork:
    """Prepares a workbook in memory."""

    def __init__(self, workbook: MemoryWorkbook) -> None:
        self.workbook = workbook

    def prove_editable(self) -> None:
        """Do nothing: memory may always be written."""

    def lay(self, tabs: Sequence[NewTab], dressings: Sequence[Dressing] = ()) -> None:
        """Add the tabs; in memory nothing has a look."""
        del dressings
        for tab in tabs:
            self.workbook.add(tab.title, [[one.header for one in tab.columns], *tab.rows])


def _info(tab: MemoryTab) -> TabInfo:
    return TabInfo(
        tab_id=tab.tab_id,
        title=tab.title,
        rows=len(tab.rows),
        columns=tab.width,
        hidden=tab.hidden,
        marks=MappingProxyType(dict(tab.marks)),
        protected=tab.protected,
    )


def _grid(tab: MemoryTab) -> Grid:
    columns = [[row[index].value for row in tab.rows] for index in range(tab.width)]
    for column in columns:
        while column and column[-1] in {None, ""}:
            column.pop()
    while columns and not columns[-1]:
        columns.pop()
    return Grid(tab=_info(tab), columns=columns)


def _apply(tab: MemoryTab, change: TabChange) -> None:
    tab.title = change.retitle or tab.title
    tab.marks |= marks_of(change)
    if change.make is not None and change.tab_id is None:
        tab.hidden = change.make.hidden
    for at, count in change.insert_rows:
        tab.grow(at, 0)
        tab.rows[at:at] = [[Spot() for _ in range(tab.width)] for _ in range(count)]
    tab.grow(change.rows, change.columns)
    for run in change.runs:
        tab.grow(run.row + len(run.values), run.column + 1)
        for row, value in enumerate(run.values, run.row):
            tab.rows[row][run.column].value = value
    for first, count in change.delete_rows:
        del tab.rows[first : first + count]
