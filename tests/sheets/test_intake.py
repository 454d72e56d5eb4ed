"""Tabs become records: what counts, what is reported, what is ignored on purpose."""

from datetime import date, datetime

import pytest

from quality.issues import Severity
from quality.vocabulary import DefectTypeOptions, vocabulary
from sheets.cells import LocaleOptions
from sheets.intake import IntakeOptions, read_records
from tests.make import grid, serial, sheet

AS_OF = date(2026, 11, 24)
ORANGE = IntakeOptions(
    columns={"receiving": {"lot_id": "sample", "units": "size", "qc_defective": "D"}},
    constants={"receiving": {"sku": "ORANGE"}},
)


def read(as_of=AS_OF, options=None, /, **drawn):
    grids = {
        tab: table if not isinstance(table, str) else sheet(table) for tab, table in drawn.items()
    }
    return read_records(grids, options or IntakeOptions(), as_of=as_of)


def codes(intake):
    return {(issue.code, issue.column): issue for issue in intake.issues}


def count(intake):
    [rows] = intake.rows
    return rows.read, rows.counted, rows.reported, rows.ignored


def column(intake, frame, name):
    return getattr(intake.records, frame)[name].to_list()


# What counts


def test_three_columns_are_enough_and_nothing_is_asked_for():
    intake = read(defect_log="SKU | Loại lỗi | Mã lô\nMUG-01 | vỡ | L1\nMUG-01 | Sai màu | L1")

    assert intake.issues == ()
    assert count(intake) == (2, 2, 0, 0)
    assert intake.records.defects.select("row", "sku", "defect_type", "lot_id", "units").rows() == [
        (2, "MUG-01", "broken", "L1", 1),
        (3, "MUG-01", "wrong_colour", "L1", 1),
    ]


def test_a_month_is_enough_instead_of_a_batch():
    intake = read(defect_log="SKU | Loại lỗi | Ngày nhập (khoảng)\nMUG | vỡ | T10/2026")

    assert intake.issues == ()
    assert column(intake, "defects", "imported_on") == [date(2026, 10, 1)]
    assert column(intake, "defects", "imported_month") == [True]


def test_a_defect_row_says_all_that_it_can():
    intake = read(
        defect_log="""
        Mã hàng | Loại lỗi | Mã lô | Ngày nhập | Ngày phát hiện | SL | Phát hiện ở | Sàn | Mức độ | Thùng ngoài | Ảnh lỗi | Ảnh bao bì | Mã đơn | Đã nhắn khách lúc | Xử lý | Chi phí | Đòi NCC | Lỗi do | Ghi chú
        MUG | vỡ | L1 | 2026-10-15 | 2026-11-20 | 2 | Khách | Shopee | Nghiêm trọng | Hỏng | https://x.example/1 https://x.example/2 | https://x.example/3 | "0012" | 20/11/2026 9:30 | Hoàn tiền | 149.000 ₫ | Đã đòi | Xưởng | vỡ quai
        """
    )

    assert intake.records.defects.to_dicts() == [
        {
            "row": 2,
            "sku": "MUG",
            "defect_type": "broken",
            "type_text": None,
            "lot_id": "L1",
            "imported_on": date(2026, 10, 15),
            "imported_month": False,
            "found_on": date(2026, 11, 20),
            "units": 2,
            "found_at": "customer",
            "platform": "shopee",
            "severity": "serious",
            "outer_packaging": "damaged",
            "photos": 2,
            "photos_packaging": 1,
            "photo_links": "https://x.example/1\nhttps://x.example/2",
            "order_ref": "0012",
            "contacted_at": datetime(2026, 11, 20, 9, 30),
            "resolution": "refund",
            "cost": 149_000,
            "claim": "claimed",
            "origin": "factory",
            "note": "vỡ quai",
        }
    ]


def test_blanks_stand_for_the_usual():
    intake = read(
        defect_log="SKU | Loại lỗi | Mã lô\nMUG | vỡ | L1",
        reorder_plan="SKU | Ngày đặt dự kiến | Số lượng\nMUG | 2026-12-05 | 300",
        skus="SKU | Tên | NCC | Dễ vỡ\nMUG | Cốc | R | TRUE\nBOWL | Bát | R |",
        suppliers="NCC | Link shop\nR | https://x.example",
    )
    [defect] = intake.records.defects.to_dicts()

    assert (defect["found_at"], defect["resolution"], defect["claim"]) == (
        "customer",
        "none",
        "open",
    )
    assert (defect["outer_packaging"], defect["photos"], defect["severity"]) == ("unknown", 0, None)
    assert column(intake, "plans", "status") == ["planned"]
    assert column(intake, "skus", "fragile") == [True, False]
    assert column(intake, "skus", "active") == [True, True]
    assert column(intake, "suppliers", "status") == ["active"]


def test_rows_that_the_team_does_not_count_are_still_records():
    intake = read(defect_log="SKU | Loại lỗi | Mã lô | Đòi NCC\nMUG | vỡ | L1 | Bỏ qua")

    assert column(intake, "defects", "claim") == ["ignore"]
    assert count(intake) == (1, 1, 0, 0)


def test_ids_stay_text():
    intake = read(
        defect_log='SKU | Loại lỗi | Mã lô\n"0012" | vỡ | 12\n"1E10" | vỡ | 2410.0\n=A1 | vỡ | -x'
    )

    assert column(intake, "defects", "sku") == ["0012", "1E10", "=A1"]
    assert column(intake, "defects", "lot_id") == ["12", "2410", "-x"]


def test_an_unknown_defect_type_is_kept_as_other_with_its_text():
    intake = read(defect_log="SKU | Loại lỗi | Mã lô\nMUG | kẹt khóa | L1\nMUG | Khác | L1")

    assert column(intake, "defects", "defect_type") == ["other", "other"]
    assert column(intake, "defects", "type_text") == ["kẹt khóa", None]
    [issue] = intake.issues
    assert (issue.code, issue.found, issue.row) == ("unknown_defect_type", "kẹt khóa", 2)


def test_a_defect_type_in_a_persons_own_words_is_read_and_told_with_its_text():
    intake = read(
        defect_log="SKU | Loại lỗi | Mã lô\nMUG | bể miệng ly | L1\nMUG | vỡ | L1\nMUG | bể miệng ly | L1",
        supplier_talks="Ngày | NCC | Loại lỗi\n20/11/2026 | Ruicai | bung keo đế",
        receiving="Mã lô | SKU | SL nhận | Lỗi khác\nL1 | MUG | 20 | mùi sơn nồng",
    )

    assert column(intake, "defects", "defect_type") == ["broken", "broken", "broken"]
    assert column(intake, "defects", "type_text") == ["bể miệng ly", None, "bể miệng ly"]
    assert column(intake, "talks", "defect_type") == ["loosening"]
    assert column(intake, "lots", "qc_other_type") == ["smell"]
    told = {issue.tab: issue for issue in intake.issues if issue.code == "defect_type_read"}
    assert {tab: issue.slots["type"] for tab, issue in told.items()} == {
        "defect_log": "broken",
        "supplier_talks": "loosening",
        "receiving": "smell",
    }
    assert (told["defect_log"].row, told["defect_log"].rows) == (2, 2)
    assert told["defect_log"].severity is Severity.WARNING


def test_a_defect_type_of_the_team_is_no_other():
    own = vocabulary({"zip_stuck": DefectTypeOptions(vi="Kẹt khóa")})
    intake = read(
        AS_OF, IntakeOptions(types=own), defect_log="SKU | Loại lỗi | Mã lô\nMUG | kẹt khóa | L1"
    )

    assert column(intake, "defects", "defect_type") == ["zip_stuck"]
    assert intake.issues == ()


def test_an_unknown_platform_is_other_and_no_issue():
    intake = read(defect_log="SKU | Loại lỗi | Mã lô | Sàn\nMUG | vỡ | L1 | chợ Bến Thành")

    assert column(intake, "defects", "platform") == ["other"]
    assert intake.issues == ()


def test_an_unknown_choice_is_blank_and_told_with_the_choices():
    intake = read(defect_log="SKU | Loại lỗi | Mã lô | Mức độ\nMUG | vỡ | L1 | hơi hơi")
    [issue] = intake.issues

    assert column(intake, "defects", "severity") == [None]
    assert (issue.code, issue.slots["choices"]) == ("unknown_choice", ("minor", "major", "serious"))


# What is reported and what is ignored


def test_a_row_without_a_needed_value_is_reported_and_the_others_count():
    intake = read(
        defect_log="""
        SKU | Loại lỗi | Mã lô | Ngày
        MUG |          | L1    |
            | vỡ       | L1    |
        MUG | vỡ       | L1    | hôm qua
        MUG | vỡ       | L1    | 2026-11-20
        """
    )
    issues = codes(intake)

    assert count(intake) == (4, 2, 2, 0)
    assert issues["value_missing", "defect_type"].row == 2
    assert issues["value_missing", "sku"].row == 3
    assert issues["not_a_date", "found_on"].row == 4
    assert issues["not_a_date", "found_on"].header == "Ngày"
    assert issues["not_a_date", "found_on"].found == "hôm qua"
    assert len(intake.issues) == 3


def test_a_needed_value_that_cannot_be_read_is_told_once():
    intake = read(defect_log="SKU | Loại lỗi | Mã lô\n#N/A | vỡ | L1")
    [issue] = intake.issues

    assert (issue.code, issue.column) == ("spreadsheet_error", "sku")
    assert count(intake) == (1, 0, 1, 0)


def test_blank_rows_examples_sums_and_repeated_headers_are_ignored():
    intake = read(
        defect_log="""
        SKU | Loại lỗi | Số lượng | Mã lô | Xong
        MUG | vỡ | 1 | L1 | TRUE
        | | | |
        | | | | TRUE
        MUG | vỡ | 1 | L1 | EXAMPLE
        EXAMPLE-1 | vỡ | 1 | L1 |
        MUG | vỡ | 2 | EXAMPLE |
        SKU | Loại lỗi | Số lượng | Mã lô | Xong
        Tổng cộng | | 4 | |
        合计： | | 4 | |
        """
    )

    assert count(intake) == (9, 2, 0, 7)
    assert intake.issues == ()


def test_a_tick_that_is_not_set_makes_no_row():
    intake = read(skus="SKU | Tên | NCC | Dễ vỡ\nMUG | Cốc | R | FALSE\n | | | FALSE\n | | | TRUE")

    assert count(intake) == (3, 1, 1, 1)


def test_a_bad_cell_is_blank_and_its_row_counts():
    intake = read(
        receiving="""
        Mã lô | SKU | Ngày nhận | SL nhận | SL kiểm | Giá tệ
        L1 | MUG | 2026-10-15 | hai trăm | 2,5 | -3
        L2 | MUG | 2026-10-16 | 0 | -1 | 18,5
        """
    )
    issues = codes(intake)

    assert count(intake) == (2, 2, 0, 0)
    assert column(intake, "lots", "units") == [None, None]
    assert column(intake, "lots", "units_checked") == [None, None]
    assert column(intake, "lots", "unit_price") == [None, 18.5]
    assert issues["not_a_number", "units"].severity is Severity.ERROR
    assert issues["out_of_range", "units"].row == 3
    assert issues["not_whole", "units_checked"].row == 2
    assert issues["negative", "units_checked"].row == 3
    assert issues["negative", "unit_price"].found == "-3"


def test_one_line_speaks_for_all_rows_with_the_same_mistake():
    rows = "\n".join(["MUG | vỡ | L1 | mười"] * 30)
    intake = read(defect_log=f"SKU | Loại lỗi | Mã lô | SL\n{rows}")
    [issue] = intake.issues

    assert (issue.row, issue.rows) == (2, 30)
    assert issue.slots["at"].startswith("2, 3, 4")


def test_dates_typed_as_text_are_used_and_told_in_one_line():
    intake = read(
        defect_log="""
        SKU | Loại lỗi | Mã lô | Ngày | Ngày nhập
        MUG | vỡ | L1 | 20/11/2026 | T10/2026
        MUG | vỡ | L1 | 2026-11-20 | 15/10/2026
        MUG | vỡ | L1 | 21/11/2026 | 2026-10-15
        """
    )
    [issue] = intake.issues

    assert (issue.code, issue.rows, issue.column) == ("dates_are_text", 3, None)
    assert (
        issue.slots["headers"] == "Ngày nhập, Ngày" or issue.slots["headers"] == "Ngày, Ngày nhập"
    )
    assert column(intake, "defects", "found_on")[0] == date(2026, 11, 20)


def test_a_day_out_of_range_is_told_as_the_spreadsheet_shows_it():
    intake = read(
        defect_log=grid(
            [["SKU", "MUG", "MUG"], ["Loại lỗi", "vỡ", "vỡ"], ["Lô", "a", "b"], ["Ngày", 55_578, 5]]
        )
    )
    issues = codes(intake)

    assert issues["date_in_future", "found_on"].found == "2052-02-29"
    assert issues["date_too_old", "found_on"].found == "1900-01-04"
    assert column(intake, "defects", "found_on") == [None, None]


def test_planned_days_may_lie_ahead():
    intake = read(
        reorder_plan="SKU | Ngày đặt dự kiến | Số lượng | ETA\nMUG | 2026-12-05 | 300 | 15/1"
    )

    assert column(intake, "plans", "planned_on") == [date(2026, 12, 5)]
    assert column(intake, "plans", "expected_on") == [date(2027, 1, 15)]


def swapped(*days):
    cells = [serial(day) if isinstance(day, date) else day for day in days]
    rows = len(days)
    return read(
        defect_log=grid(
            [
                ["SKU", *["MUG"] * rows],
                ["Loại lỗi", *["vỡ"] * rows],
                ["Lô", *["L1"] * rows],
                ["Ngày", *cells],
            ]
        )
    )


def test_days_that_were_probably_read_month_first_are_named():
    intake = swapped(
        date(2026, 5, 6), "13/5/2026", date(2026, 7, 5), "25/7/2026", date(2026, 2, 11)
    )
    issue = codes(intake)["dates_swapped", "found_on"]

    assert (issue.rows, issue.slots["at"]) == (3, "2, 4, 6")


@pytest.mark.parametrize(
    "days",
    [
        (date(2026, 5, 6), "13/5/2026", date(2026, 7, 5), "25/7/2026", date(2026, 2, 13)),
        (date(2026, 5, 6), "12/5/2026", date(2026, 7, 5), "25/7/2026", date(2026, 2, 11)),
        (date(2026, 5, 6), "13/5/2026", date(2026, 7, 5), "25/7/2026"),
        (date(2026, 5, 6), "13/5/2026", date(2026, 7, 5), date(2026, 2, 11)),
    ],
)
def test_days_that_show_no_swap_or_are_few_are_left_alone(days):
    assert ("dates_swapped", "found_on") not in codes(swapped(*days))


def test_a_month_in_a_column_of_days_is_used_and_told():
    intake = read(receiving="Mã lô | SKU | Ngày nhận | SL nhận\nL1 | MUG | T10/2026 | 200")
    [issue] = intake.issues

    assert column(intake, "lots", "received_on") == [date(2026, 10, 1)]
    assert issue.code == "month_only"


def test_day_and_month_follow_the_teams_order():
    options = IntakeOptions(locale=LocaleOptions(date_order="mdy", decimal="point"))
    intake = read(
        AS_OF,
        options,
        defect_log="SKU | Loại lỗi | Mã lô | Ngày | Chi phí\nMUG | vỡ | L1 | 5/6/2026 | 1.500",
    )

    assert column(intake, "defects", "found_on") == [date(2026, 5, 6)]
    assert column(intake, "defects", "cost") == [1.5]


# Lots, reviews, constants


def test_a_lot_without_an_id_is_called_by_product_and_day():
    intake = read(
        receiving="""
        Mã lô | SKU | Ngày nhận | SL nhận
              | MUG | 2026-10-15 | 200
              | MUG | 2026-10-15 | 100
        L1    | MUG | 2026-10-16 | 50
              | MUG |            | 50
        L2    | MUG |            | 50
        """
    )
    issues = codes(intake)

    assert column(intake, "lots", "lot_id") == ["MUG@2026-10-15", "MUG@2026-10-15#2", "L1", "L2"]
    assert column(intake, "lots", "lot_generated") == [True, True, False, False]
    assert issues["lot_generated", "lot_id"].rows == 2
    assert issues["value_missing_either", "lot_id"].row == 5
    assert issues["value_missing_either", "lot_id"].slots["columns"] == ("lot_id", "received_on")
    assert count(intake) == (5, 4, 1, 0)


def test_lots_of_a_tab_with_neither_ids_nor_days_are_called_by_their_row():
    intake = read(receiving="SKU | SL nhận | SL lỗi\nMUG | 10 | 14\nMUG | 8 | 12\n | |")
    issues = codes(intake)

    assert column(intake, "lots", "lot_id") == ["MUG#2", "MUG#3"]
    assert count(intake) == (3, 2, 0, 1)
    assert issues["header_advised_either", "lot_id"].slots["columns"] == ("lot_id", "received_on")
    assert issues["lot_generated", "lot_id"].rows == 2


@pytest.mark.parametrize(
    ("received", "checked", "defective", "expected"),
    [
        ("", "", "15/200", (200, None, 15)),
        ("200", "", "2/20", (200, 20, 2)),
        ("200", "30", "2/20", (200, 30, 2)),
        ("200", "", "2/300", (200, None, 2)),
        ("15/200", "", "", (200, None, 15)),
        ("15/200", "", "4", (200, None, 4)),
        ("200", "20", "2", (200, 20, 2)),
    ],
)
def test_a_pair_is_defective_of_received_or_of_checked(received, checked, defective, expected):
    intake = read(
        receiving=f"Mã lô | SKU | SL nhận | SL kiểm | SL lỗi\nL1 | MUG | {received} | {checked} | {defective}"
    )
    [lot] = intake.records.lots.to_dicts()

    assert (lot["units"], lot["units_checked"], lot["qc_defective"]) == expected


def test_a_textbook_series_is_read_by_config_alone():
    intake = read(
        AS_OF, ORANGE, receiving="sample | D | size | trial\n1 | 12 | 50 | TRUE\n2 | 15 | 50 | TRUE"
    )

    assert intake.records.lots.select("sku", "lot_id", "units", "qc_defective").rows() == [
        ("ORANGE", "1", 50, 12),
        ("ORANGE", "2", 50, 15),
    ]
    assert {issue.severity for issue in intake.issues} == {Severity.HINT}


def test_a_constant_that_cannot_be_read_is_told():
    options = IntakeOptions(constants={"receiving": {"units": "nhiều"}})
    intake = read(AS_OF, options, receiving="Mã lô | SKU\nL1 | MUG")

    assert column(intake, "lots", "units") == [None]
    assert codes(intake)["constant_unreadable", "units"].slots["value"] == "nhiều"


def test_a_review_is_known_by_its_order_or_by_what_it_says():
    intake = read(
        reviews="""
        Ngày | SKU | Số sao | Nội dung | Mã đơn | Đã ghi lỗi
        2026-11-20 | MUG | 1 sao | vỡ | A1 | TRUE
        2026-11-20 | BOWL | 2 | vỡ | A1 |
        2026-11-20 | MUG | ★★ | nứt | |
        2026-11-20 | MUG | 2 | nứt | |
        2026-11-20 | MUG | 9 | bể | |
        """
    )
    names = column(intake, "reviews", "review_id")

    assert names[:2] == ["A1", "A1#2"]
    assert len(names[2]) == 12
    assert names[3] == f"{names[2]}#2"
    assert names[4] != names[2]
    assert column(intake, "reviews", "rating") == [1, 2, 2, 2, None]
    assert column(intake, "reviews", "logged") == [True, False, False, False, False]


def test_talks_and_samples_are_read():
    intake = read(
        supplier_talks="""
        Ngày | NCC | Mã hàng | Kênh | Phản hồi | Giảm giá % | SL bù | Đã thấy thay đổi | Hạn
        2026-11-01 | Ruicai | MUG | WeChat | Đồng ý bồi thường | 7,5 | 15 cái | có | 2026-12-01
        """,
        samples="""
        Ngày | SKU | NCC mới | Giá tệ | Kiểm 5 mục | Thử sử dụng | Kết quả
        2026-11-01 | MUG | Jinyuan | 19.20 | Đạt | đang chờ | Không đạt
        """,
    )
    [talk], [sample] = intake.records.talks.to_dicts(), intake.records.samples.to_dicts()

    assert (talk["response"], talk["agreed_discount"], talk["agreed_units"]) == (
        "agreed",
        0.075,
        15,
    )
    assert (talk["channel"], talk["change_seen"], talk["due_on"]) == (
        "wechat",
        "yes",
        date(2026, 12, 1),
    )
    assert (sample["five_checks"], sample["use_test"], sample["result"]) == (
        "pass",
        "pending",
        "fail",
    )


# Headers


def test_a_missing_column_stops_its_tab_only_and_names_the_closest_header():
    intake = read(
        defect_log="Mã hàg | Loại lỗi | Mã lô\nMUG | vỡ | L1\n | |",
        skus="SKU | Tên | NCC\nMUG | Cốc | R",
    )
    issue = codes(intake)["header_missing", "sku"]

    assert issue.slots["closest"] == "Mã hàg"
    assert issue.slots["columns"] == ("sku",)
    assert not intake.tabs["defect_log"].usable
    assert intake.records.defects.height == 0
    assert intake.records.skus.height == 1
    assert [(rows.read, rows.counted, rows.reported, rows.ignored) for rows in intake.rows] == [
        (2, 0, 1, 1),
        (1, 1, 0, 0),
    ]


def test_a_tab_without_headers_is_reported_row_by_row():
    intake = read(defect_log="a | b\nc | d\n |\ne |")
    [issue] = intake.issues

    assert issue.code == "headers_not_found"
    assert issue.slots["columns"] == ("sku", "defect_type")
    assert count(intake) == (4, 0, 3, 1)
    assert intake.tabs["defect_log"].header_row is None


@pytest.mark.parametrize("drawn", ["", " |\n |"])
def test_an_empty_tab_is_a_hint(drawn):
    intake = read(defect_log=drawn)
    [issue] = intake.issues

    assert (issue.code, issue.severity) == ("tab_empty", Severity.HINT)
    assert intake.rows[0].reported == 0


def test_headers_without_rows_are_no_issue():
    intake = read(defect_log="SKU | Loại lỗi | Mã lô")

    assert intake.issues == ()
    assert count(intake) == (0, 0, 0, 0)


def test_two_columns_for_one_thing_are_told_with_both_names():
    intake = read(
        defect_log="""
        SKU sản phẩm | Mã hàng | Loại lỗi | Loại lỗi | Mã lô
        A | B | vỡ | Sai màu | L1
        """
    )
    issues = codes(intake)

    assert column(intake, "defects", "sku") == ["B"]
    assert issues["header_rival", "sku"].slots == {
        "used": "Mã hàng (B)",
        "others": "SKU sản phẩm (A)",
    }
    assert column(intake, "defects", "defect_type") == ["broken"]
    assert issues["header_twice", "defect_type"].slots["others"] == "Loại lỗi (D)"


def test_a_doubtful_header_is_told_and_its_column_left_out():
    intake = read(
        receiving="Mã lô | SKU | Ngày nhận | SL nhận | SL dat\nL1 | MUG | 2026-10-15 | 200 | 190"
    )
    [issue] = intake.issues

    assert (issue.code, issue.header) == ("header_doubtful", "SL dat")
    assert issue.slots["columns"] == ("units_ordered", "units_good")
    assert column(intake, "lots", "units_ordered") == [None]


def test_merged_headers_are_told_with_their_range():
    intake = read(
        defect_log=sheet("SKU | Loại lỗi | Mã lô |\nMUG | vỡ | L1 |", merged=[(0, 2, 0, 3)])
    )
    [issue] = intake.issues

    assert (issue.code, issue.slots["range"]) == ("header_merged", "C1:D1")


def test_a_header_that_config_names_in_vain_is_told_with_the_closest():
    options = IntakeOptions(columns={"defect_log": {"sku": "Mã SP"}})
    intake = read(AS_OF, options, defect_log="Mã SPP | Loại lỗi | Mã lô\nMUG | vỡ | L1")
    issues = codes(intake)

    assert issues["header_configured_missing", "sku"].slots["closest"] == "Mã SPP"
    assert not intake.tabs["defect_log"].usable


def test_a_column_that_does_not_exist_is_left_out_of_config():
    options = IntakeOptions(columns={"defect_log": {"colour": "Màu"}})
    intake = read(AS_OF, options, defect_log="SKU | Loại lỗi | Mã lô | Màu\nMUG | vỡ | L1 | đỏ")

    assert count(intake) == (1, 1, 0, 0)
    assert intake.issues == ()


def test_without_batch_and_import_date_one_of_them_is_advised():
    intake = read(defect_log="SKU | Loại lỗi\nMUG | vỡ")
    [issue] = intake.issues

    assert (issue.code, issue.severity) == ("header_advised_either", Severity.HINT)
    assert issue.slots["columns"] == ("lot_id", "imported_on")


def test_how_a_tab_was_understood_is_told_to_doctor():
    intake = read(
        receiving="Sổ nhập | |\nMã lô | SKU | Người kiểm | Ngày nhận | Màu\nL1 | MUG | Lan | 2026-10-15 | x"
    )
    reading = intake.tabs["receiving"]

    assert (reading.header_row, reading.usable) == (2, True)
    assert {name: header.letter for name, header in reading.headers.items()} == {
        "lot_id": "A",
        "sku": "B",
        "received_on": "D",
    }
    assert reading.missing == ("units",)
    assert reading.unknown == ("Màu",)


# Sizes and the Settings tab


def test_a_note_of_40000_characters_is_kept_whole():
    intake = read(
        defect_log=grid([["SKU", "M"], ["Loại lỗi", "vỡ"], ["Lô", "L"], ["Ghi chú", "x" * 40_000]])
    )

    assert len(column(intake, "defects", "note")[0]) == 40_000


def test_many_different_texts_are_read_like_few():
    """The shortcut for columns without repetition gives what cell by cell gives."""
    odd = ["#N/A", " a1 ", "EXAMPLE 1", "n/a", "Ｍ１", "E1", "", None, "Tổng", "=A1", "#5"]
    ids = [*odd, *(f"24{number}" for number in range(3_000))]
    table = [["SKU", *["MUG"] * len(ids)], ["Loại lỗi", *["vỡ"] * len(ids)], ["Mã đơn", *ids]]
    table.append(["Ghi chú", *(f"ghi {order}" if order else order for order in ids)])
    many = read(defect_log=grid(table))
    few = read(defect_log=grid([cells[: len(odd) + 1] for cells in table]))

    assert column(many, "defects", "order_ref")[: few.records.defects.height] == column(
        few, "defects", "order_ref"
    )
    assert column(many, "defects", "note")[:5] == column(few, "defects", "note")[:5]
    assert count(many)[2:] == count(few)[2:]
    assert codes(many)["spreadsheet_error", "order_ref"].row == 2


def test_settings_of_the_sheet_are_handed_on():
    intake = read(settings="money.fx.CNY | 3550")

    assert intake.settings == {"money.fx.CNY": ("3550", 1, "money.fx.CNY")}
    assert count(intake) == (1, 1, 0, 0)


def test_no_tabs_at_all_are_empty_records():
    intake = read()

    assert intake.rows == ()
    assert intake.records.defects.height == 0
