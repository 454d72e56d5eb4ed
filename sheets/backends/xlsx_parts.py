"""The parts inside an .xlsx that the library leaves alone: sheet names, columns, styles."""

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

from sheets.backends.looks import COLOURS, STALE_RED
from sheets.backends.zip_parts import with_parts
from sheets.grid import WorkbookNotFoundError
from sheets.outputs.table import FIRST_ROW

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_CELL = re.compile(rb'<c\b(?=[^>]*\br="([A-Z]+)(\d+)")(?:(?=[^>]*\bs="(\d+)"))?')
_ROW_CELLS = re.compile(rb"(?<=>)(?:<c\b[^>]*?(?:/>|>.*?</c>))+", re.DOTALL)
_WHOLE_CELL = re.compile(rb"<c\b[^>]*?(?:/>|>.*?</c>)", re.DOTALL)
_CELL_COLUMN = re.compile(rb'<c\b(?=[^>]*\br="([A-Z]+)\d+")')
_SPANS = re.compile(rb'(<row\b[^>]*?) spans="[^"]*"')
_COLUMN = re.compile(rb"<col\b[^>]*/>")
_ROW = re.compile(rb'<row\b(?=[^>]* r="(\d+)")(?![^>]* ht=)')
_BOOK, _STYLES = "xl/workbook.xml", "xl/styles.xml"
_HALF_FILL = re.compile(  # of our own colours only
    rb'(<dxf><fill><patternFill [^>]*><fgColor (rgb="FF(?:%s)")/>)(</patternFill>)'
    % "|".join((STALE_RED, *COLOURS.values())).encode()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPart:
    """One sheet of cells: its name, its lasting number, and the part that holds it."""

    sheet_id: str
    title: str
    part: str
    hidden: bool


def sheet_parts(path: Path, data: bytes) -> list[SheetPart]:
    """Return the sheets of cells, in order; sheets that are only a chart are left out.

    Raises:
        WorkbookNotFoundError: If the zip is no workbook, or a damaged one.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            book = _safe_xml(archive.read(_BOOK))
            relations = _safe_xml(archive.read("xl/_rels/workbook.xml.rels"))
    except (KeyError, zipfile.BadZipFile, ET.ParseError, ValueError) as error:
        msg = f"{path} is not a whole .xlsx workbook: open it in Excel and save it again"
        raise WorkbookNotFoundError(msg, reason="damaged", path=str(path)) from error
    targets = {
        one.get("Id"): posixpath.normpath(posixpath.join("/xl", one.get("Target", ""))).lstrip("/")
        for one in relations
        if one.get("Type", "").endswith("/worksheet")
    }
    return [part for sheet in _sheets(book) for part in _part(sheet, targets)]


def _safe_xml(text: bytes) -> ET.Element:
    if b"<!DOCTYPE" in text[:1000] or b"<!ENTITY" in text:
        msg = "a workbook has no document type"
        raise ValueError(msg)
    return ET.fromstring(text)  # noqa: S314 - no entities, see above


def _sheets(book: ET.Element) -> list[ET.Element]:
    return [
        *book.iterfind(f"{_MAIN}sheets/{_MAIN}sheet"),
        *book.iterfind(f"{_STRICT}sheets/{_STRICT}sheet"),
    ]


def _part(sheet: ET.Element, targets: Mapping[str | None, str]) -> list[SheetPart]:
    relation = next((value for name, value in sheet.items() if name.endswith("}id")), None)
    if relation not in targets:
        return []
    return [
        SheetPart(
            sheet_id=sheet.get("sheetId", ""),
            title=sheet.get("name", ""),
            part=targets[relation],
            hidden=sheet.get("state", "visible") != "visible",
        )
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dressing:
    """What is done to one sheet's part after its cells were written."""

    title: str
    widths: Mapping[int, float] | None = None  # 0-based column -> width, for a new tab
    hidden: bool = False  # for a new tab that only charts read
    hidden_columns: frozenset[int] = frozenset()
    heights: Mapping[int, float] = field(default_factory=dict)  # 0-based row -> points
    fresh_rows: tuple[int, int] | None = None  # 0-based first, how many: they take column styles


def dressed(path: Path, data: bytes, dressings: Sequence[Dressing]) -> bytes:
    """Return the workbook with its new tabs' columns and its new rows' number formats set."""
    sheets = {sheet.title: sheet for sheet in sheet_parts(path, data)}
    by_part = {sheets[one.title].part: one for one in dressings}
    hidden = [sheets[one.title].sheet_id for one in dressings if one.hidden]
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        changed = {part: _dressed_sheet(source.read(part), one) for part, one in by_part.items()}
        changed[_BOOK] = _with_hidden_sheets(source.read(_BOOK), hidden)
        for styles in {_STYLES}.intersection(source.namelist()):
            changed[styles] = _HALF_FILL.sub(rb"\1<bgColor \2/>\3", source.read(styles))
    return with_parts(data, changed)


def _dressed_sheet(text: bytes, dressing: Dressing) -> bytes:
    text = _SPANS.sub(rb"\1", text)  # the library's are too narrow; they are only a hint
    text = _ROW_CELLS.sub(_in_order, text)
    if dressing.widths is not None:
        text = _with_columns(text, dressing)
    if dressing.heights:
        text = _with_heights(text, dressing.heights)
    if dressing.fresh_rows is not None:
        text = _with_styles(text, *dressing.fresh_rows)
    return text


def _with_hidden_sheets(text: bytes, sheet_ids: Sequence[str]) -> bytes:
    for sheet_id in sheet_ids:
        mention = rb'<sheet\b(?=[^>]*\bsheetId="%s")' % sheet_id.encode()
        text = re.sub(mention, b'<sheet state="hidden"', text)
    return text


def _in_order(row: re.Match[bytes]) -> bytes:
    """Put the cells of a row from left to right: the library adds new ones after styled blanks."""
    places = [column_index(name.decode()) for name in _CELL_COLUMN.findall(row[0])]
    if places == sorted(places):
        return row[0]
    by_place = zip(places, _WHOLE_CELL.findall(row[0]), strict=True)
    return b"".join(cell for _, cell in sorted(by_place))


def _with_heights(text: bytes, heights: Mapping[int, float]) -> bytes:
    """Set heights that nobody chose; as they are not "custom", Excel fits them to later texts."""

    def higher(row: re.Match[bytes]) -> bytes:
        height = heights.get(int(row[1]) - 1)
        return row[0] if height is None else row[0] + b' ht="%g"' % height

    return _ROW.sub(higher, text)


def _with_columns(text: bytes, dressing: Dressing) -> bytes:
    """Set widths; the style of the first data row becomes the column's style."""
    styles = {
        column_index(cell[1].decode()): cell[3].decode()
        for cell in _CELL.finditer(text)
        if int(cell[2]) == FIRST_ROW + 1 and cell[3] is not None
    }
    columns = "".join(
        f'<col min="{index + 1}" max="{index + 1}" width="{width:g}" customWidth="1"'
        + (f' style="{styles[index]}"' if index in styles else "")
        + (' hidden="1"' if index in dressing.hidden_columns else "")
        + "/>"
        for index, width in sorted((dressing.widths or {}).items())
    )
    return text.replace(b"<sheetData", f"<cols>{columns}</cols><sheetData".encode(), 1)


def _with_styles(text: bytes, first: int, count: int) -> bytes:
    """Give unstyled cells of new rows the style of their column."""
    styles = _column_styles(text)
    last = first + count

    def styled(match: re.Match[bytes]) -> bytes:
        row, column = int(match[2]) - 1, column_index(match[1].decode())
        if first <= row < last and match[3] is None and column in styles:
            return match[0] + b' s="' + styles[column] + b'"'
        return match[0]

    return _CELL.sub(styled, text) if styles else text


def _column_styles(text: bytes) -> dict[int, bytes]:
    styles: dict[int, bytes] = {}
    for column in _COLUMN.findall(text[: text.find(b"<sheetData")]):
        facts = dict(re.findall(rb'(\w+)="([^"]*)"', column))
        if b"style" in facts:
            last = min(int(facts[b"max"]), int(facts[b"min"]) + 200)
            for index in range(int(facts[b"min"]), last + 1):
                styles[index - 1] = facts[b"style"]
    return styles


def column_index(letters: str) -> int:
    """Return the 0-based column of letters such as AA."""
    number = 0
    for one in letters:
        number = number * 26 + ord(one) - ord("A") + 1
    return number - 1
