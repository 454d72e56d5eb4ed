"""What a summary tab looks like before it is written: columns, rows by key, stamp."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from sheets.cell import Cell

KEY_HEADER = "_key"
STAMP_ROW, HEADER_ROW, FIRST_ROW = 0, 1, 2  # 0-based


class Kind(StrEnum):
    """How a column's values are shown."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    RATE = "rate"  # a fraction shown as 0.0%
    DAY = "day"  # a serial number shown as yyyy-mm-dd
    MOMENT = "moment"
    PURCHASE_MONEY = "purchase_money"
    OWN_MONEY = "own_money"
    TICK = "tick"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputColumn:
    """One column: ours, or (`yours`) a person's, which we head and never write again."""

    id: str
    kind: Kind
    header: str
    note: str = ""  # one sentence, shown when a person points at the header
    headers: tuple[str, ...] = ()  # the same header in every language, so a switch retitles it
    yours: bool = False
    width: int = 44  # characters; the column is no wider, however long its texts
    steady: bool = False  # as wide as that also while it is empty: its texts come later
    wrap: bool = False  # a longer text goes on below, so that its neighbour does not hide it


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartBlock:
    """A block of cells that one native chart draws; its place and size never change.

    The first row of the block holds the names of the series, the first column the points of the
    axis; both are counted from the first row of data and the first of our columns.
    """

    id: str
    title: str
    kind: str  # line | column
    first_row: int
    rows: int  # with the row of names
    columns: int  # with the column of points
    value_axis: str  # its title


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A filter view: an order and a choice of rows for who opens it; no row moves for others."""

    id: str
    title: str
    order: tuple[tuple[str, bool], ...]  # (column id, largest first), the first counts most
    hidden: Mapping[str, tuple[str, ...]]  # column id -> words whose rows it leaves out
    filled: tuple[str, ...] = ()  # column ids: rows that are blank there are left out


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """When a tab was refreshed and how it went."""

    text: str
    at: datetime  # local wall time of the team


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputTab:
    """A summary tab; rows are found by key, so people may sort, move and write beside them."""

    id: str
    title: str
    titles: tuple[str, ...]  # the title in every language
    columns: tuple[OutputColumn, ...]
    keys: Sequence[str]  # plain codes, unique, in the order for new rows
    cells: Mapping[str, Sequence[Cell]]  # managed column id -> one value a key
    stamp: Stamp
    status_column: str | None = None  # where a row that no longer applies says so
    inactive: str = ""  # the word for it
    colours: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    # status word -> red | orange | yellow | grey | green
    newest_first: bool = False  # the Run log: new rows on top, `keep` of them stay
    keep: int = 200
    layout: int = 1  # raised when columns or formats change
    renamed: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    # old key -> the key it is known by now; its row is kept
    symbols: Mapping[Kind, str] = field(default_factory=lambda: MappingProxyType({}))
    # PURCHASE_MONEY and OWN_MONEY -> the currency's sign
    hidden: bool = False  # a tab that only charts read
    charts: tuple[ChartBlock, ...] = ()  # drawn once from this tab, on a tab of their own
    charts_titles: tuple[str, ...] = ()  # of that tab: the one to use, then those of the others
    views: tuple[View, ...] = ()  # made once with the tab, where the spreadsheet has such views

    def __post_init__(self) -> None:
        managed = [column.id for column in self.columns if not column.yours]
        if list(self.cells) != managed:
            msg = f"{self.id}: cells must be given for {managed}, not {list(self.cells)}"
            raise ValueError(msg)
        for name, values in self.cells.items():
            if len(values) != len(self.keys):
                msg = f"{self.id}.{name}: {len(values)} values for {len(self.keys)} keys"
                raise ValueError(msg)
        if len(set(self.keys)) != len(self.keys):
            msg = f"{self.id}: keys must be unique"
            raise ValueError(msg)
