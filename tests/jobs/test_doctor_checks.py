"""What single checks see where nothing is wrong, and at their edges."""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from jobs.configuration import load
from tests.fakes.post_office import PASSWORD, USER, certificate, post_office
from tests.jobs import clinic
from tests.jobs.clinic import BOOK, NOON, check, codes, demo, examined, ran, steps_to
from tests.jobs.shop import google_config, refreshed


def test_a_clock_within_five_minutes_is_well(tmp_path, server, key):
    path = clinic.google(tmp_path, server, key)

    almost = examined(path, google_time=lambda _: NOON - timedelta(minutes=5))
    beyond = examined(path, google_time=lambda _: NOON - timedelta(minutes=5, seconds=1))

    assert codes(almost, "clock") == ["ok fine"]
    assert codes(beyond, "clock") == ["fail fast"]


def test_an_answer_without_a_time_is_no_fault(tmp_path, server, key):
    checkup = examined(clinic.google(tmp_path, server, key), google_time=lambda _: None)

    assert codes(checkup, "clock") == ["ok untold"]


def test_a_sign_in_without_a_project_is_named_by_its_account(tmp_path, server):
    server.seed(BOOK, title="Quality")

    checkup = examined(google_config(tmp_path, server, book=BOOK).path)

    assert codes(checkup, "key") == ["ok readable"]


def test_the_machine_s_own_sign_in_names_its_account(tmp_path, server, key, monkeypatch):
    path = clinic.google(tmp_path, server, key)
    file = tmp_path / "secrets" / "service-account.json"
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(file))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("secrets/service-account.json", "adc"), encoding="utf-8")

    checkup = examined(path)

    assert codes(checkup, "key") == ["ok signed_in"]
    assert codes(checkup, "secrets") == ["ok none"]


def test_a_zone_of_another_name_may_show_the_same_time(tmp_path, server, key):
    """Google calls Vietnam Asia/Saigon."""
    checkup = examined(clinic.google(tmp_path, server, key, time_zone="Asia/Bangkok"))

    assert codes(checkup, "locale") == ["ok fine"]


def test_a_zone_that_agrees_only_in_winter_is_told(tmp_path, server, key):
    path = clinic.google(
        tmp_path,
        server,
        key,
        time_zone="Europe/London",
        locale="en_GB",
        more="locale: {timezone: Africa/Accra, decimal: point}\n",
    )

    assert codes(examined(path), "locale") == ["warn zone"]


def test_what_babel_or_this_computer_does_not_know_is_not_compared(tmp_path, server, key):
    path = clinic.google(tmp_path, server, key)
    server.batch(
        BOOK,
        {
            "updateSpreadsheetProperties": {
                "properties": {"timeZone": "Etc/GMT-7"},
                "fields": "timeZone",
            }
        },
    )
    book = clinic.opened

    def strange(options):
        from dataclasses import replace

        made = book(options)
        info = made.info
        made.info = lambda: replace(info(), locale="xx_YY", timezone="Mars/Olympus")
        return made

    assert codes(examined(path, opened=strange), "locale") == ["ok fine"]


def test_secrets_that_are_well_are_counted(tmp_path, server, key):
    path = clinic.google(tmp_path, server, key, more="monitoring: {healthcheck_url_env: PING}\n")
    environment = {"PING": "http://127.0.0.1:9/x"}

    [finding] = check(examined(path, environment=environment, offline=True), "secrets").findings

    assert finding.text == "there and private: 2"


def test_a_key_that_git_ignores_is_well(tmp_path, server, key):
    import subprocess

    path = clinic.google(tmp_path, server, key)
    (tmp_path / ".gitignore").write_text("secrets/\n", encoding="utf-8")
    subprocess.run(["git", "-C", str(tmp_path), "init", "-q"], check=True)

    assert codes(examined(path, offline=True), "secrets") == ["ok fine"]


def test_without_git_and_on_windows_the_rest_is_looked_at(tmp_path, server, key, monkeypatch):
    path = clinic.google(tmp_path, server, key)
    (tmp_path / "secrets" / "service-account.json").chmod(0o644)
    monkeypatch.setattr("jobs.checks.private.shutil.which", lambda _name: None)
    monkeypatch.setattr("jobs.checks.private.POSIX", False)

    assert codes(examined(path, offline=True), "secrets") == ["ok fine"]


def mail_config(folder, office, file, *, more=""):
    path = demo(folder)
    mail = (
        f"mail:\n  channel: smtp\n  host: 127.0.0.1\n  port: {office.port}\n"
        f"  security: starttls\n  ca_file: {file}\n"
        f"  user: {USER}\n  password_env: SMTP_PASSWORD\n{more}"
    )
    text = path.read_text(encoding="utf-8").replace("mail:\n", mail)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_login_is_tried_and_nothing_is_sent_without_being_asked(tmp_path):
    file, context = certificate(tmp_path)
    with post_office(tls_context=context, require_starttls=True, auth_required=True) as office:
        path = mail_config(tmp_path, office, file)

        checkup = examined(path, environment={"SMTP_PASSWORD": PASSWORD})

    assert codes(checkup, "mail") == ["ok fine"]
    assert office.logins == [(USER, PASSWORD)]
    assert office.letters == []


def test_a_test_letter_goes_to_the_admins(tmp_path):
    file, context = certificate(tmp_path)
    with post_office(tls_context=context, require_starttls=True, auth_required=True) as office:
        path = mail_config(tmp_path, office, file)

        checkup = examined(path, environment={"SMTP_PASSWORD": PASSWORD}, send_test=True)

    assert codes(checkup, "mail") == ["ok fine", "ok sent"]
    [(recipient, letter)] = office.letters
    assert recipient == "owner@example.com"
    assert b"Subject: =?utf-8?" in letter
    assert b"Date: Mon, 02 Jun 2025 12:00:00 +0700" in letter


def test_without_admins_the_team_gets_the_test_letter(tmp_path):
    path = demo(tmp_path, language="en")
    text = path.read_text(encoding="utf-8").replace("  admins: [owner@example.com]\n", "")
    path.write_text(text, encoding="utf-8")

    checkup = examined(path, send_test=True)

    assert codes(checkup, "mail") == ["ok folder", "ok sent"]
    [letter] = (tmp_path / "out" / "mail").glob("*.eml")
    content = letter.read_text(encoding="utf-8")
    assert "To: buyer@example.com" in content
    assert "Subject: Test letter of reorder-brief: mail works" in content
    assert "doctor --send-test` at 2025-06-02" in content


def test_no_letter_is_written_offline(tmp_path):
    examined(demo(tmp_path), send_test=True, offline=True)

    assert not (tmp_path / "out").exists()


@pytest.fixture
def healthchecks():
    """A healthcheck server that notes what is asked of it."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"OK")

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/ping/1", asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_healthcheck_server_is_asked_without_changing_its_state(tmp_path, healthchecks):
    url, asked = healthchecks
    path = demo(tmp_path, more="monitoring: {healthcheck_url_env: PING}\n")

    checkup = examined(path, environment={"PING": url})

    assert codes(checkup, "healthcheck") == ["ok fine"]
    assert asked == ["/ping/1/log"]


def test_a_healthcheck_whose_variable_is_missing_was_told_before(tmp_path):
    checkup = examined(demo(tmp_path, more="monitoring: {healthcheck_url_env: PING}\n"))

    assert codes(checkup, "secrets") == ["warn variable_missing"]
    assert codes(checkup, "healthcheck") == ["skip earlier"]


@pytest.mark.parametrize(
    ("days", "seen"), [(1, "ok fine"), (6, "ok fine"), (10, "warn stale")], ids=str
)
def test_a_weekly_job_is_not_late_within_its_week(tmp_path, days, seen):
    path = demo(tmp_path)
    ran(path, "weekly", at=NOON - timedelta(days=days))

    checkup = examined(path, steps=steps_to("schedule"))

    assert codes(checkup, "schedule") == ["ok never", seen]


def test_a_nightly_job_of_some_weekdays_is_not_late_between_them(tmp_path):
    path = demo(tmp_path, more="schedule: {nightly: {days: [mon]}}\n")
    ran(path, "nightly", at=NOON - timedelta(days=6))

    checkup = examined(path, steps=steps_to("schedule"))

    assert codes(checkup, "schedule") == ["ok fine", "ok never"]


def test_backups_are_counted(tmp_path):
    path = demo(tmp_path, language="en")
    ran(path, "weekly", at=NOON - timedelta(hours=3))

    [finding] = check(examined(path, steps=steps_to("state")), "state").findings

    assert finding.text == f"{tmp_path}/state: whole and writable; backups: 1, newest 2025-06-02"


def test_a_ledger_on_a_server_is_not_asked_offline(tmp_path):
    url = "postgresql+pg8000://lan@db.example.com/ledger"
    path = demo(tmp_path, more=f"state: {{url: '{url}'}}\n")

    checkup = examined(path, offline=True)

    assert codes(checkup, "state") == ["skip offline"]


def test_a_spreadsheet_where_everything_is_in_use_has_no_next_step(tmp_path):
    checkup = examined(demo(tmp_path, language="en"))

    [finding] = check(checkup, "inputs").findings
    assert finding.text == "8 found, level 5 of 5: everything is in use"


def test_rows_that_all_count_are_well(tmp_path, server, key):
    tabs = {
        "Defect log": [["SKU", "Defect type", "Batch", "Date found"], ["A1", "broken", "L1", 45000]]
    }

    checkup = examined(clinic.google(tmp_path, server, key, tabs=tabs))

    assert codes(checkup, "rows") == ["ok fine"]
    assert check(checkup, "rows").findings[0].text == "1 read: 1 counted, 0 ignored on purpose"


def test_a_tab_of_people_with_a_title_of_ours_is_none_of_ours(tmp_path, server, key):
    """A run leaves it alone and makes its own beside it; nobody is told to delete theirs."""
    log = [["SKU", "Defect type", "Batch"], ["A1", "broken", "L1"]]
    tabs = {"Defect log": log, "SKU summary": [["our own summary"], ["A1", "bad"]]}
    path = clinic.google(tmp_path, server, key, tabs=tabs)

    assert codes(examined(path), "outputs") == ["ok none"]
    refreshed(load(path))
    assert codes(examined(path), "outputs") == ["ok fine"]


def test_our_own_tabs_are_never_taken_for_unknown_ones(tmp_path, server, key):
    tabs = {"Defect log": [["SKU", "Defect type", "Batch"], ["A1", "broken", "L1"]]}
    path = clinic.google(tmp_path, server, key, tabs=tabs)
    refreshed(load(path))

    assert codes(examined(path), "inputs") == ["ok level"]
