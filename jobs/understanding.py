"""From what was read to records: the team's rows, their marks in our tabs, earlier nights."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

import polars as pl

from jobs.configuration import Configuration, with_sheet
from jobs.exits import DataError
from jobs.logs import LOGGER
from jobs.mistakes import SettingsError
from jobs.session import Session
from jobs.team import Team, intake_options
from jobs.wordlists import words_of
from quality.issues import Issue, RowCount
from quality.records import Records
from quality.renaming import old_codes, under_codes_of_now
from quality.rules import Rules
from sheets.contract import SETTINGS, TABS
from sheets.grid import Grid
from sheets.intake import (
    Intake,
    IntakeOptions,
    TabReading,
    read_records,
    recognise,
    strangers,
    suggest,
)
from sheets.issues import Collector, Place
from sheets.marks import read_marks
from sheets.outputs.catalogue import output_columns
from sheets.outputs.context import OutputContext
from sheets.recognition import OURS

Marks: TypeAlias = tuple[pl.DataFrame, tuple[Issue, ...]]  # and what could not be read

FEW_ROWS = 10  # a tab of fewer rows may well have lost half of them on purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """Records and what about them could not be used."""

    records: Records
    issues: tuple[Issue, ...]
    rows: tuple[RowCount, ...]
    tabs: Mapping[str, TabReading]
    configuration: Configuration  # with the Settings tab laid over it

    @property
    def rules(self) -> Rules:
        """The rules of this run."""
        return self.configuration.settings.rules


def understand(session: Session, team: Team) -> Understood:
    """Read the team's rows and marks.

    Raises:
        DataError: If a tab cannot be used at all, or lost more than half of its rows.
    """
    options = intake_options(session, team.known)
    intake = read_records(
        _wanted(session, team), options, as_of=session.as_of, today=session.local.date()
    )
    _refuse_unusable(intake, session.configuration.settings.columns, team, options)
    _refuse_drop(session, intake)
    configuration, refused = _laid_over(session.configuration, intake)
    [(marks, mark_issues)] = marks_of(session, team.outputs)
    old = old_codes(intake.records.skus)
    records = replace(
        intake.records,
        marks=under_codes_of_now(marks, old),
        signal_states=under_codes_of_now(session.ledger.signal_states(), old),
    )
    return Understood(
        records=records,
        issues=(*team.issues, *intake.issues, *refused, *mark_issues),
        rows=tuple(_reported(count, len(refused)) for count in intake.rows),
        tabs=intake.tabs,
        configuration=configuration,
    )


def _laid_over(
    configuration: Configuration, intake: Intake
) -> tuple[Configuration, tuple[Issue, ...]]:
    """Return the configuration under the Settings tab, and what of the tab it does not take.

    A slip in a cell stops no night: the value of the file stands, and the sheet says so.
    """
    collector, taken = Collector(), {}
    on = configuration.settings.features.settings_tab
    for key, typed in intake.settings.items() if on else ():
        try:
            with_sheet(configuration, {key: typed.value})
        except SettingsError as error:
            LOGGER.warning("%s", error)
            place = Place(tab=SETTINGS, header=typed.name)
            collector.rows("setting_refused", place, [typed.row], typed.value)
        else:
            taken[key] = typed.value
    return with_sheet(configuration, taken), collector.issues()


def _reported(count: RowCount, refused: int) -> RowCount:
    """Count refused settings among the rows that were reported."""
    if count.tab != SETTINGS or not refused:
        return count
    return replace(count, counted=count.counted - refused, reported=count.reported + refused)


def marks_of(session: Session, *tabs: Mapping[str, Grid]) -> list[Marks]:
    """Return what people wrote into tabs of ours, and what of it could not be read.

    Args:
        session: The run.
        tabs: Output tab id -> its cells, as they stood at one time or another.
    """
    columns = output_columns(blank_context(session))
    locale = intake_options(session, {}).locale
    return [read_marks(grids, columns, as_of=session.as_of, locale=locale) for grids in tabs]


def blank_context(session: Session) -> OutputContext:
    """Return what is known of the tabs before anything was studied."""
    settings = session.configuration.settings
    return OutputContext(
        at=session.local,
        timezone=settings.locale.timezone,
        language=session.options.language or settings.language.team,
        all_words=words_of(settings.defect_types),
        rules=settings.rules,
    )


def _wanted(session: Session, team: Team) -> dict[str, Grid]:
    features = session.configuration.settings.features
    off = {name for name in ("reviews", "samples") if getattr(features, name) == "off"}
    return {name: grid for name, grid in team.inputs.items() if name not in off}


def _refuse_unusable(
    intake: Intake, named: Mapping[str, Mapping[str, str]], team: Team, options: IntakeOptions
) -> None:
    """Without a usable defect log or receiving tab there is nothing to study."""
    needed = [tab for tab in ("defect_log", "receiving") if tab in intake.tabs]
    if any(intake.tabs[tab].usable for tab in needed):
        return
    wrong = [_unusable(tab, intake.tabs[tab], named.get(tab, {})) for tab in needed]
    raise DataError("\n".join(wrong) or _no_log(team, options))


def _no_log(team: Team, options: IntakeOptions) -> str:
    """Name the tabs that are there, and the one whose headers look like a defect log."""
    recognised = recognise(team.info, options)
    strange = strangers(team.info, recognised)
    grids = team.workbook.read(strange) if strange else {}
    found = suggest(list(grids.values()), recognised)
    alike = [str(issue.slots["title"]) for issue in found if issue.tab == "defect_log"]
    titles = ", ".join(TABS["defect_log"].titles["en"][:1] + TABS["defect_log"].titles["vi"][:1])
    theirs = [tab.title for tab in team.info.tabs if OURS not in tab.marks and not tab.hidden]
    there = ", ".join(map(repr, theirs))
    looks = f"; {alike[0]!r} looks like one" if alike else ""
    example = json.dumps(alike[0], ensure_ascii=False) if alike else "..."
    if named := options.tabs.get("defect_log"):
        return (
            f"the configuration calls the tab of the defect log {named!r}, which is not there; "
            f"correct `tabs: {{defect_log: ...}}`\ntabs that are there: {there}{looks}"
        )
    return (
        f"no tab for the defect log was found; name one {titles}, or say which it is under "
        f"`tabs: {{defect_log: {example}}}` in the configuration\n"
        f"tabs that are there: {there}{looks}"
    )


def _unusable(tab: str, reading: TabReading, named: Mapping[str, str]) -> str:
    needed = {column.id: column for column in TABS[tab].required}
    missing = [
        " or ".join(needed[name].aliases[language][0] for language in ("en", "vi"))
        for name in reading.missing
        if name in needed
    ]
    where = "no header row was found" if reading.header_row is None else "a column is missing"
    hints = [
        f"; the configuration names it {named[name]!r} (columns: {{{tab}: {{{name}: ...}}}})"
        for name in reading.missing
        if name in named
    ]
    if "sku" in reading.missing and tab == "receiving":
        hints.append(
            "; where all its rows are of one product, name it: constants: {receiving: {sku: ...}}"
        )
    return f"{reading.title}: {where}; add a column headed {', '.join(missing)}{''.join(hints)}"


def _refuse_drop(session: Session, intake: Intake) -> None:
    if session.options.accept_drop:
        return
    most = session.configuration.settings.guard.max_row_drop
    before = session.ledger.sources()
    lost = []
    for count in intake.rows:
        was = before.get(count.tab, {}).get("rows", 0)
        if count.tab != SETTINGS and was >= FEW_ROWS and count.read < was * (1 - most):
            lost.append(f"{count.tab}: {was} rows at the last run, {count.read} now")
    if lost:
        msg = (
            f"{'; '.join(lost)}. Nothing was written. If this is meant, run once with "
            "--accept-drop; if not, undo it with File, Version history"
        )
        raise DataError(msg)
