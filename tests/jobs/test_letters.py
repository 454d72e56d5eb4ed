"""Letters that wait, again on purpose, and in a new revision."""

import pytest

from jobs.exits import Exit
from jobs.letters import deliver_again, revise, send_pending
from jobs.lock import only_run
from jobs.outbox import Outgoing, message_id_of, revision_of
from tests.fakes.post_office import PASSWORD, Scripted, certificate, post_office
from tests.jobs.around import Clock, mails, surroundings
from tests.jobs.test_outcomes import BUYER, TEAM, outgoing, planned, states


def smtp(port, *, more=""):
    return f"""\
mail:
  channel: smtp
  host: 127.0.0.1
  port: {port}
  security: none
  from: "Shop <shop@example.com>"
  to: [{BUYER}]
  admins: [tech@example.com]
{more}"""


@pytest.fixture
def office():
    with post_office() as made:
        yield made


@pytest.fixture
def around(tmp_path, office):
    made = surroundings(tmp_path, more=smtp(office.port))
    yield made
    made.ledger.close()


def test_what_waits_is_sent_and_told(around, office):
    planned(around.ledger, around.clock)

    assert send_pending(around).message == "letters: 2 sent"
    assert send_pending(around).message == "no letter waits"
    assert office.received(BUYER) == 1


def test_a_letter_that_may_not_be_tried_yet_is_no_letter_that_does_not_wait(around, office):
    planned(around.ledger, around.clock)
    office.refusals = {BUYER: "451 4.7.1 try later"}
    send_pending(around)

    assert send_pending(around).message == (
        "no letter is due yet; 1 for later, which `reorder-brief status` lists"
    )


def test_a_refused_recipient_is_told_to_the_admins_with_the_address_and_what_to_do(around, office):
    planned(around.ledger, around.clock)
    office.refusals = {BUYER: "550 5.1.1 no such user"}

    outcome = send_pending(around)
    send_pending(around)

    assert outcome.exit == Exit.PARTIAL
    assert outcome.message == f"letters: 1 refused, 1 sent; {BUYER}: 5.1.1 no such user"
    [(to, content)] = [letter for letter in office.letters if letter[0] != TEAM]
    assert to == "tech@example.com"
    text = content.decode()
    assert f"{BUYER}: refused 5.1.1 no such user" in text.replace("=\r\n", "")
    assert "--again KEY" in text


def test_again_sends_to_those_only_who_did_not_get_it(around, office):
    letter = planned(around.ledger, around.clock)
    office.refusals = {BUYER: "550 5.1.1 no such user"}
    send_pending(around)
    office.refusals.clear()

    assert deliver_again(around, letter.key[:10]).message == "letters: 1 sent"
    assert (office.received(BUYER), office.received(TEAM)) == (1, 1)
    said = deliver_again(around, letter.key)
    assert said.exit == Exit.USAGE
    assert "has arrived everywhere" in said.message


def test_a_key_that_fits_none_or_several_is_told(around):
    for number in range(40):
        planned(around.ledger, around.clock, period=f"2025-W{number}")

    nothing = deliver_again(around, "zzz")
    several = deliver_again(around, "")

    assert (nothing.exit, several.exit) == (Exit.USAGE, Exit.USAGE)
    assert nothing.message == "there is no letter 'zzz'; `reorder-brief status` lists them"
    assert several.message == "several letters begin with '': write more of the key"


def composed(revision):
    """A letter made anew, as the weekly job does it."""
    head = f"Message-ID: {revision.message_id}\r\nReferences: {revision.references}\r\n"
    return Outgoing(
        key=revision.key,
        kind=revision.kind,
        subject_of=revision.subject_of,
        period=revision.period,
        revision=revision.revision,
        message_id=revision.message_id,
        subject="briefs, corrected",
        eml=f"{head}Subject: briefs, corrected\r\n\r\nThree.\r\n".encode(),
        recipients=(BUYER, TEAM),
    )


def test_a_revision_goes_out_under_a_message_id_of_its_own_and_refers_to_the_first(around, office):
    letter = planned(around.ledger, around.clock)
    send_pending(around)
    office.letters.clear()

    assert revise(around, letter.key[:8], composed).message == "letters: 2 sent"
    assert revise(around, f"{letter.key}-r2", composed).message == "letters: 2 sent"

    second, third = office.letters[0][1].decode(), office.letters[2][1].decode()
    first = letter.message_id
    assert f"Message-ID: {first.replace('.r1@', '.r2@')}" in second
    assert f"Message-ID: {first.replace('.r1@', '.r3@')}" in third
    assert f"References: {first}" in second
    assert f"References: {first}" in third
    revision = revision_of(around.ledger, letter.key, sender="shop@example.com")
    assert (revision.revision, revision.subject_of) == (4, ("B-MUG",))


def test_revising_what_is_not_there_is_told(around):
    for number in range(40):
        planned(around.ledger, around.clock, period=f"2025-W{number}")

    assert revise(around, "zzz", composed).exit == Exit.USAGE
    assert revise(around, "", composed).exit == Exit.USAGE


def test_message_ids_follow_from_the_key_and_the_senders_domain():
    assert message_id_of("abc", sender="shop@example.com") == "<brief.abc.r1@example.com>"
    assert (
        message_id_of("abc-r2", sender="shop@example.com", revision=2)
        == "<brief.abc.r2@example.com>"
    )


def test_two_teams_of_one_domain_never_share_a_message_id():
    from jobs.outbox import key_of

    one, two = (
        key_of(kind="weekly", subject="team", period="2025-W23", team=team) for team in ("a", "b")
    )
    assert one != two


def test_a_password_that_is_not_set_is_told_before_anything_is_sent(tmp_path, office):
    around = surroundings(
        tmp_path, more=smtp(office.port, more="  user: shop\n  password_env: NOT_SET_ANYWHERE\n")
    )
    planned(around.ledger, around.clock)

    outcome = send_pending(around)

    assert outcome.exit == Exit.CONFIG
    assert "the environment variable NOT_SET_ANYWHERE is not set" in outcome.message
    around.ledger.close()


def test_a_wrong_password_is_told_without_showing_it(tmp_path, caplog):
    file, context = certificate(tmp_path)
    with post_office(tls_context=context, require_starttls=True, auth_required=True) as office:
        more = f"  user: shop@example.com\n  password_env: PASS\n  ca_file: {file}\n"
        text = smtp(office.port, more=more).replace("security: none", "security: starttls")
        around = surroundings(tmp_path, more=text, environment={"PASS": "wrong-geheim"})
        planned(around.ledger, around.clock)

        outcome = send_pending(around)

        assert outcome.exit == Exit.PERMISSION
        assert outcome.message.startswith("letters: 2 planned; nothing more can be sent: 5.7.8")
        around.ledger.close()
    assert "wrong-geheim" not in caplog.text


def test_a_right_password_from_the_environment_is_used(tmp_path):
    file, context = certificate(tmp_path)
    with post_office(tls_context=context, require_starttls=True, auth_required=True) as office:
        more = f"  user: shop@example.com\n  password_env: PASS\n  ca_file: {file}\n"
        text = smtp(office.port, more=more).replace("security: none", "security: starttls")
        around = surroundings(tmp_path, more=text, environment={"PASS": PASSWORD})
        planned(around.ledger, around.clock)

        assert send_pending(around).exit == Exit.OK
        around.ledger.close()


def test_while_a_run_is_at_work_no_letter_is_sent(around):
    with only_run(around.ledger.engine, spreadsheet=around.ledger.spreadsheet):
        assert send_pending(around).exit == Exit.LOCKED


def test_what_a_dead_process_was_sending_is_sent_again_once(around, office):
    planned(around.ledger, around.clock)
    around.ledger.settle_delivery(
        outgoing().key, BUYER, now=around.clock(), state="sending", attempts=1
    )

    assert send_pending(around).message == "letters: 2 sent"


def test_with_hold_the_admins_are_told_of_what_nobody_knows(tmp_path):
    with Scripted("dot") as server:
        around = surroundings(tmp_path, more=smtp(server.port, more="  on_unknown: hold\n"))
        planned(around.ledger, around.clock, recipients=(BUYER,))

        outcome = send_pending(around)

    assert outcome.message == "letters: 1 unknown"
    notices = around.ledger.deliveries(["unknown", "planned"])
    assert [each.kind for each in notices if each.recipient == "tech@example.com"] == ["notice"]
    around.ledger.close()


def test_a_ledger_that_fails_is_told(around):
    from sqlalchemy import text

    with around.ledger.writing() as connection:
        connection.execute(text("DROP TABLE delivery"))

    assert send_pending(around).exit == Exit.UNAVAILABLE


def test_notices_into_a_folder_are_files(tmp_path):
    around = surroundings(tmp_path, clock=Clock())
    planned(around.ledger, around.clock)

    assert send_pending(around).message == "letters: 2 sent"
    assert len(mails(tmp_path)) == 1
    assert states(around.ledger) == {BUYER: "sent", TEAM: "sent"}
    around.ledger.close()
