"""Working formulas out: a small parser and the functions that team sheets use most."""

from __future__ import annotations

from typing import Any

from tests.fakes.sheets_server.model import Book, ErrorValue


class Calculation:
    """One pass over all formulas of a file."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def run(self) -> None:
        """Put the value of every formula into the value layer."""
        for sheet in self.book.sheets:
            for row, column, _ in list(sheet.formulas()):
                value: Any = ErrorValue("LOADING", "")
                sheet.set("value", row, column, value)
