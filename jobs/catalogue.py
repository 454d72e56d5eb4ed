"""The jobs: a new one is a file and an entry here."""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

from jobs.runner import Job
from jobs.session import Outcome, Session


def _job(name: str) -> Job:
    """Return a job whose file is imported when it is run: most calls find nothing due."""

    def run(session: Session) -> Outcome:
        job: Job = import_module(f"jobs.{name}").run
        return job(session)

    return run


JOBS: Mapping[str, Job] = MappingProxyType({name: _job(name) for name in ("nightly", "weekly")})
