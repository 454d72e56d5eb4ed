"""Before the first run: whether we may edit, and what time it is at Google."""

import re
import zipfile
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import openpyxl
import pytest

from sheets.backends.google import GoogleOptions
from sheets.backends.google_clock import google_time
from sheets.backends.memory import MemoryOptions
from sheets.backends.xlsx_options import XlsxOptions
from sheets.grid import (
    PermissionDeniedError,
    ReadAgainError,
    WorkbookBusyError,
    WorkbookUnavailableError,
)
from sheets.groundwork import Dressing, Look, NewColumn, NewTab, Source
from tests.sheets.google_helpers import BOOK, opened, seeded


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "quality.xlsx"
    openpyxl.Workbook().save(path)
    return path


def test_an_editor_may_edit_and_nothing_is_left_of_the_proof(server):
    seeded(server)
    before = server.spreadsheet(BOOK)

    opened(server).groundwork.prove_editable()

    assert server.spreadsheet(BOOK) == before


def test_a_viewer_may_not(server):
    seeded(server, roles={"anyone@example.com": "reader"})
    book = opened(server)
    book.info()

    with pytest.raises(PermissionDeniedError) as caught:
        book.groundwork.prove_editable()

    assert caught.value.reason == "viewer_only"


def test_a_file_may_be_edited_and_stays_as_it_is(file):
    before = file.read_bytes()

    XlsxOptions(path=file).open().groundwork.prove_editable()

    assert file.read_bytes() == before


def test_a_file_that_excel_has_open_may_not(file):
    file.with_name(f"~${file.name}").touch()

    with pytest.raises(WorkbookBusyError):
        XlsxOptions(path=file).open().groundwork.prove_editable()


def test_a_file_in_a_folder_that_is_closed_may_not(file, monkeypatch):
    closed = {file.parent.resolve()}
    monkeypatch.setattr("os.access", lambda path, _mode: path not in closed)

    with pytest.raises(PermissionDeniedError, match=r"the folder .* may not be written"):
        XlsxOptions(path=file).open().groundwork.prove_editable()


def test_memory_may_always_be_written():
    MemoryOptions().open().groundwork.prove_editable()


def test_the_clock_of_google_is_read_without_a_sign_in(server):
    here = datetime.now(UTC)  # noqa: TID251 - the server shows the real time

    there = google_time(GoogleOptions(url=BOOK, api_endpoint=server.base_url, credentials="none"))

    assert abs(there - here) < timedelta(minutes=1)


def test_without_a_network_there_is_no_clock():
    options = GoogleOptions(url=BOOK, api_endpoint="http://127.0.0.1:9", credentials="none")

    with pytest.raises(WorkbookUnavailableError) as caught:
        google_time(options)

    assert caught.value.reason == "no_network"


def test_an_answer_without_a_date_tells_no_time(monkeypatch):
    class Silent:
        trust_env = True
        headers = MappingProxyType({})

        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        def head(self, *_args, **_options):
            return self

    monkeypatch.setattr("requests.Session", Silent)

    assert google_time(GoogleOptions(url=BOOK)) is None


LOG = NewTab(
    id="defect_log",
    title="Nhật ký lỗi",
    columns=(
        NewColumn(header="Mã hàng", look=Look.KEY, source=Source(title="Lô's", column=2, row=1)),
        NewColumn(header="Loại lỗi", choices=("Vỡ / gãy", "Phai màu")),
        NewColumn(header="Ngày", look=Look.DAY),
        NewColumn(header="Đã xem", look=Look.TICK),
        NewColumn(header="Ghi chú", width=30),
        NewColumn(header="Ai", choices=("Khách, người mua", "QC")),
        NewColumn(header="Lỗi khác", choices=("Vỡ / gãy", "Phai màu")),
    ),
    rows=(
        ("EXAMPLE 001", "Vỡ / gãy", 45600, True, None, "QC", None),
        ("=1+1", None, None, None, "x", None, None),
    ),
)
LOTS = NewTab(
    id="receiving",
    title="Lô's",
    columns=(
        NewColumn(header="Lô", look=Look.MOMENT),
        NewColumn(header="Tỉ lệ", look=Look.RATE),
        NewColumn(header="Mã", choices=tuple(f"lựa chọn dài {i}" for i in range(30))),
    ),
)


def grids(book):
    info = book.info()
    read = book.read(list(info.tabs))
    return {tab.title: [list(column) for column in read[tab.tab_id].columns] for tab in info.tabs}


def test_tabs_are_made_at_google_with_drop_downs_that_do_not_refuse(server):
    seeded(server)
    book = opened(server)

    book.groundwork.lay([LOTS, LOG])

    made = grids(book)
    assert made["Nhật ký lỗi"][0] == ["Mã hàng", "EXAMPLE 001", "=1+1"]
    assert made["Nhật ký lỗi"][2] == ["Ngày", 45600]
    assert made["Lots"][0][:2] == ["Lot", "L1"]
    sheet = next(
        one
        for one in server.spreadsheet(BOOK)["sheets"]
        if one["properties"]["title"] == "Nhật ký lỗi"
    )
    assert sheet["properties"]["gridProperties"]["frozenRowCount"] == 1
    [data] = sheet["data"]
    rules = [cell.get("dataValidation") for cell in data["rowData"][2]["values"][:6]]
    assert rules[0]["condition"] == {
        "type": "ONE_OF_RANGE",
        "values": [{"userEnteredValue": "='Lô''s'!C2:C"}],
    }
    assert not rules[0].get("strict")
    assert rules[1]["condition"]["type"] == "ONE_OF_LIST"
    assert not rules[1].get("strict")
    assert rules[2] is None
    assert rules[3]["condition"] == {"type": "BOOLEAN"}
    formats = [
        cell.get("userEnteredFormat", {}).get("numberFormat")
        for cell in data["rowData"][2]["values"][:3]
    ]
    assert formats == [
        {"type": "TEXT", "pattern": "@"},
        None,
        {"type": "DATE", "pattern": "dd/mm/yyyy"},
    ]


def test_a_tab_without_examples_is_made_at_google(server):
    seeded(server)
    book = opened(server)

    book.groundwork.lay([LOTS])

    assert grids(book)["Lô's"] == [["Lô"], ["Tỉ lệ"], ["Mã"]]


def test_a_tab_is_never_made_twice_at_google(server):
    """The answer was lost: the request is repeated."""
    seeded(server)
    book = opened(server)
    book.groundwork.lay([LOG])

    with pytest.raises(ReadAgainError):
        book.groundwork.lay([LOG])

    assert len(book.info().tabs) == 2


def test_nothing_to_make_asks_nothing(server, file):
    seeded(server)
    book = opened(server)
    before = book.requests, file.read_bytes()

    book.groundwork.lay([])
    XlsxOptions(path=file).open().groundwork.lay([])

    assert (book.requests, file.read_bytes()) == before


def test_a_tab_that_is_there_is_dressed_at_google_without_changing_a_cell(server):
    seeded(server)
    book = opened(server)
    [lots] = book.info().tabs
    columns = {1: NewColumn(header="Units", choices=("1", "2"))}
    before = server.grid(BOOK, "Lots")

    book.groundwork.lay(
        [], [Dressing(tab_id=lots.tab_id, title="Lots", header_row=0, columns=columns)]
    )

    assert server.grid(BOOK, "Lots") == before
    [data] = server.spreadsheet(BOOK)["sheets"][0]["data"]
    assert "dataValidation" in data["rowData"][1]["values"][1]
    assert "dataValidation" not in data["rowData"][0]["values"][1]


def test_a_workbook_is_made_where_there_is_none(tmp_path):
    path = tmp_path / "new" / "chất lượng.xlsx"
    book = XlsxOptions(path=path).open()

    book.groundwork.lay([LOTS, LOG])

    made = grids(book)
    assert list(made) == ["Lô's", "Nhật ký lỗi", "_lists"]
    assert made["Nhật ký lỗi"][0] == ["Mã hàng", "EXAMPLE 001", "=1+1"]
    assert made["Nhật ký lỗi"][3] == ["Đã xem", True]
    assert [tab.hidden for tab in book.info().tabs] == [False, False, True]


def test_a_workbook_has_drop_downs_that_do_not_refuse(tmp_path):
    path = tmp_path / "a.xlsx"
    XlsxOptions(path=path).open().groundwork.lay([LOTS, LOG])

    book = openpyxl.load_workbook(path)
    sheet = book["Nhật ký lỗi"]
    rules = {
        str(rule.sqref): (rule.formula1, bool(rule.showErrorMessage))
        for rule in sheet.data_validations.dataValidation
    }
    assert rules == {
        "A2:A1048576": ("'Lô''s'!$C$2:$C$2002", False),
        "B2:B1048576 G2:G1048576": ('"Vỡ / gãy,Phai màu"', False),
        "D2:D1048576": ('"TRUE,FALSE"', False),
        "F2:F1048576": ("'_lists'!$B$1:$B$2", False),
    }
    assert [cell.value for cell in book["_lists"]["B"]][:2] == ["Khách, người mua", "QC"]
    assert sheet.freeze_panes == "A2"
    assert sheet["A2"].number_format == "@"
    assert sheet["C1"].font.bold
    assert sheet.column_dimensions["C"].width == 14
    assert sheet["A3"].data_type == "s"


def test_new_rows_of_a_workbook_take_the_format_of_their_column(tmp_path):
    path = tmp_path / "a.xlsx"
    XlsxOptions(path=path).open().groundwork.lay([LOG])

    with zipfile.ZipFile(path) as archive:
        text = archive.read("xl/worksheets/sheet1.xml").decode()
    columns = re.findall(r"<col [^>]*>", text)
    assert len(columns) == 7
    assert all("style=" in columns[place] for place in (0, 2))


def test_tabs_are_added_to_a_workbook_and_the_others_stay_as_they_are(file):
    book = XlsxOptions(path=file).open()
    book.groundwork.lay([LOG])
    before = grids(book)["Nhật ký lỗi"]

    book.groundwork.lay([LOTS])

    made = grids(book)
    assert list(made) == ["Sheet", "Nhật ký lỗi", "_lists", "Lô's"]
    assert made["Nhật ký lỗi"] == before
    assert made["_lists"][0] == ["Khách, người mua", "QC"]
    assert made["_lists"][1][:2] == ["lựa chọn dài 0", "lựa chọn dài 1"]


def test_a_tab_of_a_workbook_is_dressed_without_changing_a_cell(file):
    book = XlsxOptions(path=file).open()
    book.groundwork.lay([LOG])
    before = grids(book)
    columns = {4: NewColumn(header="Ghi chú", choices=("a", "b"))}

    book.groundwork.lay(
        [], [Dressing(tab_id="x", title="Nhật ký lỗi", header_row=0, columns=columns)]
    )

    assert grids(book) == before
    rules = openpyxl.load_workbook(file)["Nhật ký lỗi"].data_validations.dataValidation
    assert "E2:E1048576" in {str(rule.sqref) for rule in rules}


def test_a_workbook_that_was_saved_meanwhile_is_not_written_over(file, monkeypatch):
    from sheets.backends import xlsx_groundwork

    laid = xlsx_groundwork._laid

    def meanwhile(path, data, *rest):
        file.write_bytes(file.read_bytes() + b"\0")
        return laid(path, data, *rest)

    monkeypatch.setattr(xlsx_groundwork, "_laid", meanwhile)

    with pytest.raises(ReadAgainError, match="saved by somebody else"):
        XlsxOptions(path=file).open().groundwork.lay([LOG])


def test_tabs_are_added_in_memory():
    book = MemoryOptions().open()

    book.groundwork.lay([LOTS])

    assert grids(book) == {"Lô's": [["Lô"], ["Tỉ lệ"], ["Mã"]]}


def test_a_rule_of_the_team_s_own_stays_at_google(server):
    seeded(server)
    book = opened(server)
    book.groundwork.lay([LOG])
    own = {"condition": {"type": "NUMBER_GREATER", "values": [{"userEnteredValue": "0"}]}}
    place = {"startRowIndex": 1, "startColumnIndex": 2, "endColumnIndex": 3}
    tab = next(tab for tab in book.info().tabs if tab.title == LOG.title)
    rule = {"range": {"sheetId": int(tab.tab_id), **place}, "rule": own}
    server.batch(BOOK, {"setDataValidation": rule})
    columns = {
        2: NewColumn(header="Ngày", choices=("x",)),
        4: NewColumn(header="Ghi chú", choices=("a", "b")),
    }

    book.groundwork.lay(
        [], [Dressing(tab_id=tab.tab_id, title=LOG.title, header_row=0, columns=columns)]
    )

    sheet = next(
        one for one in server.spreadsheet(BOOK)["sheets"] if one["properties"]["title"] == LOG.title
    )
    cells = sheet["data"][0]["rowData"][1]["values"]
    assert cells[2]["dataValidation"]["condition"]["type"] == "NUMBER_GREATER"
    assert cells[4]["dataValidation"]["condition"]["type"] == "ONE_OF_LIST"


def test_a_tab_of_blank_rows_at_google_has_no_rules(server):
    seeded(server)
    server.batch(BOOK, {"addSheet": {"properties": {"title": "Trống", "sheetId": 7}}})
    columns = {0: NewColumn(header="Loại", choices=("a",))}

    opened(server).groundwork.lay(
        [], [Dressing(tab_id="7", title="Trống", header_row=0, columns=columns)]
    )

    sheet = server.spreadsheet(BOOK)["sheets"][1]
    assert "dataValidation" in sheet["data"][0]["rowData"][1]["values"][0]


def test_a_rule_of_the_team_s_own_stays_in_a_workbook(file):
    book = XlsxOptions(path=file).open()
    book.groundwork.lay([LOG])
    before = openpyxl.load_workbook(file)["Nhật ký lỗi"].data_validations.count
    columns = dict(enumerate(LOG.columns))

    book.groundwork.lay(
        [], [Dressing(tab_id="x", title="Nhật ký lỗi", header_row=0, columns=columns)]
    )

    made = openpyxl.load_workbook(file)
    assert made["Nhật ký lỗi"].data_validations.count == before
    assert made["_lists"].max_column == 1
