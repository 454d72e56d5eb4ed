"""One run of a spreadsheet at a time: a file beside the ledger, or an advisory lock in it."""

import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from jobs.logs import LOGGER

BEAT = 2.0  # seconds between two looks whether the lock is still ours
SETTLING = 5.0  # seconds after its start in which a server gives no lock to newcomers
_SPACE = 0x5242  # keeps our numbers apart from other programs' locks
_AGE = "SELECT extract(epoch FROM clock_timestamp() - pg_postmaster_start_time())"
_HELD = "SELECT true"
_SOON = """
SELECT set_config('tcp_keepalives_idle', '30', false),
       set_config('tcp_keepalives_interval', '10', false),
       set_config('tcp_keepalives_count', '3', false)
"""  # a machine that went dark lets go of its lock within a minute, not two hours


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
    name = f"{Path(database).resolve()}.{zlib.crc32(spreadsheet.encode()):08x}.lock"
    lock = FileLock(name, mode=0o600)
    try:
        with lock.acquire(timeout=0):
            yield
    except Timeout as error:
        msg = "another run is at work on this spreadsheet; try again when it has finished"
        raise LockedError(msg) from error


@contextmanager
def _advisory(engine: Engine, spreadsheet: str) -> Iterator[None]:
    holder = _Holder(engine, zlib.crc32(spreadsheet.encode()) - 2**31)
    if not holder.take():
        msg = "another machine is at work on this spreadsheet; try again when it has finished"
        raise LockedError(msg)
    try:
        yield
    finally:
        holder.release()


class _Holder:
    """Holds an advisory lock, and takes it again when the server has lost it by a restart.

    Whoever comes new to a server that has just started waits for a moment, so that those who held
    a lock before have taken it again by then.
    """

    def __init__(self, engine: Engine, number: int) -> None:
        self.engine = engine
        self.number = number
        self.connection: Connection | None = None
        self._ended = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="lock", daemon=True)

    def take(self) -> bool:
        """Take the lock unless somebody else has it."""
        with self.engine.connect() as connection:
            age = float(connection.execute(text(_AGE)).scalar_one())
        if age < SETTLING:
            self._ended.wait(SETTLING - age)
        if not self._taken():
            return False
        self._keeper.start()
        return True

    def release(self) -> None:
        """Give the lock back; when its connection was lost, the server has done so already."""
        self._ended.set()
        self._keeper.join(2 * BEAT)
        if self.connection is None or self._keeper.is_alive():
            return
        try:
            self._answer(f"SELECT pg_advisory_unlock({_SPACE}, {self.number})")
        except SQLAlchemyError:
            self.connection.invalidate()
            LOGGER.warning("the connection that held the lock was lost during the run")
        self.connection.close()

    def _taken(self) -> bool:
        self.connection = self.engine.connect()
        self._answer(_SOON)
        if self._answer(f"SELECT pg_try_advisory_lock({_SPACE}, {self.number})"):
            return True
        self.connection.close()
        self.connection = None
        return False

    def _keep(self) -> None:
        while not self._ended.wait(BEAT):
            try:
                held = self.connection is not None and self._answer(_HELD)
            except SQLAlchemyError:
                held = False
            if not held:
                self._take_again()

    def _take_again(self) -> None:
        if self.connection is not None:
            self.connection.invalidate()
            self.connection.close()
            self.connection = None
        try:
            if self._taken():
                LOGGER.info("the lock was lost with its connection and taken again")
        except SQLAlchemyError:
            LOGGER.info("the connection that held the lock is lost; the ledger is down")

    def _answer(self, statement: str) -> object:
        """The lock belongs to the session, not to a transaction."""
        connection = self.connection
        if connection is None:
            return None
        found = connection.execute(text(statement)).scalar()
        connection.commit()
        return found
