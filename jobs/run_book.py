"""The runs in the ledger: each from its begin to its end, also those that were never made."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, insert, select, update

from jobs import tables
from jobs.book import Book
from jobs.database import iso, moment

GOOD = ("ok", "partial")


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


class RunBook(Book):
    """Runs of one spreadsheet."""

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
            "spreadsheet": self.spreadsheet,
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
        exit_code: int | None,
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
        self.note(update(tables.run).where(tables.run.c.run_id == run_id).values(**values))

    def bury_crashed(self, *, now: datetime) -> tuple[Run, ...]:
        """Note that what still counts as running has died; return those runs.

        To be called by a process that holds the lock, before its own run begins.
        """
        table = tables.run
        mine = and_(table.c.spreadsheet == self.spreadsheet, table.c.status == "running")
        values = {"status": "crashed", "finished_at": iso(now), "error": _CRASHED}
        with self.writing() as connection:
            dead = connection.execute(select(table).where(mine)).mappings().all()
            if dead:
                connection.execute(update(table).where(mine).values(**values))
        return tuple(_run({**row, **values}) for row in dead)

    def runs(self, *, limit: int = 200, job: str | None = None) -> tuple[Run, ...]:
        """Return the latest runs, newest first."""
        table = tables.run
        query = select(table).where(table.c.spreadsheet == self.spreadsheet)
        if job is not None:
            query = query.where(table.c.job == job)
        newest_first = query.order_by(table.c.started_at.desc(), table.c.run_id).limit(limit)
        with self.reading() as connection:
            return tuple(_run(row) for row in connection.execute(newest_first).mappings())

    def last_success(self, job: str) -> Run | None:
        """Return the latest run of a job that ended well, or None."""
        table = tables.run
        query = (
            select(table)
            .where(
                table.c.spreadsheet == self.spreadsheet,
                table.c.job == job,
                table.c.status.in_(GOOD),
            )
            .order_by(table.c.started_at.desc())
            .limit(1)
        )
        with self.reading() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else _run(row)


_CRASHED = "the process ended without a word: killed, out of memory, or a power cut"


def _run(row: Mapping[Any, Any]) -> Run:
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
