"""A look at the team's spreadsheet that leaves nothing behind."""

from dataclasses import dataclass

from jobs.refreshing import Counted, count_team, study_team
from jobs.session import Session
from jobs.team import Team, read_team
from jobs.understanding import Understood, understand
from quality.findings import Findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The spreadsheet as it is, and what the study finds in it."""

    team: Team
    understood: Understood
    counted: Counted
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
    counted = count_team(session, understood)
    findings = study_team(session, understood, counted)
    return Look(team=team, understood=understood, counted=counted, findings=findings)
