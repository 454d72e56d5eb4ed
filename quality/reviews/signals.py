"""What several reviews of one product say together; never part of a supplier's rate."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl

from quality.codes import SignalKind
from quality.reviews.cases import Review, reviews_of
from quality.reviews.lexicon import Bucket
from quality.reviews.triage import SILENT, Triage
from quality.rules import ReviewRules


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSignal:
    """Bad reviews of one SKU that lie close enough together to act on.

    Attributes:
        kind: `review_cluster` for product defects, `listing` for let-down buyers.
        sku: The product.
        reviews: Reviews in it.
        confirmed: Of these, reviews whose bucket a person chose; the others rest on their words.
        first_on: Day of the earliest.
        last_on: Day of the latest.
        platforms: Platform and count, most first.
        about: What they speak of and how often, most first: defect types, or the parts of the
            listing to change (`quality.reviews.signals.LISTING_PARTS`).
        rows: Their rows in the Reviews tab.
    """

    kind: SignalKind
    sku: str
    reviews: int
    confirmed: int
    first_on: date
    last_on: date
    platforms: tuple[tuple[str, int], ...]
    about: tuple[tuple[str, int], ...]
    rows: tuple[int, ...]


LISTING_PARTS: Mapping[str, str] = {
    "pictured": "photos",
    "look": "photos",
    "smaller": "size",
    "wrong_size": "size",
    "wrong_colour": "colour",
    "material": "material",
    "material_diff": "material",
    "performance": "claims",
    "not_working": "claims",
    "value": "price",
    "use": "instructions",
}


def review_signals(
    reviews: pl.DataFrame,
    *,
    triages: Mapping[int, Triage],
    rules: ReviewRules,
    as_of: date,
) -> tuple[ReviewSignal, ...]:
    """Find clusters of product defects and listings that let buyers down.

    A cluster is `cluster_count` reviews or more within `cluster_days`, of at most `low_stars`, the
    latest within `listing_days` before `as_of`; it holds the most crowded such days, the latest if
    several are as crowded. A listing signal is `listing_count` expectation mismatches or more in
    the last `listing_days`. A review counts by the bucket that a person chose, else by what its
    words say.

    Args:
        reviews: Frame of `quality.records.REVIEWS`.
        triages: What the words of each row say, from `sort_reviews`.
        rules: Counts and days.
        as_of: The last day that counts.

    Returns:
        Signals by SKU, clusters first.
    """
    recent = [
        review for review in reviews_of(reviews) if _recent(review, as_of, rules.listing_days)
    ]
    defects = _by_sku(recent, Bucket.PRODUCT_DEFECT, triages, rules)
    mismatches = _by_sku(recent, Bucket.EXPECTATION_MISMATCH, triages, rules)
    clusters = (
        _signal(SignalKind.REVIEW_CLUSTER, sku, crowded, triages)
        for sku, each in defects.items()
        if len(crowded := _most_crowded(each, days=rules.cluster_days)) >= rules.cluster_count
    )
    listings = (
        _signal(SignalKind.LISTING, sku, each, triages)
        for sku, each in mismatches.items()
        if len(each) >= rules.listing_count
    )
    return (*clusters, *listings)


def delivery_failures(
    reviews: pl.DataFrame, *, triages: Mapping[int, Triage], since: date, until: date
) -> int:
    """Count the reviews that tell of a delivery failure: one number for the weekly mail.

    Args:
        reviews: Frame of `quality.records.REVIEWS`.
        triages: What the words of each row say; they count where no person chose a bucket.
        since: First day that counts.
        until: Last day that counts.
    """
    days = ((review, _day(review)) for review in reviews_of(reviews))
    return sum(
        day is not None
        and since <= day <= until
        and _bucket(review, triages) is Bucket.DELIVERY_FAILURE
        for review, day in days
    )


def _by_sku(
    reviews: Iterable[Review], bucket: Bucket, triages: Mapping[int, Triage], rules: ReviewRules
) -> dict[str, list[Review]]:
    found: dict[str, list[Review]] = defaultdict(list)
    for review in reviews:
        low = review.rating is None or review.rating <= rules.low_stars
        if review.sku and low and _bucket(review, triages) is bucket:
            found[review.sku].append(review)
    return dict(sorted(found.items()))


def _bucket(review: Review, triages: Mapping[int, Triage]) -> Bucket | None:
    if review.bucket:
        return Bucket(review.bucket)
    return triages.get(review.row, SILENT).bucket


def _most_crowded(reviews: Sequence[Review], *, days: int) -> list[Review]:
    """The most reviews that lie within so many days; the latest of several such runs."""
    ordered = sorted(reviews, key=lambda review: (_moment(review), review.row))
    return max(_runs(ordered, days=days), key=lambda run: (len(run), _moment(run[-1])))


def _runs(ordered: Sequence[Review], *, days: int) -> Iterator[list[Review]]:
    start = 0
    for end, review in enumerate(ordered):
        while _moment(review).date() - _moment(ordered[start]).date() > timedelta(days=days):
            start += 1
        yield list(ordered[start : end + 1])


def _signal(
    kind: SignalKind, sku: str, reviews: Sequence[Review], triages: Mapping[int, Triage]
) -> ReviewSignal:
    days = sorted(_moment(review).date() for review in reviews)
    return ReviewSignal(
        kind=kind,
        sku=sku,
        reviews=len(reviews),
        confirmed=sum(review.bucket is not None for review in reviews),
        first_on=days[0],
        last_on=days[-1],
        platforms=_counted(review.platform for review in reviews),
        about=_counted(_about(kind, triages.get(review.row, SILENT)) for review in reviews),
        rows=tuple(sorted(review.row for review in reviews)),
    )


def _about(kind: SignalKind, said: Triage) -> str | None:
    """The defect type of a review, or the part of the listing that it speaks of."""
    if kind is SignalKind.REVIEW_CLUSTER:
        return said.defect_type
    return LISTING_PARTS.get(said.kind or "")


def _counted(values: Iterable[str | None]) -> tuple[tuple[str, int], ...]:
    counts = Counter(value for value in values if value)
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _recent(review: Review, as_of: date, days: int) -> bool:
    day = _day(review)
    return day is not None and as_of - timedelta(days=days) <= day <= as_of


def _day(review: Review) -> date | None:
    return review.reviewed_at.date() if review.reviewed_at else None


def _moment(review: Review) -> datetime:
    return review.reviewed_at or datetime.min
