"""PDF pages and pictures of pages, set by typst from a source in which every value is escaped."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import cast

import typst

from briefs.fonts import INSTEAD, FontShelf

PIXELS_AN_INCH = 150.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """A set document and what could not be drawn in it."""

    content: bytes
    count: int
    missing: str = ""


class Typesetter:
    """Sets typst sources; compiler and fonts are loaded once."""

    def __init__(self, shelf: FontShelf) -> None:
        self.shelf = shelf

    def pdf(self, source: str, *, as_of: date, pictures: Mapping[str, str] | None = None) -> Pages:
        """Return a source as PDF; the same source and day give the same bytes.

        Args:
            source: The typst source.
            as_of: Stands as the day of creation.
            pictures: SVG by name, for `sys.inputs`.
        """
        shown, missing = self._drawable(source)
        moment = datetime.combine(as_of, time(), tzinfo=UTC)
        content = self._compiler.compile(
            shown.encode(),
            format="pdf",
            timestamp=int(moment.timestamp()),
            sys_inputs=dict(pictures or {}),
        )
        pdf = cast("bytes", content)
        return Pages(content=pdf, count=page_count(pdf), missing=missing)

    def fitted(
        self,
        sources: Iterable[str],
        *,
        most: int,
        as_of: date,
        pictures: Mapping[str, str] | None = None,
    ) -> tuple[str, Pages]:
        """Return the first source of at most so many pages as PDF, else the last one.

        Args:
            sources: Longest first, at least one; later ones are made only when they are needed.
            most: Pages.
            as_of: Stands as the day of creation.
            pictures: SVG by name.
        """
        for source in sources:
            pages = self.pdf(source, as_of=as_of, pictures=pictures)
            if pages.count <= most:
                break
        return source, pages

    def png(self, source: str, *, pictures: Mapping[str, str] | None = None) -> Pages:
        """Return the first page of a source as PNG."""
        shown, missing = self._drawable(source)
        pages = self._compiler.compile(
            shown.encode(), format="png", ppi=PIXELS_AN_INCH, sys_inputs=dict(pictures or {})
        )
        found = pages if isinstance(pages, list) else [cast("bytes", pages)]
        return Pages(content=found[0], count=len(found), missing=missing)

    def _drawable(self, source: str) -> tuple[str, str]:
        missing = self.shelf.missing(source)
        return source.translate({ord(sign): INSTEAD for sign in missing}), missing

    @cached_property
    def _compiler(self) -> typst.Compiler:
        return typst.Compiler(font_paths=self.shelf.fonts, ignore_system_fonts=True)


def page_count(pdf: bytes) -> int:
    """Return how many pages a PDF of ours has."""
    return max(int(count) for count in re.findall(rb"/Count (\d+)", pdf))
