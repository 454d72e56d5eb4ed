"""Every figure is the sum of its rows, and every other row says why it does not count."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quality.evidence import evidence
from quality.explaining import Subject, explain, known_keys
from quality.reviews.study import study_reviews
from quality.rules import Rules
from quality.study import basis_of, study
from quality.vocabulary import DEFECT_TYPES
from tests import demo, make
from tests.quality.reviews import desk

AS_OF = date(2025, 6, 2)
EARLIER = date(2024, 11, 25)


def based(records, rules=None, *, as_of=AS_OF):
    rules = rules or Rules()
    facts = {"as_of": as_of, "vocabulary": DEFECT_TYPES, "tables": make.SAMPLING_TABLES}
    return basis_of(records, rules, **facts)[0], study(records, rules, **facts)


def explained(key, **tabs):
    """The one explanation of a key in records of these rows."""
    basis, found = based(make.records(**tabs))
    [one] = explain(basis, found, key)
    return one


def why(one, **wanted):
    """Reasons of the rows with these cells."""
    return one.rows.filter(**wanted)["why"].to_list()


def shown(found, one):
    """The figure that our tab shows for a key: counted, rated, received."""
    if one.subject is Subject.SKU:
        row = make.row(found.skus, sku=one.key)
        return row["nonconforming"], row["matched"], row["units"]
    if one.subject is Subject.SUPPLIER:
        row = make.row(found.suppliers, supplier=one.key)
        return row["nonconforming"], row["nonconforming"], row["units"]
    if one.subject is Subject.LOT:
        row = make.row(found.lots, key=one.key)
        sound = row["fraction"] is not None
        return row["nonconforming"], row["nonconforming"], row["units"] if sound else 0
    if one.subject is Subject.REORDER:
        facts = next(each for each in found.reorders if each.key == one.key).for_supplier
        return facts.window_nonconforming, facts.window_nonconforming, facts.window_units
    row = make.row(found.signals, key=one.key)
    base = row["received"] or 0
    return row["units"], round((row["fraction"] or 0) * base), base


FIGURES = {Subject.SKU, Subject.SUPPLIER, Subject.LOT, Subject.REORDER, Subject.SIGNAL}


@pytest.mark.parametrize("as_of", [AS_OF, EARLIER])
def test_every_figure_of_the_demo_is_the_sum_of_its_rows(as_of):
    basis, found = based(demo.intake().records, demo.RULES, as_of=as_of)

    for key in known_keys(found):
        explanations = explain(basis, found, key)
        assert explanations, key
        for one in explanations:
            sums = tuple(one.rows[name].sum() for name in ("counted", "rated", "base"))
            assert sums == (one.counted, one.rated, one.base)
            if one.subject in FIGURES and not one.key.endswith("||switch"):
                assert sums == shown(found, one), (key, one.subject)


rows_of_log = st.lists(
    st.fixed_dictionaries(
        {
            "sku": st.sampled_from(["A", "B"]),
            "defect_type": st.sampled_from(["broken", "short_count", "leak"]),
            "units": st.integers(1, 9),
            "lot_id": st.sampled_from([None, "L1", "L2", "L9"]),
            "found_on": st.sampled_from([None, date(2025, 5, 1), date(2024, 1, 1)]),
            "imported_on": st.sampled_from([None, date(2025, 2, 22)]),
            "found_at": st.sampled_from(["customer", "receiving_qc"]),
            "claim": st.sampled_from([None, "ignore", "compensated"]),
        }
    ),
    max_size=12,
)
rows_of_lots = st.lists(
    st.fixed_dictionaries(
        {
            "lot_id": st.sampled_from(["L1", "L2", "L3"]),
            "sku": st.sampled_from(["A", "B"]),
            "received_on": st.sampled_from([None, date(2025, 2, 22), date(2023, 2, 22)]),
            "units": st.sampled_from([None, 5, 40, 300]),
            "supplier": st.sampled_from([None, "S"]),
            "units_checked": st.sampled_from([None, 2, 20]),
            "qc_broken": st.sampled_from([None, 0, 3]),
            "qc_defective": st.sampled_from([None, 1, 6]),
            "qc_count": st.sampled_from([None, 2]),
        }
    ),
    max_size=6,
)


@settings(max_examples=25)
@given(rows_of_log, rows_of_lots)
def test_whatever_people_type_figures_are_sums_of_rows(defects, lots):
    records = make.records(defects=defects, lots=lots, plans=[make.plan("A"), make.plan("B")])
    basis, found = based(records)

    for key in known_keys(found):
        for one in explain(basis, found, key):
            if one.subject in FIGURES and not one.key.endswith("||switch"):
                counted, rated, base = shown(found, one)
                assert (one.counted, one.base) == (counted, base)
                assert one.rated == rated or base == 0
    of_lots = evidence(basis, found.lots).group_by("sku", "lot_id").agg(pl.col("in_lot").sum())
    joined = found.lots.join(of_lots, on=["sku", "lot_id"])
    assert joined["in_lot"].to_list() == joined["nonconforming"].to_list()


def test_each_row_says_how_it_found_its_lot_or_why_it_does_not_count():
    lots = [
        make.lot("L1"),
        make.lot("L2", received_on=date(2025, 3, 10)),
        make.lot("OLD", received_on=date(2023, 3, 10)),
        make.lot("NONE", received_on=date(2025, 3, 20), units=None),
    ]
    day = date(2025, 5, 1)
    one = explained(
        "B-MUG",
        lots=lots,
        defects=[
            make.defect(lot_id="L1", found_on=day),
            make.defect(imported_on=date(2025, 2, 22), found_on=day, note="a"),
            make.defect(imported_on=date(2025, 3, 2), found_on=day, note="b"),
            make.defect(lot_id="L1", found_on=day, note="c", claim="ignore"),
            make.defect(lot_id="L1", found_on=day, note="d"),
            make.defect(lot_id="L1", found_on=day, note="d"),
            make.defect(kind="short_count", lot_id="L1", found_on=day),
            make.defect(lot_id="OLD", found_on=date(2023, 4, 1)),
            make.defect(imported_on=date(2022, 1, 1), found_on=date(2022, 2, 1)),
        ],
    )

    assert why(one, tab="defect_log") == [
        "no_lot",
        "outside_window",
        "exact",
        "date",
        "ambiguous",
        "ignored",
        "exact",
        "duplicate",
        "shortage",
    ]
    assert dict(one.rows.filter(tab="receiving").select("lot_id", "why").iter_rows()) == {
        "L1": None,
        "L2": None,
        "OLD": "outside_window",
        "NONE": "no_received_figure",
    }
    assert (one.counted, one.base) == (4, 400)


def test_a_unit_that_fits_two_lots_counts_in_the_rates_of_their_product_and_supplier():
    lots = [make.lot("L1"), make.lot("L2", received_on=date(2025, 2, 24))]
    defects = [make.defect(imported_on=date(2025, 2, 23), found_on=date(2025, 5, 1))]

    sku = explained("B-MUG", lots=lots, defects=defects)
    lot = explained("L1", lots=lots, defects=defects)
    supplier = explained("Ruicai", lots=lots, defects=defects)

    assert (sku.counted, sku.rated) == (1, 1)
    assert (lot.counted, why(lot, tab="defect_log")) == (0, ["other_lot"])
    assert (supplier.counted, supplier.rated) == (1, 1)
    assert why(supplier, tab="defect_log") == ["ambiguous"]


def test_a_unit_that_fits_lots_of_two_suppliers_counts_for_none_of_them():
    lots = [make.lot("L1"), make.lot("L2", received_on=date(2025, 2, 24), supplier="Other")]
    defects = [make.defect(imported_on=date(2025, 2, 23), found_on=date(2025, 5, 1))]

    one = explained("Ruicai", lots=lots, defects=defects, skus=[make.product()])

    assert (one.counted, why(one, tab="defect_log")) == (0, ["other_lot"])


def test_old_complaints_count_where_their_lot_is_in_the_window():
    """A day that was mistyped: the lot came later than its complaint."""
    one = explained(
        "B-MUG",
        lots=[make.lot("L1")],
        defects=[make.defect(lot_id="L1", found_on=date(2024, 1, 1), units=2)],
    )

    assert (one.counted, one.rated) == (2, 2)


def test_a_supplier_is_explained_with_its_talks():
    one = explained(
        "Ruicai",
        lots=[make.lot("L1", qc_broken=3)],
        talks=[make.talk(date(2025, 3, 1)), make.talk(date(2025, 3, 2), supplier="Other")],
        defects=[make.defect(found_on=date(2025, 6, 1))],
        skus=[make.product()],
    )

    assert one.subject is Subject.SUPPLIER
    assert one.rows["tab"].to_list() == ["receiving", "defect_log", "supplier_talks"]
    assert (one.counted, one.base) == (3, 200)


def test_a_lot_of_two_products_is_explained_for_both():
    basis, found = based(make.records(lots=[make.lot("L1"), make.lot("L1", sku="A-FAN")]))

    assert {one.key for one in explain(basis, found, "L1")} == {"L1|B-MUG", "L1|A-FAN"}
    assert [one.key for one in explain(basis, found, "l1|b-mug")] == ["L1|B-MUG"]


def test_a_second_row_of_a_lot_is_named():
    one = explained("L1", lots=[make.lot("L1"), make.lot("L1", units=900)])

    assert one.base == 200
    assert one.rows.filter(why="double")["row"].to_list() == [3]


def test_a_signal_is_explained_by_rows_of_its_type_alone():
    day = date(2025, 5, 1)
    one = explained(
        "B-MUG|broken|defect",
        lots=[make.lot("L1", qc_broken=2)],
        defects=[
            make.defect(lot_id="L1", found_on=day, units=4),
            make.defect(kind="leak", lot_id="L1", found_on=day),
            make.defect(found_on=date(2023, 5, 1)),
        ],
    )

    assert (one.counted, one.rated, one.base) == (6, 6, 200)
    assert why(one, tab="defect_log") == ["no_lot", "exact"]
    assert one.since == date(2024, 12, 4)


def test_paid_units_are_not_claimed_again():
    one = explained(
        "B-MUG|2025-06-09",
        lots=[make.lot("L1")],
        defects=[
            make.defect(lot_id="L1", found_on=date(2025, 5, 1), units=3),
            make.defect(lot_id="L1", found_on=date(2025, 5, 2), units=2, claim="compensated"),
        ],
        plans=[make.plan()],
    )

    assert (one.counted, one.base) == (3, 200)
    assert why(one, tab="defect_log") == ["exact", "paid"]
    assert one.rows["tab"].to_list()[0] == "reorder_plan"


def crushed(**cells):
    """A lot whose cartons came damaged, far worse than three before it."""
    day = date(2025, 4, 1)
    before = [make.lot(f"L{n}", received_on=date(2024, 12, 8 + n)) for n in range(3)]
    return {
        "lots": [*before, make.lot("BAD", received_on=date(2025, 3, 1))],
        "defects": [
            make.defect(lot_id="BAD", found_on=day, units=40, outer_packaging="damaged", **cells),
            make.defect(kind="leak", lot_id="L0", found_on=day),
        ],
        "plans": [make.plan()],
    }


def test_what_was_damaged_on_the_way_is_the_carriers():
    one = explained("B-MUG|2025-06-09", **crushed())

    assert (one.counted, one.base) == (40, 200)
    assert set(why(one, tab="defect_log")) == {"exact", "not_in_transit"}


def test_what_was_damaged_on_the_way_is_not_the_factorys():
    tabs = crushed()
    tabs["defects"] += [
        make.defect(kind="not_working", lot_id="L1", found_on=date(2025, 1, day), units=3)
        for day in range(10, 20)
    ]
    tabs["defects"][0]["claim"] = "compensated"

    one = explained("B-MUG|2025-06-09", **tabs)

    assert "in_transit" in why(one, tab="defect_log")
    assert one.counted == 31


def test_a_plan_without_a_supplier_takes_the_lots_of_all():
    one = explained(
        "B-MUG|2025-06-09",
        lots=[make.lot("L1", supplier=None, qc_broken=3)],
        plans=[make.plan()],
    )

    assert (one.counted, one.base) == (3, 200)


def test_an_arrival_is_explained_by_its_plan_or_its_lot():
    ordered = make.plan(status="ordered", planned_on=date(2025, 5, 20), expected_on=AS_OF)
    waiting = make.lot("L1", sku="A-FAN", received_on=date(2025, 5, 28))
    tabs = {"plans": [ordered], "lots": [waiting]}

    [plan] = explained("B-MUG|2025-06-02", **tabs).rows.to_dicts()
    [lot] = explained("A-FAN|2025-05-28", **tabs).rows.to_dicts()

    assert (plan["tab"], plan["row"], plan["on"]) == ("reorder_plan", 2, AS_OF)
    assert (lot["tab"], lot["lot_id"], lot["units"]) == ("receiving", "L1", 200)


def test_an_arrival_that_nobody_has_ordered_is_explained_by_its_product():
    """What a signal asks to check stands in the plan before anything is on its way."""
    one = explained(
        "B-MUG|next",
        lots=[make.lot("L1", units=60, qc_result="not_done")],
        defects=[make.defect(lot_id="L1", found_on=date(2025, 5, 1), units=9)],
    )

    assert (one.subject, one.counted, one.base) == (Subject.ARRIVAL, 9, 60)


def test_reviews_are_explained_by_their_rows():
    records = demo.intake().records
    words = desk.words()
    facts = {"as_of": AS_OF, "vocabulary": DEFECT_TYPES, "tables": make.SAMPLING_TABLES}
    basis, _ = basis_of(records, demo.RULES, **facts)
    found = study(records, demo.RULES, review_words=words, **facts)
    signals = study_reviews(
        basis.records, words=words, rules=demo.RULES.reviews, as_of=AS_OF
    ).signals

    for signal in found.signals.filter(
        pl.col("kind").is_in(["review_cluster", "listing"])
    ).to_dicts():
        [one] = explain(basis, found, signal["key"], review_signals=signals)
        assert one.counted == one.rows.height == signal["complaints"]
        assert set(one.rows["tab"]) == {"reviews"}
    for waiting in found.reviews.to_dicts():
        [one] = explain(basis, found, waiting["key"])
        assert one.rows["row"].to_list() == [waiting["row"]]
        log = waiting["key"].startswith("defect:")
        assert one.rows["tab"].to_list() == ["defect_log" if log else "reviews"]


def test_a_switch_is_explained_like_its_product():
    basis, found = based(demo.intake().records, demo.RULES)

    [switch] = explain(basis, found, "A-FAN||switch")
    [sku] = explain(basis, found, "A-FAN")

    assert (switch.subject, switch.counted, switch.base) == (Subject.SIGNAL, sku.counted, sku.base)


def test_an_unknown_key_is_explained_by_nothing():
    basis, found = based(make.records(lots=[make.lot()]))

    assert explain(basis, found, "X") == ()
    assert "B-MUG" in known_keys(found)
