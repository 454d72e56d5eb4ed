"""A1 notation: cell names, quoted titles, open and reversed ranges, and the way Google prints them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

MAX_COLUMNS = 18_278
_SHEET_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*\Z")
_CELL_LIKE = re.compile(
    r"(?:[A-Za-z]{1,3}[0-9]+|[rR][0-9]*[cC][0-9]*|[A-Za-z]{1,3}:[A-Za-z]{1,3})\Z"
)
_CORNER = re.compile(r"\$?([A-Za-z]{1,3})?\$?([0-9]+)?\Z")
_R1C1 = re.compile(r"(?:[rR](?P<row>[0-9]+|\[[0-9]+\])?)?(?:[cC](?P<column>[0-9]+|\[[0-9]+\])?)?\Z")
_LETTERS: list[str] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class Rect:
    """A rectangle of one sheet: 0-based, half-open; None is an open side."""

    sheet_id: int = 0
    top: int | None = None
    bottom: int | None = None
    left: int | None = None
    right: int | None = None

    def closed(self, rows: int, columns: int) -> Rect:
        """The same rectangle with every side closed and clipped to a grid of rows x columns."""
        top, left = self.top or 0, self.left or 0
        bottom = rows if self.bottom is None else min(self.bottom, rows)
        right = columns if self.right is None else min(self.right, columns)
        return Rect(
            sheet_id=self.sheet_id,
            top=min(top, rows),
            bottom=max(bottom, min(top, rows)),
            left=min(left, columns),
            right=max(right, min(left, columns)),
        )

    def on(self, sheet_id: int) -> Rect:
        """The same rectangle on another sheet."""
        return replace(self, sheet_id=sheet_id)

    def contains(self, row: int, column: int) -> bool:
        """Whether a cell lies inside."""
        return (
            (self.top or 0) <= row
            and (self.bottom is None or row < self.bottom)
            and (self.left or 0) <= column
            and (self.right is None or column < self.right)
        )

    def covers(self, other: Rect) -> bool:
        """Whether another rectangle lies wholly inside."""
        return (
            (self.top or 0) <= (other.top or 0)
            and (self.left or 0) <= (other.left or 0)
            and (self.bottom is None or (other.bottom is not None and other.bottom <= self.bottom))
            and (self.right is None or (other.right is not None and other.right <= self.right))
        )

    def meets(self, other: Rect) -> bool:
        """Whether the two share at least one cell (of the same sheet)."""
        return (
            self.sheet_id == other.sheet_id
            and (self.bottom is None or (other.top or 0) < self.bottom)
            and (other.bottom is None or (self.top or 0) < other.bottom)
            and (self.right is None or (other.left or 0) < self.right)
            and (other.right is None or (self.left or 0) < other.right)
        )


def letters(column: int) -> str:
    """Column name of a 0-based index: 0 is A, 26 is AA."""
    name = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_index(name: str) -> int:
    """0-based index of a column name: A is 0."""
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def quote_title(title: str) -> str:
    """A sheet title as Google prints it before `!`: bare if it is a plain word, quoted otherwise."""
    if _SHEET_BARE.match(title) and not _CELL_LIKE.match(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def cell_name(row: int, column: int) -> str:
    """A1 name of a 0-based cell."""
    return f"{letters(column)}{row + 1}"


def print_rect(title: str | None, rect: Rect) -> str:
    """A closed rectangle as `Title!A1:B2` (`Title!A1` for one cell)."""
    top, left, bottom, right = rect.top or 0, rect.left or 0, rect.bottom, rect.right
    first = cell_name(top, left)
    if bottom is not None and right is not None and (bottom - top, right - left) == (1, 1):
        text = first
    elif bottom is None and right is None:
        text = f"{first}:{letters(MAX_COLUMNS - 1)}"
    elif bottom is None:
        text = f"{first if rect.top else letters(left)}:{letters(right - 1)}"
    elif right is None:
        text = f"{first if rect.left else top + 1}:{bottom}"
    else:
        text = f"{first}:{cell_name(bottom - 1, right - 1)}"
    return text if title is None else f"{quote_title(title)}!{text}"


def split_title(text: str) -> tuple[str | None, str | None, bool]:
    """Split a range into title, cells and whether the title was quoted.

    Either part may be None: `Sheet1!A1` has both, `'Sheet 1'` a title only. A word without quotes
    and without `!` is given back as cells: the caller knows whether it is a title or a name.
    Raises ValueError for a quote that never closes.
    """
    if text.startswith("'"):
        position = 1
        while True:
            position = text.find("'", position)
            if position < 0:
                raise ValueError(text)
            if text[position + 1 : position + 2] != "'":
                break
            position += 2
        title, rest = text[1:position].replace("''", "'"), text[position + 1 :]
        if not rest:
            return title, None, True
        if not rest.startswith("!") or not rest[1:]:
            raise ValueError(text)
        return title, rest[1:], True
    if "!" in text:
        title, _, rest = text.rpartition("!")
        if not title or not rest:
            raise ValueError(text)
        return title, rest, False
    return None, text, False


def parse_cells(text: str) -> Rect | None:
    """The rectangle of `A1`, `A1:B2`, `A:B`, `2:3`, `A2:B`, `R1C1:R2C2`; None if it is none of these.

    What can be read as A1 is, and the two notations never stand in one range: `R1:R2` are cells of
    column R, `R1C1:R2` two rows.
    """
    first, colon, second = text.partition(":")
    parts = [first, second if colon else first]
    corners = [_corner(part, alone=not colon) for part in parts]
    if None in corners:
        corners = [_r1c1_corner(part) for part in parts]
    start, end = corners
    return None if start is None or end is None else _span(start, end)


def _corner(text: str, *, alone: bool) -> tuple[int | None, int | None] | None:
    """Row and column (0-based, None when left out) of one corner."""
    match = _CORNER.match(text.strip())
    if not match or not (match[1] or match[2]) or (alone and not (match[1] and match[2])):
        return None
    row = _number(match[2])
    if row is not None and row < 0:
        return None
    column = column_index(match[1]) if match[1] else None
    return row, column


def _r1c1_corner(text: str) -> tuple[int | None, int | None] | None:
    """Row and column of `R2C3`, `R[1]C[2]` (counted from A1), `R2` or `C3`; a letter alone is A1."""
    text = text.strip()
    match = _R1C1.match(text)
    if not match or not text:
        return None
    if len(text) == 1:
        return 0, 0
    row = _r1c1_number(match["row"]) if text[0] in "rR" else None
    column = _r1c1_number(match["column"]) if "c" in text.lower() else None
    return None if -1 in {row, column} else (row, column)


def _r1c1_number(text: str | None) -> int:
    """A 0-based index; -1 for the absolute number 0, which is no row and no column."""
    if text is None:
        return 0
    return int(text[1:-1]) if text.startswith("[") else int(text) - 1


def _number(text: str | None) -> int | None:
    return int(text) - 1 if text else None


def _span(start: tuple[int | None, int | None], end: tuple[int | None, int | None]) -> Rect | None:
    rows, columns = _side(start[0], end[0]), _side(start[1], end[1])
    return Rect(top=rows[0], bottom=rows[1], left=columns[0], right=columns[1])


def _side(start: int | None, end: int | None) -> tuple[int | None, int | None]:
    """The half-open side between two 0-based numbers in any order; one left out leaves the end open."""
    if start is None and end is None:
        return None, None
    if start is None or end is None:
        return (start if start is not None else end), None
    return min(start, end), max(start, end) + 1
