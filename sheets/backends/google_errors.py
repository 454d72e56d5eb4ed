"""What Google's errors mean to a person: what happened, where, and the exact thing to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from sheets.grid import (
    PermissionDeniedError,
    ReadAgainError,
    WorkbookError,
    WorkbookNotFoundError,
    WorkbookUnavailableError,
)

GOOGLE = "https://sheets.googleapis.com"
_BAD_REQUEST, _UNAUTHENTICATED, _FORBIDDEN, _NOT_FOUND = 400, 401, 403, 404
_TOO_MANY = 429
_MOVED = (
    "no grid with id",
    "unable to parse range",
    "already exists",
    "exceeds grid limits",
    "beyond the last requested",
    "outside the grid",
    "is out of bounds",
    "out of range",
    "no sheet with id",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whom and what the messages are about; nothing secret."""

    spreadsheet_id: str
    account: str  # e-mail address that the spreadsheet must be shared with


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An answer that is not 200."""

    status: int
    body: bytes
    retry_after: float | None = None

    @property
    def error(self) -> Mapping[str, Any]:
        """Google's error object; empty if the answer is no JSON."""
        try:
            answer = msgspec.json.decode(self.body)
        except msgspec.DecodeError:
            return {}
        error = answer.get("error") if isinstance(answer, dict) else None
        return error if isinstance(error, dict) else {}

    @property
    def message(self) -> str:
        """What Google says."""
        return str(self.error.get("message", ""))

    @property
    def is_web_page(self) -> bool:
        """Whether a web page came instead of an answer."""
        return self.body.lstrip()[:1] == b"<"

    def detail(self, key: str) -> str:
        """Return a value from the error's details, such as `reason`; empty if there is none."""
        for detail in self.error.get("details", ()):
            for place in (detail, detail.get("metadata", {})):
                if key in place:
                    return str(place[key])
        return ""


class RefusedError(Exception):
    """Google answered, and the answer is no."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"HTTP {refusal.status}")
        self.refusal = refusal


def explained(refusal: Refusal, subject: Subject) -> WorkbookError:
    """Return the error that a person can act on, for an answer that trying again does not mend."""
    explain = {
        _BAD_REQUEST: _bad_request,
        _UNAUTHENTICATED: _unauthenticated,
        _FORBIDDEN: _forbidden,
        _NOT_FOUND: _not_found,
    }.get(refusal.status)
    if explain is not None:
        return explain(refusal, subject)
    return WorkbookError(
        f"Google refused ({refusal.status}): {refusal.message or 'no reason given'}"
    )


def given_up(problem: str, seconds: float) -> WorkbookUnavailableError:
    """Return the error after the last try."""
    message = f"{problem}; tried for {seconds:.0f} s. Run again later"
    return WorkbookUnavailableError(message, reason="unavailable", problem=problem)


def trouble(refusal: Refusal) -> str:
    """Return what a passing refusal means."""
    if refusal.status == _TOO_MANY:
        return "Google Sheets: too many requests in a minute (quota)"
    return f"Google Sheets is not available just now (HTTP {refusal.status})"


def _bad_request(refusal: Refusal, subject: Subject) -> WorkbookError:
    text = refusal.message.casefold()
    if "not supported for this document" in text or "office file" in text:
        return WorkbookNotFoundError(
            f"{_link(subject)} is an Excel file in Google Drive, not a Google Sheet: open it, "
            "choose File > Save as Google Sheets, and put the new link into config.yaml",
            reason="excel_in_drive",
            link=_link(subject),
        )
    if "protected" in text:
        return PermissionDeniedError(
            "a protected range keeps us out: in Google Sheets choose Data > Protect sheets and "
            f"ranges and add {subject.account} to those who may edit it",
            reason="protected",
            account=subject.account,
        )
    if any(sign in text for sign in _MOVED):
        return ReadAgainError(f"a tab changed while we read or wrote it: {refusal.message}")
    if "10000000 cells" in text or "10,000,000 cells" in text:
        return WorkbookError(
            f"{_link(subject)} has reached Google's limit of 10,000,000 cells: delete blank rows "
            "and columns, or old tabs",
            reason="too_large",
            link=_link(subject),
        )
    return WorkbookError(f"Google did not understand the request: {refusal.message}")


def _unauthenticated(_: Refusal, subject: Subject) -> WorkbookError:
    return PermissionDeniedError(
        f"Google does not accept the sign-in of {subject.account}: make a new key for it and put "
        "it where `credentials` in config.yaml points",
        reason="key_refused",
        account=subject.account,
    )


def _forbidden(refusal: Refusal, subject: Subject) -> WorkbookError:
    reason = refusal.detail("reason")
    if reason == "SERVICE_DISABLED":
        link = refusal.detail("activationUrl") or (
            "https://console.cloud.google.com/apis/library/sheets.googleapis.com"
        )
        return PermissionDeniedError(
            f"the Google Sheets API is not enabled in your project: open {link}, press Enable, "
            "wait a minute, run again",
            reason="api_off",
            link=link,
        )
    if reason == "ACCESS_TOKEN_SCOPE_INSUFFICIENT" or "insufficient" in refusal.message.casefold():
        return PermissionDeniedError(
            "the sign-in does not allow spreadsheets: sign in again with the scope "
            "https://www.googleapis.com/auth/spreadsheets",
            reason="scope_missing",
        )
    return PermissionDeniedError(
        f"{_link(subject)} is not shared with us: open it, press Share, and add "
        f"{subject.account} as Editor",
        reason="not_shared",
        link=_link(subject),
        account=subject.account,
    )


def _not_found(_: Refusal, subject: Subject) -> WorkbookError:
    return WorkbookNotFoundError(
        f"there is no spreadsheet {subject.spreadsheet_id!r}: copy the whole link from the "
        "browser's address bar into config.yaml (spreadsheet.url)",
        reason="not_found",
        id=subject.spreadsheet_id,
    )


def viewer_only(subject: Subject) -> PermissionDeniedError:
    """Return the error of an account that may read but not write."""
    return PermissionDeniedError(
        f"{_link(subject)} is shared with {subject.account} only as Viewer: open it, press Share, "
        "and make it Editor",
        reason="viewer_only",
        link=_link(subject),
        account=subject.account,
    )


def _link(subject: Subject) -> str:
    return f"https://docs.google.com/spreadsheets/d/{subject.spreadsheet_id}"
