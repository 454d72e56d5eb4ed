"""What `--help` says, and how little it needs."""

import subprocess
import sys

import click
import pytest

from jobs.cli import main
from tests.jobs.terminal import ROOT, call

HEAVY = (
    *("gspread", "google.auth", "scipy", "matplotlib", "typst", "wolfxl", "sqlalchemy"),
    *("apscheduler", "polars", "numpy", "pydantic", "yaml", "babel", "jinja2", "requests"),
)


def commands(group=main, path=()):
    """Every command with the words that call it."""
    yield path
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


COMMANDS = list(commands())


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_has_help_that_fits_a_terminal(path):
    said = call(*path, "--help")

    assert said.exit_code == 0
    assert all(len(line) <= 80 for line in said.stdout.splitlines())
    assert len(said.stdout.splitlines()) > 4
    assert said.stdout.startswith("Usage: ")


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_option_says_what_it_is_for(path):
    command = main
    for name in path:
        command = command.commands[name]

    options = [one for one in command.params if isinstance(one, click.Option)]

    assert [one.name for one in options if not one.help] == []


def test_help_of_any_command_imports_nothing_heavy():
    """The first thing that a person types must answer at once."""
    program = (
        "import sys\n"
        "from click.testing import CliRunner\n"
        "from jobs.cli import main\n"
        f"for path in {COMMANDS!r}:\n"
        "    assert CliRunner().invoke(main, [*path, '--help']).exit_code == 0\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True
    )

    assert done.stdout.strip() == "[]"


def test_without_a_command_the_help_is_shown():
    said = call()

    assert "run-due" in said.output
    assert said.exit_code == 2


def test_the_version_is_one_line():
    said = call("--version")

    assert said.exit_code == 0
    assert said.stdout.startswith("reorder-brief, version ")
    assert said.stdout.count("\n") == 1


def test_a_shell_can_complete_commands():
    """Completion is click's own: it answers when this variable is set."""
    done = subprocess.run(
        [sys.executable, "-m", "jobs"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"_REORDER_BRIEF_COMPLETE": "bash_source", "PATH": "/usr/bin:/bin"},
        check=False,
    )

    assert "_REORDER_BRIEF_COMPLETE=bash_complete" in done.stdout


def test_the_nightly_job_draws_and_sets_nothing_until_there_is_a_brief():
    """Most nights nothing is mailed: charts and pages would take longer to load than the study."""
    drawing = ("matplotlib", "typst", "scipy.stats", "wolfxl", "apscheduler", "gspread")
    program = (
        "import sys\n"
        "import jobs.night_steps, jobs.runner\n"
        f"print([name for name in {drawing!r} if name in sys.modules])\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True
    )

    assert said.stdout.strip() == "[]"
