import smtplib
import ssl

import pytest

from briefs.channels.reply import Outcome
from briefs.channels.smtp import Security, SmtpChannel, SmtpOptions
from tests.fakes.post_office import PASSWORD, USER, Scripted, certificate, post_office

EML = b"From: shop@shop.example\r\nSubject: x\r\n\r\n.\r\n..two\nbare line\r\n"


def channel(port, *, last_answer_timeout=2.0, **options):
    chosen = {"security": Security.NONE, **options}
    return SmtpChannel(
        SmtpOptions(host="127.0.0.1", port=port, **chosen),
        timeout=2.0,
        last_answer_timeout=last_answer_timeout,
    )


def send(way, *, sender="shop@shop.example", recipient="buyer@shop.example", seen=None):
    marks = [] if seen is None else seen
    return way.send(
        EML, sender=sender, recipient=recipient, before_data=lambda: marks.append("sending")
    )


def test_lines_that_begin_with_a_dot_arrive_as_they_were():
    with post_office() as office:
        reply = send(channel(office.port))

    assert (reply.outcome, reply.code, reply.enhanced) == (Outcome.SENT, 250, "2.0.0")
    [(_, content)] = office.letters
    assert content == EML.replace(b"two\n", b"two\r\n")


def test_a_letter_without_a_last_line_end_gets_one():
    with post_office() as office:
        channel(office.port).send(
            b"Subject: x\n\nend",
            sender="a@b.example",
            recipient="c@d.example",
            before_data=lambda: None,
        )

    assert office.letters[0][1] == b"Subject: x\r\n\r\nend\r\n"


@pytest.mark.parametrize(
    ("answer", "outcome", "code", "enhanced"),
    [
        ("550 5.1.1 no such user", Outcome.REFUSED, 550, "5.1.1"),
        ("450 4.2.0 greylisted", Outcome.LATER, 450, "4.2.0"),
        ("421 closing", Outcome.LATER, 421, None),
        ("530 5.7.0 log in first", Outcome.STOP, 530, "5.7.0"),
    ],
)
def test_an_answer_to_the_recipient_decides_about_the_recipient(answer, outcome, code, enhanced):
    seen = []
    with post_office() as office:
        office.refusals["buyer@shop.example"] = answer
        reply = send(channel(office.port), seen=seen)

    assert (reply.outcome, reply.code, reply.enhanced) == (outcome, code, enhanced)
    assert seen == []
    assert office.letters == []


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("554 5.6.0 we do not like it", Outcome.FAILED),
        ("452 4.3.1 disk full", Outcome.LATER),
        ("250 2.0.0 thank you", Outcome.SENT),
    ],
)
def test_an_answer_to_the_letter_decides_about_the_letter(answer, outcome):
    seen = []
    with post_office() as office:
        office.data_answers.append(answer)
        reply = send(channel(office.port), seen=seen)

    assert reply.outcome is outcome
    assert reply.text == answer[4:]
    assert seen == ["sending"]


def test_a_letter_that_is_too_large_is_refused_before_it_is_sent():
    with post_office(data_size_limit=10) as office:
        reply = send(channel(office.port))

    assert (reply.outcome, reply.code) == (Outcome.FAILED, 552)


@pytest.mark.parametrize("how", ["close", "silence"])
@pytest.mark.parametrize("at", ["data", "dot"])
def test_when_the_last_answer_never_comes_nobody_knows(at, how):
    """RFC 1047: the server may have taken it."""
    if (at, how) == ("data", "silence"):
        return  # it goes on listening, which is the dot's case
    with Scripted(at, how) as server:
        reply = send(channel(server.port, last_answer_timeout=0.3))

    assert reply.outcome is Outcome.UNKNOWN
    assert reply.text


def test_an_answer_after_the_dot_that_is_a_refusal_is_one():
    with Scripted("dot", "answer", b"550 5.7.1 spam") as server:
        reply = send(channel(server.port))

    assert (reply.outcome, reply.code, reply.enhanced) == (Outcome.FAILED, 550, "5.7.1")


def test_a_taken_letter_stays_sent_when_the_goodbye_fails():
    with Scripted("dot", "answer", b"250 taken") as server:
        reply = send(channel(server.port))

    assert reply.outcome is Outcome.SENT


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        (b"421 too busy", Outcome.LATER),
        (b"554 no service here", Outcome.STOP),
        (b"220 here", Outcome.LATER),
    ],
)
def test_a_server_that_does_not_want_to_talk(line, outcome):
    """After the last greeting it hangs up."""
    with Scripted("greeting", "answer", line) as server:
        assert send(channel(server.port)).outcome is outcome


def test_a_server_that_hangs_up_at_once_may_be_there_later():
    with Scripted("greeting", "close") as server:
        assert send(channel(server.port)).outcome is Outcome.LATER


def test_no_server_at_all_may_be_there_later():
    with Scripted("greeting") as server:
        port = server.port
    reply = send(channel(port))

    assert reply.outcome is Outcome.LATER
    assert reply.text


def test_a_server_that_refuses_the_data_command_has_taken_nothing(monkeypatch):
    with post_office() as office:
        monkeypatch.setattr(smtplib.SMTP, "docmd", _without_data(smtplib.SMTP.docmd))
        reply = send(channel(office.port))

    assert (reply.outcome, reply.code) == (Outcome.LATER, 451)
    assert office.letters == []


def _without_data(docmd):
    def asked(self, command, *rest):
        return (451, b"not now") if command == "DATA" else docmd(self, command, *rest)

    return asked


@pytest.mark.parametrize(
    "address",
    [
        "no-at",
        "a b@c.example",
        "a@b.example\r\nRCPT TO:<x@y.example>",
        "ü@b.example",
        "<a@b.example>",
    ],
)
def test_what_is_no_address_never_reaches_the_server(address):
    with post_office() as office:
        assert send(channel(office.port), recipient=address).outcome is Outcome.REFUSED
        assert send(channel(office.port), sender=address).outcome is Outcome.REFUSED

    assert office.commands == []


def test_starttls_with_a_certificate_that_is_trusted(tmp_path):
    file, context = certificate(tmp_path)
    with post_office(tls_context=context, require_starttls=True) as office:
        reply = send(channel(office.port, security=Security.STARTTLS, ca_file=file))

    assert reply.outcome is Outcome.SENT


def test_a_certificate_that_nobody_trusts_stops_everything(tmp_path):
    """smtplib's own default would have sent."""
    _, context = certificate(tmp_path)
    with post_office(tls_context=context) as office:
        reply = send(channel(office.port, security=Security.STARTTLS))

    assert reply.outcome is Outcome.STOP
    assert "certificate" in reply.text
    assert office.letters == []


def test_a_server_without_starttls_stops_everything():
    with post_office() as office:
        reply = send(channel(office.port, security=Security.STARTTLS))

    assert reply.outcome is Outcome.STOP
    assert "STARTTLS" in reply.text


def test_tls_from_the_first_byte(tmp_path):
    file, context = certificate(tmp_path)
    with post_office(ssl_context=context) as office:
        reply = send(channel(office.port, security=Security.TLS, ca_file=file))

    assert reply.outcome is Outcome.SENT


def test_tls_to_a_server_that_speaks_none_stops_everything():
    with post_office() as office:
        reply = send(channel(office.port, security=Security.TLS))

    assert reply.outcome is Outcome.STOP


def test_a_tls_connection_that_is_cut_may_work_later(monkeypatch):
    def cut(*_, **__):
        raise ssl.SSLEOFError(8, "cut")

    monkeypatch.setattr(smtplib, "SMTP_SSL", cut)

    assert send(channel(1, security=Security.TLS)).outcome is Outcome.LATER


def test_a_login_with_a_password(tmp_path):
    file, context = certificate(tmp_path)
    with post_office(tls_context=context, require_starttls=True, auth_required=True) as office:
        reply = send(
            channel(
                office.port, security=Security.STARTTLS, ca_file=file, user=USER, password=PASSWORD
            )
        )

    assert reply.outcome is Outcome.SENT


def test_a_wrong_password_stops_everything_and_is_not_in_the_answer(tmp_path):
    file, context = certificate(tmp_path)
    with post_office(tls_context=context, require_starttls=True, auth_required=True) as office:
        reply = send(
            channel(
                office.port, security=Security.STARTTLS, ca_file=file, user=USER, password="secret9"
            )
        )

    assert (reply.outcome, reply.code) == (Outcome.STOP, 535)
    assert "secret9" not in reply.text


def test_a_login_where_the_server_knows_none_stops_everything():
    with post_office() as office:
        reply = send(channel(office.port, user=USER, password=PASSWORD))

    assert reply.outcome is Outcome.STOP


@pytest.mark.parametrize(
    ("challenge", "token_answer"),
    [(b"235 2.7.0 ok", Outcome.SENT), (b"535 5.7.8 no", Outcome.STOP)],
)
def test_a_login_with_a_token(monkeypatch, challenge, token_answer):
    """XOAUTH2: a refused token is told in a challenge, which is answered with an empty line."""
    sent = []

    def auth(self, mechanism, answer, *, initial_response_ok):
        sent.extend([mechanism, answer(), answer(b"{}")])
        code, text = int(challenge[:3]), challenge[4:]
        if code != 235:
            raise smtplib.SMTPAuthenticationError(code, text)
        return code, text

    monkeypatch.setattr(smtplib.SMTP, "auth", auth)
    with post_office() as office:
        reply = send(channel(office.port, user=USER, token=lambda: "tok"))

    assert reply.outcome is token_answer
    assert sent == ["XOAUTH2", f"user={USER}\x01auth=Bearer tok\x01\x01", ""]


def test_the_usual_way_follows_from_the_port():
    assert SmtpOptions(host="mail.example").secured is Security.STARTTLS
    assert SmtpOptions(host="mail.example", port=465).secured is Security.TLS
    assert SmtpOptions(host="mail.example").channel().options.port == 587


def test_no_security_is_for_a_relay_on_this_machine_only():
    with pytest.raises(ValueError, match=r"not for mail\.example"):
        SmtpOptions(host="mail.example", security=Security.NONE)


def test_a_login_needs_something_to_log_in_with():
    with pytest.raises(ValueError, match="needs a password or a token"):
        SmtpOptions(host="mail.example", user=USER)


def test_secrets_are_not_shown():
    assert PASSWORD not in repr(SmtpOptions(host="mail.example", user=USER, password=PASSWORD))


def test_a_server_that_would_take_letters_is_no_trouble():
    with post_office() as office:
        assert channel(office.port).trouble("shop@shop.example") is None

    assert office.letters == []


def test_what_would_keep_letters_from_leaving_is_told(tmp_path):
    file, context = certificate(tmp_path)
    with post_office(tls_context=context, require_starttls=True, auth_required=True) as office:
        way = channel(
            office.port, security=Security.STARTTLS, ca_file=file, user=USER, password="wrong"
        )
        trouble = way.trouble("shop@shop.example")

    assert (trouble.outcome, trouble.code) == (Outcome.STOP, 535)
