"""Where a team's spreadsheet differs from the built-in names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from quality.vocabulary import DEFECT_TYPES, Vocabulary
from sheets.cells import LocaleOptions


def _nothing() -> Mapping[str, str]:
    return MappingProxyType({})


def _no_columns() -> Mapping[str, Mapping[str, str]]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeOptions:
    """Where a team's spreadsheet differs from the built-in names.

    Attributes:
        tabs: Input tab id -> title.
        columns: Input tab id -> column id -> header; wins over every alias.
        constants: Input tab id -> column id -> value of a column that the tab does not have.
        locale: How numbers and days are typed.
        types: The defect types.
        remembered: Input tab id -> tab id of an earlier run, so that a renamed tab is found.
    """

    tabs: Mapping[str, str] = field(default_factory=_nothing)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=_no_columns)
    constants: Mapping[str, Mapping[str, str]] = field(default_factory=_no_columns)
    locale: LocaleOptions = field(default_factory=LocaleOptions)
    types: Vocabulary = field(default_factory=lambda: DEFECT_TYPES)
    remembered: Mapping[str, str] = field(default_factory=_nothing)
