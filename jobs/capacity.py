"""How many teams a fleet can make: what Google's quota allows, and what machines can do."""

from dataclasses import dataclass
from math import ceil

HOUR = 3600.0  # seconds
MINUTES_AN_HOUR = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Refresh:
    """What one team's night costs."""

    reads: int = 3  # what there is, what it holds, and a look at what was written
    writes: int = 1
    latency_seconds: float = 0.5  # of one request
    cpu_seconds: float = 1.0  # of one processor

    @property
    def seconds(self) -> float:
        """How long a worker is at it where nobody waits for quota."""
        return (self.reads + self.writes) * self.latency_seconds + self.cpu_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What a fleet has."""

    accounts: int = 1
    projects: int = 1
    machines: int = 1
    workers: int = 4  # processes of each machine
    processors: int = 4  # of each machine
    per_account: int = 60  # reads in a minute, and as many writes
    per_project: int = 300


def teams_per_hour(refresh: Refresh, means: Means) -> dict[str, float]:
    """Return how many teams an hour each limit allows, by its name; the least one counts.

    Reads and writes are counted apart, so that the more frequent kind decides.
    """
    dearest = max(refresh.reads, refresh.writes)
    hands = means.machines * means.workers * HOUR / refresh.seconds
    processors = means.machines * means.processors * HOUR
    return {
        "accounts": means.accounts * means.per_account * MINUTES_AN_HOUR / dearest,
        "projects": means.projects * means.per_project * MINUTES_AN_HOUR / dearest,
        "workers": hands,
        "processors": processors / refresh.cpu_seconds if refresh.cpu_seconds else float("inf"),
    }


def teams_in(hours: float, refresh: Refresh, means: Means) -> int:
    """Return how many teams are made in so many hours.

    Args:
        hours: 0 or more.
        refresh: What a team costs.
        means: What there is.
    """
    return int(hours * min(teams_per_hour(refresh, means).values()))


def needed(teams: int, *, hours: float, refresh: Refresh, means: Means) -> Means:
    """Return how many accounts, projects and machines make so many teams in so many hours.

    Args:
        teams: 1 or more.
        hours: More than 0.
        refresh: What a team costs.
        means: What one account, one project and one machine can do.
    """
    one = Means(
        workers=means.workers,
        processors=means.processors,
        per_account=means.per_account,
        per_project=means.per_project,
    )
    rates = teams_per_hour(refresh, one)
    machine = min(rates["workers"], rates["processors"])
    return Means(
        accounts=ceil(teams / hours / rates["accounts"]),
        projects=ceil(teams / hours / rates["projects"]),
        machines=ceil(teams / hours / machine),
        workers=means.workers,
        processors=means.processors,
        per_account=means.per_account,
        per_project=means.per_project,
    )
