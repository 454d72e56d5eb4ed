"""What the checks are given, and what earlier ones have learned for those that follow."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from jobs.configuration import Configuration
from jobs.ledger import Ledger
from jobs.settings import Settings
from sheets.backends import Options, open_workbook
from sheets.backends.google import GoogleOptions
from sheets.grid import Workbook, WorkbookError, WorkbookInfo
from sheets.intake import Intake
from sheets.recognition import Recognised

PATIENCE_SECONDS = 90.0  # a person waits
Clock = Callable[[], datetime]


def google_clock(options: GoogleOptions) -> datetime | None:
    """Return what Google's clock shows; the library is slow to import."""
    from sheets.backends.google_clock import google_time

    return google_time(options)


@dataclass(slots=True, kw_only=True)
class Visit:
    """One round through all checks.

    Attributes:
        path: The configuration file.
        clock: This moment, with its zone.
        environment: Environment variables.
        offline: Nothing is asked of any other machine.
        send_test: A letter is really sent.
        open_workbook: Opens the spreadsheet; tests hand in one that does not wait.
        google_time: Reads Google's clock; None where the answer has none.
        trouble: Why the spreadsheet could not be opened.
    """

    path: Path
    clock: Clock
    environment: Mapping[str, str] = field(default_factory=dict)
    offline: bool = False
    send_test: bool = False
    open_workbook: Callable[[Options], Workbook] = open_workbook
    google_time: Callable[[GoogleOptions], datetime | None] = google_clock
    configuration: Configuration | None = None
    trouble: WorkbookError | None = None
    workbook: Workbook | None = None
    info: WorkbookInfo | None = None
    recognised: Recognised | None = None
    intake: Intake | None = None
    ledger: Ledger | None = None

    @property
    def settings(self) -> Settings:
        """The settings; only for checks that need the configuration."""
        assert self.configuration is not None  # noqa: S101 - its step needs it
        return self.configuration.settings

    def resolved(self, path: Path) -> Path:
        """Return a path of the configuration as an absolute one."""
        assert self.configuration is not None  # noqa: S101 - its step needs it
        return self.configuration.resolve(path)

    def shown(self, path: Path) -> str:
        """A path of the configuration as a person here would type it."""
        full, here = self.resolved(path), Path.cwd()
        return str(full.relative_to(here)) if full.is_relative_to(here) else str(full)

    @property
    def google(self) -> GoogleOptions | None:
        """The options of a Google spreadsheet; None for a file."""
        options = self.settings.spreadsheet
        return options if isinstance(options, GoogleOptions) else None
