"""Which fonts this machine has for our documents, and which signs they can draw.

No font lies in the package: the system's are used, and behind them the Latin ones that come with
the libraries. A missing sign is found before anything is drawn, for the typesetter leaves it out
without a word.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import matplotlib as mpl
import typst
from matplotlib.ft2font import FT2Font

LATIN = (
    *("Noto Sans", "Be Vietnam Pro", "Inter", "Segoe UI", "Helvetica Neue", "Roboto", "Arial"),
    *("Noto Sans CJK SC", "Source Han Sans SC", "Liberation Sans"),
)
CHINESE = (
    *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC"),
    *("Microsoft YaHei", "Hiragino Sans GB", "WenQuanYi Micro Hei", "Droid Sans Fallback"),
)
LAST = "DejaVu Sans"  # comes with matplotlib; covers Vietnamese
PACKAGE = "fonts-noto-cjk"  # what `doctor` says to install
_VIETNAMESE, _HAN = "ằỡữẹỹ₫", "的货单数箱退"
_REGULAR = 400
_CONTROLS = frozenset({ord("\n"), ord("\u00a0")})
INSTEAD = "□"  # stands where no font has the sign


@dataclass(frozen=True)
class FontShelf:
    """The fonts of our documents, looked for once."""

    fonts: typst.Fonts

    @cached_property
    def families(self) -> tuple[str, ...]:
        """Families in the order in which a sign is looked for."""
        latin = [name for name in LATIN if self._draws(name, _VIETNAMESE)][:1]
        chinese = [name for name in CHINESE if self._draws(name, _HAN)][:1]
        return tuple(dict.fromkeys([*latin, *chinese, LAST]))

    @property
    def chinese(self) -> bool:
        """Whether Chinese can be drawn."""
        return any(self._draws(name, _HAN) for name in self.families)

    def file_for(self, text: str) -> Path:
        """Return the file of the family that draws most of a text, earlier families first."""
        wanted = {ord(sign) for sign in text}
        return max(self.files, key=lambda path: len(wanted & _signs(path)))

    def drawable(self, text: str, path: Path) -> str:
        """Return a text with a box in place of each sign that a font file does not have."""
        known = _signs(path) | _CONTROLS
        return "".join(sign if ord(sign) in known else INSTEAD for sign in text)

    @cached_property
    def files(self) -> tuple[Path, ...]:
        """One file of each family, in the same order."""
        return tuple(self._paths[name] for name in self.families)

    def missing(self, text: str) -> str:
        """Return the signs of a text that none of the fonts has, each once, in order."""
        return "".join(dict.fromkeys(sign for sign in text if ord(sign) not in self._signs))

    @cached_property
    def _paths(self) -> Mapping[str, Path]:
        regular = sorted(
            (font for font in self.fonts.fonts() if font.path),
            key=lambda font: (font.style != "normal", abs(font.weight - _REGULAR)),
        )
        paths: dict[str, Path] = {}
        for font in regular:
            paths.setdefault(font.family, Path(str(font.path)))
        return paths

    @cached_property
    def _signs(self) -> frozenset[int]:
        return _CONTROLS.union(*map(_signs, self.files))

    def _draws(self, family: str, sample: str) -> bool:
        path = self._paths.get(family)
        return path is not None and {ord(sign) for sign in sample} <= _signs(path)


@cache
def font_shelf(*, system: bool = True) -> FontShelf:
    """Return the fonts of this machine, or only those that come with the libraries."""
    bundled = Path(mpl.get_data_path()) / "fonts" / "ttf"
    return FontShelf(typst.Fonts(include_system_fonts=system, font_paths=[str(bundled)]))


@cache
def _signs(path: Path) -> frozenset[int]:
    return frozenset(FT2Font(str(path)).get_charmap())
