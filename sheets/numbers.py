"""Numbers as people type them: counts, money, rates and stars; `15 cái`, `1tr2`, `7,5 %`."""

import re
from dataclasses import dataclass
from math import isfinite

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

_ZERO = frozenset({"không", "ko", "khong", "k", "no", "zero", "无", "没有", "零"})
_ABOUT = re.compile(r"^(?:khoảng|khoang|tầm|gần|hơn|about|approx\.?|around|约|大约|[~≈±])\s*")
_MONEY_SIGN = re.compile(
    r"(?:vnđ|vnd|đồng|cny|rmb|usd|[₫¥$]|元|块|tệ|(?<=[\d\s])te\b|(?<=[\d\s])đ(?=$|\s))"
)
_DONG = re.compile(r"vnđ|vnd|đồng|₫|\dđ$|\sđ$")
_CARTONS = re.compile(r"\s*(?:thùng|thung|kiện|kien|箱|cartons?|ctns?|boxes|box)\.?$")
_COUNTERS = re.compile(
    r"\s*(?:cái|cai|chiếc|chiec|sản phẩm|sp|bộ|bo|đôi|doi|con|cây|tấm|lon|chai|hộp"
    r"|pieces?|pcs?|units?|sets?|pairs?|ea|件|个|只|套|双|条|支|瓶)\.?$"
)
_PAIR = re.compile(r"^([\d.,\s]+)/\s*([\d.,\s]+)$")
_MULTIPLIED = re.compile(r"^([\d.,\s]+)(k|nghìn|ngàn|ng|tr|triệu|trieu|tỷ|tỉ|ty|千|万|亿)\s*(\d*)$")
_TIMES = {
    **dict.fromkeys(("k", "nghìn", "ngàn", "ng", "千"), 1_000),
    **dict.fromkeys(("tr", "triệu", "trieu"), 1_000_000),
    **dict.fromkeys(("tỷ", "tỉ", "ty"), 1_000_000_000),
    "万": 10_000,
    "亿": 100_000_000,
}
_GROUPED_BY_SPACE = re.compile(r"^\d{1,3}(?: \d{3})+(?=$|[.,])")
_SPAN = re.compile(
    r"^(?P<number>.*\d)\s*"
    r"(?P<unit>ngày|ngay|days?|d|天|日|tuần|tuan|weeks?|周|tháng|thang|months?|个月)"
    r"(?:\s*(?:làm việc|working|business))?$"
)
_DAYS_OF = {
    **dict.fromkeys(("tuần", "tuan", "week", "weeks", "周"), 7),
    **dict.fromkeys(("tháng", "thang", "month", "months", "个月"), 30),
}
_RANGE = re.compile(r"^\d+\s*[-–~]\s*(?=\d)")
LONGEST_SPAN = 730  # days; a longer way is a slip of the keyboard
MOST_UNITS = 10**8  # a larger count is a phone number or a bar code
_PLAIN = re.compile(r"^\d+(?:[.,]\d+)*$")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as typed, before its column has its say."""

    value: float
    percent: bool = False
    about: bool = False
    cartons: bool = False
    second: float | None = None


def _amount(text: str, locale: LocaleOptions, *, rate: bool, whole: bool) -> Amount | None:
    rest, sign = text, 1.0
    about = bool(_ABOUT.match(rest)) or rest.endswith("+")
    rest = _ABOUT.sub("", rest).removesuffix("+")
    whole = whole or bool(_DONG.search(rest))  # nobody writes hundredths of a dong
    rest = _MONEY_SIGN.sub("", rest).strip()
    if rest.startswith(("-", "−")) or (rest.startswith("(") and rest.endswith(")")):
        rest, sign = rest.strip("()-− "), -1.0
    percent = rest.endswith("%")
    rest = rest.removesuffix("%").strip()
    cartons = bool(_CARTONS.search(rest))
    rest = _COUNTERS.sub("", _CARTONS.sub("", rest)).strip()
    if pair := _PAIR.match(rest):
        numbers = [_digits(part.strip(), locale, rate=False, whole=True) for part in pair.groups()]
        if numbers[0] is None or numbers[1] is None:
            return None
        return Amount(numbers[0], about=about, second=numbers[1])
    value = _value(rest, locale, rate=rate or percent, whole=whole)
    return None if value is None else Amount(sign * value, percent, about, cartons)


def _value(text: str, locale: LocaleOptions, *, rate: bool, whole: bool) -> float | None:
    multiplied = _MULTIPLIED.match(text)
    if multiplied is None:
        return _digits(text, locale, rate=rate, whole=whole)
    number, unit, rest = multiplied.groups()
    start = _digits(number.strip(), locale, rate=False, whole=False)
    if start is None:
        return None
    return round((start + (float(f"0.{rest}") if rest else 0)) * _TIMES[unit], 6)


def _digits(text: str, locale: LocaleOptions, *, rate: bool, whole: bool) -> float | None:
    if _GROUPED_BY_SPACE.match(text):
        text = text.replace(" ", "")
    if not _PLAIN.match(text):
        return None
    marks = [letter for letter in text if letter in ".,"]
    if not marks:
        return float(text)
    head, _, tail = text.rpartition(marks[-1])
    if len(set(marks)) == 2:  # noqa: PLR2004 - both marks: the last one is the decimal mark
        return _grouped(head, marks[0], tail) if len(set(marks[:-1])) == 1 else None
    if len(marks) > 1:
        return _grouped(text, marks[0], "")
    thousands = len(tail) == 3 and head.lstrip("0") != "" and not rate  # noqa: PLR2004
    if thousands and not whole and locale.decimal == "point" and marks[0] == ".":
        thousands = False
    return float(head + tail) if thousands else float(f"{head}.{tail}")


def _grouped(text: str, mark: str, decimals: str) -> float | None:
    first, *groups = text.split(mark)
    if len(first) > 3 or any(len(group) != 3 for group in groups):  # noqa: PLR2004
        return None
    return float(f"{first}{''.join(groups)}.{decimals or 0}")


def _parsed(
    cell: Cell, locale: LocaleOptions, *, rate: bool = False, whole: bool = False
) -> Amount | Reading:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Amount(float(cell)) if isfinite(cell) else Reading(code="not_a_number")
    text = plain(str(cell)) if cell is not None else ""
    if text == "" or text in UNKNOWN:
        return BLANK
    if shows_error(text):
        return SPREADSHEET_ERROR
    found = Amount(0.0) if text in _ZERO else _amount(text, locale, rate=rate, whole=whole)
    return found or Reading(code="not_a_number")


def count(cell: Cell, locale: LocaleOptions, *, least: int = 0) -> Reading:
    """Read whole units, `least` or more; `15/200` gives 15 with 200 as `extra`."""
    if type(cell) is int and least <= cell < MOST_UNITS:
        return Reading(cell)
    amount = _parsed(cell, locale, whole=True)
    if isinstance(amount, Reading):
        return amount
    if not amount.value.is_integer() or amount.percent:
        return Reading(code="not_whole")
    if not least <= amount.value < MOST_UNITS:
        return Reading(code="negative" if amount.value < 0 else "out_of_range")
    if amount.second is not None:
        return Reading(int(amount.value), "pair_read", int(amount.second))
    doubt = "cartons_read" if amount.cartons else "approximate" if amount.about else None
    return Reading(int(amount.value), doubt)


def cartons(cell: Cell, locale: LocaleOptions) -> Reading:
    """Read a number of cartons; the word for carton is no doubt here."""
    reading = count(cell, locale)
    return Reading(reading.value) if reading.code == "cartons_read" else reading


def span(cell: Cell, locale: LocaleOptions) -> Reading:
    """Read whole days, 730 at most: `25`, `25 ngày`, `3 tuần`; of `20-25` the longer."""
    times = 1
    if isinstance(cell, str):
        cell = _RANGE.sub("", plain(cell))
        if match := _SPAN.match(cell):
            cell, times = match["number"], _DAYS_OF.get(match["unit"], 1)
    reading = count(cell, locale)
    if not isinstance(reading.value, int):
        return reading
    total = reading.value * times
    if total > LONGEST_SPAN or reading.code == "pair_read":
        return Reading(code="out_of_range")
    return Reading(total, reading.code)


def amount(cell: Cell, locale: LocaleOptions) -> Reading:
    """Read money or another number, 0 or more."""
    found = _parsed(cell, locale)
    if isinstance(found, Reading):
        return found
    if found.percent or found.second is not None:
        return Reading(code="not_a_number")
    if found.value < 0:
        return Reading(code="negative")
    return Reading(found.value, "approximate" if found.about else None)


def rate(cell: Cell, locale: LocaleOptions) -> Reading:
    """Read a fraction, 0 to 1: `7.5 %`, `7,5` and `0,075` are the same; 1 or more is percent."""
    found = _parsed(cell, locale, rate=True)
    if isinstance(found, Reading):
        return found
    if found.second is not None:
        fraction = found.value / found.second if found.second else 2.0
    else:
        fraction = found.value / 100 if found.percent or found.value >= 1 else found.value
    if not 0 <= fraction <= 1:
        return Reading(code="negative" if fraction < 0 else "out_of_range")
    return Reading(round(fraction, 12), "approximate" if found.about else None)


def rating(cell: Cell, locale: LocaleOptions) -> Reading:
    """Read 1 to 5 stars: `5`, `4/5`, `4 sao`, `★★★★☆`."""
    if isinstance(cell, str):
        text = plain(cell)
        if "★" in text or "⭐" in text:
            return Reading(float(text.count("★") + text.count("⭐")))
        cell = re.sub(r"\s*(?:/\s*5|sao|stars?|星)$", "", text)
    found = _parsed(cell, locale)
    if isinstance(found, Reading):
        return found
    return Reading(found.value) if 1 <= found.value <= 5 else Reading(code="out_of_range")  # noqa: PLR2004
