"""Checks 14 to 16: somebody notices silence, the schedule is kept, there is room to remember."""

import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from jobs.checks.visit import Visit
from jobs.checks.voice import Voice, said
from jobs.checkup import Finding
from jobs.due import next_slot
from jobs.exits import Exit
from jobs.ledger import Ledger, LedgerError
from jobs.lock import LockedError, only_run
from jobs.runner import ledger_of, ledger_url
from jobs.settings import SlotSettings
from sheets.grid import WorkbookError

_PING_SECONDS = 10.0
_LITTLE_ROOM, _NO_ROOM = 200_000_000, 20_000_000  # bytes
_WEEK = timedelta(days=7)


def check_healthcheck(visit: Visit, say: Voice) -> Iterator[Finding]:
    """Leave a line at the healthcheck server that changes no state there."""
    name = visit.settings.monitoring.healthcheck_url_env
    url = visit.environment.get(name or "")
    if not name:
        yield say.ok("none")
    elif not url:
        yield say.skip("earlier")
    elif visit.offline:
        yield say.skip("offline")
    else:
        yield _pinged(url, say)


def _pinged(url: str, say: Voice) -> Finding:
    if urlsplit(url).scheme not in {"http", "https"}:
        return say.warn("no_url")
    request = urllib.request.Request(f"{url.rstrip('/')}/log", data=b"doctor")  # noqa: S310 - http(s)
    try:
        with urllib.request.urlopen(request, timeout=_PING_SECONDS):  # noqa: S310 - http(s)
            return say.ok("fine", host=urlsplit(url).hostname)
    except (urllib.error.URLError, OSError) as error:
        reason = said(str(getattr(error, "reason", None) or error))
        return say.warn("silent", host=urlsplit(url).hostname, reason=reason)


def check_schedule(visit: Visit, say: Voice) -> Iterator[Finding]:
    """Tell when the jobs run next, and whether they ran lately."""
    settings = visit.settings
    stale = timedelta(hours=settings.monitoring.stale_after_hours)
    nightly, weekly = settings.schedule.nightly, settings.schedule.weekly
    yield from _job(visit, "nightly", nightly, stale, say)
    yield from _job(visit, "weekly", weekly, _WEEK + timedelta(hours=weekly.catch_up_hours), say)


def _job(
    visit: Visit, job: str, slot: SlotSettings, stale: timedelta, say: Voice
) -> Iterator[Finding]:
    zone, now = visit.settings.zone, visit.clock()
    following = f"{next_slot(job, slot, zone, now=now).at:%Y-%m-%d %H:%M}"
    slots = {"job": job, "next": following, "zone": zone.key}
    last = visit.ledger.last_success(job) if visit.ledger else None
    if last is None:
        yield say.ok("never", **slots)
        return
    slots["last"] = f"{last.started_at.astimezone(zone):%Y-%m-%d %H:%M}"
    age = now - last.started_at
    if age > max(stale, _longest_gap(slot)):
        yield say.warn("stale", **slots, days=age.days)
    else:
        yield say.ok("fine", **slots)


def _longest_gap(slot: SlotSettings) -> timedelta:
    """A job of certain weekdays is not late between them."""
    return timedelta(days=8 - len(slot.days), hours=slot.catch_up_hours)


def check_state(visit: Visit, say: Voice) -> Iterator[Finding]:
    """Tell whether what runs remember can be written, is whole, and is not in use."""
    folder = visit.resolved(visit.settings.state.folder)
    findings = [*_room(folder, say), *_ledger(visit, say)]
    yield from findings
    if not findings and visit.ledger is not None:
        kept, shown = visit.ledger.backups(), visit.shown(visit.settings.state.folder)
        if kept:
            yield say.ok("fine", path=shown, n=len(kept), newest=_day(visit, kept[0].created_at))
        else:
            yield say.ok("new", path=shown)


def _day(visit: Visit, at: datetime) -> str:
    return f"{at.astimezone(visit.settings.zone):%Y-%m-%d}"


def _room(folder: Path, say: Voice) -> Iterator[Finding]:
    there = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(there).free
    slots = {"path": there, "mb": free // 1_000_000}
    if free < _NO_ROOM:
        yield say.fail("disk_full", Exit.UNAVAILABLE, **slots)
    elif free < _LITTLE_ROOM:
        yield say.warn("disk_low", **slots)


def open_ledger(visit: Visit) -> LedgerError | WorkbookError | None:
    """Open the ledger for the checks that look into it; return why that failed."""
    assert visit.configuration is not None  # noqa: S101 - the caller has it
    if is_elsewhere(visit) and visit.offline:
        return None
    try:
        visit.ledger = ledger_of(visit.configuration, visit.environment)
    except (LedgerError, WorkbookError) as error:
        return error
    return None


def is_elsewhere(visit: Visit) -> bool:
    """Tell whether the ledger is on a server."""
    assert visit.configuration is not None  # noqa: S101 - the caller has it
    return not ledger_url(visit.configuration, visit.environment).startswith("sqlite:")


def _ledger(visit: Visit, say: Voice) -> Iterator[Finding]:
    ledger = visit.ledger
    if ledger is None:
        yield _unopened(open_ledger(visit), say)
        return
    if not is_elsewhere(visit):
        yield from _whole(ledger, say)
    try:
        with only_run(ledger.engine, spreadsheet=ledger.spreadsheet):
            pass
    except LockedError:
        yield say.warn("locked")


def _unopened(error: LedgerError | WorkbookError | None, say: Voice) -> Finding:
    if error is None:
        return say.skip("offline")
    if isinstance(error, WorkbookError):  # it has no name in the ledger without its id
        return say.skip("earlier")
    return say.fail("ledger", Exit.UNAVAILABLE, reason=str(error))


def _whole(ledger: Ledger, say: Voice) -> Iterator[Finding]:
    path = ledger.engine.url.database
    try:
        with ledger.reading() as connection:
            [first, *_] = connection.execute(text("PRAGMA integrity_check")).scalars().all()
    except SQLAlchemyError as error:
        first = str(getattr(error, "orig", None) or error)
    if first != "ok":
        yield say.fail("damaged", Exit.UNAVAILABLE, path=path, reason=first)
