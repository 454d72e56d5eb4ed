"""Which tab is which: by config, by an earlier run, by title in three languages."""

import pytest

from sheets.grid import TabInfo, WorkbookInfo
from sheets.intake import IntakeOptions, recognise, suggest
from sheets.intake_options import name_mistakes
from sheets.recognition import OURS
from tests.make import sheet


def info(*titles, **details):
    tabs = [
        title
        if isinstance(title, TabInfo)
        else TabInfo(tab_id=str(number), title=title, rows=10, columns=5, **details)
        for number, title in enumerate(titles)
    ]
    return WorkbookInfo(title="QC", tabs=tuple(tabs))


def found(workbook, **options):
    recognised = recognise(workbook, IntakeOptions(**options))
    return {tab_id: tab.title for tab_id, tab in recognised.tabs.items()}


@pytest.mark.parametrize(
    ("title", "tab"),
    [
        ("Defect log", "defect_log"),
        ("NHẬT KÝ LỖI", "defect_log"),
        ("nhat ky loi", "defect_log"),
        ("不良记录", "defect_log"),
        ("defect_log", "defect_log"),
        ("Nhập hàng & QC", "receiving"),
        ("Kế hoạch nhập lại", "reorder_plan"),
        ("Trao đổi NCC", "supplier_talks"),
        ("Nhà cung cấp", "suppliers"),
        ("Sản phẩm", "skus"),
        ("Reviews", "reviews"),
        ("Hàng mẫu", "samples"),
        ("Cài đặt", "settings"),
    ],
)
def test_a_tab_is_known_by_its_title_in_any_language(title, tab):
    assert found(info("Bảng tính", title)) == {tab: title}


def test_a_copy_or_an_unknown_title_is_not_taken():
    assert found(info("Nhật ký lỗi (2)", "Copy of Defect log", "Sheet1")) == {}


def test_the_title_that_config_names_wins_over_the_alias():
    tabs = {"defect_log": "Lỗi hàng 2025"}

    assert found(info("Nhật ký lỗi", "lỗi hàng 2025"), tabs=tabs) == {"defect_log": "lỗi hàng 2025"}


def test_config_may_tell_two_titles_apart_by_their_exact_spelling():
    assert found(info("QC", "Qc"), tabs={"receiving": "Qc"}) == {"receiving": "Qc"}


def test_a_tab_that_config_names_in_vain_is_told_with_the_tabs_that_are_there():
    recognised = recognise(info("Lots", "Defect log"), IntakeOptions(tabs={"receiving": "QC"}))
    [issue] = recognised.issues

    assert (issue.code, issue.tab) == ("tab_not_found", "receiving")
    assert issue.slots == {"title": "QC", "titles": "Lots, Defect log"}
    assert recognised.tabs.keys() == {"defect_log"}


def test_a_renamed_tab_is_found_by_its_id_of_an_earlier_run():
    workbook = info("Lỗi tháng này", "Nhật ký lỗi")

    assert found(workbook, remembered={"defect_log": "0"}) == {"defect_log": "Lỗi tháng này"}
    assert found(workbook, remembered={"defect_log": "7"}) == {"defect_log": "Nhật ký lỗi"}


def test_of_two_tabs_the_visible_one_is_read_and_the_other_is_named():
    hidden = TabInfo(tab_id="9", title="Defect log", rows=1, columns=1, hidden=True)
    recognised = recognise(info(hidden, "Nhật ký lỗi"), IntakeOptions())
    [issue] = recognised.issues

    assert recognised.tabs["defect_log"].title == "Nhật ký lỗi"
    assert (issue.code, issue.slots["others"]) == ("tab_twice", "Defect log")


def test_a_tab_that_we_wrote_is_never_input():
    ours = TabInfo(
        tab_id="9", title="Suppliers", rows=1, columns=1, marks={OURS: "supplier_trends"}
    )

    assert found(info(ours)) == {}


def test_a_tab_is_one_input_tab_only():
    assert found(info("Sản phẩm"), tabs={"defect_log": "Sản phẩm"}) == {"defect_log": "Sản phẩm"}


DEFECTS = "SKU | Loại lỗi | Mã lô\nMUG | vỡ | L1"


def test_a_tab_whose_headers_look_like_a_missing_one_is_suggested_only():
    recognised = recognise(info("Lỗi 2024"), IntakeOptions())
    [issue] = suggest([sheet(DEFECTS, title="Lỗi 2024")], recognised)

    assert recognised.tabs == {}
    assert (issue.code, issue.tab) == ("tab_suggested", "defect_log")
    assert issue.slots["title"] == "Lỗi 2024"
    assert issue.slots["headers"] == "SKU, Loại lỗi, Mã lô"


def test_nothing_is_suggested_for_tabs_that_are_read_or_ours_or_look_like_nothing():
    recognised = recognise(info("Nhật ký lỗi"), IntakeOptions())
    grids = [
        sheet(DEFECTS),
        sheet(DEFECTS, tab_id="5", marks={OURS: "signals"}),
        sheet(DEFECTS, tab_id="6"),
        sheet("Tên | Tuổi\nLan | 30", tab_id="7"),
        sheet("Số lượng | SL đặt\n1 | 2", tab_id="8"),
    ]

    assert suggest(grids, recognised) == ()


def test_ids_that_do_not_exist_in_the_options_are_all_named_at_once():
    options = IntakeOptions(
        tabs={"defct_log": "Lỗi", "settings": "Cài đặt"},
        columns={"receiving": {"unit": "SL", "sku": "Mã"}, "xyz": {"sku": "Mã"}},
        constants={"skus": {"zzz": "1"}},
    )
    mistakes = name_mistakes(options)

    assert mistakes[:2] == (
        "tabs.defct_log: no such input tab; did you mean defect_log?",
        "columns.receiving.unit: no such column; did you mean units?",
    )
    assert mistakes[2].startswith(
        "columns.xyz: no such input tab; there are: defect_log, receiving"
    )
    assert mistakes[3].startswith("constants.skus.zzz: no such column; there are: sku, name")
    assert len(mistakes) == 4
    assert name_mistakes(IntakeOptions()) == ()
