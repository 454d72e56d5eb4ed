"""Every document of a brief from one fact set; fonts, compiler and templates are loaded once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from briefs.asks import said
from briefs.content import Brief, supplier_brief
from briefs.mail import Attachment, Picture
from briefs.mail_parts import Desk
from briefs.pages import BriefPage, brief_html, brief_page, brief_text, by_data
from briefs.render import Writer, writers_of_all
from briefs.supplier import message_text
from briefs.team import fallback_line, leverage_line
from quality.reorders import Reorder

if TYPE_CHECKING:
    from briefs.claims import Evidence
    from briefs.documents import Pages, Typesetter
    from briefs.fonts import FontShelf
    from briefs.printing import Press

PDF = "application/pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReorderTexts:
    """What the Reorder briefs tab shows of one reorder; ordinary spaces only."""

    asks: tuple[str, ...]
    fallback: str
    leverage: str
    message_zh: str
    message_vi: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefDocuments:
    """All documents of one brief; what could not be drawn is said in `warnings`."""

    brief: Brief
    name: str  # ASCII, for files
    page: BriefPage
    html: str
    text: str
    pdf: "Pages"
    letter: "Pages | None"
    evidence: "Evidence | None"
    pictures: Mapping[str, tuple[Picture, ...]]  # by reorder key
    warnings: tuple[str, ...] = ()


class Office:
    """Writes, draws and sets in the team's language and in those of its suppliers."""

    def __init__(
        self,
        *,
        language: str,
        writers: Mapping[str, Writer] | None = None,
        shelf: "FontShelf | None" = None,
    ) -> None:
        """Open the office.

        Args:
            language: The team's language, vi or en.
            writers: One for every language; None: of those who have nothing of their own.
            shelf: Fonts; None: those of this machine.
        """
        self.writers = writers_of_all() if writers is None else writers
        self.team = self.writers[language]
        self._shelf = shelf

    def texts(self, reorder: Reorder, *, as_of: date) -> ReorderTexts:
        """Return the texts of one reorder for its row in the Reorder briefs tab."""
        message = supplier_brief([reorder])
        plain = self.team.words.plainly
        return ReorderTexts(
            asks=tuple(plain(said(self.team, ask, "team")) for ask in reorder.for_supplier.asks),
            fallback=plain(fallback_line(self.team, reorder)),
            leverage=plain(leverage_line(self.team, reorder)),
            message_zh=plain(message_text(self.writers["zh"], message, as_of=as_of)),
            message_vi=plain(message_text(self.writers["vi"], message, as_of=as_of)),
        )

    def documents(self, brief: Brief, *, as_of: date, drawn: bool = True) -> BriefDocuments:
        """Return every document of one brief; charts only if they are to be drawn."""
        press = self._press
        charts = press.charts(brief) if drawn else {}
        pictures = {key: tuple(chart.picture() for chart in drawn) for key, drawn in charts.items()}
        page = brief_page(self.team, self.writers, brief, as_of=as_of)
        shown = {key: tuple(map(by_data, drawn)) for key, drawn in pictures.items()}
        pdf = press.pdf(page, charts, as_of)
        letter, evidence = press.claim(brief.message, as_of, drawn=drawn)
        return BriefDocuments(
            brief=brief,
            name=file_name(brief),
            page=page,
            html=brief_html(self.team, page, pictures=shown, as_of=as_of),
            text=brief_text(self.team, page, as_of=as_of),
            pdf=pdf,
            letter=letter,
            evidence=evidence,
            pictures=pictures,
            warnings=press.warnings(brief, pdf, letter),
        )

    def desk(self, documents: tuple[BriefDocuments, ...]) -> Desk:
        """Return what the mails are written from: pictures by reorder, briefs as attachments."""
        pictures = {key: drawn for made in documents for key, drawn in made.pictures.items()}
        attachments = tuple(
            Attachment(name=f"{made.name}.pdf", content=made.pdf.content, kind=PDF)
            for made in documents
        )
        return Desk(
            team=self.team, writers=self.writers, pictures=pictures, attachments=attachments
        )

    @cached_property
    def setter(self) -> "Typesetter":
        """The typesetter with its fonts."""
        return self._press.setter

    @cached_property
    def _press(self) -> "Press":
        from briefs.printing import Press  # noqa: PLC0415 - slow to import

        return Press(self.team, self.writers, self._shelf)


def file_name(brief: Brief) -> str:
    """Return a file name for a brief: its first products and the week, ASCII only."""
    skus = "-".join(ascii_only(reorder.for_supplier.sku) for reorder in brief.reorders[:3])
    return f"brief-{skus[:60].strip('-')}-{brief.week:%Y%m%d}"


def ascii_only(text: str) -> str:
    """Return a text as a part of a file name."""
    kept = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in text)
    return kept.strip("-")[:40] or "x"
