"""The defect types and what a team may add to them."""

import pytest

from quality.records import LOTS
from quality.vocabulary import (
    DEFECT_TYPES,
    OTHER,
    SHORT_COUNT,
    DefectSeverity,
    DefectTypeOptions,
    Group,
    Visible,
    vocabulary,
)


def test_there_are_nineteen_types_and_other_comes_last():
    assert len(DEFECT_TYPES) == 19
    assert list(DEFECT_TYPES)[-1] == OTHER


def test_only_a_shortage_is_left_out_of_the_fraction():
    assert [code for code, kind in DEFECT_TYPES.items() if not kind.in_rate] == [SHORT_COUNT]


def test_each_receiving_check_finds_one_type():
    checks = [kind.check for kind in DEFECT_TYPES.values() if kind.check]

    assert sorted(checks) == sorted(set(checks))
    assert set(checks) <= set(LOTS)


def test_no_built_in_type_is_a_danger_before_a_team_says_so():
    assert not any(kind.safety for kind in DEFECT_TYPES.values())


def test_a_new_type_takes_what_the_team_says_and_defaults_for_the_rest():
    own = vocabulary({"zip_stuck": DefectTypeOptions(en="Zip stuck", zh="拉链卡住")})

    assert list(own)[:-1] == list(DEFECT_TYPES)
    zip_stuck = own["zip_stuck"]
    assert zip_stuck.names == {"en": "Zip stuck", "zh": "拉链卡住"}
    assert (zip_stuck.visible, zip_stuck.group) == (Visible.RECEIPT, Group.UNKNOWN)
    assert zip_stuck.severity is DefectSeverity.MINOR
    assert not zip_stuck.safety


@pytest.mark.parametrize("safety", [True, False])
def test_a_built_in_type_may_be_declared_a_danger(safety):
    own = vocabulary({"broken": DefectTypeOptions(safety=safety)})

    assert own["broken"].safety is safety
    assert own["broken"].visible is DEFECT_TYPES["broken"].visible
    assert own["broken"].check == "qc_broken"


def test_a_built_in_type_keeps_its_safety_when_only_its_severity_changes():
    own = vocabulary(
        {"finish": DefectTypeOptions(severity=DefectSeverity.MAJOR, visible=Visible.USE)}
    )

    assert own["finish"].severity is DefectSeverity.MAJOR
    assert own["finish"].visible is Visible.USE
    assert not own["finish"].safety
