"""The frames that come in: one documented polars schema an input tab, and their bundle.

Every frame has `row`, the 1-based row in the sheet. Text keys (`sku`, `lot_id`, `supplier`) are
trimmed and in one spelling; a blank is null, never "". Fractions are 0 to 1. Money columns are
amounts in the currency of their name's tab column: purchase currency for `unit_price`, `price`,
`target_price`; own currency for `cost`, `landed`, `sale_price`, `handling`, `psi_fee`.

The defect log may have a million rows: its texts of which few differ are CODED, each of them kept
once and four bytes a row.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

Schema = Mapping[str, pl.DataType]

TEXT, INTEGER, NUMBER, DAY, YES = pl.String(), pl.Int64(), pl.Float64(), pl.Date(), pl.Boolean()
CODED = pl.Categorical()
MOMENT = pl.Datetime("us")
ROW = pl.Int32()

DEFECTS: Schema = {
    "row": ROW,
    "sku": CODED,
    "defect_type": CODED,  # code of quality/vocabulary.py; `other` with its text beside it
    "type_text": TEXT,  # what people typed when no code fits
    "lot_id": CODED,
    "imported_on": DAY,  # approximate; first of the month when only a month was typed
    "imported_month": YES,  # only the month is known
    "found_on": DAY,
    "units": INTEGER,  # 1 or more
    "found_at": CODED,  # customer | receiving_qc | packing | warehouse
    "platform": CODED,
    "severity": CODED,  # minor | major | serious; null: the type's default
    "outer_packaging": CODED,  # ok | damaged | unknown
    "photos": INTEGER,  # links counted, never opened
    "photos_packaging": INTEGER,
    "photo_links": TEXT,  # one a line
    "order_ref": TEXT,
    "contacted_at": MOMENT,
    "resolution": CODED,  # none | refund | exchange | partial_refund
    "cost": NUMBER,
    "claim": CODED,  # open | claimed | compensated | rejected | ignore
    "origin": CODED,  # the team's own word for where it happened
    "note": TEXT,
}
LOTS: Schema = {
    "row": ROW,
    "lot_id": TEXT,  # generated as SKU@yyyy-mm-dd when blank
    "lot_generated": YES,
    "sku": TEXT,
    "received_on": DAY,
    "units": INTEGER,  # received; null where blank, 0, negative or unreadable
    "supplier": TEXT,
    "ordered_on": DAY,
    "units_ordered": INTEGER,
    "unit_price": NUMBER,
    "cartons": INTEGER,
    "cartons_opened": INTEGER,
    "units_checked": INTEGER,
    "qc_count": INTEGER,  # the five checks: units; 0 = checked and fine; null = not checked
    "qc_colour": INTEGER,
    "qc_broken": INTEGER,
    "qc_accessory": INTEGER,
    "qc_packaging": INTEGER,
    "qc_other_type": TEXT,
    "qc_other_units": INTEGER,
    "qc_defective": INTEGER,  # defective units found at receiving, where not split by kind
    "qc_result": TEXT,  # pass | pass_with_issues | fail | not_done
    "photos": INTEGER,
    "photo_links": TEXT,
    "note": TEXT,
}
PLANS: Schema = {
    "row": ROW,
    "sku": TEXT,
    "planned_on": DAY,
    "units": INTEGER,
    "supplier": TEXT,
    "target_price": NUMBER,
    "stock": NUMBER,
    "daily_sales": NUMBER,
    "lead_time_days": INTEGER,
    "expected_on": DAY,
    "cartons": INTEGER,
    "status": TEXT,  # planned | negotiating | ordered | on_hold | cancelled
    "owner": TEXT,
    "note": TEXT,
}
TALKS: Schema = {
    "row": ROW,
    "talked_on": DAY,
    "supplier": TEXT,
    "sku": TEXT,  # null: everything of the supplier
    "defect_type": TEXT,
    "channel": TEXT,
    "asked": TEXT,
    "response": TEXT,  # acknowledged | promised | agreed | refused | no_answer
    "agreed_units": INTEGER,
    "agreed_discount": NUMBER,
    "promised_change": TEXT,
    "change_seen": TEXT,  # yes | no | unknown
    "due_on": DAY,
    "compensation": TEXT,  # yes | partly | no
    "link": TEXT,
    "note": TEXT,
}
SUPPLIERS: Schema = {
    "row": ROW,
    "supplier": TEXT,
    "name_zh": TEXT,
    "shop_url": TEXT,
    "agent": TEXT,
    "agent_contact": TEXT,
    "message_language": TEXT,  # zh | vi | en
    "lead_time_days": INTEGER,
    "our_share": NUMBER,
    "psi_by": TEXT,  # agent | third_party | none
    "psi_fee": NUMBER,
    "acceptable": NUMBER,  # agreed tolerance
    "status": TEXT,  # active | trial | stopped
    "note": TEXT,
}
SKUS: Schema = {
    "row": ROW,
    "sku": TEXT,
    "name": TEXT,
    "name_zh": TEXT,
    "supplier": TEXT,
    "aliases": TEXT,  # old codes, comma separated
    "fragile": YES,
    "unit_price": NUMBER,
    "landed": NUMBER,
    "sale_price": NUMBER,
    "handling": NUMBER,
    "lead_time_days": INTEGER,
    "acceptable": NUMBER,
    "packing_spec": TEXT,
    "packing_spec_zh": TEXT,
    "use_test": TEXT,
    "listing_url": TEXT,
    "active": YES,
}
REVIEWS: Schema = {
    "row": ROW,
    "review_id": TEXT,  # order reference, else a stable hash of date, SKU and text
    "reviewed_at": MOMENT,
    "platform": TEXT,
    "sku": TEXT,
    "rating": NUMBER,  # 1 to 5
    "text": TEXT,
    "bucket": TEXT,  # product_defect | expectation_mismatch | delivery_failure
    "severity": TEXT,
    "order_ref": TEXT,
    "contacted_at": MOMENT,
    "action": TEXT,
    "reply": TEXT,
    "replied_on": DAY,
    "logged": YES,
    "note": TEXT,
}
SAMPLES: Schema = {
    "row": ROW,
    "sampled_on": DAY,
    "sku": TEXT,
    "candidate": TEXT,
    "price": NUMBER,
    "lead_time_days": INTEGER,
    "compared_with": TEXT,
    "five_checks": TEXT,  # pass | fail
    "use_test": TEXT,  # pass | fail | pending
    "result": TEXT,  # pass | fail | pending
    "photos": INTEGER,
    "note": TEXT,
}
MARKS: Schema = {  # what people wrote in their own columns of our output tabs
    "tab": TEXT,  # id of the output tab
    "key": TEXT,
    "owner": TEXT,
    "snooze_until": DAY,
    "closed": YES,
    "done": YES,
    "ignore": YES,
    "decision": TEXT,
    "note": TEXT,
}
SIGNAL_STATES: Schema = {  # what the ledger remembers of each signal listed the night before
    "key": TEXT,  # sku|type|kind
    "opened_on": DAY,
    "last_seen_on": DAY,
    "open": YES,  # stood out among all products (hysteresis over nights)
    "quiet_nights": INTEGER,  # nights in a row on which it would have closed
    "units_at_close": INTEGER,  # units when a person closed it; null: never closed
}

SCHEMAS: Mapping[str, Schema] = {
    "defects": DEFECTS,
    "lots": LOTS,
    "plans": PLANS,
    "talks": TALKS,
    "suppliers": SUPPLIERS,
    "skus": SKUS,
    "reviews": REVIEWS,
    "samples": SAMPLES,
    "marks": MARKS,
    "signal_states": SIGNAL_STATES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Everything the team wrote, cleaned; a tab that does not exist is an empty frame."""

    defects: pl.DataFrame
    lots: pl.DataFrame
    plans: pl.DataFrame
    talks: pl.DataFrame
    suppliers: pl.DataFrame
    skus: pl.DataFrame
    reviews: pl.DataFrame
    samples: pl.DataFrame
    marks: pl.DataFrame
    signal_states: pl.DataFrame

    def __post_init__(self) -> None:
        for name, schema in SCHEMAS.items():
            frame: pl.DataFrame = getattr(self, name)
            if dict(frame.schema) != dict(schema):
                msg = f"{name}: columns must be {dict(schema)}, not {dict(frame.schema)}"
                raise ValueError(msg)


def empty(schema: Schema) -> pl.DataFrame:
    """Return a frame of 0 rows with the schema's columns."""
    return pl.DataFrame(schema=dict(schema))


def records(**frames: pl.DataFrame) -> Records:
    """Bundle frames by name; the ones not given are empty.

    Raises:
        ValueError: If a frame does not have the columns of its schema.
    """
    return Records(**{name: frames.get(name, empty(schema)) for name, schema in SCHEMAS.items()})
