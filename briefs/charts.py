"""The two pictures of a brief: the rate lot by lot, and the kinds of defects, most first.

Both say in words what they show; the tables beside them carry the numbers.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from briefs.fonts import FontShelf
from briefs.mail import Picture
from briefs.render import Writer
from quality.reorders import LotFacts, SupplierFacts

WIDTH, HEIGHT = 480, 200  # pixels as shown; the file has twice as many
_DOTS_AN_INCH = 200
_INK, _QUIET, _BAR, _LIMIT = "#1f2937", "#6b7280", "#4b6f9c", "#b42318"
MOST_LOTS, MOST_TYPES = 8, 6
_LONGEST_NAME = 18
_SMALL, _LARGE = 9, 11  # points
_BAR_HEIGHT, _BAR_MARGIN = 42, 34  # pixels as shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A drawn chart and what it shows."""

    name: str
    alt: str
    figure: Figure

    def picture(self) -> Picture:
        """Return it as PNG, twice as many pixels as are shown."""
        target = io.BytesIO()
        self.figure.savefig(target, format="png", dpi=_DOTS_AN_INCH, metadata={"Software": None})
        width, height = (round(side * _DOTS_AN_INCH / 2) for side in self.figure.get_size_inches())
        return Picture(
            name=self.name, png=target.getvalue(), alt=self.alt, width=width, height=height
        )

    def svg(self) -> str:
        """Return it as SVG, letters as outlines."""
        target = io.StringIO()
        with mpl.rc_context({"svg.hashsalt": self.name, "svg.fonttype": "path"}):
            self.figure.savefig(target, format="svg", metadata={"Date": None, "Creator": None})
        return target.getvalue()


class Artist:
    """Draws in the language of a writer, with the fonts of this machine."""

    def __init__(self, writer: Writer, shelf: FontShelf) -> None:
        self._writer, self._shelf = writer, shelf

    def rates(self, facts: SupplierFacts, *, name: str = "rates") -> Chart | None:
        """Return the rate of each lot with its interval and the tolerance; None without a rate."""
        lots = [lot for lot in _in_time(facts) if lot.fraction is not None and lot.units]
        if not lots:
            return None
        figure, axes = self._paper()
        self._draw_rates(axes, lots, facts.tolerance)
        return Chart(name=name, alt=self._rates_alt(lots, facts.tolerance), figure=figure)

    def types(self, facts: SupplierFacts, *, name: str = "types") -> Chart | None:
        """Return the kinds of defects, most first; None without a defect."""
        counted = dict(facts.lot.types) if facts.lot else dict(facts.window_types)
        ordered = sorted(counted.items(), key=lambda item: -item[1])[:MOST_TYPES]
        ordered = [(code, units) for code, units in ordered if units]
        if not ordered:
            return None
        figure, axes = self._paper(min(HEIGHT, _BAR_MARGIN + _BAR_HEIGHT * len(ordered)))
        self._draw_types(axes, ordered)
        return Chart(name=name, alt=self._types_alt(ordered), figure=figure)

    def _draw_rates(self, axes: Axes, lots: Sequence[LotFacts], tolerance: float) -> None:
        words = self._writer.words
        rates = [100 * _rate(lot) for lot in lots]
        spread = [
            [rate - 100 * (lot.lower or 0.0) for rate, lot in zip(rates, lots, strict=True)],
            [100 * (lot.upper or _rate(lot)) - rate for rate, lot in zip(rates, lots, strict=True)],
        ]
        places = range(len(lots))
        axes.errorbar(
            places,
            rates,
            yerr=[[max(0.0, value) for value in side] for side in spread],
            fmt="o",
            color=_INK,
            ecolor=_QUIET,
            capsize=4,
            markersize=6,
        )
        axes.axhline(100 * tolerance, color=_LIMIT, linestyle="--", linewidth=1.2)
        self._note(
            axes,
            words("chart.tolerance", rate=words.percentage(tolerance)),
            (len(lots) - 0.52, 100 * tolerance),
            (0, 3),
            limit=True,
        )
        for place, lot, rate in zip(places, lots, rates, strict=True):
            self._note(axes, words.percent(_rate(lot)), (place, rate), (9, 0), size=_LARGE)
        axes.set_xlim(-0.5, len(lots) - 0.5)
        top = 1.12 * max([*(100 * (lot.upper or _rate(lot)) for lot in lots), 2.0])
        axes.set_ylim(-0.06 * top, top)
        axes.set_xticks(list(places), [self._lot_name(lot) for lot in lots])
        axes.yaxis.set_major_formatter(lambda value, _: words.percentage(value / 100))
        self._finish(axes)

    def _draw_types(self, axes: Axes, ordered: Sequence[tuple[str, int]]) -> None:
        places = range(len(ordered))
        axes.barh(places, [units for _, units in ordered], color=_BAR, height=0.62)
        for place, (_, units) in zip(places, ordered, strict=True):
            self._note(axes, self._writer.words.number(units), (units, place), (5, 0), size=_LARGE)
        names = [self._drawable(_short(self._writer.defect_name(code))) for code, _ in ordered]
        axes.set_yticks(list(places), names)
        axes.set_ylim(len(ordered) - 0.5, -0.5)
        axes.set_xlim(0, max(units for _, units in ordered) * 1.15)
        axes.set_xticks([])
        self._finish(axes)
        axes.spines["bottom"].set_visible(False)

    def _paper(self, height: int = HEIGHT) -> tuple[Figure, Axes]:
        size = (2 * WIDTH / _DOTS_AN_INCH, 2 * height / _DOTS_AN_INCH)
        figure = Figure(figsize=size, layout="constrained", facecolor="white")
        return figure, figure.subplots()

    def _note(
        self,
        axes: Axes,
        text: str,
        place: tuple[float, float],
        offset: tuple[float, float],
        *,
        size: float = _SMALL,
        limit: bool = False,
    ) -> None:
        axes.annotate(
            self._drawable(text),
            place,
            xytext=offset,
            textcoords="offset points",
            fontproperties=self._font(text, size),
            color=_LIMIT if limit else _INK,
            ha="right" if limit else "left",
            va="bottom" if limit else "center",
        )

    def _finish(self, axes: Axes) -> None:
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        axes.tick_params(length=0, colors=_INK)
        for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
            text = label.get_text() or "0"
            label.set_fontproperties(self._font(text, _SMALL))

    def _font(self, text: str, size: float) -> FontProperties:
        return FontProperties(fname=self._shelf.file_for(text), size=size)

    def _drawable(self, text: str) -> str:
        return self._shelf.drawable(text, self._shelf.file_for(text))

    def _lot_name(self, lot: LotFacts) -> str:
        base = self._writer.words(
            "chart.of",
            d=self._writer.words.number(lot.nonconforming),
            of=self._writer.words.number(lot.units or 0),
        )
        return self._drawable(f"{_short(lot.lot_id)}\n{base}")

    def _rates_alt(self, lots: Sequence[LotFacts], tolerance: float) -> str:
        words, latest = self._writer.words, lots[-1]
        side = "above" if _rate(latest) > tolerance else "within"
        told = [
            words(
                "chart.lot",
                lot=lot.lot_id,
                rate=words.percent(_rate(lot)),
                d=words.number(lot.nonconforming),
                of=words.number(lot.units or 0),
            )
            for lot in lots
        ]
        return words(
            f"chart.rates.{side}",
            lot=latest.lot_id,
            tolerance=words.percentage(tolerance),
            lots=words.joined(told),
        )

    def _types_alt(self, ordered: Sequence[tuple[str, int]]) -> str:
        return self._writer.words(
            "chart.types",
            type=self._writer.defect_name(ordered[0][0]),
            types=self._writer.defects(dict(ordered)),
        )


def _in_time(facts: SupplierFacts) -> list[LotFacts]:
    lots = [*reversed(facts.earlier_lots), *([facts.lot] if facts.lot else [])]
    return lots[-MOST_LOTS:]


def _rate(lot: LotFacts) -> float:
    return lot.fraction or 0.0


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def svgs(charts: Mapping[str, Chart | None]) -> Mapping[str, str]:
    """Return the SVG of each chart that there is."""
    return {name: chart.svg() for name, chart in charts.items() if chart is not None}
