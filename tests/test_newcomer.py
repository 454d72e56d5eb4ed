"""Two people who have never used the program get their first brief; see docs/newcomer.md."""

import subprocess
import sys
from datetime import date
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from docs import generate
from tests import newcomer

ROOT = Path(__file__).parents[1]
STORIES = {
    "first_hour": "1 reorder to settle this week: MUG-01 negotiate",
    "own_workbook": "1 đơn cần xử lý tuần này: MUG-01 đàm phán",
}


def letters(story):
    return [message_from_bytes(content, policy=default) for _, content in story.office.letters]


def flat(letter):
    return letter.get_body(["plain"]).get_content().replace("\xa0", " ")


def steps(story):
    """What was typed, and the steps of `init`; neither depends on the day.

    An answer that came through a pipe is not shown behind its question.
    """
    lines = [line.rpartition("[y/N]: ")[2] for line in story.lines]
    return [line for line in lines if line.startswith(("$ ", "3/5", "4/5", "5/5"))]


def told_well(story, subject):
    """Every command ended well, and the brief is in the mailbox with its document."""
    assert set(story.exits) == {0}
    letter = letters(story)[-1]
    assert (letter["To"], letter["Subject"]) == (newcomer.BUYER, subject)
    [document] = letter.iter_attachments()
    assert document.get_content().startswith(b"%PDF")
    assert "15/200 = 7" in flat(letter) or "15 of 200 = 7" in flat(letter)


@pytest.mark.parametrize("name", STORIES)
def test_a_newcomer_has_the_first_brief_in_the_mailbox(name):
    """What is printed meanwhile stands in docs/ and is compared by tests/test_docs.py."""
    told_well(generate.stories()[name], STORIES[name])


@pytest.mark.parametrize("name", STORIES)
def test_no_cell_of_people_has_changed_meanwhile(name):
    before, after = generate.stories()[name].seen

    assert before == after


@pytest.mark.parametrize("name", STORIES)
def test_what_a_newcomer_reads_fits_a_terminal(name):
    """But for what is one line on purpose: summaries for a chat, letters, sentences of a step."""
    lines = generate.stories()[name].lines
    ends = [at for at, line in enumerate(lines) if line.startswith("$ reorder-brief run")]

    assert [line for line in lines[: ends[0]] if len(line) > 80 and "$ " not in line] == []


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The program as README installs it, in an environment of its own."""
    place = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", place / "venv"], check=True)
    program = place / "venv" / "bin"
    asked = ("-c", ROOT / "constraints.txt", ROOT)
    subprocess.run([program / "python", "-m", "pip", "install", "-q", *asked], check=True)
    return newcomer.outside(program / "reorder-brief")


@pytest.mark.full
@pytest.mark.parametrize("name", STORIES)
def test_the_installed_program_does_the_same_today(name, installed, tmp_path):
    """In processes of their own, with nothing of this folder in reach."""
    play = getattr(newcomer, name)

    story = play(tmp_path, installed, date.today())  # noqa: TID251 - the program asks the clock

    told_well(story, STORIES[name])
    assert steps(story) == steps(generate.stories()[name])
    assert story.seen[0] == story.seen[1]
