"""Commands about what the program remembers: status, letters that wait, and the ledger itself."""

import json
from pathlib import Path

import click

from jobs.shell import Shell


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For a monitor.")
@click.pass_obj
def status(shell: Shell, *, as_json: bool) -> None:
    """Show the last runs, the next ones, and letters that have not arrived."""
    from jobs.status import status as looked_up

    with shell.surroundings() as around:
        found = looked_up(around)
    click.echo(json.dumps(found.json, indent=2, ensure_ascii=False) if as_json else found.text)


@click.command("send-pending")
@click.pass_obj
def send_pending(shell: Shell) -> None:
    """Send the letters that wait for their next try."""
    from jobs.letters import send_pending as sent

    with shell.surroundings() as around:
        outcome = sent(around)
    shell.end(outcome)


@click.command()
@click.option("--again", metavar="KEY", help="Send the same letter again, where it is unknown.")
@click.option("--revise", metavar="KEY", help="Write it anew from today's facts and send that.")
@click.pass_obj
def deliver(shell: Shell, again: str | None, revise: str | None) -> None:
    """Send a letter once more, on purpose; `status` lists the keys."""
    from jobs.letters import deliver_again
    from jobs.revising import deliver_revised

    if (again is None) == (revise is None):
        msg = "say which letter: --again KEY or --revise KEY"
        raise click.UsageError(msg)
    with shell.surroundings() as around:
        outcome = (
            deliver_revised(around, revise)
            if again is None and revise is not None
            else deliver_again(around, again or "")
        )
    shell.end(outcome)


@click.group()
def state() -> None:
    """Look after the ledger: copy it, check it, make it forget."""


@state.command()
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The file to make.")
@click.pass_obj
def backup(shell: Shell, out: Path | None) -> None:
    """Copy the ledger while it may be in use."""
    from jobs.state import state_backup

    with shell.surroundings() as around:
        outcome = state_backup(around, out)
    shell.end(outcome)


@state.command()
@click.option(
    "--days",
    type=click.IntRange(0),
    help="Forget mails, addresses, findings and backups older than this; 0: all of them.",
)
@click.pass_obj
def purge(shell: Shell, days: int | None) -> None:
    """Forget what is older than the configuration keeps, or personal data on request."""
    from jobs.state import state_purge

    with shell.surroundings() as around:
        outcome = state_purge(around, days=days)
    shell.end(outcome)


@state.command()
@click.pass_obj
def check(shell: Shell) -> None:
    """Check that the ledger is whole, private and on a disk that it can trust."""
    from jobs.exits import Exit
    from jobs.state import state_check

    with shell.surroundings() as around:
        checks = state_check(around)
    for one in checks:
        click.echo(f"{'ok ' if one.ok else 'BAD'} {one.line}")
    if not all(one.ok for one in checks):
        raise SystemExit(Exit.UNAVAILABLE)
