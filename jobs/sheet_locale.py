"""What a spreadsheet's locale means for what people type into it."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import get_date_format
from babel.numbers import get_decimal_symbol

_MARKS = {",": "comma", ".": "point"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How days and numbers are typed in a locale, in the words of config.yaml."""

    date_order: str  # dmy, mdy, ymd
    decimal: str | None  # comma or point; None: another mark


def habits(locale: str | None) -> Habits | None:
    """Return how people type under a locale like `vi_VN`; None if nobody knows it."""
    try:
        known = Locale.parse(locale or "")
    except (UnknownLocaleError, ValueError):
        return None
    pattern = str(get_date_format("short", known).pattern)
    letters = dict.fromkeys(letter for letter in pattern if letter in "dMy")
    return Habits(
        date_order="".join(letters).lower(), decimal=_MARKS.get(get_decimal_symbol(known))
    )


def zone_of(name: str | None) -> ZoneInfo | None:
    """Return a time zone by its name; None if there is no such one."""
    try:
        return ZoneInfo(name or "")
    except (KeyError, ValueError, OSError):
        return None


def chosen_by(locale: str | None, timezone: str | None) -> Mapping[str, str]:
    """Return the settings that follow from a spreadsheet's own; what is not known is left out."""
    typed, zone = habits(locale), zone_of(timezone)
    found = {
        "locale.timezone": zone.key if zone else None,
        "locale.date_order": typed.date_order if typed else None,
        "locale.decimal": typed.decimal if typed else None,
    }
    return {key: value for key, value in found.items() if value}
