"""What is due now, at most once each: slots by local wall time, catch-up, retry, too late."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from jobs.settings import WEEKDAYS, ScheduleSettings, SlotSettings

ATTEMPTS = 3
FIRST_BACKOFF = timedelta(minutes=10)
BACKOFF_FACTOR = 6  # three tries span 70 minutes: an outage of an hour costs no night
LOOK_BACK = timedelta(days=31)  # how far missed runs are still noted
ON_TIME = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One time at which a job is due; its key is the LOCAL wall time without offset."""

    job: str
    key: str  # 2027-10-31T02:30: the second 02:30 of an autumn night is the same slot
    at: datetime  # the same wall time with the team's zone

    @property
    def instant(self) -> datetime:
        """When it is due, in UTC: wall times must not be compared where clocks change."""
        return self.at.astimezone(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotRow:
    """What the ledger says of a slot."""

    state: str  # due | running | done | skipped | failed
    attempts: int
    next_try_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What to do for one job now."""

    run: Slot | None
    trigger: str  # schedule | catch_up | retry
    skip: tuple[Slot, ...] = ()  # older ones that a newer run makes good
    too_late: tuple[Slot, ...] = ()  # missed, and nothing makes them good: people are told

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to do and nothing to note."""
        return self.run is None and not self.skip and not self.too_late


def slots(
    job: str, schedule: SlotSettings, zone: ZoneInfo, *, after: datetime, until: datetime
) -> Iterator[Slot]:
    """Yield the slots in (after, until], oldest first, each wall time once.

    A wall time that is left out in spring counts as the same moment by the clock of the night
    before (02:30 is then 03:30); of one that comes twice in autumn, the first is meant.
    """
    start, end = after.astimezone(UTC), until.astimezone(UTC)
    day = after.astimezone(zone).date() - timedelta(days=1)
    last = until.astimezone(zone).date()
    while day <= last:
        at = datetime.combine(day, schedule.at, tzinfo=zone)
        slot = Slot(job=job, key=key_of(at), at=at)
        if WEEKDAYS[day.weekday()] in schedule.days and start < slot.instant <= end:
            yield slot
        day += timedelta(days=1)


def key_of(at: datetime) -> str:
    """Return a wall time as the ledger has it."""
    return at.replace(tzinfo=None).isoformat(timespec="minutes")


def next_mail(schedule: ScheduleSettings, zone: ZoneInfo, *, now: datetime) -> date:
    """Return the day of the next weekly mail after a moment."""
    return next_slot("weekly", schedule.weekly, zone, now=now).at.date()


def next_slot(job: str, schedule: SlotSettings, zone: ZoneInfo, *, now: datetime) -> Slot:
    """Return the first slot after `now`."""
    return next(slots(job, schedule, zone, after=now, until=now + timedelta(days=8)))


def due_of(
    job: str,
    schedule: SlotSettings,
    zone: ZoneInfo,
    *,
    rows: Mapping[str, SlotRow],
    now: datetime,
) -> Due:
    """Return what to do for a job now.

    Args:
        job: Its name.
        schedule: When it is due, and how long after a missed run is still made.
        zone: The team's zone.
        rows: What the ledger knows of its slots of the last 31 days, by key.
        now: This moment, with its zone.
    """
    opens = now - timedelta(hours=schedule.catch_up_hours)
    known = max(rows, default=None)
    missed: Sequence[Slot] = ()
    if known is not None:
        since = datetime.fromisoformat(known).replace(tzinfo=zone)
        since = max(since.astimezone(UTC), now.astimezone(UTC) - LOOK_BACK)
        missed = tuple(slots(job, schedule, zone, after=since, until=opens))
    window = tuple(slots(job, schedule, zone, after=opens, until=now))
    return decide(window, rows, missed=missed, now=now)


def decide(
    window: Sequence[Slot],
    rows: Mapping[str, SlotRow],
    *,
    missed: Sequence[Slot] = (),
    now: datetime,
) -> Due:
    """Choose the latest slot of the window that still has to be made.

    Args:
        window: Slots within the catch-up window, oldest first.
        rows: What the ledger knows of them, by key. A slot left `running` is open: whoever acts
            on this holds the lock, so that its process is dead.
        missed: Slots before the window that the ledger has never heard of.
        now: This moment.
    """
    if not window:
        return Due(run=None, trigger="schedule", too_late=tuple(missed))
    *older, latest = window
    skip = (*missed, *(slot for slot in older if _open(rows.get(slot.key))))
    row = rows.get(latest.key)
    if not _open(row) or _waits(row, now):
        return Due(run=None, trigger="retry", skip=skip)
    late = now.astimezone(UTC) - latest.instant > ON_TIME
    first = "catch_up" if late else "schedule"
    return Due(run=latest, trigger=first if row is None else "retry", skip=skip)


def backoff(attempts: int) -> timedelta:
    """Return how long to wait after the given number of failed attempts (10, 60, 360 min)."""
    return FIRST_BACKOFF * float(BACKOFF_FACTOR ** (attempts - 1))


def _open(row: SlotRow | None) -> bool:
    if row is None:
        return True
    return row.state in {"due", "running", "failed"} and row.attempts < ATTEMPTS


def _waits(row: SlotRow | None, now: datetime) -> bool:
    return row is not None and row.next_try_at is not None and now < row.next_try_at
