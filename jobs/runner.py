"""The outermost step of every run: lock, ledger row, ping, and an end for every mistake."""

import hashlib
import os
import socket
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime

from jobs.configuration import Configuration
from jobs.exits import EXPECTED, Exit, exit_of
from jobs.heartbeat import Heartbeat
from jobs.ledger import Ledger, open_ledger
from jobs.lock import LockedError, only_run
from jobs.logs import LOGGER
from jobs.outbox import recover
from jobs.session import Outcome, RunOptions, Session
from jobs.version import VERSION

Job = Callable[[Session], Outcome]
PING_SECONDS = 2.0


def run_job(
    name: str,
    job: Job,
    *,
    configuration: Configuration,
    ledger: Ledger,
    clock: Callable[[], datetime],
    sleep: Callable[[float], None],
    say: Callable[[str], None],
    options: RunOptions,
    environment: Mapping[str, str],
    slot: str | None = None,
    trigger: str = "manual",
    stop: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Run a job under the lock and note how it went; nothing it raises gets past here."""
    session = Session(
        configuration=configuration,
        ledger=ledger,
        run_id=str(uuid.uuid4()),
        started_at=clock(),
        clock=clock,
        sleep=sleep,
        say=say,
        stop=stop,
        options=options,
        environment=environment,
    )
    heartbeat = _heartbeat(session)
    try:
        with only_run(ledger.engine, spreadsheet=ledger.spreadsheet):
            heartbeat.start()
            _begin(session, name, slot=slot, trigger=trigger)
            recover(ledger, now=clock())
            outcome = _guarded(job, session)
            _finish(session, outcome)
    except LockedError as error:
        heartbeat.note(str(error))
        outcome = Outcome(exit=Exit.LOCKED, message=str(error))
    else:
        heartbeat.finish(outcome.exit, outcome.message)
    heartbeat.wait(PING_SECONDS)
    return outcome


def ledger_of(configuration: Configuration, environment: Mapping[str, str]) -> Ledger:
    """Open the ledger that a configuration names.

    Raises:
        LedgerError: If it cannot be opened.
    """
    state = configuration.settings.state
    url = environment.get(state.url_env or "") or state.url
    if url is None:
        url = f"sqlite:///{configuration.resolve(state.folder) / 'ledger.db'}"
    elif url.startswith("sqlite:///") and not url.startswith("sqlite:////"):
        url = f"sqlite:///{configuration.folder / url.removeprefix('sqlite:///')}"
    return open_ledger(url, spreadsheet=spreadsheet_id(configuration))


def spreadsheet_id(configuration: Configuration) -> str:
    """Return what the ledger calls the configured spreadsheet."""
    options = configuration.settings.spreadsheet
    path = getattr(options, "path", None)
    return str(configuration.resolve(path)) if path is not None else str(options)


def _guarded(job: Job, session: Session) -> Outcome:
    try:
        return job(session)
    except EXPECTED as error:
        LOGGER.info("stopped by %s", type(error).__name__)
        return Outcome(exit=exit_of(error), message=str(error))
    except Exception as error:  # noqa: BLE001 - the outermost step, the one place for it
        LOGGER.exception("a fault of the program itself")
        return Outcome(exit=Exit.BUG, message=f"{type(error).__name__}: {error}")


def _begin(session: Session, name: str, *, slot: str | None, trigger: str) -> None:
    text = session.configuration.path.read_bytes()
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
        status=_STATUSES.get(outcome.exit, "failed"),
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


def _heartbeat(session: Session) -> Heartbeat:
    monitoring = session.configuration.settings.monitoring
    url = session.environment.get(monitoring.healthcheck_url_env or "")
    return Heartbeat(url or None, session.run_id)
