"""The defect types: when each can be seen, what causes it as a group, how serious it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated


class Visible(StrEnum):
    """The earliest moment at which a defect can be found."""

    RECEIPT = "receipt"  # by the five checks on arrival
    TEST = "test"  # by switching on or filling
    USE = "use"  # only after use
    SAMPLE = "sample"  # with the reference sample beside it
    UNKNOWN = "unknown"


class Group(StrEnum):
    """Where defects of a kind come from; an ask to the supplier follows the group."""

    BREAKAGE = "breakage"
    PICK_PACK = "pick_pack"
    FUNCTION = "function"
    MATERIAL = "material"
    WORKMANSHIP = "workmanship"
    SHORTAGE = "shortage"
    UNKNOWN = "unknown"


class DefectSeverity(StrEnum):
    """How bad one defective unit is for the buyer, least first."""

    MINOR = "minor"
    MAJOR = "major"
    SERIOUS = "serious"


@dataclass(frozen=True, slots=True, kw_only=True)
class DefectType:
    """One way for a unit to be nonconforming.

    The names of the built-in types are words (`defect_type.<code>`); `names` holds those of a type
    that a team added, by language.
    """

    code: str
    visible: Visible
    group: Group
    severity: DefectSeverity  # where the row itself says nothing
    safety: bool = False  # one report is enough to stop
    in_rate: bool = True  # False: a shortage, claimed apart from the nonconforming fraction
    check: str | None = None  # the column of the receiving check that finds it
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class DefectTypeOptions:
    """A defect type of the team's own, or another verdict on a built-in one.

    What is left out keeps the built-in value, or for a new type: seen on receipt, cause unknown,
    minor, no danger.
    """

    en: Annotated[str | None, "English name"] = None
    vi: Annotated[str | None, "Vietnamese name"] = None
    zh: Annotated[str | None, "Chinese name, for messages to suppliers"] = None
    visible: Annotated[Visible | None, "When it can be seen first"] = None
    group: Annotated[Group | None, "Where it comes from; decides the ask"] = None
    severity: Annotated[DefectSeverity | None, "How bad it is for the buyer"] = None
    safety: Annotated[bool | None, "true: one report is enough to stop"] = None


Vocabulary = Mapping[str, DefectType]

OTHER, SHORT_COUNT = "other", "short_count"


def _table() -> Vocabulary:
    receipt, test, use, sample = Visible.RECEIPT, Visible.TEST, Visible.USE, Visible.SAMPLE
    minor, major, serious = DefectSeverity.MINOR, DefectSeverity.MAJOR, DefectSeverity.SERIOUS
    rows: tuple[tuple[str, Visible, Group, DefectSeverity, str | None], ...] = (
        ("broken", receipt, Group.BREAKAGE, serious, "qc_broken"),
        ("chipped", receipt, Group.BREAKAGE, minor, None),
        ("leak", test, Group.FUNCTION, major, None),
        ("wrong_colour", receipt, Group.PICK_PACK, major, "qc_colour"),
        ("wrong_size", receipt, Group.PICK_PACK, major, None),
        ("wrong_item", receipt, Group.PICK_PACK, serious, None),
        ("missing_part", receipt, Group.PICK_PACK, major, "qc_accessory"),
        ("material_diff", sample, Group.MATERIAL, major, None),
        ("not_working", test, Group.FUNCTION, serious, None),
        ("colour_fading", use, Group.MATERIAL, major, None),
        ("loosening", use, Group.MATERIAL, major, None),
        ("loose_stitch", receipt, Group.WORKMANSHIP, minor, None),
        ("finish", receipt, Group.WORKMANSHIP, minor, None),
        ("below_spec", use, Group.FUNCTION, major, None),
        ("smell", receipt, Group.MATERIAL, major, None),
        ("packaging_bad", receipt, Group.BREAKAGE, minor, "qc_packaging"),
        (SHORT_COUNT, receipt, Group.SHORTAGE, major, "qc_count"),
        ("counterfeit_or_used", sample, Group.MATERIAL, serious, None),
        (OTHER, Visible.UNKNOWN, Group.UNKNOWN, minor, None),
    )
    return MappingProxyType(
        {
            code: DefectType(
                code=code,
                visible=visible,
                group=group,
                severity=severity,
                in_rate=code != SHORT_COUNT,
                check=check,
            )
            for code, visible, group, severity, check in rows
        }
    )


DEFECT_TYPES: Vocabulary = _table()


def vocabulary(own: Mapping[str, DefectTypeOptions]) -> Vocabulary:
    """Return the built-in types with a team's own laid over them, built-in order first."""
    merged = dict(DEFECT_TYPES)
    for code, options in own.items():
        merged[code] = _with_options(code, options, DEFECT_TYPES.get(code))
    return MappingProxyType(merged)


def _with_options(code: str, options: DefectTypeOptions, built_in: DefectType | None) -> DefectType:
    start = built_in or DefectType(
        code=code,
        visible=Visible.RECEIPT,
        group=Group.UNKNOWN,
        severity=DefectSeverity.MINOR,
    )
    spoken = {"en": options.en, "vi": options.vi, "zh": options.zh}
    return DefectType(
        code=code,
        visible=options.visible or start.visible,
        group=options.group or start.group,
        severity=options.severity or start.severity,
        safety=start.safety if options.safety is None else options.safety,
        in_rate=start.in_rate,
        check=start.check,
        names=MappingProxyType({language: name for language, name in spoken.items() if name}),
    )
