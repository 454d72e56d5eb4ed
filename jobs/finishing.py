"""The end of a run: what was sent into the sheet, and the outcome in one line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from jobs.counting import many
from jobs.exits import Exit
from jobs.laying_out import RUN_LOG, renamed, row_counts, tenths
from jobs.outbox import Delivered, Posted
from jobs.refreshing import Refreshed
from jobs.session import Outcome, Session
from jobs.told import told_at
from sheets.grid import Grid
from sheets.outputs.catalogue import OUTPUTS
from sheets.placement import find_tab
from sheets.plan import TabPlan
from sheets.refresh import differences, refresh, survey

AFTER_MAIL = ("reorder_briefs", RUN_LOG)
MOST_SHOWN = 40


def mark_sent(session: Session, refreshed: Refreshed, posted: Posted) -> Mapping[str, Grid]:
    """Fill Mails in the Run log and Sent in Reorder briefs; one small request more.

    Returns:
        The tabs as they stand after it, by output id; none where nothing was sent.
    """
    if not posted.delivered.sent or refreshed.report is None:
        return {}
    told = told_at(session)
    context = refreshed.sheet.context
    documents = {
        key: replace(texts, sent_at=told.get(key)) for key, texts in context.documents.items()
    }
    line = replace(refreshed.sheet.line, mails=posted.delivered.sent)
    context = replace(context, documents=documents, runs=(line, *context.runs[1:]))
    tabs = [OUTPUTS[name](refreshed.findings, context) for name in AFTER_MAIL]
    workbook = refreshed.team.workbook
    info = workbook.info()
    ids = refreshed.report.tab_ids
    found = [find_tab(info, tab.id, (tab.title, *tab.titles), ids) for tab in tabs]
    wanted = [tab for tab in found if tab is not None]
    report = refresh(workbook, tabs, info=info, grids=workbook.read(wanted), known=ids)
    return report.grids


def outcome(session: Session, refreshed: Refreshed, posted: Posted) -> Outcome:
    """Return how the run went."""
    line = refreshed.sheet.line
    issues = line.issues or 0
    delivered = posted.delivered
    unsettled = delivered.exit is not Exit.OK
    partial = unsettled or (session.options.strict and issues)
    counts = {
        **row_counts(refreshed.understood),
        **renamed(refreshed.team),
        **_unsent(session, delivered),
        "cells_written": refreshed.sheet.cells,
        "new_signals": line.new_signals or 0,
        "issues": issues,
        "mails": delivered.sent,
        "tenths": tenths(session),
    }
    return Outcome(
        exit=Exit.PARTIAL if partial else Exit.OK,
        message=_summary(session, counts),
        counts=counts,
        details=tuple(_details(refreshed, posted)),
    )


def _unsent(session: Session, delivered: Delivered) -> dict[str, int]:
    """What became of mails that have not left: it tells what the run was kept from."""
    waiting = delivered.counts.get("planned", 0)
    counts = {
        "waiting": waiting,
        "stopped": int(waiting > 0 and session.stop()),
        "refused": sum(delivered.counts.values()) - waiting - delivered.sent,
    }
    return {name: count for name, count in counts.items() if count}


@dataclass(frozen=True, slots=True, kw_only=True)
class Differing:
    """Cells that would change: how many, and the first of them in words."""

    count: int
    shown: tuple[str, ...]


def dry_outcome(refreshed: Refreshed) -> Outcome:
    """Return what a run would have changed, cell by cell."""
    team = refreshed.team
    plans = survey(refreshed.sheet.tabs, info=team.info, grids=team.grids, known=team.known)
    found = differing(plans)
    return Outcome(
        exit=Exit.OK,
        message=f"dry run: {many(found.count, 'cell')} would change; nothing was written or sent",
        details=found.shown,
    )


def differing(plans: Sequence[TabPlan]) -> Differing:
    """Return the cells below the stamps that would change, tab by tab, new rows in one line."""
    lines = [line for plan in plans for line in _changes(plan)]
    shown = lines[:MOST_SHOWN]
    if len(lines) > MOST_SHOWN:
        shown.append(f"... and {len(lines) - MOST_SHOWN} more")
    count = sum(difference.row > 0 for difference in differences(plans))
    return Differing(count=count, shown=tuple(shown))


def _changes(plan: TabPlan) -> Iterator[str]:
    title, new = plan.output.title, frozenset(plan.new_keys)
    if plan.change is None or plan.output.hidden:
        return
    if plan.before is None:
        yield f"{title}: new tab, {many(len(new), 'row')}"
        return
    yield from (f"{title} · {key}: new row" for key in plan.new_keys)
    for one in plan.differences():
        if one.row > 0 and one.key and one.key not in new:
            yield f"{one.tab} · {one.key} · {one.header}: {_shown(one.old)} -> {_shown(one.new)}"


def _details(refreshed: Refreshed, posted: Posted) -> Iterator[str]:
    report = refreshed.report
    for tab in report.tabs if report else ():
        if not tab.id.startswith("_"):
            new = f", {many(len(tab.new), 'new row')}" if tab.new else ""
            yield f"  {tab.title}: {many(tab.cells, 'cell')}{new}"
    for put_back in report.put_back if report else ():
        yield f"  put back: {put_back.tab} · {put_back.key} · {put_back.header}"
    for reply in posted.replies:
        yield f"  mail: {reply}"
    yield from (f"  note: {note}" for note in posted.notes)
    if waiting := posted.delivered.counts.get("planned"):
        yield f"  waiting: {many(waiting, 'mail')}, for `send-pending` or the next run"
    for recipient, said in posted.delivered.refused:
        yield f"  refused: {recipient}: {said}"


def _summary(session: Session, counts: dict[str, int]) -> str:
    return (
        f"{session.as_of}: {many(counts['rows_read'], 'row')} read "
        f"({counts['rows_counted']} counted, {counts['rows_reported']} reported, "
        f"{counts['rows_ignored']} ignored), "
        f"{many(counts['cells_written'], 'cell')} changed, "
        f"{many(counts['new_signals'], 'new signal')}, "
        f"{many(counts['issues'], 'data issue')}, {many(counts['mails'], 'mail')}"
    )


def _shown(value: object) -> str:
    text = "(blank)" if value in {None, ""} else str(value)
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 1]}…"
