"""The line on top of each tab: when it was refreshed, how it went, what to fill in next."""

from quality.findings import Findings
from quality.words import Words, plain
from sheets.outputs.context import OutputContext
from sheets.outputs.issue_ids import open_count
from sheets.outputs.table import Stamp

_ABOUT_THE_PROGRAM = {"data_issues", "run_log", "_trend"}  # nothing to fill in makes these better


def stamp(tab: str, *, findings: Findings, context: OutputContext, yours: bool) -> Stamp:
    """Return the stamp of a tab; it ends with the one next thing to fill in, where there is one."""
    words = context.words
    parts = [
        words(
            "stamp.refreshed",
            moment=context.at.strftime("%Y-%m-%d %H:%M"),
            timezone=context.timezone,
        ),
        words(f"stamp.result.{context.result}"),
        _issues(open_count(context), words),
        *([words("stamp.yours")] if yours else []),
    ]
    if findings.next_to_fill and tab not in _ABOUT_THE_PROGRAM:
        parts.append(words(f"stamp.next.{findings.next_to_fill}"))
    return Stamp(text=plain(" · ".join(parts)), at=context.at)


def _issues(count: int, words: Words) -> str:
    which = {0: "none", 1: "one"}.get(count, "many")
    return words(f"stamp.issues.{which}", count=words.number(count))
