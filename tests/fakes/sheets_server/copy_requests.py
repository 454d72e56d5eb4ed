"""batchUpdate requests that copy, cut and paste."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

from tests.fakes.sheets_server import a1, cells, formulas, ranges
from tests.fakes.sheets_server.a1 import Rect
from tests.fakes.sheets_server.batch import kind
from tests.fakes.sheets_server.cell_requests import spots, target
from tests.fakes.sheets_server.errors import ApiError
from tests.fakes.sheets_server.model import LAYERS, ErrorValue, Sheet, grid_range, rect_of

if TYPE_CHECKING:
    from tests.fakes.sheets_server.edit import Edit

Json = dict[str, Any]
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
    for row, column in spots(rect):
        from_row, from_column = (
            (row - (rect.top or 0)) % height,
            (column - (rect.left or 0)) % width,
        )
        origin = block[from_row][from_column]
        paste(sheet, row, column, origin, kind_of_paste)
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


def paste(sheet: Sheet, row: int, column: int, origin: Json, kind_of_paste: str) -> None:
    """Put what was read of one cell into another, as far as the paste type says."""
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
