"""Commands that run jobs: now, when they are due, for ever, and on a demo."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jobs.shell import Shell

if TYPE_CHECKING:
    from jobs.session import RunOptions


class Day(click.DateTime):
    """A day as 2025-06-02, of a century in which there are spreadsheets."""

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read a day."""
        day = super().convert(value, param, ctx)
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            self.fail(f"{value} is outside of {FIRST_YEAR} to {LAST_YEAR}.", param, ctx)
        return day


FIRST_YEAR, LAST_YEAR = 2000, 2199
DAY = Day(["%Y-%m-%d"])
FOLDER = click.Path(path_type=Path, file_okay=False)


def run_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that both jobs share."""
    options = (
        click.option(
            "--dry-run", "-n", is_flag=True, help="Show what would change; write nothing."
        ),
        click.option("--as-of", type=DAY, help="Look as of this day (default: today)."),
        click.option("--no-mail", is_flag=True, help="Write the tabs, send nothing."),
        click.option(
            "--accept-drop", is_flag=True, help="A tab that lost most of its rows is meant so."
        ),
        click.option("--strict", is_flag=True, help="Exit 3 when a row could not be used."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group()
def run() -> None:
    """Run a job now."""


@run.command()
@run_options
@click.option("--full", is_flag=True, help="Study again even where nothing has changed.")
@click.pass_obj
def nightly(shell: Shell, /, **asked: Any) -> None:  # noqa: ANN401 - as click hands them over
    """Read the team's tabs, study them, and refresh our tabs."""
    _run(shell, "nightly", **asked)


@run.command()
@run_options
@click.option("--sku", help="Only this product's reorders.")
@click.option("--lookahead", "lookahead_days", type=click.IntRange(0, 365), help="Days ahead.")
@click.option("--out", type=FOLDER, help="Folder for files.")
@click.option("--lang", "language", type=click.Choice(["vi", "en"]), help="Language of the team.")
@click.pass_obj
def weekly(shell: Shell, /, **asked: Any) -> None:  # noqa: ANN401 - as click hands them over
    """Refresh the tabs, then mail the briefs of the coming reorders."""
    _run(shell, "weekly", **asked)


@click.command("run-due")
@click.option("--dry-run", "-n", is_flag=True, help="Show what is due; do nothing.")
@click.pass_obj
def run_due(shell: Shell, *, dry_run: bool) -> None:
    """Make whatever is due now, at most once each; for cron and timers."""
    from jobs.catalogue import JOBS
    from jobs.scheduled import run_due as made
    from jobs.session import RunOptions

    with shell.surroundings() as around:
        outcome = made(JOBS, around, options=RunOptions(dry_run=dry_run))
    shell.end(outcome)


@click.command()
@click.pass_obj
def daemon(shell: Shell) -> None:
    """Stay and make every run when it is due, until told to end."""
    from jobs.catalogue import JOBS
    from jobs.daemon import serve

    with shell.surroundings() as around:
        status = serve(JOBS, around, stopping=shell.stopping)
    raise SystemExit(status)


@click.command()
@click.argument("folder", type=FOLDER, default="demo")
@click.option(
    "--anchor",
    type=DAY,
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
    from jobs.exits import Exit, NotThereError
    from jobs.session import Outcome

    try:
        shown = play(folder, anchor=anchor.date(), language=lang, clock=shell.clock, say=shell.say)
    except NotThereError as error:
        shell.end(Outcome(exit=Exit.USAGE, message=str(error)))
    if show_it and shown.page is not None:
        click.launch(str(shown.page))
    shell.end(Outcome(exit=shown.exit, message="", details=shown.lines))


def options_of(*, as_of: datetime | None = None, **asked: Any) -> "RunOptions":  # noqa: ANN401
    """Return what a person asked of a run."""
    from jobs.session import RunOptions

    day: date | None = None if as_of is None else as_of.date()
    return RunOptions(as_of=day, **asked)


def _run(shell: Shell, name: str, **asked: Any) -> None:  # noqa: ANN401 - as click hands them over
    from jobs.catalogue import JOBS

    shell.end(shell.run(name, JOBS[name], options_of(**asked)))
