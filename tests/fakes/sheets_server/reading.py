"""spreadsheets.get: the whole file as JSON, or the parts that ranges and a field mask name."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from tests.fakes.sheets_server import cells, formulas, masks, ranges, tabs
from tests.fakes.sheets_server.a1 import Rect
from tests.fakes.sheets_server.model import LAYERS, Book, Sheet, rect_of, shown

if TYPE_CHECKING:
    from tests.fakes.sheets_server.edit import Edit

Json = dict[str, Any]
SHEET_ORDER = (
    "merges",
    "conditionalFormats",
    "filterViews",
    "protectedRanges",
    "charts",
    "bandedRanges",
    "developerMetadata",
    "rowGroups",
    "columnGroups",
    "slicers",
    "tables",
)


def spreadsheet(
    edit: Edit,
    *,
    texts: list[str] | None = None,
    grid: bool = False,
    mask: masks.Mask | None = None,
) -> Json:
    """The Spreadsheet resource; with a mask, grid data is read if the mask names it (as Google does)."""
    book = edit.book
    wanted = [ranges.resolve(book, text) for text in texts or []]
    for sheet, rect in wanted:
        ranges.check_inside(sheet, rect, ranges.printed(sheet, rect))
    return render(edit, [rect for _, rect in wanted] if texts else None, grid=grid, mask=mask)


def render(edit: Edit, wanted: list[Rect] | None, *, grid: bool, mask: masks.Mask | None) -> Json:
    """The Spreadsheet resource, limited to the sheets (and, for grid data, the cells) of rectangles."""
    book = edit.book
    formulas.calculate(book)
    with_data = masks.wants(mask, "sheets", "data") if mask is not None else grid
    answer: Json = {"spreadsheetId": book.id, "properties": copy.deepcopy(book.properties)}
    sheets = []
    for sheet in book.sheets:
        rects = None if wanted is None else [rect for rect in wanted if rect.sheet_id == sheet.id]
        if rects is None or rects:
            sheets.append(_sheet(edit, sheet, rects, with_data=with_data, mask=mask))
    answer["sheets"] = sheets
    if book.named_ranges:
        answer["namedRanges"] = shown(book.named_ranges)
    answer["spreadsheetUrl"] = f"https://docs.google.com/spreadsheets/d/{book.id}/edit"
    if book.developer_metadata:
        answer["developerMetadata"] = shown(book.developer_metadata)
    return answer


def _sheet(
    edit: Edit, sheet: Sheet, rects: list[Rect] | None, *, with_data: bool, mask: masks.Mask | None
) -> Json:
    book = edit.book
    result: Json = {"properties": tabs.properties_of(book, sheet)}
    if sheet.properties.get("sheetType") == "OBJECT":
        result["properties"].pop("gridProperties")
    if with_data:
        below = _below(mask, "sheets", "data")
        result["data"] = [
            _grid_data(book, sheet, rect, below) for rect in (rects or [Rect(sheet_id=sheet.id)])
        ]
    for name in SHEET_ORDER:
        items = sheet.objects[name]
        if name == "developerMetadata":
            items = [item for item in items if item["location"]["locationType"] == "SHEET"]
        if name == "merges" and rects is not None:
            items = [item for item in items if any(rect_of(item).meets(rect) for rect in rects)]
        if name == "tables":
            items = [_named_by_header(sheet, item) for item in items]
        if name == "protectedRanges":
            items = [{**item, "requestingUserCanEdit": edit.may_edit(item)} for item in items]
            items = [
                item
                if item["requestingUserCanEdit"]
                else _without(item, "requestingUserCanEdit", "editors")
                for item in items
            ]
        if items:
            result[name] = shown(items)
        if name == "filterViews" and sheet.basic_filter is not None:
            result["basicFilter"] = shown(sheet.basic_filter)
    return result


def _named_by_header(sheet: Sheet, table: Json) -> Json:
    """A table whose columns are named by what stands in its header row now."""
    rect = rect_of(table["range"])
    columns = []
    for index, column in enumerate(table["columnProperties"]):
        value = sheet.get("value", rect.top or 0, (rect.left or 0) + index)
        columns.append({**column, "columnName": str(value)} if value not in (None, "") else column)
    return {**table, "columnProperties": columns}


def _without(item: Json, *names: str) -> Json:
    return {name: value for name, value in item.items() if name not in names}


def _below(mask: masks.Mask | None, *path: str) -> masks.Mask | None:
    node = mask
    for name in path:
        if not node or "*" in node:
            return None
        node = next((below for key, below in node.items() if masks.camel(key) == name), None)
    return node or None


def _grid_data(book: Book, sheet: Sheet, rect: Rect, mask: masks.Mask | None) -> Json:
    closed = rect.closed(sheet.row_count, sheet.column_count)
    top, left = closed.top or 0, closed.left or 0
    result: Json = {}
    if top:
        result["startRow"] = top
    if left:
        result["startColumn"] = left
    if mask is None or masks.wants(mask, "rowData"):
        rows = _row_data(book, sheet, closed, _below(mask, "rowData", "values"))
        if rows:
            result["rowData"] = rows
    for name, dimension, start, end, size in (
        ("rowMetadata", "ROWS", top, closed.bottom or 0, 21),
        ("columnMetadata", "COLUMNS", left, closed.right or 0, 100),
    ):
        if mask is None or masks.wants(mask, name):
            result[name] = _dimension_data(book, sheet, dimension, start, end, size)
    return result


def _row_data(book: Book, sheet: Sheet, rect: Rect, wanted: masks.Mask | None) -> list[Json]:
    bottom = min(rect.bottom or 0, sheet.last_row(LAYERS))
    rows = []
    for row in range(rect.top or 0, bottom):
        values = [
            cells.read_cell(book, sheet, row, column, wanted)
            for column in range(rect.left or 0, min(rect.right or 0, len(sheet.columns)))
        ]
        while values and not values[-1]:
            values.pop()
        rows.append({"values": values} if values else {})
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _dimension_data(
    book: Book, sheet: Sheet, dimension: str, start: int, end: int, size: int
) -> list[Json]:
    info = sheet.info(dimension)
    name = dimension.removesuffix("S")
    tagged: dict[int, list[Json]] = {}
    for item in sheet.objects["developerMetadata"]:
        if item["location"]["locationType"] == name:
            tagged.setdefault(item["location"]["dimensionRange"]["startIndex"], []).append(
                shown(item)
            )
    hidden = (
        hidden_by_filter(book, sheet) if dimension == "ROWS" and sheet.basic_filter else frozenset()
    )
    plain = {"pixelSize": size}
    result = []
    for index in range(start, end):
        own = info[index] if index < len(info) else None
        entry = plain
        if own or index in tagged or index in hidden:
            entry = {**({"hiddenByFilter": True} if index in hidden else {}), **(own or {})}
            entry.setdefault("pixelSize", size)
            if index in tagged:
                entry["developerMetadata"] = tagged[index]
        result.append(entry)
    return result


def hidden_by_filter(book: Book, sheet: Sheet) -> frozenset[int]:
    """The rows that the basic filter hides: by hidden values and the conditions that are simple."""
    basic = sheet.basic_filter or {}
    rect = rect_of(basic["range"]).closed(sheet.row_count, sheet.column_count)
    hidden = set()
    for key, criteria in basic.get("criteria", {}).items():
        column = int(key)
        for row in range((rect.top or 0) + 1, rect.bottom or 0):
            text = cells.formatted(book, sheet, row, column)
            if text in criteria.get("hiddenValues", []) or not _passes(
                criteria.get("condition"), text, sheet.get("value", row, column)
            ):
                hidden.add(row)
    return frozenset(hidden)


def _passes(condition: Json | None, text: str, value: Any) -> bool:
    if not condition:
        return True
    wanted = str((condition.get("values") or [{}])[0].get("userEnteredValue", ""))
    tests = {
        "TEXT_CONTAINS": lambda: wanted.casefold() in text.casefold(),
        "TEXT_NOT_CONTAINS": lambda: wanted.casefold() not in text.casefold(),
        "TEXT_STARTS_WITH": lambda: text.casefold().startswith(wanted.casefold()),
        "TEXT_ENDS_WITH": lambda: text.casefold().endswith(wanted.casefold()),
        "TEXT_EQ": lambda: text.casefold() == wanted.casefold(),
        "BLANK": lambda: text == "",
        "NOT_BLANK": lambda: text != "",
        "NUMBER_GREATER": lambda: _compare(value, wanted, lambda one, two: one > two),
        "NUMBER_GREATER_THAN_EQ": lambda: _compare(value, wanted, lambda one, two: one >= two),
        "NUMBER_LESS": lambda: _compare(value, wanted, lambda one, two: one < two),
        "NUMBER_LESS_THAN_EQ": lambda: _compare(value, wanted, lambda one, two: one <= two),
        "NUMBER_EQ": lambda: _compare(value, wanted, lambda one, two: one == two),
        "NUMBER_NOT_EQ": lambda: not _compare(value, wanted, lambda one, two: one == two),
    }
    test = tests.get(condition.get("type", ""))
    return test is None or test()


def _compare(value: Any, wanted: str, test: Any) -> bool:
    try:
        return isinstance(value, int | float) and test(value, float(wanted))
    except ValueError:
        return False
