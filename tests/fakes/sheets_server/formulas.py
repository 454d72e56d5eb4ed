"""Formulas: references that follow their cells, and values for what is simple enough to work out.

Worked out: literals, arithmetic, comparisons, `&`, references, ranges, named ranges and the functions
of `functions.py`. A function that Google has and this server does not work out gives `Loading...`
(error type LOADING); a name that Google does not know gives #NAME?, as there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.fakes.sheets_server import a1

if TYPE_CHECKING:
    from tests.fakes.sheets_server.model import Book, Sheet

TOKEN = re.compile(
    r"""(?P<string>"(?:[^"]|"")*")
    |(?P<reference>(?:(?P<sheet>'(?:[^']|'')+'|[A-Za-z_\u00c0-\uffff][\w.\u00c0-\uffff]*)!)?
        (?P<cells>\$?[A-Za-z]{1,3}\$?[1-9][0-9]*(?::(?:\$?[A-Za-z]{1,3}\$?[1-9][0-9]*|\$?[A-Za-z]{1,3}|\$?[1-9][0-9]*))?
            |\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}(?:\$?[1-9][0-9]*)?
            |\$?[1-9][0-9]*:\$?[1-9][0-9]*)(?![\w(.!]))
    |(?P<name>[A-Za-z_\u00c0-\uffff][\w.\u00c0-\uffff]*)
    |(?P<number>[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?)
    |(?P<error>\#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|ERROR!))
    |(?P<operator><=|>=|<>|[-+*/^&=<>%(),;{}\\:!])
    |(?P<space>\s+)
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
CORNER = re.compile(r"(\$?)([A-Za-z]{1,3})?(\$?)([1-9][0-9]*)?\Z")
Span = tuple[int | None, int | None]
Change = Callable[[int | None, int | None], "Span | None"]


def title_of(text: str | None) -> str | None:
    """The tab title that stands before `!` in a reference, without its quotes."""
    if text is None:
        return None
    return text[1:-1].replace("''", "'") if text.startswith("'") else text


def rewrite(text: str, change: Callable[[str | None, str], str]) -> str:
    """A formula with every reference replaced by `change(title or None, cells)`; strings are left alone."""
    parts = []
    for match in TOKEN.finditer(text):
        if match["reference"] is not None:
            parts.append(change(title_of(match["sheet"]), match["cells"]))
        else:
            parts.append(match[0])
    return "".join(parts)


def canonical(book: Book, text: str) -> str:
    """A formula as Google keeps it: references in capitals, corners in order, titles as their tabs are named."""

    def tidy(title: str | None, cells: str) -> str:
        sheet = book.find_sheet(title) if title is not None else None
        prefix = _prefix(sheet.title if sheet is not None else title)
        first, colon, second = cells.partition(":")
        start = _corner(first)
        if not colon:
            return prefix + _print_corner(start)
        end = _corner(second)
        for place in (1, 3):
            if start[place] is not None and end[place] is not None and start[place] > end[place]:
                start[place - 1 : place + 1], end[place - 1 : place + 1] = (
                    end[place - 1 : place + 1],
                    start[place - 1 : place + 1],
                )
        one, two = _print_corner(start), _print_corner(end)
        single = start[1] is not None and start[3] is not None and start[1::2] == end[1::2]
        return prefix + (one if single else f"{one}:{two}")

    return rewrite(text, tidy)


def _prefix(title: str | None) -> str:
    return "" if title is None else a1.quote_title(title) + "!"


def shift(book: Book, sheet: Sheet, dimension: str, change: Change) -> None:
    """Let the references to a sheet follow rows or columns that were inserted, deleted or moved."""
    for home in book.sheets:
        for row, column, text in list(home.formulas()):

            def moved(title: str | None, cells: str, home: Sheet = home) -> str:
                target = home if title is None else book.find_sheet(title)
                if target is not sheet:
                    return _prefix(title) + cells
                shifted = _shifted(cells, dimension, change)
                return shifted if shifted == "#REF!" else _prefix(title) + shifted

            new = rewrite(text, moved)
            if new != text:
                home.set("formula", row, column, new)
        _shift_conditions(book, home, sheet, dimension, change)
    book.touch()


def _shift_conditions(
    book: Book, home: Sheet, sheet: Sheet, dimension: str, change: Change
) -> None:
    """Formulas inside conditional formats, filters and validation rules follow too."""

    def moved(title: str | None, cells: str) -> str:
        target = home if title is None else book.find_sheet(title)
        if target is not sheet:
            return _prefix(title) + cells
        shifted = _shifted(cells, dimension, change)
        return shifted if shifted == "#REF!" else _prefix(title) + shifted

    for name in ("conditionalFormats", "filterViews"):
        home.objects[name][:] = [_reworded(item, moved) for item in home.objects[name]]
    if home.basic_filter is not None:
        home.basic_filter = _reworded(home.basic_filter, moved)
    done: dict[int, tuple[Any, Any]] = {}
    for column in home.columns:
        rules = column.get("validation")
        for row, rule in enumerate(rules or ()):
            if rule is not None:
                if id(rule) not in done:
                    done[id(rule)] = (rule, _reworded(rule, moved))
                rules[row] = done[id(rule)][1]


def _reworded(value: Any, moved: Callable[[str | None, str], str]) -> Any:
    """An object with the formulas of its conditions rewritten."""
    if isinstance(value, list):
        return [_reworded(item, moved) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: rewrite(part, moved)
        if name == "userEnteredValue" and isinstance(part, str) and part.startswith("=")
        else _reworded(part, moved)
        for name, part in value.items()
    }


def _corner(text: str) -> list[Any]:
    match = CORNER.match(text)
    if match is None:
        raise ValueError(text)
    first, name, second, number = match.groups()
    if name is None:
        second, first = first or second, ""
    return [
        first,
        a1.column_index(name) if name else None,
        second,
        int(number) - 1 if number else None,
    ]


def _print_corner(corner: list[Any]) -> str:
    first, column, second, row = corner
    return ("" if column is None else first + a1.letters(column)) + (
        "" if row is None else f"{second}{row + 1}"
    )


def _shifted(cells: str, dimension: str, change: Change) -> str:
    first, colon, second = cells.partition(":")
    start = _corner(first)
    end = _corner(second) if colon else list(start)
    place = 3 if dimension == "ROWS" else 1
    low, high = start[place], end[place]
    if low is None and high is None:
        return cells
    if low is not None and high is not None and low > high:
        start, end, low, high = end, start, high, low
    found = change(low, None if high is None else high + 1)
    if found is None:
        return "#REF!"
    start[place] = found[0] if low is not None else None
    end[place] = None if high is None or found[1] is None else found[1] - 1
    return _print_corner(start) + (":" + _print_corner(end) if colon else "")


def relative(text: str, rows: int, columns: int) -> str:
    """A formula copied by so many rows and columns: references without `$` move along."""

    def moved(title: str | None, cells: str) -> str:
        corners = []
        for part in cells.split(":"):
            corner = _corner(part)
            if corner[1] is not None and not corner[0]:
                corner[1] += columns
            if corner[3] is not None and not corner[2]:
                corner[3] += rows
            if (corner[1] or 0) < 0 or (corner[3] or 0) < 0:
                return "#REF!"
            corners.append(_print_corner(corner))
        return _prefix(title) + ":".join(corners)

    return rewrite(text, moved)


def rename_sheet(book: Book, old: str, new: str) -> None:
    """Let references to a tab follow its new name."""
    _retitle(book, old, lambda cells: _prefix(new) + cells)


def drop_sheet(book: Book, title: str) -> None:
    """References to a tab that is gone become #REF!."""
    _retitle(book, title, lambda _: "#REF!")


def _retitle(book: Book, old: str, change: Callable[[str], str]) -> None:
    folded = old.casefold()

    def moved(title: str | None, cells: str) -> str:
        if title is not None and title.casefold() == folded:
            return change(cells)
        return _prefix(title) + cells

    for home in book.sheets:
        for row, column, text in list(home.formulas()):
            new = rewrite(text, moved)
            if new != text:
                home.set("formula", row, column, new)
    book.touch()


def touch_all(book: Book) -> None:
    """Have every formula worked out again."""
    book.touch()


def calculate(book: Book) -> None:
    """Work out every formula, if anything changed since the last time."""
    if not book.stale:
        return
    book.stale = False
    if any("formula" in column for sheet in book.sheets for column in sheet.columns):
        from tests.fakes.sheets_server import functions

        functions.work_out(book)


def moved_by(cells: str, rows: int, columns: int) -> str:
    """A reference with both corners moved, `$` or not."""
    corners = []
    for part in cells.split(":"):
        corner = _corner(part)
        if corner[1] is not None:
            corner[1] += columns
        if corner[3] is not None:
            corner[3] += rows
        corners.append(_print_corner(corner))
    return ":".join(corners)
