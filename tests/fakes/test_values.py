"""spreadsheets.values: reading, writing, appending, clearing."""

import pytest

from tests.fakes.conftest import BOOK, grid_range, span


def test_rows_are_cut_on_the_right_and_at_the_end_and_filled_inside(api):
    api.put("Sheet1!A1", [["a", "", "c"], [], ["", "b"]])

    assert api.values("Sheet1!A1:Z10") == [["a", "", "c"], [], ["", "b"]]


def test_columns_are_cut_the_same_way(api):
    api.put("Sheet1!A1", [["a", "", "c"], ["", "b"]])

    assert api.get("Sheet1!A1:F9", majorDimension="COLUMNS")["values"] == [["a"], ["", "b"], ["c"]]


def test_an_empty_range_has_no_values(api):
    assert api.get("Sheet1!B2:C3") == {"range": "Sheet1!B2:C3", "majorDimension": "ROWS"}


def test_batch_get_answers_in_the_order_asked(api):
    api.put("Sheet1!A1", [["a", "b"]])

    answer = api("GET", "/values:batchGet", ranges=["Sheet1!B1", "Sheet1!A1"])

    assert answer["spreadsheetId"] == BOOK
    assert [one["values"] for one in answer["valueRanges"]] == [[["b"]], [["a"]]]


@pytest.mark.parametrize(
    ("render", "dates", "expected"),
    [
        (None, None, ["007", "12", "1234.5", "TRUE", "1/1/2020", "50%", "2"]),
        (
            "FORMATTED_VALUE",
            "SERIAL_NUMBER",
            ["007", "12", "1234.5", "TRUE", "1/1/2020", "50%", "2"],
        ),
        ("UNFORMATTED_VALUE", None, ["007", 12, 1234.5, True, 43831, 0.5, 2]),
        ("UNFORMATTED_VALUE", "FORMATTED_STRING", ["007", 12, 1234.5, True, "1/1/2020", 0.5, 2]),
        ("FORMULA", None, ["007", 12, 1234.5, True, 43831, 0.5, "=1+1"]),
    ],
)
def test_render_options_show_a_cell_in_three_ways(api, render, dates, expected):
    api.put(
        "Sheet1!A1",
        [["'007", "12", "1234.5", "true", "1/1/2020", "50%", "=1+1"]],
        option="USER_ENTERED",
    )

    options = {"valueRenderOption": render, "dateTimeRenderOption": dates}

    assert api.values(
        "Sheet1!1:1", **{name: value for name, value in options.items() if value}
    ) == [expected]


def test_raw_keeps_strings_and_types_numbers_and_booleans(api):
    api.put("Sheet1!A1", [["0042", "=1+1", "TRUE", "1/1/2020", 5, 2.5, False, "'x"]])

    assert api.values("Sheet1!1:1", valueRenderOption="UNFORMATTED_VALUE") == [
        ["0042", "=1+1", "TRUE", "1/1/2020", 5, 2.5, False, "'x"]
    ]
    assert api.cell("Sheet1!B1")["userEnteredValue"] == {"stringValue": "=1+1"}


def test_user_entered_turns_0042_into_42(api):
    api.put("Sheet1!A1", [["0042"]], option="USER_ENTERED")

    assert api.values("Sheet1!A1") == [["42"]]


def test_null_skips_a_cell_and_an_empty_string_blanks_it(api):
    api.put("Sheet1!A1", [["a", "b", "c"]])

    answer = api.put("Sheet1!A1", [[None, "", "C"]])

    assert api.values("Sheet1!A1:C1") == [["a", "", "C"]]
    assert answer["updatedCells"] == 2
    assert answer["updatedColumns"] == 2


def test_an_update_tells_the_rectangle_of_the_data_not_of_the_range(api):
    answer = api.put("Sheet1!A1:D9", [["a", "b"], ["c", "d"]])

    assert answer == {
        "spreadsheetId": BOOK,
        "updatedRange": "Sheet1!A1:B2",
        "updatedRows": 2,
        "updatedColumns": 2,
        "updatedCells": 4,
    }


def test_an_update_leaves_cells_beyond_its_data_alone(api):
    api.put("Sheet1!A1", [["a", "b"], ["c", "d"]])

    api.put("Sheet1!A1:B2", [["x"]])

    assert api.values("Sheet1!A1:B2") == [["x", "b"], ["c", "d"]]


def test_columns_can_be_written_too(api):
    api(
        "PUT",
        "/values/Sheet1!A1",
        {"majorDimension": "COLUMNS", "values": [["a", "b"], ["c"]]},
        valueInputOption="RAW",
    )

    assert api.values("Sheet1!A1:B2") == [["a", "c"], ["b"]]


def test_an_update_can_give_back_what_it_stored(api):
    answer = api.put(
        "Sheet1!A1",
        [["=2*3", "5%"]],
        option="USER_ENTERED",
        includeValuesInResponse="true",
        responseValueRenderOption="UNFORMATTED_VALUE",
    )

    assert answer["updatedData"] == {
        "range": "Sheet1!A1:B1",
        "majorDimension": "ROWS",
        "values": [[6, 0.05]],
    }


@pytest.mark.parametrize(
    ("cells", "values", "message"),
    [
        (
            "Sheet1!A1:B1",
            [["a", "b", "c"]],
            "Requested writing within range [Sheet1!A1:B1], but tried writing to column [C]",
        ),
        (
            "Sheet1!A1:B1",
            [["a"], ["b"]],
            "Requested writing within range [Sheet1!A1:B1], but tried writing to row [2]",
        ),
        (
            "Sheet1!B3:C",
            [["a", "b", "c"]],
            "Requested writing within range [Sheet1!B3:C], but tried writing to column [D]",
        ),
        (
            "Sheet1!A1000",
            [["a"], ["b"]],
            "Requested writing within range [Sheet1!A1000], but tried writing to row [1001]",
        ),
        (
            "Sheet1!A1001",
            [["a"]],
            "Range (Sheet1!A1001) exceeds grid limits. Max rows: 1000, max columns: 26",
        ),
        (
            "Sheet1!AA1",
            [["a"]],
            "Range (Sheet1!AA1) exceeds grid limits. Max rows: 1000, max columns: 26",
        ),
        ("Nope!A1", [["a"]], "Unable to parse range: Nope!A1"),
        (
            "Sheet1!A1",
            [["x" * 50_001]],
            "Your input contains more than the maximum of 50000 characters in a single cell.",
        ),
    ],
)
def test_an_update_that_does_not_fit_is_refused_and_changes_nothing(api, cells, values, message):
    error = api.error(
        "PUT",
        f"/values/{cells}",
        {"values": [["before"], *values] if "characters" in message else values},
        valueInputOption="RAW",
    )

    assert error["message"] == message
    assert api.values("Sheet1") == []


def test_50000_characters_fit(api):
    api.put("Sheet1!A1", [["x" * 50_000]])

    assert len(api.values("Sheet1!A1")[0][0]) == 50_000


def test_a_write_needs_its_value_input_option(api):
    error = api.error("PUT", "/values/Sheet1!A1", {"values": [["a"]]})

    assert error["message"] == "'valueInputOption' is required but not specified"


def test_a_body_that_names_another_range_is_refused(api):
    error = api.error(
        "PUT",
        "/values/Sheet1!A1",
        {"range": "Sheet1!A2", "values": [["a"]]},
        valueInputOption="RAW",
    )

    assert error["message"] == "Request range[Sheet1!A1] does not match value's range[Sheet1!A2]"


def test_batch_update_totals_count_each_row_column_and_sheet_once(api):
    body = {
        "valueInputOption": "RAW",
        "data": [
            {"range": "'Sheet1'!A1:D1", "values": [["A1", "B1", "", "D1"]]},
            {"range": "'Sheet1'!A4:D4", "values": [["A4", "B4", "", "D4"]]},
        ],
    }

    answer = api("POST", "/values:batchUpdate", body)

    totals = {name: value for name, value in answer.items() if name.startswith("total")}
    assert totals == {
        "totalUpdatedRows": 2,
        "totalUpdatedColumns": 4,
        "totalUpdatedCells": 8,
        "totalUpdatedSheets": 1,
    }
    assert answer["responses"][1] == {
        "spreadsheetId": BOOK,
        "updatedRange": "Sheet1!A4:D4",
        "updatedRows": 1,
        "updatedColumns": 4,
        "updatedCells": 4,
    }


def test_batch_update_of_values_is_all_or_nothing(api):
    body = {
        "valueInputOption": "RAW",
        "data": [
            {"range": "Sheet1!A1", "values": [["a"]]},
            {"range": "Nope!A1", "values": [["b"]]},
        ],
    }

    error = api.error("POST", "/values:batchUpdate", body)

    assert error["message"] == "Invalid data[1]: Unable to parse range: Nope!A1"
    assert api.values("Sheet1") == []


def test_a_write_keeps_note_validation_and_format(api):
    rule = {
        "condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "a"}]},
        "strict": True,
    }
    cell = {
        "note": "careful",
        "dataValidation": rule,
        "userEnteredFormat": {"textFormat": {"bold": True}},
    }
    api.batch(
        {
            "updateCells": {
                "range": grid_range(0, 1, 0, 1),
                "rows": [{"values": [cell]}],
                "fields": "note,dataValidation,userEnteredFormat",
            }
        }
    )

    api.put("Sheet1!A1", [["a"]])
    api("POST", "/values/Sheet1!A1:clear", {})

    kept = api.cell("Sheet1!A1")
    assert (kept["note"], kept["dataValidation"], kept["userEnteredFormat"]) == (
        "careful",
        rule,
        {"textFormat": {"bold": True}},
    )
    assert "userEnteredValue" not in kept


# Appending


def test_an_append_to_an_empty_tab_has_no_table_range(api):
    assert api.append("Sheet1", [["x", "", "y"]]) == {
        "spreadsheetId": BOOK,
        "updates": {
            "spreadsheetId": BOOK,
            "updatedRange": "Sheet1!A1:C1",
            "updatedRows": 1,
            "updatedColumns": 3,
            "updatedCells": 3,
        },
    }


def test_a_blank_column_ends_a_table(api):
    api.append("Sheet1", [["x", "", "y"]])

    answer = api.append("Sheet1!A1", [["x", "", "y"]])

    assert (answer["tableRange"], answer["updates"]["updatedRange"]) == (
        "Sheet1!A1",
        "Sheet1!A2:C2",
    )


@pytest.mark.parametrize(
    ("cells", "start"),
    [
        ("Sheet1", "B7"),
        ("Sheet1!B4", "B7"),
        ("Sheet1!C5:D5", "B7"),
        ("Sheet1!B2:D4", "B7"),
        ("Sheet1!A3:G10", "B7"),
        ("Sheet1!A1", "A3"),
        ("Sheet1!E4", "E4"),
        ("Sheet1!A4", "A4"),
    ],
)
def test_an_append_writes_after_the_last_table_of_its_range(api, cells, start):
    """The worked example of the reference: tables A1:C2 and B4:D6."""
    api.put("Sheet1!A1", [["x"] * 3] * 2)
    api.put("Sheet1!B4", [["x"] * 3] * 3)

    answer = api.append(cells, [["new"]])

    assert answer["updates"]["updatedRange"] == f"Sheet1!{start}"


def test_insert_rows_pushes_what_is_below_down(api):
    api.put("Sheet1!A1", [["a", "1"], ["b", "2"], ["c", "3"], [], [], ["d", "4"], ["e", "5"]])

    answer = api.append("Sheet1!A1", [["n1"], ["n2"]], insertDataOption="INSERT_ROWS")

    assert answer["tableRange"] == "Sheet1!A1:B3"
    assert api.values("Sheet1!A:A") == [["a"], ["b"], ["c"], ["n1"], ["n2"], [], [], ["d"], ["e"]]
    assert api.sheet()["properties"]["gridProperties"]["rowCount"] == 1002


def test_overwrite_fills_the_gap_and_moves_nothing(api):
    api.put("Sheet1!A1", [["a"], ["b"], [], [], [], ["d"]])

    api.append("Sheet1!A1", [["n1"], ["n2"]])

    assert api.values("Sheet1!A:A") == [["a"], ["b"], ["n1"], ["n2"], [], ["d"]]


def test_an_append_at_the_end_of_the_grid_makes_it_grow(api):
    api.server.seed(BOOK, {"Sheet1": [["a"], ["b"]]}, min_rows=2, min_columns=1)

    api.append("Sheet1", [["c", "d"]])

    grid = api.sheet()["properties"]["gridProperties"]
    assert (grid["rowCount"], grid["columnCount"]) == (3, 2)


# Clearing


def test_clear_names_what_it_cleared_clipped_to_the_grid(api):
    api.put("Sheet1!A1", [["a", "b"], ["c", "d"]])

    assert api("POST", "/values/Sheet1!B1:B5000:clear", {}) == {
        "spreadsheetId": BOOK,
        "clearedRange": "Sheet1!B1:B1000",
    }
    assert api.values("Sheet1") == [["a"], ["c"]]


def test_batch_clear_is_all_or_nothing(api):
    api.put("Sheet1!A1", [["a", "b"]])

    error = api.error("POST", "/values:batchClear", {"ranges": ["Sheet1!A1", "Sheet1!A1221:ZZ"]})

    assert (
        error["message"]
        == "Invalid range[1]: Range (Sheet1!A1221:ZZ) exceeds grid limits. Max rows: 1000, max columns: 26"
    )
    assert api.values("Sheet1") == [["a", "b"]]
    assert api("POST", "/values:batchClear", {"ranges": ["Sheet1!A1", "Sheet1!B:B"]})[
        "clearedRanges"
    ] == ["Sheet1!A1", "Sheet1!B1:B1000"]


# Data filters


def test_values_can_be_read_by_grid_range_and_by_metadata(api):
    api.put("Sheet1!A1", [["a", "b"], ["c", "d"]])
    location = {"dimensionRange": span(1, 2)}
    metadata = {
        "metadataKey": "lot",
        "metadataValue": "L1",
        "location": location,
        "visibility": "DOCUMENT",
    }
    api.batch({"createDeveloperMetadata": {"developerMetadata": metadata}})

    answer = api(
        "POST",
        "/values:batchGetByDataFilter",
        {
            "dataFilters": [
                {"gridRange": grid_range(0, 1, 0, 2)},
                {"developerMetadataLookup": {"metadataKey": "lot"}},
            ]
        },
    )

    found = [
        (one["valueRange"]["range"], one["valueRange"]["values"], one["dataFilters"])
        for one in answer["valueRanges"]
    ]
    assert found == [
        ("Sheet1!A1:B1", [["a", "b"]], [{"gridRange": {"endRowIndex": 1, "endColumnIndex": 2}}]),
        ("Sheet1!A2:Z2", [["c", "d"]], [{"developerMetadataLookup": {"metadataKey": "lot"}}]),
    ]


def test_values_can_be_written_and_cleared_by_data_filter(api):
    data = [{"dataFilter": {"a1Range": "Sheet1!A1:B1"}, "values": [["a", "b"]]}]

    answer = api(
        "POST", "/values:batchUpdateByDataFilter", {"valueInputOption": "RAW", "data": data}
    )

    assert (answer["totalUpdatedCells"], answer["responses"][0]["updatedRange"]) == (
        2,
        "Sheet1!A1:B1",
    )
    cleared = api(
        "POST",
        "/values:batchClearByDataFilter",
        {"dataFilters": [{"gridRange": grid_range(0, 1, 1, 2)}]},
    )
    assert cleared["clearedRanges"] == ["Sheet1!B1"]
    assert api.values("Sheet1") == [["a"]]
