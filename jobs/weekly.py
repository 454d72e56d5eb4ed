"""Every week: the nightly steps, then the briefs of the coming reorders by mail."""

from datetime import timedelta

from jobs.dispatch import post_weekly
from jobs.edition import narrowed
from jobs.finishing import dry_outcome, mark_sent, outcome
from jobs.outbox import Posted
from jobs.pen import Pen
from jobs.preview import write_documents
from jobs.refreshing import refresh_tabs
from jobs.remembering import keep
from jobs.session import Outcome, Session


def run(session: Session) -> Outcome:
    """Refresh the output tabs and mail the briefs, each once.

    Raises:
        NotThereError: If only a product is wanted of which no reorder is planned.
        WorkbookError: If the spreadsheet cannot be read or written.
        DataError: If its data cannot be used.
        MailError: If no letter can be sent until a person mends something.
    """
    pen = Pen(session)
    refreshed = refresh_tabs(session, job="weekly", document=pen.texts)
    if session.options.dry_run:
        return dry_outcome(refreshed)
    edition = pen.edition(refreshed, after=session.moment + timedelta(days=1))
    keep(session, edition)
    if session.options.out is not None:
        wanted = narrowed(edition, session.options.sku)
        write_documents(session.configuration, wanted, session.options.out)
    posted = Posted() if session.options.no_mail else post_weekly(session, pen.office, edition)
    mark_sent(session, refreshed, posted)
    return outcome(session, refreshed, posted)
