"""Who we are to Google: a service account's file, the machine's own sign-in, or a borrowed one."""

import json
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import google.auth
import google.auth.exceptions
import requests

from sheets.backends.google import Impersonation
from sheets.grid import PermissionDeniedError, WorkbookNotFoundError

SCOPE = "https://www.googleapis.com/auth/spreadsheets"
_CLOUD_SCOPE = "https://www.googleapis.com/auth/cloud-platform"
_SOMEBODY = "the Google account that this computer is signed in with"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """A session that adds the token to each request, and the address to share with."""

    session: requests.Session
    account: str


def signed_in(credentials: Path | Impersonation | Literal["adc", "none"]) -> SignIn:
    """Prepare the sign-in; no request is made yet.

    Args:
        credentials: A key file, `adc` (the environment's own), an impersonation, or `none` for a
            server of your own that asks for nothing.

    Raises:
        WorkbookNotFoundError: If the key file is missing.
        PermissionDeniedError: If it is no key file, or the computer is not signed in.
    """
    if credentials == "none":
        return SignIn(session=_plain_session(), account="anyone")
    if isinstance(credentials, Path):
        made = _from_file(credentials)
    elif isinstance(credentials, Impersonation):
        made = _borrowed(credentials.impersonate)
    else:
        made = _own(SCOPE)
    from google.auth.transport.requests import AuthorizedSession  # noqa: PLC0415 - slow to import

    account = str(getattr(made, "service_account_email", None) or _SOMEBODY)
    return SignIn(session=AuthorizedSession(made), account=account)  # type: ignore[no-untyped-call]


def _plain_session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.headers["Authorization"] = "Bearer none"
    return session


def _borrowed(account: str) -> Any:  # noqa: ANN401
    from google.auth import impersonated_credentials  # noqa: PLC0415 - slow to import

    return impersonated_credentials.Credentials(  # type: ignore[no-untyped-call]
        source_credentials=_own(_CLOUD_SCOPE), target_principal=account, target_scopes=[SCOPE]
    )


def _from_file(path: Path) -> Any:  # noqa: ANN401 - google-auth has no types
    try:
        facts = json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        msg = (
            f"there is no key file {path}: make a key for your service account in Google's console "
            "(IAM > Service accounts > Keys > Add key > JSON) and save it there"
        )
        raise WorkbookNotFoundError(msg, reason="key_missing", path=str(path)) from error
    except (OSError, ValueError) as error:
        raise _no_key(path) from error
    try:
        return _from_facts(facts)
    except (ValueError, KeyError, AttributeError, google.auth.exceptions.GoogleAuthError) as error:
        raise _no_key(path) from error


def _no_key(path: Path) -> PermissionDeniedError:
    msg = f"{path} is not a Google key file: it must be the JSON file as Google's console gave it"
    return PermissionDeniedError(msg, reason="key_wrong", path=str(path))


def _from_facts(facts: dict[str, Any]) -> Any:  # noqa: ANN401
    if facts.get("type") == "service_account":
        from google.oauth2 import service_account  # noqa: PLC0415 - slow to import

        return service_account.Credentials.from_service_account_info(facts, scopes=[SCOPE])  # type: ignore[no-untyped-call]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        made, _ = google.auth.load_credentials_from_dict(facts, scopes=[SCOPE])  # type: ignore[no-untyped-call]
    return made


def _own(scope: str) -> Any:  # noqa: ANN401
    try:
        made, _ = google.auth.default(scopes=[scope])
    except google.auth.exceptions.GoogleAuthError as error:
        msg = (
            "this computer is not signed in to Google: run `gcloud auth application-default login`"
            " or give a key file (`credentials` in config.yaml)"
        )
        raise PermissionDeniedError(msg, reason="not_signed_in") from error
    return made
