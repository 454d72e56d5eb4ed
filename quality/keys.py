"""Codes as people type them: one spelling for each, and what an unknown one may have meant."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np
import polars as pl

_ALIKE = 0.8
_MOST_COMPARED = 50
_MOST_SUGGESTED = 3


def fold(code: str) -> str:
    """Return the form in which two spellings of one code are equal: no case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", code).split()).casefold()


def folded(column: pl.Expr) -> pl.Expr:
    """Return the same for a column of texts."""
    one_space = column.str.normalize("NFKC").str.strip_chars().str.replace_all(r"\s+", " ")
    return one_space.str.to_lowercase()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """The one spelling of every code that was typed anywhere."""

    of: Mapping[str, str]  # as typed -> the one spelling
    unknown: frozenset[str]  # spellings that the master tab does not have

    def apply(self, frame: pl.DataFrame, column: str) -> pl.DataFrame:
        """Return the frame with the column in the one spelling; blanks stay blank."""
        return frame.with_columns(pl.col(column).replace(self.of))


def one_spelling(
    master: Iterable[str], typed: Iterable[str], *, aliases: Mapping[str, str] | None = None
) -> Spelling:
    """Give each code the spelling of the master tab, else the first one met.

    Args:
        master: Codes of the master tab; the first of two spellings holds. None at all: nothing
            is unknown.
        typed: Codes from everywhere, in a stable order.
        aliases: Old code -> code of the master tab; a real code wins over an alias.
    """
    known: dict[str, str] = {}
    for code in master:
        known.setdefault(fold(code), code)
    for alias, code in (aliases or {}).items():
        known.setdefault(fold(alias), known[fold(code)])
    met = dict(known)
    of = {code: met.setdefault(fold(code), code.strip()) for code in typed}
    unknown = {spelling for code, spelling in of.items() if fold(code) not in known}
    return Spelling(of=of, unknown=frozenset(unknown) if known else frozenset())


class Suggester:
    """Finds the known codes that an unknown one was probably meant to be."""

    def __init__(self, known: Sequence[str]) -> None:
        self._known = sorted(set(known))
        self._folded = [fold(code) for code in self._known]
        letters = sorted({letter for code in self._folded for letter in code})
        self._column = {letter: index for index, letter in enumerate(letters)}
        self._counts = np.zeros((len(self._known), len(letters)), dtype=np.int32)
        for row, code in enumerate(self._folded):
            for letter, count in Counter(code).items():
                self._counts[row, self._column[letter]] = count
        self._lengths = self._counts.sum(axis=1)

    def __call__(self, code: str) -> tuple[str, ...]:
        """Return up to 3 known codes, at least 0.8 alike or another style of the same id.

        Nothing where more than 3 are equally alike: a guess among many helps no one.
        """
        wanted = fold(code)
        same_id = [
            known
            for known, other in zip(self._known, self._folded, strict=True)
            if _same_id(wanted, other)
        ]
        found = same_id or self._alike(wanted)
        return tuple(found) if len(found) <= _MOST_SUGGESTED else ()

    def _alike(self, wanted: str) -> list[str]:
        rated = [
            (SequenceMatcher(None, wanted, self._folded[row]).ratio(), self._known[row])
            for row in self._worth_comparing(wanted)
        ]
        best = max((ratio for ratio, _ in rated), default=0.0)
        return sorted(known for ratio, known in rated if ratio == best) if best >= _ALIKE else []

    def _worth_comparing(self, wanted: str) -> list[int]:
        """Rows whose letters alone allow the likeness (difflib's quick ratio, for all at once)."""
        counts = np.zeros(self._counts.shape[1], dtype=np.int32)
        for letter, count in Counter(wanted).items():
            if letter in self._column:
                counts[self._column[letter]] = count
        common = np.minimum(self._counts, counts).sum(axis=1)
        bound = 2.0 * common / np.maximum(self._lengths + len(wanted), 1)
        order = np.argsort(-bound, kind="stable")[:_MOST_COMPARED]
        return [int(row) for row in order if bound[row] >= _ALIKE]


def _same_id(first: str, second: str) -> bool:
    """SUP-001 and SUP001; MAT-BAT-001 and MAT001: other separators, or the middle left out."""
    shorter, longer = sorted((_parts(first), _parts(second)), key=len)
    if len(shorter) < 2 or not any(part.isdigit() for part in shorter):  # noqa: PLR2004 - letters and digits
        return False
    return shorter == longer or (len(shorter) == 2 and shorter == [longer[0], longer[-1]])  # noqa: PLR2004


def _parts(code: str) -> list[str]:
    return re.findall(r"[^\W\d_]+|\d+", code)
