"""Where the teams of a fleet are made: processes of this machine, or a Dask cluster.

Each process of this machine is a pool of its own: one that dies takes its own team with it and no
other, because a pool of several ends all of them together.
"""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, Protocol, Self

from jobs.exits import NotThereError
from jobs.fleet_team import Result, Task, begin_worker, make_team

INSTALL = 'needs `pip install "reorder-brief[fleet]"`'
_AHEAD = 2  # teams that a cluster is given for each of its threads


class Crew(Protocol):
    """Workers that take teams."""

    alone: bool  # a process makes one team at a time

    def __enter__(self) -> Self:
        """Begin."""

    def __exit__(self, *_: object) -> None:
        """End every worker."""

    @property
    def room(self) -> int:
        """How many more teams are taken now."""

    def submit(self, task: Task) -> "Future[Result]":
        """Give a team to a worker."""

    def settle(self, future: "Future[Result]") -> None:
        """Make room again after a team, whatever became of it."""

    def stop(self) -> None:
        """Ask every worker to end at the next border of a stage."""


def worker_died(error: BaseException | None) -> bool:
    """Tell whether a future failed because its worker is gone."""
    gone = isinstance(error, BrokenProcessPool | CancelledError)
    return gone or type(error).__name__ in {"KilledWorker", "FutureCancelledError"}


class Processes:
    """Processes of this machine, each a pool of one."""

    alone = True

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._idle: list[Executor] = []
        self._busy: dict[Future[Result], Executor] = {}
        self._pids: dict[Executor, Future[int]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for pool in (*self._idle, *self._busy.values()):
            pool.shutdown(wait=True, cancel_futures=True)

    @property
    def room(self) -> int:
        """How many more teams are taken now."""
        return self.workers - len(self._busy)

    def submit(self, task: Task) -> "Future[Result]":
        """Give a team to an idle process, or to a new one."""
        pool = self._idle.pop() if self._idle else self._new()
        future = pool.submit(make_team, task)
        self._busy[future] = pool
        return future

    def settle(self, future: "Future[Result]") -> None:
        """Take a process back; one that died is replaced when it is needed."""
        pool = self._busy.pop(future)
        if isinstance(future.exception(), BrokenProcessPool):
            self._pids.pop(pool)
            pool.shutdown(wait=True)
            return
        self._idle.append(pool)

    def stop(self) -> None:
        """Ask every process to end, one that is still beginning as soon as it can hear it."""
        for pid in self._pids.values():
            pid.add_done_callback(_ask_to_end)

    def _new(self) -> Executor:
        pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=begin_worker)
        with _interrupts_held():
            self._pids[pool] = pool.submit(os.getpid)
        return pool


def _ask_to_end(pid: "Future[int]") -> None:
    if not pid.cancelled() and pid.exception() is None:
        os.kill(pid.result(), signal.SIGTERM)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Begin a process that Ctrl-C does not reach before `begin_worker` makes it deaf to it.

    A process begins with the signals held that its parent holds; ours comes when they are let go.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT,))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Dask:
    """A cluster: its scheduler gives the teams of a worker that died to another one."""

    alone = False

    def __init__(self, address: str) -> None:
        self.address = address
        self._busy: set[Future[Result]] = set()

    def __enter__(self) -> Self:
        self._client = dask_client()(self.address, set_as_default=False)
        self._pool: Any = self._client.get_executor(pure=False, retries=0)
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=False)
        self._client.close()

    @property
    def room(self) -> int:
        """How many more teams are taken now."""
        threads: int = sum(self._client.ncores().values())
        return _AHEAD * max(1, threads) - len(self._busy)

    def submit(self, task: Task) -> "Future[Result]":
        """Give a team to the cluster."""
        future: Future[Result] = self._pool.submit(make_team, task)
        self._busy.add(future)
        return future

    def settle(self, future: "Future[Result]") -> None:
        """Make room again."""
        self._busy.discard(future)

    def stop(self) -> None:
        """Take back what has not begun; what has begun is finished there."""
        for future in self._busy:
            future.cancel()


def dask_client() -> Callable[..., Any]:
    """Return Dask's client.

    Raises:
        NotThereError: If Dask is not installed.
    """
    try:
        from distributed import Client
    except ImportError as error:
        msg = f"--dask {INSTALL}"
        raise NotThereError(msg) from error
    client: Callable[..., Any] = Client
    return client
