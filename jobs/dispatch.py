"""Letters of a run into the outbox and on their way; what is already there is not sent again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import polars as pl

from briefs.alarms import urgent_letter
from briefs.channels import Channel, Outcome, Reply
from briefs.mail import Letter, eml
from briefs.mail_parts import MailContext
from briefs.weekly import express_letter, weekly_letter
from jobs.addressing import Addressing, addressed, channel_of
from jobs.outbox import Delivered, Outgoing, deliver, key_of, message_id_of, plan
from jobs.refreshing import Refreshed
from jobs.session import Session
from jobs.told import told_reorders
from jobs.writing import Pen, mailed
from quality.reorders import Reorder


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What became of the letters of a run."""

    planned: int = 0  # new in the outbox
    delivered: Delivered = field(default_factory=Delivered)
    replies: tuple[str, ...] = ()  # such as the files that were written


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A letter before it has sender and recipients."""

    kind: str  # weekly | express | urgent
    subject: str  # what its key speaks of
    period: str
    reorders: Sequence[Reorder]
    letter: Letter


@dataclass(slots=True)
class _Recorder:
    """A channel that keeps what the other side said, for the person at the terminal."""

    channel: Channel
    replies: list[str] = field(default_factory=list)

    def send(
        self, eml: bytes, *, sender: str, recipient: str, before_data: Callable[[], None]
    ) -> Reply:
        """Send and keep the answer."""
        reply = self.channel.send(eml, sender=sender, recipient=recipient, before_data=before_data)
        if reply.outcome is Outcome.SENT:
            self.replies.append(reply.text)
        return reply


def post_weekly(session: Session, pen: Pen, refreshed: Refreshed) -> Posted:
    """Plan the mail of this week and send what waits.

    Raises:
        MailError: If no letter can be sent until a person mends something.
    """
    findings = refreshed.findings
    context = _context(pen, refreshed, after=session.moment + timedelta(days=1))
    reorders = mailed(findings, context.max_reorders)
    letter = weekly_letter(pen.desk(reorders), findings, context)
    year, week, _ = session.as_of.isocalendar()
    if letter is None:
        return _post(session, ())
    planned = Planned(
        kind="weekly",
        subject="team",
        period=f"{year}-W{week:02}",
        reorders=reorders,
        letter=letter,
    )
    return _post(session, (planned,))


def post_nightly(session: Session, pen: Pen, refreshed: Refreshed) -> Posted:
    """Plan what cannot wait for the weekly mail, and send what waits.

    Raises:
        MailError: If no letter can be sent until a person mends something.
    """
    context = _context(pen, refreshed, after=session.moment)
    found = (_express(session, pen, refreshed, context), _urgent(session, pen, refreshed, context))
    return _post(session, [planned for planned in found if planned is not None])


def send_waiting(session: Session) -> Posted:
    """Send whatever may be sent now, this run's letters and older ones.

    Raises:
        MailError: If nothing can be sent until a person mends something.
    """
    recorder = _Recorder(channel_of(session.configuration, session.environment))
    delivered = deliver(
        session.ledger,
        recorder,
        sender=_team(session).envelope_sender,
        clock=session.clock,
        sleep=session.sleep,
        on_unknown=session.configuration.settings.mail.on_unknown,
        stop=session.stop,
    )
    if delivered.error is not None:
        raise delivered.error
    return Posted(delivered=delivered, replies=tuple(recorder.replies))


def _express(
    session: Session, pen: Pen, refreshed: Refreshed, context: MailContext
) -> Planned | None:
    """Reorders that are due before the next weekly mail and that no letter has spoken of.

    On the morning of the weekly mail nothing is gained by one more.
    """
    findings = refreshed.findings
    if not refreshed.understood.rules.brief.express or context.next_mail_on == session.as_of:
        return None
    told = told_reorders(session.ledger)
    due = [one for one in findings.reorders if one.express and one.key not in told]
    if not due:
        return None
    return Planned(
        kind="express",
        subject="\x1e".join(reorder.key for reorder in due),
        period="",
        reorders=due,
        letter=express_letter(pen.desk(due), findings, context, due),
    )


def _urgent(
    session: Session, pen: Pen, refreshed: Refreshed, context: MailContext
) -> Planned | None:
    findings = refreshed.findings
    waited = pl.col("hours") > refreshed.understood.rules.reviews.contact_hours
    late = replace(findings, reviews=findings.reviews.filter(waited))
    letter = urgent_letter(pen.desk(()), late, context)
    if letter is None:
        return None
    day = session.as_of.isoformat()
    return Planned(kind="urgent", subject="team", period=day, reorders=(), letter=letter)


def _post(session: Session, letters: Sequence[Planned]) -> Posted:
    """All letters are in the ledger before the first one leaves."""
    new = sum(
        plan(session.ledger, _outgoing(session, one), run_id=session.run_id, now=session.clock())
        for one in letters
    )
    return replace(send_waiting(session), planned=new)


def _outgoing(session: Session, planned: Planned) -> Outgoing:
    """Return a finished letter with its key, its Message-ID and its bytes."""
    suppliers = [reorder.for_supplier.supplier or "" for reorder in planned.reorders]
    addressing = addressed(session.configuration.settings.mail, suppliers=suppliers)
    key = key_of(
        kind=planned.kind,
        subject=planned.subject,
        period=planned.period,
        team=session.ledger.spreadsheet,
    )
    message_id = message_id_of(key, sender=addressing.envelope_sender)
    return Outgoing(
        key=key,
        kind=planned.kind,
        subject_of=[reorder.key for reorder in planned.reorders],
        period=planned.period,
        revision=1,
        message_id=message_id,
        subject=planned.letter.subject,
        eml=eml(
            planned.letter,
            message_id=message_id,
            sender=addressing.sender,
            recipients=addressing.to,
            copies=addressing.cc,
            reply_to=addressing.reply_to,
            date=session.started_at,
        ),
        recipients=addressing.recipients,
        sender=addressing.envelope_sender,
    )


def _team(session: Session) -> Addressing:
    return addressed(session.configuration.settings.mail)


def _context(pen: Pen, refreshed: Refreshed, *, after: datetime) -> MailContext:
    return pen.context(refreshed.understood, refreshed.sheet.line.issues or 0, after=after)
