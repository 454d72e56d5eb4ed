"""Every night: read, understand, study, lay out, write; then mail what cannot wait."""

from jobs.dispatch import Posted, post_nightly
from jobs.finishing import dry_outcome, mark_sent, outcome
from jobs.refreshing import refresh_tabs
from jobs.remembering import keep
from jobs.session import Outcome, Session
from jobs.team import read_team
from jobs.unchanged import note_standing, stamped, unchanged
from jobs.writing import Pen


def run(session: Session) -> Outcome:
    """Refresh the output tabs.

    Raises:
        WorkbookError: If the spreadsheet cannot be read or written.
        DataError: If its data cannot be used.
        SettingsError: If the Settings tab holds a value that is refused.
        MailError: If no letter can be sent until a person mends something.
    """
    session.stage("1/4 reading the spreadsheet")
    team = read_team(session)
    standing = unchanged(session, team)
    if standing is not None:
        done = stamped(session, team, standing)
        if done is not None:
            return done
        team = read_team(session)
    pen = Pen(session)
    refreshed = refresh_tabs(session, job="nightly", document=pen.texts, team=team)
    if session.options.dry_run:
        return dry_outcome(refreshed)
    edition = pen.edition(refreshed, after=session.moment)
    keep(session, edition)
    posted = Posted() if session.options.no_mail else post_nightly(session, pen.office, edition)
    written = mark_sent(session, refreshed, posted)
    note_standing(session, refreshed, posted, written)
    return outcome(session, refreshed, posted)
