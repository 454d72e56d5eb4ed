"""Which .xlsx file a team's spreadsheet is."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from sheets.backends.xlsx import XlsxWorkbook


@dataclass(frozen=True, slots=True, kw_only=True)
class XlsxOptions:
    """An .xlsx or .xlsm file on this computer or on a shared drive."""

    path: Path
    backend: Literal["xlsx"] = "xlsx"

    def open(self) -> "XlsxWorkbook":
        """Return the workbook; the file is first looked at when it is read."""
        from sheets.backends.xlsx import XlsxWorkbook  # noqa: PLC0415 - slow to import

        return XlsxWorkbook(self.path)
