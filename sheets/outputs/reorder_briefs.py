"""Reorder briefs: every planned order with its decision, its asks and its documents."""

from collections.abc import Callable, Mapping
from decimal import Decimal

import polars as pl

from quality.findings import Findings
from quality.prices import price_places
from quality.reorders import Ask, Reorder
from quality.words import Words, plain
from sheets.outputs.context import BriefTexts, OutputContext
from sheets.outputs.layout import Plan, laid_out
from sheets.outputs.statuses import DECISION_COLOURS
from sheets.outputs.table import Kind, OutputTab
from sheets.outputs.wording import percent

_CENTS = 2

PLAN = Plan(
    id="reorder_briefs",
    columns={
        "planned": Kind.DAY,
        "latest_order": Kind.DAY,
        "slack": Kind.INTEGER,
        "sku": Kind.TEXT,
        "product": Kind.TEXT,
        "supplier": Kind.TEXT,
        "units": Kind.INTEGER,
        "decision": Kind.TEXT,
        "fraction": Kind.RATE,
        "ask_1": Kind.TEXT,
        "ask_2": Kind.TEXT,
        "ask_3": Kind.TEXT,
        "fallback": Kind.TEXT,
        "leverage": Kind.TEXT,
        "reply_by": Kind.DAY,
        "message_zh": Kind.TEXT,
        "message_vi": Kind.TEXT,
        "link": Kind.TEXT,
        "built": Kind.MOMENT,
        "sent": Kind.MOMENT,
        "outcome": Kind.TEXT,
        "note": Kind.TEXT,
    },
    yours=frozenset({"outcome", "note"}),
    sku_part=0,
    status_column="decision",
    colours=DECISION_COLOURS,
    worst={"slack": False, "fraction": True},
    wide={
        "ask_1": 40,
        "ask_2": 40,
        "ask_3": 40,
        "fallback": 36,
        "message_zh": 40,
        "message_vi": 40,
    },
    open_ended=frozenset({"message_zh", "message_vi"}),
)
_KINDS = {
    Kind.TEXT: pl.String(),
    Kind.INTEGER: pl.Int64(),
    Kind.RATE: pl.Float64(),
    Kind.DAY: pl.Date(),
    Kind.MOMENT: pl.Datetime("us"),
}
_SCHEMA = {"_key": pl.String(), **{name: _KINDS[kind] for name, kind in PLAN.managed.items()}}
_ASKS_SHOWN = 3


def reorder_briefs(findings: Findings, context: OutputContext) -> OutputTab:
    """Return one row a planned order, earliest first."""
    rows = [_row(reorder, context) for reorder in findings.reorders]
    frame = pl.DataFrame(rows, schema=_SCHEMA, orient="row")
    return laid_out(PLAN, frame, findings=findings, context=context)


def _row(reorder: Reorder, context: OutputContext) -> tuple[object, ...]:
    words = context.words
    said, team = reorder.for_supplier, reorder.for_team
    texts = context.documents.get(reorder.key, BriefTexts())
    asks = [ask_in_short(ask, context) for ask in said.asks[:_ASKS_SHOWN]]
    rate = said.window_nonconforming / said.window_units if said.window_units else None
    return (
        reorder.key,
        said.planned_on,
        team.latest_order_on,
        team.slack_days,
        said.sku,
        said.name,
        said.supplier,
        said.units,
        words(f"cell.decision.{reorder.decision}"),
        rate,
        *asks,
        *[None] * (_ASKS_SHOWN - len(asks)),
        ask_in_short(team.fallback, context) if team.fallback else None,
        words(
            "reorder_briefs.leverage",
            level=words(f"cell.leverage.{team.leverage.level}"),
            points=words.number(team.leverage.points),
        ),
        said.reply_by,
        texts.message_zh,
        texts.message_vi,
        texts.link,
        texts.built_at,
        texts.sent_at,
    )


def ask_in_short(ask: Ask, context: OutputContext) -> str:
    """Return an ask in one line; the shorter sentence where not every number is known."""
    words = context.words
    slots = _slots(ask, context)
    key = f"reorder_briefs.ask.{ask.id}"
    try:
        return plain(words(key, **slots))
    except KeyError:
        return plain(words(f"{key}_short", **slots))


def _slots(ask: Ask, context: OutputContext) -> Mapping[str, str]:
    """The numbers of an ask as text; what is not known is left out."""
    words, money = context.words, context.rules.money

    def priced(amount: Decimal | None) -> str | None:
        return None if amount is None else words.money(amount, money.purchase_currency)

    before, after = _prices(ask, priced, context)
    known = {
        "what": _given(ask, words),
        "agreed": None if ask.agreed_on is None else words.date(ask.agreed_on),
        "due": None if ask.due_on is None else words.date(ask.due_on),
        "units": None if ask.units is None else words.number(ask.units),
        "percent": None if ask.fraction is None else percent(ask.fraction, words),
        "before": before,
        "after": after,
        "value": priced(ask.value),
        "text": ask.text,
        "type": None if ask.defect_type is None else _type_name(ask.defect_type, words),
        "found": None if ask.nonconforming is None else words.number(ask.nonconforming),
        "received": None if ask.received is None else words.number(ask.received),
    }
    return {name: text for name, text in known.items() if text is not None}


def _prices(
    ask: Ask, priced: Callable[[Decimal | None], str | None], context: OutputContext
) -> tuple[str | None, str | None]:
    """A price before and after a cut: finer than other money where it is cheap."""
    if ask.price_before is None or ask.price_after is None:
        return priced(ask.price_before), priced(ask.price_after)
    places = price_places(ask.price_before, ask.price_after, least=0)
    if places <= _CENTS:
        return priced(ask.price_before), priced(ask.price_after)
    words, currency = context.words, context.rules.money.purchase_currency
    both = (ask.price_before, ask.price_after)
    before, after = (words.price(amount, currency, places) for amount in both)
    return before, after


def _given(ask: Ask, words: Words) -> str:
    """What was agreed: pieces, a price cut, both, or what nobody wrote down."""
    named = "reorder_briefs.given"
    units, cut = ask.units, ask.fraction
    pieces = None if units is None else words(f"{named}.pieces", units=words.number(units))
    off = None if cut is None else words(f"{named}.cut", cut=percent(cut, words))
    return " + ".join(part for part in (pieces, off) if part) or words(f"{named}.unknown")


def _type_name(code: str, words: Words) -> str:
    return words.get(f"defect_type.{code}") or code
