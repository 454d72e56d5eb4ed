"""A bad review with everything known of it: its words, its defect row, its buyer, its reply."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from quality.codes import Bucket
from quality.reviews.triage import SILENT, Triage
from quality.rules import ReviewRules

SERIOUS = "serious"
READ_OF_THE_LOG = frozenset(
    {
        *("row", "sku", "defect_type", "found_on", "units", "platform", "severity"),
        *("order_ref", "contacted_at", "resolution", "claim", "found_at"),
    }
)  # columns of `quality.records.DEFECTS`
_BY_BUYERS = (None, "customer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One row of the Reviews tab; see `quality.records.REVIEWS`."""

    row: int
    review_id: str | None
    reviewed_at: datetime | None
    platform: str | None
    sku: str | None
    rating: float | None
    text: str | None
    bucket: str | None
    severity: str | None
    order_ref: str | None
    contacted_at: datetime | None
    action: str | None
    reply: str | None
    replied_on: date | None
    logged: bool | None
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerDefect:
    """One row of the Defect log that a buyer reported."""

    row: int
    sku: str | None
    defect_type: str | None
    found_on: date | None
    units: int
    platform: str | None
    severity: str | None
    order_ref: str | None
    contacted_at: datetime | None
    settled: bool  # refunded, exchanged, or ignored on purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A review, what its words say, and the defect row of the same complaint if there is one."""

    review: Review
    triage: Triage = SILENT
    defect: BuyerDefect | None = None

    @property
    def bucket(self) -> Bucket | None:
        """The bucket that a person chose; a suggestion is no bucket."""
        return Bucket(self.review.bucket) if self.review.bucket else None

    @property
    def kind(self) -> str | None:
        """Defect type of the log, else what the words say about the chosen bucket."""
        if self.defect and self.bucket is Bucket.PRODUCT_DEFECT:
            return self.defect.defect_type
        return self.triage.kind if self.bucket in (None, self.triage.bucket) else None

    @property
    def logged(self) -> bool:
        """Whether it is in the Defect log, or a person ticked that it is."""
        return bool(self.review.logged) or self.defect is not None

    @property
    def contacted(self) -> bool:
        """Whether the Reviews tab or the Defect log says when the buyer was contacted."""
        contacts = (self.review.contacted_at, self.defect.contacted_at if self.defect else None)
        return any(contacts)

    def serious(self, rules: ReviewRules) -> bool:
        """Whether the buyer must be contacted at once: said so, or by its type of defect."""
        told = self.review.severity or (self.defect.severity if self.defect else None)
        if told:
            return told == SERIOUS
        product = (self.bucket or self.triage.bucket) is Bucket.PRODUCT_DEFECT
        return product and self.kind in rules.serious_types

    def hours(self, now: datetime) -> float | None:
        """Hours since the review, never below 0; a day without a time counts from its start."""
        if self.review.reviewed_at is None:
            return None
        return max((now - self.review.reviewed_at).total_seconds() / 3600, 0.0)


def reviews_of(frame: pl.DataFrame) -> tuple[Review, ...]:
    """Rows of the Reviews frame as values."""
    return tuple(Review(**row) for row in frame.iter_rows(named=True))


def buyer_defects(frame: pl.DataFrame) -> tuple[BuyerDefect, ...]:
    """Rows of the Defects frame that buyers reported; a blank place counts as a buyer."""
    return tuple(
        BuyerDefect(
            row=row["row"],
            sku=row["sku"],
            defect_type=row["defect_type"],
            found_on=row["found_on"],
            units=row["units"] or 1,
            platform=row["platform"],
            severity=row["severity"],
            order_ref=row["order_ref"],
            contacted_at=row["contacted_at"],
            settled=row["resolution"] not in (None, "none") or row["claim"] == "ignore",
        )
        for row in frame.iter_rows(named=True)
        if row["found_at"] in _BY_BUYERS
    )


def find_in_log(
    reviews: Iterable[Review], defects: Iterable[BuyerDefect], *, days: int
) -> dict[int, BuyerDefect]:
    """Match reviews to defect rows: by order reference, else by SKU and near day.

    Each defect row stands for as many reviews as it has units; the nearest day goes first, and a
    row with another order reference is never taken.

    Args:
        reviews: Reviews to look for.
        defects: Defect rows that buyers reported.
        days: Largest distance of the review's and the defect's day.

    Returns:
        The defect row of each review that has one, by the review's row.
    """
    by_sku: dict[str | None, list[BuyerDefect]] = defaultdict(list)
    for defect in defects:
        by_sku[defect.sku].append(defect)
    pairs = [
        (distance, review.row, defect.row, defect)
        for review in reviews
        for defect in by_sku[review.sku]
        if (distance := _distance(review, defect)) is not None and distance <= days
    ]
    return _nearest_first(sorted(pairs, key=lambda pair: pair[:3]))


def _nearest_first(pairs: Iterable[tuple[int, int, int, BuyerDefect]]) -> dict[int, BuyerDefect]:
    found: dict[int, BuyerDefect] = {}
    taken: dict[int, int] = defaultdict(int)
    for _, review, row, defect in pairs:
        if review not in found and taken[row] < defect.units:
            found[review] = defect
            taken[row] += 1
    return found


def _distance(review: Review, defect: BuyerDefect) -> int | None:
    """Days between the two, -1 for the same order, None when it cannot be the same complaint."""
    if review.order_ref and defect.order_ref:
        return -1 if review.order_ref == defect.order_ref else None
    if review.reviewed_at is None or defect.found_on is None:
        return None
    return abs((review.reviewed_at.date() - defect.found_on).days)


def cases(
    reviews: Iterable[Review],
    *,
    triages: Mapping[int, Triage],
    defects: Mapping[int, BuyerDefect],
) -> tuple[Case, ...]:
    """Put reviews, what their words say and their defect rows together, by the review's row."""
    return tuple(
        Case(
            review=review,
            triage=triages.get(review.row, SILENT),
            defect=defects.get(review.row),
        )
        for review in reviews
    )
