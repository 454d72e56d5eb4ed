"""Every letter once: planned in the ledger, sent one recipient at a time, never twice on a guess.

SMTP has no transaction (RFC 1047, RFC 5321 section 6.1): between the last dot and the server's
answer nobody knows. `sending` is committed just before the data, so that everything before it is
surely unsent, and what a dead process left behind is `unknown`, not lost and not repeated at will.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from briefs.channels import Channel, Reply
from jobs.exits import Exit, MailError, MailSetupError
from jobs.ledger import Ledger
from jobs.post_round import PostRound, pause

TRIES_IN_A_RUN = (5.0, 30.0, 120.0)  # seconds before the next try when told "later"
LOGIN_REFUSED = (530, 534, 535)
MOST_UNCLEAR = 2  # a delivery is repeated while it was unclear less often: once


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
    recipients: tuple[str, ...]  # bare addresses, those in copy too
    sender: str | None = None  # envelope sender, a bare address; None: the usual one


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

    @property
    def exit(self) -> Exit:
        """How a run that sent them ends: it is well only when all of them have arrived."""
        if self.stopped is not None:
            return Exit.PERMISSION if self.stopped.code in LOGIN_REFUSED else Exit.CONFIG
        return Exit.OK if set(self.counts) <= {"sent"} else Exit.PARTIAL

    @property
    def error(self) -> MailError | None:
        """What a run ends with when nothing more can be sent."""
        if self.stopped is None:
            return None
        kind = MailError if self.exit is Exit.PERMISSION else MailSetupError
        return kind(self.stopped.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What became of the letters of a run."""

    planned: int = 0  # new in the outbox
    delivered: Delivered = field(default_factory=Delivered)
    replies: tuple[str, ...] = ()  # such as the files that were written
    notes: tuple[str, ...] = ()  # what could not be drawn


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What a letter that takes the place of a sent one must be made with."""

    kind: str
    period: str
    subject_of: tuple[str, ...]
    key: str
    revision: int
    message_id: str
    references: str  # Message-ID of the first


def key_of(*, kind: str, subject: str, period: str, revision: int = 1, team: str = "") -> str:
    """Return the key under which a letter is sent once.

    Recipients and content stay out of it: a changed sheet must not send again.

    Args:
        kind: weekly, express, urgent or notice.
        subject: Supplier, SKU or "team".
        period: ISO week or day.
        revision: 1, and one more for every revision sent on purpose.
        team: What the ledger calls the spreadsheet: two teams of one domain must not share a
            Message-ID, because mail programs show only the first of two.
    """
    parts = (kind, subject, period, str(revision), *([team] if team else []))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def message_id_of(key: str, *, sender: str, revision: int = 1) -> str:
    """Return the Message-ID that follows from a key, at the domain of a bare address."""
    first, _, _ = key.partition("-r")
    return f"<brief.{first}.r{revision}@{sender.rpartition('@')[2]}>"


def plan(ledger: Ledger, letter: Outgoing, *, run_id: str, now: datetime) -> bool:
    """Write a letter and its deliveries into the ledger; False when its key is already there."""
    row = {
        "key": letter.key,
        "kind": letter.kind,
        "subject_of": json.dumps(list(letter.subject_of), ensure_ascii=False),
        "period": letter.period,
        "revision": letter.revision,
        "message_id": letter.message_id,
        "subject": letter.subject,
        "sender": letter.sender,
        "content_sha256": hashlib.sha256(letter.eml).hexdigest(),
        "eml": letter.eml,
        "run_id": run_id,
    }
    return ledger.add_letter(row, letter.recipients, now=now)


def recover(ledger: Ledger, *, now: datetime) -> int:
    """Turn what a dead process left `sending` into `unknown`; return how many there were.

    To be called by a process that holds the lock.
    """
    return ledger.abandon_sending(now=now)


def deliver(
    ledger: Ledger,
    channel: Channel,
    *,
    sender: str,
    clock: Callable[[], datetime],
    sleep: Callable[[float], None],
    on_unknown: str = "resend_once",
    stop: Callable[[], bool] = lambda: False,
    only: Collection[str] | None = None,
    tries: Sequence[float] = TRIES_IN_A_RUN,
) -> Delivered:
    """Send everything that may be sent now, each recipient in a transaction of its own.

    What is refused for now is tried again after 5, 30 and 120 seconds, all of it together, and
    then left for the next quarter of an hour. When the server cannot be reached at all, the
    others are not tried in that round either.

    Args:
        ledger: Holds what is planned.
        channel: The way out.
        sender: Envelope sender of letters that have none of their own, a bare address.
        clock: Tells the time, with its zone.
        sleep: Waits that many seconds.
        on_unknown: resend_once repeats an unknown delivery once, with the same bytes and
            Message-ID; hold leaves it to a person.
        stop: True when the process has been asked to end; looked at between deliveries.
        only: Keys of the letters to send; None: all.
        tries: Seconds before each further round of what is refused for now.
    """
    most_unclear = MOST_UNCLEAR if on_unknown == "resend_once" else 0
    ready = ledger.waiting(clock(), most_unclear=most_unclear, only=only)
    post = PostRound(ledger=ledger, channel=channel, sender=sender, clock=clock, stop=stop)
    for wait in (*tries, None):
        ready = post.send_all(ready, last=wait is None)
        if wait is None or not ready or post.halted:
            break
        pause(wait, sleep=sleep, stop=stop)
    return Delivered(
        counts={**post.counts, **({"planned": len(ready)} if ready else {})},
        stopped=post.stopped,
        refused=tuple(post.refused),
    )


def pending(ledger: Ledger) -> Mapping[str, int]:
    """Return how many deliveries are in each state that is not final, unknown ones too."""
    return ledger.unfinished()


def again(ledger: Ledger, key: str, *, now: datetime) -> int:
    """Plan the unknown, refused and failed deliveries of a letter again, on purpose.

    Args:
        ledger: Holds the letter.
        key: Its key, or enough of the beginning.
        now: This moment; it is tried for a day from here.

    Returns:
        How many deliveries are planned again; 0 also when there is no such letter, or its bytes
        were forgotten.

    Raises:
        ValueError: If several letters begin so.
    """
    letter = ledger.letter(key)
    return 0 if letter is None else ledger.plan_again(letter["key"], now=now)


def revision_of(ledger: Ledger, key: str, *, sender: str) -> Revision | None:
    """Return what the next revision of a letter is made with; None when there is no such letter.

    Raises:
        ValueError: If several letters begin so.
    """
    letter = ledger.letter(key)
    if letter is None:
        return None
    first, _, _ = str(letter["key"]).partition("-r")
    number = 2
    while ledger.letter(f"{first}-r{number}") is not None:
        number += 1
    original = ledger.letter(first) or letter
    return Revision(
        kind=letter["kind"],
        period=letter["period"],
        subject_of=tuple(json.loads(letter["subject_of"])),
        key=f"{first}-r{number}",
        revision=number,
        message_id=message_id_of(first, sender=sender, revision=number),
        references=original["message_id"],
    )
