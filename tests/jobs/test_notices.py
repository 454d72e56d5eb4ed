"""What went wrong is told to the admins only, with what to do, and not every hour."""

from datetime import timedelta

import pytest

from jobs.exits import DataError, Exit, MailSetupError
from jobs.logs import set_up
from jobs.notices import tell_admins_of_run
from jobs.runner import run_job
from jobs.session import Outcome, RunOptions
from sheets.grid import PermissionDeniedError
from tests.fakes.postgres import free_port
from tests.jobs.around import MAIL, Clock, Recorder, mails, surroundings
from tests.jobs.test_letters import smtp


@pytest.fixture
def around(tmp_path):
    made = surroundings(tmp_path, clock=Clock())
    yield made
    made.ledger.close()


def ended(around, *ends, name="nightly"):
    """Run a job by hand once for each end."""
    return [run_job(name, Recorder(end), around, options=RunOptions()).exit for end in ends]


def shown(message):
    return message.get_body(("plain",)).get_content()


def test_a_failed_run_is_told_with_its_reason_and_its_fix(around, tmp_path):
    ended(around, PermissionDeniedError("share 'Lots' with bot@x.iam.gserviceaccount.com"))

    [notice] = mails(tmp_path)
    assert notice["Subject"] == "reorder-brief: nightly failed at 3 Jun 02:12"
    assert (notice["From"], notice["To"]) == ("Shop <shop@example.com>", "tech@example.com")
    assert "Share the spreadsheet as Editor" in shown(notice)
    assert "bot@x.iam.gserviceaccount.com" in shown(notice)


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize(
    "end",
    [
        RuntimeError("x"),
        DataError("x"),
        MailSetupError("x"),
        PermissionDeniedError("x"),
        Exit.UNAVAILABLE,
    ],
)
def test_every_way_to_fail_has_its_fix_in_every_language(tmp_path, end, language):
    config = f"version: 1\nspreadsheet: {{backend: xlsx, path: q.xlsx}}\nlanguage: {{team: {language}}}\n"
    around = surroundings(tmp_path, config=config)

    ended(around, end)

    assert len(mails(tmp_path)) == 1
    around.ledger.close()


def test_the_same_failure_is_told_once_a_day_and_counted(around, tmp_path):
    for _ in range(30):
        ended(around, DataError("no tab"))
        around.clock.forward(hours=1)

    first, second = mails(tmp_path)
    assert "The same failure happened" not in shown(first)
    assert "The same failure happened 23 times since the last notice." in shown(second)


def test_another_failure_is_told_at_once(around, tmp_path):
    ended(around, DataError("no tab"), RuntimeError("broken"))

    assert len(mails(tmp_path)) == 2


def test_once_it_went_well_the_next_failure_is_told_at_once(around, tmp_path):
    for end in (DataError("no tab"), Exit.OK, DataError("no tab")):
        ended(around, end)
        around.clock.forward(minutes=1)

    assert len(mails(tmp_path)) == 2


@pytest.mark.parametrize("end", [Exit.OK, Exit.PARTIAL, Exit.TERMINATED, Exit.INTERRUPTED])
def test_what_is_no_failure_is_not_told(around, tmp_path, end):
    ended(around, end)

    assert mails(tmp_path) == []


def test_a_secret_in_a_message_reaches_neither_mail_nor_ledger_nor_log(tmp_path, capsys):
    more = MAIL + "monitoring: {healthcheck_url_env: PING}\n"
    url = f"http://127.0.0.1:{free_port()}/geheim-url"
    around = surroundings(tmp_path, more=more, environment={"PING": url})
    set_up(verbosity=2, redact=around.redact, form="json")

    outcome = run_job(
        "nightly",
        Recorder(RuntimeError(f"cannot reach {url} -----BEGIN PRIVATE KEY-----\nMIIE")),
        around,
        options=RunOptions(),
    )

    [notice] = mails(tmp_path)
    run = around.ledger.runs()[0]
    log = capsys.readouterr().err
    assert "Traceback" in log
    for text in (shown(notice), outcome.message, run.error, log):
        assert "geheim" not in text
        assert "MIIE" not in text
    around.ledger.close()


def test_a_notice_that_cannot_leave_now_waits_in_the_outbox(tmp_path):
    around = surroundings(tmp_path, more=smtp(free_port()))

    assert ended(around, DataError("no tab")) == [Exit.DATA]

    [waiting] = around.ledger.deliveries(["planned"])
    assert (waiting.kind, waiting.recipient) == ("notice", "tech@example.com")
    assert waiting.next_try_at == around.clock() + timedelta(minutes=15)
    assert around.clock.slept == 0
    around.ledger.close()


def test_a_notice_that_cannot_even_be_written_changes_no_outcome(tmp_path, caplog):
    more = smtp(free_port(), more="  user: shop\n  password_env: NOT_SET_ANYWHERE\n")
    around = surroundings(tmp_path, more=more)

    assert ended(around, DataError("no tab")) == [Exit.DATA]

    assert "after the run:" in caplog.text
    caplog.clear()
    around.ledger.close()


def test_a_run_that_nobody_watches_tells_nobody(around, tmp_path):
    outcome = run_job(
        "restore", Recorder(DataError("x")), around, options=RunOptions(), watched=False
    )

    assert (outcome.exit, mails(tmp_path)) == (Exit.DATA, [])


def test_a_dry_run_leaves_no_trace(around, tmp_path):
    outcome = run_job("nightly", Recorder(DataError("x")), around, options=RunOptions(dry_run=True))

    assert outcome.exit == Exit.DATA
    assert (mails(tmp_path), around.ledger.runs()) == ([], ())


def test_a_refused_recipient_of_a_notice_is_no_news(around, tmp_path):
    around.ledger.add_letter(
        {
            "key": "k",
            "kind": "notice",
            "subject_of": "[]",
            "period": "",
            "revision": 1,
            "message_id": "m",
            "subject": "s",
            "content_sha256": "",
            "eml": b"",
            "run_id": "",
        },
        ["tech@example.com"],
        now=around.clock(),
    )
    around.ledger.settle_delivery("k", "tech@example.com", now=around.clock(), state="refused")

    tell_admins_of_run(
        around,
        "nightly",
        Outcome(exit=Exit.OK, message=""),
        since=around.clock() - timedelta(hours=1),
        last_try=True,
    )

    assert mails(tmp_path) == []
