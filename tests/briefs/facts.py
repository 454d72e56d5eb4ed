"""Reorders for the tests: the worked example, changed where a test is about something else."""

from dataclasses import replace

from briefs.example import FOR_SUPPLIER, FOR_TEAM, LOT, WORKED
from quality.vocabulary import DefectTypeOptions, Group, vocabulary

LIDS = vocabulary(
    {
        "missing_part": DefectTypeOptions(
            en="lid missing", vi="thiếu nắp", zh="缺盖", group=Group.PICK_PACK
        )
    }
)


def lot(**changes):
    return replace(LOT, **changes)


def supplier_facts(**changes):
    return replace(FOR_SUPPLIER, **changes)


def team_facts(**changes):
    return replace(FOR_TEAM, **changes)


def reorder(*, supplier=None, team=None, **changes):
    return replace(
        WORKED,
        for_supplier=replace(FOR_SUPPLIER, **(supplier or {})),
        for_team=replace(FOR_TEAM, **(team or {})),
        **changes,
    )
