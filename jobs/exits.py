"""Exit statuses (sysexits.h where one exists), and which mistake ends with which."""

from enum import IntEnum

from jobs.ledger import LedgerError
from jobs.lock import LockedError
from jobs.mistakes import SettingsError
from sheets.grid import (
    PermissionDeniedError,
    TabNotFoundError,
    WorkbookBusyError,
    WorkbookError,
    WorkbookNotFoundError,
)


class Exit(IntEnum):
    """How a command ended."""

    OK = 0
    BUG = 1
    USAGE = 2
    PARTIAL = 3  # done, but something was refused
    DATA = 65  # the sheet's data cannot be used
    UNAVAILABLE = 69  # Google or the mail server cannot be reached
    LOCKED = 75  # another run is at work
    PERMISSION = 77  # the sheet is not shared, the mail server refuses the login
    CONFIG = 78
    INTERRUPTED = 130
    TERMINATED = 143


class DataError(Exception):
    """The sheet's data cannot be used; nothing has been written."""


class MailError(Exception):
    """No letter can be sent until a person mends something."""


class MailSetupError(MailError):
    """The way to the mail server is not set up right: its certificate, its encryption."""


class NotThereError(Exception):
    """What a person asked for by name is not there; the message says what is."""


class StoppedError(Exception):
    """The run was asked to end and did, between two stages; it is due again."""


_EXITS: tuple[tuple[type[BaseException], Exit], ...] = (
    (StoppedError, Exit.TERMINATED),
    (NotThereError, Exit.USAGE),
    (SettingsError, Exit.CONFIG),
    (LockedError, Exit.LOCKED),
    (DataError, Exit.DATA),
    (MailSetupError, Exit.CONFIG),
    (MailError, Exit.PERMISSION),
    (PermissionDeniedError, Exit.PERMISSION),
    (WorkbookNotFoundError, Exit.CONFIG),
    (TabNotFoundError, Exit.DATA),
    (WorkbookBusyError, Exit.UNAVAILABLE),
    (WorkbookError, Exit.UNAVAILABLE),
    (LedgerError, Exit.UNAVAILABLE),
    (PermissionError, Exit.PERMISSION),
    (OSError, Exit.UNAVAILABLE),  # no room, no such folder, no network
    (KeyboardInterrupt, Exit.INTERRUPTED),
)
EXPECTED = tuple(kind for kind, _ in _EXITS)


def in_words(error: BaseException) -> str:
    """Return what a mistake says of itself; of what the machine refused: which file, and why."""
    if isinstance(error, OSError) and error.strerror:
        named = "" if error.filename is None else f"{error.filename}: "
        return f"{named}{error.strerror}"
    return str(error)


def exit_of(error: BaseException) -> Exit:
    """Return the exit status that a mistake ends with; an unforeseen one is a bug."""
    return next((code for kind, code in _EXITS if isinstance(error, kind)), Exit.BUG)
