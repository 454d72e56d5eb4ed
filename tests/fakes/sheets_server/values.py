"""The `spreadsheets.values` methods: get, batchGet, update, batchUpdate, append, clear and their data-filter forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.sheets_server import a1, cells, numerals, ranges
from tests.fakes.sheets_server.a1 import Rect
from tests.fakes.sheets_server.errors import ApiError
from tests.fakes.sheets_server.locales import locale_of
from tests.fakes.sheets_server.model import Book, ErrorValue, Sheet, rect_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.fakes.sheets_server.edit import Edit

Json = dict[str, Any]
Grid = list[list[Any]]


# Reading


def get(book: Book, text: str, query: Json) -> Json:
    """One ValueRange."""
    sheet, rect = ranges.resolve(book, text)
    ranges.check_inside(
        sheet, rect, ranges.printed(sheet, rect) if _whole(rect) else _asked(sheet, rect)
    )
    return value_range(book, sheet, rect, query)


def batch_get(book: Book, query: Json, texts: list[str]) -> Json:
    """Several ValueRanges, in the order asked for."""
    answer: Json = {"spreadsheetId": book.id}
    found = [get(book, text, query) for text in texts]
    if found:
        answer["valueRanges"] = found
    return answer


def batch_get_by_filter(book: Book, body: Json) -> Json:
    """ValueRanges of data filters, each with the filters that it matches."""
    found = []
    for rect, matched in filtered(book, body.get("dataFilters", [])):
        sheet = book.sheet(rect.sheet_id)
        found.append({"valueRange": value_range(book, sheet, rect, body), "dataFilters": matched})
    answer: Json = {"spreadsheetId": book.id}
    if found:
        answer["valueRanges"] = found
    return answer


def _whole(rect: Rect) -> bool:
    return rect.top is None and rect.left is None and rect.bottom is None and rect.right is None


def _asked(sheet: Sheet, rect: Rect) -> str:
    return a1.print_rect(sheet.title, rect)


def value_range(book: Book, sheet: Sheet, rect: Rect, options: Json) -> Json:
    """The ValueRange of a rectangle, by the majorDimension and render options asked for."""
    closed = rect.closed(sheet.row_count, sheet.column_count)
    major = options.get("majorDimension") or "ROWS"
    if major == "DIMENSION_UNSPECIFIED":
        major = "ROWS"
    answer: Json = {"range": ranges.printed(sheet, closed), "majorDimension": major}
    grid = read_grid(book, sheet, closed, options)
    rows = grid if major == "COLUMNS" else _transposed(grid)
    trimmed = _trimmed(rows)
    if trimmed:
        answer["values"] = trimmed
    return answer


def read_grid(book: Book, sheet: Sheet, rect: Rect, options: Json) -> Grid:
    """The rendered cells of a closed rectangle, column by column; None where there is nothing."""
    render = options.get("valueRenderOption") or "FORMATTED_VALUE"
    dates = options.get("dateTimeRenderOption") or "SERIAL_NUMBER"
    top, bottom = rect.top or 0, rect.bottom or 0
    bottom = max(top, min(bottom, sheet.last_row(("value", "formula"))))
    return [
        _column(book, sheet, column, top, bottom, render, dates)
        for column in range(rect.left or 0, min(rect.right or 0, len(sheet.columns)))
    ]


def _column(
    book: Book, sheet: Sheet, column: int, top: int, bottom: int, render: str, dates: str
) -> list[Any]:
    plain = sheet.slice("value", column, top, bottom)
    layers = sheet.columns[column]
    if render == "FORMATTED_VALUE":
        return _shown(book, sheet, plain, column, top, bottom)
    if dates == "FORMATTED_STRING" and "format" in layers and render != "FORMULA":
        locale = locale_of(book.locale)
        styles = sheet.slice("format", column, top, bottom)
        plain = [_dated(value, style, locale) for value, style in zip(plain, styles, strict=True)]
    if "formula" in layers:
        if render == "FORMULA":
            formulas = sheet.slice("formula", column, top, bottom)
            plain = [
                value if formula is None else formula
                for value, formula in zip(plain, formulas, strict=True)
            ]
        plain = [value.told if isinstance(value, ErrorValue) else value for value in plain]
    return plain


def _shown(
    book: Book, sheet: Sheet, plain: list[Any], column: int, top: int, bottom: int
) -> list[Any]:
    locale = locale_of(book.locale)
    layers = sheet.columns[column]
    if "formula" in layers:
        plain = [value.text if isinstance(value, ErrorValue) else value for value in plain]
    if "format" in layers:
        styles = sheet.slice("format", column, top, bottom)
        plain = [
            value
            if value is None
            else numerals.show(value, style["numberFormat"], locale)
            if style and "numberFormat" in style
            else value
            for value, style in zip(plain, styles, strict=True)
        ]
    if "formula" in layers and sheet.auto_formats:
        plain = [
            numerals.show(value, sheet.auto_formats[row, column], locale)
            if type(value) is not str and value is not None and (row, column) in sheet.auto_formats
            else value
            for row, value in enumerate(plain, top)
        ]
    return [
        value if value is None or type(value) is str else numerals.show(value, None, locale)
        for value in plain
    ]


def _dated(value: Any, style: Json | None, locale: Any) -> Any:
    number_format = style.get("numberFormat") if style else None
    if (
        number_format
        and number_format.get("type") in numerals.DATE_TYPES
        and isinstance(value, int | float)
    ):
        return numerals.show(value, number_format, locale)
    return value


def _transposed(columns: Grid) -> Grid:
    return [list(row) for row in zip(*columns, strict=True)]


def _trimmed(rows: Grid) -> Grid:
    """Rows cut on the right and at the end; what is left blank inside is ''."""
    last = 0
    for index, row in enumerate(rows):
        end = len(row)
        while end and row[end - 1] is None:
            end -= 1
        del row[end:]
        if end:
            last = index + 1
            if None in row:
                rows[index] = ["" if value is None else value for value in row]
    del rows[last:]
    return rows


# Data filters


def filtered(book: Book, filters: list[Json]) -> list[tuple[Rect, list[Json]]]:
    """The rectangles that data filters (a1Range, gridRange, developerMetadataLookup) name."""
    from tests.fakes.sheets_server import metadata

    found: list[tuple[Rect, list[Json]]] = []
    for data_filter in filters:
        for rect in metadata.filter_rects(book, data_filter):
            same = next((matched for known, matched in found if known == rect), None)
            if same is None:
                found.append((rect, [_echoed(data_filter)]))
            else:
                same.append(_echoed(data_filter))
    return found


def _echoed(data_filter: Json) -> Json:
    """A data filter as it is given back: zeros of its gridRange left out."""
    if "gridRange" not in data_filter:
        return data_filter
    return {"gridRange": {name: value for name, value in data_filter["gridRange"].items() if value}}


# Writing


def update(edit: Edit, text: str, query: Json, body: Json) -> Json:
    """Write one ValueRange (PUT)."""
    option = _input_option(query.get("valueInputOption"))
    given = body.get("range")
    if given and not _same_range(edit.book, given, text):
        raise ApiError(
            400,
            f"Request range[{_canonical(edit.book, text)}] does not match value's range[{_canonical(edit.book, given)}]",
        )
    answer, _ = _write(edit, text, option, body, query)
    return answer


def batch_update(edit: Edit, body: Json) -> Json:
    """Write several ValueRanges; totals count each row, column, cell and sheet once."""
    option = _input_option(body.get("valueInputOption"))
    answers, touched = [], []
    for index, entry in enumerate(body.get("data", [])):
        try:
            answer, written = _write(edit, entry.get("range", ""), option, entry, body)
        except ApiError as error:
            raise error.prefixed(f"Invalid data[{index}]: ") from None
        answers.append(answer)
        touched.append(written)
    return _totals(edit.book, answers, touched)


def batch_update_by_filter(edit: Edit, body: Json) -> Json:
    """Write values to the ranges that data filters name."""
    option = _input_option(body.get("valueInputOption"))
    answers, touched = [], []
    for index, entry in enumerate(body.get("data", [])):
        try:
            for rect, _ in filtered(edit.book, [entry.get("dataFilter", {})]):
                sheet = edit.book.sheet(rect.sheet_id)
                answer, written = _write_rect(
                    edit, sheet, rect, _asked(sheet, rect), option, entry, body
                )
                answers.append({**answer, "dataFilter": entry.get("dataFilter", {})})
                touched.append(written)
        except ApiError as error:
            raise error.prefixed(f"Invalid data[{index}]: ") from None
    for answer in answers:
        answer.pop("spreadsheetId", None)
    return _totals(edit.book, answers, touched)


Written = list[tuple[int, int, int]]


def _totals(book: Book, answers: list[Json], touched: list[Written]) -> Json:
    every = [cell for written in touched for cell in written]
    total: Json = {"spreadsheetId": book.id}
    counts = {
        "totalUpdatedRows": len({(sheet, row) for sheet, row, _ in every}),
        "totalUpdatedColumns": len({(sheet, column) for sheet, _, column in every}),
        "totalUpdatedCells": len(set(every)),
        "totalUpdatedSheets": len({sheet for sheet, _, _ in every}),
    }
    total.update({name: count for name, count in counts.items() if count})
    if answers:
        total["responses"] = answers
    return total


def _same_range(book: Book, first: str, second: str) -> bool:
    one, two = ranges.resolve(book, first), ranges.resolve(book, second)
    return one[1] == two[1]


def _canonical(book: Book, text: str) -> str:
    sheet, rect = ranges.resolve(book, text)
    return _asked(sheet, rect)


def _input_option(option: str | None) -> str:
    if option in (None, "", "INPUT_VALUE_OPTION_UNSPECIFIED"):
        raise ApiError(400, "'valueInputOption' is required but not specified")
    return str(option)


def _write(edit: Edit, text: str, option: str, body: Json, options: Json) -> tuple[Json, Written]:
    sheet, rect = ranges.resolve(edit.book, text)
    return _write_rect(edit, sheet, rect, text, option, body, options)


def _write_rect(
    edit: Edit, sheet: Sheet, rect: Rect, text: str, option: str, body: Json, options: Json
) -> tuple[Json, Written]:
    ranges.check_inside(sheet, rect, _asked(sheet, rect))
    rows = _rows(body)
    top, left = rect.top or 0, rect.left or 0
    width, height = max((len(row) for row in rows), default=0), len(rows)
    single = rect.bottom == top + 1 and rect.right == left + 1
    bottom = sheet.row_count if rect.bottom is None or single else min(rect.bottom, sheet.row_count)
    right = (
        sheet.column_count if rect.right is None or single else min(rect.right, sheet.column_count)
    )
    if top + height > bottom:
        raise ApiError(
            400, f"Requested writing within range [{text}], but tried writing to row [{bottom + 1}]"
        )
    if left + width > right:
        raise ApiError(
            400,
            f"Requested writing within range [{text}], but tried writing to column [{a1.letters(right)}]",
        )
    written = put_rows(edit, sheet, top, left, rows, option)
    target = Rect(
        sheet_id=sheet.id,
        top=top,
        left=left,
        bottom=top + max(height, 1),
        right=left + max(width, 1),
    )
    return _update_answer(edit.book, sheet, target, written, options), written


def _rows(body: Json) -> Grid:
    rows = body.get("values") or []
    if body.get("majorDimension") == "COLUMNS":
        height = max((len(row) for row in rows), default=0)
        rows = [
            [column[row] if row < len(column) else None for column in rows] for row in range(height)
        ]
    return rows


def put_rows(edit: Edit, sheet: Sheet, top: int, left: int, rows: Grid, option: str) -> Written:
    """Write rows of plain values (None skips, '' blanks); gives the cells written."""
    width = max((len(row) for row in rows), default=0)
    edit.guard(
        Rect(sheet_id=sheet.id, top=top, left=left, bottom=top + len(rows), right=left + width)
    )
    book, written, sheet_id = edit.book, [], sheet.id
    for row, values in enumerate(rows, top):
        for column, value in enumerate(values, left):
            if value is None:
                continue
            if option == "RAW":
                cells.put_raw(sheet, row, column, value)
            else:
                cells.put_typed(book, sheet, row, column, value)
            written.append((sheet_id, row, column))
    book.touch()
    return written


def _update_answer(book: Book, sheet: Sheet, target: Rect, written: Written, options: Json) -> Json:
    answer: Json = {"spreadsheetId": book.id, "updatedRange": ranges.printed(sheet, target)}
    if written:
        answer["updatedRows"] = len({row for _, row, _ in written})
        answer["updatedColumns"] = len({column for _, _, column in written})
        answer["updatedCells"] = len(written)
    if _true(options.get("includeValuesInResponse")):
        from tests.fakes.sheets_server import formulas

        formulas.calculate(book)
        rendering = {
            "valueRenderOption": options.get("responseValueRenderOption"),
            "dateTimeRenderOption": options.get("responseDateTimeRenderOption"),
        }
        answer["updatedData"] = value_range(book, sheet, target, rendering)
    return answer


def _true(value: Any) -> bool:
    return value is True or str(value).lower() == "true"


def append(edit: Edit, text: str, query: Json, body: Json) -> Json:
    """Write after the last table found in a range; the grid grows as needed."""
    option = _input_option(query.get("valueInputOption"))
    book = edit.book
    sheet, rect = ranges.resolve(book, text)
    ranges.check_inside(sheet, rect, _asked(sheet, rect))
    rows = _rows(body)
    table = find_table(sheet, rect.closed(sheet.row_count, sheet.column_count))
    if table:
        top, left = table.bottom or 0, table.left or 0
    else:
        top, left = rect.top or 0, rect.left or 0
    width, height = max((len(row) for row in rows), default=0), len(rows)
    if query.get("insertDataOption") == "INSERT_ROWS" and height and table:
        from tests.fakes.sheets_server import dimensions

        dimensions.insert(edit, sheet, "ROWS", min(top, sheet.row_count), height, inherit=True)
    _grow(book, sheet, top + height, left + width)
    written = put_rows(edit, sheet, top, left, rows, option)
    target = Rect(
        sheet_id=sheet.id,
        top=top,
        left=left,
        bottom=top + max(height, 1),
        right=left + max(width, 1),
    )
    answer: Json = {"spreadsheetId": book.id}
    if table:
        answer["tableRange"] = ranges.printed(sheet, table)
    answer["updates"] = _update_answer(
        book, sheet, target.closed(sheet.row_count, sheet.column_count), written, query
    )
    return answer


def _grow(book: Book, sheet: Sheet, rows: int, columns: int) -> None:
    rows, columns = max(rows, sheet.row_count), max(columns, sheet.column_count)
    book.check_cells(rows * columns - sheet.row_count * sheet.column_count)
    sheet.row_count, sheet.column_count = rows, columns


def find_table(sheet: Sheet, rect: Rect) -> Rect | None:
    """The last table that a closed rectangle meets: a block of cells with blank cells all around it."""
    seed = _last_filled(sheet, rect)
    return None if seed is None else region(sheet, *seed)


def _last_filled(sheet: Sheet, rect: Rect) -> tuple[int, int] | None:
    best: tuple[int, int] | None = None
    for column in range(rect.left or 0, min(rect.right or 0, len(sheet.columns))):
        for layer in ("value", "formula"):
            filled = sheet.columns[column].get(layer, [])
            row = min(rect.bottom or 0, len(filled)) - 1
            while row >= (rect.top or 0) and filled[row] is None:
                row -= 1
            if row >= (rect.top or 0) and (best is None or row >= best[0]):
                best = (row, column)
    return best


def region(sheet: Sheet, row: int, column: int) -> Rect:
    """The block of filled cells around a cell, grown until its surrounding cells are blank."""
    top, bottom, left, right = row, row + 1, column, column + 1
    grown = True
    while grown:
        grown = False
        span = range(max(left - 1, 0), right + 1)
        while top > 0 and _any(sheet, top - 1, span):
            top, grown = top - 1, True
        while bottom < sheet.row_count and _any(sheet, bottom, span):
            bottom, grown = bottom + 1, True
        low, high = max(top - 1, 0), min(bottom + 1, sheet.row_count)
        while left > 0 and _any_in_column(sheet, left - 1, low, high):
            left, grown = left - 1, True
        while right < sheet.column_count and _any_in_column(sheet, right, low, high):
            right, grown = right + 1, True
    return Rect(sheet_id=sheet.id, top=top, bottom=bottom, left=left, right=right)


def _any(sheet: Sheet, row: int, columns: Iterable[int]) -> bool:
    return any(sheet.occupied(row, column) for column in columns)


def _any_in_column(sheet: Sheet, column: int, top: int, bottom: int) -> bool:
    if column >= len(sheet.columns):
        return False
    layers = sheet.columns[column]
    return any(
        any(item is not None for item in layers.get(name, ())[top:bottom])
        for name in ("value", "formula")
    )


def clear(edit: Edit, text: str) -> Json:
    """Take the values of one range away; formats, notes and validations stay."""
    return {"spreadsheetId": edit.book.id, "clearedRange": _clear(edit, text)}


def batch_clear(edit: Edit, body: Json) -> Json:
    """Clear several ranges, all or none."""
    cleared = []
    for index, text in enumerate(body.get("ranges", [])):
        try:
            cleared.append(_clear(edit, text))
        except ApiError as error:
            raise error.prefixed(f"Invalid range[{index}]: ") from None
    answer: Json = {"spreadsheetId": edit.book.id}
    if cleared:
        answer["clearedRanges"] = cleared
    return answer


def batch_clear_by_filter(edit: Edit, body: Json) -> Json:
    """Clear the ranges that data filters name."""
    cleared = []
    for rect, _ in filtered(edit.book, body.get("dataFilters", [])):
        sheet = edit.book.sheet(rect.sheet_id)
        cleared.append(_clear_rect(edit, sheet, rect))
    answer: Json = {"spreadsheetId": edit.book.id}
    if cleared:
        answer["clearedRanges"] = cleared
    return answer


def _clear(edit: Edit, text: str) -> str:
    sheet, rect = ranges.resolve(edit.book, text)
    ranges.check_inside(sheet, rect, _asked(sheet, rect))
    return _clear_rect(edit, sheet, rect)


def _clear_rect(edit: Edit, sheet: Sheet, rect: Rect) -> str:
    closed = rect.closed(sheet.row_count, sheet.column_count)
    edit.guard(closed)
    for layer in ("value", "formula", "runs", "pivot", "chips"):
        sheet.fill(layer, closed, None)
    edit.book.touch()
    return ranges.printed(sheet, closed)


def rect_of_filter(book: Book, grid: Json) -> Rect:
    """The rectangle of a gridRange filter, whose sheet must exist."""
    rect = rect_of(grid)
    book.sheet(rect.sheet_id)
    return rect
