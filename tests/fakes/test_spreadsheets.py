"""spreadsheets.create, get, copyTo, and field masks."""

import gzip
import json

import pytest

from tests.fakes.conftest import BOOK, grid_range


def test_a_new_file_is_described_as_google_describes_it(api):
    answer = api.raw("POST", "/v4/spreadsheets", {"properties": {"title": "Shop"}}).json()

    assert list(answer) == ["spreadsheetId", "properties", "sheets", "spreadsheetUrl"]
    assert answer["sheets"] == [
        {
            "properties": {
                "sheetId": 0,
                "title": "Sheet1",
                "index": 0,
                "sheetType": "GRID",
                "gridProperties": {"rowCount": 1000, "columnCount": 26},
            }
        }
    ]
    properties = answer["properties"]
    assert {name: properties[name] for name in ("title", "locale", "autoRecalc", "timeZone")} == {
        "title": "Shop",
        "locale": "en_US",
        "autoRecalc": "ON_CHANGE",
        "timeZone": "Etc/GMT",
    }
    assert properties["defaultFormat"]["padding"] == {"top": 2, "right": 3, "bottom": 2, "left": 3}
    assert len(properties["spreadsheetTheme"]["themeColors"]) == 9
    assert (
        answer["spreadsheetUrl"]
        == f"https://docs.google.com/spreadsheets/d/{answer['spreadsheetId']}/edit"
    )


def test_the_tabs_named_at_creation_replace_the_default_one(api):
    body = {
        "properties": {"title": "Shop", "locale": "vi_VN", "timeZone": "Asia/Ho_Chi_Minh"},
        "sheets": [
            {
                "properties": {"title": "Lots", "gridProperties": {"frozenRowCount": 1}},
                "data": [
                    {
                        "rowData": [
                            {"values": [{"userEnteredValue": {"stringValue": "Lot"}, "note": "id"}]}
                        ]
                    }
                ],
            },
            {"properties": {"title": "Log"}},
        ],
    }

    answer = api.raw("POST", "/v4/spreadsheets", body).json()

    assert [sheet["properties"]["title"] for sheet in answer["sheets"]] == ["Lots", "Log"]
    assert api.server.grid(answer["spreadsheetId"], "Lots") == [["Lot"]]


def test_grid_data_comes_with_its_place_and_sizes(api):
    api.put("Sheet1!B2", [["a", 1], [], ["b"]])

    [data] = api.sheet(ranges="Sheet1!B2:D5", includeGridData="true")["data"]

    assert (data["startRow"], data["startColumn"]) == (1, 1)
    assert [len(row.get("values", [])) for row in data["rowData"]] == [2, 0, 1]
    assert (len(data["rowMetadata"]), len(data["columnMetadata"])) == (4, 3)
    cell = data["rowData"][0]["values"][1]
    assert (cell["userEnteredValue"], cell["effectiveValue"], cell["formattedValue"]) == (
        {"numberValue": 1},
        {"numberValue": 1},
        "1",
    )


def test_an_empty_range_has_grid_data_without_rows(api):
    [data] = api.sheet(ranges="Sheet1!A1:A2", includeGridData="true")["data"]

    assert list(data) == ["rowMetadata", "columnMetadata"]


def test_ranges_leave_other_tabs_out(api):
    api.server.seed(BOOK, {"One": [], "Two": [], "Three": []})

    answer = api.spreadsheet(ranges=["Two!A1", "Two!B2", "Three"], includeGridData="true")

    assert [(sheet["properties"]["title"], len(sheet["data"])) for sheet in answer["sheets"]] == [
        ("Two", 2),
        ("Three", 1),
    ]


def test_a_mask_that_names_grid_data_gets_it_whatever_the_flag_says(api):
    api.put("Sheet1!A1", [["a", 1]])

    fields = "sheets.data.rowData.values.effectiveValue"

    assert api.spreadsheet(includeGridData="False", ranges="Sheet1!A1:B1", fields=fields) == {
        "sheets": [
            {
                "data": [
                    {
                        "rowData": [
                            {
                                "values": [
                                    {"effectiveValue": {"stringValue": "a"}},
                                    {"effectiveValue": {"numberValue": 1}},
                                ]
                            }
                        ]
                    }
                ]
            }
        ]
    }
    assert (
        "data"
        not in api.spreadsheet(includeGridData="true", fields="sheets.properties")["sheets"][0]
    )


@pytest.mark.parametrize(
    "fields",
    [
        "spreadsheetId,properties(title,locale),sheets.properties(sheetId,title)",
        "spreadsheetId,properties/title,properties/locale,sheets(properties/sheetId,properties/title)",
        "spreadsheet_id,properties(title,locale),sheets(properties(sheet_id,title))",
    ],
)
def test_a_mask_can_be_written_in_several_ways(api, fields):
    assert api.spreadsheet(fields=fields) == {
        "spreadsheetId": BOOK,
        "properties": {"title": "Workbook", "locale": "en_US"},
        "sheets": [{"properties": {"sheetId": 0, "title": "Sheet1"}}],
    }


def test_a_mask_of_star_is_everything(api):
    assert api.spreadsheet(fields="*") == api.spreadsheet(includeGridData="true")
    assert list(api.spreadsheet(fields="sheets(*)")) == ["sheets"]


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ("nope", "nope"),
        ("sheets.nope", "sheets.nope"),
        ("sheets(properties(caption))", "sheets.properties.caption"),
    ],
)
def test_a_mask_that_names_nothing_is_refused_with_its_path(api, fields, path):
    error = api.error("GET", "", fields=fields)

    assert (error["status"], error["message"]) == (
        "INVALID_ARGUMENT",
        "Request contains an invalid argument.",
    )
    [violation] = error["details"][0]["fieldViolations"]
    assert violation == {
        "field": path,
        "description": f"Error expanding 'fields' parameter. Cannot find matching fields for path '{path}'.",
    }


def test_a_space_in_a_mask_is_part_of_a_name_and_the_whole_path_is_told(api):
    """As a user of google-api-python-client reported the answer."""
    error = api.error("GET", "", fields="spreadsheetId, sheets.properties")

    assert error["message"] == "Request contains an invalid argument."
    [violation] = error["details"][0]["fieldViolations"]
    assert violation["field"] == " sheets.properties"
    assert violation["description"].endswith("for path ' sheets.properties'.")


def test_the_first_of_several_masks_counts(api):
    """As people who measured Google's answers for a server of their own reported."""
    answer = api("GET", "", fields=["spreadsheetId", "properties.title"])

    assert answer == {"spreadsheetId": BOOK}


def test_masks_hold_for_every_method(api):
    assert api(
        "PUT",
        "/values/Sheet1!A1",
        {"values": [["a"]]},
        valueInputOption="RAW",
        fields="updatedCells",
    ) == {"updatedCells": 1}
    assert api.get("Sheet1!A1", fields="values") == {"values": [["a"]]}
    assert api("GET", "/values:batchGet", ranges="Sheet1!A1", fields="valueRanges.range") == {
        "valueRanges": [{"range": "Sheet1!A1"}]
    }
    add = {"requests": [{"addSheet": {"properties": {"title": "New", "sheetId": 4}}}]}
    assert api("POST", ":batchUpdate", add, fields="replies.addSheet.properties.sheetId") == {
        "replies": [{"addSheet": {"properties": {"sheetId": 4}}}]
    }


def test_a_file_can_be_read_by_data_filter(api):
    api.server.seed(BOOK, {"One": [["a"]], "Two": [["b"]]})

    answer = api(
        "POST",
        ":getByDataFilter",
        {"dataFilters": [{"a1Range": "Two!A1"}], "includeGridData": True},
    )

    [sheet] = answer["sheets"]
    assert sheet["data"][0]["rowData"][0]["values"][0]["formattedValue"] == "b"
    assert len(api("POST", ":getByDataFilter", {})["sheets"]) == 2


def test_a_tab_is_copied_into_another_file(api):
    api.put("Sheet1!A1", [["a", "=A1"]], option="USER_ENTERED")
    api.batch({"mergeCells": {"range": grid_range(2, 3, 0, 2)}})
    api.server.seed("book-2")

    answer = api("POST", "/sheets/0:copyTo", {"destinationSpreadsheetId": "book-2"})

    assert (answer["title"], answer["index"]) == ("Copy of Sheet1", 1)
    assert api.server.grid("book-2", "Copy of Sheet1") == [["a", "a"]]


def test_answers_are_indented_unless_asked_otherwise(api):
    pretty = api.raw("GET", f"/v4/spreadsheets/{BOOK}").text
    plain = api.raw("GET", f"/v4/spreadsheets/{BOOK}", prettyPrint="false").text

    assert pretty.startswith('{\n  "spreadsheetId"')
    assert "\n" not in plain
    assert json.loads(pretty) == json.loads(plain)


def test_long_answers_are_compressed_for_who_takes_that(api):
    api.put("Sheet1!A1", [["x" * 100] * 26] * 50)
    path = f"/v4/spreadsheets/{BOOK}/values/Sheet1"

    compressed = api.raw("GET", path, headers={"Accept-Encoding": "gzip"})
    plain = api.raw("GET", path, headers={"Accept-Encoding": "identity"})

    assert compressed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert compressed.json() == plain.json()
    assert int(compressed.headers["Content-Length"]) < int(plain.headers["Content-Length"])


def test_a_compressed_request_is_read(api):
    body = gzip.compress(json.dumps({"values": [["a"]]}).encode())
    url = f"{api.server.base_url}/v4/spreadsheets/{BOOK}/values/Sheet1!A1?valueInputOption=RAW"

    answer = api.session.put(
        url,
        data=body,
        headers={"Content-Encoding": "gzip", "Content-Type": "application/json"},
        timeout=10,
    )

    assert answer.json()["updatedCells"] == 1


def test_one_connection_serves_many_requests(api):
    with api.session.get(
        f"{api.server.base_url}/v4/spreadsheets/{BOOK}", stream=True, timeout=10
    ) as first:
        address = first.raw.connection.sock.getsockname()
        first.content  # noqa: B018 - read to the end, so that the connection is free again
    with api.session.get(
        f"{api.server.base_url}/v4/spreadsheets/{BOOK}", stream=True, timeout=10
    ) as second:
        assert second.raw.connection.sock.getsockname() == address


def test_a_slash_at_the_end_or_before_the_colon_is_overlooked(api):
    """node-google-spreadsheet sends both to Google."""
    body = {"requests": [{"addSheet": {"properties": {"title": "New"}}}]}

    assert api.raw("POST", f"/v4/spreadsheets/{BOOK}/:batchUpdate", body).status_code == 200
    assert len(api.raw("GET", f"/v4/spreadsheets/{BOOK}/").json()["sheets"]) == 2
