"""A look at the team's spreadsheet that leaves nothing behind."""

from dataclasses import dataclass

from jobs.refreshing import study_team
from jobs.session import Session
from jobs.team import Team, read_team
from jobs.understanding import Understood, understand
from quality.findings import Findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The spreadsheet as it is, and what the study finds in it."""

    team: Team
    understood: Understood
    findings: Findings


def look(session: Session) -> Look:
    """Read, understand and study; nothing is laid out and nothing written.

    Raises:
        WorkbookError: If the spreadsheet cannot be read.
        DataError: If its data cannot be used.
    """
    session.stage("1/3 reading the spreadsheet")
    team = read_team(session)
    session.stage("2/3 understanding the rows")
    understood = understand(session, team)
    session.stage("3/3 studying")
    return Look(team=team, understood=understood, findings=study_team(session, understood))
