"""What was made, what comes next, and what waits: for a person and for a monitor."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from jobs.ledger import Run
from jobs.letter_book import TROUBLED, UNFINISHED, Delivery
from jobs.scheduled import next_slots
from jobs.surroundings import Surroundings

SHOWN_FOR = timedelta(days=30)  # refused and failed deliveries older than this are left out


@dataclass(frozen=True, slots=True, kw_only=True)
class JobStatus:
    """One job."""

    job: str
    last: Run | None
    last_success: Run | None
    next_due: datetime  # local, with its zone
    stale: bool  # the last success is older than monitoring.stale_after_hours


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The whole of it at one moment."""

    at: datetime
    zone: ZoneInfo
    jobs: tuple[JobStatus, ...]
    deliveries: tuple[Delivery, ...]  # that have not arrived, oldest first
    backups: int
    ledger: str  # without its password

    @property
    def json(self) -> Mapping[str, object]:
        """The same for a monitor; times with their offset."""
        return {
            "at": self._iso(self.at),
            "timezone": self.zone.key,
            "ledger": self.ledger,
            "backups": self.backups,
            "jobs": {each.job: self._job(each) for each in self.jobs},
            "deliveries": [self._delivery(each) for each in self.deliveries],
        }

    @property
    def text(self) -> str:
        """The same for a person."""
        return "\n".join(self._lines())

    def _job(self, each: JobStatus) -> Mapping[str, object]:
        return {
            "last": self._run(each.last),
            "last_success": self._run(each.last_success),
            "next_due": each.next_due.isoformat(timespec="minutes"),
            "stale": each.stale,
        }

    def _run(self, run: Run | None) -> Mapping[str, object] | None:
        if run is None:
            return None
        return {
            "run_id": run.run_id,
            "slot": run.slot,
            "trigger": run.trigger,
            "status": run.status,
            "exit": run.exit_code,
            "started_at": self._iso(run.started_at),
            "finished_at": None if run.finished_at is None else self._iso(run.finished_at),
            "counts": dict(run.counts),
            "error": run.error,
        }

    def _delivery(self, each: Delivery) -> Mapping[str, object]:
        later = each.next_try_at
        return {
            "key": each.key,
            "kind": each.kind,
            "subject": each.subject,
            "recipient": each.recipient,
            "state": each.state,
            "attempts": each.attempts,
            "code": each.code,
            "reply": each.reply,
            "next_try_at": None if later is None else self._iso(later),
        }

    def _lines(self) -> Iterator[str]:
        for each in self.jobs:
            yield f"{each.job}: {self._last(each)}"
            if each.last is not None and each.last != each.last_success:
                yield f"  last run: {each.last.status} {self._wall(each.last.started_at)}"
                if each.last.error:
                    yield f"  {each.last.error}"
            yield f"  next due: {each.next_due:%Y-%m-%d %H:%M} ({self.zone.key})"
        yield f"letters that have not arrived: {len(self.deliveries)}"
        for waiting in self.deliveries:
            again = waiting.next_try_at
            yield (
                f"  {waiting.key[:12]} {waiting.state} to {waiting.recipient}: {waiting.subject}"
                + (f"; next try {self._wall(again)}" if again else "")
                + (f"; {waiting.reply}" if waiting.reply else "")
            )
        yield f"backups: {self.backups}; ledger: {self.ledger}"

    def _last(self, each: JobStatus) -> str:
        if each.last_success is None:
            return "never ended well yet"
        old = ", which is too long ago" if each.stale else ""
        return f"last ended well {self._wall(each.last_success.started_at)}{old}"

    def _iso(self, moment: datetime) -> str:
        return moment.astimezone(self.zone).isoformat(timespec="seconds")

    def _wall(self, moment: datetime) -> str:
        return f"{moment.astimezone(self.zone):%Y-%m-%d %H:%M}"


def status(around: Surroundings) -> Status:
    """Look the state of everything up; nothing is changed."""
    ledger, now = around.ledger, around.clock()
    settings = around.configuration.settings
    shown = set(ledger.deliveries(UNFINISHED))
    shown |= set(ledger.deliveries(TROUBLED, since=now - SHOWN_FOR))
    redact = around.redact.secrets_only
    return Status(
        at=now,
        zone=settings.zone,
        jobs=tuple(_job_status(around, slot.job, slot.at, now) for slot in next_slots(around)),
        deliveries=tuple(sorted(shown, key=lambda each: (each.changed_at, each.recipient))),
        backups=len(ledger.backups()),
        ledger=redact(ledger.engine.url.render_as_string(hide_password=True)),
    )


def _job_status(around: Surroundings, job: str, at: datetime, now: datetime) -> JobStatus:
    good = around.ledger.last_success(job)
    patience = timedelta(hours=around.configuration.settings.monitoring.stale_after_hours)
    patience = patience if job == "nightly" else patience + timedelta(days=7)
    return JobStatus(
        job=job,
        last=next(iter(around.ledger.runs(limit=1, job=job)), None),
        last_success=good,
        next_due=at,
        stale=good is None or now - good.started_at > patience,
    )
