"""Mail servers on loopback: a real one that takes notes, and one that misbehaves by script."""

import contextlib
import ipaddress
import socket
import ssl
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.fakes.postgres import free_port

USER, PASSWORD = "shop@example.com", "app-password-geheim"


@dataclass
class PostOffice:
    """A handler of aiosmtpd: what came in, and what it answers.

    Attributes:
        letters: (recipient, bytes) of everything that was taken.
        refusals: recipient -> answer to RCPT instead of 250.
        data_answers: Answers to the final dot, one a letter; then 250.
        logins: (user, password) of every try to log in.
        commands: RCPT addresses in order, also refused ones.
        leaked: A letter held a secret, in a header or in any decoded part.
    """

    letters: list = field(default_factory=list)
    refusals: dict = field(default_factory=dict)
    data_answers: list = field(default_factory=list)
    logins: list = field(default_factory=list)
    commands: list = field(default_factory=list)
    port: int = 0
    leaked: bool = False

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        self.commands.append(address)
        answer = self.refusals.get(address)
        answer = answer() if callable(answer) else answer
        if answer is None:
            envelope.rcpt_tos.append(address)
            return "250 2.1.5 OK"
        return answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        whole = message_from_bytes(envelope.content, policy=default)
        parts = [str(part.get_content()) for part in whole.walk() if not part.is_multipart()]
        self.leaked = self.leaked or "geheim" in "\n".join((*map(str, whole.values()), *parts))
        answer = self.data_answers.pop(0) if self.data_answers else "250 2.0.0 taken"
        if answer.startswith("2"):
            self.letters += [(to, envelope.content) for to in envelope.rcpt_tos]
        return answer

    def authenticate(self, server, session, envelope, mechanism, data):
        login = (data.login.decode(), data.password.decode())
        self.logins.append(login)
        return AuthResult(success=login == (USER, PASSWORD), handled=False)

    def received(self, recipient):
        """How many copies a recipient has."""
        return sum(to == recipient for to, _ in self.letters)


@contextlib.contextmanager
def post_office(**options):
    """A real SMTP server; options go to aiosmtpd (tls_context, require_starttls, ...)."""
    office = PostOffice()
    if options.get("auth_required"):
        options["authenticator"] = office.authenticate
    port = free_port()
    controller = Controller(office, hostname="127.0.0.1", port=port, **options)
    controller.start()
    office.port = port
    try:
        yield office
    finally:
        controller.stop()
    assert not office.leaked, "a secret stands in a letter"


def certificate(folder):
    """Make a certificate for 127.0.0.1; return its file and a server's context with it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2120, 1, 1, tzinfo=UTC))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file, secret = folder / "certificate.pem", folder / "key.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file, secret)
    return file, context


class Scripted:
    """A server that speaks SMTP up to the point where it is told to misbehave.

    Attributes:
        at: greeting, data (after 354, before the dot) or dot (after it).
        how: answer (a line), close, or silence.
        heard: Every byte that came in.
    """

    def __init__(self, at, how="close", line=b""):
        self.at, self.how, self.line = at, how, line
        self.heard = b""
        self.taken = 0  # letters that came in whole
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        self._socket.close()
        self._thread.join(5)

    def _serve(self):
        while not self._stop.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._meet, args=(connection,), daemon=True).start()

    def _meet(self, connection):
        with connection, contextlib.suppress(OSError):
            connection.settimeout(5)
            self._talk(connection)

    def _talk(self, connection):
        if self.at == "greeting":
            return self._misbehave(connection)
        connection.sendall(b"220 here\r\n")
        file = connection.makefile("rb")
        while line := file.readline():
            self.heard += line
            word = line.split()[0].upper() if line.split() else b""
            if word == b"DATA":
                connection.sendall(b"354 go\r\n")
                return self._data(connection, file)
            if word == b"QUIT":
                connection.sendall(b"221 bye\r\n")
                return None
            connection.sendall(b"250 ok\r\n")
        return None

    def _data(self, connection, file):
        if self.at == "data":
            file.readline()
            return self._misbehave(connection)
        while (line := file.readline()) and line != b".\r\n":
            self.heard += line
        self.taken += 1
        return self._misbehave(connection)

    def _misbehave(self, connection):
        if self.how == "answer":
            connection.sendall(self.line + b"\r\n")
        if self.how == "silence":
            self._stop.wait(30)
