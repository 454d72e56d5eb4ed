"""Who is asking: bearer tokens, users, scopes, roles on files, and the /token endpoint."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.fakes.sheets_server.errors import ERROR_INFO, ApiError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FULL_SCOPE = "https://www.googleapis.com/auth/spreadsheets"
READ_SCOPE = "https://www.googleapis.com/auth/spreadsheets.readonly"
DRIVE_SCOPE = "https://www.googleapis.com/auth/drive"
DRIVE_FILE_SCOPE = "https://www.googleapis.com/auth/drive.file"
DRIVE_READ_SCOPE = "https://www.googleapis.com/auth/drive.readonly"
WRITE_SCOPES = frozenset({FULL_SCOPE, DRIVE_SCOPE, DRIVE_FILE_SCOPE})
READ_SCOPES = WRITE_SCOPES | {READ_SCOPE, DRIVE_READ_SCOPE}
READ_ONLY_METHODS = frozenset(
    {"spreadsheets.get", "spreadsheets.values.get", "spreadsheets.values.batchGet"}
)
"""The methods that the read-only scopes allow (discovery document)."""
ANYONE = "anyone@example.com"
RPC_NAMES = {
    "spreadsheets.get": "GetSpreadsheet",
    "spreadsheets.create": "CreateSpreadsheet",
    "spreadsheets.batchUpdate": "BatchUpdateSpreadsheet",
    "spreadsheets.values.get": "GetValues",
    "spreadsheets.values.batchGet": "BatchGetValues",
    "spreadsheets.values.update": "UpdateValues",
    "spreadsheets.values.batchUpdate": "BatchUpdateValues",
    "spreadsheets.values.append": "AppendValues",
    "spreadsheets.values.clear": "ClearValues",
    "spreadsheets.values.batchClear": "BatchClearValues",
}


@dataclass
class Token:
    """A bearer token: whose it is, what it may do, and until when (server clock; None: for ever)."""

    user: str
    scopes: frozenset[str] = frozenset({FULL_SCOPE, DRIVE_SCOPE})
    expires: float | None = None


@dataclass
class Users:
    """Tokens and their users. With `accept_any` a token nobody registered is `anyone@example.com`."""

    clock: Callable[[], float]
    accept_any: bool = True
    tokens: dict[str, Token] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    lifetime: float = 3599

    def add(
        self,
        token: str,
        user: str,
        *,
        scopes: Iterable[str] = (FULL_SCOPE, DRIVE_SCOPE),
        expires: float | None = None,
    ) -> None:
        """Register a token for a user."""
        self.tokens[token] = Token(user, frozenset(scopes), expires)

    def expire(self, token: str | None = None) -> None:
        """Let a token (None: every registered token) be refused from now on with 401."""
        self.refused.update([token] if token is not None else self.tokens)

    def identify(self, authorization: str | None, method: str) -> Token:
        """The token of a request; 401 as Google says it if there is none or it is not valid."""
        scheme, _, value = (authorization or "").partition(" ")
        value = value.strip()
        if scheme.lower() != "bearer" or not value:
            raise _unauthenticated(
                "Request is missing required authentication credential. Expected OAuth 2 access token, "
                "login cookie or other valid authentication credential. "
                "See https://developers.google.com/identity/sign-in/web/devconsole-project.",
                "CREDENTIALS_MISSING",
                method,
            )
        token = self.tokens.get(value)
        expired = value in self.refused or (
            token is not None and token.expires is not None and self.clock() >= token.expires
        )
        if expired or (token is None and not self.accept_any):
            raise _unauthenticated(
                "Request had invalid authentication credentials. Expected OAuth 2 access token, "
                "login cookie or other valid authentication credential. "
                "See https://developers.google.com/identity/sign-in/web/devconsole-project.",
                "ACCESS_TOKEN_EXPIRED" if expired else "ACCESS_TOKEN_TYPE_UNSUPPORTED",
                method,
            )
        return token or Token(ANYONE)

    def issue(self, form: dict[str, str]) -> dict[str, Any]:
        """The answer of /token for a service account's signed assertion or a refresh token."""
        grant = form.get("grant_type", "")
        if grant == "urn:ietf:params:oauth:grant-type:jwt-bearer":
            claims = _claims(form.get("assertion", ""))
            user, scope = str(claims.get("sub") or claims["iss"]), str(claims.get("scope", ""))
        elif grant == "refresh_token":
            user, scope = (
                form.get("refresh_token", "") or ANYONE,
                form.get("scope", f"{FULL_SCOPE} {DRIVE_SCOPE}"),
            )
            user = user if "@" in user else ANYONE
        else:
            raise TokenError("unsupported_grant_type", f"Invalid grant_type: {grant}")
        token = f"ya29.local-{len(self.tokens) + 1}"
        self.add(token, user, scopes=scope.split(), expires=self.clock() + self.lifetime)
        return {
            "access_token": token,
            "expires_in": int(self.lifetime),
            "token_type": "Bearer",
            "scope": scope,
        }


class TokenError(Exception):
    """An OAuth error answer of /token (HTTP 400)."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.body = {"error": error, "error_description": description}


def _claims(assertion: str) -> dict[str, Any]:
    try:
        payload = assertion.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (IndexError, ValueError):
        raise TokenError("invalid_grant", "Invalid JWT: the assertion cannot be read.") from None
    if not isinstance(claims, dict) or not claims.get("iss"):
        raise TokenError("invalid_grant", "Invalid grant: account not found")
    return claims


def check_scope(token: Token, method: str) -> None:
    """403 if the token's scopes do not allow a method."""
    allowed = READ_SCOPES if method in READ_ONLY_METHODS else WRITE_SCOPES
    if not token.scopes & allowed:
        raise ApiError(
            403,
            "Request had insufficient authentication scopes.",
            details=[_info("ACCESS_TOKEN_SCOPE_INSUFFICIENT", method)],
        )


def check_role(roles: dict[str, str] | None, user: str, *, writing: bool) -> str:
    """The user's role on a file (`owner`, `writer`, `reader`); 403 if it does not suffice.

    A file without roles belongs to everybody. The key `anyone` stands for a link that all may use.
    """
    role = "owner" if roles is None else roles.get(user, roles.get("anyone", "none"))
    if role == "none" or (writing and role not in {"owner", "writer"}):
        raise ApiError(403, "The caller does not have permission")
    return role


def _unauthenticated(message: str, reason: str, method: str) -> ApiError:
    return ApiError(
        401,
        message,
        details=[_info(reason, method)],
        headers={
            "WWW-Authenticate": 'Bearer realm="https://accounts.google.com/", error="invalid_token"'
        },
    )


def _info(reason: str, method: str) -> dict[str, Any]:
    rpc = RPC_NAMES.get(method, method.rpartition(".")[2])
    return {
        "@type": ERROR_INFO,
        "reason": reason,
        "domain": "googleapis.com",
        "metadata": {
            "service": "sheets.googleapis.com",
            "method": f"google.apps.sheets.v4.SpreadsheetsService.{rpc}",
        },
    }
