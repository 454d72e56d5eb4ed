"""Cells as bytes of requests: each value is encoded once, and what is measured is what is sent."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import TypeVar

import msgspec

from sheets.grid import CellRun

_ENCODER = msgspec.json.Encoder()
_BLANKS = frozenset({b"null", b'""'})
_FORMS = {  # by the first byte; text stays text: only a `formulaValue` is ever computed
    ord('"'): b'{"userEnteredValue":{"stringValue":%b}}',
    ord("t"): b'{"userEnteredValue":{"boolValue":%b}}',
    ord("f"): b'{"userEnteredValue":{"boolValue":%b}}',
}
_NUMBER = b'{"userEnteredValue":{"numberValue":%b}}'
_REQUEST = (
    b'{"updateCells":{"range":{"sheetId":%d,"startRowIndex":%d,"endRowIndex":%d,'
    b'"startColumnIndex":%d,"endColumnIndex":%d},"rows":[{"values":[%b]}],'
    b'"fields":"userEnteredValue"}}'
)
_NEXT_ROW = b']},{"values":['


class EncodedRun(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Neighbouring cells of one column, from `row` down (0-based), as they are sent."""

    row: int
    column: int
    values: Sequence[bytes]


_Run = TypeVar("_Run", CellRun, EncodedRun)


def encoded(runs: Sequence[CellRun]) -> list[EncodedRun]:
    """Return runs with every value as the cell of an `updateCells` request."""
    values = [value for run in runs for value in run.values]
    lines = _ENCODER.encode_lines(values).split(b"\n")[:-1]  # no line of JSON holds a line end
    cells = [b"{}" if line in _BLANKS else _FORMS.get(line[0], _NUMBER) % line for line in lines]
    ends = accumulate((len(run.values) for run in runs), initial=0)
    return [
        EncodedRun(row=run.row, column=run.column, values=cells[start:end])
        for run, (start, end) in zip(runs, pairwise(ends), strict=True)
    ]


def requests(runs: Iterable[EncodedRun], sheet_id: int) -> Iterator[msgspec.Raw]:
    """Return the runs as rectangles, neighbouring columns of the same rows as one."""
    for block in _blocks(runs):
        first = block[0]
        cells = _NEXT_ROW.join(first.values if len(block) == 1 else _rows(block))
        bounds = first.row, _end(first), first.column, first.column + len(block)
        yield msgspec.Raw(_REQUEST % (sheet_id, *bounds, cells))


def _rows(block: Sequence[EncodedRun]) -> Iterator[bytes]:
    return map(b",".join, zip(*(run.values for run in block), strict=True))


def size(runs: Iterable[EncodedRun]) -> int:
    """Return at least how many bytes the requests for these runs have, were none joined."""
    return sum(
        len(_REQUEST) + sum(map(len, run.values)) + len(_NEXT_ROW) * len(run.values) for run in runs
    )


def height(runs: Sequence[_Run]) -> int:
    """Return how many rows lie between the first and the last cell, both of them counted."""
    return max(map(_end, runs)) - min(run.row for run in runs)


def cut(runs: Sequence[_Run], parts: int) -> Iterator[list[_Run]]:
    """Cut the rows into so many bands of one height; one without any cell is left out."""
    first, rows = min(run.row for run in runs), -(-height(runs) // parts)
    bands: dict[int, list[_Run]] = {}
    for run in runs:
        top, bottom = (run.row - first) // rows, (_end(run) - 1 - first) // rows
        for number in range(top, bottom + 1):
            start = first + number * rows
            bands.setdefault(number, []).append(_between(run, start, start + rows))
    for number in sorted(bands):
        yield bands[number]


def _between(run: _Run, start: int, end: int) -> _Run:
    if run.row >= start and _end(run) <= end:
        return run
    values = run.values[max(0, start - run.row) : end - run.row]
    return type(run)(row=max(run.row, start), column=run.column, values=values)


def _end(run: CellRun | EncodedRun) -> int:
    return run.row + len(run.values)


def _blocks(runs: Iterable[EncodedRun]) -> Iterator[list[EncodedRun]]:
    block: list[EncodedRun] = []
    for run in runs:
        if block and not _continues(block[-1], run):
            yield block
            block = []
        block.append(run)
    if block:
        yield block


def _continues(left: EncodedRun, right: EncodedRun) -> bool:
    beside = right.column == left.column + 1 and right.row == left.row
    return beside and len(right.values) == len(left.values)
