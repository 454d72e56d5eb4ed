"""What goes back over the socket."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.fakes.sheets_server.errors import ApiError
    from tests.fakes.sheets_server.faults import Exchange, Fault

Json = dict[str, Any]
PRETTY_UP_TO = 200_000
"""Bodies longer than this are sent without line breaks: the standard library indents slowly."""


class Answer(Exception):  # noqa: N818 - an answer that is not an error of the API
    """Raised to answer at once."""

    def __init__(self, status: int, headers: dict[str, str], content: bytes) -> None:
        super().__init__(status)
        self.status, self.headers, self.content = status, headers, content


class Outcome:
    """What goes back over the socket."""

    def __init__(self, exchange: Exchange, bytes_in: int) -> None:
        self.exchange = exchange
        self.bytes_in = bytes_in
        self.status = 200
        self.headers: dict[str, str] = {}
        self.content = b""
        self.fault: Fault | None = None

    def set_json(self, status: int, body: Any, *, pretty: bool = True) -> None:
        """Answer with JSON, indented as Google does unless it is long."""
        self.status = status
        compact = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        if pretty and len(compact) <= PRETTY_UP_TO:
            compact = json.dumps(body, ensure_ascii=False, indent=2) + "\n"
        self.content = compact.encode("utf-8", "surrogatepass")
        self.headers = {"Content-Type": "application/json; charset=UTF-8"}

    def fail(self, error: ApiError, exchange: Exchange) -> None:
        """Answer with an error of the API."""
        exchange.answer = error.body()
        self.set_json(error.code, exchange.answer)
        self.headers.update(error.headers)
