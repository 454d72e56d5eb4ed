"""The Reviews tab in one call."""

from datetime import date, datetime

from quality.codes import Bucket, SignalKind
from quality.findings import REVIEW_QUEUE
from quality.records import records
from quality.reviews.provider import Suggestion
from quality.reviews.study import study_reviews
from tests.quality.reviews.desk import RULES, defect, defects, review, reviews, skus, words

AS_OF = date(2025, 6, 2)


def studied(*rows, **options):
    known = records(reviews=reviews(*rows), defects=defects(defect(9)), skus=skus(MUG="Cốc"))
    return study_reviews(known, words=words(), rules=RULES, as_of=AS_OF, **options)


def test_one_call_gives_queue_signals_deliveries_and_missed_words():
    cluster = [review(at, bucket="product_defect", text="tay cầm rơ quá") for at in (2, 3, 4)]
    late = [
        review(5, bucket="delivery_failure", reviewed_at=datetime(2025, 5, 27)),
        review(6, bucket="delivery_failure", reviewed_at=datetime(2025, 5, 26)),
    ]

    found = studied(*cluster, *late)

    assert dict(found.queue.schema) == dict(REVIEW_QUEUE)
    assert set(found.queue["key"]) == {"r2", "r3", "r4", "r5", "r6"}
    assert [signal.kind for signal in found.signals] == [SignalKind.REVIEW_CLUSTER]
    assert found.deliveries == 1
    assert found.triages[5].bucket is Bucket.PRODUCT_DEFECT


def test_words_that_people_corrected_are_proposed():
    found = studied(
        *[review(at, bucket="product_defect", text=f"zíp xì {at}") for at in range(2, 5)]
    )

    assert "zíp xì" in [each.words for each in found.missed]


def test_hours_count_to_the_end_of_the_day_unless_a_moment_is_given():
    whole = studied(review(2))
    early = studied(review(2), now=datetime(2025, 6, 2, 8))

    assert whole.queue["hours"].to_list() == [24.0]
    assert early.queue["hours"].to_list() == [8.0]


def test_a_provider_is_asked_only_when_it_is_given():
    class Always:
        def suggest(self, texts):
            return [Suggestion(bucket=Bucket.DELIVERY_FAILURE)] * len(texts)

    assert studied(review(2, text="Tạm")).queue["suggested"].to_list() == [None]
    assert studied(review(2, text="Tạm"), provider=Always()).queue["suggested"].to_list() == [
        "delivery_failure"
    ]
