"""Text, ids, ticks, links and drop-downs, cell by cell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets.cells import LocaleOptions, code, is_error, key, links, text, yes


@pytest.mark.parametrize("options", [{"date_order": "ydm"}, {"decimal": ","}])
def test_a_locale_that_does_not_exist_is_refused(options):
    with pytest.raises(ValueError, match="must be"):
        LocaleOptions(**options)


@pytest.mark.parametrize(
    ("typed", "value", "trouble"),
    [
        ("0012", "0012", None),
        ("1E10", "1E10", None),
        (12, "12", None),
        (12.0, "12", None),
        (12.5, "12.5", None),
        (1e10, "10000000000", None),
        (576460752303423488, "576460752303423488", "digits_lost"),
        ("  b-mug  x ", "b-mug x", None),
        ("ＭＵＧ－０１", "MUG-01", None),
        ("=A1+1", "=A1+1", None),
        (True, "TRUE", None),
        ("-", None, None),
        ("N/A", None, None),
        ("", None, None),
        (None, None, None),
        ("#REF!", None, "spreadsheet_error"),
        ("#N/A (Did not find value 'B-9' in VLOOKUP evaluation.)", None, "spreadsheet_error"),
        ("#ERROR! ()", None, "spreadsheet_error"),
        ("#5 (blue)", "#5 (blue)", None),
    ],
)
def test_an_id_stays_what_it_is(typed, value, trouble):
    reading = key(typed)

    assert (reading.value, reading.code) == (value, trouble)


@pytest.mark.parametrize(
    ("typed", "value", "trouble"),
    [
        (" cốc vỡ\nkhi nhận ", "cốc vỡ\nkhi nhận", None),
        ("-", "-", None),
        (5.0, "5", None),
        (False, "FALSE", None),
        ("=SUM(A1)", "=SUM(A1)", None),
        ("x" * 40_000, "x" * 40_000, None),
        ("Loading...", None, "spreadsheet_error"),
        ("  ", None, None),
        (None, None, None),
    ],
)
def test_a_note_stays_as_it_stands(typed, value, trouble):
    reading = text(typed)

    assert (reading.value, reading.code) == (value, trouble)


def test_errors_are_known_in_three_languages():
    assert is_error(" #div/0! ")
    assert is_error("Đang tải...")
    assert is_error("正在加载...")
    assert not is_error("# 5")


@pytest.mark.parametrize(
    ("typed", "value", "trouble"),
    [
        (True, True, None),
        (False, False, None),
        ("x", True, None),
        ("Có", True, None),
        ("rồi", True, None),
        ("是", True, None),
        (1, True, None),
        (0, False, None),
        ("chưa", False, None),
        ("ko", False, None),
        ("", None, None),
        (None, None, None),
        ("?", None, None),
        ("có lẽ", None, "not_yes_or_no"),
        (2, None, "not_yes_or_no"),
        ("#N/A", None, "spreadsheet_error"),
        ("#N/A (Error)", None, "spreadsheet_error"),
    ],
)
def test_a_tick_may_be_a_word(typed, value, trouble):
    reading = yes(typed)

    assert (reading.value, reading.code) == (value, trouble)


@pytest.mark.parametrize(
    ("typed", "count", "trouble"),
    [
        ("https://drive.example/a", 1, None),
        ("https://x.example/a https://x.example/b\nhttps://x.example/a", 2, None),
        ("(https://x.example/a).", 1, None),
        ("IMG_2034.jpg, IMG_2035.JPEG", 2, None),
        ("", None, None),
        (None, None, None),
        ("-", None, None),
        ("có ảnh", None, "no_link"),
        ("#N/A", None, "spreadsheet_error"),
    ],
)
def test_links_are_counted_once_each(typed, count, trouble):
    reading = links(typed)

    assert (reading.value, reading.code) == (count, trouble)


def test_links_are_listed_one_a_line():
    assert links("https://x.example/b, https://x.example/a").extra == (
        "https://x.example/b\nhttps://x.example/a"
    )


@pytest.mark.parametrize(
    ("typed", "value", "trouble"),
    [
        ("Vỡ", "broken", None),
        ("khác lạ", None, "unknown_choice"),
        ("-", None, None),
        (None, None, None),
        ("#N/A", None, "spreadsheet_error"),
    ],
)
def test_a_label_becomes_its_code_and_an_unknown_one_is_kept(typed, value, trouble):
    reading = code(typed, {"Vỡ": "broken"}.get)

    assert (reading.value, reading.code) == (value, trouble)
    assert reading.extra == (typed if trouble == "unknown_choice" else None)


@given(st.one_of(st.text(), st.floats(), st.booleans()))
def test_no_cell_breaks_a_reader_of_text(cell):
    for read in (key, text, yes, links):
        assert read(cell) is not None
    assert key(cell).value is None or key(key(cell).value).value == key(cell).value
