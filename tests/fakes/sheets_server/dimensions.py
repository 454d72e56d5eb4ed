"""Rows and columns that come, go and move: what hangs on them goes along."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.fakes.sheets_server import formulas
from tests.fakes.sheets_server.errors import ApiError
from tests.fakes.sheets_server.model import (
    GRID_COORDINATE_KEYS,
    Book,
    Sheet,
    map_ranges,
    rect_of,
)

if TYPE_CHECKING:
    from tests.fakes.sheets_server.a1 import Rect
    from tests.fakes.sheets_server.edit import Edit

Json = dict[str, Any]
Spot = Callable[[int], int]
"""Where a row or column number went."""
KEPT = ("format", "validation")
NAMES = {
    "ROWS": ("startRowIndex", "endRowIndex", "rowIndex"),
    "COLUMNS": ("startColumnIndex", "endColumnIndex", "columnIndex"),
}


def span_of(book: Book, given: Json, *, whole: bool = False) -> tuple[Sheet, str, int, int]:
    """Sheet, dimension, start and end of a DimensionRange; open ends are the sheet's own."""
    sheet = book.sheet(given.get("sheetId", 0))
    dimension = given.get("dimension")
    if dimension not in NAMES:
        raise ApiError(400, "No dimension specified.")
    start = given.get("startIndex", 0)
    end = given.get("endIndex", sheet.count(dimension) if whole else None)
    if end is None:
        raise ApiError(400, "range.endIndex must be specified.")
    if start < 0 or end < 0:
        raise ApiError(400, "DimensionRange indexes must be >= 0")
    if end <= start:
        raise ApiError(400, f"range.endIndex[{end}] must be greater than range.startIndex[{start}]")
    return sheet, dimension, start, end


# Inserting


def insert(edit: Edit, sheet: Sheet, dimension: str, at: int, count: int, *, inherit: bool) -> None:
    """Blank rows or columns before `at`, formatted like the ones before (inherit) or after."""
    book = edit.book
    other = sheet.column_count if dimension == "ROWS" else sheet.row_count
    book.check_cells(count * other)
    model = at - 1 if inherit else at
    styles = _row_styles(sheet, model) if dimension == "ROWS" else _column_styles(sheet, model)
    if dimension == "ROWS":
        sheet.insert_rows(at, count)
        for column, kept in styles.items():
            for layer, value in kept.items():
                for row in range(at, at + count):
                    sheet.set(layer, row, column, value)
    else:
        sheet.insert_columns(at, count)
        if styles:
            for column in range(at, at + count):
                for layer, cells in styles.items():
                    while len(sheet.columns) <= column:
                        sheet.columns.append({})
                    sheet.columns[column][layer] = list(cells)
    name = "frozenRowCount" if dimension == "ROWS" else "frozenColumnCount"
    grid = sheet.properties["gridProperties"]
    if at < grid.get(name, 0):
        grid[name] += count
    shift_insert(book, sheet, dimension, at, count)


def _row_styles(sheet: Sheet, row: int) -> dict[int, Json]:
    found: dict[int, Json] = {}
    if 0 <= row < sheet.row_count:
        for column in range(len(sheet.columns)):
            kept = {
                layer: sheet.get(layer, row, column)
                for layer in KEPT
                if sheet.get(layer, row, column) is not None
            }
            if kept:
                found[column] = kept
    return found


def _column_styles(sheet: Sheet, column: int) -> dict[Any, Any]:
    if not 0 <= column < len(sheet.columns):
        return {}
    return {layer: cells for layer, cells in sheet.columns[column].items() if layer in KEPT}


def shift_insert(book: Book, sheet: Sheet, dimension: str, at: int, count: int) -> None:
    """Move everything that refers to rows or columns at or after `at`."""
    spans(book, sheet, dimension, lambda start, end: _inserted(start, end, at, count))
    formulas.shift(book, sheet, dimension, lambda start, end: _inserted(start, end, at, count))


def _inserted(
    start: int | None, end: int | None, at: int, count: int
) -> tuple[int | None, int | None]:
    if start is not None and start >= at:
        return start + count, end + count if end is not None else None
    if end is not None and end > at:
        return start, end + count
    return start, end


# Deleting


def delete(edit: Edit, sheet: Sheet, dimension: str, start: int, end: int) -> None:
    """Take rows or columns away with all that stands in them."""
    if dimension == "ROWS":
        sheet.delete_rows(start, end)
    else:
        sheet.delete_columns(start, end)
    gone = end - start
    _unfreeze(sheet, dimension, start, gone)

    def change(first: int | None, last: int | None) -> tuple[int | None, int | None] | None:
        low = None if first is None else first if first <= start else max(start, first - gone)
        high = None if last is None else last if last <= start else max(start, last - gone)
        if low is not None and high is not None and low >= high and (first or 0) < (last or 0):
            return None
        if first is not None and last is None and first >= start and first < end:
            return start, None
        return low, high

    spans(edit.book, sheet, dimension, change)
    formulas.shift(edit.book, sheet, dimension, change)


def _unfreeze(sheet: Sheet, dimension: str, start: int, gone: int) -> None:
    name = "frozenRowCount" if dimension == "ROWS" else "frozenColumnCount"
    grid = sheet.properties["gridProperties"]
    frozen = grid.get(name, 0)
    if frozen > start:
        left = max(start, frozen - gone)
        if left:
            grid[name] = left
        else:
            grid.pop(name)


# Moving


def move(edit: Edit, sheet: Sheet, dimension: str, start: int, end: int, to: int) -> None:
    """Put rows or columns start..end-1 before `to` (counted before the move)."""
    if start <= to <= end:
        return
    low, high = min(start, to), max(end, to)
    block = list(range(start, end))
    rest = [index for index in range(low, high) if not start <= index < end]
    order = [*block, *rest] if to < start else [*rest, *block]
    if dimension == "ROWS":
        sheet.permute_rows(low, order)
    else:
        sheet.permute_columns(low, order)

    def change(first: int | None, last: int | None) -> tuple[int | None, int | None]:
        return _moved(first, last, start, end, to)

    spans(edit.book, sheet, dimension, change)
    formulas.shift(edit.book, sheet, dimension, change)


def _moved(
    first: int | None, last: int | None, start: int, end: int, to: int
) -> tuple[int | None, int | None]:
    """Where a range first..last-1 is after a block was moved: it keeps its own cells.

    A block that is the range, or around it, carries it along; one that moves inside the range leaves it as
    it is; one that leaves it shortens it, one that enters it lengthens it.
    """
    size = end - start
    landed = to if to < start else to - size
    low, high = first or 0, last if last is not None else math.inf
    if start <= low and high <= end:
        return low + landed - start, int(high) + landed - start
    if low <= start and end <= high and low <= to <= high:
        return first, last
    low_edge = None if first is None else _moved_edge(first, start, end, landed, ending=False)
    high_edge = None if last is None else _moved_edge(last, start, end, landed, ending=True)
    if low_edge is not None and high_edge is not None and low_edge >= high_edge:
        return first, last
    return low_edge, high_edge


def _moved_edge(edge: int, start: int, end: int, landed: int, *, ending: bool) -> int:
    """An edge of a range: the block is taken out, then put in."""
    size = end - start
    out = edge if edge <= start else max(start, edge - size)
    inside = out > landed if ending else out >= landed
    return out + size if inside else out


# What hangs on rows and columns

Change = Callable[[int | None, int | None], tuple[int | None, int | None] | None]


def spans(book: Book, sheet: Sheet, dimension: str, change: Change) -> None:
    """Send every stored range of a sheet through `change` along one dimension (None: the range is gone)."""
    start_name, end_name, index_name = NAMES[dimension]

    def moved(value: Json) -> Json | None:
        if value["sheetId"] != sheet.id:
            return value
        if "dimension" in value:
            if value["dimension"] != dimension:
                return value
            return _changed(value, "startIndex", "endIndex", change)
        if value.keys() <= GRID_COORDINATE_KEYS and value.keys() & {"rowIndex", "columnIndex"}:
            index = value.get(index_name, 0)
            found = change(index, index + 1)
            return {**value, index_name: (found[0] if found else max(0, index - 1)) or 0}
        return _changed(value, start_name, end_name, change)

    for other in book.sheets:
        for name, items in other.objects.items():
            kept = []
            for item in items:
                if name == "merges":
                    mapped = moved(item)
                    single = mapped is not None and _cells(mapped) <= 1
                    kept.extend([] if mapped is None or single else [mapped])
                    continue
                mapped = map_ranges(item, moved)
                if name == "charts":
                    mapped = without_empty_sources(mapped)
                if _still_there(name, mapped):
                    kept.append(_retyped(mapped, name, sheet, dimension, change, item))
            items[:] = kept
        if other.basic_filter is not None:
            before = other.basic_filter
            mapped = map_ranges(before, moved)
            other.basic_filter = (
                _retyped(mapped, "basicFilter", sheet, dimension, change, before)
                if "range" in mapped
                else None
            )
    book.named_ranges[:] = [
        item for item in (map_ranges(item, moved) for item in book.named_ranges) if "range" in item
    ]


def without_empty_sources(value: Any) -> Any:
    """A chart spec without the series and domains whose source ranges are all gone."""
    if isinstance(value, list):
        cleaned = [without_empty_sources(item) for item in value]
        return [
            item for item, before in zip(cleaned, value, strict=True) if not _sourceless(before)
        ]
    if isinstance(value, dict):
        return {name: without_empty_sources(part) for name, part in value.items()}
    return value


def _sourceless(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    data = value.get("series") or value.get("domain") or value.get("data")
    return isinstance(data, dict) and data.get("sourceRange", {}).get("sources") == []


def _cells(value: Json) -> int:
    rect = rect_of(value)
    if None in {rect.top, rect.bottom, rect.left, rect.right}:
        return 2
    return ((rect.bottom or 0) - (rect.top or 0)) * ((rect.right or 0) - (rect.left or 0))


def _changed(value: Json, start_name: str, end_name: str, change: Change) -> Json | None:
    found = change(value.get(start_name), value.get(end_name))
    if found is None:
        return None
    edges = zip((start_name, end_name), found, strict=True)
    return {**value, **{name: edge for name, edge in edges if edge is not None}}


def _still_there(name: str, item: Json) -> bool:
    if name in {"bandedRanges", "filterViews", "tables", "rowGroups", "columnGroups"}:
        return "range" in item
    if name == "protectedRanges":
        return "range" in item or "namedRangeId" in item or "tableId" in item
    if name == "conditionalFormats":
        return bool(item.get("ranges"))
    if name == "developerMetadata":
        location = item.get("location", {})
        return "dimensionRange" in location or location.get("locationType") == "SHEET"
    return True


def _retyped(
    item: Json, name: str, sheet: Sheet, dimension: str, change: Change, before: Json
) -> Json:
    """Filters name columns by number: those numbers move too."""
    home = before.get("range", {}).get("sheetId")
    if dimension != "COLUMNS" or name not in {"filterViews", "basicFilter"} or home != sheet.id:
        return item

    def spot(index: int) -> int | None:
        found = change(index, index + 1)
        return None if found is None else found[0]

    result = dict(item)
    if "criteria" in item:
        result["criteria"] = {
            str(spot(int(key))): value
            for key, value in item["criteria"].items()
            if spot(int(key)) is not None
        }
    for list_name, key in (("filterSpecs", "columnIndex"), ("sortSpecs", "dimensionIndex")):
        if list_name in item:
            moved = [
                (spec, spot(spec.get(key, 0)))
                for spec in item[list_name]
                if key in spec or list_name == "sortSpecs"
            ]
            result[list_name] = [
                {**spec, key: number} for spec, number in moved if number is not None
            ]
    return result


def closed(edit: Edit, given: Json) -> tuple[Sheet, Rect]:
    """Sheet and closed rectangle of a GridRange."""
    rect = rect_of(given)
    sheet = edit.book.sheet(rect.sheet_id)
    return sheet, rect.closed(sheet.row_count, sheet.column_count)
