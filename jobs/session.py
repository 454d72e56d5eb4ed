"""What one run works with: settings, ledger, clock and voice, handed in so that tests can."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path

from jobs.configuration import Configuration
from jobs.exits import Exit, StoppedError
from jobs.ledger import Ledger
from sheets.backends import Options, open_workbook
from sheets.grid import Workbook


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """What a person asked of one run."""

    as_of: date | None = None  # None: today in the team's zone
    dry_run: bool = False
    no_mail: bool = False
    accept_drop: bool = False
    strict: bool = False
    full: bool = False  # study also where nothing has changed
    sku: str | None = None
    lookahead_days: int | None = None
    out: Path | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One run of one job."""

    configuration: Configuration
    ledger: Ledger
    run_id: str
    started_at: datetime  # with its zone
    clock: Callable[[], datetime]
    sleep: Callable[[float], None]
    say: Callable[[str], None]  # a progress line for a person who watches
    stop: Callable[[], bool] = lambda: False
    options: RunOptions = field(default_factory=RunOptions)
    environment: Mapping[str, str] = field(default_factory=dict)
    opened: Callable[[Options], Workbook] = open_workbook

    def stage(self, line: str) -> None:
        """Begin a stage: the place to end when we have been asked to.

        Raises:
            StoppedError: If we have been asked to end.
        """
        if self.stop():
            msg = f"stopped before: {line}"
            raise StoppedError(msg)
        self.say(line)

    @property
    def as_of(self) -> date:
        """The day that the run speaks of."""
        return self.options.as_of or self.local.date()

    @property
    def moment(self) -> datetime:
        """The moment that the run speaks of: its start, or the start of a day asked for."""
        if self.options.as_of is None:
            return self.started_at
        zone = self.configuration.settings.zone
        return datetime.combine(self.options.as_of, time(), tzinfo=zone)

    @property
    def local(self) -> datetime:
        """The start of the run as the team's clock shows it, without zone."""
        zone = self.configuration.settings.zone
        return self.started_at.astimezone(zone).replace(tzinfo=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a run ended, for the summary line, the ledger and the exit status."""

    exit: Exit
    message: str  # one line that can be pasted into a chat
    counts: Mapping[str, int] = field(default_factory=dict)
    details: tuple[str, ...] = ()  # what a person at the terminal wants to see
