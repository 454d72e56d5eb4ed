"""The same work done by gspread and by google-api-python-client, every request and answer held to the schema."""

import gspread
import pytest

from tests.fakes import google
from tests.fakes.conftest import BOOK, grid_range

ROWS = [["Lot", "Units", "Note"], ["L1", 200, "vỡ"], ["L2", 150, ""], ["L3", 80, "ok"]]


@pytest.fixture
def book(server):
    """A gspread Spreadsheet with a tab Lots."""
    server.seed(BOOK, {"Lots": ROWS})
    client = google.client(server)
    yield client.open_by_key(BOOK)
    client.http_client.session.close()


def test_gspread_does_a_days_work(server, book):
    lots = book.worksheet("Lots")
    assert lots.get_all_records() == [
        {"Lot": "L1", "Units": 200, "Note": "vỡ"},
        {"Lot": "L2", "Units": 150, "Note": ""},
        {"Lot": "L3", "Units": 80, "Note": "ok"},
    ]

    lots.append_row(["L4", 10])
    lots.insert_row(["L0", 5], index=2)
    lots.update([["changed"]], "C2")
    lots.update_cell(3, 3, "0042")
    lots.batch_update([{"range": "A7:B7", "values": [["L5", 1]]}])
    assert lots.find("L5").address == "A7"
    assert [cell.value for cell in lots.range("A2:B2")] == ["L0", "5"]
    assert lots.acell("C3").value == "42"

    lots.format("A1:C1", {"textFormat": {"bold": True}, "backgroundColor": {"red": 0.5}})
    lots.freeze(rows=1)
    lots.sort((2, "des"), range="A2:C7")
    assert lots.col_values(1) == ["Lot", "L1", "L2", "L3", "L4", "L0", "L5"]
    lots.merge_cells("A9:B9")
    lots.insert_note("A1", "the lot")
    assert lots.get_note("A1") == "the lot"
    lots.add_validation(
        "C2:C5", gspread.utils.ValidationConditionType.one_of_list, ["a", "b"], showCustomUi=True
    )
    lots.add_protected_range("A1:C1", warning_only=True)
    lots.set_basic_filter("A1:C7")
    lots.clear_basic_filter()
    lots.define_named_range("A1:C7", "everything")
    assert book.named_range("everything")[0].value == "Lot"
    lots.columns_auto_resize(0, 2)
    lots.hide_rows(7, 8)
    lots.add_dimension_group_rows(1, 3)
    lots.copy_range("A1:C1", "E1:G1")
    lots.delete_rows(7)
    lots.delete_columns(5, 7)
    lots.resize(rows=20, cols=5)
    lots.update_title("Lots 2026")
    lots.update_tab_color("#ff0000")
    copied = lots.duplicate(new_sheet_name="Copy")
    copied.clear()
    book.del_worksheet(copied)
    added = book.add_worksheet("New", rows=10, cols=3)
    book.reorder_worksheets([added, lots])
    book.update_locale("vi_VN")
    book.update_timezone("Asia/Ho_Chi_Minh")
    book.batch_update(
        {
            "requests": [
                {
                    "repeatCell": {
                        "range": grid_range(0, 1, 0, 1, lots.id),
                        "cell": {},
                        "fields": "userEnteredFormat",
                    }
                }
            ]
        }
    )

    assert [sheet.title for sheet in book.worksheets()] == ["New", "Lots 2026"]
    assert (lots.row_count, lots.col_count) == (20, 5)
    assert server.grid(BOOK, "Lots 2026")[0] == ["Lot", "Units", "Note"]


def test_gspread_meets_googles_errors(server, book):
    with pytest.raises(gspread.exceptions.APIError, match="Unable to parse range: 'Nope'!A1"):
        book.values_get("'Nope'!A1")
    with pytest.raises(gspread.WorksheetNotFound):
        book.worksheet("Nope")
    with pytest.raises(gspread.exceptions.APIError, match="already exists"):
        book.add_worksheet("Lots", 1, 1)
    client = google.client(server)
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open_by_key("no-such-file")
    client.http_client.session.close()


def test_a_read_a_write_and_a_check_cost_three_requests(server, book):
    client = google.http_client(server)
    start = len(server.log)

    client.fetch_sheet_metadata(BOOK, params={"fields": "sheets.properties"})
    client.values_batch_get(
        BOOK,
        ["Lots"],
        params={"valueRenderOption": "UNFORMATTED_VALUE", "majorDimension": "COLUMNS"},
    )
    client.batch_update(BOOK, {"requests": [{"addSheet": {"properties": {"title": "Summary"}}}]})

    assert [entry.kind for entry in server.requests(since=start)] == ["R", "R", "W"]
    client.session.close()


def test_google_api_python_client_does_the_same_work(server):
    service = google.discovery_service(server)
    sheets = service.spreadsheets()
    made = sheets.create(
        body={"properties": {"title": "Shop"}, "sheets": [{"properties": {"title": "Lots"}}]}
    ).execute()
    number = made["spreadsheetId"]
    values = sheets.values()

    values.update(
        spreadsheetId=number, range="Lots!A1", valueInputOption="RAW", body={"values": ROWS}
    ).execute()
    values.append(
        spreadsheetId=number,
        range="Lots",
        valueInputOption="USER_ENTERED",
        body={"values": [["L4", "5%", "=1+1"]]},
    ).execute()
    values.batchUpdate(
        spreadsheetId=number,
        body={"valueInputOption": "RAW", "data": [{"range": "Lots!A6", "values": [["L5"]]}]},
    ).execute()
    values.clear(spreadsheetId=number, range="Lots!C2:C3", body={}).execute()
    values.batchClear(spreadsheetId=number, body={"ranges": ["Lots!B6"]}).execute()
    reply = sheets.batchUpdate(
        spreadsheetId=number,
        body={
            "requests": [
                {"addSheet": {"properties": {"title": "Other"}}},
                {
                    "updateSheetProperties": {
                        "properties": {"sheetId": 0, "title": "All lots"},
                        "fields": "title",
                    }
                },
            ]
        },
    ).execute()
    other = reply["replies"][0]["addSheet"]["properties"]["sheetId"]
    sheets.sheets().copyTo(
        spreadsheetId=number, sheetId=other, body={"destinationSpreadsheetId": number}
    ).execute()
    metadata = {
        "metadataKey": "ours",
        "location": {"sheetId": other},
        "visibility": "DOCUMENT",
        "metadataId": 9,
    }
    sheets.batchUpdate(
        spreadsheetId=number,
        body={"requests": [{"createDeveloperMetadata": {"developerMetadata": metadata}}]},
    ).execute()

    assert (
        sheets.developerMetadata().get(spreadsheetId=number, metadataId=9).execute()["metadataKey"]
        == "ours"
    )
    found = values.batchGet(
        spreadsheetId=number, ranges=["'All lots'!A:C"], valueRenderOption="UNFORMATTED_VALUE"
    ).execute()
    assert found["valueRanges"][0]["values"] == [
        ["Lot", "Units", "Note"],
        ["L1", 200],
        ["L2", 150],
        ["L3", 80, "ok"],
        ["L4", 0.05, 2],
        ["L5"],
    ]
    titles = [
        sheet["properties"]["title"]
        for sheet in sheets.get(spreadsheetId=number, fields="sheets.properties.title").execute()[
            "sheets"
        ]
    ]
    assert titles == ["All lots", "Other", "Copy of Other"]
    service.close()


def test_google_api_python_client_meets_googles_errors(server):
    from googleapiclient.errors import HttpError

    service = google.discovery_service(server)
    server.seed(BOOK)

    with pytest.raises(HttpError, match="Requested entity was not found") as missing:
        service.spreadsheets().get(spreadsheetId="no-such-file").execute()
    with pytest.raises(HttpError, match="Unable to parse range"):
        service.spreadsheets().values().get(spreadsheetId=BOOK, range="Nope!A1").execute()

    assert missing.value.status_code == 404
    service.close()


def test_gspread_makes_finds_shares_copies_and_deletes_files(server):
    """Through the few Drive calls that the server knows."""
    client = google.client(server)

    made = client.create("Shop")
    made.sheet1.update([["Lot", "L1"]])
    assert client.open("Shop").sheet1.row_values(1) == ["Lot", "L1"]
    assert [entry["name"] for entry in client.list_spreadsheet_files("Shop")] == ["Shop"]
    made.share("ann@shop", perm_type="user", role="writer")
    assert {entry["id"]: entry["role"] for entry in made.list_permissions()}["ann@shop"] == "writer"
    copied = client.copy(made.id, title="Shop 2")
    assert copied.sheet1.row_values(1) == ["Lot", "L1"]
    assert made.export(gspread.utils.ExportFormat.CSV) == b"Lot,L1\r\n"
    made.update_title("Shop 3")
    client.del_spreadsheet(made.id)
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open_by_key(made.id)
    client.http_client.session.close()
