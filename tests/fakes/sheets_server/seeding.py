"""Filling a tab with plain columns at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.sheets_server import cells, numerals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.fakes.sheets_server.model import Book


def to_columns(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Rows turned into columns of equal length, None where a row is short."""
    width = max((len(row) for row in rows), default=0)
    if all(len(row) == width for row in rows):
        return [list(column) for column in zip(*rows, strict=True)]
    return [[row[index] if index < len(row) else None for row in rows] for index in range(width)]


def fill(book: Book, sheet: Any, grid_columns: Sequence[Sequence[Any]], *, typed: bool) -> None:
    """Put columns of plain values into an empty tab; text that is a formula (`typed`: any text) is read as typed."""
    for index, column in enumerate(grid_columns):
        plain: list[Any] = list(column)
        special = []
        for row, value in enumerate(plain):
            if type(value) is str:
                if not value:
                    plain[row] = None
                elif typed or value[0] == "=":
                    special.append((row, value))
                    plain[row] = None
            elif value is not None and type(value) is float:
                plain[row] = numerals.tidy(value)
        sheet.columns.extend({} for _ in range(index + 1 - len(sheet.columns)))
        if any(value is not None for value in plain):
            sheet.columns[index]["value"] = plain
        for row, value in special:
            cells.put_typed(book, sheet, row, index, value)
