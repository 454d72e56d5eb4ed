from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from briefs.words import (
    LanguageWords,
    UnknownLanguageError,
    WordsError,
    languages,
    load_words,
    read_words,
    slots,
)

DAY = date(2024, 12, 5)
NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("language", "number", "percent", "count", "money", "foreign", "day", "year", "weekday"),
    [
        (
            "en",
            "1,234,567.89",
            "7.5 %",
            "15 pcs",
            "¥416.25",
            "US$38.50",
            "5 Dec",
            "5 Dec 2024",
            "Thu 5 Dec",
        ),
        (
            "vi",
            "1.234.567,89",
            "7,5 %",
            "15 cái",
            "416,25 tệ",
            "38,50 US$",
            "05/12",
            "05/12/2024",
            "thứ Năm 05/12",
        ),
        (
            "zh",
            "1,234,567.89",
            "7.5%",
            "15个",
            "416.25元",
            "US$38.50",
            "12月5日",
            "2024年12月5日",
            "12月5日周四",
        ),
    ],
)
def test_each_language_writes_numbers_money_and_days_its_own_way(
    language, number, percent, count, money, foreign, day, year, weekday
):
    words = load_words(language).plain

    assert words.number(1234567.891, 2) == number
    assert words.percent(0.075) == percent
    assert words.count(15) == count
    assert words.money(Decimal("416.25"), "CNY") == money
    assert words.money(Decimal("38.5"), "USD") == foreign
    assert words.date(DAY) == day
    assert words.date(DAY, year=True) == year
    assert words.date(DAY, weekday=True) == weekday


def test_a_percentage_is_not_rounded_to_whole_percents():
    """Babel's own percent style says 8 % for 0.075, in every locale."""
    assert load_words("en").plain.percent(0.075) == "7.5 %"
    assert load_words("en").plain.percent(0.131, 0) == "13 %"


def test_an_agreed_percentage_shows_a_decimal_only_where_it_has_one():
    words = load_words("vi").plain

    assert words.percentage(0.05) == "5 %"
    assert words.percentage(0.075) == "7,5 %"


def test_halves_are_rounded_up():
    words = load_words("en")

    assert [words.number(value, 1) for value in (0.25, 0.35, 2.45)] == ["0.3", "0.4", "2.5"]


def test_nothing_is_ever_minus_zero():
    assert load_words("en").number(-0.001) == "0"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN")])
def test_what_is_no_finite_number_is_refused(value):
    with pytest.raises(ValueError, match="cannot be written"):
        load_words("en").number(value)


def test_a_number_and_its_unit_are_kept_on_one_line():
    words = load_words("vi")

    assert words.percent(0.075) == f"7,5{NBSP}%"
    assert words.count(300) == f"300{NBSP}cái"
    assert words.money(Decimal(1_250_000), "VND") == f"1.250.000{NBSP}₫"


def test_plain_words_have_ordinary_spaces_only():
    words = load_words("vi").plain
    said = "".join([*words.texts.values(), words.money(Decimal(38), "USD"), words.date(DAY)])

    assert not set(said) & set("\u00a0\u202f\u2009")
    assert LanguageWords.plainly("1\u202f000\u00a0₫") == "1 000 ₫"


def test_one_unit_is_singular_where_the_language_knows_it():
    assert load_words("en").plain.count(1) == "1 pc"
    assert load_words("vi").plain.count(1) == "1 cái"


def test_whole_amounts_have_no_decimals_but_prices_have_all():
    words = load_words("en")

    assert words.money(Decimal("5550.00"), "CNY") == "¥5,550"
    assert words.price(Decimal(24), "CNY") == "¥24.00"
    assert words.money(Decimal(120), "USD") == "US$120"
    assert load_words("vi").plain.money(Decimal(1200), "JPY") == "1.200 ¥"


def test_months_have_three_letters_in_english():
    """en_GB would write Sept."""
    assert load_words("en").plain.date(date(2024, 9, 5)) == "5 Sep"


def test_a_letter_spells_months_out_and_a_month_has_its_year():
    assert load_words("en").plain.long_date(DAY) == "5 December"
    assert [load_words(code).plain.month(DAY) for code in ("en", "vi", "zh")] == [
        "Dec 2024",
        "12/2024",
        "2024年12月",
    ]


def test_slots_are_filled_as_the_language_writes_values():
    words = LanguageWords("vi", load_words("vi").texts | {"x": "{a} {b} {c} {d} {e} {f}"}).plain

    said = words("x", a=1234, b=2.5, c=DAY, d="<b>", e=Decimal("1.50"), f=Path("z"))

    assert said == "1.234 2,5 05/12 <b> 1,5 z"


def test_slots_that_a_sentence_does_not_have_are_left_out():
    assert load_words("en").plain("count.other", n=5, more="x") == "5 pcs"


@pytest.mark.parametrize("given", [{}, {"n": None}])
def test_a_slot_that_is_not_given_is_an_error(given):
    with pytest.raises(KeyError, match="not given"):
        load_words("en")("count.other", **given)


def test_an_unknown_key_is_an_error_but_may_be_asked_for():
    words = load_words("en")

    assert words.get("no.such.key") is None
    with pytest.raises(KeyError):
        words("no.such.key")


def test_a_section_is_keyed_by_the_rest_of_the_key():
    assert load_words("en").section("weekday")["1"] == "Mon"
    assert load_words("vi").section("count") == {
        "one": f"{{n}}{NBSP}cái",
        "other": f"{{n}}{NBSP}cái",
    }


def test_a_list_is_joined_without_an_and():
    assert load_words("zh").joined(["a", "b", "c"]) == "a、b、c"


def test_every_folder_with_words_is_a_language():
    assert languages() == ("en", "vi", "zh")
    assert load_words("vi").language == "vi"


def test_an_unknown_language_is_named_with_those_there_are():
    with pytest.raises(UnknownLanguageError, match=r"'fr' is not a language.*en, vi, zh"):
        load_words("fr")


def test_scalars_stay_the_text_that_they_are(tmp_path):
    """YAML would read them as false, true, a number of minutes and nothing."""
    file = tmp_path / "a.yaml"
    file.write_text('a: {b: no, c: yes, d: 17:30, e: 012, f: "", g: null}', encoding="utf-8")

    assert read_words([file]) == {
        "a.b": "no",
        "a.c": "yes",
        "a.d": "17:30",
        "a.e": "012",
        "a.f": "",
        "a.g": "null",
    }


def test_every_mistake_in_the_words_is_named_with_file_and_line(tmp_path):
    first, second, third = (tmp_path / f"{name}.yaml" for name in "abc")
    first.write_text("a:\n  b: x\n", encoding="utf-8")
    second.write_text("a:\n  b: y\n  c: [1, 2]\n", encoding="utf-8")
    third.write_text("- x\n", encoding="utf-8")

    with pytest.raises(WordsError) as caught:
        read_words([first, second, third])

    assert caught.value.mistakes == (
        f"{second}:2: a.b is already in {first}:2",
        f"{second}:3: a.c must be a text, or a tree of texts",
        f"{third}:1: the file must be a text, or a tree of texts",
    )


def test_a_file_that_is_no_yaml_is_named_with_its_line(tmp_path):
    file = tmp_path / "a.yaml"
    file.write_text('a: "x\nb: y\n', encoding="utf-8")

    with pytest.raises(WordsError, match=r"a\.yaml:\d+: "):
        read_words([file])


def test_an_empty_file_has_no_words(tmp_path):
    file = tmp_path / "a.yaml"
    file.write_text("# nothing yet\n", encoding="utf-8")

    assert read_words([file]) == {}


def test_letters_with_marks_are_composed(tmp_path):
    """A font has composed letters; combining marks are drawn beside them or not at all."""
    file = tmp_path / "a.yaml"
    file.write_text("a: vo\u031b\u0303\n", encoding="utf-8")

    assert read_words([file]) == {"a": "vỡ"}


def test_the_slots_of_a_sentence_are_its_names_in_braces():
    assert slots("{n} of {of_all}, {Not} {zip_stuck: x} {k:row|rows}") == {"n", "of_all", "k"}


@pytest.mark.parametrize(
    ("n", "said"), [(1, "1 row is"), (0, "0 rows are"), ("1", "1 row is"), (1001, "1,001 rows are")]
)
def test_a_slot_with_two_forms_goes_by_its_count(n, said):
    words = LanguageWords("en", {**load_words("en").texts, "x": "{n} {n:row is|rows are}"})

    assert words("x", n=n) == said


@given(
    number=st.one_of(
        st.integers(-(10**15), 10**15),
        st.floats(-1e12, 1e12),
        st.decimals(-(10**9), 10**9, places=4),
    ),
    digits=st.integers(0, 3),
)
@pytest.mark.parametrize("language", languages())
def test_numbers_are_written_as_by_the_rules_of_unicode(language, number, digits):
    words = load_words(language)
    exact = Decimal(str(number)).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP) + 0
    shown = f"#,##0.{'0' * digits}" if digits else "#,##0"

    ruled = format_decimal(exact, shown, locale=words("format.locale"))
    assert words.number(number, digits) == ruled
