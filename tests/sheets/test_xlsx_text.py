"""Files as other programs write them: escapes, formulas without result, days since 1904."""

import datetime as dt
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from sheets.backends import xlsx_cells, xlsx_text
from sheets.backends.xlsx_options import XlsxOptions
from sheets.backends.xlsx_text import escaped, unescaped
from sheets.cell import NOT_COMPUTED
from sheets.distinct import Distinct
from sheets.grid import CellRun, TabChange
from sheets.groundwork import Dressing, Look, NewColumn, NewTab
from tests.contracts.outputs import ENGLISH, VIETNAMESE, nightly, run_log, summary
from tests.sheets.test_intake import codes, count, read

LOTS = "Lots"


def saved(path, rows, *, since_1904=False):
    book = openpyxl.Workbook()
    if since_1904:
        book.epoch = CALENDAR_MAC_1904
    book.active.title = LOTS
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def opened(path):
    return XlsxOptions(path=path).open()


def grid_of(path, title=LOTS):
    book = opened(path)
    [tab] = [tab for tab in book.info().tabs if tab.title == title]
    return book.read([tab])[tab.tab_id]


def columns_of(path, title=LOTS):
    return [list(column) for column in grid_of(path, title).columns]


def with_part(path, part, change):
    """The file with one part changed."""
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, text in parts.items():
            target.writestr(name, text)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain", "plain"),
        ("_x0041_", "_x005F_x0041_"),
        ("_x005F_x0041_", "_x005F_x005F_x005F_x0041_"),
        ("a_x00e9_b", "a_x005F_x00e9_b"),
        ("_x41_ and _x0041", "_x41_ and _x0041"),
        ("__x0041__", "__x005F_x0041__"),
        ("_xD83D_", "_x005F_xD83D_"),
        ("two\r\nlines\tand\x01", "two_x000D_\nlines\tand_x0001_"),
    ],
)
def test_a_text_that_looks_escaped_is_escaped_itself(text, written):
    assert escaped(text) == written
    assert unescaped(written) == text


@given(st.text(alphabet="_x00A41dD\r\n\x01é", max_size=40) | st.text(max_size=40))
def test_every_text_comes_back_as_it_was(text):
    assert unescaped(escaped(text)) == text


def test_half_a_character_stays_as_it_is_written():
    assert unescaped("_xD83D__xDE00_ _xdfff_ _xD7FF_") == "_xD83D__xDE00_ _xdfff_ \ud7ff"


def test_texts_are_read_as_excel_shows_them(tmp_path):
    path = saved(tmp_path / "a.xlsx", [["Note", "n"], ["MUG_x0020_1_x000D_", 5], ["_x005F_x0041_"]])

    assert columns_of(path) == [["Note", "MUG 1\r", "_x0041_"], ["n", 5]]


def test_texts_that_sheets_share_are_too(tmp_path):
    path = saved(tmp_path / "a.xlsx", [["Note"], ["plain"]])
    shared = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="1">'
        "<si><t>_x0041_</t></si></sst>"
    )
    with_part(
        path,
        "xl/worksheets/sheet1.xml",
        lambda text: text.replace(
            b't="inlineStr"><is><t>plain</t></is></c>', b't="s"><v>0</v></c>'
        ),
    )
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    with_part(
        path,
        "[Content_Types].xml",
        lambda text: text.replace(
            b"</Types>",
            b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/></Types>' % kind,
        ),
    )
    where = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    with_part(
        path,
        "xl/_rels/workbook.xml.rels",
        lambda text: text.replace(
            b"</Relationships>",
            b'<Relationship Id="rId99" Type="%s" Target="sharedStrings.xml"/></Relationships>'
            % where,
        ),
    )
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", shared)

    assert columns_of(path) == [["Note", "A"]]


def test_what_we_write_is_shown_as_it_was_meant(tmp_path):
    path = saved(tmp_path / "a.xlsx", [["Lot"]])
    rows = {"_x0041_": ("_x000D_", 0.5, 45_000)}
    for night in range(2):
        nightly(opened(path), summary(rows, night=night))

    assert "_x0041_" in columns_of(path, "SKU summary")[0]
    assert columns_of(path, "SKU summary")[2][2] == "_x000D_"
    [row] = [row for row in openpyxl.load_workbook(path)["SKU summary"].values if "_x" in row[0]]
    assert row[0] == "_x005F_x0041_", "as it is written; once, also after the second night"


def test_a_formula_without_a_result_is_marked_and_a_blank_result_is_not(tmp_path):
    path = saved(tmp_path / "a.xlsx", [["Lot", "Units"], ["L1", "=1+1"], ["L2", '=""'], ["L3", 7]])
    with_part(
        path,
        "xl/worksheets/sheet1.xml",
        lambda text: text.replace(b'<c r="B3"><f>""</f><v />', b'<c r="B3" t="str"><f>""</f><v/>'),
    )

    assert columns_of(path) == [["Lot", "L1", "L2", "L3"], ["Units", NOT_COMPUTED, None, 7]]


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="D9"><f>1+1</f></c>',
        b'<c r="D9" s="1"><f t="shared" si="0"/></c>',
        b'<c r="D9"><f t="array" ref="D9">SUM(A1:A2)</f><v></v></c>',
        b'<c r="D9"><f>A1&lt;2</f> <v/> </c>',
    ],
)
def test_a_formula_without_a_result_is_found_in_every_spelling(tmp_path, cell):
    path = saved(tmp_path / "a.xlsx", [["Lot"]])
    row = b'<row r="9">' + cell + b"</row></sheetData>"
    with_part(path, "xl/worksheets/sheet1.xml", lambda text: text.replace(b"</sheetData>", row))

    found = grid_of(path)

    assert found.cell(8, 3) == NOT_COMPUTED
    assert (found.rows, len(found.columns)) == (9, 4)


def test_a_cell_without_a_place_cannot_be_named(tmp_path):
    path = saved(tmp_path / "a.xlsx", [["Lot"]])
    row = b'<row r="2"><c><f>1+1</f></c></row></sheetData>'
    with_part(path, "xl/worksheets/sheet1.xml", lambda text: text.replace(b"</sheetData>", row))

    assert columns_of(path) == [["Lot"]]


def test_formulas_are_found_in_every_part_of_a_long_sheet(tmp_path):
    rows = [["Lot", "Units"], ["a", "x" * 30_000], *[["x" * 20_000, "=1"] for _ in range(90)]]
    path = saved(tmp_path / "a.xlsx", rows)

    assert columns_of(path)[1][2:] == [NOT_COMPUTED] * 90


def test_a_long_sheet_reads_as_a_short_one_does(tmp_path, monkeypatch):
    """Distinct cells are kept once; blank rows and columns at its end are none of it."""
    middle = [[f"L{row % 7}", row, None, f"=A{row}" if row % 3 else 2.5, ""] for row in range(40)]
    path = saved(tmp_path / "a.xlsx", [["Lot", "Units", "", "Sum"], *middle, ["L9"], ["", None]])
    short = columns_of(path)
    monkeypatch.setattr(xlsx_cells, "_CHUNK_ROWS", 8)
    monkeypatch.setattr(xlsx_cells, "_FEW_CHUNKS", 2)

    long = grid_of(path).columns

    assert all(isinstance(column, Distinct) for column in long)
    assert [list(column) for column in long] == short
    assert [len(column) for column in short] == [42, 41, 0, 41]


def test_results_of_formulas_survive_whatever_we_do_to_the_file(tmp_path):
    path = saved(tmp_path / "a.xlsx", [["Lot", "Units"], ["L1", "=1+1"], ["L2", "=Summary!C3"]])
    with_part(path, "xl/worksheets/sheet1.xml", lambda text: text.replace(b"<v />", b"<v>7</v>"))
    rule = NewColumn(header="Lot", look=Look.KEY, choices=("L1", "L2"))

    opened(path).groundwork.lay(
        [], [Dressing(tab_id=LOTS, title=LOTS, header_row=0, columns={0: rule})]
    )
    for night, words in enumerate((ENGLISH, VIETNAMESE, ENGLISH)):
        nightly(opened(path), summary(night=night, words=words), run_log(night))

    assert columns_of(path) == [["Lot", "L1", "L2"], ["Units", 7, 7]]


def test_a_sheet_without_ends_of_rows_is_looked_through_in_parts(tmp_path, monkeypatch):
    monkeypatch.setattr(xlsx_text, "_PIECE", 64)
    monkeypatch.setattr(xlsx_text, "_LONGEST_PIECE", 128)
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("part", "y" * 300 + " _x0041_ " + "y" * 50)

    with zipfile.ZipFile(path) as archive:
        pieces = list(xlsx_text._pieces(archive, "part", b"</row>"))
        found = xlsx_text.peculiar(archive, "part", escapes=False, formulas=True)

    assert max(map(len, pieces)) <= 192
    assert found.escapes


def test_a_formula_of_theirs_in_our_tab_is_nothing_to_report(tmp_path):
    path = saved(tmp_path / "a.xlsx", [["Lot"]])
    nightly(opened(path), summary())
    book = openpyxl.load_workbook(path)
    book["SKU summary"]["J3"] = "=1+1"
    book.save(path)

    assert all(NOT_COMPUTED not in column for column in columns_of(path, "SKU summary"))


def test_rows_that_need_a_formulas_result_are_reported_and_the_others_counted(tmp_path):
    rows = [
        ["SKU", "Loại lỗi", "Số lượng", "Mã lô"],
        ["MUG", "vỡ", "=1+1", "L1"],
        ['="MUG"', "vỡ", 1, "L1"],
        ["MUG", "vỡ", 1, "L1"],
        ["MUG", "vỡ", "=2+2", "L1"],
    ]
    intake = read(defect_log=grid_of(saved(tmp_path / "a.xlsx", rows)))

    assert count(intake) == (4, 3, 1, 0)
    found = codes(intake)
    assert found["formula_not_computed", "sku"].row == 3
    units = found["formula_not_computed", "units"]
    assert (units.header, units.rows, units.slots["at"]) == ("Số lượng", 2, "2, 5")
    assert len(found) == 2
    assert intake.records.defects["units"].to_list() == [1, 1, 1]


DAY = dt.datetime(2025, 6, 2)


def test_days_of_a_book_that_counts_from_1904_are_read_and_written(tmp_path):
    path = saved(tmp_path / "a.xlsx", [["Lot", "Day"], ["L1", DAY]], since_1904=True)
    for night in range(3):
        nightly(opened(path), summary(night=night), run_log(night))

    sheet = openpyxl.load_workbook(path)["SKU summary"]
    assert columns_of(path)[1] == ["Day", 45_810]
    assert [cell.value for cell in sheet["E"][2:4]] == [dt.datetime(2024, 10, 15), None]
    assert sheet["B1"].value == dt.datetime(2025, 6, 4, 2, 10)
    assert columns_of(path, "SKU summary")[4][2:] == [45_580, None, 45_600]
    runs = openpyxl.load_workbook(path)["Run log"]
    assert [runs[cell].value for cell in ("B3", "B5")] == [dt.datetime(2025, 6, 4), DAY]


def test_a_quiet_night_in_such_a_book_writes_only_the_stamp(tmp_path):
    path = saved(tmp_path / "a.xlsx", [["Lot"]], since_1904=True)
    nightly(opened(path), summary())

    report = nightly(opened(path), summary(night=1))

    assert report.cells_written == 3


def test_new_days_and_new_columns_in_such_a_book_are_right(tmp_path):
    path = saved(tmp_path / "a.xlsx", [["Lot"]], since_1904=True)
    nightly(opened(path), summary())
    nightly(opened(path), summary({"B-MUG": ("ok", 0.5, 45_700), "NEW": ("ok", 0.5, 45_800)}))

    days = [cell.value for cell in openpyxl.load_workbook(path)["SKU summary"]["E"][2:]]
    assert days[0] == dt.datetime(2025, 2, 12)
    assert days[3] == dt.datetime(2025, 5, 23)


def test_numbers_that_are_no_days_stay_as_they_are_in_such_a_book(tmp_path):
    path = saved(
        tmp_path / "a.xlsx",
        [["Day", "Time", "Span", "Units", "Tick"], [DAY, dt.time(9), None, 1, None]],
        since_1904=True,
    )
    book = openpyxl.load_workbook(path)
    book[LOTS]["C2"].number_format = "[h]:mm"
    book.save(path)
    values = {0: 45_811, 1: 0.5, 2: 2_000.5, 3: 50_000, 4: True}
    runs = tuple(CellRun(row=1, column=at, values=(value,)) for at, value in values.items())

    book = opened(path)
    book.info()
    book.write([TabChange(tab_id=LOTS, title=LOTS, body=runs, rows=2, columns=5)])

    [row] = list(openpyxl.load_workbook(path)[LOTS].iter_rows(min_row=2, values_only=True))
    assert row[0] == dt.datetime(2025, 6, 3)
    assert row[1] == dt.time(12)
    assert row[2] == dt.timedelta(days=2_000.5)
    assert row[3:] == (50_000, True)


def test_examples_in_such_a_book_are_right(tmp_path):
    path = saved(tmp_path / "a.xlsx", [["Lot"]], since_1904=True)
    columns = (NewColumn(header="Day", look=Look.DAY), NewColumn(header="Units"))
    tab = NewTab(id="defect_log", title="Log", columns=columns, rows=((45_810, 7),))

    opened(path).groundwork.lay([tab])

    assert columns_of(path, "Log") == [["Day", 45_810], ["Units", 7]]
    assert openpyxl.load_workbook(path)["Log"]["A2"].value == DAY
