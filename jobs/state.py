"""The ledger as a file to look after: copy it, check it, make it forget."""

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from jobs import tables
from jobs.copying import copy_database
from jobs.counting import many
from jobs.database import PRIVATE_FILE, PRIVATE_FOLDER
from jobs.exits import Exit
from jobs.lock import LockedError, only_run
from jobs.migrations import form_of
from jobs.retention import Purged, forget_before, retain
from jobs.runner import locked
from jobs.session import Outcome
from jobs.surroundings import Surroundings

MOUNTS = Path("/proc/mounts")
NETWORK = ("nfs", "cifs", "smb", "9p", "afs", "ceph", "fuse.sshfs", "fuse.rclone", "glusterfs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at, and what to do where it is not well."""

    ok: bool
    line: str


def state_backup(around: Surroundings, target: Path | None = None) -> Outcome:
    """Copy the ledger while it may be in use; the copy is for its owner only.

    Args:
        around: What the process works with.
        target: The file to make; None: beside the ledger, named by the day.
    """
    database = _file(around)
    if database is None:
        message = "a PostgreSQL ledger is copied by its own tool: pg_dump --format=custom"
        return Outcome(exit=Exit.USAGE, message=message)
    if target is None:
        stamp = around.clock().astimezone(around.configuration.settings.zone)
        target = database.parent / "copies" / f"ledger-{stamp:%Y-%m-%d-%H%M%S}.db"
    if target.exists():
        return Outcome(exit=Exit.USAGE, message=f"{target} is already there; nothing was written")
    target.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    copy_database(database, target)
    return Outcome(exit=Exit.OK, message=f"copied: {target} ({target.stat().st_size:,} bytes)")


def state_purge(around: Surroundings, *, days: int | None = None) -> Outcome:
    """Forget by age as configured, or everything personal of before so many days.

    Args:
        around: What the process works with.
        days: 0 or more; mails, addresses, findings and backups older than this are forgotten at
            once. None: each kind by its own age in the configuration.
    """
    ledger = around.ledger
    try:
        with only_run(ledger.engine, spreadsheet=ledger.spreadsheet):
            if days is None:
                purged = retain(ledger, around.configuration.settings.state, now=around.clock())
            else:
                purged = forget_before(ledger, days=days, now=around.clock())
            _shrink(around)
    except LockedError as error:
        return locked(around, error)
    return Outcome(exit=Exit.OK, message=_told(purged))


def state_check(around: Surroundings, *, mounts: Path = MOUNTS) -> tuple[Check, ...]:
    """Look whether the ledger is whole, private, and on a disk that it can trust."""
    return tuple(_checks(around, mounts))


def file_system(path: Path, mounts: Path) -> str:
    """Return the kind of file system a path lies on; blank where nobody can tell."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    kinds = {Path(parts[1]): parts[2] for parts in map(str.split, lines)}
    above = (path.resolve(), *path.resolve().parents)
    return next((kinds[folder] for folder in above if folder in kinds), "")


def _checks(around: Surroundings, mounts: Path) -> Iterator[Check]:
    with around.ledger.reading() as connection:
        form = form_of(connection)
    yield Check(ok=form == tables.VERSION, line=f"ledger of form {form}")
    database = _file(around)
    if database is None:
        return
    yield _whole(around)
    yield from _private(database)
    kind = file_system(database, mounts)
    network = kind.startswith(NETWORK)
    advice = ": SQLite must not lie on a network disk; move state.folder" if network else ""
    yield Check(ok=not network, line=f"ledger on {kind or 'an unknown file system'}{advice}")


def _whole(around: Surroundings) -> Check:
    with around.ledger.reading() as connection:
        found = [str(row[0]) for row in connection.execute(text("PRAGMA integrity_check"))]
        loose = connection.execute(text("PRAGMA foreign_key_check")).all()
    if found == ["ok"] and not loose:
        return Check(ok=True, line="ledger is whole")
    reason = found[0] if found != ["ok"] else f"rows that refer to nothing: {len(loose)}"
    return Check(ok=False, line=f"ledger is damaged: {reason}; put a copy of it back")


def _private(database: Path) -> Iterator[Check]:
    for path, wanted in ((database, PRIVATE_FILE), (database.parent, PRIVATE_FOLDER)):
        mode = stat.S_IMODE(path.stat().st_mode)
        ok = not mode & 0o077
        advice = "" if ok else f": others can read it; chmod {wanted:o} {path}"
        yield Check(ok=ok, line=f"{path} has mode {mode:o}{advice}")


def _shrink(around: Surroundings) -> None:
    """Give room back, so that what was forgotten is not in the file any more."""
    database = _file(around)
    if database is None:
        return
    with closing(sqlite3.connect(database, isolation_level=None)) as own:
        own.execute("VACUUM")
        own.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _file(around: Surroundings) -> Path | None:
    url = around.ledger.engine.url
    return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None


def _told(purged: Purged) -> str:
    parts = (
        many(purged.mails, "stored mail"),
        many(purged.addresses, "address", "addresses"),
        many(purged.backups, "backup or finding", "backups and findings"),
        many(purged.nights, "night of history", "nights of history"),
        many(purged.runs, "run"),
    )
    return f"forgotten: {', '.join(parts)}"
