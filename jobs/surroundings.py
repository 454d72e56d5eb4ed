"""What a process works with, whichever jobs it runs: configuration, ledger, clock, voice."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from jobs.configuration import Configuration
from jobs.ledger import Ledger
from jobs.logs import Redaction
from jobs.secrets import known_secrets
from jobs.session import RunOptions, Session
from sheets.backends import Options, open_workbook
from sheets.grid import Workbook


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Handed in by the command line, and by tests with a clock and a server of their own."""

    configuration: Configuration
    ledger: Ledger
    clock: Callable[[], datetime]  # with its zone
    sleep: Callable[[float], None]
    say: Callable[[str], None] = lambda _line: None  # a progress line for a person who watches
    stop: Callable[[], bool] = lambda: False  # True once the process has been asked to end
    environment: Mapping[str, str] = field(default_factory=dict)
    opened: Callable[[Options], Workbook] = open_workbook  # a fleet keeps to Google's quota

    @property
    def redact(self) -> Redaction:
        """Takes this configuration's secrets out of what people are told."""
        return Redaction(known_secrets(self.configuration, self.environment))

    def session(self, run_id: str, options: RunOptions) -> Session:
        """Return a run that begins now."""
        return Session(
            configuration=self.configuration,
            ledger=self.ledger,
            run_id=run_id,
            started_at=self.clock(),
            clock=self.clock,
            sleep=self.sleep,
            say=self.say,
            stop=self.stop,
            options=options,
            environment=self.environment,
            opened=self.opened,
        )
