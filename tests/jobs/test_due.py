"""Slots by local wall time: each once, the missed ones made good once."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from jobs.due import SlotRow, backoff, decide, next_slot, slots
from jobs.settings import SlotSettings

SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")
NIGHTLY = SlotSettings(at=time(2, 30))


def keys(zone: str, start: str, end: str, schedule: SlotSettings = NIGHTLY) -> list[str]:
    zone_info = ZoneInfo(zone)
    after, until = (datetime.fromisoformat(text).replace(tzinfo=zone_info) for text in (start, end))
    return [slot.key for slot in slots("nightly", schedule, zone_info, after=after, until=until)]


@pytest.mark.parametrize(
    ("zone", "start", "end", "expected"),
    [
        ("Asia/Ho_Chi_Minh", "2025-06-01T12:00", "2025-06-03T12:00",
         ["2025-06-02T02:30", "2025-06-03T02:30"]),
        ("Europe/Berlin", "2027-03-27T12:00", "2027-03-29T12:00",
         ["2027-03-28T02:30", "2027-03-29T02:30"]),
        ("Europe/Berlin", "2027-10-30T12:00", "2027-11-01T12:00",
         ["2027-10-31T02:30", "2027-11-01T02:30"]),
        ("America/New_York", "2027-03-13T12:00", "2027-03-15T12:00",
         ["2027-03-14T02:30", "2027-03-15T02:30"]),
        ("America/New_York", "2027-11-06T12:00", "2027-11-08T12:00",
         ["2027-11-07T02:30", "2027-11-08T02:30"]),
        ("Australia/Lord_Howe", "2027-04-03T12:00", "2027-04-05T12:00",
         ["2027-04-04T02:30", "2027-04-05T02:30"]),
        ("Australia/Lord_Howe", "2027-10-02T12:00", "2027-10-04T12:00",
         ["2027-10-03T02:30", "2027-10-04T02:30"]),
    ],
)  # fmt: skip
def test_a_wall_time_is_one_slot_a_day_also_when_clocks_change(zone, start, end, expected):
    assert keys(zone, start, end) == expected


def test_a_wall_time_that_comes_twice_in_autumn_is_one_slot():
    half_past_one = SlotSettings(at=time(1, 30))

    found = keys("America/New_York", "2027-11-07T00:00", "2027-11-07T12:00", half_past_one)

    assert found == ["2027-11-07T01:30"]


def test_weekdays_are_names():
    mondays = SlotSettings(at=time(7, 30), days=("mon",))

    found = keys("Asia/Ho_Chi_Minh", "2025-06-01T00:00", "2025-06-10T00:00", mondays)

    assert found == ["2025-06-02T07:30", "2025-06-09T07:30"]


def test_the_next_slot_is_the_first_one_after_now():
    now = datetime(2025, 6, 2, 2, 30, tzinfo=SAIGON)

    assert next_slot("nightly", NIGHTLY, SAIGON, now=now).key == "2025-06-03T02:30"


def window(count: int, now: datetime) -> list:
    return list(slots("nightly", NIGHTLY, SAIGON, after=now - timedelta(days=count), until=now))


NOW = datetime(2025, 6, 5, 2, 31, tzinfo=SAIGON)


def test_nothing_is_due_when_the_window_is_empty():
    assert decide([], {}, now=NOW).run is None


def test_three_missed_nights_are_one_run_and_two_skipped():
    due = decide(window(3, NOW), {}, now=NOW)

    assert due.run.key == "2025-06-05T02:30"
    assert [slot.key for slot in due.skip] == ["2025-06-03T02:30", "2025-06-04T02:30"]
    assert due.trigger == "schedule"


def test_a_late_run_says_that_it_catches_up():
    assert decide(window(1, NOW), {}, now=NOW + timedelta(hours=3)).trigger == "catch_up"


def test_a_slot_that_is_done_is_not_due_again():
    rows = {"2025-06-05T02:30": SlotRow(state="done", attempts=1)}

    assert decide(window(1, NOW), rows, now=NOW).run is None


def test_a_failed_slot_waits_for_its_next_try():
    failed = SlotRow(state="failed", attempts=1, next_try_at=NOW + timedelta(minutes=5))
    rows = {"2025-06-05T02:30": failed}

    assert decide(window(1, NOW), rows, now=NOW).run is None
    later = decide(window(1, NOW), rows, now=NOW + timedelta(minutes=5))
    assert later.trigger == "retry"
    assert later.run.key == "2025-06-05T02:30"


def test_a_slot_is_given_up_after_three_attempts():
    rows = {"2025-06-05T02:30": SlotRow(state="failed", attempts=3)}

    assert decide(window(1, NOW), rows, now=NOW).run is None


def test_a_slot_that_a_dead_process_left_running_is_tried_again():
    rows = {"2025-06-05T02:30": SlotRow(state="running", attempts=1)}

    due = decide(window(1, NOW), rows, now=NOW)

    assert (due.run.key, due.trigger) == ("2025-06-05T02:30", "retry")


def test_waits_grow_until_three_tries_span_more_than_an_hour():
    assert [backoff(n) for n in (1, 2, 3)] == [timedelta(minutes=m) for m in (10, 60, 360)]


def test_slots_do_not_depend_on_the_zone_of_now():
    now = NOW.astimezone(UTC)

    assert window(1, now)[-1].key == "2025-06-05T02:30"
