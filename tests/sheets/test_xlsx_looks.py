"""How our tabs look in an .xlsx: seen by another library, and in the parts themselves."""

import io
import re
import zipfile
from datetime import date

import openpyxl
import pytest

from sheets.backends.looks import header_lines, row_lines, width
from sheets.backends.xlsx import XlsxWorkbook
from sheets.backends.xlsx_parts import Dressing, dressed
from sheets.outputs.catalogue import OUTPUTS
from sheets.outputs.table import Kind
from sheets.refresh import refresh
from tests.sheets.outputs.sample import context, shop


@pytest.fixture
def book(tmp_path):
    """A team's workbook with every tab of ours in it."""
    path = tmp_path / "quality.xlsx"
    openpyxl.Workbook().save(path)
    workbook = XlsxWorkbook(path)
    info = workbook.info()
    tabs = [output(shop(), context()) for output in OUTPUTS.values()]
    refresh(workbook, tabs, info=info, grids=workbook.read(info.tabs))
    return openpyxl.load_workbook(path)


def test_the_moment_stands_before_the_text_of_the_stamp(book):
    """The text is long and runs on to the right, where nothing may stand."""
    row = [cell.value for cell in book["Batches"][1]]

    assert row[1].date() == date(2025, 6, 2)
    assert row[2].startswith("Refreshed 2025-06-02 02:10")
    assert set(row[3:]) == {None}


def test_a_status_has_its_colour_whichever_half_of_the_fill_a_program_reads(book):
    rules = {
        rule.formula[0].strip('"'): rule.dxf.fill
        for of_range in book["SKU summary"].conditional_formatting
        for rule in of_range.rules
        if rule.type == "cellIs"
    }

    for word, colour in (("urgent", "F4C7C3"), ("báo động", "FCE0B8"), ("watch", "FFF2CC")):
        assert rules[word].fgColor.rgb.endswith(colour)
        assert rules[word].bgColor.rgb.endswith(colour)


def test_headers_have_room_for_all_their_lines(book):
    tab = OUTPUTS["sku_summary"](shop(), context())

    assert header_lines(tab) == 2
    assert book["SKU summary"].row_dimensions[2].height == 30


def test_sentences_beside_other_columns_go_on_below(book):
    sheet = book["SKU summary"]
    headers = {cell.value: cell.column for cell in sheet[2]}

    assert sheet.cell(3, headers["Why"]).alignment.wrap_text
    assert not sheet.cell(3, headers["In words"]).alignment.wrap_text
    assert not sheet.cell(3, headers["SKU"]).alignment.wrap_text


def test_a_row_of_long_sentences_has_room_for_them():
    sheet = {"sku": "S", "reason": "repeat_latest_ok", "reason_type": "loosening",
             "reason_units": 1_234}  # fmt: skip
    tab = OUTPUTS["sku_summary"](shop(skus=(sheet, {"sku": "T"})), context())

    assert len(tab.cells["why"][0]) > 44
    assert row_lines(tab) == [2, 1]


def test_a_column_has_room_for_its_money_and_the_first_one_for_the_moment():
    tab = OUTPUTS["supplier_trends"](shop(), context())
    columns = {column.id: column for column in tab.columns}

    assert tab.symbols[Kind.OWN_MONEY] == "₫"
    assert width(tab, columns["loss"]) == len("6,000,000 ₫ ") + 1
    assert width(tab, columns["spend"]) == len("¥32,500.50 ") + 2
    assert width(tab, columns["supplier"]) == 17
    assert width(tab, columns["in_words"]) == 60


def test_a_column_whose_texts_come_later_is_wide_from_the_start():
    tab = OUTPUTS["reorder_briefs"](shop(reorders=()), context())
    columns = {column.id: column for column in tab.columns}

    assert width(tab, columns["message_zh"]) == 40
    assert width(tab, columns["note"]) == 18
    assert width(tab, columns["built"]) == 9


SHEET = b"""<worksheet><sheetData><row r="2" ht="20"><c r="A2"/></row>
<row r="5"><c r="B5" s="5"/><c r="AA5"><v>1</v></c><c r="A5" t="str"><v>a &lt;/c></v></c></row>
<row r="6"/></sheetData></worksheet>"""


def test_cells_that_the_library_added_at_the_end_of_a_row_are_put_in_order(tmp_path):
    """Excel calls a row whose cells are not from left to right damaged."""
    path = tmp_path / "quality.xlsx"
    openpyxl.Workbook().save(path)
    data = _with_sheet(path, SHEET)

    text = _sheet(dressed(path, data, [Dressing(title="Sheet", heights={1: 45, 5: 30})]))

    assert re.findall(rb'r="([A-Z]+)5"', text) == [b"A", b"B", b"AA"]
    assert b"<v>a &lt;/c></v></c>" in text
    assert b'<row r="2" ht="20">' in text, "a height that a person gave stays"
    assert b'<row ht="30" r="6"/>' in text


def _with_sheet(path, sheet):
    out = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w") as target:
        for member in source.infolist():
            is_sheet = member.filename == "xl/worksheets/sheet1.xml"
            target.writestr(member, sheet if is_sheet else source.read(member))
    return out.getvalue()


def _sheet(data):
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return book.read("xl/worksheets/sheet1.xml")
