"""What is due now, at most once each: slots by local wall time, catch-up, retry, crashes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from jobs.settings import SlotSettings

ATTEMPTS = 3
FIRST_BACKOFF = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One time at which a job is due; its key is the LOCAL wall time without offset."""

    job: str
    key: str  # 2027-10-31T02:30: the second 02:30 of an autumn night is the same slot
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotRow:
    """What the ledger says of a slot."""

    state: str  # running | done | skipped | failed
    attempts: int
    next_try_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What to do for one job now."""

    run: Slot | None
    trigger: str  # schedule | catch_up | retry
    skip: tuple[Slot, ...]  # older ones that this run makes good
    crashed: bool = False  # the slot was running when its process died


def trigger_of(schedule: SlotSettings, zone: ZoneInfo) -> CronTrigger:
    """Return the schedule as APScheduler's trigger; weekdays by name, never by number."""
    return CronTrigger(
        hour=schedule.at.hour,
        minute=schedule.at.minute,
        day_of_week=",".join(schedule.days),
        timezone=zone,
    )


def slots(
    job: str, schedule: SlotSettings, zone: ZoneInfo, *, after: datetime, until: datetime
) -> Iterator[Slot]:
    """Yield the slots in (after, until], oldest first, each wall time once."""
    trigger = trigger_of(schedule, zone)
    seen: set[str] = set()
    moment = trigger.get_next_fire_time(None, after + timedelta(microseconds=1))
    while moment is not None and moment <= until:
        key = moment.replace(tzinfo=None).isoformat(timespec="minutes")
        if key not in seen:
            seen.add(key)
            yield Slot(job=job, key=key, at=moment)
        moment = trigger.get_next_fire_time(moment, moment + timedelta(microseconds=1))


def next_slot(job: str, schedule: SlotSettings, zone: ZoneInfo, *, now: datetime) -> Slot:
    """Return the first slot after `now`."""
    return next(slots(job, schedule, zone, after=now, until=now + timedelta(days=8)))


def decide(window: Sequence[Slot], rows: Mapping[str, SlotRow], *, now: datetime) -> Due:
    """Choose the latest slot of the window that still has to be made.

    Args:
        window: Slots within the catch-up window, oldest first.
        rows: What the ledger knows of them, by key. A `running` row means a crash: the caller
            holds the lock.
        now: This moment.
    """
    if not window:
        return Due(run=None, trigger="schedule", skip=())
    *older, latest = window
    skip = tuple(slot for slot in older if _open(rows.get(slot.key)))
    row = rows.get(latest.key)
    crashed = row is not None and row.state == "running"
    if not _open(row) or _waits(row, now):
        return Due(run=None, trigger="retry", skip=skip, crashed=crashed)
    if row is not None:
        trigger = "retry"
    else:
        trigger = "catch_up" if now - latest.at > timedelta(minutes=30) else "schedule"
    return Due(run=latest, trigger=trigger, skip=skip, crashed=crashed)


def backoff(attempts: int) -> timedelta:
    """Return how long to wait after the given number of failed attempts (10, 20, 40 min)."""
    return FIRST_BACKOFF * float(2 ** (attempts - 1))


def _open(row: SlotRow | None) -> bool:
    if row is None:
        return True
    return row.state in {"running", "failed"} and row.attempts < ATTEMPTS


def _waits(row: SlotRow | None, now: datetime) -> bool:
    return row is not None and row.next_try_at is not None and now < row.next_try_at


RunJob = Callable[[str, str, str], int]  # job, slot key, trigger -> exit status
