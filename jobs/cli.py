"""The command line; the only place that asks the clock."""

import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jobs.version import VERSION

if TYPE_CHECKING:
    from jobs.configuration import Configuration
    from jobs.logs import Redaction
    from jobs.session import Outcome, RunOptions

HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 80}
CONFIG_ENV = "REORDER_BRIEF_CONFIG"


@dataclass(slots=True, kw_only=True)
class Shell:
    """What every command is given: which configuration, how loud, how to look at the clock."""

    config: Path | None
    verbosity: int
    log_format: str | None
    stopping: list[int] = field(default_factory=list)

    def configuration(self) -> "Configuration":
        """Read the configuration, or end with every mistake in it."""
        from jobs.configuration import load
        from jobs.exits import Exit
        from jobs.mistakes import SettingsError

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

    def redaction(self, configuration: "Configuration") -> "Redaction":
        """Send the log to standard error, without any secret."""
        from jobs.logs import Redaction, set_up
        from jobs.secrets import known_secrets

        redact = Redaction(known_secrets(configuration, os.environ))
        set_up(verbosity=self.verbosity, redact=redact, form=self.log_format)
        return redact

    def say(self, line: str) -> None:
        """Show progress to a person who watches, and to nobody else."""
        if sys.stderr.isatty() and self.verbosity >= 0:
            click.echo(line, err=True)

    def stop(self) -> bool:
        """Tell whether we have been asked to end."""
        return bool(self.stopping)

    def on_signal(self, number: int, _frame: object) -> None:
        """End at the next stage border; at a second signal, at once."""
        if self.stopping:
            os._exit(128 + number)
        self.stopping.append(number)


def now() -> datetime:
    """Return this moment, with its zone."""
    return datetime.now(UTC)


@click.group(context_settings=HELP)
@click.version_option(VERSION, "--version", prog_name="reorder-brief")
@click.option(
    "-c",
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help=f"Configuration file (default: ${CONFIG_ENV}, ./config.yaml, or your own folder).",
)
@click.option("-v", "--verbose", count=True, help="More of the log; twice: all of it.")
@click.option("-q", "--quiet", is_flag=True, help="Errors only; for cron.")
@click.option("--log-format", type=click.Choice(["text", "json"]), help="Form of the log.")
@click.pass_context
def main(
    context: click.Context,
    config: Path | None,
    verbose: int,
    log_format: str | None,
    *,
    quiet: bool,
) -> None:
    """Turn a shop's defect log into nightly quality tabs and a brief before every reorder."""
    shell = Shell(config=config, verbosity=-1 if quiet else verbose, log_format=log_format)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, shell.on_signal)
    context.obj = shell


def run_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that both jobs share."""
    options = (
        click.option(
            "--dry-run", "-n", is_flag=True, help="Show what would change; write nothing."
        ),
        click.option(
            "--as-of",
            type=click.DateTime(["%Y-%m-%d"]),
            help="Look as of this day (default: today).",
        ),
        click.option("--no-mail", is_flag=True, help="Write the tabs, send nothing."),
        click.option(
            "--accept-drop", is_flag=True, help="A tab that lost most of its rows is meant so."
        ),
        click.option("--strict", is_flag=True, help="Exit 3 when a row could not be used."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@main.group()
def run() -> None:
    """Run a job now."""


@run.command()
@run_options
@click.pass_obj
def nightly(shell: Shell, /, **asked: Any) -> None:  # noqa: ANN401
    """Read the team's tabs, study them, and refresh our tabs."""
    _run(shell, "nightly", _options(**asked))


@run.command()
@run_options
@click.option("--sku", help="Only this product's reorders.")
@click.option("--lookahead", "lookahead_days", type=click.IntRange(0, 365), help="Days ahead.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder for files.")
@click.option("--lang", "language", type=click.Choice(["vi", "en"]), help="Language of the team.")
@click.pass_obj
def weekly(shell: Shell, /, **asked: Any) -> None:  # noqa: ANN401
    """Refresh the tabs, then mail the briefs of the coming reorders."""
    _run(shell, "weekly", _options(**asked))


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default="demo")
@click.option(
    "--anchor",
    type=click.DateTime(["%Y-%m-%d"]),
    default="2025-06-02",
    show_default=True,
    help="The day that the demo plays on.",
)
@click.option("--lang", type=click.Choice(["vi", "en"]), default="vi", help="Of tabs and mails.")
@click.option("--open", "show_it", is_flag=True, help="Open the mail in a browser.")
@click.pass_obj
def demo(shell: Shell, folder: Path, anchor: datetime, lang: str, *, show_it: bool) -> None:
    """Write a shop's workbook into FOLDER and run both jobs on it, without a network."""
    from jobs.demo import play

    shown = play(folder, anchor=anchor.date(), language=lang, clock=now, say=shell.say)
    for line in shown.lines:
        click.echo(line)
    if show_it and shown.page is not None:
        click.launch(str(shown.page))
    sys.exit(shown.exit)


@main.group("config")
def config_group() -> None:
    """Make, check and show the configuration."""


@config_group.command()
@click.option("--lang", type=click.Choice(["en", "vi"]), default="en", help="Of the comments.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it here.")
def generate(lang: str, out: Path | None) -> None:
    """Write a complete configuration with every default and its meaning."""
    from briefs.words import load_words
    from jobs.sample import sample, write

    text = sample(load_words(lang).get)
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        write(out, text)
    except FileExistsError as error:
        msg = f"{out} is already there; nothing was written"
        raise click.ClickException(msg) from error
    click.echo(f"written: {out}")


@config_group.command()
@click.pass_obj
def validate(shell: Shell) -> None:
    """Check the configuration: every mistake at once, with line and column."""
    configuration = shell.configuration()
    click.echo(f"{configuration.path}: ok")


@config_group.command()
@click.pass_obj
def show(shell: Shell) -> None:
    """Show every effective value and where it comes from; secrets show as ****."""
    from jobs.configuration import show as values

    for line in values(shell.configuration(), os.environ):
        click.echo(f"{line.key} = {line.value}    ({line.source})")


@config_group.command()
def schema() -> None:
    """Print the JSON Schema of the configuration, for editors."""
    import json

    from briefs.words import load_words
    from jobs.schema import schema as made

    click.echo(json.dumps(made(load_words("en").get), indent=2, ensure_ascii=False))


def _options(*, as_of: datetime | None, **asked: Any) -> "RunOptions":  # noqa: ANN401
    from jobs.session import RunOptions

    day: date | None = None if as_of is None else as_of.date()
    return RunOptions(as_of=day, **asked)


def _run(shell: Shell, name: str, options: "RunOptions") -> None:
    from jobs.catalogue import JOBS
    from jobs.exits import EXPECTED, exit_of
    from jobs.runner import ledger_of, run_job

    configuration = shell.configuration()
    redact = shell.redaction(configuration)
    try:
        ledger = ledger_of(configuration, os.environ)
    except EXPECTED as error:
        click.echo(redact(str(error)), err=True)
        sys.exit(exit_of(error))
    outcome = run_job(
        name,
        JOBS[name],
        configuration=configuration,
        ledger=ledger,
        clock=now,
        sleep=time.sleep,
        say=shell.say,
        options=options,
        environment=os.environ,
        stop=shell.stop,
    )
    ledger.close()
    _tell(shell, outcome)


def _tell(shell: Shell, outcome: "Outcome") -> None:
    from jobs.exits import Exit

    good = outcome.exit in {Exit.OK, Exit.PARTIAL}
    if shell.verbosity >= 0:
        for line in outcome.details:
            click.echo(line)
    if shell.verbosity >= 0 or not good:
        click.echo(outcome.message, err=not good)
    if shell.stopping:
        sys.exit(128 + shell.stopping[0])
    sys.exit(outcome.exit)
