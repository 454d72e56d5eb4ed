"""What a nightly run does once the spreadsheet was read."""

from typing import TYPE_CHECKING

from jobs.finishing import dry_outcome, mark_sent, outcome
from jobs.loading import load_meanwhile
from jobs.outbox import Posted
from jobs.pen import Pen
from jobs.program import program
from jobs.refreshing import refresh_tabs
from jobs.remembering import keep
from jobs.session import Outcome, Session
from jobs.team import Team, read_team
from jobs.unchanged import note_standing, stamped, unchanged

if TYPE_CHECKING:
    from jobs.edition import Edition


def after_reading(session: Session, team: Team) -> Outcome:
    """Refresh the output tabs, and mail what cannot wait; see `nightly.run`."""
    standing = unchanged(session, team)
    if standing is not None:
        done = stamped(session, team, standing)
        if done is not None:
            return done
        team = read_team(session)
    pen = Pen(session)
    refreshed = refresh_tabs(
        session, job="nightly", document=pen.texts, team=team, meanwhile=lambda: _begin(session)
    )
    if session.options.dry_run:
        return dry_outcome(refreshed)
    edition = pen.edition(refreshed, after=session.moment)
    keep(session, edition)
    posted = Posted() if session.options.no_mail else _posted(session, pen, edition)
    written = mark_sent(session, refreshed, posted)
    note_standing(session, refreshed, posted, written)
    return outcome(session, refreshed, posted)


def _begin(session: Session) -> None:
    """Begin what is needed after the write, while the tabs are being written."""
    letters = () if session.options.no_mail else ("jobs.dispatch",)
    load_meanwhile(("jobs.edition", *letters), prepare=program)


def _posted(session: Session, pen: Pen, edition: "Edition") -> Posted:
    from jobs.dispatch import post_nightly

    return post_nightly(session, pen.office, edition)
