"""spreadsheets.batchUpdate: order, atomicity, replies, and requests on tabs and cells."""

import pytest

from tests.fakes.conftest import BOOK, grid_range, span

RED = {"red": 1}


def add(title, **properties):
    return {"addSheet": {"properties": {"title": title, **properties}}}


def test_a_reply_stands_for_every_request_and_is_empty_where_there_is_nothing_to_say(api):
    replies = api.batch(
        {"updateSheetProperties": {"properties": {"title": "Lots"}, "fields": "title"}},
        add("New", gridProperties={"rowCount": 1, "columnCount": 1}),
    )

    number = replies[1]["addSheet"]["properties"].pop("sheetId")
    assert replies == [
        {},
        {
            "addSheet": {
                "properties": {
                    "title": "New",
                    "index": 1,
                    "sheetType": "GRID",
                    "gridProperties": {"rowCount": 1, "columnCount": 1},
                }
            }
        },
    ]
    assert 0 < number < 2**31


def test_a_batch_is_applied_whole_or_not_at_all(api):
    before = api.spreadsheet(includeGridData=True)

    message = api.refusal(
        add("New", sheetId=7),
        {
            "updateCells": {
                "start": {"sheetId": 7},
                "rows": [{"values": [{"userEnteredValue": {"stringValue": "x"}}]}],
                "fields": "*",
            }
        },
        {"deleteSheet": {"sheetId": 99}},
    )

    assert message == "Invalid requests[2].deleteSheet: No sheet with id: 99"
    assert api.spreadsheet(includeGridData=True) == before


def test_a_request_sees_what_the_ones_before_it_did(api):
    api.batch(
        add("New", sheetId=7),
        {"deleteSheet": {"sheetId": 0}},
        {"appendDimension": {"sheetId": 7, "dimension": "ROWS", "length": 5}},
    )

    [sheet] = api.spreadsheet()["sheets"]
    assert sheet["properties"]["gridProperties"]["rowCount"] == 1005


@pytest.mark.parametrize("body", [{}, {"requests": []}])
def test_an_empty_batch_is_refused(api, body):
    assert (
        api.error("POST", ":batchUpdate", body)["message"] == "Must specify at least one request."
    )


def test_a_kind_that_the_server_does_not_know_is_501_and_named(api):
    error = api.error(
        "POST", ":batchUpdate", {"requests": [{"refreshDataSource": {"isAll": True}}]}
    )

    assert (error["code"], error["status"]) == (501, "UNIMPLEMENTED")
    assert "refreshDataSource" in error["message"]


def test_the_updated_spreadsheet_comes_along_when_asked(api):
    answer = api(
        "POST",
        ":batchUpdate",
        {
            "requests": [add("New")],
            "includeSpreadsheetInResponse": True,
            "responseRanges": ["New!A1"],
        },
        fields="updatedSpreadsheet.sheets.properties.title",
    )

    assert answer == {"updatedSpreadsheet": {"sheets": [{"properties": {"title": "New"}}]}}


# Tabs


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (
            add("Sheet1"),
            'addSheet: A sheet with the name "Sheet1" already exists. Please enter another name.',
        ),
        (
            add("SHEET1"),
            'addSheet: A sheet with the name "SHEET1" already exists. Please enter another name.',
        ),
        (add("New", sheetId=0), "addSheet: Sheet with id 0 already exists."),
        (add("New", sheetId=-1), "addSheet: Sheet id must be non-negative."),
        (add("x" * 101), "addSheet: The sheet name cannot be greater than 100 characters."),
        (
            add("New", gridProperties={"rowCount": 1_000_000, "columnCount": 100}),
            "addSheet: This action would increase the number of cells in the workbook above the limit of 10000000 cells.",
        ),
        (
            add("New", gridProperties={"rowCount": 1, "columnCount": 18_279}),
            "addSheet: This action would increase the number of columns in the sheet above the limit of 18278 columns.",
        ),
        (
            {"deleteSheet": {"sheetId": 0}},
            "deleteSheet: You can't remove all the sheets in a document.",
        ),
        (
            {"updateSheetProperties": {"properties": {"sheetId": 9}, "fields": "title"}},
            "updateSheetProperties: No sheet with id: 9",
        ),
        (
            {"updateSheetProperties": {"properties": {"title": ""}, "fields": "title"}},
            "updateSheetProperties: The sheet name cannot be empty.",
        ),
        (
            {"updateSheetProperties": {"properties": {"title": "x"}}},
            "updateSheetProperties: At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)",
        ),
        (
            {"updateSheetProperties": {"properties": {"title": "x"}, "fields": "caption"}},
            "updateSheetProperties: Invalid field: caption",
        ),
        (
            {
                "updateSheetProperties": {
                    "properties": {"gridProperties": {"frozenRowCount": 1000}},
                    "fields": "gridProperties.frozenRowCount",
                }
            },
            "updateSheetProperties: You can't freeze all visible rows on the sheet.",
        ),
        (
            {
                "updateSheetProperties": {
                    "properties": {"gridProperties": {"rowCount": 400_000}},
                    "fields": "gridProperties.rowCount",
                }
            },
            "updateSheetProperties: This action would increase the number of cells in the workbook above the limit of 10000000 cells.",
        ),
    ],
)
def test_what_cannot_be_done_to_tabs_is_refused_in_googles_words(api, request_, message):
    assert api.refusal(request_) == f"Invalid requests[0].{message}"


def regrid(fields, **grid):
    return {
        "updateSheetProperties": {"properties": {"gridProperties": grid}, "fields": fields},
    }


@pytest.mark.parametrize(
    ("request_", "noun"),
    [
        (regrid("gridProperties", frozenRowCount=0), "row"),
        (regrid("gridProperties", rowCount=5), "column"),
        (regrid("gridProperties.rowCount"), "row"),
    ],
)
def test_grid_properties_named_whole_are_replaced_whole(api, request_, noun):
    """As users of node-google-spreadsheet reported: what is left out is nought, and no rows cannot be."""
    assert api.refusal(request_) == (
        f"Invalid requests[0].updateSheetProperties: You can't delete all the {noun}s on the sheet."
    )


def test_every_field_means_those_of_the_grid_that_are_given(api):
    api.batch(regrid("*", frozenRowCount=1))

    assert api.sheet()["properties"]["gridProperties"] == {
        "rowCount": 1000,
        "columnCount": 26,
        "frozenRowCount": 1,
    }


def test_rows_grow_before_columns_go_when_cells_are_counted(api):
    """As users of gspread-dataframe reported: 2,000,000 cells are too many on the way to them."""
    at_once = regrid("gridProperties(rowCount,columnCount)", rowCount=500_000, columnCount=4)

    assert api.refusal(at_once).endswith("above the limit of 10000000 cells.")

    narrower = regrid("gridProperties.columnCount", columnCount=4)
    api.batch(narrower, at_once)
    assert api.sheet()["properties"]["gridProperties"] == {"rowCount": 500_000, "columnCount": 4}


def test_the_last_visible_tab_cannot_be_removed_or_hidden(api):
    api.batch(add("Hidden", hidden=True))

    assert api.refusal({"deleteSheet": {"sheetId": 0}}).endswith(
        "You can't remove all the visible sheets in a document."
    )
    assert "hide all" in api.refusal(
        {
            "updateSheetProperties": {
                "properties": {"sheetId": 0, "hidden": True},
                "fields": "hidden",
            }
        }
    )


def test_a_field_in_the_mask_and_not_in_the_properties_is_reset(api):
    grid = {"frozenRowCount": 2, "frozenColumnCount": 1}
    api.batch(
        {
            "updateSheetProperties": {
                "properties": {"gridProperties": grid, "tabColor": RED},
                "fields": "gridProperties(frozenRowCount,frozenColumnCount),tabColor",
            }
        },
        {
            "updateSheetProperties": {
                "properties": {"gridProperties": {"frozenRowCount": 0}},
                "fields": "gridProperties.frozenRowCount,tabColor",
            }
        },
    )

    properties = api.sheet()["properties"]
    assert properties["gridProperties"] == {
        "rowCount": 1000,
        "columnCount": 26,
        "frozenColumnCount": 1,
    }
    assert "tabColor" not in properties


def test_a_mask_of_star_takes_what_is_given(api):
    api.batch(
        {
            "updateSheetProperties": {
                "properties": {
                    "sheetId": 0,
                    "title": "Lots",
                    "gridProperties": {"rowCount": 5, "columnCount": 3},
                },
                "fields": "*",
            }
        }
    )

    properties = api.sheet()["properties"]
    assert (properties["title"], properties["gridProperties"]) == (
        "Lots",
        {"rowCount": 5, "columnCount": 3},
    )


@pytest.mark.parametrize(
    ("tab", "index", "order"),
    [
        ("A", 2, "BAC"),
        ("A", 3, "BCA"),
        ("C", 0, "CAB"),
        ("A", 0, "ABC"),
        ("A", 1, "ABC"),
        ("B", None, "ACB"),
    ],
)
def test_a_tab_moves_to_an_index_counted_before_the_move(api, tab, index, order):
    api.server.seed(BOOK, {"A": [], "B": [], "C": []})
    properties = {
        "sheetId": api.server.sheet_id(BOOK, tab),
        **({} if index is None else {"index": index}),
    }

    api.batch({"updateSheetProperties": {"properties": properties, "fields": "index"}})

    sheets = [sheet["properties"] for sheet in api.spreadsheet()["sheets"]]
    assert "".join(sheet["title"] for sheet in sheets) == order
    assert [sheet["index"] for sheet in sheets] == [0, 1, 2]


def test_a_smaller_grid_drops_what_was_outside(api):
    api.put("Sheet1!A1", [["a", "b"], ["c", "d"]])

    fields = "gridProperties(rowCount,columnCount)"
    api.batch(
        {
            "updateSheetProperties": {
                "properties": {"gridProperties": {"rowCount": 1, "columnCount": 1}},
                "fields": fields,
            }
        }
    )
    api.batch(
        {
            "updateSheetProperties": {
                "properties": {"gridProperties": {"rowCount": 2, "columnCount": 2}},
                "fields": fields,
            }
        }
    )

    assert api.values("Sheet1") == [["a"]]


def test_a_duplicated_tab_has_its_own_ids(api):
    api.put("Sheet1!A1", [["x"]])
    [chart] = api.batch(
        {"addFilterView": {"filter": {"title": "mine", "range": grid_range(0, 5, 0, 2)}}}
    )

    [reply] = api.batch(
        {"duplicateSheet": {"sourceSheetId": 0, "insertSheetIndex": 1, "newSheetId": 5}}
    )

    assert (
        reply["duplicateSheet"]["properties"]["title"],
        reply["duplicateSheet"]["properties"]["index"],
    ) == ("Copy of Sheet1", 1)
    assert api.values("'Copy of Sheet1'") == [["x"]]
    copied = api.sheet(1)["filterViews"][0]
    assert copied["range"]["sheetId"] == 5
    assert copied["filterViewId"] != chart["addFilterView"]["filter"]["filterViewId"]


def test_properties_of_the_file_change_through_a_mask(api):
    api.batch(
        {
            "updateSpreadsheetProperties": {
                "properties": {"title": "Shop", "locale": "vi_VN", "timeZone": "Asia/Ho_Chi_Minh"},
                "fields": "title,locale,timeZone",
            }
        }
    )

    properties = api.spreadsheet()["properties"]
    assert (properties["title"], properties["locale"], properties["timeZone"]) == (
        "Shop",
        "vi_VN",
        "Asia/Ho_Chi_Minh",
    )
    assert "Invalid time zone" in api.refusal(
        {"updateSpreadsheetProperties": {"properties": {"timeZone": "Mars"}, "fields": "timeZone"}}
    )


# Cells


def rows(*lines):
    kinds = {str: "stringValue", int: "numberValue", float: "numberValue", bool: "boolValue"}
    return [
        {
            "values": [
                {} if value is None else {"userEnteredValue": {kinds[type(value)]: value}}
                for value in line
            ]
        }
        for line in lines
    ]


def test_update_cells_over_a_range_clears_what_its_rows_do_not_cover(api):
    api.put("Sheet1!A1", [["a", "b", "c"], ["d", "e", "f"], ["g", "h", "i"]])

    api.batch(
        {
            "updateCells": {
                "range": grid_range(0, 2, 0, 2),
                "rows": rows(["x"]),
                "fields": "userEnteredValue",
            }
        }
    )

    assert api.values("Sheet1") == [["x", "", "c"], ["", "", "f"], ["g", "h", "i"]]


def test_update_cells_from_a_start_leaves_the_rest_alone(api):
    api.put("Sheet1!A1", [["a", "b"], ["c", "d"]])

    api.batch(
        {
            "updateCells": {
                "start": {"rowIndex": 0, "columnIndex": 1},
                "rows": rows(["x"]),
                "fields": "userEnteredValue",
            }
        }
    )

    assert api.values("Sheet1") == [["a", "x"], ["c", "d"]]


def test_update_cells_blanks_a_cell_that_it_names_without_a_value(api):
    api.put("Sheet1!A1", [["a", "b", "c"]])

    api.batch(
        {"updateCells": {"start": {}, "rows": rows([None, "B"]), "fields": "userEnteredValue"}}
    )

    assert api.values("Sheet1") == [["", "B", "c"]]


def test_update_cells_writes_only_what_its_mask_names(api):
    cell = {
        "userEnteredValue": {"stringValue": "x"},
        "note": "n",
        "userEnteredFormat": {"textFormat": {"bold": True, "italic": True}},
    }

    api.batch(
        {
            "updateCells": {
                "start": {},
                "rows": [{"values": [cell]}],
                "fields": "note,userEnteredFormat.textFormat.bold",
            }
        }
    )

    found = api.cell("Sheet1!A1")
    assert (found.get("userEnteredValue"), found["note"], found["userEnteredFormat"]) == (
        None,
        "n",
        {"textFormat": {"bold": True}},
    )


def test_text_that_begins_with_an_equals_sign_stays_text_as_a_string_value(api):
    api.batch(
        {
            "updateCells": {
                "start": {},
                "rows": rows(["=1+1", "123", "07/04/2026"]),
                "fields": "userEnteredValue",
            }
        }
    )

    assert api.values("Sheet1", valueRenderOption="UNFORMATTED_VALUE") == [
        ["=1+1", "123", "07/04/2026"]
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"range": grid_range(0, 1, 0, 1), "rows": [{"values": [{}, {}]}]},
            "Attempting to write column: 1, beyond the last requested column of: 0",
        ),
        (
            {"range": grid_range(0, 1), "rows": [{}, {}]},
            "Attempting to write row: 1, beyond the last requested row of: 0",
        ),
        (
            {"start": {"columnIndex": 25}, "rows": [{"values": [{}, {}]}]},
            "Attempting to write column: 26, beyond the last requested column of: 25",
        ),
        (
            {"range": grid_range(1000, 1001, 0, 3), "rows": []},
            "Range (Sheet1!A1001:C1001) exceeds grid limits. Max rows: 1000, max columns: 26",
        ),
        ({"range": grid_range(0, 1, 0, 1, 99)}, "No grid with id: 99"),
        (
            {"start": {}, "fields": ""},
            "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)",
        ),
        (
            {
                "start": {},
                "rows": [{"values": [{"userEnteredValue": {"stringValue": "x" * 50_001}}]}],
            },
            "Your input contains more than the maximum of 50000 characters in a single cell.",
        ),
    ],
)
def test_cells_outside_are_refused_in_googles_words(api, change, message):
    assert (
        api.refusal({"updateCells": {"fields": "userEnteredValue", **change}})
        == f"Invalid requests[0].updateCells: {message}"
    )


@pytest.mark.parametrize(
    ("rectangle", "named"),
    [
        (grid_range(1000, None, 0, 2), "A1001:B"),
        (grid_range(1005, None, 0, 2), "A1006:B"),
        (grid_range(1000, 1001, 0, 2), "A1001:B1001"),
        (grid_range(0, 2, 26, 27), "AA1:AA2"),
        (grid_range(0, 2, 26), "AA1:2"),
    ],
)
def test_a_repeat_that_starts_past_the_grid_is_refused(api, rectangle, named):
    message = api.refusal(
        {"repeatCell": {"range": rectangle, "cell": {}, "fields": "userEnteredFormat"}}
    )

    assert (
        message
        == f"Invalid requests[0].repeatCell: Range (Sheet1!{named}) exceeds grid limits. Max rows: 1000, max columns: 26"
    )


@pytest.mark.parametrize(
    "rectangle",
    [
        grid_range(999),
        grid_range(999, 1003),
        grid_range(0, 1, 25, 28),
        grid_range(3, 3),
        grid_range(0, 1, 3, 3),
    ],
)
def test_a_repeat_that_starts_inside_is_taken_and_does_not_grow_the_grid(api, rectangle):
    api.batch(
        {
            "repeatCell": {
                "range": rectangle,
                "cell": {"userEnteredFormat": {"textFormat": {"bold": True}}},
                "fields": "userEnteredFormat",
            }
        }
    )

    assert api.sheet()["properties"]["gridProperties"] == {"rowCount": 1000, "columnCount": 26}


def test_a_repeated_value_fills_its_range(api):
    api.batch(
        {
            "repeatCell": {
                "range": grid_range(0, 2, 0, 2),
                "cell": {"userEnteredValue": {"numberValue": 5}},
                "fields": "userEnteredValue",
            }
        }
    )

    assert api.values("Sheet1") == [["5", "5"], ["5", "5"]]


def test_append_cells_goes_below_all_data_and_grows_the_grid(api):
    api.server.seed(BOOK, {"Sheet1": [["a"], ["b"]]}, min_rows=2)

    api.batch({"appendCells": {"rows": rows(["c"], ["d"]), "fields": "userEnteredValue"}})

    assert api.values("Sheet1") == [["a"], ["b"], ["c"], ["d"]]


def test_append_cells_never_grows_the_grid_to_the_right(api):
    """As a user of OpenRefine reported the answer."""
    wide = {"rows": rows(["x"] * 27), "fields": "userEnteredValue"}

    assert api.refusal({"appendCells": wide}) == (
        "Invalid requests[0].appendCells: "
        "Attempting to write column: 26, beyond the last requested column of: 25"
    )


# Formats


def test_colours_have_eight_bits_and_a_style_twin(api):
    cell = {
        "userEnteredFormat": {
            "backgroundColor": {"red": 0.5, "green": 1},
            "textFormat": {"foregroundColor": {"red": 0, "blue": 0.3}},
        }
    }

    api.batch(
        {
            "repeatCell": {
                "range": grid_range(0, 1, 0, 1),
                "cell": cell,
                "fields": "userEnteredFormat(backgroundColor,textFormat)",
            }
        }
    )

    assert api.cell("Sheet1!A1")["userEnteredFormat"] == {
        "backgroundColor": {"red": 0.49803922, "green": 1},
        "backgroundColorStyle": {"rgbColor": {"red": 0.49803922, "green": 1}},
        "textFormat": {
            "foregroundColor": {"blue": 0.29803923},
            "foregroundColorStyle": {"rgbColor": {"blue": 0.29803923}},
        },
    }


def test_a_theme_colour_is_resolved_into_its_twin(api):
    cell = {"userEnteredFormat": {"backgroundColorStyle": {"themeColor": "ACCENT1"}}}

    api.batch(
        {
            "repeatCell": {
                "range": grid_range(0, 1, 0, 1),
                "cell": cell,
                "fields": "userEnteredFormat.backgroundColorStyle",
            }
        }
    )

    style = api.cell("Sheet1!A1")["userEnteredFormat"]
    assert style["backgroundColor"] == {"red": 0.25882354, "green": 0.52156866, "blue": 0.95686275}


def test_a_format_mask_resets_what_it_names_and_keeps_the_rest(api):
    def bold(value, fields):
        return {
            "repeatCell": {
                "range": grid_range(0, 1, 0, 1),
                "cell": {"userEnteredFormat": value},
                "fields": fields,
            }
        }

    api.batch(
        bold(
            {"textFormat": {"bold": True, "italic": True}, "horizontalAlignment": "CENTER"},
            "userEnteredFormat",
        ),
        bold({}, "userEnteredFormat.textFormat.bold"),
    )
    assert api.cell("Sheet1!A1")["userEnteredFormat"] == {
        "textFormat": {"italic": True},
        "horizontalAlignment": "CENTER",
    }

    api.batch(bold({}, "userEnteredFormat"))
    assert api.cell("Sheet1!A1") == {}


def test_the_effective_format_is_the_default_with_the_users_on_top(api):
    api.put("Sheet1!A1", [["x"]])

    effective = api.cell("Sheet1!A1")["effectiveFormat"]

    assert effective["textFormat"]["fontFamily"] == "arial,sans,sans-serif"
    assert (effective["wrapStrategy"], effective["hyperlinkDisplayType"]) == (
        "OVERFLOW_CELL",
        "PLAIN_TEXT",
    )
    assert "userEnteredFormat" not in api.cell("Sheet1!A1")


def test_borders_go_to_the_sides_of_the_cells(api):
    solid = {"style": "SOLID", "color": {"red": 1}}

    api.batch(
        {"updateBorders": {"range": grid_range(0, 2, 0, 2), "top": solid, "innerVertical": solid}}
    )

    borders = api.cell("Sheet1!B1")["userEnteredFormat"]["borders"]
    assert set(borders) == {"top", "left"}
    assert borders["top"] == {
        "style": "SOLID",
        "width": 1,
        "color": {"red": 1},
        "colorStyle": {"rgbColor": {"red": 1}},
    }
    assert "top" not in api.cell("Sheet1!A2")["userEnteredFormat"]["borders"]


# Merging


def test_a_merge_keeps_the_first_value_and_is_told_without_sheet_id_0(api):
    api.put("Sheet1!A1", [["a", "b"], ["c", "d"]])

    api.batch({"mergeCells": {"range": grid_range(0, 2, 0, 2), "mergeType": "MERGE_ROWS"}})

    assert api.values("Sheet1") == [["a"], ["c"]]
    sides = {"startColumnIndex": 0, "endColumnIndex": 2}
    assert api.sheet()["merges"] == [
        {"startRowIndex": 0, "endRowIndex": 1, **sides},
        {"startRowIndex": 1, "endRowIndex": 2, **sides},
    ]


def test_a_larger_merge_takes_smaller_ones_in_and_a_part_is_refused(api):
    merge = {"mergeCells": {"range": grid_range(0, 2, 0, 2), "mergeType": "MERGE_ROWS"}}
    api.batch(merge, {"mergeCells": {"range": grid_range(0, 2, 0, 2), "mergeType": "MERGE_ALL"}})
    assert len(api.sheet()["merges"]) == 1

    message = "You must select all cells in a merged range to merge or unmerge them."
    assert (
        api.refusal({"mergeCells": {"range": grid_range(1, 3, 0, 1)}})
        == f"Invalid requests[0].mergeCells: {message}"
    )
    assert (
        api.refusal({"unmergeCells": {"range": grid_range(1, 3, 0, 1)}})
        == f"Invalid requests[0].unmergeCells: {message}"
    )

    api.batch({"unmergeCells": {"range": grid_range(0, 9, 0, 9)}})
    assert "merges" not in api.sheet()


def test_a_merge_across_the_frozen_edge_is_refused(api):
    api.batch(
        {
            "updateSheetProperties": {
                "properties": {"gridProperties": {"frozenColumnCount": 1}},
                "fields": "gridProperties.frozenColumnCount",
            }
        }
    )

    message = api.refusal({"mergeCells": {"range": grid_range(0, 1, 0, 2)}})

    assert (
        message == "Invalid requests[0].mergeCells: You can't merge frozen and non-frozen columns."
    )


# Copying, cutting, finding


def test_a_copy_fills_a_larger_destination_and_moves_relative_references(api):
    api.put("Sheet1!A1", [[1, "=A1*2"]], option="USER_ENTERED")

    api.batch(
        {
            "copyPaste": {
                "source": grid_range(0, 1, 0, 2),
                "destination": grid_range(1, 3, 0, 2),
                "pasteType": "PASTE_NORMAL",
            }
        }
    )

    assert api.values("Sheet1!A1:B3", valueRenderOption="FORMULA") == [
        [1, "=A1*2"],
        [1, "=A2*2"],
        [1, "=A3*2"],
    ]


@pytest.mark.parametrize(
    ("paste", "formula", "bold"),
    [
        ("PASTE_VALUES", 4, False),
        ("PASTE_FORMULA", "=B1*2", False),
        ("PASTE_FORMAT", None, True),
        ("PASTE_NORMAL", "=B1*2", True),
    ],
)
def test_a_copy_takes_what_its_paste_type_says(api, paste, formula, bold):
    api.put("Sheet1!A1", [[2]])
    cell = {
        "userEnteredValue": {"formulaValue": "=A1*2"},
        "userEnteredFormat": {"textFormat": {"bold": True}},
    }
    api.batch(
        {
            "updateCells": {
                "range": grid_range(0, 1, 1, 2),
                "rows": [{"values": [cell]}],
                "fields": "*",
            }
        }
    )

    api.batch(
        {
            "copyPaste": {
                "source": grid_range(0, 1, 1, 2),
                "destination": grid_range(0, 1, 2, 3),
                "pasteType": paste,
            }
        }
    )

    found = api.cell("Sheet1!C1")
    entered = found.get("userEnteredValue", {})
    assert entered.get("formulaValue", entered.get("numberValue")) == formula
    assert ("userEnteredFormat" in found) == bold


def test_a_copy_can_be_transposed(api):
    api.put("Sheet1!A1", [["a", "b"], ["c", "d"]])

    api.batch(
        {
            "copyPaste": {
                "source": grid_range(0, 2, 0, 2),
                "destination": grid_range(0, 2, 3, 5),
                "pasteOrientation": "TRANSPOSE",
            }
        }
    )

    assert api.values("Sheet1!D1:E2") == [["a", "c"], ["b", "d"]]


def test_a_cut_moves_cells_and_the_references_to_them(api):
    api.put("Sheet1!A1", [["x", "=A1"]], option="USER_ENTERED")

    api.batch(
        {
            "cutPaste": {
                "source": grid_range(0, 1, 0, 1),
                "destination": {"rowIndex": 4, "columnIndex": 2},
            }
        }
    )

    assert api.values("Sheet1", valueRenderOption="FORMULA") == [
        ["", "=C5"],
        [],
        [],
        [],
        ["", "", "x"],
    ]


def test_pasted_data_is_read_as_typed(api):
    api.batch(
        {
            "pasteData": {
                "coordinate": {"rowIndex": 1},
                "data": 'a,"b, c",7\n1/2/2020,=1+1',
                "type": "PASTE_NORMAL",
                "delimiter": ",",
            }
        }
    )

    assert api.values("Sheet1", valueRenderOption="UNFORMATTED_VALUE") == [
        [],
        ["a", "b, c", 7],
        [43832, 2],
    ]


def test_find_and_replace_counts_what_it_changed(api):
    api.put("Sheet1!A1", [["vỡ nắp", "VỠ"], ["nứt", "vỡ vỡ"]])

    [reply] = api.batch({"findReplace": {"find": "vỡ", "replacement": "bể", "allSheets": True}})

    assert reply["findReplace"] == {
        "valuesChanged": 3,
        "rowsChanged": 2,
        "sheetsChanged": 1,
        "occurrencesChanged": 4,
    }
    assert api.values("Sheet1") == [["bể nắp", "bể"], ["nứt", "bể bể"]]


def test_find_and_replace_by_pattern_case_and_whole_cell(api):
    api.put("Sheet1!A1", [["L1", "l1", "L12"]])

    find = {
        "find": "L(\\d)",
        "replacement": "Lot $1",
        "searchByRegex": True,
        "matchCase": True,
        "matchEntireCell": True,
    }
    api.batch({"findReplace": {**find, "sheetId": 0}})

    assert api.values("Sheet1") == [["Lot 1", "l1", "L12"]]


def test_whitespace_is_trimmed_and_duplicates_go(api):
    api.put("Sheet1!A1", [["  a  b "], ["a b"], ["c"], ["A B"]])

    [trimmed] = api.batch({"trimWhitespace": {"range": grid_range(0, 4, 0, 1)}})
    [removed] = api.batch({"deleteDuplicates": {"range": grid_range(0, 4, 0, 1)}})

    assert (trimmed, removed) == (
        {"trimWhitespace": {"cellsChangedCount": 1}},
        {"deleteDuplicates": {"duplicatesRemovedCount": 2}},
    )
    assert api.values("Sheet1") == [["a b"], ["c"]]


def test_text_is_split_into_columns(api):
    api.put("Sheet1!A1", [["a;1"], ["b;2"]])

    api.batch({"textToColumns": {"source": grid_range(0, 2, 0, 1), "delimiterType": "SEMICOLON"}})

    assert api.values("Sheet1", valueRenderOption="UNFORMATTED_VALUE") == [["a", 1], ["b", 2]]


def test_a_series_is_filled_on(api):
    api.put("Sheet1!A1", [[1, "=A1*2"], [3, "=A2*2"]], option="USER_ENTERED")

    fill = {"source": grid_range(0, 2, 0, 2), "dimension": "ROWS", "fillLength": 2}
    api.batch({"autoFill": {"sourceAndDestination": fill}})

    assert api.values("Sheet1", valueRenderOption="FORMULA") == [
        [1, "=A1*2"],
        [3, "=A2*2"],
        [5, "=A3*2"],
        [7, "=A4*2"],
    ]


def test_a_validation_rule_is_set_and_taken_away(api):
    rule = {"condition": {"type": "BOOLEAN"}, "showCustomUi": True}

    api.batch(
        {"setDataValidation": {"range": grid_range(0, 2, 0, 1), "rule": rule}},
        {"setDataValidation": {"range": grid_range(1, 2, 0, 1)}},
    )

    assert api.cell("Sheet1!A1")["dataValidation"] == rule
    assert api.cell("Sheet1!A2") == {}


def test_a_randomized_range_keeps_its_values(api):
    api.put("Sheet1!A1", [[number] for number in range(30)])

    api.batch({"randomizeRange": {"range": grid_range(0, 30, 0, 1)}})

    found = [row[0] for row in api.values("Sheet1", valueRenderOption="UNFORMATTED_VALUE")]
    assert sorted(found) == list(range(30)) != found


def test_columns_are_sized_to_their_text(api):
    api.put("Sheet1!A1", [["a long text that needs room"]])

    api.batch({"autoResizeDimensions": {"dimensions": span(0, 2, "COLUMNS")}})

    [data] = api.sheet(ranges="Sheet1!A1:B1", fields="sheets.data.columnMetadata")["data"]
    assert data["columnMetadata"][0]["pixelSize"] > 150
