"""Which tab of the team's spreadsheet is which input tab, told by its title before it is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from quality.issues import Issue
from sheets import contract
from sheets.contract import SETTINGS, TABS, InputTab
from sheets.grid import Grid, TabInfo, WorkbookInfo
from sheets.header_issues import lacking
from sheets.headers import find_headers, folded, normalised
from sheets.intake_options import IntakeOptions
from sheets.issues import Collector, Place

OURS = "reorder-brief"  # developer metadata on the tabs that we write
_LOOKED_AT = 20  # rows of a tab that nobody knows


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """Which tab of the workbook is which input tab."""

    tabs: Mapping[str, TabInfo]  # input tab id -> tab
    issues: tuple[Issue, ...]


def recognise(info: WorkbookInfo, options: IntakeOptions) -> Recognised:
    """Tell which tabs are input tabs: by config, by an earlier run, by title in any language.

    Of several tabs with fitting titles a visible one wins, then the leftmost. Tabs that we wrote
    ourselves are never input.
    """
    collector = Collector()
    theirs = sorted((tab for tab in info.tabs if OURS not in tab.marks), key=_is_hidden)
    found: dict[str, TabInfo] = {}
    for tab_id, title in options.tabs.items():
        if named := _named(title, theirs):
            found[tab_id] = named
        else:
            titles = ", ".join(tab.title for tab in info.tabs)
            collector.tab("tab_not_found", Place(tab=tab_id), title=title, titles=titles)
    for tab_id in (*TABS, SETTINGS):
        taken = {tab.tab_id for tab in found.values()}
        free = [tab for tab in theirs if tab.tab_id not in taken]
        if tab_id not in options.tabs and (fits := _fitting(tab_id, free, options)):
            found[tab_id] = fits[0]
            _report_others(tab_id, fits, collector)
    return Recognised(tabs=MappingProxyType(found), issues=collector.issues())


def _is_hidden(tab: TabInfo) -> bool:
    return tab.hidden


def _named(title: str, tabs: Sequence[TabInfo]) -> TabInfo | None:
    exact = [tab for tab in tabs if tab.title.strip() == title.strip()]
    alike = [tab for tab in tabs if normalised(tab.title) == normalised(title)]
    return next(iter((*exact, *alike)), None)


def _fitting(tab_id: str, free: Sequence[TabInfo], options: IntakeOptions) -> list[TabInfo]:
    remembered = [tab for tab in free if tab.tab_id == options.remembered.get(tab_id)]
    if remembered:
        return remembered
    for form in (normalised, folded):
        known = {form(title) for title in contract.titles(tab_id)}
        if fits := [tab for tab in free if form(tab.title) in known]:
            return fits
    return []


def _report_others(tab_id: str, fits: Sequence[TabInfo], collector: Collector) -> None:
    if len(fits) > 1:
        others = ", ".join(tab.title for tab in fits[1:])
        collector.tab("tab_twice", Place(tab=tab_id), title=fits[0].title, others=others)


def strangers(info: WorkbookInfo, recognised: Recognised) -> list[TabInfo]:
    """Return the visible tabs that are neither input nor ours, cut to the rows `suggest` needs."""
    taken = {tab.tab_id for tab in recognised.tabs.values()}
    return [
        replace(tab, rows=min(tab.rows, _LOOKED_AT))
        for tab in info.tabs
        if not (tab.tab_id in taken or tab.hidden or OURS in tab.marks) and tab.rows and tab.columns
    ]


def suggest(grids: Sequence[Grid], recognised: Recognised) -> tuple[Issue, ...]:
    """Name tabs of unknown title whose headers look like an input tab that is not there."""
    collector = Collector()
    taken = {tab.tab_id for tab in recognised.tabs.values()}
    for grid in grids:
        if grid.tab.tab_id in taken or OURS in grid.tab.marks:
            continue
        headers, tab_id = max(
            ((_known_headers(grid, tab), tab.id) for tab in TABS.values()), key=_most_headers
        )
        if headers and tab_id not in recognised.tabs:
            slots = {"title": grid.tab.title, "headers": ", ".join(headers), "key": grid.tab.title}
            collector.tab("tab_suggested", Place(tab=tab_id), **slots)
    return collector.issues()


def _known_headers(grid: Grid, tab: InputTab) -> list[str]:
    headers = find_headers(grid, contract.aliases(tab.id), {})
    if headers is None or lacking(tab, headers.fields):
        return []
    return [header.text for header in headers.fields.values()]


def _most_headers(fit: tuple[list[str], str]) -> int:
    return len(fit[0])
