"""The parts of a mail to the team in words: the table, the lists, the footer, the whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl

from briefs.asks import said
from briefs.mail import LONGEST_SUBJECT, Attachment, Letter, Picture, inlined
from briefs.pages import Message, Shown
from briefs.render import Section, Writer
from briefs.team import TeamDocument, reason
from quality.codes import AskId, SignalKind
from quality.findings import Findings
from quality.reorders import Reorder

SIGNAL_LINES = 5
LATER_LINES = 5
ARRIVALS_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class MailContext:
    """What a mail tells beside the findings."""

    refreshed_at: datetime  # local wall time of the team
    issues: int = 0
    next_mail_on: date | None = None
    sheet_link: str | None = None
    lookahead_days: int = 14
    max_reorders: int = 10
    when_empty: str = "short"  # short | skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One reorder in the table of decisions."""

    planned: str
    product: str
    decision: str
    badge: str
    latest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One reorder at length, with the texts to send where its supplier has not been named yet."""

    document: TeamDocument
    parts: tuple[Section, ...]
    pictures: tuple[Shown, ...] = ()
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MailText:
    """All that a mail says, before its layout."""

    title: str
    intro: str = ""
    lines: tuple[Line, ...] = ()
    more: str = ""
    blocks: tuple[Block, ...] = ()
    short: tuple[str, ...] = ()  # one line a reorder
    sections: tuple[Section, ...] = ()
    talk: str = ""
    footer: tuple[str, ...] = ()
    sheet_link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who writes: the team's language, and every language of a message."""

    team: Writer
    writers: Mapping[str, Writer]
    pictures: Mapping[str, Sequence[Picture]] = field(default_factory=dict)  # by reorder key
    attachments: tuple[Attachment, ...] = ()


def laid_out(desk: Desk, text: MailText, subject: str, as_of: date) -> Letter:
    """Return a mail as HTML and as plain text that say the same."""
    facts = {name: getattr(text, name) for name in MailText.__slots__}
    return Letter(
        subject=cut(subject),
        text=desk.team.text("layouts/mail.txt.j2", **facts, as_of=as_of),
        html=inlined(desk.team.page("layouts/mail.html.j2", **facts, as_of=as_of)),
        pictures=_used(desk, text),
        attachments=desk.attachments,
    )


def cut(subject: str) -> str:
    """Return a subject of at most 78 characters."""
    if len(subject) <= LONGEST_SUBJECT:
        return subject
    return f"{subject[: LONGEST_SUBJECT - 1].rstrip()}…"


def fitting(items: Sequence[str], taken: int) -> str:
    """Return as many items as a subject has room for beside so many characters."""
    listed = ""
    for item in items:
        longer = f"{listed}, {item}" if listed else item
        if listed and taken + len(longer) > LONGEST_SUBJECT - 3:
            return f"{listed}, …"
        listed = longer
    return listed


def table_line(team: Writer, reorder: Reorder) -> Line:
    """Return a reorder as one line of the table of decisions."""
    facts = reorder.for_supplier
    lot = facts.lot
    return Line(
        planned=team.words.date(facts.planned_on, weekday=True),
        product=" · ".join(part for part in (facts.sku, facts.name, facts.supplier) if part),
        decision=str(reorder.decision),
        badge=team.words(f"brief.badge.{reorder.decision}"),
        latest=_count(team, lot.nonconforming, lot.units) if lot else team.words("mail.no_lot"),
    )


def _count(team: Writer, found: int, units: int | None) -> str:
    written = team.words.number(found)
    if not units or found > units:
        return team.words("mail.count_bare", d=written)
    rate = team.words.percent(found / units)
    return team.words("mail.count", d=written, of=team.words.number(units), rate=rate)


def one_line(team: Writer, reorder: Reorder) -> str:
    """Return a reorder in one sentence: its decision and why."""
    return team.words(
        "mail.one_line",
        sku=reorder.for_supplier.sku,
        decision=team.words(f"brief.short.{reorder.decision}"),
        reason=" ".join([reason(team, reorder), *_missing_pieces(team, reorder)]),
    )


def _missing_pieces(team: Writer, reorder: Reorder) -> list[str]:
    asks = (ask for ask in reorder.for_supplier.asks if ask.id == AskId.SHORTAGE)
    return [f"{said(team, ask, 'team')}." for ask in asks]


def more_line(team: Writer, left_out: int) -> str:
    """Return how many reorders only the sheet has; empty for none."""
    if not left_out:
        return ""
    return team.words("mail.more.one" if left_out == 1 else "mail.more.other", n=left_out)


def general_sections(team: Writer, findings: Findings) -> tuple[Section, ...]:
    """Return signals, QC of the week, open promises and reviews, and what comes later."""
    parts = {
        "signals": _new_signals(team, findings),
        "qc": _qc(team, findings),
        "open_items": _open_items(team, findings),
        "later": _later(team, findings),
    }
    return tuple(
        Section(name, team.words(f"mail.{name}"), tuple(lines))
        for name, lines in parts.items()
        if lines
    )


def signal_line(team: Writer, row: Mapping[str, Any]) -> str:
    """Return a signal in one line: what repeats on which product, of how many."""
    level = team.words(f"cell.level.{row['level']}")
    if row["kind"] != SignalKind.DEFECT:
        return _other_signal_line(team, row, level)
    found = team.defect(row["defect_type"], row["units"] or 0)
    if not row["received"]:
        return team.words("mail.signal", sku=row["sku"], found=found, level=level)
    received = team.words.number(row["received"])
    return team.words("mail.signal_of", sku=row["sku"], found=found, received=received, level=level)


def _other_signal_line(team: Writer, row: Mapping[str, Any], level: str) -> str:
    """What is no repeated defect, and counts reviews if anything."""
    kind, reviews = team.words(f"cell.kind.{row['kind']}"), row["complaints"]
    if not reviews:
        return team.words("mail.signal_kind", sku=row["sku"], kind=kind, level=level)
    count = team.words.number(reviews)
    return team.words("mail.signal_reviews", sku=row["sku"], n=count, kind=kind, level=level)


def waiting_lines(team: Writer, waiting: pl.DataFrame) -> list[str]:
    """Return one line a product about serious reviews whose buyer nobody has contacted yet.

    Args:
        team: The team's language.
        waiting: Rows of `quality.findings.REVIEW_QUEUE`.
    """
    by_sku = waiting.group_by("sku", maintain_order=True).agg(
        n=pl.len(), hours=pl.col("hours").max()
    )
    return [_waiting_line(team, **row) for row in by_sku.iter_rows(named=True)]


def _waiting_line(team: Writer, *, sku: str, n: int, hours: float | None) -> str:
    longest = team.words.number(int(hours or 0))  # whole ones, as the tab counts them
    if n == 1:
        return team.words("mail.urgent_review", sku=sku, hours=longest)
    return team.words("mail.urgent_reviews", sku=sku, n=n, hours=longest)


def footer(team: Writer, findings: Findings, context: MailContext) -> tuple[str, ...]:
    """Return what stands at the end of a mail: days, data issues, the next mail."""
    words, issues = team.words, context.issues
    count = {0: "none", 1: "one"}.get(issues, "other")
    lines = [
        words(
            "mail.footer",
            day=words.date(findings.as_of, year=True),
            moment=moment(team, context.refreshed_at),
            issues=words(f"mail.issues.{count}", n=issues),
        )
    ]
    if context.next_mail_on is not None:
        lines.append(words("mail.next", day=words.date(context.next_mail_on, weekday=True)))
    return tuple(lines)


def moment(team: Writer, at: datetime) -> str:
    """Return a local time as a mail says it."""
    return f"{team.words.date(at.date())} {at:%H:%M}"


def _used(desk: Desk, text: MailText) -> tuple[Picture, ...]:
    shown = [block.document.key for block in text.blocks]
    return tuple(picture for key in shown for picture in desk.pictures.get(key, ()))


def _new_signals(team: Writer, findings: Findings) -> list[str]:
    fresh = findings.signals.filter(
        pl.col("is_new"), ~pl.col("closed"), pl.col("level").is_in(["urgent", "signal"])
    )
    lines = [signal_line(team, row) for row in fresh.head(SIGNAL_LINES).iter_rows(named=True)]
    left = fresh.height - len(lines)
    return [*lines, more_line(team, left)] if left else lines


def _qc(team: Writer, findings: Findings) -> list[str]:
    soon = findings.as_of + timedelta(days=ARRIVALS_DAYS)
    open_ones = findings.qc_plan.filter(~pl.col("done"))
    late = open_ones.filter(pl.col("overdue_days") > 0)
    coming = open_ones.filter(
        pl.col("arrival_on").is_between(findings.as_of, soon),
        pl.col("overdue_days").fill_null(0) <= 0,
    ).sort("arrival_on", "sku")
    lines = [
        team.words("mail.overdue", sku=row["sku"], n=row["overdue_days"])
        for row in late.iter_rows(named=True)
    ]
    lines += [_arrival(team, row) for row in coming.iter_rows(named=True)]
    caught = _caught(team, findings)
    return [*lines, caught] if caught else lines


def _arrival(team: Writer, row: Mapping[str, Any]) -> str:
    day, numbers = team.words.date(row["arrival_on"]), row["carton_numbers"]
    if not numbers or not row["cartons"]:
        return team.words("mail.arrival_bare", day=day, sku=row["sku"], n=row["open"] or 0)
    return team.words(
        "mail.arrival",
        day=day,
        sku=row["sku"],
        n=row["open"],
        cartons=row["cartons"],
        numbers=team.words.joined([str(number) for number in numbers]),
    )


def _caught(team: Writer, findings: Findings) -> str | None:
    sums = findings.lots.select(pl.col("at_receiving", "by_customers").fill_null(0).sum())
    at_receiving, by_customers = sums.row(0)
    if not at_receiving + by_customers:
        return None
    return team.words(
        "mail.caught",
        d=at_receiving,
        of=at_receiving + by_customers,
        rate=team.words.percent(at_receiving / (at_receiving + by_customers)),
    )


def _open_items(team: Writer, findings: Findings) -> list[str]:
    lines = []
    groups = findings.reviews["group"].drop_nulls().value_counts(sort=True).sort("group")
    if groups.height:
        told = [
            team.words("mail.group", group=team.words(f"cell.group.{group}"), n=count)
            for group, count in groups.iter_rows()
        ]
        lines.append(team.words("mail.reviews", groups=team.words.joined(told)))
    promises = findings.talks["open_ask"].drop_nulls().len()
    if promises:
        lines.append(team.words("mail.promises", n=promises))
    return lines


def _later(team: Writer, findings: Findings) -> list[str]:
    later = [reorder.for_supplier for reorder in findings.reorders if not reorder.within_window]
    days = ((facts.sku, facts.planned_on) for facts in later[:LATER_LINES])
    lines = [team.words("mail.later_line", sku=sku, day=team.words.date(day)) for sku, day in days]
    left = more_line(team, len(later) - len(lines))
    return [*lines, left] if left else lines


def lines_of(text: str) -> tuple[str, ...]:
    """Return the lines of a text that have words."""
    return tuple(line.rstrip() for line in text.splitlines() if line.strip())
