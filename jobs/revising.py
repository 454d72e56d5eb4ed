"""A letter that was sent, made anew from today's facts and sent as a revision."""

from dataclasses import dataclass

from jobs.dispatch import revised
from jobs.edition import Edition
from jobs.exits import Exit, NotThereError
from jobs.letters import revise
from jobs.pen import Pen
from jobs.refreshing import refresh_tabs
from jobs.runner import run_job
from jobs.session import Outcome, RunOptions, Session
from jobs.surroundings import Surroundings


def deliver_revised(around: Surroundings, key: str) -> Outcome:
    """Send a new revision of a letter, on purpose; the sheet is read and not written.

    Args:
        around: What the process works with.
        key: The letter's key, or enough of its beginning.
    """
    made: list[_Now] = []

    def look(session: Session) -> Outcome:
        made.append(_now(session))
        return Outcome(exit=Exit.OK, message="")

    outcome = run_job("revise", look, around, options=RunOptions(dry_run=True))
    if not made:
        return outcome
    now = made[0]
    try:
        return revise(
            around,
            key,
            lambda revision: revised(now.session, now.pen.office, now.edition, revision),
        )
    except NotThereError as error:
        return Outcome(exit=Exit.USAGE, message=str(error))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Now:
    """Today's facts, and what writes them."""

    session: Session
    pen: Pen
    edition: Edition


def _now(session: Session) -> _Now:
    pen = Pen(session)
    refreshed = refresh_tabs(session, job="weekly", document=lambda _findings: {})
    return _Now(session=session, pen=pen, edition=pen.edition(refreshed, after=session.moment))
