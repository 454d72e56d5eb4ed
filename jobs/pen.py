"""The writer of a run: the texts of the sheet, and what its documents are made from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from briefs.content import briefs_of
from briefs.render import Writer, writers_of_all
from briefs.supplier import message_text
from jobs.configuration import Configuration
from jobs.due import next_mail
from jobs.refreshing import Refreshed
from jobs.session import Session
from jobs.told import told_at
from jobs.version import VERSION
from quality.findings import Findings
from quality.vocabulary import vocabulary
from sheets.backends.google import GoogleOptions, spreadsheet_link
from sheets.outputs.context import BriefTexts

if TYPE_CHECKING:
    from briefs.mail_parts import MailContext
    from briefs.office import Office
    from jobs.edition import Edition


@dataclass(frozen=True)
class Pen:
    """Everything that puts findings into words for one run."""

    session: Session

    @cached_property
    def office(self) -> "Office":
        """Writes, draws and sets in every language."""
        from briefs.office import Office

        return Office(language=self.language, writers=self.writers)

    @cached_property
    def writers(self) -> Mapping[str, Writer]:
        """Write in every language."""
        settings = self.session.configuration.settings
        return writers_of_all(
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
                    self.writers[language],
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

    def edition(self, refreshed: Refreshed, *, after: datetime) -> "Edition":
        """Return all that the documents of this run are made from.

        Args:
            refreshed: What was found, and the settings with those of the sheet laid over them.
            after: The next weekly mail comes after this moment.
        """
        from jobs.edition import Edition

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

    def _context(self, refreshed: Refreshed, after: datetime) -> "MailContext":
        from briefs.mail_parts import MailContext

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


def templates_of(configuration: Configuration) -> Path | None:
    """Return the folder of the team's own templates."""
    folder = configuration.settings.brief.templates
    return None if folder is None else configuration.resolve(folder)


def sheet_link(configuration: Configuration) -> str | None:
    """Return the address of the spreadsheet; None for a file."""
    options = configuration.settings.spreadsheet
    if not isinstance(options, GoogleOptions):
        return None
    return spreadsheet_link(options.url)
