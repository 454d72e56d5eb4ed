"""How new tabs look: number formats, colours and widths that every kind of workbook shares."""

from collections.abc import Mapping
from types import MappingProxyType

from sheets.grid import Cell
from sheets.outputs.table import Kind, OutputColumn, OutputTab

HEADER_GREY = "D9D9D9"
STALE_RED = "EA9999"
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
_NARROWEST = 9  # characters


def number_format(kind: Kind, output: OutputTab | None = None) -> str:
    """Return the number format of a kind of column, with the currency's sign where it is known."""
    pattern = _PATTERNS[kind]
    sign = output.symbols.get(kind) if output else None
    if not sign:
        return pattern
    return f'"{sign}"{pattern}' if kind is Kind.PURCHASE_MONEY else f'{pattern} "{sign}"'


def width(output: OutputTab, column: OutputColumn) -> int:
    """Return how many characters wide a column should be: its longest word or shown value."""
    values = () if column.yours else output.cells[column.id]
    shown = max((_shown(value, column.kind) for value in values), default=0)
    words = max((len(word) for word in column.header.split()), default=0) + 2
    return min(column.width, max(_NARROWEST, shown + 1, words))


def _shown(value: Cell, kind: Kind) -> int:
    if isinstance(value, str):
        return len(value)
    return {Kind.MOMENT: 16, Kind.DAY: 10}.get(kind, 8)
