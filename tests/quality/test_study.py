"""The study as a whole: any records give findings, never an exception, nan or a rate over one."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quality.codes import NextToFill
from quality.findings import FRAMES, Findings
from quality.records import SCHEMAS, Records, empty
from tests import make

AS_OF = date(2025, 6, 2)
FRACTIONS = ("fraction", "lower", "upper", "at_least", "heading_for", "maturity", "caught", "index")


def ago(days):
    return AS_OF - timedelta(days=days)


days = st.one_of(st.none(), st.integers(-5, 400).map(ago))
skus = st.sampled_from(["A", "B", "C"])
suppliers = st.sampled_from(["S", "T", None])
lot_rows = st.builds(
    lambda name, sku, units, received, supplier, **qc: make.lot(
        name, sku, units=units, received_on=received, supplier=supplier, **qc
    ),
    name=st.sampled_from(["L1", "L2", "L3"]),
    sku=skus,
    units=st.sampled_from([None, 1, 5, 40, 200, 5000]),
    received=days,
    supplier=suppliers,
    qc_broken=st.sampled_from([None, 0, 1, 9]),
    units_checked=st.sampled_from([None, 0, 10]),
    cartons=st.sampled_from([None, 1, 10]),
)
defect_rows = st.builds(
    make.defect,
    sku=skus,
    kind=st.sampled_from(["broken", "colour_fading", "short_count", "zip_stuck"]),
    lot_id=st.sampled_from([None, "L1", "L2", "l3 ", "X"]),
    units=st.sampled_from([1, 2, 300]),
    found_on=days,
    imported_on=days,
    imported_month=st.booleans(),
    claim=st.sampled_from([None, "ignore", "compensated"]),
    outer_packaging=st.sampled_from([None, "damaged"]),
)
plan_rows = st.builds(
    make.plan,
    sku=skus,
    planned_on=days,
    units=st.sampled_from([None, 0, 300]),
    stock=st.sampled_from([None, 0.0, 100.0]),
    daily_sales=st.sampled_from([None, 0.0, 3.0]),
    supplier=suppliers,
    status=st.sampled_from([None, "planned", "ordered"]),
)
talk_rows = st.builds(
    make.talk,
    talked_on=days,
    supplier=suppliers,
    sku=st.sampled_from([None, "A", "Q"]),
    response=st.sampled_from([None, "refused", "promised"]),
)
tabs = st.fixed_dictionaries(
    {
        "lots": st.lists(lot_rows, max_size=6),
        "defects": st.lists(defect_rows, max_size=8),
        "plans": st.lists(plan_rows, max_size=3),
        "talks": st.lists(talk_rows, max_size=4),
    }
)


@settings(max_examples=25)
@given(tabs)
def test_whatever_people_type_gives_sound_figures(given_tabs):
    found = make.studied(**given_tabs)

    for name in FRAMES:
        frame = getattr(found, name)
        for column in frame.select(pl.selectors.float()).get_columns():
            assert not column.is_nan().any(), (name, column.name)
        for column in set(FRACTIONS) & set(frame.columns) - {"index"}:
            assert frame[column].drop_nulls().is_between(0, 1).all(), (name, column)
        if {"lower", "fraction", "upper"} <= set(frame.columns):
            known = frame.filter(pl.col("fraction").is_not_null())
            assert (known["lower"] <= known["fraction"] + 1e-12).all()
            assert (known["fraction"] <= known["upper"] + 1e-12).all()


@settings(max_examples=10)
@given(tabs, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_of_the_log_changes_no_figure(given_tabs, random):
    """Only which of two repeated rows is kept, and so named, may follow the order."""
    shuffled = list(given_tabs["defects"])
    random.shuffle(shuffled)
    first = make.studied(**given_tabs)
    second = make.studied(**{**given_tabs, "defects": shuffled})

    assert first.lots.equals(second.lots)
    figures = ("sku", "status", "nonconforming", "matched", "units", "fraction", "standing")
    assert first.skus.select(figures).sort("sku").equals(second.skus.select(figures).sort("sku"))


def test_nothing_at_all_is_studied_too():
    found = make.studied()

    assert all(getattr(found, name).is_empty() for name in FRAMES)
    assert (found.reorders, found.issues, found.caught) == ((), (), None)
    assert (found.level, found.next_to_fill) == (0, "defects")


def test_all_units_of_all_lots_may_be_nonconforming():
    lots = [make.lot(f"L{n}", received_on=ago(100 * n + 60), qc_broken=200) for n in range(5)]
    found = make.studied(lots=lots, plans=[make.plan()])

    assert found.skus["fraction"].to_list() == [1.0]
    assert found.reorders[0].decision.value == "hold"


def test_a_shop_of_one_lot_a_product_gives_no_verdict_of_change():
    lots = [make.lot(f"L{n}", f"S{n}") for n in range(30)]
    rows = [make.defect(f"S{n}", lot_id=f"L{n}", units=2, order_ref=str(n)) for n in range(30)]
    found = make.studied(lots=lots, defects=rows)

    assert set(found.skus["trend"]) == {"not_enough_lots"}
    assert not found.lots["alarm"].any()


def test_what_was_caught_is_told_for_the_whole_shop():
    lots = [make.lot("L1", qc_broken=1), make.lot("L2", "A-FAN")]
    rows = [make.defect("A-FAN", lot_id="L2", units=3)]

    assert make.studied(lots=lots, defects=rows).caught == 0.25


def test_of_each_kind_at_most_200_issues_are_told_apart():
    rows = [make.defect(f"Q{n:04d}-{n}") for n in range(250)]
    found = make.studied(defects=rows, skus=[make.product()])

    assert len(found.issues) == 201
    last = found.issues[-1]
    assert (last.code, last.rows, last.slots["of"]) == ("more_of_the_same", 50, "unknown_sku")


GROWING = [
    ({}, 0, "defects"),
    ({"defects": [make.defect()]}, 0, "skus"),
    ({"skus": [make.product()]}, 1, "lots"),
    ({"lots": [make.lot(units=None)]}, 1, "received_units"),
    ({"lots": [make.lot()]}, 2, "qc_columns"),
    ({"lots": [make.lot(qc_broken=0)]}, 2, "plans"),
    ({"plans": [make.plan()]}, 3, "talks"),
    ({"talks": [make.talk(ago(3))]}, 4, "costs"),
    ({"skus": [make.product(landed=1.0)]}, 5, "samples"),
    ({"samples": [{"sku": "B-MUG"}]}, 5, "reviews"),
    ({"reviews": [{"sku": "B-MUG", "reviewed_at": datetime(2025, 5, 1)}]}, 5, None),
]


@pytest.mark.parametrize("step", range(len(GROWING)))
def test_a_spreadsheet_that_grows_is_told_the_next_thing_to_fill_in(step):
    filled = {name: rows for more, _, _ in GROWING[: step + 1] for name, rows in more.items()}
    found = make.studied(**filled)

    assert (found.level, found.next_to_fill) == GROWING[step][1:]


def test_every_next_thing_is_reached_by_growing():
    assert {missing for _, _, missing in GROWING} == {*NextToFill, None}


def test_costs_in_the_log_are_costs():
    found = make.studied(
        defects=[make.defect(cost=1.0)],
        skus=[make.product()],
        lots=[make.lot(qc_defective=0)],
        plans=[make.plan()],
        talks=[make.talk(ago(3))],
    )

    assert (found.level, found.next_to_fill) == (5, "samples")


def test_records_with_other_columns_are_refused():
    frames = {name: empty(schema) for name, schema in SCHEMAS.items()}

    with pytest.raises(ValueError, match="lots: columns must be"):
        Records(**{**frames, "lots": empty(SCHEMAS["defects"])})


def test_findings_with_other_columns_are_refused():
    parts = {name: empty(schema) for name, schema in FRAMES.items()}
    rest = {"as_of": AS_OF, "reorders": (), "issues": (), "caught": None, "level": 0}

    with pytest.raises(ValueError, match="talks: columns must be"):
        Findings(**{**parts, **rest, "next_to_fill": None, "talks": empty(FRAMES["lots"])})
