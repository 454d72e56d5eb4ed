"""Numbers as people type them; every number case of the public set of typed values."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets.cells import LocaleOptions
from sheets.numbers import amount, cartons, count, rate, rating

CASES = json.loads(
    Path(__file__).parent.parent.joinpath("data/parse-cases.json").read_text("utf-8")
)
COMMA, POINT = LocaleOptions(), LocaleOptions(decimal="point")
READERS = {"count": count, "money": amount, "rate": rate}


@pytest.mark.parametrize("case", CASES["numbers"], ids=lambda case: str(case["typed"]))
def test_a_typed_number_is_read_as_people_mean_it(case):
    reading = READERS[case["column"]](case["typed"], COMMA)
    value = [reading.value, reading.extra] if reading.code == "pair_read" else reading.value

    assert value == case["value"]


@pytest.mark.parametrize(
    ("typed", "value", "code"),
    [
        (None, None, None),
        ("", None, None),
        ("   ", None, None),
        ("n/a", None, None),
        ("chưa rõ", None, None),
        (0, 0, None),
        ("0", 0, None),
        ("không", 0, None),
        ("无", 0, None),
        (15.0, 15, None),
        (2.5, None, "not_whole"),
        ("2,5", None, "not_whole"),
        ("50 %", None, "not_whole"),
        (-1, None, "negative"),
        ("-3", None, "negative"),
        ("(3)", None, "negative"),
        ("−3", None, "negative"),
        (1e16, None, "out_of_range"),
        (True, None, "not_a_number"),
        (float("nan"), None, "not_a_number"),
        (float("inf"), None, "not_a_number"),
        ("1.2.3", None, "not_a_number"),
        ("1.234,567.8", None, "not_a_number"),
        ("12.34,5", None, "not_a_number"),
        ("1234.567.890", None, "not_a_number"),
        ("1.23.4", None, "not_a_number"),
        ("15/x", None, "not_a_number"),
        ("1e3", None, "not_a_number"),
        ("=A1", None, "not_a_number"),
        ("#N/A", None, "spreadsheet_error"),
        ("#DIV/0! (Function DIVIDE parameter 2 cannot be zero.)", None, "spreadsheet_error"),
        ("Loading...", None, "spreadsheet_error"),
        ("15+", 15, "approximate"),
        ("khoảng 15", 15, "approximate"),
        ("约15个", 15, "approximate"),
        ("3 箱", 3, "cartons_read"),
        ("1 200", 1200, None),
        ("1,200", 1200, None),
        ("1.200.000", 1_200_000, None),
        ("2 bộ", 2, None),
        ("15 件", 15, None),
    ],
)
def test_a_count_is_whole_units_or_says_why_not(typed, value, code):
    reading = count(typed, COMMA)

    assert (reading.value, reading.code) == (value, code)


def test_a_pair_gives_both_numbers_and_refuses_half_a_pair():
    assert count("15 / 1.200", COMMA).extra == 1200
    assert count("1.2.3/200", COMMA).code == "not_a_number"
    assert count("15/1.2.3", COMMA).code == "not_a_number"


def test_a_column_may_need_one_unit_at_least():
    assert count(0, COMMA, least=1).code == "out_of_range"
    assert count("0", COMMA, least=1).code == "out_of_range"
    assert count(1, COMMA, least=1).value == 1


def test_the_word_for_carton_is_no_doubt_where_cartons_are_counted():
    assert cartons("2 thùng", COMMA).code is None
    assert cartons("2 thùng", COMMA).value == 2
    assert cartons("~2", COMMA).code == "approximate"


@pytest.mark.parametrize(
    ("typed", "comma", "point"),
    [
        ("1.500", 1500, 1.5),
        ("1,500", 1500, 1500),
        ("1,5", 1.5, 1.5),
        ("0.125", 0.125, 0.125),
        ("0,125", 0.125, 0.125),
        ("1.234,56", 1234.56, 1234.56),
        ("1,234.56", 1234.56, 1234.56),
        ("12.345.678,9", 12_345_678.9, 12_345_678.9),
        ("150k", 150_000, 150_000),
        ("1k5", 1500, 1500),
        ("2 triệu", 2_000_000, 2_000_000),
        ("1,5tr", 1_500_000, 1_500_000),
        ("1tr250", 1_250_000, 1_250_000),
        ("2 tỷ", 2_000_000_000, 2_000_000_000),
        ("3千", 3000, 3000),
        ("150.000đ", 150_000, 150_000),
        ("150.000 VNĐ", 150_000, 150_000),
        ("¥18.50", 18.5, 18.5),
        ("18.5元", 18.5, 18.5),
        ("12 345,6", 12_345.6, 12_345.6),
        (0, 0, 0),
        (18.5, 18.5, 18.5),
    ],
)
def test_money_follows_the_teams_decimal_mark(typed, comma, point):
    assert amount(typed, COMMA).value == comma
    assert amount(typed, POINT).value == point


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (-5, "negative"),
        ("5 %", "not_a_number"),
        ("15/200", "not_a_number"),
        ("rẻ", "not_a_number"),
        ("1.2.3k", "not_a_number"),
        ("~5", "approximate"),
        ("", None),
    ],
)
def test_money_says_why_it_is_refused(typed, code):
    assert amount(typed, COMMA).code == code


@pytest.mark.parametrize(
    ("typed", "value", "code"),
    [
        (0.075, 0.075, None),
        (7.5, 0.075, None),
        ("7,5", 0.075, None),
        ("7,5%", 0.075, None),
        ("0.5 %", 0.005, None),
        (1, 0.01, None),
        (100, 1.0, None),
        (0, 0.0, None),
        ("15/200", 0.075, None),
        ("15/0", None, "out_of_range"),
        (101, None, "out_of_range"),
        (-0.1, None, "negative"),
        ("~5%", 0.05, "approximate"),
        ("nhiều", None, "not_a_number"),
        ("", None, None),
    ],
)
def test_a_rate_is_a_fraction_however_it_is_typed(typed, value, code):
    reading = rate(typed, COMMA)

    assert (reading.value, reading.code) == (value, code)


@pytest.mark.parametrize(
    ("typed", "value", "code"),
    [
        (5, 5, None),
        ("4", 4, None),
        ("4/5", 4, None),
        ("4 sao", 4, None),
        ("5星", 5, None),
        ("4.5 stars", 4.5, None),
        ("★★★☆☆", 3, None),
        ("⭐⭐", 2, None),
        (0, None, "out_of_range"),
        (6, None, "out_of_range"),
        ("tốt", None, "not_a_number"),
        ("", None, None),
        (None, None, None),
    ],
)
def test_a_rating_is_one_to_five_stars(typed, value, code):
    reading = rating(typed, COMMA)

    assert (reading.value, reading.code) == (value, code)


@given(st.integers(0, 10**8 - 1), st.sampled_from([".", ","]))
def test_a_grouped_count_is_read_back(number, mark):
    assert count(f"{number:,}".replace(",", mark), COMMA).value == number


@given(st.one_of(st.text(), st.floats(), st.booleans()))
def test_no_cell_breaks_a_reader(cell):
    for read in (count, cartons, amount, rate, rating):
        reading = read(cell, COMMA)
        assert reading.value is None or reading.value >= 0
