"""What is done to a workbook before the first run: may we edit it, are there tabs to fill in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from sheets.cell import Cell


class Look(StrEnum):
    """How the cells of a column of people's are shown, and what typing there gives."""

    PLAIN = "plain"  # as the spreadsheet sees fit
    KEY = "key"  # text: 0012 stays 0012
    DAY = "day"
    MOMENT = "moment"
    RATE = "rate"  # percent
    TICK = "tick"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the codes stand that a column may repeat: SKUs, suppliers, lots."""

    title: str  # of the tab
    column: int  # 0-based
    row: int  # 0-based, the first below the header


@dataclass(frozen=True, slots=True, kw_only=True)
class NewColumn:
    """One column of a tab that people fill in."""

    header: str
    look: Look = Look.PLAIN
    choices: tuple[str, ...] = ()  # of a drop-down; other texts may be typed too
    source: Source | None = None  # of a drop-down that grows with another tab
    width: int = 14  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTab:
    """A tab to be made for people: its headers in the first row, examples below them."""

    id: str
    title: str
    columns: tuple[NewColumn, ...]
    rows: tuple[tuple[Cell, ...], ...] = ()  # shown in grey


@dataclass(frozen=True, slots=True, kw_only=True)
class Dressing:
    """What the columns of a tab that is there are given; no cell is changed."""

    tab_id: str
    title: str
    header_row: int  # 0-based
    columns: Mapping[int, NewColumn]  # 0-based place


class Groundwork(Protocol):
    """Prepares one workbook; every backend has its own."""

    def prove_editable(self) -> None:
        """Make sure that we may write, and leave no trace of it.

        Raises:
            PermissionDeniedError: If we may only look.
            WorkbookBusyError: If somebody has the file open.
            WorkbookError: If it cannot be written for another reason.
        """
        ...

    def lay(self, tabs: Sequence[NewTab], dressings: Sequence[Dressing] = ()) -> None:
        """Make all tabs and dress the others at once, or do nothing.

        Raises:
            ReadAgainError: If nobody can tell whether they were made, or one is there already.
            WorkbookError: If nothing was done.
        """
        ...
