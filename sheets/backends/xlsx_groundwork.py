"""What a workbook file needs before the first run: the right to write it, tabs to fill in."""

import os
from pathlib import Path

from sheets.backends.xlsx_file import refuse_if_open, refuse_if_read_only
from sheets.grid import PermissionDeniedError


class XlsxGroundwork:
    """Prepares one file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def prove_editable(self) -> None:
        """Make sure that the file and its folder may be written and nobody has it open.

        Raises:
            WorkbookBusyError: If Excel or LibreOffice has it open.
            PermissionDeniedError: If it may not be written.
        """
        refuse_if_open(self.path)
        refuse_if_read_only(self.path)
        folder = self.path.resolve().parent
        if not os.access(folder, os.W_OK):
            msg = f"the folder {folder} may not be written: the file is replaced in it as a whole"
            raise PermissionDeniedError(msg, reason="folder_read_only", path=str(folder))
