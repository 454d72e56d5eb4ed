"""config.yaml as one checked value."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from jobs.configuration import build
from jobs.mistakes import SettingsError
from jobs.nodes import parse
from jobs.settings import NightlySlot, Settings, WeeklySlot
from quality.rules import BriefRules, Rules

LEAST = "version: 1\nspreadsheet: {backend: xlsx, path: quality.xlsx}\n"


def settings(text=""):
    """The settings of a file that says little."""
    return build(parse(LEAST + text), "config.yaml")


def mistakes(text):
    """What is wrong, line by line."""
    with pytest.raises(SettingsError) as caught:
        settings(text)
    return str(caught.value).splitlines()


def test_a_file_of_two_lines_has_every_default():
    made = settings()

    assert replace(made.rules, brief=BriefRules()) == Rules()
    assert made.zone == ZoneInfo("Asia/Ho_Chi_Minh")
    assert made.schedule.nightly == NightlySlot()
    assert made.schedule.weekly == WeeklySlot()


def test_blank_sections_and_blank_values_mean_their_defaults():
    assert settings("signal:\nmail:\n  host:\n  to:\nschedule: {weekly: }\n") == settings()


def test_times_are_read_as_typed_with_or_without_quotes():
    made = settings("schedule:\n  nightly: {at: 2:05}\n  weekly: {at: '17:30'}\n")

    assert made.schedule.nightly.at == time(2, 5)
    assert made.schedule.weekly.at == time(17, 30)


def test_another_hour_for_the_weekly_mail_leaves_it_weekly():
    """Not every key of a slot has to be written again to change one."""
    weekly = settings("schedule: {weekly: {at: '08:00'}}").schedule.weekly

    assert weekly == WeeklySlot(at=time(8), days=("mon",), catch_up_hours=48)


def test_another_day_for_the_weekly_mail_leaves_its_hour():
    assert settings("schedule: {weekly: {days: Friday}}").schedule.weekly.at == time(7, 30)


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("daily", ("mon", "tue", "wed", "thu", "fri", "sat", "sun")),
        ("mon", ("mon",)),
        ("[Thursday, mon]", ("mon", "thu")),
    ],
)
def test_weekdays_may_be_typed_in_several_ways(typed, days):
    assert settings(f"schedule: {{nightly: {{days: {typed}}}}}").schedule.nightly.days == days


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("[]", "nothing is no weekday; use daily or names: [mon, thu]"),
        ("[funday, tue]", "funday is no weekday; use daily or names: [mon, thu]"),
        ("{a: b}", "needs a list like [one, two], not {'a': 'b'}"),
    ],
)
def test_other_weekdays_are_refused(typed, reason):
    [line] = mistakes(f"schedule: {{nightly: {{days: {typed}}}}}")

    assert line == f"config.yaml:3:22: schedule.nightly.days: {reason}"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("25:00", "'25:00' is outside of 00:00 to 23:59"),
        ("02:60", "'02:60' is outside of 00:00 to 23:59"),
        ("noon", "'noon' is not a time of day like 02:10"),
    ],
)
def test_other_times_are_refused(typed, reason):
    [line] = mistakes(f"schedule: {{weekly: {{at: '{typed}'}}}}")

    assert line.endswith(f": schedule.weekly.at: {reason}")


def test_a_slot_made_in_code_takes_a_time():
    made = Settings.model_validate(
        {
            "version": "1",
            "spreadsheet": {"backend": "xlsx", "path": "a.xlsx"},
            "schedule": {"nightly": {"at": time(3)}},
        }
    )

    assert made.schedule.nightly == NightlySlot(at=time(3))


def test_the_rate_of_a_currency_comes_with_its_day():
    money = settings("money:\n  fx: {CNY: 3550.5, date: 2025-06-01}\n").rules.money

    assert (money.fx_rate, money.fx_on) == (Decimal("3550.5"), date(2025, 6, 1))


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("{CNY: abc}", "'abc' is not a number like 3550"),
        ("{CNY: nan}", "'nan' is not a number like 3550"),
        ("{CNY: 0.0}", "must be more than 0"),
        ("{CNY: -5}", "must be 0 to 1000000000000, not -5"),
        ("{CNY: 1e400}", "must be 0 to 1000000000000, not 1E+400"),
        ("{CNY: 1, date: 1/6/2025}", "'1/6/2025' is not a date like 2025-06-01"),
        (
            "{USD: 1}",
            "USD is not the purchase currency; write {CNY: 3550, date: 2025-06-01}",
        ),
    ],
)
def test_a_rate_that_cannot_be_is_refused_at_its_place(typed, reason):
    assert mistakes(f"money:\n  fx: {typed}\n") == [f"config.yaml:4:3: money.fx: {reason}"]


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("signal: {window_days: 99999999999}", "signal.window_days: must be 1 to 100000"),
        ("stock: {safety_days: 100001}", "stock.safety_days: must be 0 to 100000"),
        ("state: {keep_days: 99999999999}", "state.keep_days: must be 100000 or less"),
        ("fleet: {late_after_minutes: 100001}", "fleet.late_after_minutes: must be 100000 or less"),
    ],
)
def test_what_no_calendar_holds_is_refused(typed, reason):
    [line] = mistakes(typed)

    assert f": {reason}, not " in line


def test_another_purchase_currency_has_its_own_rate():
    money = settings("money: {purchase_currency: USD, fx: {USD: 25400}}").rules.money

    assert (money.purchase_currency, money.fx_rate) == ("USD", Decimal(25400))


def test_a_mail_address_may_have_a_name():
    mail = settings("mail: {from: Shop <shop@example.com>, to: a@example.com}").mail

    assert (mail.sender, mail.to) == ("Shop <shop@example.com>", ("a@example.com",))


def test_what_is_no_mail_address_is_named_with_its_place_in_the_list():
    assert mistakes("mail:\n  to:\n    - a@example.com\n    - lan at example.com\n") == [
        (
            "config.yaml:6:7: mail.to.1: 'lan at example.com' is not a mail address like "
            "buyer@example.com"
        ),
    ]


def test_a_mail_server_needs_a_host_a_sender_and_somebody_to_write_to():
    assert mistakes("mail: {channel: smtp, host: smtp.example.com}") == [
        ("config.yaml:3:1: mail: channel smtp also needs: from, to"),
    ]


def test_an_open_connection_is_for_a_relay_on_this_machine_only():
    mail = "channel: smtp, from: a@example.com, to: [b@example.com], security: none"

    assert mistakes(f"mail: {{{mail}, host: mail.example.com}}") == [
        (
            "config.yaml:3:1: mail: security none is for a relay on this machine, not for "
            "mail.example.com"
        )
    ]
    assert settings(f"mail: {{{mail}, host: localhost}}").mail.security == "none"


def test_a_complete_mail_server_is_taken():
    mail = settings(
        "mail: {channel: smtp, host: mail.example.com, from: a@example.com, to: [b@example.com]}"
    ).mail

    assert (mail.channel, mail.port) == ("smtp", 587)


@pytest.mark.parametrize("zone", ["Asia/Hanoi", "../etc/passwd", "GMT+7"])
def test_a_time_zone_that_does_not_exist_is_refused(zone):
    [line] = mistakes(f"locale: {{timezone: {zone}}}")

    assert line.endswith(f"locale.timezone: '{zone}' is no time zone like Asia/Ho_Chi_Minh")


def test_rules_of_the_study_come_from_their_sections():
    rules = settings("signal: {count: 4}\nbrief: {lookahead_days: 21, templates: own}\n").rules

    assert rules.signal.count == 4
    assert rules.brief.lookahead_days == 21
