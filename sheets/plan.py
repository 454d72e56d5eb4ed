"""From a tab as read and the rows it should show to the smallest set of changes; pure."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import compress, pairwise, repeat
from operator import not_

from quality.folding import fold
from quality.issues import Issue, Severity
from sheets.cell import Cell
from sheets.grid import CellRun, FilterView, Grid, TabChange, WorkbookInfo
from sheets.outputs.table import (
    FIRST_ROW,
    HEADER_ROW,
    KEY_HEADER,
    STAMP_ROW,
    Kind,
    OutputColumn,
    OutputTab,
)
from sheets.placement import (
    LAYOUT,
    Frame,
    Mark,
    Place,
    blank,
    find_frame,
    fingerprint,
    key_text,
    mark_of,
    place,
    same,
    serial,
    stamp_row,
    unlike,
)

LONGEST_TEXT = 32_767  # UTF-16 units a cell of an .xlsx holds; Google's 50,000 is more
LONGEST_TITLE = 31  # of a tab in an .xlsx
_FIRST_DAY, _LAST_DAY = 20_000, 110_000  # serials that may be the moment of a stamp
_NOT_STORED = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
_CONTROLS, _UNUSUAL = re.compile(f"[{_NOT_STORED}]"), re.compile(f"[\r{_NOT_STORED}]")
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One cell of the sheet that would become another."""

    tab: str  # title
    key: str  # of the row; empty over the rows
    header: str
    row: int  # 0-based, as it will be
    column: int
    old: Cell
    new: Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class TabPlan:
    """What is to be done to one output tab, and what a person should know about it."""

    output: OutputTab
    before: Grid | None  # the tab as read; None: there is none yet
    change: TabChange | None  # None: nothing is to be written
    issues: tuple[Issue, ...] = ()
    new_keys: tuple[str, ...] = ()
    inactive_keys: tuple[str, ...] = ()

    @property
    def cells(self) -> int:
        """How many cells are written."""
        return self.change.cells if self.change else 0

    def differences(self) -> Iterator[Difference]:
        """The cells that change, column by column."""
        if self.change is None:
            return
        before = shifted(self.before, self.change.insert_rows)
        names = _names(before, self.change)
        for run in self.change.runs:
            for row, new in enumerate(run.values, run.row):
                old = before.cell(row, run.column) if before else None
                if not same(old, new):
                    key, header = names.keys.get(row, ""), names.headers.get(run.column, "")
                    yield Difference(
                        tab=self.change.retitle or self.change.title,
                        key=key,
                        header=header,
                        row=row,
                        column=run.column,
                        old=old,
                        new=new,
                    )


def plan(output: OutputTab, grid: Grid | None, info: WorkbookInfo) -> TabPlan:
    """Plan one tab: the same grid and the same output give the same plan.

    A tab whose `_key` header is gone is left alone and reported, except when it is wholly blank:
    then it is laid out again.
    """
    return plan_kept(kept_output(output), grid, info)


def plan_kept(output: OutputTab, grid: Grid | None, info: WorkbookInfo) -> TabPlan:
    """Plan one tab of an output that was cut to what it keeps, such as that of an earlier plan."""
    if grid is None:
        charts = free_title(output.charts_titles[0], info) if output.charts else None
        return _new(output, None, free_title(output.title, info), charts)
    if grid.tab.protected:
        return TabPlan(
            output=output, before=grid, change=None, issues=(_issue(output, "output_protected"),)
        )
    found = place(grid, output)
    if found is not None:
        return _Update(output, grid, found, info).planned()
    if not any(not blank(cell) for column in grid.columns for cell in column):
        return _new(output, grid, grid.tab.title)
    return TabPlan(
        output=output, before=grid, change=None, issues=(_issue(output, "output_keys_gone"),)
    )


def storable(cell: Cell) -> Cell:
    """Return a cell as every backend can hold it and give it back.

    Control characters go, line ends become one kind, longer texts are cut, a number that is none
    (nan, inf) becomes blank.
    """
    if isinstance(cell, str):
        if len(cell) < LONGEST_TEXT // 2 and not _UNUSUAL.search(cell):
            return cell or None
        text = _CONTROLS.sub("", cell.replace("\r\n", "\n").replace("\r", "\n"))
        return _cut(text) or None
    if isinstance(cell, float) and not math.isfinite(cell):
        return None
    return cell


def _cut(text: str) -> str:
    if len(text) * 2 <= LONGEST_TEXT or len(text.encode("utf-16-le")) <= LONGEST_TEXT * 2:
        return text
    return text.encode("utf-16-le")[: (LONGEST_TEXT - 1) * 2].decode("utf-16-le", "ignore") + "…"


def kept_output(output: OutputTab) -> OutputTab:
    """Return an output cut to the rows that it keeps, with storable keys and stamp.

    Its other cells are made storable where they are written, which only few of them are.
    """
    keys, cells = output.keys, output.cells
    if output.newest_first:
        keys = keys[: output.keep]
        cells = {name: values[: output.keep] for name, values in cells.items()}
    stamp = replace(output.stamp, text=str(storable(output.stamp.text) or ""))
    keys = [str(key or "") for key in _storable_column(keys)]
    return replace(output, keys=keys, cells=cells, stamp=stamp)


def storable_output(output: OutputTab) -> OutputTab:
    """Return an output all of whose cells are storable."""
    cells = {name: _storable_column(values) for name, values in output.cells.items()}
    return replace(output, cells=cells)


def _storable_column(column: Sequence[Cell]) -> list[Cell]:
    """The cells of a column; where all are storable, as nearly always, none is looked at."""
    cells = list(column)
    values = set(cells)
    if _plain(values) or all(value is storable(value) for value in values):
        return cells
    return [storable(cell) for cell in cells]


def _plain(values: set[Cell]) -> bool:
    """Tell at once whether all values are storable; what Python would not print as it is may be."""
    texts = [value for value in values if isinstance(value, str)]
    return (
        "".join(texts).isprintable()
        and "" not in values
        and max(map(len, texts), default=0) < LONGEST_TEXT // 2
        and all(math.isfinite(value) for value in values if isinstance(value, float))
    )


def free_title(title: str, info: WorkbookInfo) -> str:
    """Return a title that no tab has, in any spelling of case, and that every backend takes."""
    taken = {tab.title.casefold() for tab in info.tabs}
    plain = _NOT_IN_TITLES.sub(" ", title).strip("' ")[:LONGEST_TITLE]
    number, candidate = 1, plain
    while candidate.casefold() in taken:
        number += 1
        ending = f" {number}"
        candidate = plain[: LONGEST_TITLE - len(ending)] + ending
    return candidate


def shifted(grid: Grid | None, inserts: Sequence[tuple[int, int]]) -> Grid | None:
    """Return a grid with blank rows inserted, as a change inserts them."""
    if grid is None or not inserts:
        return grid
    columns = [list(column) for column in grid.columns]
    for at, count in inserts:
        for column in columns:
            if at < len(column):
                column[at:at] = [None] * count
    return Grid(tab=grid.tab, columns=columns)


@dataclass(frozen=True, slots=True)
class _Names:
    keys: Mapping[int, str]
    headers: Mapping[int, str]


def _names(before: Grid | None, change: TabChange) -> _Names:
    """The key of each row and the header of each column, old or as they are written now."""
    written = {
        (run.row + i, run.column): v for run in change.runs for i, v in enumerate(run.values)
    }
    frame = (find_frame(before) if before else None) or Frame(header_row=HEADER_ROW, key_column=0)

    def now(row: int, column: int) -> Cell:
        return written.get((row, column), before.cell(row, column) if before else None)

    rows = {row for row, _ in written if row > frame.header_row}
    columns = {column for _, column in written}
    return _Names(
        keys={row: key_text(now(row, frame.key_column)) for row in rows},
        headers={column: str(now(frame.header_row, column) or "") for column in columns},
    )


def _issue(output: OutputTab, code: str, **slots: object) -> Issue:
    column = slots.pop("column", None)
    row = slots.pop("row", None)
    return Issue(
        code=code,
        severity=Severity.WARNING,
        tab=output.id,
        row=row if isinstance(row, int) else None,
        column=column if isinstance(column, str) else None,
        header=str(slots["header"]) if "header" in slots else None,
        slots={"title": output.title, **slots},
    )


def _new(
    output: OutputTab, grid: Grid | None, title: str, charts_title: str | None = None
) -> TabPlan:
    output = storable_output(output)
    places = {column.id: index for index, column in enumerate(output.columns, 1)}
    mark = mark_of(output, places, output.stamp).text
    body = [CellRun(row=HEADER_ROW, column=0, values=(KEY_HEADER, *output.keys))]
    body += [
        CellRun(
            row=HEADER_ROW,
            column=places[column.id],
            values=(column.header, *_values(output, column)),
        )
        for column in output.columns
    ]
    stamp = _stamp_runs(STAMP_ROW, (0, mark), (1, serial(output.stamp.at)), (2, output.stamp.text))
    change = TabChange(
        tab_id=grid.tab.tab_id if grid else None,
        title=title,
        body=tuple(body),
        stamp=tuple(stamp),
        rows=FIRST_ROW + len(output.keys),
        columns=max(len(output.columns) + 1, 3),
        make=output,
        charts_title=charts_title,
        fresh_columns=places,
        fresh_rows=(FIRST_ROW, len(output.keys)) if output.keys else None,
        views=tuple(_views(output, places, HEADER_ROW)),
        kinds={places[column.id]: column.kind for column in output.columns},
    )
    return TabPlan(output=output, before=grid, change=change, new_keys=tuple(output.keys))


def _views(output: OutputTab, places: Mapping[str, int], header_row: int) -> Iterator[FilterView]:
    """The output's filter views over the columns that are there."""
    for view in output.views:
        yield FilterView(
            id=f"{output.id}:{view.id}",
            title=view.title,
            header_row=header_row,
            order=tuple((places[name], down) for name, down in view.order if name in places),
            hidden={places[name]: words for name, words in view.hidden.items() if name in places},
            filled=tuple(places[name] for name in view.filled if name in places),
        )


def _values(output: OutputTab, column: OutputColumn) -> Sequence[Cell]:
    return () if column.yours else output.cells[column.id]


def _stamp_runs(row: int, *cells: tuple[int, Cell]) -> list[CellRun]:
    return [CellRun(row=row, column=column, values=(value,)) for column, value in cells]


class _Update:
    """The plan of a tab that is there: rows by key, columns by header, wherever they are."""

    def __init__(self, output: OutputTab, grid: Grid, found: Place, info: WorkbookInfo) -> None:
        self.output = output
        self.grid = grid
        self.found = found
        self.info = info
        self.rows = dict(found.rows)
        self.columns = dict(found.columns)
        self.inserts: list[tuple[int, int]] = []
        self.written: dict[int, dict[int, Cell]] = {}
        self.locked_out = self.reworded = False
        self.wanted = set(output.keys)
        self.known = found.mark.columns if found.mark else tuple(c.id for c in output.columns)

    def planned(self) -> TabPlan:
        self._make_stamp_row()
        fresh = self._fresh_columns()
        self._retitle_headers()
        self._rename_keys()
        new = [key for key in self.output.keys if key not in self.rows]
        start = self._make_room(len(new))
        self._fill(new, start)
        inactive = self._inactivate()
        stamp = self._stamp(fresh)
        deletes = self._too_old(len(new))
        fresh_rows = (start, len(new)) if new else None
        change = self._change(tuple(_runs(self.written)), tuple(stamp), deletes, fresh, fresh_rows)
        return TabPlan(
            output=self.output,
            before=self.grid,
            change=change,
            issues=tuple(self._issues()),
            new_keys=tuple(new),
            inactive_keys=tuple(inactive),
        )

    def _change(
        self,
        body: tuple[CellRun, ...],
        stamp: tuple[CellRun, ...],
        deletes: tuple[tuple[int, int], ...],
        fresh: Mapping[str, int],
        fresh_rows: tuple[int, int] | None,
    ) -> TabChange | None:
        retitle, runs = self._retitle(), body + stamp
        if not (runs or deletes or retitle):  # where headers are reworded there are runs
            return None
        kinds = {column.id: column.kind for column in self.output.columns}
        return TabChange(
            tab_id=self.grid.tab.tab_id,
            title=self.grid.tab.title,
            retitle=retitle,
            charts_retitle=self._retitle_charts() if self.reworded else None,
            body=body,
            stamp=stamp,
            rows=max((run.row + len(run.values) for run in runs), default=0),
            columns=max((run.column + 1 for run in runs), default=0),
            insert_rows=tuple(self.inserts),
            delete_rows=deletes,
            make=storable_output(self.output) if fresh else None,
            fresh_columns=fresh,
            fresh_rows=fresh_rows,
            views=tuple(_views(self.output, self.columns, self._header_row)) if fresh else (),
            kinds={index: kinds[name] for name, index in self.columns.items()},
        )

    def _moved(self, row: int) -> int:
        for at, count in self.inserts:
            if row >= at:
                row += count
        return row

    def _write(self, row: int, column: int, value: Cell) -> None:
        self._write_all(column, {row: value})

    def _write_all(self, column: int, cells: Mapping[int, Cell]) -> None:
        """Write cells of a column, by rows as they will be; not those that are locked."""
        if self.grid.tab.locked:
            free = {row: value for row, value in cells.items() if not self._is_locked(row, column)}
            self.locked_out = self.locked_out or len(free) < len(cells)
            cells = free
        if cells:
            self.written.setdefault(column, {}).update(cells)

    def _is_locked(self, row: int, column: int) -> bool:
        return any(
            self._moved(top) <= row <= self._moved(bottom) and left <= column <= right
            for top, left, bottom, right in self.grid.tab.locked
        )

    @property
    def _header_row(self) -> int:
        return self._moved(self.found.frame.header_row)

    def _make_stamp_row(self) -> None:
        if self.found.stamp_row is None:
            self.inserts.append((0, 1))

    def _retitle(self) -> str | None:
        """A title of ours in another language is changed; one that a person chose stays."""
        title, output = self.grid.tab.title, self.output
        if title == output.title or title not in output.titles:
            return None
        wanted = free_title(output.title, self.info)
        return wanted if wanted == output.title else None

    def _retitle_charts(self) -> tuple[str, str] | None:
        """The tab for charts, known by its title, is called anew when the headers are."""
        if not self.output.charts:
            return None
        wanted, *others = self.output.charts_titles
        found = [tab for tab in self.info.tabs if tab.title in others and not tab.marks]
        free = free_title(wanted, self.info) == wanted
        return (found[0].tab_id, wanted) if found and free else None

    def _fresh_columns(self) -> dict[str, int]:
        """Columns that this version has and that the tab was never given: at the right end."""
        end = len(self.grid.columns)
        missing = [
            column
            for column in self.output.columns
            if column.id not in self.known
            and column.id not in self.columns
            and column.id not in self.found.doubtful
        ]
        fresh = {column.id: index for index, column in enumerate(missing, end)}
        for column in missing:
            self._write(self._header_row, fresh[column.id], column.header)
        self.columns |= fresh
        return fresh

    def _retitle_headers(self) -> None:
        for column in self.output.columns:
            index = self.found.columns.get(column.id)
            if index is None:
                continue
            header = str(self.grid.cell(self.found.frame.header_row, index)).strip()
            if header != column.header and header in column.headers:
                self.reworded = True
                self._write(self._header_row, index, column.header)

    def _rename_keys(self) -> None:
        standing = {fold(key): key for key in self.rows} if self.output.renamed else {}
        for old, new in self.output.renamed.items():
            before = standing.get(fold(old))
            if before in self.rows and new not in self.rows and new in self.wanted:
                self.rows[new] = self.rows.pop(before)
                self._write(self._moved(self.rows[new]), self.found.frame.key_column, new)

    def _make_room(self, count: int) -> int:
        """Return the first row for new keys: on top of the Run log, else below all that is used."""
        if not self.output.newest_first:
            return self._moved(self.found.bottom)
        start = self._header_row + 1
        if count:
            self.inserts.append((start, count))
        return start

    def _fill(self, new: Sequence[str], start: int) -> None:
        self._write_all(self.found.frame.key_column, dict(enumerate(new, start)))
        lines = _Lines.of(self.output.keys, self.rows)
        rows = [self._moved(row) for row in lines.rows]
        for name, values in self.output.cells.items():
            index = self.columns.get(name)
            if index is not None:
                self._write_all(index, dict(enumerate(map(storable, lines.of_new(values)), start)))
                changed = _changed(lines.cells(self._column(index)), lines.of_standing(values))
                self._write_all(index, {rows[at]: cell for at, cell in changed})

    def _column(self, index: int) -> Sequence[Cell]:
        return self.grid.columns[index] if index < len(self.grid.columns) else ()

    def _inactivate(self) -> list[str]:
        status = self.columns.get(self.output.status_column or "")
        if status is None:
            return []
        gone = [key for key in self.rows if key not in self.wanted]
        for key in gone:
            if not same(self.grid.cell(self.rows[key], status), self.output.inactive):
                self._write(self._moved(self.rows[key]), status, self.output.inactive)
        return gone

    def _too_old(self, new: int) -> tuple[tuple[int, int], ...]:
        """The Run log's oldest rows beyond what it keeps, last row first."""
        surplus = len(self.rows) + new - self.output.keep
        if not self.output.newest_first or surplus <= 0:
            return ()
        others = (row for key, row in self.rows.items() if key not in self.wanted)
        aged = sorted(others, key=self._age)
        return tuple((self._moved(row), 1) for row in sorted(aged[:surplus], reverse=True))

    def _age(self, row: int) -> tuple[float, int]:
        moments = [c.id for c in self.output.columns if c.kind is Kind.MOMENT]
        index = self.columns.get(moments[0]) if moments else None
        cell = self.grid.cell(row, index) if index is not None else None
        return (cell if isinstance(cell, int | float) else 0.0, -row)

    def _stamp(self, fresh: Mapping[str, int]) -> list[CellRun]:
        row = self.found.stamp_row
        known = dict.fromkeys((*self.known, *fresh))
        mark = mark_of(self.output, known, self.output.stamp)
        key_column = self.found.frame.key_column
        text, moment = self._stamp_columns(row)
        wanted: list[tuple[int, Cell]] = [
            (key_column, mark.text),
            (text, self.output.stamp.text),
            (moment, serial(self.output.stamp.at)),
        ]
        to_row = 0 if row is None else self._moved(row)
        changed = [
            (column, value)
            for column, value in sorted(wanted, key=lambda cell: cell[0])
            if (row is None or not same(self.grid.cell(row, column), value))
            and not self._is_locked(to_row, column)
        ]
        return _stamp_runs(to_row, *changed)

    def _stamp_columns(self, row: int | None) -> tuple[int, int]:
        key_column = self.found.frame.key_column
        cells = (
            [] if row is None else [self.grid.cell(row, c) for c in range(len(self.grid.columns))]
        )
        if key_column < len(cells):
            cells[key_column] = "_"
        standing = _standing_stamp(cells, self.found.mark)
        if standing is not None:
            return standing
        free = [c for c in range(len(cells) + 3) if c != key_column and _cell(cells, c) is None]
        return free[1], free[0]  # the moment first: nothing to its right hides the long text

    def _issues(self) -> Iterator[Issue]:
        output = self.output
        if self.locked_out:
            yield _issue(output, "output_protected")
        for column in output.columns:
            if not column.yours and column.id not in self.columns:
                twice = column.id in self.found.doubtful
                code = "output_header_twice" if twice else "output_header_gone"
                yield _issue(output, code, column=column.id, header=column.header)
        for key, row in self.found.duplicates:
            yield _issue(output, "output_key_twice", row=self._moved(row) + 1, key=key)


def _changed(old: list[Cell], new: list[Cell]) -> Iterator[tuple[int, Cell]]:
    """Where a column will show something else, and what, made storable."""
    for at in unlike(old, new):
        cell = storable(new[at])
        if cell is new[at] or not same(old[at], cell):
            yield at, cell


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lines:
    """Which values of an output belong to rows that stand in the tab, and where those stand."""

    standing: Sequence[bool]  # for each key of the output
    rows: Sequence[int]  # of the keys that stand, in their order
    none_new: bool
    in_order: bool  # as they stand in the tab, with nothing between them

    @classmethod
    def of(cls, keys: Sequence[str], rows: Mapping[str, int]) -> "_Lines":
        found = list(map(rows.get, keys))
        known = [row for row in found if row is not None]
        first = known[0] if known else 0
        return cls(
            standing=[row is not None for row in found],
            rows=known,
            none_new=len(known) == len(found),
            in_order=known == list(range(first, first + len(known))),
        )

    def of_standing(self, values: Sequence[Cell]) -> list[Cell]:
        if self.none_new and isinstance(values, list):
            return values
        return list(values if self.none_new else compress(values, self.standing))

    def of_new(self, values: Sequence[Cell]) -> list[Cell]:
        return [] if self.none_new else list(compress(values, map(not_, self.standing)))

    def cells(self, column: Sequence[Cell]) -> list[Cell]:
        """Return what stands in the rows now, blanks below the last used cell."""
        if not self.rows:
            return []
        if self.in_order:
            cells = list(column[self.rows[0] : self.rows[-1] + 1])
            return cells + [None] * (len(self.rows) - len(cells))
        below = max(self.rows) + 1 - len(column)
        whole = [*column, *repeat(None, below)]
        return list(map(whole.__getitem__, self.rows))


def standing_stamp(grid: Grid) -> tuple[Cell, Cell]:
    """Return the stamp that a tab shows, its text and its moment; blanks where it has none."""
    frame = find_frame(grid)
    if frame is None:
        return None, None
    row, mark = stamp_row(grid, frame)
    if row is None:
        return None, None
    cells = [grid.cell(row, column) for column in range(len(grid.columns))]
    cells[frame.key_column] = "_"
    found = _standing_stamp(cells, mark)
    return (None, None) if found is None else (cells[found[0]], cells[found[1]])


def _cell(cells: Sequence[Cell], index: int) -> Cell:
    return None if index >= len(cells) or blank(cells[index]) else cells[index]


def _standing_stamp(cells: Sequence[Cell], mark: Mark | None) -> tuple[int, int] | None:
    """Where the last stamp's text and moment are; without a mark, a text after a likely moment."""
    texts = [index for index, cell in enumerate(cells) if isinstance(cell, str) and cell != "_"]
    for text in texts:
        for moment in range(len(cells)):
            if mark and fingerprint(cells[text], cells[moment]) == mark.stamp:
                return text, moment
    for text in texts:
        if mark is None and text > 0 and _is_moment(_cell(cells, text - 1)):
            return text, text - 1
    return None


def _is_moment(cell: Cell) -> bool:
    return (
        isinstance(cell, int | float)
        and not isinstance(cell, bool)
        and _FIRST_DAY < cell < _LAST_DAY
    )


def _runs(written: Mapping[int, Mapping[int, Cell]]) -> Iterator[CellRun]:
    """Neighbouring cells of a column as one run, left to right and downwards."""
    for column in sorted(written):
        cells = written[column]
        rows = sorted(cells)
        values = [cells[row] for row in rows]
        ends = [at for at, (row, below) in enumerate(pairwise(rows), 1) if below != row + 1]
        for start, end in pairwise([0, *ends, len(rows)]):
            yield CellRun(row=rows[start], column=column, values=tuple(values[start:end]))


def marks_of(change: TabChange) -> Mapping[str, str]:
    """Return the developer metadata that a tab made or laid out by a change gets."""
    return {"reorder-brief": change.make.id, LAYOUT: str(change.make.layout)} if change.make else {}


def runs_of(cells: Mapping[tuple[int, int], Cell]) -> Iterable[CellRun]:
    """Return scattered cells, keyed by (row, column), as runs."""
    by_column: dict[int, dict[int, Cell]] = {}
    for (row, column), value in cells.items():
        by_column.setdefault(column, {})[row] = value
    return _runs(by_column)
