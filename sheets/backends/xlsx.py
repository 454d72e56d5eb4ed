"""The team's own .xlsx, read as a stream and edited in place; all else in it stays as it is."""

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from sheets.backends.xlsx_cells import columns_of
from sheets.backends.xlsx_file import (
    Version,
    content,
    refuse_if_open,
    refuse_if_read_only,
    replace_content,
    version,
)
from sheets.backends.xlsx_groundwork import XlsxGroundwork
from sheets.backends.xlsx_parts import SheetPart, sheet_parts
from sheets.backends.xlsx_text import peculiar, shares_escapes
from sheets.grid import (
    Grid,
    ReadAgainError,
    TabChange,
    TabInfo,
    TabNotFoundError,
    WorkbookInfo,
    WorkbookNotFoundError,
    tops,
)
from sheets.placement import LAYOUT, MARK, SEARCHED_ROWS, Mark, parsed_mark

if TYPE_CHECKING:
    from wolfxl import Workbook, Worksheet

    from sheets.cell import Cell

_MERGES_UP_TO = 20_000  # rows of a sheet in which merged headers are looked for
_NEVER: Version = (0, 0, 0)


class _Sheets:
    """Which sheet of the file each tab is, by its title: other programs number sheets anew."""

    def __init__(self) -> None:
        self._known: dict[str, SheetPart] = {}

    def know(self, sheets: Sequence[SheetPart]) -> None:
        """Take the tabs as they are; a tab's id is the title under which it was first seen."""
        self._known = {sheet.title: sheet for sheet in sheets}

    def add(self, tab_id: str, sheet: SheetPart) -> None:
        """Take one more tab, or one under a new title."""
        self._known[tab_id] = sheet

    def find(self, tab_id: str, sheets: Sequence[SheetPart]) -> SheetPart | None:
        """Return a tab's sheet in the file as it is now, also under a new title; None if gone."""
        known = self._known.get(tab_id)
        if known is None:
            return None
        same_title = [sheet for sheet in sheets if sheet.title == known.title]
        others = {sheet.title for sheet in self._known.values()}
        renamed = [
            sheet
            for sheet in sheets
            if sheet.sheet_id == known.sheet_id and sheet.title not in others
        ]
        found = next(iter(same_title or renamed), None)
        if found is not None:
            self._known[tab_id] = found
        return found


class XlsxWorkbook:
    """One file, as it was when its tabs were last read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._sheets = _Sheets()
        self._seen: dict[str, Version] = {}

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    @property
    def groundwork(self) -> XlsxGroundwork:
        """What is done to it before the first run."""
        return XlsxGroundwork(self.path)

    def info(self) -> WorkbookInfo:
        """Read what tabs there are and which of them are ours."""
        seen = version(self.path)
        data = content(self.path)
        sheets = sheet_parts(self.path, data)
        self._sheets.know(sheets)
        self._seen = {sheet.title: seen for sheet in sheets}
        with _opened(self.path, data) as book:
            tabs = tuple(_tab_info(sheet, book[sheet.title]) for sheet in sheets)
        return WorkbookInfo(title=self.name, tabs=tabs)

    def read(self, tabs: Sequence[TabInfo]) -> Mapping[str, Grid]:
        """Read whole tabs; formulas as the result that was saved with them."""
        seen = version(self.path)
        data = content(self.path)
        sheets = self._found(tabs, sheet_parts(self.path, data))
        found: dict[str, Sequence[Sequence[Cell]]] = {}
        with zipfile.ZipFile(io.BytesIO(data)) as archive, _opened(self.path, data) as book:
            shared = shares_escapes(archive)
            for tab in tabs:
                sheet = sheets[tab.tab_id]
                besides = peculiar(archive, sheet.part, escapes=shared, formulas=not tab.marks)
                if not besides.whole:
                    raise _cut_off(self.path, sheet.title)
                found[tab.tab_id] = columns_of(book[sheet.title], besides)
        self._seen |= dict.fromkeys(found, seen)
        return {
            tab.tab_id: Grid(
                tab=replace(tab, title=sheets[tab.tab_id].title), columns=found[tab.tab_id]
            )
            for tab in tabs
        }

    def _found(self, tabs: Sequence[TabInfo], sheets: Sequence[SheetPart]) -> dict[str, SheetPart]:
        found = {}
        for tab in tabs:
            sheet = self._sheets.find(tab.tab_id, sheets)
            if sheet is None:
                msg = f"{self.name}: the tab {tab.title!r} is gone"
                raise TabNotFoundError(msg)
            found[tab.tab_id] = sheet
        return found

    def write(self, changes: Sequence[TabChange]) -> Mapping[str, TabInfo]:
        """Edit a copy and put it in the place of the file."""
        refuse_if_open(self.path)
        refuse_if_read_only(self.path)
        self._refuse_if_changed(changes)
        data = content(self.path)
        titles = self._titles(changes, sheet_parts(self.path, data))
        from sheets.backends.xlsx_edit import edited  # noqa: PLC0415 - slow to import

        new = edited(self.path, data, changes, titles)
        refuse_if_open(self.path)
        self._refuse_if_changed(changes)
        replace_content(self.path, new)
        return self._remember(changes, sheet_parts(self.path, new))

    def write_and_look(self, changes: Sequence[TabChange], *, rows: int) -> Mapping[str, Grid]:
        """Write, then read the changed tabs."""
        self.write(changes)
        return tops(self, changes, rows=rows)

    def _titles(self, changes: Sequence[TabChange], sheets: Sequence[SheetPart]) -> dict[str, str]:
        titles = {}
        for change in changes:
            if change.tab_id is not None:
                sheet = self._sheets.find(change.tab_id, sheets)
                if sheet is None:
                    msg = f"{self.name}: the tab {change.title!r} is gone"
                    raise ReadAgainError(msg)
                titles[change.tab_id] = sheet.title
        return titles | self._of_charts(changes, sheets)

    def _of_charts(
        self, changes: Sequence[TabChange], sheets: Sequence[SheetPart]
    ) -> dict[str, str]:
        """Titles of the tabs for charts that get a new one; one that is gone needs none."""
        ids = [change.charts_retitle[0] for change in changes if change.charts_retitle]
        found = {tab_id: self._sheets.find(tab_id, sheets) for tab_id in ids}
        return {tab_id: sheet.title for tab_id, sheet in found.items() if sheet is not None}

    def _remember(
        self, changes: Sequence[TabChange], sheets: Sequence[SheetPart]
    ) -> dict[str, TabInfo]:
        """Know new tabs and titles; what we wrote ourselves is no reason to read again."""
        by_title = {sheet.title: sheet for sheet in sheets}
        for change in changes:
            tab_id = change.title if change.tab_id is None else change.tab_id
            if change.tab_id is None or change.retitle is not None:
                self._sheets.add(tab_id, by_title[change.retitle or change.title])
            if change.charts_retitle is not None and change.charts_retitle[1] in by_title:
                self._sheets.add(change.charts_retitle[0], by_title[change.charts_retitle[1]])
            self._seen.setdefault(tab_id, _NEVER)
        self._seen = dict.fromkeys(self._seen, version(self.path))
        return _made(changes, by_title)

    def _refuse_if_changed(self, changes: Sequence[TabChange]) -> None:
        now = version(self.path)
        seen = [self._seen.get(change.tab_id or "", now) for change in changes]
        if any(one != now for one in seen):
            msg = f"{self.name} was saved by somebody else meanwhile"
            raise ReadAgainError(msg)


@contextmanager
def _opened(path: Path, data: bytes) -> "Iterator[Workbook]":
    """Open it for `with`: the library's parts must be let go by the thread that made them.

    A sheet that is cut off is noticed only when its cells are read.
    """
    import wolfxl  # noqa: PLC0415 - slow to import

    try:
        book = wolfxl.load_workbook(data, read_only=True, data_only=True)
    except Exception as error:  # noqa: BLE001 - whatever it stumbles over
        raise _damaged(path) from error.with_traceback(None)
    try:
        with book:
            yield book
    except _CUT_OFF as error:
        raise _damaged(path) from error.with_traceback(None)


_CUT_OFF = (OSError, zipfile.BadZipFile, zlib.error, ET.ParseError)


def _damaged(path: Path) -> WorkbookNotFoundError:
    msg = f"{path} is damaged: open it in Excel or LibreOffice and save it again"
    return WorkbookNotFoundError(msg, reason="damaged", path=str(path))


def _cut_off(path: Path, title: str) -> WorkbookNotFoundError:
    msg = (
        f"{path}: the tab {title!r} is damaged: open it in Excel or LibreOffice and save it again, "
        "or take an older copy of the file"
    )
    return WorkbookNotFoundError(msg, reason="tab_damaged", path=str(path), title=title)


def _tab_info(sheet: SheetPart, worksheet: "Worksheet") -> TabInfo:
    mark = _mark(worksheet)
    marks = {MARK: mark.id, LAYOUT: str(mark.layout)} if mark else {}
    return TabInfo(
        tab_id=sheet.title,
        title=sheet.title,
        rows=worksheet.max_row or 0,
        columns=worksheet.max_column or 0,
        hidden=sheet.hidden,
        marks=MappingProxyType(marks),
        merged=tuple(_merged(worksheet)),
    )


def _merged(worksheet: "Worksheet") -> Iterator[tuple[int, int, int, int]]:
    """Merged ranges near the top; in a long sheet finding them takes as long as reading it."""
    if (worksheet.max_row or 0) > _MERGES_UP_TO:
        return
    for one in worksheet.merged_cells.ranges:
        if one.min_row <= SEARCHED_ROWS:
            yield one.min_row - 1, one.min_col - 1, one.max_row - 1, one.max_col - 1


def _mark(worksheet: "Worksheet") -> Mark | None:
    for row in worksheet.iter_rows(max_row=SEARCHED_ROWS, values_only=True):
        for cell in row:
            mark = parsed_mark(cell)
            if mark is not None:
                return mark
    return None


def _made(changes: Sequence[TabChange], by_title: Mapping[str, SheetPart]) -> dict[str, TabInfo]:
    return {
        change.make.id: TabInfo(
            tab_id=change.title,
            title=change.title,
            rows=change.rows,
            columns=change.columns,
            hidden=by_title[change.title].hidden,
            marks=MappingProxyType({MARK: change.make.id, LAYOUT: str(change.make.layout)}),
        )
        for change in changes
        if change.tab_id is None and change.make is not None
    }
