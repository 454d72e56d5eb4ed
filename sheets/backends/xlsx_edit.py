"""Changes carried out on the bytes of an .xlsx, in the steps that the library needs."""

import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import wolfxl
from wolfxl.comments import Comment
from wolfxl.formatting.rule import CellIsRule, FormulaRule
from wolfxl.styles import Color
from wolfxl.styles.numbers import is_date_format, is_timedelta_format
from wolfxl.worksheet.datavalidation import DataValidation
from wolfxl.worksheet.worksheet import Worksheet

from sheets.backends.looks import (
    COLOURS,
    HEADER_GREY,
    STALE_RED,
    header_lines,
    number_format,
    row_lines,
    width,
)
from sheets.backends.xlsx_charts import draw
from sheets.backends.xlsx_names import with_names_as_before
from sheets.backends.xlsx_parts import Dressing, dressed
from sheets.backends.xlsx_text import DAYS_TO_1904, counts_from_1904, escaped, is_number
from sheets.grid import TabChange
from sheets.headers import letter
from sheets.outputs.table import (
    FIRST_ROW,
    HEADER_ROW,
    STAMP_ROW,
    Kind,
    OutputColumn,
    OutputTab,
)

_Step = Callable[[wolfxl.Workbook, Sequence[tuple[TabChange, str]]], None]
_LAST_ROW = 1_048_576
_AUTHOR = "reorder-brief"
_KEY_WIDTH = 12
_LINE_HEIGHT = 15  # points


def edited(
    path: Path, data: bytes, changes: Sequence[TabChange], titles: Mapping[str, str]
) -> bytes:
    """Return the workbook with all changes made.

    Rows are inserted and tabs made in a step before the others, because the library carries both
    out after everything else of the same step, and lays out an empty tab faster than a full one;
    rows are deleted in a last one.
    """
    names = [change.title if change.tab_id is None else titles[change.tab_id] for change in changes]
    pairs = [(change, change.retitle or name) for change, name in zip(changes, names, strict=True)]
    steps = (
        (_retitle, [pair for pair in zip(changes, names, strict=True) if pair[0].retitle]),
        (_retitle_charts, _charts_of(changes, titles)),
        (_first, pairs),
        (_second, [pair for pair in pairs if _filled_later(pair[0]) or pair[0].make]),
        (_last, [pair for pair in pairs if pair[0].delete_rows]),
    )
    for step, concerned in steps:
        if concerned:
            data = _stepped(data, step, concerned)
    return dressed(path, data, [_dressing(change, name) for change, name in pairs])


def _stepped(data: bytes, step: _Step, changes: Sequence[tuple[TabChange, str]]) -> bytes:
    out = io.BytesIO()
    with wolfxl.load_workbook(data, modify=True) as book:
        step(book, changes)
        book.calculation.fullCalcOnLoad = True
        book.save(cast("Any", out))  # its types know only paths
    moved = {name for change, name in changes if change.insert_rows or change.delete_rows}
    return with_names_as_before(out.getvalue(), data, moved) if moved else out.getvalue()


def _retitle(book: wolfxl.Workbook, changes: Sequence[tuple[TabChange, str]]) -> None:
    for change, name in changes:
        book[name].title = str(change.retitle)


def _charts_of(
    changes: Sequence[TabChange], titles: Mapping[str, str]
) -> list[tuple[TabChange, str]]:
    """The changes that call the tab of their charts anew, each with its title of now."""
    return [
        (change, titles[change.charts_retitle[0]])
        for change in changes
        if change.charts_retitle is not None and change.charts_retitle[0] in titles
    ]


def _retitle_charts(book: wolfxl.Workbook, changes: Sequence[tuple[TabChange, str]]) -> None:
    for change, name in changes:
        book[name].title = cast("tuple[str, str]", change.charts_retitle)[1]


def _first(book: wolfxl.Workbook, changes: Sequence[tuple[TabChange, str]]) -> None:
    for change, name in changes:
        sheet = book.create_sheet(name) if change.tab_id is None else book[name]
        if change.charts_title is not None:
            book.create_sheet(change.charts_title)
        for at, count in change.insert_rows:
            sheet.insert_rows(at + 1, count)
        if not _filled_later(change):
            _fill(book, sheet, change)


def _second(book: wolfxl.Workbook, changes: Sequence[tuple[TabChange, str]]) -> None:
    for change, name in changes:
        sheet = book[name]
        if _filled_later(change):
            _fill(book, sheet, change)
        if change.make is not None:
            _lay_out(sheet, change, change.make)
            if change.charts_title is not None:
                draw(book, change.make, table=name, title=change.charts_title)


def _filled_later(change: TabChange) -> bool:
    """Whether the cells wait for rows to be inserted, or for a tab to be made."""
    return bool(change.insert_rows) or change.tab_id is None


def _last(book: wolfxl.Workbook, changes: Sequence[tuple[TabChange, str]]) -> None:
    for change, name in changes:
        for first, count in change.delete_rows:
            book[name].delete_rows(first + 1, count)


def _fill(book: wolfxl.Workbook, sheet: Worksheet, change: TabChange) -> None:
    since_1904 = counts_from_1904(book)
    for run in change.runs:
        for row, value in enumerate(run.values, run.row + 1):
            cell = sheet.cell(row, run.column + 1)
            if isinstance(value, str) and value:
                cell.value = escaped(value)
                cell.data_type = "s"
            elif since_1904 and is_number(value) and value > DAYS_TO_1904 and _is_day(cell, change):
                cell.value = value - DAYS_TO_1904
            else:
                cell.value = None if value == "" else value


def _is_day(cell: wolfxl.Cell, change: TabChange) -> bool:
    """Whether a number is shown as a day: by the cell's format, or the one that it will get."""
    row, column = cell.row - 1, cell.column - 1
    fresh, count = change.fresh_rows or (0, 0)
    if column in change.fresh_columns.values() or fresh <= row < fresh + count:
        return row == STAMP_ROW or change.kinds.get(column) in {Kind.DAY, Kind.MOMENT}
    return is_date_format(cell.number_format) and not is_timedelta_format(cell.number_format)


def _lay_out(sheet: Worksheet, change: TabChange, output: OutputTab) -> None:
    columns = {column.id: column for column in output.columns}
    ticks = []
    for name, index in change.fresh_columns.items():
        _lay_out_column(sheet, output, columns[name], index)
        if columns[name].kind is Kind.TICK and columns[name].yours:
            ticks.append(index)
    if ticks:
        _ticks(sheet, ticks)
    if len(change.fresh_columns) == len(output.columns):
        _lay_out_tab(sheet, output)
    status = change.fresh_columns.get(output.status_column or "")
    if status is not None:
        _colour(sheet, letter(status), output.colours)


def _lay_out_column(sheet: Worksheet, output: OutputTab, column: OutputColumn, index: int) -> None:
    header = sheet.cell(HEADER_ROW + 1, index + 1)
    header.font = wolfxl.Font(name="Calibri", size=11, bold=True)
    header.alignment = wolfxl.Alignment(wrap_text=True, vertical="top")
    if not column.yours:
        header.fill = wolfxl.PatternFill("solid", fgColor=HEADER_GREY)
    if column.note:
        header.comment = Comment(column.note, _AUTHOR)
    first = sheet.cell(FIRST_ROW + 1, index + 1)
    first.number_format = number_format(column.kind, output)
    first.alignment = wolfxl.Alignment(wrap_text=column.wrap, vertical="top")


def _lay_out_tab(sheet: Worksheet, output: OutputTab) -> None:
    sheet.freeze_panes = f"A{FIRST_ROW + 1}"
    sheet.cell(FIRST_ROW + 1, 1).number_format = "@"
    sheet.cell(1, 2).number_format = number_format(Kind.MOMENT, output)
    rule = FormulaRule(formula=["AND(ISNUMBER($B$1),$B$1<TODAY()-1)"], fill=_fill_of(STALE_RED))
    sheet.conditional_formatting.add("B1", rule)


def _colour(sheet: Worksheet, column: str, colours: Mapping[str, str]) -> None:
    where = f"{column}{FIRST_ROW + 1}:{column}{_LAST_ROW}"
    for word, colour in colours.items():
        fill = _fill_of(COLOURS[colour])
        text = word.replace('"', '""')
        sheet.conditional_formatting.add(
            where, CellIsRule(operator="equal", formula=[f'"{text}"'], fill=fill)
        )


def _fill_of(colour: str) -> wolfxl.PatternFill:
    """Return a rule's fill; the library writes half of it, `dressed` the other half."""
    return wolfxl.PatternFill("solid", fgColor=Color(rgb=f"FF{colour}"))


def _ticks(sheet: Worksheet, columns: Sequence[int]) -> None:
    rule = DataValidation(type="list", formula1='"TRUE,FALSE"', allow_blank=True)
    sheet.add_data_validation(rule)
    for index in columns:
        rule.add(f"{letter(index)}{FIRST_ROW + 1}:{letter(index)}{_LAST_ROW}")


def _dressing(change: TabChange, name: str) -> Dressing:
    output = change.make
    new = output is not None and len(change.fresh_columns) == len(output.columns)
    if output is None or not new:
        return Dressing(title=name, fresh_rows=change.fresh_rows)
    columns = {column.id: column for column in output.columns}
    widths = {index: width(output, columns[n]) for n, index in change.fresh_columns.items()}
    return Dressing(
        title=name,
        widths={0: _KEY_WIDTH, **widths},
        hidden=output.hidden,
        hidden_columns=frozenset({0}),
        heights=_heights(output),
        fresh_rows=change.fresh_rows,
    )


def _heights(output: OutputTab) -> Mapping[int, float]:
    """Return the heights of the header and of rows that hold more than one line."""
    rows = enumerate(row_lines(output), FIRST_ROW)
    lines = {HEADER_ROW: header_lines(output)} | {row: count for row, count in rows if count > 1}
    return {row: count * _LINE_HEIGHT for row, count in lines.items()}
