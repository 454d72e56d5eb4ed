"""The .xlsx as a file: can it be used, does anybody have it open, how it is replaced."""

import errno
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from sheets.grid import (
    PermissionDeniedError,
    WorkbookBusyError,
    WorkbookError,
    WorkbookNotFoundError,
    WorkbookUnavailableError,
)

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old .xls, or an .xlsx with a password
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ZIP = b"PK\x03\x04"
_DIRECTORY_BYTES = 1 << 20
_NOBODY_MAY_WRITE = 0o222

Version = tuple[int, int, int]  # what tells one state of a file from the next


def version(path: Path) -> Version:
    """Return what changes whenever the file is saved by anybody."""
    with _explained(path):
        facts = path.stat()
    return facts.st_mtime_ns, facts.st_size, facts.st_ino


def content(path: Path) -> bytes:
    """Return the file's bytes.

    Raises:
        WorkbookNotFoundError: If there is no such file, or it is none that can be read.
        PermissionDeniedError: If it may not be read.
    """
    if path.is_dir():
        msg = f"{path} is a folder: give the path of the .xlsx file in it"
        raise WorkbookNotFoundError(msg, reason="is_folder", path=str(path))
    with _explained(path):
        data = path.read_bytes()
    if data.startswith(_COMPOUND):
        raise _compound(path, data)
    if not data.startswith(_ZIP):
        msg = (
            f"{path} is not an Excel workbook: open it in Excel or LibreOffice "
            "and save it as 'Excel workbook (.xlsx)'"
        )
        raise WorkbookNotFoundError(msg, reason="not_a_workbook", path=str(path))
    return data


def _compound(path: Path, data: bytes) -> WorkbookNotFoundError:
    if _ENCRYPTED in data[:_DIRECTORY_BYTES]:
        msg = (
            f"{path} is protected by a password to open: take it away in Excel "
            "(File > Info > Protect Workbook > Encrypt with Password: leave it blank) and save"
        )
        return WorkbookNotFoundError(msg, reason="has_password", path=str(path))
    msg = f"{path} is an old .xls workbook: open it and save it as 'Excel workbook (.xlsx)'"
    return WorkbookNotFoundError(msg, reason="old_xls", path=str(path))


def refuse_if_open(path: Path) -> None:
    """Make sure that neither Excel nor LibreOffice has the file open.

    Raises:
        WorkbookBusyError: If one of them has; their next save would undo ours.
    """
    for one in {path, path.resolve()}:
        for program, lock in (
            ("Excel", one.with_name(f"~${one.name}")),
            ("LibreOffice", one.with_name(f".~lock.{one.name}#")),
        ):
            if lock.exists():
                msg = (
                    f"{one.name} is open in {program}: close it there and run again "
                    f"(if nobody has it open, delete {lock})"
                )
                raise WorkbookBusyError(
                    msg, reason="open_elsewhere", path=one.name, program=program, lock=str(lock)
                )


def refuse_if_read_only(path: Path) -> None:
    """Make sure that the file and its folder may be written.

    Raises:
        PermissionDeniedError: If not.
    """
    real = path.resolve()
    if not real.stat().st_mode & _NOBODY_MAY_WRITE or not os.access(real, os.W_OK):
        msg = f"{path} is read-only: allow writing to it (Properties, or chmod u+w), then run again"
        raise PermissionDeniedError(msg, reason="read_only", path=str(path))


def replace_content(path: Path, data: bytes) -> None:
    """Put new bytes in the place of the file: at every moment it is the old one or the new one.

    Mode, owner and a symbolic link stay.

    Raises:
        PermissionDeniedError: If the folder may not be written.
        WorkbookUnavailableError: If the disk is full.
        WorkbookError: If it fails for another reason; the old file is still there.
    """
    real = path.resolve()
    draft = None
    try:
        with _explained(path):
            draft = _draft(real, data)
            draft.replace(real)
            _sync_folder(real.parent)
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)


def _draft(real: Path, data: bytes) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{real.name}.", suffix=".tmp", dir=real.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _take_after(real, draft)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return draft


def _take_after(real: Path, draft: Path) -> None:
    facts = real.stat()
    with suppress(OSError, AttributeError):  # only an administrator may give files away
        os.chown(draft, facts.st_uid, facts.st_gid)
    shutil.copystat(real, draft)
    os.utime(draft)


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # not every system can
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class _explained:  # noqa: N801 - reads as a statement
    """Turn the system's errors into what a person can do."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Explain what came."""
        if not isinstance(error, OSError):
            return
        if isinstance(error, FileNotFoundError):
            msg = f"there is no file {self.path}: check the path in the configuration"
            raise WorkbookNotFoundError(msg, reason="file_missing", path=str(self.path)) from error
        if isinstance(error, PermissionError):
            msg = f"{self.path} may not be read or written: check its permissions and its folder's"
            raise PermissionDeniedError(
                msg, reason="file_forbidden", path=str(self.path)
            ) from error
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            msg = f"the disk of {self.path} is full: free some space; the file is as it was"
            raise WorkbookUnavailableError(msg, reason="disk_full", path=str(self.path)) from error
        msg = f"{self.path} cannot be used: {error.strerror or error}"
        raise WorkbookError(msg) from error
