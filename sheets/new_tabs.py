"""The tabs that people fill in, as they are made for a team that has none yet."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from quality.vocabulary import Vocabulary
from quality.words import Words
from sheets.cell import Cell
from sheets.cells import LocaleOptions
from sheets.columns import EXAMPLE, Setting, reader
from sheets.contract import SETTINGS, SETTINGS_KEYS, TABS, Column, InputTab, Kind, Need, aliases
from sheets.grid import Grid
from sheets.groundwork import Dressing, Look, NewColumn, NewTab, Source
from sheets.headers import find_headers
from sheets.placement import serial

LEAST = ("sku", "defect_type", "imported_on")  # with these the log alone gives signals
_NOT_MADE = frozenset({"units_good", "defect_rate", "product_name"})  # only known, never asked for
_SOURCES: Mapping[str, str] = {"sku": "skus", "supplier": "suppliers", "lot_id": "receiving"}
_LOOKS: Mapping[Kind, Look] = {
    Kind.KEY: Look.KEY,
    Kind.DAY: Look.DAY,
    Kind.PLANNED_DAY: Look.DAY,
    Kind.MONTH: Look.DAY,
    Kind.MOMENT: Look.MOMENT,
    Kind.RATE: Look.RATE,
    Kind.YES: Look.TICK,
}
_WIDE = frozenset({Kind.TEXT, Kind.LINKS})
_WIDTH, _KEY_WIDTH, _WIDE_WIDTH = 14, 18, 26
_EXAMPLES_AS_OF = date(2024, 12, 31)  # the day on which the examples of the contract were true
_EXAMPLE_LOCALE = LocaleOptions(date_order="dmy", decimal="point")
_EXAMPLE_NEEDS = (tuple(Need), (Need.REQUIRED, Need.ADVISED), (Need.REQUIRED,))


def new_tab(
    tab_id: str,
    words: Words,
    types: Vocabulary,
    *,
    title: str,
    sources: Mapping[str, Source],
    only: Sequence[str] | None = None,
    examples: bool = False,
) -> NewTab:
    """Return an input tab to be made.

    Args:
        tab_id: Of the contract.
        words: The team's language.
        types: The defect types, for their drop-down.
        title: A title that no tab has.
        sources: Column id -> where its codes stand, for drop-downs that grow.
        only: Column ids, when not all are to be made.
        examples: Three rows that show how to fill it in; the intake skips them.
    """
    tab = TABS[tab_id]
    columns = [
        column
        for column in tab.columns
        if (column.id in only if only is not None else column.id not in _NOT_MADE)
    ]
    return NewTab(
        id=tab_id,
        title=title,
        columns=tuple(new_column(tab, column, words, types, sources) for column in columns),
        rows=_examples(columns, words, types) if examples else (),
    )


def settings_tab(words: Words, *, title: str) -> NewTab:
    """Return the Settings tab: its keys with blank values, which change nothing."""
    headers = (words("setup.settings.key"), words("setup.settings.value"))
    return NewTab(
        id=SETTINGS,
        title=title,
        columns=tuple(NewColumn(header=header, width=_WIDE_WIDTH) for header in headers),
        rows=tuple((key, None) for key in SETTINGS_KEYS),
    )


def title_of(tab_id: str, words: Words) -> str:
    """Return the title that a new tab is given."""
    return words(f"tab.{tab_id}")


def sources_of(titles: Mapping[str, str], grids: Mapping[str, Grid]) -> Mapping[str, Source]:
    """Return where codes stand, by column id: in tabs that will be made, or in the team's own.

    Args:
        titles: Input tab id -> title of the tabs that will be made.
        grids: Input tab id -> cells of the tabs that are there.
    """
    found: dict[str, Source] = {}
    for column, tab_id in _SOURCES.items():
        if tab_id in titles:
            made = [one.id for one in TABS[tab_id].columns if one.id not in _NOT_MADE]
            found[column] = Source(title=titles[tab_id], column=made.index(column), row=1)
        elif tab_id in grids:
            headers = find_headers(grids[tab_id], aliases(tab_id), {})
            if headers is not None and column in headers.fields:
                place = headers.fields[column].column
                title = grids[tab_id].tab.title
                found[column] = Source(title=title, column=place, row=headers.row + 1)
    return found


def dressing(
    tab_id: str,
    grid: Grid,
    named: Mapping[str, str],
    words: Words,
    types: Vocabulary,
    sources: Mapping[str, Source],
) -> Dressing | None:
    """Return what the columns of a team's tab are given; None if its headers are not found.

    Args:
        tab_id: Of the contract.
        grid: Its cells.
        named: Column id -> header, as the configuration names them.
        words: The team's language.
        types: The defect types.
        sources: Column id -> where its codes stand.
    """
    headers = find_headers(grid, aliases(tab_id), named)
    if headers is None:
        return None
    tab = TABS[tab_id]
    return Dressing(
        tab_id=grid.tab.tab_id,
        title=grid.tab.title,
        header_row=headers.row,
        columns={
            header.column: new_column(tab, tab.column(name), words, types, sources)
            for name, header in headers.fields.items()
        },
    )


def new_column(
    tab: InputTab, column: Column, words: Words, types: Vocabulary, sources: Mapping[str, Source]
) -> NewColumn:
    """Return a column as it is made: header, format, drop-down."""
    own = _SOURCES.get(column.id) == tab.id
    return NewColumn(
        header=words.get(f"column.{tab.id}.{column.id}") or _known_as(column, words),
        look=_LOOKS.get(column.kind, Look.PLAIN),
        choices=_choices(column, words, types),
        source=None if own else sources.get(column.id),
        width=_width(column),
    )


def _known_as(column: Column, words: Words) -> str:
    """A column that is only for people has its header in the contract alone."""
    return column.aliases.get(words.language, column.aliases["en"])[0]


def _width(column: Column) -> int:
    if column.kind in _WIDE:
        return _WIDE_WIDTH
    return _KEY_WIDTH if column.kind in {Kind.KEY, Kind.MOMENT} else _WIDTH


def _choices(column: Column, words: Words, types: Vocabulary) -> tuple[str, ...]:
    if column.kind is Kind.DEFECT_TYPE:
        return tuple(_type_name(code, words, types) for code in types)
    if column.choice is not None:
        return tuple(_label(column, code, words) for code in column.choice.codes)
    return ()


def _type_name(code: str, words: Words, types: Vocabulary) -> str:
    own = types[code].names
    return (
        own.get(words.language)
        or words.get(f"defect_type.{code}")
        or next(iter(own.values()), code)
    )


def _label(column: Column, code: str, words: Words) -> str:
    return words.get(f"value.{column.id}.{code}") or code


def _examples(
    columns: Sequence[Column], words: Words, types: Vocabulary
) -> tuple[tuple[Cell, ...], ...]:
    """One full row, one with what is advised, one with the least; each is marked in a text."""
    mark = next(index for index, column in enumerate(columns) if _may_be_marked(column))
    rows = []
    for needs in _EXAMPLE_NEEDS:
        row = [_example(one, words, types) if one.need in needs else None for one in columns]
        row[mark] = f"{EXAMPLE} {columns[mark].example}"
        rows.append(tuple(row))
    return tuple(rows)


def _may_be_marked(column: Column) -> bool:
    return column.kind in {Kind.KEY, Kind.TEXT} and bool(column.example)


def _example(column: Column, words: Words, types: Vocabulary) -> Cell:
    """The contract's example as a cell: a day as a day, a number as a number, a label."""
    setting = Setting(as_of=_EXAMPLES_AS_OF, locale=_EXAMPLE_LOCALE, types=types)
    if not column.example or column.kind in {Kind.KEY, Kind.TEXT, Kind.LINKS, Kind.MONTH}:
        return column.example or None
    value = reader(column, setting)(column.example).value
    if column.kind is Kind.DEFECT_TYPE:
        return _type_name(str(value), words, types)
    if column.kind is Kind.CODE:
        return _label(column, str(value), words)
    if isinstance(value, datetime):
        return serial(value)
    if isinstance(value, date):
        return serial(datetime.combine(value, time()))
    return value if isinstance(value, bool | int | float) else str(value)
