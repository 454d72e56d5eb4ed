"""One run at a time: a file beside the ledger, or an advisory lock in a shared database."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from jobs.logs import LOGGER

_SPACE = 0x5242  # keeps our numbers apart from other programs' locks


class LockedError(Exception):
    """Another run holds the lock."""


@contextmanager
def only_run(engine: Engine, *, spreadsheet: str) -> Iterator[None]:
    """Hold the lock of a spreadsheet for a whole run; it is free again when the process dies.

    Raises:
        LockedError: If another process holds it.
    """
    if engine.dialect.name == "postgresql":
        with _advisory(engine, spreadsheet):
            yield
        return
    database = engine.url.database
    if not database or database == ":memory:":  # nobody else can see it
        yield
        return
    lock = FileLock(f"{Path(database).resolve()}.lock", mode=0o600)
    try:
        with lock.acquire(timeout=0):
            yield
    except Timeout as error:
        msg = "another run is at work on this spreadsheet; try again when it has finished"
        raise LockedError(msg) from error


@contextmanager
def _advisory(engine: Engine, spreadsheet: str) -> Iterator[None]:
    number = zlib.crc32(spreadsheet.encode())
    with engine.connect() as connection:
        taken = connection.execute(
            text("SELECT pg_try_advisory_lock(:space, :number)"),
            {"space": _SPACE, "number": number - 2**31},
        ).scalar()
        connection.commit()  # the lock belongs to the session, not to a transaction
        if not taken:
            msg = "another machine is at work on this spreadsheet; try again when it has finished"
            raise LockedError(msg)
        try:
            yield
        finally:
            _release(connection, number - 2**31)


def _release(connection: Connection, number: int) -> None:
    """Give the lock back; when its connection was lost, the server has done so already."""
    try:
        connection.execute(
            text("SELECT pg_advisory_unlock(:space, :number)"), {"space": _SPACE, "number": number}
        )
        connection.commit()
    except SQLAlchemyError:
        connection.invalidate()
        LOGGER.warning("the connection that held the lock was lost during the run")
