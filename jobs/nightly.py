"""Every night: read, understand, study, lay out, write; then mail what cannot wait."""

from jobs.dispatch import Posted, post_nightly
from jobs.finishing import dry_outcome, mark_sent, outcome
from jobs.refreshing import refresh_tabs
from jobs.remembering import keep
from jobs.session import Outcome, Session
from jobs.writing import Pen


def run(session: Session) -> Outcome:
    """Refresh the output tabs.

    Raises:
        WorkbookError: If the spreadsheet cannot be read or written.
        DataError: If its data cannot be used.
        SettingsError: If the Settings tab holds a value that is refused.
        MailError: If no letter can be sent until a person mends something.
    """
    pen = Pen(session)
    refreshed = refresh_tabs(session, job="nightly", document=pen.texts)
    if session.options.dry_run:
        return dry_outcome(refreshed)
    edition = pen.edition(refreshed, after=session.moment)
    keep(session, edition)
    posted = Posted() if session.options.no_mail else post_nightly(session, pen.office, edition)
    mark_sent(session, refreshed, posted)
    return outcome(session, refreshed, posted)
