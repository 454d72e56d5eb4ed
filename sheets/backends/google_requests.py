"""Changes as requests of one `batchUpdate`: cells by explicit ranges, layouts of new columns."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sheets.backends.looks import COLOURS, HEADER_GREY, STALE_RED, number_format, width
from sheets.cell import Cell
from sheets.grid import TabChange
from sheets.outputs.table import FIRST_ROW, HEADER_ROW, Kind, OutputColumn, OutputTab
from sheets.plan import marks_of

Request = Mapping[str, Any]
_PIXELS_A_LETTER = 8
_SPARE_ROWS, _LEAST_ROWS, _SPARE_COLUMNS = 200, 1000, 3
_WHOLE_LOOK = "userEnteredFormat"
_OURS_OF_A_LOOK = ",".join(  # what a column needs; a colour that people gave its cells stays
    f"userEnteredFormat.{name}" for name in ("numberFormat", "verticalAlignment", "wrapStrategy")
)
_TYPES: Mapping[Kind, str] = {
    Kind.TEXT: "TEXT",
    Kind.RATE: "PERCENT",
    Kind.DAY: "DATE",
    Kind.MOMENT: "DATE_TIME",
}


def before(change: TabChange, sheet_id: int, rows: int, columns: int) -> list[Request]:
    """Return what comes before the cells: the tab, its title, inserted rows, size, layout.

    Args:
        change: What is to be done.
        sheet_id: Of the tab, or the one that a new tab is to have.
        rows: Of the grid as it is.
        columns: Of the grid as it is.
    """
    requests: list[Request] = []
    if change.tab_id is None:
        requests.append(_add_sheet(change, sheet_id))
    else:
        requests += _grown(change, sheet_id, rows, columns)
    if change.make is not None:
        requests += _layout(change, change.make, sheet_id)
    if change.fresh_rows is not None and change.tab_id is not None:
        requests += _row_formats(change, sheet_id, rows)
    return requests


def after(change: TabChange, sheet_id: int) -> Iterator[Request]:
    """Return what comes after the cells: rows that go."""
    for first, count in change.delete_rows:
        yield {"deleteDimension": {"range": _rows(sheet_id, first, first + count)}}


def new_size(change: TabChange) -> tuple[int, int]:
    """Return how many rows and columns a new tab gets: some to spare."""
    return max(_LEAST_ROWS, change.rows + _SPARE_ROWS), change.columns + _SPARE_COLUMNS


def _range(
    sheet_id: int,
    *,
    rows: tuple[int, int | None],
    columns: tuple[int, int] | None = None,
) -> dict[str, Any]:
    bounds: dict[str, Any] = {"sheetId": sheet_id, "startRowIndex": rows[0]}
    if rows[1] is not None:
        bounds["endRowIndex"] = rows[1]
    if columns is not None:
        bounds["startColumnIndex"], bounds["endColumnIndex"] = columns
    return bounds


def _rows(sheet_id: int, start: int, end: int) -> dict[str, Any]:
    return {"sheetId": sheet_id, "dimension": "ROWS", "startIndex": start, "endIndex": end}


def _add_sheet(change: TabChange, sheet_id: int) -> Request:
    hidden = change.make is not None and change.make.hidden
    rows, columns = new_size(change)
    grid = {"rowCount": rows, "columnCount": columns, "frozenRowCount": FIRST_ROW}
    return {
        "addSheet": {
            "properties": {
                "sheetId": sheet_id,
                "title": change.title,
                "hidden": hidden,
                "gridProperties": grid,
            }
        }
    }


def _grown(change: TabChange, sheet_id: int, rows: int, columns: int) -> Iterator[Request]:
    """Grow by a difference, never to a size: somebody may have made it larger meanwhile."""
    if change.retitle is not None:
        yield _titled(sheet_id, change.retitle)
    if change.charts_retitle is not None:
        charts_id, title = change.charts_retitle
        yield _titled(int(charts_id), title)
    for at, count in change.insert_rows:
        yield {"insertDimension": {"range": _rows(sheet_id, at, at + count)}}
        rows += count
    for dimension, missing in (
        ("ROWS", change.rows - rows + _SPARE_ROWS if change.rows > rows else 0),
        ("COLUMNS", change.columns - columns),
    ):
        if missing > 0:
            yield {
                "appendDimension": {
                    "sheetId": sheet_id,
                    "dimension": dimension,
                    "length": missing,
                }
            }


def _titled(sheet_id: int, title: str) -> Request:
    properties = {"sheetId": sheet_id, "title": title}
    return {"updateSheetProperties": {"properties": properties, "fields": "title"}}


def _row_formats(change: TabChange, sheet_id: int, rows: int) -> Iterator[Request]:
    """Number formats for rows that no layout has reached: inserted ones, and a grown grid's."""
    assert change.fresh_rows is not None  # noqa: S101 - asked by the caller
    first, count = change.fresh_rows
    start = first if change.insert_rows else max(first, rows)
    if start >= first + count:
        return
    if change.insert_rows:  # an inserted row takes the colours of the row it pushes down
        yield {
            "repeatCell": {
                "range": _range(sheet_id, rows=(start, first + count)),
                "cell": {},
                "fields": "userEnteredFormat",
            }
        }
    for column, kind in sorted(change.kinds.items()):
        yield _format(sheet_id, (start, first + count), column, _number_format(kind, None))


def _format(
    sheet_id: int,
    rows: tuple[int, int | None],
    column: int,
    number: Mapping[str, str] | None,
    *,
    wrap: bool = False,
    fields: str = _WHOLE_LOOK,
) -> Request:
    """Set number formats of part of a column; all else of the fields is taken away."""
    look: dict[str, Any] = {"verticalAlignment": "TOP"}
    if number:
        look["numberFormat"] = number
    if wrap:
        look["wrapStrategy"] = "WRAP"
    return {
        "repeatCell": {
            "range": _range(sheet_id, rows=rows, columns=(column, column + 1)),
            "cell": {"userEnteredFormat": look},
            "fields": fields,
        }
    }


def _number_format(kind: Kind, output: OutputTab | None) -> Mapping[str, str] | None:
    if kind is Kind.TICK:
        return None
    if kind is Kind.TEXT:
        return {"type": "TEXT"}
    return {"type": _TYPES.get(kind, "NUMBER"), "pattern": number_format(kind, output)}


def _layout(change: TabChange, output: OutputTab, sheet_id: int) -> Iterator[Request]:
    columns = {column.id: column for column in output.columns}
    fields = _WHOLE_LOOK if change.tab_id is None else _OURS_OF_A_LOOK
    for name, index in change.fresh_columns.items():
        yield from _column_layout(output, columns[name], sheet_id, index, fields)
    status = change.fresh_columns.get(output.status_column or "")
    if status is not None:
        for place, (word, colour) in enumerate(output.colours.items()):
            yield _colour_rule(sheet_id, status, word, colour, place)
    if len(change.fresh_columns) == len(output.columns):
        yield from _tab_layout(sheet_id)
    yield from _marks(change, sheet_id)


def _column_layout(
    output: OutputTab, column: OutputColumn, sheet_id: int, index: int, fields: str
) -> Iterator[Request]:
    look: dict[str, Any] = {
        "textFormat": {"bold": True},
        "wrapStrategy": "WRAP",
        "verticalAlignment": "TOP",
    }
    if not column.yours:
        look["backgroundColorStyle"] = _colour(HEADER_GREY)
    yield {
        "repeatCell": {
            "range": _range(
                sheet_id, rows=(HEADER_ROW, HEADER_ROW + 1), columns=(index, index + 1)
            ),
            "cell": {"userEnteredFormat": look, "note": column.note},
            "fields": "userEnteredFormat,note",
        }
    }
    number = _number_format(column.kind, output)
    yield _format(sheet_id, (FIRST_ROW, None), index, number, wrap=column.wrap, fields=fields)
    yield _width(sheet_id, index, width(output, column))
    if column.yours and column.kind is Kind.TICK:
        yield {
            "setDataValidation": {
                "range": _range(sheet_id, rows=(FIRST_ROW, None), columns=(index, index + 1)),
                "rule": {"condition": {"type": "BOOLEAN"}, "showCustomUi": True},
            }
        }


def _width(sheet_id: int, index: int, letters: int) -> Request:
    return _column_property(sheet_id, index, "pixelSize", letters * _PIXELS_A_LETTER)


def _column_property(sheet_id: int, index: int, name: str, value: object) -> Request:
    return {
        "updateDimensionProperties": {
            "range": {
                "sheetId": sheet_id,
                "dimension": "COLUMNS",
                "startIndex": index,
                "endIndex": index + 1,
            },
            "properties": {name: value},
            "fields": name,
        }
    }


def _tab_layout(sheet_id: int) -> Iterator[Request]:
    """The hidden keys, the moment that turns red when it is old, a warning on the headers."""
    moment = _range(sheet_id, rows=(0, 1), columns=(1, 2))
    yield _column_property(sheet_id, 0, "hiddenByUser", value=True)
    yield _format(sheet_id, (0, None), 0, {"type": "TEXT"})
    yield _format(sheet_id, (0, 1), 1, _number_format(Kind.MOMENT, None))
    yield {
        "addConditionalFormatRule": {
            "index": 0,
            "rule": {
                "ranges": [moment],
                "booleanRule": {
                    "condition": {
                        "type": "DATE_BEFORE",
                        "values": [{"relativeDate": "YESTERDAY"}],
                    },
                    "format": {"backgroundColorStyle": _colour(STALE_RED)},
                },
            },
        }
    }
    yield {
        "addProtectedRange": {
            "protectedRange": {
                "range": _range(sheet_id, rows=(HEADER_ROW, HEADER_ROW + 1)),
                "description": "reorder-brief finds its columns by these headers",
                "warningOnly": True,
            }
        }
    }


def _colour_rule(sheet_id: int, column: int, word: str, colour: str, place: int) -> Request:
    return {
        "addConditionalFormatRule": {
            "index": place,
            "rule": {
                "ranges": [_range(sheet_id, rows=(FIRST_ROW, None), columns=(column, column + 1))],
                "booleanRule": {
                    "condition": {"type": "TEXT_EQ", "values": [{"userEnteredValue": word}]},
                    "format": {"backgroundColorStyle": _colour(COLOURS[colour])},
                },
            },
        }
    }


def _colour(hexadecimal: str) -> Mapping[str, Any]:
    red, green, blue = (int(hexadecimal[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return {"rgbColor": {"red": red, "green": green, "blue": blue}}


def _marks(change: TabChange, sheet_id: int) -> Iterator[Request]:
    """A new tab's marks are made with it; an older tab's are brought up to date."""
    for key, value in marks_of(change).items():
        metadata = {
            "metadataKey": key,
            "metadataValue": value,
            "location": {"sheetId": sheet_id},
            "visibility": "DOCUMENT",
        }
        if change.tab_id is None:
            yield {"createDeveloperMetadata": {"developerMetadata": metadata}}
        else:
            yield {
                "updateDeveloperMetadata": {
                    "dataFilters": [
                        {
                            "developerMetadataLookup": {
                                "metadataKey": key,
                                "metadataLocation": {"sheetId": sheet_id},
                            }
                        }
                    ],
                    "developerMetadata": {"metadataValue": value},
                    "fields": "metadataValue",
                }
            }


def shown(answer: Mapping[str, Any]) -> Iterator[tuple[int, list[list[Cell]]]]:
    """Yield the id and the columns of each tab that the answer to a batch shows."""
    for sheet in answer.get("updatedSpreadsheet", {}).get("sheets", []):
        rows = [row.get("values", []) for data in sheet["data"] for row in data.get("rowData", [])]
        width = max(map(len, rows), default=0)
        yield (
            sheet["properties"].get("sheetId", 0),
            [[_value(row, column) for row in rows] for column in range(width)],
        )


def _value(row: Sequence[Mapping[str, Any]], column: int) -> Cell:
    """A cell's value; an error as some text."""
    value = row[column].get("effectiveValue", {}) if column < len(row) else {}
    found: Any = next(iter(value.values()), None)
    return str(found) if isinstance(found, dict) else found
