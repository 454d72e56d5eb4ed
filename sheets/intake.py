"""From the team's tabs to records: every row read is counted, reported or ignored on purpose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

import numpy as np
import polars as pl

from quality.issues import Issue, RowCount
from quality.records import Records, empty, records
from quality.vocabulary import DEFECT_TYPES, Vocabulary
from sheets import contract
from sheets.cells import LocaleOptions
from sheets.columns import DAYS, CleanColumn, Flags, Setting, clean, is_blank, reader, swapped_rows
from sheets.contract import TABS, InputTab, Kind, Need
from sheets.distinct import collector_off, distinct
from sheets.finishing import FINISH, Extras, finished
from sheets.grid import Grid, TabInfo, WorkbookInfo
from sheets.headers import Aliases, Header, HeaderMap, closest, find_headers, folded, normalised
from sheets.issues import Collector, Place
from sheets.key_value import read_settings

OURS = "reorder-brief"  # developer metadata on the tabs that we write


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeOptions:
    """Where a team's spreadsheet differs from the built-in names.

    Attributes:
        tabs: Input tab id -> title.
        columns: Input tab id -> column id -> header; wins over every alias.
        constants: Input tab id -> column id -> value of a column that the tab does not have.
        locale: How numbers and days are typed.
        types: The defect types.
        remembered: Input tab id -> tab id of an earlier run, so that a renamed tab is found.
    """

    tabs: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    constants: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    locale: LocaleOptions = field(default_factory=LocaleOptions)
    types: Vocabulary = field(default_factory=lambda: DEFECT_TYPES)
    remembered: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """Which tab of the workbook is which input tab."""

    tabs: Mapping[str, TabInfo]  # input tab id -> tab
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TabReading:
    """How an input tab was understood, for `doctor` and for what to fill in next."""

    title: str
    header_row: int | None  # 1-based; None: no header row was found
    headers: Mapping[str, Header]  # column id -> header, the ones that are used
    missing: tuple[str, ...]  # required and advised columns that the tab lacks
    unknown: tuple[str, ...]  # people's own headers, never touched
    usable: bool  # False: a required column is missing, its rows are all reported


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What the team's tabs say, and what about them could not be used."""

    records: Records
    issues: tuple[Issue, ...]
    rows: tuple[RowCount, ...]
    tabs: Mapping[str, TabReading]
    settings: Mapping[str, str]  # key -> value of the Settings tab, white-listed keys only


def recognise(info: WorkbookInfo, options: IntakeOptions) -> Recognised:
    """Tell which tabs are input tabs, by config, by an earlier run, then by title.

    Tabs that we wrote ourselves are never input.
    """
    collector = Collector()
    theirs = [tab for tab in info.tabs if OURS not in tab.marks]
    found: dict[str, TabInfo] = {}
    for tab_id in (*TABS, contract.SETTINGS):
        taken = {tab.tab_id for tab in found.values()}
        free = [tab for tab in theirs if tab.tab_id not in taken]
        match = _recognised(tab_id, free, options, collector, theirs)
        if match is not None:
            found[tab_id] = match
    return Recognised(tabs=MappingProxyType(found), issues=collector.issues())


def _recognised(
    tab_id: str,
    free: Sequence[TabInfo],
    options: IntakeOptions,
    collector: Collector,
    theirs: Sequence[TabInfo],
) -> TabInfo | None:
    if (title := options.tabs.get(tab_id)) is not None:
        same = [tab for tab in free if tab.title.strip() == title.strip()] or [
            tab for tab in free if normalised(tab.title) == normalised(title)
        ]
        if not same:
            present = ", ".join(tab.title for tab in theirs)
            collector.tab("tab_not_found", Place(tab=tab_id), title=title, titles=present)
        return same[0] if same else None
    for tab in free:
        if tab.tab_id == options.remembered.get(tab_id):
            return tab
    return _titled(tab_id, free, options, collector)


def _titled(
    tab_id: str, free: Sequence[TabInfo], options: IntakeOptions, collector: Collector
) -> TabInfo | None:
    spoken_for = {normalised(title) for title in options.tabs.values()}
    left = [tab for tab in free if normalised(tab.title) not in spoken_for]
    for form in (normalised, folded):
        known = {form(title) for title in contract.titles(tab_id)}
        same = [tab for tab in left if form(tab.title) in known]
        if len(same) > 1:
            others = ", ".join(tab.title for tab in same[1:])
            collector.tab("tab_twice", Place(tab=tab_id), title=same[0].title, others=others)
        if same:
            return same[0]
    return None


def suggest(grids: Sequence[Grid], recognised: Recognised) -> tuple[Issue, ...]:
    """Name tabs of unknown title whose headers look like an input tab that is not there."""
    collector = Collector()
    taken = {tab.tab_id for tab in recognised.tabs.values()}
    missing = [tab for tab_id, tab in TABS.items() if tab_id not in recognised.tabs]
    for grid in grids:
        if grid.tab.tab_id in taken or OURS in grid.tab.marks:
            continue
        fits = [(found, tab) for tab in missing if (found := _fit(grid, tab))]
        if fits:
            best = max(fits, key=lambda fit: len(fit[0]))
            collector.tab(
                "tab_suggested",
                Place(tab=best[1].id),
                title=grid.tab.title,
                headers=", ".join(best[0]),
                key=grid.tab.title,
            )
    return collector.issues()


def _fit(grid: Grid, tab: InputTab) -> list[str]:
    headers = find_headers(grid, contract.aliases(tab.id), {}, needed=max(2, len(tab.required)))
    if headers is None or any(column.id not in headers.fields for column in tab.required):
        return []
    return [header.text for header in headers.fields.values()]


def read_records(grids: Mapping[str, Grid], options: IntakeOptions, *, as_of: date) -> Intake:
    """Read the input tabs.

    Args:
        grids: Input tab id -> its cells; a tab that is not there is an empty frame.
        options: The team's own names and ways of typing.
        as_of: The day of the run: days after it are not believed, except planned ones.
    """
    setting = Setting(as_of=as_of, locale=options.locale, types=options.types)
    collector = Collector()
    with collector_off():
        tabs = {
            tab.id: _Tab(tab, grids[tab.id], options, setting, collector).read()
            for tab in TABS.values()
            if tab.id in grids
        }
    frames = {tab.frame: empty(tab.schema) for tab in TABS.values()}
    frames |= {TABS[tab_id].frame: read[0] for tab_id, read in tabs.items()}
    rows = [count for _, count, _ in tabs.values()]
    settings: Mapping[str, str] = {}
    if contract.SETTINGS in grids:
        settings, count = read_settings(grids[contract.SETTINGS], collector)
        rows.append(count)
    return Intake(
        records=records(**frames),
        issues=collector.issues(),
        rows=tuple(rows),
        tabs=MappingProxyType({tab_id: reading for tab_id, (_, _, reading) in tabs.items()}),
        settings=MappingProxyType(dict(settings)),
    )


class _Tab:
    """One tab on its way from cells to a frame."""

    def __init__(
        self,
        tab: InputTab,
        grid: Grid,
        options: IntakeOptions,
        setting: Setting,
        collector: Collector,
    ) -> None:
        self.tab = tab
        self.grid = grid
        self.setting = setting
        self.collector = collector
        self.configured = options.columns.get(tab.id, {})
        self.constants = options.constants.get(tab.id, {})
        self.aliases: Aliases = contract.aliases(tab.id)

    def read(self) -> tuple[pl.DataFrame, RowCount, TabReading]:
        """Return the tab's frame, where its rows went, and how it was understood."""
        headers = find_headers(self.grid, self.aliases, self.configured)
        if headers is None:
            return self._without_headers()
        self._report_headers(headers)
        missing = [column.id for column in self.tab.required if not self._has(column.id, headers)]
        reading = self._reading(headers, usable=not missing)
        if missing:
            count = self._unusable(headers.row + 1)
            return empty(self.tab.schema), count, reading
        frame, count = self._rows(headers)
        return frame, count, reading

    def _has(self, column_id: str, headers: HeaderMap) -> bool:
        return column_id in headers.fields or column_id in self.constants

    def _without_headers(self) -> tuple[pl.DataFrame, RowCount, TabReading]:
        count = self._unusable(0)
        place = Place(tab=self.tab.id)
        if count.reported:
            wanted = tuple(column.id for column in self.tab.required)
            self.collector.tab("headers_not_found", place, columns=wanted)
        else:
            self.collector.tab("tab_empty", place, title=self.grid.tab.title)
        reading = TabReading(
            title=self.grid.tab.title,
            header_row=None,
            headers=MappingProxyType({}),
            missing=tuple(column.id for column in self.tab.required),
            unknown=(),
            usable=False,
        )
        return empty(self.tab.schema), count, reading

    def _unusable(self, start: int) -> RowCount:
        length = max(self.grid.rows - start, 0)
        filled = np.zeros(length, np.bool_)
        for column in self.grid.columns:
            cells = distinct(column, start, length)
            known = np.fromiter(map(is_blank, cells.values), np.bool_, len(cells.values))
            filled |= ~known[cells.codes]
        reported = int(filled.sum())
        return RowCount(
            tab=self.tab.id,
            read=length,
            counted=0,
            reported=reported,
            ignored=length - reported,
        )

    def _reading(self, headers: HeaderMap, *, usable: bool) -> TabReading:
        wanted = [column.id for column in self.tab.columns if column.need is not Need.OPTIONAL]
        return TabReading(
            title=self.grid.tab.title,
            header_row=headers.row + 1,
            headers=MappingProxyType(
                {
                    name: header
                    for name, header in headers.fields.items()
                    if self.tab.column(name).kind is not Kind.UNUSED
                }
            ),
            missing=tuple(name for name in wanted if not self._has(name, headers)),
            unknown=tuple(header.text for header in headers.unknown),
            usable=usable,
        )

    # Headers

    def _report_headers(self, headers: HeaderMap) -> None:
        self._report_missing(headers)
        tell, tab = self.collector.tab, self.tab.id
        for name, header in headers.not_found.items():
            near = closest([header], (one.text for one in self._free(headers)))
            place = Place(tab=tab, column=name, header=header)
            tell("header_configured_missing", place, closest=near or "-")
        for name, others in headers.rivals.items():
            used = headers.fields[name]
            place = Place(tab=tab, column=name, header=used.text)
            same = {normalised(one.text) for one in (used, *others)}
            code = "header_twice" if len(same) == 1 else "header_rival"
            listed = ", ".join(f"{one.text} ({one.letter})" for one in others)
            tell(code, place, used=f"{used.text} ({used.letter})", others=listed)
        for doubtful, fields in headers.doubtful:
            place = Place(tab=tab, header=doubtful.text)
            slots = {"columns": fields, "letter": doubtful.letter, "key": doubtful.text}
            tell("header_doubtful", place, **slots)
        for merged in headers.merged:
            tell("header_merged", Place(tab=tab), range=merged, key=merged)

    def _free(self, headers: HeaderMap) -> Sequence[Header]:
        return (*headers.unknown, *(header for header, _ in headers.doubtful))

    def _report_missing(self, headers: HeaderMap) -> None:
        present = [header.text for header in self._free(headers)]
        for column in self.tab.columns:
            if column.need is Need.OPTIONAL or self._has(column.id, headers):
                continue
            if column.id in headers.not_found:
                continue
            names = (name for listed in column.aliases.values() for name in listed)
            near = closest(names, present)
            code = "header_missing" if column.need is Need.REQUIRED else "header_advised"
            place = Place(tab=self.tab.id, column=column.id)
            self.collector.tab(code, place, columns=(column.id,), closest=near or "-")
        for group in self.tab.either:
            if not any(self._has(name, headers) for name in group):
                place = Place(tab=self.tab.id, column=group[0])
                self.collector.tab("header_advised_either", place, columns=group)

    # Rows

    def _rows(self, headers: HeaderMap) -> tuple[pl.DataFrame, RowCount]:
        start = headers.row + 1
        length = max(self.grid.rows - start, 0)
        columns = {
            name: clean(
                self.tab.column(name),
                Place(tab=self.tab.id, column=name, header=header.text),
                distinct(self.grid.columns[header.column], start, length),
                self.setting,
            )
            for name, header in headers.fields.items()
            if self.tab.column(name).kind is not Kind.UNUSED
        }
        ignored = self._ignored(columns, length)
        frame, extras = self._frame(columns, start, length)
        lacking = self._lacking(frame, columns, ~ignored, start)
        self._report_cells(columns, ~ignored, start)
        kept = frame.filter(pl.Series(~ignored & ~lacking))
        kept_extras = {
            name: series.filter(pl.Series(~ignored & ~lacking)) for name, series in extras.items()
        }
        done = finished(self.tab, kept, kept_extras, self.collector)
        count = RowCount(
            tab=self.tab.id,
            read=length,
            counted=done.height,
            reported=int((lacking & ~ignored).sum()),
            ignored=int(ignored.sum()),
        )
        return done, count

    def _ignored(self, columns: Mapping[str, CleanColumn], length: int) -> Flags:
        blank, example, total = (
            np.ones(length, bool),
            np.zeros(length, bool),
            np.zeros(length, bool),
        )
        headings = np.zeros(length, np.int16)
        for clean_column in columns.values():
            blank &= clean_column.among(clean_column.blank)
            headings += clean_column.is_header()
            example |= clean_column.among(clean_column.example)
            if clean_column.column.kind is Kind.KEY:
                total |= clean_column.among(clean_column.total)
        repeated = headings >= min(2, len(columns))
        ignored: Flags = blank | example | total | repeated
        return ignored

    def _frame(
        self, columns: Mapping[str, CleanColumn], start: int, length: int
    ) -> tuple[pl.DataFrame, Extras]:
        schema, made = self.tab.schema, {}
        extras: Extras = {}
        made["row"] = pl.Series(np.arange(start + 1, start + length + 1, dtype=np.int32))
        for name, dtype in schema.items():
            if name in columns:
                made[name] = columns[name].series(dtype)
            elif name in self.constants:
                made[name] = self._constant(name, dtype, length)
            elif name != "row":
                made[name] = pl.Series([None], dtype=dtype).new_from_index(0, length)
        for clean_column in columns.values():
            if (links := clean_column.column.links_to) is not None:
                made[links] = clean_column.besides(pl.String())
        for name, dtype in FINISH.get(self.tab.frame, {}).items():
            if name in columns:
                extras[name] = columns[name].besides(dtype)
        return pl.DataFrame({name: made[name] for name in schema}), extras

    def _constant(self, name: str, dtype: pl.DataType, length: int) -> pl.Series:
        column = self.tab.column(name)
        reading = reader(column, self.setting)(self.constants[name])
        if reading.code is not None:
            place = Place(tab=self.tab.id, column=name)
            self.collector.tab("constant_unreadable", place, value=self.constants[name])
        return pl.Series([reading.value], dtype=dtype).new_from_index(0, length)

    def _lacking(
        self, frame: pl.DataFrame, columns: Mapping[str, CleanColumn], live: Flags, start: int
    ) -> Flags:
        lacking = np.zeros(frame.height, np.bool_)
        for column in self.tab.required:
            missing = frame[column.id].is_null().to_numpy()
            lacking |= missing
            unsaid = missing & live & ~_troubled(columns.get(column.id), frame.height)
            header = columns[column.id].place.header if column.id in columns else None
            place = Place(tab=self.tab.id, column=column.id, header=header)
            self.collector.rows("value_missing", place, _sheet_rows(unsaid, start))
        for group in self.tab.either if self.tab.id == "receiving" else ():
            missing = np.ones(frame.height, np.bool_)
            for name in group:
                missing &= frame[name].is_null().to_numpy()
            unsaid = missing & live & ~lacking
            lacking |= missing
            place = Place(tab=self.tab.id, column=group[0])
            rows = _sheet_rows(unsaid, start)
            self.collector.rows("value_missing_either", place, rows, columns=group)
        return lacking

    def _report_cells(self, columns: Mapping[str, CleanColumn], live: Flags, start: int) -> None:
        typed = np.zeros(len(live), np.bool_)
        headers = []
        for clean_column in columns.values():
            clean_column.report(self.collector, live, start + 1)
            texts = clean_column.one_of(clean_column.typed) & live
            if clean_column.column.kind in DAYS:
                swapped = swapped_rows(clean_column, live) + start + 1
                self.collector.rows("dates_swapped", clean_column.place, swapped.tolist())
                headers += [clean_column.place.header] if texts.any() else []
            typed |= texts
        listed = ", ".join(header for header in headers if header)
        place = Place(tab=self.tab.id)
        self.collector.rows("dates_are_text", place, _sheet_rows(typed, start), headers=listed)


def _troubled(column: CleanColumn | None, height: int) -> Flags:
    if column is None:
        return np.zeros(height, np.bool_)
    return column.one_of(column.troubles)


def _sheet_rows(flags: Flags, start: int) -> list[int]:
    rows: list[int] = (np.flatnonzero(flags) + start + 1).tolist()
    return rows
