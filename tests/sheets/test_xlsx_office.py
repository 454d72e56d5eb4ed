"""The round trip of the feature workbook as an office program sees it, and as a table for people.

python -m tests.sheets.test_xlsx_office prints the table.
"""

import subprocess
import tempfile
from pathlib import Path

import pytest

from sheets.backends.xlsx_options import XlsxOptions
from tests.contracts.outputs import nightly, run_log, summary
from tests.sheets.feature_book import FEATURES, features, save
from tests.sheets.test_xlsx_text import columns_of, saved

NIGHTS = 3


def lived(folder):
    """The workbook before and after some nights, as written and as the office program reads it."""
    before = save(folder / "before.xlsx")
    after = save(folder / "after.xlsx")
    for night in range(NIGHTS):
        workbook = XlsxOptions(path=after).open()
        nightly(workbook, summary(night=night), run_log(night))
    return before, after


def through_office(path):
    """The workbook as LibreOffice opens and saves it."""
    folder = path.parent / "office"
    profile = (path.parent / "profile").as_uri()
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={profile}",
            "--headless",
            "--convert-to",
            "xlsx",
            "--outdir",
            str(folder),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return folder / path.name


@pytest.mark.full
def test_an_office_program_sees_every_feature_of_people_as_before(tmp_path):
    before, after = lived(tmp_path)

    assert features(through_office(after)) == features(through_office(before))


@pytest.mark.full
def test_an_office_program_sees_our_tabs(tmp_path):
    from tests.sheets.feature_book import load

    _, after = lived(tmp_path)

    sheet = load(through_office(after))["SKU summary"]
    assert [cell.value for cell in sheet["A"][1:5]] == ["_key", "B-MUG", "0012", "1E10"]
    assert sheet["C3"].value == "urgent"
    assert sheet["D3"].number_format == "0.0%"
    assert sheet.column_dimensions["A"].hidden


@pytest.mark.full
def test_an_office_program_shows_texts_and_days_as_they_were_meant(tmp_path):
    path = saved(tmp_path / "book.xlsx", [["Lot"]], since_1904=True)
    nightly(XlsxOptions(path=path).open(), summary({"_x0041_": ("_x000D_ b", 0.5, 45_580)}))

    keys, _, statuses, _, days, *_ = columns_of(through_office(path), "SKU summary")

    assert (keys[2], statuses[2], days[2]) == ("_x0041_", "_x000D_ b", 45_580)


def table(folder):
    """Feature by feature: what two programs see before and after."""
    before, after = lived(folder)
    views = [features(path) for path in (before, after)]
    office = [features(through_office(path)) for path in (before, after)]
    yield "| feature | openpyxl, before and after | LibreOffice, before and after | value |"
    yield "| --- | --- | --- | --- |"
    for feature in FEATURES:
        same = ["the same" if a[feature] == b[feature] else "DIFFERENT" for a, b in (views, office)]
        shown = str(views[1][feature])
        yield f"| {feature} | {same[0]} | {same[1]} | {shown[:60]} |"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        for line in table(Path(made)):
            print(line)
