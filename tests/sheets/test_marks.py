"""What people wrote in their own columns of our tabs."""

from datetime import date

from quality.records import MARKS
from sheets.cells import LocaleOptions
from sheets.marks import read_marks
from sheets.outputs.table import Kind, OutputColumn
from tests.make import grid, sheet

AS_OF = date(2026, 11, 24)


def yours(name, header, *headers):
    return OutputColumn(id=name, kind=Kind.TEXT, header=header, headers=headers, yours=True)


COLUMNS = {
    "signals": (
        OutputColumn(id="level", kind=Kind.TEXT, header="Level"),
        yours("owner", "Owner ✎", "Phụ trách ✎"),
        yours("note", "Note ✎"),
        yours("snooze_until", "Snooze until ✎"),
        yours("closed", "Closed ✎"),
        yours("outcome", "Outcome ✎"),
    )
}


def read(drawn, **options):
    marks, issues = read_marks({"signals": sheet(drawn)}, COLUMNS, as_of=AS_OF, **options)
    return marks.to_dicts(), issues


def test_marks_are_found_by_header_in_any_language_wherever_they_stand():
    rows, issues = read(
        """
        Refreshed 2026-11-24 | 46350
        Note | _key | Level | Phụ trách ✎ | Snooze until ✎ | Closed ✎ | Ours
        gọi lại | MUG-01;vỡ | urgent | Lan | 2026-12-05 | TRUE | x
        """
    )

    assert rows == [
        {
            "tab": "signals",
            "key": "MUG-01;vỡ",
            "owner": "Lan",
            "snooze_until": date(2026, 12, 5),
            "closed": True,
            "done": None,
            "ignore": None,
            "decision": None,
            "note": "gọi lại",
        }
    ]
    assert issues == ()


def test_rows_without_a_mark_or_a_key_are_left_out():
    rows, _ = read(
        """
        x
        _key | Owner ✎ | Closed ✎
        A | | FALSE
          | Lan | TRUE
        B | Lan |
        """
    )

    assert [(row["key"], row["owner"], row["closed"]) for row in rows] == [("B", "Lan", None)]


def test_a_mark_that_cannot_be_read_is_told():
    rows, [issue] = read(
        """
        x
        _key | Snooze until ✎ | Note ✎
        A | mai mốt | ok
        """
    )

    assert rows[0]["snooze_until"] is None
    assert (issue.tab, issue.row, issue.column, issue.code) == (
        "signals",
        3,
        "snooze_until",
        "not_a_date",
    )


def test_typed_days_follow_the_teams_order():
    drawn = "x\n_key | Snooze until ✎\nA | 12/5/2026"

    assert read(drawn)[0][0]["snooze_until"] == date(2026, 5, 12)
    assert read(drawn, locale=LocaleOptions(date_order="mdy"))[0][0]["snooze_until"] == date(
        2026, 12, 5
    )


def test_a_doubt_is_no_reason_to_leave_a_mark_out():
    rows, issues = read("x\n_key | Snooze until ✎\nA | 5/12")

    assert rows[0]["snooze_until"] == date(2026, 12, 5)
    assert issues == ()


def test_a_tab_without_keys_rows_or_known_columns_has_no_marks():
    grids = {
        "signals": sheet("x\nkey | Owner ✎\nA | Lan"),
        "batches": sheet("x\n_key | Note ✎\nA | Lan"),
        "qc_plan": sheet("x\n_key | Note ✎"),
        "run_log": grid([]),
    }
    marks, issues = read_marks(grids, {**COLUMNS, "qc_plan": COLUMNS["signals"]}, as_of=AS_OF)

    assert dict(marks.schema) == dict(MARKS)
    assert marks.height == 0
    assert issues == ()
