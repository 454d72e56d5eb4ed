"""One team of a fleet: what a worker is told, what it does, and what it tells back.

`make_team` is submitted as it is to a pool of processes on this machine or to Dask on many. All
that it is given and gives back can be pickled, and nothing that goes wrong in it gets out.
"""

import faulthandler
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Engine

from jobs.budget import Budget, limits_of, payer_of
from jobs.catalogue import JOBS
from jobs.configuration import Configuration, load
from jobs.database import Patience, open_engine
from jobs.exits import EXPECTED, Exit, exit_of
from jobs.ledger import Ledger
from jobs.logs import LOGGER, Redaction, set_up
from jobs.runner import LEDGER_FAILED, Job, ledger_url, spreadsheet_id
from jobs.scheduled import run_due
from jobs.secrets import known_secrets
from jobs.session import Outcome, RunOptions
from jobs.stopping import Stopping
from jobs.surroundings import Surroundings
from sheets.backends import Options, open_workbook
from sheets.backends.google import GoogleOptions
from sheets.backends.pace import Pace
from sheets.grid import Workbook

SHARE_OF_DEADLINE = 3  # trouble with one request may take a third of a team's time
_PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0)  # seconds between looks whether a lock is free
_STOPPING = Stopping()  # of this worker
_REDACT = Redaction()  # of every team that this worker made: threads of a cluster share a log
_AT_WORK = threading.Lock()
_NO_MISTAKE = (Exit.OK, Exit.PARTIAL, Exit.LOCKED)


def both_jobs() -> Mapping[str, Job]:
    """Return the jobs of every team."""
    return JOBS


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a worker is told."""

    config: str  # as it was named
    file: Path  # the same for a worker elsewhere
    clock: Callable[[], datetime]
    deadline_seconds: float
    dry_run: bool = False
    alone: bool = True  # the process makes one team at a time: it may be ended at the deadline
    tries: int = 1  # a worker that makes it again waits for the lock of one that died
    minute: float = 60.0  # seconds in which Google counts; shorter only to try it out
    jobs: Callable[[], Mapping[str, Job]] = both_jobs
    verbosity: int = 0
    log_format: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of a team in one call."""

    config: str
    exit: int
    message: str
    since: datetime | None = None  # when the worker began, by its own clock
    seconds: float = 0.0

    @property
    def well(self) -> bool:
        """Whether nothing is to be mended: made, made in part, or another call is at it."""
        return self.exit in _NO_MISTAKE


def make_team(task: Task) -> Result:
    """Make whatever is due for a team; every mistake is a result."""
    since, started = task.clock(), time.monotonic()
    with _watched(task.deadline_seconds if task.alone else None):
        try:
            outcome = _made(task)
        except EXPECTED as error:
            outcome = Outcome(exit=exit_of(error), message=str(error))
        except Exception as error:  # noqa: BLE001 - one team's failure never touches another
            LOGGER.exception("a fault of the program itself")
            outcome = Outcome(exit=Exit.BUG, message=f"{type(error).__name__}: {error}")
    return Result(
        config=task.config,
        exit=int(outcome.exit),
        message=outcome.message,
        since=since,
        seconds=time.monotonic() - started,
    )


def begin_worker() -> None:
    """Heed the fleet's request to end, in a process of the pool, and end when the fleet is gone.

    Ctrl-C reaches every process of a terminal, and some supervisors ask each of them besides: the
    fleet alone decides, and asking twice is asking once.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda _number, _frame: _STOPPING.ask())
    fleet = multiprocessing.parent_process()
    if fleet is not None:
        threading.Thread(target=_outlive, args=(fleet.join,), daemon=True).start()


def _outlive(gone: Callable[[], None]) -> None:
    """Finish what is under way when the fleet has died: nobody else would end this process."""
    gone()
    _STOPPING.ask()
    with _AT_WORK:
        os._exit(int(Exit.TERMINATED))


def _made(task: Task) -> Outcome:
    configuration = load(task.file)
    _REDACT.add(*known_secrets(configuration, os.environ))
    set_up(verbosity=task.verbosity, redact=_REDACT, form=task.log_format)
    around = _surroundings(task, configuration)
    outcome = _tried(task, around)
    for pause in _PAUSES:
        cut_off = outcome.message.startswith(LEDGER_FAILED)
        if not cut_off and not (outcome.exit == Exit.LOCKED and task.tries > 1):
            break
        time.sleep(pause)
        outcome = _tried(task, around)
    return replace(outcome, message=_REDACT.secrets_only(outcome.message))


def _tried(task: Task, around: Surroundings) -> Outcome:
    return run_due(task.jobs(), around, options=RunOptions(dry_run=task.dry_run))


def _surroundings(task: Task, configuration: Configuration) -> Surroundings:
    url = ledger_url(configuration, os.environ)
    engine = engine_of(url, configuration.settings.fleet.ledger_patience_seconds)
    return Surroundings(
        configuration=configuration,
        ledger=Ledger(engine, spreadsheet_id(configuration, url)),
        clock=task.clock,
        sleep=time.sleep,
        stop=_STOPPING,
        environment=os.environ,
        opened=_opener(task, configuration, engine),
    )


@lru_cache(maxsize=32)
def engine_of(url: str, patience_seconds: float) -> Engine:
    """Open a ledger once a process, whichever teams it makes; of many, the latest stay open.

    Raises:
        LedgerError: If it cannot be opened.
    """
    return open_engine(url, patience=Patience(seconds=patience_seconds))


def _opener(
    task: Task, configuration: Configuration, engine: Engine
) -> Callable[[Options], Workbook]:
    """Open a spreadsheet of Google so that each request waits for its turn."""
    payer = payer_of(configuration)

    def opened(options: Options) -> Workbook:
        if payer is None or not isinstance(options, GoogleOptions):
            return open_workbook(options)
        limits = limits_of(configuration, minute=task.minute)
        longest = min(options.deadline_seconds, task.deadline_seconds / SHARE_OF_DEADLINE)
        turn = Budget(engine, payer, limits=limits).reserve
        return options.open(Pace(deadline_seconds=longest, turn=turn))

    return opened


@contextmanager
def _watched(seconds: float | None) -> Iterator[None]:
    """End this process when the time is over, whatever it hangs in; the log tells where."""
    if seconds is None:
        yield
        return
    faulthandler.dump_traceback_later(seconds, exit=True)
    try:
        with _AT_WORK:
            yield
    finally:
        faulthandler.cancel_dump_traceback_later()
