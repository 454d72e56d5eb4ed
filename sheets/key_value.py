"""The Settings tab: two columns, a key and its value; only a few harmless keys are taken."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from quality.issues import RowCount
from sheets.cell import Cell
from sheets.cells import LocaleOptions, Reading, plain
from sheets.cells import key as read_key
from sheets.columns import is_blank, is_example, told
from sheets.contract import SETTINGS, SETTINGS_KEYS
from sheets.grid import Grid
from sheets.headers import closest, normalised
from sheets.issues import Collector, Place
from sheets.numbers import amount, count, rate, span

_HEADERS = frozenset({"key", "setting", "khóa", "tên", "cài đặt", "mục", "键", "名称", "设置"})
_SECRETS = ("password", "secret", "token", "credential", "mật khẩu", "密码", "api key", "api_key")


class Typed(NamedTuple):
    """A setting as the team typed it."""

    value: str  # cleaned
    row: int  # from 1
    name: str  # by which the team calls it


Settings = Mapping[str, Typed]  # by key


def _whole(cell: Cell, locale: LocaleOptions) -> Reading:
    """Read one whole number, 1 or more; of `5/200` nobody knows which is meant."""
    reading = count(cell, locale, least=1)
    return Reading(code="not_a_number") if reading.code == "pair_read" else reading


_NUMBERS: Mapping[str, Callable[[Cell, LocaleOptions], Reading]] = MappingProxyType(
    {
        "money.fx.CNY": amount,
        "brief.lookahead_days": span,
        "signal.count": _whole,
        "signal.acceptable_rate": rate,
        "inspection.default_fee": amount,
    }
)


def read_settings(
    grid: Grid, collector: Collector, locale: LocaleOptions
) -> tuple[Settings, RowCount]:
    """Return what is set, and where the rows went.

    What is not taken is reported; a doubt about what is taken, is told.
    """
    place = Place(tab=SETTINGS)
    taken: dict[str, Typed] = {}
    ignored = reported = 0
    for row in range(grid.rows):
        name, value = grid.cell(row, 0), grid.cell(row, 1)
        if is_blank(name) or is_blank(value) or is_example(name) or _is_header(name):
            ignored += 1
            continue
        code, key = _refused(name, taken), _KEYS.get(normalised(str(name)), "")
        reading = _NUMBERS[key](value, locale) if key in _NUMBERS else read_key(value)
        if code is not None:
            reported += 1
            near, keys = closest([str(name)], SETTINGS_KEYS) or "-", ", ".join(SETTINGS_KEYS)
            collector.rows(code, place, [row + 1], name, closest=near, keys=keys)
            continue
        if reading.code is not None:
            shown = Place(tab=SETTINGS, header=str(name))
            collector.rows(told(reading.code, value), shown, [row + 1], value)
        if reading.value is not None:
            taken[key] = Typed(_text(reading.value), row + 1, str(name).strip())
        elif reading.code is not None:
            reported += 1
        else:
            ignored += 1
    where = RowCount(
        tab=SETTINGS,
        read=grid.rows,
        counted=grid.rows - ignored - reported,
        reported=reported,
        ignored=ignored,
    )
    return taken, where


def _text(value: object) -> str:
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value) if whole else value)  # type: ignore[call-overload]


_KEYS: Mapping[str, str] = {
    normalised(name): key for key, names in SETTINGS_KEYS.items() for name in (key, *names)
}


def _is_header(cell: Cell) -> bool:
    return isinstance(cell, str) and normalised(cell) in _HEADERS


def _refused(name: Cell, taken: Settings) -> str | None:
    if any(word in plain(str(name)) for word in _SECRETS):
        return "setting_secret"
    known = _KEYS.get(normalised(str(name)))
    if known is None:
        return "setting_unknown"
    return "setting_twice" if known in taken else None
