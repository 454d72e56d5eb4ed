"""Rows and columns: what hangs on cells goes where the cells go."""

import pytest

from tests.fakes.conftest import BOOK, grid_range, span

LIST = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "a"}]}}


@pytest.fixture
def dressed(api):
    """Ten rows A1:C10 of text `r<row>c<column>`, with something of every kind hanging on row 5 and column B."""
    api.put("Sheet1!A1", [[f"r{row}c{column}" for column in range(3)] for row in range(10)])
    cell = {
        "note": "note",
        "dataValidation": LIST,
        "userEnteredFormat": {"textFormat": {"bold": True}},
    }
    rule = {
        "ranges": [grid_range(5, 6, 1, 2)],
        "booleanRule": {
            "condition": {"type": "NOT_BLANK"},
            "format": {"textFormat": {"italic": True}},
        },
    }
    band = {
        "range": grid_range(5, 7, 0, 3),
        "rowProperties": {"firstBandColor": {"red": 1}, "secondBandColor": {"blue": 1}},
    }
    api.batch(
        {
            "updateCells": {
                "range": grid_range(5, 6, 1, 2),
                "rows": [{"values": [cell]}],
                "fields": "note,dataValidation,userEnteredFormat",
            }
        },
        {"mergeCells": {"range": grid_range(7, 9, 1, 3), "mergeType": "MERGE_ALL"}},
        {"addNamedRange": {"namedRange": {"name": "five", "range": grid_range(5, 6, 1, 2)}}},
        {
            "addProtectedRange": {
                "protectedRange": {"range": grid_range(5, 6, 1, 2), "warningOnly": True}
            }
        },
        {"addConditionalFormatRule": {"rule": rule, "index": 0}},
        {"addBanding": {"bandedRange": band}},
        {
            "setBasicFilter": {
                "filter": {
                    "range": grid_range(4, 9, 0, 3),
                    "criteria": {"1": {"hiddenValues": ["x"]}},
                }
            }
        },
        {
            "createDeveloperMetadata": {
                "developerMetadata": {
                    "metadataKey": "row",
                    "location": {"dimensionRange": span(5, 6)},
                    "visibility": "DOCUMENT",
                }
            }
        },
        {
            "updateDimensionProperties": {
                "range": span(5, 6),
                "properties": {"hiddenByUser": True, "pixelSize": 40},
                "fields": "*",
            }
        },
    )
    return api


def where(api):
    """Where everything of `dressed` is now."""
    book = api.spreadsheet(includeGridData=True)
    sheet = book["sheets"][0]
    rows = sheet["data"][0]["rowData"]
    spots = {
        (row, column): cell
        for row, data in enumerate(rows)
        for column, cell in enumerate(data.get("values", []))
        if cell.get("note")
    }
    metadata = api(
        "POST",
        "/developerMetadata:search",
        {"dataFilters": [{"developerMetadataLookup": {"metadataKey": "row"}}]},
    )
    hidden = [
        number
        for number, entry in enumerate(sheet["data"][0]["rowMetadata"])
        if entry.get("hiddenByUser")
    ]
    return {
        "cells": {
            spot: (
                cell.get("formattedValue"),
                "dataValidation" in cell,
                "userEnteredFormat" in cell,
            )
            for spot, cell in spots.items()
        },
        "named": [named["range"] for named in book.get("namedRanges", [])],
        "protected": [protected["range"] for protected in sheet.get("protectedRanges", [])],
        "rules": [rule["ranges"] for rule in sheet.get("conditionalFormats", [])],
        "bands": [band["range"] for band in sheet.get("bandedRanges", [])],
        "merges": sheet.get("merges", []),
        "filter": (
            sheet.get("basicFilter", {}).get("range"),
            list(sheet.get("basicFilter", {}).get("criteria", {})),
        ),
        "metadata": [
            found["developerMetadata"]["location"]["dimensionRange"]["startIndex"]
            for found in metadata.get("matchedDeveloperMetadata", [])
        ],
        "hidden": hidden,
    }


def shown(top, bottom, left, right):
    return {
        "startRowIndex": top,
        "endRowIndex": bottom,
        "startColumnIndex": left,
        "endColumnIndex": right,
    }


def expected(row, *, column=1, value="r5c1", filter_top=None):
    filter_top = row - 1 if filter_top is None else filter_top
    return {
        "cells": {(row, column): (value, True, True)},
        "named": [shown(row, row + 1, column, column + 1)],
        "protected": [shown(row, row + 1, column, column + 1)],
        "rules": [[shown(row, row + 1, column, column + 1)]],
        "metadata": [row],
        "hidden": [row],
    }


def assert_has(found, wanted):
    assert {name: found[name] for name in wanted} == wanted


def test_rows_inserted_above_push_everything_down(dressed):
    dressed.batch({"insertDimension": {"range": span(2, 4)}})

    found = where(dressed)
    assert_has(found, expected(7))
    assert found["bands"] == [shown(7, 9, 0, 3)]
    assert found["merges"] == [shown(9, 11, 1, 3)]
    assert found["filter"] == (shown(6, 11, 0, 3), ["1"])


def test_rows_inserted_inside_a_range_make_it_longer(dressed):
    dressed.batch({"insertDimension": {"range": span(8, 9)}})

    found = where(dressed)
    assert found["merges"] == [shown(7, 10, 1, 3)]
    assert found["filter"] == (shown(4, 10, 0, 3), ["1"])


def test_columns_inserted_to_the_left_push_everything_right(dressed):
    dressed.batch({"insertDimension": {"range": span(0, 1, "COLUMNS")}})

    found = where(dressed)
    assert found["cells"] == {(5, 2): ("r5c1", True, True)}
    assert found["rules"] == [[shown(5, 6, 2, 3)]]
    assert found["filter"] == (shown(4, 9, 1, 4), ["2"])


def test_rows_deleted_above_pull_everything_up(dressed):
    dressed.batch({"deleteDimension": {"range": span(0, 3)}})

    found = where(dressed)
    assert_has(found, expected(2))
    assert found["bands"] == [shown(2, 4, 0, 3)]


def test_a_deleted_row_takes_along_what_hung_on_it(dressed):
    dressed.batch({"deleteDimension": {"range": span(5, 6)}})

    found = where(dressed)
    assert_has(
        found,
        {"cells": {}, "named": [], "protected": [], "rules": [], "metadata": [], "hidden": []},
    )
    assert found["bands"] == [shown(5, 6, 0, 3)]
    assert found["filter"] == (shown(4, 8, 0, 3), ["1"])


def test_a_moved_row_takes_along_what_hung_on_it(dressed):
    dressed.batch({"moveDimension": {"source": span(5, 6), "destinationIndex": 2}})

    assert_has(where(dressed), expected(2))
    assert dressed.values("Sheet1!A1:A6") == [
        ["r0c0"],
        ["r1c0"],
        ["r5c0"],
        ["r2c0"],
        ["r3c0"],
        ["r4c0"],
    ]


def test_a_row_moved_down_lands_before_the_destination(dressed):
    """Counted before the move, as Google does: rows 1-2 sent with destinationIndex 3 start at row 2 afterwards."""
    dressed.batch({"moveDimension": {"source": span(0, 2), "destinationIndex": 3}})

    assert dressed.values("Sheet1!A1:A4") == [["r2c0"], ["r0c0"], ["r1c0"], ["r3c0"]]


def test_moved_columns_carry_their_cells(dressed):
    dressed.batch(
        {"unmergeCells": {"range": grid_range(0, 10)}},
        {"moveDimension": {"source": span(1, 2, "COLUMNS"), "destinationIndex": 0}},
    )

    assert where(dressed)["cells"] == {(5, 0): ("r5c1", True, True)}
    assert dressed.values("Sheet1!A1:C1") == [["r0c1", "r0c0", "r0c2"]]


def test_a_sort_carries_notes_formats_validations_and_row_metadata(dressed):
    specs = [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}]
    dressed.batch(
        {
            "updateDimensionProperties": {
                "range": span(5, 6),
                "properties": {},
                "fields": "hiddenByUser",
            }
        },
        {"sortRange": {"range": grid_range(0, 7, 0, 3), "sortSpecs": specs}},
    )

    found = where(dressed)
    assert found["cells"] == {(1, 1): ("r5c1", True, True)}
    assert found["metadata"] == [1]
    assert found["named"] == [shown(5, 6, 1, 2)]


def test_a_sort_orders_numbers_then_text_then_booleans_then_blanks(api):
    api.put("Sheet1!A1", [["b"], [10], [True], [""], ["A"], [9], [False]])

    sort = {"range": grid_range(0, 7, 0, 1), "sortSpecs": [{"dimensionIndex": 0}]}
    api.batch({"sortRange": sort})
    assert api.values("Sheet1!A:A", valueRenderOption="UNFORMATTED_VALUE") == [
        [9],
        [10],
        ["A"],
        ["b"],
        [False],
        [True],
    ]

    api.batch(
        {"sortRange": {**sort, "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}]}}
    )
    assert api.values("Sheet1!A:A", valueRenderOption="UNFORMATTED_VALUE") == [
        [True],
        [False],
        ["b"],
        ["A"],
        [10],
        [9],
    ]


def test_a_sort_by_a_column_before_the_first_is_an_internal_error_as_at_google(api):
    """As a user of gspread reported the answer to a sort by column 0, which gspread counts from 1."""
    sort = {"range": grid_range(1, 5, 0, 2), "sortSpecs": [{"dimensionIndex": -1}]}

    error = api.error("POST", ":batchUpdate", {"requests": [{"sortRange": sort}]})

    assert (error["code"], error["message"]) == (500, "Internal error encountered.")


def test_a_sort_takes_the_column_of_the_sheet_and_keeps_the_order_of_equals(api):
    api.put("Sheet1!B31", [[0, 4, "x"], [1, 3, "a"], [2, 3, "b"], [3, 1, "y"]])

    api.batch(
        {"sortRange": {"range": grid_range(30, 34, 1, 4), "sortSpecs": [{"dimensionIndex": 2}]}}
    )

    assert api.values("Sheet1!B31:D34") == [
        ["3", "1", "y"],
        ["1", "3", "a"],
        ["2", "3", "b"],
        ["0", "4", "x"],
    ]


def test_a_sort_moves_relative_references_of_formulas_with_their_row(api):
    api.put("Sheet1!A1", [[2, "=A1*10"], [1, "=A2*10"]], option="USER_ENTERED")

    api.batch(
        {"sortRange": {"range": grid_range(0, 2, 0, 2), "sortSpecs": [{"dimensionIndex": 0}]}}
    )

    assert api.values("Sheet1!A1:B2", valueRenderOption="FORMULA") == [[1, "=A1*10"], [2, "=A2*10"]]
    assert api.values("Sheet1!A1:B2") == [["1", "10"], ["2", "20"]]


def test_inserted_rows_look_like_the_row_before_or_after(api):
    bold, italic = (
        {"userEnteredFormat": {"textFormat": {name: True}}} for name in ("bold", "italic")
    )
    api.batch(
        {
            "repeatCell": {
                "range": grid_range(0, 1, 0, 1),
                "cell": bold,
                "fields": "userEnteredFormat",
            }
        },
        {
            "repeatCell": {
                "range": grid_range(1, 2, 0, 1),
                "cell": italic,
                "fields": "userEnteredFormat",
            }
        },
        {"insertDimension": {"range": span(1, 2), "inheritFromBefore": True}},
        {"insertDimension": {"range": span(0, 1), "inheritFromBefore": False}},
    )

    styles = [
        api.cell(f"Sheet1!A{row}").get("userEnteredFormat", {}).get("textFormat")
        for row in range(1, 5)
    ]
    assert styles == [{"bold": True}, {"bold": True}, {"bold": True}, {"italic": True}]


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (
            {"insertDimension": {"range": span(1001, 1002)}},
            "range.startIndex is larger than current grid size (1000)",
        ),
        (
            {"insertDimension": {"range": span(1000, 1001)}},
            "range.startIndex must be less than the grid size (1000) if inheritFromBefore is false.",
        ),
        ({"insertDimension": {"range": span(0, 1, sheet=99)}}, "No grid with id: 99"),
        (
            {"deleteDimension": {"range": span(0, 1000)}},
            "You can't delete all the rows on the sheet.",
        ),
        (
            {"deleteDimension": {"range": span(0, 26, "COLUMNS")}},
            "You can't delete all the columns on the sheet.",
        ),
        (
            {"deleteDimension": {"range": span(1000, 1001)}},
            "Cannot delete a row that doesn't exist. Tried to delete row index 1000 but there are only 1000 rows.",
        ),
    ],
)
def test_what_cannot_be_inserted_or_deleted_is_refused_in_googles_words(api, request_, message):
    [name] = request_

    assert api.refusal(request_) == f"Invalid requests[0].{name}: {message}"


@pytest.mark.parametrize("place", [span(-1, 0), span(-3, 2)])
def test_the_ends_of_a_span_are_never_negative(api, place):
    """As a user of pygsheets reported the answer."""
    assert api.refusal({"insertDimension": {"range": place}}) == (
        "Invalid requests[0].insertDimension: DimensionRange indexes must be >= 0"
    )


def test_all_rows_below_the_frozen_ones_cannot_be_deleted(api):
    api.batch(
        {
            "updateSheetProperties": {
                "properties": {"gridProperties": {"frozenRowCount": 1}},
                "fields": "gridProperties.frozenRowCount",
            }
        }
    )

    message = api.refusal({"deleteDimension": {"range": span(1, 1000)}})

    assert (
        message
        == "Invalid requests[0].deleteDimension: Sorry, it is not possible to delete all non-frozen rows."
    )


def test_a_row_inserted_at_the_end_grows_the_grid(api):
    api.batch(
        {"insertDimension": {"range": span(1000, 1002), "inheritFromBefore": True}},
        {"appendDimension": {"dimension": "COLUMNS", "length": 4}},
    )

    grid = api.sheet()["properties"]["gridProperties"]
    assert (grid["rowCount"], grid["columnCount"]) == (1002, 30)


def test_sizes_and_hidden_rows_are_kept_and_the_rest_is_default(api):
    api.batch(
        {
            "updateDimensionProperties": {
                "range": span(0, 1, "COLUMNS"),
                "properties": {"pixelSize": 250},
                "fields": "pixelSize",
            }
        },
        {
            "updateDimensionProperties": {
                "range": span(1, 2),
                "properties": {"hiddenByUser": True},
                "fields": "hiddenByUser",
            }
        },
    )

    [data] = api.sheet(ranges="Sheet1!A1:B3", includeGridData=True)["data"]
    assert data["columnMetadata"] == [{"pixelSize": 250}, {"pixelSize": 100}]
    assert data["rowMetadata"] == [
        {"pixelSize": 21},
        {"hiddenByUser": True, "pixelSize": 21},
        {"pixelSize": 21},
    ]


def test_rows_can_be_grouped_and_groups_nest(api):
    api.batch(
        {"addDimensionGroup": {"range": span(1, 9)}}, {"addDimensionGroup": {"range": span(2, 4)}}
    )

    groups = api.sheet()["rowGroups"]
    assert [(group["range"]["startIndex"], group["depth"]) for group in groups] == [(1, 1), (2, 2)]

    api.batch({"deleteDimensionGroup": {"range": span(1, 9)}})
    assert [group["depth"] for group in api.sheet()["rowGroups"]] == [1]


def test_part_of_a_row_can_be_inserted_and_deleted(api):
    api.put("Sheet1!A1", [["a", "b"], ["c", "d"]])

    api.batch({"insertRange": {"range": grid_range(0, 1, 0, 1), "shiftDimension": "ROWS"}})
    assert api.values("Sheet1") == [["", "b"], ["a", "d"], ["c"]]

    api.batch({"deleteRange": {"range": grid_range(0, 1, 0, 1), "shiftDimension": "COLUMNS"}})
    assert api.values("Sheet1") == [["b"], ["a", "d"], ["c"]]


def test_ranges_on_other_tabs_do_not_move(api):
    api.server.seed(BOOK, {"Sheet1": [], "Other": []})
    other = api.server.sheet_id(BOOK, "Other")
    api.batch(
        {"addNamedRange": {"namedRange": {"name": "there", "range": grid_range(5, 6, 0, 1, other)}}}
    )

    api.batch({"insertDimension": {"range": span(0, 3)}})

    assert api.spreadsheet()["namedRanges"][0]["range"]["startRowIndex"] == 5


# What a throwaway sheet of somebody else was seen to do


def test_hidden_rows_stay_where_they_are_in_a_sort(api):
    api.put("Sheet1!A1", [[3], [9], [2], [1]])
    api.batch(
        {
            "updateDimensionProperties": {
                "range": span(1, 2),
                "properties": {"hiddenByUser": True},
                "fields": "hiddenByUser",
            }
        }
    )

    api.batch({"sortRange": {"range": grid_range(0, 4), "sortSpecs": [{"dimensionIndex": 0}]}})

    assert api.values("Sheet1!A:A") == [["1"], ["9"], ["2"], ["3"]]


def test_vertical_merges_stop_a_sort_and_a_move(api):
    api.put("Sheet1!A1", [["a"], ["b"], ["c"], ["d"]])
    api.batch({"mergeCells": {"range": grid_range(1, 3, 0, 1)}})

    sort = api.refusal(
        {"sortRange": {"range": grid_range(0, 4), "sortSpecs": [{"dimensionIndex": 0}]}}
    )
    move = api.refusal({"moveDimension": {"source": span(0, 1), "destinationIndex": 2}})

    assert (
        sort
        == "Invalid requests[0].sortRange: You can't sort a range containing vertical merges. There is a vertical merge at A2:A3"
    )
    assert move == (
        "Invalid requests[0].moveDimension: Sorry, it is not possible to move a row to a position that crosses a merged cell."
        " Please unmerge and try again."
    )


def test_a_sort_that_starts_past_the_grid_is_refused(api):
    message = api.refusal(
        {"sortRange": {"range": grid_range(1000), "sortSpecs": [{"dimensionIndex": 0}]}}
    )

    assert (
        message
        == "Invalid requests[0].sortRange: range.startRowIndex is larger than current grid size (1000)"
    )


def test_a_row_inserted_among_the_frozen_ones_is_frozen_too(api):
    api.batch(
        {
            "updateSheetProperties": {
                "properties": {"gridProperties": {"frozenRowCount": 2}},
                "fields": "gridProperties.frozenRowCount",
            }
        },
        {"insertDimension": {"range": span(0, 1)}},
        {"deleteDimension": {"range": span(1, 3)}},
    )

    assert api.sheet()["properties"]["gridProperties"]["frozenRowCount"] == 1


def test_formulas_in_rules_and_validations_follow_too(api):
    condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=$A2>5"}]}
    rule = {
        "ranges": [grid_range(1, 9, 0, 1)],
        "booleanRule": {"condition": condition, "format": {"textFormat": {"bold": True}}},
    }
    choice = {
        "condition": {"type": "ONE_OF_RANGE", "values": [{"userEnteredValue": "=Sheet1!$D$1:$D$9"}]}
    }
    api.batch(
        {"addConditionalFormatRule": {"rule": rule, "index": 0}},
        {"setDataValidation": {"range": grid_range(5, 7, 1, 2), "rule": choice}},
        {"insertDimension": {"range": span(0, 1)}},
        {"insertDimension": {"range": span(0, 1, "COLUMNS")}},
    )

    rule = api.sheet()["conditionalFormats"][0]["booleanRule"]["condition"]["values"]
    validation = api.cell("Sheet1!C7")["dataValidation"]["condition"]["values"]
    assert (rule, validation) == (
        [{"userEnteredValue": "=$B3>5"}],
        [{"userEnteredValue": "=Sheet1!$E$2:$E$10"}],
    )
