"""Did the talk help; and when has talking stopped helping."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import beta as beta_law
from scipy.stats import boschloo_exact

from quality.rules import StatsRules, TalkRules
from quality.talks import (
    TalkVerdict,
    probability_lower,
    sign_a,
    talk_effect,
    talk_sides,
    verdicts,
)

RULES, STATS = TalkRules(), StatsRules()
SIDES = st.tuples(st.integers(0, 60), st.integers(60, 900))


def days(*text: str) -> np.ndarray:
    return np.array(text, dtype="datetime64[D]")


def effect(before, after, *, rho=0.0, sku=None, rules=RULES):
    """Judge lots given as (nonconforming, units), those before and those after the talk."""
    lots = [*before, *after]
    index = [0] * len(lots) if sku is None else sku
    earlier = np.arange(len(lots)) < len(before)
    return talk_effect(
        [x for x, _ in lots], [n for _, n in lots], before=earlier, after=~earlier, sku=index,
        skus=max(index, default=0) + 1, rho=rho, rules=rules, stats=STATS,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ((22, 400), (6, 300), "dropped"),
        ((600, 9000), (510, 9000), "dropped_less_than_asked"),
        ((6, 400), (22, 300), "rose"),
        ((60, 900), (63, 950), "did_not_drop"),
        ((15, 200), (14, 190), "insufficient_data"),
        ((0, 300), (0, 300), "insufficient_data"),
        ((29, 29), (0, 500), "insufficient_data"),  # too few units before
        ((300, 300), (0, 29), "insufficient_data"),  # too few units after
        ((300, 300), (300, 300), "did_not_drop"),
    ],
)
def test_every_verdict_has_its_counts(before, after, verdict):
    assert effect([before], [after]).verdict == verdict


def test_lots_that_differ_take_the_proof_away():
    assert effect([(22, 400)], [(6, 300)], rho=0.01).verdict == "insufficient_data"


@pytest.mark.parametrize(
    ("before", "after", "leaning"),
    [
        ((15, 200), (5, 110), "dropped"),
        ((15, 200), (12, 200), "dropped_less_than_asked"),
        ((15, 200), (16, 200), "did_not_drop"),
    ],
)
def test_an_open_verdict_says_which_way_it_leans(before, after, leaning):
    found = effect([before], [after])

    assert found.verdict == "insufficient_data"
    assert found.leaning == leaning


def test_a_verdict_that_is_reached_leans_nowhere_and_needs_nothing():
    found = effect([(22, 400)], [(6, 300)])

    assert (found.leaning, found.units_needed) == (None, None)


def test_the_units_still_needed_are_the_fewest_that_settle_it():
    found = effect([(45, 700)], [(4, 121)], rho=0.005)
    more = found.units_needed

    def with_more(units: int) -> str:
        return effect([(45, 700)], [(4 * (121 + units) / 121, 121 + units)]).verdict

    plain = effect([(45, 700)], [(4, 121)])
    assert more % 50 == 0
    assert plain.units_needed <= more
    assert with_more(plain.units_needed) != "insufficient_data"
    assert with_more(plain.units_needed - 50) == "insufficient_data"


def test_a_drop_of_exactly_what_was_asked_stays_out_of_sight():
    """The rate after lies on the line, so no number of units will tell."""
    rules = TalkRules(target_drop=0.02)

    assert effect([(15, 200)], [(14, 190)], rules=rules).units_needed is None


def test_without_lots_after_the_talk_there_is_nothing_to_lean_on():
    found = effect([(15, 200)], [])

    assert (found.verdict, found.leaning, found.units_needed) == ("insufficient_data", None, None)
    assert found.before.fraction == pytest.approx(0.075)
    assert found.after.fraction is None


def test_the_two_rates_are_shown_with_their_intervals():
    found = effect([(15, 200)], [(7, 500)])

    assert found.before.fraction == pytest.approx(0.075)
    assert found.after.fraction == pytest.approx(0.014)
    lower, upper = found.before.interval(STATS)
    assert (lower, upper) == pytest.approx((0.0445, 0.1177), abs=1e-4)


def test_a_supplier_that_only_sells_more_of_its_better_product_has_not_improved():
    """Raw 5.5 % to 1.8 %; each product as before."""
    found = effect([(40, 400), (1, 100)], [(10, 100), (4, 400)], sku=[0, 1, 0, 1])

    assert found.before.nonconforming == 41
    assert found.before.fraction == pytest.approx(found.after.fraction)
    assert found.before.effective_units < found.before.units
    assert found.verdict != "dropped"


def test_only_products_with_lots_on_both_sides_are_compared():
    alone = effect([(22, 400)], [(6, 300)])
    with_others = effect([(22, 400), (90, 100)], [(6, 300), (80, 100)], sku=[0, 1, 0, 2])

    assert with_others == alone


def test_without_a_common_product_the_sums_are_shown_and_the_verdict_is_open():
    found = effect([(22, 400)], [(6, 300)], sku=[0, 1])

    assert (found.verdict, found.leaning) == ("insufficient_data", None)
    assert (found.before.units, found.after.units) == (400, 300)
    assert found.before.fraction == pytest.approx(22 / 400)


def test_an_integral_gives_the_same_probability():
    for before, after, ratio in [
        ((22, 400), (6, 300), 1.0),
        ((15, 200), (14, 190), 0.7),
        ((0, 40), (1, 50), 0.7),
        ((2.5, 75.6), (20.7, 321.8), 1.0),
        ((900, 90_000), (9, 1000), 0.7),
    ]:
        old, new = (beta_law(x + 0.5, n - x + 0.5) for x, n in (before, after))
        expected, _ = quad(lambda u: new.cdf(ratio * old.ppf(u)), 0, 1, limit=400)  # noqa: B023

        assert probability_lower(*before, *after, ratio=ratio) == pytest.approx(expected, abs=1e-4)


def test_an_exact_test_on_whole_counts_agrees():
    exact = boschloo_exact([[6, 22], [294, 378]], alternative="less", n=8).pvalue

    assert 1 - probability_lower(22, 400, 6, 300) == pytest.approx(exact, abs=0.006)


@given(SIDES, SIDES)
def test_better_and_worse_are_mirror_images(first, second):
    there = probability_lower(*first, *second)
    back = probability_lower(*second, *first)

    assert there + back == pytest.approx(1, abs=1e-3)
    assert probability_lower(*first, *second, ratio=0.7) <= there + 1e-6


def test_knowing_nothing_is_one_half():
    assert probability_lower(0, 0, 0, 0) == pytest.approx(0.5)
    assert probability_lower(0, 0, 0, 0, ratio=0) == pytest.approx(0, abs=1e-4)


@pytest.mark.parametrize(
    ("lower", "much_lower", "verdict"),
    [
        (0.95, 0.5, "dropped"),
        (0.95, 0.499, "dropped_less_than_asked"),
        (0.949, 0.9, "insufficient_data"),
        (0.05, 0.0, "rose"),
        (0.051, 0.10, "did_not_drop"),
        (0.5, 0.101, "insufficient_data"),
    ],
)
def test_the_verdict_turns_at_its_limits(lower, much_lower, verdict):
    assert verdicts(lower, much_lower, rules=TalkRules(sure=0.95)) == verdict


def sides(ordered, received, *, talk="2025-03-01", baseline=None, used=True, sku=None):
    lots = len(received)
    return talk_sides(
        days(*ordered), days(*received), used=np.full(lots, used), talked_on=np.datetime64(talk),
        lead_time_days=25, sku=[0] * lots if sku is None else sku, baseline=baseline,
    )  # fmt: skip


def test_a_lot_under_way_during_the_talk_is_on_neither_side():
    found = sides(
        ["2025-01-01", "2025-02-15", "2025-03-01", "2025-03-02"],
        ["2025-03-01", "2025-03-10", "2025-03-26", "2025-03-27"],
    )

    assert found.before.tolist() == [True, False, False, False]
    assert found.after.tolist() == [False, False, False, True]
    assert not found.assumed.any()


def test_without_an_order_day_a_lead_time_is_waited_for_and_said_so():
    found = sides(["NaT", "NaT", "NaT"], ["2025-03-01", "2025-03-25", "2025-03-26"])

    assert found.before.tolist() == [True, False, False]
    assert found.after.tolist() == found.assumed.tolist() == [False, False, True]


def test_a_lot_without_any_day_is_on_neither_side():
    found = sides(["NaT"], ["NaT"])

    assert not (found.before | found.after).any()


def test_lots_that_may_not_be_compared_are_on_neither_side():
    found = sides(["2024-12-01", "2025-03-05"], ["2025-01-01", "2025-04-01"], used=False)

    assert not (found.before | found.after).any()


def test_the_baseline_are_the_latest_lots_of_each_product():
    received = ["2024-09-01", "2024-10-01", "2024-11-01", "2024-12-01", "2024-08-01"]

    found = sides(["NaT"] * 5, received, baseline=2, sku=[0, 0, 0, 0, 1])

    assert found.before.tolist() == [False, False, True, True, True]


MONTHS = ["2024-07", "2024-10", "2025-01", "2025-04", "2025-07", "2025-10"]


def sign(lots, talks, *, ordered=True, rho=0.0):
    """Lots of (nonconforming, units), one a quarter; talks on given days."""
    received = days(*[f"{month}-20" for month in MONTHS[: len(lots)]])
    return sign_a(
        days(*talks), [x for x, _ in lots], [n for _, n in lots],
        ordered_on=received - 15 if ordered else days(*["NaT"] * len(lots)),
        received_on=received, lead_time_days=25, sku=[0] * len(lots), skus=1, rho=rho,
        rules=RULES, stats=STATS,
    )  # fmt: skip


STAYS = [(60, 900), (63, 950), (64, 930), (70, 990)]


def test_two_talks_without_a_drop_are_a_strong_sign():
    found = sign(STAYS, ["2024-08-01", "2024-11-01"])

    assert (found.strength, found.talks) == ("strong", 2)
    assert found.effect.verdict == "did_not_drop"


def test_a_rate_that_rose_is_a_strong_sign_too():
    assert (
        sign([(20, 900), (60, 950), (64, 930)], ["2024-08-01", "2024-11-01"]).strength == "strong"
    )


def test_one_talk_is_no_sign_yet():
    assert sign(STAYS, ["2024-08-01"]).strength is None


def test_three_talks_without_proof_are_a_weak_sign_and_two_are_none():
    unclear = [(15, 200), (10, 190), (13, 200), (12, 190)]

    assert sign(unclear, ["2024-08-01", "2024-11-01"]).strength is None
    three = sign(unclear, ["2024-08-01", "2024-11-01", "2025-02-01"])
    assert (three.strength, three.talks) == ("weak", 3)
    assert three.effect.verdict is TalkVerdict.INSUFFICIENT_DATA


def test_a_drop_clears_the_sign():
    found = sign([(60, 900), (8, 950), (9, 930)], ["2024-08-01", "2024-11-01"])

    assert (found.strength, found.effect.verdict) == (None, "dropped")


def test_a_talk_that_no_lot_has_followed_does_not_count():
    assert sign(STAYS, ["2024-08-01", "2025-06-01"]).talks == 1


def test_assumed_order_days_make_a_weak_sign_at_most():
    found = sign(STAYS, ["2024-08-01", "2024-11-01"], ordered=False)

    assert (found.strength, found.assumed) == ("weak", True)


def test_a_missing_day_of_a_talk_is_no_talk():
    assert sign(STAYS, ["NaT"]).talks == 0
