"""What to open on arrival, and what should have been seen there."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import templates
from quality.receiving import (
    arrival_plan,
    carton_numbers,
    cartons_to_open,
    chance_packed,
    checklist_line,
    escape_share,
    qc_verdict,
)
from quality.rules import ReceivingRules, SamplingPlan

TABLE = json.loads((Path(templates.__path__[0]) / "sampling.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("cartons", "opened"),
    [(1, 1), (2, 2), (9, 3), (10, 3), (18, 3), (30, 3), (40, 4), (120, 12), (0, 0), (-4, 0),
     (np.nan, 0), (np.inf, 0), (30.9, 3)],
)  # fmt: skip
def test_ten_per_cent_of_the_cartons_are_opened_and_three_at_least(cartons, opened):
    assert cartons_to_open(cartons, share=0.10, min_cartons=3) == opened


def test_a_share_that_is_no_fraction_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="share must be"):
        cartons_to_open(10, share=10, min_cartons=3)


def test_the_same_arrival_opens_the_same_cartons_on_every_machine():
    """Literals: a new release of anything that changes them would be noticed here."""
    assert carton_numbers("C-TOTE|2025-07-01", cartons=40, opened=4) == (2, 6, 27, 38)
    assert carton_numbers("B-VASE|2025-07-01", cartons=18, opened=3) == (6, 12, 14)


@given(st.text(max_size=20), st.integers(1, 300), st.integers(0, 300))
def test_carton_numbers_are_different_cartons_of_the_arrival(key, cartons, opened):
    numbers = carton_numbers(key, cartons=cartons, opened=opened)

    assert len(numbers) == len(set(numbers)) == min(cartons, opened)
    assert list(numbers) == sorted(numbers)
    assert set(numbers) <= set(range(1, cartons + 1))


def test_every_carton_is_as_likely_as_the_others():
    """Not the first ones, which the factory can fill with good pieces."""
    drawn = [
        number for lot in range(4000) for number in carton_numbers(f"L{lot}", cartons=20, opened=2)
    ]

    assert np.bincount(drawn, minlength=21)[1:] == pytest.approx(np.full(20, 400), abs=80)


@pytest.mark.parametrize(("cartons", "opened"), [(0, 3), (-1, 3), (10, 0)])
def test_without_cartons_there_are_no_numbers(cartons, opened):
    assert carton_numbers("L1", cartons=cartons, opened=opened) == ()


def plan(units, cartons, *, alert=False, **rules):
    return arrival_plan(
        "L1", units=units, cartons=cartons, alert=alert, rules=ReceivingRules(**rules), table=TABLE
    )


def test_two_hundred_units_in_twenty_cartons():
    """66 % for 20 units spread, and 10 % for two cartons when all is packed into one."""
    found = plan(200, 20, min_cartons=2)

    assert (found.cartons, found.units, len(found.carton_numbers)) == (2, 20, 2)
    assert found.notices_spread == pytest.approx(0.66, abs=0.005)
    assert found.notices_packed == pytest.approx(0.10, abs=0.005)


def test_an_open_signal_doubles_the_cartons():
    assert plan(400, 40).cartons == 4
    assert plan(400, 40, alert=True).cartons == 8


def test_no_more_than_125_units_are_checked():
    assert plan(4000, 40).units == 125


def test_a_detect_plan_opens_the_cartons_that_hold_its_units():
    found = plan(200, 20, plan=SamplingPlan.DETECT)

    assert (found.units, found.cartons) == (41, 5)
    assert found.notices_spread >= 0.90
    assert plan(200, 20, plan=SamplingPlan.DETECT, max_units=30).units == 30


def test_an_aql_plan_keeps_its_size_for_it_is_part_of_its_meaning():
    found = plan(20_000, 400, plan=SamplingPlan.AQL, max_units=30)

    assert (found.code_letter, found.units, found.acceptance_number) == ("M", 315, 14)
    assert found.cartons == 40


def test_without_cartons_a_share_of_the_units_is_checked():
    found = plan(200, None)

    assert (found.cartons, found.carton_numbers, found.units) == (0, (), 20)
    assert found.notices_packed == 0


@pytest.mark.parametrize("kind", SamplingPlan)
@pytest.mark.parametrize(("units", "cartons"), [(None, None), (0, 0), (-3, -1), (None, 12)])
def test_an_unknown_lot_has_a_plan_without_promises(kind, units, cartons):
    found = plan(units, cartons, plan=kind)

    assert found.units == 0
    assert (found.notices_spread, found.notices_packed) == (0, 0)
    assert found.cartons == (3 if cartons == 12 else 0)


def test_a_few_bad_units_fill_at_least_one_carton():
    assert chance_packed(200, 20, [0, 1, 10, 11, 200], 2) == pytest.approx(
        [0, 0.1, 0.1, 0.1947, 1], abs=1e-4
    )


def test_eleven_reported_and_four_found_are_an_escape_of_73_per_cent():
    found = escape_share(4, 11)

    assert found.share == pytest.approx(11 / 15)
    assert found.judged


@pytest.mark.parametrize(("found", "reported"), [(0, 0), (-1, 3), (3, -1), (np.nan, 3)])
def test_nothing_found_and_nothing_reported_is_nothing_to_judge(found, reported):
    share = escape_share(found, reported)

    assert not share.judged
    assert np.isnan([share.share, *share.interval]).all()


@pytest.mark.parametrize(
    ("reported", "found", "hidden", "checked", "verdict"),
    [
        (3, 0, 0, True, "escaped"),
        (3, 1, 0, True, "caught"),
        (0, 2, 5, True, "caught"),
        (0, 0, 8, True, "not_visible"),
        (0, 0, 0, True, "clean"),
        (3, 0, 0, False, "no_qc"),
        (np.nan, np.nan, np.nan, True, "clean"),
    ],
)
def test_receiving_either_saw_it_or_let_it_through(reported, found, hidden, checked, verdict):
    assert qc_verdict(reported, found, hidden, checked=checked) == verdict


@pytest.mark.parametrize(
    ("defect_type", "visible", "line"),
    [
        ("short_count", "receipt", "count"),
        ("wrong_colour", "receipt", "colour"),
        ("wrong_size", "receipt", "colour"),
        ("wrong_item", "receipt", "colour"),
        ("broken", "receipt", "broken"),
        ("chipped", "receipt", "broken"),
        ("loose_stitch", "receipt", "broken"),
        ("missing_part", "receipt", "accessory"),
        ("packaging_bad", "receipt", "packaging"),
        ("not_working", "test", "function_test"),
        ("material_diff", "sample", "reference_sample"),
        ("colour_fading", "use", "use_test"),
        ("the team's own", "test", "function_test"),
        ("other", None, "broken"),
    ],
)
def test_every_type_has_the_line_that_would_have_caught_it(defect_type, visible, line):
    assert checklist_line(defect_type, visible) == line
