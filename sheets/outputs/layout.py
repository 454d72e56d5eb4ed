"""From a frame of finished values to an output tab: headers of every language, stamp, colours."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from quality.findings import Findings
from quality.rules import Rules
from quality.words import Words, plain
from sheets.cell import Cell
from sheets.outputs.context import OutputContext
from sheets.outputs.stamp import stamp
from sheets.outputs.table import Kind, OutputColumn, OutputTab, View
from sheets.outputs.wording import serials

_SIGNS = {"CNY": "¥", "VND": "₫", "USD": "$", "EUR": "€", "THB": "฿"}
_WIDEST = 30  # characters of a column that is not named as wide
_YOURS = 18  # characters of a column that people write texts in
_USUAL = Rules()  # made once: a tab has many headers
_FLOATS = {Kind.NUMBER, Kind.RATE, Kind.PURCHASE_MONEY, Kind.OWN_MONEY}
_TIMES = {Kind.DAY, Kind.MOMENT}
_MANY_TIMES = 2  # so often a text must stand in a column that equal ones are looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is fixed about a tab, whatever was found."""

    id: str
    columns: Mapping[str, Kind]  # ours and people's, left to right
    yours: frozenset[str] = frozenset()
    status_column: str | None = None
    colours: Mapping[str, str] = field(default_factory=dict)  # key of a status word -> colour
    newest_first: bool = False
    hidden: bool = False
    wide: Mapping[str, int] = field(default_factory=dict)  # columns of sentences: their width
    open_ended: frozenset[str] = frozenset()  # sentences that run on to the right, or are cut
    sku_part: int | None = None  # which part of a key is the SKU, 0 for the first
    worst: Mapping[str, bool] = field(default_factory=dict)
    # columns that order the filter view "worst first" -> whether the largest is the worst
    settled: tuple[str, ...] = ("cell.inactive",)  # keys of status words that it leaves out

    @property
    def managed(self) -> Mapping[str, Kind]:
        """The columns that we fill."""
        return {name: kind for name, kind in self.columns.items() if name not in self.yours}


def laid_out(
    plan: Plan, frame: pl.DataFrame, *, findings: Findings, context: OutputContext
) -> OutputTab:
    """Return the tab of a frame that has `_key` and one column for each of ours.

    Days and moments come as such and become serial numbers; nan becomes a blank.
    """
    cells = {name: _cells(frame[name], kind) for name, kind in plan.managed.items()}
    return assembled(plan, frame["_key"].to_list(), cells, findings=findings, context=context)


def assembled(
    plan: Plan,
    keys: Sequence[str],
    cells: Mapping[str, Sequence[Cell]],
    *,
    findings: Findings,
    context: OutputContext,
) -> OutputTab:
    """Return the tab of finished cells, headed and stamped in the language of the tabs."""
    words = context.words
    return OutputTab(
        id=plan.id,
        title=words(f"{plan.id}.title"),
        titles=tuple(in_every_language(f"{plan.id}.title", context)),
        columns=columns_of(plan, context),
        keys=keys,
        cells=cells,
        stamp=stamp(plan.id, findings=findings, context=context, yours=bool(plan.yours)),
        status_column=plan.status_column,
        inactive=words("cell.inactive") if plan.status_column else "",
        colours=_colours(plan, context),
        newest_first=plan.newest_first,
        hidden=plan.hidden,
        symbols=_symbols(context.rules),
        renamed=_renamed(keys, plan, context),
        views=tuple(_views(plan, context)),
    )


def columns_of(plan: Plan, context: OutputContext) -> tuple[OutputColumn, ...]:
    """Return the columns of a tab, headed in every language."""
    now, usual = header_slots(context.rules), header_slots(_USUAL)
    ways = (now,) if now == usual else (now, usual)
    return tuple(_column(plan, name, context, ways) for name in plan.columns)


def in_every_language(key: str, context: OutputContext) -> Iterator[str]:
    """Yield a word in the language of the tabs, then in all others that have it."""
    return (words(key) for words in _speaking(key, context))


def header_slots(rules: Rules) -> Mapping[str, str]:
    """Return what headers and notes may name: days of the window, signs of the currencies."""
    return {
        "days": str(rules.signal.window_days),
        "own": _sign(rules.money.own_currency),
        "purchase": _sign(rules.money.purchase_currency),
    }


def _sign(currency: str) -> str:
    return _SIGNS.get(currency, currency)


def _column(
    plan: Plan, name: str, context: OutputContext, ways: Sequence[Mapping[str, str]]
) -> OutputColumn:
    key = f"{plan.id}.columns.{name}"
    written = name in plan.yours and plan.columns[name] is Kind.TEXT
    return OutputColumn(
        id=name,
        kind=plan.columns[name],
        header=plain(context.words(f"{key}.header", **ways[0])),
        note=plain(context.words(f"{key}.note", **ways[0])),
        headers=tuple(dict.fromkeys(_headers(f"{key}.header", context, ways))),
        yours=name in plan.yours,
        width=plan.wide.get(name, _YOURS if written else _WIDEST),
        steady=name in plan.wide or written,
        wrap=name in plan.wide and name not in plan.open_ended,
    )


def _headers(key: str, context: OutputContext, ways: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """The header in every language, also as it was before a rule in it was changed."""
    for words in _speaking(key, context):
        for slots in ways:
            yield plain(words(key, **slots))


def _speaking(key: str, context: OutputContext) -> Iterator[Words]:
    """The language of the tabs first, then all others that have words for tabs."""
    yield context.words
    for language, words in context.all_words.items():
        if language != context.language and words.get(key) is not None:
            yield words


def _colours(plan: Plan, context: OutputContext) -> Mapping[str, str]:
    return {
        words(key): colour
        for key, colour in plan.colours.items()
        for words in _speaking(key, context)
    }


def _views(plan: Plan, context: OutputContext) -> Iterator[View]:
    """The ready filter views: the worst first, and the rows that have an owner.

    A title names the tab, so that it is the only one of the whole spreadsheet.
    """
    if not plan.worst:
        return
    order = tuple(plan.worst.items())
    settled = tuple(
        dict.fromkeys(words(key) for key in plan.settled for words in _speaking(key, context))
    )
    hidden = {plan.status_column: settled} if plan.status_column else {}
    tab = context.words(f"{plan.id}.title")
    title = context.words("views.worst", tab=tab)
    yield View(id="worst", title=title, order=order, hidden=hidden)
    if "owner" in plan.yours:
        title = context.words("views.mine", tab=tab)
        yield View(id="mine", title=title, order=order, hidden=hidden, filled=("owner",))


def _symbols(rules: Rules) -> Mapping[Kind, str]:
    return {
        Kind.PURCHASE_MONEY: _sign(rules.money.purchase_currency),
        Kind.OWN_MONEY: _sign(rules.money.own_currency),
    }


def _renamed(keys: Sequence[str], plan: Plan, context: OutputContext) -> Mapping[str, str]:
    """Keys under which the rows of a renamed SKU may still stand, with their key of now."""
    if plan.sku_part is None or not context.old_skus:
        return {}
    old_names: dict[str, list[str]] = {}
    for old, sku in context.old_skus.items():
        old_names.setdefault(sku, []).append(old)
    found: dict[str, str] = {}
    for key in keys:
        parts = key.split("|")
        for old in old_names.get(parts[plan.sku_part], ()):
            before = [*parts[: plan.sku_part], old, *parts[plan.sku_part + 1 :]]
            found["|".join(before)] = key
    return found


def _cells(series: pl.Series, kind: Kind) -> list[Cell]:
    if kind in _TIMES:
        series = serials(series)
    elif kind in _FLOATS:
        series = series.cast(pl.Float64).fill_nan(None)
    elif series.dtype == pl.String:
        return _texts(series)
    cells: list[Cell] = series.to_list()
    return cells


def _texts(series: pl.Series) -> list[Cell]:
    """The texts of a column; where they come again and again, equal ones are one object."""
    known = series.unique()
    if len(known) * _MANY_TIMES > len(series):
        return series.to_list()
    texts = known.drop_nulls()
    codes = series.cast(pl.Enum(texts)).to_physical().fill_null(len(texts))
    return list(map([*texts, None].__getitem__, codes.to_list()))
