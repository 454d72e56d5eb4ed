"""Many teams, one file each: whose turn it is, by which worker, and what became of all of them."""

import glob
import hashlib
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from jobs.budget import Payer, limits_of, payer_of
from jobs.configuration import Configuration, load
from jobs.exits import EXPECTED, Exit, NotThereError
from jobs.extending import read
from jobs.fleet_lanes import Crew, worker_died
from jobs.fleet_team import Result, Task
from jobs.runner import ledger_url, spreadsheet_id

TRIES = 3  # of a team whose worker died
_LOOK = 0.5  # seconds between two looks whether we were asked to end
_KINDS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """What the fleet needs to know of a team."""

    config: str
    spreadsheet: str  # as the ledger calls it
    ledger: str  # URL, with its password
    zone: ZoneInfo
    payer: Payer | None
    per_account: int
    per_project: int
    deadline_seconds: float
    patience_seconds: float  # with a ledger that is down
    late_after: timedelta
    operator: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """The teams, and the files that cannot be used as one."""

    teams: tuple[Team, ...] = ()
    broken: tuple[Result, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """One of several parts of a fleet; each team is in exactly one, the same one every time."""

    number: int = 0  # 0 to count - 1
    count: int = 1

    def __post_init__(self) -> None:
        if not 0 <= self.number < self.count:
            msg = f"a shard is 0/{self.count} to {self.count - 1}/{self.count}"
            raise ValueError(msg)

    def holds(self, identity: str) -> bool:
        """Tell whether a team, as the ledger calls it, is in this part."""
        digest = hashlib.blake2b(identity.encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big") % self.count == self.number


WHOLE = Shard()


def config_files(named: Iterable[str]) -> tuple[Path, ...]:
    """Return the files that are meant, each once: files, patterns, and folders of .yaml files.

    A name that leads nowhere beside others stands for a team that fails: it keeps nobody up.

    Raises:
        NotThereError: If no name leads to a file.
    """
    names = list(named)
    meant = {name: list(_meant(name)) for name in names}
    if not any(meant.values()):
        msg = f"no configuration at {', '.join(names)}"
        raise NotThereError(msg)
    found: dict[Path, Path] = {}
    for name, files in meant.items():
        for file in files or [Path(name)]:
            found.setdefault(file.resolve(), file)
    return tuple(found.values())


def fleet_of(files: Sequence[Path], *, shard: Shard, environment: Mapping[str, str]) -> Fleet:
    """Read every configuration; one that cannot be used is a result and keeps nobody up.

    A file that others begin with is no team of its own.
    """
    found = {path: _read(path, environment) for path in files}
    shared = {file.resolve() for _, begun_with in found.values() for file in begun_with}
    teams: dict[tuple[str, str], Team] = {}
    broken: list[Result] = []
    for path, (one, _) in found.items():
        if path.resolve() in shared:
            continue
        if isinstance(one, str):
            if shard.holds(str(path)):
                broken.append(_refused(path, one))
        elif shard.holds(one.spreadsheet):
            twin = teams.setdefault((one.ledger, one.spreadsheet), one)
            if twin is not one:
                broken.append(_refused(path, f"the same spreadsheet as {twin.config}"))
    return Fleet(teams=tuple(teams.values()), broken=tuple(broken))


@dataclass(slots=True, kw_only=True)
class Drive:
    """Gives the teams to the workers until each has its result."""

    crew: Crew
    tell: Callable[[Result], None] = lambda _result: None
    stop: Callable[[], bool] = lambda: False
    monotonic: Callable[[], float] = time.monotonic
    _under_way: dict["Future[Result]", tuple[Task, float]] = field(default_factory=dict)
    _stopped: bool = False

    def results(self, tasks: Iterable[Task]) -> tuple[Result, ...]:
        """Return what became of the teams; those that were not begun when asked to end have none.

        Args:
            tasks: The teams, in the order in which they are to be made.
        """
        waiting, found = deque(tasks), list[Result]()
        while waiting or self._under_way:
            self._heed_stop(waiting)
            while waiting and self.crew.room > 0:
                self._submit(waiting.popleft())
            for future in self._ended():
                task, began = self._under_way.pop(future)
                self.crew.settle(future)
                outcome = self._outcome(future, task, self.monotonic() - began)
                if isinstance(outcome, Task):
                    waiting.appendleft(outcome)
                elif outcome is not None:
                    found.append(outcome)
                    self.tell(outcome)
        return tuple(found)

    def _ended(self) -> list["Future[Result]"]:
        """Wait for a moment; one that was taken back is never told of by `wait`."""
        if not any(future.done() for future in self._under_way):
            wait(self._under_way, timeout=_LOOK, return_when=FIRST_COMPLETED)
        return [future for future in self._under_way if future.done()]

    def _submit(self, task: Task) -> None:
        self._under_way[self.crew.submit(task)] = task, self.monotonic()

    def _heed_stop(self, waiting: deque[Task]) -> None:
        if not self._stopped and self.stop():
            self._stopped = True
            self.crew.stop()
        if self._stopped:
            waiting.clear()

    def _outcome(
        self, future: "Future[Result]", task: Task, seconds: float
    ) -> Result | Task | None:
        error = None if future.cancelled() else future.exception()
        if not future.cancelled() and error is None:
            return future.result()
        if future.cancelled() and self._stopped:
            return None
        if task.alone and seconds >= task.deadline_seconds:
            text = f"took longer than {task.deadline_seconds:g} s and was ended"
            return _failed(task, Exit.UNAVAILABLE, text, seconds)
        if not (future.cancelled() or worker_died(error)):
            return _failed(task, Exit.BUG, f"{type(error).__name__}: {error}", seconds)
        if task.tries < TRIES:
            return replace(task, tries=task.tries + 1)
        return _failed(task, Exit.BUG, f"its worker died {TRIES} times", seconds)


def _meant(name: str) -> Iterator[Path]:
    path = Path(name)
    if path.is_dir():
        inside = (file for file in path.rglob("*") if file.suffix in _KINDS and file.is_file())
        yield from sorted(inside)
    elif path.is_file():
        yield path
    else:
        yield from sorted(Path(file) for file in glob.glob(name, recursive=True))  # noqa: PTH207 - absolute ones too


def _read(path: Path, environment: Mapping[str, str]) -> tuple[Team | str, tuple[Path, ...]]:
    """Return a team, or what is wrong with its file, and the files that it begins with."""
    try:
        configuration = load(path)
        return _team(path, configuration, environment), configuration.shared
    except EXPECTED as error:
        return str(error), read(path).files[1:]
    except Exception as error:  # noqa: BLE001 - one team's file never touches another's run
        return f"{type(error).__name__}: {error}", ()


def _team(path: Path, configuration: Configuration, environment: Mapping[str, str]) -> Team:
    fleet, limits = configuration.settings.fleet, limits_of(configuration)
    url = ledger_url(configuration, environment)
    return Team(
        config=str(path),
        spreadsheet=spreadsheet_id(configuration, url),
        ledger=url,
        zone=configuration.settings.zone,
        payer=payer_of(configuration),
        per_account=limits.per_account,
        per_project=limits.per_project,
        deadline_seconds=fleet.deadline_seconds,
        patience_seconds=fleet.ledger_patience_seconds,
        late_after=timedelta(minutes=fleet.late_after_minutes),
        operator=fleet.operator,
    )


def _refused(path: Path, text: str) -> Result:
    return Result(config=str(path), exit=int(Exit.CONFIG), message=text)


def _failed(task: Task, exit_: Exit, text: str, seconds: float) -> Result:
    return Result(config=task.config, exit=int(exit_), message=text, seconds=seconds)
