"""Requests to Google Sheets: few, with a time limit, tried again only where that is safe."""

import gc
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

import google.auth.exceptions
import gspread
import msgspec
import requests
import urllib3.exceptions

from sheets.backends.google_errors import (
    GOOGLE,
    Refusal,
    RefusedError,
    Subject,
    explained,
    given_up,
    trouble,
    viewer_only,
)
from sheets.backends.pace import Pace
from sheets.grid import (
    PermissionDeniedError,
    ReadAgainError,
    WorkbookError,
    WorkbookUnavailableError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

CONNECT_SECONDS, ANSWER_SECONDS = 10.0, 190.0  # Google itself gives up after 180
_BASE_SECONDS, _CAP_SECONDS = 1.0, 32.0
_QUOTA_SECONDS, _WEB_PAGE_SECONDS = 5.0, 30.0  # shortest first wait after a 429
_TOO_MANY, _FORBIDDEN = 429, 403
_PASSING = frozenset({408, _TOO_MANY, 500, 502, 503, 504})
_CHUNK = 1 << 16
_Result = TypeVar("_Result")


class _PassingError(Exception):
    """Something that may pass: what, whether the request may have had its effect, how to wait."""

    def __init__(
        self, problem: str, *, uncertain: bool, shortest: float = 0.0, after: float | None = None
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.uncertain = uncertain
        self.shortest = shortest
        self.after = after


class _Answer:
    """What gspread asks of a response: its JSON."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    def json(self) -> Any:  # noqa: ANN401
        return self.read(Any)

    def read(self, kind: Any) -> Any:  # noqa: ANN401 - a type, and what is of it
        try:
            with _no_garbage_collection():
                return msgspec.json.decode(self.body, type=kind)
        except msgspec.DecodeError as error:
            msg = "Google's answer was cut off"
            raise _PassingError(msg, uncertain=True) from error


class _Range(msgspec.Struct, frozen=True):
    """A range of an answer, each of its columns as the bytes that it came as."""

    values: list[msgspec.Raw] = []


class _Ranges(msgspec.Struct, frozen=True, rename="camel"):
    value_ranges: list[_Range] = []


@contextmanager
def _no_garbage_collection() -> "Iterator[None]":
    """Decoding makes millions of small objects and no circles; collecting them doubles the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class _Transport(gspread.HTTPClient):
    """gspread's requests, sent where the options say, with a limit on how long each may take."""

    def __init__(self, session: requests.Session, endpoint: str, pace: Pace) -> None:
        super().__init__(auth=cast("Any", None), session=session)  # the session signs in
        self.endpoint = endpoint.rstrip("/")
        self.pace = pace
        self.until = 0.0  # clock at which the present request must be over
        self.sent = 0

    def request(
        self,
        method: str,
        endpoint: str,
        params: Any = None,  # noqa: ANN401 - as in gspread
        data: bytes | None = None,
        json: Mapping[str, Any] | None = None,
        files: Any = None,  # noqa: ANN401, ARG002
        headers: Any = None,  # noqa: ANN401, ARG002
    ) -> Any:  # noqa: ANN401 - gspread only asks it for its JSON
        self.sent += 1
        left = max(1.0, self.until - self.pace.clock())
        response = self.session.request(
            method,
            endpoint.replace(GOOGLE, self.endpoint, 1),
            params=params,
            data=data if json is None else msgspec.json.encode(json),
            headers={
                "Accept-Encoding": "gzip",
                "Content-Type": "application/json",
                "User-Agent": "reorder-brief (gzip)",
            },
            timeout=(min(CONNECT_SECONDS, left), min(ANSWER_SECONDS, left)),
            stream=True,
        )
        with response:
            body = self._body(response)
        if not response.ok:
            raise RefusedError(_refusal(response, body))
        return _Answer(body)

    def _body(self, response: requests.Response) -> bytes:
        parts = []
        for part in response.iter_content(_CHUNK):
            parts.append(part)
            if self.pace.clock() > self.until:
                msg = "the answer took too long"
                raise requests.exceptions.Timeout(msg)
        return b"".join(parts)


def _refusal(response: requests.Response, body: bytes) -> Refusal:
    after = response.headers.get("Retry-After", "")
    return Refusal(
        status=response.status_code,
        body=body,
        retry_after=float(after) if after.isdecimal() else None,
    )


@dataclass(slots=True)
class _Trouble:
    """Failures in a row of one kind of request."""

    since: float | None = None
    tries: int = 0


class SheetsClient:
    """The three requests that a refresh is made of, for one spreadsheet."""

    def __init__(
        self, session: requests.Session, subject: Subject, *, endpoint: str = GOOGLE, pace: Pace
    ) -> None:
        self.subject = subject
        self.pace = pace
        self._transport = _Transport(session, endpoint, pace)
        self._reading, self._writing = _Trouble(), _Trouble()

    @property
    def requests(self) -> int:
        """Requests sent so far, repeated ones too."""
        return self._transport.sent

    def metadata(self, fields: str, ranges: Sequence[str] = ()) -> Mapping[str, Any]:
        """Return what is asked for of the spreadsheet, or of some ranges in it."""
        params: dict[str, Any] = {"fields": fields, "prettyPrint": "false"}
        if ranges:
            params["ranges"] = list(ranges)
        return self._read(
            lambda: self._transport.fetch_sheet_metadata(self.subject.spreadsheet_id, params)
        )

    def columns(self, ranges: Sequence[str]) -> list[list[msgspec.Raw]]:
        """Return the columns of each range, in the order asked for; short where they are blank.

        A column is the JSON of its cells: an answer of a million cells would take a lot of room
        as objects, most of which are soon let go and leave holes.
        """
        params = {
            "majorDimension": "COLUMNS",
            "valueRenderOption": "UNFORMATTED_VALUE",
            "dateTimeRenderOption": "SERIAL_NUMBER",
            "fields": "valueRanges(range,values)",  # a blank tab gives no values, but a range
            "prettyPrint": "false",
        }
        url = gspread.urls.SPREADSHEET_VALUES_BATCH_URL % self.subject.spreadsheet_id
        asked = {**params, "ranges": list(ranges)}
        answer = self._call(
            lambda: self._transport.request("get", url, params=asked).read(_Ranges), self._reading
        )
        found = answer.value_ranges
        if len(found) != len(ranges):
            msg = f"Google answered {len(found)} of {len(ranges)} ranges: nothing was written"
            raise WorkbookUnavailableError(msg)
        return [one.values for one in found]

    def update(self, changes: Sequence[Mapping[str, Any] | msgspec.Raw]) -> None:
        """Carry out a batch, all of it or nothing; what is encoded already is sent as it is.

        Raises:
            ReadAgainError: If nobody can tell whether it was carried out, after a wait.
        """
        self._batch({"requests": list(changes)}, {})

    def update_and_look(
        self, changes: Sequence[Mapping[str, Any] | msgspec.Raw], ranges: Sequence[str]
    ) -> Mapping[str, Any]:
        """Carry out a batch as `update` does, and return the values of ranges as they are then."""
        body = {
            "requests": list(changes),
            "includeSpreadsheetInResponse": True,
            "responseRanges": list(ranges),
            "responseIncludeGridData": True,
        }
        params = {
            "fields": "updatedSpreadsheet.sheets(properties.sheetId,"
            "data.rowData.values.effectiveValue)",
            "prettyPrint": "false",
        }
        return self._batch(body, params)

    def _batch(self, body: Mapping[str, Any], params: Mapping[str, str]) -> Mapping[str, Any]:
        url = gspread.urls.SPREADSHEET_BATCH_UPDATE_URL % self.subject.spreadsheet_id

        def request() -> Mapping[str, Any]:
            answer = self._transport.request("post", url, params=params, json=body)
            found: Mapping[str, Any] = answer.json()
            return found

        return self._call(request, self._writing)

    def _read(self, request: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
        return self._call(request, self._reading)

    def _call(self, request: Callable[[], _Result], bad: _Trouble) -> _Result:
        while True:
            self._await_turn("W" if bad is self._writing else "R")
            now = self.pace.clock()
            self._transport.until = (
                now if bad.since is None else bad.since
            ) + self.pace.deadline_seconds
            try:
                result = self._tried(request)
            except _PassingError as passing:
                self._wait(passing, bad, now)
                if passing.uncertain and bad is self._writing:
                    msg = f"{passing.problem}: nobody knows whether the changes were made"
                    raise ReadAgainError(msg) from passing
                continue
            except RefusedError as refused:
                raise self._final(refused.refusal, writing=bad is self._writing) from refused
            bad.since, bad.tries = None, 0
            return result

    def _await_turn(self, kind: str) -> None:
        seconds = self.pace.turn(kind)
        if seconds > 0:
            self.pace.sleep(seconds)

    def _final(self, refusal: Refusal, *, writing: bool) -> WorkbookError:
        """A 403 for a write to what we have just read means that we are only a viewer."""
        plain = refusal.status == _FORBIDDEN and not refusal.detail("reason")
        if writing and plain:
            return viewer_only(self.subject)
        return explained(refusal, self.subject)

    def _wait(self, passing: _PassingError, bad: _Trouble, started: float) -> None:
        """Wait before the next try, or give up when the time is over."""
        bad.since = started if bad.since is None else bad.since
        bad.tries += 1
        left = bad.since + self.pace.deadline_seconds - self.pace.clock()
        if left <= 0:
            spent = self.pace.clock() - bad.since
            bad.since, bad.tries = None, 0
            raise given_up(passing.problem, spent) from passing
        most = min(_CAP_SECONDS, _BASE_SECONDS * 2.0**bad.tries)
        seconds = max(passing.shortest, self.pace.generator.uniform(0.0, most))
        self.pace.sleep(min(left, passing.after or seconds))

    @staticmethod
    def _tried(request: Callable[[], _Result]) -> _Result:
        """One try; whatever may pass becomes one kind of error."""
        try:
            return request()
        except RefusedError as refused:
            refusal = refused.refusal
            if refusal.status not in _PASSING:
                raise
            raise _passing(refusal) from refused
        except google.auth.exceptions.GoogleAuthError as error:
            raise _sign_in_failed(error) from error
        except requests.exceptions.RequestException as error:
            raise _network_failed(error) from error


def _passing(refusal: Refusal) -> _PassingError:
    shortest = 0.0
    if refusal.status == _TOO_MANY:
        shortest = _WEB_PAGE_SECONDS if refusal.is_web_page else _QUOTA_SECONDS
    return _PassingError(
        trouble(refusal),
        uncertain=True,
        shortest=shortest,
        after=refusal.retry_after,
    )


def _sign_in_failed(error: google.auth.exceptions.GoogleAuthError) -> Exception:
    """The request was not sent; the message of a bad key must not show what is in it."""
    unreachable = isinstance(error, google.auth.exceptions.TransportError)
    if unreachable or getattr(error, "retryable", False):
        return _PassingError("Google's sign-in cannot be reached", uncertain=False)
    return PermissionDeniedError(
        "Google does not accept the sign-in: the key may be deleted or the account closed; make a "
        "new key and put it where `credentials` in config.yaml points",
        reason="key_refused",
    )


def _network_failed(error: requests.exceptions.RequestException) -> _PassingError:
    never_sent = isinstance(error, requests.exceptions.ConnectTimeout) or _never_connected(error)
    problem = "Google Sheets cannot be reached (is there a network?)"
    if not never_sent:
        problem = "the connection to Google Sheets broke"
    return _PassingError(problem, uncertain=not never_sent)


def _never_connected(error: requests.exceptions.RequestException) -> bool:
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(reason, urllib3.exceptions.NewConnectionError)
