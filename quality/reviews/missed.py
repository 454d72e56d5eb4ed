"""The words we missed: what people's own buckets teach about the lexicon."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from quality.codes import Bucket
from quality.findings import MissedWords
from quality.reviews.text import SENTENCE_END, Spelling, review_text
from quality.reviews.triage import SILENT, Triage

_LONGEST = 3  # words of a phrase that is proposed
_REVIEWS = 3  # a phrase is proposed from so many corrected reviews on
_SHARE = 0.8  # of all reviews with the phrase, so many must have the bucket


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A review for which a person chose another bucket than the words said, or any at all.

    Attributes:
        row: In the Reviews tab.
        text: The review.
        bucket: What the person chose.
        suggested: What the words said; None when they were silent.
    """

    row: int
    text: str
    bucket: Bucket
    suggested: Bucket | None


def corrections(reviews: pl.DataFrame, *, triages: Mapping[int, Triage]) -> tuple[Correction, ...]:
    """List the reviews on which people and the lexicon differ, silence included.

    A second bucket that the words spoke of counts as agreement.

    Args:
        reviews: Frame of `quality.records.REVIEWS`.
        triages: What the words of each row say, from `sort_reviews`.
    """
    chosen = reviews.filter(pl.col("bucket").is_not_null(), pl.col("text").is_not_null())
    found = []
    for row, text, bucket in chosen.select("row", "text", "bucket").iter_rows():
        said = triages.get(row, SILENT)
        if bucket not in (said.bucket, said.also):
            found.append(
                Correction(row=row, text=text, bucket=Bucket(bucket), suggested=said.bucket)
            )
    return tuple(found)


def missed_words(
    corrected: Iterable[Correction], *, reviews: pl.DataFrame, spelling: Spelling
) -> tuple[MissedWords, ...]:
    """Propose phrases for the lexicon, the most telling first.

    A phrase of 1 to 3 words is proposed when at least 3 corrected reviews of one bucket have it,
    and at least 8 in 10 of all reviews with it were given that bucket. Of two phrases in the same
    reviews the longer is kept.

    Args:
        corrected: From `corrections`.
        reviews: Frame of `quality.records.REVIEWS`, for the reviews that speak against a phrase.
        spelling: How people shorten words.
    """
    missed = _reviews_by_phrase(((each.text, each.bucket) for each in corrected), spelling)
    chosen = reviews.filter(pl.col("bucket").is_not_null(), pl.col("text").is_not_null())
    everywhere = _reviews_by_phrase(
        ((text, Bucket(bucket)) for text, bucket in chosen.select("text", "bucket").iter_rows()),
        spelling,
    )
    proposed = [
        MissedWords(
            words=phrase,
            bucket=bucket,
            reviews=count,
            elsewhere=everywhere[phrase].total() - everywhere[phrase][bucket],
        )
        for phrase, counts in missed.items()
        for bucket, count in counts.items()
        if count >= _REVIEWS and everywhere[phrase][bucket] >= _SHARE * everywhere[phrase].total()
    ]
    return tuple(sorted(_longest(proposed), key=lambda each: (-each.reviews, each.words)))


def _reviews_by_phrase(
    texts: Iterable[tuple[str, Bucket]], spelling: Spelling
) -> dict[str, Counter[Bucket]]:
    counts: dict[str, Counter[Bucket]] = defaultdict(Counter)
    for text, bucket in texts:
        for phrase in set(_phrases(review_text(text, spelling=spelling).marked)):
            counts[phrase][bucket] += 1
    return counts


def _phrases(marked: str) -> Iterator[str]:
    for sentence in marked.split(SENTENCE_END):
        words = [word for word in sentence.split() if word not in ",:"]
        for length in range(1, _LONGEST + 1):
            for start in range(len(words) - length + 1):
                yield " ".join(words[start : start + length])


def _longest(proposed: list[MissedWords]) -> list[MissedWords]:
    """Leave out a phrase that is part of a longer one found just as often."""
    return [
        each
        for each in proposed
        if not any(
            f" {each.words} " in f" {other.words} "
            for other in proposed
            if other is not each and (other.bucket, other.reviews) == (each.bucket, each.reviews)
        )
    ]
