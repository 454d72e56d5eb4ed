"""Numbers, dates and booleans as typed (USER_ENTERED) and as shown (FORMATTED_VALUE)."""

from __future__ import annotations

import datetime as dt
import math
import re
from functools import lru_cache
from typing import Any

from tests.fakes.sheets_server.locales import Locale, locale_of

EPOCH = dt.date(1899, 12, 30)
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DATE_TYPES = frozenset({"DATE", "TIME", "DATE_TIME"})
NUMBER = "NUMBER"
Typed = tuple[Any, dict[str, str] | None]
"""A value and the number format that typing it gives to a cell of automatic format."""


def tidy(number: float) -> int | float:
    """A number as stored: whole numbers are ints as far as a double holds them exactly."""
    if isinstance(number, bool):
        return number
    if isinstance(number, int):
        return number if -(2**53) < number < 2**53 else float(number)
    if number.is_integer() and abs(number) < 1e15:
        return int(number)
    return number


def serial(day: dt.date) -> int:
    """Days since 1899-12-30."""
    return (day - EPOCH).days


# Typing


def typed(text: str, locale_name: str) -> Typed:
    """What a person gets who types `text` (formulas and leading apostrophes are handled before)."""
    stripped = text.strip()
    if not stripped:
        return text, None
    upper = stripped.upper()
    if upper in {"TRUE", "FALSE"}:
        return upper == "TRUE", None
    first = stripped[0]
    if not (
        first.isdigit() or first in "+-.,($€£¥￥₫₩₹₽R" or first.isalpha() or stripped[-1] in "%₫€"
    ):
        return text, None
    locale = locale_of(locale_name)
    return _number(stripped, locale) or _moment(stripped, locale) or (text, None)


@lru_cache(maxsize=64)
def _number_pattern(decimal: str, group: str) -> re.Pattern[str]:
    dec, grp = re.escape(decimal), re.escape(group)
    return re.compile(
        rf"(?P<whole>\d{{1,3}}(?:{grp}\d{{3}})+|\d+)?(?:{dec}(?P<part>\d*))?(?:[eE](?P<power>[+-]?\d+))?\Z"
    )


def _number(text: str, locale: Locale) -> Typed | None:
    sign, body = 1, text
    if body.startswith("(") and body.endswith(")"):
        sign, body = -1, body[1:-1].strip()
    elif body[0] in "+-":
        sign, body = (-1 if body[0] == "-" else 1), body[1:].lstrip()
    body, currency = _without_symbol(body, locale)
    if body[:1] in {"+", "-"} and currency:
        sign, body = (-sign if body[0] == "-" else sign), body[1:]
    percent = body.endswith("%")
    if percent:
        body = body[:-1].rstrip()
    match = _number_pattern(locale.decimal, locale.group).match(body)
    if not match or not (match["whole"] or match["part"]) or (percent and currency):
        return None
    whole = (match["whole"] or "0").replace(locale.group, "")
    number = float(f"{whole}.{match['part'] or '0'}e{match['power'] or 0}")
    if math.isinf(number):
        return None
    value = tidy(sign * number / (100 if percent else 1))
    return value, _typed_format(match, locale, percent=percent, currency=currency)


def _without_symbol(body: str, locale: Locale) -> tuple[str, bool]:
    for symbol in locale.symbols:
        if body.startswith(symbol):
            return body[len(symbol) :].lstrip(), True
        if body.endswith(symbol) and len(body) > len(symbol):
            return body[: -len(symbol)].rstrip(), True
    return body, False


def _typed_format(
    match: re.Match[str], locale: Locale, *, percent: bool, currency: bool
) -> dict[str, str] | None:
    decimals = match["part"] is not None and match["part"] != ""
    if percent:
        return {"type": "PERCENT", "pattern": "0.00%" if decimals else "0%"}
    if currency:
        pattern = (
            locale.currency
            if decimals or ".00" not in locale.currency
            else locale.currency.replace(".00", "")
        )
        return {"type": "CURRENCY", "pattern": pattern}
    if match["power"] is not None:
        return {"type": "SCIENTIFIC", "pattern": "0.00E+00"}
    if match["whole"] and locale.group in match["whole"]:
        return {"type": "NUMBER", "pattern": "#,##0.00" if decimals else "#,##0"}
    return None


_TIME = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?P<part>\.\d+)?)?\s*(?P<half>[aApP]\.?[mM]\.?)?"
_TIME_ALONE = re.compile(_TIME + r"\Z")
_WITH_TIME = re.compile(r"(?P<date>.*\d)[ T]\s*" + _TIME + r"Z?\Z")
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})\Z")
_NUMERIC_DATE = re.compile(r"(\d{1,2})([-/.])(\d{1,2})(?:\2(\d{4}|\d{2}))?\Z")
_CJK_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日\Z")
_NAMED = (
    re.compile(r"(?P<day>\d{1,2})[ -]*(?P<month>[A-Za-z]{3,9})\.?,?[ -]*(?P<year>\d{4}|\d{2})?\Z"),
    re.compile(r"(?P<month>[A-Za-z]{3,9})\.?[ -]*(?P<day>\d{1,2})(?:,? +(?P<year>\d{4}))?\Z"),
)


def _moment(text: str, locale: Locale) -> Typed | None:
    alone = _TIME_ALONE.match(text)
    if alone:
        fraction = _fraction(alone)
        if fraction is None:
            return None
        pattern = "h:mm am/pm" if alone["second"] is None else "h:mm:ss am/pm"
        if not alone["half"]:
            pattern = "h:mm" if alone["second"] is None else "h:mm:ss"
        return tidy(fraction), {"type": "TIME", "pattern": pattern}
    both = _WITH_TIME.match(text)
    day = _day(both["date"].strip() if both else text, locale)
    if day is None:
        return None
    number, pattern = day
    if not both:
        return number, {"type": "DATE", "pattern": pattern}
    fraction = _fraction(both)
    if fraction is None:
        return None
    return tidy(number + fraction), {
        "type": "DATE_TIME",
        "pattern": f"{pattern} h:mm:ss" if both["second"] else f"{pattern} h:mm",
    }


def _fraction(match: re.Match[str]) -> float | None:
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"][0] in "pP" else 0)
    if minute > 59 or second > 59:
        return None
    return (hour * 3600 + minute * 60 + second + float(match["part"] or 0)) / 86400


def _day(text: str, locale: Locale) -> tuple[int, str] | None:
    """Serial of a typed date, and the pattern that shows it as it was typed."""
    for read in (_iso_day, _cjk_day, _numeric_day, _named_day):
        found = read(text, locale)
        if found is not None:
            return found
    return None


def _iso_day(text: str, _locale: Locale) -> tuple[int, str] | None:
    match = _ISO.match(text)
    if not match:
        return None
    mark, (month, day) = match[2], _tokens("m", match[3], "d", match[4])
    return _dated(int(match[1]), int(match[3]), int(match[4]), f"yyyy{mark}{month}{mark}{day}")


def _cjk_day(text: str, locale: Locale) -> tuple[int, str] | None:
    match = _CJK_DATE.match(text)
    if not match or locale.order != "YMD":
        return None
    return _dated(int(match[1]), int(match[2]), int(match[3]), 'yyyy"年"m"月"d"日"')


def _numeric_day(text: str, locale: Locale) -> tuple[int, str] | None:
    match = _NUMERIC_DATE.match(text)
    if not match or match[2] not in locale.separators or (locale.order == "YMD" and match[4]):
        return None
    mark, year = match[2], _year(match[4])
    tail = f"{mark}{'y' * len(match[4])}" if match[4] else ""
    if locale.order == "DMY":
        day, month = _tokens("d", match[1], "m", match[3])
        return _dated(year, int(match[3]), int(match[1]), f"{day}{mark}{month}{tail}")
    month, day = _tokens("m", match[1], "d", match[3])
    return _dated(year, int(match[1]), int(match[3]), f"{month}{mark}{day}{tail}")


def _tokens(first: str, one: str, second: str, two: str) -> tuple[str, str]:
    """Two pattern letters, doubled if either number was typed with a leading zero."""
    size = 2 if one.startswith("0") or two.startswith("0") else 1
    return first * size, second * size


def _named_day(text: str, _locale: Locale) -> tuple[int, str] | None:
    for shape in _NAMED:
        match = shape.match(text)
        month = _month(match["month"]) if match else None
        if match and month:
            return _dated(
                _year(match["year"]), month, int(match["day"]), _named_pattern(match, text)
            )
    return None


def _named_pattern(match: re.Match[str], text: str) -> str:
    name = "mmm" if len(match["month"]) <= 4 and match["month"].lower() != "june" else "mmmm"
    mark = "-" if "-" in text else " "
    year = "y" * len(match["year"]) if match["year"] else ""
    if match.start("day") < match.start("month"):
        return f"d{mark}{name}" + (f"{mark}{year}" if year else "")
    return f"{name}{mark}d" + (f", {year}" if year else "")


def _year(text: str | None) -> int:
    if text is None:
        return today().year
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 50 else 1900)


_TODAY: list[dt.date] = []


def today() -> dt.date:
    """The day that TODAY() and dates without a year mean: fixed, so that tests do not depend on the day."""
    return _TODAY[0] if _TODAY else dt.date(2026, 1, 1)


def set_today(day: dt.date | None) -> None:
    """Set the day (None: back to the fixed one)."""
    _TODAY[:] = [] if day is None else [day]


def _month(name: str) -> int | None:
    folded = name.lower()
    return next(
        (
            index + 1
            for index, full in enumerate(MONTHS)
            if folded in {full.lower(), full[:3].lower(), "sept" if index == 8 else ""}
        ),
        None,
    )


def _dated(year: int, month: int, day: int, pattern: str) -> tuple[int, str] | None:
    try:
        return serial(dt.date(year, month, day)), pattern
    except ValueError:
        return None


# Showing


def general(number: float, locale: Locale) -> str:
    """A number in automatic format: up to 10 significant decimals, exponent from 1e15 on."""
    if isinstance(number, int):
        if abs(number) < 10**15:
            return str(number)
        number = float(number)
    size = abs(number)
    if size and (size >= 1e15 or size < 1e-9):
        mantissa, power = f"{number:.5E}".split("E")
        mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
        text = f"{mantissa}E{'+' if int(power) >= 0 else '-'}{abs(int(power)):02d}"
    else:
        places = 10 if size < 1 else max(0, 10 - len(str(int(size))))
        text = f"{number:.{places}f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        if text == "-0":
            text = "0"
    return text.replace(".", locale.decimal)


def default_pattern(kind: str, locale: Locale) -> str:
    """The pattern of a number format that names a type only."""
    return {
        "NUMBER": "#,##0.00",
        "PERCENT": "0.00%",
        "CURRENCY": locale.currency,
        "DATE": locale.date,
        "TIME": locale.time,
        "DATE_TIME": locale.date_time,
        "SCIENTIFIC": "0.00E+00",
        "TEXT": "@",
    }.get(kind, "")


def show(value: Any, number_format: dict[str, str] | None, locale: Locale) -> str:
    """The FORMATTED_VALUE of a plain value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    kind = (number_format or {}).get("type", "")
    pattern = (number_format or {}).get("pattern") or default_pattern(kind, locale)
    if isinstance(value, str):
        return _show_text(value, pattern) if pattern and "@" in pattern else value
    if not pattern or pattern == "@" or pattern.lower() == "general":
        return general(value, locale)
    return show_number(value, pattern, locale)


def _show_text(value: str, pattern: str) -> str:
    section = _sections(pattern)[-1]
    return "".join(
        value if text == "@" and kind == "text" else text
        for kind, text in _lex(section)
        if kind in {"text", "literal"}
    )


def show_number(value: float, pattern: str, locale: Locale) -> str:
    """A number by a pattern with up to four sections."""
    sections = _sections(pattern)
    section, negative = sections[0], value < 0
    if len(sections) > 1 and value < 0:
        section, value, negative = sections[1], -value, False
    elif len(sections) > 2 and value == 0:
        section = sections[2]
    parts = _lex(section)
    kinds = {kind for kind, _ in parts}
    if "date" in kinds:
        return _show_moment(value, parts, locale)
    if "digits" not in kinds:
        if "text" in kinds:
            return "".join(
                general(value, locale) if kind == "text" else text for kind, text in parts
            )
        return ("-" if negative else "") + "".join(text for kind, text in parts)
    return _show_digits(abs(value), parts, locale, negative=negative)


@lru_cache(maxsize=512)
def _sections(pattern: str) -> tuple[str, ...]:
    found, start, position, quoted = [], 0, 0, False
    while position < len(pattern):
        letter = pattern[position]
        if letter == '"':
            quoted = not quoted
        elif letter == "\\":
            position += 1
        elif letter == ";" and not quoted:
            found.append(pattern[start:position])
            start = position + 1
        position += 1
    return (*found, pattern[start:])


_LEX = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|\[(?P<bracket>[^\]]*)\]|(?P<digits>[#0?][#0?,.]*(?:[eE][+-]?0+)?|\.0[0?#]*)'
    r"|(?P<half>[aA][mM]/[pP][mM]|[aA]/[pP])|(?P<general>General)|(?P<date>d+|D+|m+|M+|y+|Y+|h+|H+|s+|S+)|_(?P<space>.)|\*(?P<fill>.)|(?P<other>.)",
    re.DOTALL,
)


@lru_cache(maxsize=512)
def _lex(section: str) -> tuple[tuple[str, str], ...]:
    parts: list[tuple[str, str]] = []
    for match in _LEX.finditer(section):
        kind, text = match.lastgroup or "other", match[match.lastgroup or 0]
        if kind in {"quoted", "escaped"}:
            parts.append(("literal", text))
        elif kind == "bracket":
            if text.startswith("$"):
                parts.append(("literal", text[1:].partition("-")[0]))
            elif text.lower().strip("hms") == "":
                parts.append(("date", f"[{text.lower()}]"))
        elif kind == "half":
            parts.append(("date", text))
        elif kind == "space":
            parts.append(("literal", " "))
        elif kind == "fill":
            continue
        elif kind == "general":
            parts.append(("text", text))
        elif kind == "digits" and parts and parts[-1][0] == "date" and text.startswith(".0"):
            parts.append(("date", text))
        elif kind == "other":
            parts.append(
                ("percent", text)
                if text == "%"
                else ("text", text)
                if text == "@"
                else ("literal", text)
            )
        else:
            parts.append((kind, text))
    return tuple(parts)


def _show_digits(
    value: float, parts: tuple[tuple[str, str], ...], locale: Locale, *, negative: bool
) -> str:
    value *= 100 ** sum(kind == "percent" for kind, _ in parts)
    spec = next(text for kind, text in parts if kind == "digits")
    digits = _digits(value, spec, locale)
    if negative and not re.search(r"[1-9]", digits):
        negative = False
    done, text = False, ""
    for kind, part in parts:
        if kind == "digits":
            text += "" if done else digits
            done = True
        else:
            text += part
    return ("-" if negative else "") + text


def _digits(value: float, spec: str, locale: Locale) -> str:
    mantissa, exponent, power = re.match(r"([^eE]*)(?:[eE]([+-]?)(0+))?", spec).groups()  # type: ignore[union-attr]
    trailing = len(mantissa) - len(mantissa.rstrip(","))
    mantissa = mantissa.rstrip(",")
    whole_spec, _, part_spec = mantissa.partition(".")
    value /= 1000**trailing
    grouped = "," in whole_spec
    least = sum(letter == "0" for letter in whole_spec)
    most_part, least_part = len(part_spec), sum(letter == "0" for letter in part_spec)
    if power is not None:
        scale = math.floor(math.log10(value)) if value else 0
        value /= 10**scale
        if float(f"{value:.{most_part}f}") >= 10:
            value, scale = value / 10, scale + 1
    text = _rounded(value, most_part)
    whole, _, part = text.partition(".")
    while len(part) > least_part and part.endswith("0"):
        part = part[:-1]
    whole = whole.lstrip("0").rjust(least, "0")
    if grouped:
        whole = re.sub(r"(?<=\d)(?=(\d{3})+\Z)", locale.group, whole)
    text = whole + (locale.decimal + part if part or ("." in mantissa and least_part) else "")
    if power is not None:
        sign = "-" if scale < 0 else "+" if exponent == "+" else ""
        text += f"E{sign}{abs(scale):0{len(power)}d}"
    return text


def _rounded(value: float, places: int) -> str:
    """Half away from zero on the shortest decimal, as a spreadsheet rounds."""
    from decimal import ROUND_HALF_UP, Decimal

    return format(
        Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP), "f"
    )


def _show_moment(value: float, parts: tuple[tuple[str, str], ...], locale: Locale) -> str:
    pattern_parts = [text for kind, text in parts if kind == "date"]
    fraction_places = max(
        (len(text) - 1 for text in pattern_parts if text.startswith(".0")), default=0
    )
    step = 10**fraction_places
    total = round(value * 86400 * step)
    days, rest = divmod(total, 86400 * step)
    seconds, fraction = divmod(rest, step)
    try:
        day = EPOCH + dt.timedelta(days=days)
    except OverflowError:
        return general(value, locale)
    half = any("/" in text and text[0] in "aA" for text in pattern_parts)
    context = {"day": day, "seconds": seconds, "fraction": fraction, "half": half, "days": days}
    flat = [(kind, text) for kind, text in parts]
    return "".join(
        _moment_part(text, _is_minute(flat, index), context) if kind == "date" else text
        for index, (kind, text) in enumerate(flat)
    )


def _is_minute(parts: list[tuple[str, str]], index: int) -> bool:
    """Whether an `m` means minutes: it follows an hour or comes before seconds."""
    if parts[index][0] != "date" or parts[index][1][0] not in "mM":
        return False
    before = next((text for kind, text in reversed(parts[:index]) if kind == "date"), "")
    after = next((text for kind, text in parts[index + 1 :] if kind == "date"), "")
    return before.lstrip("[")[:1] in {"h", "H"} or after.lstrip("[")[:1] in {"s", "S"}


def _moment_part(text: str, minute: bool, context: dict[str, Any]) -> str:
    day: dt.date = context["day"]
    hour, rest = divmod(context["seconds"], 3600)
    letter, size = text[0].lower(), len(text)
    half_day = "AM" if hour < 12 else "PM"
    elapsed = context["days"] * 86400 + context["seconds"]
    month, weekday = MONTHS[day.month - 1], DAYS[day.weekday()]
    if text.startswith("["):
        number, size = elapsed // {"h": 3600, "m": 60, "s": 1}[text[1]], size - 2
    elif minute:
        number = rest // 60
    elif letter in "hs":
        number = rest % 60 if letter == "s" else (hour % 12 or 12) if context["half"] else hour
    else:
        return {
            ".": "." + str(context["fraction"]).rjust(size - 1, "0"),
            "a": half_day if size > 3 else half_day[0],
            "y": f"{day.year % 100:02d}" if size <= 2 else f"{day.year:04d}",
            "m": {1: str(day.month), 2: f"{day.month:02d}", 3: month[:3], 4: month}.get(
                size, month[0]
            ),
            "d": {1: str(day.day), 2: f"{day.day:02d}", 3: weekday[:3]}.get(size, weekday),
        }[letter]
    return str(number).rjust(min(size, 2) if not text.startswith("[") else size, "0")
