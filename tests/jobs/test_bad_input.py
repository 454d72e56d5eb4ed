"""What people's sheets really look like: each mistake is named with its place and its remedy.

Nothing is lost, other rows and tabs are still processed, and the exit status is as designed.
"""

import socket
from datetime import date

import openpyxl
import pytest

from tests.fakes.sheets_server import SheetsServer
from tests.jobs.terminal import DAY, book, call, config, google, sheet, told
from tests.make import serial

HEADERS = ["SKU", "Defect type", "Batch", "Date found", "Units", "Note"]
GOOD = ["MUG", "broken", "L1", date(2025, 5, 1), 1, ""]
RECEIVING = [
    ["Batch", "SKU", "Received", "Units received"],
    ["L1", "MUG", date(2025, 2, 1), 200],
]


def log(*rows, headers=HEADERS):
    return [headers, GOOD, *rows]


def ran(folder, tabs, more="", *, status=0):
    """Run a night on a file of these tabs; what it printed, and its data issues."""
    book(folder / "quality.xlsx", tabs)
    done = call("run", "nightly", "--as-of", DAY, config=config(folder, more))
    assert done.exit_code == status, done.output
    return done


def issues(folder):
    return told(folder / "quality.xlsx")


def issue(folder, *parts):
    """The one data issue whose sentence has these parts."""
    found = [one for one in issues(folder) if all(part in one["Problem"] for part in parts)]
    [only] = found
    assert only["How to fix"]
    return only


def batches(folder):
    headers, *found = sheet(folder / "quality.xlsx", "Batches")
    return [dict(zip(headers, row, strict=True)) for row in found]


def test_a_missing_tab_is_no_mistake_where_less_can_be_told(tmp_path):
    ran(tmp_path, {"Defect log": log()})

    [summary] = told(tmp_path / "quality.xlsx", "SKU summary")
    assert (summary["SKU"], summary["Defective 180d"]) == ("MUG", 1)
    assert issues(tmp_path) == []


def test_without_any_tab_of_ours_the_names_are_told(tmp_path):
    done = ran(tmp_path, {"Notes": [["hello"]]}, status=65)

    assert "no tab for the defect log was found; name one Defect log, Nhật ký lỗi" in done.stderr
    assert "tabs that are there: 'Notes'\n" in done.stderr


def test_a_tab_that_looks_like_the_log_is_named_with_what_to_write(tmp_path):
    tabs = {"Notes": [["hello"]], "Hàng lỗi 2024": log(), "Empty": []}

    done = ran(tmp_path, tabs, status=65)

    assert "tabs that are there: 'Notes', 'Hàng lỗi 2024', 'Empty'; 'Hàng lỗi 2024' looks" in (
        done.stderr
    )
    assert '`tabs: {defect_log: "Hàng lỗi 2024"}`' in done.stderr
    assert ran(tmp_path, tabs, 'tabs: {defect_log: "Hàng lỗi 2024"}\n').exit_code == 0


def test_a_tab_named_in_the_configuration_that_is_not_there(tmp_path):
    ran(
        tmp_path,
        {"Receiving & QC": RECEIVING},
        "tabs: {defect_log: Complaints}\n",
    )

    assert issue(tmp_path, "no tab named 'Complaints'")["Severity"] == "error"
    assert batches(tmp_path)[0]["Batch"] == "L1"


def test_a_missing_required_column_stops_its_tab_and_no_other(tmp_path):
    ran(tmp_path, {"Defect log": log(headers=["X", *HEADERS[1:]]), "Receiving & QC": RECEIVING})

    found = issue(tmp_path, "The column SKU is missing")
    assert (found["Tab"], found["Severity"]) == ("Defect log", "error")
    assert batches(tmp_path)[0]["Batch"] == "L1"


def test_two_columns_that_could_both_be_the_sku(tmp_path):
    headers = ["SKU", "Mã hàng", *HEADERS[1:]]
    rows = [headers, ["MUG", "CUP", *GOOD[1:]]]

    ran(tmp_path, {"Defect log": rows})

    found = issue(tmp_path, "SKU (A) and Mã hàng (B)")
    assert (found["Tab"], found["What we did"]) == (
        "Defect log",
        "SKU (A) is read; Mã hàng (B) is not.",
    )
    assert [row["SKU"] for row in told(tmp_path / "quality.xlsx", "SKU summary")] == ["MUG"]


def test_merged_headers_are_named(tmp_path):
    path = book(tmp_path / "quality.xlsx", {"Defect log": log()})
    opened = openpyxl.load_workbook(path)
    opened["Defect log"].merge_cells("D1:E1")
    opened.save(path)

    done = call("run", "nightly", "--as-of", DAY, config=config(tmp_path))

    assert done.exit_code == 0, done.output
    assert issue(tmp_path, "D1:E1 are merged")["Tab"] == "Defect log"
    assert len(told(path, "SKU summary")) == 1


def test_a_tab_of_0_rows_is_a_hint(tmp_path):
    ran(tmp_path, {"Defect log": log(), "Receiving & QC": []})

    found = issue(tmp_path, "is empty")
    assert (found["Tab"], found["Severity"]) == ("Receiving & QC", "hint")


def test_text_where_a_number_belongs_names_its_cell(tmp_path):
    ran(tmp_path, {"Defect log": log(["CUP", "broken", "", "2025-05-02", "hai", ""])})

    found = issue(tmp_path, "Units: 'hai' is not a number")
    assert (found["Tab"], found["Row"], found["Link"]) == ("Defect log", 3, "'Defect log'!E3")
    skus = {row["SKU"] for row in told(tmp_path / "quality.xlsx", "SKU summary")}
    assert "MUG" in skus


def test_three_styles_of_dates_are_one_day(tmp_path):
    typed = ("13/5/2025", "2025-05-13", date(2025, 5, 13))
    rows = [["MUG", "broken", "L1", day, 1, f"order {n}"] for n, day in enumerate(typed)]

    ran(tmp_path, {"Defect log": log(*rows), "Receiving & QC": RECEIVING})

    [signal] = told(tmp_path / "quality.xlsx", "Signals")
    assert (signal["First seen"].date(), signal["Last seen"].date()) == (
        date(2025, 5, 1),
        date(2025, 5, 13),
    )
    assert signal["Units"] == 4
    assert issue(tmp_path, "typed as text")["Row"] == 3


def test_skus_that_look_like_numbers_stay_as_they_are(tmp_path):
    rows = [[sku, "broken", "", "2025-05-02", 1, ""] for sku in ("0012", "1E10", "12")]

    ran(tmp_path, {"Defect log": log(*rows)})

    skus = [row["SKU"] for row in told(tmp_path / "quality.xlsx", "SKU summary")]
    assert {"0012", "1E10", "12"} <= set(skus)
    assert all(isinstance(sku, str) for sku in skus)


def test_cells_that_begin_with_an_equals_sign_are_text_and_stay_text(tmp_path):
    """A name of that kind must not become a formula in our tabs."""
    evil = '=HYPERLINK("http://example.com","x")'
    rows = [
        ["=1+1", "broken", "", "2025-05-02", 1, evil],
        [evil, "broken", "", "2025-05-03", 1, ""],
    ]

    ran(tmp_path, {"Defect log": log(*rows)})

    opened = openpyxl.load_workbook(tmp_path / "quality.xlsx")
    cells = [cell for row in opened["SKU summary"].iter_rows() for cell in row]
    assert {"=1+1", evil} <= {cell.value for cell in cells}
    assert {cell.data_type for cell in cells if str(cell.value).startswith("=")} == {"s"}


def test_300_unknown_columns_are_left_alone(tmp_path):
    more = [f"Ours {number}" for number in range(300)]
    tabs = {"Defect log": [[*HEADERS, *more], [*GOOD, *range(300)]]}

    ran(tmp_path, tabs)

    assert issues(tmp_path) == []
    opened = openpyxl.load_workbook(tmp_path / "quality.xlsx")
    assert opened["Defect log"].cell(row=2, column=len(HEADERS) + 300).value == 299
    assert len(told(tmp_path / "quality.xlsx", "SKU summary")) == 1


def test_a_file_that_is_no_workbook(tmp_path):
    (tmp_path / "quality.xlsx").write_text("SKU,Defect type\nMUG,broken\n", encoding="utf-8")

    done = call("run", "nightly", config=config(tmp_path))

    assert done.exit_code == 78
    assert "quality.xlsx" in done.stderr
    assert (tmp_path / "quality.xlsx").read_text(encoding="utf-8").startswith("SKU,")


def test_an_encrypted_workbook(tmp_path):
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
    (tmp_path / "quality.xlsx").write_bytes(ole + "EncryptedPackage".encode("utf-16-le"))

    done = call("run", "nightly", config=config(tmp_path))

    assert done.exit_code == 78
    assert "password" in done.stderr


def test_a_file_that_is_not_there(tmp_path):
    done = call("run", "nightly", config=config(tmp_path))

    assert done.exit_code == 78
    assert "quality.xlsx" in done.stderr


def test_a_file_that_somebody_has_open(tmp_path):
    book(tmp_path / "quality.xlsx", {"Defect log": log()})
    (tmp_path / "~$quality.xlsx").write_bytes(b"")

    done = call("run", "nightly", "--as-of", DAY, config=config(tmp_path))

    assert done.exit_code == 69
    assert "close it there and run again" in done.stderr


@pytest.fixture
def server():
    with SheetsServer() as made:
        yield made


def seeded(server, tabs):
    numbered = {
        title: [[serial(cell) if isinstance(cell, date) else cell for cell in row] for row in rows]
        for title, rows in tabs.items()
    }
    server.seed("book-1", numbered, title="Quality", locale="en_US", time_zone="Asia/Saigon")


def test_a_note_of_40_000_characters_is_read_whole_and_left_alone(tmp_path, server):
    note = "rất " * 10_000
    seeded(server, {"Defect log": log(["CUP", "broken", "", "2025-05-02", 1, note])})

    done = call("run", "nightly", "--as-of", DAY, config=google(tmp_path, server))

    assert done.exit_code == 0, done.output
    assert server.grid("book-1", "Defect log")[2][5] == note
    assert {row[1] for row in server.grid("book-1", "SKU summary")[2:]} == {"MUG", "CUP"}


def test_a_sheet_that_is_not_shared_says_what_to_do(tmp_path, server):
    seeded(server, {"Defect log": log()})
    server.faults.add(kind="403", times=None)

    done = call("run", "nightly", config=google(tmp_path, server))

    assert done.exit_code == 77
    assert "share" in done.stderr.lower()
    assert server.requests("W") == []


def test_a_sheet_that_may_only_be_read(tmp_path, server):
    seeded(server, {"Defect log": log()})
    server.faults.add(kind="403", match="batchUpdate", times=None)

    done = call("run", "nightly", "--as-of", DAY, config=google(tmp_path, server))

    assert done.exit_code == 77
    assert "ditor" in done.stderr


def test_a_wrong_id(tmp_path, server):
    done = call("run", "nightly", config=google(tmp_path, server, url="1Wrong"))

    assert done.exit_code == 78
    assert "1Wrong" in done.stderr


def test_no_network(tmp_path, server):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        path = google(tmp_path, server, port=closed.getsockname()[1])

        done = call("run", "nightly", config=path)

    assert done.exit_code == 69
    assert "is there a network?" in done.stderr


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["X", *HEADERS[1:]], GOOD], "Defect log: a column is missing; add a column headed SKU"),
        ([["hello"], ["only a note"]], "Defect log: no header row was found; add a column headed"),
    ],
)
def test_a_log_that_cannot_be_used_at_all_stops_the_run_and_writes_nothing(tmp_path, rows, said):
    done = ran(tmp_path, {"Defect log": rows}, status=65)

    assert said in done.stderr
    assert openpyxl.load_workbook(tmp_path / "quality.xlsx").sheetnames == ["Defect log"]
