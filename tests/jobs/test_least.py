"""Three columns in one tab, as `init --minimal` makes them, through both jobs to the mailbox."""

from datetime import date

import openpyxl
import pytest

from sheets.outputs.catalogue import OUTPUTS
from tests.jobs import terminal
from tests.jobs.around import MAIL, mails


@pytest.fixture(scope="module")
def least(tmp_path_factory):
    """A folder in which both jobs have run on a log of three columns."""
    folder = tmp_path_factory.mktemp("least")
    book, config = folder / "quality.xlsx", folder / "config.yaml"
    made = terminal.call("init", "--xlsx", book, "--minimal", "--lang", "en", config=config)
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("mail:", MAIL, 1), encoding="utf-8")
    opened = openpyxl.load_workbook(book)
    for row in range(2, 6):
        for column, value in enumerate(("MUG-01", "Broken", date(2025, 5, 20)), start=1):
            opened["Defect log"].cell(row=row, column=column, value=value)
    opened.save(book)
    jobs = [
        terminal.call("run", job, "--as-of", terminal.DAY, config=config)
        for job in ("nightly", "weekly")
    ]
    assert [one.exit_code for one in (made, *jobs)] == [0, 0, 0], [one.output for one in jobs]
    return folder


def test_every_tab_is_made_and_names_the_one_next_thing(least):
    opened = openpyxl.load_workbook(least / "quality.xlsx")
    seen = [sheet for sheet in opened if sheet.sheet_state == "visible"]
    first = [str(sheet.cell(1, column).value) for sheet in seen for column in (1, 2, 3)]

    stamps = [text for text in first if text.startswith("Refreshed")]
    assert len(stamps) == len(OUTPUTS) - 1  # one is hidden
    assert sum("next: add products and their suppliers to SKUs" in text for text in stamps) == 7


def test_the_signal_of_three_alike_is_there(least):
    [signal] = terminal.told(least / "quality.xlsx", "Signals")

    assert (signal["SKU"], signal["Defect"], signal["Units"]) == ("MUG-01", "Broken", 4)
    assert signal["Level"] == "signal"


def test_the_weekly_mail_tells_the_signal_and_that_no_reorder_is_planned(least):
    letter = mails(least)[-1]

    text = letter.get_body(["plain"]).get_content().replace("\xa0", " ")
    assert letter["Subject"].startswith("No reorder this week")
    assert "MUG-01: 4 broken" in text


def test_the_rows_behind_the_signal_are_explained(least):
    asked = ("explain", "MUG-01", "--as-of", terminal.DAY)
    explained = terminal.call(*asked, config=least / "config.yaml")

    assert explained.exit_code == 0, explained.output
    assert "4" in explained.output
