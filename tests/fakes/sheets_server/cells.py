"""One cell between its layers and the JSON of the API: CellData, ExtendedValue, and plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.sheets_server import formats, formulas, masks, numerals
from tests.fakes.sheets_server.errors import ApiError
from tests.fakes.sheets_server.model import CONTENT, ErrorValue, Sheet

if TYPE_CHECKING:
    from tests.fakes.sheets_server.model import Book

Json = dict[str, Any]
MAX_CHARACTERS = 50_000
CELL_FIELDS = frozenset(
    {
        "userEnteredValue", "effectiveValue", "formattedValue", "userEnteredFormat", "effectiveFormat", "hyperlink", "note",
        "textFormatRuns", "dataValidation", "pivotTable", "dataSourceTable", "dataSourceFormula", "chipRuns",
    }
)  # fmt: skip


def check_length(text: str) -> None:
    """Refuse more than 50,000 characters (wording as quoted in public code, not recorded)."""
    if len(text) > MAX_CHARACTERS:
        raise ApiError(
            400, "Your input contains more than the maximum of 50000 characters in a single cell."
        )


def clear_content(sheet: Sheet, row: int, column: int) -> None:
    """Take value, formula, rich text and the like away; format, note and validation stay."""
    if column < len(sheet.columns):
        cells = sheet.columns[column]
        for layer in CONTENT:
            if layer in cells:
                sheet.set(layer, row, column, None)


def put_raw(sheet: Sheet, row: int, column: int, value: Any) -> None:
    """Write a plain value as it is; '' blanks."""
    clear_content(sheet, row, column)
    if isinstance(value, str):
        if not value:
            return
        check_length(value)
    elif isinstance(value, float | int) and not isinstance(value, bool):
        value = numerals.tidy(value)
    sheet.set("value", row, column, value)


def put_formula(book: Book, sheet: Sheet, row: int, column: int, text: str) -> None:
    """Write a formula, its references as Google writes them; its value is worked out at the next read."""
    check_length(text)
    clear_content(sheet, row, column)
    sheet.set("formula", row, column, formulas.canonical(book, text))


def put_typed(book: Book, sheet: Sheet, row: int, column: int, value: Any) -> None:
    """Write a value as if a person typed it (USER_ENTERED)."""
    if not isinstance(value, str) or not value:
        put_raw(sheet, row, column, value)
        return
    check_length(value)
    style = sheet.get("format", row, column)
    kind = (style or {}).get("numberFormat", {}).get("type")
    if value.startswith("'"):
        put_raw(sheet, row, column, value[1:])
    elif kind == "TEXT" and not value.startswith("="):
        put_raw(sheet, row, column, value)
    elif value.startswith("=") and len(value) > 1:
        put_formula(book, sheet, row, column, value)
    else:
        plain, number_format = numerals.typed(value, book.locale)
        put_raw(sheet, row, column, plain)
        if number_format and (
            kind is None or (kind == "NUMBER" and number_format["type"] in numerals.DATE_TYPES)
        ):
            sheet.set("format", row, column, {**(style or {}), "numberFormat": number_format})


def put_extended(book: Book, sheet: Sheet, row: int, column: int, value: Json | None) -> None:
    """Write an ExtendedValue (`stringValue`, `numberValue`, `boolValue`, `formulaValue`); None or {} blanks."""
    if not value:
        clear_content(sheet, row, column)
    elif "formulaValue" in value:
        text = str(value["formulaValue"])
        if not text.startswith("="):
            raise ApiError(400, f"Invalid formula value: {text}. Formulas must begin with '='.")
        put_formula(book, sheet, row, column, text)
    elif "errorValue" in value:
        raise ApiError(400, "Cell values of type error_value cannot be set.")
    else:
        plain = next(iter(value.values()))
        if "numberValue" in value:
            plain = float(plain) if isinstance(plain, str) else plain
        put_raw(sheet, row, column, plain)


def put_cell(book: Book, sheet: Sheet, row: int, column: int, cell: Json, mask: masks.Mask) -> None:
    """Write the parts of a CellData that a mask names."""
    whole = "*" in mask
    theme = book.properties.get("spreadsheetTheme")
    if whole or "userEnteredValue" in mask:
        put_extended(book, sheet, row, column, cell.get("userEnteredValue"))
    if whole or "userEnteredFormat" in mask:
        below = {} if whole else mask["userEnteredFormat"]
        old = sheet.get("format", row, column)
        sheet.set(
            "format",
            row,
            column,
            formats.update_format(old, cell.get("userEnteredFormat"), below, theme),
        )
    if whole or "note" in mask:
        sheet.set("note", row, column, cell.get("note") or None)
    if whole or "dataValidation" in mask:
        sheet.set("validation", row, column, cell.get("dataValidation") or None)
    if whole or "textFormatRuns" in mask:
        sheet.set("runs", row, column, formats.twin(cell.get("textFormatRuns"), theme) or None)
    if whole or "pivotTable" in mask:
        sheet.set("pivot", row, column, cell.get("pivotTable") or None)
    if whole or "chipRuns" in mask:
        sheet.set("chips", row, column, cell.get("chipRuns") or None)


def extended(value: Any) -> Json | None:
    """A plain value as an ExtendedValue."""
    if value is None:
        return None
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, str):
        return {"stringValue": value}
    if isinstance(value, ErrorValue):
        error = {"type": value.type}
        return {"errorValue": {**error, "message": value.message} if value.message else error}
    return {"numberValue": value}


def number_format_of(sheet: Sheet, row: int, column: int) -> Json | None:
    """The number format of a cell; a formula without one takes what its result brought along."""
    style = sheet.get("format", row, column)
    own = style.get("numberFormat") if style else None
    return own or (sheet.auto_formats.get((row, column)) if sheet.auto_formats else None)


def formatted(book: Book, sheet: Sheet, row: int, column: int) -> str:
    """The cell as a person sees it."""
    value = sheet.get("value", row, column)
    if isinstance(value, ErrorValue):
        return value.text
    return numerals.show(
        value, number_format_of(sheet, row, column), numerals.locale_of(book.locale)
    )


def read_cell(
    book: Book, sheet: Sheet, row: int, column: int, wanted: masks.Mask | None = None
) -> Json:
    """The CellData of a cell; `{}` if there is nothing. `wanted` None means every field."""
    value, formula = sheet.get("value", row, column), sheet.get("formula", row, column)
    style, note = sheet.get("format", row, column), sheet.get("note", row, column)
    validation, runs = sheet.get("validation", row, column), sheet.get("runs", row, column)
    pivot, chips = sheet.get("pivot", row, column), sheet.get("chips", row, column)
    cell: Json = {}
    entered = {"formulaValue": formula} if formula is not None else extended(value)
    if entered:
        cell["userEnteredValue"] = entered
    effective = extended(value)
    if effective and effective != {"stringValue": ""}:
        cell["effectiveValue"] = effective
        cell["formattedValue"] = formatted(book, sheet, row, column)
    elif effective:
        cell["effectiveValue"] = effective
    if style:
        cell["userEnteredFormat"] = style
    if (cell or style) and (wanted is None or masks.wants(wanted, "effectiveFormat")):
        cell["effectiveFormat"] = _effective_format(book, style, formula, value)
    link = hyperlink(formula, runs, style, value)
    if link:
        cell["hyperlink"] = link
    for name, part in (
        ("note", note),
        ("textFormatRuns", runs),
        ("dataValidation", validation),
        ("pivotTable", pivot),
        ("chipRuns", chips),
    ):
        if part is not None:
            cell[name] = part
    return cell


def _effective_format(book: Book, style: Json | None, formula: str | None, value: Any) -> Json:
    merged = formats.overlay(book.properties["defaultFormat"], style or {})
    number_format = merged.get("numberFormat")
    if number_format and not number_format.get("pattern"):
        pattern = numerals.default_pattern(
            number_format.get("type", ""), numerals.locale_of(book.locale)
        )
        merged["numberFormat"] = (
            {**number_format, "pattern": pattern} if pattern and pattern != "@" else number_format
        )
    merged.setdefault(
        "hyperlinkDisplayType",
        "LINKED" if formula and formula.upper().startswith("=HYPERLINK(") else "PLAIN_TEXT",
    )
    return merged


def hyperlink(
    formula: str | None, runs: list[Json] | None, style: Json | None, value: Any
) -> str | None:
    """The link of a cell: of a HYPERLINK formula with a literal address, or of its text format."""
    if formula and formula.upper().startswith('=HYPERLINK("'):
        return formula[12:].partition('"')[0]
    link = (style or {}).get("textFormat", {}).get("link", {}).get("uri")
    if link and value is not None:
        return str(link)
    if runs and len(runs) == 1 and not runs[0].get("startIndex"):
        found = runs[0].get("format", {}).get("link", {}).get("uri")
        return str(found) if found else None
    return None
