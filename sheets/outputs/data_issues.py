"""Data issues: what could not be used as it stands, where it is and how to mend it."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from quality.findings import Findings
from quality.issues import Issue, Severity
from quality.words import Words, plain
from sheets.issues import spoken
from sheets.outputs.context import OutputContext, Place
from sheets.outputs.issue_ids import IssueGroup, grouped
from sheets.outputs.layout import Plan, laid_out
from sheets.outputs.table import Kind, OutputTab

PLAN = Plan(
    id="data_issues",
    columns={
        "severity": Kind.TEXT,
        "tab": Kind.TEXT,
        "row": Kind.INTEGER,
        "link": Kind.TEXT,
        "problem": Kind.TEXT,
        "did": Kind.TEXT,
        "fix": Kind.TEXT,
        "first_seen": Kind.DAY,
        "open": Kind.TEXT,
        "ignore": Kind.TICK,
        "note": Kind.TEXT,
    },
    yours=frozenset({"ignore", "note"}),
    status_column="open",
    colours={"cell.open": "orange", "cell.inactive": "grey", "cell.ignored": "grey"},
    worst={"first_seen": False},
    settled=("cell.inactive", "cell.ignored"),
    wide={"problem": 48, "did": 40, "fix": 48},
)
_SCHEMA = {
    "_key": pl.String(),
    "severity": pl.String(),
    "tab": pl.String(),
    "row": pl.Int64(),
    "link": pl.String(),
    "problem": pl.String(),
    "did": pl.String(),
    "fix": pl.String(),
    "first_seen": pl.Date(),
    "open": pl.String(),
}


_WORST_FIRST = list(Severity)


def data_issues(findings: Findings, context: OutputContext) -> OutputTab:
    """Return one row an issue, worst first, then by tab and row."""
    groups = sorted(grouped(context.issues), key=_rank)
    rows = [_row(group, findings.as_of, context) for group in groups]
    frame = pl.DataFrame(rows, schema=_SCHEMA, orient="row")
    return laid_out(PLAN, frame, findings=findings, context=context)


def _rank(group: IssueGroup) -> tuple[int, str, int, str]:
    issue = group.first
    return _WORST_FIRST.index(issue.severity), issue.tab, issue.row or 0, group.id


def _row(group: IssueGroup, as_of: date, context: OutputContext) -> tuple[object, ...]:
    issue, words = group.first, context.words
    place = context.places.get(issue.tab)
    title = _title(issue.tab, place, words)
    slots = {"tab": title, **spoken(issue, words), "rows": group.rows}
    state = "ignored" if group.id in context.ignored else "open"
    return (
        group.id,
        words(f"cell.severity.{issue.severity}"),
        title,
        issue.row,
        place.link(row=issue.row, column=issue.column) if place else None,
        _problem(group, slots, words),
        plain(words(_did(group.first), **slots)),
        plain(words(f"issue.{issue.code}.fix", **slots)),
        context.first_seen.get(group.id, as_of),
        words(f"cell.{state}"),
    )


def _did(issue: Issue) -> str:
    """A cell that cannot be used costs the whole row where its column is required."""
    return f"issue.{'value_missing' if issue.slots.get('uncounted') else issue.code}.did"


def _title(tab: str, place: Place | None, words: Words) -> str:
    """The title that a tab has, or else the one that we would give it."""
    if place is not None:
        return place.title
    return words.get(f"tab.{tab}") or words.get(f"{tab}.title") or tab


def _problem(group: IssueGroup, slots: Mapping[str, object], words: Words) -> str:
    """Return what is wrong, and in how many rows unless the sentence says so itself."""
    key = f"issue.{group.first.code}.problem"
    problem = words(key, **slots)
    if group.rows == 1 or "{rows}" in (words.get(key) or ""):
        return plain(problem)
    return plain(words("data_issues.several", problem=problem, rows=words.number(group.rows)))
