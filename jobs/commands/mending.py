"""Commands that put something back."""

from functools import partial

import click

from jobs.commands.running import options_of
from jobs.shell import Shell


@click.command()
@click.argument("run_id", metavar="[RUN]", required=False)
@click.option("--list", "listed", is_flag=True, help="Show what can be put back.")
@click.option("--tab", help="Only this tab: its title or its id.")
@click.option("--yours", is_flag=True, help="Your own cells too where they hold something else.")
@click.option("--dry-run", "-n", is_flag=True, help="Show the cells; write nothing.")
@click.pass_obj
def restore(
    shell: Shell, run_id: str | None, *, listed: bool, tab: str | None, yours: bool, dry_run: bool
) -> None:
    """Put our tabs back as they were before a run (default: the latest one).

    Cells of yours are filled only where they are blank by now, unless --yours is given.
    """
    from jobs.restore import backups
    from jobs.restore import restore as restored

    if listed:
        with shell.surroundings() as around:
            outcome = backups(around)
        shell.end(outcome)
    job = partial(restored, run_id=run_id, only=tab, yours=yours)
    shell.end(shell.run("restore", job, options_of(dry_run=dry_run), watched=False))
