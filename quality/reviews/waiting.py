"""What a bad review waits for, and what to do about it inside the shop."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from quality.codes import Bucket, Task
from quality.reviews.answers import ReviewWords
from quality.reviews.cases import SERIOUS, BuyerDefect, Case, Review
from quality.reviews.replies import Reply, ReplyProblem, check_reply, near_copies
from quality.rules import ReviewRules


class Group(StrEnum):
    """What a review waits for, most pressing first."""

    CONTACT_NOW = "contact_now"
    CHOOSE_BUCKET = "choose_bucket"
    NOT_LOGGED = "not_logged"
    PRODUCT_DEFECT = "product_defect"
    LISTING = "listing"
    OPERATIONS = "operations"


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


def waiting(
    found: Iterable[Case], *, words: ReviewWords, rules: ReviewRules, now: datetime
) -> Iterator[Waiting]:
    """Yield the reviews about which something is left to do.

    Args:
        found: Bad reviews with what is known of them.
        words: How replies are judged.
        rules: Waiting times and limits.
        now: The moment from which hours are counted.
    """
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


def without_review(
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
