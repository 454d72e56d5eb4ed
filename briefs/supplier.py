"""What goes to the factory or its agent as plain text, within the length that a chat takes."""

from dataclasses import replace
from datetime import date

from briefs.asks import said
from briefs.content import SharedAsk, SupplierBrief
from briefs.render import Writer
from quality.codes import AskId
from quality.reorders import Ask, LotFacts, SupplierFacts

LONGEST_MESSAGE, LONGEST_LATIN_MESSAGE = 600, 1200  # characters
LONGEST_CHAT, LONGEST_LATIN_CHAT = 220, 440
CHAT_LINES = 5
MOST_ITEMS = 12
MOST_POINTS = 4
_BEFORE_THE_THIRD = 2
CLIPS = (200, 100, 60, 30, 12)  # characters of a name or a specification, tried in turn


def message_text(writer: Writer, message: SupplierBrief, *, as_of: date) -> str:
    """Return the message to a supplier: at most 600 Chinese or 1,200 Latin characters, 4 points.

    Products that do not fit are counted in its last line; points that do not, stay with the team.
    """
    longest = LONGEST_MESSAGE if writer.language == "zh" else LONGEST_LATIN_MESSAGE
    for items in range(min(MOST_ITEMS, len(message.items) + len(message.kept)), 0, -1):
        shortened = message.shortened(items)
        text = _text(writer, "message", shortened, as_of, voice="supplier")
        if len(text) <= longest and shortened.money_points <= MOST_POINTS:
            return text
    return _clipped(writer, "message", message.shortened(1), as_of, "supplier", longest)


def chat_text(writer: Writer, message: SupplierBrief, *, as_of: date) -> str:
    """Return a chat message: at most 5 numbered lines, closed by a question with a time."""
    longest = LONGEST_CHAT if writer.language == "zh" else LONGEST_LATIN_CHAT
    return _clipped(writer, "chat", message.shortened(1), as_of, "chat", longest)


def agent_text(writer: Writer, message: SupplierBrief, *, as_of: date) -> str:
    """Return the short text for the buying agent: which lot, why, which files, until when."""
    longest = LONGEST_CHAT if writer.language == "zh" else LONGEST_LATIN_CHAT
    return _clipped(writer, "agent", message.shortened(1), as_of, "chat", longest)


def points(
    writer: Writer, message: SupplierBrief, *, voice: str = "supplier", most: int | None = None
) -> list[str]:
    """Return the numbered points, or the foremost of them.

    With several products each names the ones it is about.
    """
    asks = message.asks if most is None else message.foremost(most)
    several = len(message.items) > 1
    return [_point(writer, point, voice, several=several) for point in asks]


def kept_text(writer: Writer, items: tuple[SupplierFacts, ...]) -> str:
    """Return the sentence for products with nothing to answer for, with their count if known."""
    praise = [ask for item in items for ask in item.asks if ask.id == AskId.KEEP]
    counted = [(ask.nonconforming, ask.received) for ask in praise if ask.received]
    if len(counted) < len(items):
        return said(writer, Ask(id=AskId.KEEP), "supplier")
    found, units = (sum(part or 0 for part in column) for column in zip(*counted, strict=True))
    return said(writer, Ask(id=AskId.KEEP, nonconforming=found, received=units), "supplier")


def figures(writer: Writer, lot: LotFacts | None) -> str:
    """Return a lot with its count, and with its rate where it has one; empty without a lot."""
    if lot is None:
        return ""
    found = writer.words.number(lot.nonconforming)
    if not lot.units or lot.fraction is None:
        return writer.words("supplier.figures_bare", lot=lot.lot_id, d=found)
    return writer.words(
        "supplier.figures",
        lot=lot.lot_id,
        d=found,
        of=writer.words.number(lot.units),
        rate=writer.words.percent(lot.fraction),
    )


def _point(writer: Writer, point: SharedAsk, voice: str, *, several: bool) -> str:
    text = said(writer, point.ask, voice)
    if not several:
        return text
    return writer.words("supplier.shared", skus=writer.words.joined(list(point.skus)), text=text)


def _text(writer: Writer, name: str, message: SupplierBrief, as_of: date, *, voice: str) -> str:
    most = CHAT_LINES - 1 if voice == "chat" else MOST_POINTS
    return writer.text(
        f"{writer.language}/{name}.txt.j2",
        message=message,
        points=points(writer, message, voice=voice, most=most),
        kept=kept_text(writer, message.kept) if message.kept else "",
        figures=figures(writer, message.head.lot),
        whole=whole_text(writer, message),
        more=more_text(writer, message.more),
        last_try=last_try_text(writer, message),
        as_of=as_of,
    )


def whole_text(writer: Writer, message: SupplierBrief) -> str:
    """Return the sum over the lots in question where the asks count other units than one lot's."""
    head = message.head
    if len(message.items) != 1 or head.lot is None or not head.window_units:
        return ""
    if head.window_settled:
        return writer.words(
            "supplier.whole_open",
            of=head.window_units,
            d=head.window_nonconforming + head.window_settled,
            s=head.window_settled,
            n=head.window_nonconforming,
            rate=writer.words.percent(head.window_nonconforming / head.window_units),
        )
    if head.window_nonconforming <= head.lot.nonconforming:
        return ""
    return writer.words(
        "supplier.whole",
        of=head.window_units,
        d=head.window_nonconforming,
        rate=writer.words.percent(head.window_nonconforming / head.window_units),
    )


def last_try_text(writer: Writer, message: SupplierBrief) -> str:
    """Return that something is raised for the third time or later; empty where nothing is."""
    if not message.tried:
        return ""
    talks = min(item.raised for item in message.tried)
    last = "third" if talks == _BEFORE_THE_THIRD else "again"
    text = writer.words(f"supplier.last_try.{last}", n=talks)
    if len(message.items) == 1:
        return text
    skus = list(dict.fromkeys(item.sku for item in message.tried))
    return writer.words("supplier.shared", skus=writer.words.joined(skus), text=text)


def more_text(writer: Writer, left_out: int) -> str:
    """Return how many products are told separately; empty for none."""
    if not left_out:
        return ""
    return writer.words("supplier.more.one" if left_out == 1 else "supplier.more.other", n=left_out)


def _clipped(
    writer: Writer, name: str, message: SupplierBrief, as_of: date, voice: str, longest: int
) -> str:
    text = _text(writer, name, message, as_of, voice=voice)
    for length in CLIPS:
        if len(text) > longest:
            text = _text(writer, name, clipped(message, length), as_of, voice=voice)
    return text


def clipped(message: SupplierBrief, length: int) -> SupplierBrief:
    """Return a message whose names and specifications have at most so many characters."""
    return replace(
        message,
        items=tuple(_clip_facts(item, length) for item in message.items),
        kept=tuple(_clip_facts(item, length) for item in message.kept),
    )


def _clip_facts(facts: SupplierFacts, length: int) -> SupplierFacts:
    return replace(
        facts,
        sku=clip(facts.sku, length),
        name=_clip_some(facts.name, length),
        name_zh=_clip_some(facts.name_zh, length),
        supplier=_clip_some(facts.supplier, length),
        supplier_zh=_clip_some(facts.supplier_zh, length),
        lot=facts.lot and replace(facts.lot, lot_id=clip(facts.lot.lot_id, length)),
        asks=tuple(_clip_ask(ask, length) for ask in facts.asks),
    )


def _clip_ask(ask: Ask, length: int) -> Ask:
    return replace(ask, text=_clip_some(ask.text, length), text_zh=_clip_some(ask.text_zh, length))


def _clip_some(text: str | None, length: int) -> str | None:
    return None if text is None else clip(text, length)


def clip(text: str, length: int) -> str:
    """Return a text of at most so many characters, the last of which says that more was there."""
    return text if len(text) <= length else f"{text[: length - 1]}…"
