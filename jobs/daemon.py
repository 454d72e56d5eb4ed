"""A process that stays and calls `run_due`: at every slot, every minute, and once at the start.

APScheduler keeps nothing here (memory job store): a job store of its own loses missed runs when
the program adds its jobs anew, and forgets a run whose process died. What was made and what is due
stands in the ledger, so that it does not matter how long this process, or the machine, was away.
"""

import logging
import threading
from collections.abc import Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from apscheduler.events import EVENT_SCHEDULER_STARTED
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger

from jobs.logs import LOGGER
from jobs.runner import Job
from jobs.scheduled import run_due, schedules
from jobs.session import Outcome
from jobs.settings import SlotSettings
from jobs.stopping import Stopping
from jobs.surroundings import Surroundings

TICK = 60.0  # seconds; bounds how late a run is after the machine slept or its clock was set
DEFAULTS = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}


def serve(
    jobs: Mapping[str, Job],
    around: Surroundings,
    *,
    stopping: Stopping | None = None,
    tick: float = TICK,
) -> int:
    """Stay until asked to end; return the exit status 0.

    Args:
        jobs: What to do, by the names of the schedule.
        around: What the process works with.
        stopping: Asks to end; None: SIGTERM and SIGINT do, and a second one ends at once.
        tick: Seconds between two looks at what is due.
    """
    if stopping is None:
        stopping = Stopping()
        stopping.listen()
    around = replace(around, stop=stopping)

    def look() -> None:
        _look(jobs, around)

    scheduler = _scheduler()
    zone = around.configuration.settings.zone
    for name, schedule in schedules(around).items():
        scheduler.add_job(look, trigger_of(schedule, zone), id=name)
    started = threading.Event()
    scheduler.add_listener(lambda _event: started.set(), EVENT_SCHEDULER_STARTED)

    def beat() -> None:
        started.wait()
        while not stopping():
            scheduler.add_job(look, id="tick", replace_existing=True)  # due now
            stopping.wait(tick)
        scheduler.shutdown(wait=True)

    beating = threading.Thread(target=beat, name="tick", daemon=True)
    beating.start()
    LOGGER.info("the daemon has started")
    scheduler.start()  # returns when `shutdown` begins: the run under way is still to be awaited
    beating.join()
    LOGGER.info("the daemon has ended")
    return 0


def trigger_of(schedule: SlotSettings, zone: ZoneInfo) -> CronTrigger:
    """Return the schedule as APScheduler's trigger; weekdays by name, never by number."""
    return CronTrigger(
        hour=schedule.at.hour,
        minute=schedule.at.minute,
        day_of_week=",".join(schedule.days),
        timezone=zone,
    )


def _scheduler() -> BlockingScheduler:
    logger = logging.getLogger("apscheduler")  # its lines go where ours go, without secrets
    logger.handlers[:] = LOGGER.handlers
    logger.propagate = False
    logger.setLevel(logging.ERROR)
    return BlockingScheduler(
        executors={"default": ThreadPoolExecutor(1)}, job_defaults=DEFAULTS, logger=logger
    )


def _look(jobs: Mapping[str, Job], around: Surroundings) -> None:
    try:
        _log(run_due(jobs, around))
    except Exception:  # noqa: BLE001 - a daemon that dies makes no further run
        LOGGER.exception("a fault of the program itself; the daemon goes on")


def _log(outcome: Outcome) -> None:
    level = logging.INFO if outcome.exit == 0 else logging.WARNING
    idle = outcome.message.startswith("nothing is due")
    LOGGER.log(logging.DEBUG if idle else level, "exit %d: %s", outcome.exit, outcome.message)
