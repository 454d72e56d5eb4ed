"""batchUpdate requests on tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.sheets_server import a1, masks
from tests.fakes.sheets_server.batch import kind
from tests.fakes.sheets_server.errors import ApiError
from tests.fakes.sheets_server.model import Sheet, grid_range, rect_of
from tests.fakes.sheets_server.objects import check_range, every, find_object, stored

if TYPE_CHECKING:
    from tests.fakes.sheets_server.edit import Edit

Json = dict[str, Any]

TABLE_FIELDS = frozenset({"tableId", "name", "range", "rowsProperties", "columnProperties"})


@kind("addTable")
def _add_table(edit: Edit, body: Json) -> Json:
    given = stored(edit, body.get("table", {}))
    span = check_range(edit, given.get("range", {}))
    sheet = edit.book.sheet(span["sheetId"])
    rect = rect_of(span).closed(sheet.row_count, sheet.column_count)
    name = given.get("name") or f"Table{1 + sum(1 for _ in every(edit.book, 'tables'))}"
    if any(item["name"].casefold() == name.casefold() for _, item in every(edit.book, "tables")):
        raise ApiError(400, f"A table with the name '{name}' already exists.")
    for item in sheet.objects["tables"]:
        if rect_of(item["range"]).meets(rect):
            raise ApiError(400, "You cannot create a table that overlaps another table.")
    for band in sheet.objects["bandedRanges"]:
        if rect_of(band["range"]).meets(rect):
            raise ApiError(
                400, "You cannot create a table in a range that has alternating background colors."
            )
    table_id = given.get("tableId") or str(edit.new_id(set()))
    if any(item["tableId"] == table_id for _, item in every(edit.book, "tables")):
        raise ApiError(400, f"A table with id {table_id} already exists.")
    table = {**given, "tableId": table_id, "name": name, "range": grid_range(rect)}
    table["columnProperties"] = _table_columns(sheet, rect, given.get("columnProperties", []))
    sheet.objects["tables"].append(table)
    return {"table": table}


def _table_columns(sheet: Sheet, rect: a1.Rect, given: list[Json]) -> list[Json]:
    """An entry for every column: one that was given without a name is `Column 1`, `Column 2`, ...; one that
    was not given is named by its header cell. Names are written into the header row."""
    named = {column.get("columnIndex", 0): column for column in given}
    columns, unnamed = [], 0
    for index, place in enumerate(range(rect.left or 0, rect.right or 0)):
        column = {
            name: value for name, value in named.get(index, {}).items() if name != "columnIndex"
        }
        _check_column(column)
        old = sheet.get("value", rect.top or 0, place)
        if not column.get("columnName"):
            blank = old in (None, "") or index in named
            unnamed += blank
            column["columnName"] = f"Column {unnamed}" if blank else str(old)
        if column.get("columnType") in ("NONE", "COLUMN_TYPE_UNSPECIFIED"):
            del column["columnType"]
        if str(old) != column["columnName"]:
            sheet.set("value", rect.top or 0, place, column["columnName"])
            sheet.set("runs", rect.top or 0, place, None)
        columns.append({**({"columnIndex": index} if index else {}), **column})
    return columns


def _check_column(column: Json) -> None:
    dropdown = column.get("columnType") == "DROPDOWN"
    condition = column.get("dataValidationRule", {}).get("condition")
    if dropdown and not condition:
        raise ApiError(400, "Condition must be set for dropdown column type.")
    if condition and not dropdown:
        raise ApiError(400, "Cannot set condition for non-dropdown column type.")


@kind("updateTable")
def _update_table(edit: Edit, body: Json) -> None:
    given = stored(edit, body.get("table", {}))
    mask = masks.update_mask(body.get("fields"), known=TABLE_FIELDS, strip="table")
    sheet, table = find_object(edit.book, "tables", "tableId", given.get("tableId"), "table")
    if "*" in mask:
        mask = {name: {} for name in given}
    mask.pop("tableId", None)
    if "columnProperties" in mask and any(
        not column.get("columnName") for column in given.get("columnProperties", [])
    ):
        raise ApiError(400, "Table header row cell must have a value.")
    merged = masks.merge(table, given, mask)
    if "range" in mask or "columnProperties" in mask:
        rect = rect_of(check_range(edit, merged["range"])).closed(
            sheet.row_count, sheet.column_count
        )
        merged["range"] = grid_range(rect)
        merged["columnProperties"] = _table_columns(sheet, rect, merged.get("columnProperties", []))
    sheet.objects["tables"][sheet.objects["tables"].index(table)] = merged


@kind("deleteTable")
def _delete_table(edit: Edit, body: Json) -> None:
    sheet, table = find_object(edit.book, "tables", "tableId", body.get("tableId"), "table")
    rect = rect_of(table["range"])
    for layer in ("value", "formula", "format", "validation"):
        sheet.fill(layer, rect, None)
    rules = sheet.objects["conditionalFormats"]
    rules[:] = [
        rule for rule in rules if not any(rect_of(span).meets(rect) for span in rule["ranges"])
    ]
    sheet.objects["tables"].remove(table)
