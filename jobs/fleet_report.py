"""What became of all teams of a fleet, read from the ledger: as text, as JSON, for a mail."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from jobs import tables
from jobs.budget import Used, ledger_time, used
from jobs.counting import many
from jobs.database import READING, LedgerError, iso, moment
from jobs.fleet import Fleet, Team
from jobs.fleet_team import Result, engine_of
from jobs.folding import WIDTH

SLOWEST = 5
STATUSES = ("ok", "late", "skipped", "failed")
_GOOD = ("ok", "partial")
_ONE_MINUTE = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One run as the ledger has it."""

    run_id: str
    job: str
    slot: str | None
    status: str
    started_at: datetime
    seconds: float
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What became of one team."""

    config: str
    spreadsheet: str
    status: str  # ok | late | skipped | failed
    message: str = ""
    runs: tuple[Made, ...] = ()  # oldest first

    @property
    def seconds(self) -> float:
        """How long its runs took together."""
        return sum(run.seconds for run in self.runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """What one Google account or project was asked for, beside what it may be asked."""

    scope: str
    kind: str  # R | W
    requests: int
    busiest: int  # in one minute
    limit: int  # in one minute
    allowed: int  # in the whole time


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The whole fleet in one call, or in the last hours."""

    since: datetime
    until: datetime
    lines: tuple[Line, ...]
    quota: tuple[Quota, ...] = ()

    def of(self, status: str) -> tuple[Line, ...]:
        """Return the teams that ended so."""
        return tuple(line for line in self.lines if line.status == status)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many teams ended how; every team counts once."""
        return {status: len(self.of(status)) for status in STATUSES}

    @property
    def slowest(self) -> tuple[Line, ...]:
        """The teams that took longest, the slowest first."""
        made = [line for line in self.lines if line.runs]
        return tuple(sorted(made, key=lambda line: -line.seconds)[:SLOWEST])

    @property
    def run_ids(self) -> tuple[str, ...]:
        """The runs that were made."""
        return tuple(sorted(run.run_id for line in self.lines for run in line.runs))

    @property
    def json(self) -> Mapping[str, object]:
        """The same for a program; times are UTC."""
        return {
            "since": iso(self.since),
            "until": iso(self.until),
            "teams": len(self.lines),
            "counts": dict(self.counts),
            "slowest": [
                {"config": line.config, "seconds": round(line.seconds, 3)} for line in self.slowest
            ],
            "quota": [asdict(one) for one in self.quota],
            "lines": [_line_json(line) for line in self.lines],
        }

    @property
    def text(self) -> str:
        """The same for a person, in 80 columns."""
        return "\n".join(self._text())

    def _text(self) -> Iterator[str]:
        counts = " · ".join(f"{number} {status}" for status, number in self.counts.items())
        yield f"{many(len(self.lines), 'team')}: {counts}"
        yield f"{_clock(self.since)} to {_clock(self.until)} UTC"
        for status in ("failed", "late"):
            yield from _named(status, self.of(status))
        if self.slowest:
            yield from ("", "slowest")
            yield from (_cut(f"  {line.seconds:8.1f} s  {line.config}") for line in self.slowest)
        if self.quota:
            yield from ("", "Google's quota")
            for scope in dict.fromkeys(one.scope for one in self.quota):
                yield _cut(f"  {scope.replace(':', ' ', 1)}")
                yield from (_quota_text(one) for one in self.quota if one.scope == scope)


def report_of(
    fleet: Fleet, results: Iterable[Result], *, since: datetime, until: datetime
) -> Report:
    """Read what the ledgers say of the teams.

    Args:
        fleet: The teams, and the files that cannot be used as one.
        results: What the workers told, by which a team without a run is judged.
        since: Runs that began earlier do not count.
        until: This moment.

    A ledger that cannot be read is told of its own teams only.
    """
    told = {result.config: result for result in results}
    lines, spent = [_broken(result) for result in fleet.broken], list[Used]()
    for teams in _by_ledger(fleet.teams):
        try:
            engine = engine_of(teams[0].ledger, teams[0].patience_seconds)
            runs = _runs(engine, teams, since)
            spent += _spent(engine, since=since, until=until)
        except (LedgerError, SQLAlchemyError) as error:
            cause = getattr(error, "orig", None) or error
            lines += [_unread(team, told.get(team.config), str(cause)) for team in teams]
        else:
            lines += [_line(team, runs.get(team.spreadsheet, ()), told) for team in teams]
    return Report(
        since=since,
        until=until,
        lines=tuple(sorted(lines, key=lambda line: line.config)),
        quota=tuple(_quota(fleet.teams, spent, since=since, until=until)),
    )


def _by_ledger(teams: Sequence[Team]) -> Iterable[list[Team]]:
    found: dict[str, list[Team]] = {}
    for team in teams:
        found.setdefault(team.ledger, []).append(team)
    return found.values()


def _spent(engine: Engine, *, since: datetime, until: datetime) -> Sequence[Used]:
    """Requests are booked by the ledger's clock."""
    off = ledger_time(engine) - until
    return used(engine, since=since + off, until=until + off)


def _runs(engine: Engine, teams: Sequence[Team], since: datetime) -> Mapping[str, list[Made]]:
    table, ours = tables.run, {team.spreadsheet for team in teams}
    query = (
        select(table)
        .where(table.c.started_at >= iso(since))
        .order_by(table.c.started_at, table.c.run_id)
    )
    found: dict[str, list[Made]] = {}
    with engine.execution_options(**{READING: True}).begin() as connection:
        for row in connection.execute(query).mappings():
            if row["spreadsheet"] in ours:
                found.setdefault(row["spreadsheet"], []).append(_made(dict(row)))
    return found


def _made(row: Mapping[str, str]) -> Made:
    began = moment(row["started_at"])
    ended = moment(row["finished_at"]) if row["finished_at"] else began
    return Made(
        run_id=row["run_id"],
        job=row["job"],
        slot=row["slot"],
        status=row["status"],
        started_at=began,
        seconds=(ended - began).total_seconds(),
        error=row["error"],
    )


def _line(team: Team, runs: Sequence[Made], told: Mapping[str, Result]) -> Line:
    latest = {run.job: run for run in runs if run.status != "skipped"}
    bad = [run for run in latest.values() if run.status not in _GOOD]
    result = told.get(team.config)
    status, message = "ok", ""
    if bad:
        said = bad[0].status if result is None else result.message
        status, message = "failed", bad[0].error or said
    elif result is not None and not result.well:
        status, message = "failed", result.message
    elif not latest:
        status, message = "skipped", "no run was due" if result is None else result.message
    elif any(_late(team, run) for run in latest.values()):
        status = "late"
        message = ", ".join(f"{run.job} of {run.slot}" for run in latest.values())
    return Line(
        config=team.config,
        spreadsheet=team.spreadsheet,
        status=status,
        message=message,
        runs=tuple(run for run in runs if run.status != "skipped"),
    )


def _late(team: Team, run: Made) -> bool:
    if run.slot is None:
        return False
    due = datetime.fromisoformat(run.slot).replace(tzinfo=team.zone).astimezone(UTC)
    return run.started_at - due > team.late_after


def _broken(result: Result) -> Line:
    return Line(config=result.config, spreadsheet="", status="failed", message=result.message)


def _unread(team: Team, result: Result | None, cause: str) -> Line:
    return Line(
        config=team.config,
        spreadsheet=team.spreadsheet,
        status="failed",
        message=cause if result is None or result.well else result.message,
    )


def _quota(
    teams: Sequence[Team], spent: Sequence[Used], *, since: datetime, until: datetime
) -> Iterator[Quota]:
    limits: dict[str, int] = {}
    for team in teams:
        if team.payer is not None:
            limits[f"account:{team.payer.account}"] = team.per_account
            limits[f"project:{team.payer.project}"] = team.per_project
    minutes = max(1.0, (until - since).total_seconds() / _ONE_MINUTE)
    sums: dict[tuple[str, str], Used] = {}
    for one in spent:
        before = sums.get((one.scope, one.kind))
        sums[one.scope, one.kind] = one if before is None else _together(before, one)
    for (scope, kind), one in sorted(sums.items()):
        if scope in limits:
            yield Quota(
                scope=scope,
                kind=kind,
                requests=one.requests,
                busiest=one.busiest,
                limit=limits[scope],
                allowed=round(limits[scope] * minutes),
            )


def _together(one: Used, other: Used) -> Used:
    """Two ledgers know nothing of each other: their busiest minutes may have been the same."""
    return Used(
        scope=one.scope,
        kind=one.kind,
        requests=one.requests + other.requests,
        busiest=one.busiest + other.busiest,
    )


def _named(status: str, lines: Sequence[Line]) -> Iterator[str]:
    if lines:
        yield from ("", f"{status} ({len(lines)})")
    for line in lines:
        yield _cut(f"  {line.config}")
        for part in line.message.splitlines():
            yield from textwrap.wrap(part, WIDTH, initial_indent="    ", subsequent_indent="    ")


def _quota_text(one: Quota) -> str:
    kind, share = {"R": "reads", "W": "writes"}[one.kind], 100 * one.requests / one.allowed
    return (
        f"    {kind}: {one.requests:,} of {one.allowed:,} ({share:.0f} %), "
        f"busiest minute {one.busiest} of {one.limit}"
    )


def _line_json(line: Line) -> Mapping[str, object]:
    return {
        "config": line.config,
        "spreadsheet": line.spreadsheet,
        "status": line.status,
        "message": line.message,
        "seconds": round(line.seconds, 3),
        "runs": [
            {
                "run_id": run.run_id,
                "job": run.job,
                "slot": run.slot,
                "status": run.status,
                "started_at": iso(run.started_at),
            }
            for run in line.runs
        ],
    }


def _cut(text: str) -> str:
    """A path is best known by its end."""
    lead = len(text) - len(text.lstrip())
    return text if len(text) <= WIDTH else f"{text[:lead]}…{text[lead + len(text) - WIDTH + 1 :]}"


def _clock(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}"
