"""Keep, press, prepare or switch: the first rule that holds, and what reverses it."""

import polars as pl
import pytest

from quality.standing import with_standing

QUIET = {
    "sign_a": None,
    "sign_b": None,
    "sign_c": None,
    "open_ask": None,
    "open_signal": False,
    "uncompensated": 0,
    "used_units": 200.0,
}
SCHEMA = {
    **dict.fromkeys(("sign_a", "sign_b", "sign_c", "open_ask"), pl.String()),
    "open_signal": pl.Boolean(),
    "uncompensated": pl.Int64(),
    "used_units": pl.Float64(),
}


@pytest.mark.parametrize(
    ("facts", "standing", "reason", "reverses"),
    [
        ({}, "keep", "nothing_open", "new_signal"),
        (
            {"sign_a": "strong", "sign_b": "weak"},
            "switch",
            "signs",
            "lower_rate_after_talk",
        ),
        ({"sign_b": "weak", "sign_c": "strong"}, "switch", "signs", "same_types"),
        ({"sign_c": "strong"}, "prepare", "strong_sign", "same_types"),
        ({"sign_b": "weak", "sign_c": "weak"}, "prepare", "weak_signs", "seen_change"),
        ({"open_ask": "refused"}, "prepare", "ask_refused", "answer"),
        ({"open_ask": "unanswered"}, "prepare", "ask_unanswered", "answer"),
        ({"open_signal": True, "uncompensated": 3}, "press", "open_signal", "paid_or_clean_lot"),
        ({"open_signal": True, "uncompensated": 2}, "keep", "nothing_open", "new_signal"),
        ({"uncompensated": 30}, "keep", "nothing_open", "new_signal"),
        ({"sign_a": "weak"}, "press", "weak_sign", "lower_rate_after_talk"),
        ({"used_units": None}, "not_enough_data", "no_quantities", "quantities"),
        ({"used_units": 0.0}, "not_enough_data", "no_quantities", "quantities"),
        ({"used_units": 29.0}, "not_enough_data", "few_units", "more_lots"),
        ({"used_units": 30.0}, "keep", "nothing_open", "new_signal"),
        (
            {"used_units": None, "open_signal": True, "uncompensated": 5},
            "press",
            "open_signal",
            "paid_or_clean_lot",
        ),
        (
            {"sign_a": "strong", "used_units": None},
            "prepare",
            "strong_sign",
            "lower_rate_after_talk",
        ),
    ],
)
def test_the_first_rule_that_holds_decides(facts, standing, reason, reverses):
    rows = pl.DataFrame([{**QUIET, **facts}], schema=SCHEMA)
    found = with_standing(rows, min_units=30, money_from=3)

    assert found.select("standing", "standing_reason", "reverses").row(0) == (
        standing,
        reason,
        reverses,
    )
