"""Every document of a brief from one fact set; fonts, compiler and templates are loaded once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from briefs.asks import said
from briefs.charts import Artist, Chart, svgs
from briefs.claims import Evidence, claim_letter, evidence_sheet
from briefs.content import Brief, SupplierBrief, supplier_brief
from briefs.documents import Pages, Typesetter
from briefs.fonts import PACKAGE, FontShelf, font_shelf
from briefs.mail import Attachment, Picture
from briefs.mail_parts import Desk
from briefs.pages import BriefPage, brief_html, brief_page, brief_text, by_data
from briefs.render import Writer
from briefs.supplier import message_text
from briefs.team import fallback_line, leverage_line
from briefs.words import languages
from quality.reorders import Reorder
from quality.vocabulary import DEFECT_TYPES, Vocabulary

MOST_PAGES = 2
MOST_LISTED = 24  # products and shared asks that a PDF lists
CHARTED = 10  # reorders of one brief that get charts
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
    pdf: Pages
    letter: Pages | None
    evidence: Evidence | None
    pictures: Mapping[str, tuple[Picture, ...]]  # by reorder key
    warnings: tuple[str, ...] = ()


class Office:
    """Writes, draws and sets in the team's language and in those of its suppliers."""

    def __init__(
        self,
        *,
        language: str,
        folder: Path | None = None,
        vocabulary: Vocabulary = DEFECT_TYPES,
        purchase: str = "CNY",
        own: str = "VND",
        shelf: FontShelf | None = None,
    ) -> None:
        """Open the office.

        Args:
            language: The team's language, vi or en.
            folder: The team's own templates.
            vocabulary: Defect types with the team's own.
            purchase: Currency of factory prices.
            own: Currency of the team's costs.
            shelf: Fonts; None: those of this machine.
        """
        self.writers = {
            code: Writer(code, folder=folder, vocabulary=vocabulary, purchase=purchase, own=own)
            for code in languages()
        }
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
        charts = self._charts(brief) if drawn else {}
        pictures = {key: tuple(chart.picture() for chart in drawn) for key, drawn in charts.items()}
        page = brief_page(self.team, self.writers, brief, as_of=as_of)
        shown = {key: tuple(map(by_data, drawn)) for key, drawn in pictures.items()}
        pdf = self._pdf(page, charts, as_of)
        letter, evidence = self._claim(brief.message, as_of, drawn=drawn)
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
            warnings=self._warnings(brief, pdf, letter),
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
    def shelf(self) -> FontShelf:
        """The fonts, looked for when the first document is set."""
        return self._shelf or font_shelf()

    @cached_property
    def setter(self) -> Typesetter:
        """The typesetter with its fonts."""
        return Typesetter(self.shelf)

    def _charts(self, brief: Brief) -> dict[str, tuple[Chart, ...]]:
        artist = Artist(self.team, self.shelf)
        charts = {}
        for reorder in brief.reorders[:CHARTED]:
            start = _ascii(reorder.key)
            drawn = (
                artist.rates(reorder.for_supplier, name=f"rates-{start}"),
                artist.types(reorder.for_supplier, name=f"types-{start}"),
            )
            charts[reorder.key] = tuple(chart for chart in drawn if chart is not None)
        return charts

    def _pdf(self, page: BriefPage, charts: Mapping[str, tuple[Chart, ...]], as_of: date) -> Pages:
        """Set the internal brief on two pages at most: fewer products at length until it fits."""
        pictures = svgs({chart.name: chart for drawn in charts.values() for chart in drawn})
        sources = (
            self.team.source(
                "layouts/brief.typ.j2",
                **{name: getattr(page, name) for name in BriefPage.__slots__},
                detailed=page.documents[:detailed],
                listed=listed,
                charts=charts if drawn else {},
                fonts=self.shelf.families,
                as_of=as_of,
            )
            for detailed, listed, drawn in _lengths(len(page.documents))
        )
        _, pages = self.setter.fitted(sources, most=MOST_PAGES, as_of=as_of, pictures=pictures)
        return pages

    def _claim(
        self, message: SupplierBrief, as_of: date, *, drawn: bool
    ) -> tuple[Pages | None, Evidence | None]:
        if message.language == "zh" and not self.shelf.chinese:
            return None, None
        writer = self.writers[message.language]
        copy = None if writer is self.team else self.team
        artist = Artist(writer, self.shelf) if drawn else None
        return (
            claim_letter(self.setter, writer, copy, message, as_of=as_of),
            evidence_sheet(self.setter, artist, writer, message, as_of=as_of),
        )

    def _warnings(self, brief: Brief, pdf: Pages, letter: Pages | None) -> tuple[str, ...]:
        found = []
        if brief.message.language == "zh" and not self.shelf.chinese:
            found.append(f"no Chinese font: letter and evidence sheet not made; install {PACKAGE}")
        missing = "".join(dict.fromkeys(pdf.missing + (letter.missing if letter else "")))
        if missing:
            found.append(f"no font has these signs: {missing}; a box stands for each")
        return tuple(found)


def _lengths(reorders: int) -> list[tuple[int, int, bool]]:
    """Return how many products stand at length, how many are listed, and whether with charts."""
    longest = min(reorders, 2 * MOST_PAGES)
    at_length = [(count, MOST_LISTED, True) for count in range(longest, 0, -1)]
    listed = [(0, MOST_LISTED // part, False) for part in (1, 2, 4)]
    return [*at_length, (1, MOST_LISTED, False), *listed]


def file_name(brief: Brief) -> str:
    """Return a file name for a brief: its first products and the week, ASCII only."""
    skus = "-".join(_ascii(reorder.for_supplier.sku) for reorder in brief.reorders[:3])
    return f"brief-{skus[:60].strip('-')}-{brief.week:%Y%m%d}"


def _ascii(text: str) -> str:
    kept = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in text)
    return kept.strip("-")[:40] or "x"
