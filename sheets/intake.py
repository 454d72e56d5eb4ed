"""From the team's tabs to records: every row read is counted, reported or ignored on purpose."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import polars as pl

from quality.issues import Issue, RowCount
from quality.records import Records, empty, records
from sheets.columns import Setting
from sheets.contract import SETTINGS, TABS, InputTab, Kind, Need, aliases
from sheets.distinct import collector_off
from sheets.grid import Grid
from sheets.header_issues import lacking, report_headers
from sheets.headers import Header, HeaderMap, find_headers
from sheets.intake_options import IntakeOptions
from sheets.issues import Collector, Place
from sheets.key_value import Settings, read_settings
from sheets.recognition import Recognised, recognise, strangers, suggest
from sheets.rows import TabRows

__all__ = [
    "Intake",
    "IntakeOptions",
    "Recognised",
    "TabReading",
    "read_records",
    "recognise",
    "strangers",
    "suggest",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class TabReading:
    """How an input tab was understood, for `doctor` and for what to fill in next."""

    title: str
    header_row: int | None  # 1-based; None: no header row was found
    headers: Mapping[str, Header]  # column id -> header, the ones that are read
    missing: tuple[str, ...]  # required and advised columns that the tab lacks
    unknown: tuple[str, ...]  # people's own headers, never touched
    usable: bool  # False: a required column is missing, its rows are all reported


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What the team's tabs say, and what about them could not be used."""

    records: Records
    issues: tuple[Issue, ...]
    rows: tuple[RowCount, ...]
    tabs: Mapping[str, TabReading]  # input tab id -> how it was understood
    settings: Settings  # of the Settings tab, white-listed keys only


@dataclass(frozen=True, slots=True, kw_only=True)
class _TabIntake:
    frame: pl.DataFrame
    count: RowCount
    reading: TabReading


def read_records(
    grids: Mapping[str, Grid], options: IntakeOptions, *, as_of: date, today: date | None = None
) -> Intake:
    """Read the input tabs.

    Args:
        grids: Input tab id -> its cells; a tab that is not there is an empty frame.
        options: The team's own names and ways of typing.
        as_of: The day on which one looks: days without a year are the nearest to it, and days after
            it are not believed, except planned ones.
        today: The day of the run where that is later: the days between are believed too.
    """
    setting = Setting(as_of=as_of, today=today, locale=options.locale, types=options.types)
    collector = Collector()
    with collector_off():
        read = {
            tab.id: _read_tab(tab, grids[tab.id], options, setting, collector)
            for tab in TABS.values()
            if tab.id in grids
        }
    counts = [found.count for found in read.values()]
    settings: Settings = {}
    if SETTINGS in grids:
        settings, count = read_settings(grids[SETTINGS], collector, options.locale)
        counts.append(count)
    return Intake(
        records=records(**{TABS[tab_id].frame: found.frame for tab_id, found in read.items()}),
        issues=collector.issues(),
        rows=tuple(counts),
        tabs=MappingProxyType({tab_id: found.reading for tab_id, found in read.items()}),
        settings=MappingProxyType(dict(settings)),
    )


def _read_tab(
    tab: InputTab, grid: Grid, options: IntakeOptions, setting: Setting, collector: Collector
) -> _TabIntake:
    names = {column.id for column in tab.columns}
    named = options.columns.get(tab.id, {})
    configured = {name: header for name, header in named.items() if name in names}
    headers = find_headers(grid, aliases(tab.id), configured)
    constants = options.constants.get(tab.id, {})
    start = 0 if headers is None else headers.row + 1
    rows = TabRows(tab=tab, grid=grid, start=start, setting=setting, collector=collector)
    if headers is None:
        count = rows.unusable()
        _report_no_headers(tab, grid, count, collector)
        return _unusable(tab, count, _no_headers(tab, grid))
    known = headers.fields.keys() | constants.keys()
    report_headers(tab, headers, known, collector)
    reading = _reading(tab, grid, headers, known)
    if not reading.usable:
        return _unusable(tab, rows.unusable(), reading)
    frame, count = rows.read(headers, constants)
    return _TabIntake(frame=frame, count=count, reading=reading)


def _unusable(tab: InputTab, count: RowCount, reading: TabReading) -> _TabIntake:
    return _TabIntake(frame=empty(tab.schema), count=count, reading=reading)


def _report_no_headers(tab: InputTab, grid: Grid, count: RowCount, collector: Collector) -> None:
    if count.reported:
        wanted = tuple(column.id for column in tab.required)
        collector.tab("headers_not_found", Place(tab=tab.id), columns=wanted)
    else:
        collector.tab("tab_empty", Place(tab=tab.id), title=grid.tab.title)


def _no_headers(tab: InputTab, grid: Grid) -> TabReading:
    return TabReading(
        title=grid.tab.title,
        header_row=None,
        headers=MappingProxyType({}),
        missing=tuple(column.id for column in tab.columns if column.need is not Need.OPTIONAL),
        unknown=(),
        usable=False,
    )


def _reading(tab: InputTab, grid: Grid, headers: HeaderMap, known: set[str]) -> TabReading:
    wanted = [column.id for column in tab.columns if column.need is not Need.OPTIONAL]
    read = {
        name: header
        for name, header in headers.fields.items()
        if tab.column(name).kind is not Kind.UNUSED
    }
    return TabReading(
        title=grid.tab.title,
        header_row=headers.row + 1,
        headers=MappingProxyType(read),
        missing=tuple(name for name in wanted if name not in known),
        unknown=tuple(header.text for header in headers.unknown),
        usable=not lacking(tab, known),
    )
