"""Commands that only look: the rows behind a figure, what alarms were worth, documents."""

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jobs.commands.running import DAY, FOLDER, options_of
from jobs.shell import Shell

if TYPE_CHECKING:
    from jobs.runner import Job


@click.command()
@click.argument("key")
@click.option("--as-of", type=DAY, help="Look as of this day (default: today).")
@click.option("--json", "as_json", is_flag=True, help="All rows, for another program.")
@click.pass_obj
def explain(shell: Shell, key: str, as_of: datetime | None, *, as_json: bool) -> None:
    """Show the rows behind a figure.

    KEY is a SKU, a supplier, a lot, or what stands in the hidden first column of one of our tabs.
    """
    from jobs.explain import explain as explained

    _look(shell, partial(explained, key=key, as_json=as_json), as_of)


@click.command()
@click.option("--since", type=DAY, help="First week (default: as far as the records go).")
@click.option("--json", "as_json", is_flag=True, help="For another program.")
@click.pass_obj
def backtest(shell: Shell, since: datetime | None, *, as_json: bool) -> None:
    """Replay the past: how often each kind of signal was followed by a bad lot."""
    from jobs.backtest import backtest as replayed

    day = None if since is None else since.date()
    _look(shell, partial(replayed, since=day, as_json=as_json), None)


@click.command()
@click.option("--sku", help="Only this product's reorders.")
@click.option("--as-of", type=DAY, help="Look as of this day (default: today).")
@click.option("--run", "run_id", metavar="ID", help="As that run saw it, whatever changed since.")
@click.option("--out", type=FOLDER, help="Folder for the files (default: out/preview).")
@click.option("--open", "show_it", is_flag=True, help="Open the index page in a browser.")
@click.pass_obj
def preview(
    shell: Shell,
    sku: str | None,
    as_of: datetime | None,
    run_id: str | None,
    out: Path | None,
    *,
    show_it: bool,
) -> None:
    """Write briefs and mails into a folder; send nothing, write nothing to the sheet."""
    from jobs.preview import INDEX, folder_of
    from jobs.preview import preview as previewed

    if run_id is not None and as_of is not None:
        msg = "--run and --as-of say two different days"
        raise click.UsageError(msg)
    options = options_of(as_of=as_of, sku=sku, dry_run=True)
    with shell.surroundings() as around:
        folder = folder_of(around.configuration, out)
    outcome = shell.run("preview", partial(previewed, folder=folder, run_id=run_id), options)
    if show_it and not outcome.exit:
        click.launch(str(folder / INDEX))
    shell.end(outcome)


def _look(shell: Shell, job: "Job", as_of: datetime | None) -> None:
    shell.end(shell.run("look", job, options_of(as_of=as_of, dry_run=True)))
