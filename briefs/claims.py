"""The claim letter and the evidence sheet: what a factory can check, on one page each."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import product

from briefs.charts import Artist, Chart, svgs
from briefs.content import SupplierBrief
from briefs.documents import Pages, Typesetter
from briefs.render import Section, Writer
from briefs.supplier import CLIPS, clipped, more_text, points, whole_text
from quality.reorders import SupplierFacts
from quality.vocabulary import Group

LETTER_ITEMS, MOST_POINTS = 6, 24
READABLE, SMALL = ("10.5pt", "9.5pt", "8.5pt"), ("7.5pt", "6.5pt")
ON_EVIDENCE = ("facts", "photos", "earlier", "requests")


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A letter in one language."""

    language: str
    title: str
    to: str
    day: str
    opening: str
    sections: tuple[Section, ...]
    closing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One large figure of the evidence sheet."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The evidence sheet of one product as a PDF page and as the same page in PNG."""

    pdf: Pages
    png: Pages


def letter_version(writer: Writer, message: SupplierBrief, *, as_of: date) -> Version:
    """Return the claim letter in one language."""
    words = writer.words
    return Version(
        language=writer.language,
        title=_title(writer, message),
        to=_addressed(writer, message.head),
        day=words.date(as_of, year=True),
        opening=words(f"letter.opening.{message.purpose}"),
        sections=_sections(writer, message, as_of),
        closing=words("letter.closing"),
    )


def claim_letter(
    setter: Typesetter,
    first: Writer,
    copy: Writer | None,
    message: SupplierBrief,
    *,
    as_of: date,
) -> Pages | None:
    """Return the letter as one PDF page, the factory's language first; None without a claim.

    Products that do not fit on the page are left out, last ones first.

    Args:
        setter: Sets the page.
        first: The factory's language.
        copy: The language that stands under it for the agent; None for none.
        message: What may be said.
        as_of: The day of the letter.
    """
    if not message.asks:
        return None
    writers = [first, *([copy] if copy else [])]
    sources = (
        _letter_source(setter, writers, shown, as_of, size) for shown, size in _shorter(message)
    )
    _, pages = setter.fitted(sources, most=1, as_of=as_of)
    return pages


def evidence_sheet(
    setter: Typesetter,
    artist: Artist | None,
    writer: Writer,
    message: SupplierBrief,
    *,
    as_of: date,
) -> Evidence | None:
    """Return the facts and charts of the main product on one page; None without a claim.

    Args:
        setter: Sets the page.
        artist: Draws the charts; None: there are none.
        writer: The factory's language.
        message: What may be said.
        as_of: The day of the sheet.
    """
    if not message.asks:
        return None
    head = clipped(message.shortened(1), CLIPS[0])
    facts = head.head
    drawn = (artist.rates(facts), artist.types(facts)) if artist else ()
    charts = [chart for chart in drawn if chart]
    pictures = svgs({chart.name: chart for chart in charts})
    lengths = [(count, ON_EVIDENCE) for count in range(len(charts), -1, -1)]
    sources = (
        _evidence_source(setter, writer, head, charts[:count], parts, as_of)
        for count, parts in (*lengths, (0, ON_EVIDENCE[:1]))
    )
    source, pdf = setter.fitted(sources, most=1, as_of=as_of, pictures=pictures)
    return Evidence(pdf=pdf, png=setter.png(source, pictures=pictures))


def _shorter(message: SupplierBrief) -> list[tuple[SupplierBrief, str]]:
    """Return a message with fewer and fewer products, at last small and with its names cut."""
    counts = range(min(LETTER_ITEMS, len(message.items)), 0, -1)
    fewer = [message.shortened(count) for count in counts]
    cut = [fewer[-1], *(clipped(fewer[-1], length) for length in CLIPS)]
    return [*product(fewer, READABLE), *product(cut, SMALL)]


def _letter_source(
    setter: Typesetter, writers: list[Writer], message: SupplierBrief, as_of: date, size: str
) -> str:
    versions = [letter_version(writer, message, as_of=as_of) for writer in writers]
    return writers[0].source(
        "layouts/letter.typ.j2",
        versions=versions,
        title=versions[0].title,
        size=size,
        fonts=setter.shelf.families,
    )


def _evidence_source(
    setter: Typesetter,
    writer: Writer,
    message: SupplierBrief,
    charts: list[Chart],
    parts: tuple[str, ...],
    as_of: date,
) -> str:
    facts = message.head
    return writer.source(
        "layouts/evidence.typ.j2",
        title=_evidence_title(writer, facts),
        subtitle=facts.name_zh if writer.language == "zh" else facts.name,
        numbers=_numbers(writer, facts),
        charts=charts,
        sections=[part for part in _sections(writer, message, as_of) if part.id in parts],
        fonts=setter.shelf.families,
    )


def _sections(writer: Writer, message: SupplierBrief, as_of: date) -> tuple[Section, ...]:
    return writer.sections(
        f"{writer.language}/letter.j2",
        message=message,
        points=points(writer, message)[:MOST_POINTS],
        whole=whole_text(writer, message),
        more=more_text(writer, message.more),
        check=writer.words(f"letter.check.{_main_group(writer, message)}"),
        as_of=as_of,
    )


def _title(writer: Writer, message: SupplierBrief) -> str:
    head, others = message.head, len(message.items) - 1
    if others:
        count = others + 1 if writer.language == "zh" else others
        return writer.words("letter.title_many", sku=head.sku, n=count)
    if head.lot is None:
        return writer.words("letter.title_bare", sku=head.sku)
    return writer.words("letter.title", sku=head.sku, lot=head.lot.lot_id)


def _addressed(writer: Writer, facts: SupplierFacts) -> str:
    own, chinese = facts.supplier, facts.supplier_zh
    name = chinese or own if writer.language == "zh" else own or chinese
    return writer.words("letter.to", supplier=name) if name else ""


def _evidence_title(writer: Writer, facts: SupplierFacts) -> str:
    if facts.lot is None:
        return writer.words("evidence.title_bare", sku=facts.sku)
    return writer.words("evidence.title", sku=facts.sku, lot=facts.lot.lot_id)


def _numbers(writer: Writer, facts: SupplierFacts) -> list[Number]:
    words, lot = writer.words, facts.lot
    if lot is None:
        return []
    told = {
        "received": words.number(lot.units) if lot.units else None,
        "defective": words.number(lot.nonconforming),
        "rate": words.percent(lot.fraction) if lot.fraction is not None and lot.units else None,
        "agreed": words.percentage(facts.tolerance),
    }
    return [
        Number(label=words(f"evidence.{name}"), value=value)
        for name, value in told.items()
        if value is not None
    ]


def _main_group(writer: Writer, message: SupplierBrief) -> Group:
    groups: Counter[Group] = Counter()
    for item in message.items:
        for code, units in (item.lot.types if item.lot else {}).items():
            kind = writer.vocabulary.get(code)
            groups[kind.group if kind else Group.UNKNOWN] += units
    group = max(groups, key=lambda group: groups[group], default=Group.UNKNOWN)
    known = writer.words.get(f"letter.check.{group}") is not None
    return group if known else Group.UNKNOWN
