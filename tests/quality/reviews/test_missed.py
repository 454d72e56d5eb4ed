"""The words we missed: people's buckets teach the lexicon."""

import pytest

from quality.codes import Bucket
from quality.findings import MissedWords
from quality.reviews.missed import Correction, corrections, missed_words
from quality.reviews.sorting import sort_reviews
from quality.reviews.text import Spelling
from tests.quality.reviews.desk import RULES, review, reviews, words

P, E, D = Bucket.PRODUCT_DEFECT, Bucket.EXPECTATION_MISMATCH, Bucket.DELIVERY_FAILURE
PLAIN = Spelling(teencode={}, kept_after={})


def corrected(*rows):
    frame = reviews(*rows)
    return corrections(frame, triages=sort_reviews(frame, lexicon=words().lexicon, rules=RULES))


def missed(*rows):
    frame = reviews(*rows)
    return missed_words(corrections(frame, triages={}), reviews=frame, spelling=PLAIN)


def several(bucket, *texts):
    return [
        review(row, bucket=bucket, text=text)
        for row, text in enumerate(texts, start=2 if bucket == P else 50)
    ]


@pytest.mark.parametrize(
    ("bucket", "text", "differs"),
    [
        (P, "Hàng bị vỡ", False),
        (D, "Giao chậm 10 ngày, cốc bị vỡ", False),
        (E, "Hàng bị vỡ", True),
        (P, "Tạm", True),
        (None, "Tạm", False),
        (P, None, False),
    ],
)
def test_a_correction_is_another_bucket_than_the_words_told_or_a_word_on_silence(
    bucket, text, differs
):
    assert bool(corrected(review(2, bucket=bucket, text=text))) is differs


def test_a_correction_tells_both_buckets():
    assert corrected(review(2, bucket=E, text="Hàng bị vỡ")) == (
        Correction(row=2, text="Hàng bị vỡ", bucket=E, suggested=P),
    )


def test_a_phrase_of_three_corrected_reviews_is_proposed_in_its_longest_form():
    rows = several(P, "tay cầm rơ quá", "cái rơ quá", "bánh xe rơ quá. chán", "xấu")

    assert missed(*rows) == (MissedWords(words="rơ quá", bucket=P, reviews=3, elsewhere=0),)


def test_two_reviews_are_too_few_and_one_review_counts_once():
    assert missed(*several(P, "rơ rơ rơ", "rơ")) == ()


def test_a_phrase_does_not_run_over_a_sentence_end_and_commas_are_no_words():
    rows = several(P, "rơ. lắc", "rơ, lắc", "rơ | lắc")

    assert [each.words for each in missed(*rows)] == ["lắc", "rơ"]


@pytest.mark.parametrize(("others", "proposed"), [(0, True), (1, True), (2, False)])
def test_a_phrase_that_often_means_another_bucket_is_not_proposed(others, proposed):
    rows = [*several(P, *["rơ"] * 4), *several(D, *["rơ"] * others)]

    found = missed(*rows)

    assert bool(found) is proposed
    assert all(each.elsewhere == others for each in found)


def test_the_most_telling_phrase_comes_first():
    rows = several(P, "lắc", "lắc", "lắc", "rơ", "rơ", "rơ", "rơ")

    assert [each.words for each in missed(*rows)] == ["rơ", "lắc"]


def test_a_phrase_is_at_most_three_words():
    assert [each.words for each in missed(*several(P, *["a b c d"] * 3))] == ["a b c", "b c d"]
