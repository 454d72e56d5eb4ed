"""What comes of a letter, whatever the mail server does: the table of docs/operations.md.

Real sockets throughout; only the clock is ours.
"""

from datetime import timedelta

import pytest

from briefs.channels import Outcome, Reply
from briefs.channels.smtp import Security, SmtpChannel, SmtpOptions
from jobs.exits import Exit, MailError, MailSetupError
from jobs.ledger import open_ledger
from jobs.outbox import Delivered, Outgoing, again, deliver, key_of, message_id_of, pending, plan
from tests.fakes.post_office import PASSWORD, USER, Scripted, certificate, post_office
from tests.jobs.around import Clock

BUYER, TEAM = "buyer@example.com", "team@example.com"
SENDER = "shop@example.com"


@pytest.fixture
def ledger(tmp_path):
    opened = open_ledger(f"sqlite:///{tmp_path}/state/ledger.db", spreadsheet="shop")
    yield opened
    opened.close()


def outgoing(*, period="2025-W23", recipients=(BUYER, TEAM), body=b"Two reorders.", kind="weekly"):
    key = key_of(kind=kind, subject="team", period=period)
    identity = message_id_of(key, sender=SENDER)
    eml = b"Message-ID: %s\r\nSubject: briefs\r\n\r\n%s\r\n" % (identity.encode(), body)
    return Outgoing(
        key=key,
        kind=kind,
        subject_of=("B-MUG",),
        period=period,
        revision=1,
        message_id=identity,
        subject="briefs",
        eml=eml,
        recipients=recipients,
    )


def planned(ledger, clock, **changed):
    letter = outgoing(**changed)
    assert plan(ledger, letter, run_id="r1", now=clock())
    return letter


def channel(port, *, timeout=5.0, **options):
    given = {"host": "127.0.0.1", "port": port, "security": Security.NONE, **options}
    return SmtpChannel(SmtpOptions(**given), timeout=timeout, last_answer_timeout=timeout)


def send(ledger, way_out, clock, **options):
    return deliver(ledger, way_out, sender=SENDER, clock=clock, sleep=clock.sleep, **options)


def states(ledger):
    every = ("planned", "sending", "sent", "unknown", "refused", "failed")
    return {each.recipient: each.state for each in ledger.deliveries(every)}


def test_all_taken(ledger):
    clock = Clock()
    planned(ledger, clock)
    with post_office() as office:
        done = send(ledger, channel(office.port), clock)
        idle = send(ledger, channel(office.port), clock)

    assert (done.sent, done.exit) == (2, Exit.OK)
    assert (idle.sent, idle.exit) == (0, Exit.OK)
    assert (office.received(BUYER), office.received(TEAM)) == (1, 1)


def test_one_recipient_refused_the_other_gets_it_and_only_the_missing_one_is_asked_again(ledger):
    clock = Clock()
    letter = planned(ledger, clock)
    with post_office() as office:
        office.refusals = {BUYER: "550 5.1.1 no such user"}
        done = send(ledger, channel(office.port), clock)
        assert states(ledger) == {BUYER: "refused", TEAM: "sent"}
        assert (done.exit, done.refused) == (Exit.PARTIAL, ((BUYER, "5.1.1 no such user"),))
        office.refusals.clear()
        office.commands.clear()

        assert send(ledger, channel(office.port), clock).counts == {}
        assert again(ledger, letter.key[:8], now=clock()) == 1
        assert send(ledger, channel(office.port), clock).sent == 1

    assert office.commands == [BUYER]
    assert (office.received(BUYER), office.received(TEAM)) == (1, 1)


def test_greylisting_for_20_minutes_delays_and_loses_nothing(ledger):
    clock = Clock()
    start = clock()
    planned(ledger, clock)

    def grey():
        return "451 4.7.1 greylisted" if clock() - start < timedelta(minutes=20) else None

    with post_office() as office:
        office.refusals = {BUYER: grey, TEAM: grey}
        first = send(ledger, channel(office.port), clock)
        assert (first.exit, first.counts) == (Exit.PARTIAL, {"planned": 2})
        assert clock() - start == timedelta(seconds=155)
        assert len(office.commands) == 8
        rounds = 0
        while pending(ledger):
            clock.forward(minutes=5)
            send(ledger, channel(office.port), clock)
            rounds += 1

    assert (office.received(BUYER), office.received(TEAM)) == (1, 1)
    assert rounds == 3
    assert clock() - start < timedelta(minutes=21)


def test_what_is_put_off_for_a_day_is_given_up_and_can_be_sent_again(ledger):
    clock = Clock()
    letter = planned(ledger, clock, recipients=(BUYER,))
    with post_office() as office:
        office.refusals = {BUYER: "452 4.2.2 mailbox full"}
        send(ledger, channel(office.port), clock)
        clock.forward(hours=25)
        done = send(ledger, channel(office.port), clock)
        assert states(ledger) == {BUYER: "failed"}
        assert done.refused == ((BUYER, "4.2.2 mailbox full"),)

        office.refusals.clear()
        again(ledger, letter.key, now=clock())
        assert send(ledger, channel(office.port), clock).sent == 1


def test_the_dot_answered_with_later_is_surely_unsent(ledger):
    clock = Clock()
    planned(ledger, clock, recipients=(BUYER,))
    with post_office() as office:
        office.data_answers = ["451 4.3.0 try again", "451 4.3.0 try again"]
        done = send(ledger, channel(office.port), clock)

    assert (done.sent, office.received(BUYER)) == (1, 1)
    assert clock.slept == 35


def test_what_a_run_ends_with_tells_the_login_from_the_setup():
    login, setup = (
        Delivered(stopped=Reply(outcome=Outcome.STOP, code=code, text="no")) for code in (535, None)
    )

    assert (type(login.error), type(setup.error)) == (MailError, MailSetupError)
    assert Delivered().error is None


def test_a_letter_to_nobody_is_known_and_never_sent(ledger):
    clock = Clock()
    planned(ledger, clock, recipients=())

    assert pending(ledger) == {}
    assert not plan(ledger, outgoing(), run_id="r2", now=clock())


def test_a_letter_that_the_server_does_not_want_fails_once_and_for_all(ledger):
    clock = Clock()
    planned(ledger, clock, recipients=(BUYER,))
    with post_office() as office:
        office.data_answers = ["554 5.7.1 looks like spam"]
        done = send(ledger, channel(office.port), clock)

    assert states(ledger) == {BUYER: "failed"}
    assert done.exit == Exit.PARTIAL


def test_421_at_the_greeting_puts_everything_off_without_asking_for_each(ledger):
    clock = Clock()
    planned(ledger, clock)
    with Scripted("greeting", "answer", b"421 4.3.2 shutting down") as server:
        done = send(ledger, channel(server.port), clock)

    assert done.counts == {"planned": 2}
    assert states(ledger) == {BUYER: "planned", TEAM: "planned"}
    assert clock.slept == 155
    assert all(each.next_try_at for each in ledger.deliveries(["planned"]))


def test_no_server_at_all_puts_everything_off(ledger):
    clock = Clock()
    planned(ledger, clock)

    done = send(ledger, channel(1), clock)

    assert (done.exit, done.counts) == (Exit.PARTIAL, {"planned": 2})


def test_a_recipient_at_whom_the_server_hangs_up_does_not_hold_up_the_others(ledger):
    clock = Clock()
    planned(ledger, clock)

    class HangsUpAtBuyer:
        def __init__(self, real):
            self.real = real

        def send(self, eml, *, recipient, **options):
            port = 1 if recipient == BUYER else self.real.options.port
            return channel(port).send(eml, recipient=recipient, **options)

    with post_office() as office:
        send(ledger, HangsUpAtBuyer(channel(office.port)), clock)

    assert states(ledger) == {BUYER: "planned", TEAM: "sent"}


def test_cut_before_the_dot_is_unknown_and_repeated_once_with_the_same_bytes(ledger):
    clock = Clock()
    letter = planned(ledger, clock, recipients=(BUYER,))
    with Scripted("data") as server:
        done = send(ledger, channel(server.port), clock)
    assert (done.exit, states(ledger)) == (Exit.PARTIAL, {BUYER: "unknown"})

    with post_office() as office:
        assert send(ledger, channel(office.port), clock).sent == 1

    [(_, content)] = office.letters
    assert content == letter.eml


@pytest.mark.parametrize("how", ["close", "silence"])
def test_cut_after_the_dot_may_come_twice_and_never_three_times(ledger, how):
    """The server has it; the answer was lost, or never came within the time we waited."""
    clock = Clock()
    planned(ledger, clock, recipients=(BUYER,))
    with Scripted("dot", how) as server:
        for _ in range(4):
            send(ledger, channel(server.port, timeout=0.4), clock)
            clock.forward(minutes=16)

    assert server.taken == 2
    assert states(ledger) == {BUYER: "unknown"}


def test_hold_leaves_an_unknown_letter_to_a_person(ledger):
    clock = Clock()
    letter = planned(ledger, clock, recipients=(BUYER,))
    with Scripted("dot") as server:
        for _ in range(3):
            send(ledger, channel(server.port), clock, on_unknown="hold")
    assert (server.taken, pending(ledger)) == (1, {"unknown": 1})

    again(ledger, letter.key, now=clock())
    with post_office() as office:
        assert send(ledger, channel(office.port), clock, on_unknown="hold").sent == 1


def test_a_certificate_that_nobody_trusts_stops_before_any_login(ledger, tmp_path):
    clock = Clock()
    planned(ledger, clock)
    _, context = certificate(tmp_path)
    login = {"user": USER, "password": PASSWORD, "security": Security.STARTTLS}
    with post_office(tls_context=context, require_starttls=True, auth_required=True) as office:
        done = send(ledger, channel(office.port, **login), clock)

    assert (done.exit, done.counts) == (Exit.CONFIG, {"planned": 2})
    assert "certificate" in done.stopped.text
    assert office.logins == []


def test_a_server_without_starttls_stops_before_any_login(ledger):
    clock = Clock()
    planned(ledger, clock)
    login = {"user": USER, "password": PASSWORD, "security": Security.STARTTLS}
    with Scripted("dot") as server:
        done = send(ledger, channel(server.port, **login), clock)

    assert done.exit == Exit.CONFIG
    assert b"AUTH" not in server.heard


def secure_office(tmp_path):
    file, context = certificate(tmp_path)
    return file, post_office(tls_context=context, require_starttls=True, auth_required=True)


def test_a_wrong_password_stops_everything_after_one_try(ledger, tmp_path):
    clock = Clock()
    planned(ledger, clock)
    file, made = secure_office(tmp_path)
    login = {"user": USER, "password": "wrong-geheim", "security": Security.STARTTLS}
    with made as office:
        done = send(ledger, channel(office.port, ca_file=file, **login), clock)

    assert (done.exit, done.stopped.code) == (Exit.PERMISSION, 535)
    assert {password for _, password in office.logins} == {"wrong-geheim"}
    assert states(ledger) == {BUYER: "planned", TEAM: "planned"}
    assert clock.slept == 0


def test_a_right_password_over_a_trusted_connection_delivers(ledger, tmp_path):
    clock = Clock()
    planned(ledger, clock)
    file, made = secure_office(tmp_path)
    login = {"user": USER, "password": PASSWORD, "security": Security.STARTTLS}
    with made as office:
        done = send(ledger, channel(office.port, ca_file=file, **login), clock)

    assert (done.sent, done.exit) == (2, Exit.OK)


@pytest.mark.parametrize(("limit", "state", "exit_"), [
    (33_554_432, "sent", Exit.OK),
    (10_000_000, "failed", Exit.PARTIAL),
])  # fmt: skip
def test_a_letter_of_12_mb_goes_out_where_the_server_takes_that_much(ledger, limit, state, exit_):
    clock = Clock()
    lines = b"x" * 76 + b"\r\n"
    planned(ledger, clock, recipients=(BUYER,), body=lines * (12_000_000 // len(lines)))
    with post_office(data_size_limit=limit) as office:
        done = send(ledger, channel(office.port, timeout=60), clock)

    assert (states(ledger), done.exit) == ({BUYER: state}, exit_)
    assert office.received(BUYER) == (1 if state == "sent" else 0)


def test_a_request_to_stop_is_heeded_between_two_recipients(ledger):
    clock = Clock()
    planned(ledger, clock)
    with post_office() as office:
        done = send(ledger, channel(office.port), clock, stop=lambda: bool(office.letters))
        assert (done.sent, done.counts) == (1, {"sent": 1, "planned": 1})

        send(ledger, channel(office.port), clock)

    assert (office.received(BUYER), office.received(TEAM)) == (1, 1)


def test_a_request_to_stop_ends_the_wait_for_the_next_try(ledger):
    clock = Clock()
    planned(ledger, clock)

    send(ledger, channel(1), clock, stop=lambda: clock.slept >= 7)

    assert clock.slept == 7


def test_a_changed_letter_of_the_same_key_is_not_sent_again(ledger):
    clock = Clock()
    planned(ledger, clock)

    assert not plan(ledger, outgoing(body=b"Three reorders."), run_id="r2", now=clock())
    assert not plan(ledger, outgoing(recipients=("new@example.com",)), run_id="r2", now=clock())


def test_letters_of_two_teams_in_one_ledger_do_not_mix(ledger, tmp_path):
    clock = Clock()
    other = open_ledger(f"sqlite:///{tmp_path}/state/ledger.db", spreadsheet="other")
    planned(ledger, clock, recipients=(BUYER,))
    assert plan(other, outgoing(recipients=(TEAM,)), run_id="r1", now=clock())
    with post_office() as office:
        send(ledger, channel(office.port), clock)

    assert [to for to, _ in office.letters] == [BUYER]
    assert pending(other) == {"planned": 1}
    other.close()
