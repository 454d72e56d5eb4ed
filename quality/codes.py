"""Every code that the findings hold and a language has words for."""

from enum import StrEnum


class MatchLevel(StrEnum):
    """How a defect row found its lot, surest first."""

    EXACT = "exact"  # lot and SKU as typed
    DATE = "date"  # the only lot near the import date
    DATE_NEAR = "date_near"  # the nearest by a clear lead
    ASSUMED = "assumed"  # the only lot received in the 90 days before it was found
    AMBIGUOUS = "ambiguous"  # one of several lots
    SKU_ONLY = "sku_only"


class Dropped(StrEnum):
    """Why a row that was read is not counted."""

    DUPLICATE = "duplicate"
    IGNORED = "ignored"


class SkuStatus(StrEnum):
    """Where a product stands, worst first."""

    URGENT = "urgent"
    SIGNAL = "signal"
    WATCH = "watch"
    WATCH_LATEST_OK = "watch_latest_ok"
    OK = "ok"
    TOO_EARLY = "too_early"
    NO_DATA = "no_data"


class SkuReason(StrEnum):
    """The one sentence behind a product's status; `reason_type` and `reason_units` belong to it."""

    SAFETY = "safety"  # one unit of a dangerous type is enough
    REPEAT_URGENT = "repeat_urgent"  # the same defect again, far above normal
    REPEAT_ABOVE_NORMAL = "repeat_above_normal"
    REPEAT_NO_RATE = "repeat_no_rate"  # a pattern without units received
    REPEAT_IN_LINE = "repeat_in_line"  # a pattern that the volume explains
    REPEAT_LATEST_OK = "repeat_latest_ok"  # a pattern, but the latest lot is fine
    LOT_ALARM = "lot_alarm"  # the latest lot is worse than usual for the product
    FEW_FOUND = "few_found"  # something found, nothing repeats
    NONE_FOUND = "none_found"
    TOO_EARLY = "too_early"  # the lots of the window are too young
    NO_LOTS = "no_lots"  # no lot with units received in the window


class DataQuality(StrEnum):
    """How surely a product's defects are placed."""

    EXACT = "exact"
    APPROXIMATE = "approximate"
    COUNTS_ONLY = "counts_only"


class Standing(StrEnum):
    """How to go on with a supplier, or with one product at it."""

    SWITCH = "switch"
    PREPARE = "prepare"
    PRESS = "press"
    KEEP = "keep"
    NOT_ENOUGH_DATA = "not_enough_data"


class StandingReason(StrEnum):
    """What gave the standing."""

    SIGNS = "signs"  # two signs or more, one of them strong
    STRONG_SIGN = "strong_sign"
    WEAK_SIGNS = "weak_signs"
    ASK_REFUSED = "ask_refused"
    ASK_UNANSWERED = "ask_unanswered"
    OPEN_SIGNAL = "open_signal"  # with enough units that nobody paid for
    WEAK_SIGN = "weak_sign"
    NOTHING_OPEN = "nothing_open"
    FEW_UNITS = "few_units"
    NO_QUANTITIES = "no_quantities"


class Reverses(StrEnum):
    """What would change the standing for the better (for `keep`: for the worse)."""

    LOWER_RATE_AFTER_TALK = "lower_rate_after_talk"  # takes sign A away
    SEEN_CHANGE = "seen_change"  # takes sign B away
    SAME_TYPES = "same_types"  # takes sign C away
    ANSWER = "answer"  # an accepted ask
    PAID_OR_CLEAN_LOT = "paid_or_clean_lot"
    NEW_SIGNAL = "new_signal"
    MORE_LOTS = "more_lots"
    QUANTITIES = "quantities"


class SignalKind(StrEnum):
    """What a signal is about."""

    DEFECT = "defect"
    REVIEW_CLUSTER = "review_cluster"
    LISTING = "listing"
    SWITCH = "switch"


class NextStep(StrEnum):
    """What to do next about a signal."""

    STOP_SALE = "stop_sale"
    ASK_PACKING = "ask_packing"
    ASK_PACKING_LIST = "ask_packing_list"
    ASK_FUNCTION_TEST = "ask_function_test"
    ASK_USE_TEST = "ask_use_test"
    ASK_SUPPLIER = "ask_supplier"
    CLAIM_CARRIER = "claim_carrier"
    KEEP_WATCHING = "keep_watching"
    ORDER_SAMPLE = "order_sample"
    MOVE_ORDERS = "move_orders"  # another source has a passed sample
    UPDATE_LISTING = "update_listing"
    READ_REVIEWS = "read_reviews"


class QcReason(StrEnum):
    """Why so many cartons are opened."""

    DEFAULT = "default"
    OPEN_SIGNAL = "open_signal"
    FIRST_LOT = "first_lot"
    START_QC = "start_qc"  # a signal, and no receiving QC in the window: begin with the next lot


class DecisionReason(StrEnum):
    """What gave the decision about one reorder."""

    SAFETY_SIGNAL = "safety_signal"  # stop
    SIGNS = "signs"  # switch, prepare: two signs or more
    THREE_TALKS = "three_talks"  # switch, prepare: strong sign A after three talks
    NO_SAMPLE_YET = "no_sample_yet"  # prepare: signs, but no source with a passed sample
    ASK_REFUSED = "ask_refused"  # prepare
    ASK_UNANSWERED = "ask_unanswered"  # prepare
    LATEST_LOT_BAD = "latest_lot_bad"  # hold
    TREND_FALLING = "trend_falling"  # keep
    TALK_HELPED = "talk_helped"  # keep
    TRANSIT = "transit"  # claim the carrier
    OPEN_SIGNAL = "open_signal"  # negotiate
    NO_LOTS = "no_lots"  # order with QC
    NO_LOTS_HERE = "no_lots_here"  # order with QC: all lots came from another source
    NO_QUANTITIES = "no_quantities"  # order with QC
    NOTHING_OPEN = "nothing_open"  # no issue


class Missing(StrEnum):
    """What is not filled in and would make a brief say more."""

    PRICE = "price"
    STOCK = "stock"
    DAILY_SALES = "daily_sales"
    LEAD_TIME = "lead_time"
    PHOTOS = "photos"
    PACKAGING_PHOTOS = "packaging_photos"
    NAME_ZH = "name_zh"
    RECEIVED_UNITS = "received_units"
    FX = "fx"
    COSTS = "costs"
    RECEIVING_QC = "receiving_qc"
    CARTONS = "cartons"
    SUPPLIER = "supplier"
    OUR_SHARE = "our_share"
    SAMPLES = "samples"


class AskId(StrEnum):
    """One sentence of the message each."""

    REPLACE = "replace"
    DISCOUNT = "discount"
    AGREED = "agreed"  # compensation that was agreed and is not due yet
    OVERDUE = "overdue"  # the same, past its day
    SHORTAGE = "shortage"
    PACKING = "packing"
    PACKLIST = "packlist"
    USETEST = "usetest"
    FADING = "fading"
    FUNCTEST = "functest"
    PSI = "psi"  # inspection before shipping, at the factory's cost
    PSI_OURS = "psi_ours"  # inspection before shipping, we pay
    PHOTOS = "photos"  # photos of opened cartons before shipping
    KEEP = "keep"  # the same packing and material as in the good lots
    OUTER_CARTON = "outer_carton"  # stronger outer carton, after damage on the way
    INSTRUCTIONS = "instructions"  # size or colour card attached


class NextToFill(StrEnum):
    """The one next thing to fill in, at the level of the data that is there."""

    DEFECTS = "defects"
    SKUS = "skus"
    LOTS = "lots"
    RECEIVED_UNITS = "received_units"
    QC_COLUMNS = "qc_columns"
    PLANS = "plans"
    TALKS = "talks"
    COSTS = "costs"
    SAMPLES = "samples"
    REVIEWS = "reviews"


class OpenAsk(StrEnum):
    """What became of an ask that was not agreed."""

    REFUSED = "refused"
    UNANSWERED = "unanswered"


class Bucket(StrEnum):
    """The three kinds of bad review, most urgent first."""

    PRODUCT_DEFECT = "product_defect"
    EXPECTATION_MISMATCH = "expectation_mismatch"
    DELIVERY_FAILURE = "delivery_failure"


class Task(StrEnum):
    """What to do about a bad review inside the shop."""

    CHOOSE_BUCKET = "choose_bucket"
    LOG_DEFECT = "log_defect"
    UPDATE_LISTING = "update_listing"
    CHECK_CARRIER = "check_carrier"
    CONTACT_BUYER = "contact_buyer"
    WRITE_REPLY = "write_reply"
    MEND_REPLY = "mend_reply"


class StudyIssue(StrEnum):
    """What matching and the study could not settle about a row."""

    ALIAS_OF_TWO = "alias_of_two"
    UNKNOWN_SKU = "unknown_sku"
    UNKNOWN_SKU_SIMILAR = "unknown_sku_similar"
    UNKNOWN_SUPPLIER = "unknown_supplier"
    UNKNOWN_SUPPLIER_SIMILAR = "unknown_supplier_similar"
    DUPLICATE_SKU = "duplicate_sku"
    DUPLICATE_SUPPLIER = "duplicate_supplier"
    DUPLICATE_LOT = "duplicate_lot"
    DUPLICATE_REVIEW = "duplicate_review"
    BATCH_SKU_MISMATCH = "batch_sku_mismatch"
    UNKNOWN_LOT = "unknown_lot"
    UNKNOWN_LOT_SIMILAR = "unknown_lot_similar"
    AMBIGUOUS_LOT = "ambiguous_lot"
    NO_LOT_NEAR_DATE = "no_lot_near_date"
    FOUND_BEFORE_RECEIVED = "found_before_received"
    MORE_DEFECTIVE_THAN_RECEIVED = "more_defective_than_received"
    DUPLICATE_ROW = "duplicate_row"
    DUPLICATE_PLAN = "duplicate_plan"
    PLAN_CARRIED_OUT = "plan_carried_out"
    MORE_OF_THE_SAME = "more_of_the_same"
