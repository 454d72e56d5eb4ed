"""Check 11: the tabs that we write are there, open to us, and have their headers."""

from collections.abc import Iterator, Mapping, Sequence

from jobs.checks.visit import Visit
from jobs.checks.voice import Voice
from jobs.checkup import Finding
from jobs.exits import Exit
from jobs.team import output_tabs
from jobs.wordlists import all_words
from sheets.backends.google import GoogleWorkbook
from sheets.grid import Grid, TabInfo, WorkbookError
from sheets.outputs.catalogue import output_columns
from sheets.outputs.context import OutputContext
from sheets.outputs.table import OutputColumn
from sheets.placement import find_frame, header_columns
from sheets.refresh import is_strangers


def check_outputs(visit: Visit, say: Voice) -> Iterator[Finding]:
    """Look at each of our tabs; those that are not there yet are made by the first run."""
    assert visit.info is not None  # noqa: S101 - its step needs it
    assert visit.workbook is not None  # noqa: S101 - its step needs what was read with it
    remembered = visit.ledger.known_tabs() if visit.ledger else {}
    found = output_tabs(visit.info, remembered)
    try:
        grids = visit.workbook.read(list(found.values()))
    except WorkbookError as error:
        yield say.error(error)
        return
    ours = {
        name: tab
        for name, tab in found.items()
        if remembered.get(name) == tab.tab_id or not is_strangers(grids[tab.tab_id])
    }
    columns = output_columns(_context(visit))
    findings = [
        finding
        for name, tab in ours.items()
        for finding in _tab(visit, tab, grids[tab.tab_id], columns[name], say)
    ]
    yield from findings
    if not findings:
        yield say.ok("fine" if ours else "none", n=len(ours))


def _context(visit: Visit) -> OutputContext:
    settings = visit.settings
    return OutputContext(
        at=visit.clock().astimezone(settings.zone).replace(tzinfo=None),
        timezone=settings.locale.timezone,
        language=settings.language.team,
        all_words=all_words(),
        rules=settings.rules,
    )


def _tab(
    visit: Visit, tab: TabInfo, grid: Grid, columns: Sequence[OutputColumn], say: Voice
) -> Iterator[Finding]:
    workbook = visit.workbook
    if tab.protected or tab.locked:
        account = workbook.account if isinstance(workbook, GoogleWorkbook) else ""
        yield say.fail("protected", Exit.PERMISSION, title=tab.title, account=account)
    frame = find_frame(grid)
    if frame is None:
        yield say.fail("keys_gone", Exit.DATA, title=tab.title)
        return
    managed = [column for column in columns if not column.yours]
    places: Mapping[str, Sequence[int]] = header_columns(grid, frame, managed)
    for column in managed:
        if not places[column.id]:
            yield say.warn("header_gone", title=tab.title, header=column.header)
