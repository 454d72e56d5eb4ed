"""What the records say: frames a level (row, lot, SKU, signal, supplier, talk) and the reorders.

Codes, never words: `status`, `reason`, `verdict` and the like are keys that the words of a
language turn into text. Fractions are 0 to 1; a figure that cannot be told is null.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from quality.codes import Bucket
from quality.issues import Issue
from quality.records import CODED, DAY, INTEGER, MOMENT, NUMBER, ROW, TEXT, YES, Schema, empty
from quality.reorders import Reorder

NUMBERS, INTEGERS, TEXTS = pl.List(pl.Float64), pl.List(pl.Int64), pl.List(pl.String)
CODES = pl.List(CODED)

MATCHES: Schema = {  # one row a defect row that was read
    "row": ROW,
    "sku": CODED,  # after aliases
    "supplier": CODED,
    "lot_id": CODED,  # null unless matched to one lot
    "level": CODED,  # exact | date | date_near | assumed | ambiguous | sku_only
    "counted": YES,  # false: a duplicate, or claim = ignore
    "dropped": CODED,  # why it is not counted: duplicate | ignored
    "defect_type": CODED,
    "units": INTEGER,
    "found_on": DAY,  # found, else imported, else the lot's day of receipt
    "candidates": CODES,  # lots it may belong to when ambiguous
}
LOT_FINDINGS: Schema = {  # one row a lot and SKU
    "key": TEXT,  # lot_id|sku
    "lot_id": TEXT,
    "sku": TEXT,
    "supplier": TEXT,
    "ordered_on": DAY,
    "ordered_assumed": YES,  # received minus lead time
    "received_on": DAY,
    "age_days": INTEGER,
    "maturity": NUMBER,  # share of complaints expected by now
    "status": TEXT,  # ok|partial|too_early|few_units|no_received_figure|check_numbers
    "units": INTEGER,
    "short": INTEGER,  # ordered minus received, or the shortage found at QC
    "nonconforming": INTEGER,
    "at_receiving": INTEGER,
    "by_customers": INTEGER,
    "by_date_match": INTEGER,  # units placed by date, not by lot id
    "doubtful": INTEGER,  # units beside them that may be of this lot or of another
    "approximate": YES,  # more than a fifth of the units placed by date
    "fraction": NUMBER,
    "lower": NUMBER,
    "upper": NUMBER,
    "at_least": NUMBER,
    "mature_units": NUMBER,
    "heading_for": NUMBER,  # nonconforming over mature units
    "heading_lower": NUMBER,
    "heading_upper": NUMBER,
    "alarm_p": NUMBER,
    "alarm": YES,  # worse than usual for this SKU
    "one_off": YES,
    "types": TEXTS,  # "code:units", most first
    "origin": TEXT,  # transit | factory_packing | factory_material | unknown | the team's word
    "cartons": INTEGER,
    "cartons_opened": INTEGER,
    "cartons_needed": INTEGER,
    "units_checked": INTEGER,
    "qc_done": YES,
    "qc_verdict": TEXT,  # clean | caught | escaped | no_qc | not_visible
    "chance_spread": NUMBER,  # to notice a problem of receiving.problem_rate
    "chance_packed": NUMBER,
    "claim": TEXT,  # open | claimed | compensated | rejected, of the lot's rows
    "uncompensated": INTEGER,
    "photos": INTEGER,
    "photos_packaging": INTEGER,
    "unit_price": NUMBER,
}
SKU_FINDINGS: Schema = {
    "sku": TEXT,
    "name": TEXT,
    "supplier": TEXT,
    "status": TEXT,  # urgent | signal | watch | watch_latest_ok | ok | too_early | no_data
    "reason": TEXT,  # code of the one sentence
    "reason_type": TEXT,  # defect type the reason speaks of
    "reason_units": INTEGER,
    "next_reorder_on": DAY,
    "latest_order_on": DAY,
    "nonconforming": INTEGER,  # within the window, matched or not
    "matched": INTEGER,  # of these, units in lots of the window: the numerator of the fraction
    "units": INTEGER,
    "fraction": NUMBER,
    "lower": NUMBER,
    "upper": NUMBER,
    "at_least": NUMBER,
    "mature_units": NUMBER,  # of `units`, by the maturity of each lot
    "heading_for": NUMBER,  # matched over mature units
    "usual_nonconforming": INTEGER,  # in lots of the window, one-off lots left out
    "usual_fraction": NUMBER,  # of these lots; what an order would bring, where it is enough
    "adjusted": NUMBER,  # this and what follows from it leave one-off lots out
    "rank": INTEGER,  # 1 = worst
    "above_target": NUMBER,  # probability that the rate is above stats.target_rate
    "latest_lot": TEXT,
    "latest_fraction": NUMBER,
    "previous_fraction": NUMBER,
    "trend": TEXT,  # rising | falling | no_clear_trend | not_enough_lots
    "trend_p": NUMBER,
    "spark": NUMBERS,  # fractions of the last 6 lots, oldest first
    "top_type": TEXT,
    "top_share": NUMBER,
    "by_customers": INTEGER,
    "at_receiving": INTEGER,
    "caught": NUMBER,  # found at receiving over all found
    "loss": NUMBER,  # own currency
    "loss_estimated": YES,
    "data": TEXT,  # exact | approximate | counts_only
    "forecast_units": INTEGER,  # the planned quantity the forecast is for
    "forecast": NUMBER,
    "forecast_low": NUMBER,
    "forecast_high": NUMBER,
    "standing": TEXT,  # keep | press | prepare | switch | not_enough_data
    "standing_reason": TEXT,
    "reverses": TEXT,  # code of what would change the standing
    "open_ask": TEXT,  # refused | unanswered | null
    "open_signal": YES,  # a signal or urgent one that is not closed
    "uncompensated": INTEGER,  # units in lots of the claim window that nobody paid for
    "latest_alarm": YES,  # the latest lot is worse than usual for the product
    "one_off_lots": TEXTS,  # left out of trends
    "sign_a": TEXT,  # strong | weak | null
    "sign_b": TEXT,
    "sign_c": TEXT,
    "snoozed_until": DAY,
}
SUPPLIER_FINDINGS: Schema = {
    "supplier": TEXT,
    "standing": TEXT,
    "reason": TEXT,  # of the standing
    "reverses": TEXT,  # code of what would change the standing
    "skus": INTEGER,
    "lots": INTEGER,  # last 12 months
    "units": INTEGER,
    "nonconforming": INTEGER,
    "fraction": NUMBER,
    "lower": NUMBER,
    "upper": NUMBER,
    "expected": NUMBER,  # nonconforming units usual for its products
    "index": NUMBER,  # observed over expected, shrunk
    "raw_previous": NUMBER,  # before the last 6 months, mix not removed
    "raw_latest": NUMBER,
    "mix_adjusted_previous": NUMBER,
    "mix_adjusted_latest": NUMBER,
    "comparable_skus": TEXTS,
    "trend": TEXT,
    "trend_p": NUMBER,
    "quarters": NUMBERS,
    "talks": INTEGER,
    "last_talk_on": DAY,
    "sign_a": TEXT,
    "sign_b": TEXT,
    "sign_c": TEXT,
    "sign_skus": TEXTS,  # "a:SKU" the signs come from
    "one_off_lots": TEXTS,
    "compensation_agreed": NUMBER,  # units
    "compensation_received": NUMBER,
    "spend": NUMBER,  # purchase currency
    "loss": NUMBER,
    "decision": TEXT,  # a person's word, from our tab
}
SIGNAL_FINDINGS: Schema = {
    "key": TEXT,  # sku|type|kind
    "level": TEXT,  # urgent | signal | watch | watch_latest_ok
    "kind": TEXT,  # defect | review_cluster | listing | switch
    "sku": TEXT,
    "name": TEXT,
    "supplier": TEXT,
    "defect_type": TEXT,
    "units": INTEGER,
    "complaints": INTEGER,  # distinct orders or reviews
    "lots": INTEGER,
    "received": NUMBER,
    "fraction": NUMBER,
    "p": NUMBER,
    "q": NUMBER,
    "above_normal": YES,
    "stands_out": YES,
    "first_seen_on": DAY,
    "last_seen_on": DAY,
    "platforms": TEXTS,  # "Shopee:5"
    "qc_verdict": TEXT,
    "visible": TEXT,  # receipt | test | use | sample
    "origin": TEXT,
    "next_step": TEXT,
    "opened_on": DAY,
    "nights_open": INTEGER,
    "closed": YES,
    "snoozed_until": DAY,
    "is_new": YES,  # not open on an earlier night
    "quiet_nights": INTEGER,  # nights running on which it would have stopped standing out
}
TALK_FINDINGS: Schema = {
    "row": ROW,
    "supplier": TEXT,
    "sku": TEXT,
    "talked_on": DAY,
    "before_nonconforming": NUMBER,
    "before_units": NUMBER,
    "after_nonconforming": NUMBER,
    "after_units": NUMBER,
    "before_fraction": NUMBER,
    "after_fraction": NUMBER,
    "p_less": NUMBER,
    "p_much_less": NUMBER,
    "verdict": TEXT,  # dropped|dropped_less_than_asked|rose|did_not_drop|insufficient_data
    "leaning": TEXT,
    "units_needed": INTEGER,
    "order_assumed": YES,
    "open_ask": TEXT,  # refused | unanswered | null
    "promise_overdue": YES,  # promised or agreed, past its day, neither paid nor seen
}
QC_PLAN: Schema = {
    "key": TEXT,  # sku|arrival; sku|next where nothing is on its way
    "arrival_on": DAY,  # null: the next arrival, whenever it comes
    "sku": TEXT,
    "supplier": TEXT,
    "units": INTEGER,
    "cartons": INTEGER,
    "open": INTEGER,
    "carton_numbers": INTEGERS,
    "reason": TEXT,  # default | open_signal | first_lot | start_qc
    "max_units": INTEGER,
    "chance_spread": NUMBER,
    "chance_packed": NUMBER,
    "function_test": TEXT,  # defect type to test for
    "use_test_pieces": INTEGER,
    "use_test_type": TEXT,
    "use_test": TEXT,  # the SKU's own words
    "psi": TEXT,  # worth_it | not_worth_it | not_needed
    "avoidable_loss": NUMBER,
    "psi_fee": NUMBER,
    "psi_fee_default": YES,
    "break_even": NUMBER,
    "overdue_days": INTEGER,
    "done": YES,
}
REVIEW_QUEUE: Schema = {
    "key": TEXT,  # review_id; defect:<order or row> for a serious defect without a review
    "row": ROW,
    "group": TEXT,  # code of reviews.waiting.Group
    "hours": NUMBER,
    "sku": TEXT,
    "platform": TEXT,
    "bucket": TEXT,  # a person's
    "suggested": TEXT,  # what the words say; never written into a person's tab
    "matched": TEXTS,  # the words
    "also": TEXT,  # second bucket that the words speak of
    "confidence": NUMBER,  # 0 to 1, for ordering
    "defect_type": TEXT,  # of the log, else what the words say; other kinds for other buckets
    "severity": TEXT,
    "rating": NUMBER,
    "text": TEXT,
    "task": TEXT,  # code of codes.Task
    "problems": TEXTS,  # reply_overdue:<hours> and reviews.replies.Fault, `code:detail`
    "reviewed_at": MOMENT,
    "order_ref": TEXT,
    "contact_overdue": YES,  # serious, not contacted for longer than reviews.contact_hours
    "draft": TEXT,  # public reply to look over
    "needs_action": YES,  # the draft has a blank: the sheet records nothing to tell
    "chat": TEXT,  # private message for a serious failure
}

FRAMES: Mapping[str, Schema] = {
    "matches": MATCHES,
    "lots": LOT_FINDINGS,
    "skus": SKU_FINDINGS,
    "suppliers": SUPPLIER_FINDINGS,
    "signals": SIGNAL_FINDINGS,
    "talks": TALK_FINDINGS,
    "qc_plan": QC_PLAN,
    "reviews": REVIEW_QUEUE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedWords:
    """A phrase that would have told the bucket, ready to be added to the terms.

    Attributes:
        words: The phrase, as buyers wrote it.
        bucket: What people chose for the reviews with it.
        reviews: Corrected reviews with the phrase.
        elsewhere: Reviews with the phrase for which people chose another bucket.
    """

    words: str
    bucket: Bucket
    reviews: int
    elsewhere: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """All that one study found, as of one day."""

    as_of: date
    matches: pl.DataFrame
    lots: pl.DataFrame
    skus: pl.DataFrame
    suppliers: pl.DataFrame
    signals: pl.DataFrame
    talks: pl.DataFrame
    qc_plan: pl.DataFrame
    reviews: pl.DataFrame
    deliveries: int = 0  # reviews of the last 7 days that tell of a delivery failure
    missed_words: tuple[MissedWords, ...] = ()  # phrases that would have told a review's bucket
    reorders: tuple[Reorder, ...]  # open plans, earliest first, also those beyond the window
    issues: tuple[Issue, ...]  # what matching could not settle
    caught: float | None  # found at receiving over all found, whole shop
    level: int  # maturity level of the data, 0 to 5
    next_to_fill: str | None  # code of the one next thing to fill

    def __post_init__(self) -> None:
        for name, schema in FRAMES.items():
            frame: pl.DataFrame = getattr(self, name)
            if dict(frame.schema) != dict(schema):
                msg = f"{name}: columns must be {dict(schema)}, not {dict(frame.schema)}"
                raise ValueError(msg)


def nothing_found(as_of: date) -> Findings:
    """Return the findings of a study without records."""
    return Findings(
        as_of=as_of,
        matches=empty(MATCHES),
        lots=empty(LOT_FINDINGS),
        skus=empty(SKU_FINDINGS),
        suppliers=empty(SUPPLIER_FINDINGS),
        signals=empty(SIGNAL_FINDINGS),
        talks=empty(TALK_FINDINGS),
        qc_plan=empty(QC_PLAN),
        reviews=empty(REVIEW_QUEUE),
        reorders=(),
        issues=(),
        caught=None,
        level=0,
        next_to_fill=None,
    )
