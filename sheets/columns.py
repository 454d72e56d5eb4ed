"""One column of a tab cleaned: each distinct cell once, by the column's kind."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from quality.vocabulary import OTHER, Vocabulary
from sheets import cells, days, numbers
from sheets.cell import NOT_COMPUTED, Cell
from sheets.cells import LocaleOptions, Reading
from sheets.contract import Column, Kind, Need
from sheets.days import DayRule
from sheets.defect_phrases import phrases
from sheets.distinct import Distinct, Texts, only_texts
from sheets.issues import Collector, Place
from sheets.labels import NO_CHOICE, defect_labels, finder

Flags: TypeAlias = NDArray[np.bool_]
Reader: TypeAlias = Callable[[Cell], Reading]

EXAMPLE = "EXAMPLE"  # begins a cell of a row that only shows how to fill in the tab
TOTALS = frozenset(
    {"total", "grand total", "tổng", "tổng cộng", "cộng", "sum", "合计", "总计", "小计"}
)
MANY = 2_000  # different texts from which on only the unordinary ones are read one by one
_ORDINARY = {  # what `cells.key` and `cells.text` return unchanged, and what marks no row
    Kind.KEY: r"^[0-9A-DF-Za-z][!-~]*[0-9][!-~]*$|^[0-9]$",
    Kind.TEXT: r"^[^\s#LlđĐ正EeTtSsCc合总小].*\S$|^[^\s#LlđĐ正EeTtSsCc合总小]$",
}
LEAST_REAL, LEAST_TYPED = 3, 2  # fewer days may look swapped by chance
MONTHS = 12
DAYS = frozenset({Kind.DAY, Kind.MONTH, Kind.PLANNED_DAY, Kind.MOMENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What the readers of all columns need to know."""

    as_of: date
    locale: LocaleOptions
    types: Vocabulary
    today: date | None = None  # later than `as_of` in a replay, which doubts no row of since then

    @property
    def past(self) -> DayRule:
        """The rule for days behind us."""
        since = 0 if self.today is None else max((self.today - self.as_of).days, 0)
        return DayRule(as_of=self.as_of, locale=self.locale, ahead=since + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanColumn:
    """A cleaned column; all but `cells` speaks of its distinct cells, not of its rows."""

    column: Column
    place: Place
    cells: Distinct
    values: Sequence[object] | pl.Series
    extras: Sequence[object] = ()  # none: nothing was said besides
    troubles: Mapping[int, str]  # which of them could not be used, or only with a doubt
    typed: frozenset[int] = frozenset()  # days that were typed as text
    blank: Flags
    example: Flags
    total: Flags

    def series(self, dtype: pl.DataType) -> pl.Series:
        """The values, one a row."""
        return _series(self.values, dtype).gather(self.cells.codes)

    def besides(self, dtype: pl.DataType) -> pl.Series:
        """What the cells said besides, one a row."""
        return _series(self.extras, dtype).gather(self.cells.codes)

    def among(self, known: Flags) -> Flags:
        """Turn a flag of the distinct cells into one of the rows."""
        if not known.any():
            return np.zeros(len(self.cells), np.bool_)
        flags: Flags = known[self.cells.codes]
        return flags

    def one_of(self, indexes: Iterable[int]) -> Flags:
        """Tell for every row whether its cell is one of some distinct cells."""
        known = np.zeros(len(self.cells.values), np.bool_)
        known[list(indexes)] = True
        return self.among(known)

    def is_header(self) -> Flags:
        """Tell for every row whether its cell repeats the header."""
        if self.place.header not in self.cells.values:
            return np.zeros(len(self.cells), np.bool_)
        return self.one_of([self.cells.values.index(self.place.header)])

    def report(self, collector: Collector, live: Flags, first_row: int) -> None:
        """Report the rows (where `live`) whose cells could not be used, or only with a doubt."""
        rows = np.flatnonzero(self.one_of(self.troubles) & live) if self.troubles else ()
        groups: dict[int, list[int]] = {}
        for row in rows:
            groups.setdefault(int(self.cells.codes[row]), []).append(int(row) + first_row)
        for index, found in groups.items():
            cell = self.cells.values[index]
            code = told(self.troubles[index], cell)
            collector.rows(code, self.place, found, self._as_shown(cell), **self._slots(index))

    def _as_shown(self, cell: Cell) -> object:
        day = self.column.kind in DAYS and not isinstance(cell, bool)
        return days.shown(cell) if day and isinstance(cell, int | float) else cell

    def _slots(self, index: int) -> Mapping[str, object]:
        choice = self.column.choice
        slots: dict[str, object] = {} if choice is None else {"choices": choice.codes}
        if self.column.need is Need.REQUIRED and self.values[index] is None:
            slots["uncounted"] = True
        if self.troubles[index] == "defect_type_read":
            slots["type"] = self.values[index]
        return slots


def _series(values: Sequence[object] | pl.Series, dtype: pl.DataType) -> pl.Series:
    return values.cast(dtype) if isinstance(values, pl.Series) else pl.Series(values, dtype=dtype)


def clean(column: Column, place: Place, content: Distinct, setting: Setting) -> CleanColumn:
    """Clean a column by its kind."""
    read = reader(column, setting)
    ordinary = _ORDINARY.get(column.kind)
    if ordinary and len(content.values) > MANY and only_texts(content.values):
        return _clean_texts(column, place, content, read, ordinary)
    readings = [read(cell) for cell in content.values]
    return CleanColumn(
        column=column,
        place=place,
        cells=content,
        values=[reading.value for reading in readings],
        extras=[reading.extra for reading in readings],
        troubles={index: reading.code for index, reading in enumerate(readings) if reading.code},
        typed=frozenset(index for index, reading in enumerate(readings) if reading.typed),
        blank=_flags(is_blank, content.values),
        example=_flags(is_example, content.values),
        total=_flags(is_total, content.values),
    )


def _flags(test: Callable[[Cell], bool], values: Sequence[Cell]) -> Flags:
    return np.fromiter(map(test, values), np.bool_, len(values))


def _clean_texts(
    column: Column, place: Place, content: Distinct, read: Reader, ordinary: str
) -> CleanColumn:
    """Clean many different texts: the ordinary ones stay as they are, only the others are read."""
    values = content.values
    texts = values.texts if isinstance(values, Texts) else pl.Series(values, dtype=pl.String)
    special = (~texts.str.contains(ordinary)).fill_null(value=True).arg_true()
    others = texts.gather(special).to_list()
    readings = [read(cell) for cell in others]

    def flagged(test: Callable[[Cell], bool]) -> Flags:
        flags = np.zeros(len(texts), np.bool_)
        flags[special] = _flags(test, others)
        return flags

    return CleanColumn(
        column=column,
        place=place,
        cells=content,
        values=_scattered(texts, special, [reading.value for reading in readings]),
        troubles={
            index: reading.code
            for index, reading in zip(special.to_list(), readings, strict=True)
            if reading.code
        },
        blank=flagged(is_blank),
        example=flagged(is_example),
        total=flagged(is_total),
    )


def _scattered(texts: pl.Series, at: pl.Series, values: Sequence[Any]) -> pl.Series:
    """The texts with others in some places; the column itself where there are none."""
    return texts.clone().scatter(at, values) if len(at) else texts


def reader(column: Column, setting: Setting) -> Reader:
    """Return the function that reads one cell of a column."""
    return _READERS[column.kind](column, setting)


def _code(column: Column, _: Setting) -> Reader:
    choice = column.choice or NO_CHOICE
    find = finder(choice.labels)

    def read(cell: Cell) -> Reading:
        reading = cells.code(cell, find)
        if reading.code == "unknown_choice" and choice.other:
            return Reading(choice.other, None, reading.extra)
        return reading

    return read


def _defect_type(_: Column, setting: Setting) -> Reader:
    find, understand = finder(defect_labels(setting.types)), phrases(setting.types)

    def read(cell: Cell) -> Reading:
        reading = cells.code(cell, find)
        if reading.code != "unknown_choice":
            return reading
        if (kind := understand(str(reading.extra))) is not None:
            return Reading(kind, "defect_type_read", reading.extra)
        return Reading(OTHER, "unknown_defect_type", reading.extra)

    return read


def _day(_: Column, setting: Setting) -> Reader:
    rule = setting.past

    def read(cell: Cell) -> Reading:
        reading = days.day(cell, rule)
        if reading.extra and reading.code != "year_guessed":
            return Reading(reading.value, "month_only", True, reading.typed)
        return reading

    return read


_READERS: Mapping[Kind, Callable[[Column, Setting], Reader]] = MappingProxyType(
    {
        Kind.KEY: lambda *_: cells.key,
        Kind.TEXT: lambda *_: cells.text,
        Kind.COUNT: lambda column, setting: partial(
            numbers.count, locale=setting.locale, least=column.least
        ),
        Kind.CARTONS: lambda _, setting: partial(numbers.cartons, locale=setting.locale),
        Kind.SPAN: lambda _, setting: partial(numbers.span, locale=setting.locale),
        Kind.AMOUNT: lambda _, setting: partial(numbers.amount, locale=setting.locale),
        Kind.RATE: lambda _, setting: partial(numbers.rate, locale=setting.locale),
        Kind.RATING: lambda _, setting: partial(numbers.rating, locale=setting.locale),
        Kind.DAY: _day,
        Kind.MONTH: lambda _, setting: partial(days.day, rule=setting.past),
        Kind.PLANNED_DAY: lambda _, setting: partial(days.day, rule=days.planned(setting.past)),
        Kind.MOMENT: lambda _, setting: partial(days.moment, rule=setting.past),
        Kind.YES: lambda *_: cells.yes,
        Kind.CODE: _code,
        Kind.DEFECT_TYPE: _defect_type,
        Kind.LINKS: lambda *_: cells.links,
    }
)


def told(code: str, cell: Cell) -> str:
    """Return the code under which an unusable cell is reported."""
    return "formula_not_computed" if cell == NOT_COMPUTED else code


def is_blank(cell: Cell) -> bool:
    """Tell whether a cell is empty: nothing, spaces, or a tick that is not set."""
    return cell is None or cell is False or (isinstance(cell, str) and not cell.strip())


def is_example(cell: Cell) -> bool:
    """Tell whether a cell marks its row as an example."""
    return isinstance(cell, str) and cell.lstrip().startswith(EXAMPLE)


def is_total(cell: Cell) -> bool:
    """Tell whether a key cell only heads a line of sums."""
    return isinstance(cell, str) and cells.plain(cell).rstrip(" :") in TOTALS


def swapped_rows(column: CleanColumn, live: Flags) -> Flags:
    """Tell which rows have a real day that was probably read month first.

    The tell-tale: a spreadsheet of an American locale turns 5/6 into 6 May and leaves 13/5 as
    text. So every typed day of the column stands after the 12th, and no real day does.
    """
    if not column.typed:
        return np.zeros(len(live), np.bool_)
    seen = set(np.unique(column.cells.codes[live]).tolist())
    days_seen = {
        index: value.day
        for index, value in enumerate(column.values)
        if index in seen and isinstance(value, date) and index not in column.troubles
    }
    real = [index for index in days_seen if index not in column.typed]
    late = {index for index, day in days_seen.items() if day > MONTHS}
    few = len(real) < LEAST_REAL or len(days_seen) - len(real) < LEAST_TYPED
    if few or late != set(days_seen) - set(real):
        return np.zeros(len(live), np.bool_)
    return column.one_of(real) & live
