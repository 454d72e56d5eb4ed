"""Check 13: letters can leave; with --send-test one really does."""

from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from briefs.channels import Channel, Outcome, Reply
from briefs.channels.smtp import SmtpChannel
from jobs.addressing import Addressing, addressed, addressed_to_admins, channel_of
from jobs.checks.visit import Visit
from jobs.checks.voice import Voice, said
from jobs.checkup import Finding
from jobs.exits import Exit
from jobs.mistakes import SettingsError

_LOGIN_CODES = (530, 534, 535, 538)
_GOOD = (Outcome.SENT,)
_EXITS = {Outcome.LATER: Exit.UNAVAILABLE, Outcome.UNKNOWN: Exit.UNAVAILABLE}


def check_mail(visit: Visit, say: Voice) -> Iterator[Finding]:
    """Log in where letters are mailed; say where they go where they are only written."""
    assert visit.configuration is not None  # noqa: S101 - its step needs it
    mail = visit.settings.mail
    try:
        channel = channel_of(visit.configuration, visit.environment)
    except SettingsError as error:
        yield say.fail("password", Exit.CONFIG, reason=error.problems[0].message)
        return
    if not isinstance(channel, SmtpChannel):
        yield say.ok("folder", path=visit.shown(mail.out))
        yield from _sent(visit, channel, say)
        return
    if not mail.admins:
        yield say.warn("no_admins")
    if visit.offline:
        yield say.skip("offline")
        return
    sender = addressed(mail).envelope_sender
    trouble = channel.trouble(sender)
    if trouble is not None:
        yield _failed(visit, trouble, say)
        return
    yield say.ok("fine", host=mail.host, port=str(mail.port), user=mail.user or sender)
    yield from _sent(visit, channel, say)


def _failed(visit: Visit, reply: Reply, say: Voice) -> Finding:
    mail = visit.settings.mail
    slots = {
        "host": mail.host,
        "port": str(mail.port),
        "user": mail.user,
        "answer": said(reply.text),
    }
    return say.fail(_reason(visit, reply), _exit(reply), **slots, code=str(reply.code or ""))


def _reason(visit: Visit, reply: Reply) -> str:
    """Return what keeps letters from leaving, for the mistakes that people make most."""
    if reply.code in _LOGIN_CODES:
        host = (visit.settings.mail.host or "").lower()
        return "app_password" if host.endswith(("gmail.com", "googlemail.com")) else "login"
    text = reply.text.lower()
    for sign, reason in _SIGNS.items():
        if sign in text:
            return reason
    return "unreachable" if reply.outcome is Outcome.LATER else "refused"


_SIGNS = {
    "certificate": "certificate",
    "wrong_version_number": "port",
    "starttls extension not supported": "no_starttls",
    "auth extension not supported": "no_login",
}


def _exit(reply: Reply) -> Exit:
    if reply.code in _LOGIN_CODES:
        return Exit.PERMISSION
    return _EXITS.get(reply.outcome, Exit.CONFIG)


def _sent(visit: Visit, channel: Channel, say: Voice) -> Iterator[Finding]:
    if not visit.send_test or visit.offline:
        return
    mail = visit.settings.mail
    way = addressed_to_admins(mail) or addressed(mail)
    letter = _letter(visit, way, say)
    for recipient in way.recipients:
        reply = channel.send(
            letter, sender=way.envelope_sender, recipient=recipient, before_data=lambda: None
        )
        if reply.outcome in _GOOD:
            yield say.ok("sent", recipient=recipient, answer=reply.text)
        else:
            ends = _EXITS.get(reply.outcome, Exit.PARTIAL)
            yield say.fail("not_sent", ends, recipient=recipient, answer=reply.text)


def _letter(visit: Visit, way: Addressing, say: Voice) -> bytes:
    now = visit.clock().astimezone(visit.settings.zone)
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    message["Subject"] = say.words("doctor.mail.letter.subject")
    message["From"] = way.sender
    message["To"] = ", ".join(way.to)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<doctor.{now:%Y%m%d%H%M%S}@{way.envelope_sender.rpartition('@')[2]}>"
    message.set_content(say.words("doctor.mail.letter.text", moment=f"{now:%Y-%m-%d %H:%M}"))
    return message.as_bytes()
