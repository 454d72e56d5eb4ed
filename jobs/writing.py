"""The writers of a run: its office, the texts of the sheet, the letters and all documents."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from functools import cached_property
from pathlib import Path

import polars as pl

from briefs.alarms import urgent_letter
from briefs.content import briefs_of, due
from briefs.mail import Letter
from briefs.mail_parts import Desk, MailContext
from briefs.office import BriefDocuments, Office
from briefs.supplier import message_text
from briefs.weekly import express_letter, weekly_letter
from jobs.configuration import Configuration
from jobs.due import next_mail
from jobs.edition import Edition
from jobs.refreshing import Refreshed
from jobs.session import Session
from jobs.told import told_at
from jobs.version import VERSION
from quality.findings import Findings
from quality.reorders import Reorder
from quality.vocabulary import vocabulary
from sheets.backends.google import GoogleOptions, spreadsheet_id
from sheets.outputs.context import BriefTexts

ATTACHED = frozenset({"stop", "switch", "prepare", "hold", "negotiate", "claim_carrier"})


@dataclass(frozen=True)
class Pen:
    """Everything that puts findings into words for one run."""

    session: Session

    @cached_property
    def office(self) -> Office:
        """Writes, draws and sets in every language."""
        settings = self.session.configuration.settings
        return Office(
            language=self.language,
            folder=templates_of(self.session.configuration),
            vocabulary=vocabulary(settings.defect_types),
            purchase=settings.money.purchase_currency,
            own=settings.money.own_currency,
        )

    @property
    def language(self) -> str:
        """The team's language, or the one asked for."""
        return self.session.options.language or self.session.configuration.settings.language.team

    def texts(self, findings: Findings) -> Mapping[str, BriefTexts]:
        """Return what the Reorder briefs tab shows of each reorder: its messages to copy."""
        built = datetime.combine(findings.as_of, time())
        sent = told_at(self.session)
        texts: dict[str, BriefTexts] = {}
        for brief in briefs_of(findings.reorders):
            messages = {
                language: message_text(
                    self.office.writers[language],
                    replace(brief.message, language=language),
                    as_of=findings.as_of,
                )
                for language in ("zh", "vi")
            }
            made = BriefTexts(message_zh=messages["zh"], message_vi=messages["vi"], built_at=built)
            texts |= {
                reorder.key: replace(made, sent_at=sent.get(reorder.key))
                for reorder in brief.reorders
            }
        return texts

    def edition(self, refreshed: Refreshed, *, after: datetime) -> Edition:
        """Return all that the documents of this run are made from.

        Args:
            refreshed: What was found, and the settings with those of the sheet laid over them.
            after: The next weekly mail comes after this moment.
        """
        understood = refreshed.understood
        settings = understood.configuration.settings
        return Edition(
            app_version=VERSION,
            findings=refreshed.findings,
            context=self._context(refreshed, after),
            language=self.language,
            purchase=settings.money.purchase_currency,
            own=settings.money.own_currency,
            defect_types=settings.defect_types,
        )

    def _context(self, refreshed: Refreshed, after: datetime) -> MailContext:
        settings = refreshed.understood.configuration.settings
        return MailContext(
            refreshed_at=self.session.local,
            issues=refreshed.sheet.line.issues or 0,
            next_mail_on=next_mail(settings.schedule, settings.zone, now=after),
            sheet_link=sheet_link(self.session.configuration),
            lookahead_days=settings.brief.lookahead_days,
            max_reorders=settings.mail.max_reorders,
            when_empty=settings.mail.when_empty,
        )


def office_of(edition: Edition, configuration: Configuration) -> Office:
    """Return the office that writes an edition, whatever the settings are by now."""
    return Office(
        language=edition.language,
        folder=templates_of(configuration),
        vocabulary=vocabulary(edition.defect_types),
        purchase=edition.purchase,
        own=edition.own,
    )


def documents_of(
    office: Office, edition: Edition, reorders: Iterable[Reorder]
) -> tuple[BriefDocuments, ...]:
    """Return every document about these reorders, the most pressing brief first."""
    as_of = edition.findings.as_of
    return tuple(office.documents(brief, as_of=as_of) for brief in briefs_of(reorders))


def notes_of(documents: Iterable[BriefDocuments]) -> tuple[str, ...]:
    """Return what could not be drawn in these documents, each once."""
    return tuple(dict.fromkeys(line for made in documents for line in made.warnings))


def desk_of(office: Office, documents: Iterable[BriefDocuments]) -> Desk:
    """Return what a mail is written from; briefs with something to settle are attached."""
    return office.desk(tuple(made for made in documents if made.brief.decision in ATTACHED))


def mailed(edition: Edition) -> tuple[Reorder, ...]:
    """Return the reorders that the weekly mail shows at most."""
    return due(edition.findings, longest=edition.context.max_reorders)


def express(edition: Edition) -> tuple[Reorder, ...]:
    """Return the reorders that are due before the next weekly mail."""
    return tuple(reorder for reorder in edition.findings.reorders if reorder.express)


def urgent(desk: Desk, edition: Edition) -> Letter | None:
    """Return the letter about what cannot wait for the morning; None where nothing is urgent."""
    findings = edition.findings
    overdue = findings.reviews.filter(pl.col("contact_overdue").fill_null(value=False))
    bare = replace(desk, attachments=())
    return urgent_letter(bare, replace(findings, reviews=overdue), edition.context)


def letters_of(desk: Desk, edition: Edition) -> Mapping[str, Letter]:
    """Return the letters that an edition gives, whether they were sent or not."""
    findings, context, hurried = edition.findings, edition.context, express(edition)
    found = {
        "weekly": weekly_letter(desk, findings, context),
        "express": express_letter(desk, findings, context, hurried) if hurried else None,
        "urgent": urgent(desk, edition),
    }
    return {kind: letter for kind, letter in found.items() if letter is not None}


def templates_of(configuration: Configuration) -> Path | None:
    """Return the folder of the team's own templates."""
    folder = configuration.settings.brief.templates
    return None if folder is None else configuration.resolve(folder)


def sheet_link(configuration: Configuration) -> str | None:
    """Return the address of the spreadsheet; None for a file."""
    options = configuration.settings.spreadsheet
    if not isinstance(options, GoogleOptions):
        return None
    return f"https://docs.google.com/spreadsheets/d/{spreadsheet_id(options.url)}/edit"
