"""What went wrong, told to the admins and to nobody else, with what to do, and not every hour."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from jobs.addressing import Addressing, addressed_to_admins, channel_of
from jobs.database import iso
from jobs.due import Slot
from jobs.exits import Exit
from jobs.ledger import Run
from jobs.letter_book import Delivery
from jobs.logs import LOGGER
from jobs.outbox import Outgoing, deliver, key_of, message_id_of, plan
from jobs.session import Outcome
from jobs.surroundings import Surroundings

if TYPE_CHECKING:
    from briefs.mail import Letter

REPEAT_AFTER = timedelta(hours=24)
MOST_LISTED = 20
_NO_NOTICE = (Exit.USAGE, Exit.LOCKED, Exit.TERMINATED, Exit.INTERRUPTED)
_GOOD = (Exit.OK, Exit.PARTIAL)


def tell_admins_of_run(
    around: Surroundings, job: str, outcome: Outcome, *, since: datetime, last_try: bool
) -> None:
    """Tell of a run that failed, and of letters that did not arrive since it began.

    What may pass by itself is not told while it is going to be tried again soon.
    """
    if outcome.exit in _NO_NOTICE:
        return
    if outcome.exit in _GOOD:
        around.ledger.calm("failed", f"{job}:")
    elif outcome.exit != Exit.UNAVAILABLE or last_try:
        name = outcome.exit.name.lower()
        fix, at = _words(around, f"fix.{name}", job=job), around.clock()
        _tell(around, "failed", f"{job}:{name}", job=job, at=at, fix=fix, details=outcome.message)
    tell_admins_of_letters(around, job, since=since)


def tell_admins_of_letters(around: Surroundings, job: str, *, since: datetime) -> None:
    """Tell of letters that were refused, or that nobody can tell whether they arrived."""
    states = ["refused", "failed"]
    if around.configuration.settings.mail.on_unknown == "hold":
        states.append("unknown")
    troubled = around.ledger.deliveries(states, since=since)
    lines = [_line(around, each) for each in troubled if each.kind != "notice"]
    if lines:
        fix, details = _words(around, "fix.refused"), "\n".join(lines[:MOST_LISTED])
        recipients = ",".join(sorted({each.recipient for each in troubled}))
        whose = hashlib.sha256(recipients.encode()).hexdigest()[:16]
        _tell(around, "refused", whose, job=job, at=around.clock(), fix=fix, details=details)


def tell_admins_of_mail(around: Surroundings, outcome: Outcome) -> None:
    """Tell that no letter can be sent until a person mends something."""
    name = outcome.exit.name.lower()
    fix, at = _words(around, f"fix.{name}", job="weekly"), around.clock()
    _tell(
        around,
        "failed",
        f"mail:{name}",
        job="send-pending",
        at=at,
        fix=fix,
        details=outcome.message,
    )


def tell_admins_of_crashes(around: Surroundings, dead: Sequence[Run]) -> None:
    """Tell of runs whose process died."""
    last = dead[0]
    fix = _words(around, "fix.crashed", job=last.job)
    details = f"{last.run_id}: {last.error}"
    _tell(around, "crashed", last.job, job=last.job, at=last.started_at, fix=fix, details=details)


def tell_admins_of_missed(around: Surroundings, missed: Sequence[Slot]) -> None:
    """Tell of runs that were not made and are too late now."""
    last = missed[-1]
    fix = _words(around, "fix.missed", job=last.job)
    lines = [_words(around, "slot", slot=slot.key) for slot in missed[-MOST_LISTED:]]
    details = "\n".join(lines)
    _tell(around, "missed", last.job, job=last.job, at=last.at, fix=fix, details=details)


def _tell(
    around: Surroundings,
    kind: str,
    subject: str,
    *,
    job: str,
    at: datetime,
    fix: str,
    details: str,
) -> None:
    addressing = addressed_to_admins(around.configuration.settings.mail)
    now = around.clock()
    repeats = around.ledger.alert(kind, subject, now=now, every=REPEAT_AFTER)
    LOGGER.info("%s: %s", kind, subject)
    if addressing is None or repeats is None:
        return
    from briefs.alarms import notice_letter
    from briefs.render import Writer

    settings = around.configuration.settings
    letter = notice_letter(
        Writer(settings.language.team),
        job=job,
        at=at.astimezone(settings.zone).replace(tzinfo=None),
        fix=fix,
        details=around.redact.secrets_only(details),
        repeats=repeats,
        about="mail.notice" if kind == "failed" else f"notice.{kind}",
    )
    outgoing = notice(
        letter,
        about=f"{kind}:{subject}",
        period=now,
        team=around.ledger.spreadsheet,
        addressing=addressing,
        date=now.astimezone(settings.zone),
    )
    plan(around.ledger, outgoing, run_id="", now=now)
    _send(around, outgoing.key, addressing)


def notice(
    letter: "Letter",
    *,
    about: str,
    period: datetime,
    team: str,
    addressing: Addressing,
    date: datetime,
) -> Outgoing:
    """Return a notice as it goes into the outbox.

    Args:
        letter: What it says.
        about: What tells it from other notices of its period.
        period: From when on it speaks; one a subject and period is sent.
        team: What it stands under in the ledger.
        addressing: From whom, to whom.
        date: Its date, in the zone that is shown.
    """
    from briefs.mail import eml

    key = key_of(kind="notice", subject=about, period=iso(period), team=team)
    message_id = message_id_of(key, sender=addressing.envelope_sender)
    return Outgoing(
        key=key,
        kind="notice",
        subject_of=(),
        period=iso(period),
        revision=1,
        message_id=message_id,
        subject=letter.subject,
        eml=eml(
            letter,
            message_id=message_id,
            sender=addressing.sender,
            recipients=addressing.to,
            date=date,
            reply_to=addressing.reply_to,
        ),
        recipients=addressing.recipients,
    )


def _send(around: Surroundings, key: str, addressing: Addressing) -> None:
    done = deliver(
        around.ledger,
        channel_of(around.configuration, around.environment),
        sender=addressing.envelope_sender,
        clock=around.clock,
        sleep=around.sleep,
        only={key},
        tries=(),
    )
    if not done.sent:
        LOGGER.warning("the admins could not be told yet; it is tried again for a day")


def _line(around: Surroundings, each: Delivery) -> str:
    return _words(
        around,
        "delivery",
        key=each.key[:12],
        recipient=each.recipient,
        state=each.state,
        reply=each.reply or "",
    )


def _words(around: Surroundings, key: str, /, **slots: str) -> str:
    from briefs.words import load_words

    return load_words(around.configuration.settings.language.team)(f"notice.{key}", **slots)
