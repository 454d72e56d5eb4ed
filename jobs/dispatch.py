"""Letters of a run into the outbox and on their way; what is already there is not sent again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from briefs.channels import Channel, Outcome, Reply
from briefs.mail import Letter, eml
from briefs.office import Office
from briefs.weekly import express_letter, weekly_letter
from jobs.addressing import Addressing, addressed, channel_of
from jobs.edition import Edition, narrowed
from jobs.exits import NotThereError
from jobs.outbox import Outgoing, Posted, Revision, deliver, key_of, message_id_of, plan
from jobs.session import Session
from jobs.told import told_reorders
from jobs.writing import desk_of, documents_of, express, mailed, notes_of, urgent
from quality.reorders import Reorder


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A letter before it has sender and recipients."""

    kind: str  # weekly | express | urgent
    subject: str  # what its key speaks of
    period: str
    reorders: Sequence[Reorder]
    letter: Letter
    notes: tuple[str, ...] = ()


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
            named = reply.text.startswith(recipient)
            self.replies.append(reply.text if named else f"{recipient}: {reply.text}")
        return reply


def post_weekly(session: Session, office: Office, edition: Edition) -> Posted:
    """Plan the mail of this week and send what waits.

    Raises:
        NotThereError: If only a product is wanted of which no reorder is planned.
        MailError: If no letter can be sent until a person mends something.
    """
    wanted = narrowed(edition, session.options.sku)
    return _post(session, [_weekly(session, office, wanted)])


def post_nightly(session: Session, office: Office, edition: Edition) -> Posted:
    """Plan what cannot wait for the weekly mail, and send what waits.

    Raises:
        MailError: If no letter can be sent until a person mends something.
    """
    told = told_reorders(session.ledger)
    hurried = [reorder for reorder in express(edition) if reorder.key not in told]
    if edition.context.next_mail_on == session.as_of:
        hurried = []  # on the morning of the weekly mail nothing is gained by one more
    return _post(session, [_express(office, edition, hurried), _urgent(session, office, edition)])


def revised(session: Session, office: Office, edition: Edition, revision: Revision) -> Outgoing:
    """Return a letter anew, from other facts, in the place of a sent one.

    Raises:
        NotThereError: If there is nothing to say any more.
    """
    spoken_of = [one for one in edition.findings.reorders if one.key in revision.subject_of]
    planned = {
        "weekly": lambda: _weekly(session, office, edition),
        "express": lambda: _express(office, edition, spoken_of),
        "urgent": lambda: _urgent(session, office, edition),
    }.get(revision.kind, lambda: None)()
    if planned is None:
        msg = f"there is nothing to say any more in a letter of the kind {revision.kind!r}"
        raise NotThereError(msg)
    return _outgoing(session, planned, revision)


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


def _weekly(session: Session, office: Office, edition: Edition) -> Planned | None:
    reorders, sku = mailed(edition), session.options.sku
    documents = documents_of(office, edition, reorders)
    letter = weekly_letter(desk_of(office, documents), edition.findings, edition.context)
    if letter is None:
        return None
    year, week, _ = session.as_of.isocalendar()
    return Planned(
        kind="weekly",
        subject="team" if sku is None else f"team|{reorders[0].for_supplier.sku}",
        period=f"{year}-W{week:02}",
        reorders=reorders,
        letter=letter,
        notes=notes_of(documents),
    )


def _express(office: Office, edition: Edition, reorders: Sequence[Reorder]) -> Planned | None:
    """Reorders that are due before the next weekly mail and that no letter has spoken of."""
    if not reorders:
        return None
    documents = documents_of(office, edition, reorders)
    desk = desk_of(office, documents)
    return Planned(
        kind="express",
        subject="\x1e".join(reorder.key for reorder in reorders),
        period="",
        reorders=reorders,
        letter=express_letter(desk, edition.findings, edition.context, reorders),
        notes=notes_of(documents),
    )


def _urgent(session: Session, office: Office, edition: Edition) -> Planned | None:
    letter = urgent(desk_of(office, ()), edition)
    if letter is None:
        return None
    day = session.as_of.isoformat()
    return Planned(kind="urgent", subject="team", period=day, reorders=(), letter=letter)


def _post(session: Session, letters: Sequence[Planned | None]) -> Posted:
    """All letters are in the ledger before the first one leaves."""
    planned = [one for one in letters if one is not None]
    new = sum(
        plan(session.ledger, _outgoing(session, one), run_id=session.run_id, now=session.clock())
        for one in planned
    )
    notes = tuple(dict.fromkeys(note for one in planned for note in one.notes))
    return replace(send_waiting(session), planned=new, notes=notes)


def _outgoing(session: Session, planned: Planned, revision: Revision | None = None) -> Outgoing:
    """Return a finished letter with its key, its Message-ID and its bytes."""
    suppliers = [reorder.for_supplier.supplier or "" for reorder in planned.reorders]
    addressing = addressed(session.configuration.settings.mail, suppliers=suppliers)
    key = key_of(
        kind=planned.kind,
        subject=planned.subject,
        period=planned.period,
        team=session.ledger.spreadsheet,
    )
    key = key if revision is None else revision.key
    message_id = message_id_of(key, sender=addressing.envelope_sender)
    message_id = message_id if revision is None else revision.message_id
    return Outgoing(
        key=key,
        kind=planned.kind,
        subject_of=[reorder.key for reorder in planned.reorders],
        period=planned.period if revision is None else revision.period,
        revision=1 if revision is None else revision.revision,
        message_id=message_id,
        subject=planned.letter.subject,
        eml=eml(
            planned.letter,
            message_id=message_id,
            sender=addressing.sender,
            recipients=addressing.to,
            copies=addressing.cc,
            reply_to=addressing.reply_to,
            references=None if revision is None else revision.references,
            date=session.started_at,
        ),
        recipients=addressing.recipients,
        sender=addressing.envelope_sender,
    )


def _team(session: Session) -> Addressing:
    return addressed(session.configuration.settings.mail)
