"""What is stored: spreadsheets, sheets as columns of layers, and everything that hangs on cells.

A column is a dict of parallel lists ("layers"), each as short as its last filled cell allows: plain
values cost one pointer a cell, and a sheet of a million rows with no formats has only value lists.
Whatever is inserted, deleted, moved or sorted is done to every layer, so notes, formats and
validations stay with their cell. Objects in layers are never changed in place.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.fakes.sheets_server.a1 import Rect
from tests.fakes.sheets_server.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Layer = list[Any]
Column = dict[str, Layer]
Json = dict[str, Any]
LAYERS = ("value", "formula", "format", "note", "validation", "runs", "pivot", "chips")
CONTENT = ("value", "formula", "runs", "pivot", "chips")
MAX_CELLS = 10_000_000
SHEET_LISTS = (
    "merges",
    "charts",
    "bandedRanges",
    "protectedRanges",
    "conditionalFormats",
    "filterViews",
    "developerMetadata",
    "rowGroups",
    "columnGroups",
    "tables",
    "slicers",
)
GRID_RANGE_KEYS = frozenset(
    {"sheetId", "startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex"}
)
GRID_COORDINATE_KEYS = frozenset({"sheetId", "rowIndex", "columnIndex"})


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """A cell error: type as in the API (`N_A`, `REF`, ...) and its message."""

    type: str
    message: str

    @property
    def text(self) -> str:
        """What the cell shows."""
        return {
            "ERROR": "#ERROR!",
            "NULL_VALUE": "#NULL!",
            "DIVIDE_BY_ZERO": "#DIV/0!",
            "VALUE": "#VALUE!",
            "REF": "#REF!",
            "NAME": "#NAME?",
            "NUM": "#NUM!",
            "N_A": "#N/A",
            "LOADING": "Loading...",
        }[self.type]

    @property
    def told(self) -> str:
        """What an unformatted value says: what the cell shows, with its message in brackets."""
        return self.text if self.type == "LOADING" else f"{self.text} ({self.message})"


class Sheet:
    """One tab: its properties, its columns of layers, and its lists of objects."""

    def __init__(self, properties: Json, rows: int, columns: int) -> None:
        self.properties = properties
        self.row_count = rows
        self.column_count = columns
        self.columns: list[Column] = []
        self.row_info: Layer = []
        self.column_info: Layer = []
        self.basic_filter: Json | None = None
        self.auto_formats: dict[tuple[int, int], Json] = {}
        self.objects: dict[str, list[Json]] = {name: [] for name in SHEET_LISTS}

    @property
    def id(self) -> int:
        """The sheetId."""
        return int(self.properties["sheetId"])

    @property
    def title(self) -> str:
        """The tab's name."""
        return str(self.properties["title"])

    def copy(self) -> Sheet:
        """An independent copy that shares the (never changed) objects inside the layers."""
        other = Sheet(copy.deepcopy(self.properties), self.row_count, self.column_count)
        other.columns = [
            {name: layer.copy() for name, layer in column.items()} for column in self.columns
        ]
        other.row_info = self.row_info.copy()
        other.column_info = self.column_info.copy()
        other.basic_filter = copy.deepcopy(self.basic_filter)
        other.objects = copy.deepcopy(self.objects)
        other.auto_formats = self.auto_formats.copy()
        return other

    # Cells

    def get(self, layer: str, row: int, column: int) -> Any:
        """What a layer holds at a cell; None if nothing."""
        if column >= len(self.columns):
            return None
        cells = self.columns[column].get(layer)
        return cells[row] if cells is not None and row < len(cells) else None

    def set(self, layer: str, row: int, column: int, value: Any) -> None:
        """Put something (None: nothing) into a layer at a cell inside the grid."""
        if column >= len(self.columns):
            if value is None:
                return
            self.columns.extend({} for _ in range(column + 1 - len(self.columns)))
        cells = self.columns[column].get(layer)
        if cells is None:
            if value is None:
                return
            cells = self.columns[column][layer] = []
        if row >= len(cells):
            if value is None:
                return
            cells.extend([None] * (row + 1 - len(cells)))
        cells[row] = value

    def fill(self, layer: str, rect: Rect, value: Any) -> None:
        """Put the same thing into every cell of a closed rectangle."""
        top, bottom = rect.top or 0, rect.bottom or 0
        for column in range(rect.left or 0, rect.right or 0):
            if value is None:
                cells = self.columns[column].get(layer) if column < len(self.columns) else None
                if cells is not None and top < len(cells):
                    end = min(bottom, len(cells))
                    cells[top:end] = [None] * (end - top)
            elif bottom > top:
                self.set(layer, bottom - 1, column, value)
                self.columns[column][layer][top:bottom] = [value] * (bottom - top)

    def slice(self, layer: str, column: int, top: int, bottom: int) -> Layer:
        """A layer's cells of one column, padded with None to bottom - top."""
        cells = self.columns[column].get(layer, []) if column < len(self.columns) else []
        part = cells[top:bottom]
        if len(part) < bottom - top:
            part.extend([None] * (bottom - top - len(part)))
        return part

    def has_layer(self, layer: str, left: int = 0, right: int | None = None) -> bool:
        """Whether any column between left and right has something in a layer."""
        return any(layer in column for column in self.columns[left:right])

    def last_row(self, layers: Iterable[str] = LAYERS) -> int:
        """Number of rows up to the last cell with anything in the given layers."""
        last = 0
        for column in self.columns:
            for name in layers:
                cells = column.get(name, [])
                row = len(cells)
                while row > last and cells[row - 1] is None:
                    row -= 1
                last = max(last, row)
        return last

    def last_column(self, layers: Iterable[str] = LAYERS) -> int:
        """Number of columns up to the last one with anything in the given layers."""
        for index in range(len(self.columns) - 1, -1, -1):
            if any(
                any(item is not None for item in self.columns[index].get(name, ()))
                for name in layers
            ):
                return index + 1
        return 0

    def occupied(self, row: int, column: int) -> bool:
        """Whether a cell has content (a value or a formula)."""
        return (
            self.get("value", row, column) is not None
            or self.get("formula", row, column) is not None
        )

    def formulas(self) -> Iterator[tuple[int, int, str]]:
        """Row, column and text of every formula."""
        for index, column in enumerate(self.columns):
            for row, text in enumerate(column.get("formula", ())):
                if text is not None:
                    yield row, index, text

    def layers(self) -> Iterator[Layer]:
        """Every list that has one entry a row."""
        for column in self.columns:
            yield from column.values()
        yield self.row_info

    # Whole rows and columns

    def insert_rows(self, at: int, count: int) -> None:
        """Blank rows before row `at`."""
        for layer in self.layers():
            if at < len(layer):
                layer[at:at] = [None] * count
        self.row_count += count

    def delete_rows(self, start: int, end: int) -> None:
        """Take rows start..end-1 away."""
        for layer in self.layers():
            del layer[start:end]
        self.row_count -= end - start

    def permute_rows(self, start: int, order: list[int], columns: range | None = None) -> None:
        """Put rows start, start+1, ... in the order given (absolute row numbers).

        With `columns` only the cells of those columns move (a sort); else whole rows do (a move).
        """
        if columns is None:
            layers = list(self.layers())
        else:
            layers = [
                layer
                for index in columns
                if index < len(self.columns)
                for layer in self.columns[index].values()
            ]
        for layer in layers:
            if start < len(layer):
                moved = [layer[row] if row < len(layer) else None for row in order]
                layer[start : start + len(order)] = moved

    def insert_columns(self, at: int, count: int) -> None:
        """Blank columns before column `at`."""
        if at < len(self.columns):
            self.columns[at:at] = [{} for _ in range(count)]
        if at < len(self.column_info):
            self.column_info[at:at] = [None] * count
        self.column_count += count

    def delete_columns(self, start: int, end: int) -> None:
        """Take columns start..end-1 away."""
        del self.columns[start:end]
        del self.column_info[start:end]
        self.column_count -= end - start

    def permute_columns(self, start: int, order: list[int]) -> None:
        """Put columns start, start+1, ... in the order given (absolute column numbers)."""
        last = start + len(order)
        self.columns.extend({} for _ in range(last - len(self.columns)))
        self.column_info.extend([None] * (last - len(self.column_info)))
        self.columns[start:last] = [self.columns[index] for index in order]
        self.column_info[start:last] = [self.column_info[index] for index in order]

    def info(self, dimension: str) -> Layer:
        """The list of DimensionProperties of rows or columns."""
        return self.row_info if dimension == "ROWS" else self.column_info

    def count(self, dimension: str) -> int:
        """Number of rows or columns."""
        return self.row_count if dimension == "ROWS" else self.column_count


@dataclass
class Book:
    """One spreadsheet."""

    id: str
    properties: Json
    sheets: list[Sheet] = field(default_factory=list)
    named_ranges: list[Json] = field(default_factory=list)
    developer_metadata: list[Json] = field(default_factory=list)
    roles: dict[str, str] | None = None
    stale: bool = True
    revision: int = 0

    def snapshot(self) -> Book:
        """A copy to go back to."""
        return Book(
            id=self.id,
            properties=copy.deepcopy(self.properties),
            sheets=[sheet.copy() for sheet in self.sheets],
            named_ranges=copy.deepcopy(self.named_ranges),
            developer_metadata=copy.deepcopy(self.developer_metadata),
            roles=self.roles,
            stale=self.stale,
            revision=self.revision,
        )

    def restore(self, earlier: Book) -> None:
        """Go back to a snapshot."""
        self.properties = earlier.properties
        self.sheets = earlier.sheets
        self.named_ranges = earlier.named_ranges
        self.developer_metadata = earlier.developer_metadata
        self.stale = earlier.stale
        self.revision = earlier.revision

    @property
    def locale(self) -> str:
        """The file's locale, such as `en_US`."""
        return str(self.properties.get("locale", "en_US"))

    def sheet(self, sheet_id: int) -> Sheet:
        """A sheet by id; 400 as Google says it if there is none."""
        for sheet in self.sheets:
            if sheet.id == sheet_id:
                return sheet
        raise ApiError(400, f"No grid with id: {sheet_id}")

    def find_sheet(self, title: str) -> Sheet | None:
        """A sheet by title, whatever the case."""
        for sheet in self.sheets:
            if sheet.title == title:
                return sheet
        folded = title.casefold()
        for sheet in self.sheets:
            if sheet.title.casefold() == folded:
                return sheet
        return None

    def first_visible(self) -> Sheet:
        """The sheet that an unqualified range means."""
        return next(
            (sheet for sheet in self.sheets if not sheet.properties.get("hidden")), self.sheets[0]
        )

    def cells(self) -> int:
        """Number of cells of all grids."""
        return sum(sheet.row_count * sheet.column_count for sheet in self.sheets)

    def check_cells(self, more: int = 0) -> None:
        """Refuse growth above 10,000,000 cells (wording as quoted in public code, not recorded)."""
        if self.cells() + more > MAX_CELLS:
            raise ApiError(
                400,
                "This action would increase the number of cells in the workbook above the limit of 10000000 cells.",
            )

    def touch(self) -> None:
        """Note that something changed: formulas are worked out again at the next read."""
        self.stale = True
        self.revision += 1


# Ranges inside objects


def rect_of(grid_range: Json) -> Rect:
    """A GridRange as a rectangle."""
    return Rect(
        sheet_id=int(grid_range.get("sheetId", 0)),
        top=grid_range.get("startRowIndex"),
        bottom=grid_range.get("endRowIndex"),
        left=grid_range.get("startColumnIndex"),
        right=grid_range.get("endColumnIndex"),
    )


def grid_range(rect: Rect) -> Json:
    """A rectangle as a stored GridRange (sheetId always present)."""
    result: Json = {"sheetId": rect.sheet_id}
    for name, value in (
        ("startRowIndex", rect.top),
        ("endRowIndex", rect.bottom),
        ("startColumnIndex", rect.left),
        ("endColumnIndex", rect.right),
    ):
        if value is not None:
            result[name] = value
    return result


RANGE_NAMES = frozenset(
    {
        "range",
        "ranges",
        "source",
        "sources",
        "unprotectedRanges",
        "dataRange",
        "anchorCell",
        "dimensionRange",
    }
)


def with_sheet_ids(value: Any, name: str = "") -> Any:
    """A copy in which every GridRange, GridCoordinate and DimensionRange says its sheetId."""
    if isinstance(value, list):
        return [with_sheet_ids(item, name) for item in value]
    if not isinstance(value, dict):
        return value
    result = {key: with_sheet_ids(part, key) for key, part in value.items()}
    if name in RANGE_NAMES and set(result) <= GRID_RANGE_KEYS | GRID_COORDINATE_KEYS | {
        "dimension",
        "startIndex",
        "endIndex",
    }:
        result.setdefault("sheetId", 0)
    return result


def is_grid_range(value: Json) -> bool:
    """Whether a stored dict is a GridRange."""
    return "sheetId" in value and value.keys() <= GRID_RANGE_KEYS


def map_ranges(value: Any, change: Callable[[Json], Json | None]) -> Any:
    """A copy in which every stored GridRange, GridCoordinate and DimensionRange went through `change`.

    `change` gives None for a range that is gone: it is taken out of its list, or left out of its object.
    """
    if isinstance(value, list):
        return [part for part in (map_ranges(item, change) for item in value) if part is not None]
    if not isinstance(value, dict):
        return value
    if "sheetId" in value and (
        value.keys() <= GRID_RANGE_KEYS
        or value.keys() <= GRID_COORDINATE_KEYS
        or (
            "dimension" in value
            and value.keys() <= {"sheetId", "dimension", "startIndex", "endIndex"}
        )
    ):
        return change(value)
    mapped = {key: map_ranges(part, change) for key, part in value.items()}
    return {key: part for key, part in mapped.items() if part is not None or value[key] is None}


def shown(value: Any) -> Any:
    """A copy as Google prints it: sheetId 0 left out of ranges and coordinates, zero-valued flags dropped."""
    if isinstance(value, list):
        return [shown(item) for item in value]
    if not isinstance(value, dict):
        return value
    result = {key: shown(part) for key, part in value.items()}
    if result.get("sheetId") == 0 and not result.keys() & {"title", "locationType"}:
        del result["sheetId"]
    return result
