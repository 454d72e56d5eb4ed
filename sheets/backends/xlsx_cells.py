"""The cells of a sheet of an .xlsx: streamed some thousand rows at a time, turned into columns."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import chain, islice, zip_longest
from typing import TYPE_CHECKING, Any

import numpy as np

from sheets.backends.xlsx_text import Peculiar
from sheets.cell import Cell
from sheets.distinct import Distinct, collector_off, pieces
from sheets.placement import blank, serial

if TYPE_CHECKING:
    from wolfxl import Worksheet

_CHUNK_ROWS = 4_096
_FEW_CHUNKS = 13  # a sheet of more than 50,000 rows has each distinct cell kept once
_TIMES = (datetime, date, time, timedelta)


def columns_of(worksheet: "Worksheet", besides: Peculiar) -> Sequence[Sequence[Cell]]:
    """Return the columns of a sheet down to their last filled cell.

    Args:
        worksheet: The sheet; the size that it declares is ignored, some programs write a wrong one.
        besides: What the library does not tell of its cells.
    """
    worksheet.reset_dimensions()
    chunks = _chunks(worksheet.iter_rows(values_only=True))
    with collector_off():
        head = list(islice(chunks, _FEW_CHUNKS))
        found = pieces(large=len(head) == _FEW_CHUNKS)
        rows = 0
        for chunk in chain(head, chunks):
            wide = [_plain(values) for values in zip_longest(*chunk)]
            found.add(rows, besides.corrected(wide, rows, rows + len(chunk)))
            rows += len(chunk)
    return _trimmed(found.columns())


def _chunks(rows: Iterable[tuple[object, ...]]) -> Iterator[list[tuple[object, ...]]]:
    rows = iter(rows)
    while chunk := list(islice(rows, _CHUNK_ROWS)):
        yield chunk


def _plain(values: Sequence[Any]) -> Sequence[Cell]:
    """Days and times as numbers; each distinct one is worked out once."""
    if any(issubclass(kind, _TIMES) for kind in set(map(type, values))):
        numbers = {value: _number(value) for value in set(values) if isinstance(value, _TIMES)}
        return [numbers.get(value, value) for value in values]
    return values


def _number(value: datetime | date | time | timedelta) -> float | int:
    """A day or time as a serial number."""
    if isinstance(value, timedelta):
        days = value / timedelta(days=1)
    elif isinstance(value, time):
        days = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second) / timedelta(
            days=1
        )
    elif isinstance(value, datetime):
        days = serial(value)
    else:
        days = serial(datetime.combine(value, time()))
    return int(days) if days == int(days) else days


def _trimmed(columns: Sequence[Sequence[Cell]]) -> list[Sequence[Cell]]:
    kept = [column[: _filled(column)] for column in columns]
    while kept and not kept[-1]:
        kept.pop()
    return kept


def _filled(column: Sequence[Cell]) -> int:
    """How many rows there are down to the last one that is filled."""
    if isinstance(column, Distinct):
        blanks = np.fromiter(map(blank, column.values), np.bool_, len(column.values))
        rows = np.flatnonzero(~blanks[column.codes])
        return int(rows[-1]) + 1 if len(rows) else 0
    length = len(column)
    while length and blank(column[length - 1]):
        length -= 1
    return length
