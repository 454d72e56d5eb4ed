"""Google's quota, kept together by all workers: a place in the minute is booked before a request.

Google counts reads and writes apart, each per account and per project. The ledger keeps when
requests were and will be sent; a booking takes the first moment at which no stretch of a minute
holds too many, so that a worker is told once how long to sleep, and nobody asks again.
"""

import json
from bisect import insort
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, and_, func, select, text, update

from jobs import tables
from jobs.configuration import Configuration
from jobs.database import READING, insert_new, persistent, upsert
from jobs.team import spreadsheet_of
from sheets.backends.google import GoogleOptions, Impersonation

_NOW = {
    "postgresql": "SELECT CAST(extract(epoch FROM clock_timestamp()) AS double precision)",
    "sqlite": "SELECT (julianday('now') - 2440587.5) * 86400.0",
}
_GRAIN = 1e-5  # seconds that a sum of large numbers may be off
_SERVICE = ".iam.gserviceaccount.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """Whose quota a team's requests are taken from."""

    account: str
    project: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Requests of one kind in any minute."""

    per_account: int = 60
    per_project: int = 300
    minute: float = 60.0  # seconds; shorter only to try it out
    slack: float = 1.0  # seconds that a request may arrive later than another one


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """What was sent on the account of one account or project."""

    scope: str  # account:name or project:name
    kind: str  # R | W
    requests: int
    busiest: int  # requests in its busiest minute


def first_free(
    booked: Sequence[Sequence[float]], limits: Sequence[int], *, span: float, now: float
) -> float:
    """Return the first moment from `now` on at which every account has room.

    Args:
        booked: For each account when its requests are sent, oldest first, future ones too.
        limits: For each account how many requests any stretch of `span` seconds may hold.
        span: Seconds.
        now: This moment, in seconds.
    """
    ends = {at + span for times in booked for at in times if at + span > now}
    return next(
        at
        for at in (now, *sorted(ends))
        if all(
            _room(times, limit, span=span, at=at)
            for times, limit in zip(booked, limits, strict=True)
        )
    )


def _room(times: Sequence[float], limit: int, *, span: float, at: float) -> bool:
    """Whether one more request at a moment leaves every stretch with no more than its limit."""
    near = [one for one in times if at - span < one < at + span]
    insort(near, at)
    return all(
        later - earlier >= span - _GRAIN for earlier, later in zip(near, near[limit:], strict=False)
    )


class Budget:
    """The quota of one payer in a ledger that all workers share."""

    def __init__(
        self,
        engine: Engine,
        payer: Payer,
        *,
        limits: Limits,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self.engine = engine
        self.limits = limits
        self.clock = clock
        self.scopes: Mapping[str, int] = {
            f"account:{payer.account}": limits.per_account,
            f"project:{payer.project}": limits.per_project,
        }

    def reserve(self, kind: str) -> float:
        """Book a request; return after how many seconds it may be sent.

        Args:
            kind: R for one that reads, W for one that writes.
        """
        return persistent(lambda: self._reserve(kind))  # booked twice at worst, and sent once

    def _reserve(self, kind: str) -> float:
        with self.engine.begin() as connection:
            rows = self._locked(connection, kind)
            now = self.clock() if self.clock else _database_time(connection)
            span = self.limits.minute + self.limits.slack
            booked = [[at for at in rows[scope] if at > now - span] for scope in self.scopes]
            at = first_free(booked, list(self.scopes.values()), span=span, now=now)
            for scope, times in zip(self.scopes, booked, strict=True):
                insort(times, at)
                self._note(connection, scope, kind, times, at)
        return max(0.0, at - now)

    def _locked(self, connection: Connection, kind: str) -> Mapping[str, list[float]]:
        """Return what is booked, for nobody else to change before this is over."""
        table = tables.quota
        mine = and_(table.c.kind == kind, table.c.scope.in_(self.scopes))
        query = select(table).where(mine).order_by(table.c.scope).with_for_update()
        rows = connection.execute(query).all()
        if len(rows) < len(self.scopes):
            for scope in sorted(self.scopes):
                insert_new(connection, table, {"scope": scope, "kind": kind, "booked": "[]"})
            rows = connection.execute(query).all()
        return {row.scope: json.loads(row.booked) for row in rows}

    def _note(
        self, connection: Connection, scope: str, kind: str, times: Sequence[float], at: float
    ) -> None:
        table, spent = tables.quota, tables.spent
        mine = and_(table.c.scope == scope, table.c.kind == kind)
        text_of = json.dumps([round(one, 3) for one in times])
        connection.execute(update(table).where(mine).values(booked=text_of))
        row = {"scope": scope, "kind": kind, "minute": _minute(at), "requests": 1}
        upsert(connection, spent, row, instead={"requests": spent.c.requests + 1})


def used(engine: Engine, *, since: datetime, until: datetime) -> tuple[Used, ...]:
    """Return what was booked from a moment to another one, both with their minute."""
    spent = tables.spent
    query = (
        select(
            spent.c.scope,
            spent.c.kind,
            func.sum(spent.c.requests).label("requests"),
            func.max(spent.c.requests).label("busiest"),
        )
        .where(
            spent.c.minute >= _minute(since.timestamp()),
            spent.c.minute <= _minute(until.timestamp()),
        )
        .group_by(spent.c.scope, spent.c.kind)
        .order_by(spent.c.scope, spent.c.kind)
    )
    with engine.execution_options(**{READING: True}).begin() as connection:
        return tuple(
            Used(
                scope=row.scope,
                kind=row.kind,
                requests=int(row.requests),
                busiest=int(row.busiest),
            )
            for row in connection.execute(query)
        )


def ledger_time(engine: Engine) -> datetime:
    """Return what the ledger's own clock shows, by which requests are booked."""
    with engine.execution_options(**{READING: True}).begin() as connection:
        return datetime.fromtimestamp(_database_time(connection), UTC)


def payer_of(configuration: Configuration) -> Payer | None:
    """Return whose quota a team uses, as configured or as its key says; None without Google."""
    options, fleet = spreadsheet_of(configuration), configuration.settings.fleet
    if not isinstance(options, GoogleOptions):
        return None
    account, project = _signs_in(options)
    return Payer(account=fleet.account or account, project=fleet.project or project)


def limits_of(configuration: Configuration, *, minute: float = 60.0) -> Limits:
    """Return what a team's quota is.

    Args:
        configuration: The team's.
        minute: Seconds; shorter only to try it out, and the slack with it.
    """
    fleet = configuration.settings.fleet
    return Limits(
        per_account=fleet.requests_per_account,
        per_project=fleet.requests_per_project,
        minute=minute,
        slack=min(1.0, minute / 10),
    )


def _signs_in(options: GoogleOptions) -> tuple[str, str]:
    known = options.credentials
    if isinstance(known, Path):
        return _of_key(known)
    if isinstance(known, Impersonation):
        return known.impersonate, _project_in(known.impersonate)
    return known, known


def _of_key(path: Path) -> tuple[str, str]:
    """A key that cannot be read is told by the run itself."""
    try:
        facts = json.loads(path.read_text("utf-8"))
        account = str(facts["client_email"])
    except (OSError, ValueError, KeyError, TypeError):
        return path.name, path.name
    return account, str(facts.get("project_id") or _project_in(account))


def _project_in(address: str) -> str:
    return address.rpartition("@")[2].removesuffix(_SERVICE)


def _database_time(connection: Connection) -> float:
    """Workers on several machines have several clocks, the ledger has one."""
    return float(connection.execute(text(_NOW[connection.dialect.name])).scalar_one())


def _minute(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M}"
