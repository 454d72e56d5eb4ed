"""Everything the Reviews tab says on one day, in one call."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import polars as pl

from quality.findings import MissedWords
from quality.records import Records
from quality.reviews.answers import ReviewWords
from quality.reviews.missed import corrections, missed_words
from quality.reviews.provider import TriageProvider
from quality.reviews.queue import review_queue
from quality.reviews.signals import ReviewSignal, delivery_failures, review_signals
from quality.reviews.sorting import sort_reviews
from quality.reviews.triage import Triage
from quality.rules import ReviewRules

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFindings:
    """What the reviews say.

    Attributes:
        queue: Frame of `quality.findings.REVIEW_QUEUE`, in the order in which to do it.
        signals: Clusters of product defects and listings that let buyers down.
        deliveries: Reviews of the last 7 days that tell of a delivery failure.
        missed: Phrases that would have told the bucket people chose.
        triages: What the words of each row say.
    """

    queue: pl.DataFrame
    signals: tuple[ReviewSignal, ...]
    deliveries: int
    missed: tuple[MissedWords, ...]
    triages: Mapping[int, Triage]


def study_reviews(
    records: Records,
    *,
    words: ReviewWords,
    rules: ReviewRules,
    as_of: date,
    now: datetime | None = None,
    provider: TriageProvider | None = None,
) -> ReviewFindings:
    """Study the Reviews tab; no defect count or rate is touched.

    Args:
        records: Reviews, Defects and SKUs are read.
        words: The lexicon, the reply rules and the sentences of drafts.
        rules: Counts, days and hours.
        as_of: The day on which one looks.
        now: The moment from which waiting hours count; the end of `as_of` when it is not given.
        provider: Asked about texts on which the lexicon is silent; None sends nothing anywhere.
    """
    reviews = records.reviews
    triages = sort_reviews(reviews, lexicon=words.lexicon, rules=rules, provider=provider)
    return ReviewFindings(
        queue=review_queue(
            reviews,
            records.defects,
            skus=records.skus,
            triages=triages,
            words=words,
            rules=rules,
            now=now or datetime.combine(as_of + timedelta(days=1), time()),
        ),
        signals=review_signals(reviews, triages=triages, rules=rules, as_of=as_of),
        deliveries=delivery_failures(
            reviews, triages=triages, since=as_of - _WEEK + timedelta(days=1), until=as_of
        ),
        missed=missed_words(
            corrections(reviews, triages=triages),
            reviews=reviews,
            spelling=words.lexicon.source.spelling,
        ),
        triages=triages,
    )
