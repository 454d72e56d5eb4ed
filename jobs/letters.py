"""Letters that wait: sent when their time has come, again on purpose, or in a new revision."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from jobs.addressing import addressed, channel_of
from jobs.exits import Exit
from jobs.ledger import Ledger
from jobs.lock import LockedError, only_run
from jobs.mistakes import SettingsError
from jobs.notices import tell_admins_of_letters, tell_admins_of_mail
from jobs.outbox import (
    MOST_UNCLEAR,
    Delivered,
    Outgoing,
    Revision,
    again,
    deliver,
    plan,
    revision_of,
)
from jobs.runner import afterwards, clean, ledger_failed, locked, new_run_id, put_in_order
from jobs.session import Outcome
from jobs.surroundings import Surroundings

Compose = Callable[[Revision], Outgoing]
_BLINK = timedelta(microseconds=1)


def send_pending(around: Surroundings) -> Outcome:
    """Send what waits for its next try, under the lock."""
    return _alone(around, lambda: send_waiting(around))


def deliver_again(around: Surroundings, key: str) -> Outcome:
    """Send a letter again, on purpose, to those whose copy is unknown, refused or failed."""

    def resend() -> Outcome:
        try:
            count = again(around.ledger, key, now=around.clock())
        except ValueError as error:
            return Outcome(exit=Exit.USAGE, message=str(error))
        if count:
            return send_waiting(around)
        return Outcome(exit=Exit.USAGE, message=_nothing_to_send(around.ledger, key))

    return _alone(around, resend)


def revise(around: Surroundings, key: str, compose: Compose) -> Outcome:
    """Send a new revision of a letter, on purpose; it refers to the first one.

    Args:
        around: What the process works with.
        key: The letter's key, or enough of the beginning.
        compose: Makes the letter anew from today's facts, with the key, number, Message-ID and
            reference that it is given.
    """

    def send_revision() -> Outcome:
        sender = addressed(around.configuration.settings.mail).envelope_sender
        try:
            revision = revision_of(around.ledger, key, sender=sender)
        except ValueError as error:
            return Outcome(exit=Exit.USAGE, message=str(error))
        if revision is None:
            return Outcome(exit=Exit.USAGE, message=_nothing_to_send(around.ledger, key))
        plan(around.ledger, compose(revision), run_id=new_run_id(), now=around.clock())
        return send_waiting(around)

    return _alone(around, send_revision)


def waiting_now(around: Surroundings) -> bool:
    """Tell whether any letter may be sent now."""
    most = _most_unclear(around)
    return bool(around.ledger.waiting(around.clock(), most_unclear=most))


def send_waiting(around: Surroundings) -> Outcome:
    """Send every letter whose time has come, in a process that holds the lock."""
    mail, since = around.configuration.settings.mail, around.clock()
    try:
        channel = channel_of(around.configuration, around.environment)
    except SettingsError as error:
        return Outcome(exit=Exit.CONFIG, message=str(error))
    delivered = deliver(
        around.ledger,
        channel,
        sender=addressed(mail).envelope_sender,
        clock=around.clock,
        sleep=around.sleep,
        on_unknown=mail.on_unknown,
        stop=around.stop,
    )
    told = _told(delivered) or _later(around)
    outcome = clean(around, Outcome(exit=delivered.exit, message=told))
    with afterwards(around):
        if delivered.stopped:
            tell_admins_of_mail(around, outcome)
        tell_admins_of_letters(around, "send-pending", since=since - _BLINK)
    return outcome


def _alone(around: Surroundings, act: Callable[[], Outcome]) -> Outcome:
    try:
        with only_run(around.ledger.engine, spreadsheet=around.ledger.spreadsheet):
            put_in_order(around)
            return act()
    except LockedError as error:
        return locked(around, error)
    except SQLAlchemyError as error:
        return ledger_failed(around, error)


def _most_unclear(around: Surroundings) -> int:
    return MOST_UNCLEAR if around.configuration.settings.mail.on_unknown == "resend_once" else 0


def _later(around: Surroundings) -> str:
    """Say what is still to come where nothing was due."""
    planned = around.ledger.unfinished().get("planned", 0)
    if not planned:
        return "no letter waits"
    return f"no letter is due yet; {planned} for later, which `reorder-brief status` lists"


def _told(delivered: Delivered) -> str:
    counts = ", ".join(f"{number} {state}" for state, number in sorted(delivered.counts.items()))
    lines = [f"letters: {counts}"] if counts else []
    lines += [f"{recipient}: {said}" for recipient, said in delivered.refused]
    if delivered.stopped:
        lines.append(f"nothing more can be sent: {delivered.stopped.text}")
    return "; ".join(lines)


def _nothing_to_send(ledger: Ledger, key: str) -> str:
    if ledger.letter(key) is None:
        return f"there is no letter {key!r}; `reorder-brief status` lists them"
    return f"letter {key!r} has arrived everywhere, is still planned, or its bytes are forgotten"
