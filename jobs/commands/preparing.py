"""Commands before the first run: look whether everything is in its place."""

import json
import os
import sys
from copy import copy
from typing import TYPE_CHECKING

import click

from jobs.shell import Shell

if TYPE_CHECKING:
    from jobs.checkup import Check

_COLOURS = {"ok": "green", "warn": "yellow", "fail": "red", "skip": "bright_black"}


@click.command()
@click.option("--send-test", is_flag=True, help="Really send a letter, to the admins.")
@click.option("--offline", is_flag=True, help="Ask nothing of any other machine.")
@click.option("--json", "as_json", is_flag=True, help="For a monitor.")
@click.pass_obj
def doctor(shell: Shell, *, send_test: bool, offline: bool, as_json: bool) -> None:
    """Look at everything a run needs; each thing that is wrong comes with its fix."""
    from jobs.doctor import doctor as examine

    checkup = examine(
        shell.path,
        clock=shell.clock,
        environment=os.environ,
        offline=offline,
        send_test=send_test,
        told=(lambda _check: None) if as_json else _show,
    )
    if as_json:
        click.echo(json.dumps(checkup.json, indent=2, ensure_ascii=False))
    else:
        click.echo(checkup.summary)
    sys.exit(checkup.exit)


check = copy(doctor)
check.name, check.hidden = "check", True


def _show(check: "Check") -> None:
    from jobs.checkup import lines_of

    first, *others = lines_of(check)
    status = str(check.status)
    shown = click.style(status, fg=_COLOURS[status])
    colour = False if os.environ.get("NO_COLOR") else None
    click.echo(first.replace(f" {status} ", f" {shown} ", 1), color=colour)
    for line in others:
        click.echo(line, color=colour)
