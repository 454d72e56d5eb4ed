"""What to do before an order is placed: the first rule that holds."""

from dataclasses import replace

import pytest

from quality.codes import DecisionReason
from quality.decisions import Situation, decide, is_bad
from quality.reorders import Decision
from quality.rules import Rules

QUIET = Situation(
    danger=False,
    sign_a=None,
    sign_b=None,
    sign_c=None,
    talks_heard=0,
    supplier_standing="keep",
    open_signal=False,
    sample_passed=False,
    open_ask=None,
    latest_fraction=0.01,
    latest_nonconforming=2,
    latest_in_transit=False,
    trend="no_clear_trend",
    last_verdict=None,
    used_fraction=0.01,
    acceptable=0.01,
    one_off_in_transit=False,
    uncompensated=0,
    lots=3,
    lots_with_units=3,
)


def decided(**facts):
    decision, reason = decide(replace(QUIET, **facts), Rules())
    return decision.value, reason.value


@pytest.mark.parametrize(
    ("facts", "decision", "reason"),
    [
        ({}, "no_issue", "nothing_open"),
        ({"danger": True}, "stop", "safety_signal"),
        ({"sign_a": "strong", "sign_b": "weak"}, "prepare", "no_sample_yet"),
        ({"sign_a": "strong", "sign_b": "weak", "sample_passed": True}, "switch", "signs"),
        ({"sign_a": "weak", "sign_b": "weak", "sample_passed": True}, "no_issue", "nothing_open"),
        ({"sign_a": "strong", "sample_passed": True}, "no_issue", "nothing_open"),
        ({"sign_a": "strong", "talks_heard": 3, "sample_passed": True}, "switch", "three_talks"),
        ({"sign_a": "strong", "talks_heard": 3}, "prepare", "no_sample_yet"),
        ({"sign_a": "strong", "talks_heard": 2}, "no_issue", "nothing_open"),
        ({"sign_a": "weak", "talks_heard": 4}, "no_issue", "nothing_open"),
        ({"supplier_standing": "switch"}, "no_issue", "nothing_open"),
        ({"supplier_standing": "switch", "open_signal": True}, "prepare", "no_sample_yet"),
        ({"open_ask": "refused"}, "prepare", "ask_refused"),
        ({"open_ask": "unanswered"}, "prepare", "ask_unanswered"),
        ({"latest_fraction": 0.10, "latest_nonconforming": 3}, "hold", "latest_lot_bad"),
        ({"latest_fraction": 0.099, "latest_nonconforming": 9}, "no_issue", "nothing_open"),
        ({"latest_fraction": 0.5, "latest_nonconforming": 2}, "no_issue", "nothing_open"),
        (
            {"latest_fraction": 0.2, "latest_nonconforming": 24, "latest_in_transit": True},
            "no_issue",
            "nothing_open",
        ),
        ({"latest_fraction": None, "latest_nonconforming": 0}, "no_issue", "nothing_open"),
        ({"unrated": 3}, "no_issue", "nothing_open"),
        ({"open_signal": True, "unrated": 2}, "no_issue", "nothing_open"),
        ({"open_signal": True, "unrated": 3}, "order_with_qc", "no_quantities"),
        ({"last_verdict": "dropped"}, "keep", "talk_helped"),
        ({"last_verdict": "dropped", "used_fraction": 0.02}, "no_issue", "nothing_open"),
        ({"last_verdict": "dropped", "used_fraction": None}, "no_issue", "nothing_open"),
        ({"last_verdict": "dropped_less_than_asked"}, "no_issue", "nothing_open"),
        ({"trend": "falling"}, "keep", "trend_falling"),
        ({"trend": "rising"}, "no_issue", "nothing_open"),
        ({"one_off_in_transit": True}, "claim_carrier", "transit"),
        ({"open_signal": True, "uncompensated": 3}, "negotiate", "open_signal"),
        ({"open_signal": True, "uncompensated": 2}, "no_issue", "nothing_open"),
        ({"uncompensated": 30}, "no_issue", "nothing_open"),
        ({"lots": 0, "lots_with_units": 0, "used_fraction": None}, "order_with_qc", "no_lots"),
        ({"lots_with_units": 0, "used_fraction": None}, "order_with_qc", "no_quantities"),
    ],
)
def test_the_first_rule_that_holds_decides(facts, decision, reason):
    assert decided(**facts) == (decision, reason)


EARLIER = [
    {"danger": True},
    {"sign_a": "strong", "sign_b": "strong", "sample_passed": True},
    {"open_ask": "refused"},
    {"latest_fraction": 0.2, "latest_nonconforming": 20},
    {"last_verdict": "dropped"},
    {"one_off_in_transit": True},
    {"open_signal": True, "uncompensated": 9},
]


@pytest.mark.parametrize("place", range(len(EARLIER)))
def test_an_earlier_rule_wins_over_all_later_ones(place):
    alone = decided(**EARLIER[place])
    together = {key: value for facts in reversed(EARLIER[place:]) for key, value in facts.items()}

    assert decided(**together) == alone


def test_signs_are_named_by_letter_strong_or_weak():
    assert replace(QUIET, sign_a="weak", sign_c="strong").signs == ("a", "c")
    assert replace(QUIET, sign_c="strong").strong
    assert not replace(QUIET, sign_a="weak").strong


def test_every_decision_and_reason_can_be_reached():
    reached = {decided(**facts) for _, facts in enumerate(EARLIER)}

    assert {decision for decision, _ in reached} <= {member.value for member in Decision}
    assert {reason for _, reason in reached} <= {member.value for member in DecisionReason}


@pytest.mark.parametrize(
    ("nonconforming", "fraction", "bad"),
    [(3, 0.02, True), (2, 0.02, False), (3, 0.019, False), (3, None, False)],
)
def test_a_bad_lot_shows_a_pattern_at_twice_what_was_agreed(nonconforming, fraction, bad):
    assert is_bad(nonconforming, fraction, acceptable=0.01, rules=Rules()) is bad
