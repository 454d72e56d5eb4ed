"""The kinds of workbook: one file each, its options beside it."""

from sheets.backends.google import GoogleOptions
from sheets.backends.memory import MemoryOptions
from sheets.backends.xlsx_options import XlsxOptions
from sheets.grid import Workbook

Options = XlsxOptions | GoogleOptions | MemoryOptions


def open_workbook(options: Options) -> Workbook:
    """Return the workbook of the options; nothing is read yet.

    Raises:
        WorkbookError: If the options cannot be used, such as a missing credentials file.
    """
    return options.open()
