"""What single tabs promise: one fact of the specification each."""

from datetime import date
from decimal import Decimal

import pytest

from quality.issues import Issue, Severity
from quality.reorders import Ask
from sheets.contract import TABS
from sheets.outputs.catalogue import OUTPUTS
from sheets.outputs.issue_ids import issue_id
from sheets.outputs.reorder_briefs import ask_in_short
from sheets.outputs.trend_data import LOTS, QUARTERS
from tests.sheets.outputs.sample import (
    context,
    reorder,
    shop,
    supplier_facts,
)


def row(name, key, *, findings=None, **changes):
    tab = OUTPUTS[name](findings or shop(), context(**changes))
    at = list(tab.keys).index(key)
    return {column: values[at] for column, values in tab.cells.items()}


def test_a_lot_says_its_count_its_rate_and_how_far_it_can_be_trusted():
    lot = row("batches", "MUG-2410|B-MUG")

    assert lot["fraction"] == 0.075
    assert lot["in_words"].startswith("15 of 200 = 7.5 % (likely 4.6–12.0 %). Worse than usual")


def test_a_young_clean_lot_says_what_it_could_still_become():
    assert row("batches", "SCF-2505|C-SCARF")["in_words"] == (
        "None in 80 so far: could still be up to 21.0 %."
    )


def test_a_lot_without_a_received_figure_has_a_count_and_no_rate():
    lot = row("batches", "CAP-1|C-CAP")

    assert (lot["nonconforming"], lot["fraction"]) == (3, None)
    assert lot["in_words"] == "3 found; no rate without a received figure."


def test_a_type_of_the_teams_own_keeps_its_name():
    assert row("batches", "CAP-1|C-CAP")["types"] == "zip_stuck 3"


def test_new_lots_stand_below_older_ones():
    tab = OUTPUTS["batches"](shop(), context())
    received = [day for day in tab.cells["received"] if day is not None]

    assert received == sorted(received)


@pytest.mark.parametrize(
    ("opened", "needed", "text"),
    [(1, 3, "1 opened, 3 needed"), (None, 3, "3 needed"), (4, None, "4"), (None, None, None)],
)
def test_cartons_opened_stand_beside_cartons_needed(opened, needed, text):
    lot = {"key": "L|S", "lot_id": "L", "sku": "S", "cartons_opened": opened,
           "cartons_needed": needed}  # fmt: skip

    assert row("batches", "L|S", findings=shop(lots=(lot,)))["cartons"] == text


def test_the_worst_product_stands_on_top():
    assert OUTPUTS["sku_summary"](shop(), context()).keys == [
        "B-MUG", "C-CAP", "C-TOTE", "C-SCARF", "0012",
    ]  # fmt: skip


def test_the_latest_lot_stands_with_its_count():
    assert row("sku_summary", "B-MUG")["latest_lot"] == "MUG-2503 (2/260)"
    assert row("sku_summary", "C-TOTE")["latest_lot"] == "TOT-2503"


def test_a_product_with_young_lots_is_judged_so_far():
    sku = {"sku": "S", "status": "signal", "nonconforming": 6, "matched": 6, "units": 300,
           "fraction": 0.02, "lower": 0.01, "upper": 0.04, "mature_units": 180.0}  # fmt: skip
    clean = {**sku, "nonconforming": 0, "matched": 0, "fraction": 0.0}

    assert row("sku_summary", "S", findings=shop(skus=(sku,)))["in_words"] == (
        "6 of 300 so far = 2.0 %. About 60 % of complaints are usually in by now."
    )
    assert row("sku_summary", "S", findings=shop(skus=(clean,)))["in_words"] == (
        "None in 300 so far. About 60 % of complaints are usually in by now."
    )


@pytest.mark.parametrize("name", ["sku_summary", "supplier_trends", "batches"])
def test_where_nothing_was_received_and_nothing_found_nothing_is_said(name):
    blank = {
        "skus": ({"sku": "S", "nonconforming": 0, "matched": 0, "units": 0},),
        "suppliers": ({"supplier": "S", "nonconforming": 0},),
        "lots": ({"key": "S", "nonconforming": 0},),
    }

    assert row(name, "S", findings=shop(**blank))["in_words"] is None


def test_a_reason_does_not_speak_of_0_received():
    sku = {"sku": "S", "reason": "few_found", "nonconforming": 1, "units": 0}

    assert row("sku_summary", "S", findings=shop(skus=(sku,)))["why"] == (
        "1 found; nothing repeats."
    )


def test_the_only_product_has_no_rank():
    sku = {"sku": "S", "adjusted": 0.02, "rank": 1}

    assert row("sku_summary", "S", findings=shop(skus=(sku,)))["in_words"] is None


def test_a_long_reason_is_cut_to_90_characters():
    sku = {"sku": "S", "latest_lot": "L" * 80, "reason": "lot_alarm"}
    lot = {"key": "x", "lot_id": "L" * 80, "sku": "S", "units": 10, "nonconforming": 5}

    why = row("sku_summary", "S", findings=shop(skus=(sku,), lots=(lot,)))["why"]

    assert len(why) == 90
    assert why.endswith("…")


def test_a_one_off_lot_that_figures_leave_out_is_named():
    sku = {"sku": "S", "one_off_lots": ["TOT-2501"]}

    assert row("sku_summary", "S", findings=shop(skus=(sku,)))["in_words"] == (
        "One-off batch left out of the trend, and of the adjusted rate unless it came last: TOT-2501."
    )


def test_a_loss_that_was_not_typed_is_called_an_estimate():
    assert row("sku_summary", "B-MUG")["in_words"].endswith("The loss is an estimate.")
    assert "estimate" not in row("sku_summary", "C-TOTE")["in_words"]


def test_a_signal_says_units_and_reports_apart():
    assert row("signals", "C-CAP|loose_stitch|defect")["in_words"].startswith("3 alike in 1 report")


def test_a_signal_in_line_with_its_volume_is_shown_and_says_so():
    said = row("signals", "A-FAN|not_working|defect")["in_words"]

    assert said == "3 alike in 3 reports: in line with 10,000 received."


def test_a_signal_names_the_platforms():
    assert "Shopee 5 · TikTok Shop 3" in row("signals", "B-MUG|broken|defect")["in_words"]


def test_a_signal_that_a_person_closed_is_grey_and_last():
    tab = OUTPUTS["signals"](shop(), context())

    assert tab.keys[-1] == "A-FAN|not_working|defect"
    assert tab.cells["level"][-1] == "closed"
    assert tab.colours["closed"] == "grey"


def test_signs_name_the_products_that_gave_them():
    supplier = row("supplier_trends", "Hengda")

    assert supplier["sign_a"] == "strong: A-FAN, A-LAMP"
    assert (supplier["sign_b"], supplier["sign_c"]) == ("weak", None)
    assert supplier["why"] == "Signs A, B hold, at least one of them strong."


def test_raw_rates_never_stand_without_the_warning_that_the_mix_is_in_them():
    assert (
        "With the product mix not removed: 5.2 % before, 3.7 % in"
        in (row("supplier_trends", "Hengda")["in_words"])
    )


@pytest.mark.parametrize(
    ("language", "first", "last"),
    [
        ("en", "① Count right?", "⑤ Packaging intact?"),
        ("vi", "① Đủ số lượng?", "⑤ Bao bì nguyên vẹn?"),
    ],
)
def test_the_qc_plan_prints_the_five_checks(language, first, last):
    checklist = row("qc_plan", "C-SOCK|", language=language)["checklist"]

    assert checklist.startswith(first)
    assert checklist.endswith(last)


def test_an_arrival_without_a_result_is_overdue_until_it_is_done():
    assert row("qc_plan", "B-MUG|2025-05-20")["overdue"] == "overdue"
    assert row("qc_plan", "C-SCARF|2025-05-01")["overdue"] == "done"
    assert row("qc_plan", "B-VASE|2025-06-12")["overdue"] is None


def test_an_inspection_that_pays_says_how_many_times():
    assert row("qc_plan", "B-MUG|2025-05-20")["psi"].startswith("Worth it (5.5×).")
    assert row("qc_plan", "B-VASE|2025-06-12")["psi"] == (
        "Not worth it; ask for photos instead. Pays from a rate of 1.6 %. "
        "The fee is the default, check with the agent."
    )
    assert row("qc_plan", "C-SCARF|2025-05-01")["psi"] == "Not needed."


def test_a_use_test_is_the_products_own_or_the_one_of_its_defect():
    assert row("qc_plan", "C-SCARF|2025-05-01")["use_test"] == "5 pcs: wash 3 times"
    assert row("qc_plan", "B-MUG|2025-05-20")["use_test"] == (
        "3 pcs: wash 3 times, rub with a white cloth"
    )


def test_a_defect_type_of_the_teams_own_is_tested_for_by_its_name():
    arrival = {"key": "S|", "function_test": "zip_stuck", "use_test_type": "smell",
               "use_test_pieces": 3}  # fmt: skip

    shown = row("qc_plan", "S|", findings=shop(qc_plan=(arrival,)))

    assert shown["extra_step"] == "Test for this: zip_stuck."
    assert shown["use_test"] == "3 pcs: use it and look for this: Chemical smell"


def test_the_brief_tab_shows_three_asks_and_the_least_to_accept():
    asks = tuple(Ask(id="packlist") for _ in range(4))
    plan = reorder(said=supplier_facts(asks=asks))

    shown = row("reorder_briefs", plan.key, findings=shop(reorders=(plan,)))

    assert shown["ask_1"] == shown["ask_2"] == shown["ask_3"]
    assert shown["fallback"] == "15 replacement pieces, worth ¥277.50"


def test_a_plan_without_a_brief_yet_has_a_decision_and_blank_documents():
    shown = row("reorder_briefs", "C-SOCK|2025-06-11")

    assert shown["decision"] == "NO ISSUE"
    assert [shown[name] for name in ("message_zh", "link", "built", "sent", "fraction")] == (
        [None] * 5
    )


@pytest.mark.parametrize(
    ("ask", "text"),
    [
        (
            Ask(id="discount", fraction=0.075, price_before=Decimal("18.5"),
                price_after=Decimal("17.11"), value=Decimal("416.25"), nonconforming=15,
                received=200),
            "Price cut 7.5 % (15 of 200): ¥18.50 → ¥17.11, worth ¥416.25",
        ),
        (Ask(id="discount", fraction=0.075), "Price cut 7.5 %"),
        (
            Ask(id="discount", fraction=0.03, price_before=Decimal("0.15"),
                price_after=Decimal("0.1455"), value=Decimal(45), nonconforming=3, received=100),
            "Price cut 3 % (3 of 100): ¥0.1500 → ¥0.1455, worth ¥45",
        ),
        (Ask(id="psi_ours"), "Inspection before shipping, at our cost"),
        (Ask(id="psi", fraction=0.1), "Open 10 % of the cartons before shipping, at their cost"),
        (Ask(id="fading", nonconforming=8, received=300, defect_type="colour_fading"),
         "No fading after 3 washes (8 of 300 faded)"),
        (Ask(id="agreed", units=15, fraction=0.05, agreed_on=date(2025, 5, 20),
             due_on=date(2025, 6, 20)),
         "15 free pieces + 5 % off the price, agreed on 20 May, due 20 Jun"),
        (Ask(id="overdue", agreed_on=date(2025, 5, 20)),
         "Not received yet: compensation, agreed on 20 May"),
    ],
)  # fmt: skip
def test_an_ask_has_its_numbers_or_is_said_without_them(ask, text):
    assert ask_in_short(ask, context()) == text


def test_an_ask_without_words_is_an_error_and_not_a_blank():
    with pytest.raises(KeyError):
        ask_in_short(Ask(id="nonsense"), context())


def test_an_issue_in_several_rows_is_one_row():
    one = Issue(code="not_a_number", severity=Severity.ERROR, tab="defect_log", row=9,
                column="units", found="nhiều", slots={"at": "9"})  # fmt: skip
    other = Issue(code="not_a_number", severity=Severity.ERROR, tab="defect_log", row=4,
                  column="units", found="nhiều", slots={"at": "4"})  # fmt: skip

    shown = row("data_issues", issue_id(one), issues=(one, other))

    assert shown["row"] == 4
    assert shown["problem"].endswith("In 2 rows.")


def test_a_cell_that_cost_its_row_is_said_to_have_done_so():
    issue = Issue(code="not_a_number", severity=Severity.ERROR, tab="reorder_plan", row=4,
                  column="units", found="nhiều", slots={"at": "4", "uncounted": True})  # fmt: skip

    shown = row("data_issues", issue_id(issue), issues=(issue,))

    assert shown["did"] == "The row is not counted (row 4)."


def test_an_issue_keeps_the_night_on_which_it_was_first_told():
    first = context().issues[0]
    known = {issue_id(first): date(2025, 5, 30)}

    assert row("data_issues", issue_id(first), first_seen=known)["first_seen"] == 45807
    assert row("data_issues", issue_id(first))["first_seen"] == 45810


def test_an_issue_that_a_person_ticked_away_stays_listed():
    first = issue_id(context().issues[0])

    assert row("data_issues", first, ignored=frozenset({first}))["open"] == "ignored"


def test_an_issue_of_our_own_tab_is_named_by_its_title():
    issue = Issue(code="not_a_date", severity=Severity.WARNING, tab="signals", slots={"at": ""})
    strange = Issue(code="not_a_date", severity=Severity.WARNING, tab="x", slots={"at": ""})

    assert row("data_issues", issue_id(issue), issues=(issue,))["tab"] == "Signals"
    assert row("data_issues", issue_id(strange), issues=(strange,))["tab"] == "x"


def test_the_worst_issue_comes_first():
    tab = OUTPUTS["data_issues"](shop(), context(issues=tuple(reversed(context().issues))))

    assert tab.cells["severity"] == ["error", "hint"]


@pytest.mark.parametrize(
    ("problems", "text"),
    [
        (["blame:bên vận chuyển"], "blames someone: “bên vận chuyển”"),
        (["no_action"], "no concrete action"),
        (["no_action:sẽ cải thiện"], "no concrete action, only “sẽ cải thiện”"),
        (["too_long:6", "same_as:9"], "too long: 6 sentences; almost the same as row 9"),
        ([], None),
        (None, None),
    ],
)
def test_the_review_queue_says_what_is_wrong_with_a_reply(problems, text):
    review = {"key": "r", "problems": problems}

    assert row("review_queue", "r", findings=shop(reviews=(review,)))["reply_check"] == text


def test_a_review_that_is_not_logged_brings_its_row_for_the_defect_log():
    english = row("review_queue", "2410ABD")["log_row"].split("\t")
    vietnamese = row("review_queue", "2410ABD", language="vi")["log_row"].split("\t")
    columns = [column.id for column in TABS["defect_log"].columns]

    filled = {name: cell for name, cell in zip(columns, english, strict=False) if cell}

    assert filled == {
        "sku": "B-MUG",
        "defect_type": "Broken",
        "found_on": "2025-05-30",
        "units": "1",
        "found_at": "Customer",
        "platform": "Shopee",
        "severity": "Serious",
        "order_ref": "2410ABD",
    }
    assert (vietnamese[1], len(vietnamese)) == ("Vỡ / gãy", len(english))


def test_a_review_of_which_little_is_known_still_brings_its_row():
    review = {"key": "r", "task": "log_defect", "sku": "S"}

    assert row("review_queue", "r", findings=shop(reviews=(review,)))["log_row"] == (
        "S\t\t\t\t\t1\tCustomer"
    )


def test_a_listing_signal_names_the_part_to_change():
    assert row("signals", "C-SCARF|photos|listing", language="vi")["defect"] == "ảnh"


def test_the_run_log_keeps_the_newest_on_top():
    tab = OUTPUTS["run_log"](shop(), context())

    assert tab.newest_first
    assert tab.keys == ["run-2", "run-1"]
    assert (tab.cells["version"][1], tab.cells["message"][1]) == (None, None)


def test_the_chart_numbers_have_one_shape_whatever_was_found():
    full = OUTPUTS["_trend"](shop(), context())
    many = tuple(
        {"key": f"L{n}|S{n}", "lot_id": f"L{n}", "sku": f"S{n}", "supplier": f"F{n}",
         "status": "ok", "units": 100 + n, "mature_units": 100.0, "nonconforming": n,
         "received_on": date(2025, 2, 1)}
        for n in range(9)
    )  # fmt: skip
    skus = tuple({"sku": f"S{n}", "status": "ok", "nonconforming": n} for n in range(9))
    crowded = OUTPUTS["_trend"](shop(lots=many, skus=skus), context())

    assert full.keys == crowded.keys
    assert len(full.keys) == 2 + QUARTERS + LOTS
    assert full.hidden
    assert crowded.cells["series_1"][0] == "F8", "the largest supplier"
    assert crowded.cells["series_6"][0] == "F3"


def test_the_charts_cover_the_whole_table():
    tab = OUTPUTS["_trend"](shop(), context())
    first, second = tab.charts

    assert (first.first_row, first.rows) == (0, 1 + QUARTERS)
    assert second.first_row + second.rows == len(tab.keys)
    assert {chart.columns for chart in tab.charts} == {len(tab.cells)}
    assert tab.charts_titles == ("Charts", "Biểu đồ")


def test_a_chart_point_counts_the_units_whose_complaints_are_in():
    tab = OUTPUTS["_trend"](shop(), context())
    column = tab.cells["series_1"]

    assert column[tab.keys.index("quarter_7")] == pytest.approx(2 / 216)
    assert column[tab.keys.index("quarter_8")] is None
