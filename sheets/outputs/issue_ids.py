"""Issues as people count them: the same thing in several rows is one issue with one lasting id."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from quality.issues import Issue
from sheets.outputs.context import OutputContext


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueGroup:
    """Issues with one key: the same problem, perhaps in several rows."""

    id: str
    first: Issue  # the one highest up in its tab
    rows: int  # rows that share it


def issue_id(issue: Issue) -> str:
    """Return the lasting id of an issue: the same on every night and every machine."""
    digest = hashlib.blake2b(issue.key.encode(), digest_size=6).hexdigest()
    return f"DI-{digest}"


def grouped(issues: Iterable[Issue]) -> tuple[IssueGroup, ...]:
    """Return the issues by id, in the order of their first appearance."""
    alike: dict[str, list[Issue]] = {}
    for issue in issues:
        alike.setdefault(issue_id(issue), []).append(issue)
    return tuple(
        IssueGroup(
            id=identity,
            first=min(members, key=lambda issue: issue.row or 0),
            rows=sum(issue.rows for issue in members),
        )
        for identity, members in alike.items()
    )


def open_count(context: OutputContext) -> int:
    """Return how many issues are open: told and not ticked away by a person."""
    if context.open_issues is not None:
        return context.open_issues
    told = {issue_id(issue) for issue in context.issues}
    return len(told - context.ignored)
