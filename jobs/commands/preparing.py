"""Commands before the first run: prepare a spreadsheet, look whether all is in its place."""

import json
import os
import sys
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jobs.shell import Shell

if TYPE_CHECKING:
    from jobs.checkup import Check

_COLOURS = {"ok": "green", "warn": "yellow", "fail": "red", "skip": "bright_black"}


@click.command()
@click.option("--sheet", metavar="LINK", help="Of a Google spreadsheet; an empty one will do.")
@click.option(
    "--xlsx",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A workbook on this machine; it is made when it is not there.",
)
@click.option("--key", help="Key file (default: secrets/service-account.json), or adc.")
@click.option("--lang", "language", type=click.Choice(["vi", "en"]), help="Of the team.")
@click.option("--minimal", is_flag=True, help="Only a defect log with three columns.")
@click.option("--with-examples", "examples", is_flag=True, help="Rows that show how to fill it in.")
@click.option("--wait", is_flag=True, help="Look again until the spreadsheet is shared.")
@click.option("--repair", is_flag=True, help="Give drop-downs and lost columns back.")
@click.option("--api-endpoint", hidden=True, help="Another server than Google's.")
@click.pass_obj
def init(shell: Shell, /, **asked: Any) -> None:  # noqa: ANN401 - as click hands them over
    """Prepare a spreadsheet and its configuration; nothing you typed is changed."""
    from jobs.setup import Wish
    from jobs.setup import init as prepare

    shell.stopping.let_go()
    wish = Wish(config=shell.path, typed=shell.typed, **asked)
    say = click.echo if shell.verbosity >= 0 else _unheard
    shell.end(prepare(wish, say=say, ask=_asked, sleep=shell.sleep))


def _unheard(_line: str) -> None:
    """Say nothing: errors only were asked for."""


def _asked(question: str) -> bool:
    """Ask a person; where nobody answers the answer is no, and the question stays to be read."""
    try:
        return click.confirm(question, default=False)
    except click.Abort:
        click.echo()
        return False


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
        typed=shell.typed,
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
