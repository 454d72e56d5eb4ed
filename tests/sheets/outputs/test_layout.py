"""Headers, stamps, colours and keys that every tab has in common."""

from dataclasses import replace
from datetime import datetime

import polars as pl
import pytest

from quality.issues import Issue, Severity
from quality.rules import MoneyRules, Rules, SignalRules
from sheets.outputs.catalogue import OUTPUTS, output_columns
from sheets.outputs.context import Place
from sheets.outputs.issue_ids import issue_id
from sheets.outputs.layout import Plan, laid_out
from sheets.outputs.table import FIRST_ROW, KEY_HEADER, Kind, OutputTab
from tests.sheets.outputs.sample import context, shop


def headers(tab):
    return {column.id: column for column in tab.columns}


def test_a_header_names_the_window_and_the_currency_of_the_rules():
    rules = Rules(signal=SignalRules(window_days=90), money=MoneyRules(own_currency="MYR"))

    columns = headers(OUTPUTS["sku_summary"](shop(), context(rules=rules)))

    assert columns["nonconforming"].header == "Defective 90d"
    assert columns["loss"].header == "Est. loss 90d MYR"
    assert "90 days" in columns["units"].note


def test_a_header_is_found_again_after_its_rule_was_changed():
    rules = Rules(signal=SignalRules(window_days=90))

    columns = headers(OUTPUTS["sku_summary"](shop(), context(rules=rules)))

    assert {"Defective 90d", "Defective 180d", "Lỗi 180 ngày"} <= set(
        columns["nonconforming"].headers
    )


def test_money_carries_the_signs_of_the_two_currencies():
    tab = OUTPUTS["supplier_trends"](shop(), context())

    assert tab.symbols == {Kind.PURCHASE_MONEY: "¥", Kind.OWN_MONEY: "₫"}


def test_people_have_columns_of_their_own_that_we_never_fill():
    for name, output in OUTPUTS.items():
        tab = output(shop(), context())
        yours = [column for column in tab.columns if column.yours]
        assert all(column.header.endswith("✎") for column in yours), name
        assert not {column.id for column in yours} & set(tab.cells)


def test_the_status_words_of_every_language_keep_their_colour():
    tab = OUTPUTS["sku_summary"](shop(), context("vi"))

    assert tab.colours["khẩn cấp"] == tab.colours["urgent"] == "red"
    assert tab.colours["báo động"] == "orange"
    assert tab.colours["theo dõi"] == "yellow"
    assert tab.colours["còn quá sớm"] == "grey"
    assert "ổn" not in tab.colours


def test_every_tab_that_people_work_through_has_its_worst_rows_as_a_view():
    for name, output in OUTPUTS.items():
        tab = output(shop(), context())
        ids = {column.id for column in tab.columns}
        assert bool(tab.views) == (name not in {"run_log", "_trend"}), name
        for view in tab.views:
            assert {column for column, _ in view.order} | set(view.hidden) <= ids, name


def test_no_two_views_of_a_spreadsheet_share_a_title():
    views = [view for make in OUTPUTS.values() for view in make(shop(), context()).views]

    assert len({view.title for view in views}) == len(views) == 11


def test_a_view_leaves_out_what_is_settled_in_every_language():
    worst, mine = OUTPUTS["signals"](shop(), context("vi")).views

    assert worst.title == "Tệ nhất trước: Báo động"
    assert worst.hidden == {"level": ("không còn", "inactive", "đã đóng", "closed")}
    assert worst.filled == ()
    assert (mine.id, mine.filled) == ("mine", ("owner",))
    assert [one.id for one in OUTPUTS["batches"](shop(), context()).views] == ["worst"]


def test_a_snoozed_row_has_a_status_without_colour():
    tab = OUTPUTS["sku_summary"](shop(), context())
    status = dict(zip(tab.keys, tab.cells["status"], strict=True))

    assert status["C-TOTE"] == "watch (latest batch ok) · snoozed"
    assert status["C-TOTE"] not in tab.colours
    assert status["C-SCARF"] == "too early", "a snooze that is over"


def test_a_row_that_no_longer_applies_has_a_word_for_it():
    assert OUTPUTS["signals"](shop(), context("vi")).inactive == "không còn"
    assert OUTPUTS["batches"](shop(), context()).status_column is None


@pytest.mark.parametrize(
    ("issues", "text"), [(0, "no data issues"), (1, "1 data issue"), (2, "2 data issues")]
)
def test_the_stamp_counts_the_open_issues(issues, text):
    stamp = OUTPUTS["batches"](shop(), context(issues=context().issues[:issues])).stamp

    assert f" · {text} · " in stamp.text


def test_an_issue_that_a_person_ticked_away_is_not_counted():
    ignored = frozenset({issue_id(context().issues[0])})

    stamp = OUTPUTS["batches"](shop(), context(ignored=ignored)).stamp

    assert " · 1 data issue · " in stamp.text


def test_the_stamp_names_when_where_and_how():
    stamp = OUTPUTS["run_log"](shop(), context(result="refused")).stamp

    assert stamp.text.startswith("Refreshed 2025-06-02 02:10 (Asia/Ho_Chi_Minh) · done, but")
    assert stamp.at == datetime(2025, 6, 2, 2, 10)


def test_the_stamp_speaks_of_white_columns_only_where_there_are_some():
    assert "white columns are yours" in OUTPUTS["batches"](shop(), context()).stamp.text
    assert "yours" not in OUTPUTS["run_log"](shop(), context()).stamp.text


def test_the_stamp_ends_with_the_one_next_thing_to_fill_in():
    with_next = OUTPUTS["batches"](shop(), context()).stamp
    without = OUTPUTS["batches"](shop(next_to_fill=None), context()).stamp
    log = OUTPUTS["run_log"](shop(), context()).stamp

    assert with_next.text.endswith("next: add units received in Receiving & QC to get rates")
    assert without.text.endswith("white columns are yours")
    assert "next:" not in log.text


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("sku_summary", "MUG-OLD", "B-MUG"),
        ("batches", "MUG-2410|MUG-OLD", "MUG-2410|B-MUG"),
        ("signals", "MUG-OLD|broken|defect", "B-MUG|broken|defect"),
        ("qc_plan", "MUG-OLD|2025-05-20", "B-MUG|2025-05-20"),
        ("reorder_briefs", "MUG-OLD|2025-06-10", "B-MUG|2025-06-10"),
    ],
)
def test_a_renamed_product_keeps_its_row(name, old, new):
    tab = OUTPUTS[name](shop(), context(old_skus={"MUG-OLD": "B-MUG"}))

    assert tab.renamed[old] == new


def test_a_supplier_is_not_renamed_by_a_products_old_code():
    assert OUTPUTS["supplier_trends"](shop(), context(old_skus={"x": "Hengda"})).renamed == {}


@pytest.mark.parametrize(
    ("place", "link"),
    [
        (Place(title="Log", gid="77", columns={"sku": "B"}), "#gid=77&range=B17"),
        (Place(title="Log", gid="0", address="https://x/edit"), "https://x/edit#gid=0&range=A17"),
        (Place(title="Lỗi '25", columns={"sku": "B"}), "'Lỗi ''25'!B17"),
    ],
)
def test_a_link_leads_to_the_cell(place, link):
    assert place.link(row=17, column="sku") == link


def test_a_link_to_a_whole_tab_leads_to_its_first_cell():
    assert Place(title="Log").link(row=None, column=None) == "'Log'!A1"


def tab(**changes):
    parts = OUTPUTS["run_log"](shop(), context())
    return replace(parts, **changes)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"cells": {}}, "cells must be given for"),
        ({"keys": ("run-2",)}, "2 values for 1 keys"),
        ({"keys": ("run-1", "run-1")}, "keys must be unique"),
    ],
)
def test_a_tab_that_does_not_fit_together_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        tab(**changes)


def test_a_tab_starts_with_its_stamp_headers_and_keys():
    assert isinstance(tab(), OutputTab)
    assert (KEY_HEADER, FIRST_ROW) == ("_key", 2)


def test_the_same_issue_in_two_rows_has_one_id_whatever_its_row():
    one = Issue(code="c", severity=Severity.ERROR, tab="t", row=3, found="x")

    assert issue_id(one) == issue_id(replace(one, row=9)) != issue_id(replace(one, found="y"))
    assert issue_id(one) == "DI-" + issue_id(one)[3:]


def test_the_columns_are_known_before_anything_was_found():
    before = output_columns(context("vi"))

    for name, output in OUTPUTS.items():
        assert before[name] == output(shop(), context("vi")).columns


def test_a_column_of_sentences_is_wide_and_goes_on_below():
    columns = headers(OUTPUTS["sku_summary"](shop(), context()))

    assert (columns["why"].width, columns["why"].wrap) == (44, True)
    assert (columns["sku"].width, columns["sku"].wrap) == (30, False)


def test_the_last_column_may_run_on_to_the_right():
    for name in ("sku_summary", "supplier_trends", "batches", "signals"):
        last = OUTPUTS[name](shop(), context()).columns[-1]
        assert (last.id, last.wrap) == ("in_words", False)


def test_a_text_that_stands_in_many_rows_of_a_column_is_one_object():
    frame = pl.DataFrame(
        {"_key": [f"L{row}" for row in range(9)], "lot_id": ["đang chờ đủ tuổi", None, "x"] * 3}
    )
    plan = Plan(id="batches", columns={"lot_id": Kind.TEXT})

    tab = laid_out(plan, frame, findings=shop(), context=context())

    assert tab.cells["lot_id"] == ["đang chờ đủ tuổi", None, "x"] * 3
    assert len(set(map(id, tab.cells["lot_id"]))) == 3
