"""From findings to the output tabs of this run, with what the study does not know beside them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from jobs.ledger import Run
from jobs.session import Session
from jobs.team import Team
from jobs.understanding import Understood, blank_context
from jobs.version import VERSION
from jobs.wordlists import all_words
from quality.findings import Findings
from quality.issues import Issue
from quality.renaming import old_codes
from quality.words import Words
from sheets.backends.google import GoogleOptions, spreadsheet_link
from sheets.outputs.catalogue import OUTPUTS
from sheets.outputs.context import BriefTexts, OutputContext, Place, RunLine
from sheets.outputs.issue_ids import issue_id, open_count
from sheets.outputs.table import STAMP_ROW, OutputTab
from sheets.plan import TabPlan
from sheets.refresh import survey

RUNS_SHOWN, RUN_LOG = 200, "run_log"
_RESULTS = {"running": "crashed"}  # the others are called as in the ledger
_RENAMED = "renamed_"  # begins the count of a tab of ours that people call otherwise
_COUNTED = ("rows_read", "cells_written", "new_signals", "issues", "mails")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The tabs as they will be written."""

    tabs: tuple[OutputTab, ...]
    context: OutputContext
    cells: int  # that change, stamp and Run log left out
    line: RunLine
    planned: tuple[TabPlan, ...]  # how the tabs but the Run log will be written


def lay_out(
    session: Session,
    team: Team,
    understood: Understood,
    findings: Findings,
    *,
    job: str,
    documents: Mapping[str, BriefTexts],
) -> Sheet:
    """Lay out every tab; what the planning of the write found is told in Data issues too."""
    context = _context(session, team, understood, findings, documents)
    tabs = _tabs(findings, context)
    planned = survey(tabs, info=team.info, grids=team.grids, known=team.known)
    found = tuple(issue for plan in planned for issue in plan.issues)
    cells = sum(_cells(plan) for plan in planned if plan.output.id != RUN_LOG)
    if found:
        context = _with_issues(session, context, (*context.issues, *found), understood)
        tabs, planned = _tabs(findings, context), ()
    line = run_line(session, team, understood, findings, context, job=job, cells=cells)
    context = replace(context, runs=(line, *earlier_runs(session, context)))
    tabs = tuple(OUTPUTS[RUN_LOG](findings, context) if tab.id == RUN_LOG else tab for tab in tabs)
    kept = tuple(plan for plan in planned if plan.output.id != RUN_LOG)
    return Sheet(tabs=tabs, context=context, cells=cells, line=line, planned=kept)


def run_line(
    session: Session,
    team: Team,
    understood: Understood,
    findings: Findings,
    context: OutputContext,
    *,
    job: str,
    cells: int,
) -> RunLine:
    """Return this run as the Run log tells it, before its mails."""
    rows = understood.rows
    return RunLine(
        id=session.run_id,
        started_at=session.local,
        job=job,
        result=context.result,
        seconds=tenths(session) / 10,
        rows_read=sum(count.read for count in rows),
        cells_written=cells,
        new_signals=int(findings.signals["is_new"].sum()),
        issues=open_count(context),
        mails=0,
        version=VERSION,
        message=in_a_sentence({**row_counts(understood), **renamed(team)}, context),
    )


def tenths(session: Session) -> int:
    """Return how long the run has taken so far, in tenths of a second."""
    return round((session.clock() - session.started_at).total_seconds() * 10)


def row_counts(understood: Understood) -> dict[str, int]:
    """Return where the rows of all tabs went; the last three add up to the first."""
    return {
        f"rows_{part}": sum(getattr(count, part) for count in understood.rows)
        for part in ("read", "counted", "reported", "ignored")
    }


def renamed(team: Team) -> dict[str, int]:
    """Return a count of 1 for each tab of ours that was found under a title of the team's own."""
    return {
        f"{_RENAMED}{name}": 1
        for name, grid in team.outputs.items()
        if not any(_is_called(grid.tab.title, words(f"{name}.title")) for words in _languages())
    }


def _languages() -> Collection[Words]:
    return all_words().values()


def _is_called(title: str, usual: str) -> bool:
    """Tell whether a title is ours; another number stands behind it where it was taken before."""
    rest = title.casefold().removeprefix(usual.casefold())
    return rest != title.casefold() and (not rest or rest.strip().isdigit())


def in_a_sentence(counts: Mapping[str, int], context: OutputContext) -> str:
    """Say where the rows of a run went, or nothing when it did not get so far.

    Tabs that people renamed are told by the names that we gave them.
    """
    if "rows_counted" not in counts:
        return ""
    words = context.words
    parts = ("read", "counted", "reported", "ignored")
    done = words("run.done", **{part: words.number(counts[f"rows_{part}"]) for part in parts})
    titles = [words(f"{name}.title") for name in OUTPUTS if f"{_RENAMED}{name}" in counts]
    return words("run.renamed", done=done, tabs=words.joined(titles)) if titles else done


def _cells(plan: TabPlan) -> int:
    runs = plan.change.runs if plan.change else ()
    return sum(len(run.values) for run in runs if run.row != STAMP_ROW)


def _tabs(findings: Findings, context: OutputContext) -> tuple[OutputTab, ...]:
    return tuple(output(findings, context) for output in OUTPUTS.values())


def _context(
    session: Session,
    team: Team,
    understood: Understood,
    findings: Findings,
    documents: Mapping[str, BriefTexts],
) -> OutputContext:
    context = replace(
        blank_context(session),
        rules=understood.rules,
        places=_places(session, team, understood),
        documents=documents,
        old_skus=old_codes(understood.records.skus),
    )
    return _with_issues(session, context, (*understood.issues, *findings.issues), understood)


def _with_issues(
    session: Session, context: OutputContext, issues: tuple[Issue, ...], understood: Understood
) -> OutputContext:
    ids = list(dict.fromkeys(issue_id(issue) for issue in issues))
    marks = understood.records.marks
    ticked = marks.filter((marks["tab"] == "data_issues") & marks["ignore"])["key"].to_list()
    ignored = frozenset(ids) & frozenset(ticked)
    return replace(
        context,
        issues=issues,
        first_seen=session.ledger.first_seen(
            ids, on=session.as_of, keep=not session.options.dry_run
        ),
        ignored=ignored,
        open_issues=len(ids) - len(ignored),
        result="issues" if set(ids) - ignored else "ok",
    )


def _places(session: Session, team: Team, understood: Understood) -> dict[str, Place]:
    options = session.configuration.settings.spreadsheet
    google = isinstance(options, GoogleOptions)
    address = spreadsheet_link(options.url) if isinstance(options, GoogleOptions) else ""
    return {
        name: Place(
            title=grid.tab.title,
            gid=grid.tab.tab_id if google else None,
            address=address,
            columns=_letters(understood, name),
        )
        for name, grid in team.inputs.items()
    }


def _letters(understood: Understood, tab: str) -> dict[str, str]:
    reading = understood.tabs.get(tab)
    return {} if reading is None else {key: head.letter for key, head in reading.headers.items()}


def earlier_runs(session: Session, context: OutputContext) -> Sequence[RunLine]:
    """Return the runs before this one as the Run log tells them, newest first."""
    runs = session.ledger.runs(limit=RUNS_SHOWN)
    return [_line(session, run, context) for run in runs if run.run_id != session.run_id]


def _line(session: Session, run: Run, context: OutputContext) -> RunLine:
    zone = session.configuration.settings.zone
    counts = {name: run.counts.get(name) for name in _COUNTED}
    took = run.counts.get("tenths")
    return RunLine(
        id=run.run_id,
        started_at=run.started_at.astimezone(zone).replace(tzinfo=None),
        job=run.job,
        result=_result(run),
        seconds=None if took is None else took / 10,
        version=run.app_version,
        message=in_a_sentence(run.counts, context) or run.error or "",
        **counts,
    )


def _result(run: Run) -> str:
    if run.status == "ok" and run.counts.get("issues"):
        return "issues"
    if run.status != "partial":
        return _RESULTS.get(run.status, run.status)
    if run.counts.get("stopped"):
        return "stopped"
    return "waiting" if run.counts.get("waiting") and not run.counts.get("refused") else "refused"
