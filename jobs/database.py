"""Opening the ledger: SQLite that forgets nothing at a power cut, or PostgreSQL by URL."""

import os
import stat
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from jobs.migrations import FormError, bring_up_to_date

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
BUSY_SECONDS = 10
READING = "reading"  # execution option: this transaction only reads


class LedgerError(Exception):
    """The ledger cannot be opened or is of another version; the message says what to do."""


def iso(moment: datetime) -> str:
    """Return a moment as UTC text; moments without a zone are refused.

    Raises:
        ValueError: If the moment has no zone.
    """
    if moment.tzinfo is None:
        msg = "a moment needs its zone"
        raise ValueError(msg)
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def moment(text: str) -> datetime:
    """Return the moment that `iso` wrote."""
    return datetime.fromisoformat(text)


def open_engine(url: str) -> Engine:
    """Open the database of a ledger and bring it to this program's form.

    Raises:
        LedgerError: If it cannot be opened, or was written by a newer program.
    """
    shown = shown_url(url)
    try:
        engine = _engine(url)
        bring_up_to_date(engine)
    except (SQLAlchemyError, OSError, FormError, ModuleNotFoundError) as error:
        msg = f"the ledger {shown} cannot be opened: {_cause(error)}"
        raise LedgerError(msg) from error
    return engine


def shown_url(url: str) -> str:
    """Return a URL without its password.

    Raises:
        LedgerError: If it is no URL.
    """
    try:
        return make_url(url).render_as_string(hide_password=True)
    except (ArgumentError, ValueError) as error:
        msg = "the ledger's url is not one like sqlite:///state/ledger.db"
        raise LedgerError(msg) from error


def upsert(connection: Connection, table: Table, row: Mapping[str, Any]) -> None:
    """Insert a row, or replace the one with the same primary key."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    keys = [column.name for column in table.primary_key]
    statement = dialect.insert(table).values(**row)
    rest = {name: statement.excluded[name] for name in row if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=rest))


def insert_new(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert a row unless its primary key is taken; return whether it was inserted."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    keys = [column.name for column in table.primary_key]
    statement = dialect.insert(table).values(**row).on_conflict_do_nothing(index_elements=keys)
    return connection.execute(statement).rowcount == 1


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        _private(Path(parsed.database))
    engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _private(path: Path) -> None:
    """Make the file for its owner only before SQLite opens it: -wal and -shm follow its mode."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
    mode = stat.S_IMODE(os.fstat(handle).st_mode)
    os.close(handle)
    if mode & 0o077:
        path.chmod(PRIVATE_FILE)


def _on_connect(connection: Any, _record: object) -> None:  # noqa: ANN401
    connection.isolation_level = None  # SQLAlchemy's own BEGIN below, not the driver's
    pragmas = (
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",  # what is forgotten is overwritten
    )
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}").close()


def _on_begin(connection: Connection) -> None:
    only_reads = connection.get_execution_options().get(READING, False)
    connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")


def _cause(error: Exception) -> str:
    if isinstance(error, NoSuchModuleError | ModuleNotFoundError):
        return f"{error}; PostgreSQL needs `pip install 'reorder-brief[fleet]'`"
    return str(getattr(error, "orig", None) or error)
