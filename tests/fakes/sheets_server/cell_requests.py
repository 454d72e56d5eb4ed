"""batchUpdate requests on cells: write, repeat, merge, border, copy, cut, paste, find, fill."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

from tests.fakes.sheets_server import a1, cells, formats, formulas, masks, ranges
from tests.fakes.sheets_server.a1 import Rect
from tests.fakes.sheets_server.batch import kind
from tests.fakes.sheets_server.errors import ApiError
from tests.fakes.sheets_server.model import CONTENT, LAYERS, ErrorValue, Sheet, grid_range, rect_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fakes.sheets_server.edit import Edit

Json = dict[str, Any]
WRITABLE = frozenset(
    {
        "userEnteredValue",
        "userEnteredFormat",
        "note",
        "dataValidation",
        "textFormatRuns",
        "pivotTable",
        "dataSourceTable",
        "dataSourceFormula",
        "chipRuns",
    }
)


def cell_mask(body: Json, strip: str = "") -> masks.Mask:
    """The field mask of a cell write; read-only cell fields are taken and do nothing."""
    mask = masks.update_mask(body.get("fields"), strip=strip)
    for name in mask:
        if name != "*" and name not in cells.CELL_FIELDS:
            raise ApiError(400, f"Invalid field: {name}")
    return mask


def target(edit: Edit, given: Json) -> tuple[Sheet, Rect]:
    """Sheet and closed rectangle of a GridRange; 400 if it starts outside the grid."""
    rect = rect_of(given)
    sheet = edit.book.sheet(rect.sheet_id)
    for low, high, noun in ((rect.top, rect.bottom, "Row"), (rect.left, rect.right, "Column")):
        if low is not None and high is not None and high < low:
            raise ApiError(
                400,
                f"range.end{noun}Index[{high}] must be greater than or equal to range.start{noun}Index[{low}]",
            )
    ranges.check_inside(sheet, rect, a1.print_rect(sheet.title, rect))
    return sheet, rect.closed(sheet.row_count, sheet.column_count)


@kind("updateCells")
def _update_cells(edit: Edit, body: Json) -> None:
    mask = cell_mask(body, "rows.values")
    rows = body.get("rows", [])
    if "start" in body:
        start = body["start"]
        sheet = edit.book.sheet(start.get("sheetId", 0))
        top, left = start.get("rowIndex", 0), start.get("columnIndex", 0)
        ranges.check_inside(
            sheet,
            Rect(top=top, left=left),
            f"{a1.quote_title(sheet.title)}!{a1.cell_name(top, left)}",
        )
        width = max((len(row.get("values", [])) for row in rows), default=0)
        _check_extent(sheet, top, left, len(rows), width, sheet.row_count, sheet.column_count)
        rect = Rect(
            sheet_id=sheet.id, top=top, left=left, bottom=top + len(rows), right=left + width
        )
        edit.guard(rect)
        _put_rows(edit, sheet, rect, rows, mask, clearing=False)
        return
    if "range" not in body:
        raise ApiError(400, "One of 'start' or 'range' must be specified.")
    sheet, rect = target(edit, body["range"])
    width = max((len(row.get("values", [])) for row in rows), default=0)
    _check_extent(
        sheet, rect.top or 0, rect.left or 0, len(rows), width, rect.bottom or 0, rect.right or 0
    )
    edit.guard(rect)
    _put_rows(edit, sheet, rect, rows, mask, clearing=True)


def _check_extent(
    sheet: Sheet, top: int, left: int, height: int, width: int, bottom: int, right: int
) -> None:
    if top + height > bottom:
        raise ApiError(
            400,
            f"Attempting to write row: {bottom}, beyond the last requested row of: {bottom - 1}",
        )
    if left + width > right:
        raise ApiError(
            400,
            f"Attempting to write column: {right}, beyond the last requested column of: {right - 1}",
        )


def _put_rows(
    edit: Edit, sheet: Sheet, rect: Rect, rows: list[Json], mask: masks.Mask, *, clearing: bool
) -> None:
    """Write rows of CellData; with `clearing` what they do not cover inside the rectangle is reset."""
    if clearing:
        _reset(edit, sheet, rect, mask)
    for row, data in enumerate(rows, rect.top or 0):
        for column, cell in enumerate(data.get("values") or [], rect.left or 0):
            cells.put_cell(edit.book, sheet, row, column, cell or {}, mask)


def _reset(edit: Edit, sheet: Sheet, rect: Rect, mask: masks.Mask) -> None:
    whole = "*" in mask
    if whole or "userEnteredValue" in mask:
        for layer in CONTENT:
            sheet.fill(layer, rect, None)
    for name, layer in (
        ("note", "note"),
        ("dataValidation", "validation"),
        ("textFormatRuns", "runs"),
        ("pivotTable", "pivot"),
        ("chipRuns", "chips"),
    ):
        if whole or name in mask:
            sheet.fill(layer, rect, None)
    if whole or ("userEnteredFormat" in mask and not mask["userEnteredFormat"]):
        sheet.fill("format", rect, None)
    elif "userEnteredFormat" in mask:
        for row, column in _spots(rect):
            old = sheet.get("format", row, column)
            if old:
                sheet.set(
                    "format", row, column, formats.update_format(old, {}, mask["userEnteredFormat"])
                )


def _spots(rect: Rect) -> Iterator[tuple[int, int]]:
    for row in range(rect.top or 0, rect.bottom or 0):
        for column in range(rect.left or 0, rect.right or 0):
            yield row, column


@kind("repeatCell")
def _repeat_cell(edit: Edit, body: Json) -> None:
    mask = cell_mask(body, "cell")
    sheet, rect = target(edit, body.get("range", {}))
    cell = body.get("cell") or {}
    edit.guard(rect)
    whole = "*" in mask
    theme = edit.book.properties.get("spreadsheetTheme")
    if whole or "userEnteredFormat" in mask:
        _repeat_format(
            sheet,
            rect,
            cell.get("userEnteredFormat"),
            {} if whole else mask["userEnteredFormat"],
            theme,
        )
    others = {name: below for name, below in mask.items() if name not in {"userEnteredFormat", "*"}}
    if whole:
        others = {name: {} for name in WRITABLE - {"userEnteredFormat"}}
    if not others:
        return
    template = dict(cell)
    _reset(edit, sheet, rect, others)
    filled = {name for name in others if template.get(name)}
    if not filled:
        return
    formula = (template.get("userEnteredValue") or {}).get("formulaValue")
    for row, column in _spots(rect):
        if formula:
            moved = formulas.relative(formula, row - (rect.top or 0), column - (rect.left or 0))
            template["userEnteredValue"] = {"formulaValue": moved}
        cells.put_cell(
            edit.book, sheet, row, column, template, {name: others[name] for name in filled}
        )


def _repeat_format(
    sheet: Sheet, rect: Rect, new: Json | None, mask: masks.Mask, theme: Json | None
) -> None:
    """One merged format for every distinct old format, shared by its cells."""
    made: dict[int, Any] = {}
    keep: list[Any] = []
    for column in range(rect.left or 0, rect.right or 0):
        old = sheet.slice("format", column, rect.top or 0, rect.bottom or 0)
        if not any(old):
            merged = made.setdefault(0, formats.update_format(None, new, mask, theme))
            sheet.fill(
                "format",
                Rect(top=rect.top, bottom=rect.bottom, left=column, right=column + 1),
                merged,
            )
            continue
        for row, style in enumerate(old, rect.top or 0):
            key = id(style) if style else 0
            if key not in made:
                made[key] = formats.update_format(style, new, mask, theme)
                keep.append(style)
            sheet.set("format", row, column, made[key])


@kind("appendCells")
def _append_cells(edit: Edit, body: Json) -> None:
    mask = cell_mask(body, "rows.values")
    sheet = edit.book.sheet(body.get("sheetId", 0))
    rows = body.get("rows", [])
    width = max((len(row.get("values", [])) for row in rows), default=0)
    top = sheet.last_row()
    height = max(sheet.row_count, top + len(rows))
    columns = max(sheet.column_count, width)
    edit.book.check_cells(height * columns - sheet.row_count * sheet.column_count)
    sheet.row_count, sheet.column_count = height, columns
    rect = Rect(sheet_id=sheet.id, top=top, bottom=top + len(rows), left=0, right=width)
    edit.guard(rect)
    _put_rows(edit, sheet, rect, rows, mask, clearing=False)


@kind("setDataValidation")
def _set_data_validation(edit: Edit, body: Json) -> None:
    sheet, rect = target(edit, body.get("range", {}))
    edit.guard(rect)
    rule = body.get("rule")
    if rule is not None and not (rule.get("condition") or {}).get("type"):
        raise ApiError(400, "A data validation rule must have a condition.")
    sheet.fill("validation", rect, rule or None)


# Merging


@kind("mergeCells")
def _merge_cells(edit: Edit, body: Json) -> None:
    sheet, rect = target(edit, body.get("range", {}))
    edit.guard(rect)
    shape = body.get("mergeType") or "MERGE_ALL"
    _check_frozen_edge(sheet, rect)
    top, bottom, left, right = rect.top or 0, rect.bottom or 0, rect.left or 0, rect.right or 0
    merges = sheet.objects["merges"]
    for known in merges:
        other = rect_of(known)
        if other.meets(rect) and not rect.covers(other):
            raise ApiError(
                400, "You must select all cells in a merged range to merge or unmerge them."
            )
    if shape == "MERGE_COLUMNS":
        blocks = [
            Rect(sheet_id=sheet.id, top=top, bottom=bottom, left=column, right=column + 1)
            for column in range(left, right)
        ]
    elif shape == "MERGE_ROWS":
        blocks = [
            Rect(sheet_id=sheet.id, top=row, bottom=row + 1, left=left, right=right)
            for row in range(top, bottom)
        ]
    else:
        blocks = [rect]
    merges[:] = [known for known in merges if not rect_of(known).meets(rect)]
    for block in blocks:
        size = ((block.bottom or 0) - (block.top or 0)) * ((block.right or 0) - (block.left or 0))
        if size > 1:
            _blank_all_but_first(sheet, block)
            merges.append(grid_range(block))


def _check_frozen_edge(sheet: Sheet, rect: Rect) -> None:
    grid = sheet.properties["gridProperties"]
    for frozen, low, high, noun in (
        (grid.get("frozenRowCount", 0), rect.top or 0, rect.bottom or 0, "rows"),
        (grid.get("frozenColumnCount", 0), rect.left or 0, rect.right or 0, "columns"),
    ):
        if low < frozen < high:
            raise ApiError(400, f"You can't merge frozen and non-frozen {noun}.")


def _blank_all_but_first(sheet: Sheet, block: Rect) -> None:
    kept = None
    for row, column in _spots(block):
        if kept is None and sheet.occupied(row, column):
            kept = {layer: sheet.get(layer, row, column) for layer in CONTENT}
        for layer in CONTENT:
            sheet.set(layer, row, column, None)
    for layer, value in (kept or {}).items():
        sheet.set(layer, block.top or 0, block.left or 0, value)


@kind("unmergeCells")
def _unmerge_cells(edit: Edit, body: Json) -> None:
    sheet, rect = target(edit, body.get("range", {}))
    edit.guard(rect)
    merges = sheet.objects["merges"]
    for known in merges:
        other = rect_of(known)
        if other.meets(rect) and not rect.covers(other):
            raise ApiError(
                400, "You must select all cells in a merged range to merge or unmerge them."
            )
    merges[:] = [known for known in merges if not rect_of(known).meets(rect)]


# Borders


@kind("updateBorders")
def _update_borders(edit: Edit, body: Json) -> None:
    sheet, rect = target(edit, body.get("range", {}))
    edit.guard(rect)
    theme = edit.book.properties.get("spreadsheetTheme")
    for row, column in _spots(rect):
        edges = {
            "top": "top" if row == rect.top else "innerHorizontal",
            "bottom": "bottom" if row + 1 == rect.bottom else "innerHorizontal",
            "left": "left" if column == rect.left else "innerVertical",
            "right": "right" if column + 1 == rect.right else "innerVertical",
        }
        style = dict(sheet.get("format", row, column) or {})
        borders = dict(style.get("borders", {}))
        for side, name in edges.items():
            if name in body:
                border = _border(body[name], theme)
                if border is None:
                    borders.pop(side, None)
                else:
                    borders[side] = border
        if borders:
            style["borders"] = borders
        else:
            style.pop("borders", None)
        sheet.set("format", row, column, style or None)


def _border(given: Json | None, theme: Json | None) -> Json | None:
    if not given or given.get("style") in (None, "NONE", "STYLE_UNSPECIFIED"):
        return None
    border = {
        "width": {"SOLID_MEDIUM": 2, "SOLID_THICK": 3, "DOUBLE": 3}.get(given["style"], 1),
        "color": {},
    }
    return formats.twin(
        {**border, **{name: value for name, value in given.items() if name != "width"}}, theme
    )


# Copying and cutting

PASTED = {
    "PASTE_NORMAL": LAYERS,
    "PASTE_VALUES": ("value",),
    "PASTE_FORMAT": ("format", "validation"),
    "PASTE_NO_BORDERS": LAYERS,
    "PASTE_FORMULA": ("value", "formula"),
    "PASTE_DATA_VALIDATION": ("validation",),
    "PASTE_CONDITIONAL_FORMATTING": (),
}


@kind("copyPaste")
def _copy_paste(edit: Edit, body: Json) -> None:
    formulas.calculate(edit.book)
    source_sheet, source = target(edit, body.get("source", {}))
    sheet, given = target(edit, body.get("destination", {}))
    block = _read_block(source_sheet, source)
    if body.get("pasteOrientation") == "TRANSPOSE":
        block = [list(row) for row in zip(*block, strict=True)]
    height, width = len(block), len(block[0]) if block else 0
    if not height or not width:
        return
    tall, wide = (given.bottom or 0) - (given.top or 0), (given.right or 0) - (given.left or 0)
    down = tall // height if tall >= height and tall % height == 0 else 1
    across = wide // width if wide >= width and wide % width == 0 else 1
    rect = Rect(
        sheet_id=sheet.id,
        top=given.top,
        left=given.left,
        bottom=min((given.top or 0) + down * height, sheet.row_count),
        right=min((given.left or 0) + across * width, sheet.column_count),
    )
    edit.guard(rect)
    kind_of_paste = body.get("pasteType") or "PASTE_NORMAL"
    for row, column in _spots(rect):
        from_row, from_column = (
            (row - (rect.top or 0)) % height,
            (column - (rect.left or 0)) % width,
        )
        origin = block[from_row][from_column]
        _paste(sheet, row, column, origin, kind_of_paste)
    if kind_of_paste in {"PASTE_NORMAL", "PASTE_CONDITIONAL_FORMATTING", "PASTE_FORMAT"}:
        _copy_conditional_formats(source_sheet, source, sheet, rect)
    if kind_of_paste == "PASTE_NORMAL" and source_sheet.objects["merges"]:
        _copy_merges(source_sheet, source, sheet, rect)


def _read_block(sheet: Sheet, rect: Rect) -> list[list[Json]]:
    return [
        [
            {layer: sheet.get(layer, row, column) for layer in LAYERS} | {"at": (row, column)}
            for column in range(rect.left or 0, rect.right or 0)
        ]
        for row in range(rect.top or 0, rect.bottom or 0)
    ]


def _paste(sheet: Sheet, row: int, column: int, origin: Json, kind_of_paste: str) -> None:
    layers = PASTED.get(kind_of_paste, LAYERS)
    from_row, from_column = origin["at"]
    if "value" in layers:
        cells.clear_content(sheet, row, column)
    for layer in layers:
        value = origin[layer]
        if layer == "value" and kind_of_paste == "PASTE_VALUES" and isinstance(value, ErrorValue):
            value = value.text
        if layer == "value" and "formula" in layers and origin["formula"] is not None:
            continue
        if layer == "formula" and value is not None:
            value = formulas.relative(value, row - from_row, column - from_column)
        if layer == "format" and kind_of_paste == "PASTE_NO_BORDERS" and value:
            value = {name: part for name, part in value.items() if name != "borders"} or None
        sheet.set(layer, row, column, value)


def _copy_conditional_formats(source_sheet: Sheet, source: Rect, sheet: Sheet, rect: Rect) -> None:
    for rule in list(source_sheet.objects["conditionalFormats"]):
        if any(rect_of(item).meets(source) for item in rule.get("ranges", [])):
            if any(rect_of(item).covers(rect) for item in rule["ranges"]):
                continue
            if sheet is source_sheet:
                rule["ranges"] = [*rule["ranges"], grid_range(rect)]
            else:
                sheet.objects["conditionalFormats"].append({**rule, "ranges": [grid_range(rect)]})


def _copy_merges(source_sheet: Sheet, source: Rect, sheet: Sheet, rect: Rect) -> None:
    for known in list(source_sheet.objects["merges"]):
        other = rect_of(known)
        if source.covers(other):
            down, right = (rect.top or 0) - (source.top or 0), (rect.left or 0) - (source.left or 0)
            block = Rect(
                sheet_id=sheet.id,
                top=(other.top or 0) + down,
                bottom=(other.bottom or 0) + down,
                left=(other.left or 0) + right,
                right=(other.right or 0) + right,
            )
            sheet.objects["merges"].append(grid_range(block))


@kind("cutPaste")
def _cut_paste(edit: Edit, body: Json) -> None:
    source_sheet, source = target(edit, body.get("source", {}))
    spot = body.get("destination", {})
    sheet = edit.book.sheet(spot.get("sheetId", 0))
    top, left = spot.get("rowIndex", 0), spot.get("columnIndex", 0)
    block = _read_block(source_sheet, source)
    height, width = len(block), len(block[0]) if block else 0
    ranges.check_inside(
        sheet, Rect(top=top, left=left), f"{a1.quote_title(sheet.title)}!{a1.cell_name(top, left)}"
    )
    if top + height > sheet.row_count or left + width > sheet.column_count:
        rect = Rect(top=top, bottom=top + height, left=left, right=left + width)
        raise ranges.beyond(sheet, a1.print_rect(sheet.title, rect))
    edit.guard(source)
    edit.guard(Rect(sheet_id=sheet.id, top=top, bottom=top + height, left=left, right=left + width))
    layers = PASTED.get(body.get("pasteType") or "PASTE_NORMAL", LAYERS)
    for layer in layers:
        source_sheet.fill(layer, source, None)
    for row in range(height):
        for column in range(width):
            for layer in layers:
                sheet.set(layer, top + row, left + column, block[row][column][layer])
    _follow_cut(edit, source_sheet, source, sheet, top, left)


def _follow_cut(
    edit: Edit, source_sheet: Sheet, source: Rect, sheet: Sheet, top: int, left: int
) -> None:
    """References wholly inside the cut cells go along to where they were pasted."""
    down, right = top - (source.top or 0), left - (source.left or 0)
    for home in edit.book.sheets:
        for row, column, text in list(home.formulas()):

            def moved(title: str | None, cells_text: str, home: Sheet = home) -> str:
                aimed = home if title is None else edit.book.find_sheet(title)
                rect = a1.parse_cells(cells_text.replace("$", ""))
                prefix = "" if title is None else a1.quote_title(title) + "!"
                if (
                    aimed is not source_sheet
                    or rect is None
                    or not source.covers(rect.on(source_sheet.id))
                ):
                    return prefix + cells_text
                if sheet is not source_sheet:
                    prefix = a1.quote_title(sheet.title) + "!"
                return prefix + formulas.moved_by(cells_text, down, right)

            new = formulas.rewrite(text, moved)
            if new != text:
                home.set("formula", row, column, new)


@kind("pasteData")
def _paste_data(edit: Edit, body: Json) -> None:
    spot = body.get("coordinate", {})
    sheet = edit.book.sheet(spot.get("sheetId", 0))
    top, left = spot.get("rowIndex", 0), spot.get("columnIndex", 0)
    ranges.check_inside(
        sheet, Rect(top=top, left=left), f"{a1.quote_title(sheet.title)}!{a1.cell_name(top, left)}"
    )
    if body.get("html"):
        rows = _html_rows(body.get("data", ""))
    else:
        delimiter = body.get("delimiter")
        if not delimiter:
            raise ApiError(400, "One of 'delimiter' or 'html' must be specified.")
        rows = _split(body.get("data", ""), delimiter)
    height, width = len(rows), max((len(row) for row in rows), default=0)
    rows_needed, columns_needed = (
        max(sheet.row_count, top + height),
        max(sheet.column_count, left + width),
    )
    edit.book.check_cells(rows_needed * columns_needed - sheet.row_count * sheet.column_count)
    sheet.row_count, sheet.column_count = rows_needed, columns_needed
    edit.guard(Rect(sheet_id=sheet.id, top=top, bottom=top + height, left=left, right=left + width))
    for row, values in enumerate(rows, top):
        for column, value in enumerate(values, left):
            if value == "":
                cells.clear_content(sheet, row, column)
            else:
                cells.put_typed(edit.book, sheet, row, column, value)


def _split(data: str, delimiter: str) -> list[list[str]]:
    if len(delimiter) == 1:
        return list(csv.reader(io.StringIO(data, newline=""), delimiter=delimiter))
    return [line.split(delimiter) for line in data.splitlines()]


def _html_rows(data: str) -> list[list[str]]:
    import html

    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", data, re.IGNORECASE | re.DOTALL)
    strip = re.compile(r"<[^>]+>")
    return [
        [
            html.unescape(strip.sub("", cell)).strip()
            for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.IGNORECASE | re.DOTALL)
        ]
        for row in rows
    ]


# Finding, filling, tidying


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
        for row, column in _filled_spots(sheet, rect):
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


def _filled_spots(sheet: Sheet, rect: Rect) -> Iterator[tuple[int, int]]:
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
    for row, column in _filled_spots(sheet, rect):
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
        filled = [row for row, _ in _filled_spots(sheet, whole)]
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
            _paste(
                sheet,
                row,
                column,
                {layer: sheet.get(layer, *origin) for layer in LAYERS} | {"at": origin},
                "PASTE_NORMAL",
            )
            if numbers and len(values) > 1 and sheet.get("formula", *origin) is None:
                step = (values[-1] - values[0]) / (len(values) - 1)
                cells.put_raw(sheet, row, column, round(values[0] + step * (index - start), 10))
