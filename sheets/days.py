"""Days and moments: a spreadsheet's serial numbers first, then what people type."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sheets.cell import Cell
from sheets.cells import (
    BLANK,
    SPREADSHEET_ERROR,
    UNKNOWN,
    LocaleOptions,
    Reading,
    plain,
    shows_error,
)

EPOCH = date(1899, 12, 30)  # day 0 of a spreadsheet
LAST_SERIAL = 2_958_465  # 9999-12-31
OLDEST_DAYS = 5 * 365 + 1
PLANNED_AHEAD_DAYS = 3 * 365

_TIME = (
    r"(?P<hour>\d{1,2})[:h](?P<minute>\d{2})?(?::(?P<second>\d{2})(?:\.\d+)?)?"
    r"\s*(?P<half>[ap]m)?"
)
_CLOCK = re.compile(
    rf"^(?:(?P<day>.*?\d.*?)(?:[t,\s]+){_TIME}(?:\s*z|\s*[+-]\d\d:?\d\d)?)$", re.IGNORECASE
)
_CLOCK_FIRST = re.compile(rf"^{_TIME}[,\s]+(?P<day>\S.*)$", re.IGNORECASE)
_DAY_NOISE = re.compile(
    r"^(?:lô|ngày|khoảng|tầm|đầu|giữa|cuối|hôm|thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|cn"
    r"|mon(?:day)?|tue(?:sday)?|wed(?:nesday)?|thu(?:rsday)?|fri(?:day)?|sat(?:urday)?"
    r"|sun(?:day)?|early|mid|late|end of|about|around|约|~|≈)[\s,:.]*"
)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
        start=1,
    )
}
_MONTH_NAME = r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_THREE = re.compile(r"^(\d{1,4})\s*[-/.\s]\s*(\d{1,2})\s*[-/.\s]\s*(\d{4}|\d{1,2})$")
_TWO = re.compile(r"^(\d{1,4})\s*[-/.]\s*(\d{1,4})$")
_EIGHT = re.compile(r"^(20\d\d)(\d\d)(\d\d)$")
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"^(?:(?P<year>\d{4}|\d{2})年)?(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})[日号]?)?$",
        r"^(?P<day>\d{1,2})\s*tháng\s*(?P<month>\d{1,2})(?:\s*(?:năm|[-/,.])?\s*(?P<year>\d{4}|\d{2}))?$",
        r"^(?:tháng|thang|t)\s*(?P<month>\d{1,2})(?:\s*(?:năm|[-/,.])?\s*(?P<year>\d{4}|\d{2}))?$",
        rf"^(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s\-]*{_MONTH_NAME}(?:[\s\-,]*(?P<year>\d{{4}}|\d{{2}}))?$",
        rf"^{_MONTH_NAME}\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:[\s,]+(?P<year>\d{{4}}))?$",
        rf"^{_MONTH_NAME}[\s\-,]*(?P<year>\d{{4}})$",
        rf"^{_MONTH_NAME}$",
    )
)


@dataclass(frozen=True, slots=True)
class _Day:
    year: int | None
    month: int
    day: int | None
    swapped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRule:
    """What a column of days takes.

    Attributes:
        as_of: The day of the run; a day without a year is the nearest to it.
        locale: The order of day and month in typed days.
        ahead: Days after `as_of` that are still believed.
        planned: Days lie ahead rather than behind.
    """

    as_of: date
    locale: LocaleOptions
    ahead: int = 1
    planned: bool = False


def shown(serial: float) -> str:
    """Return a serial number as the day that a spreadsheet shows, or as it is if it is none."""
    if not 1 <= serial <= LAST_SERIAL:
        return str(serial)
    return (EPOCH + timedelta(days=int(serial))).isoformat()


def planned(rule: DayRule) -> DayRule:
    """Return the rule for a column of days to come."""
    ahead = PLANNED_AHEAD_DAYS + rule.ahead - 1
    return DayRule(as_of=rule.as_of, locale=rule.locale, ahead=ahead, planned=True)


def day(cell: Cell, rule: DayRule) -> Reading:
    """Read a day; `extra` is True where only its month is known (the first stands for it)."""
    reading = moment(cell, rule)
    if isinstance(reading.value, datetime):
        return Reading(reading.value.date(), reading.code, reading.extra, reading.typed)
    return reading


def moment(cell: Cell, rule: DayRule) -> Reading:
    """Read a day with its time of day, midnight where none is given; a zone is not applied."""
    if cell is None or cell == "":
        return BLANK
    if isinstance(cell, bool):
        return Reading(code="not_a_date")
    if isinstance(cell, int | float):
        return _serial(float(cell), rule)
    text = plain(cell)
    if text == "" or text in UNKNOWN:
        return BLANK
    if shows_error(text):
        return SPREADSHEET_ERROR
    return _typed_moment(text, rule)


def _serial(serial: float, rule: DayRule) -> Reading:
    if eight := _EIGHT.match(f"{serial:.0f}"):
        found = _Day(int(eight[1]), int(eight[2]), int(eight[3]))
        return _in_range(_resolved(found, rule), Reading(), rule)
    if not 1 <= serial <= LAST_SERIAL:
        return Reading(code="not_a_date")
    seconds = round((serial - int(serial)) * 86_400)
    start = datetime.combine(EPOCH, datetime.min.time())
    return _in_range(start + timedelta(days=int(serial), seconds=seconds), Reading(), rule)


def _typed_moment(text: str, rule: DayRule) -> Reading:
    clock = _CLOCK.match(text) or _CLOCK_FIRST.match(text)
    bare = clock["day"].strip() if clock else text
    while (shorter := _DAY_NOISE.sub("", bare)) != bare:
        bare = shorter
    found = _day_parts(bare, rule.locale)
    resolved = None if found is None else _resolved(found, rule)
    if found is None or resolved is None:
        return Reading(code="not_a_date")
    if clock:
        time = _time(clock)
        if time is None:
            return Reading(code="not_a_date")
        resolved += time
    doubt = "month_first" if found.swapped else "year_guessed" if found.year is None else None
    return _in_range(
        resolved, Reading(code=doubt, extra=found.day is None, typed=found.day is not None), rule
    )


def _time(clock: re.Match[str]) -> timedelta | None:
    hour, minute = int(clock["hour"]), int(clock["minute"] or 0)
    if clock["half"]:
        hour = hour % 12 + (12 if clock["half"] == "pm" else 0)
    if hour > 23 or minute > 59:  # noqa: PLR2004 - the clock's own limits
        return None
    return timedelta(hours=hour, minutes=minute, seconds=int(clock["second"] or 0))


def _day_parts(text: str, locale: LocaleOptions) -> _Day | None:
    if eight := _EIGHT.match(text):
        return _Day(int(eight[1]), int(eight[2]), int(eight[3]))
    if three := _THREE.match(text):
        return _three(three.groups(), locale)
    if two := _TWO.match(text):
        return _two(two[1], two[2], locale)
    for pattern in _PATTERNS:
        if match := pattern.match(text):
            parts = match.groupdict()
            return _Day(
                _year(parts.get("year")),
                _MONTHS[parts["name"]] if parts.get("name") else int(parts["month"]),
                int(parts["day"]) if parts.get("day") else None,
            )
    return None


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    return int(text) if len(text) == 4 else 2000 + int(text)  # noqa: PLR2004 - digits of a year


def _three(parts: tuple[str, ...], locale: LocaleOptions) -> _Day | None:
    first, second, third = parts
    if len(first) == 4 or (locale.date_order == "ymd" and len(third) < 3):  # noqa: PLR2004
        return _Day(_year(first), int(second), int(third))
    if len(first) == 3 or len(third) == 1:  # noqa: PLR2004 - no year has 1 or 3 digits
        return None
    return _ordered(int(first), int(second), _year(third), locale)


def _two(first: str, second: str, locale: LocaleOptions) -> _Day | None:
    if len(first) == 4 and len(second) < 3:  # noqa: PLR2004 - 2026-07
        return _Day(int(first), int(second), None)
    if len(second) == 4 and len(first) < 3:  # noqa: PLR2004 - 7/2026
        return _Day(int(second), int(first), None)
    if len(first) > 2 or len(second) > 2:  # noqa: PLR2004 - no day has more digits
        return None
    return _ordered(int(first), int(second), None, locale)


def _ordered(first: int, second: int, year: int | None, locale: LocaleOptions) -> _Day:
    day, month = (first, second) if locale.date_order == "dmy" else (second, first)
    if month > 12 >= day:  # noqa: PLR2004 - months of a year
        return _Day(year, day, month, swapped=True)
    return _Day(year, month, day)


def _resolved(found: _Day, rule: DayRule) -> datetime | None:
    if found.year is not None:
        return _made(found.year, found.month, found.day or 1)
    around = rule.as_of.year
    days = [_made(year, found.month, found.day or 1) for year in (around - 1, around, around + 1)]
    real = [day for day in days if day is not None]
    if rule.planned:
        return min(real, key=lambda day: abs((day.date() - rule.as_of).days), default=None)
    latest = rule.as_of + timedelta(days=7)
    return max((day for day in real if day.date() <= latest), default=None)


def _made(year: int, month: int, day: int) -> datetime | None:
    try:
        return datetime(year, month, day)  # noqa: DTZ001 - wall time of the team
    except ValueError:
        return None


def _in_range(found: datetime | None, reading: Reading, rule: DayRule) -> Reading:
    if found is None:
        return Reading(code="not_a_date")
    distance = (found.date() - rule.as_of).days
    if distance > max(rule.ahead, 7 if reading.code == "year_guessed" else 0):
        return Reading(code="date_in_future")
    if distance < -OLDEST_DAYS:
        return Reading(code="date_too_old")
    return Reading(found, reading.code, reading.extra, reading.typed)
