"""Codes as people type them: one spelling for each, and what an unknown one may have meant."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from quality.folding import fold

_ALIKE = 0.8
_ENDS = 2  # first and last part of an id
_MOST_COMPARED = 50
_MOST_SUGGESTED = 3
_MOST_OF_ONE_STYLE = 6  # more can share first and last part than can be alike by chance
_NUMBER = re.compile(r"\d{1,15}(?:e\d{1,2})?")


def folded(column: pl.Expr) -> pl.Expr:
    """Return the same for a column of texts."""
    text = column.cast(pl.String).map_batches(
        _normalized, return_dtype=pl.String, is_elementwise=True
    )
    return text.str.strip_chars().str.replace_all(r"\s+", " ").str.to_lowercase()


def _normalized(column: pl.Series) -> pl.Series:
    """In ASCII, which most codes are, there is nothing to normalize."""
    odd = column.str.len_bytes() != column.str.len_chars()
    if not odd.any():
        return column
    return column.clone().scatter(odd.arg_true(), column.filter(odd).str.normalize("NFKC"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """The one spelling of every code that was typed anywhere."""

    of: Mapping[str, str]  # as typed -> the one spelling
    unknown: frozenset[str]  # spellings that the master tab does not have

    def apply(self, frame: pl.DataFrame, column: str) -> pl.DataFrame:
        """Return the frame with the column in the one spelling; blanks stay blank."""
        other = {typed: spelling for typed, spelling in self.of.items() if typed != spelling}
        return frame.with_columns(pl.col(column).replace(other)) if other else frame


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
    form = {code: fold(code) for code in dict.fromkeys(typed)}
    of = {code: met.setdefault(key, code.strip()) for code, key in form.items()}
    unknown = {of[code] for code, key in form.items() if key not in known}
    return Spelling(of=of, unknown=frozenset(unknown) if known else frozenset())


class Suggester:
    """Finds the known codes that an unknown one was probably meant to be."""

    def __init__(self, known: Iterable[str]) -> None:
        """Take the known codes; nothing is prepared until the first question."""
        self._known = sorted(set(known))

    def __call__(self, code: str) -> tuple[str, ...]:
        """Return a few known codes, another style of the same id or else at least 0.8 alike.

        Hang Dat may be Hằng Đạt; 12 may be 0012 and 10000000000 may be 1E10, for a spreadsheet
        makes numbers of ids. Nothing where too many are equally alike: a guess among many helps
        no one.
        """
        wanted = fold(code)
        same = self._same_bare(wanted) or self._same_number(wanted) or self._same_id(wanted)
        if same:
            return tuple(same) if len(same) <= _MOST_OF_ONE_STYLE else ()
        found = self._alike(wanted)
        return tuple(found) if len(found) <= _MOST_SUGGESTED else ()

    @cached_property
    def _folded(self) -> list[str]:
        return [fold(code) for code in self._known]

    @cached_property
    def _by_parts(self) -> dict[tuple[str, ...], list[str]]:
        """Known codes by their parts, and longer ones by first and last part too."""
        codes: dict[tuple[str, ...], list[str]] = {}
        for code, folded_code in zip(self._known, self._folded, strict=True):
            parts = _parts(folded_code)
            codes.setdefault(parts, []).append(code)
            if len(parts) > _ENDS:
                codes.setdefault((parts[0], "", parts[-1]), []).append(code)
        return codes

    @cached_property
    def _letters(self) -> NDArray[np.uint32]:
        """Code points of every known code, one row a code, 0 after its end."""
        texts = np.array(self._folded, dtype=np.str_)
        return texts.view(np.uint32).reshape(texts.size, -1)

    def _same_bare(self, wanted: str) -> list[str]:
        return self._by_bare.get(_bare(wanted), [])

    @cached_property
    def _by_bare(self) -> dict[str, list[str]]:
        codes: dict[str, list[str]] = {}
        for code, folded_code in zip(self._known, self._folded, strict=True):
            codes.setdefault(_bare(folded_code), []).append(code)
        return codes

    def _same_number(self, wanted: str) -> list[str]:
        return self._by_number.get(float(wanted), []) if _NUMBER.fullmatch(wanted) else []

    @cached_property
    def _by_number(self) -> dict[float, list[str]]:
        codes: dict[float, list[str]] = {}
        for code, folded_code in zip(self._known, self._folded, strict=True):
            if _NUMBER.fullmatch(folded_code):
                codes.setdefault(float(folded_code), []).append(code)
        return codes

    def _same_id(self, wanted: str) -> list[str]:
        """SUP-001 and SUP001; MAT-BAT-001 and MAT001: other separators, or no middle."""
        parts = _parts(wanted)
        if len(parts) < _ENDS or not any(part.isdigit() for part in parts):
            return []
        found = self._by_parts.get(parts, [])
        middle_left_out = (parts[0], "", parts[1]) if len(parts) == _ENDS else (parts[0], parts[-1])
        return found or self._by_parts.get(middle_left_out, [])

    def _alike(self, wanted: str) -> list[str]:
        rated = [
            (SequenceMatcher(None, wanted, self._folded[row]).ratio(), self._known[row])
            for row in self._worth_comparing(wanted)
        ]
        best = max((ratio for ratio, _ in rated), default=0.0)
        return [known for ratio, known in rated if ratio == best] if best >= _ALIKE else []

    def _worth_comparing(self, wanted: str) -> list[int]:
        """Rows whose letters alone allow the likeness (difflib's quick ratio, for all at once)."""
        if not self._known:
            return []
        common = np.zeros(len(self._known), dtype=np.int64)
        for letter, times in Counter(wanted).items():
            common += np.minimum((self._letters == ord(letter)).sum(axis=1), times)
        lengths = (self._letters > 0).sum(axis=1)
        bound = 2.0 * common / np.maximum(lengths + len(wanted), 1)
        order = np.argsort(-bound, kind="stable")[:_MOST_COMPARED]
        return sorted(int(row) for row in order if bound[row] >= _ALIKE)


def _bare(code: str) -> str:
    """Letters and digits alone, without Vietnamese marks."""
    letters = unicodedata.normalize("NFD", code.replace("đ", "d"))
    return "".join(letter for letter in letters if letter.isalnum())


def _parts(code: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\W\d_]+|\d+", code))
