"""What a Google spreadsheet needs before the first run: the right to edit it, tabs to fill in."""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Raw

from sheets.backends import google_cells
from sheets.backends.google_requests import Request
from sheets.backends.looks import EXAMPLE_GREY, INPUT_BLUE, INPUT_PATTERNS
from sheets.grid import CellRun
from sheets.groundwork import Dressing, Look, NewColumn, NewTab, Source
from sheets.headers import letter, quoted

if TYPE_CHECKING:
    from sheets.backends.google_client import SheetsClient

_PROBE = 715_517_002  # any number that no other metadata has
_LARGEST_ID = 2**30
_RULES = "sheets(properties(sheetId),data(rowData(values(dataValidation))))"
_ROWS, _PIXELS_A_LETTER = 1000, 8
_TYPES: Mapping[Look, str] = {
    Look.KEY: "TEXT",
    Look.DAY: "DATE",
    Look.MOMENT: "DATE_TIME",
    Look.RATE: "PERCENT",
}


class GoogleGroundwork:
    """Prepares one spreadsheet."""

    def __init__(self, client: "SheetsClient") -> None:
        self.client = client

    def prove_editable(self) -> None:
        """Write a mark that nobody sees and take it away again, in one request.

        Raises:
            PermissionDeniedError: If we may only look.
            WorkbookError: If it cannot be written for another reason.
        """
        mark = {
            "metadataId": _PROBE,
            "metadataKey": "reorder-brief-probe",
            "metadataValue": "",
            "location": {"spreadsheet": True},
            "visibility": "PROJECT",
        }
        lookup = {"developerMetadataLookup": {"metadataId": _PROBE}}
        self.client.update(
            [
                {"createDeveloperMetadata": {"developerMetadata": mark}},
                {"deleteDeveloperMetadata": {"dataFilter": lookup}},
            ]
        )

    def lay(self, tabs: Sequence[NewTab], dressings: Sequence[Dressing] = ()) -> None:
        """Make all tabs and dress the others in one request.

        A column that has a rule of the team's own keeps it.

        Raises:
            ReadAgainError: If nobody can tell whether they were made, or one is there already.
            WorkbookError: If nothing was done.
        """
        requests: list[Request | Raw] = [_sheet(tab) for tab in tabs]
        for tab in tabs:
            requests += _content(tab)
        ruled = self._ruled(dressings)
        for one in dressings:
            columns = {k: v for k, v in one.columns.items() if k not in ruled[one.tab_id]}
            requests += _columns(int(one.tab_id), one.header_row + 1, columns)
        if requests:
            self.client.update(requests)

    def _ruled(self, dressings: Sequence[Dressing]) -> Mapping[str, set[int]]:
        """Return the columns that have a rule in their first row below the header, by tab id."""
        if not dressings:
            return {}
        answer = self.client.metadata(_RULES, [_first_row(one) for one in dressings])
        return {
            str(sheet["properties"].get("sheetId", 0)): {
                place
                for data in sheet.get("data", ())
                for row in data.get("rowData", ())
                for place, cell in enumerate(row.get("values", ()))
                if "dataValidation" in cell
            }
            for sheet in answer["sheets"]
        }


def _first_row(dressing: Dressing) -> str:
    row = dressing.header_row + 2
    return f"{quoted(dressing.title)}!A{row}:{letter(max(dressing.columns, default=0))}{row}"


def sheet_id(tab: NewTab) -> int:
    """Return the same id for the same tab each time: a repeated request cannot make it twice."""
    return zlib.crc32(f"input:{tab.id}".encode()) % _LARGEST_ID


def _sheet(tab: NewTab) -> Request:
    size = {"rowCount": _ROWS, "columnCount": max(len(tab.columns), 2) + 3, "frozenRowCount": 1}
    return {
        "addSheet": {
            "properties": {"sheetId": sheet_id(tab), "title": tab.title, "gridProperties": size}
        }
    }


def _content(tab: NewTab) -> Iterator[Request | Raw]:
    number, width = sheet_id(tab), len(tab.columns)
    runs = [
        CellRun(row=0, column=place, values=(column.header, *(row[place] for row in tab.rows)))
        for place, column in enumerate(tab.columns)
    ]
    yield from google_cells.requests(google_cells.encoded(runs), number)
    yield _look(
        _range(number, (0, 1), (0, width)),
        {
            "textFormat": {"bold": True},
            "wrapStrategy": "WRAP",
            "verticalAlignment": "TOP",
            "backgroundColorStyle": _colour(INPUT_BLUE),
        },
    )
    for place, column in enumerate(tab.columns):
        yield _width(number, place, column.width)
    yield from _columns(number, 1, dict(enumerate(tab.columns)))
    if tab.rows:
        grey = {"foregroundColorStyle": _colour(EXAMPLE_GREY)}
        where = _range(number, (1, 1 + len(tab.rows)), (0, width))
        yield _look(where, {"textFormat": grey}, "userEnteredFormat.textFormat")


def _columns(number: int, first: int, columns: Mapping[int, NewColumn]) -> Iterator[Request]:
    """Formats and drop-downs from a row down; neither changes what is in a cell."""
    for place, column in columns.items():
        where = _range(number, (first, None), (place, place + 1))
        if column.look in _TYPES:
            form = {"type": _TYPES[column.look], "pattern": INPUT_PATTERNS[column.look]}
            yield _look(where, {"numberFormat": form}, "userEnteredFormat.numberFormat")
        rule = _rule(column)
        if rule is not None:
            yield {"setDataValidation": {"range": where, "rule": rule}}


def _rule(column: NewColumn) -> Mapping[str, Any] | None:
    """Drop-downs warn and do not refuse: people paste free text on a phone."""
    if column.look is Look.TICK:
        return {"condition": {"type": "BOOLEAN"}, "showCustomUi": True}
    if column.source is not None:
        condition = {"type": "ONE_OF_RANGE", "values": [_value(_address(column.source))]}
    elif column.choices:
        values = [_value(choice) for choice in column.choices]
        condition = {"type": "ONE_OF_LIST", "values": values}
    else:
        return None
    return {"condition": condition, "showCustomUi": True, "strict": False}


def _value(text: str) -> Mapping[str, str]:
    return {"userEnteredValue": text}


def _address(source: Source) -> str:
    column = letter(source.column)
    return f"={quoted(source.title)}!{column}{source.row + 1}:{column}"


def _look(
    where: Mapping[str, Any], look: Mapping[str, Any], fields: str = "userEnteredFormat"
) -> Request:
    return {"repeatCell": {"range": where, "cell": {"userEnteredFormat": look}, "fields": fields}}


def _width(number: int, place: int, letters: int) -> Request:
    span = {"sheetId": number, "dimension": "COLUMNS", "startIndex": place, "endIndex": place + 1}
    return {
        "updateDimensionProperties": {
            "range": span,
            "properties": {"pixelSize": letters * _PIXELS_A_LETTER},
            "fields": "pixelSize",
        }
    }


def _range(number: int, rows: tuple[int, int | None], columns: tuple[int, int]) -> dict[str, Any]:
    bounds = {
        "sheetId": number,
        "startRowIndex": rows[0],
        "startColumnIndex": columns[0],
        "endColumnIndex": columns[1],
    }
    return bounds if rows[1] is None else {**bounds, "endRowIndex": rows[1]}


def _colour(hexadecimal: str) -> Mapping[str, Any]:
    red, green, blue = (int(hexadecimal[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return {"rgbColor": {"red": red, "green": green, "blue": blue}}
