"""A row that could not be used as it stands: where it is, what was there, what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

MOST_OF_ONE_KIND = 200  # issues of one code that are told one by one; the others share a line


class Severity(StrEnum):
    """How much an issue costs the figures."""

    ERROR = "error"  # the row or cell is not counted
    WARNING = "warning"  # counted, but something should be looked at
    HINT = "hint"  # nothing is wrong; more could be computed


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One finding about the team's data.

    The sentences live in the words of each language under `issue.<code>.problem`, `.did` and
    `.fix`; `slots` fills them.
    """

    code: str
    severity: Severity
    tab: str  # id of the input tab, such as defect_log
    row: int | None = None  # 1-based row in the sheet; None: the whole tab
    column: str | None = None  # id of the column, such as sku
    header: str | None = None  # the header as the team wrote it
    found: str = ""  # what stood in the cell, as text, cut to a readable length
    rows: int = 1  # rows that share the issue (one line may speak for many)
    slots: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def key(self) -> str:
        """Stable over nights and row moves: tab, code, column and what was there."""
        return "|".join(
            (self.tab, self.code, self.column or "", self.found, str(self.slots.get("key", "")))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCount:
    """Where the rows of one input tab went; the three parts add up to what was read."""

    tab: str
    read: int
    counted: int
    reported: int
    ignored: int

    def __post_init__(self) -> None:
        parts = self.counted + self.reported + self.ignored
        if parts != self.read:
            msg = f"{self.tab}: {self.read} rows read but {parts} accounted for"
            raise ValueError(msg)
