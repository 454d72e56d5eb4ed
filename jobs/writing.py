"""The writers of a run: the team's language, every language of a message, fonts and charts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from functools import cached_property

from briefs.charts import Artist
from briefs.content import briefs_of, due
from briefs.fonts import font_shelf
from briefs.mail import Picture
from briefs.mail_parts import Desk, MailContext
from briefs.render import Writer
from briefs.supplier import message_text
from jobs.due import next_slot
from jobs.session import Session
from jobs.told import told_at
from jobs.understanding import Understood
from quality.findings import Findings
from quality.reorders import Reorder
from quality.vocabulary import vocabulary
from sheets.backends.google import GoogleOptions, spreadsheet_id
from sheets.outputs.context import BriefTexts

MESSAGE_LANGUAGES = ("zh", "vi", "en")
CHARTED = frozenset({"stop", "switch", "prepare", "hold", "negotiate"})


@dataclass(frozen=True)
class Pen:
    """Everything that puts findings into words for one run."""

    session: Session

    @cached_property
    def team(self) -> Writer:
        """Writes for the team."""
        return self._writer(
            self.session.options.language or self.session.configuration.settings.language.team
        )

    @cached_property
    def writers(self) -> Mapping[str, Writer]:
        """Writes to suppliers and agents, by language."""
        return {language: self._writer(language) for language in MESSAGE_LANGUAGES}

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

    def desk(self, reorders: Sequence[Reorder]) -> Desk:
        """Return who writes a mail, with the charts of the reorders in it."""
        return Desk(team=self.team, writers=self.writers, pictures=self._pictures(reorders))

    def context(self, understood: Understood, issues: int, *, after: datetime) -> MailContext:
        """Return what a mail tells beside the findings; the next one comes after a moment."""
        settings = understood.configuration.settings
        weekly = next_slot("weekly", settings.schedule.weekly, settings.zone, now=after)
        return MailContext(
            refreshed_at=self.session.local,
            issues=issues,
            next_mail_on=weekly.at.date(),
            sheet_link=self._sheet_link(),
            lookahead_days=settings.brief.lookahead_days,
            max_reorders=settings.mail.max_reorders,
            when_empty=settings.mail.when_empty,
        )

    def _writer(self, language: str) -> Writer:
        settings = self.session.configuration.settings
        folder = settings.brief.templates
        return Writer(
            language,
            folder=None if folder is None else self.session.configuration.resolve(folder),
            vocabulary=vocabulary(settings.defect_types),
            purchase=settings.money.purchase_currency,
            own=settings.money.own_currency,
        )

    def _pictures(self, reorders: Sequence[Reorder]) -> Mapping[str, Sequence[Picture]]:
        artist = Artist(self.team, font_shelf())
        drawn = {}
        for place, reorder in enumerate(reorders):
            if reorder.decision.value in CHARTED:
                charts = (
                    artist.rates(reorder.for_supplier, name=f"rates-{place}"),
                    artist.types(reorder.for_supplier, name=f"types-{place}"),
                )
                drawn[reorder.key] = tuple(chart.picture() for chart in charts if chart)
        return drawn

    def _sheet_link(self) -> str | None:
        options = self.session.configuration.settings.spreadsheet
        if not isinstance(options, GoogleOptions):
            return None
        return f"https://docs.google.com/spreadsheets/d/{spreadsheet_id(options.url)}/edit"


def mailed(findings: Findings, most: int) -> tuple[Reorder, ...]:
    """Return the reorders that one mail shows."""
    return due(findings, longest=most)
