"""A column as the JSON that it came as, in half the room that its cells take as objects."""

from collections.abc import Iterator, Sequence
from typing import overload

import msgspec

from sheets.cell import Cell

FEW_BYTES = 4_096  # a shorter column is kept as cells
_APART = msgspec.json.Decoder(list[msgspec.Raw])
_FIRST = 32  # cells at the top that are kept: headers, and what stands over them


def decoded(body: bytes | msgspec.Raw) -> list[Cell]:
    """Return the cells of a column.

    Raises:
        msgspec.DecodeError: If the bytes are no JSON.
    """
    cells: list[Cell] = msgspec.json.decode(body)
    return cells


def packed(body: msgspec.Raw) -> "list[Cell] | Packed":
    """Return a column of an answer, of which nothing else is kept.

    Raises:
        msgspec.DecodeError: If the bytes are no JSON.
    """
    return decoded(body) if len(body) <= FEW_BYTES else Packed(bytes(body))


class Packed(Sequence[Cell]):
    """A long column whose cells are made anew each time it is read as a whole.

    Its first cells and the last one are kept. A column of which any other is asked for by its place
    is kept as cells from then on.
    """

    def __init__(self, body: bytes) -> None:
        """Keep the bytes of some cells, of which there is at least one.

        Raises:
            msgspec.DecodeError: If they are no JSON.
        """
        cells = _APART.decode(body)  # not made objects, most of them
        self.body = body
        self._first: list[Cell] = [msgspec.json.decode(cell) for cell in cells[:_FIRST]]
        self._last: Cell = msgspec.json.decode(cells[-1])
        self._length = len(cells)
        self._opened: list[Cell] | None = None

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> Cell: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Cell]: ...
    def __getitem__(self, index: int | slice) -> Cell | Sequence[Cell]:
        if isinstance(index, slice):
            at_top = index.start is None and index.stop in range(_FIRST + 1)
            cells = self._first if at_top else self._cells()
            return cells[index]
        if 0 <= index < len(self._first):
            return self._first[index]
        if index == self._length - 1:
            return self._last
        self._opened = self._cells()
        return self._opened[index]

    def __iter__(self) -> Iterator[Cell]:
        return iter(self._cells())

    def _cells(self) -> list[Cell]:
        return msgspec.json.decode(self.body) if self._opened is None else self._opened
