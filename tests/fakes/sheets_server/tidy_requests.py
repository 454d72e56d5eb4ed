"""batchUpdate requests that find, fill, split, trim, shuffle and drop duplicates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.fakes.sheets_server import cells, formulas
from tests.fakes.sheets_server.a1 import Rect
from tests.fakes.sheets_server.batch import kind
from tests.fakes.sheets_server.cell_requests import target
from tests.fakes.sheets_server.copy_requests import paste
from tests.fakes.sheets_server.errors import ApiError
from tests.fakes.sheets_server.model import LAYERS, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fakes.sheets_server.edit import Edit

Json = dict[str, Any]


@kind("findReplace")
def _find_replace(edit: Edit, body: Json) -> Json:
    formulas.calculate(edit.book)
    pattern = _pattern(body)
    scopes = _scopes(edit, body)
    counts = {
        "valuesChanged": 0,
        "formulasChanged": 0,
        "rowsChanged": 0,
        "sheetsChanged": 0,
        "occurrencesChanged": 0,
    }
    for sheet, rect in scopes:
        rows = set()
        for row, column in filled_spots(sheet, rect):
            changed = _replace_in(edit, sheet, row, column, pattern, body)
            if changed:
                rows.add(row)
                formula = sheet.get("formula", row, column) is not None
                counts["formulasChanged" if formula else "valuesChanged"] += 1
                counts["occurrencesChanged"] += changed
        counts["rowsChanged"] += len(rows)
        counts["sheetsChanged"] += bool(rows)
    return {name: number for name, number in counts.items() if number}


def _pattern(body: Json) -> re.Pattern[str]:
    find = body.get("find", "")
    if not find:
        raise ApiError(400, "The search string cannot be empty.")
    text = find if body.get("searchByRegex") else re.escape(find)
    if body.get("matchEntireCell"):
        text = rf"\A(?:{text})\Z"
    try:
        return re.compile(text, 0 if body.get("matchCase") else re.IGNORECASE)
    except re.error:
        raise ApiError(400, f"Invalid regular expression: {find}") from None


def _scopes(edit: Edit, body: Json) -> list[tuple[Sheet, Rect]]:
    if body.get("allSheets"):
        sheets = edit.book.sheets
    elif "range" in body:
        return [target(edit, body["range"])]
    elif "sheetId" in body:
        sheets = [edit.book.sheet(body["sheetId"])]
    else:
        raise ApiError(400, "One of 'range', 'sheetId' or 'allSheets' must be specified.")
    return [
        (sheet, Rect(sheet_id=sheet.id).closed(sheet.row_count, sheet.column_count))
        for sheet in sheets
    ]


def filled_spots(sheet: Sheet, rect: Rect) -> Iterator[tuple[int, int]]:
    bottom = min(rect.bottom or 0, sheet.last_row(("value", "formula")))
    for row in range(rect.top or 0, bottom):
        for column in range(rect.left or 0, min(rect.right or 0, len(sheet.columns))):
            if sheet.occupied(row, column):
                yield row, column


def _replace_in(
    edit: Edit, sheet: Sheet, row: int, column: int, pattern: re.Pattern[str], body: Json
) -> int:
    formula = sheet.get("formula", row, column)
    if formula is not None and not body.get("includeFormulas"):
        return 0
    shown = formula if formula is not None else cells.formatted(edit.book, sheet, row, column)
    replacement = body.get("replacement", "")
    new = (
        re.sub(r"\$(\d)", r"\\\1", replacement)
        if body.get("searchByRegex")
        else replacement.replace("\\", r"\\")
    )
    text, count = pattern.subn(new, shown)
    if count:
        edit.guard(Rect(sheet_id=sheet.id, top=row, bottom=row + 1, left=column, right=column + 1))
        cells.put_typed(edit.book, sheet, row, column, text)
    return count


@kind("trimWhitespace")
def _trim_whitespace(edit: Edit, body: Json) -> Json:
    sheet, rect = target(edit, body.get("range", {}))
    edit.guard(rect)
    count = 0
    for row, column in filled_spots(sheet, rect):
        value = sheet.get("value", row, column)
        if isinstance(value, str) and sheet.get("formula", row, column) is None:
            trimmed = re.sub(r"[ \t\u00a0]+", " ", value).strip()
            if trimmed != value:
                cells.put_raw(sheet, row, column, trimmed)
                count += 1
    return {"cellsChangedCount": count} if count else {}


@kind("deleteDuplicates")
def _delete_duplicates(edit: Edit, body: Json) -> Json:
    formulas.calculate(edit.book)
    sheet, rect = target(edit, body.get("range", {}))
    edit.guard(rect)
    named = [
        span
        for item in body.get("comparisonColumns", [])
        for span in range(item.get("startIndex", 0), item.get("endIndex", 0))
    ]
    columns = named or list(range(rect.left or 0, rect.right or 0))
    seen: set[Any] = set()
    kept, gone = [], 0
    for row in range(rect.top or 0, rect.bottom or 0):
        key = tuple(cells.formatted(edit.book, sheet, row, column).casefold() for column in columns)
        if key in seen and any(key):
            gone += 1
        else:
            kept.append(row)
            seen.add(key)
    if gone:
        top = rect.top or 0
        for column in sheet.columns[rect.left or 0 : rect.right or 0]:
            for layer, values in column.items():
                block = [values[row] if row < len(values) else None for row in kept] + [None] * gone
                column[layer] = values[:top] + block + values[rect.bottom or 0 :]
    return {"duplicatesRemovedCount": gone} if gone else {}


@kind("randomizeRange")
def _randomize_range(edit: Edit, body: Json) -> None:
    sheet, rect = target(edit, body.get("range", {}))
    edit.guard(rect)
    order = list(range(rect.top or 0, rect.bottom or 0))
    edit.chance.shuffle(order)
    sheet.permute_rows(rect.top or 0, order, range(rect.left or 0, rect.right or 0))


@kind("textToColumns")
def _text_to_columns(edit: Edit, body: Json) -> None:
    sheet, rect = target(edit, body.get("source", {}))
    if (rect.right or 0) - (rect.left or 0) != 1:
        raise ApiError(400, "The source range must span exactly one column.")
    marks = {
        "COMMA": ",",
        "SEMICOLON": ";",
        "PERIOD": ".",
        "SPACE": " ",
        "CUSTOM": body.get("delimiter", ""),
    }
    mark = marks.get(body.get("delimiterType") or "COMMA")
    left = rect.left or 0
    for row in range(rect.top or 0, rect.bottom or 0):
        value = sheet.get("value", row, left)
        if isinstance(value, str):
            parts = value.split(mark or next((found for found in ",;. " if found in value), ","))
            sheet.column_count = max(sheet.column_count, left + len(parts))
            edit.guard(
                Rect(sheet_id=sheet.id, top=row, bottom=row + 1, left=left, right=left + len(parts))
            )
            for column, part in enumerate(parts, left):
                cells.put_typed(edit.book, sheet, row, column, part.strip())


@kind("autoFill")
def _auto_fill(edit: Edit, body: Json) -> None:
    formulas.calculate(edit.book)
    if "sourceAndDestination" in body:
        given = body["sourceAndDestination"]
        sheet, source = target(edit, given.get("source", {}))
        length, rows = given.get("fillLength", 0), given.get("dimension") == "ROWS"
    else:
        sheet, whole = target(edit, body.get("range", {}))
        filled = [row for row, _ in filled_spots(sheet, whole)]
        if not filled:
            return
        source = Rect(
            sheet_id=sheet.id,
            top=whole.top,
            bottom=max(filled) + 1,
            left=whole.left,
            right=whole.right,
        )
        length, rows = (whole.bottom or 0) - (source.bottom or 0), True
    edit.guard(source)
    _fill_series(sheet, source, length, rows=rows)


def _fill_series(sheet: Sheet, source: Rect, length: int, *, rows: bool) -> None:
    lines = (
        range(source.left or 0, source.right or 0)
        if rows
        else range(source.top or 0, source.bottom or 0)
    )
    start, end = (
        (source.top or 0, source.bottom or 0) if rows else (source.left or 0, source.right or 0)
    )
    targets = range(end, end + length) if length >= 0 else range(start - 1, start + length - 1, -1)
    for line in lines:
        spots = [(index, line) if rows else (line, index) for index in range(start, end)]
        values = [sheet.get("value", *spot) for spot in spots]
        numbers = all(
            isinstance(value, int | float) and not isinstance(value, bool) for value in values
        )
        for index in targets:
            row, column = (index, line) if rows else (line, index)
            if not (0 <= row < sheet.row_count and 0 <= column < sheet.column_count):
                continue
            origin = spots[(index - start) % len(spots)]
            paste(
                sheet,
                row,
                column,
                {layer: sheet.get(layer, *origin) for layer in LAYERS} | {"at": origin},
                "PASTE_NORMAL",
            )
            if numbers and len(values) > 1 and sheet.get("formula", *origin) is None:
                step = (values[-1] - values[0]) / (len(values) - 1)
                cells.put_raw(sheet, row, column, round(values[0] + step * (index - start), 10))
