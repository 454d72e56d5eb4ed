"""The path of every job: read, understand, study, lay out, write."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import polars as pl

from jobs.due import next_mail
from jobs.laying_out import Sheet, lay_out
from jobs.remembering import back_up, remember
from jobs.session import Session
from jobs.team import Team, read_team
from jobs.understanding import Understood, understand
from jobs.wordlists import TEAM_LANGUAGES, sampling_tables
from quality.basis import Basis
from quality.codes import Dropped
from quality.findings import MATCHES, Findings
from quality.issues import Issue, RowCount
from quality.records import DEFECTS, empty
from quality.rules import Rules
from quality.study import basis_of, findings_of
from quality.tabs import DEFECT_LOG, REVIEWS
from quality.vocabulary import vocabulary
from sheets.outputs.context import BriefTexts
from sheets.refresh import RefreshReport, refresh

if TYPE_CHECKING:
    from quality.reviews.answers import ReviewWords

Counted: TypeAlias = tuple[Basis, tuple[Issue, ...]]  # and what could not be settled
Document = Callable[[Findings], Mapping[str, BriefTexts]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """One pass over the spreadsheet; `report` is None when nothing was to be written.

    The findings are without `matches`: a row each of the defect log, of which nothing is shown.
    """

    team: Team
    understood: Understood
    findings: Findings
    sheet: Sheet
    report: RefreshReport | None


def refresh_tabs(
    session: Session,
    *,
    job: str,
    document: Document,
    team: Team | None = None,
    meanwhile: Callable[[], object] | None = None,
) -> Refreshed:
    """Bring every output tab up to date, or only plan it in a dry run.

    Args:
        session: The run.
        job: Its name, for the Run log.
        document: Writes the texts of the reorders that stand in their tab.
        team: The spreadsheet where it was just read; None: it is read first.
        meanwhile: Called just before the tabs are written; begins what can be done meanwhile.

    Raises:
        WorkbookError: If the spreadsheet cannot be read or written.
        DataError: If its data cannot be used.
    """
    if team is None:
        session.stage("1/4 reading the spreadsheet")
        team = read_team(session)
    session.stage("2/4 understanding the rows")
    understood = understand(session, team)
    team.forget_inputs()
    session.stage("3/4 studying")
    counted = count_team(session, understood)
    understood = _lighter(understood)
    findings = study_team(session, understood, counted)
    del counted  # the findings of a large log take much room, and no step after this reads them
    understood = replace(understood, rows=settled(understood.rows, findings))
    findings = replace(findings, matches=empty(MATCHES))
    documents = document(findings)
    sheet = lay_out(session, team, understood, findings, job=job, documents=documents)
    report = None
    if not session.options.dry_run:
        session.stage("4/4 writing the tabs")
        session.ledger.remember_standing("")
        back_up(session, team)
        if meanwhile is not None:
            meanwhile()
        report = _written(session, team, understood, findings, sheet)
    return Refreshed(
        team=team, understood=understood, findings=findings, sheet=sheet, report=report
    )


def _lighter(understood: Understood) -> Understood:
    """Without the defect log, of which nothing is read once it is matched and counted."""
    return replace(understood, records=replace(understood.records, defects=empty(DEFECTS)))


def settled(rows: Sequence[RowCount], findings: Findings) -> tuple[RowCount, ...]:
    """Return where the rows went once duplicates and rows marked `ignore` are known."""
    dropped = findings.matches.filter(~pl.col("counted"))
    doubled = dropped.filter(pl.col("dropped") == Dropped.DUPLICATE).height
    return tuple(
        replace(
            count,
            counted=count.counted - dropped.height,
            reported=count.reported + doubled,
            ignored=count.ignored + dropped.height - doubled,
        )
        if count.tab == DEFECT_LOG
        else count
        for count in rows
    )


def count_team(session: Session, understood: Understood) -> Counted:
    """Match and count a team's records as of the day of the run."""
    settings = understood.configuration.settings
    return basis_of(
        understood.records,
        _asked(session, understood.rules),
        as_of=session.as_of,
        vocabulary=vocabulary(settings.defect_types),
        tables=sampling_tables(),
        reviews=_studies_reviews(understood),
    )


def study_team(session: Session, understood: Understood, counted: Counted) -> Findings:
    """Study what was counted; the defect log itself is not read again.

    Args:
        session: The run.
        understood: What the team wrote, with or without its defect log.
        counted: From `count_team`.
    """
    settings = understood.configuration.settings
    basis, issues = counted
    return findings_of(
        basis,
        issues,
        next_mail_on=next_mail(settings.schedule, settings.zone, now=session.moment),
        review_words=review_words(session, understood),
        now=None if session.options.as_of else session.local.replace(minute=0, second=0),
    )


def _studies_reviews(understood: Understood) -> bool:
    """Whether there is a Reviews tab that is wanted."""
    features = understood.configuration.settings.features
    return features.reviews != "off" and REVIEWS in understood.tabs


def review_words(session: Session, understood: Understood) -> "ReviewWords | None":
    """Return what reviews are sorted and answered with; None where they are left out."""
    if not _studies_reviews(understood):
        return None
    from jobs.lexicon import load_lexicon, load_reply_phrases, load_reply_rules
    from quality.reviews.answers import ReviewWords

    settings = understood.configuration.settings
    language = session.options.language or settings.language.team
    return ReviewWords(
        lexicon=load_lexicon(settings.reviews.terms),
        replies=load_reply_rules(),
        phrases={name: load_reply_phrases(name) for name in TEAM_LANGUAGES},
        language=language,
    )


def _asked(session: Session, rules: Rules) -> Rules:
    days = session.options.lookahead_days
    if days is None:
        return rules
    return replace(rules, brief=replace(rules.brief, lookahead_days=days))


def _written(
    session: Session, team: Team, understood: Understood, findings: Findings, sheet: Sheet
) -> RefreshReport:
    report = refresh(
        team.workbook,
        sheet.tabs,
        info=team.info,
        grids=team.grids,
        known=team.known,
        planned=sheet.planned,
    )
    remember(session, team, understood, findings, report)
    return report
