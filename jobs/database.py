"""Opening the ledger: SQLite that forgets nothing at a power cut, or PostgreSQL by URL."""

import os
import sqlite3
import stat
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, Engine, ExceptionContext, Table, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    NoSuchModuleError,
    OperationalError,
    SQLAlchemyError,
)

from jobs.migrations import FormError, bring_up_to_date

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
BUSY_SECONDS = 10
_BLINK = 0.05  # seconds
_Result = TypeVar("_Result")
READING = "reading"  # execution option: this transaction only reads
_PASSING = frozenset({"57P01", "57P02", "57P03", "53300"})  # going down, coming up, full


class LedgerError(Exception):
    """The ledger cannot be opened or is of another version; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a ledger that is down is waited for, with longer and longer pauses."""

    seconds: float = 0.0
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    first_pause: float = 0.5
    longest_pause: float = 10.0


NO_PATIENCE = Patience()


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


def open_engine(url: str, *, patience: Patience = NO_PATIENCE) -> Engine:
    """Open the database of a ledger and bring it to this program's form.

    Args:
        url: Where it is.
        patience: For a server that is down, at the opening and at any later transaction.

    Raises:
        LedgerError: If it cannot be opened, or was written by a newer program.
    """
    shown = shown_url(url)
    try:
        engine = _up_to_date(_engine(url, patience))
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


def upsert(
    connection: Connection,
    table: Table,
    row: Mapping[str, Any],
    *,
    instead: Mapping[str, Any] | None = None,
) -> None:
    """Insert a row, or change the one with the same primary key.

    Args:
        connection: A transaction.
        table: Where to.
        row: The row as it is inserted.
        instead: Column -> expression where there is a row already; None: its new values.
    """
    keys, statement = _insertion(connection, table, row)
    if instead is None:
        instead = {name: statement.excluded[name] for name in row if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=instead))


def insert_new(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert a row unless its primary key is taken; return whether it was inserted."""
    keys, statement = _insertion(connection, table, row)
    return connection.execute(statement.on_conflict_do_nothing(index_elements=keys)).rowcount == 1


def _insertion(
    connection: Connection, table: Table, row: Mapping[str, Any]
) -> tuple[list[str], "postgresql.Insert | sqlite.Insert"]:
    dialect = import_module(f"sqlalchemy.dialects.{connection.dialect.name}")  # not all of them
    return [column.name for column in table.primary_key], dialect.insert(table).values(**row)


def persistent(work: Callable[[], _Result]) -> _Result:
    """Do what may be done twice; once more where the connection was lost in it."""
    try:
        return work()
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        return work()


def _up_to_date(engine: Engine) -> Engine:
    try:
        bring_up_to_date(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _engine(url: str, patience: Patience) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        nobody = parsed.username is None and "user" not in parsed.query
        if nobody and parsed.get_backend_name() == "postgresql":
            msg = (
                f"the ledger's url {shown_url(url)} names no user, like //shop:PASSWORD@host/ledger"
            )
            raise LedgerError(msg)
        return _server(create_engine(parsed, pool_pre_ping=True), patience)
    if parsed.database and parsed.database != ":memory:":
        _private(Path(parsed.database))
    engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _server(engine: Engine, patience: Patience) -> Engine:
    """Wait for a server that is down, and know one that is gone however the driver says so.

    The driver says some of it as an OSError, which SQLAlchemy would not take for its own.
    """
    whole_ping = engine.dialect.do_ping

    def ping(connection: Any) -> bool:  # noqa: ANN401
        try:
            return whole_ping(connection)
        except OSError:
            return False

    event.listen(engine, "do_connect", _connector(patience))
    event.listen(engine, "handle_error", _on_error)
    engine.dialect.do_ping = ping  # type: ignore[method-assign, assignment]
    return engine


def _connector(patience: Patience) -> Callable[[Any, Any, Any, Any], Any]:
    def connect(dialect: Any, _record: Any, arguments: Any, named: Any) -> Any:  # noqa: ANN401
        ends, pause = patience.clock() + patience.seconds, patience.first_pause
        while True:
            try:
                return dialect.connect(*arguments, **named)
            except (dialect.loaded_dbapi.Error, OSError) as error:
                if not _may_pass(error) or patience.clock() + pause > ends:
                    if isinstance(error, OSError):
                        raise dialect.loaded_dbapi.InterfaceError(str(error)) from error
                    raise
            patience.sleep(pause)
            pause = min(2 * pause, patience.longest_pause)

    return connect


def _on_error(context: ExceptionContext) -> None:
    error = context.original_exception
    if isinstance(error, OSError):
        context.is_disconnect = True
        raise OperationalError(
            context.statement, None, error, connection_invalidated=True
        ) from error
    if _code(error) in _PASSING:
        context.is_disconnect = True


def _may_pass(error: BaseException) -> bool:
    """Not reached at all, or reached while it comes up; a wrong password does not pass."""
    code = _code(error)
    return code is None or code in _PASSING


def _code(error: BaseException) -> str | None:
    """Return PostgreSQL's code of what it refused."""
    facts = error.args[0] if error.args else None
    return str(facts.get("C")) if isinstance(facts, dict) else None


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
        _set(connection, pragma)


def _set(connection: Any, pragma: str) -> None:  # noqa: ANN401
    """Several processes that make a ledger at once are refused, busy_timeout or not."""
    for _ in range(int(BUSY_SECONDS / _BLINK)):
        try:
            connection.execute(f"PRAGMA {pragma}").close()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            time.sleep(_BLINK)
        else:
            return
    connection.execute(f"PRAGMA {pragma}").close()


def _on_begin(connection: Connection) -> None:
    only_reads = connection.get_execution_options().get(READING, False)
    connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")


def _cause(error: Exception) -> str:
    if isinstance(error, NoSuchModuleError | ModuleNotFoundError):
        return f"{error}; PostgreSQL needs `pip install 'reorder-brief[fleet]'`"
    cause = getattr(error, "orig", None) or error
    facts = cause.args[0] if cause.args else None
    return str(facts.get("M", cause)) if isinstance(facts, dict) else str(cause)
