"""Commands for many teams at once."""

import os
import re
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from jobs.counting import many
from jobs.shell import Shell

if TYPE_CHECKING:
    from jobs.fleet import Shard
    from jobs.fleet_calls import Asked, Called
    from jobs.fleet_team import Result

_SHARD = re.compile(r"(\d+)/(\d+)")


@click.group()
def fleet() -> None:
    """Make the runs of many teams, one configuration each."""


def _addresses(typed: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse what no mail can go to before any run is made."""
    if typed:
        from jobs.settings import ADDRESS

        for address in typed:
            if not ADDRESS.fullmatch(address):
                msg = f"{address!r} is not a mail address like ops@example.com"
                raise click.BadParameter(msg)
    return typed


def _shared(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command what both need: which teams, and in which form it answers."""
    options = (
        click.argument("configs", nargs=-1, required=True, metavar="CONFIGS..."),
        click.option(
            "--shard", metavar="I/N", default="0/1", help="Only part I of N (0/4 to 3/4)."
        ),
        click.option("--json", "as_json", is_flag=True, help="The report as JSON."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@fleet.command("run-due")
@_shared
@click.option(
    "--workers",
    type=click.IntRange(1),
    default=lambda: os.cpu_count() or 1,
    show_default="one a processor",
    help="Processes on this machine.",
)
@click.option("--dask", metavar="ADDRESS", help="Workers of a Dask scheduler instead.")
@click.option(
    "--mail-to",
    multiple=True,
    metavar="ADDRESS",
    callback=lambda _context, _option, typed: _addresses(typed),
    help="Mail the report (default: fleet.operator).",
)
@click.option("--dry-run", "-n", is_flag=True, help="Show what is due; do nothing.")
@click.pass_obj
def run_due(
    shell: Shell,
    /,
    *,
    as_json: bool,
    mail_to: tuple[str, ...],
    dry_run: bool,
    **asked: Any,  # noqa: ANN401 - as click hands them over
) -> None:
    """Make whatever is due for every team; CONFIGS are files, patterns or folders."""
    from jobs.fleet_calls import run_due as made

    progress = _Progress(shell)
    called = _called(
        lambda: made(
            _asked(shell, dry_run=dry_run, **asked),
            clock=shell.clock,
            stop=shell.stopping,
            tell=progress,
        )
    )
    progress.end()
    if dry_run:
        _announce(called)
        return
    _say(shell, called, as_json=as_json)
    _mail(shell, called, _shard(asked["shard"]), mail_to)
    _end(shell, called)


@fleet.command()
@_shared
@click.option("--hours", type=click.FloatRange(0), default=24.0, help="How far back.")
@click.pass_obj
def report(
    shell: Shell,
    /,
    *,
    as_json: bool,
    hours: float,
    **asked: Any,  # noqa: ANN401 - as click hands them over
) -> None:
    """Tell what became of every team in the last 24 hours; nothing is made."""
    from jobs.fleet_calls import report_since

    called = _called(lambda: report_since(_asked(shell, **asked), hours=hours, now=shell.clock()))
    _say(shell, called, as_json=as_json)
    _end(shell, called)


class _Progress:
    """One line on a terminal that counts the teams."""

    def __init__(self, shell: Shell) -> None:
        self.shown = sys.stderr.isatty() and shell.verbosity >= 0
        self.failed = 0

    def __call__(self, done: int, teams: int, result: "Result") -> None:
        """Count one more team."""
        self.failed += not result.well
        if self.shown:
            line = f"{done} of {many(teams, 'team')}, {self.failed} failed"
            click.echo(f"\r{line:<79}", nl=False, err=True)

    def end(self) -> None:
        """Leave the line."""
        if self.shown:
            click.echo(err=True)


def _asked(
    shell: Shell,
    *,
    configs: tuple[str, ...],
    shard: str,
    **more: Any,  # noqa: ANN401 - as click hands them over
) -> "Asked":
    from jobs.fleet_calls import Asked

    return Asked(
        configs=configs,
        shard=_shard(shard),
        verbosity=shell.verbosity,
        log_format=shell.log_format,
        **more,
    )


def _shard(typed: str) -> "Shard":
    from jobs.fleet import Shard

    parts = _SHARD.fullmatch(typed)
    if parts is None:
        msg = f"--shard {typed!r} is not like 0/4"
        raise click.UsageError(msg)
    try:
        return Shard(number=int(parts[1]), count=int(parts[2]))
    except ValueError as error:
        msg = f"--shard {typed}: {error}"
        raise click.UsageError(msg) from error


def _called(call: Callable[[], "Called"]) -> "Called":
    from jobs.exits import EXPECTED, exit_of

    try:
        return call()
    except EXPECTED as error:
        click.echo(str(error), err=True)
        sys.exit(exit_of(error))


def _say(shell: Shell, called: "Called", *, as_json: bool) -> None:
    import json

    if as_json:
        click.echo(json.dumps(called.report.json, indent=2, ensure_ascii=False))
    elif shell.verbosity >= 0 or called.report.of("failed"):
        click.echo(called.report.text)


def _announce(called: "Called") -> None:
    """Tell what is due; end like a run where a configuration cannot be used."""
    from jobs.exits import Exit
    from jobs.folding import folded

    for result in sorted((*called.results, *called.fleet.broken), key=lambda one: one.config):
        for line in f"{result.config}: {result.message}".splitlines():
            click.echo("\n".join(folded(line, indent="  ")))
    if called.fleet.broken:
        sys.exit(Exit.PARTIAL)


def _mail(shell: Shell, called: "Called", shard: "Shard", to: tuple[str, ...]) -> None:
    from jobs.exits import EXPECTED
    from jobs.fleet_mail import mail_report

    try:
        said = mail_report(
            called.fleet,
            called.report,
            shard=shard,
            to=to,
            clock=shell.clock,
            sleep=shell.sleep,
            environment=os.environ,
        )
    except EXPECTED as error:
        said = f"the report could not be sent: {error}"
    if said is not None and shell.verbosity >= 0:
        click.echo(said, err=True)


def _end(shell: Shell, called: "Called") -> None:
    if shell.stopping.number is not None:
        sys.exit(128 + shell.stopping.number)
    sys.exit(called.exit)
