"""What every command is given: its configuration, its voice, its clock, and how it ends."""

import os
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jobs.stopping import Stopping

if TYPE_CHECKING:
    from jobs.configuration import Configuration
    from jobs.logs import Redaction
    from jobs.runner import Job
    from jobs.session import Outcome, RunOptions
    from jobs.surroundings import Surroundings

CONFIG_ENV = "REORDER_BRIEF_CONFIG"
NO_CONFIGURATION = "there is no {path}: `reorder-brief init` makes one, -c names one elsewhere"


class Program(click.Group):
    """The commands; what the machine refuses one of them ends it in a line, not in a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Call the command that was named."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # a reader that has seen enough; click knows what to do
            raise
        except OSError as error:
            from jobs.exits import exit_of, in_words

            _give_up_printing()
            click.echo(in_words(error), err=True)
            sys.exit(exit_of(error))


def _give_up_printing() -> None:
    """Where nothing can be printed any more, do not try again at the end of the process."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@dataclass(slots=True, kw_only=True)
class Shell:
    """One call of the program; nothing heavy is imported before a command needs it."""

    config: Path | None
    verbosity: int  # -1 errors only, 0, 1 progress of the log, 2 everything
    log_format: str | None
    clock: Callable[[], datetime]  # with its zone
    sleep: Callable[[float], None]
    stopping: Stopping = field(default_factory=Stopping)

    def configuration(self) -> "Configuration":
        """Read the configuration, or end with every mistake in it."""
        from jobs.configuration import load
        from jobs.exits import Exit
        from jobs.mistakes import SettingsError

        if not self.path.exists():
            click.echo(NO_CONFIGURATION.format(path=self.path), err=True)
            sys.exit(Exit.CONFIG)
        try:
            return load(self.path)
        except SettingsError as error:
            click.echo(str(error), err=True)
            sys.exit(Exit.CONFIG)

    @property
    def path(self) -> Path:
        """The configuration file: -c, the environment, here, or the user's folder."""
        if self.config is not None:
            return self.config
        if named := os.environ.get(CONFIG_ENV):
            return Path(named)
        here = Path("config.yaml")
        own = Path(click.get_app_dir("reorder-brief")) / "config.yaml"
        return own if own.exists() and not here.exists() else here

    @property
    def typed(self) -> str:
        """How the program is called so that it takes this configuration again."""
        return shlex.join(["reorder-brief", *(["-c", str(self.config)] if self.config else [])])

    def redaction(self, configuration: "Configuration") -> "Redaction":
        """Send the log to standard error, without any secret."""
        from jobs.logs import Redaction, set_up
        from jobs.secrets import known_secrets

        redact = Redaction(known_secrets(configuration, os.environ))
        set_up(verbosity=self.verbosity, redact=redact, form=self.log_format)
        return redact

    @contextmanager
    def surroundings(self) -> Iterator["Surroundings"]:
        """Open configuration and ledger; what cannot be opened ends the program with its status."""
        from jobs.exits import EXPECTED, exit_of
        from jobs.runner import ledger_of
        from jobs.surroundings import Surroundings

        configuration = self.configuration()
        redact = self.redaction(configuration)
        try:
            ledger = ledger_of(configuration, os.environ)
        except EXPECTED as error:
            click.echo(redact.secrets_only(str(error)), err=True)
            sys.exit(exit_of(error))
        try:
            yield Surroundings(
                configuration=configuration,
                ledger=ledger,
                clock=self.clock,
                sleep=self.sleep,
                say=self.say,
                stop=self.stopping,
                environment=os.environ,
            )
        finally:
            ledger.close()

    def run(
        self, name: str, job: "Job", options: "RunOptions", *, watched: bool = True
    ) -> "Outcome":
        """Run a job now; see `runner.run_job`."""
        from jobs.runner import run_job

        with self.surroundings() as around:
            return run_job(name, job, around, options=options, watched=watched)

    def say(self, line: str) -> None:
        """Show progress to a person who watches, and to nobody else."""
        if sys.stderr.isatty() and self.verbosity >= 0:
            click.echo(line, err=True)

    def end(self, outcome: "Outcome") -> None:
        """Tell how it went and end: results and a summary line, or what is wrong and its status."""
        from jobs.exits import Exit

        good = outcome.exit in {Exit.OK, Exit.PARTIAL}
        if self.verbosity >= 0:
            for line in outcome.details:
                click.echo(line)
        loud = self.verbosity >= 0 or not (good or outcome.exit == Exit.LOCKED)
        if outcome.message and loud:
            click.echo(outcome.message, err=not good)
        if self.stopping.number is not None:
            sys.exit(128 + self.stopping.number)
        sys.exit(outcome.exit)
