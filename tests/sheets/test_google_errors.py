"""Every refusal of Google becomes what happened, where, and the exact thing to do; no secret in it."""

import json

import google.auth.exceptions
import pytest
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from sheets.backends.google import GoogleOptions, Impersonation
from sheets.backends.google_auth import signed_in
from sheets.backends.google_client import _sign_in_failed
from sheets.backends.google_errors import Refusal, Subject, explained
from sheets.grid import (
    PermissionDeniedError,
    ReadAgainError,
    WorkbookError,
    WorkbookNotFoundError,
    WorkbookUnavailableError,
)
from tests.contracts.outputs import nightly, summary
from tests.sheets.google_helpers import BOOK, opened, seeded

ACCOUNT = "reorder@shop.iam.gserviceaccount.com"
SUBJECT = Subject(spreadsheet_id="1aB", account=ACCOUNT)


def refusal(status, message="", *, reason="", **metadata):
    details = [{"reason": reason, "metadata": metadata}] if reason else []
    error = {"code": status, "message": message, "details": details}
    return Refusal(status=status, body=json.dumps({"error": error}).encode())


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (
            refusal(403, "The caller does not have permission"),
            PermissionDeniedError,
            f"spreadsheets/d/1aB is not shared with us: open it, press Share, and add {ACCOUNT}",
        ),
        (
            refusal(403, "disabled", reason="SERVICE_DISABLED", activationUrl="https://on.example"),
            PermissionDeniedError,
            "Sheets API is not enabled in your project: open https://on.example, press Enable",
        ),
        (
            refusal(403, "disabled", reason="SERVICE_DISABLED"),
            PermissionDeniedError,
            "open https://console.cloud.google.com/apis/library/sheets.googleapis.com",
        ),
        (
            refusal(403, "x", reason="ACCESS_TOKEN_SCOPE_INSUFFICIENT"),
            PermissionDeniedError,
            "scope https://www.googleapis.com/auth/spreadsheets",
        ),
        (
            refusal(403, "Request had insufficient authentication scopes."),
            PermissionDeniedError,
            "does not allow spreadsheets",
        ),
        (
            refusal(404, "Requested entity was not found."),
            WorkbookNotFoundError,
            "there is no spreadsheet '1aB': copy the whole link",
        ),
        (
            refusal(400, "This operation is not supported for this document"),
            WorkbookNotFoundError,
            "is an Excel file in Google Drive, not a Google Sheet",
        ),
        (
            refusal(400, "You are trying to edit a protected cell or object."),
            PermissionDeniedError,
            f"Protect sheets and ranges and add {ACCOUNT}",
        ),
        (
            refusal(400, "... above the limit of 10000000 cells."),
            WorkbookError,
            "limit of 10,000,000 cells: delete blank rows",
        ),
        (refusal(400, "Unable to parse range: X"), ReadAgainError, "a tab changed"),
        (refusal(400, "Invalid value"), WorkbookError, "did not understand the request: Invalid"),
        (
            refusal(401, "bad token"),
            PermissionDeniedError,
            f"does not accept the sign-in of {ACCOUNT}",
        ),
        (refusal(418, "tea"), WorkbookError, "Google refused (418): tea"),
        (Refusal(status=451, body=b"<html>"), WorkbookError, "(451): no reason given"),
        (Refusal(status=451, body=b"[1]"), WorkbookError, "(451): no reason given"),
        (Refusal(status=451, body=b'{"error": "text"}'), WorkbookError, "no reason given"),
    ],
)
def test_a_refusal_says_what_to_do(answer, kind, words):
    error = explained(answer, SUBJECT)

    assert type(error) is kind
    assert words in str(error)


@pytest.fixture(scope="session")
def key():
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


@pytest.fixture
def key_file(tmp_path, key, server):
    path = tmp_path / "service-account.json"
    facts = {
        "type": "service_account",
        "client_email": ACCOUNT,
        "private_key": key,
        "private_key_id": "k1",
        "token_uri": server.token_url,
    }
    path.write_text(json.dumps(facts))
    return path


def test_a_key_file_signs_in_and_asks_for_spreadsheets_only(server, key_file):
    workbook = opened(seeded(server, roles={ACCOUNT: "writer"}), credentials=key_file)

    nightly(workbook, summary())

    assert workbook.account == ACCOUNT
    assert {entry.user for entry in server.requests()[-4:]} == {ACCOUNT}
    token = next(t for t in server.users.tokens.values() if t.user == ACCOUNT)
    assert token.scopes == {"https://www.googleapis.com/auth/spreadsheets"}


def test_a_sheet_that_is_not_shared_names_the_address_to_share_with(server, key_file):
    workbook = opened(seeded(server, roles={"boss": "owner"}), credentials=key_file)

    with pytest.raises(PermissionDeniedError, match=f"add {ACCOUNT} as Editor"):
        workbook.info()


def test_a_viewer_is_told_to_become_editor(server, key_file):
    workbook = opened(seeded(server, roles={ACCOUNT: "reader"}), credentials=key_file)

    with pytest.raises(PermissionDeniedError, match=f"shared with {ACCOUNT} only as Viewer"):
        nightly(workbook, summary())


def test_an_expired_token_is_renewed(server, key_file):
    workbook = opened(seeded(server, roles={ACCOUNT: "writer"}), credentials=key_file)
    workbook.info()
    server.users.expire()

    assert workbook.info().title == "Quality"


def test_a_deleted_key_is_told_without_its_text(server, key_file, key):
    workbook = opened(seeded(server, roles={ACCOUNT: "writer"}), credentials=key_file)
    server.faults.add("invalid_grant", times=None)

    with pytest.raises(PermissionDeniedError, match="make a new key") as caught:
        workbook.info()

    assert key[40:80] not in repr(caught.value)


def test_a_sign_in_that_is_down_for_a_moment_is_tried_again(server, key_file):
    workbook = opened(seeded(server, roles={ACCOUNT: "writer"}), credentials=key_file)
    server.faults.add("token_500", times=1)

    assert workbook.info().title == "Quality"


def test_a_sign_in_that_cannot_be_reached_may_pass():
    error = google.auth.exceptions.TransportError("no route")

    assert "cannot be reached" in str(_sign_in_failed(error))


def test_a_sign_in_that_stays_down_is_unavailable_and_nothing_is_written(server, key_file):
    seeded(server, roles={ACCOUNT: "writer"})
    facts = json.loads(key_file.read_text())
    key_file.write_text(json.dumps({**facts, "token_uri": "http://127.0.0.1:9/token"}))
    workbook = opened(server, credentials=key_file)

    with pytest.raises(WorkbookUnavailableError, match="sign-in cannot be reached"):
        workbook.info()


def test_a_missing_key_file_says_how_to_make_one(tmp_path):
    options = GoogleOptions(url=BOOK, credentials=tmp_path / "none.json")

    with pytest.raises(WorkbookNotFoundError, match=r"none\.json: make a key for your service"):
        options.open()


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"type": "service_account"}', '{"type": "authorized_user"}', "\xff"]
)
def test_what_is_no_key_file_is_refused(tmp_path, text):
    path = tmp_path / "key.json"
    path.write_text(text, "latin-1")

    with pytest.raises(PermissionDeniedError, match="is not a Google key file"):
        GoogleOptions(url=BOOK, credentials=path).open()


def test_a_person_s_own_sign_in_file_is_taken(tmp_path):
    path = tmp_path / "key.json"
    facts = {"client_id": "c", "client_secret": "s", "refresh_token": "r"}
    path.write_text(json.dumps({"type": "authorized_user", **facts}))

    workbook = GoogleOptions(url=BOOK, credentials=path).open()

    assert workbook.account == "the Google account that this computer is signed in with"


@pytest.fixture
def environment(monkeypatch, tmp_path):
    """A computer on which nobody is signed in."""
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path))
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
    return monkeypatch


def test_a_computer_that_is_not_signed_in_says_how(environment):
    with pytest.raises(PermissionDeniedError, match="gcloud auth application-default login"):
        GoogleOptions(url=BOOK).open()


def test_the_environment_s_sign_in_is_taken(environment, key_file):
    environment.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(key_file))

    assert GoogleOptions(url=BOOK).open().account == ACCOUNT


def test_another_account_can_be_borrowed(environment, key_file):
    environment.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(key_file))
    borrowed = Impersonation(impersonate="sheets@shop.iam.gserviceaccount.com")

    workbook = GoogleOptions(url=BOOK, credentials=borrowed).open()

    assert workbook.account == "sheets@shop.iam.gserviceaccount.com"


def test_without_a_sign_in_no_token_is_fetched():
    signed = signed_in("none")

    assert type(signed.session) is requests.Session
    assert signed.account == "anyone"


def test_an_error_carries_its_reason_and_its_facts_for_other_languages():
    error = explained(refusal(403, "The caller does not have permission"), SUBJECT)

    assert error.reason == "not_shared"
    assert error.facts == {
        "link": "https://docs.google.com/spreadsheets/d/1aB",
        "account": ACCOUNT,
    }
