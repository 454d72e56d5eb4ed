"""What an issue is known by over nights, and rows that must add up."""

import pytest

from quality.issues import Issue, RowCount, Severity


def issue(**parts):
    known = {"code": "unknown_sku", "severity": Severity.WARNING, "tab": "defect_log"}
    return Issue(**{**known, "column": "sku", "found": "C-CPA", **parts})


def test_an_issue_is_the_same_when_its_row_moves_or_more_rows_share_it():
    assert issue(row=3).key == issue(row=17, rows=4).key


@pytest.mark.parametrize(
    "parts",
    [{"found": "X"}, {"code": "unknown_lot"}, {"tab": "skus"}, {"slots": {"key": "other"}}],
)
def test_what_was_there_makes_another_issue(parts):
    assert issue(**parts).key != issue().key


def test_an_issue_of_a_whole_tab_has_a_key_too():
    assert issue(column=None, found="").key == "defect_log|unknown_sku|||"


def test_rows_that_do_not_add_up_are_refused():
    with pytest.raises(ValueError, match="5 rows read but 4 accounted for"):
        RowCount(tab="lots", read=5, counted=2, reported=1, ignored=1)


def test_rows_that_add_up_are_kept():
    assert RowCount(tab="lots", read=4, counted=2, reported=1, ignored=1).counted == 2
