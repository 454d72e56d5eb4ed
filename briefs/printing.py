"""What of a brief is drawn and set: charts, the PDF, the claim letter and its evidence.

Drawing and typesetting take longer to load than most nights take to run: `briefs/office.py`
imports this file when the first document is made, and not before.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from briefs.charts import Artist, Chart, svgs
from briefs.claims import Evidence, claim_letter, evidence_sheet
from briefs.content import Brief, SupplierBrief
from briefs.documents import Pages, Typesetter
from briefs.fonts import PACKAGE, FontShelf, font_shelf
from briefs.office import ascii_only
from briefs.pages import BriefPage
from briefs.render import Writer

MOST_PAGES = 2
MOST_LISTED = 24  # products and shared asks that a PDF lists
CHARTED = 10  # reorders of one brief that get charts

Charts = Mapping[str, tuple[Chart, ...]]  # by reorder key


@dataclass(frozen=True)
class Press:
    """Draws and sets in the team's language and in those of its suppliers."""

    team: Writer
    writers: Mapping[str, Writer]
    given: FontShelf | None = None  # None: the fonts of this machine

    @cached_property
    def shelf(self) -> FontShelf:
        """The fonts, looked for once."""
        return self.given or font_shelf()

    @cached_property
    def setter(self) -> Typesetter:
        """The typesetter with its fonts."""
        return Typesetter(self.shelf)

    def charts(self, brief: Brief) -> Charts:
        """Return the charts of the first reorders of a brief."""
        artist = Artist(self.team, self.shelf)
        charts = {}
        for reorder in brief.reorders[:CHARTED]:
            start = ascii_only(reorder.key)
            drawn = (
                artist.rates(reorder.for_supplier, name=f"rates-{start}"),
                artist.types(reorder.for_supplier, name=f"types-{start}"),
            )
            charts[reorder.key] = tuple(chart for chart in drawn if chart is not None)
        return charts

    def pdf(self, page: BriefPage, charts: Charts, as_of: date) -> Pages:
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

    def claim(
        self, message: SupplierBrief, as_of: date, *, drawn: bool
    ) -> tuple[Pages | None, Evidence | None]:
        """Return claim letter and evidence sheet; none where no font has their language."""
        if message.language == "zh" and not self.shelf.chinese:
            return None, None
        writer = self.writers[message.language]
        copy = None if writer is self.team else self.team
        artist = Artist(writer, self.shelf) if drawn else None
        return (
            claim_letter(self.setter, writer, copy, message, as_of=as_of),
            evidence_sheet(self.setter, artist, writer, message, as_of=as_of),
        )

    def warnings(self, brief: Brief, pdf: Pages, letter: Pages | None) -> tuple[str, ...]:
        """Say what could not be drawn."""
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
