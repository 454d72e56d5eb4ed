"""The path of every job: read, understand, study, lay out, write."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time

from jobs.due import next_slot
from jobs.laying_out import Sheet, lay_out
from jobs.remembering import back_up, remember
from jobs.session import Session
from jobs.team import Team, read_team
from jobs.understanding import Understood, understand
from jobs.wordlists import sampling_tables
from quality.findings import Findings
from quality.rules import Rules
from quality.study import study
from quality.vocabulary import vocabulary
from sheets.outputs.context import BriefTexts
from sheets.refresh import RefreshReport, refresh

Document = Callable[[Findings, Understood], Mapping[str, BriefTexts]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """One pass over the spreadsheet; `report` is None when nothing was to be written."""

    team: Team
    understood: Understood
    findings: Findings
    sheet: Sheet
    report: RefreshReport | None


def refresh_tabs(session: Session, *, job: str, document: Document) -> Refreshed:
    """Bring every output tab up to date, or only plan it in a dry run.

    Args:
        session: The run.
        job: Its name, for the Run log.
        document: Writes the texts of the reorders that stand in their tab.

    Raises:
        WorkbookError: If the spreadsheet cannot be read or written.
        DataError: If its data cannot be used.
        SettingsError: If the Settings tab holds a value that is refused.
    """
    session.say("1/4 reading the spreadsheet")
    team = read_team(session)
    session.say("2/4 understanding the rows")
    understood = understand(session, team)
    session.say("3/4 studying")
    findings = study_team(session, understood)
    documents = document(findings, understood)
    sheet = lay_out(session, team, understood, findings, job=job, documents=documents)
    report = None
    if not session.options.dry_run:
        session.say("4/4 writing the tabs")
        report = _written(session, team, understood, findings, sheet)
    return Refreshed(
        team=team, understood=understood, findings=findings, sheet=sheet, report=report
    )


def study_team(session: Session, understood: Understood) -> Findings:
    """Study a team's records as of the day of the run."""
    settings = understood.configuration.settings
    day = datetime.combine(session.as_of, time.max, tzinfo=settings.zone)
    weekly = next_slot("weekly", settings.schedule.weekly, settings.zone, now=day)
    return study(
        understood.records,
        _asked(session, understood.rules),
        as_of=session.as_of,
        vocabulary=vocabulary(settings.defect_types),
        tables=sampling_tables(),
        next_mail_on=weekly.at.date(),
    )


def _asked(session: Session, rules: Rules) -> Rules:
    days = session.options.lookahead_days
    if days is None:
        return rules
    return replace(rules, brief=replace(rules.brief, lookahead_days=days))


def _written(
    session: Session, team: Team, understood: Understood, findings: Findings, sheet: Sheet
) -> RefreshReport:
    back_up(session, team)
    report = refresh(team.workbook, sheet.tabs, info=team.info, grids=team.grids, known=team.known)
    remember(session, team, understood, findings, report)
    return report
