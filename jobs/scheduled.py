"""Whatever is due now, at most once each: what cron, timers, Kubernetes and the daemon all call."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from jobs.due import ATTEMPTS, LOOK_BACK, Due, Slot, SlotRow, backoff, due_of, next_slot
from jobs.exits import Exit
from jobs.letters import send_waiting, waiting_now
from jobs.lock import LockedError, only_run
from jobs.notices import tell_admins_of_missed
from jobs.runner import (
    Job,
    afterwards,
    ledger_failed,
    locked,
    new_run_id,
    put_in_order,
    run_locked,
)
from jobs.session import Outcome, RunOptions
from jobs.settings import SlotSettings
from jobs.surroundings import Surroundings
from jobs.version import VERSION

_STOPPED = (Exit.TERMINATED, Exit.INTERRUPTED)
_DONE = (Exit.OK, Exit.PARTIAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What is due of one job."""

    job: str
    rows: Mapping[str, SlotRow]
    due: Due


def run_due(
    jobs: Mapping[str, Job], around: Surroundings, *, options: RunOptions | None = None
) -> Outcome:
    """Make every run that is due, each slot once; then send letters that wait for their next try.

    Safe to be called at any time, any number of times, by any number of processes: the lock lets
    one of them through, and the row of a slot decides whether there is anything left to do.

    Args:
        jobs: What to do, by the names of the schedule.
        around: What the process works with.
        options: A dry run tells what is due and does nothing.
    """
    options = options or RunOptions()
    try:
        plans = _plans(around)
        if options.dry_run:
            return _announced(around, plans)
        if all(plan.due.nothing for plan in plans) and not waiting_now(around):
            return Outcome(exit=Exit.OK, message=f"nothing is due; {_next(around)}")
        with only_run(around.ledger.engine, spreadsheet=around.ledger.spreadsheet):
            put_in_order(around)
            return _combined(around, tuple(_make_all(jobs, around, options)))
    except LockedError as error:
        return locked(around, error)
    except SQLAlchemyError as error:
        return ledger_failed(around, error)


def schedules(around: Surroundings) -> Mapping[str, SlotSettings]:
    """Return when each job is due, in the order in which they are made."""
    schedule = around.configuration.settings.schedule
    return {"nightly": schedule.nightly, "weekly": schedule.weekly}


def next_slots(around: Surroundings) -> Sequence[Slot]:
    """Return the next slot of every job."""
    zone, now = around.configuration.settings.zone, around.clock()
    return [next_slot(job, schedule, zone, now=now) for job, schedule in schedules(around).items()]


def _plans(around: Surroundings) -> list[_Plan]:
    now, zone = around.clock(), around.configuration.settings.zone
    since = (now - LOOK_BACK - timedelta(days=1)).astimezone(zone).date().isoformat()
    plans = []
    for job, schedule in schedules(around).items():
        rows = around.ledger.slot_rows(job, since=since)
        due = due_of(job, schedule, zone, rows=rows, now=now)
        plans.append(_Plan(job=job, rows=rows, due=due))
    return plans


def _make_all(
    jobs: Mapping[str, Job], around: Surroundings, options: RunOptions
) -> Iterator[Outcome]:
    for name in schedules(around):
        plan = next(plan for plan in _plans(around) if plan.job == name)
        _skip(around, plan.due)
        slot = plan.due.run
        if around.stop():
            yield Outcome(exit=Exit.TERMINATED, message="stopped before the next job")
            return
        if slot is not None:
            yield from _make(jobs[name], around, options, plan, slot)
    if waiting_now(around):
        yield send_waiting(around)


def _make(
    job: Job, around: Surroundings, options: RunOptions, plan: _Plan, slot: Slot
) -> Iterator[Outcome]:
    run_id, seen = new_run_id(), plan.rows.get(slot.key)
    if not around.ledger.claim(slot.job, slot.key, seen=seen, run_id=run_id):
        return
    attempts = 1 if seen is None else seen.attempts + 1
    outcome = run_locked(
        slot.job,
        job,
        around,
        options=options,
        run_id=run_id,
        slot=slot.key,
        trigger=plan.due.trigger,
        last_try=attempts >= ATTEMPTS,
    )
    _settle(around, slot, outcome, attempts)
    yield outcome


def _settle(around: Surroundings, slot: Slot, outcome: Outcome, attempts: int) -> None:
    ledger = around.ledger
    if outcome.exit in _DONE:
        ledger.settle_slot(slot.job, slot.key, state="done")
    elif outcome.exit in _STOPPED:
        ledger.settle_slot(slot.job, slot.key, state="due", forgive=True)
    else:
        later = around.clock() + backoff(attempts) if attempts < ATTEMPTS else None
        ledger.settle_slot(slot.job, slot.key, state="failed", next_try_at=later)


def _skip(around: Surroundings, due: Due) -> None:
    """Note the slots that will not be made; tell of those that nothing makes good."""
    good = due.run.key if due.run else "a newer run"
    _note(around, due.skip, why=f"made good by {good}")
    if _note(around, due.too_late, why="too late to be made good"):
        with afterwards(around):
            tell_admins_of_missed(around, due.too_late)


def _note(around: Surroundings, missed: Sequence[Slot], *, why: str) -> bool:
    new = False
    for slot in missed:
        run_id, now = new_run_id(), around.clock()
        if not around.ledger.skip_slots(slot.job, [slot.key], run_id=run_id):
            continue
        new = True
        around.ledger.begin_run(
            run_id=run_id,
            job=slot.job,
            now=now,
            as_of=slot.at.date(),
            trigger="schedule",
            slot=slot.key,
            app_version=VERSION,
        )
        around.ledger.finish_run(run_id, status="skipped", exit_code=None, now=now, error=why)
    return new


def _announced(around: Surroundings, plans: Sequence[_Plan]) -> Outcome:
    lines = [
        f"{plan.due.run.job} of {plan.due.run.key} is due ({plan.due.trigger})"
        for plan in plans
        if plan.due.run is not None
    ]
    lines += [
        f"{slot.job} of {slot.key} would be skipped"
        for plan in plans
        for slot in (*plan.due.skip, *plan.due.too_late)
    ]
    message = f"dry run: {len(lines)} to do, nothing was done; {_next(around)}"
    return Outcome(exit=Exit.OK, message=message, details=tuple(lines))


def _combined(around: Surroundings, outcomes: Sequence[Outcome]) -> Outcome:
    """Return one outcome for all: the first failure's exit, then the first partial one's."""
    if not outcomes:
        return Outcome(exit=Exit.OK, message=f"nothing is due any more; {_next(around)}")
    worst = next((one for one in outcomes if one.exit not in _DONE), None)
    worst = worst or next((one for one in outcomes if one.exit != Exit.OK), outcomes[0])
    return Outcome(
        exit=worst.exit,
        message="; ".join(one.message for one in outcomes),
        counts=worst.counts,
        details=tuple(line for one in outcomes for line in one.details),
    )


def _next(around: Surroundings) -> str:
    zone = around.configuration.settings.locale.timezone
    slots = ", ".join(f"{slot.job} {slot.key.replace('T', ' ')}" for slot in next_slots(around))
    return f"next: {slots} ({zone})"
