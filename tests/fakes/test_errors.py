"""Payloads of the wrong shape, and errors of the envelope, as Google answers them."""

import pytest

from tests.fakes.conftest import BOOK


@pytest.mark.parametrize(
    ("body", "field", "description"),
    [
        (
            {"requests": [{"frobnicate": {}}]},
            "requests[0]",
            "Invalid JSON payload received. Unknown name \"frobnicate\" at 'requests[0]': Cannot find field.",
        ),
        (
            {"request": []},
            None,
            'Invalid JSON payload received. Unknown name "request": Cannot find field.',
        ),
        (
            {"requests": [{"updateCells": {"rows": [{"values": [{"worth": 1}]}]}}]},
            "requests[0].update_cells.rows[0].values[0]",
            "Invalid JSON payload received. Unknown name \"worth\" at 'requests[0].update_cells.rows[0].values[0]': Cannot find field.",
        ),
        (
            {"requests": ["repeatCell"]},
            "requests[0]",
            "Invalid value at 'requests[0]' (type.googleapis.com/google.apps.sheets.v4.BatchUpdateSpreadsheetRequest.Request), \"repeatCell\"",
        ),
        (
            {"requests": [{"deleteSheet": {"sheetId": "x"}}]},
            "requests[0].delete_sheet.sheet_id",
            "Invalid value at 'requests[0].delete_sheet.sheet_id' (TYPE_INT32), \"x\"",
        ),
        (
            {"requests": [{"unmergeCells": {"range": {"startRowIndex": "x"}}}]},
            "requests[0].unmerge_cells.range.start_row_index.value",
            "Invalid value at 'requests[0].unmerge_cells.range.start_row_index.value' (TYPE_INT32), \"x\"",
        ),
        (
            {"requests": [{"mergeCells": {"mergeType": "ALL"}}]},
            "requests[0].merge_cells.merge_type",
            "Invalid value at 'requests[0].merge_cells.merge_type' (type.googleapis.com/google.apps.sheets.v4.MergeCellsRequest.MergeType), \"ALL\"",
        ),
        (
            {"requests": [{"deleteSheet": {"sheetId": 1}, "addSheet": {}}]},
            "requests[0]",
            "Invalid value at 'requests[0]' (oneof), oneof field 'kind' is already set. Cannot set 'addSheet'",
        ),
    ],
)
def test_a_payload_of_the_wrong_shape_is_refused_with_its_place(api, body, field, description):
    error = api.error("POST", ":batchUpdate", body)

    assert (error["status"], error["message"]) == ("INVALID_ARGUMENT", description)
    [detail] = error["details"]
    assert detail["@type"] == "type.googleapis.com/google.rpc.BadRequest"
    assert detail["fieldViolations"] == [
        {**({"field": field} if field else {}), "description": description}
    ]


def test_every_violation_is_told_at_once(api):
    error = api.error("POST", ":batchUpdate", {"requests": [{"a": 1}, {"b": 2}]})

    assert len(error["details"][0]["fieldViolations"]) == 2
    assert error["message"].count("\n") == 1


def test_a_row_of_values_must_be_a_list_and_a_cell_a_scalar(api):
    flat = api.error("PUT", "/values/Sheet1!A1", {"values": ["x"]}, valueInputOption="RAW")
    nested = api.error(
        "PUT", "/values/Sheet1!A1", {"values": [["a"], [["x"]]]}, valueInputOption="RAW"
    )

    assert (
        flat["message"]
        == "Invalid value at 'data.values[0]' (type.googleapis.com/google.protobuf.ListValue), \"x\""
    )
    assert nested["message"].startswith("Invalid values[1][0]: list_value {")


def test_one_value_in_place_of_a_list_is_named_without_an_index(api):
    """As in an answer recorded by gspread's own tests, which once sent text for rows."""
    error = api.error("PUT", "/values/Sheet1!A1", {"values": "No"}, valueInputOption="RAW")

    message = (
        "Invalid value at 'data.values' (type.googleapis.com/google.protobuf.ListValue), \"No\""
    )
    assert error["message"] == message
    [detail] = error["details"]
    assert detail["fieldViolations"] == [{"field": "data.values", "description": message}]


def test_a_list_in_place_of_a_map_is_refused(api):
    """As a user of Google's PHP client reported the answer."""
    wrong = {"setBasicFilter": {"filter": {"range": {}, "criteria": []}}}

    error = api.error("POST", ":batchUpdate", {"requests": wrong})

    assert error["message"] == (
        "Invalid value at 'requests.set_basic_filter.filter' (Map), "
        "Cannot bind a list to map for field 'criteria'."
    )


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            {"valueInputOption": "TYPED"},
            "Invalid value at 'value_input_option' (type.googleapis.com/google.apps.sheets.v4.ValueInputOption), \"TYPED\"",
        ),
        (
            {"valueInputOptoin": "RAW"},
            "Invalid JSON payload received. Unknown name \"valueInputOptoin\": Cannot bind query parameter. Field 'valueInputOptoin' could not be found in request message.",
        ),
    ],
)
def test_a_query_parameter_that_is_wrong_is_refused(api, query, message):
    assert api.error("PUT", "/values/Sheet1!A1", {"values": [["a"]]}, **query)["message"] == message


def test_names_in_snake_case_and_numbers_as_text_are_taken(api):
    api.batch(
        {
            "update_sheet_properties": {
                "properties": {
                    "sheet_id": "0",
                    "grid_properties": {"row_count": 50.0, "column_count": 5},
                },
                "fields": "grid_properties",
            }
        }
    )
    api.raw(
        "PUT",
        f"/v4/spreadsheets/{BOOK}/values/Sheet1!A1",
        {"values": [["a"]]},
        value_input_option="RAW",
    )

    assert api.sheet()["properties"]["gridProperties"] == {"rowCount": 50, "columnCount": 5}
    assert api.values("Sheet1") == [["a"]]
    api.server.violations.clear()  # the schema check takes camelCase and numbers only: it is there for our own requests


def test_one_request_may_stand_without_its_list(api):
    api.raw(
        "POST",
        f"/v4/spreadsheets/{BOOK}:batchUpdate",
        {"requests": {"addSheet": {"properties": {"title": "New"}}}},
    )

    assert len(api.spreadsheet()["sheets"]) == 2
    api.server.violations.clear()


def test_a_body_that_is_no_json_is_refused(api):
    answer = api.session.post(
        f"{api.server.base_url}/v4/spreadsheets/{BOOK}:batchUpdate",
        data=b'{"requests": [',
        timeout=10,
    )

    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith("Invalid JSON payload received.")


def test_an_unknown_file_is_404(api):
    answer = api.raw("GET", "/v4/spreadsheets/no-such-file")

    assert answer.status_code == 404
    assert answer.json() == {
        "error": {"code": 404, "message": "Requested entity was not found.", "status": "NOT_FOUND"}
    }


def test_an_unknown_path_is_an_html_page(api):
    answer = api.raw("GET", "/v4/spreadsheet/x")

    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/html")
