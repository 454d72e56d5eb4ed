"""The commands before the first run, as they are typed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from jobs.cli import main
from jobs.exits import Exit
from tests.jobs.clinic import demo

ROOT = Path(__file__).parents[2]


def called(*words, **options):
    return CliRunner().invoke(main, [str(word) for word in words], **options)


def test_doctor_prints_a_line_a_check_and_what_comes_next(tmp_path):
    result = called("-c", demo(tmp_path, language="en"), "doctor", "--offline")

    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert " 3  Google key     ok    not needed: the spreadsheet is a file" in lines
    assert lines[-1] == "Nothing stops a run; 1 with a warning. Next: reorder-brief run nightly"
    assert "\x1b" not in result.output


def test_check_is_another_name_for_doctor_that_help_does_not_show(tmp_path):
    result = called("-c", demo(tmp_path), "check", "--offline", "--json")

    assert result.exit_code == 0
    assert "\n  check" not in called("--help").output


def test_doctor_ends_with_the_status_of_the_first_failure(tmp_path):
    result = called("-c", tmp_path / "none.yaml", "doctor")

    assert result.exit_code == Exit.CONFIG
    assert "Make one: reorder-brief config generate" in " ".join(result.output.split())


def test_doctor_answers_a_machine_in_json_only(tmp_path):
    result = called("-c", demo(tmp_path), "doctor", "--offline", "--json")

    made = json.loads(result.output)
    assert (made["exit"], len(made["checks"])) == (0, 16)


@pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
def test_colour_is_for_terminals_and_can_be_switched_off(tmp_path, no_color, coloured):
    result = called(
        *("-c", demo(tmp_path), "doctor", "--offline"), color=True, env={"NO_COLOR": no_color}
    )

    assert ("\x1b[32mok" in result.output) is coloured


def test_help_imports_nothing_heavy():
    heavy = ["polars", "scipy", "gspread", "sqlalchemy", "wolfxl", "matplotlib", "pydantic", "yaml"]
    script = (
        "import sys\n"
        "from jobs.cli import main\n"
        "main(['doctor', '--help'], standalone_mode=False)\n"
        f"sys.exit(str([name for name in {heavy!r} if name in sys.modules] or ''))\n"
    )

    result = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "Look at everything a run needs" in result.stdout
    assert result.stderr.strip() in {"", "[]"}
