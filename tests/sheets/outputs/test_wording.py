"""Words and numbers of whole columns."""

from datetime import date, datetime

import polars as pl
import pytest

from briefs.words import load_words
from sheets.outputs.wording import (
    by_code,
    coded,
    hundredths,
    joined_numbers,
    listed,
    numbers,
    percent,
    percents,
    plain,
    sentence,
    sentences,
    serials,
    shortened,
    told,
)

EN, VI = load_words("en"), load_words("vi")


def said(expression, **columns):
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    return frame.select(expression).to_series().to_list()


@pytest.mark.parametrize("times", [1, 1_000], ids=["few rows", "many rows"])
def test_a_value_is_put_into_words_once(times):
    calls = []
    series = pl.Series(["a", "b", "a", None, "a"] * times)

    texts = told(series, lambda value: calls.append(value) or value.upper())

    assert texts.to_list() == ["A", "B", "A", None, "A"] * times
    assert sorted(calls) == ["a", "b"]


def test_a_code_without_words_is_a_persons_own_word():
    assert coded(pl.Series(["transit", "kho bên Tàu"]), VI, "cell.origin").to_list() == [
        "vận chuyển/đóng gói",
        "kho bên Tàu",
    ]


@pytest.mark.parametrize(
    ("fraction", "english", "vietnamese"),
    [
        (0.075, "7.5 %", "7,5 %"),
        (0.0545, "5.5 %", "5,5 %"),
        (0.00049, "0.0 %", "0,0 %"),
        (0.0005, "0.1 %", "0,1 %"),
        (1.0, "100.0 %", "100,0 %"),
        (0.0, "0.0 %", "0,0 %"),
        (None, None, None),
        (float("nan"), None, None),
    ],
)
def test_a_fraction_is_a_percentage_with_halves_rounded_up(fraction, english, vietnamese):
    series = pl.Series([fraction], dtype=pl.Float64)

    assert percents(series, EN)[0] == english
    assert percents(series, VI)[0] == vietnamese


def test_whole_numbers_are_as_good_as_rounded():
    whole = pl.Series([1234, None, 5])

    assert numbers(whole, EN).to_list() == numbers(whole.cast(pl.Float64), EN).to_list()
    assert numbers(whole, EN, 1).to_list() == ["1,234.0", None, "5.0"]


def test_the_ends_of_a_range_have_no_sign():
    assert hundredths(pl.Series([0.04597]), VI)[0] == "4,6"


def test_numbers_are_grouped_as_the_language_does():
    assert numbers(pl.Series([1234567]), EN)[0] == "1,234,567"
    assert numbers(pl.Series([1234567]), VI)[0] == "1.234.567"
    assert numbers(pl.Series([1.62]), VI, 1)[0] == "1,6"


@pytest.mark.parametrize(("fraction", "text"), [(0.05, "5 %"), (0.025, "2.5 %"), (0.0, "0 %")])
def test_a_whole_percentage_of_a_rule_has_no_decimals(fraction, text):
    assert percent(fraction, EN) == text


def test_cells_hold_ordinary_spaces_only():
    assert plain("7,5\u00a0% 1\u202f200\u2009₫") == "7,5 % 1 200 ₫"


def test_a_sentence_with_an_unknown_slot_is_not_said():
    slots = {"count": ["3", None]}

    assert said(sentence(EN, "signals.report_other", count="count"), **slots) == [
        "3 reports",
        None,
    ]


def test_sentences_follow_each_other_without_the_unknown_ones():
    whole = sentences(pl.col("a"), pl.col("b"))

    assert said(whole, a=["One.", "One.", None], b=["Two.", None, None]) == [
        "One. Two.",
        "One.",
        None,
    ]


def test_a_reason_without_a_rate_is_said_without_it():
    whole = by_code(
        "code",
        pl.Series(["few_found", "none_found", None]),
        EN,
        "cell.why_sku",
        found="found",
        received="received",
    )

    assert said(
        whole,
        code=["few_found", "few_found", "none_found", None],
        found=["2", "2", "0", "1"],
        received=["80", None, "40", "9"],
    ) == ["2 found, 80 received; nothing repeats.", "2 found; nothing repeats.",
          "None found, 40 received.", None]  # fmt: skip


def test_a_code_without_a_sentence_says_nothing():
    assert said(by_code("code", pl.Series(["new"]), EN, "cell.why_sku"), code=["new"]) == [None]


@pytest.mark.parametrize(
    ("text", "short"), [("12345", "12345"), ("123456", "1234…"), ("123 56", "123…"), (None, None)]
)
def test_a_long_text_is_cut_and_says_so(text, short):
    assert said(shortened(pl.col("text"), 5), text=[text]) == [short]


def test_a_list_is_one_text_in_its_order():
    series = pl.Series([["b", "a"], [], None], dtype=pl.List(pl.String))

    assert listed(series, str.upper, ", ").to_list() == ["B, A", None, None]
    assert joined_numbers(
        pl.Series([[3, 12], [], None], dtype=pl.List(pl.Int64)), ", "
    ).to_list() == ["3, 12", None, None]


def test_days_and_moments_are_serial_numbers():
    assert serials(pl.Series([date(2020, 1, 1), None])).to_list() == [43831, None]
    assert serials(pl.Series([datetime(2020, 1, 1, 18)])).to_list() == [43831.75]
