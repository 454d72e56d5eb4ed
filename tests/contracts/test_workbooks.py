"""What every kind of workbook promises to the people who work in it (T1 to T12 and beyond)."""

from dataclasses import replace

import pytest

from sheets.grid import ReadAgainError, TabChange, TabNotFoundError
from sheets.refresh import differences, survey
from sheets.repair import forgotten
from tests.contracts.outputs import (
    ROWS,
    VIETNAMESE,
    cell,
    column,
    nightly,
    row_of,
    run_log,
    summary,
    trend,
)

TITLE = "SKU summary"


def test_a_new_tab_has_keys_headers_rows_and_a_stamp(people):
    report = nightly(people.workbook, summary())

    rows = people.cells(TITLE)
    assert rows[1] == ["_key", "SKU", "Status", "Rate 180d", "Latest order", "Note ✎", "Closed ✎"]
    assert rows[2:] == [
        ["B-MUG", "B-MUG", "urgent", 0.075, 45_580],
        ["0012", "0012", "ok", 0],
        ["1E10", "1E10", "watch", 1 / 3, 45_600],
    ]
    assert rows[0][2] == "Refreshed 2025-06-02 02:10 · ok"
    assert rows[0][1] == pytest.approx(45_810 + (2 * 60 + 10) / 1440)
    assert report.tabs[0].new == tuple(ROWS)
    assert people.cells("Lots") == [["Lot", "Units"], ["L1", 200]]


def test_a_second_run_with_the_same_facts_writes_only_the_stamp_and_the_run_log(people):
    nightly(people.workbook, summary(), run_log(0))

    report = nightly(people.workbook, summary(night=1), run_log(1))

    assert [(tab.id, tab.cells) for tab in report.tabs] == [("sku_summary", 3), ("run_log", 6)]
    again = nightly(people.workbook, summary(night=1), run_log(1))
    assert again.cells_written == again.writes == 0


def test_text_is_never_a_formula_or_a_number(people):
    texts = ["=1+1", "+1", "-5", "@x", "#N/A", "TRUE", "0012", "1E10", "2025-01-01", "'quoted"]
    texts += ['"<&>"', "a\nb", "  spaces  ", "▁▂▃", "😀", "1,5", "=" * 3]

    nightly(people.workbook, summary({text: (text, 0.5, None) for text in texts}))

    assert [row[2] for row in people.cells(TITLE)[2:]] == texts
    assert (
        nightly(people.workbook, summary({text: (text, 0.5, None) for text in texts})).cells_written
        == 0
    )


def test_what_no_sheet_can_hold_is_made_storable_once_and_for_all(people):
    rows = {"A": ("x" * 40_000, float("nan"), None), "B": ("a\x00b\r\nc", float("inf"), None)}

    nightly(people.workbook, summary(rows))

    assert len(cell(people, "A", "Status")) == 32_767
    assert cell(people, "B", "Status") == "ab\nc"
    assert cell(people, "A", "Rate 180d") is None
    assert nightly(people.workbook, summary(rows)).cells_written == 0


def test_t1_a_sorted_tab_keeps_its_order_and_notes_stay_beside_their_sku(people):
    nightly(people.workbook, summary())
    people.type(TITLE, row_of(people, "1E10"), column(people, "Note ✎"), "ask Lan")
    people.order(TITLE, 2, [4, 2, 3])

    nightly(people.workbook, summary({**ROWS, "1E10": ("ok", 0.01, 45_700)}, night=1))

    assert [row[0] for row in people.cells(TITLE)[2:]] == ["1E10", "B-MUG", "0012"]
    assert cell(people, "1E10", "Note ✎") == "ask Lan"
    assert cell(people, "1E10", "Rate 180d") == 0.01


def test_t2_filters_and_hidden_rows_and_columns_stay_and_are_refreshed_too(people):
    nightly(people.workbook, summary())
    hidden, rate = row_of(people, "0012"), column(people, "Rate 180d")
    people.filter(TITLE, 1, column(people, "Status"), "ok")
    people.hide(TITLE, hidden, rate)
    before = people.filters(TITLE), people.hidden(TITLE)

    nightly(people.workbook, summary({**ROWS, "0012": ("ok", 0.5, None), "NEW": ROWS["0012"]}))

    assert (people.filters(TITLE), people.hidden(TITLE)) == before
    assert hidden in before[1][0]
    assert rate in before[1][1]
    assert cell(people, "0012", "Rate 180d") == 0.5
    assert row_of(people, "NEW") == 5


def test_t3_what_people_write_in_their_columns_stays(people):
    nightly(people.workbook, summary())
    at = row_of(people, "0012")
    people.type(TITLE, at, column(people, "Note ✎"), "=not a formula")
    people.type(TITLE, at, column(people, "Closed ✎"), True)

    nightly(people.workbook, summary({"0012": ("urgent", 0.5, 45_000)}, night=1))

    assert cell(people, "0012", "Note ✎") == "=not a formula"
    assert cell(people, "0012", "Closed ✎") is True


def test_t4_a_comment_and_a_colour_stay_on_their_sku(people):
    nightly(people.workbook, summary())
    people.remark(TITLE, row_of(people, "0012"), column(people, "SKU"), "look here")
    people.order(TITLE, 2, [3, 4, 2])

    nightly(people.workbook, summary({**ROWS, "NEW": ("ok", 0.2, None)}, night=1))

    [(place, text)] = people.remarks(TITLE).items()
    assert people.cells(TITLE)[place[0]][place[1]] == "0012"
    assert text == "look here"


def test_t5_a_column_of_their_own_is_untouched_and_ours_are_found_by_name(people):
    nightly(people.workbook, summary())
    people.insert_column(TITLE, 2)
    people.type(TITLE, 1, 2, "Mine")
    for row in (2, 3, 4):
        people.type(TITLE, row, 2, f"own {row}")

    nightly(people.workbook, summary({**ROWS, "0012": ("watch", 0.02, 45_001)}, night=1))

    assert [row[2] for row in people.cells(TITLE)[1:]] == ["Mine", "own 2", "own 3", "own 4"]
    assert cell(people, "0012", "Status") == "watch"
    assert cell(people, "0012", "Rate 180d") == 0.02
    assert people.cells(TITLE)[0][3] == "Refreshed 2025-06-03 02:10 · ok"


def test_a_column_between_the_stamp_and_its_moment_does_not_leave_an_old_stamp(people):
    nightly(people.workbook, summary())
    people.insert_column(TITLE, 2)
    people.insert_column(TITLE, 1)
    people.type(TITLE, 0, 1, "our team's tab")

    nightly(people.workbook, summary(night=1))

    stamp = people.cells(TITLE)[0]
    assert stamp[1] == "our team's tab"
    assert stamp[2] == pytest.approx(45_811 + (2 * 60 + 10) / 1440)
    assert stamp[3:] == [None, "Refreshed 2025-06-03 02:10 · ok"]
    assert len(stamp) == 5


def test_t6_a_moved_column_is_written_at_its_new_place(people):
    nightly(people.workbook, summary())
    people.move_column(TITLE, column(people, "Rate 180d"), 5)

    nightly(people.workbook, summary({**ROWS, "0012": ("ok", 0.9, None)}, night=1))

    assert column(people, "Rate 180d") == 5
    assert cell(people, "0012", "Rate 180d") == 0.9


def test_t7_a_renamed_header_is_reported_and_not_made_again(people):
    nightly(people.workbook, summary())
    people.type(TITLE, 1, column(people, "Rate 180d"), "Defect rate")

    report = nightly(people.workbook, summary({**ROWS, "0012": ("ok", 0.9, None)}, night=1))

    [issue] = report.issues
    assert (issue.code, issue.tab, issue.column) == ("output_header_gone", "sku_summary", "rate")
    assert issue.header == "Rate 180d"
    assert cell(people, "0012", "Defect rate") == 0
    assert len(people.cells(TITLE)[1]) == 7


def test_a_repair_gives_a_column_without_its_header_a_new_one(people):
    nightly(people.workbook, summary())
    people.type(TITLE, 1, column(people, "Rate 180d"), "Defect rate")
    people.type(TITLE, 1, column(people, "Note ✎"), "Remarks")

    output = summary(night=1)
    [tab] = [one for one in people.workbook.info().tabs if one.title == TITLE]
    grid = people.workbook.read([tab])[tab.tab_id]
    people.workbook.write([forgotten(grid, output.columns)])
    report = nightly(people.workbook, output)

    assert people.cells(TITLE)[1][3:] == [
        "Defect rate",
        "Latest order",
        "Remarks",
        "Closed ✎",
        "Rate 180d",
        "Note ✎",
    ]
    assert cell(people, "1E10", "Rate 180d") == 1 / 3
    assert report.issues == ()


def test_t8_a_deleted_row_comes_back_without_its_old_note(people):
    nightly(people.workbook, summary())
    people.type(TITLE, row_of(people, "B-MUG"), column(people, "Note ✎"), "old")
    people.delete_row(TITLE, row_of(people, "B-MUG"))

    report = nightly(people.workbook, summary(night=1))

    assert report.tabs[0].new == ("B-MUG",)
    assert people.cells(TITLE)[4] == ["B-MUG", "B-MUG", "urgent", 0.075, 45_580]


def test_t9_of_a_doubled_row_the_first_is_updated_and_the_second_reported(people):
    nightly(people.workbook, summary())
    people.insert_row(TITLE, 5)
    for at, value in enumerate(["0012", "0012", "ok", 0, None, "copy"]):
        people.type(TITLE, 5, at, value)

    report = nightly(people.workbook, summary({**ROWS, "0012": ("watch", 0.3, 1)}, night=1))

    [issue] = report.issues
    assert (issue.code, issue.row, issue.slots["key"]) == ("output_key_twice", 6, "0012")
    assert people.cells(TITLE)[5] == ["0012", "0012", "ok", 0, None, "copy"]
    assert cell(people, "0012", "Status") == "watch"


def test_t10_an_overwritten_value_is_restored(people):
    nightly(people.workbook, summary())
    people.type(TITLE, row_of(people, "B-MUG"), column(people, "Rate 180d"), "0,07?")

    report = nightly(people.workbook, summary(night=1))

    assert cell(people, "B-MUG", "Rate 180d") == 0.075
    assert report.cells_written == 4


def test_t11_a_renamed_tab_keeps_working(people):
    nightly(people.workbook, summary())
    people.rename(TITLE, "Our SKUs")

    report = nightly(people.workbook, summary({"0012": ("watch", 0.3, 1)}, night=1))

    assert people.titles() == ["Lots", "Our SKUs"]
    assert report.tabs[0].title == "Our SKUs"
    assert cell(people, "0012", "Status", "Our SKUs") == "watch"


def test_a_copy_of_a_tab_is_left_alone(people):
    first = nightly(people.workbook, summary())
    people.copy_tab(TITLE, "Copy")
    before = people.cells("Copy")

    nightly(people.workbook, summary(night=1), known=first.tab_ids)

    assert people.cells("Copy") == before


def test_a_tab_of_theirs_with_our_title_is_not_taken(people):
    people.add_tab(TITLE, [["SKU", "Colour"], ["B-MUG", "red"]])

    report = nightly(people.workbook, summary())

    assert people.cells(TITLE) == [["SKU", "Colour"], ["B-MUG", "red"]]
    assert report.tabs[0].title == "SKU summary 2"
    nightly(people.workbook, summary(night=1))
    assert people.titles() == ["Lots", TITLE, "SKU summary 2"]


def test_a_deleted_tab_is_made_again(people):
    nightly(people.workbook, summary())
    people.delete_tab(TITLE)

    report = nightly(people.workbook, summary(night=1))

    assert report.tabs[0].new == tuple(ROWS)
    assert people.titles() == ["Lots", TITLE]


def test_an_emptied_tab_is_laid_out_again(people):
    nightly(people.workbook, summary())
    for _ in range(5):
        people.delete_row(TITLE, 0)

    nightly(people.workbook, summary(night=1))

    assert [row[0] for row in people.cells(TITLE)[1:]] == ["_key", *ROWS]


def test_a_tab_without_its_keys_is_reported_and_left_alone(people):
    first = nightly(people.workbook, summary())
    people.delete_column(TITLE, 0)
    before = people.cells(TITLE)

    report = nightly(people.workbook, summary(night=1), known=first.tab_ids)

    assert [issue.code for issue in report.issues] == ["output_keys_gone"]
    assert people.cells(TITLE) == before


def test_a_deleted_stamp_row_is_put_back(people):
    nightly(people.workbook, summary())
    people.delete_row(TITLE, 0)

    nightly(people.workbook, summary(night=1))

    assert people.cells(TITLE)[0][2] == "Refreshed 2025-06-03 02:10 · ok"
    assert [row[0] for row in people.cells(TITLE)[1:]] == ["_key", *ROWS]


def test_rows_above_the_headers_are_theirs(people):
    nightly(people.workbook, summary())
    people.insert_row(TITLE, 0)
    people.type(TITLE, 0, 1, "Updated by a program, ask Minh")

    nightly(people.workbook, summary({"0012": ("watch", 0.3, 1)}, night=1))

    rows = people.cells(TITLE)
    assert rows[0] == [None, "Updated by a program, ask Minh"]
    assert rows[1][2] == "Refreshed 2025-06-03 02:10 · ok"
    assert cell(people, "0012", "Status") == "watch"


def test_a_key_that_no_longer_applies_says_so_and_comes_back(people):
    nightly(people.workbook, summary())

    report = nightly(people.workbook, summary({"0012": ("ok", 0.0, None)}, night=1))
    statuses = [row[2] for row in people.cells(TITLE)[2:]]
    nightly(people.workbook, summary(night=2))

    assert statuses == ["inactive", "ok", "inactive"]
    assert set(report.tabs[0].inactive) == {"B-MUG", "1E10"}
    assert [row[2] for row in people.cells(TITLE)[2:]] == ["urgent", "ok", "watch"]


def test_new_rows_go_below_what_people_wrote_under_the_table(people):
    nightly(people.workbook, summary())
    people.type(TITLE, 6, 1, "Total")

    nightly(people.workbook, summary({**ROWS, "NEW": ("ok", 0.2, None)}, night=1))

    assert people.cells(TITLE)[6] == [None, "Total"]
    assert people.cells(TITLE)[7][0] == "NEW"


def test_unticked_boxes_and_zeros_beside_the_table_do_not_push_new_rows_down(people):
    nightly(people.workbook, summary())
    for row in range(2, 30):
        people.type(TITLE, row, 6, False)
    people.type(TITLE, 29, 8, 0)

    nightly(people.workbook, summary({**ROWS, "NEW": ("ok", 0.2, None)}, night=1))

    assert people.cells(TITLE)[5][:3] == ["NEW", "NEW", "ok"]


def test_the_grid_grows_for_more_rows_than_it_has(people):
    nightly(people.workbook, summary())
    many = {f"S{number}": ("ok", number / 7, None) for number in range(1500)}

    nightly(people.workbook, summary({**ROWS, **many}, night=1))

    assert len(people.cells(TITLE)) == 2 + 1503
    assert cell(people, "S1499", "Rate 180d") == pytest.approx(1499 / 7)


def test_another_language_changes_titles_and_headers_in_place(people):
    nightly(people.workbook, summary())
    people.type(TITLE, 2, 5, "ghi chú của Lan")
    people.move_column(TITLE, 3, 1)

    nightly(people.workbook, summary(night=1, words=VIETNAMESE))

    title = "Tổng hợp SKU"
    assert people.titles() == ["Lots", title]
    assert people.cells(title)[1] == [
        "_key",
        "Tỷ lệ 180 ngày",
        "Mã hàng",
        "Trạng thái",
        "Đơn mới nhất",
        "Ghi chú ✎",
        "Đã xong ✎",
    ]
    assert cell(people, "B-MUG", "Ghi chú ✎", title) == "ghi chú của Lan"


def test_a_column_of_a_later_version_is_added_at_the_right_end(people):
    nightly(people.workbook, summary())
    people.type(TITLE, 1, 7, "Mine")

    report = nightly(people.workbook, summary(night=1, extra=("trend",), layout=2))

    assert people.cells(TITLE)[1][7:] == ["Mine", "Trend"]
    assert cell(people, "0012", "Trend") == "rising"
    assert report.issues == ()
    tab = next(tab for tab in people.workbook.info().tabs if tab.title == TITLE)
    assert tab.marks["layout"] == "2"


def test_a_later_version_does_not_double_a_renamed_column(people):
    nightly(people.workbook, summary())
    people.type(TITLE, 1, 3, "Defect rate")

    report = nightly(people.workbook, summary(night=1, extra=("trend",), layout=2))

    assert people.cells(TITLE)[1][3] == "Defect rate"
    assert people.cells(TITLE)[1][7:] == ["Trend"]
    assert [issue.column for issue in report.issues] == ["rate"]


def test_a_sku_with_a_new_name_keeps_its_row(people):
    nightly(people.workbook, summary())
    people.type(TITLE, 2, 5, "keep me")
    rows = {"C-MUG": ROWS["B-MUG"], "0012": ROWS["0012"], "1E10": ROWS["1E10"]}

    report = nightly(people.workbook, summary(rows, night=1, renamed={"B-MUG": "C-MUG"}))

    assert people.cells(TITLE)[2] == ["C-MUG", "C-MUG", "urgent", 0.075, 45_580, "keep me"]
    assert report.tabs[0].new == ()


def test_of_two_columns_with_our_header_the_one_with_our_values_is_ours(people):
    nightly(people.workbook, summary())
    people.insert_column(TITLE, 1)
    people.type(TITLE, 1, 1, "Status")
    people.type(TITLE, 2, 1, "talk to them")

    nightly(people.workbook, summary({**ROWS, "B-MUG": ("ok", 0.1, None)}, night=1))

    assert people.cells(TITLE)[2][:4] == ["B-MUG", "talk to them", "B-MUG", "ok"]


def test_two_columns_that_both_could_be_ours_are_reported_and_left_alone(people):
    nightly(people.workbook, summary({"A": ("ok", 0.1, None)}))
    people.type(TITLE, 1, 7, "Status")
    people.type(TITLE, 2, 2, "changed")
    before = people.cells(TITLE)[2]

    report = nightly(people.workbook, summary({"A": ("watch", 0.1, None)}, night=1))

    assert [issue.code for issue in report.issues] == ["output_header_twice"]
    assert people.cells(TITLE)[2] == before


def test_the_run_log_has_the_newest_run_on_top_and_keeps_so_many(people):
    nightly(people.workbook, run_log(0))
    people.remark("Run log", 2, 2, "this was the power cut")
    for night in (1, 2, 3):
        nightly(people.workbook, run_log(night, keep=3))

    rows = people.cells("Run log")
    assert [row[0] for row in rows[2:]] == ["run-3", "run-2", "run-1"]
    assert people.remarks("Run log") == {}


def test_a_remark_in_the_run_log_goes_down_with_its_run(people):
    nightly(people.workbook, run_log(0))
    people.remark("Run log", 2, 2, "power cut")

    nightly(people.workbook, run_log(1))

    assert [row[0] for row in people.cells("Run log")[2:]] == ["run-1", "run-0"]
    assert people.remarks("Run log") == {(3, 2): "power cut"}


def test_of_a_sorted_run_log_the_oldest_run_goes(people):
    nightly(people.workbook, run_log(2, 1, 0))
    people.order("Run log", 2, [4, 3, 2])

    nightly(people.workbook, run_log(3, keep=3))

    assert [row[0] for row in people.cells("Run log")[2:]] == ["run-3", "run-1", "run-2"]


def test_a_dry_run_shows_the_cells_that_would_change_and_changes_none(people):
    nightly(people.workbook, summary())
    before = people.cells(TITLE)
    info = people.workbook.info()

    plans = survey(
        [summary({**ROWS, "0012": ("watch", 0.0, None)}, night=1)],
        info=info,
        grids=people.workbook.read(info.tabs),
    )

    changed = [one for one in differences(plans) if one.key]
    assert [(one.tab, one.key, one.header, one.old, one.new) for one in changed] == [
        (TITLE, "0012", "Status", "ok", "watch")
    ]
    assert people.cells(TITLE) == before


def test_charts_get_a_tab_of_their_own_once(people):
    people.add_tab("charts", [["theirs"]])
    nightly(people.workbook, trend())
    titles = people.titles()
    people.delete_tab("Charts 2")

    nightly(people.workbook, trend(night=1))

    assert titles == ["Lots", "charts", "_trend", "Charts 2"]
    assert people.titles() == ["Lots", "charts", "_trend"]


def in_vietnamese(night):
    return replace(trend(night, words=VIETNAMESE), charts_titles=("Biểu đồ", "Charts"))


def test_another_language_changes_the_title_of_the_tab_for_charts(people):
    nightly(people.workbook, trend())

    nightly(people.workbook, in_vietnamese(night=1))
    nightly(people.workbook, trend(night=2))

    assert people.titles() == ["Lots", "_trend", "Charts"]


def test_a_tab_for_charts_keeps_the_title_that_a_person_gave_it_or_took(people):
    nightly(people.workbook, trend())
    people.rename("Charts", "Our charts")
    nightly(people.workbook, in_vietnamese(night=1))
    renamed = people.titles()
    people.rename("Our charts", "Biểu đồ")
    people.add_tab("Charts", [["theirs"]])

    nightly(people.workbook, trend(night=2))

    assert renamed == ["Lots", "_trend", "Our charts"]
    assert people.titles() == ["Lots", "_trend", "Biểu đồ", "Charts"]


def test_reading_gives_whole_columns_without_trailing_blanks(people):
    people.add_tab("Odd", [[None, "b"], [None, None], [1.5, None], [None, "text"], [None, None]])
    info = people.workbook.info()
    tab = next(tab for tab in info.tabs if tab.title == "Odd")

    grid = people.workbook.read([tab])[tab.tab_id]

    assert [list(column) for column in grid.columns][1][0] == "b"
    assert grid.cell(2, 0) == 1.5
    assert grid.cell(4, 0) is None
    assert grid.rows == 4


def test_reading_a_tab_that_is_gone_names_it(people):
    people.add_tab("Gone", [["x"]])
    tab = next(tab for tab in people.workbook.info().tabs if tab.title == "Gone")
    people.delete_tab("Gone")

    with pytest.raises(TabNotFoundError, match="'Gone' is gone"):
        people.workbook.read([tab])


def test_reading_finds_a_tab_that_was_renamed_meanwhile(people):
    people.add_tab("Before", [["x"]])
    tab = next(tab for tab in people.workbook.info().tabs if tab.title == "Before")
    people.rename("Before", "After")

    grid = people.workbook.read([tab])[tab.tab_id]

    assert grid.tab.title == "After"
    assert grid.cell(0, 0) == "x"


def test_a_write_to_a_tab_that_is_gone_changes_nothing(people):
    nightly(people.workbook, summary())
    tab = next(tab for tab in people.workbook.info().tabs if tab.title == TITLE)
    people.delete_tab(TITLE)

    with pytest.raises(ReadAgainError):
        people.workbook.write([TabChange(tab_id=tab.tab_id, title=TITLE, retitle="x")])

    assert people.titles() == ["Lots"]


def test_a_workbook_has_a_name(people):
    people.workbook.info()

    assert people.workbook.name in {"memory", "Quality", "quality.xlsx"}
