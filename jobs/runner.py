"""The outermost step of every run: lock, ledger row, ping, and an end for every mistake."""

import hashlib
import os
import socket
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from jobs.configuration import Configuration
from jobs.counting import many
from jobs.exits import EXPECTED, Exit, exit_of, in_words
from jobs.heartbeat import Heartbeat
from jobs.ledger import Ledger, open_ledger
from jobs.lock import LockedError, only_run
from jobs.logs import LOGGER
from jobs.notices import tell_admins_of_crashes, tell_admins_of_run
from jobs.outbox import recover
from jobs.retention import retain
from jobs.session import Outcome, RunOptions, Session
from jobs.surroundings import Surroundings
from jobs.version import VERSION
from sheets.backends.google import GoogleOptions
from sheets.backends.google import spreadsheet_id as google_id

Job = Callable[[Session], Outcome]
LEDGER_FAILED = "the ledger cannot be read or written"
PING_SECONDS = 5.0  # how long a finished process waits for its last ping


def run_job(
    name: str, job: Job, around: Surroundings, *, options: RunOptions, watched: bool = True
) -> Outcome:
    """Run a job by hand, under the lock; nothing it raises gets past here.

    A dry run leaves no trace: no lock, no row, no ping, no mail.

    Args:
        name: The job's name.
        job: What to do.
        around: What the process works with.
        options: What a person asked of the run.
        watched: As in `run_locked`.
    """
    run_id = new_run_id()
    if options.dry_run:
        return clean(around, _guarded(job, around.session(run_id, options)))
    try:
        with only_run(around.ledger.engine, spreadsheet=around.ledger.spreadsheet):
            put_in_order(around)
            return run_locked(name, job, around, options=options, run_id=run_id, watched=watched)
    except LockedError as error:
        return locked(around, error)
    except SQLAlchemyError as error:
        return ledger_failed(around, error)


def run_locked(
    name: str,
    job: Job,
    around: Surroundings,
    *,
    options: RunOptions,
    run_id: str,
    slot: str | None = None,
    trigger: str = "manual",
    last_try: bool = True,
    watched: bool = True,
) -> Outcome:
    """Run a job in a process that holds the lock.

    Args:
        name: The job's name.
        job: What to do.
        around: What the process works with.
        options: What a person asked of the run.
        run_id: A new one.
        slot: The wall time at which it was due; None: started by hand.
        trigger: schedule, catch_up, manual or retry.
        last_try: Nobody tries again soon: also what may pass by itself is told to the admins.
        watched: The monitor and the admins are told how it went; False: it is no scheduled job,
            and whoever asked for it sees the outcome.
    """
    session = around.session(run_id, options)
    heartbeat = _heartbeat(around, run_id) if watched else Heartbeat(None, run_id)
    heartbeat.start()
    try:
        _begin(session, name, slot=slot, trigger=trigger)
        outcome = clean(around, _guarded(job, session))
        _finish(session, outcome)
    except SQLAlchemyError as error:
        outcome = ledger_failed(around, error)
    with afterwards(around):
        if watched:
            tell_admins_of_run(around, name, outcome, since=session.started_at, last_try=last_try)
        retain(around.ledger, around.configuration.settings.state, now=around.clock())
    heartbeat.finish(outcome.exit, _short(name, outcome))
    heartbeat.wait(PING_SECONDS)
    return outcome


def put_in_order(around: Surroundings) -> None:
    """Note what a dead process left open, and tell the admins; the lock is held."""
    now = around.clock()
    dead = around.ledger.bury_crashed(now=now)
    unclear = recover(around.ledger, now=now)
    if unclear:
        LOGGER.warning("%s cut off: nobody knows whether it arrived", many(unclear, "letter"))
    if dead:
        with afterwards(around):
            tell_admins_of_crashes(around, dead)


@contextmanager
def afterwards(around: Surroundings) -> Iterator[None]:
    """Let nothing that goes wrong in here change how a run ended."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - the run is over, and its end is noted
        LOGGER.warning("after the run: %s", around.redact.secrets_only(str(error)), exc_info=True)


def locked(around: Surroundings, error: LockedError) -> Outcome:
    """Return the outcome of a run that found another one at work."""
    heartbeat = _heartbeat(around, new_run_id())
    heartbeat.note(str(error))
    heartbeat.wait(PING_SECONDS)
    return Outcome(exit=Exit.LOCKED, message=str(error))


def ledger_failed(around: Surroundings, error: SQLAlchemyError) -> Outcome:
    """Return the outcome of a run that could not use the ledger."""
    return clean(around, _ledger_failure(error))


def clean(around: Surroundings, outcome: Outcome) -> Outcome:
    """Take secrets out of what is printed, noted and mailed."""
    redact = around.redact.secrets_only
    details = tuple(redact(line) for line in outcome.details)
    return replace(outcome, message=redact(outcome.message), details=details)


def new_run_id() -> str:
    """Return an id that no other run has."""
    return str(uuid.uuid4())


def ledger_of(configuration: Configuration, environment: Mapping[str, str]) -> Ledger:
    """Open the ledger that a configuration names.

    Raises:
        LedgerError: If it cannot be opened.
    """
    url = ledger_url(configuration, environment)
    return open_ledger(url, spreadsheet=spreadsheet_id(configuration, url))


def ledger_url(configuration: Configuration, environment: Mapping[str, str]) -> str:
    """Return the URL of the ledger; a relative path starts at the configuration's folder."""
    state = configuration.settings.state
    url = environment.get(state.url_env or "") or state.url
    if url is None:
        return f"sqlite:///{configuration.resolve(state.folder) / 'ledger.db'}"
    if url.startswith("sqlite:///") and not url.startswith("sqlite:////"):
        return f"sqlite:///{configuration.folder / url.removeprefix('sqlite:///')}"
    return url


def spreadsheet_id(configuration: Configuration, url: str | None = None) -> str:
    """Return what the ledger calls the configured spreadsheet.

    A workbook file is called by its path from the configuration's folder where the ledger lies
    in that folder too, so that the folder can be moved as a whole; elsewhere by its full path.
    """
    options = configuration.settings.spreadsheet
    if isinstance(options, GoogleOptions):
        return google_id(options.url)
    path = getattr(options, "path", None)
    if path is None:
        return options.backend
    file = configuration.resolve(path).resolve()
    ledger = configuration.folder if url is None else Path(url.removeprefix("sqlite:///"))
    together = (
        file.is_relative_to(configuration.folder),
        ledger.is_absolute() and ledger.resolve().is_relative_to(configuration.folder),
    )
    return file.relative_to(configuration.folder).as_posix() if all(together) else str(file)


def _guarded(job: Job, session: Session) -> Outcome:
    try:
        return job(session)
    except EXPECTED as error:
        LOGGER.info("stopped by %s", type(error).__name__, exc_info=isinstance(error, OSError))
        return Outcome(exit=exit_of(error), message=in_words(error))
    except SQLAlchemyError as error:
        return _ledger_failure(error)
    except Exception as error:  # noqa: BLE001 - the outermost step, the one place for it
        if told := _own_template(session, error):
            return Outcome(exit=Exit.CONFIG, message=told)
        LOGGER.exception("a fault of the program itself")
        return Outcome(exit=Exit.BUG, message=f"{type(error).__name__}: {error}")


def _own_template(session: Session, error: Exception) -> str | None:
    if session.configuration.settings.brief.templates is None:
        return None
    from jobs.templating import mistake_in

    return mistake_in(session.configuration, error)


def _ledger_failure(error: SQLAlchemyError) -> Outcome:
    LOGGER.info("the ledger failed", exc_info=error)
    cause = getattr(error, "orig", None) or error
    message = f"{LEDGER_FAILED}: {cause}"
    return Outcome(exit=Exit.UNAVAILABLE, message=message)


def _begin(session: Session, name: str, *, slot: str | None, trigger: str) -> None:
    text = session.configuration.text
    session.ledger.begin_run(
        run_id=session.run_id,
        job=name,
        now=session.started_at,
        as_of=session.as_of,
        trigger=trigger,
        slot=slot,
        host=socket.gethostname(),
        pid=os.getpid(),
        app_version=VERSION,
        config_sha256=hashlib.sha256(text).hexdigest(),
    )


def _finish(session: Session, outcome: Outcome) -> None:
    session.ledger.finish_run(
        session.run_id,
        status=_status(outcome),
        exit_code=outcome.exit,
        now=session.clock(),
        counts=outcome.counts,
        error=None if outcome.exit in _STATUSES else outcome.message,
    )


_STATUSES = {
    Exit.OK: "ok",
    Exit.PARTIAL: "partial",
    Exit.TERMINATED: "interrupted",
    Exit.INTERRUPTED: "interrupted",
}


def _status(outcome: Outcome) -> str:
    return _STATUSES.get(outcome.exit, "failed")


def _short(name: str, outcome: Outcome) -> str:
    """Return a line of counts: no addresses and no text of the sheet leave with a ping."""
    counts = " ".join(f"{key}={value}" for key, value in sorted(outcome.counts.items()))
    return f"{name} {_status(outcome)} exit={int(outcome.exit)} {counts}".strip()


def _heartbeat(around: Surroundings, run_id: str) -> Heartbeat:
    monitoring = around.configuration.settings.monitoring
    url = around.environment.get(monitoring.healthcheck_url_env or "")
    return Heartbeat(url or None, run_id)
