"""A column as its distinct values and one code a row, so that each value is cleaned once."""

import gc
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias, overload

import numpy as np
from numpy.typing import NDArray

from sheets.cell import Cell

Codes: TypeAlias = NDArray[np.int32]

PROBE = 4_096  # cells that tell whether a column repeats itself

_TRUE, _FALSE = object(), object()  # a tick is not the number 1, though Python says they are equal
_TICKS = {True: _TRUE, False: _FALSE}


@contextmanager
def collector_off() -> Iterator[None]:
    """Keep the garbage collector from walking millions of new cells while they are made."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass(frozen=True, slots=True)
class Distinct(Sequence[Cell]):
    """A column with each distinct cell kept once; reads like the plain column.

    A column in which hardly a cell comes twice is kept as it is, equal cells and all.
    """

    values: Sequence[Cell]
    codes: Codes  # row -> index in values

    def __len__(self) -> int:
        return len(self.codes)

    @overload
    def __getitem__(self, index: int) -> Cell: ...
    @overload
    def __getitem__(self, index: slice) -> "Distinct": ...
    def __getitem__(self, index: int | slice) -> "Cell | Distinct":
        if isinstance(index, slice):
            return Distinct(self.values, self.codes[index])
        return self.values[int(self.codes[index])]

    def padded(self, length: int) -> "Distinct":
        """Return the column with blanks below it, down to `length` rows."""
        missing = length - len(self.codes)
        if missing <= 0:
            return self
        blank = np.full(missing, len(self.values), dtype=np.int32)
        return Distinct((*self.values, None), np.concatenate((self.codes, blank)))


class Coder:
    """Takes a column in pieces, as they arrive, and keeps each distinct cell once."""

    def __init__(self) -> None:
        """Start with an empty column."""
        self._index: defaultdict[object, int] = defaultdict()
        self._index.default_factory = self._index.__len__
        self._codes: list[Codes] = []
        self._cells: list[Cell] = []  # a column that does not repeat itself, as it is

    def add(self, cells: Sequence[Cell]) -> None:
        """Add the next cells of the column."""
        if self._cells or (not self._codes and _all_different(cells)):
            self._cells.extend(cells)
            return
        known = len(self._index)  # looking at every cell's type first would cost more
        codes = self._coded(cells)
        if self._may_mistake_ticks() and bool in set(map(type, cells)):
            for cell in list(self._index)[known:]:
                del self._index[cell]
            codes = self._coded([_TICKS[cell] if type(cell) is bool else cell for cell in cells])
        self._codes.append(codes)

    def _coded(self, cells: Sequence[object]) -> Codes:
        return np.fromiter(map(self._index.__getitem__, cells), np.int32, len(cells))

    def _may_mistake_ticks(self) -> bool:
        return 0 in self._index or 1 in self._index

    def column(self) -> Distinct:
        """Return the column as added so far."""
        if self._cells:
            return Distinct(self._cells, np.arange(len(self._cells), dtype=np.int32))
        values = [
            True if cell is _TRUE else False if cell is _FALSE else cell for cell in self._index
        ]
        codes = np.concatenate(self._codes) if self._codes else np.empty(0, np.int32)
        return Distinct(values, codes)  # type: ignore[arg-type]  # only cells were added


def distinct(column: Sequence[Cell], start: int, length: int) -> Distinct:
    """Return `length` rows of a column from row `start` (0-based), blanks where it ends early."""
    cells = column[start : start + length]
    if not isinstance(cells, Distinct):
        coder = Coder()
        coder.add(cells)
        cells = coder.column()
    return cells.padded(length)


def _all_different(cells: Sequence[Cell]) -> bool:
    """Tell whether looking for equal cells is not worth the time, by the first of them."""
    probe = cells[:PROBE]
    return len(probe) == PROBE and len(set(probe)) > PROBE - PROBE // 20
