"""What is asked, as sentences: one a kind of ask, in the voice of the team or to the supplier."""

from decimal import Decimal

from briefs.content import MONEY_ASKS, PREVENTION_ASKS
from briefs.render import Writer
from briefs.words import slots
from quality.codes import AskId
from quality.reorders import Ask

LEAST_CARTONS = 2


def said(writer: Writer, ask: Ask, voice: str) -> str:
    """Return the sentence of an ask.

    Where a figure of the full sentence is not known, its short twin `<voice>_bare` is said; where
    a part of the units was paid for before, `<voice>_open`, where there is one.

    Args:
        writer: The language.
        ask: The ask with its numbers.
        voice: team, supplier or chat.
    """
    given = _slots(writer, ask)
    key = f"ask.{ask.id}.{voice}"
    if ask.settled and writer.words.get(f"{key}_open") is not None:
        key = f"{key}_open"
    bare = f"{key}_bare"
    if writer.words.get(bare) is not None and not slots(writer.words.texts[key]) <= given.keys():
        key = bare
    return writer.kept_together(writer.words(key, **given))


def with_worth(writer: Writer, ask: Ask) -> str:
    """Return the team's sentence with what the ask is worth in money."""
    sentence = said(writer, ask, "team")
    if ask.value is None or ask.id not in MONEY_ASKS:
        return sentence
    worth = writer.words("ask.worth", value=writer.purchase_money(ask.value))
    return f"{sentence} {worth}"


def numbers_of(asks: tuple[Ask, ...], ids: tuple[AskId, ...]) -> list[int]:
    """Return the numbers, from 1, that asks of these kinds have in the message."""
    return [number for number, ask in enumerate(asks, start=1) if ask.id in ids]


def never_dropped(asks: tuple[Ask, ...]) -> int | None:
    """Return the number of the ask that prevents the defect next time; it is never given up."""
    return next(iter(numbers_of(asks, PREVENTION_ASKS)), None)


def _slots(writer: Writer, ask: Ask) -> dict[str, str]:
    words = writer.words
    digits = words.price_digits(ask.price_before, ask.price_after, writer.purchase)
    found: dict[str, str | None] = {
        "n": words.count(ask.units) if ask.units is not None else None,
        "least": words.number(ask.units or LEAST_CARTONS),
        "pct": words.percentage(ask.fraction) if ask.fraction is not None else None,
        "before": words.number(ask.price_before, digits) if ask.price_before is not None else None,
        "spoken_after": _spoken(writer, ask.price_after, digits),
        "price_before": _price(writer, ask.price_before, digits),
        "price_after": _price(writer, ask.price_after, digits),
        "spec": ask.text_zh if words.language == "zh" else ask.text,
        "d": words.number(ask.nonconforming) if ask.nonconforming is not None else None,
        "of": words.number(ask.received) if ask.received is not None else None,
        "rate": _rate(writer, ask),
        "type": writer.defect_name(ask.defect_type) if ask.defect_type else None,
        "found": _found(writer, ask),
        "what": _given(writer, ask),
        "agreed": words.date(ask.agreed_on) if ask.agreed_on else None,
        "due": words.date(ask.due_on) if ask.due_on else None,
    }
    return {name: value for name, value in found.items() if value is not None}


def _price(writer: Writer, price: Decimal | None, digits: int) -> str | None:
    return None if price is None else writer.words.price(price, writer.purchase, digits)


def _spoken(writer: Writer, price: Decimal | None, digits: int) -> str | None:
    key = f"money_spoken.{writer.purchase}"
    if price is None or writer.words.get(key) is None:
        return _price(writer, price, digits)
    return writer.words(key, n=writer.words.number(price, digits))


def _rate(writer: Writer, ask: Ask) -> str | None:
    if ask.nonconforming is None or not ask.received:
        return None
    return writer.words.percent(ask.nonconforming / ask.received)


def _given(writer: Writer, ask: Ask) -> str:
    """What was agreed: pieces, a price cut, both, or what nobody wrote down."""
    words = writer.words
    pieces = None if ask.units is None else words("ask_given.pieces", n=words.count(ask.units))
    cut = (
        None if ask.fraction is None else words("ask_given.cut", pct=words.percentage(ask.fraction))
    )
    return " + ".join(part for part in (pieces, cut) if part) or words("ask_given.unknown")


def _found(writer: Writer, ask: Ask) -> str | None:
    if ask.nonconforming is None or ask.defect_type is None:
        return None
    return writer.defect(ask.defect_type, ask.nonconforming)
