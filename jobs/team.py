"""A team's spreadsheet as one run reads it: the tabs people fill in, and the tabs that are ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from jobs.configuration import Configuration
from jobs.loading import load_meanwhile
from jobs.process import give_back
from jobs.session import Session
from jobs.wordlists import all_words
from quality.issues import Issue
from quality.vocabulary import vocabulary
from sheets.backends import Options
from sheets.backends.google import GoogleOptions
from sheets.backends.xlsx_options import XlsxOptions
from sheets.cells import LocaleOptions
from sheets.grid import Grid, TabInfo, Workbook, WorkbookInfo
from sheets.intake_options import IntakeOptions
from sheets.placement import find_tab
from sheets.recognition import recognise


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """The spreadsheet with everything that a run needs of it, read once."""

    workbook: Workbook
    info: WorkbookInfo
    inputs: dict[str, Grid]  # input tab id -> its cells
    outputs: Mapping[str, Grid]  # output tab id -> its cells, where the tab is there
    issues: tuple[Issue, ...]  # about tabs that were not found, or found twice
    known: Mapping[str, str]  # output tab id -> tab id of earlier runs
    digests: dict[str, str] = field(default_factory=dict)  # of inputs, once they were asked for

    def digest(self, name: str) -> str:
        """Return the fingerprint of the cells of an input tab; a large one takes a while."""
        if name not in self.digests:
            from sheets.distinct import fingerprint

            self.digests[name] = fingerprint(self.inputs[name].columns)
        return self.digests[name]

    def forget_inputs(self) -> None:
        """Give back the room of cells that were understood; what tells one from another stays."""
        for name, grid in self.inputs.items():
            self.digest(name)
            self.inputs[name] = replace(grid, columns=())
        give_back()

    @property
    def grids(self) -> Mapping[str, Grid]:
        """The cells of every tab that was read, by tab id."""
        return {grid.tab.tab_id: grid for grid in (*self.inputs.values(), *self.outputs.values())}


def read_team(session: Session, *, meanwhile: Sequence[str] = ()) -> Team:
    """Read what tabs there are, then every tab that matters, whole.

    Args:
        session: The run.
        meanwhile: Modules that are loaded while the spreadsheet is waited for.

    Raises:
        WorkbookError: If anything cannot be read; nothing is done with a part.
    """
    workbook = session.opened(spreadsheet_options(session))
    load_meanwhile(meanwhile, prepare=all_words)
    info = workbook.info()
    remembered = session.ledger.known_tabs()
    found = recognise(info, intake_options(session, remembered))
    ours = output_tabs(info, remembered)
    wanted = {tab.tab_id: tab for tab in (*found.tabs.values(), *ours.values())}
    grids = workbook.read(list(wanted.values()))
    return Team(
        workbook=workbook,
        info=info,
        inputs={name: grids[tab.tab_id] for name, tab in found.tabs.items()},
        outputs={name: grids[tab.tab_id] for name, tab in ours.items()},
        issues=found.issues,
        known=remembered,
    )


def spreadsheet_options(session: Session) -> Options:
    """Return where the spreadsheet of a run is, every path absolute."""
    return spreadsheet_of(session.configuration)


def spreadsheet_of(configuration: Configuration) -> Options:
    """Return where the spreadsheet is, every path absolute."""
    options = configuration.settings.spreadsheet
    if isinstance(options, XlsxOptions):
        return replace(options, path=configuration.resolve(options.path))
    if isinstance(options, GoogleOptions) and isinstance(options.credentials, Path):
        return replace(options, credentials=configuration.resolve(options.credentials))
    return options


def intake_options(session: Session, remembered: Mapping[str, str]) -> IntakeOptions:
    """Return how the team of a run calls its tabs and columns and types its cells."""
    return names_of(session.configuration, remembered)


def names_of(configuration: Configuration, remembered: Mapping[str, str]) -> IntakeOptions:
    """Return how a team calls its tabs and columns and types its cells.

    Args:
        configuration: What the file says.
        remembered: Input tab id -> tab id of an earlier run.
    """
    settings = configuration.settings
    return IntakeOptions(
        tabs=settings.tabs,
        columns=settings.columns,
        constants=settings.constants,
        locale=LocaleOptions(
            date_order=settings.locale.date_order, decimal=settings.locale.decimal
        ),
        types=vocabulary(settings.defect_types),
        remembered=remembered,
    )


def output_tabs(info: WorkbookInfo, remembered: Mapping[str, str]) -> dict[str, TabInfo]:
    """Return the tabs that are ours, by output id; those that are not there are left out."""
    from sheets.outputs.catalogue import OUTPUTS

    languages = all_words().values()
    found = {}
    for name in OUTPUTS:
        titles = [words(f"{name}.title") for words in languages]
        tab = find_tab(info, name, titles, remembered)
        if tab is not None:
            found[name] = tab
    return found
