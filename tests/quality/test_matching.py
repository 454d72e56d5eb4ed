"""Defect rows to lots: by id, else by date, else to the product alone."""

from datetime import date, datetime

import pytest

from quality.codes import StudyIssue
from quality.cutoff import until
from quality.matching import match
from quality.resolve import resolve
from quality.rules import MatchingRules
from tests import make

AS_OF = date(2025, 6, 2)
TWO_LOTS = [
    make.lot("A", received_on=date(2025, 2, 20)),
    make.lot("B", received_on=date(2025, 2, 28)),
]


def matched(defects, lots=(), **tabs):
    records = make.records(defects=defects, lots=lots, **tabs)
    return match(resolve(until(records, AS_OF)).records, rules=MatchingRules())


def placed(defects, lots=(), **tabs):
    return matched(defects, lots, **tabs).rows.select("level", "lot_id").rows()


def codes(result):
    return [issue.code for issue in result.issues]


@pytest.mark.parametrize("typed", ["A", " a ", "ａ"])
def test_a_typed_lot_of_the_product_is_exact(typed):
    assert placed([make.defect(lot_id=typed)], TWO_LOTS) == [("exact", "A")]


@pytest.mark.parametrize(
    ("imported", "expected"),
    [
        (date(2025, 2, 27), ("date_near", "B")),  # 1 against 7 days
        (date(2025, 2, 24), ("ambiguous", None)),  # 4 against 4
        (date(2025, 2, 25), ("ambiguous", None)),  # 3 against 5: a lead of 2
        (date(2025, 2, 18), ("date_near", "A")),  # 2 against 10, the last day of the window
        (date(2025, 2, 17), ("date", "A")),  # 3; the other is 11 away
        (date(2025, 2, 10), ("date", "A")),  # 10 days
        (date(2025, 2, 9), ("sku_only", None)),  # 11 days
        (date(2025, 3, 10), ("date", "B")),
        (date(2025, 3, 11), ("sku_only", None)),
    ],
)
def test_an_import_date_finds_the_lot_near_it(imported, expected):
    assert placed([make.defect(imported_on=imported)], TWO_LOTS) == [expected]


@pytest.mark.parametrize(
    ("received", "level"),
    [
        (date(2025, 1, 26), "sku_only"),
        (date(2025, 1, 27), "date"),  # 5 days before the month
        (date(2025, 3, 5), "date"),  # 5 days after it
        (date(2025, 3, 6), "sku_only"),
    ],
)
def test_a_month_finds_the_lot_received_in_it_or_nearly(received, level):
    row = make.defect(imported_on=date(2025, 2, 1), imported_month=True)

    assert placed([row], [make.lot("A", received_on=received)])[0][0] == level


def test_a_month_never_chooses_between_lots():
    row = make.defect(imported_on=date(2025, 2, 1), imported_month=True)
    result = matched([row], TWO_LOTS)

    assert result.rows["candidates"].to_list() == [["A", "B"]]
    assert result.issues[0].slots["when"] == "02/2025"
    assert result.issues[0].found == "2025-02"


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (date(2025, 2, 19), ("sku_only", None)),  # before it arrived
        (date(2025, 2, 20), ("assumed", "A")),
        (date(2025, 5, 21), ("assumed", "A")),  # 90 days
        (date(2025, 5, 22), ("sku_only", None)),
    ],
)
def test_a_day_of_finding_assumes_the_only_lot_of_the_90_days_before(found, expected):
    assert placed([make.defect(found_on=found)], TWO_LOTS[:1]) == [expected]


def test_two_lots_before_a_day_of_finding_are_ambiguous():
    result = matched([make.defect(found_on=date(2025, 3, 20))], TWO_LOTS)

    assert result.rows["level"].to_list() == ["ambiguous"]
    assert (result.issues[0].column, result.issues[0].found) == ("found_on", "2025-03-20")


def test_a_lot_that_arrived_after_the_defect_was_found_is_no_candidate():
    row = make.defect(imported_on=date(2025, 2, 24), found_on=date(2025, 2, 26))

    assert placed([row], TWO_LOTS) == [("date", "A")]


def test_without_any_day_a_row_counts_for_the_product():
    assert placed([make.defect()], TWO_LOTS) == [("sku_only", None)]


def test_a_lot_without_a_day_of_receipt_is_found_by_its_id_only():
    lots = [make.lot("A", received_on=None)]

    assert placed([make.defect(lot_id="A"), make.defect(found_on=AS_OF)], lots) == [
        ("exact", "A"),
        ("sku_only", None),
    ]


def test_a_lot_of_another_product_is_reported_and_the_date_decides():
    rows = [make.defect(lot_id="M", imported_on=date(2025, 2, 18))]
    result = matched(rows, [*TWO_LOTS, make.lot("M", "A-FAN")])

    assert result.rows["lot_id"].to_list() == ["A"]
    [issue] = result.issues
    assert (issue.code, issue.slots["of_sku"], issue.severity) == (
        "batch_sku_mismatch",
        "A-FAN",
        "error",
    )


def test_an_unknown_lot_is_reported_with_what_it_may_mean():
    rows = [make.defect(lot_id="MUG-2041"), make.defect(lot_id="QQQ"), make.defect(lot_id="QQQ")]
    result = matched(rows, [make.lot("MUG-2410")])

    assert [(issue.code, issue.rows) for issue in result.issues] == [
        ("unknown_lot_similar", 1),
        ("unknown_lot", 2),
    ]
    assert result.issues[0].slots["suggestion"] == "MUG-2410"


def test_while_no_lots_are_kept_a_typed_lot_is_nothing_to_report():
    assert codes(matched([make.defect(lot_id="MUG-2410")])) == []


def test_after_many_unknown_lots_no_more_guesses_are_made():
    rows = [make.defect(lot_id=f"Q{n:03d}ZZ") for n in range(100)]
    result = matched([*rows, make.defect(lot_id="MUG-2401")], [make.lot("MUG-2410")])

    assert codes(result)[-1] == "unknown_lot"


def test_an_import_date_far_from_every_lot_is_reported_with_its_day_or_month():
    rows = [
        make.defect(imported_on=date(2024, 5, 5)),
        make.defect(imported_on=date(2024, 5, 1), imported_month=True),
        make.defect("A-FAN", imported_on=date(2024, 5, 5)),  # no lots of this one are known
    ]
    result = matched(rows, TWO_LOTS)

    assert [(i.code, i.slots["when"]) for i in result.issues] == [
        ("no_lot_near_date", date(2024, 5, 5)),
        ("no_lot_near_date", "05/2024"),
    ]


def test_a_defect_found_before_its_lot_arrived_is_counted_and_reported():
    result = matched([make.defect(lot_id="A", found_on=date(2025, 2, 1))], TWO_LOTS)

    assert result.rows["counted"].to_list() == [True]
    assert codes(result) == [StudyIssue.FOUND_BEFORE_RECEIVED]


def test_rows_typed_alike_share_one_issue():
    rows = [make.defect(imported_on=date(2025, 2, 24), order_ref=str(n)) for n in range(3)]
    [issue] = matched(rows, TWO_LOTS).issues

    assert (issue.rows, issue.row, issue.slots["units"]) == (3, 2, 3)


def test_a_row_with_a_day_that_repeats_another_is_not_counted():
    row = make.defect(found_on=date(2025, 3, 1), lot_id="A")
    result = matched([row, row, make.defect(found_on=date(2025, 3, 1), lot_id="B")], TWO_LOTS)

    assert result.rows["counted"].to_list() == [True, False, True]
    assert result.rows["dropped"].to_list() == [None, "duplicate", None]
    assert codes(result) == ["duplicate_row"]


def test_rows_of_three_columns_are_complaints_of_their_own_however_alike():
    """Without a day, an order or a note nothing says that two rows are one complaint."""
    assert matched([make.defect(lot_id="A")] * 3, TWO_LOTS).rows["counted"].all()


def test_one_order_complains_once_about_one_kind():
    rows = [
        make.defect(order_ref="2410AB", note="vỡ quai"),
        make.defect(order_ref="2410ab ", note="gửi lại ảnh"),
        make.defect(order_ref="2410AB", kind="chipped"),
        make.defect("A-FAN", order_ref="2410AB"),
    ]

    assert matched(rows).rows["counted"].to_list() == [True, False, True, True]


@pytest.mark.parametrize("cell", ["order_ref", "photo_links", "note"])
def test_any_telling_cell_makes_a_repeat_visible(cell):
    assert matched([make.defect(**{cell: "x"})] * 2).rows["counted"].to_list() == [True, False]


def test_a_contact_time_makes_a_repeat_visible():
    rows = [make.defect(contacted_at=datetime(2025, 3, 1, 9))] * 2

    assert matched(rows).rows["counted"].to_list() == [True, False]


def test_an_ignored_row_is_read_not_counted_and_raises_no_issue():
    rows = [make.defect(imported_on=date(2025, 2, 24), claim="ignore")]
    result = matched(rows, TWO_LOTS)

    assert result.rows["dropped"].to_list() == ["ignored"]
    assert codes(result) == []


def test_the_supplier_is_that_of_the_lot_else_of_the_product():
    rows = [make.defect(lot_id="A"), make.defect()]
    result = matched(
        rows, [make.lot("A", supplier="Dehua")], skus=[make.product("B-MUG", supplier="Ruicai")]
    )

    assert result.rows["supplier"].to_list() == ["Dehua", "Ruicai"]


@pytest.mark.parametrize(("second", "expected"), [("Dehua", "Dehua"), ("Hengda", None)])
def test_a_doubtful_row_has_the_supplier_that_all_candidates_share(second, expected):
    lots = [{**TWO_LOTS[0], "supplier": "Dehua"}, {**TWO_LOTS[1], "supplier": second}]
    result = matched([make.defect(imported_on=date(2025, 2, 24))], lots)

    assert result.rows["supplier"].to_list() == [expected]


def test_a_row_is_dated_by_finding_then_import_then_receipt():
    rows = [
        make.defect(found_on=date(2025, 3, 1), imported_on=date(2025, 2, 19)),
        make.defect(imported_on=date(2025, 2, 19)),
        make.defect(lot_id="A"),
    ]

    assert matched(rows, TWO_LOTS[:1]).rows["found_on"].to_list() == [
        date(2025, 3, 1),
        date(2025, 2, 19),
        date(2025, 2, 20),
    ]


def test_no_rows_match_to_no_rows():
    result = matched([])

    assert result.rows.is_empty()
    assert result.issues == ()
