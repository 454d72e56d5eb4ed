"""Rows and columns: insert, delete, move, append, sort, size, hide, group; what hangs on them goes along."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.fakes.sheets_server import a1, formulas, masks
from tests.fakes.sheets_server.a1 import Rect
from tests.fakes.sheets_server.batch import kind
from tests.fakes.sheets_server.errors import ApiError
from tests.fakes.sheets_server.model import (
    GRID_COORDINATE_KEYS,
    Book,
    Sheet,
    grid_range,
    map_ranges,
    rect_of,
)

if TYPE_CHECKING:
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
    if end <= start or start < 0:
        raise ApiError(
            400,
            f"range.endIndex[{end}] must be greater than range.startIndex[{start}]"
            if end <= start
            else f"range.startIndex[{start}] must not be negative",
        )
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


# Requests


@kind("insertDimension")
def _insert_dimension(edit: Edit, body: Json) -> None:
    sheet, dimension, start, end = span_of(edit.book, body.get("range", {}))
    inherit = bool(body.get("inheritFromBefore"))
    size = sheet.count(dimension)
    if start > size:
        raise ApiError(400, f"range.startIndex is larger than current grid size ({size})")
    if start == size and not inherit:
        raise ApiError(
            400,
            f"range.startIndex must be less than the grid size ({size}) if inheritFromBefore is false.",
        )
    if inherit and start == 0:
        raise ApiError(400, "range.startIndex must be greater than 0 if inheritFromBefore is true.")
    edit.guard_sheet(sheet.id)
    insert(edit, sheet, dimension, start, end - start, inherit=inherit)


@kind("appendDimension")
def _append_dimension(edit: Edit, body: Json) -> None:
    sheet = edit.book.sheet(body.get("sheetId", 0))
    dimension, length = body.get("dimension"), body.get("length", 0)
    if dimension not in NAMES:
        raise ApiError(400, "No dimension specified.")
    if length <= 0:
        raise ApiError(400, "Length must be greater than 0.")
    edit.guard_sheet(sheet.id)
    other = sheet.column_count if dimension == "ROWS" else sheet.row_count
    edit.book.check_cells(length * other)
    if dimension == "ROWS":
        sheet.row_count += length
    else:
        sheet.column_count += length


@kind("deleteDimension")
def _delete_dimension(edit: Edit, body: Json) -> None:
    sheet, dimension, start, end = span_of(edit.book, body.get("range", {}), whole=True)
    count = sheet.count(dimension)
    noun = "row" if dimension == "ROWS" else "column"
    if start >= count:
        raise ApiError(
            400,
            f"Cannot delete a {noun} that doesn't exist. Tried to delete {noun} index {start} but there are only {count} {noun}s.",
        )
    if end > count:
        raise ApiError(
            400,
            f"Cannot delete a {noun} that doesn't exist. Tried to delete {noun} index {end - 1} but there are only {count} {noun}s.",
        )
    if end - start >= count:
        raise ApiError(400, f"You can't delete all the {noun}s on the sheet.")
    frozen = sheet.properties["gridProperties"].get(
        "frozenRowCount" if dimension == "ROWS" else "frozenColumnCount", 0
    )
    if frozen and start <= frozen and end >= count:
        raise ApiError(400, f"Sorry, it is not possible to delete all non-frozen {noun}s.")
    edit.guard_sheet(sheet.id)
    edit.guard(_span_rect(sheet, dimension, start, end))
    delete(edit, sheet, dimension, start, end)


def _span_rect(sheet: Sheet, dimension: str, start: int, end: int) -> Rect:
    if dimension == "ROWS":
        return Rect(sheet_id=sheet.id, top=start, bottom=end)
    return Rect(sheet_id=sheet.id, left=start, right=end)


@kind("moveDimension")
def _move_dimension(edit: Edit, body: Json) -> None:
    sheet, dimension, start, end = span_of(edit.book, body.get("source", {}), whole=True)
    to, count = body.get("destinationIndex", 0), sheet.count(dimension)
    if end > count or to > count or to < 0:
        raise ApiError(
            400,
            f"Cannot move {dimension.lower()} {start} to {end} to {to}: the sheet has only {count}.",
        )
    if start < to < end:
        raise ApiError(
            400, f"The destinationIndex [{to}] cannot be within the source range [{start}, {end})."
        )
    _check_merges(sheet, dimension, start, end, to)
    edit.guard_sheet(sheet.id)
    edit.guard(_span_rect(sheet, dimension, start, end))
    move(edit, sheet, dimension, start, end, to)


def _check_merges(sheet: Sheet, dimension: str, start: int, end: int, to: int) -> None:
    """Refuse a move that would tear a merge apart."""
    first_name, last_name, _ = NAMES[dimension]
    noun = dimension.removesuffix("S").lower()
    for merge in sheet.objects["merges"]:
        first, last = merge[first_name], merge[last_name]
        inside = start <= first and last <= end
        torn = first < end and start < last and not inside
        if last - first > 1 and (torn or first < to < last):
            raise ApiError(
                400,
                f"Sorry, it is not possible to move a {noun} to a position that crosses a merged cell. Please unmerge and try again.",
            )


DIMENSION_FIELDS = frozenset(
    {
        "hiddenByFilter",
        "hiddenByUser",
        "pixelSize",
        "developerMetadata",
        "dataSourceColumnReference",
    }
)


@kind("updateDimensionProperties")
def _update_dimension_properties(edit: Edit, body: Json) -> None:
    sheet, dimension, start, end = span_of(edit.book, body.get("range", {}), whole=True)
    mask = masks.update_mask(body.get("fields"), known=DIMENSION_FIELDS, strip="properties")
    new = {
        name: value
        for name, value in body.get("properties", {}).items()
        if name in {"hiddenByUser", "pixelSize"}
    }
    if start >= sheet.count(dimension):
        raise ApiError(
            400,
            f"range.startIndex is larger than current grid size ({sheet.count(dimension)})",
        )
    end = min(end, sheet.count(dimension))
    edit.guard_sheet(sheet.id)
    info = sheet.info(dimension)
    info.extend([None] * (end - len(info)))
    for index in range(start, end):
        merged = masks.merge(info[index] or {}, new, mask)
        info[index] = {
            name: value for name, value in merged.items() if value not in (False, None)
        } or None


@kind("autoResizeDimensions")
def _auto_resize(edit: Edit, body: Json) -> None:
    if "dimensions" not in body:
        raise ApiError(400, "No dimensions specified.")
    sheet, dimension, start, end = span_of(edit.book, body["dimensions"], whole=True)
    end = min(end, sheet.count(dimension))
    info = sheet.info(dimension)
    info.extend([None] * (end - len(info)))
    for index in range(start, end):
        size = 21
        if dimension == "COLUMNS":
            widest = max(
                (len(_text(sheet, row, index)) for row in range(min(sheet.last_row(), 2000))),
                default=0,
            )
            size = max(21, 7 * widest + 7) if widest else 100
        info[index] = {**(info[index] or {}), "pixelSize": size}


def _text(sheet: Sheet, row: int, column: int) -> str:
    value = sheet.get("value", row, column)
    return "" if value is None else str(value)


# Groups of rows and columns


@kind("addDimensionGroup")
def _add_group(edit: Edit, body: Json) -> Json:
    sheet, dimension, start, end = span_of(edit.book, body.get("range", {}), whole=True)
    groups = sheet.objects["rowGroups" if dimension == "ROWS" else "columnGroups"]
    span = {"sheetId": sheet.id, "dimension": dimension, "startIndex": start, "endIndex": end}
    groups.append({"range": span, "depth": 1})
    control = "rowGroupControlAfter" if dimension == "ROWS" else "columnGroupControlAfter"
    sheet.properties["gridProperties"][control] = True
    _set_depths(groups)
    return {"dimensionGroups": groups}


def _set_depths(groups: list[Json]) -> None:
    groups.sort(key=lambda group: (group["range"]["startIndex"], -group["range"]["endIndex"]))
    for group in groups:
        start, end = group["range"]["startIndex"], group["range"]["endIndex"]
        around = [
            other for other in groups if other is not group
            and other["range"]["startIndex"] <= start and end <= other["range"]["endIndex"]
            and (other["range"]["startIndex"], other["range"]["endIndex"]) != (start, end)
        ]  # fmt: skip
        group["depth"] = 1 + len(around)


def _group(edit: Edit, span: Json) -> tuple[list[Json], Json | None]:
    sheet, dimension, start, end = span_of(edit.book, span, whole=True)
    groups = sheet.objects["rowGroups" if dimension == "ROWS" else "columnGroups"]
    found = next(
        (
            group
            for group in groups
            if (group["range"]["startIndex"], group["range"]["endIndex"]) == (start, end)
        ),
        None,
    )
    return groups, found


@kind("deleteDimensionGroup")
def _delete_group(edit: Edit, body: Json) -> Json:
    groups, found = _group(edit, body.get("range", {}))
    if found is None:
        raise ApiError(400, "There is no dimension group at the given range.")
    groups.remove(found)
    _set_depths(groups)
    return {"dimensionGroups": groups} if groups else {}


@kind("updateDimensionGroup")
def _update_group(edit: Edit, body: Json) -> None:
    given = body.get("dimensionGroup", {})
    masks.update_mask(
        body.get("fields"), known=frozenset({"range", "depth", "collapsed"}), strip="dimensionGroup"
    )
    _, found = _group(edit, given.get("range", {}))
    if found is None:
        raise ApiError(400, "There is no dimension group at the given range.")
    if given.get("collapsed"):
        found["collapsed"] = True
    else:
        found.pop("collapsed", None)


# Parts of rows and columns


@kind("insertRange")
def _insert_range(edit: Edit, body: Json) -> None:
    sheet, rect = _closed(edit, body.get("range", {}))
    edit.guard(rect)
    _shift_cells(edit, sheet, rect, body.get("shiftDimension"), deleting=False)


@kind("deleteRange")
def _delete_range(edit: Edit, body: Json) -> None:
    sheet, rect = _closed(edit, body.get("range", {}))
    edit.guard(rect)
    _shift_cells(edit, sheet, rect, body.get("shiftDimension"), deleting=True)


def _closed(edit: Edit, given: Json) -> tuple[Sheet, Rect]:
    rect = rect_of(given)
    sheet = edit.book.sheet(rect.sheet_id)
    return sheet, rect.closed(sheet.row_count, sheet.column_count)


def _shift_cells(
    edit: Edit, sheet: Sheet, rect: Rect, dimension: str | None, *, deleting: bool
) -> None:
    if dimension not in NAMES:
        raise ApiError(400, "No shiftDimension specified.")
    top, bottom, left, right = rect.top or 0, rect.bottom or 0, rect.left or 0, rect.right or 0
    if dimension == "ROWS":
        for column in sheet.columns[left:right]:
            for layer in column.values():
                if deleting:
                    del layer[top:bottom]
                elif top < len(layer):
                    layer[top:top] = [None] * (bottom - top)
                    sheet.row_count = max(sheet.row_count, _filled(layer))
        return
    size = right - left
    width = max(sheet.last_column(), left)
    names = {layer for column in sheet.columns for layer in column}
    for layer in names:
        block = [sheet.slice(layer, column, top, bottom) for column in range(left, width)]
        block = (
            block[size:] + [[None] * (bottom - top)] * min(size, len(block))
            if deleting
            else [[None] * (bottom - top)] * size + block
        )
        for offset, cells in enumerate(block):
            for row, value in enumerate(cells, top):
                sheet.set(layer, row, left + offset, value)
    sheet.column_count = max(sheet.column_count, sheet.last_column())


def _filled(layer: list[Any]) -> int:
    end = len(layer)
    while end and layer[end - 1] is None:
        end -= 1
    return end


# Sorting


@kind("sortRange")
def _sort_range(edit: Edit, body: Json) -> None:
    given = body.get("range", {})
    sheet, rect = _closed(edit, given)
    if given.get("startRowIndex", 0) >= sheet.row_count:
        raise ApiError(
            400, f"range.startRowIndex is larger than current grid size ({sheet.row_count})"
        )
    for merge in sheet.objects["merges"]:
        other = rect_of(merge)
        if (other.bottom or 0) - (other.top or 0) > 1 and other.meets(rect):
            raise ApiError(
                400,
                "You can't sort a range containing vertical merges. There is a vertical merge at "
                + a1.print_rect(None, other),
            )
    edit.guard(rect)
    sort(edit, sheet, rect, body.get("sortSpecs", []))


def sort(edit: Edit, sheet: Sheet, rect: Rect, specs: list[Json]) -> None:
    """Sort the rows of a closed rectangle.

    Numbers come first, then text, then booleans, and blanks last in either direction. A row that is
    hidden, by a person or by the filter, stays where it is; the others share the places that are left.
    """
    formulas.calculate(edit.book)
    top, bottom = rect.top or 0, min(rect.bottom or 0, sheet.last_row())
    unseen = _hidden_rows(edit.book, sheet)
    places = [row for row in range(top, bottom) if row not in unseen]
    if len(places) < 2:
        return
    chosen = places
    for spec in reversed(specs):
        column = spec.get("dimensionIndex", 0)
        chosen = _ordered(
            chosen,
            sheet.slice("value", column, 0, bottom),
            descending=spec.get("sortOrder") == "DESCENDING",
        )
    moved = dict(zip(chosen, places, strict=True))
    source = dict(zip(places, chosen, strict=True))
    order = [source.get(row, row) for row in range(top, bottom)]
    columns = range(rect.left or 0, rect.right or 0)
    sheet.permute_rows(top, order, columns)
    for row, column, text in list(sheet.formulas()):
        origin = source.get(row, row)
        if origin != row and column in columns:
            sheet.set("formula", row, column, formulas.relative(text, row - origin, 0))
    _move_row_metadata(sheet, moved)
    edit.book.touch()


def _ordered(rows: list[int], values: list[Any], *, descending: bool) -> list[int]:
    filled = [row for row in rows if values[row] is not None and values[row] != ""]
    blank = [row for row in rows if values[row] is None or values[row] == ""]
    return [*sorted(filled, key=lambda row: sort_key(values[row]), reverse=descending), *blank]


def _hidden_rows(book: Book, sheet: Sheet) -> frozenset[int]:
    from tests.fakes.sheets_server import reading

    by_hand = {row for row, info in enumerate(sheet.row_info) if info and info.get("hiddenByUser")}
    by_filter = reading.hidden_by_filter(book, sheet) if sheet.basic_filter else frozenset()
    return frozenset(by_hand) | by_filter


def _move_row_metadata(sheet: Sheet, moved: dict[int, int]) -> None:
    for item in sheet.objects["developerMetadata"]:
        span = item["location"].get("dimensionRange", {})
        if span.get("dimension") == "ROWS" and span["startIndex"] in moved:
            row = moved[span["startIndex"]]
            item["location"]["dimensionRange"] = {**span, "startIndex": row, "endIndex": row + 1}


def sort_key(value: Any) -> tuple[int, Any]:
    """Order of cell values in an ascending sort."""
    if isinstance(value, bool):
        return 2, value
    if isinstance(value, int | float):
        return 0, value
    if isinstance(value, str):
        return 1, value.casefold()
    return 3, str(value)


def whole(sheet: Sheet) -> Json:
    """The GridRange of a whole grid."""
    return grid_range(
        Rect(sheet_id=sheet.id, top=0, bottom=sheet.row_count, left=0, right=sheet.column_count)
    )
