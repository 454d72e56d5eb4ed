"""What a sample can show, and the plans that say how large it must be."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import hypergeom

import templates
from quality.sampling import (
    Plan,
    TwoPoints,
    aql_plan,
    ceiling,
    chance_to_accept,
    chance_to_notice,
    detect_plan,
    own_plan,
)

TABLE = json.loads((Path(templates.__path__[0]) / "sampling.json").read_text(encoding="utf-8"))
SOURCE = json.loads(
    (Path(__file__).parents[1] / "data" / "iso2859.json").read_text(encoding="utf-8")
)
LOTS = st.integers(1, 2000).flatmap(
    lambda lot: st.tuples(st.just(lot), st.integers(0, lot), st.integers(1, lot))
)


@pytest.mark.parametrize(
    ("lot", "chance"), [(50, 0.28), (100, 0.42), (200, 0.66), (500, 0.93), (1000, 0.996)]
)
def test_ten_per_cent_notices_a_problem_of_five_per_cent_only_in_large_lots(lot, chance):
    bad = ceiling(0.05 * lot)

    assert chance_to_notice(lot, bad, lot // 10) == pytest.approx(chance, abs=0.005)


@pytest.mark.parametrize(("filled", "chance"), [(1, 0.10), (2, 0.19), (5, 0.45), (10, 0.76)])
def test_a_problem_packed_into_few_cartons_is_easily_missed(filled, chance):
    assert chance_to_notice(20, filled, 2) == pytest.approx(chance, abs=0.005)


@given(LOTS)
def test_scipy_gives_the_same_chances(counts):
    lot, bad, sample = counts
    law = hypergeom(lot, bad, sample)

    assert chance_to_notice(lot, bad, sample) == pytest.approx(law.sf(0), abs=1e-8)
    for accepted in (0, 2):
        found = chance_to_accept(bad / lot, sample_size=sample, acceptance_number=accepted, lot=lot)
        assert found == pytest.approx(law.cdf(accepted), abs=1e-8)


@pytest.mark.parametrize(
    ("lot", "bad", "sample", "chance"),
    [
        (0, 0, 0, 0),
        (10, 0, 5, 0),
        (10, 3, 0, 0),
        (10, 20, 1, 1),  # more bad units than units: all
        (10, 1, 20, 1),  # more drawn than there are: all
        (10, 5, 6, 1),
        (-5, 1, 1, 0),
        (np.nan, 1, 1, 0),
        (10, np.nan, 1, 0),
        (10, 1, np.inf, 0),
        (10.9, 1.9, 1.9, 0.1),  # whole units only
    ],
)
def test_odd_figures_have_a_chance_between_0_and_1(lot, bad, sample, chance):
    assert chance_to_notice(lot, bad, sample) == pytest.approx(chance)


def test_a_plan_of_no_units_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="not a plan"):
        chance_to_accept(0.1, sample_size=0, acceptance_number=0)
    with pytest.raises(ValueError, match="not a plan"):
        chance_to_accept(0.1, sample_size=5, acceptance_number=-1)


def test_aql_plans_protect_the_supplier():
    """Level II, AQL 2.5, 200 units: a lot of 5 % passes four times in five."""
    assert chance_to_accept(0.05, sample_size=32, acceptance_number=2, lot=200) == pytest.approx(
        0.80, abs=0.005
    )
    assert chance_to_accept(0.05, sample_size=20, acceptance_number=0, lot=200) == pytest.approx(
        0.34, abs=0.005
    )
    assert chance_to_accept(0.01, sample_size=200, acceptance_number=0, lot=2000) == pytest.approx(
        0.12, abs=0.005
    )


def test_worse_lots_pass_less_often():
    rates = np.linspace(0, 1, 101)

    for lot in (None, 200):
        passed = chance_to_accept(rates, sample_size=32, acceptance_number=2, lot=lot)
        assert (np.diff(passed) <= 1e-12).all()
        assert passed[0] == 1
        assert passed[-1] == 0


@pytest.mark.parametrize(
    ("lot", "size"),
    [(50, 27), (100, 37), (200, 41), (500, 43), (1000, 44), (5000, 45), (1_000_000, 45), (1, 1)],
)
def test_the_units_for_ninety_per_cent_hardly_grow_with_the_lot(lot, size):
    assert detect_plan(lot, problem_rate=0.05, confidence=0.90) == Plan(
        sample_size=size, acceptance_number=0
    )


@given(st.integers(1, 3000), st.floats(0.001, 0.5), st.floats(0.5, 0.99))
def test_a_detect_plan_is_the_smallest_that_is_sure_enough(lot, rate, confidence):
    bad = max(1, ceiling(rate * lot))

    size = detect_plan(lot, problem_rate=rate, confidence=confidence).sample_size

    assert chance_to_notice(lot, bad, size) >= confidence
    assert chance_to_notice(lot, bad, size - 1) < confidence


@pytest.mark.parametrize("lot", [0, -20])
def test_no_lot_needs_no_sample(lot):
    assert detect_plan(lot, problem_rate=0.05, confidence=0.9).sample_size == 0
    assert aql_plan(TABLE, lot=lot, level="II", aql=2.5).sample_size == 0


@pytest.mark.parametrize(("rate", "confidence"), [(0, 0.9), (1.1, 0.9), (0.05, 1), (0.05, -0.1)])
def test_a_problem_of_no_size_cannot_be_looked_for(rate, confidence):
    with pytest.raises(ValueError, match="must be"):
        detect_plan(100, problem_rate=rate, confidence=confidence)


def test_the_tables_that_are_shipped_are_those_of_the_source():
    """No tightened table: its sources differ in 13 cells."""
    assert set(TABLE) == {"about", "code_letters", "normal"}
    assert TABLE["code_letters"] == SOURCE["code_letters"]
    for letter, cells in SOURCE["normal"].items():
        for aql, cell in cells.items():
            assert TABLE["normal"][letter][aql] == {name: cell[name] for name in ("n", "ac", "re")}


def test_every_plan_of_the_table_rejects_one_more_than_it_accepts():
    for cells in TABLE["normal"].values():
        for cell in cells.values():
            assert cell["re"] == cell["ac"] + 1


def test_the_operating_characteristic_of_every_plan_is_the_one_in_print():
    for plan in SOURCE["oc_normal_aql_0.65_to_10"]:
        rates = [float(rate) for rate in plan["accept_prob"]]
        passed = chance_to_accept(rates, sample_size=plan["n"], acceptance_number=plan["ac"])
        assert passed == pytest.approx(list(plan["accept_prob"].values()), abs=1e-6)
        for share in (95, 50, 10):
            rate = plan[f"p_at_{share}pct_accept"]
            found = chance_to_accept(rate, sample_size=plan["n"], acceptance_number=plan["ac"])
            assert found == pytest.approx(share / 100, abs=0.003)


def test_an_arrow_ends_in_another_row_whose_size_and_number_both_count():
    assert aql_plan(TABLE, lot=50, level="II", aql=2.5) == Plan(
        sample_size=5, acceptance_number=0, code_letter="D"
    )
    assert aql_plan(TABLE, lot=90, level="II", aql=2.5) == Plan(
        sample_size=20, acceptance_number=1, code_letter="E"
    )


@pytest.mark.parametrize("lot", [1, 2, 4])
def test_a_lot_smaller_than_its_sample_is_checked_whole(lot):
    assert aql_plan(TABLE, lot=lot, level="II", aql=2.5).sample_size == lot


@pytest.mark.parametrize(
    ("lot", "letter"), [(8, "A"), (9, "B"), (500_000, "P"), (500_001, "Q"), (9_999_999, "Q")]
)
def test_the_letter_turns_at_the_limits_of_the_lot(lot, letter):
    assert aql_plan(TABLE, lot=lot, level="II", aql=2.5).code_letter == letter


def test_an_aql_or_level_that_the_table_does_not_have_is_named():
    with pytest.raises(ValueError, match=r"no AQL 3\.0 in the table; it has 0\.01, .* 2\.5, 4"):
        aql_plan(TABLE, lot=200, level="II", aql=3.0)
    with pytest.raises(ValueError, match="no inspection level IV"):
        aql_plan(TABLE, lot=200, level="IV", aql=2.5)


POINTS = TwoPoints(good_rate=0.01, accept_good=0.95, bad_rate=0.06, accept_bad=0.10)


def test_a_plan_of_our_own_keeps_both_promises_and_none_smaller_does():
    plan = own_plan(POINTS, lot=200)

    def kept(size: int, accepted: int) -> bool:
        good, bad = chance_to_accept(
            [POINTS.good_rate, POINTS.bad_rate],
            sample_size=size,
            acceptance_number=accepted,
            lot=200,
        )
        return good >= POINTS.accept_good and bad <= POINTS.accept_bad

    assert (plan.sample_size, plan.acceptance_number, plan.rejection_number) == (76, 2, 3)
    assert kept(76, 2)
    assert not any(kept(size, c) for size in range(1, 76) for c in range(4))


def test_a_lot_too_small_for_both_promises_has_no_plan():
    close = TwoPoints(good_rate=0.05, accept_good=0.99, bad_rate=0.06, accept_bad=0.01)

    assert own_plan(close, lot=3) is None
    assert own_plan(close) is None


def test_promises_of_nothing_have_no_plan_either():
    """A lot that may never pass, even when it is checked whole."""
    never = TwoPoints(good_rate=0.0, accept_good=1.0, bad_rate=0.01, accept_bad=0.0)

    assert own_plan(never, lot=10) is None


@pytest.mark.parametrize(
    "points",
    [(0.06, 0.95, 0.01, 0.1), (0.01, 1.5, 0.06, 0.1), (0.01, 0.95, 0.06, -1), (-1, 0.9, 0.1, 0.1)],
)
def test_two_points_that_cannot_be_are_refused(points):
    names = "good_rate", "accept_good", "bad_rate", "accept_bad"
    with pytest.raises(ValueError, match="must be"):
        TwoPoints(**dict(zip(names, points, strict=True)))


def test_the_dust_of_floats_opens_no_extra_carton():
    assert ceiling(0.1 * 3 * 10) == 3
    assert ceiling(3.01) == 4
