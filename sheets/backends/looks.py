"""How new tabs look: number formats, colours and widths that every kind of workbook shares."""

import textwrap
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from sheets.cell import Cell
from sheets.groundwork import Look
from sheets.outputs.table import Kind, OutputColumn, OutputTab

HEADER_GREY = "D9D9D9"
STALE_RED = "EA9999"
INPUT_BLUE, EXAMPLE_GREY = "E7EEF7", "999999"  # headers and examples of tabs that people fill in
COLOURS: Mapping[str, str] = MappingProxyType(
    {"red": "F4C7C3", "orange": "FCE0B8", "yellow": "FFF2CC", "grey": "E8EAED", "green": "D9EAD3"}
)
_PATTERNS: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.TEXT: "@",
        Kind.INTEGER: "#,##0",
        Kind.NUMBER: "#,##0.0##",
        Kind.RATE: "0.0%",
        Kind.DAY: "yyyy-mm-dd",
        Kind.MOMENT: "yyyy-mm-dd hh:mm",
        Kind.PURCHASE_MONEY: "#,##0.00",
        Kind.OWN_MONEY: "#,##0",
        Kind.TICK: "General",
    }
)
INPUT_PATTERNS: Mapping[Look, str] = MappingProxyType(
    {
        Look.KEY: "@",
        Look.DAY: "dd/mm/yyyy",
        Look.MOMENT: "dd/mm/yyyy hh:mm",
        Look.RATE: "0.0%",
    }
)
_NARROWEST = 9  # characters
_MOMENT_WIDTH = 17  # of the first column: the moment of the refresh stands over it
_LETTERS_A_DIGIT = 1.1  # widths are counted in digits, and most letters are narrower
_BOLDER = 1  # characters that a bold header loses
_NUMBER_WIDTH = 8
_FIXED: Mapping[Kind, int] = MappingProxyType({Kind.MOMENT: 16, Kind.DAY: 10})
_MONEY_DECIMALS: Mapping[Kind, int] = MappingProxyType({Kind.PURCHASE_MONEY: 2, Kind.OWN_MONEY: 0})


def number_format(kind: Kind, output: OutputTab | None = None) -> str:
    """Return the number format of a kind of column, with the currency's sign where it is known."""
    pattern = _PATTERNS[kind]
    sign = output.symbols.get(kind) if output else None
    if not sign:
        return pattern
    return f'"{sign}"{pattern}' if kind is Kind.PURCHASE_MONEY else f'{pattern} "{sign}"'


def width(output: OutputTab, column: OutputColumn) -> int:
    """Return how many characters wide a column should be: what it asks, or its longest value."""
    if column.steady:
        return column.width
    values = () if column.yours else output.cells[column.id]
    shown = _longest(values, column.kind)
    words = max((len(word) for word in column.header.split()), default=0) + 2
    least = _MOMENT_WIDTH if column is output.columns[0] else _NARROWEST
    return min(column.width, max(least, shown + 1, words))


def header_lines(output: OutputTab) -> int:
    """Return on how many lines the longest header goes, broken between words."""
    return max(
        len(textwrap.wrap(column.header, max(1, width(output, column) - _BOLDER)))
        for column in output.columns
    )


def row_lines(output: OutputTab) -> list[int]:
    """Return on how many lines each row goes: that of its longest text in a column that wraps."""
    lines = [1] * len(output.keys)
    for column in output.columns:
        if column.wrap and not column.yours:
            letters = round(width(output, column) * _LETTERS_A_DIGIT)
            for row, value in enumerate(output.cells[column.id]):
                if isinstance(value, str) and len(value) > letters:
                    lines[row] = max(lines[row], len(textwrap.wrap(value, letters)))
    return lines


def _longest(values: Sequence[Cell], kind: Kind) -> int:
    """How many characters the longest value takes; all but texts and money take the same."""
    texts = [value for value in values if isinstance(value, str)]
    longest = max(map(len, texts), default=0)
    if len(texts) == len(values):
        return longest
    if kind not in _MONEY_DECIMALS:
        return max(longest, _FIXED.get(kind, _NUMBER_WIDTH))
    others = {value for value in values if not isinstance(value, str)}
    return max(longest, *(_money(value, _MONEY_DECIMALS[kind]) for value in others))


def _money(value: float | None, decimals: int) -> int:
    return _NUMBER_WIDTH if value is None else len(f"{value:,.{decimals}f}") + 3
