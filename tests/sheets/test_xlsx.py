"""What only a file has: all that Excel keeps in it, who has it open, power cuts, damaged files."""

import errno
import os
import signal
import stat
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

from sheets.backends import xlsx, xlsx_file
from sheets.backends.xlsx_options import XlsxOptions
from sheets.cell import NOT_COMPUTED
from sheets.grid import (
    PermissionDeniedError,
    ReadAgainError,
    TabChange,
    TabNotFoundError,
    WorkbookBusyError,
    WorkbookError,
    WorkbookNotFoundError,
    WorkbookUnavailableError,
)
from tests.contracts.outputs import ROWS, nightly, run_log, summary, trend
from tests.sheets.feature_book import FEATURES, features, load, parts, save

LOTS = "Nhập hàng & QC"
BOOKKEEPING = {
    "[Content_Types].xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/calcChain.xml",
    "docProps/app.xml",
}


def opened(path):
    return XlsxOptions(path=Path(path)).open()


@pytest.fixture
def book(tmp_path):
    return save(tmp_path / "chất lượng.xlsx")


@pytest.mark.parametrize("name", ["quality.xlsx", "quality.xlsm"])
def test_everything_of_people_is_kept_byte_for_byte_in_its_part(tmp_path, name):
    path = save(tmp_path / name, macros=name.endswith("m"))
    before = parts(path)
    for night in range(3):
        nightly(opened(path), summary(night=night), run_log(night))

    after = parts(path)
    changed = {part for part in before if after.get(part) != before[part]}
    assert changed <= BOOKKEEPING
    assert all(part in after for part in before)


@pytest.mark.parametrize("feature", FEATURES)
def test_another_library_sees_every_feature_as_it_was(book, feature):
    before = features(book)[feature]
    nightly(opened(book), summary(), run_log(0))

    assert features(book)[feature] == before


def test_a_macro_workbook_stays_one(tmp_path):
    path = save(tmp_path / "quality.xlsm", macros=True)
    nightly(opened(path), summary())

    assert b"macroEnabled" in parts(path)["[Content_Types].xml"]
    assert b"vbaProject" in parts(path)["xl/_rels/workbook.xml.rels"]


def test_after_the_first_night_styles_and_structure_stay_as_they_are(book):
    nightly(opened(book), summary(), run_log(0))
    before = parts(book)
    nightly(opened(book), summary(night=1))

    after = parts(book)
    assert len([part for part in before if after[part] != before[part]]) == 1
    assert set(after) == set(before)


def test_cells_are_read_typed(book):
    workbook = opened(book)
    info = workbook.info()
    tab = next(tab for tab in info.tabs if tab.title == LOTS)

    grid = workbook.read([tab])[tab.tab_id]

    assert [grid.cell(2, column) for column in range(8)] == [
        "L000",
        "000",
        45_658,
        200,
        (8 * 60 + 30) / 1440,
        1.25,
        NOT_COMPUTED,
        False,
    ]
    assert grid.cell(3, 2) == pytest.approx(45_810 + (14 * 60 + 30) / 1440)
    assert grid.cell(4, 1) == "=không phải công thức"
    assert grid.cell(1, 8) == "#N/A"
    assert [tab.title for tab in info.tabs] == [LOTS, "Bảng", "Ẩn"]
    assert [tab.hidden for tab in info.tabs] == [False, False, True]


def test_a_wrong_declared_size_hides_no_rows(tmp_path):
    path = tmp_path / "odd.xlsx"
    book = openpyxl.Workbook()
    for number in range(5000):
        book.active.append([number, None, "x" if number > 4200 else None])
    book.save(tmp_path / "whole.xlsx")
    with zipfile.ZipFile(tmp_path / "whole.xlsx") as source, zipfile.ZipFile(path, "w") as out:
        for name in source.namelist():
            text = source.read(name)
            if name.startswith("xl/worksheets/"):
                text = text.replace(b'<dimension ref="A1:C5000"', b'<dimension ref="A1"')
            out.writestr(name, text)
    workbook = opened(path)
    [tab] = workbook.info().tabs

    grid = workbook.read([tab])[tab.tab_id]

    assert grid.rows == 5000
    assert grid.cell(4999, 2) == "x"
    assert grid.cell(0, 2) is None


def test_mode_owner_and_link_stay(book, tmp_path):
    book.chmod(0o640)
    link = tmp_path / "link.xlsx"
    link.symlink_to(book)
    owner = book.stat().st_uid, book.stat().st_gid

    nightly(opened(link), summary())

    assert link.is_symlink()
    assert stat.S_IMODE(book.stat().st_mode) == 0o640
    assert (book.stat().st_uid, book.stat().st_gid) == owner
    assert "SKU summary" in load(book).sheetnames
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".tmp"] == []


@pytest.mark.parametrize(
    ("lock", "program"),
    [("~$chất lượng.xlsx", "Excel"), (".~lock.chất lượng.xlsx#", "LibreOffice")],
)
def test_a_file_that_somebody_has_open_is_left_alone(book, lock, program):
    before = book.read_bytes()
    book.with_name(lock).write_text("Lan")

    with pytest.raises(WorkbookBusyError, match=f"open in {program}: close it there"):
        nightly(opened(book), summary())

    assert book.read_bytes() == before
    book.with_name(lock).unlink()
    nightly(opened(book), summary())


def test_a_file_that_is_opened_while_we_work_is_left_alone(book, monkeypatch):
    before = book.read_bytes()
    from sheets.backends import xlsx_edit

    edited = xlsx_edit.edited

    def and_somebody_opens_it(*given):
        book.with_name("~$chất lượng.xlsx").write_text("Lan")
        return edited(*given)

    monkeypatch.setattr(xlsx_edit, "edited", and_somebody_opens_it)
    with pytest.raises(WorkbookBusyError):
        nightly(opened(book), summary())

    assert book.read_bytes() == before


def test_a_file_saved_by_somebody_while_we_work_is_read_again(book, monkeypatch):
    from sheets.backends import xlsx_edit

    edited = xlsx_edit.edited
    saves = []

    def and_somebody_saves_it(*given):
        if not saves:
            saves.append(1)
            other = load(book)
            other["Bảng"]["C1"] = "theirs"
            other.save(book)
        return edited(*given)

    nightly(opened(book), summary())
    monkeypatch.setattr(xlsx_edit, "edited", and_somebody_saves_it)
    nightly(opened(book), summary({"0012": ("watch", 0.5, 1)}, night=1))

    after = load(book)
    assert after["Bảng"]["C1"].value == "theirs"
    assert after["SKU summary"]["C4"].value == "watch"


def test_a_write_planned_on_an_older_file_is_refused(book):
    workbook = opened(book)
    info = workbook.info()
    workbook.read(info.tabs)
    other = load(book)
    other.save(book)

    with pytest.raises(ReadAgainError, match="saved by somebody else"):
        workbook.write([TabChange(tab_id=info.tabs[0].tab_id, title=LOTS)])


def test_a_read_only_file_says_so(book):
    book.chmod(0o444)

    with pytest.raises(PermissionDeniedError, match="is read-only: allow writing"):
        nightly(opened(book), summary())


@pytest.mark.parametrize(
    ("number", "kind", "words"),
    [
        (errno.ENOSPC, WorkbookUnavailableError, "disk of .* is full: free some space"),
        (errno.EDQUOT, WorkbookUnavailableError, "disk of .* is full"),
        (errno.EACCES, PermissionDeniedError, "may not be read or written"),
        (errno.EIO, WorkbookError, "cannot be used: "),
    ],
)
def test_a_save_that_fails_leaves_the_old_file_and_no_litter(
    book, monkeypatch, number, kind, words
):
    before = book.read_bytes()

    def fail(_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(xlsx_file.os, "fsync", fail)
    with pytest.raises(kind, match=words):
        nightly(opened(book), summary())

    assert book.read_bytes() == before
    assert [path.name for path in book.parent.iterdir()] == [book.name]


def test_a_replacement_that_fails_leaves_the_old_file_and_no_litter(book, monkeypatch):
    before = book.read_bytes()

    def fail(*_):
        raise OSError(errno.EIO, "no")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(WorkbookError, match="cannot be used"):
        nightly(opened(book), summary())

    assert book.read_bytes() == before
    assert [path.name for path in book.parent.iterdir()] == [book.name]


def test_a_system_that_cannot_flush_folders_or_give_files_away_is_fine(book, monkeypatch):
    def fail(*_):
        raise OSError(errno.EPERM, "not here")

    open_file = os.open
    monkeypatch.setattr(xlsx_file.os, "chown", fail)
    monkeypatch.setattr(
        xlsx_file.os,
        "open",
        lambda path, *how: fail() if Path(path).is_dir() else open_file(path, *how),
    )
    nightly(opened(book), summary())

    assert "SKU summary" in load(book).sheetnames


KILLED_AT = {
    "before the draft is flushed": "os.fsync = die",
    "before the replacement": "Path.replace = die",
    "before the folder is flushed": """
        calls = []
        flush = os.fsync
        os.fsync = lambda handle: die() if calls else (calls.append(1), flush(handle))
    """,
}


@pytest.mark.parametrize("step", KILLED_AT)
def test_a_power_cut_leaves_the_old_file_or_the_new_one(book, step):
    before = book.read_bytes()
    lines = textwrap.dedent(KILLED_AT[step]).strip()
    script = f"""
import os, signal
from pathlib import Path
from sheets.backends.xlsx_options import XlsxOptions
from sheets.cell import NOT_COMPUTED
from tests.contracts.outputs import nightly, summary
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)
workbook = XlsxOptions(path=Path({str(book)!r})).open()
{lines}
nightly(workbook, summary())
"""
    done = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True)

    assert done.returncode == -signal.SIGKILL, done.stderr
    old = book.read_bytes() == before
    assert old or "SKU summary" in load(book).sheetnames
    assert old is (step != "before the folder is flushed")
    nightly(opened(book), summary())
    assert "SKU summary" in load(book).sheetnames


def test_a_missing_file_and_a_folder_say_what_to_do(tmp_path):
    with pytest.raises(WorkbookNotFoundError, match=r"there is no file .*: check the path"):
        opened(tmp_path / "none.xlsx").info()
    with pytest.raises(WorkbookNotFoundError, match="is a folder: give the path"):
        opened(tmp_path).info()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is not an Excel workbook"),
        (b"SKU,Qty\nA,1\n", "is not an Excel workbook: open it in Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "is an old .xls workbook"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "is protected by a password to open: take it away",
        ),
        (b"PK\x03\x04 cut off", "is not a whole .xlsx workbook"),
    ],
)
def test_what_is_no_workbook_is_refused_with_what_to_do(tmp_path, data, words):
    path = tmp_path / "quality.xlsx"
    path.write_bytes(data)

    with pytest.raises(WorkbookNotFoundError, match=words):
        opened(path).info()


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
@pytest.mark.parametrize("text", [None, b"<cut", b'<!DOCTYPE x [<!ENTITY y "z">]><x/>'])
def test_a_zip_that_is_no_workbook_is_refused(book, part, text):
    whole = parts(book)
    with zipfile.ZipFile(book, "w") as out:
        for name, body in whole.items():
            if name != part:
                out.writestr(name, body)
            elif text is not None:
                out.writestr(name, text)

    with pytest.raises(WorkbookNotFoundError, match=r"is not a whole \.xlsx workbook"):
        opened(book).info()


def test_a_workbook_that_the_library_cannot_open_is_refused(book):
    whole = parts(book)
    with zipfile.ZipFile(book, "w") as out:
        for name, body in whole.items():
            out.writestr(name, b"<cut" if name == "xl/styles.xml" else body)

    with pytest.raises(WorkbookNotFoundError, match="is damaged"):
        nightly(opened(book), summary())


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
CUT = b"<worksheet><sheetData><row><c>"
SHORT = b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'  # the library reads it


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (b"", "the tab 'Nhập hàng & QC'"),
        (b'<?xml version="1.0"?>', "the tab 'Nhập hàng & QC'"),
        (SHORT, "the tab 'Nhập hàng & QC'"),
        (CUT, ".xlsx"),
        (b"<cut", ".xlsx"),
    ],
)
def test_a_sheet_that_is_empty_or_cut_off_is_refused(book, body, named):
    whole = parts(book)
    with zipfile.ZipFile(book, "w") as out:
        for name, part in whole.items():
            out.writestr(name, body if name == "xl/worksheets/sheet1.xml" else part)
    workbook = opened(book)

    with pytest.raises(WorkbookNotFoundError, match=f"{named} is damaged: open it in Excel"):
        workbook.read(workbook.info().tabs)


@pytest.mark.parametrize(
    "body", [f"<worksheet xmlns='{MAIN}'/>", f"<x:worksheet xmlns:x='{MAIN}'/>"]
)
def test_a_sheet_without_any_cell_is_an_empty_tab(book, body):
    whole = parts(book)
    with zipfile.ZipFile(book, "w") as out:
        for name, part in whole.items():
            out.writestr(name, body if name == "xl/worksheets/sheet1.xml" else part)
    workbook = opened(book)

    grid = workbook.read(workbook.info().tabs)[LOTS]

    assert list(grid.columns) == []


def test_a_tab_without_a_part_is_told_when_it_is_read(book):
    workbook = opened(book)
    [tab, *_] = workbook.info().tabs
    other = load(book)
    del other[LOTS]
    other.save(book)

    with pytest.raises(TabNotFoundError, match="is gone"):
        workbook.read([tab])


def test_a_tab_that_nobody_has_read_yet_is_unknown(book):
    with pytest.raises(ReadAgainError, match="'Lots' is gone"):
        opened(book).write([TabChange(tab_id="Lots", title="Lots")])


def test_merged_cells_near_the_top_are_told(book):
    other = load(book)
    other[LOTS].merge_cells("A30:B31")
    other.save(book)

    assert opened(book).info().tabs[0].merged == ((0, 0, 0, 7),)


def test_merged_cells_of_a_very_long_sheet_are_not_looked_for(book, monkeypatch):
    monkeypatch.setattr(xlsx, "_MERGES_UP_TO", 20)

    assert opened(book).info().tabs[0].merged == ()


def test_new_tabs_look_as_they_should(book):
    nightly(opened(book), summary())

    sheet = load(book)["SKU summary"]
    assert sheet.freeze_panes == "A3"
    assert sheet.column_dimensions["A"].hidden
    assert sheet["D3"].number_format == sheet["D5"].number_format == "0.0%"
    assert sheet["E5"].number_format == "yyyy-mm-dd"
    assert sheet["C2"].comment.text == "about status"
    assert sheet["B2"].font.bold
    assert sheet["B2"].fill.fgColor.rgb.endswith("D9D9D9")
    assert sheet["F2"].fill.fill_type is None
    rules = {
        str(one.sqref): [rule.formula for rule in one.rules] for one in sheet.conditional_formatting
    }
    assert rules["C3:C1048576"] == [['"urgent"'], ['"watch"']]
    assert any("TODAY()-1" in formula for found in rules.values() for [formula] in found)
    [ticks] = sheet.data_validations.dataValidation
    assert (str(ticks.sqref), ticks.formula1) == ("G3:G1048576", '"TRUE,FALSE"')


def test_new_rows_take_the_number_formats_of_their_columns(book):
    nightly(opened(book), summary())
    nightly(opened(book), summary({**ROWS, "NEW": ("ok", 0.5, 45_000)}, night=1))

    sheet = load(book)["SKU summary"]
    assert [sheet.cell(6, column).number_format for column in (2, 4, 5)] == [
        "@",
        "0.0%",
        "yyyy-mm-dd",
    ]


def test_formulas_that_look_at_our_tabs_are_worked_out_again_when_opened(book):
    nightly(opened(book), summary())

    assert b'fullCalcOnLoad="1"' in parts(book)["xl/workbook.xml"]


def test_named_ranges_stay_where_they_point_when_the_run_log_gets_rows(book):
    nightly(opened(book), run_log(0), summary())
    other = load(book)
    for name, text in NAMES.items():
        other.defined_names[name] = DefinedName(name, attr_text=text)
    other.save(book)

    for night in (1, 2, 3, 4):
        nightly(opened(book), run_log(night, keep=4), summary(night=night))
        found = {name: one.attr_text for name, one in load(book).defined_names.items()}
        pushed_down = f"'Run log'!$B${3 + night}:$B${3 + night}"
        assert found.pop("run_log") == (pushed_down if night < 4 else "#REF!")
        assert found == {name: text for name, text in NAMES.items() if name != "run_log"}


NAMES = {
    "cac_lo": "'Nhập hàng & QC'!$A$3:$A$42",
    "plain": "Bảng!$A$2",
    "ours": "'SKU summary'!$D$3:$D$9",
    "run_log": "'Run log'!$B$3:$B$3",
    "both": "'Run log'!$B$3,Bảng!$A$2",
    "number": "3+4",
}


def test_formulas_of_other_tabs_follow_a_new_title(book):
    nightly(opened(book), summary())
    other = load(book)
    other["Bảng"]["D1"] = "='SKU summary'!D3"
    other.save(book)
    from tests.contracts.outputs import VIETNAMESE

    nightly(opened(book), summary(night=1, words=VIETNAMESE))

    assert load(book)["Bảng"]["D1"].value == "='Tổng hợp SKU'!D3"


def test_a_hidden_output_is_made_hidden(book):
    nightly(opened(book), summary(hidden=True))

    assert load(book)["SKU summary"].sheet_state == "hidden"


def test_charts_are_drawn_once_from_the_hidden_table(book):
    nightly(opened(book), trend())
    nightly(opened(book), trend(night=1))

    after = load(book)
    assert after["_trend"].sheet_state == "hidden"
    line, column = after["Charts"]._charts
    assert [type(chart).__name__ for chart in (line, column)] == ["LineChart", "BarChart"]
    assert [len(line.series), len(column.series)] == [3, 2]
    assert line.series[0].val.numRef.f == "'_trend'!$C$4"
    assert line.series[0].tx.strRef.f.replace("$", "") == "'_trend'!C3"


def test_every_line_of_a_chart_has_a_colour_of_its_own(book):
    """LibreOffice draws no line and no bar without one."""
    nightly(opened(book), trend())

    for chart in load(book)["Charts"]._charts:
        lines = [one.graphicalProperties.line.solidFill.srgbClr for one in chart.series]
        fills = [one.graphicalProperties.solidFill.srgbClr for one in chart.series]
        assert lines == fills
        assert len(set(lines)) == len(lines)


def test_a_first_night_with_many_rows_takes_seconds_and_not_minutes(book):
    import time

    rows = {f"S{number}": ("ok", number / 7, 45_000) for number in range(5000)}
    began = time.perf_counter()

    nightly(opened(book), summary(rows))

    assert time.perf_counter() - began < 20
