"""Every letter once: planned in the ledger, sent one recipient at a time, never twice on a guess.

SMTP has no transaction (RFC 1047, RFC 5321 section 6.1): between the last dot and the server's
answer nobody knows. `sending` is committed just before the data, so that everything before it is
surely unsent, and what a dead process left behind is `unknown`, not lost and not repeated at will.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, insert, or_, select, update

from briefs.channels import Channel, Outcome, Reply
from jobs import tables
from jobs.ledger import Ledger, iso

TRIES_IN_A_RUN = (5.0, 30.0, 120.0)  # seconds before the next try when told "later"
NEXT_TRY = timedelta(minutes=15)  # greylisting needs minutes
GIVE_UP = timedelta(hours=24)
MOST_SENDS = 2  # an unknown delivery is repeated once at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A finished letter and who is to have it."""

    key: str
    kind: str  # weekly | express | urgent | notice
    subject_of: Sequence[str]  # reorder or signal keys
    period: str
    revision: int
    message_id: str
    subject: str
    eml: bytes
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What became of the deliveries of one round, by state."""

    counts: Mapping[str, int] = field(default_factory=dict)
    stopped: Reply | None = None  # nothing more can be sent until a person mends it
    refused: tuple[tuple[str, str], ...] = ()  # recipient and the server's words

    @property
    def sent(self) -> int:
        """Deliveries that the server took in this round."""
        return self.counts.get("sent", 0)


def key_of(*, kind: str, subject: str, period: str, revision: int = 1) -> str:
    """Return the key under which a letter is sent once.

    Recipients and content stay out of it: a changed sheet must not send again.

    Args:
        kind: weekly, express, urgent or notice.
        subject: Supplier, SKU or "team".
        period: ISO week or day.
        revision: 1, and one more for every revision sent on purpose.
    """
    text = "\x1f".join((kind, subject, period, str(revision)))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def plan(ledger: Ledger, letter: Outgoing, *, run_id: str, now: datetime) -> bool:
    """Write a letter and its deliveries into the ledger; False when its key is already there."""
    row = {
        "spreadsheet": ledger.spreadsheet,
        "key": letter.key,
        "kind": letter.kind,
        "subject_of": json.dumps(list(letter.subject_of)),
        "period": letter.period,
        "revision": letter.revision,
        "message_id": letter.message_id,
        "subject": letter.subject,
        "content_sha256": hashlib.sha256(letter.eml).hexdigest(),
        "eml": letter.eml,
        "created_at": iso(now),
        "run_id": run_id,
    }
    fixed = {"spreadsheet": ledger.spreadsheet, "key": letter.key}
    deliveries = [
        {**fixed, "recipient": recipient, "state": "planned", "attempts": 0}
        for recipient in dict.fromkeys(letter.recipients)
    ]
    known = select(tables.brief.c.key).where(
        tables.brief.c.spreadsheet == ledger.spreadsheet, tables.brief.c.key == letter.key
    )
    with ledger.writing() as connection:
        if connection.execute(known).first() is not None:
            return False
        connection.execute(insert(tables.brief).values(**row))
        if deliveries:
            connection.execute(insert(tables.delivery), deliveries)
    return True


def recover(ledger: Ledger) -> int:
    """Turn what a dead process left `sending` into `unknown`; return how many there were.

    To be called by a process that holds the lock.
    """
    table = tables.delivery
    left = and_(table.c.spreadsheet == ledger.spreadsheet, table.c.state == "sending")
    change = update(table).where(left).values(state="unknown")
    with ledger.writing() as connection:
        return connection.execute(change).rowcount


def deliver(
    ledger: Ledger,
    channel: Channel,
    *,
    sender: str,
    clock: Callable[[], datetime],
    sleep: Callable[[float], None],
    on_unknown: str = "resend_once",
    stop: Callable[[], bool] = lambda: False,
) -> Delivered:
    """Send everything that may be sent now, each recipient in a transaction of its own.

    Args:
        ledger: Holds what is planned.
        channel: The way out.
        sender: Envelope sender.
        clock: Tells the time, with its zone.
        sleep: Waits that many seconds.
        on_unknown: resend_once repeats an unknown delivery once, with the same bytes and
            Message-ID; hold leaves it to a person.
        stop: True when the process has been asked to end; checked between deliveries.
    """
    counts: Counter[str] = Counter()
    refused: list[tuple[str, str]] = []
    for row in _waiting(ledger, clock(), on_unknown):
        if stop():
            break
        reply = _send(ledger, channel, row, sender=sender, clock=clock, sleep=sleep)
        state = _settle(ledger, row, reply, now=clock())
        counts[state] += 1
        if state in {"refused", "failed"}:
            refused.append((row["recipient"], reply.text))
        if reply.outcome is Outcome.STOP:
            return Delivered(counts=counts, stopped=reply, refused=tuple(refused))
    return Delivered(counts=counts, refused=tuple(refused))


def pending(ledger: Ledger) -> Mapping[str, int]:
    """Return how many deliveries are in each state that is not final, unknown ones too."""
    table = tables.delivery
    query = select(table.c.state).where(
        table.c.spreadsheet == ledger.spreadsheet,
        table.c.state.in_(("planned", "sending", "unknown")),
    )
    with ledger.reading() as connection:
        return Counter(row.state for row in connection.execute(query))


def again(ledger: Ledger, key: str) -> int:
    """Plan the unknown and failed deliveries of a letter again, on purpose; return how many."""
    table = tables.delivery
    wanted = and_(
        table.c.spreadsheet == ledger.spreadsheet,
        table.c.key.startswith(key, autoescape=True),
        table.c.state.in_(("unknown", "failed", "refused")),
    )
    change = update(table).where(wanted).values(state="planned", attempts=0, next_try_at=None)
    with ledger.writing() as connection:
        return connection.execute(change).rowcount


def _waiting(ledger: Ledger, now: datetime, on_unknown: str) -> list[dict[str, Any]]:
    delivery, brief = tables.delivery, tables.brief
    ready = and_(
        delivery.c.state == "planned",
        or_(delivery.c.next_try_at.is_(None), delivery.c.next_try_at <= iso(now)),
    )
    if on_unknown == "resend_once":
        once = and_(delivery.c.state == "unknown", delivery.c.attempts < MOST_SENDS)
        ready = or_(ready, once)
    query = (
        select(delivery, brief.c.eml, brief.c.created_at)
        .join(
            brief,
            and_(brief.c.key == delivery.c.key, brief.c.spreadsheet == delivery.c.spreadsheet),
        )
        .where(delivery.c.spreadsheet == ledger.spreadsheet, ready, brief.c.eml.is_not(None))
        .order_by(brief.c.created_at, delivery.c.key, delivery.c.recipient)
    )
    with ledger.reading() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def _send(
    ledger: Ledger,
    channel: Channel,
    row: Mapping[str, Any],
    *,
    sender: str,
    clock: Callable[[], datetime],
    sleep: Callable[[float], None],
) -> Reply:
    def before_data() -> None:
        _set(ledger, row, state="sending", attempts=row["attempts"] + 1, sent_at=iso(clock()))

    for wait in (*TRIES_IN_A_RUN, None):
        reply = channel.send(
            row["eml"], sender=sender, recipient=row["recipient"], before_data=before_data
        )
        if reply.outcome is not Outcome.LATER or wait is None:
            return reply
        sleep(wait)
    return reply


def _settle(ledger: Ledger, row: Mapping[str, Any], reply: Reply, *, now: datetime) -> str:
    state = _STATES[reply.outcome]
    values: dict[str, Any] = {"code": reply.code, "enhanced": reply.enhanced, "reply": reply.text}
    if reply.outcome in {Outcome.LATER, Outcome.STOP}:
        values["next_try_at"] = iso(now + NEXT_TRY)
        if now - datetime.fromisoformat(row["created_at"]) > GIVE_UP:
            state = "failed"
    if reply.outcome is Outcome.SENT:
        values["sent_at"] = iso(now)
    _set(ledger, row, state=state, **values)
    return state


_STATES = {
    Outcome.SENT: "sent",
    Outcome.LATER: "planned",
    Outcome.STOP: "planned",
    Outcome.REFUSED: "refused",
    Outcome.FAILED: "failed",
    Outcome.UNKNOWN: "unknown",
}


def _set(ledger: Ledger, row: Mapping[str, Any], **values: object) -> None:
    table = tables.delivery
    mine = and_(
        table.c.spreadsheet == row["spreadsheet"],
        table.c.key == row["key"],
        table.c.recipient == row["recipient"],
    )
    with ledger.writing() as connection:
        connection.execute(update(table).where(mine).values(**values))
