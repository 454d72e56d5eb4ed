"""Whatever people do to rows and columns, a note, a format, a name and a reference stay with their cell."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.conftest import BOOK, grid_range, span
from tests.fakes.sheets_server import SheetsServer
from tests.fakes.sheets_server.errors import ApiError

SIZE = 8
places = st.integers(0, SIZE)
edits = st.one_of(
    st.tuples(st.just("insert"), st.sampled_from(["ROWS", "COLUMNS"]), places, st.integers(1, 3)),
    st.tuples(st.just("delete"), st.sampled_from(["ROWS", "COLUMNS"]), places, st.integers(1, 2)),
    st.tuples(st.just("move"), st.sampled_from(["ROWS", "COLUMNS"]), places, places),
    st.tuples(st.just("sort"), st.sampled_from(["ASCENDING", "DESCENDING"]), places, places),
)


def request_of(edit, sheet):
    kind, how, one, two = edit
    size = sheet.row_count if how == "ROWS" else sheet.column_count
    if kind == "insert":
        return {
            "insertDimension": {"range": span(min(one, size - 1), min(one, size - 1) + two, how)}
        }
    if kind == "delete" and size > two + one:
        return {"deleteDimension": {"range": span(one, one + two, how)}}
    if kind == "move" and one < size and two <= size and two not in {one, one + 1}:
        return {"moveDimension": {"source": span(one, one + 1, how), "destinationIndex": two}}
    if kind == "sort":
        rows = {
            "range": grid_range(0, sheet.row_count),
            "sortSpecs": [{"dimensionIndex": one % 3, "sortOrder": how}],
        }
        return {"sortRange": rows}
    return None


def seeded(server):
    server.seed(
        BOOK,
        {
            "Sheet1": [[f"r{row}c{column}" for column in range(3)] for row in range(SIZE)],
            "Other": [],
        },
        min_rows=12,
        min_columns=5,
    )
    server.write(BOOK, "Other!A1", [["=Sheet1!B3", "=SUM(Sheet1!A:A)"]])
    cells = [
        {
            "values": [
                {
                    "note": f"r{row}c{column}",
                    "userEnteredFormat": {"textFormat": {"fontSize": 10 + row}},
                }
                for column in range(3)
            ]
        }
        for row in range(SIZE)
    ]
    server.batch(
        BOOK,
        {"updateCells": {"start": {}, "rows": cells, "fields": "note,userEnteredFormat"}},
        {"addNamedRange": {"namedRange": {"name": "named", "range": grid_range(2, 3, 1, 2)}}},
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(edits, max_size=6))
def test_notes_and_formats_stay_with_their_values(steps):
    server = SheetsServer()
    seeded(server)
    sheet = server.store.book(BOOK).sheets[0]

    for step in steps:
        request = request_of(step, sheet)
        if request:
            server.batch(BOOK, request)

    data = server.spreadsheet(BOOK)["sheets"][0]["data"][0].get("rowData", [])
    for row in data:
        for cell in row.get("values", []):
            if "formattedValue" in cell or "note" in cell:
                assert cell["note"] == cell["formattedValue"]
                assert cell["userEnteredFormat"]["textFormat"]["fontSize"] == 10 + int(
                    cell["note"][1]
                )
    server.stop()


@settings(max_examples=60, deadline=None)
@given(st.lists(edits.filter(lambda edit: edit[0] != "sort"), max_size=6))
def test_names_and_references_stay_with_their_cell_until_it_is_deleted(steps):
    server = SheetsServer()
    seeded(server)
    book = server.store.book(BOOK)

    for step in steps:
        request = request_of(step, book.sheets[0])
        if request:
            server.batch(BOOK, request)

    alive = any("r2c1" in row for row in server.grid(BOOK, "Sheet1"))
    [[reference, _]] = server.grid(BOOK, "Other!A1:B1", render="FORMATTED_VALUE")
    assert reference == ("r2c1" if alive else "#REF!")
    assert bool(book.named_ranges) == alive
    if alive:
        assert server.grid(BOOK, "named") == [["r2c1"]]
    server.stop()


@settings(max_examples=60, deadline=None)
@given(st.lists(edits, max_size=4))
def test_a_batch_that_fails_at_its_end_changes_nothing(steps):
    server = SheetsServer()
    seeded(server)
    before = server.spreadsheet(BOOK)
    sheet = server.store.book(BOOK).sheets[0]

    requests = [request for request in (request_of(step, sheet) for step in steps) if request]
    with pytest.raises(ApiError, match=r"Invalid requests\["):
        server.batch(BOOK, *requests, {"deleteSheet": {"sheetId": 999_999}})

    assert server.spreadsheet(BOOK) == before
    server.stop()
