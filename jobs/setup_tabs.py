"""Steps 3 and 4 of `init`: which tabs are the team's own, which are made, drop-downs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from jobs.configuration import Configuration
from jobs.setup_teller import ROOM_FOR_ANSWER, Teller
from jobs.team import names_of, output_tabs
from jobs.wordlists import all_words
from sheets.backends.xlsx import XlsxWorkbook
from sheets.contract import SETTINGS, TABS
from sheets.grid import Grid, ReadAgainError, Workbook, WorkbookInfo
from sheets.groundwork import Dressing, Look, NewColumn, NewTab
from sheets.intake import IntakeOptions, recognise, strangers, suggest
from sheets.new_tabs import LEAST, dressing, new_tab, settings_tab, sources_of, title_of
from sheets.outputs.catalogue import output_columns
from sheets.outputs.context import OutputContext
from sheets.plan import free_title
from sheets.repair import forgotten

if TYPE_CHECKING:
    from jobs.setup import Wish

_TRIES = 3
_ANY_MOMENT = datetime(2000, 1, 1)  # noqa: DTZ001 - the columns of a tab do not depend on it


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What became of the tabs."""

    adopted: Mapping[str, str]  # input tab id -> title that its own name did not tell
    made: tuple[str, ...]  # titles
    info: WorkbookInfo  # as it was before


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    """The spreadsheet as it is before anything is made."""

    info: WorkbookInfo
    grids: Mapping[str, Grid]  # input tab id -> cells
    names: IntakeOptions


def prepare_tabs(
    workbook: Workbook,
    wish: "Wish",
    configuration: Configuration | None,
    teller: Teller,
    *,
    ask: Callable[[str], bool],
) -> Prepared:
    """Adopt the team's tabs, make those that are missing, and give drop-downs.

    Raises:
        WorkbookError: If that cannot be done; then nothing was.
    """
    names = IntakeOptions() if configuration is None else names_of(configuration, {})
    scene = _looked(workbook, names)
    adopted = _adopted(workbook, scene, teller, ask)
    if adopted:
        scene = _looked(workbook, replace(names, tabs={**names.tabs, **adopted}))
    made, dressings = _laid(workbook, wish, scene, teller)
    _tell(scene, adopted, made, teller)
    if wish.repair:
        _mend(workbook, scene.info, configuration, teller)
    dressed = [column for one in dressings for column in one.columns.values()]
    _tell_drop_downs([*(column for tab in made for column in tab.columns), *dressed], teller)
    return Prepared(adopted=adopted, made=tuple(tab.title for tab in made), info=scene.info)


def _looked(workbook: Workbook, names: IntakeOptions) -> _Scene:
    if isinstance(workbook, XlsxWorkbook) and not workbook.path.exists():
        return _Scene(info=WorkbookInfo(title=workbook.name, tabs=()), grids={}, names=names)
    info = workbook.info()
    found = recognise(info, names).tabs
    grids = workbook.read(list(found.values()))
    return _Scene(
        info=info,
        grids={name: grids[tab.tab_id] for name, tab in found.items()},
        names=names,
    )


def _adopted(
    workbook: Workbook, scene: _Scene, teller: Teller, ask: Callable[[str], bool]
) -> dict[str, str]:
    """Ask about each tab of an unknown name whose headers look like an input tab."""
    recognised = recognise(scene.info, scene.names)
    strange = strangers(scene.info, recognised)
    if not strange:
        return {}
    grids = workbook.read(strange)
    adopted: dict[str, str] = {}
    for issue in suggest(list(grids.values()), recognised):
        slots = {**issue.slots, "tab": title_of(issue.tab, teller.words)}
        question = teller.text(teller.words("setup.tabs.adopt", **slots), room=ROOM_FOR_ANSWER)
        if issue.tab not in adopted and ask(question):
            adopted[issue.tab] = str(issue.slots["title"])
    return adopted


def _laid(
    workbook: Workbook, wish: "Wish", scene: _Scene, teller: Teller
) -> tuple[list[NewTab], list[Dressing]]:
    """Make what is missing; where nobody can tell whether it was made, look again.

    What a try made although its answer was lost is not planned again, and is told all the same.
    """
    made: dict[str, NewTab] = {}
    for left in range(_TRIES - 1, -1, -1):
        tabs, dressings = _planned(wish, scene, teller)
        made |= {tab.title: tab for tab in tabs}
        try:
            workbook.groundwork.lay(tabs, dressings)
        except ReadAgainError:
            if not left:
                raise
            scene = _looked(workbook, scene.names)
            continue
        break
    return list(made.values()), dressings


def _planned(wish: "Wish", scene: _Scene, teller: Teller) -> tuple[list[NewTab], list[Dressing]]:
    wanted = _wanted(wish, scene)
    missing = [name for name in wanted if name not in scene.grids]
    titles = _titles(missing, scene.info, teller)
    sources = {} if wish.minimal else sources_of(titles, scene.grids)
    types = scene.names.types
    made = [
        settings_tab(teller.words, title=title)
        if name == SETTINGS
        else new_tab(
            name,
            teller.words,
            types,
            title=title,
            sources=sources,
            only=LEAST if wish.minimal else None,
            examples=wish.examples,
        )
        for name, title in titles.items()
    ]
    if not wish.repair:
        return made, []
    dressed = [
        dressing(name, grid, scene.names.columns.get(name, {}), teller.words, types, sources)
        for name, grid in scene.grids.items()
        if name in TABS
    ]
    return made, [one for one in dressed if one is not None]


def _wanted(wish: "Wish", scene: _Scene) -> tuple[str, ...]:
    """What is there is mended alone: whoever began with a log has asked for no more tabs."""
    if wish.repair and scene.grids:
        return ()
    return ("defect_log",) if wish.minimal else _usual()


def _usual() -> tuple[str, ...]:
    return (*(tab.id for tab in TABS.values() if not tab.optional), SETTINGS)


def _titles(names: Sequence[str], info: WorkbookInfo, teller: Teller) -> dict[str, str]:
    """A title that some other tab has gets a number."""
    return {name: free_title(title_of(name, teller.words), info) for name in names}


def _tell(
    scene: _Scene, adopted: Mapping[str, str], made: Sequence[NewTab], teller: Teller
) -> None:
    words = teller.words
    own = [grid.tab.title for grid in scene.grids.values()]
    lines = []
    if made:
        lines.append(words("setup.tabs.made", titles=", ".join(tab.title for tab in made)))
    if own:
        code = "kept" if made else "same"
        lines.append(words(f"setup.tabs.{code}", titles=", ".join(own)))
    for name, title in adopted.items():
        lines.append(words("setup.tabs.adopted", title=title, tab=title_of(name, words)))
    first, *others = lines
    teller.step("tabs", first)
    for line in others:
        teller.more(line)


def _mend(
    workbook: Workbook, info: WorkbookInfo, configuration: Configuration | None, teller: Teller
) -> None:
    """Let tabs of ours forget the columns that they have lost: the next run makes them anew."""
    found = output_tabs(info, {})
    grids = workbook.read(list(found.values())) if found else {}
    language = configuration.settings.language.team if configuration else teller.words.language
    columns = output_columns(
        OutputContext(at=_ANY_MOMENT, timezone="UTC", language=language, all_words=all_words())
    )
    changes = [forgotten(grids[tab.tab_id], columns[name]) for name, tab in found.items()]
    mended = [change for change in changes if change is not None]
    if mended:
        workbook.write(mended)
        titles = ", ".join(change.title for change in mended)
        teller.more(teller.words("setup.tabs.mended", titles=titles))


def _tell_drop_downs(columns: Sequence[NewColumn], teller: Teller) -> None:
    if not columns:
        teller.step("drop_downs", teller.words("setup.drop_downs.none"))
        return
    lists = sum(bool(column.choices or column.source) for column in columns)
    days = sum(column.look in {Look.DAY, Look.MOMENT} for column in columns)
    ticks = sum(column.look is Look.TICK for column in columns)
    counts = {"lists": lists, "days": days, "ticks": ticks}
    teller.step("drop_downs", teller.words("setup.drop_downs.done", **counts))
