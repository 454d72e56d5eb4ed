"""The reviews that wait for someone, the most pressing first, each with what to do."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import polars as pl

from quality.findings import REVIEW_QUEUE
from quality.reviews.answers import Answers, ReviewWords
from quality.reviews.cases import SERIOUS, Review, buyer_defects, cases, find_in_log, reviews_of
from quality.reviews.triage import Triage
from quality.reviews.waiting import Group, Waiting, waiting, without_review
from quality.rules import ReviewRules


def review_queue(
    reviews: pl.DataFrame,
    defects: pl.DataFrame,
    *,
    skus: pl.DataFrame,
    triages: Mapping[int, Triage],
    words: ReviewWords,
    rules: ReviewRules,
    now: datetime,
) -> pl.DataFrame:
    """List what waits for a person, in the order in which to do it.

    Order: serious failures whose buyer nobody contacted; reviews without a bucket; product defects
    that are not in the Defect log; other product defects; expectation mismatches; deliveries.
    Within a group serious ones come first, then the oldest. A row leaves when nothing is left to
    do about it, or when it is older than `rules.queue_days`.

    Args:
        reviews: Frame of `quality.records.REVIEWS`.
        defects: Frame of `quality.records.DEFECTS`.
        skus: Frame of `quality.records.SKUS`, for the products' names.
        triages: What the words of each row say, from `sort_reviews`.
        words: How replies are judged and drafted.
        rules: Waiting times and limits.
        now: The moment from which hours are counted, in the team's zone.

    Returns:
        A frame of `quality.findings.REVIEW_QUEUE`.
    """
    since = now - timedelta(days=rules.queue_days)
    listed = [review for review in reviews_of(reviews) if _listed(review, since, rules)]
    buyers = buyer_defects(defects)
    matched = find_in_log(listed, buyers, days=rules.log_match_days)
    found = cases(listed, triages=triages, defects=matched)
    left = [
        *waiting(found, words=words, rules=rules, now=now),
        *without_review(
            buyers, taken={each.row for each in matched.values()}, since=since, now=now
        ),
    ]
    answers = Answers(words=words, skus=skus, earlier=listed)
    rows = [_row(item, answers, rules) for item in sorted(left, key=lambda item: item.order)]
    return pl.DataFrame(rows, schema=dict(REVIEW_QUEUE), orient="row")


def _listed(review: Review, since: datetime, rules: ReviewRules) -> bool:
    """Whether a review is bad (a person's bucket says so, or its stars, or it has none)."""
    bad = review.bucket is not None or review.rating is None or review.rating <= rules.low_stars
    return bad and (review.reviewed_at is None or review.reviewed_at >= since)


def _row(item: Waiting, answers: Answers, rules: ReviewRules) -> dict[str, object]:
    case, review, said = item.case, item.case.review, item.case.triage
    draft = answers.draft(case, serious=item.serious) if item.reviewed else None
    return {
        "key": item.key,
        "row": review.row,
        "group": item.group,
        "hours": None if item.hours is None else round(item.hours, 1),
        "sku": review.sku,
        "platform": review.platform,
        "bucket": case.bucket,
        "suggested": said.bucket,
        "matched": [match.words for match in said.matches],
        "also": said.also,
        "confidence": said.confidence if said.bucket else None,
        "defect_type": case.kind,
        "severity": review.severity or (SERIOUS if item.serious else None),
        "rating": review.rating,
        "text": review.text,
        "task": item.task,
        "problems": list(item.problems),
        "reviewed_at": review.reviewed_at,
        "order_ref": review.order_ref,
        "contact_overdue": item.group is Group.CONTACT_NOW
        and (item.hours or 0.0) > rules.contact_hours,
        "draft": draft.text if draft else None,
        "needs_action": draft.needs_action if draft else None,
        "chat": draft.chat if draft else None,
    }
