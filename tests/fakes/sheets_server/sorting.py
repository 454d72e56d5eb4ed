"""Sorting the rows of a range."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.sheets_server import a1, formulas
from tests.fakes.sheets_server.batch import kind
from tests.fakes.sheets_server.dimensions import closed
from tests.fakes.sheets_server.errors import ApiError
from tests.fakes.sheets_server.model import (
    Book,
    Sheet,
    rect_of,
)

if TYPE_CHECKING:
    from tests.fakes.sheets_server.a1 import Rect
    from tests.fakes.sheets_server.edit import Edit

Json = dict[str, Any]


@kind("sortRange")
def _sort_range(edit: Edit, body: Json) -> None:
    given = body.get("range", {})
    sheet, rect = closed(edit, given)
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
    specs = body.get("sortSpecs", [])
    if any(spec.get("dimensionIndex", 0) < 0 for spec in specs):
        raise ApiError(500, "Internal error encountered.")
    sort(edit, sheet, rect, specs)


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
