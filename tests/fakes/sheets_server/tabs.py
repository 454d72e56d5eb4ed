"""batchUpdate requests on tabs and on the file itself."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from tests.fakes.sheets_server import dimensions, formats, formulas, masks
from tests.fakes.sheets_server.a1 import MAX_COLUMNS
from tests.fakes.sheets_server.batch import kind
from tests.fakes.sheets_server.errors import ApiError
from tests.fakes.sheets_server.model import Book, Sheet, map_ranges

if TYPE_CHECKING:
    from tests.fakes.sheets_server.edit import Edit

Json = dict[str, Any]
SHEET_FIELDS = frozenset(
    {
        "sheetId",
        "title",
        "index",
        "sheetType",
        "gridProperties",
        "hidden",
        "tabColor",
        "tabColorStyle",
        "rightToLeft",
        "dataSourceSheetProperties",
    }
)
BOOK_FIELDS = frozenset(
    {
        "title", "locale", "autoRecalc", "timeZone", "defaultFormat", "iterativeCalculationSettings", "spreadsheetTheme",
        "importFunctionsExternalUrlAccessAllowed",
    }
)  # fmt: skip


def properties_of(book: Book, sheet: Sheet) -> Json:
    """The SheetProperties of a tab as Google prints them: index by place, zeros left out."""
    given = sheet.properties
    grid = {"rowCount": sheet.row_count, "columnCount": sheet.column_count}
    grid.update({name: value for name, value in given.get("gridProperties", {}).items() if value})
    result: Json = {
        "sheetId": sheet.id,
        "title": sheet.title,
        "index": next(index for index, other in enumerate(book.sheets) if other is sheet),
        "sheetType": given.get("sheetType", "GRID"),
        "gridProperties": grid,
    }
    for name in ("hidden", "tabColor", "rightToLeft", "tabColorStyle"):
        if given.get(name):
            result[name] = given[name]
    return result


def new_sheet(book: Book, given: Json, *, sheet_id: int) -> Sheet:
    """A blank tab by SheetProperties; 1000 x 26 unless said."""
    grid = dict(given.get("gridProperties") or {})
    rows, columns = grid.pop("rowCount", 0) or 1000, grid.pop("columnCount", 0) or 26
    _check_size(rows, columns)
    book.check_cells(rows * columns)
    properties = formats.twin(
        {name: value for name, value in given.items() if name not in {"index", "gridProperties"}},
        book.properties.get("spreadsheetTheme"),
    )
    properties.update(
        {
            "sheetId": sheet_id,
            "gridProperties": {name: value for name, value in grid.items() if value},
        }
    )
    return Sheet(properties, rows, columns)


def _check_size(rows: int, columns: int) -> None:
    for noun, count in (("row", rows), ("column", columns)):
        if count < 1:
            raise ApiError(400, f"You can't delete all the {noun}s on the sheet.")
    if columns > MAX_COLUMNS:
        raise ApiError(
            400,
            f"This action would increase the number of columns in the sheet above the limit of {MAX_COLUMNS} columns.",
        )


def check_title(book: Book, title: str, but: Sheet | None = None) -> None:
    """Refuse a title that another tab has (whatever its case)."""
    if not title:
        raise ApiError(400, "The sheet name cannot be empty.")
    if len(title) > 100:
        raise ApiError(400, "The sheet name cannot be greater than 100 characters.")
    found = book.find_sheet(title)
    if found is not None and found is not but:
        raise ApiError(
            400, f'A sheet with the name "{title}" already exists. Please enter another name.'
        )


def free_title(book: Book) -> str:
    """Sheet1, Sheet2, ... the first that is not taken, counting from the number of tabs."""
    number = len(book.sheets) + 1
    while book.find_sheet(f"Sheet{number}"):
        number += 1
    return f"Sheet{number}"


@kind("addSheet")
def _add_sheet(edit: Edit, body: Json) -> Json:
    book, given = edit.book, dict(body.get("properties") or {})
    title = given.get("title") or free_title(book)
    check_title(book, title)
    taken = {sheet.id for sheet in book.sheets}
    sheet_id = given.get("sheetId")
    if sheet_id is None:
        sheet_id = edit.new_id(taken)
    elif sheet_id in taken:
        raise ApiError(400, f"Sheet with id {sheet_id} already exists.")
    elif sheet_id < 0:
        raise ApiError(400, "Sheet id must be non-negative.")
    sheet = new_sheet(book, {**given, "title": title}, sheet_id=sheet_id)
    _check_frozen(sheet)
    index = given.get("index", len(book.sheets))
    if not 0 <= index <= len(book.sheets):
        raise ApiError(
            400, f"Invalid index: {index}. The index must be between 0 and {len(book.sheets)}."
        )
    book.sheets.insert(index, sheet)
    formulas.touch_all(book)
    return {"properties": properties_of(book, sheet)}


@kind("deleteSheet")
def _delete_sheet(edit: Edit, body: Json) -> None:
    book = edit.book
    sheet = sheet_by_id(book, body.get("sheetId", 0))
    if len(book.sheets) == 1:
        raise ApiError(400, "You can't remove all the sheets in a document.")
    if not sheet.properties.get("hidden") and not any(
        not other.properties.get("hidden") for other in book.sheets if other is not sheet
    ):
        raise ApiError(400, "You can't remove all the visible sheets in a document.")
    edit.guard_sheet(sheet.id)
    remove_sheet(book, sheet)


def sheet_by_id(book: Book, sheet_id: int) -> Sheet:
    """A tab by id, with the wording of the requests that are about tabs."""
    found = next((sheet for sheet in book.sheets if sheet.id == sheet_id), None)
    if found is None:
        raise ApiError(400, f"No sheet with id: {sheet_id}")
    return found


def remove_sheet(book: Book, sheet: Sheet) -> None:
    """Take a tab away; formulas that meant it become #REF!, its named ranges go."""
    book.sheets[:] = [other for other in book.sheets if other is not sheet]
    book.named_ranges[:] = [
        named for named in book.named_ranges if named["range"]["sheetId"] != sheet.id
    ]
    for other in book.sheets:
        for name in ("charts",):
            other.objects[name][:] = [
                map_ranges(item, lambda value: None if value["sheetId"] == sheet.id else value)
                for item in other.objects[name]
            ]
    formulas.drop_sheet(book, sheet.title)


@kind("updateSheetProperties")
def _update_sheet_properties(edit: Edit, body: Json) -> None:
    book, given = edit.book, body.get("properties") or {}
    mask = masks.update_mask(body.get("fields"), known=SHEET_FIELDS, strip="properties")
    sheet = sheet_by_id(book, given.get("sheetId", 0))
    edit.guard_sheet(sheet.id)
    if "*" in mask:
        mask = {name: {} for name in given if name in SHEET_FIELDS}
        mask = {**mask, **({"gridProperties": {"*": {}}} if "gridProperties" in mask else {})}
    mask = {name: below for name, below in mask.items() if name != "sheetId"}
    if "title" in mask:
        _rename(book, sheet, given.get("title", ""))
    if "gridProperties" in mask:
        _regrid(edit, sheet, given.get("gridProperties") or {}, mask["gridProperties"])
    if "hidden" in mask:
        _hide(book, sheet, bool(given.get("hidden")))
    plain = {
        name: below
        for name, below in mask.items()
        if name in {"tabColor", "tabColorStyle", "rightToLeft"}
    }
    if plain:
        theme = book.properties.get("spreadsheetTheme")
        sheet.properties = formats.update_format(sheet.properties, given, plain, theme) or {}
    if "index" in mask:
        reorder(book, sheet, given.get("index"))


def _rename(book: Book, sheet: Sheet, title: str) -> None:
    check_title(book, title, but=sheet)
    old = sheet.title
    sheet.properties["title"] = title
    formulas.rename_sheet(book, old, title)


def _hide(book: Book, sheet: Sheet, hidden: bool) -> None:
    if hidden and not any(
        not other.properties.get("hidden") for other in book.sheets if other is not sheet
    ):
        raise ApiError(400, "You can't hide all the sheets in a document.")
    if hidden:
        sheet.properties["hidden"] = True
    else:
        sheet.properties.pop("hidden", None)


def reorder(book: Book, sheet: Sheet, index: int | None) -> None:
    """Move a tab before the tab that is at `index` now (None: to the end)."""
    place = next(number for number, other in enumerate(book.sheets) if other is sheet)
    index = len(book.sheets) if index is None else index
    if not 0 <= index <= len(book.sheets):
        raise ApiError(
            400, f"Invalid index: {index}. The index must be between 0 and {len(book.sheets)}."
        )
    if index in {place, place + 1}:
        return
    book.sheets.pop(place)
    book.sheets.insert(index - 1 if index > place else index, sheet)


def _regrid(edit: Edit, sheet: Sheet, given: Json, mask: masks.Mask) -> None:
    known = {
        "rowCount", "columnCount", "frozenRowCount", "frozenColumnCount", "hideGridlines", "rowGroupControlAfter", "columnGroupControlAfter",
    }  # fmt: skip
    named = {masks.camel(name) for name in mask}
    for name in named:
        if name not in known and name != "*":
            raise ApiError(400, f"Invalid field: grid_properties.{name}")
    if not named:
        named = known
    elif "*" in named:
        named = set(given)
    rows = given.get("rowCount", 0) if "rowCount" in named else sheet.row_count
    columns = given.get("columnCount", 0) if "columnCount" in named else sheet.column_count
    _check_size(rows, columns)
    _check_growth(edit.book, sheet, rows, columns)
    if rows < sheet.row_count:
        dimensions.delete(edit, sheet, "ROWS", rows, sheet.row_count)
    if columns < sheet.column_count:
        dimensions.delete(edit, sheet, "COLUMNS", columns, sheet.column_count)
    sheet.row_count, sheet.column_count = rows, columns
    grid = dict(sheet.properties.get("gridProperties", {}))
    for name in named - {"rowCount", "columnCount"}:
        if given.get(name):
            grid[name] = given[name]
        else:
            grid.pop(name, None)
    sheet.properties["gridProperties"] = grid
    _check_frozen(sheet)


def _check_growth(book: Book, sheet: Sheet, rows: int, columns: int) -> None:
    """Refuse a resize above the limit of cells: rows are changed first, while all columns still stand."""
    now = sheet.row_count * sheet.column_count
    if rows > sheet.row_count:
        book.check_cells(rows * sheet.column_count - now)
    if columns > sheet.column_count:
        book.check_cells(rows * columns - now)


def _check_frozen(sheet: Sheet) -> None:
    grid = sheet.properties["gridProperties"]
    if grid.get("frozenRowCount", 0) >= sheet.row_count and grid.get("frozenRowCount"):
        raise ApiError(400, "You can't freeze all visible rows on the sheet.")
    if grid.get("frozenColumnCount", 0) >= sheet.column_count and grid.get("frozenColumnCount"):
        raise ApiError(400, "You can't freeze all visible columns on the sheet.")


@kind("duplicateSheet")
def _duplicate_sheet(edit: Edit, body: Json) -> Json:
    book = edit.book
    source = sheet_by_id(book, body.get("sourceSheetId", 0))
    taken = {sheet.id for sheet in book.sheets}
    new_id = body.get("newSheetId")
    if new_id is None:
        new_id = edit.new_id(taken)
    elif new_id in taken:
        raise ApiError(400, f"Sheet with id {new_id} already exists.")
    title = body.get("newSheetName") or _copy_title(book, f"Copy of {source.title}")
    check_title(book, title)
    book.check_cells(source.row_count * source.column_count)
    index = body.get("insertSheetIndex", 0)
    if not 0 <= index <= len(book.sheets):
        raise ApiError(
            400, f"Invalid index: {index}. The index must be between 0 and {len(book.sheets)}."
        )
    sheet = clone(edit, source, new_id, title)
    book.sheets.insert(index, sheet)
    return {"properties": properties_of(book, sheet)}


def _copy_title(book: Book, title: str) -> str:
    number, wanted = 1, title
    while book.find_sheet(wanted):
        number += 1
        wanted = f"{title} {number}"
    return wanted


OBJECT_IDS = {
    "charts": "chartId",
    "bandedRanges": "bandedRangeId",
    "protectedRanges": "protectedRangeId",
    "filterViews": "filterViewId",
    "developerMetadata": "metadataId",
    "slicers": "slicerId",
}


def clone(edit: Edit, source: Sheet, sheet_id: int, title: str) -> Sheet:
    """A copy of a tab with all that hangs on it, under new ids (metadata too: an assumption)."""
    sheet = source.copy()
    sheet.properties = {**copy.deepcopy(source.properties), "sheetId": sheet_id, "title": title}

    def here(value: Json) -> Json:
        return {**value, "sheetId": sheet_id} if value["sheetId"] == source.id else value

    sheet.objects = {name: map_ranges(items, here) for name, items in sheet.objects.items()}
    sheet.basic_filter = map_ranges(sheet.basic_filter, here) if sheet.basic_filter else None
    for name, key in OBJECT_IDS.items():
        for item in sheet.objects[name]:
            item[key] = edit.new_id({item[key]})
    for table in sheet.objects["tables"]:
        table["tableId"] = str(edit.new_id(set()))
    for item in sheet.objects["developerMetadata"]:
        if item["location"]["locationType"] == "SHEET":
            item["location"] = {"locationType": "SHEET", "sheetId": sheet_id}
    return sheet


@kind("updateSpreadsheetProperties")
def _update_spreadsheet_properties(edit: Edit, body: Json) -> None:
    mask = masks.update_mask(body.get("fields"), known=BOOK_FIELDS, strip="properties")
    given = body.get("properties") or {}
    if "defaultFormat" in mask:
        raise ApiError(400, "Invalid field: default_format. The default format is read-only.")
    if "*" in mask:
        mask = {name: {} for name in given if name != "defaultFormat"}
    if "title" in mask and not given.get("title"):
        raise ApiError(400, "The title of a spreadsheet cannot be empty.")
    if "locale" in mask and not known_locale(given.get("locale", "")):
        raise ApiError(400, f"Unsupported locale: {given.get('locale', '')}")
    if "timeZone" in mask and not known_zone(given.get("timeZone", "")):
        raise ApiError(400, f"Invalid time zone: {given.get('timeZone', '')}")
    edit.book.properties = masks.merge(edit.book.properties, given, mask)
    formulas.touch_all(edit.book)


def known_locale(name: str) -> bool:
    """Whether a locale has the form Google takes: `en`, `fil`, `vi_VN`."""
    language, _, country = name.partition("_")
    return (
        2 <= len(language) <= 3
        and language.isalpha()
        and language.islower()
        and (not country or (len(country) == 2 and country.isupper()))
    )


def known_zone(name: str) -> bool:
    """Whether a time zone is a CLDR/IANA name or GMT with an offset."""
    import zoneinfo

    if name.startswith("GMT"):
        return True
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
