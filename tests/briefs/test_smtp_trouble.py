"""What keeps letters from leaving is found without sending one."""

from briefs.channels.reply import Outcome
from briefs.channels.smtp import Security, SmtpChannel, SmtpOptions
from tests.fakes.post_office import PASSWORD, USER, certificate, post_office


def channel(port, **options):
    chosen = {"security": Security.NONE, **options}
    return SmtpChannel(SmtpOptions(host="127.0.0.1", port=port, **chosen), timeout=2.0)


def test_a_server_that_takes_letters_gives_no_trouble_and_gets_none():
    with post_office() as office:
        assert channel(office.port).trouble(USER) is None

    assert office.letters == []
    assert office.commands == []


def test_a_wrong_password_is_trouble_that_a_person_must_mend(tmp_path):
    file, context = certificate(tmp_path)
    with post_office(tls_context=context, require_starttls=True, auth_required=True) as office:
        login = {"ca_file": file, "security": Security.STARTTLS, "user": USER}

        right = channel(office.port, **login, password=PASSWORD).trouble(USER)
        wrong = channel(office.port, **login, password="wrong").trouble(USER)

    assert right is None
    assert (wrong.outcome, wrong.code) == (Outcome.STOP, 535)


def test_a_server_that_is_not_there_is_trouble_that_may_pass():
    reply = channel(9).trouble(USER)

    assert reply.outcome is Outcome.LATER
