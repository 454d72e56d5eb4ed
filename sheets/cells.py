"""One cell understood: what a reading is, and text, ids, ticks, links and drop-downs.

Every reader (here, in `numbers.py` and in `days.py`) takes a cell and returns a `Reading`. A blank
gives no value and no code; a cell that cannot be used gives no value and the code of its issue; a
value that was understood with a doubt carries the code of the doubt.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from sheets.cell import NOT_COMPUTED, Cell

SAFE_DIGITS = 10**15  # a spreadsheet keeps 15 digits of a number

ERRORS = frozenset(
    {
        *("#n/a", "#ref!", "#value!", "#name?", "#div/0!", "#num!", "#null!", "#error!"),
        *("#spill!", "#calc!", NOT_COMPUTED.casefold()),
        *("loading...", "đang tải...", "正在加载..."),
    }
)
UNKNOWN = frozenset(
    {
        *("-", "--", "---", "–", "—", "?", "??", ".", "n/a", "na", "nan", "null", "none", "tbd"),
        *("unknown", "未知", "不详", "不明"),
        *("chưa rõ", "chưa biết", "không rõ", "chua ro", "khong ro", "not known"),
    }
)
_YES = frozenset(
    {
        *("yes", "y", "true", "x", "v", "✓", "✔", "√", "☑", "ok", "1", "có", "co", "đúng", "dung"),
        *("rồi", "roi", "đã", "da", "是", "有", "对", "已", "真"),
    }
)
_NO = frozenset(
    {
        *("no", "n", "false", "✗", "✘", "×", "☐", "0", "không", "khong", "ko", "k", "chưa", "chua"),
        *("chưa có", "not yet", "sai", "否", "无", "没有", "没", "未", "假"),
    }
)
_SPACES = re.compile(r"\s+")
_UNSEEN = re.compile(  # what comes along when text is copied: direction marks, spaces of no width
    r"[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0e-\x1f\x7f]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LocaleOptions:
    """How the team types days and numbers, where a cell holds text.

    Attributes:
        date_order: dmy, mdy or ymd.
        decimal: comma (1.500 is 1500 and 1,5 is 1.5) or point.
    """

    date_order: str = "dmy"
    decimal: str = "comma"

    def __post_init__(self) -> None:
        if self.date_order not in {"dmy", "mdy", "ymd"}:
            msg = f"date_order must be dmy, mdy or ymd, not {self.date_order!r}"
            raise ValueError(msg)
        if self.decimal not in {"comma", "point"}:
            msg = f"decimal must be comma or point, not {self.decimal!r}"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says.

    `extra` is what else it said: the second number of a pair, whether only a month is known, the
    text behind `other`, the links behind a count.
    """

    value: object = None
    code: str | None = None
    extra: object = None
    typed: bool = False  # a day that was typed as text, where a spreadsheet has real days


BLANK = Reading()
SPREADSHEET_ERROR = Reading(code="spreadsheet_error")


def spelled(text: str) -> str:
    """Return a typed text in one spelling: one width, single spaces, nothing that is not seen."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", _UNSEEN.sub("", text))).strip()


@lru_cache(maxsize=65_536)
def plain(text: str) -> str:
    """Return a typed text in the form in which values are compared."""
    return spelled(text).casefold()


def is_error(text: str) -> bool:
    """Tell whether a cell shows a spreadsheet's own error, or is still loading."""
    return shows_error(plain(text))


def shows_error(typed: str) -> bool:
    """Tell the same of a text that is plain already.

    Google's unformatted values bring the message too: `#DIV/0! (Function DIVIDE ...)`.
    """
    return typed.partition(" (")[0] in ERRORS


def text(cell: Cell) -> Reading:
    """Read free text as it stands, without the space around it."""
    if cell is None or isinstance(cell, bool):
        return BLANK if cell is None else Reading(str(cell).upper())
    stripped = _number_text(cell) if isinstance(cell, int | float) else cell.strip()
    if is_error(stripped[:20]):
        return SPREADSHEET_ERROR
    return Reading(stripped) if stripped else BLANK


def key(cell: Cell) -> Reading:
    """Read an id: text in one spelling of widths and spaces; a number without its `.0`."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= SAFE_DIGITS:
        return Reading(_number_text(cell), "digits_lost")
    found = text(cell)
    if not isinstance(found.value, str):
        return found
    code = spelled(found.value)
    return BLANK if not code or code.casefold() in UNKNOWN else Reading(code)


def _number_text(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else repr(number)


def yes(cell: Cell) -> Reading:
    """Read a tick or a word for yes or no."""
    if isinstance(cell, bool):
        return Reading(cell)
    typed = plain(_number_text(cell) if isinstance(cell, int | float) else cell or "")
    if typed in _YES or typed in _NO:
        return Reading(typed in _YES)
    if shows_error(typed):
        return SPREADSHEET_ERROR
    return BLANK if typed == "" or typed in UNKNOWN else Reading(code="not_yes_or_no")


_LINK = re.compile(
    r"https?://[^\s,;|\"'<>]+|\S+\.(?:jpe?g|png|heic|webp|gif|mp4|mov)\b", re.IGNORECASE
)


def links(cell: Cell) -> Reading:
    """Count the different links or file names; `extra` lists them, one a line."""
    found = text(cell)
    if not isinstance(found.value, str):
        return found
    if found.value.casefold() in UNKNOWN:
        return BLANK
    unique = tuple(dict.fromkeys(match.rstrip(".)") for match in _LINK.findall(found.value)))
    if not unique:
        return Reading(code="no_link")
    return Reading(len(unique), None, "\n".join(unique))


def code(cell: Cell, find: Callable[[str], str | None]) -> Reading:
    """Read one of a drop-down's codes from its label in any language.

    Args:
        cell: The cell.
        find: Returns the code of a typed label, or None; `extra` keeps what it did not know.
    """
    found = text(cell)
    if not isinstance(found.value, str):
        return found
    if plain(found.value) in UNKNOWN:
        return BLANK
    known = find(found.value)
    return Reading(known) if known else Reading(code="unknown_choice", extra=found.value)
