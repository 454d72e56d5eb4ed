"""The jobs: a new one is a file and an entry here."""

from collections.abc import Mapping
from types import MappingProxyType

from jobs import nightly, weekly
from jobs.runner import Job

JOBS: Mapping[str, Job] = MappingProxyType({"nightly": nightly.run, "weekly": weekly.run})
