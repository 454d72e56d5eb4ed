"""Tokens, scopes, roles, and the token endpoint."""

import datetime as dt

import pytest
import requests
from google.auth import crypt, jwt

from tests.fakes import google
from tests.fakes.conftest import BOOK, Api
from tests.fakes.sheets_server import ManualClock, SheetsServer, auth

READ = [auth.READ_SCOPE]


def as_user(api, token):
    api.session.headers["Authorization"] = f"Bearer {token}"


def test_a_request_without_a_token_is_401(api):
    del api.session.headers["Authorization"]

    answer = api.raw("GET", f"/v4/spreadsheets/{BOOK}")

    error = answer.json()["error"]
    assert (error["code"], error["status"]) == (401, "UNAUTHENTICATED")
    assert error["details"][0]["reason"] == "CREDENTIALS_MISSING"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer realm=")


def test_unknown_tokens_are_refused_when_the_test_says_so():
    with SheetsServer(accept_any_token=False) as server:
        server.seed(BOOK)
        api = Api(server)
        server.users.add("known", "ann@shop")

        assert api.error("GET", "")["code"] == 401
        as_user(api, "known")
        assert api.spreadsheet()["spreadsheetId"] == BOOK
        assert server.log[-1].user == "ann@shop"
        api.session.close()


def test_an_expired_token_is_401_until_there_is_a_new_one(api):
    api.server.users.add("old", "ann@shop")
    as_user(api, "old")

    api.server.users.expire("old")

    assert api.error("GET", "")["details"][0]["reason"] == "ACCESS_TOKEN_EXPIRED"


@pytest.mark.parametrize(
    ("method", "path", "body", "allowed"),
    [
        ("GET", "", None, True),
        ("GET", "/values/Sheet1!A1", None, True),
        ("GET", "/values:batchGet", None, True),
        ("POST", "/values:batchGetByDataFilter", {"dataFilters": []}, False),
        ("POST", "/developerMetadata:search", {"dataFilters": []}, False),
        ("POST", ":batchUpdate", {"requests": [{"clearBasicFilter": {}}]}, False),
        ("POST", "/values/Sheet1!A1:clear", {}, False),
    ],
)
def test_the_read_only_scope_allows_what_the_discovery_document_says(
    api, method, path, body, allowed
):
    api.server.users.add("reader", "ann@shop", scopes=READ)
    as_user(api, "reader")

    answer = api.raw(method, f"/v4/spreadsheets/{BOOK}{path}", body)

    assert answer.status_code == (200 if allowed else 403)
    if not allowed:
        error = answer.json()["error"]
        assert error["message"] == "Request had insufficient authentication scopes."
        assert error["details"][0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"


@pytest.mark.parametrize(
    ("user", "reads", "writes"),
    [
        ("owner@shop", 200, 200),
        ("writer@shop", 200, 200),
        ("reader@shop", 200, 403),
        ("stranger@shop", 403, 403),
    ],
)
def test_roles_decide_who_reads_and_writes(api, user, reads, writes):
    api.server.seed(
        BOOK, roles={"owner@shop": "owner", "writer@shop": "writer", "reader@shop": "reader"}
    )
    api.server.users.add("token", user)
    as_user(api, "token")

    read = api.raw("GET", f"/v4/spreadsheets/{BOOK}")
    write = api.raw(
        "PUT",
        f"/v4/spreadsheets/{BOOK}/values/Sheet1!A1",
        {"values": [["a"]]},
        valueInputOption="RAW",
    )

    assert (read.status_code, write.status_code) == (reads, writes)
    if writes == 403:
        assert write.json() == {
            "error": {
                "code": 403,
                "message": "The caller does not have permission",
                "status": "PERMISSION_DENIED",
            }
        }


def test_sharing_can_be_taken_away(api):
    api.server.seed(BOOK, roles={"ann@shop": "writer"})
    api.server.users.add("token", "ann@shop")
    as_user(api, "token")
    api.spreadsheet()

    api.server.share(BOOK, "ann@shop", "none")

    assert api.error("GET", "")["code"] == 403


def test_who_creates_a_file_owns_it(api):
    api.server.users.add("token", "ann@shop")
    as_user(api, "token")
    number = api.raw("POST", "/v4/spreadsheets", {}).json()["spreadsheetId"]

    as_user(api, "somebody-else")

    assert api.raw("GET", f"/v4/spreadsheets/{number}").status_code == 403


@pytest.fixture(scope="module")
def key():
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def assertion(key, email="robot@shop", scope=auth.FULL_SCOPE):
    claims = {
        "iss": email,
        "scope": scope,
        "aud": "https://oauth2.googleapis.com/token",
        "iat": 0,
        "exp": 3600,
    }
    return jwt.encode(crypt.RSASigner.from_string(key), claims).decode()


def test_the_token_endpoint_gives_a_service_account_its_token(api, key):
    form = {
        "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "assertion": assertion(key),
    }

    answer = requests.post(api.server.token_url, data=form, timeout=10).json()

    assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 3599)
    as_user(api, answer["access_token"])
    api.spreadsheet()
    assert api.server.log[-1].user == "robot@shop"


def test_a_token_expires_by_the_clock_of_the_server(key):
    clock = ManualClock()
    with SheetsServer(clock=clock, accept_any_token=False) as server:
        server.seed(BOOK)
        api = Api(server)
        form = {
            "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer",
            "assertion": assertion(key),
        }
        as_user(api, requests.post(server.token_url, data=form, timeout=10).json()["access_token"])
        api.spreadsheet()

        clock.advance(3600)

        assert api.error("GET", "")["code"] == 401
        api.session.close()


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"grant_type": "password"},
        {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": "x"},
    ],
)
def test_the_token_endpoint_refuses_what_it_cannot_read(api, form):
    answer = requests.post(api.server.token_url, data=form, timeout=10)

    assert answer.status_code == 400
    assert answer.json()["error"] in {"unsupported_grant_type", "invalid_grant"}


def test_google_auth_gets_its_token_from_the_server(api, key):
    from google.auth.transport.requests import Request
    from google.oauth2 import service_account

    info = {
        "type": "service_account",
        "client_email": "robot@shop",
        "private_key": key,
        "token_uri": api.server.token_url,
        "project_id": "p",
    }
    credentials = service_account.Credentials.from_service_account_info(
        info, scopes=[auth.FULL_SCOPE]
    )

    with google.session() as session:
        credentials.refresh(Request(session))

    assert api.server.users.tokens[credentials.token].user == "robot@shop"
    assert credentials.expiry > dt.datetime(2026, 1, 1)
