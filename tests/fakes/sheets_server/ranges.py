"""Range texts against one spreadsheet: titles, named ranges, and the first visible sheet."""

from __future__ import annotations

from tests.fakes.sheets_server import a1
from tests.fakes.sheets_server.a1 import Rect
from tests.fakes.sheets_server.errors import ApiError, invalid
from tests.fakes.sheets_server.model import Book, Sheet, rect_of


def resolve(book: Book, text: str) -> tuple[Sheet, Rect]:
    """Sheet and (open) rectangle of a range; 400 `Unable to parse range: X` if there is none."""
    found = _resolve(book, text)
    if found is None:
        raise unparsable(text)
    return found


def unparsable(text: str) -> ApiError:
    """The 400 for a range that cannot be read or whose tab does not exist."""
    return invalid(f"Unable to parse range: {text}")


def _resolve(book: Book, text: str) -> tuple[Sheet, Rect] | None:
    try:
        title, cells, _quoted = a1.split_title(text)
    except ValueError:
        return None
    if title is None:
        return _bare(book, cells or "")
    sheet = book.find_sheet(title)
    if sheet is None:
        return None
    if cells is None:
        return sheet, Rect(sheet_id=sheet.id)
    rect = a1.parse_cells(cells)
    return (sheet, rect.on(sheet.id)) if rect else _named(book, cells)


def _bare(book: Book, text: str) -> tuple[Sheet, Rect] | None:
    """Text without `!`: cells of the first visible tab, else a named range, else a title."""
    rect = a1.parse_cells(text) if text else None
    if rect is not None:
        sheet = book.first_visible()
        return sheet, rect.on(sheet.id)
    titled = book.find_sheet(text) if text else None
    whole = (titled, Rect(sheet_id=titled.id)) if titled else None
    return _named(book, text) or whole


def _named(book: Book, name: str) -> tuple[Sheet, Rect] | None:
    folded = name.casefold()
    for named in book.named_ranges:
        if named["name"].casefold() == folded:
            rect = rect_of(named["range"])
            return book.sheet(rect.sheet_id), rect
    for sheet in book.sheets:
        for table in sheet.objects["tables"]:
            if table.get("name", "").casefold() == folded:
                return sheet, rect_of(table["range"])
    return None


def check_inside(sheet: Sheet, rect: Rect, text: str) -> None:
    """Refuse a range that starts outside the grid."""
    if (rect.top or 0) >= sheet.row_count or (rect.left or 0) >= sheet.column_count:
        raise beyond(sheet, text)


def beyond(sheet: Sheet, text: str) -> ApiError:
    """The 400 for a range outside the grid."""
    return invalid(
        f"Range ({text}) exceeds grid limits. Max rows: {sheet.row_count}, max columns: {sheet.column_count}"
    )


def printed(sheet: Sheet, rect: Rect) -> str:
    """A rectangle of a sheet as Google prints it."""
    return a1.print_rect(sheet.title, rect)
