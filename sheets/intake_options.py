"""Where a team's spreadsheet differs from the built-in names."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from types import MappingProxyType

from quality.vocabulary import DEFECT_TYPES, Vocabulary
from sheets.cells import LocaleOptions
from sheets.contract import SETTINGS, TABS


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


def name_mistakes(options: IntakeOptions) -> tuple[str, ...]:
    """Return one line for each tab or column id in the options that does not exist."""
    return tuple(_mistakes(options))


def _mistakes(options: IntakeOptions) -> Iterator[str]:
    for tab in options.tabs:
        if tab not in (*TABS, SETTINGS):
            yield f"tabs.{tab}: no such input tab{_instead(tab, (*TABS, SETTINGS))}"
    for section in ("columns", "constants"):
        named: Mapping[str, Mapping[str, str]] = getattr(options, section)
        for tab, columns in named.items():
            if tab not in TABS:
                yield f"{section}.{tab}: no such input tab{_instead(tab, TABS)}"
                continue
            known = [column.id for column in TABS[tab].columns]
            for column in columns:
                if column not in known:
                    yield f"{section}.{tab}.{column}: no such column{_instead(column, known)}"


def _instead(name: str, known: Collection[str]) -> str:
    near = get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]}?" if near else f"; there are: {', '.join(known)}"
