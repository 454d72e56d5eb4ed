"""Days and moments; every date case of the public set of typed values."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets.cells import LocaleOptions
from sheets.days import OLDEST_DAYS, DayRule, day, moment, planned, shown
from tests.make import serial

CASES = json.loads(
    Path(__file__).parent.parent.joinpath("data/parse-cases.json").read_text("utf-8")
)
TODAY = date.fromisoformat(CASES["today"])


def rule(**changes):
    locale = LocaleOptions(date_order=changes.pop("date_order", "dmy"))
    return DayRule(as_of=changes.pop("as_of", TODAY), locale=locale)


@pytest.mark.parametrize("case", CASES["dates"], ids=lambda case: str(case["typed"]))
def test_a_typed_day_is_read_as_people_mean_it(case):
    value = day(case["typed"], rule()).value

    assert (value and value.isoformat()) == case["value"]


@pytest.mark.parametrize(
    ("typed", "value", "code"),
    [
        (None, None, None),
        ("", None, None),
        ("  ", None, None),
        ("chưa rõ", None, None),
        (True, None, "not_a_date"),
        ("#REF!", None, "spreadsheet_error"),
        ("#VALUE! (DATEVALUE parameter 'x' cannot be parsed.)", None, "spreadsheet_error"),
        (0, None, "not_a_date"),
        (9_999_999, None, "not_a_date"),
        (20260714, date(2026, 7, 14), None),
        ("20260714", date(2026, 7, 14), None),
        (20261314, None, "not_a_date"),
        ("20261314", None, "not_a_date"),
        ("14/07/26", date(2026, 7, 14), None),
        ("14.7.2026", date(2026, 7, 14), None),
        ("14 7 2026", date(2026, 7, 14), None),
        ("2026/7/14", date(2026, 7, 14), None),
        ("7/14/2026", date(2026, 7, 14), "month_first"),
        ("7/14", date(2026, 7, 14), "month_first"),
        ("7/2026", date(2026, 7, 1), None),
        ("2026-07", date(2026, 7, 1), None),
        ("t7", date(2026, 7, 1), "year_guessed"),
        ("tháng 7 năm 2026", date(2026, 7, 1), None),
        ("14 tháng 7", date(2026, 7, 14), "year_guessed"),
        ("26年7月14日", date(2026, 7, 14), None),
        ("7月14日", date(2026, 7, 14), "year_guessed"),
        ("2026年7月", date(2026, 7, 1), None),
        ("Jul 14, 2026", date(2026, 7, 14), None),
        ("14-Jul-26", date(2026, 7, 14), None),
        ("July 2026", date(2026, 7, 1), None),
        ("Jul", date(2026, 7, 1), "year_guessed"),
        ("ngày 14/7/2026", date(2026, 7, 14), None),
        ("khoảng 14/7", date(2026, 7, 14), "year_guessed"),
        ("thứ 3, 14/7/2026", date(2026, 7, 14), None),
        ("Tuesday 14/7/2026", date(2026, 7, 14), None),
        ("21/7", date(2026, 7, 21), "year_guessed"),
        ("22/7", date(2025, 7, 22), "year_guessed"),
        ("29/2", date(2024, 2, 29), "year_guessed"),
        ("30/2", None, "not_a_date"),
        ("100/7/2026", None, "not_a_date"),
        ("1/2/3", None, "not_a_date"),
        ("100/200", None, "not_a_date"),
        ("200/2026", None, "not_a_date"),
        ("45/45", None, "not_a_date"),
        ("hôm qua", None, "not_a_date"),
        ("hôm nay", None, "not_a_date"),
        ("15/7/2026", date(2026, 7, 15), None),
        ("16/7/2026", None, "date_in_future"),
        ("14/7/2052", None, "date_in_future"),
        ("14/7/2021", date(2021, 7, 14), None),
        ("13/7/2021", None, "date_too_old"),
        (5, None, "date_too_old"),
    ],
)
def test_a_day_is_read_or_says_why_not(typed, value, code):
    as_of = date(2025, 2, 1) if typed == "29/2" else TODAY
    reading = day(typed, rule(as_of=as_of))

    assert (reading.value, reading.code) == (value, code)


def test_the_last_believed_days_are_tomorrow_and_five_years_ago():
    assert day(serial(TODAY + timedelta(days=1)), rule()).code is None
    assert day(serial(TODAY + timedelta(days=2)), rule()).code == "date_in_future"
    assert day(serial(TODAY - timedelta(days=OLDEST_DAYS)), rule()).code is None
    assert day(serial(TODAY - timedelta(days=OLDEST_DAYS + 1)), rule()).code == "date_too_old"


def test_days_to_come_are_believed_where_days_are_planned():
    ahead = planned(rule())

    assert day("30/12/2026", ahead).value == date(2026, 12, 30)
    assert day("15/12", ahead).value == date(2026, 12, 15)
    assert day("1/2", ahead).value == date(2026, 2, 1)
    assert day("30/2", ahead).code == "not_a_date"
    assert day("14/7/2052", ahead).code == "date_in_future"


@pytest.mark.parametrize(
    ("order", "typed", "value"),
    [
        ("mdy", "7/14/2026", date(2026, 7, 14)),
        ("mdy", "6/5/2026", date(2026, 6, 5)),
        ("dmy", "6/5/2026", date(2026, 5, 6)),
        ("ymd", "26/5/6", date(2026, 5, 6)),
        ("ymd", "6/5/2026", date(2026, 6, 5)),
    ],
)
def test_the_order_of_typed_days_is_the_teams(order, typed, value):
    assert day(typed, rule(date_order=order)).value == value


def test_a_month_alone_is_marked_and_is_no_text_date():
    reading = day("T7/2026", rule())

    assert (reading.extra, reading.typed) == (True, False)
    assert day("14/7/2026", rule()).typed
    assert not day(serial(TODAY), rule()).typed


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (serial(TODAY) + 0.5, datetime(2026, 7, 14, 12)),
        (serial(TODAY) + 0.999999, datetime(2026, 7, 15)),
        ("14/7/2026 9:30", datetime(2026, 7, 14, 9, 30)),
        ("14/7/2026 9h", datetime(2026, 7, 14, 9)),
        ("14/7/2026 9h30", datetime(2026, 7, 14, 9, 30)),
        ("9:30 14/7/2026", datetime(2026, 7, 14, 9, 30)),
        ("14/7/2026 9:30 PM", datetime(2026, 7, 14, 21, 30)),
        ("14/7/2026 12:30 am", datetime(2026, 7, 14, 0, 30)),
        ("2026-07-14T09:00:15.250Z", datetime(2026, 7, 14, 9, 0, 15)),
        ("2026-07-14 09:00:15 +0700", datetime(2026, 7, 14, 9, 0, 15)),
        ("14/7/2026", datetime(2026, 7, 14)),
    ],
)
def test_a_moment_has_its_time_of_day(typed, value):
    assert moment(typed, rule()).value == value


@pytest.mark.parametrize("typed", ["14/7/2026 25:00", "14/7/2026 9:75", "x 9:30", "9:30"])
def test_an_impossible_time_is_no_moment(typed):
    assert moment(typed, rule()).code == "not_a_date"


def test_a_serial_number_is_shown_as_the_spreadsheet_shows_it():
    assert shown(55_000) == "2050-07-31"
    assert shown(0) == "0"


@given(st.dates(TODAY - timedelta(days=OLDEST_DAYS), TODAY))
def test_a_day_is_read_back_from_its_number_and_from_its_text(typed):
    assert day(serial(typed), rule()).value == typed
    assert day(f"{typed:%d/%m/%Y}", rule()).value == typed
    assert day(typed.isoformat(), rule()).value == typed


@given(st.one_of(st.text(), st.floats(), st.integers()))
def test_no_cell_breaks_the_reader_of_days(cell):
    reading = day(cell, planned(rule()))

    assert reading.value is None or type(reading.value) is date
