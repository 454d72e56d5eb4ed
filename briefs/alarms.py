"""Mails that do not wait for the week: what is urgent tonight, and a run that failed."""

from datetime import datetime

import polars as pl

from briefs.mail import Letter
from briefs.mail_parts import (
    Desk,
    MailContext,
    MailText,
    fitting,
    footer,
    laid_out,
    lines_of,
    moment,
    signal_line,
    waiting_lines,
)
from briefs.render import Section, Writer
from quality.codes import SignalKind
from quality.findings import Findings


def urgent_letter(desk: Desk, findings: Findings, context: MailContext) -> Letter | None:
    """Return the mail at night about what is new and urgent, and serious reviews that wait.

    New are urgent signals and clusters of bad reviews.

    None when there is nothing of the kind.
    """
    team = desk.team
    urgent = findings.signals.filter(
        pl.col("is_new"),
        (pl.col("level") == "urgent") | (pl.col("kind") == SignalKind.REVIEW_CLUSTER),
        ~pl.col("closed"),
    )
    lines = [signal_line(team, row) for row in urgent.iter_rows(named=True)]
    waiting = findings.reviews.filter(pl.col("group") == "contact_now")
    lines += waiting_lines(team, waiting)
    if not lines:
        return None
    skus = dict.fromkeys([*urgent["sku"], *waiting["sku"]])
    taken = len(team.words("mail.urgent_subject", list=""))
    subject = team.words("mail.urgent_subject", list=fitting([*skus], taken))
    section = Section("urgent", team.words("mail.urgent_title"), tuple(lines))
    text = MailText(
        title=team.words("mail.urgent_title"),
        sections=(section,),
        footer=footer(team, findings, context),
        sheet_link=context.sheet_link,
    )
    return laid_out(desk, text, subject, findings.as_of)


def notice_letter(
    writer: Writer,
    *,
    job: str,
    at: datetime,
    fix: str,
    details: str,
    repeats: int = 0,
    about: str = "mail.notice",
) -> Letter:
    """Return a notice for the admins: that a run failed, or other news of that kind.

    Args:
        writer: The language of the team.
        job: nightly, weekly, ...
        at: When it happened, local wall time.
        fix: What a person should do, one or more lines.
        details: What the log says, without secrets.
        repeats: How often it happened again since the last notice.
        about: Which news: where its words begin (`<about>_subject`, `_title` and `_body`).
    """
    words, said_at = writer.words, moment(writer, at)
    parts = [
        Section("fix", words("mail.notice_fix"), lines_of(fix)),
        Section("details", words("mail.notice_details"), lines_of(details)),
    ]
    if repeats:
        parts[0] = Section(
            "fix", parts[0].label, (*parts[0].lines, words("mail.notice_repeat", n=repeats))
        )
    text = MailText(
        title=words(f"{about}_title"),
        intro=words(f"{about}_body", job=job, moment=said_at),
        sections=tuple(part for part in parts if part.lines),
    )
    subject = words(f"{about}_subject", job=job, moment=said_at)
    return laid_out(Desk(team=writer, writers={}), text, subject, at.date())
