"""Every rule says what it means and refuses what cannot be."""

import dataclasses
from decimal import Decimal

import pytest

from quality.rules import (
    InspectionRules,
    ReceivingRules,
    RuleRangeError,
    Rules,
    SamplingPlan,
    StatsRules,
    meaning,
)

SECTIONS = [type(getattr(Rules(), field.name)) for field in dataclasses.fields(Rules)]
NAMES = [(section, field.name) for section in SECTIONS for field in dataclasses.fields(section)]


@pytest.mark.parametrize(
    ("section", "name"), NAMES, ids=lambda part: getattr(part, "__name__", part)
)
def test_every_rule_has_a_meaning_of_one_line(section, name):
    text = meaning(section, name)

    assert 10 < len(text) <= 90
    assert "\n" not in text


def test_the_defaults_are_those_of_the_documentation():
    rules = Rules()

    assert (rules.stats.confidence, rules.stats.min_units) == (0.95, 30)
    assert (rules.maturity.use_from, rules.maturity.horizon_days) == (0.5, 120)
    assert (rules.signal.count, rules.signal.fdr, rules.signal.close_fdr) == (3, 0.10, 0.20)
    assert rules.receiving.plan is SamplingPlan.TEN_PERCENT
    assert rules.inspection.default_fee == Decimal(350_000)


def test_all_rules_out_of_range_are_named_at_once():
    with pytest.raises(RuleRangeError) as caught:
        StatsRules(confidence=95, min_units=0)

    assert [name for name, _ in caught.value.problems] == ["confidence", "min_units"]
    assert "confidence: must be 0.5 to 0.9999, not 95" in str(caught.value)
    assert "min_units: must be 1 to 100000, not 0" in str(caught.value)


def test_what_is_no_number_is_out_of_every_range():
    with pytest.raises(RuleRangeError):
        StatsRules(target_rate=float("nan"))


def test_money_below_nothing_is_refused_and_no_money_is_fine():
    assert InspectionRules(loss_per_defect=None).loss_per_defect is None
    with pytest.raises(RuleRangeError):
        InspectionRules(loss_per_defect=Decimal(-1))


def test_rules_cannot_be_changed_after_they_are_made():
    with pytest.raises(dataclasses.FrozenInstanceError):
        ReceivingRules().aql = 4.0
