"""People who work in the sheet between our read and our write, or just after it."""

import pytest

from tests.contracts.outputs import (
    ENGLISH,
    ROWS,
    VIETNAMESE,
    cell,
    column,
    nightly,
    row_of,
    run_log,
    summary,
)

TITLE = "SKU summary"
CHANGED = {
    "B-MUG": ("ok", 0.01, 45_581),
    "0012": ("urgent", 0.2, 45_582),
    "1E10": ("ok", 0.4, 45_583),
}
MANAGED = ("SKU", "Status", "Rate 180d", "Latest order")


class Meddled:
    """A workbook in which people act just before our next writes, or just after them."""

    def __init__(self, workbook, *, before=(), after=()):
        self.workbook = workbook
        self.before, self.after = list(before), list(after)
        self.name = workbook.name

    def info(self):
        return self.workbook.info()

    def read(self, tabs):
        return self.workbook.read(tabs)

    def write(self, changes):
        if self.before:
            self.before.pop(0)()
        made = self.workbook.write(changes)
        if self.after:
            self.after.pop(0)()
        return made


@pytest.fixture
def noted(people):
    """A summary in which every row has a note and a remark, and a column of theirs."""
    nightly(people.workbook, summary())
    people.type(TITLE, 1, 7, "Mine")
    for key in ROWS:
        row = row_of(people, key)
        people.type(TITLE, row, 5, f"note {key}")
        people.type(TITLE, row, 7, f"mine {key}")
        people.remark(TITLE, row, 1, f"remark {key}")
    return people


def assert_all_stands_by_its_key(people, rows, *, notes=ROWS):
    for key, (status, rate, latest) in rows.items():
        assert cell(people, key, "SKU") == key
        assert cell(people, key, "Status") == status
        assert cell(people, key, "Rate 180d") == rate
        assert cell(people, key, "Latest order") == latest
    for key in notes:
        assert cell(people, key, "Note ✎") == f"note {key}"
        assert cell(people, key, "Mine") == f"mine {key}"
    table = people.cells(TITLE)
    for (row, at), text in people.remarks(TITLE).items():
        assert text == f"remark {table[row][at]}"


def test_t12_a_sort_during_the_write(noted):
    workbook = Meddled(noted.workbook, before=[lambda: noted.order(TITLE, 2, [4, 2, 3])])

    report = nightly(workbook, summary({**CHANGED, "NEW": ("ok", 0.5, None)}, night=1))

    assert_all_stands_by_its_key(noted, {**CHANGED, "NEW": ("ok", 0.5, None)})
    assert report.put_back == ()
    assert [row[0] for row in noted.cells(TITLE)[2:]] == ["1E10", "B-MUG", "0012", "NEW"]


def test_t12_a_column_inserted_during_the_write(noted):
    workbook = Meddled(noted.workbook, before=[lambda: noted.insert_column(TITLE, 3)])

    report = nightly(workbook, summary(CHANGED, night=1))

    assert_all_stands_by_its_key(noted, CHANGED)
    assert all(len(row) < 4 or row[3] is None for row in noted.cells(TITLE))
    if noted.kind != "xlsx":
        assert {(back.key, back.header) for back in report.put_back} >= {("B-MUG", "")}


def test_t12_a_column_moved_during_the_write(noted):
    workbook = Meddled(noted.workbook, before=[lambda: noted.move_column(TITLE, 5, 2)])

    report = nightly(workbook, summary(CHANGED, night=1))

    assert_all_stands_by_its_key(noted, CHANGED)
    if noted.kind != "xlsx":
        notes = {(one.key, one.header): one.value for one in report.put_back}
        assert notes["B-MUG", "Note ✎"] == "note B-MUG"


def test_t12_a_row_inserted_during_the_write(noted):
    """The new row of ours lands on the last row of theirs, whose key must be put back."""
    workbook = Meddled(noted.workbook, before=[lambda: noted.insert_row(TITLE, 3)])
    rows = {**CHANGED, "NEW": ("watch", 0.5, None)}

    nightly(workbook, summary(rows, night=1))

    assert_all_stands_by_its_key(noted, rows)
    assert noted.cells(TITLE)[3] == []
    assert len(noted.cells(TITLE)) == 2 + 1 + 4


def test_t12_a_row_deleted_during_the_write(noted):
    workbook = Meddled(noted.workbook, before=[lambda: noted.delete_row(TITLE, 2)])

    nightly(workbook, summary(CHANGED, night=1))

    assert_all_stands_by_its_key(noted, CHANGED, notes=("0012", "1E10"))
    assert cell(noted, "B-MUG", "Note ✎") is None
    assert len(noted.cells(TITLE)) == 5


def test_t12_the_last_row_deleted_during_the_write(noted):
    workbook = Meddled(noted.workbook, before=[lambda: noted.delete_row(TITLE, 4)])
    rows = {**CHANGED, "NEW": ("watch", 0.5, None)}

    nightly(workbook, summary(rows, night=1))

    assert_all_stands_by_its_key(noted, rows, notes=("B-MUG", "0012"))
    assert sorted(row[0] for row in noted.cells(TITLE)[2:] if row) == sorted(rows)


def test_t12_a_note_written_during_the_write_stays(noted):
    def write():
        noted.type(TITLE, row_of(noted, "0012"), column(noted, "Note ✎"), "note 0012")

    noted.type(TITLE, row_of(noted, "0012"), column(noted, "Note ✎"), "older")
    workbook = Meddled(noted.workbook, before=[write])

    nightly(workbook, summary(CHANGED, night=1))

    assert_all_stands_by_its_key(noted, CHANGED)


def test_t12_a_row_inserted_above_the_headers_during_the_write(noted):
    workbook = Meddled(noted.workbook, before=[lambda: noted.insert_row(TITLE, 0)])

    nightly(workbook, summary(CHANGED, night=1))

    assert_all_stands_by_its_key(noted, CHANGED)
    rows = noted.cells(TITLE)
    assert rows[0] == []
    assert rows[1][2] == "Refreshed 2025-06-03 02:10 · ok"
    assert len(rows[1]) == 3


def test_t12_the_stamp_row_deleted_during_the_write(noted):
    """The new stamp lands on the headers, which must be put back, and then has a row again."""
    workbook = Meddled(noted.workbook, before=[lambda: noted.delete_row(TITLE, 0)])

    nightly(workbook, summary(CHANGED, night=1))

    assert_all_stands_by_its_key(noted, CHANGED)
    rows = noted.cells(TITLE)
    assert rows[0][2] == "Refreshed 2025-06-03 02:10 · ok"
    assert rows[1][:3] == ["_key", "SKU", "Status"]
    nightly(noted.workbook, summary(CHANGED, night=2))
    assert_all_stands_by_its_key(noted, CHANGED)


def test_t12_a_row_above_headers_that_stand_alone_during_the_write(people):
    """The first new key lands on the header of the keys."""
    nightly(people.workbook, summary({}))
    people.type(TITLE, 1, 7, "Mine")
    workbook = Meddled(people.workbook, before=[lambda: people.insert_row(TITLE, 0)])

    nightly(workbook, summary(CHANGED, night=1))

    assert_all_stands_by_its_key(people, CHANGED, notes=())
    keys = [row[0] for row in people.cells(TITLE) if row and row[0] in CHANGED]
    assert sorted(keys) == sorted(CHANGED)
    assert column(people, "Mine") == 7


def test_t12_the_header_row_deleted_during_the_write(noted):
    """Without it nobody knows what is whose, so what people wrote stays where it is."""
    workbook = Meddled(noted.workbook, before=[lambda: noted.delete_row(TITLE, 1)])

    nightly(workbook, summary(CHANGED, night=1))

    notes = [(row[0], row[5], row[7]) for row in noted.cells(TITLE)[-4:] if len(row) > 7]
    assert notes == [(key, f"note {key}", f"mine {key}") for key in ROWS]


def test_t12_a_column_before_the_keys_inserted_during_the_write(noted):
    workbook = Meddled(noted.workbook, before=[lambda: noted.insert_column(TITLE, 0)])

    nightly(workbook, summary(CHANGED, night=1))

    assert_all_stands_by_its_key(noted, CHANGED)
    rows = noted.cells(TITLE)
    assert [row[0] for row in rows] == [None] * len(rows)
    assert rows[0][3] == "Refreshed 2025-06-03 02:10 · ok"
    assert len(rows[0]) == 4


def test_t12_a_header_renamed_during_the_write(noted):
    at = column(noted, "Rate 180d")
    workbook = Meddled(noted.workbook, before=[lambda: noted.type(TITLE, 1, at, "Share")])

    nightly(workbook, summary(CHANGED, night=1))

    assert column(noted, "Share") == at
    assert cell(noted, "B-MUG", "Status") == "ok"
    assert cell(noted, "B-MUG", "Note ✎") == "note B-MUG"


def test_t12_a_tab_renamed_during_the_write(noted):
    workbook = Meddled(noted.workbook, before=[lambda: noted.rename(TITLE, "Ours")])

    nightly(workbook, summary(CHANGED, night=1))

    assert noted.titles() == ["Lots", "Ours"]
    assert cell(noted, "B-MUG", "Status", "Ours") == "ok"


def test_t12_a_tab_deleted_just_after_the_write_is_made_again(noted):
    workbook = Meddled(noted.workbook, after=[lambda: noted.delete_tab(TITLE)])

    report = nightly(workbook, summary(CHANGED, night=1))

    assert noted.titles() == ["Lots", TITLE]
    assert report.tabs[0].settled


def test_t12_a_tab_deleted_before_the_write_is_made_again(noted):
    workbook = Meddled(noted.workbook, before=[lambda: noted.delete_tab(TITLE)])

    nightly(workbook, summary(CHANGED, night=1))

    assert noted.titles() == ["Lots", TITLE]
    assert [row[0] for row in noted.cells(TITLE)[2:]] == list(CHANGED)


def test_t12_moves_just_after_the_write_hurt_nothing(noted):
    def move():
        noted.order(TITLE, 2, [3, 4, 2])
        noted.insert_column(TITLE, 4)
        noted.insert_row(TITLE, 3)

    report = nightly(Meddled(noted.workbook, after=[move]), summary(CHANGED, night=1))

    assert_all_stands_by_its_key(noted, CHANGED)
    assert report.put_back == ()


def test_t12_people_who_never_rest_are_borne_for_three_repairs(noted):
    moves = [lambda: noted.insert_column(TITLE, 3) for _ in range(4)]

    report = nightly(Meddled(noted.workbook, before=moves), summary(CHANGED, night=1))

    assert cell(noted, "B-MUG", "Note ✎") == "note B-MUG"
    if noted.kind != "xlsx":
        assert not report.tabs[0].settled
        assert report.repairs == 3
    nightly(noted.workbook, summary(CHANGED, night=1))
    assert_all_stands_by_its_key(noted, CHANGED)


def test_t12_people_who_move_twice_get_all_of_it_back(noted):
    moves = [lambda: noted.move_column(TITLE, 5, 2), lambda: noted.move_column(TITLE, 7, 2)]

    report = nightly(Meddled(noted.workbook, before=moves), summary(CHANGED, night=1))

    assert_all_stands_by_its_key(noted, CHANGED)
    assert report.tabs[0].settled


def test_t12_a_row_above_the_run_log_during_the_write(people):
    nightly(people.workbook, run_log(0))
    people.remark("Run log", 2, 2, "power cut")
    workbook = Meddled(people.workbook, before=[lambda: people.insert_row("Run log", 0)])

    nightly(workbook, run_log(1))

    rows = people.cells("Run log")
    assert sorted(row[0] for row in rows if row and str(row[0]).startswith("run-")) == [
        "run-0",
        "run-1",
    ]
    [(row, _)] = people.remarks("Run log")
    assert rows[row][0] == "run-0"


def test_a_column_inserted_while_the_language_changes(noted):
    workbook = Meddled(noted.workbook, before=[lambda: noted.insert_column(TITLE, 3)])

    nightly(workbook, summary(CHANGED, night=1, words=VIETNAMESE))

    headers = noted.cells("Tổng hợp SKU")[1]
    names = {name for name in headers if name}
    assert names == {
        "_key",
        "Mine",
        *(VIETNAMESE[name] for name in ("sku", "status", "rate", "latest", "note", "closed")),
    }
    assert not names & set(ENGLISH.values()) - {"Mine"}
    assert cell(noted, "B-MUG", "Ghi chú ✎", "Tổng hợp SKU") == "note B-MUG"
    assert cell(noted, "B-MUG", "Mine", "Tổng hợp SKU") == "mine B-MUG"
