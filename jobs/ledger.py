"""What the program remembers: runs, slots, deliveries, states over nights, backups.

SQLite beside the configuration by default (WAL, synchronous=FULL, so that a power cut never
forgets a sent mail), PostgreSQL by URL where several machines share the work.
"""

import json
import os
import stat
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
from sqlalchemy import (
    Connection,
    Engine,
    Table,
    create_engine,
    delete,
    event,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from jobs import tables
from quality.records import SIGNAL_STATES

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700


class LedgerError(Exception):
    """The ledger cannot be opened or is of another version; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a job as the ledger has it."""

    run_id: str
    job: str
    slot: str | None
    trigger: str
    status: str
    exit_code: int | None
    started_at: datetime
    finished_at: datetime | None
    as_of: date
    app_version: str
    counts: Mapping[str, int]
    error: str | None


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


class Ledger:
    """The ledger of one configuration, or of many teams when its URL is shared."""

    def __init__(self, engine: Engine, spreadsheet: str) -> None:
        self.engine = engine
        self.spreadsheet = spreadsheet

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that holds the write lock from its start."""
        with self.engine.begin() as connection:
            yield connection

    def begin_run(
        self,
        *,
        run_id: str,
        job: str,
        now: datetime,
        as_of: date,
        trigger: str = "manual",
        slot: str | None = None,
        host: str = "",
        pid: int = 0,
        app_version: str = "",
        config_sha256: str = "",
    ) -> None:
        """Note that a run has begun."""
        row = {
            "run_id": run_id,
            "job": job,
            "slot": slot,
            "trigger": trigger,
            "status": "running",
            "started_at": iso(now),
            "as_of": as_of.isoformat(),
            "host": host,
            "pid": pid,
            "app_version": app_version,
            "config_sha256": config_sha256,
            "counts": "{}",
        }
        with self.writing() as connection:
            connection.execute(insert(tables.run).values(**row))

    def finish_run(
        self,
        run_id: str,
        *,
        status: str,
        exit_code: int,
        now: datetime,
        counts: Mapping[str, int] | None = None,
        error: str | None = None,
    ) -> None:
        """Note how a run ended."""
        values = {
            "status": status,
            "exit_code": exit_code,
            "finished_at": iso(now),
            "counts": json.dumps(dict(counts or {}), sort_keys=True),
            "error": error,
        }
        change = update(tables.run).where(tables.run.c.run_id == run_id).values(**values)
        with self.writing() as connection:
            connection.execute(change)

    def runs(self, *, limit: int = 200, job: str | None = None) -> tuple[Run, ...]:
        """Return the latest runs, newest first."""
        query = select(tables.run).order_by(tables.run.c.started_at.desc()).limit(limit)
        if job is not None:
            query = query.where(tables.run.c.job == job)
        with self.engine.connect() as connection:
            return tuple(_run(dict(row)) for row in connection.execute(query).mappings())

    def last_success(self, job: str) -> Run | None:
        """Return the latest run of a job that ended well, or None."""
        good = {"ok", "partial"}
        return next((run for run in self.runs(job=job) if run.status in good), None)

    def sources(self) -> Mapping[str, Mapping[str, Any]]:
        """Return what was last read of each input tab: rows, sha256, title, tab id."""
        query = select(tables.source).where(tables.source.c.spreadsheet == self.spreadsheet)
        with self.engine.connect() as connection:
            return {row["tab"]: dict(row) for row in connection.execute(query).mappings()}

    def remember_sources(
        self, rows: Sequence[Mapping[str, Any]], *, run_id: str, now: datetime
    ) -> None:
        """Note what was read: rows with `tab`, `title`, `rows` and `sha256`."""
        fixed = {"spreadsheet": self.spreadsheet, "run_id": run_id, "read_at": iso(now)}
        with self.writing() as connection:
            for row in rows:
                upsert(connection, tables.source, {**fixed, **row})

    def signal_states(self) -> pl.DataFrame:
        """Return what is remembered of each signal, as the study takes it."""
        table = tables.signal_state
        query = select(table).where(table.c.spreadsheet == self.spreadsheet)
        with self.engine.connect() as connection:
            rows = [dict(row) for row in connection.execute(query).mappings()]
        columns: dict[str, list[Any]] = {
            name: [row[name] for row in rows] for name in SIGNAL_STATES
        }
        for name in ("opened_on", "last_seen_on"):
            columns[name] = [date.fromisoformat(text) for text in columns[name]]
        columns["open"] = [bool(value) for value in columns["open"]]
        return pl.DataFrame(columns, schema=dict(SIGNAL_STATES))

    def save_signal_states(self, states: pl.DataFrame) -> None:
        """Replace what is remembered of the signals."""
        table = tables.signal_state
        rows = [
            {
                **row,
                "spreadsheet": self.spreadsheet,
                "opened_on": row["opened_on"].isoformat(),
                "last_seen_on": row["last_seen_on"].isoformat(),
                "open": int(row["open"]),
            }
            for row in states.iter_rows(named=True)
        ]
        with self.writing() as connection:
            connection.execute(delete(table).where(table.c.spreadsheet == self.spreadsheet))
            if rows:
                connection.execute(insert(table), rows)

    def first_seen(self, keys: Sequence[str], *, on: date) -> Mapping[str, date]:
        """Return the day each issue was first seen; new ones are noted as seen on `on`."""
        table = tables.issue_state
        query = select(table.c.key, table.c.first_seen_on).where(
            table.c.spreadsheet == self.spreadsheet
        )
        with self.writing() as connection:
            known = {row.key: row.first_seen_on for row in connection.execute(query)}
            new = [key for key in dict.fromkeys(keys) if key not in known]
            gone = set(known) - set(keys)
            if new:
                fixed = {"spreadsheet": self.spreadsheet, "first_seen_on": on.isoformat()}
                connection.execute(insert(table), [{**fixed, "key": key} for key in new])
            for key in gone:
                connection.execute(
                    delete(table).where(table.c.spreadsheet == self.spreadsheet, table.c.key == key)
                )
        return {key: date.fromisoformat(known.get(key, on.isoformat())) for key in keys}

    def save_history(self, night: date, rows: Sequence[Mapping[str, Any]]) -> None:
        """Keep one row a SKU for this night; a second run of the same night replaces them."""
        table = tables.history
        fixed = {"spreadsheet": self.spreadsheet, "night": night.isoformat()}
        with self.writing() as connection:
            connection.execute(
                delete(table).where(
                    table.c.spreadsheet == self.spreadsheet, table.c.night == night.isoformat()
                )
            )
            if rows:
                connection.execute(insert(table), [{**fixed, **row} for row in rows])

    def store(self, run_id: str, kind: str, name: str, body: bytes, *, now: datetime) -> None:
        """Keep bytes of a run (a backup of a tab, its findings), compressed."""
        row = {
            "run_id": run_id,
            "kind": kind,
            "name": name,
            "created_at": iso(now),
            "body": zlib.compress(body, 6),
        }
        with self.writing() as connection:
            upsert(connection, tables.blob, row)

    def stored(self, run_id: str, kind: str) -> Mapping[str, bytes]:
        """Return what a run kept of a kind, by name."""
        table = tables.blob
        query = select(table.c.name, table.c.body).where(
            table.c.run_id == run_id, table.c.kind == kind
        )
        with self.engine.connect() as connection:
            return {row.name: zlib.decompress(row.body) for row in connection.execute(query)}

    def close(self) -> None:
        """Give back the connections."""
        self.engine.dispose()


def open_ledger(url: str, *, spreadsheet: str) -> Ledger:
    """Open a ledger and bring it to this program's version.

    Args:
        url: `sqlite:///path` or `postgresql+pg8000://...`.
        spreadsheet: Which spreadsheet the states belong to.

    Raises:
        LedgerError: If it cannot be opened, or was written by a newer program.
    """
    try:
        engine = _engine(url)
        with engine.begin() as connection:
            _migrate(connection)
    except (SQLAlchemyError, OSError) as error:
        shown = make_url(url).render_as_string(hide_password=True)
        cause = getattr(error, "orig", None) or error
        msg = f"the ledger {shown} cannot be opened: {cause}"
        raise LedgerError(msg) from error
    return Ledger(engine, spreadsheet)


def upsert(connection: Connection, table: Table, row: Mapping[str, Any]) -> None:
    """Insert a row, or replace the one with the same primary key."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    keys = [column.name for column in table.primary_key]
    statement = dialect.insert(table).values(**row)
    rest = {name: statement.excluded[name] for name in row if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=rest))


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        _private(Path(parsed.database))
    engine = create_engine(parsed, connect_args={"timeout": 10})
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
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}").close()


def _on_begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _migrate(connection: Connection) -> None:
    tables.metadata.create_all(connection)
    found = connection.execute(
        select(tables.meta.c.value).where(tables.meta.c.key == "version")
    ).scalar()
    if found is not None and int(found) > tables.VERSION:
        msg = f"it was written by a newer version of this program (form {found}): upgrade here too"
        raise OSError(msg)
    upsert(connection, tables.meta, {"key": "version", "value": str(tables.VERSION)})


def _run(row: Mapping[str, Any]) -> Run:
    return Run(
        run_id=row["run_id"],
        job=row["job"],
        slot=row["slot"],
        trigger=row["trigger"],
        status=row["status"],
        exit_code=row["exit_code"],
        started_at=moment(row["started_at"]),
        finished_at=None if row["finished_at"] is None else moment(row["finished_at"]),
        as_of=date.fromisoformat(row["as_of"]),
        app_version=row["app_version"],
        counts=json.loads(row["counts"]),
        error=row["error"],
    )
