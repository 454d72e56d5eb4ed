"""batchUpdate requests on rows and columns, their sizes and groups, and on parts of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.sheets_server import masks
from tests.fakes.sheets_server.a1 import Rect
from tests.fakes.sheets_server.batch import kind
from tests.fakes.sheets_server.dimensions import NAMES, closed, delete, insert, move, span_of
from tests.fakes.sheets_server.errors import ApiError

if TYPE_CHECKING:
    from tests.fakes.sheets_server.edit import Edit
    from tests.fakes.sheets_server.model import (
        Sheet,
    )

Json = dict[str, Any]


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
    sheet, rect = closed(edit, body.get("range", {}))
    edit.guard(rect)
    _shift_cells(edit, sheet, rect, body.get("shiftDimension"), deleting=False)


@kind("deleteRange")
def _delete_range(edit: Edit, body: Json) -> None:
    sheet, rect = closed(edit, body.get("range", {}))
    edit.guard(rect)
    _shift_cells(edit, sheet, rect, body.get("shiftDimension"), deleting=True)


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
