"""Our tabs as they were before a run: what can be put back, how it differs, and back it goes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jobs.counting import many
from jobs.exits import Exit, NotThereError
from jobs.finishing import differing
from jobs.ledger import Kept
from jobs.remembering import back_up
from jobs.session import Outcome, Session
from jobs.surroundings import Surroundings
from jobs.team import Team, read_team
from jobs.understanding import blank_context
from quality.findings import nothing_found
from sheets.grid import Grid, TabInfo
from sheets.outputs.catalogue import OUTPUTS
from sheets.outputs.table import OutputTab
from sheets.refresh import RefreshReport, refresh, survey
from sheets.restoring import made_anew, restored

NOT_RESTORED = frozenset({"run_log", "_trend"})  # what happened stays told; charts follow
SHORT = 8  # characters of a run id that are shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The backup to put back: of each tab its layout and the cells that were kept."""

    run_id: str
    layouts: Mapping[str, OutputTab]
    kept: Mapping[str, Grid]


def backups(around: Surroundings) -> Outcome:
    """List the backups, newest first."""
    jobs = {run.run_id: run.job for run in around.ledger.runs(limit=1000)}
    zone = around.configuration.settings.zone
    lines = [
        f"{kept.run_id[:SHORT]}  {kept.created_at.astimezone(zone):%Y-%m-%d %H:%M}  before "
        f"{jobs.get(kept.run_id, 'a run')}, {many(len(kept.names), 'tab')}"
        for kept in around.ledger.backups()
    ]
    shows = "`reorder-brief restore RUN --dry-run` shows what would change"
    message = f"{many(len(lines), 'backup')}; {shows}"
    return Outcome(exit=Exit.OK, message=message, details=tuple(lines))


def restore(
    session: Session, *, run_id: str | None = None, only: str | None = None, yours: bool = False
) -> Outcome:
    """Put our tabs back as they were before a run, or show in a dry run what would change.

    Args:
        session: The run.
        run_id: Of the backup, or enough of its beginning; None: the latest.
        only: One tab, by its id or title.
        yours: Put people's cells back also where they hold something else by now.

    Raises:
        NotThereError: If there is no such backup, or no such tab in it.
        WorkbookError: If the spreadsheet cannot be read or written.
    """
    wanted = _wanted(session, run_id, only)
    session.stage("1/2 reading the spreadsheet")
    team = read_team(session)
    if session.options.dry_run:
        lines = differing(
            survey(
                _tabs(wanted, team, yours=yours),
                info=team.info,
                grids=team.grids,
                known=team.known,
            )
        )
        message = f"dry run: {many(lines.count, 'cell')} would be put back; nothing was written"
        return Outcome(exit=Exit.OK, message=message, details=lines.shown)
    session.stage("2/2 writing the tabs")
    back_up(session, team)
    return _outcome(session, wanted, _written(wanted, team, session, yours=yours))


def _wanted(session: Session, run_id: str | None, only: str | None) -> Wanted:
    chosen = _chosen(session.ledger.backups(), run_id)
    bodies = session.ledger.stored(chosen.run_id, "backup")
    kept = {name: _grid(body) for name, body in bodies.items() if name not in NOT_RESTORED}
    layouts = {name: _layout(session, name) for name in kept if name in OUTPUTS}
    if only is not None:
        layouts = {name: one for name, one in layouts.items() if _is(only, name, one, kept[name])}
    if not layouts:
        titles = ", ".join(grid.tab.title for grid in kept.values())
        msg = f"no tab {only!r} in that backup; it has: {titles}"
        raise NotThereError(msg)
    return Wanted(run_id=chosen.run_id, layouts=layouts, kept=kept)


def _chosen(known: Sequence[Kept], run_id: str | None) -> Kept:
    found = [kept for kept in known if run_id is None or kept.run_id.startswith(run_id)]
    if not known:
        msg = "there is no backup yet; the first run makes one"
        raise NotThereError(msg)
    if not found:
        msg = f"no backup of a run {run_id!r}; `reorder-brief restore --list` shows them"
        raise NotThereError(msg)
    if run_id is not None and len(found) > 1:
        msg = f"several runs begin with {run_id!r}: {', '.join(kept.run_id for kept in found)}"
        raise NotThereError(msg)
    return found[0]


def _grid(body: bytes) -> Grid:
    kept = json.loads(body)
    columns = kept["columns"]
    rows = max((len(column) for column in columns), default=0)
    tab = TabInfo(tab_id=kept["tab_id"], title=kept["title"], rows=rows, columns=len(columns))
    return Grid(tab=tab, columns=columns)


def _layout(session: Session, name: str) -> OutputTab:
    """The tab without rows, in the language of the team."""
    return OUTPUTS[name](nothing_found(session.as_of), blank_context(session))


def _is(only: str, name: str, layout: OutputTab, kept: Grid) -> bool:
    titles = (name, kept.tab.title, layout.title, *layout.titles)
    return only.casefold() in {title.casefold() for title in titles}


def _tabs(wanted: Wanted, team: Team, *, yours: bool) -> list[OutputTab]:
    return [
        restored(layout, wanted.kept[name], team.outputs.get(name), yours=yours)
        for name, layout in wanted.layouts.items()
    ]


def _written(wanted: Wanted, team: Team, session: Session, *, yours: bool) -> RefreshReport:
    """Make the tabs that are gone, then fill all of them; one small read more for those."""
    gone = [name for name in wanted.layouts if name not in team.outputs]
    if gone:
        tabs = [made_anew(wanted.layouts[name], wanted.kept[name]) for name in gone]
        made = refresh(team.workbook, tabs, info=team.info, grids=team.grids, known=team.known)
        session.ledger.remember_tabs(made.tab_ids)
        team = read_team(session)
    report = refresh(
        team.workbook,
        _tabs(wanted, team, yours=yours),
        info=team.info,
        grids=team.grids,
        known=team.known,
    )
    session.ledger.remember_tabs(report.tab_ids)
    return report


def _outcome(session: Session, wanted: Wanted, report: RefreshReport) -> Outcome:
    told = [f"  {tab.title}: {many(tab.cells, 'cell')}" for tab in report.tabs]
    left = [f"  left alone: {issue.slots.get('title')} ({issue.code})" for issue in report.issues]
    cells = sum(tab.cells for tab in report.tabs)
    message = (
        f"{many(cells, 'cell')} put back as before run {wanted.run_id[:SHORT]}; "
        f"to undo: reorder-brief restore {session.run_id[:SHORT]}"
    )
    counts = {"cells_written": cells}
    return Outcome(exit=Exit.OK, message=message, counts=counts, details=(*told, *left))
