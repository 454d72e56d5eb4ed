"""What the library does not tell of a sheet: escaped texts, formulas without a result."""

import re
import zipfile
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeGuard

from sheets.backends.xlsx_parts import column_index
from sheets.cell import NOT_COMPUTED, Cell

if TYPE_CHECKING:
    import wolfxl

DAYS_TO_1904 = 1462  # days are counted from there in some workbooks made on a Mac
_YEAR = 1904
_PIECE = 1 << 20  # bytes of a part that are unpacked at a time
_LONGEST_PIECE = 1 << 23
_SHARED = "xl/sharedstrings.xml"
_ESCAPED_BYTES = re.compile(rb"_x[0-9A-Fa-f]{4}_")
_ESCAPED = re.compile(r"_x(?!D[89A-F])([0-9A-F]{4})_", re.IGNORECASE)  # but no half characters
_LIKE_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f]")
_FORMULA_CELL = re.compile(
    rb"<c\b([^>]*)>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
_END = re.compile(rb"</(?:[\w.-]+:)?worksheet\s*>|<(?:[\w.-]+:)?worksheet\b[^>]*/>")
_END_BYTES = 4096
_PLACE = re.compile(rb'\br="([A-Z]+)(\d+)"')


def counts_from_1904(book: "wolfxl.Workbook") -> bool:
    """Tell whether a workbook counts its days from 1904."""
    return bool(book.epoch.year == _YEAR)


def is_number(cell: Cell) -> TypeGuard[int | float]:
    """Tell whether a cell is a number; a tick is none."""
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def escaped(text: str) -> str:
    """Return a text as Excel writes it: `_x0041_` would be read as A, a control character not."""
    text = _LIKE_ESCAPED.sub("_x005F_", text)
    return _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def unescaped(text: str) -> str:
    """Return a text as Excel shows it."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


@dataclass(frozen=True, slots=True)
class Peculiar:
    """What the cells of a sheet do not tell."""

    escapes: bool  # there may be escaped texts
    uncomputed: Sequence[tuple[int, int]]  # formulas without a result: sorted 0-based places
    whole: bool = True  # False: the part is empty or cut off, and reads as fewer rows or none

    def corrected(
        self, columns: Sequence[Sequence[Cell]], start: int, end: int
    ) -> list[Sequence[Cell]]:
        """Return texts as Excel shows them and formulas without a result marked.

        Args:
            columns: The cells of some rows, column by column.
            start: The first of these rows, 0-based.
            end: The row after the last.
        """
        found = [self._unescaped(column) for column in columns]
        marked: dict[int, list[int]] = {}
        first, last = (bisect_left(self.uncomputed, (row, 0)) for row in (start, end))
        for row, column in self.uncomputed[first:last]:
            marked.setdefault(column, []).append(row - start)
        found.extend([] for _ in range(max(marked, default=-1) + 1 - len(found)))
        for column, rows in marked.items():
            cells = list(found[column])
            cells.extend([None] * (rows[-1] + 1 - len(cells)))
            for row in rows:
                cells[row] = NOT_COMPUTED
            found[column] = cells
        return found

    def _unescaped(self, column: Sequence[Cell]) -> Sequence[Cell]:
        if not self.escapes:
            return column
        return [unescaped(cell) if isinstance(cell, str) else cell for cell in column]


def shares_escapes(archive: zipfile.ZipFile) -> bool:
    """Tell whether there may be escaped texts among those that all sheets share."""
    return any(
        _ESCAPED_BYTES.search(piece)
        for name in archive.namelist()
        if name.lower() == _SHARED
        for piece in _pieces(archive, name, b"</si>")
    )


def peculiar(archive: zipfile.ZipFile, part: str, *, escapes: bool, formulas: bool) -> Peculiar:
    """Look through a sheet's part as it is unpacked; a million rows cost a fifth of reading them.

    Args:
        archive: The workbook.
        part: The part that holds the sheet.
        escapes: Whether there may be any among the shared texts.
        formulas: Whether to look for formulas.
    """
    uncomputed: list[tuple[int, int]] = []
    end = b""
    for piece in _pieces(archive, part, b"</row>"):
        end = (end + piece[-_END_BYTES:])[-_END_BYTES:]
        escapes = escapes or (b"_x" in piece and _ESCAPED_BYTES.search(piece) is not None)
        if formulas and b"<f" in piece:
            uncomputed += _uncomputed(piece)
    whole = _END.search(end.replace(b"\0", b"")) is not None  # of UTF-16 every other byte is 0
    return Peculiar(escapes, sorted(uncomputed), whole)


def _uncomputed(piece: bytes) -> Iterator[tuple[int, int]]:
    """Formulas without a value; a text (t="str") without one is a result that is blank."""
    for cell in _FORMULA_CELL.finditer(piece):
        place = _PLACE.search(cell[1])
        if place is not None and b't="str"' not in cell[1]:
            yield int(place[2]) - 1, column_index(place[1].decode())


def _pieces(archive: zipfile.ZipFile, name: str, end: bytes) -> Iterator[bytes]:
    """A part in pieces, each of which goes to the end of an element where there is one."""
    rest = b""
    with archive.open(name) as file:
        while more := file.read(_PIECE):
            head, found, rest = (rest + more).rpartition(end)
            yield head + found
            if len(rest) > _LONGEST_PIECE:
                yield rest
                rest = b""
    yield rest
