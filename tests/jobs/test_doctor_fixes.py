"""Each check fails on purpose and prints its fix, in English and in Vietnamese.

What is said is kept whole in the snapshots, so that a change of wording is seen in review.
"""

import json
import os
import shutil
import socket
import subprocess
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from jobs.configuration import load
from jobs.exits import Exit
from jobs.ledger import open_ledger
from jobs.lock import only_run
from jobs.runner import ledger_of
from tests.fakes.post_office import PASSWORD, USER, Scripted, certificate, post_office
from tests.fakes.sheets_server import SheetsServer
from tests.jobs import clinic
from tests.jobs.clinic import BOOK, NOON, check, demo, examined, ran, steps_to
from tests.jobs.shop import refreshed

LANGUAGES = ("en", "vi")


@dataclass
class Ward:
    """What a case may use to make something fail."""

    folder: object
    server: object
    key: str
    language: str
    step: str
    monkeypatch: object
    stack: ExitStack = field(default_factory=ExitStack)
    hidden: dict = field(default_factory=dict)  # what is different every time -> its name

    def examined(self, path, **options):
        return examined(path, steps=steps_to(self.step), **options)

    def demo(self, more=""):
        return demo(self.folder, language=self.language, more=more)

    def google(self, **options):
        return clinic.google(
            self.folder, self.server, self.key, **{"language": self.language, **options}
        )

    def config(self, text):
        path = self.folder / "config.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    def workbook(self, path, *, spreadsheet="{backend: xlsx, path: %s}"):
        where = spreadsheet % path
        return self.config(
            f"version: 1\nspreadsheet: {where}\nlanguage: {{team: {self.language}}}\n"
        )

    def mail(self, office, more="", *, host="127.0.0.1"):
        self.hidden[str(office.port)] = "PORT"
        return self.demo_mail(
            f"channel: smtp\n  host: {host}\n  port: {office.port}\n  security: none\n{more}"
        )

    def demo_mail(self, mail):
        path = self.demo()
        words = path.read_text(encoding="utf-8").replace("mail:\n", f"mail:\n  {mail}")
        return self.config(words)


CASES = {}


def case(name, exit_code=Exit.OK):
    """Note a case: how to make the check `name` unhappy, and how that ends."""

    def noted(make):
        CASES[f"{name}-{make.__name__}"] = (name, make, exit_code)
        return make

    return noted


@case("settings", Exit.CONFIG)
def no_configuration(ward):
    return ward.examined(ward.folder / "config.yaml")


@case("settings", Exit.CONFIG)
def two_mistakes(ward):
    return ward.examined(
        ward.config(
            "version: 1\nspreadsheet: {backend: xlsx, path: a.xlsx}\n"
            f"language: {{team: {ward.language}}}\nsignal: {{cuont: 3}}\nmail: {{port: x}}\n"
        )
    )


@case("secrets", Exit.CONFIG)
def key_is_missing(ward):
    path = ward.google()
    (ward.folder / "secrets" / "service-account.json").unlink()
    return ward.examined(path)


@case("secrets", Exit.CONFIG)
def key_can_be_read_by_all(ward):
    path = ward.google()
    (ward.folder / "secrets" / "service-account.json").chmod(0o644)
    return ward.examined(path, offline=True)


@case("secrets")
def key_can_be_read_by_the_group(ward):
    path = ward.google()
    (ward.folder / "secrets" / "service-account.json").chmod(0o640)
    return ward.examined(path, offline=True)


def git(folder, *words):
    subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True)


@case("secrets", Exit.CONFIG)
def key_is_in_git(ward):
    path = ward.google()
    git(ward.folder, "init", "-q")
    git(ward.folder, "add", "-f", "secrets")
    return ward.examined(path, offline=True)


@case("secrets")
def key_may_get_into_git(ward):
    path = ward.google()
    git(ward.folder, "init", "-q")
    return ward.examined(path, offline=True)


@case("secrets", Exit.CONFIG)
def password_file_is_missing(ward):
    return ward.examined(ward.demo_mail("user: lan@example.com\n  password_file: password\n"))


@case("secrets", Exit.CONFIG)
def variables_are_missing(ward):
    more = "state: {url_env: LEDGER_URL}\nmonitoring: {healthcheck_url_env: PING_URL}\n"
    return ward.examined(ward.demo(more))


@case("secrets")
def password_stands_in_the_url(ward):
    return ward.examined(
        ward.demo("state: {url: 'postgresql+pg8000://lan:geheim@127.0.0.1:9/x'}\n")
    )


def key_file(ward, facts):
    path = ward.google()
    file = ward.folder / "secrets" / "service-account.json"
    file.write_text(facts if isinstance(facts, str) else json.dumps(facts), encoding="utf-8")
    return path


@case("key", Exit.CONFIG)
def an_oauth_client(ward):
    return ward.examined(key_file(ward, {"installed": {"client_id": "x"}}))


@case("key")
def a_person(ward):
    facts = {"type": "authorized_user", "client_id": "c", "client_secret": "s"}
    return ward.examined(key_file(ward, {**facts, "refresh_token": "r"}), offline=True)


@case("key", Exit.PERMISSION)
def no_json(ward):
    return ward.examined(key_file(ward, "-----BEGIN PRIVATE KEY-----"))


@case("key", Exit.PERMISSION)
def a_list(ward):
    return ward.examined(key_file(ward, "[]"))


@case("key", Exit.PERMISSION)
def nobody_is_signed_in(ward):
    ward.monkeypatch.setenv("CLOUDSDK_CONFIG", str(ward.folder))
    ward.monkeypatch.setenv("NO_GCE_CHECK", "true")
    ward.monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
    return ward.examined(ward.workbook(BOOK, spreadsheet="{backend: google, url: %s}"))


@case("clock", Exit.CONFIG)
def eleven_minutes_fast(ward):
    there = NOON - timedelta(minutes=11)
    return ward.examined(ward.google(), google_time=lambda _options: there)


@case("clock", Exit.CONFIG)
def an_hour_slow(ward):
    there = NOON + timedelta(hours=1)
    return ward.examined(ward.google(), google_time=lambda _options: there)


@case("clock", Exit.UNAVAILABLE)
def no_network(ward):
    from jobs.checks.visit import google_clock

    spreadsheet = (
        "{backend: google, url: %s, credentials: none, api_endpoint: 'http://127.0.0.1:9'}"
    )
    path = ward.workbook(BOOK, spreadsheet=spreadsheet)
    return ward.examined(path, google_time=google_clock)


def refused(ward, status, message, reason=""):
    details = [{"reason": reason, "metadata": {"activationUrl": _ON}}] if reason else []
    body = {"error": {"code": status, "message": message, "details": details}}
    path = ward.google()
    ward.server.faults.add("custom", status=status, body=body, times=None)
    return ward.examined(path)


_ON = "https://console.developers.google.com/apis/api/sheets.googleapis.com/overview?project=436"


@case("api", Exit.PERMISSION)
def api_is_off(ward):
    return refused(ward, 403, "Google Sheets API has not been used", "SERVICE_DISABLED")


@case("api", Exit.PERMISSION)
def scope_is_missing(ward):
    return refused(ward, 403, "insufficient scopes", "ACCESS_TOKEN_SCOPE_INSUFFICIENT")


@case("api", Exit.PERMISSION)
def key_was_deleted(ward):
    path = ward.google()
    ward.server.faults.add("invalid_grant", times=None)
    return ward.examined(path)


@case("api", Exit.UNAVAILABLE)
def google_is_down(ward):
    path = ward.google()
    ward.server.faults.add("503", times=None)
    return ward.examined(path)


@case("spreadsheet", Exit.PERMISSION)
def not_shared(ward):
    return ward.examined(ward.google(roles=("boss@example.com", "owner")))


@case("spreadsheet", Exit.CONFIG)
def wrong_id(ward):
    path = ward.google()
    return ward.examined(ward.config(path.read_text(encoding="utf-8").replace(BOOK, "1Mistyped")))


@case("spreadsheet", Exit.CONFIG)
def excel_in_drive(ward):
    return refused(ward, 400, "This operation is not supported for this document")


@case("spreadsheet", Exit.CONFIG)
def no_link(ward):
    path = ward.google()
    link = f"https://docs.google.com/spreadsheets/d/{BOOK}/edit"
    text = path.read_text(encoding="utf-8")
    return ward.examined(
        ward.config(text.replace(link, "'https://drive.google.com/drive/my files'"))
    )


@case("spreadsheet", Exit.UNAVAILABLE)
def another_refusal(ward):
    return refused(ward, 418, "I am a teapot")


@case("spreadsheet", Exit.CONFIG)
def file_is_missing(ward):
    return ward.examined(ward.workbook("quality.xlsx"))


@case("spreadsheet", Exit.CONFIG)
def a_folder(ward):
    return ward.examined(ward.workbook("."))


def file_of(ward, content):
    (ward.folder / "quality.xlsx").write_bytes(content)
    return ward.examined(ward.workbook("quality.xlsx"))


@case("spreadsheet", Exit.CONFIG)
def no_workbook(ward):
    return file_of(ward, b"sku;defect\n")


@case("spreadsheet", Exit.CONFIG)
def old_xls(ward):
    return file_of(ward, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100)


@case("spreadsheet", Exit.CONFIG)
def with_a_password(ward):
    encrypted = "EncryptedPackage".encode("utf-16-le")
    return file_of(ward, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + encrypted)


@case("spreadsheet", Exit.CONFIG)
def damaged_workbook(ward):
    return file_of(ward, b"PK\x03\x04" + b"\0" * 100)


@case("editing", Exit.PERMISSION)
def only_a_viewer(ward):
    return ward.examined(ward.google(roles=(clinic.ACCOUNT, "reader")))


@case("editing", Exit.UNAVAILABLE)
def open_in_excel(ward):
    path = ward.demo()
    (ward.folder / "~$quality.xlsx").touch()
    return ward.examined(path)


@case("editing", Exit.PERMISSION)
def read_only(ward):
    path = ward.demo()
    (ward.folder / "quality.xlsx").chmod(0o444)
    return ward.examined(path)


@case("editing", Exit.PERMISSION)
def folder_is_read_only(ward):
    path = ward.demo()
    closed, access = ward.folder.resolve(), os.access
    ward.monkeypatch.setattr(
        "os.access", lambda where, mode: where != closed and access(where, mode)
    )
    return ward.examined(path)


@case("locale")
def american(ward):
    return ward.examined(ward.google(locale="en_US", time_zone="America/New_York"))


@case("inputs", Exit.DATA)
def nothing_but_a_blank_tab(ward):
    return ward.examined(ward.google(tabs={"Sheet1": []}))


@case("inputs", Exit.DATA)
def log_without_its_columns(ward):
    log = {"en": "Defect log", "vi": "Nhật ký lỗi"}[ward.language]
    return ward.examined(ward.google(tabs={log: [["SKU", "Ghi chú", "Lỗii"], ["A", "x", "vỡ"]]}))


@case("inputs", Exit.DATA)
def no_log_and_no_receiving(ward):
    return ward.examined(ward.google(tabs={"SKUs": [["SKU", "Name"], ["A", "Mug"]]}))


@case("inputs")
def three_columns_and_an_unknown_tab(ward):
    tabs = {
        "Nhật ký lỗi": [["SKU", "Loại lỗi", "Ngày phát hiện"], ["A", "vỡ", 45000]],
        "Hàng 2024": [["Mã lô", "SKU", "Ngày nhận", "SL nhận"], ["L1", "A", 45000, 10]],
    }
    return ward.examined(ward.google(tabs=tabs))


@case("inputs")
def named_in_vain(ward):
    return ward.examined(ward.google(more="tabs: {receiving: Hàng về}\n"))


@case("inputs", Exit.UNAVAILABLE)
def gone_while_we_read(ward):
    path = ward.google()
    ward.server.faults.add("503", match="batchGet", times=None)
    return ward.examined(path)


@case("headers")
def twice_and_merged(ward):
    tabs = {
        "Nhật ký lỗi": [
            ["SKU", "Loại lỗi", "Mã lô", "", "Mã lô", "Ngày phát hiện", "Ngày phát hiện"],
            ["A", "vỡ", "L1", "", "L2", 45000, 45001],
        ]
    }
    path = ward.google(tabs=tabs)
    place = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 1}
    merged = {**place, "startColumnIndex": 2, "endColumnIndex": 4}
    ward.server.batch(BOOK, {"mergeCells": {"range": merged, "mergeType": "MERGE_ALL"}})
    return ward.examined(path)


@case("outputs", Exit.PERMISSION)
def protected_against_us(ward):
    path = ward.google()
    refreshed(load(path))
    title = {"en": "SKU summary", "vi": "Tổng hợp SKU"}[ward.language]
    protection = {
        "range": {"sheetId": ward.server.sheet_id(BOOK, title)},
        "editors": {"users": ["boss@example.com"]},
    }
    ward.server.batch(BOOK, {"addProtectedRange": {"protectedRange": protection}})
    return ward.examined(path)


@case("outputs", Exit.DATA)
def header_and_keys_gone(ward):
    path = ward.google()
    refreshed(load(path))
    summary = {"en": "SKU summary", "vi": "Tổng hợp SKU"}[ward.language]
    log = {"en": "Run log", "vi": "Nhật ký chạy"}[ward.language]
    ward.server.write(BOOK, f"{summary}!C2", [["My product"]])
    ward.server.write(BOOK, f"{log}!A2", [["key"]])
    return ward.examined(path)


@case("outputs", Exit.UNAVAILABLE)
def outputs_cannot_be_read(ward):
    path = ward.google()
    refreshed(load(path))
    ward.server.faults.add("503", match="batchGet", nth=2, times=None)
    return ward.examined(path)


@case("rows")
def codes_are_unknown(ward):
    tabs = {
        "Defect log": [["SKU", "Defect type", "Batch"], ["C-CPA", "broken", "L1"]],
        "SKUs": [["SKU", "Name", "Supplier"], ["C-CAP", "Cap", "Lanxin"]],
    }
    return ward.examined(ward.google(tabs=tabs))


@case("rows")
def dirt(ward):
    rows = [["A", "vỡ", "hôm qua"], ["B", "zzz", 99999], ["", "vỡ", 45000], ["C", "", "13/13/2024"]]
    more = [["D", "vỡ", "5/2024x", "x"], ["E", "vỡ", "3 tháng", "-3"], ["F", "vỡ", "2.5.", "y"]]
    tabs = {"Nhật ký lỗi": [["SKU", "Loại lỗi", "Ngày phát hiện", "Số lượng"], *rows, *more]}
    return ward.examined(ward.google(tabs=tabs))


LOGIN = f"  user: {USER}\n  password_env: SMTP_PASSWORD\n"
RIGHT, WRONG = {"SMTP_PASSWORD": PASSWORD}, {"SMTP_PASSWORD": "wrong"}


@case("mail", Exit.CONFIG)
def no_password(ward):
    office = SimpleNamespace(port=587)
    return ward.examined(ward.mail(office, LOGIN))


@case("mail", Exit.PERMISSION)
def wrong_password(ward):
    file, context = certificate(ward.folder)
    office = ward.stack.enter_context(
        post_office(tls_context=context, require_starttls=True, auth_required=True)
    )
    more = f"{LOGIN}  ca_file: {file}\n"
    path = ward.mail(office, more).read_text(encoding="utf-8")
    return ward.examined(
        ward.config(path.replace("security: none", "security: starttls")), environment=WRONG
    )


@case("mail", Exit.PERMISSION)
def gmail_without_an_app_password(ward):
    """The answer is Google's own; the name leads to a server on this machine."""
    from briefs.channels.reply import Outcome, Reply
    from briefs.channels.smtp import SmtpChannel

    answer = (
        "5.7.8 Username and Password not accepted. For more information, go to "
        "https://support.google.com/mail/?p=BadCredentials"
    )
    reply = Reply(outcome=Outcome.STOP, code=535, enhanced="5.7.8", text=answer)
    ward.monkeypatch.setattr(SmtpChannel, "trouble", lambda _self, _sender: reply)
    mail = f"channel: smtp\n  host: smtp.gmail.com\n{LOGIN}"
    return ward.examined(ward.demo_mail(mail), environment=WRONG)


@case("mail", Exit.CONFIG)
def certificate_of_nobody(ward):
    _, context = certificate(ward.folder)
    office = ward.stack.enter_context(post_office(tls_context=context))
    ward.hidden[str(office.port)] = "PORT"
    return ward.examined(
        ward.demo_mail(f"channel: smtp\n  host: 127.0.0.1\n  port: {office.port}\n")
    )


@case("mail", Exit.CONFIG)
def tls_at_the_wrong_port(ward):
    office = ward.stack.enter_context(post_office())
    ward.hidden[str(office.port)] = "PORT"
    mail = f"channel: smtp\n  host: 127.0.0.1\n  port: {office.port}\n  security: tls\n"
    return ward.examined(ward.demo_mail(mail))


@case("mail", Exit.CONFIG)
def no_encryption_offered(ward):
    office = ward.stack.enter_context(post_office())
    ward.hidden[str(office.port)] = "PORT"
    return ward.examined(
        ward.demo_mail(f"channel: smtp\n  host: 127.0.0.1\n  port: {office.port}\n")
    )


@case("mail", Exit.CONFIG)
def no_login_offered(ward):
    office = ward.stack.enter_context(post_office())
    return ward.examined(ward.mail(office, LOGIN), environment=RIGHT)


@case("mail", Exit.UNAVAILABLE)
def nobody_listens(ward):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return ward.examined(ward.mail(SimpleNamespace(port=port)))


@case("mail", Exit.CONFIG)
def no_service_here(ward):
    server = ward.stack.enter_context(Scripted("greeting", "answer", b"554 no service here"))
    return ward.examined(ward.mail(server))


@case("mail")
def nobody_hears_of_failures(ward):
    office = ward.stack.enter_context(post_office())
    path = ward.mail(office)
    text = path.read_text(encoding="utf-8").replace("  admins: [owner@example.com]\n", "")
    return ward.examined(ward.config(text))


@case("mail", Exit.PARTIAL)
def letter_is_refused(ward):
    office = ward.stack.enter_context(post_office())
    office.refusals["owner@example.com"] = "550 5.1.1 no such user"
    return ward.examined(ward.mail(office), send_test=True)


@case("healthcheck")
def no_url(ward):
    path = ward.demo("monitoring: {healthcheck_url_env: PING_URL}\n")
    return ward.examined(path, environment={"PING_URL": "file:///etc/passwd"})


@case("healthcheck")
def nobody_answers(ward):
    path = ward.demo("monitoring: {healthcheck_url_env: PING_URL}\n")
    return ward.examined(path, environment={"PING_URL": "http://127.0.0.1:9/ping/1"})


@case("healthcheck")
def no_such_check(ward):
    ward.server.seed("x")
    path = ward.demo("monitoring: {healthcheck_url_env: PING_URL}\n")
    return ward.examined(path, environment={"PING_URL": ward.server.base_url})


@case("schedule")
def no_success_for_three_days(ward):
    path = ward.demo()
    ran(path, "nightly", at=NOON - timedelta(days=3))
    return ward.examined(path)


@case("state")
def little_room(ward):
    ward.monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=123_456_789))
    return ward.examined(ward.demo())


@case("state", Exit.UNAVAILABLE)
def no_room(ward):
    ward.monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=4_567_890))
    return ward.examined(ward.demo())


@case("state", Exit.UNAVAILABLE)
def no_ledger(ward):
    (ward.folder / "state").mkdir()
    (ward.folder / "state" / "ledger.db").write_bytes(b"this is no database, whatever its name")
    return ward.examined(ward.demo())


@case("state", Exit.UNAVAILABLE)
def damaged_ledger(ward):
    path = ward.demo()
    ward.examined(path)
    url = f"sqlite:///{ward.folder}/state/ledger.db"
    ledger = open_ledger(url, spreadsheet="x")
    with ledger.writing() as connection:
        connection.execute(text("PRAGMA writable_schema=ON"))
        connection.execute(
            text("UPDATE sqlite_schema SET rootpage = 4000 WHERE name = 'sqlite_autoindex_run_1'")
        )
    ledger.close()
    return ward.examined(path)


@case("state")
def locked(ward):
    path = ward.demo()
    ledger = ledger_of(load(path), {})
    ward.stack.callback(ledger.close)
    ward.stack.enter_context(only_run(ledger.engine, spreadsheet=ledger.spreadsheet))
    return ward.examined(path)


@pytest.fixture
def server():
    with SheetsServer(check_schemas=True) as made:
        yield made


def told(seen, ward):
    """What a check says, without what differs from one run to the next."""
    lines = []
    for one in seen.findings:
        lines.append(f"{one.status} {one.code}: {one.text}")
        if one.fix:
            lines.append(f"  -> {one.fix}")
    shown = "\n".join(lines).replace(str(ward.folder), "FOLDER")
    for found, name in ward.hidden.items():
        shown = shown.replace(found, name)
    return shown


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CASES)
def test_a_check_that_fails_prints_its_fix(
    name, language, tmp_path, server, key, monkeypatch, snapshot
):
    step, make, exit_code = CASES[name]
    folder = tmp_path / "shop"
    folder.mkdir()
    ward = Ward(
        folder=folder, server=server, key=key, language=language, step=step, monkeypatch=monkeypatch
    )

    with ward.stack:
        checkup = make(ward)
    seen = check(checkup, step)

    assert told(seen, ward) == snapshot
    assert seen.status in {"fail", "warn"}
    assert any(one.fix for one in seen.findings)
    ends = next((one.exit for one in seen.findings if one.status == "fail"), Exit.OK)
    assert ends == exit_code
