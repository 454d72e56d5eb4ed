"""The commands before the first run, as they are typed."""

import json
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from jobs.cli import main
from jobs.configuration import load
from jobs.exits import Exit
from tests.fakes.sheets_server import SheetsServer
from tests.jobs import terminal
from tests.jobs.clinic import ACCOUNT, BOOK, demo, key_file, private_key

ROOT = Path(__file__).parents[2]


def called(*words, **options):
    return CliRunner().invoke(main, [str(word) for word in words], **options)


def test_doctor_prints_a_line_a_check_and_what_comes_next(tmp_path):
    config = demo(tmp_path, language="en")

    result = called("-c", config, "doctor", "--offline")

    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert " 3  Google key     ok    not needed: the spreadsheet is a file" in lines
    assert lines[-2:] == [
        "Nothing stops a run; 1 with a warning.",
        f"Next: reorder-brief -c {config} run nightly",
    ]
    assert "\x1b" not in result.output


def test_check_is_another_name_for_doctor_that_help_does_not_show(tmp_path):
    result = called("-c", demo(tmp_path), "check", "--offline", "--json")

    assert result.exit_code == 0
    assert "\n  check" not in called("--help").output


def test_doctor_ends_with_the_status_of_the_first_failure(tmp_path):
    result = called("-c", tmp_path / "none.yaml", "doctor")

    assert result.exit_code == Exit.CONFIG
    assert "Make one: reorder-brief init." in " ".join(result.output.split())


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


def following(text):
    """The next command that was told, as words."""
    [command] = [line.partition("Next: ")[2] for line in text.splitlines() if "Next: " in line]
    return shlex.split(command)[1:]


def test_each_command_leads_to_the_next_as_it_is_printed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = ["init", "--xlsx", "quality.xlsx", "--lang", "en"]
    typed = []
    while "run" not in words:
        result = terminal.call(*words)
        assert result.exit_code == 0, result.output
        lines = [line for line in result.output.splitlines() if str(tmp_path) not in line]
        assert max(map(len, lines)) <= 80
        words = following(result.output)
        typed.append(words)

    assert typed == [["doctor"], ["run", "nightly"]]
    assert terminal.call(*words).exit_code == 0


def test_a_configuration_that_was_named_is_named_in_the_next_commands(tmp_path):
    config = tmp_path / "my shop.yaml"
    made = terminal.call("init", "--xlsx", tmp_path / "a.xlsx", "--lang", "en", config=config)
    checked = terminal.call(*following(made.output))

    assert following(made.output) == ["-c", str(config), "doctor"]
    assert following(checked.output) == ["-c", str(config), "run", "nightly"]


def test_init_is_quiet_where_only_errors_are_asked_for(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    made = terminal.call("-q", "init", "--xlsx", "a.xlsx")
    refused = terminal.call("-q", "init", "--xlsx", "b.xlsx", "--lang", "en")

    assert (made.exit_code, made.output) == (0, "")
    assert refused.exit_code == Exit.CONFIG
    assert refused.stderr.startswith("config.yaml is there and is about another spreadsheet")


def test_init_needs_a_spreadsheet_and_says_how_to_name_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    result = terminal.call("init")

    assert (result.exit_code, result.stdout) == (Exit.USAGE, "")
    assert "  reorder-brief init --xlsx quality.xlsx\n" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("answer", "adopted"), [("y\n", True), ("\n", False), ("", False)])
def test_a_tab_of_an_unknown_name_is_asked_about(tmp_path, answer, adopted):
    """Without anybody to answer, the answer is no."""
    book = terminal.book(
        tmp_path / "a.xlsx", {"Lỗi 2024": [["SKU", "Loại lỗi", "Lô"], ["MUG", "vỡ", "L1"]]}
    )
    config = tmp_path / "config.yaml"

    asked = ("init", "--xlsx", book, "--lang", "en")
    result = terminal.call(*asked, config=config, typed=answer)

    assert result.exit_code == 0, result.output
    assert "'Lỗi 2024' looks like the tab Defect log" in " ".join(result.output.split())
    assert (load(config).settings.tabs == {"defect_log": "Lỗi 2024"}) is adopted


@pytest.mark.full
def test_waiting_ends_at_once_when_it_is_interrupted(tmp_path):
    with SheetsServer() as server:
        server.seed(BOOK, {"Sheet1": []}, roles={"boss@example.com": "owner"})
        key_file(tmp_path, server, private_key())
        asked = ("--sheet", BOOK, "--api-endpoint", server.base_url, "--lang", "en", "--wait")
        running = terminal.process("init", *asked, folder=tmp_path, PYTHONUNBUFFERED="1")
        said = [next(line for line in running.stdout if "waiting" in line)]
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=10)

    assert "waiting; looking again every 5 s" in said[0]
    assert running.returncode == -signal.SIGINT
    assert not (tmp_path / "config.yaml").exists()


def test_init_on_google_prepares_what_was_shared(tmp_path):
    with SheetsServer(check_schemas=True) as server:
        server.seed(BOOK, {"Sheet1": []}, roles={ACCOUNT: "writer"})
        key_file(tmp_path, server, private_key())
        config = tmp_path / "config.yaml"
        link = f"https://docs.google.com/spreadsheets/d/{BOOK}/edit#gid=0"
        asked = ("--sheet", link, "--api-endpoint", server.base_url, "--lang", "en", "--minimal")

        made = terminal.call("init", *asked, config=config)
        again = terminal.call("init", "--minimal", config=config)

    assert (made.exit_code, again.exit_code) == (0, 0), made.output + again.output
    assert "made: Defect log" in made.output
    assert "nothing to make: Defect log" in again.output
