"""Letters to a mail server: one transaction a recipient, over a connection that was verified."""

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, cast

from briefs.channels.reply import Outcome, Reply

if TYPE_CHECKING:
    import socket

TIMEOUT = 30.0  # seconds for every answer but the last
LAST_ANSWER_TIMEOUT = 600.0  # RFC 5321 section 4.5.3.2.6: a shorter wait makes duplicates
IMPLICIT_TLS_PORT = 465
LONGEST_TEXT = 500
LOOPBACK = ("localhost", "127.0.0.1", "::1")

_START_DATA, _AUTHENTICATION_REQUIRED = 354, 530
_STEADY_REFUSAL = 500
_LINE_ENDS = re.compile(rb"\r\n|\n|\r")
_FIRST_DOTS = re.compile(rb"(?m)^\.")
_ENHANCED = re.compile(r"^([245]\.\d{1,3}\.\d{1,3})\b")
_ADDRESS = re.compile(r"[!-;=?-~]+@[!-;=?-~]+")  # ASCII without spaces and angle brackets


class Security(StrEnum):
    """How the connection is kept private."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"  # only for a relay on this machine


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpOptions:
    """A mail server and how to log in there.

    Attributes:
        host: Its name, which must be in its certificate.
        port: 587 for STARTTLS, 465 for TLS.
        user: Login; None: no login.
        password: Password or app password.
        token: Returns an OAuth 2 access token; used in place of a password.
        security: None: TLS at port 465, STARTTLS elsewhere.
        ca_file: Certificates to trust instead of the system's.
    """

    host: str
    port: int = 587
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    token: Callable[[], str] | None = field(default=None, repr=False)
    security: Security | None = None
    ca_file: Path | None = None

    def __post_init__(self) -> None:
        if self.secured is Security.NONE and self.host not in LOOPBACK:
            msg = f"security none is for a relay on this machine, not for {self.host}"
            raise ValueError(msg)
        if self.user is not None and self.password is None and self.token is None:
            msg = f"a login as {self.user} needs a password or a token"
            raise ValueError(msg)

    @property
    def secured(self) -> Security:
        """How the connection is kept private, the port's usual way if nothing is said."""
        usual = Security.TLS if self.port == IMPLICIT_TLS_PORT else Security.STARTTLS
        return self.security or usual

    def channel(self) -> "SmtpChannel":
        """Return the way out."""
        return SmtpChannel(self)


@dataclass(frozen=True, slots=True)
class SmtpChannel:
    """Sends over SMTP (RFC 5321), never over a connection whose certificate nobody trusts."""

    options: SmtpOptions
    timeout: float = TIMEOUT
    last_answer_timeout: float = LAST_ANSWER_TIMEOUT

    def send(
        self, eml: bytes, *, sender: str, recipient: str, before_data: Callable[[], None]
    ) -> Reply:
        """Send a letter to one recipient in a transaction of its own."""
        for address in (sender, recipient):
            if not _ADDRESS.fullmatch(address):
                return Reply(outcome=Outcome.REFUSED, text=f"{address!r} is no mail address")
        try:
            with self._connected(sender) as server:
                return self._transaction(server, eml, sender, recipient, before_data)
        except _StoppedError as stopped:
            return stopped.reply
        except _HookError as failed:
            raise failed.error from None
        except (OSError, smtplib.SMTPException) as error:
            return _before_transaction(error)

    def trouble(self, sender: str) -> Reply | None:
        """Connect and log in, send nothing; return what keeps letters from leaving, or None."""
        try:
            with self._connected(sender) as server:
                _leave(server)
        except (OSError, smtplib.SMTPException) as error:
            return _before_transaction(error)
        return None

    @contextmanager
    def _connected(self, sender: str) -> Iterator[smtplib.SMTP]:
        server = self._open(sender.rpartition("@")[2])
        try:
            if self.options.secured is Security.STARTTLS:
                server.starttls(context=self._context())
            server.ehlo_or_helo_if_needed()
            self._log_in(server)
            yield server
        finally:
            server.close()

    def _open(self, own_name: str) -> smtplib.SMTP:
        options = self.options
        if options.secured is Security.TLS:
            return smtplib.SMTP_SSL(
                options.host,
                options.port,
                own_name,
                timeout=self.timeout,
                context=self._context(),
            )
        return smtplib.SMTP(options.host, options.port, own_name, timeout=self.timeout)

    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.options.ca_file)

    def _log_in(self, server: smtplib.SMTP) -> None:
        user, token = self.options.user, self.options.token
        if user is None:
            return
        if token is None:
            server.login(user, self.options.password or "")
            return
        login = f"user={user}\x01auth=Bearer {token()}\x01\x01"
        server.auth("XOAUTH2", lambda asked=None: "" if asked else login, initial_response_ok=True)

    def _transaction(
        self,
        server: smtplib.SMTP,
        eml: bytes,
        sender: str,
        recipient: str,
        before_data: Callable[[], None],
    ) -> Reply:
        size = [f"size={len(eml)}"] if server.has_extn("size") else []
        _accepted(server.mail(sender, size), Outcome.FAILED)
        _accepted(server.rcpt(recipient), Outcome.REFUSED)
        _called(before_data)
        code, text = server.docmd("DATA")
        if code != _START_DATA:
            return _told(code, text, Outcome.FAILED)
        try:
            server.send(_quoted(eml))
            cast("socket.socket", server.sock).settimeout(self.last_answer_timeout)
            code, text = server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            return Reply(outcome=Outcome.UNKNOWN, text=_words(error))
        _leave(server)
        return _told(code, text, Outcome.FAILED)


class _StoppedError(Exception):
    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.text)
        self.reply = reply


class _HookError(Exception):
    """What `before_data` raised, kept apart from what the connection raises."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error


def _called(before_data: Callable[[], None]) -> None:
    try:
        before_data()
    except OSError as error:
        raise _HookError(error) from error


def _accepted(answer: tuple[int, bytes], refusal: Outcome) -> None:
    reply = _told(*answer, refusal)
    if reply.outcome is not Outcome.SENT:
        raise _StoppedError(reply)


def _told(code: int, answer: bytes, refusal: Outcome) -> Reply:
    text = answer.decode("utf-8", "replace").replace("\n", " ")[:LONGEST_TEXT]
    enhanced = _ENHANCED.match(text)
    if 200 <= code < 300:  # noqa: PLR2004 - RFC 5321 section 4.2.1: positive completion
        outcome = Outcome.SENT
    elif code < _STEADY_REFUSAL:
        outcome = Outcome.LATER
    elif code == _AUTHENTICATION_REQUIRED:
        outcome = Outcome.STOP
    else:
        outcome = refusal
    return Reply(outcome=outcome, code=code, enhanced=enhanced[1] if enhanced else None, text=text)


def _before_transaction(error: OSError | smtplib.SMTPException) -> Reply:
    if isinstance(error, smtplib.SMTPResponseException):
        answer = error.smtp_error
        raw = answer if isinstance(answer, bytes) else str(answer).encode()
        return _told(error.smtp_code, raw, Outcome.STOP)
    lost = isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError)
    mendable = isinstance(error, ssl.SSLError | smtplib.SMTPNotSupportedError)
    outcome = Outcome.STOP if mendable and not lost else Outcome.LATER
    return Reply(outcome=outcome, text=_words(error))


def _words(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:LONGEST_TEXT]


def _quoted(eml: bytes) -> bytes:
    lines = _LINE_ENDS.sub(b"\r\n", eml)
    ended = lines if lines.endswith(b"\r\n") else lines + b"\r\n"
    return _FIRST_DOTS.sub(b"..", ended) + b".\r\n"


def _leave(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        return
