"""What several reviews of one product say together; never part of a supplier's rate."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

import polars as pl

from quality.codes import Bucket, SignalKind
from quality.reviews.cases import Review, reviews_of
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
    since = as_of - timedelta(days=rules.listing_days)
    recent = [each for each in _dated(reviews) if since <= each.day <= as_of]
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
    return sum(
        since <= each.day <= until and _bucket(each.review, triages) is Bucket.DELIVERY_FAILURE
        for each in _dated(reviews)
    )


class _Dated(NamedTuple):
    """A review with its day."""

    day: date
    review: Review


def _dated(reviews: pl.DataFrame) -> Iterator[_Dated]:
    """Reviews whose day is known, oldest first."""
    dated = reviews.filter(pl.col("reviewed_at").is_not_null()).sort("reviewed_at", "row")
    days = dated["reviewed_at"].dt.date()
    for day, review in zip(days, reviews_of(dated), strict=True):
        yield _Dated(day, review)


def _by_sku(
    dated: Iterable[_Dated], bucket: Bucket, triages: Mapping[int, Triage], rules: ReviewRules
) -> dict[str, list[_Dated]]:
    found: dict[str, list[_Dated]] = defaultdict(list)
    for each in dated:
        review = each.review
        low = review.rating is None or review.rating <= rules.low_stars
        if review.sku and low and _bucket(review, triages) is bucket:
            found[review.sku].append(each)
    return dict(sorted(found.items()))


def _bucket(review: Review, triages: Mapping[int, Triage]) -> Bucket | None:
    if review.bucket:
        return Bucket(review.bucket)
    return triages.get(review.row, SILENT).bucket


def _most_crowded(dated: Sequence[_Dated], *, days: int) -> list[_Dated]:
    """The most reviews that lie within so many days; the latest of several such runs."""
    return max(_runs(dated, days=days), key=lambda run: (len(run), run[-1].day))


def _runs(dated: Sequence[_Dated], *, days: int) -> Iterator[list[_Dated]]:
    start = 0
    for end, last in enumerate(dated):
        while last.day - dated[start].day > timedelta(days=days):
            start += 1
        yield list(dated[start : end + 1])


def _signal(
    kind: SignalKind, sku: str, dated: Sequence[_Dated], triages: Mapping[int, Triage]
) -> ReviewSignal:
    reviews = [each.review for each in dated]
    return ReviewSignal(
        kind=kind,
        sku=sku,
        reviews=len(reviews),
        confirmed=sum(review.bucket is not None for review in reviews),
        first_on=dated[0].day,
        last_on=dated[-1].day,
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
