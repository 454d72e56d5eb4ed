"""The same nights through Google and through a file leave cell-for-cell equal tabs."""

import pytest

from tests.contracts.outputs import VIETNAMESE, nightly, run_log, summary
from tests.contracts.people import GooglePeople, MemoryPeople, XlsxPeople

NASTY = {
    "=1+1": ("'quoted", 1 / 3, 45_600),
    "0012": ("a\nb", 0.1 + 0.2, None),
    "1E10": ("  spaces  ", 1e-9, 1),
    "▁▂▃": ("😀" * 20_000, float("nan"), 2),
    "ghi chú": ("\x00\r\n", -0.0, 3),
}


def lived(people):
    """Three nights, with people at work between them."""
    nightly(people.workbook, summary(), run_log(0))
    people.type("SKU summary", 2, 5, "note")
    people.insert_column("SKU summary", 3)
    people.type("SKU summary", 1, 3, "Mine")
    people.order("SKU summary", 2, [4, 2, 3])
    nightly(people.workbook, summary(NASTY, night=1), run_log(1))
    people.delete_row("SKU summary", 3)
    nightly(people.workbook, summary(NASTY, night=2, words=VIETNAMESE), run_log(2, keep=2))
    return people.cells("Tổng hợp SKU"), people.cells("Run log")


def test_google_and_a_file_and_memory_hold_equal_cells(server, tmp_path):
    through_google = lived(GooglePeople(server))
    through_file = lived(XlsxPeople(tmp_path / "quality.xlsx"))
    through_memory = lived(MemoryPeople())

    for found in (through_file, through_memory):
        for expected_tab, tab in zip(through_google, found, strict=True):
            assert [len(row) for row in tab] == [len(row) for row in expected_tab]
            for expected_row, row in zip(expected_tab, tab, strict=True):
                for expected, cell in zip(expected_row, row, strict=True):
                    assert (
                        cell == pytest.approx(expected, rel=1e-12)
                        if isinstance(expected, float)
                        else cell == expected
                    )
