"""R7, R8, R11, R12, R17: what waits, in which order, and what to do about it."""

from datetime import date, datetime

import polars as pl
import pytest

from quality.findings import REVIEW_QUEUE
from quality.reviews.queue import review_queue
from quality.rules import ReviewRules
from tests.quality.reviews.desk import NOW, RULES, defect, defects, queue, review, skus, words
from tests.quality.reviews.desk import reviews as frame

DEFECT, MISMATCH, DELIVERY = "product_defect", "expectation_mismatch", "delivery_failure"
GOOD = (
    "Shop xin lỗi bạn vì cốc bị vỡ. Shop đã nhắn tin riêng cho bạn và đang kiểm tra lại cả lô hàng."
)


def keys(rows):
    return [row["key"] for row in rows]


def test_r7_a_review_without_a_bucket_asks_for_one_and_shows_a_guess_with_its_words():
    [row] = queue(review(2, bucket=None, text="Hàng nhận về bị vỡ"))

    assert (row["group"], row["task"]) == ("choose_bucket", "choose_bucket")
    assert (row["bucket"], row["suggested"]) == (None, DEFECT)
    assert row["matched"] == ["bị vỡ"]
    assert row["defect_type"] == "broken"
    assert 0 < row["confidence"] < 1


def test_r7_a_silent_review_asks_for_a_bucket_without_a_guess():
    [row] = queue(review(2, bucket=None, text="Tạm"))

    assert (row["suggested"], row["matched"], row["confidence"]) == (None, [], None)


def test_r7_reviews_without_a_bucket_come_before_those_with_one():
    rows = queue(
        review(2, bucket=DEFECT, severity="minor"),
        review(3, bucket=DELIVERY),
        review(4, bucket=None),
    )

    assert keys(rows) == ["r4", "r2", "r3"]


def test_r7_among_reviews_without_a_bucket_those_that_tell_of_broken_goods_come_first():
    rows = queue(
        review(2, text="Tạm"),
        review(3, text="Giao hàng chậm"),
        review(4, text="Vải mỏng lét"),
        review(5, text="Đường may ẩu"),
        review(6, text="Hàng bị vỡ"),
    )

    assert keys(rows) == ["r6", "r5", "r4", "r3", "r2"]


def test_r8_the_order_is_contact_bucket_log_defect_listing_delivery():
    rows = queue(
        review(2, bucket=DELIVERY, sku="A"),
        review(3, bucket=MISMATCH, sku="A"),
        review(4, bucket=DEFECT, sku="A", severity="major", logged=True),
        review(5, bucket=DEFECT, sku="A", severity="major"),
        review(6, bucket=None, sku="A"),
        review(7, bucket=DEFECT, sku="A", severity="serious"),
    )

    assert [row["group"] for row in rows] == [
        "contact_now",
        "choose_bucket",
        "not_logged",
        "product_defect",
        "listing",
        "operations",
    ]
    assert keys(rows) == ["r7", "r6", "r5", "r4", "r3", "r2"]


def test_r8_within_a_group_serious_ones_come_first_then_the_oldest():
    old, new = datetime(2025, 5, 20), datetime(2025, 6, 1)
    contacted = datetime(2025, 6, 1, 9)
    rows = queue(
        review(2, bucket=DEFECT, severity="minor", reviewed_at=new),
        review(3, bucket=DEFECT, severity="minor", reviewed_at=old),
        review(4, bucket=DEFECT, severity="serious", contacted_at=contacted, reviewed_at=new),
    )

    assert keys(rows) == ["r4", "r3", "r2"]


@pytest.mark.parametrize(
    ("told", "log"),
    [
        ({"order_ref": "A1"}, {"order_ref": "A1", "found_on": date(2025, 1, 1)}),
        ({}, {"found_on": date(2025, 5, 30)}),
        ({}, {"found_on": date(2025, 6, 5)}),
        ({"logged": True}, {"sku": "OTHER"}),
        ({"order_ref": "A1"}, {"order_ref": None}),
    ],
    ids=["same order", "3 days before", "3 days after", "ticked", "order on one side only"],
)
def test_r8_a_product_defect_with_its_row_in_the_log_is_logged(told, log):
    [row] = queue(review(2, bucket=DEFECT, severity="minor", **told), log=[defect(9, **log)])

    assert (row["group"], row["task"]) == ("product_defect", "write_reply")


@pytest.mark.parametrize(
    ("told", "log"),
    [
        ({}, {"found_on": date(2025, 5, 29)}),
        ({}, {"found_on": date(2025, 6, 6)}),
        ({}, {"sku": "OTHER"}),
        ({}, {"found_at": "receiving_qc"}),
        ({}, {"found_on": None}),
        ({"reviewed_at": None}, {}),
        ({"order_ref": "A1"}, {"order_ref": "B2"}),
    ],
    ids=[
        "4 days before",
        "4 days after",
        "another SKU",
        "found by us",
        "no day",
        "undated",
        "order",
    ],
)
def test_r8_a_product_defect_without_its_row_in_the_log_is_not_logged_yet(told, log):
    [row] = queue(review(2, bucket=DEFECT, severity="minor", **told), log=[defect(9, **log)])

    assert (row["group"], row["task"]) == ("not_logged", "log_defect")


def test_r8_one_defect_row_stands_for_as_many_reviews_as_it_has_units():
    rows = [
        review(2, bucket=DEFECT, severity="minor", reviewed_at=datetime(2025, 6, 1)),
        review(3, bucket=DEFECT, severity="minor", reviewed_at=datetime(2025, 6, 2)),
        review(4, bucket=DEFECT, severity="minor", reviewed_at=datetime(2025, 5, 30)),
    ]

    one = {row["key"]: row["group"] for row in queue(*rows, log=[defect(9)])}
    two = {row["key"]: row["group"] for row in queue(*rows, log=[defect(9, units=2)])}

    assert one == {"r2": "product_defect", "r3": "not_logged", "r4": "not_logged"}
    assert two == {"r2": "product_defect", "r3": "product_defect", "r4": "not_logged"}


def test_r8_the_same_order_goes_before_a_nearer_day():
    rows = queue(
        review(2, bucket=DEFECT, severity="minor", reviewed_at=datetime(2025, 6, 1)),
        review(3, bucket=DEFECT, severity="minor", order_ref="A1"),
        log=[defect(9, order_ref="A1")],
    )

    assert {row["key"]: row["group"] for row in rows} == {
        "r2": "not_logged",
        "r3": "product_defect",
    }


def test_r8_a_defect_row_without_units_stands_for_one_review():
    [row] = queue(review(2, bucket=DEFECT, severity="minor"), log=[defect(9, units=None)])

    assert row["group"] == "product_defect"


@pytest.mark.parametrize(
    ("bucket", "task"),
    [(DEFECT, "log_defect"), (MISMATCH, "update_listing"), (DELIVERY, "check_carrier")],
)
def test_r11_the_bucket_decides_the_task_inside_the_shop(bucket, task):
    [row] = queue(review(2, bucket=bucket, severity="minor"))

    assert row["task"] == task


def test_r12_a_bad_review_without_a_reply_is_overdue_after_48_hours():
    [row] = queue(review(2, bucket=DELIVERY, reviewed_at=datetime(2025, 5, 31, 6, 30)))

    assert row["problems"] == ["reply_overdue:49"]
    assert row["hours"] == 49.5


@pytest.mark.parametrize(
    "changes",
    [
        {"reviewed_at": datetime(2025, 5, 31, 8, 0)},
        {"reviewed_at": None},
        {"reviewed_at": datetime(2025, 5, 1), "reply": GOOD, "sku": "OTHER"},
    ],
    ids=["48 hours", "undated", "answered"],
)
def test_r12_nothing_is_overdue_up_to_48_hours_or_with_a_reply(changes):
    rows = queue(review(2, **{"bucket": DELIVERY, **changes}), review(3, bucket=None))

    assert all("reply_overdue:" not in "".join(row["problems"]) for row in rows)


def test_r17_a_serious_failure_waits_for_contact_until_the_buyer_is_contacted():
    waiting = review(2, bucket=DEFECT, reviewed_at=datetime(2025, 6, 1, 2))

    [before] = queue(waiting)
    [after] = queue({**waiting, "contacted_at": datetime(2025, 6, 1, 10)})

    assert (before["group"], before["hours"]) == ("contact_now", 30.0)
    assert before["contact_overdue"]
    assert after["group"] == "not_logged"
    assert not after["contact_overdue"]


def test_r17_contact_is_overdue_after_more_than_24_hours():
    [row] = queue(review(2, bucket=DEFECT, reviewed_at=datetime(2025, 6, 1, 8)))
    [undated] = queue(review(2, bucket=DEFECT, reviewed_at=None))

    assert (row["hours"], row["contact_overdue"]) == (24.0, False)
    assert (undated["group"], undated["contact_overdue"]) == ("contact_now", False)


def test_r17_contact_in_the_defect_log_counts_for_the_review():
    [row] = queue(review(2, bucket=DEFECT), log=[defect(9, contacted_at=datetime(2025, 6, 1, 9))])

    assert row["group"] == "product_defect"


@pytest.mark.parametrize(
    ("changes", "group"),
    [
        ({"severity": "serious", "text": "Chán"}, "contact_now"),
        ({"severity": "minor"}, "not_logged"),
        ({"text": "Giao sai mẫu"}, "contact_now"),
        ({"text": "Đường may ẩu"}, "not_logged"),
        ({"bucket": DELIVERY, "text": "Hàng bị vỡ"}, "operations"),
        ({"bucket": None}, "choose_bucket"),
        ({"bucket": None, "severity": "serious", "text": "Chán"}, "contact_now"),
    ],
)
def test_r17_severity_is_a_persons_word_else_the_type_of_defect(changes, group):
    [row] = queue(review(2, **{"bucket": DEFECT, **changes}))

    assert row["group"] == group


def test_r17_a_serious_review_without_a_bucket_asks_to_contact_the_buyer():
    [row] = queue(review(2, bucket=None, severity="serious", text="Chán"))

    assert row["task"] == "contact_buyer"


def test_r17_the_severity_in_the_defect_log_counts_for_the_review():
    [row] = queue(
        review(2, bucket=DEFECT, text="Đường may ẩu"), log=[defect(9, severity="serious")]
    )

    assert (row["group"], row["task"], row["severity"]) == (
        "contact_now",
        "contact_buyer",
        "serious",
    )


def test_r17_the_type_in_the_defect_log_counts_before_the_words_of_the_review():
    [row] = queue(review(2, bucket=DEFECT), log=[defect(9, defect_type="smell")])

    assert (row["group"], row["defect_type"]) == ("product_defect", "smell")


def test_r17_a_serious_defect_row_without_a_review_waits_for_contact_too():
    [row] = queue(log=[defect(9, severity="serious", order_ref="A1", platform="shopee")])

    assert (row["key"], row["group"], row["task"]) == ("defect:A1", "contact_now", "contact_buyer")
    assert (row["row"], row["sku"], row["platform"]) == (9, "MUG", "shopee")
    assert (row["hours"], row["contact_overdue"]) == (32.0, True)
    assert (row["draft"], row["chat"], row["text"]) == (None, None, None)
    assert (row["bucket"], row["defect_type"]) == (DEFECT, "broken")


@pytest.mark.parametrize(
    "changes",
    [
        {"severity": "major"},
        {"severity": None},
        {"contacted_at": datetime(2025, 6, 1, 9)},
        {"resolution": "refund"},
        {"claim": "ignore"},
        {"found_on": None},
        {"found_on": date(2025, 3, 3)},
        {"found_at": "packing"},
    ],
)
def test_r17_other_defect_rows_do_not_enter_the_queue(changes):
    assert queue(log=[defect(9, **{"severity": "serious", **changes})]) == []


def test_r17_a_defect_row_with_resolution_none_and_without_order_is_known_by_its_row():
    [row] = queue(log=[defect(9, severity="serious", resolution="none", found_on=date(2025, 3, 4))])

    assert row["key"] == "defect:9"


def test_r17_a_serious_complaint_in_both_tabs_waits_once():
    rows = queue(review(2, bucket=DEFECT), log=[defect(9, severity="serious")])

    assert keys(rows) == ["r2"]


def test_an_answered_and_logged_review_leaves_the_queue():
    answered = {"reply": GOOD, "replied_on": date(2025, 6, 2), "contacted_at": NOW}

    assert queue(review(2, bucket=DEFECT, logged=True, **answered)) == []
    assert queue(review(2, bucket=DELIVERY, **answered)) == []


def test_an_answered_review_stays_while_its_reply_has_problems():
    [row] = queue(
        review(2, bucket=DEFECT, logged=True, contacted_at=NOW, reply="Cảm ơn bạn đã góp ý.")
    )

    assert row["problems"] == ["no_action"]
    assert row["task"] == "mend_reply"


def test_the_problems_of_a_reply_name_the_row_of_its_copy_and_the_buyers_order():
    same = {"bucket": DELIVERY, "replied_on": date(2025, 6, 1)}
    rows = queue(
        review(2, **same, reply=f"{GOOD} Đơn A17.", order_ref="A17"), review(3, **same, reply=GOOD)
    )

    assert {row["key"]: row["problems"] for row in rows} == {
        "r2": ["personal", "same_as:3"],
        "r3": ["same_as:2"],
    }


@pytest.mark.parametrize(
    ("changes", "listed"),
    [
        ({"rating": 3.0}, True),
        ({"rating": 4.0}, False),
        ({"rating": 4.0, "bucket": DEFECT}, True),
        ({"rating": None}, True),
        ({"reviewed_at": datetime(2025, 3, 4, 8)}, True),
        ({"reviewed_at": datetime(2025, 3, 4, 7)}, False),
    ],
)
def test_only_bad_reviews_of_the_last_90_days_are_listed(changes, listed):
    assert bool(queue(review(2, **changes))) is listed


def test_a_review_without_id_is_known_by_its_row():
    [row] = queue(review(2, review_id=None, text=None, bucket=DELIVERY))

    assert row["key"] == "review:2"


def test_hours_are_never_below_nothing():
    [row] = queue(review(2, reviewed_at=datetime(2025, 6, 3)))

    assert row["hours"] == 0.0


def test_without_reviews_and_defects_the_queue_is_an_empty_frame_of_its_schema():
    empty = review_queue(
        frame(), defects(), skus=skus(), triages={}, words=words(), rules=RULES, now=NOW
    )

    assert dict(empty.schema) == dict(REVIEW_QUEUE)
    assert empty.is_empty()


def test_the_row_carries_what_a_defect_log_row_needs():
    [row] = queue(review(2, bucket=DEFECT, order_ref="A1", platform="shopee"))

    assert (row["sku"], row["defect_type"], row["order_ref"], row["platform"]) == (
        "MUG",
        "broken",
        "A1",
        "shopee",
    )
    assert row["reviewed_at"] == datetime(2025, 6, 2)


def test_two_runs_over_the_same_rows_are_equal():
    rows = [review(at, bucket=DEFECT, text=f"Cốc bị vỡ {at}") for at in range(2, 12)]

    assert queue(*rows) == queue(*rows)


def test_serious_types_are_a_rule():
    [row] = queue(review(2, bucket=DEFECT), rules=ReviewRules(serious_types=("smell",)))

    assert row["group"] == "not_logged"


def test_a_serious_review_carries_a_public_draft_with_a_blank_and_a_private_message():
    [row] = queue(review(2, bucket=DEFECT), names={"MUG": "Cốc sứ"})

    assert row["needs_action"]
    assert row["draft"].endswith("[Cần điền: việc shop đã làm]")
    assert "ốc sứ" in row["draft"]
    assert "hoàn tiền" in row["chat"] or "nhận lại tiền" in row["chat"]


def test_a_recorded_contact_fills_the_draft():
    [row] = queue(review(2, bucket=DEFECT, contacted_at=NOW, action="đang kiểm tra lô"))

    assert not row["needs_action"]
    assert "[" not in row["draft"]


def test_an_english_review_gets_an_english_draft_without_the_vietnamese_name():
    told = {"bucket": DEFECT, "text": "The handle arrived broken", "contacted_at": NOW}

    [row] = queue(review(2, **told), names={"MUG": "Cốc sứ"})

    assert "the item" in row["draft"].casefold()


def test_drafts_do_not_repeat_the_shops_latest_replies_or_each_other():
    old = [
        review(at, bucket=DELIVERY, reply=GOOD, replied_on=date(2025, 5, at)) for at in range(2, 6)
    ]
    new = [
        review(at, bucket=DELIVERY, text="Giao chậm", action="đã nhắn khách") for at in range(6, 14)
    ]

    drafts = [row["draft"] for row in queue(*old, *new) if row["draft"]]

    assert len(drafts) == len(set(drafts)) == 8
    assert GOOD not in drafts


def test_a_review_that_is_answered_gets_no_new_public_draft_unless_the_buyer_still_waits():
    answered = review(2, bucket=DEFECT, reply=GOOD)
    contacted = {**answered, "contacted_at": NOW}

    [waiting] = queue(answered)
    [done] = queue(contacted)

    assert waiting["chat"]
    assert done["draft"] is None


def test_the_queue_counts_nothing_for_a_supplier():
    """Reviews are read beside the Defect log, never added to it."""
    log = defects(defect(9))
    before = log.clone()

    review_queue(
        frame(review(2, bucket=MISMATCH)),
        log,
        skus=skus(),
        triages={},
        words=words(),
        rules=RULES,
        now=NOW,
    )

    assert log.equals(before)
    assert isinstance(log, pl.DataFrame)


def test_a_review_without_words_and_id_gets_its_draft():
    [row] = queue(review(2, review_id=None, text=None, bucket=DELIVERY, action="hoàn tiền"))

    assert "hoàn" in row["draft"]


def test_drafts_are_kept_unlike_the_latest_twenty_replies_only():
    """The 20 latest by day count, wherever they stand in the sheet."""
    told = {"bucket": DELIVERY, "text": "Giao chậm", "action": "hoàn tiền"}
    [alone] = queue(review(2, **told))
    others = [
        review(at, bucket=DELIVERY, reply=f"Câu {at}", replied_on=date(2025, 5, at))
        for at in range(3, 23)
    ]
    same = review(30, bucket=DELIVERY, reply=alone["draft"])

    def again(day):
        rows = queue(review(2, **told), *others, {**same, "replied_on": day})
        return next(row["draft"] for row in rows if row["key"] == "r2")

    assert again(date(2025, 5, 2)) == alone["draft"]
    assert again(None) == alone["draft"]
    assert again(date(2025, 5, 30)) != alone["draft"]


def test_reviews_without_id_choose_their_words_by_row():
    rows = [
        review(at, review_id=None, bucket=DELIVERY, text="Giao chậm", action="hoàn tiền")
        for at in range(2, 12)
    ]

    assert len({queue(row)[0]["draft"] for row in rows}) > 5


def test_hours_have_one_decimal_and_undated_reviews_of_a_group_come_last():
    rows = queue(
        review(2, bucket=None, reviewed_at=None, text="Tạm"),
        review(3, bucket=None, reviewed_at=datetime(2025, 6, 2, 7, 45), text="Tạm"),
    )

    assert [(row["key"], row["hours"]) for row in rows] == [("r3", 0.2), ("r2", None)]
