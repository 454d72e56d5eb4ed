"""The command line; the only place that asks the clock."""

import time
from datetime import UTC, datetime
from pathlib import Path

import click

from jobs.commands import configuring, fleet, keeping, looking, mending, preparing, running
from jobs.process import set_up
from jobs.shell import CONFIG_ENV, Program, Shell
from jobs.version import VERSION

HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 80}
COMMANDS = (
    running.demo,
    preparing.init,
    preparing.doctor,
    preparing.check,
    running.run,
    running.run_due,
    running.daemon,
    fleet.fleet,
    looking.preview,
    looking.explain,
    looking.backtest,
    keeping.status,
    keeping.send_pending,
    keeping.deliver,
    mending.restore,
    keeping.state,
    configuring.config,
)


def now() -> datetime:
    """Return this moment, with its zone."""
    return datetime.now(UTC)


@click.group(cls=Program, context_settings=HELP)
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
    set_up()
    shell = Shell(
        config=config,
        verbosity=-1 if quiet else verbose,
        log_format=log_format,
        clock=now,
        sleep=time.sleep,
    )
    shell.stopping.listen()
    context.obj = shell


for _command in COMMANDS:
    main.add_command(_command)
