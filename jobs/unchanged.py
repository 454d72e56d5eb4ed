"""A night on which nothing has changed: new stamps and a line in the Run log, and no study."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from jobs.counting import many
from jobs.exits import Exit
from jobs.laying_out import RUN_LOG, earlier_runs, in_a_sentence, renamed, row_counts, tenths
from jobs.outbox import MOST_UNCLEAR, Posted
from jobs.refreshing import Refreshed
from jobs.session import Outcome, Session
from jobs.standing import Standing, fingerprints, last_standing, remember_standing, same
from jobs.team import Team
from jobs.understanding import blank_context, marks_of
from jobs.version import VERSION
from quality.findings import Findings, nothing_found
from sheets.grid import Grid, ReadAgainError, TabChange, TabNotFoundError
from sheets.outputs.catalogue import OUTPUTS
from sheets.outputs.context import OutputContext, RunLine
from sheets.outputs.issue_ids import open_count
from sheets.outputs.table import OutputTab
from sheets.placement import SEARCHED_ROWS
from sheets.plan import TabPlan, runs_of
from sheets.refresh import survey
from sheets.settle import settle


def note_standing(
    session: Session, refreshed: Refreshed, posted: Posted, written: Mapping[str, Grid]
) -> None:
    """Keep what this run leaves behind, so that the next one can tell whether anything changed.

    Args:
        session: The run.
        refreshed: What it read, found and wrote.
        posted: What became of its letters; where any of them still waits nothing is kept.
            Nor is it where a person marked a row after the tabs were read: no study saw that.
        written: Output tab id -> its cells as they stand after the last write.
    """
    report = refreshed.report
    if report is None or posted.delivered.exit is not Exit.OK:
        return
    outputs = {**report.grids, **written}
    if not _as_studied(session, refreshed, outputs):
        return
    team = replace(refreshed.team, known={**refreshed.team.known, **report.tab_ids})
    line, context = refreshed.sheet.line, refreshed.sheet.context
    next_to_fill = refreshed.findings.next_to_fill
    remember_standing(
        session,
        Standing(
            fingerprints=tuple(fingerprints(session, team, outputs)),
            mailed=not session.options.no_mail,
            result=context.result,
            open_issues=open_count(context),
            next_to_fill=None if next_to_fill is None else str(next_to_fill),
            counts={
                "issues": line.issues or 0,
                "new_signals": line.new_signals or 0,
                **row_counts(refreshed.understood),
                **renamed(refreshed.team),
            },
        ),
    )


def _as_studied(session: Session, refreshed: Refreshed, outputs: Mapping[str, Grid]) -> bool:
    """Tell whether the marks that stand in the tabs by now are those that were studied."""
    marks = marks_of(session, refreshed.team.outputs, outputs)
    (read, unreadable), (now, unreadable_now) = marks
    same = read.sort("tab", "key").equals(now.sort("tab", "key"))
    return same and {issue.key for issue in unreadable} == {issue.key for issue in unreadable_now}


def unchanged(session: Session, team: Team) -> Standing | None:
    """Return what the last nightly run left behind where this one would find the same."""
    options = session.options
    standing = None if options.full or options.dry_run else last_standing(session)
    if standing is None or not (standing.mailed or options.no_mail):
        return None
    if session.ledger.waiting(session.clock(), most_unclear=MOST_UNCLEAR):
        return None
    return standing if same(standing, session, team) else None


def stamped(session: Session, team: Team, standing: Standing) -> Outcome | None:
    """Stamp the tabs and note the run in its log.

    Three requests of a Google spreadsheet: two that were made to read `team`, and one write that
    shows where its cells landed.

    Returns:
        How the run went; None: something moved meanwhile, so that a whole run is needed, which
        must read the spreadsheet again.
    """
    session.stage("2/2 nothing has changed: stamping the tabs")
    line = _line(session, standing)
    changes = _changes(session, team, standing, line)
    if changes is None or not _written(team, changes):
        session.ledger.remember_standing("")
        return None
    return _outcome(session, standing)


def _line(session: Session, standing: Standing) -> RunLine:
    counts = standing.counts
    return RunLine(
        id=session.run_id,
        started_at=session.local,
        job="nightly",
        result=standing.result,
        seconds=tenths(session) / 10,
        rows_read=counts["rows_read"],
        cells_written=0,
        new_signals=counts["new_signals"],
        issues=counts["issues"],
        mails=0,
        version=VERSION,
        message=in_a_sentence(counts, blank_context(session)),
    )


def _changes(
    session: Session, team: Team, standing: Standing, line: RunLine
) -> Sequence[TabChange] | None:
    """Return the writes, or None where more than stamps and the Run log would be written."""
    context = replace(
        blank_context(session), result=standing.result, open_issues=standing.open_issues
    )
    context = replace(context, runs=(line, *earlier_runs(session, context)))
    findings = replace(nothing_found(session.as_of), next_to_fill=standing.next_to_fill)
    tabs = [_tab(name, findings, context) for name in OUTPUTS]
    plans = survey(tabs, info=team.info, grids=team.grids, known=team.known)
    if not all(_only_stamps(plan) for plan in plans):
        return None
    return [plan.change for plan in plans if plan.change is not None]


def _tab(name: str, findings: Findings, context: OutputContext) -> OutputTab:
    """The Run log with its rows; of the other tabs nothing but the stamp."""
    tab = OUTPUTS[name](findings, context)
    if name == RUN_LOG:
        return tab
    return replace(tab, keys=(), cells=dict.fromkeys(tab.cells, ()), status_column=None, renamed={})


def _only_stamps(plan: TabPlan) -> bool:
    change = plan.change
    if plan.output.id == RUN_LOG or change is None:
        return plan.before is not None
    return change.tab_id is not None and not (
        change.body
        or change.retitle
        or change.insert_rows
        or change.delete_rows
        or change.make
        or change.views
    )


def _written(team: Team, changes: Sequence[TabChange]) -> bool:
    """Write; tell whether every cell landed where it was meant to. What we hit is put back."""
    try:
        seen = team.workbook.write_and_look(changes, rows=SEARCHED_ROWS)
    except (ReadAgainError, TabNotFoundError):
        return False
    put_back = []
    for change in changes:
        tab_id = str(change.tab_id)
        before = team.grids[tab_id].top(SEARCHED_ROWS)
        settlement = settle(before, change, seen[tab_id])
        if settlement.hits:
            cells = {at: settlement.truth.cell(*at) for at in settlement.hits}
            body = tuple(runs_of(cells))
            put_back.append(TabChange(tab_id=tab_id, title=change.title, body=body))
    if put_back:
        team.workbook.write(put_back)
    return not put_back


def _outcome(session: Session, standing: Standing) -> Outcome:
    counts = {**standing.counts, "cells_written": 0, "mails": 0, "tenths": tenths(session)}
    partial = session.options.strict and counts["issues"]
    return Outcome(
        exit=Exit.PARTIAL if partial else Exit.OK,
        message=(
            f"{session.as_of}: nothing has changed since the last run, so nothing was studied; "
            f"{many(counts['rows_read'], 'row')} read, 0 cells changed, "
            f"{many(counts['issues'], 'data issue')}"
        ),
        counts=counts,
    )
