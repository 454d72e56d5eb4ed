"""Issues are gathered: one line for every thing, not for every row."""

import string

import pytest

from briefs.words import load_words
from quality.issues import Severity
from sheets.issues import SEVERITIES, SHOWN_VALUES, Collector, Place, row_list, shown, spoken

PLACE = Place(tab="defect_log", column="units", header="Số lượng")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("mười", "mười"),
        (15.0, "15"),
        (2.5, "2.5"),
        (1e300, "1e+300"),
        (True, "TRUE"),
        ("hai\n  dòng", "hai dòng"),
        ("x" * 100, "x" * 79 + "…"),
    ],
)
def test_a_cell_is_quoted_in_one_readable_line(cell, text):
    assert shown(cell) == text


def test_at_most_20_rows_are_listed():
    assert row_list([3, 17]) == "3, 17"
    assert row_list(range(1, 30)).endswith("19, 20, …")


def test_rows_with_the_same_trouble_share_a_line():
    collector = Collector()
    collector.rows("not_a_number", PLACE, [5, 9], "mười")
    collector.rows("not_a_number", PLACE, [], "hai")
    [issue] = collector.issues()

    assert (issue.row, issue.rows, issue.found) == (5, 2, "mười")
    assert issue.slots["at"] == "5, 9"
    assert issue.severity is Severity.ERROR


def test_lines_of_equal_key_become_one():
    collector = Collector()
    collector.rows("not_a_number", PLACE, [5], "x" * 100 + "1")
    collector.rows("not_a_number", PLACE, [6, 7], "x" * 100 + "2")
    [issue] = collector.issues()

    assert issue.rows == 3


def test_past_100_lines_of_a_kind_the_rest_shares_one():
    collector = Collector()
    for number in range(SHOWN_VALUES + 3):
        collector.rows("not_a_number", PLACE, [number + 2], f"x{number}")
    issues = collector.issues()

    assert len(issues) == SHOWN_VALUES + 1
    assert (issues[-1].code, issues[-1].rows, issues[-1].row) == ("more_issues", 3, 102)
    assert len({issue.key for issue in issues}) == len(issues)


def test_ids_in_slots_are_spoken_in_the_language_of_the_team():
    collector = Collector()
    collector.tab("header_missing", Place(tab="receiving", column="sku"), columns=("lot_id", "sku"))
    collector.rows(
        "unknown_choice",
        Place(tab="defect_log", column="claim"),
        [4],
        "?!",
        choices=("open", "xyz"),
    )
    missing, choice = (spoken(issue, load_words("vi")) for issue in collector.issues())

    assert missing["columns"] == "Mã lô / Mã hàng"
    assert missing["header"] == "Mã hàng"
    assert missing["row"] == ""
    assert choice["choices"] == "Chưa đòi, xyz"
    assert (choice["row"], choice["rows"], choice["found"]) == ("4", 1, "?!")


def test_a_type_that_was_read_is_spoken_by_its_name():
    collector = Collector()
    for kind in ("broken", "zip_stuck"):
        collector.rows("defect_type_read", PLACE, [2], kind, type=kind)

    assert [spoken(issue, load_words("vi"))["type"] for issue in collector.issues()] == [
        "Vỡ / gãy",
        "zip_stuck",
    ]


def test_what_no_language_names_is_spoken_as_it_stands():
    collector = Collector()
    collector.tab("header_doubtful", Place(tab="x", header="SL dat"), columns=("a", "b"))
    collector.tab("header_merged", Place(tab="x", column="a"))
    collector.tab("tab_empty", Place(tab="x"))
    doubtful, merged, empty = (spoken(issue, load_words("en")) for issue in collector.issues())

    assert (doubtful["header"], doubtful["columns"]) == ("SL dat", "a / b")
    assert merged["header"] == "a"
    assert empty["header"] == ""


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("code", SEVERITIES)
def test_every_issue_says_the_problem_what_was_done_and_the_fix(language, code):
    words = load_words(language)

    for part in ("problem", "did", "fix"):
        sentence = words.get(f"issue.{code}.{part}")
        assert (sentence or "").endswith(".")


@pytest.mark.parametrize("code", SEVERITIES)
def test_both_languages_fill_in_the_same_things(code):
    def names(language):
        said = " ".join(load_words(language).section(f"issue.{code}").values())
        return {name for _, name, _, _ in string.Formatter().parse(said) if name}

    assert names("vi") == names("en")
