"""R6, R9, R10: what several reviews of one product say together."""

from datetime import date, datetime, timedelta

import pytest

from quality.codes import SignalKind
from quality.reviews.signals import LISTING_PARTS, delivery_failures, review_signals
from quality.reviews.sorting import sort_reviews
from quality.rules import ReviewRules
from tests.quality.reviews.desk import RULES, review, reviews, words

DEFECT, MISMATCH, DELIVERY = "product_defect", "expectation_mismatch", "delivery_failure"
AS_OF = date(2025, 6, 2)


def on(day):
    return datetime(2025, 6, 2, 12) - timedelta(days=day)


def signals(*rows, rules=RULES):
    frame = reviews(*rows)
    triages = sort_reviews(frame, lexicon=words().lexicon, rules=rules)
    return review_signals(frame, triages=triages, rules=rules, as_of=AS_OF)


def told(bucket, *days, **changes):
    return [
        review(row, bucket=bucket, reviewed_at=on(day), **{"text": None, **changes})
        for row, day in enumerate(days, start=2)
    ]


def test_r6_three_product_defects_within_14_days_are_a_cluster():
    [signal] = signals(*told(DEFECT, 20, 10, 6))

    assert (signal.kind, signal.sku, signal.reviews) == (SignalKind.REVIEW_CLUSTER, "MUG", 3)
    assert (signal.first_on, signal.last_on) == (date(2025, 5, 13), date(2025, 5, 27))
    assert signal.confirmed == 3
    assert signal.rows == (2, 3, 4)


@pytest.mark.parametrize("days", [(0, 1), (0, 20, 40), (0, 1, 15)])
def test_r6_two_in_14_days_or_three_in_more_are_no_cluster(days):
    assert signals(*told(DEFECT, *days)) == ()


@pytest.mark.parametrize(
    "changes", [{"rating": 4.0}, {"bucket": MISMATCH}, {"bucket": DELIVERY}, {"sku": None}]
)
def test_r6_only_low_stars_product_defects_of_one_sku_count(changes):
    rows = [{**row, **changes} for row in told(DEFECT, 1, 2)]

    assert signals(*told(DEFECT, 1, 2), *rows) == ()


def test_r6_three_on_two_products_are_no_cluster():
    rows = [*told(DEFECT, 1, 2), *told(DEFECT, 3, sku="BOWL")]

    assert signals(*rows) == ()


@pytest.mark.parametrize("rating", [None, 3.0])
def test_r6_a_review_of_three_stars_or_without_stars_counts(rating):
    assert len(signals(*told(DEFECT, 1, 2, 3, rating=rating))) == 1


def test_r6_the_most_crowded_days_are_the_cluster_and_the_latest_of_equal_ones():
    crowded = signals(*told(DEFECT, 80, 79, 78, 77, 3, 2, 1))
    equal = signals(*told(DEFECT, 80, 79, 78, 3, 2, 1))

    assert [signal.reviews for signal in crowded] == [4]
    assert crowded[0].last_on == AS_OF - timedelta(days=77)
    assert equal[0].last_on == AS_OF - timedelta(days=1)


def test_r6_a_review_that_nobody_sorted_counts_by_its_words_and_is_not_confirmed():
    rows = told(None, 1, 2, 3, text="Cốc bị vỡ")

    [signal] = signals(*rows)

    assert (signal.reviews, signal.confirmed) == (3, 0)
    assert signal.about == (("broken", 3),)


def test_r6_a_persons_bucket_goes_before_the_words():
    assert signals(*told(DELIVERY, 1, 2, 3, text="Cốc bị vỡ")) == ()


@pytest.mark.parametrize(("day", "counts"), [(90, True), (91, False), (-1, False)])
def test_only_the_last_90_days_count(day, counts):
    assert bool(signals(*told(DEFECT, day, day, day))) is counts


def test_a_review_without_a_day_counts_nowhere():
    rows = [{**row, "reviewed_at": None} for row in told(DEFECT, 1, 2, 3)]

    assert signals(*rows) == ()
    assert delivery_failures(reviews(*rows), triages={}, since=AS_OF, until=AS_OF) == 0


def test_platforms_are_counted_most_first():
    rows = told(DEFECT, 1, 2, 3, 4)
    for row, platform in zip(rows, ["lazada", "shopee", "shopee", None], strict=True):
        row["platform"] = platform

    assert signals(*rows)[0].platforms == (("shopee", 2), ("lazada", 1))


def test_r9_three_let_down_buyers_in_90_days_are_a_listing_signal():
    [signal] = signals(*told(MISMATCH, 1, 40, 90))

    assert (signal.kind, signal.sku, signal.reviews) == (SignalKind.LISTING, "MUG", 3)


@pytest.mark.parametrize("days", [(1, 40), (1, 40, 91)])
def test_r9_fewer_are_none(days):
    assert signals(*told(MISMATCH, *days)) == ()


def test_r9_a_listing_signal_names_the_parts_to_change():
    rows = [
        *told(MISMATCH, 1, text="Không giống hình"),
        *told(MISMATCH, 2, text="Xấu hơn trong ảnh"),
        *told(MISMATCH, 3, text="Vải mỏng lét"),
        *told(MISMATCH, 4, text="Chán"),
    ]
    for row, told_row in enumerate(rows, start=2):
        told_row["row"] = row

    assert signals(*rows)[0].about == (("photos", 2), ("material", 1))


def test_r9_every_kind_of_mismatch_in_the_lexicon_has_its_part_of_the_listing():
    kinds = {term.kind for term in words().lexicon.source.terms if term.bucket == MISMATCH}

    assert kinds - {"vague"} <= set(LISTING_PARTS)


def test_clusters_come_before_listings_and_products_in_order():
    rows = [
        *told(MISMATCH, 1, 2, 3, sku="A"),
        *told(DEFECT, 1, 2, 3, sku="C"),
        *told(DEFECT, 1, 2, 3, sku="B"),
    ]

    found = [(signal.kind, signal.sku) for signal in signals(*rows)]

    assert found == [
        (SignalKind.REVIEW_CLUSTER, "B"),
        (SignalKind.REVIEW_CLUSTER, "C"),
        (SignalKind.LISTING, "A"),
    ]


def test_counts_and_days_are_rules():
    rules = ReviewRules(cluster_count=2, cluster_days=1, listing_count=2, listing_days=5)

    assert len(signals(*told(DEFECT, 4, 5), rules=rules)) == 1
    assert signals(*told(DEFECT, 3, 5), rules=rules) == ()
    assert len(signals(*told(MISMATCH, 4, 5), rules=rules)) == 1
    assert signals(*told(MISMATCH, 4, 6), rules=rules) == ()


def test_r10_delivery_failures_are_one_number_and_no_signal():
    rows = told(DELIVERY, 0, 1, 2, 3)

    assert signals(*rows) == ()
    assert (
        delivery_failures(reviews(*rows), triages={}, since=AS_OF - timedelta(days=2), until=AS_OF)
        == 3
    )


def test_r10_words_tell_a_delivery_failure_where_nobody_chose():
    frame = reviews(*told(None, 0, text="Giao hàng chậm quá"), review(9, bucket=DEFECT))
    triages = sort_reviews(frame, lexicon=words().lexicon, rules=RULES)

    assert delivery_failures(frame, triages=triages, since=AS_OF, until=AS_OF) == 1
    assert delivery_failures(frame, triages={}, since=AS_OF, until=AS_OF) == 0
    assert (
        delivery_failures(
            frame, triages=triages, since=AS_OF + timedelta(days=1), until=date(2026, 1, 1)
        )
        == 0
    )
