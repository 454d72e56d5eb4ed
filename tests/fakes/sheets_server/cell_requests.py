"""batchUpdate requests that write cells, merge them and draw their borders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.sheets_server import a1, cells, formats, formulas, masks, ranges
from tests.fakes.sheets_server.a1 import Rect
from tests.fakes.sheets_server.batch import kind
from tests.fakes.sheets_server.errors import ApiError
from tests.fakes.sheets_server.model import CONTENT, Sheet, grid_range, rect_of

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
        for row, column in spots(rect):
            old = sheet.get("format", row, column)
            if old:
                sheet.set(
                    "format", row, column, formats.update_format(old, {}, mask["userEnteredFormat"])
                )


def spots(rect: Rect) -> Iterator[tuple[int, int]]:
    """Row and column of every cell of a closed rectangle."""
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
    for row, column in spots(rect):
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
    _check_extent(sheet, top, 0, len(rows), width, height, sheet.column_count)
    edit.book.check_cells((height - sheet.row_count) * sheet.column_count)
    sheet.row_count = height
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
    for row, column in spots(block):
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
    for row, column in spots(rect):
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
