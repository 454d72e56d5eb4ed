"""Faults on purpose: what goes wrong, for which request, how often, before or after the effect."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.sheets_server.errors import ApiError
from tests.fakes.sheets_server.quota import exhausted

HTML_502 = (
    b"<!DOCTYPE html>\n<html lang=en>\n<title>Error 502 (Server Error)!!1</title>\n"
    b"<p><b>502.</b> <ins>That's an error.</ins>\n<p>The server encountered a temporary error and could not "
    b"complete your request.<p>Please try again in 30 seconds.  <ins>That's all we know.</ins>\n"
)
HTML_429 = (
    b"<html><head><title>Sorry...</title></head><body><h1>We're sorry...</h1><p>... but your computer or network "
    b"may be sending automated queries. To protect our users, we can't process your request right now.</p></body></html>"
)
ANSWERS = (
    "429", "429_retry_after", "429_html", "500", "502", "503", "503_html", "504", "401", "403", "404", "400", "408",
)  # fmt: skip
BROKEN = ("reset", "slow_headers", "slow_body", "long_content_length", "cut_json", "empty_200")
TOKEN = ("invalid_grant", "token_500", "token_slow")
Match = str | Callable[["Exchange"], bool] | None


@dataclass
class Exchange:
    """One request on its way: what a matcher, a hook and the log can see.

    Attributes:
        method: HTTP method.
        path: Path without the query, percent-decoded.
        endpoint: Name from the discovery document, such as `spreadsheets.values.batchGet`; `token`; `drive.…`.
        spreadsheet_id: The file's id, or "".
        query: Query parameters; each a list of strings.
        body: The JSON body, parsed; None if there is none.
        user: The user of the token, once known.
        status: HTTP status, once known (hooks "after" see it; 200 unless it went wrong).
        answer: The JSON answer, once known; an "after" hook may look at it.
    """

    method: str
    path: str
    endpoint: str = ""
    spreadsheet_id: str = ""
    query: dict[str, list[str]] = field(default_factory=dict)
    body: Any = None
    user: str = ""
    kind: str = "R"
    status: int = 0
    answer: Any = None

    @property
    def text(self) -> str:
        """What a string matcher is searched in: method, path, endpoint and the kinds of a batchUpdate."""
        kinds = ""
        if self.endpoint == "spreadsheets.batchUpdate" and isinstance(self.body, dict):
            kinds = " ".join(
                name
                for request in self.body.get("requests") or []
                if isinstance(request, dict)
                for name in request
            )
        return f"{self.method} {self.path} {self.endpoint} {kinds}".strip()


def matches(match: Match, exchange: Exchange) -> bool:
    """Whether a matcher (None: every API request; a regular expression; a function) fits."""
    if match is None:
        return exchange.endpoint.startswith("spreadsheets.")
    if callable(match):
        return bool(match(exchange))
    return re.search(match, exchange.text) is not None


def _is_token_request(exchange: Exchange) -> bool:
    return exchange.endpoint == "token"


class Counter:
    """Fires at the nth fitting request, and at `times` - 1 fitting ones after it (None: for ever)."""

    def __init__(self, match: Match, nth: int, times: int | None) -> None:
        self.match = match
        self.nth = nth
        self.times = times
        self.seen = 0
        self.fired = 0

    def fires(self, exchange: Exchange) -> bool:
        """Count a request and say whether this is one to act on."""
        if not matches(self.match, exchange):
            return False
        self.seen += 1
        if self.seen < self.nth or (self.times is not None and self.seen >= self.nth + self.times):
            return False
        self.fired += 1
        return True


class Fault(Counter):
    """One fault that waits for its request."""

    def __init__(
        self,
        match: Match,
        nth: int,
        times: int | None,
        kind: str,
        when: str,
        options: dict[str, Any],
    ) -> None:
        super().__init__(match, nth, times)
        self.kind = kind
        self.when = when
        self.options = options

    @property
    def breaks_answer(self) -> bool:
        """Whether it spoils the bytes of a good answer rather than replacing it."""
        return self.kind in {
            "slow_headers",
            "slow_body",
            "long_content_length",
            "cut_json",
            "empty_200",
        }


class Faults:
    """The faults that are armed."""

    def __init__(self) -> None:
        self._armed: list[Fault] = []
        self._lock = threading.Lock()

    def add(
        self,
        kind: str,
        *,
        match: Match = None,
        nth: int = 1,
        times: int | None = 1,
        when: str = "before",
        **options: Any,
    ) -> Fault:
        """Arm a fault.

        Args:
            kind: `429`, `429_retry_after` (option `retry_after`, 7 s), `429_html`, `400`, `401`, `403`, `404`,
                `408`, `500`, `502` (HTML), `503`, `503_html`, `504`; `reset` (connection reset, nothing answered);
                `slow_headers`, `slow_body` (option `seconds`, 1); `long_content_length` (promises more bytes than
                it sends), `cut_json` (200 with half the JSON), `empty_200`; for /token `invalid_grant`,
                `token_500`, `token_slow`; `custom` (options `status`, `body` bytes or JSON, `headers`).
            match: None: any Sheets request. A regular expression searched in
                `METHOD path endpoint request-kinds`, such as `batchUpdate` or `values:batchGet|updateCells`;
                or a function of the `Exchange`. Token faults match `token` unless told otherwise.
            nth: Which fitting request, counted from 1 from now on.
            times: How many fitting requests from there; None: for ever.
            when: `before`: the request has no effect; `after`: it is applied, then the answer goes wrong.
        """
        if kind not in {*ANSWERS, *BROKEN, *TOKEN, "custom"}:
            raise ValueError(f"no fault named {kind!r}")
        if when not in {"before", "after"}:
            raise ValueError(f"when must be 'before' or 'after', not {when!r}")
        if kind in TOKEN and match is None:
            match = _is_token_request
        fault = Fault(match, nth, times, kind, when, options)
        with self._lock:
            self._armed.append(fault)
        return fault

    def clear(self) -> None:
        """Disarm everything."""
        with self._lock:
            self._armed.clear()

    def due(self, exchange: Exchange) -> Fault | None:
        """The fault for this request; every armed fault counts it."""
        with self._lock:
            firing = [fault for fault in self._armed if fault.fires(exchange)]
        return firing[0] if firing else None


def answer_of(fault: Fault, exchange: Exchange) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of a fault that replaces the answer."""
    options = fault.options
    if fault.kind == "custom":
        body = options.get("body", b"")
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return (
            options.get("status", 500),
            {"Content-Type": "application/json; charset=UTF-8", **options.get("headers", {})},
            content,
        )
    if fault.kind in {"429_html", "502", "503_html"}:
        status = int(fault.kind[:3])
        return (
            status,
            {"Content-Type": "text/html; charset=UTF-8"},
            HTML_429 if status == 429 else HTML_502.replace(b"502", str(status).encode()),
        )
    if fault.kind == "invalid_grant":
        return _json(
            400, {"error": "invalid_grant", "error_description": "Invalid grant: account not found"}
        )
    if fault.kind == "token_500":
        return _json(500, {"error": "internal_failure", "error_description": "Internal error."})
    error = _error(fault.kind, exchange, options)
    status, headers, content = _json(error.code, error.body())
    return status, {**headers, **error.headers}, content


def _json(status: int, body: Any) -> tuple[int, dict[str, str], bytes]:
    return (
        status,
        {"Content-Type": "application/json; charset=UTF-8"},
        json.dumps(body, indent=2).encode() + b"\n",
    )


def _error(kind: str, exchange: Exchange, options: dict[str, Any]) -> ApiError:
    if kind in {"429", "429_retry_after"}:
        retry_after = options.get("retry_after", 7) if kind == "429_retry_after" else None
        return exhausted(exchange.kind, retry_after=retry_after)
    messages = {
        "400": "Request contains an invalid argument.",
        "401": "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
        "403": "The caller does not have permission",
        "404": "Requested entity was not found.",
        "408": "Request timeout",
        "500": "Internal error encountered.",
        "503": "The service is currently unavailable.",
        "504": "Deadline expired before operation could complete.",
    }
    return ApiError(int(kind), options.get("message", messages[kind]))
