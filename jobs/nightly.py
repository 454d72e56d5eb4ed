"""Every night: read, understand, study, lay out, write; then mail what cannot wait."""

from jobs.session import Outcome, Session
from jobs.team import read_team

_LATER = ("sheets.outputs.catalogue", "jobs.night_steps")  # slow to load, not needed for reading


def run(session: Session) -> Outcome:
    """Refresh the output tabs.

    Raises:
        WorkbookError: If the spreadsheet cannot be read or written.
        DataError: If its data cannot be used.
        MailError: If no letter can be sent until a person mends something.
    """
    session.stage("1/4 reading the spreadsheet")
    team = read_team(session, meanwhile=_LATER)
    from jobs.night_steps import after_reading

    return after_reading(session, team)
