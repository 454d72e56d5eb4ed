"""Where an output tab's parts stand by now: people sort it, move its columns and add their own."""

import math
import re
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import compress, count
from operator import ne

from sheets.cell import Cell
from sheets.grid import Grid, TabInfo, WorkbookInfo
from sheets.headers import normalised
from sheets.outputs.table import KEY_HEADER, OutputColumn, OutputTab, Stamp

MARK = "reorder-brief"  # begins the mark in a tab's cell and names its developer metadata
LAYOUT = "layout"
SEARCHED_ROWS = 20  # the header row is one of the first 20
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - serial numbers are wall time
_SECONDS_A_DAY = 86_400
_NUMBER = (int, float)
_NO_NUMBER = {str, type(None)}
_MARK = re.compile(rf"{MARK}:(?P<id>[^:]*):(?P<layout>\d+):(?P<stamp>[0-9a-f]*):(?P<columns>.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What the hidden cell over the keys says of the tab as it was last written."""

    id: str
    layout: int
    stamp: str  # fingerprint of the stamp's text and moment
    columns: tuple[str, ...]  # ids of the columns that the tab was ever given

    @property
    def text(self) -> str:
        """The cell's text."""
        return f"{MARK}:{self.id}:{self.layout}:{self.stamp}:{','.join(self.columns)}"


def parsed_mark(cell: Cell) -> Mark | None:
    """Return the mark that a cell holds, or None."""
    found = _MARK.fullmatch(cell) if isinstance(cell, str) else None
    if found is None:
        return None
    columns = tuple(filter(None, found["columns"].split(",")))
    return Mark(id=found["id"], layout=int(found["layout"]), stamp=found["stamp"], columns=columns)


def fingerprint(text: Cell, moment: Cell) -> str:
    """Return eight hex digits that tell one stamp from another."""
    shown = f"{moment:.5f}" if isinstance(moment, float | int) else ""
    return f"{zlib.crc32(f'{text}|{shown}'.encode()):08x}"


def serial(moment: datetime) -> float:
    """Return a wall-clock time as days since 1899-12-30, to the second."""
    return round((moment.replace(tzinfo=None) - EPOCH).total_seconds()) / _SECONDS_A_DAY


def mark_of(output: OutputTab, columns: Iterable[str], stamp: Stamp) -> Mark:
    """Return the mark of a tab that has these columns and this stamp."""
    return Mark(
        id=output.id,
        layout=output.layout,
        stamp=fingerprint(stamp.text, serial(stamp.at)),
        columns=tuple(columns),
    )


def find_tab(
    info: WorkbookInfo,
    output_id: str,
    titles: Sequence[str],
    known: Mapping[str, str] | None = None,
) -> TabInfo | None:
    """Return an output's tab: by its mark, by the id remembered for it, by title in any language.

    A copied tab has the mark of its original: of two, the remembered one is meant, then the one
    with a title of ours, then the first.
    """
    remembered = (known or {}).get(output_id)
    ours = {title.casefold() for title in titles}
    marked = [tab for tab in info.tabs if tab.marks.get(MARK) == output_id]
    unmarked = [tab for tab in info.tabs if MARK not in tab.marks]
    by_id = [tab for tab in (*marked, *unmarked) if tab.tab_id == remembered]
    by_title = [tab for tab in marked if tab.title.casefold() in ours]
    if marked:
        return next(iter([tab for tab in by_id if tab in marked] or by_title or marked))
    titled = [tab for tab in unmarked if tab.title.casefold() in ours]
    return next(iter(by_id or titled), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The fixed points of a tab: the row of headers and the column of keys, 0-based."""

    header_row: int
    key_column: int


def find_frame(grid: Grid) -> Frame | None:
    """Return where the cell `_key` stands, in the first rows; None if it is gone."""
    for row in range(min(SEARCHED_ROWS, grid.rows)):
        for column in range(len(grid.columns)):
            if grid.cell(row, column) == KEY_HEADER:
                return Frame(header_row=row, key_column=column)
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where everything of an output tab stands."""

    frame: Frame
    columns: Mapping[str, int]  # column id -> 0-based column; what is missing is not in it
    doubtful: Mapping[str, str]  # column id -> header that stands over several columns
    rows: Mapping[str, int]  # key -> the first row that has it
    duplicates: Sequence[tuple[str, int]]  # (key, row) of further rows
    mark: Mark | None
    stamp_row: int | None  # None: a person deleted the row over the headers
    bottom: int  # first row below everything that must not be written over


def key_text(cell: Cell) -> str:
    """Return a key cell as text; blank is empty. A number that lost its quotes is read back."""
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def place(grid: Grid, output: OutputTab) -> Place | None:
    """Find everything in a tab as read; None if its `_key` header is gone."""
    frame = find_frame(grid)
    if frame is None:
        return None
    rows, duplicates = _key_rows(grid, frame)
    columns, doubtful = _columns(grid, frame, output, rows)
    stamped, mark = stamp_row(grid, frame)
    return Place(
        frame=frame,
        columns=columns,
        doubtful=doubtful,
        rows=rows,
        duplicates=duplicates,
        mark=mark,
        stamp_row=stamped,
        bottom=_bottom(grid, frame, {frame.key_column, *columns.values()}),
    )


def _key_rows(grid: Grid, frame: Frame) -> tuple[dict[str, int], list[tuple[str, int]]]:
    """The first row of each key, and the further rows of a key that stands several times."""
    first = frame.header_row + 1
    keys = list(map(key_text, grid.columns[frame.key_column][first:]))
    rows = dict(zip(keys, count(first), strict=False))
    rows.pop("", None)
    if len(rows) + keys.count("") == len(keys):
        return rows, []
    return _first_rows(keys, first)


def _first_rows(keys: Sequence[str], first: int) -> tuple[dict[str, int], list[tuple[str, int]]]:
    rows: dict[str, int] = {}
    duplicates: list[tuple[str, int]] = []
    for row, key in enumerate(keys, first):
        if key and rows.setdefault(key, row) != row:
            duplicates.append((key, row))
    return rows, duplicates


def header_columns(
    grid: Grid, frame: Frame, columns: Iterable[OutputColumn]
) -> dict[str, list[int]]:
    """Return the columns that stand under each column's header, exact spelling before alike."""
    exact: dict[str, list[int]] = {}
    alike: dict[str, list[int]] = {}
    for index in range(len(grid.columns)):
        header = grid.cell(frame.header_row, index)
        if index != frame.key_column and isinstance(header, str) and header.strip():
            exact.setdefault(header.strip(), []).append(index)
            alike.setdefault(normalised(header), []).append(index)
    return {column.id: _under(column, exact, alike) for column in columns}


def _under(
    column: OutputColumn, exact: Mapping[str, list[int]], alike: Mapping[str, list[int]]
) -> list[int]:
    names = dict.fromkeys((column.header, *column.headers))
    for spelling, known in ((str.strip, exact), (normalised, alike)):
        found = {index for name in names for index in known.get(spelling(name), ())}
        if found:
            return sorted(found)
    return []


def _columns(
    grid: Grid, frame: Frame, output: OutputTab, rows: Mapping[str, int]
) -> tuple[dict[str, int], dict[str, str]]:
    chosen: dict[str, int] = {}
    doubtful: dict[str, str] = {}
    found = header_columns(grid, frame, output.columns)
    for column in output.columns:
        places = [index for index in found[column.id] if index not in chosen.values()]
        if len(places) > 1 and not column.yours:
            places = _ours_among(grid, output, column.id, rows, places)
        if places:
            chosen[column.id] = places[0]
        elif found[column.id]:
            doubtful[column.id] = str(grid.cell(frame.header_row, found[column.id][0]))
    return chosen, doubtful


def _ours_among(
    grid: Grid, output: OutputTab, column_id: str, rows: Mapping[str, int], places: Sequence[int]
) -> list[int]:
    """The one of several columns of the same header that holds our values; none if none does."""
    values = [
        (rows[key], value)
        for key, value in zip(output.keys, output.cells[column_id], strict=True)
        if key in rows and not blank(value)
    ]
    agreement = {
        index: sum(same(grid.cell(row, index), value) for row, value in values) for index in places
    }
    best = max(places, key=lambda index: agreement[index])
    return [best] if agreement[best] else []


def stamp_row(grid: Grid, frame: Frame) -> tuple[int | None, Mark | None]:
    """Return the row of the stamp over the headers and the mark in it, where they are there."""
    for row in range(frame.header_row):
        mark = parsed_mark(grid.cell(row, frame.key_column))
        if mark is not None:
            return row, mark
    return (frame.header_row - 1 if frame.header_row else None), None


def _bottom(grid: Grid, frame: Frame, ours: set[int]) -> int:
    last = frame.header_row
    for index, column in enumerate(grid.columns):
        last = max(last, _last_row(column, _says_something if index in ours else bool))
    return last + 1


def _last_row(column: Sequence[Cell], counts: Callable[[Cell], bool]) -> int:
    for row in range(len(column) - 1, -1, -1):
        if counts(column[row]):
            return row
    return -1


def _says_something(cell: Cell) -> bool:
    """An unticked box is no reason to append below it; 0 in a column of ours is."""
    return not blank(cell) and cell is not False


def blank(cell: Cell) -> bool:
    """Whether a cell holds nothing."""
    return cell is None or (isinstance(cell, str) and not cell)


def same(old: Cell, new: Cell) -> bool:
    """Whether two cells show the same; blank is blank, a tick is not a number."""
    if old is None or old == "":
        return new is None or new == ""
    if new is None or new == "":
        return False
    if isinstance(old, bool) or isinstance(new, bool):
        return old is new
    if isinstance(old, _NUMBER) and isinstance(new, _NUMBER):
        return math.isclose(old, new, rel_tol=1e-12)
    return type(old) is type(new) and old == new


def unlike(old: list[Cell], new: list[Cell]) -> list[int]:
    """Return where two columns of one length do not show the same, as `same` tells it.

    Python tells of all cells at once which of them are unequal, and only those are looked at;
    where there are ticks, which it takes for the numbers 0 and 1, every cell is.
    """
    kinds = set(map(type, old))
    ticks = bool in kinds or (not kinds <= _NO_NUMBER and bool in set(map(type, new)))
    if old == new and not ticks:
        return []
    doubtful = range(len(new)) if ticks else compress(count(), map(ne, old, new))
    return [at for at in doubtful if not same(old[at], new[at])]


def written_by_people(
    grid: Grid, columns: Sequence[OutputColumn]
) -> Mapping[str, Mapping[str, Cell]]:
    """Return what people wrote in their columns: key -> column id -> cell that is not blank."""
    frame = find_frame(grid)
    if frame is None:
        return {}
    rows, _ = _key_rows(grid, frame)
    yours = [column for column in columns if column.yours]
    places = {name: at[0] for name, at in header_columns(grid, frame, yours).items() if at}
    return {
        key: {
            name: grid.cell(row, index)
            for name, index in places.items()
            if not blank(grid.cell(row, index))
        }
        for key, row in rows.items()
    }
