"""The mails about reorders: the weekly one, and the one at night for what is due before it."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from briefs.content import briefs_of, due
from briefs.mail import LARGEST_HTML, Letter
from briefs.mail_parts import (
    Block,
    Desk,
    MailContext,
    MailText,
    fitting,
    footer,
    general_sections,
    laid_out,
    more_line,
    one_line,
    table_line,
)
from briefs.pages import Message, by_cid, messages_of
from briefs.render import Section, Writer
from briefs.team import team_document
from quality.findings import Findings
from quality.reorders import Decision, Reorder

BLOCK_LINES = 20  # of one reorder
IN_MAIL = (
    *("why", "what_happened", "qc", "ask", "accept", "condition", "leverage", "stock", "cost"),
    *("inspection", "evidence", "history", "sources", "data"),
)
BLOCKS = frozenset(
    {Decision.STOP, Decision.SWITCH, Decision.PREPARE, Decision.HOLD, Decision.NEGOTIATE}
)


def weekly_letter(desk: Desk, findings: Findings, context: MailContext) -> Letter | None:
    """Return the weekly mail: decisions first, within 90 KiB; None for an empty week to skip."""
    reorders = due(findings)
    if not reorders:
        return None if context.when_empty == "skip" else _empty(desk, findings, context)
    title = _title(desk.team, reorders)
    return _letter(
        desk, findings, context, reorders, title=title, subject=_subject(desk.team, title, reorders)
    )


def express_letter(
    desk: Desk, findings: Findings, context: MailContext, reorders: Sequence[Reorder]
) -> Letter:
    """Return the mail at night about reorders that are due before the next weekly mail."""
    words = desk.team.words
    taken = len(words("mail.express_subject", list=""))
    listed = fitting([_item(desk.team, reorder) for reorder in reorders], taken)
    return _letter(
        desk,
        findings,
        context,
        reorders,
        title=words("mail.express_intro"),
        subject=words("mail.express_subject", list=listed),
        general=False,
    )


def _letter(
    desk: Desk,
    findings: Findings,
    context: MailContext,
    reorders: Sequence[Reorder],
    *,
    title: str,
    subject: str,
    general: bool = True,
) -> Letter:
    """Return a mail about reorders with as many blocks at length as its size allows."""
    shown = reorders[: context.max_reorders]
    blocks = [reorder for reorder in shown if reorder.decision in BLOCKS]
    written = _written(desk, blocks, findings.as_of)

    def made(longest: int) -> Letter:
        at_length = {reorder.key for reorder in blocks[:longest]}
        text = MailText(
            title=title,
            lines=tuple(table_line(desk.team, reorder) for reorder in shown),
            more=more_line(desk.team, len(reorders) - len(shown)),
            blocks=tuple(_chosen(written, at_length)),
            short=tuple(one_line(desk.team, one) for one in shown if one.key not in at_length),
            sections=general_sections(desk.team, findings) if general else (),
            talk=desk.team.words("mail.talk"),
            footer=footer(desk.team, findings, context),
            sheet_link=context.sheet_link,
        )
        return laid_out(desk, text, subject, findings.as_of)

    letter = made(len(blocks))
    if _fits(letter):
        return letter
    return made(
        bisect_left(range(1, len(blocks)), x=True, key=lambda count: not _fits(made(count)))
    )


def _fits(letter: Letter) -> bool:
    return len(letter.html.encode()) <= LARGEST_HTML


def _written(
    desk: Desk, reorders: Sequence[Reorder], as_of: date
) -> list[tuple[list[Block], tuple[Message, ...]]]:
    """Return the blocks of each brief, and the message that stands behind the last one shown."""
    return [
        (
            [_block(desk, reorder, as_of) for reorder in brief.reorders],
            messages_of(desk.team, desk.writers, brief, as_of=as_of)[:1],
        )
        for brief in briefs_of(reorders)
    ]


def _chosen(
    written: Sequence[tuple[list[Block], tuple[Message, ...]]], keys: set[str]
) -> Iterator[Block]:
    for blocks, messages in written:
        shown = [block for block in blocks if block.document.key in keys]
        yield from shown[:-1]
        yield from (replace(block, messages=messages) for block in shown[-1:])


def _block(desk: Desk, reorder: Reorder, as_of: date) -> Block:
    document = team_document(desk.team, reorder, as_of=as_of)
    parts = tuple(part for part in document.sections if part.id in IN_MAIL)
    return Block(
        document=document,
        parts=_first_lines(desk.team, parts),
        pictures=tuple(by_cid(picture) for picture in desk.pictures.get(reorder.key, ())),
    )


def _first_lines(team: Writer, parts: tuple[Section, ...]) -> tuple[Section, ...]:
    kept: list[Section] = []
    left = BLOCK_LINES - 2  # the plan, and the line that says that there is more
    for part in parts:
        if len(part.lines) > left:
            kept.append(Section("more", "…", (team.words("mail.more_lines"),)))
            break
        kept.append(part)
        left -= len(part.lines)
    return tuple(kept)


def _empty(desk: Desk, findings: Findings, context: MailContext) -> Letter:
    """Return the mail of a week without reorders: two lines, and what there is beside reorders."""
    words = desk.team.words
    lines = [words("brief.nothing", days=context.lookahead_days)]
    if context.next_mail_on is not None:
        day = words.date(context.next_mail_on, weekday=True)
        lines.append(words("brief.nothing_next", day=day))
    text = MailText(
        title=lines[0],
        sections=general_sections(desk.team, findings),
        footer=tuple(lines[1:]),
        sheet_link=context.sheet_link,
    )
    return laid_out(desk, text, words("mail.empty"), findings.as_of)


def _settled(reorders: Sequence[Reorder]) -> list[Reorder]:
    return [reorder for reorder in reorders if reorder.decision is not Decision.NO_ISSUE]


def _title(team: Writer, reorders: Sequence[Reorder]) -> str:
    settled = _settled(reorders)
    key = "settle" if settled else "nothing_to_settle"
    count = len(settled or reorders)
    return team.words(f"mail.{key}.{'one' if count == 1 else 'other'}", n=count)


def _subject(team: Writer, title: str, reorders: Sequence[Reorder]) -> str:
    items = [_item(team, reorder) for reorder in _settled(reorders)]
    if not items:
        return title
    taken = len(team.words("mail.subject", start=title, list=""))
    return team.words("mail.subject", start=title, list=fitting(items, taken))


def _item(team: Writer, reorder: Reorder) -> str:
    decision = team.words(f"brief.short.{reorder.decision}")
    return team.words("mail.subject_item", sku=reorder.for_supplier.sku, decision=decision)
