"""Old cells and new rows to the smallest set of changes, written once and looked at once more."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from quality.issues import Issue
from sheets.cell import Cell
from sheets.grid import (
    Grid,
    ReadAgainError,
    TabChange,
    TabInfo,
    TabNotFoundError,
    Workbook,
    WorkbookInfo,
)
from sheets.outputs.table import OutputTab
from sheets.placement import blank, find_frame, find_tab, key_text
from sheets.plan import Difference, TabPlan, marks_of, plan, plan_kept, runs_of
from sheets.settle import Position, settle

REPAIRS = 3  # how often a write that people moved away under us is made good
ATTEMPTS = 60  # how often a workbook that changed under us is read again before a write


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBack:
    """A cell of a person that our write hit because it moved meanwhile, and that we restored."""

    tab: str  # title
    key: str  # of the row; empty where the row has none
    header: str
    value: Cell  # what was put back


@dataclass(frozen=True, slots=True, kw_only=True)
class TabReport:
    """What the refresh did to one tab."""

    id: str
    title: str
    tab_id: str | None  # remember it: the tab is found by it when its title is changed
    cells: int
    new: tuple[str, ...] = ()
    inactive: tuple[str, ...] = ()
    settled: bool = True  # False: people kept moving it; the next run makes it good


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshReport:
    """What one refresh wrote, mended and found."""

    tabs: tuple[TabReport, ...]
    put_back: tuple[PutBack, ...] = ()
    issues: tuple[Issue, ...] = ()
    repairs: int = 0  # further writes because something had moved
    reads: int = 0
    writes: int = 0
    grids: Mapping[str, Grid] = field(default_factory=lambda: MappingProxyType({}))
    # output id -> its cells as they stand by now; what is not settled is left out

    @property
    def cells_written(self) -> int:
        """Cells of the first write to each tab."""
        return sum(tab.cells for tab in self.tabs)

    @property
    def tab_ids(self) -> Mapping[str, str]:
        """Output id -> tab id, to be given as `known` to the next refresh."""
        return {tab.id: tab.tab_id for tab in self.tabs if tab.tab_id is not None}


def survey(
    outputs: Sequence[OutputTab],
    *,
    info: WorkbookInfo,
    grids: Mapping[str, Grid],
    known: Mapping[str, str] | None = None,
) -> tuple[TabPlan, ...]:
    """Plan every tab and write nothing: what a dry run shows and what Data issues must know."""
    return tuple(plan(output, _grid_of(output, info, grids, known), info) for output in outputs)


def differences(plans: Iterable[TabPlan]) -> list[Difference]:
    """Return the cells that a refresh would change, tab by tab."""
    return [difference for one in plans for difference in one.differences()]


def refresh(
    workbook: Workbook,
    outputs: Sequence[OutputTab],
    *,
    info: WorkbookInfo,
    grids: Mapping[str, Grid],
    known: Mapping[str, str] | None = None,
    planned: Sequence[TabPlan] = (),
) -> RefreshReport:
    """Write the outputs into their tabs and make sure that every cell stands where it belongs.

    Args:
        workbook: Where to write.
        outputs: The tabs as they should be.
        info: The workbook as read just before.
        grids: Whole tabs as read, keyed by tab id; every output tab that is there must be in it.
        known: Output id -> tab id as remembered from the last refresh.
        planned: What `survey` planned for some of these outputs from the same grids, so that it
            is not planned twice.

    Raises:
        WorkbookError: If it cannot be written; tabs then stand as they were, or as they should.
    """
    ready = {plan.output.id: plan for plan in planned}
    return _Refresh(workbook, outputs, info, grids, known or {}, ready).run()


def _grid_of(
    output: OutputTab,
    info: WorkbookInfo,
    grids: Mapping[str, Grid],
    known: Mapping[str, str] | None,
) -> Grid | None:
    tab = find_tab(info, output.id, (output.title, *output.titles), known)
    if tab is None:
        return None
    read = grids[tab.tab_id]
    grid = Grid(tab=replace(tab, title=read.tab.title), columns=read.columns)
    remembered = (known or {}).get(output.id) == tab.tab_id
    return None if is_strangers(grid) and not remembered else grid


def is_strangers(grid: Grid) -> bool:
    """Tell whether a tab only shares our title: it has cells, but neither our mark nor our keys."""
    used = any(not blank(cell) for column in grid.columns for cell in column)
    return used and not grid.tab.marks and find_frame(grid) is None


@dataclass(slots=True)
class _Tab:
    """One output on its way: the tab as people have it, and what they are owed."""

    output: OutputTab
    truth: Grid | None
    hits: Mapping[Position, Cell] = field(default_factory=dict)
    first: TabPlan | None = None
    last: TabPlan | None = None
    change: TabChange | None = None
    owed: Mapping[Position, Cell] = field(default_factory=dict)


class _Refresh:
    def __init__(
        self,
        workbook: Workbook,
        outputs: Sequence[OutputTab],
        info: WorkbookInfo,
        grids: Mapping[str, Grid],
        known: Mapping[str, str],
        ready: Mapping[str, TabPlan],
    ) -> None:
        self.ready = ready
        self.workbook = workbook
        self.info = _named(info, grids)
        self.known = dict(known)
        self.tabs = [_Tab(output, _grid_of(output, info, grids, known)) for output in outputs]
        self.put_back: list[PutBack] = []
        self.reads = self.writes = self.again = 0

    def run(self) -> RefreshReport:
        self._plan()
        while self._changes() and self.writes - self.again <= REPAIRS:
            self._write()
            self._look()
            self._plan()
        return self._report()

    def _changes(self) -> list[TabChange]:
        return [tab.change for tab in self.tabs if tab.change is not None]

    def _plan(self) -> None:
        for tab in self.tabs:
            if tab.last is not None and tab.change is None:
                continue
            tab.last = self._planned(tab)
            tab.first = tab.first or tab.last
            tab.change = self._with_put_backs(tab, tab.last)

    def _planned(self, tab: _Tab) -> TabPlan:
        if tab.last is not None:
            return plan_kept(tab.last.output, tab.truth, self.info)
        ready = self.ready.get(tab.output.id)
        return ready or plan(tab.output, tab.truth, self.info)

    def _with_put_backs(self, tab: _Tab, planned: TabPlan) -> TabChange | None:
        """The plan, and the cells of people that it does not write itself."""
        if not tab.hits or tab.truth is None:
            tab.owed = {}
            return planned.change
        base = planned.change or TabChange(tab_id=tab.truth.tab.tab_id, title=tab.truth.tab.title)
        ours, inserts = _cells(base), base.insert_rows
        missing = {
            (_moved(row, inserts), column): (row, column)
            for row, column in tab.hits
            if (_moved(row, inserts), column) not in ours
        }
        tab.owed = {now: tab.hits[was] for now, was in missing.items()}
        if not missing:
            return planned.change
        cells = {now: tab.truth.cell(*was) for now, was in missing.items()}
        self.put_back += _put_backs(tab.truth, missing.values())
        return replace(base, body=(*runs_of(cells), *base.body))

    def _write(self) -> None:
        """Write all changes; where that must start anew, read and plan again first."""
        self.writes += 1
        try:
            made = self.workbook.write(self._changes())
        except ReadAgainError:
            self.again += 1
            if self.again > ATTEMPTS:
                raise
            self.info = self.workbook.info()
            return
        self.info = _with_tabs(self.info, self._changes(), made)
        self.known |= {name: tab.tab_id for name, tab in made.items()}

    def _look(self) -> None:
        """Read the written tabs again and find out what moved meanwhile."""
        written = [tab for tab in self.tabs if tab.change is not None]
        grids = self._read_again(written)
        self.info = _named(self.info, grids)
        for tab in written:
            before, change = tab.truth, tab.change
            tab.truth, tab.hits = _grid_of(tab.output, self.info, grids, self.known), {}
            if before is not None and change is not None and tab.truth is not None:
                settlement = settle(before, change, tab.truth, tab.owed)
                tab.truth, tab.hits = settlement.truth, settlement.hits

    def _read_again(self, written: Sequence[_Tab]) -> Mapping[str, Grid]:
        self.reads += 1
        try:
            return self.workbook.read(self._infos(written))
        except TabNotFoundError:
            self.info = self.workbook.info()
            return self.workbook.read(self._infos(written))

    def _infos(self, tabs: Sequence[_Tab]) -> list[TabInfo]:
        found = [
            find_tab(self.info, tab.output.id, (tab.output.title, *tab.output.titles), self.known)
            for tab in tabs
        ]
        return [tab for tab in found if tab is not None]

    def _report(self) -> RefreshReport:
        return RefreshReport(
            tabs=tuple(_tab_report(tab) for tab in self.tabs),
            put_back=tuple(self.put_back),
            issues=tuple(issue for tab in self.tabs if tab.first for issue in tab.first.issues),
            repairs=max(0, self.writes - self.again - 1),
            reads=self.reads,
            writes=self.writes,
            grids={
                tab.output.id: tab.truth
                for tab in self.tabs
                if tab.truth is not None and tab.change is None
            },
        )


def _tab_report(tab: _Tab) -> TabReport:
    first = tab.first
    return TabReport(
        id=tab.output.id,
        title=tab.truth.tab.title if tab.truth else tab.output.title,
        tab_id=tab.truth.tab.tab_id if tab.truth else None,
        cells=first.cells if first else 0,
        new=first.new_keys if first else (),
        inactive=first.inactive_keys if first else (),
        settled=tab.change is None,
    )


def _cells(change: TabChange) -> set[Position]:
    return {
        (row, run.column)
        for run in change.runs
        for row in range(run.row, run.row + len(run.values))
    }


def _moved(row: int, inserts: Iterable[tuple[int, int]]) -> int:
    for at, count in inserts:
        if row >= at:
            row += count
    return row


def _put_backs(truth: Grid, positions: Iterable[Position]) -> list[PutBack]:
    frame = find_frame(truth)
    if frame is None:
        return []
    return [
        PutBack(
            tab=truth.tab.title,
            key=key_text(truth.cell(row, frame.key_column)),
            header=str(truth.cell(frame.header_row, column) or ""),
            value=truth.cell(row, column),
        )
        for row, column in positions
    ]


def _named(info: WorkbookInfo, grids: Mapping[str, Grid]) -> WorkbookInfo:
    """The workbook with the titles under which its tabs were last read."""
    titles = {tab_id: grid.tab.title for tab_id, grid in grids.items()}
    tabs = tuple(replace(tab, title=titles.get(tab.tab_id, tab.title)) for tab in info.tabs)
    return replace(info, tabs=tabs)


def _with_tabs(
    info: WorkbookInfo, changes: Sequence[TabChange], made: Mapping[str, TabInfo]
) -> WorkbookInfo:
    """The workbook after a write, without reading it: new tabs, new titles, marks, larger grids."""
    by_id = {change.tab_id: change for change in changes if change.tab_id is not None}
    tabs = tuple(_after(tab, by_id.get(tab.tab_id)) for tab in info.tabs)
    return replace(info, tabs=(*tabs, *made.values()))


def _after(tab: TabInfo, change: TabChange | None) -> TabInfo:
    if change is None:
        return tab
    inserted = sum(count for _, count in change.insert_rows)
    return replace(
        tab,
        title=change.retitle or tab.title,
        rows=max(tab.rows + inserted, change.rows),
        columns=max(tab.columns, change.columns),
        marks=MappingProxyType({**tab.marks, **marks_of(change)}),
    )
