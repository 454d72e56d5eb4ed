"""A column as its distinct values and one code a row, so that each value is cleaned once."""

import gc
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import Protocol, TypeAlias, overload

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from sheets.cell import Cell
from sheets.packed import Packed

Codes: TypeAlias = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.int32]

PROBE = 4_096  # cells that tell whether a column repeats itself
PART = 50_000  # texts that are made objects at a time
MANY = 12_000  # different cells: among so many a join finds texts sooner than a dictionary

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


class Texts(Sequence[Cell]):
    """Many different texts, and blanks, in a fraction of the room that as many objects take."""

    def __init__(self, texts: pl.Series) -> None:
        """Take a column of texts."""
        self.texts = texts

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, index: int) -> Cell: ...
    @overload
    def __getitem__(self, index: slice) -> "Texts": ...
    def __getitem__(self, index: int | slice) -> "Cell | Texts":
        if isinstance(index, slice):
            return Texts(self.texts[index])
        text: Cell = self.texts[index]
        return text

    def __iter__(self) -> Iterator[Cell]:
        return chain.from_iterable(self.parts())

    def parts(self) -> Iterator[list[Cell]]:
        """Yield the texts as objects, so many of them at a time that they take little room."""
        for start in range(0, len(self), PART):
            yield self.texts[start : start + PART].to_list()


@dataclass(frozen=True, slots=True)
class Distinct(Sequence[Cell]):
    """A column with each distinct cell kept once; reads like the plain column.

    A column in which hardly a cell comes twice is kept as it is, equal cells and all.
    """

    values: Sequence[Cell]
    codes: Codes  # row -> index in values

    def __len__(self) -> int:
        return len(self.codes)

    def __iter__(self) -> Iterator[Cell]:
        few = len(self.codes) < len(self.values)
        values = self.values if few else list(self.values)
        return map(values.__getitem__, self.codes.tolist())

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
        codes = np.concatenate((self.codes, blank), dtype=np.int32)
        return Distinct(_with_blank(self.values), codes)


def _with_blank(values: Sequence[Cell]) -> Sequence[Cell]:
    if isinstance(values, Texts):
        return Texts(pl.concat([values.texts, pl.Series([None], dtype=pl.String)]))
    return (*values, None)


class Coder:
    """Takes a column in pieces, as they arrive, and keeps each distinct cell once."""

    def __init__(self) -> None:
        """Start with an empty column."""
        self._index: defaultdict[object, int] = defaultdict()
        self._index.default_factory = self._index.__len__
        self._codes: list[Codes] = []
        self._texts: list[pl.Series] = []  # a column that does not repeat itself, as it is
        self._cells: list[Cell] = []  # the same from its first cell on that is no text
        self._many: pl.DataFrame | None = None  # of many different cells the texts, with codes
        self._length = 0

    def fill(self, length: int) -> None:
        """Add blanks down to so many rows."""
        if length > self._length:
            self.add([None] * (length - self._length))

    def add(self, cells: Sequence[Cell]) -> None:
        """Add the next cells of the column."""
        self._length += len(cells)
        if self._as_it_is or (not self._codes and _all_different(cells)):
            self._keep(cells)
        elif len(self._index) > MANY and only_texts(cells):
            self._codes.append(self._joined(cells))
        else:
            self._codes.append(self._looked_up(cells))

    @property
    def _as_it_is(self) -> bool:
        return bool(self._texts or self._cells)

    def _keep(self, cells: Sequence[Cell]) -> None:
        if not self._cells and only_texts(cells):
            self._texts.append(pl.Series(cells, dtype=pl.String))
            return
        for part in self._texts:
            self._cells.extend(part.to_list())
        self._texts.clear()
        self._cells.extend(cells)

    def _looked_up(self, cells: Sequence[Cell]) -> Codes:
        known = len(self._index)  # looking at every cell's type first would cost more
        codes = self._coded(cells)
        if self._may_mistake_ticks() and bool in set(map(type, cells)):
            for cell in list(self._index)[known:]:
                del self._index[cell]
            codes = self._coded([_TICKS[cell] if type(cell) is bool else cell for cell in cells])
        return codes

    def _joined(self, cells: Sequence[Cell]) -> Codes:
        """Codes of texts and blanks, looked up all at once; only new ones one by one."""
        if self._many is None:
            self._many = self._with_codes(filter(_is_text, self._index))
        texts = pl.Series("text", cells, dtype=pl.String)
        codes = _joined_codes(texts, self._many)
        new = texts.filter(codes.is_null())
        if len(new):
            self._many = pl.concat([self._many, self._with_codes(dict.fromkeys(new))])
            codes = codes.scatter(codes.is_null().arg_true(), _joined_codes(new, self._many))
        return _narrow(codes.to_numpy(), len(self._index))

    def _with_codes(self, texts: Iterable[object]) -> pl.DataFrame:
        """Return texts with the codes that they have or get now."""
        found = {text: self._index[text] for text in texts}
        columns = {"text": list(found), "code": list(found.values())}
        return pl.DataFrame(columns, schema={"text": pl.String(), "code": pl.Int32()})

    def _coded(self, cells: Sequence[object]) -> Codes:
        codes = np.fromiter(map(self._index.__getitem__, cells), np.int32, len(cells))
        return _narrow(codes, len(self._index))

    def _may_mistake_ticks(self) -> bool:
        return 0 in self._index or 1 in self._index

    def column(self) -> Distinct:
        """Return the column as added so far."""
        if self._as_it_is:
            kept = Texts(pl.concat(self._texts)) if self._texts else self._cells
            return Distinct(kept, np.arange(self._length, dtype=np.int32))
        values = [
            True if cell is _TRUE else False if cell is _FALSE else cell for cell in self._index
        ]
        codes = np.concatenate(self._codes) if self._codes else np.empty(0, np.int32)
        return Distinct(values, codes)  # type: ignore[arg-type]  # only cells were added


def _is_text(cell: object) -> bool:
    return cell is None or isinstance(cell, str)


def _joined_codes(texts: pl.Series, known: pl.DataFrame) -> pl.Series:
    column = texts.to_frame()
    found = column.join(known, on="text", how="left", maintain_order="left", nulls_equal=True)
    return found["code"]


def _narrow(codes: NDArray[np.int32], values: int) -> Codes:
    """Codes of few values in one or two bytes each."""
    if values <= np.iinfo(np.uint8).max:
        return codes.astype(np.uint8)
    return codes.astype(np.uint16) if values <= np.iinfo(np.uint16).max else codes


def only_texts(cells: Sequence[Cell]) -> bool:
    """Tell whether all cells are texts or blank."""
    return isinstance(cells, Texts) or set(map(type, cells)) <= {str, type(None)}


class Pieces(Protocol):
    """Columns of one tab that arrive in pieces, a band of rows at a time, from the top."""

    def add(self, start: int, found: Iterable[Sequence[Cell]]) -> None:
        """Add the columns of the rows from `start` (0-based) on; what is missing is blank."""
        ...

    def columns(self) -> Sequence[Sequence[Cell]]:
        """Return the columns as added so far."""
        ...


def pieces(*, large: bool) -> Pieces:
    """Return a place for the columns of a tab: of a large one each distinct cell is kept once."""
    return _LargePieces() if large else _SmallPieces()


class _SmallPieces:
    def __init__(self) -> None:
        self._columns: list[list[Cell]] = []
        self._texts: dict[Cell, Cell] = {}  # equal texts are one object, however many cells show it

    def add(self, start: int, found: Iterable[Sequence[Cell]]) -> None:
        for place, values in enumerate(found):
            if place == len(self._columns):
                self._columns.append([])
            column = self._columns[place]
            if start:
                column.extend([None] * (start - len(column)))
            if not _all_different(values) and only_texts(values):
                column.extend(map(self._texts.setdefault, values, values))
            else:
                column.extend(values)

    def columns(self) -> Sequence[Sequence[Cell]]:
        return self._columns


class _LargePieces:
    def __init__(self) -> None:
        self._coders: list[Coder] = []

    def add(self, start: int, found: Iterable[Sequence[Cell]]) -> None:
        for place, values in enumerate(found):
            if place == len(self._coders):
                self._coders.append(Coder())
            self._coders[place].fill(start)
            self._coders[place].add(values)

    def columns(self) -> Sequence[Sequence[Cell]]:
        return [coder.column() for coder in self._coders]


def distinct(column: Sequence[Cell], start: int, length: int) -> Distinct:
    """Return `length` rows of a column from row `start` (0-based), blanks where it ends early."""
    cells = column[start : start + length]
    if not isinstance(cells, Distinct):
        coder = Coder()
        coder.add(cells)
        cells = coder.column()
    return cells.padded(length)


def as_bytes(column: Sequence[Cell]) -> Iterator[bytes]:
    """Yield bytes that are the same for the same cells, read in the same way."""
    if isinstance(column, Distinct):
        yield from as_bytes(column.values)
        yield column.codes.tobytes()
    elif isinstance(column, Texts):
        yield from map(msgspec.json.encode, column.parts())
    elif isinstance(column, Packed):
        yield column.body
    else:
        yield msgspec.json.encode(column if isinstance(column, list) else list(column))


def fingerprint(columns: Iterable[Sequence[Cell]]) -> str:
    """Return 64 hex digits that tell the cells of a tab from any others."""
    digest = hashlib.sha256()
    for column in columns:
        for part in as_bytes(column):
            digest.update(part)
            digest.update(b"\x1e")
    return digest.hexdigest()


def _all_different(cells: Sequence[Cell]) -> bool:
    """Tell whether looking for equal cells is not worth the time, by the first of them."""
    probe = cells[:PROBE]
    return len(probe) == PROBE and len(set(probe)) > PROBE - PROBE // 20
