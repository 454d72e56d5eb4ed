"""What a workbook file needs before the first run: the right to write it, tabs to fill in."""

import io
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sheets.backends.looks import EXAMPLE_GREY, INPUT_BLUE, INPUT_PATTERNS
from sheets.backends.xlsx_file import (
    content,
    refuse_if_open,
    refuse_if_read_only,
    replace_content,
    version,
)
from sheets.backends.xlsx_parts import Dressing as Dressed
from sheets.backends.xlsx_parts import column_index, dressed
from sheets.backends.xlsx_text import DAYS_TO_1904, counts_from_1904, escaped, is_number
from sheets.cell import Cell
from sheets.grid import PermissionDeniedError, ReadAgainError
from sheets.groundwork import Dressing, Look, NewColumn, NewTab, Source
from sheets.headers import letter, quoted

if TYPE_CHECKING:
    import wolfxl
    from wolfxl.worksheet.worksheet import Worksheet

LISTS = "_lists"  # a hidden tab for drop-downs that are too long to be written into a rule
_TWO_LINES = 32.0  # points
_AIR = 2  # bold letters are wider
_LONGEST_LIST = 255  # characters that Excel takes in a rule
_SOURCE_ROWS = 2000
_LAST_ROW = 1_048_576
_FORMATTED = range(2, 5)  # rows; the columns take their style from them
_RANGE = re.compile(r"\$?([A-Z]+)\$?\d*(?::\$?([A-Z]+)\$?\d*)?")
_Places = Mapping[tuple[str, ...], str]  # choices -> where they are listed


class XlsxGroundwork:
    """Prepares one file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def prove_editable(self) -> None:
        """Make sure that the file and its folder may be written and nobody has it open.

        Raises:
            WorkbookBusyError: If Excel or LibreOffice has it open.
            PermissionDeniedError: If it may not be written.
        """
        refuse_if_open(self.path)
        refuse_if_read_only(self.path)
        folder = self.path.resolve().parent
        if not os.access(folder, os.W_OK):
            msg = f"the folder {folder} may not be written: the file is replaced in it as a whole"
            raise PermissionDeniedError(msg, reason="folder_read_only", path=str(folder))

    def lay(self, tabs: Sequence[NewTab], dressings: Sequence[Dressing] = ()) -> None:
        """Make all tabs and dress the others in a copy, and put it in the place of the file.

        A file that is not there yet is made; it needs at least one tab.

        Raises:
            ReadAgainError: If the file was saved by somebody else meanwhile.
            WorkbookError: If nothing was done.
        """
        if not tabs and not dressings:
            return
        if not self.path.exists():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("xb") as file:
                file.write(_laid(self.path, _new_book(tabs[0]), tabs, dressings))
            return
        self.prove_editable()
        seen = version(self.path)
        new = _laid(self.path, content(self.path), tabs, dressings)
        if version(self.path) != seen:
            msg = f"{self.path.name} was saved by somebody else meanwhile"
            raise ReadAgainError(msg)
        replace_content(self.path, new)


def _new_book(tab: NewTab) -> bytes:
    """A book cannot be without a tab: its first one is already there by its name."""
    import wolfxl  # noqa: PLC0415 - slow to import

    out = io.BytesIO()
    with closing(wolfxl.Workbook()) as book:  # its native part may not outlive this thread
        first: Any = book.active
        first.title = tab.title
        book.save(cast("Any", out))  # its types know only paths
    return out.getvalue()


def _laid(path: Path, data: bytes, tabs: Sequence[NewTab], dressings: Sequence[Dressing]) -> bytes:
    """In two steps, because a new tab takes no formats before it was saved once."""
    places: dict[tuple[str, ...], str] = {}
    had_lists: list[bool] = []

    def first(book: "wolfxl.Workbook") -> None:
        for tab in tabs:
            _fill(book, tab)
        had_lists.append(LISTS in book.sheetnames)
        fresh = (column for tab in tabs for column in tab.columns)
        others = (column for one in dressings for column in _unruled(book, one))
        places.update(_list(book, (*fresh, *others)))

    def second(book: "wolfxl.Workbook") -> None:
        for tab in tabs:
            _lay_out(book[tab.title], tab, places)
        for one in dressings:
            _drop_downs(book[one.title], one.header_row + 2, one.columns, places)

    data = _step(_step(data, first), second)
    sheets = [
        Dressed(
            title=tab.title,
            widths={place: float(column.width) for place, column in enumerate(tab.columns)},
            heights={0: _TWO_LINES} if any(_is_wrapped(column) for column in tab.columns) else {},
        )
        for tab in tabs
    ]
    if places and not had_lists[0]:
        sheets.append(Dressed(title=LISTS, hidden=True))
    return dressed(path, data, sheets)


def _is_wrapped(column: NewColumn) -> bool:
    return len(column.header) + _AIR > column.width


def _step(data: bytes, work: Callable[["wolfxl.Workbook"], None]) -> bytes:
    import wolfxl  # noqa: PLC0415 - slow to import

    out = io.BytesIO()
    with wolfxl.load_workbook(data, modify=True) as book:
        work(book)
        book.save(cast("Any", out))
    return out.getvalue()


def _fill(book: "wolfxl.Workbook", tab: NewTab) -> None:
    there = tab.title in book.sheetnames
    sheet = book[tab.title] if there else book.create_sheet(tab.title)
    headers = tuple(column.header for column in tab.columns)
    for row, cells in enumerate((headers, *tab.rows), start=1):
        for place, value in enumerate(cells, start=1):
            timed = row > 1 and tab.columns[place - 1].look in {Look.DAY, Look.MOMENT}
            since = DAYS_TO_1904 if timed and counts_from_1904(book) else 0
            _write(sheet, row, place, value - since if is_number(value) else value)


def _write(sheet: "Worksheet", row: int, place: int, value: Cell) -> None:
    if value is None:
        return
    cell = sheet.cell(row, place)
    cell.value = escaped(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"


def _list(book: "wolfxl.Workbook", columns: Iterable[NewColumn]) -> _Places:
    """Write the long lists down, each in a column of the hidden tab."""
    long = dict.fromkeys(column.choices for column in columns if _is_long(column.choices))
    if not long:
        return {}
    there = LISTS in book.sheetnames
    sheet = book[LISTS] if there else book.create_sheet(LISTS)
    start = int(sheet.max_column or 0) if there else 0
    places = {}
    for place, choices in enumerate(long, start=start + 1):
        for row, choice in enumerate(choices, start=1):
            _write(sheet, row, place, choice)
        name = letter(place - 1)
        places[choices] = f"'{LISTS}'!${name}$1:${name}${len(choices)}"
    return places


def _is_long(choices: Sequence[str]) -> bool:
    text = ",".join(choices)
    return len(text) > _LONGEST_LIST or text.count(",") >= max(1, len(choices)) or '"' in text


def _lay_out(sheet: "Worksheet", tab: NewTab, places: _Places) -> None:
    import wolfxl  # noqa: PLC0415 - slow to import

    fill = wolfxl.PatternFill("solid", fgColor=INPUT_BLUE)
    for place, column in enumerate(tab.columns, start=1):
        header = sheet.cell(1, place)
        header.font, header.fill = wolfxl.Font(bold=True), fill
        header.alignment = wolfxl.Alignment(wrap_text=True, vertical="top")
        if column.look in INPUT_PATTERNS:
            for row in _FORMATTED:
                sheet.cell(row, place).number_format = INPUT_PATTERNS[column.look]
        for row in range(2, 2 + len(tab.rows)):
            sheet.cell(row, place).font = wolfxl.Font(color=EXAMPLE_GREY)
    sheet.freeze_panes = "A2"
    _drop_downs(sheet, 2, dict(enumerate(tab.columns)), places)


def _drop_downs(
    sheet: "Worksheet", first: int, columns: Mapping[int, NewColumn], places: _Places
) -> None:
    """Lists that offer and do not refuse; a column that has a rule already keeps it."""
    from wolfxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415 - slow to import

    rules: dict[str, DataValidation] = {}
    ruled = _ruled(sheet)
    for place, column in columns.items():
        formula = _formula(column, places)
        if formula is None or place in ruled:
            continue
        if formula not in rules:
            rules[formula] = DataValidation(type="list", formula1=formula, allow_blank=True)
            sheet.add_data_validation(rules[formula])
        name = letter(place)
        rules[formula].add(f"{name}{first}:{name}{_LAST_ROW}")


def _unruled(book: "wolfxl.Workbook", dressing: Dressing) -> Iterator[NewColumn]:
    ruled = _ruled(book[dressing.title])
    yield from (column for place, column in dressing.columns.items() if place not in ruled)


def _ruled(sheet: "Worksheet") -> set[int]:
    """Return the columns over which some rule stands."""
    ranges = " ".join(str(rule.sqref) for rule in sheet.data_validations.dataValidation)
    found: set[int] = set()
    for first, last in _RANGE.findall(ranges):
        left, right = column_index(first), column_index(last or first)
        found.update(range(left, right + 1))
    return found


def _formula(column: NewColumn, places: _Places) -> str | None:
    if column.look is Look.TICK:
        return '"TRUE,FALSE"'
    if column.source is not None:
        return _address(column.source)
    if not column.choices:
        return None
    return places.get(column.choices) or f'"{",".join(column.choices)}"'


def _address(source: Source) -> str:
    column, first = letter(source.column), source.row + 1
    return f"{quoted(source.title)}!${column}${first}:${column}${first + _SOURCE_ROWS}"
