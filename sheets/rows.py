"""The rows of one tab: which are ignored on purpose, which lack something, which count."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from quality.issues import RowCount
from sheets.columns import DAYS, CleanColumn, Flags, Setting, clean, is_blank, reader, swapped_rows
from sheets.contract import InputTab, Kind
from sheets.distinct import distinct
from sheets.finishing import SECOND_NUMBERS, finished
from sheets.grid import Grid
from sheets.headers import HeaderMap
from sheets.issues import Collector, Place

HEADERS_OF_A_HEADER_ROW = 2
KINDS_OF_A_SUM = DAYS | {Kind.KEY}  # columns in which "total" can only head a line of sums


@dataclass(frozen=True, slots=True, kw_only=True)
class TabRows:
    """The rows of a tab under its headers, with what is needed to read and report them."""

    tab: InputTab
    grid: Grid
    start: int  # 0-based row of the first one
    setting: Setting
    collector: Collector

    @property
    def length(self) -> int:
        """How many rows there are, blank ones too."""
        return max(self.grid.rows - self.start, 0)

    def unusable(self) -> RowCount:
        """Account for the rows of a tab that cannot be read: all but the blank ones reported."""
        filled = np.zeros(self.length, np.bool_)
        for column in self.grid.columns:
            cells = distinct(column, self.start, self.length)
            known = np.fromiter(map(is_blank, cells.values), np.bool_, len(cells.values))
            filled |= ~known[cells.codes]
        return self._count(reported=filled, ignored=~filled)

    def read(
        self, headers: HeaderMap, constants: Mapping[str, str]
    ) -> tuple[pl.DataFrame, RowCount]:
        """Return the records of the rows that count, and where the others went."""
        columns = self._columns(headers)
        ignored = self._ignored(columns)
        frame = self._frame(columns, constants)
        lacking = self._lacking(frame, columns, ~ignored)
        self._report_cells(columns, ~ignored)
        wanted = ~ignored & ~lacking
        kept = frame if wanted.all() else frame.filter(pl.Series(wanted))
        count = self._count(reported=lacking & ~ignored, ignored=ignored)
        return finished(self.tab, kept, self.collector), count

    def _count(self, *, reported: Flags, ignored: Flags) -> RowCount:
        said, left = int(reported.sum()), int(ignored.sum())
        return RowCount(
            tab=self.tab.id,
            read=self.length,
            counted=self.length - said - left,
            reported=said,
            ignored=left,
        )

    def _columns(self, headers: HeaderMap) -> Mapping[str, CleanColumn]:
        return {
            name: clean(
                self.tab.column(name),
                Place(tab=self.tab.id, column=name, header=header.text),
                distinct(self.grid.columns[header.column], self.start, self.length),
                self.setting,
            )
            for name, header in headers.fields.items()
            if self.tab.column(name).kind is not Kind.UNUSED
        }

    def _ignored(self, columns: Mapping[str, CleanColumn]) -> Flags:
        """Rows that are blank, examples, sums, or the headers once more."""
        blank = np.ones(self.length, np.bool_)
        marked = np.zeros(self.length, np.bool_)
        headings = np.zeros(self.length, np.int16)
        for column in columns.values():
            blank &= column.among(column.blank)
            marked |= column.among(column.example)
            headings += column.is_header()
            if column.column.kind in KINDS_OF_A_SUM:
                marked |= column.among(column.total)
        ignored: Flags = blank | marked | (headings >= min(HEADERS_OF_A_HEADER_ROW, len(columns)))
        return ignored

    def _frame(
        self, columns: Mapping[str, CleanColumn], constants: Mapping[str, str]
    ) -> pl.DataFrame:
        schema = {**self.tab.schema, **SECOND_NUMBERS}
        made = {"row": pl.Series(np.arange(self.length, dtype=np.int32) + self.start + 1)}
        for name, column in columns.items():
            made[name] = column.series(schema[name])
            if (besides := column.column.besides) is not None:
                made[besides] = column.besides(schema[besides])
        same = [
            pl.lit(
                self._constant(name, constants[name]) if name in constants else None, dtype=dtype
            ).alias(name)
            for name, dtype in schema.items()
            if name not in made
        ]  # one value for all rows, which takes no room
        return pl.DataFrame(made).with_columns(same).select(list(schema))

    def _constant(self, name: str, value: str) -> object:
        reading = reader(self.tab.column(name), self.setting)(value)
        if reading.code is not None:
            place = Place(tab=self.tab.id, column=name)
            self.collector.tab("constant_unreadable", place, value=value)
        return reading.value

    def _lacking(
        self, frame: pl.DataFrame, columns: Mapping[str, CleanColumn], live: Flags
    ) -> Flags:
        """Rows without a value that they need; told here where no cell has been told already."""
        lacking = np.zeros(self.length, np.bool_)
        single = [(column.id,) for column in self.tab.required]
        groups = [group for group in self.tab.one_of if any(name in columns for name in group)]
        for group in (*single, *groups):
            missing, told = np.ones(self.length, np.bool_), np.zeros(self.length, np.bool_)
            for name in group:
                missing &= frame[name].is_null().to_numpy()
                told |= columns[name].one_of(columns[name].troubles) if name in columns else False
            self._report_blank(group, columns, missing & live & ~told)
            lacking |= missing
        return lacking

    def _report_blank(
        self, group: tuple[str, ...], columns: Mapping[str, CleanColumn], rows: Flags
    ) -> None:
        header = columns[group[0]].place.header if group[0] in columns else None
        place = Place(tab=self.tab.id, column=group[0], header=header)
        if len(group) == 1:
            self.collector.rows("value_missing", place, self._in_sheet(rows))
        else:
            self.collector.rows("value_missing_either", place, self._in_sheet(rows), columns=group)

    def _report_cells(self, columns: Mapping[str, CleanColumn], live: Flags) -> None:
        typed, headers = np.zeros(self.length, np.bool_), []
        for column in columns.values():
            column.report(self.collector, live, self.start + 1)
            if column.column.kind not in DAYS:
                continue
            swapped = self._in_sheet(swapped_rows(column, live))
            self.collector.rows("dates_swapped", column.place, swapped)
            texts = column.one_of(column.typed) & live
            typed |= texts
            headers += [column.place.header or column.column.id] if texts.any() else []
        listed = ", ".join(headers)
        place = Place(tab=self.tab.id)
        self.collector.rows("dates_are_text", place, self._in_sheet(typed), headers=listed)

    def _in_sheet(self, rows: Flags) -> list[int]:
        numbers: list[int] = (np.flatnonzero(rows) + self.start + 1).tolist()
        return numbers
