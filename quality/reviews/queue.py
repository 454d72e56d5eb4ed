"""The reviews that wait for someone, the most pressing first, each with what to do."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

import polars as pl

from quality.findings import REVIEW_QUEUE
from quality.reviews.answers import Answers, ReviewWords
from quality.reviews.cases import (
    SERIOUS,
    BuyerDefect,
    Case,
    Review,
    buyer_defects,
    cases,
    find_in_log,
    reviews_of,
)
from quality.reviews.lexicon import Bucket
from quality.reviews.replies import Reply, ReplyProblem, check_reply, near_copies
from quality.reviews.triage import Triage
from quality.rules import ReviewRules


class Group(StrEnum):
    """What a review waits for, most pressing first."""

    CONTACT_NOW = "contact_now"
    CHOOSE_BUCKET = "choose_bucket"
    NOT_LOGGED = "not_logged"
    PRODUCT_DEFECT = "product_defect"
    LISTING = "listing"
    OPERATIONS = "operations"


class Task(StrEnum):
    """What to do inside the shop."""

    CHOOSE_BUCKET = "choose_bucket"
    LOG_DEFECT = "log_defect"
    UPDATE_LISTING = "update_listing"
    CHECK_CARRIER = "check_carrier"
    CONTACT_BUYER = "contact_buyer"
    WRITE_REPLY = "write_reply"
    MEND_REPLY = "mend_reply"


REPLY_OVERDUE = "reply_overdue"
_GROUPS = {
    Bucket.PRODUCT_DEFECT: Group.PRODUCT_DEFECT,
    Bucket.EXPECTATION_MISMATCH: Group.LISTING,
    Bucket.DELIVERY_FAILURE: Group.OPERATIONS,
}
_TASKS = {
    Bucket.EXPECTATION_MISMATCH: Task.UPDATE_LISTING,
    Bucket.DELIVERY_FAILURE: Task.CHECK_CARRIER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One row of the queue before its reply is drafted.

    Attributes:
        case: The review, or a stand-in for a serious defect row without a review.
        key: Stable key of the row in the queue.
        group: What it waits for.
        task: What to do inside the shop.
        problems: What is wrong with its reply, as codes.
        hours: Since the review.
        serious: Whether the buyer must be contacted at once.
        reviewed: Whether there is a review to answer.
    """

    case: Case
    key: str
    group: Group
    task: Task
    problems: tuple[str, ...]
    hours: float | None
    serious: bool
    reviewed: bool = True

    @property
    def order(self) -> tuple[int, int, bool, float, int]:
        """Sorts the queue: group, then what the words suggest, serious first, oldest first."""
        buckets = list(Bucket)
        suggested = self.case.bucket or self.case.triage.bucket
        return (
            list(Group).index(self.group),
            buckets.index(suggested) if suggested else len(buckets),
            not self.serious,
            -(self.hours or 0.0),
            self.case.review.row,
        )


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
    waiting = [
        *_waiting(found, words=words, rules=rules, now=now),
        *_without_review(
            buyers, taken={each.row for each in matched.values()}, since=since, now=now
        ),
    ]
    answers = Answers(words=words, skus=skus, earlier=listed)
    rows = [_row(item, answers, rules) for item in sorted(waiting, key=lambda item: item.order)]
    return pl.DataFrame(rows, schema=dict(REVIEW_QUEUE), orient="row")


def _listed(review: Review, since: datetime, rules: ReviewRules) -> bool:
    """Whether a review is bad (a person's bucket says so, or its stars, or it has none)."""
    bad = review.bucket is not None or review.rating is None or review.rating <= rules.low_stars
    return bad and (review.reviewed_at is None or review.reviewed_at >= since)


def _waiting(
    found: Iterable[Case], *, words: ReviewWords, rules: ReviewRules, now: datetime
) -> Iterator[Waiting]:
    listed = tuple(found)
    problems = _reply_problems(listed, words=words, rules=rules)
    for case in listed:
        said = (*_overdue(case, rules, now), *(each.code for each in problems[case.review.row]))
        group = _group(case, rules)
        if _open(case, group, said):
            yield Waiting(
                case=case,
                key=case.review.review_id or f"review:{case.review.row}",
                group=group,
                task=_task(case, group),
                problems=said,
                hours=case.hours(now),
                serious=case.serious(rules),
            )


def _reply_problems(
    listed: Iterable[Case], *, words: ReviewWords, rules: ReviewRules
) -> dict[int, tuple[ReplyProblem, ...]]:
    reviews = [case.review for case in listed]
    replies = [
        Reply(row=review.row, text=review.reply, replied_on=review.replied_on)
        for review in reviews
        if review.reply
    ]
    copies = near_copies(replies, rules=rules)
    return {
        review.row: check_reply(
            review.reply,
            words=words.replies,
            rules=rules,
            order_ref=review.order_ref,
            copy_of=copies.get(review.row),
        )
        if review.reply
        else ()
        for review in reviews
    }


def _overdue(case: Case, rules: ReviewRules, now: datetime) -> tuple[str, ...]:
    hours = case.hours(now)
    if case.review.reply or hours is None or hours <= rules.reply_hours:
        return ()
    return (f"{REPLY_OVERDUE}:{int(hours)}",)


def _group(case: Case, rules: ReviewRules) -> Group:
    known = case.bucket is not None or case.review.severity == SERIOUS
    if known and case.serious(rules) and not case.contacted:
        return Group.CONTACT_NOW
    if case.bucket is None:
        return Group.CHOOSE_BUCKET
    if case.bucket is Bucket.PRODUCT_DEFECT and not case.logged:
        return Group.NOT_LOGGED
    return _GROUPS[case.bucket]


def _open(case: Case, group: Group, problems: tuple[str, ...]) -> bool:
    pressing = group in (Group.CONTACT_NOW, Group.CHOOSE_BUCKET, Group.NOT_LOGGED)
    return pressing or not case.review.reply or bool(problems)


def _task(case: Case, group: Group) -> Task:
    if case.bucket is None:
        return Task.CONTACT_BUYER if group is Group.CONTACT_NOW else Task.CHOOSE_BUCKET
    if case.bucket is not Bucket.PRODUCT_DEFECT:
        return _TASKS[case.bucket]
    if not case.logged:
        return Task.LOG_DEFECT
    if group is Group.CONTACT_NOW:
        return Task.CONTACT_BUYER
    return Task.MEND_REPLY if case.review.reply else Task.WRITE_REPLY


def _without_review(
    buyers: Iterable[BuyerDefect], *, taken: set[int], since: datetime, now: datetime
) -> Iterator[Waiting]:
    """Defect rows marked serious whose buyer nobody contacted and that no review tells of."""
    for defect in buyers:
        found = defect.found_on
        waits = defect.severity == SERIOUS and not defect.contacted_at and not defect.settled
        if waits and defect.row not in taken and found is not None and found >= since.date():
            case = Case(review=_stand_in(defect, found), defect=defect)
            yield Waiting(
                case=case,
                key=f"defect:{defect.order_ref or defect.row}",
                group=Group.CONTACT_NOW,
                task=Task.CONTACT_BUYER,
                problems=(),
                hours=case.hours(now),
                serious=True,
                reviewed=False,
            )


def _stand_in(defect: BuyerDefect, found: date) -> Review:
    return Review(
        row=defect.row,
        review_id=None,
        reviewed_at=datetime.combine(found, time()),
        platform=defect.platform,
        sku=defect.sku,
        rating=None,
        text=None,
        bucket=Bucket.PRODUCT_DEFECT,
        severity=defect.severity,
        order_ref=defect.order_ref,
        contacted_at=None,
        action=None,
        reply=None,
        replied_on=None,
        logged=True,
        note=None,
    )


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
