"""What is done to a workbook before the first run: may we edit it, are there tabs to fill in."""

from typing import Protocol


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
