"""How strong the shop is in a talk: five factors of 0 to 2 points."""

from dataclasses import replace

import pytest

from quality.leverage import Strength, leverage

BARE = Strength(
    order_size=None,
    past_orders=(),
    our_share=None,
    passed_sources=0,
    slack_days=None,
    exact_rate=False,
    photos=0,
    packaging_photos=0,
    breakage=False,
)


def points(factor, **facts):
    scored = {part.id: part for part in leverage(replace(BARE, **facts)).factors}
    return scored[factor].points


@pytest.mark.parametrize(("size", "score"), [(125, 2), (124, 1), (75, 1), (74, 0)])
def test_order_size_is_against_the_median_of_a_year(size, score):
    assert points("order_size", order_size=size, past_orders=(50, 100, 400)) == score


@pytest.mark.parametrize(
    "facts", [{}, {"order_size": 5}, {"past_orders": (1,)}, {"order_size": 1, "past_orders": (0,)}]
)
def test_without_history_the_order_size_scores_the_middle_and_is_not_known(facts):
    [factor] = [
        part for part in leverage(replace(BARE, **facts)).factors if part.id == "order_size"
    ]

    assert (factor.points, factor.known) == (1, False)


@pytest.mark.parametrize(("share", "score"), [(0.20, 2), (0.19, 1), (0.05, 1), (0.04, 0)])
def test_our_weight_is_our_share_of_their_business(share, score):
    assert points("our_weight", our_share=share) == score


@pytest.mark.parametrize(("orders", "score"), [(6, 1), (5, 0)])
def test_without_a_share_our_weight_is_the_number_of_orders(orders, score):
    assert points("our_weight", past_orders=(1.0,) * orders) == score


@pytest.mark.parametrize(("sources", "score"), [(0, 0), (1, 1), (2, 2), (3, 2)])
def test_every_tested_source_helps_up_to_two(sources, score):
    assert points("alternatives", passed_sources=sources) == score


@pytest.mark.parametrize(("days", "score"), [(14, 2), (13, 1), (5, 1), (4, 0), (-3, 0), (None, 1)])
def test_slack_is_time_to_wait(days, score):
    assert points("slack", slack_days=days) == score


@pytest.mark.parametrize(
    ("facts", "score"),
    [
        ({"exact_rate": True, "photos": 3}, 2),
        ({"exact_rate": False, "photos": 3}, 1),
        ({"exact_rate": True, "photos": 2}, 1),
        ({"exact_rate": True, "photos": 3, "breakage": True}, 1),
        ({"exact_rate": True, "photos": 3, "breakage": True, "packaging_photos": 1}, 2),
        ({"exact_rate": True, "packaging_photos": 1}, 1),
        ({"exact_rate": True}, 0),
    ],
)
def test_evidence_is_an_exact_rate_with_photos_and_packaging_for_breakage(facts, score):
    assert points("evidence", **facts) == score


@pytest.mark.parametrize(
    ("facts", "level", "total"),
    [
        ({}, "weak", 2),
        ({"slack_days": 14, "passed_sources": 1}, "medium", 4),
        ({"slack_days": 14, "passed_sources": 2, "our_share": 0.3}, "strong", 7),
    ],
)
def test_seven_points_are_strong_and_four_are_medium(facts, level, total):
    scored = leverage(replace(BARE, **facts))

    assert (scored.level, scored.points) == (level, total)
