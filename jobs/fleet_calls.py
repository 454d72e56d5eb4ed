"""`fleet run-due` and `fleet report`: from names of files to a report."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from jobs.exits import Exit
from jobs.fleet import WHOLE, Drive, Fleet, Shard, config_files, fleet_of
from jobs.fleet_lanes import Crew, Dask, Processes
from jobs.fleet_report import Report, report_of
from jobs.fleet_team import Result, Task, both_jobs
from jobs.runner import Job


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person or a scheduler asked of the fleet."""

    configs: Sequence[str]
    shard: Shard = WHOLE
    workers: int = 1
    dask: str | None = None
    dry_run: bool = False
    verbosity: int = 0
    log_format: str | None = None
    minute: float = 60.0  # seconds; shorter only to try it out
    jobs: Callable[[], Mapping[str, Job]] = both_jobs


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """How a call ended."""

    fleet: Fleet
    report: Report
    results: tuple[Result, ...] = ()

    @property
    def exit(self) -> Exit:
        """All is well, or something failed."""
        return Exit.PARTIAL if self.report.of("failed") else Exit.OK


def run_due(
    asked: Asked,
    *,
    clock: Callable[[], datetime],
    stop: Callable[[], bool] = lambda: False,
    tell: Callable[[int, int, Result], None] = lambda _done, _all, _result: None,
) -> Called:
    """Make whatever is due for every team.

    Args:
        asked: Which teams, by which workers.
        clock: Tells the time, with its zone; a function of a module, so that workers find it.
        stop: True when we have been asked to end.
        tell: Is told how many teams of how many are done, and the last one's result.

    Raises:
        NotThereError: If a name leads to no file, or Dask is not installed.
    """
    since = clock()
    fleet = _fleet(asked)
    done = 0

    def one_more(result: Result) -> None:
        nonlocal done
        done += 1
        tell(done, len(fleet.teams), result)

    with _crew(asked, len(fleet.teams)) as crew:
        drive = Drive(crew=crew, tell=one_more, stop=stop)
        results = drive.results(_tasks(asked, fleet, crew, clock))
    report = report_of(fleet, results, since=since, until=clock())
    return Called(fleet=fleet, report=report, results=results)


def report_since(asked: Asked, *, hours: float, now: datetime) -> Called:
    """Tell what was made in the last hours, without making anything.

    Raises:
        NotThereError: If a name leads to no file.
    """
    fleet = _fleet(asked)
    report = report_of(fleet, (), since=now - timedelta(hours=hours), until=now)
    return Called(fleet=fleet, report=report)


def _fleet(asked: Asked) -> Fleet:
    return fleet_of(config_files(asked.configs), shard=asked.shard, environment=os.environ)


def _crew(asked: Asked, teams: int) -> Crew:
    if asked.dask is not None:
        return Dask(asked.dask)
    return Processes(min(asked.workers, max(1, teams)))


def _tasks(asked: Asked, fleet: Fleet, crew: Crew, clock: Callable[[], datetime]) -> list[Task]:
    return [
        Task(
            config=team.config,
            file=Path(team.config).absolute(),
            clock=clock,
            deadline_seconds=team.deadline_seconds,
            dry_run=asked.dry_run,
            alone=crew.alone,
            tries=1 if crew.alone else 2,
            minute=asked.minute,
            jobs=asked.jobs,
            verbosity=asked.verbosity,
            log_format=asked.log_format,
        )
        for team in fleet.teams
    ]
