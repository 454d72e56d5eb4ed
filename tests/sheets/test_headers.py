"""Headers: one form for comparing, three languages, doubts told and never guessed."""

import pytest

from sheets.headers import (
    Aliases,
    Quality,
    closest,
    find_headers,
    folded,
    letter,
    meant,
    normalised,
)
from tests.make import grid, sheet

ALIASES = Aliases(
    {
        "sku": ("sku", "Mã hàng", "货号", "seller sku"),
        "lot": ("Mã lô", "mã lô:", "batch", "批次", "lô hàng"),
        "units": ("Số lượng", "qty"),
        "ordered": ("SL đặt",),
        "good": ("SL đạt",),
        "cost": ("Chi phí (₫)",),
        "packing": ("Packing",),
        "packing_zh": ("Packing (Chinese)",),
    },
    canonical=["sku", "Mã hàng", "Mã lô"],
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("  Mã   hàng ", "mã hàng"),
        ("MÃ HÀNG*", "mã hàng"),
        ("mã_hàng:", "mã hàng"),
        ("Ｓｋｕ", "sku"),
        ("① Thiếu SL", "thiếu sl"),
        ("Owner ✎", "owner"),
        ("bán/ngày", "bán ngày"),
        ("", ""),
    ],
)
def test_headers_are_compared_in_one_form(typed, expected):
    assert normalised(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("📦 Mã SP", "mã sản phẩm"),
        ("2. SL lỗi", "số lượng lỗi"),
        ("⚠️ Hàng dễ vỡ", "hàng dễ vỡ"),
        ("Hình ảnh lỗi", "ảnh lỗi"),
        ("Ngày nhắn khách hàng", "ngày nhắn khách"),
        ("Xưởng hứa gì?", "xưởng hứa"),
        ("1688", "1688"),
    ],
)
def test_meanings_are_looked_up_without_pictures_and_with_abbreviations_written_out(
    typed, expected
):
    assert meant(typed) == expected


def test_the_second_pass_drops_every_vietnamese_mark():
    assert folded("Đơn đặt hàng Ưu tiên") == "don dat hang uu tien"


@pytest.mark.parametrize(
    ("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_are_called_by_letters(column, name):
    assert letter(column) == name


@pytest.mark.parametrize(
    ("typed", "fields", "quality"),
    [
        ("Mã hàng", ("sku",), Quality.CANONICAL),
        ("seller SKU", ("sku",), Quality.WHOLE),
        ("Chi phí (₫)", ("cost",), Quality.WHOLE),
        ("Chi phí", ("cost",), Quality.WHOLE),
        ("Chi phí (VND):", ("cost",), Quality.WITHOUT_NOTE),
        ("Packing (Chinese)", ("packing_zh",), Quality.WHOLE),
        ("Packing", ("packing",), Quality.WHOLE),
        ("Ma hang", ("sku",), Quality.WITHOUT_MARKS),
        ("SKU 货号", ("sku",), Quality.BILINGUAL),
        ("Batch\nMã lô", ("lot",), Quality.BILINGUAL),
        ("Mã lô / 批次号码", ("lot",), Quality.BILINGUAL),
        ("批次 Batch", ("lot",), Quality.BILINGUAL),
        ("Batch Mã lô", ("lot",), Quality.BILINGUAL),
        ("SL đặt", ("ordered",), Quality.WHOLE),
        ("SL đạt", ("good",), Quality.WHOLE),
        ("SL dat", ("ordered", "good"), Quality.WITHOUT_MARKS),
        ("Số lượng lỗi", (), Quality.WHOLE),
        ("Mã hàng / Mã lô", (), Quality.WHOLE),
        ("Batch Số lượng", (), Quality.WHOLE),
        ("   ", (), Quality.WHOLE),
        ("sku " * 100, (), Quality.WHOLE),
    ],
)
def test_a_header_means_its_field_whole_or_not_at_all(typed, fields, quality):
    meaning = ALIASES.meaning(typed)

    assert (meaning.fields, meaning.quality) == (fields, quality)


def test_two_fields_cannot_share_an_alias():
    with pytest.raises(ValueError, match="header 'SKU' means a and b"):
        Aliases({"a": ["sku"], "b": ["SKU"]})


def test_the_closest_header_is_named_and_nothing_where_none_is_alike():
    assert closest(["Mã hàng", "SKU"], ["Ngày", "Mã hàg", "Ghi chú"]) == "Mã hàg"
    assert closest(["Mã lô", "Mã lô hàng"], ["mã lo hng", "mã lo"]) == "mã lo"
    assert closest(["Mã hàng"], ["xyz", ""]) is None


def find(drawn, configured=None, **options):
    return find_headers(sheet(drawn, **options), ALIASES, configured or {})


def test_the_header_row_is_the_one_with_most_known_headers():
    found = find(
        """
        Sổ lỗi 2026 |        | Số lượng
                    |        |
        Ai xử lý    | SKU    | Mã lô | qty
        Lan         | MUG-01 | L1    | 2
        """
    )

    assert found.row == 2
    assert {name: header.letter for name, header in found.fields.items()} == {
        "sku": "B",
        "lot": "C",
        "units": "D",
    }
    assert [header.text for header in found.unknown] == ["Ai xử lý"]


def test_one_known_header_is_not_a_header_row():
    assert find("SKU | xyz\nMUG | 1") is None


def test_one_is_enough_in_a_tab_of_one_column():
    assert find("SKU\nMUG").fields.keys() == {"sku"}


def test_one_is_enough_where_config_names_it():
    found = find("sample | xyz\n1 | 2", {"lot": "Sample"})

    assert found.fields["lot"].text == "sample"


def test_headers_are_searched_in_the_first_20_rows_only():
    assert find("\n".join(["x |"] * 20) + "\nSKU | Mã lô") is None
    assert find("\n".join(["x |"] * 19) + "\nSKU | Mã lô").row == 19


def test_a_tab_without_cells_has_no_headers():
    assert find_headers(grid([]), ALIASES, {}) is None


def test_numbers_and_ticks_are_no_headers_but_a_number_may_be_unknown():
    found = find_headers(
        grid([["SKU"], ["qty"], [2025.0], [1.5], [True], [None], [7]]), ALIASES, {}
    )

    assert [header.text for header in found.unknown] == ["2025", "1.5", "7"]


def test_of_two_columns_for_one_field_the_one_that_we_would_write_wins_then_the_left_one():
    canonical = find("seller sku | Mã hàng | qty\n")
    left = find("qty | seller sku | seller sku\n")

    assert canonical.fields["sku"].letter == "B"
    assert [header.letter for header in canonical.rivals["sku"]] == ["A"]
    assert left.fields["sku"].letter == "B"
    assert [header.letter for header in left.rivals["sku"]] == ["C"]


def test_what_config_names_wins_and_frees_the_alias():
    found = find("SKU | Mã SP cũ | qty", {"sku": "mã sp cũ"})

    assert found.fields["sku"].text == "Mã SP cũ"
    assert "sku" not in found.rivals
    assert [header.text for header in found.unknown] == ["SKU"]


def test_config_may_tell_two_headers_apart_by_their_exact_spelling():
    found = find("Ma | MA | qty", {"sku": "MA"})

    assert found.fields["sku"].letter == "B"


def test_a_column_that_config_names_is_not_taken_by_an_alias():
    found = find("SKU | qty | Mã lô", {"lot": "SKU"})

    assert found.fields["lot"].letter == "A"
    assert "sku" not in found.fields


def test_a_header_that_config_names_in_vain_is_told():
    found = find("SKU | qty", {"lot": "Lô số"})

    assert found.not_found == {"lot": "Lô số"}


def test_a_doubtful_header_is_told_and_not_read():
    found = find("SKU | qty | SL dat")

    [(header, fields)] = found.doubtful
    assert (header.letter, fields) == ("C", ("ordered", "good"))
    assert [header.text for header in found.unread] == ["SL dat"]
    assert found.unknown == ()


def test_merged_header_cells_are_told_with_their_range():
    found = find("Sổ |\nSKU | qty |", merged=((1, 2, 1, 3), (0, 0, 0, 1)))

    assert found.merged == ("C2:D2",)


def test_300_unknown_columns_do_no_harm():
    columns = [["SKU"], ["qty"], *[[f"cột {number}"] for number in range(300)]]

    assert len(find_headers(grid(columns), ALIASES, {}).unknown) == 300


LOOSE = Aliases(
    {"found_on": ("Ngày", "Ngày phát hiện"), "units": ("SL lỗi",), "photos": ("Ảnh",)},
    canonical=["Ngày phát hiện"],
    loose={"found_on": ("ngày khách báo",), "units": ("mấy cái",), "note": ("lưu ý",)},
)


@pytest.mark.parametrize(
    ("typed", "fields", "quality"),
    [
        ("Ngày khách báo", ("found_on",), Quality.LOOSE),
        ("NGAY KHACH BAO", ("found_on",), Quality.LOOSE),
        ("Mấy cái?", ("units",), Quality.LOOSE),
        ("📷 Hình", ("photos",), Quality.WITHOUT_MARKS),
        ("Số lượng lỗi (cái)", ("units",), Quality.WITHOUT_MARKS),
        ("Note / Lưu ý", ("note",), Quality.LOOSE),
        ("Bán / ngày", (), Quality.WHOLE),
        ("Ngày / Date", ("found_on",), Quality.BILINGUAL),
    ],
)
def test_further_names_count_where_no_usual_one_fits(typed, fields, quality):
    meaning = LOOSE.meaning(typed)

    assert meaning.fields == fields
    assert meaning.quality == quality or not fields


def test_a_further_name_gives_way_and_its_column_stays_the_teams_own():
    found = find_headers(sheet("Ngày khách báo | Ngày phát hiện | SL lỗi"), LOOSE, {})

    assert found.fields["found_on"].text == "Ngày phát hiện"
    assert not found.rivals
    assert [header.text for header in found.unknown] == ["Ngày khách báo"]


def test_of_two_further_names_the_first_is_used_and_the_other_told():
    found = find_headers(sheet("Mấy cái | mấy cái? | Ngày"), LOOSE, {})

    assert found.fields["units"].text == "Mấy cái"
    assert [header.text for header in found.rivals["units"]] == ["mấy cái?"]
