"""The HTTP server: one request after the other through faults, hooks, auth, quota, the API and the log."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit

from tests.fakes.sheets_server import (
    api,
    auth,
    batch,
    drive,
    formats,
    formulas,
    masks,
    payload,
    ranges,
    reading,
    tabs,
    values,
)
from tests.fakes.sheets_server.api import Store
from tests.fakes.sheets_server.auth import TokenError, Users
from tests.fakes.sheets_server.drive import DriveError
from tests.fakes.sheets_server.edit import Edit
from tests.fakes.sheets_server.errors import ApiError
from tests.fakes.sheets_server.faults import Counter, Exchange, Fault, Faults, Match, answer_of
from tests.fakes.sheets_server.listener import Handler, Listener
from tests.fakes.sheets_server.model import Book
from tests.fakes.sheets_server.outcome import Answer, Outcome
from tests.fakes.sheets_server.quota import Quota
from tests.fakes.sheets_server.seeding import fill, to_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Json = dict[str, Any]
WIDE_UP_TO = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the request log.

    `bytes_in` and `bytes_out` are body sizes before compression; `kind` is `R` or `W` ("" outside
    the Sheets API); `status` is 0 when the connection was reset; `fault` names the fault that struck.
    """

    number: int
    method: str
    path: str
    endpoint: str
    spreadsheet_id: str
    user: str
    kind: str
    status: int
    bytes_in: int
    bytes_out: int
    query: Mapping[str, Sequence[str]]
    body: Any
    fault: str | None
    at: float


@dataclass
class Hook:
    """A callback for fitting requests, before or after their effect."""

    counter: Counter
    when: str
    action: Callable[[Exchange], object]


class SheetsServer:
    """A Google Sheets server on 127.0.0.1; see the package docstring for how tests use it."""

    def __init__(
        self,
        *,
        port: int = 0,
        check_schemas: bool = False,
        clock: Callable[[], float] | None = None,
        quota: str = "off",
        accept_any_token: bool = True,
        create_missing: bool = False,
        seed: int = 1,
    ) -> None:
        self.clock = clock or time.monotonic
        self.store = Store(seed=seed, create_missing=create_missing)
        self.users = Users(self.clock, accept_any=accept_any_token)
        self.quota = Quota(self.clock, mode=quota, seed=seed)
        self.faults = Faults()
        self.log: list[Entry] = []
        self.violations: list[str] = []
        self.check_schemas = check_schemas
        self._hooks: list[Hook] = []
        self._lock = threading.Lock()
        self._http = Listener(("127.0.0.1", port), Handler)
        self._http.owner = self
        self._thread: threading.Thread | None = None

    # Life

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._http.server_address[1])

    @property
    def base_url(self) -> str:
        """`http://127.0.0.1:PORT`, in place of `https://sheets.googleapis.com`."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def token_url(self) -> str:
        """The `token_uri` for credentials files."""
        return f"{self.base_url}/token"

    def start(self) -> Self:
        """Serve in a thread."""
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving and close every connection."""
        if self._thread is not None:
            self._http.shutdown()
            self._thread.join()
            self._thread = None
        self._http.close_connections()
        self._http.server_close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def serve_forever(self) -> None:
        """Serve in this thread until interrupted."""
        self._http.serve_forever()

    # Store, from the test's side (no auth, no quota, no log)

    def seed(
        self,
        spreadsheet_id: str,
        contents: Mapping[str, Sequence[Sequence[Any]]] | None = None,
        *,
        title: str = "Workbook",
        locale: str = "en_US",
        time_zone: str = "Etc/GMT",
        roles: Mapping[str, str] | None = None,
        typed: bool = False,
        columns: bool = False,
        min_rows: int = 1000,
        min_columns: int = 26,
        sheet_ids: Mapping[str, int] | None = None,
    ) -> str:
        """Make (or replace) a spreadsheet and give its id.

        Args:
            contents: Tab title to rows of plain values; `=...` strings are formulas. Default: one empty Sheet1.
            roles: User to `owner`, `writer` or `reader`; nobody else has access. The user `anyone` stands for
                all others. None: everybody is owner.
            typed: Parse strings as a person's typing (dates, percentages) instead of keeping them.
            columns: `contents` holds columns rather than rows.
            min_rows: A tab has at least this many rows.
            min_columns: A tab has at least this many columns (a tab of over 100,000 rows only its own).
            sheet_ids: Ids of tabs; by default 0 for the first and random ones for the others.
        """
        properties = {"title": title, "locale": locale, "timeZone": time_zone}
        book = Book(
            id=spreadsheet_id,
            properties=formats.new_properties(properties),
            roles=dict(roles) if roles is not None else None,
        )
        edit = Edit(book, chance=self.store.chance)
        for name, lines in (contents if contents is not None else {"Sheet1": []}).items():
            grid_columns = list(lines) if columns else to_columns(lines)
            rows = max([min_rows, *(len(column) for column in grid_columns)])
            taken = {sheet.id for sheet in book.sheets}
            number = (sheet_ids or {}).get(name, 0 if not book.sheets else edit.new_id(taken))
            spare = 1 if rows > WIDE_UP_TO else min_columns
            grid = {"rowCount": rows, "columnCount": max(spare, len(grid_columns))}
            sheet = tabs.new_sheet(book, {"title": name, "gridProperties": grid}, sheet_id=number)
            book.sheets.append(sheet)
            fill(book, sheet, grid_columns, typed=typed)
        self.store.add(book)
        return spreadsheet_id

    def grid(
        self,
        spreadsheet_id: str,
        where: str,
        *,
        render: str = "UNFORMATTED_VALUE",
        dates: str = "SERIAL_NUMBER",
    ) -> list[list[Any]]:
        """The values of a tab or range, row by row, trimmed as the API trims them; blanks inside are ''."""
        book = self.store.book(spreadsheet_id)
        with self.store.locks[book.id]:
            formulas.calculate(book)
            sheet, rect = self._resolve(book, where)
            answer = values.value_range(
                book, sheet, rect, {"valueRenderOption": render, "dateTimeRenderOption": dates}
            )
        return list(answer.get("values", []))

    def _resolve(self, book: Book, where: str) -> Any:
        sheet = book.find_sheet(where)
        if sheet is not None:
            from tests.fakes.sheets_server.a1 import Rect

            return sheet, Rect(sheet_id=sheet.id)
        return ranges.resolve(book, where)

    def spreadsheet(
        self, spreadsheet_id: str, *, grid: bool = True, fields: str | None = None
    ) -> Json:
        """The whole file as spreadsheets.get with includeGridData gives it to its owner."""
        book = self.store.book(spreadsheet_id)
        with self.store.locks[book.id]:
            mask = masks.query_mask(fields)
            answer = reading.spreadsheet(Edit(book), grid=grid, mask=mask)
            return json.loads(json.dumps(masks.cut(answer, mask) if mask else answer))

    def write(
        self,
        spreadsheet_id: str,
        where: str,
        rows: Sequence[Sequence[Any]],
        *,
        raw: bool = False,
        user: str = "",
    ) -> None:
        """Type values into a range as a person would (None skips a cell, '' blanks it)."""
        book = self.store.book(spreadsheet_id)
        with self.store.locks[book.id]:
            edit = Edit(book, user=user, chance=self.store.chance)
            sheet, rect = self._resolve(book, where)
            height, width = len(rows), max((len(row) for row in rows), default=0)
            sheet.row_count = max(sheet.row_count, (rect.top or 0) + height)
            sheet.column_count = max(sheet.column_count, (rect.left or 0) + width)
            values.put_rows(
                edit,
                sheet,
                rect.top or 0,
                rect.left or 0,
                [list(row) for row in rows],
                "RAW" if raw else "USER_ENTERED",
            )

    def batch(self, spreadsheet_id: str, *requests: Json) -> list[Json]:
        """Apply batchUpdate requests as the owner: the edits a person makes with the mouse."""
        book = self.store.book(spreadsheet_id)
        with self.store.locks[book.id]:
            return batch.apply(
                Edit(book, chance=self.store.chance, find_book=self.store.book), list(requests)
            )

    def sheet_id(self, spreadsheet_id: str, title: str) -> int:
        """The sheetId of a tab."""
        sheet = self.store.book(spreadsheet_id).find_sheet(title)
        if sheet is None:
            raise KeyError(title)
        return sheet.id

    def share(self, spreadsheet_id: str, user: str, role: str) -> None:
        """Give a user a role on a file (`none` takes it away)."""
        book = self.store.book(spreadsheet_id)
        book.roles = {**(book.roles if book.roles is not None else {"anyone": "owner"}), user: role}

    # Hooks

    def on_request(
        self,
        action: Callable[[Exchange], object],
        *,
        match: Match = None,
        when: str = "before",
        nth: int = 1,
        times: int | None = 1,
    ) -> Hook:
        """Call `action(exchange)` at the nth fitting request (`times` from there; None: always).

        `before` runs before the request takes effect, `after` when its effect is done and its answer made but
        not yet sent; either may edit the store (`server.write`, `server.batch`). Matching is as for faults.
        """
        hook = Hook(Counter(match, nth, times), when, action)
        with self._lock:
            self._hooks.append(hook)
        return hook

    def remove_hooks(self) -> None:
        """Forget every hook."""
        with self._lock:
            self._hooks.clear()

    def requests(self, kind: str | None = None, *, since: int = 0) -> list[Entry]:
        """The Sheets requests of the log (kind `R`, `W` or None for both), from entry number `since` on."""
        return [entry for entry in self.log[since:] if entry.kind and kind in (None, entry.kind)]

    # One request

    def handle(
        self, method: str, target: str, headers: Mapping[str, str], content: bytes
    ) -> Outcome:
        """Everything but the socket: what to answer to a request."""
        split = urlsplit(target)
        exchange = Exchange(
            method=method,
            path=unquote(split.path),
            query=parse_qs(split.query, keep_blank_values=True),
        )
        outcome = Outcome(exchange, len(content))
        try:
            self._route(exchange, split.path, headers, content, outcome)
        except Answer as answer:
            outcome.status, outcome.headers, outcome.content = (
                answer.status,
                answer.headers,
                answer.content,
            )
        except ApiError as error:
            outcome.fail(error, exchange)
        except TokenError as error:
            outcome.set_json(400, error.body)
        except DriveError as error:
            outcome.set_json(error.code, error.body)
        except Exception as error:  # noqa: BLE001 - whatever goes wrong inside is a 500 with a traceback for the test
            import traceback

            self.violations.append(f"{exchange.method} {exchange.path}: {traceback.format_exc()}")
            outcome.fail(
                ApiError(500, f"Internal error encountered. {type(error).__name__}: {error}"),
                exchange,
            )
        exchange.status = outcome.status
        self._record(exchange, outcome)
        return outcome

    def _route(
        self,
        exchange: Exchange,
        raw_path: str,
        headers: Mapping[str, str],
        content: bytes,
        outcome: Outcome,
    ) -> None:
        if raw_path.startswith("/_fake/"):
            self._control(exchange, content, outcome)
            return
        if raw_path in {"/token", "/oauth2/v4/token", "/o/oauth2/token"}:
            exchange.endpoint = "token"
            self._token(exchange, content, outcome)
            return
        around = drive.route(exchange.method, raw_path)
        if around is not None:
            exchange.endpoint, exchange.kind = f"drive.{around[0]}", ""
            exchange.body = _parse(content)
            self._with_fault(
                exchange, outcome, lambda: self._drive(exchange, around, headers, outcome)
            )
            return
        found = api.route(exchange.method, raw_path)
        if found is None:
            raise Answer(
                404, {"Content-Type": "text/html; charset=UTF-8"}, _not_found(exchange.path)
            )
        exchange.endpoint, parameters = found
        exchange.spreadsheet_id = parameters.get("id", "")
        exchange.kind = "R" if exchange.endpoint in api.READS else "W"
        exchange.body = _parse(content)
        self._with_fault(
            exchange, outcome, lambda: self._api(exchange, parameters, headers, outcome)
        )

    def _with_fault(self, exchange: Exchange, outcome: Outcome, run: Callable[[], None]) -> None:
        self._run_hooks(exchange, "before")
        fault = outcome.fault = self.faults.due(exchange)
        if fault is None:
            run()
        elif fault.kind == "token_slow":
            time.sleep(fault.options.get("seconds", 1))
            run()
        elif fault.when == "after" or fault.breaks_answer:
            self._run_and_maybe_undo(exchange, fault, run)
            if not fault.breaks_answer and fault.kind != "reset":
                raise Answer(*answer_of(fault, exchange))
        elif fault.kind != "reset":
            raise Answer(*answer_of(fault, exchange))

    def _run_and_maybe_undo(
        self, exchange: Exchange, fault: Fault, run: Callable[[], None]
    ) -> None:
        """Run a request whose answer goes wrong; undo its effect if the fault strikes `before` it."""
        undo = (
            fault.when == "before"
            and exchange.kind == "W"
            and exchange.spreadsheet_id in self.store.books
        )
        if not undo:
            run()
            return
        book = self.store.books[exchange.spreadsheet_id]
        with self.store.locks[book.id]:
            earlier = book.snapshot()
            run()
            book.restore(earlier)

    def _api(
        self,
        exchange: Exchange,
        parameters: dict[str, str],
        headers: Mapping[str, str],
        outcome: Outcome,
    ) -> None:
        token = self.users.identify(
            headers.get("Authorization") or _query_token(exchange), exchange.endpoint
        )
        exchange.user = token.user
        auth.check_scope(token, exchange.endpoint)
        self.quota.take(token.user, exchange.kind)
        exchange.query = payload.query(exchange.endpoint, exchange.query)
        mask = masks.query_mask(_first(exchange, "fields"))
        payload.check_fields(exchange.endpoint, mask)
        body, exchange.body = exchange.body, payload.body(exchange.endpoint, exchange.body)
        answer = api.call(self.store, exchange, parameters)
        exchange.body = body
        exchange.answer = masks.cut(answer, mask) if mask else answer
        exchange.status = 200
        outcome.set_json(
            200,
            exchange.answer,
            pretty=(_first(exchange, "prettyPrint") or "true").lower() != "false",
        )
        self._run_hooks(exchange, "after")

    def _drive(
        self,
        exchange: Exchange,
        found: tuple[str, dict[str, str]],
        headers: Mapping[str, str],
        outcome: Outcome,
    ) -> None:
        exchange.user = self.users.identify(
            headers.get("Authorization") or _query_token(exchange), exchange.endpoint
        ).user
        answer = drive.call(self.store, exchange, *found)
        if answer is None:
            outcome.status = 204
        elif isinstance(answer, str):
            outcome.content, outcome.headers = answer.encode(), {"Content-Type": "text/csv"}
        else:
            outcome.set_json(200, answer)

    def _run_hooks(self, exchange: Exchange, when: str) -> None:
        with self._lock:
            due = [
                hook for hook in self._hooks if hook.when == when and hook.counter.fires(exchange)
            ]
        for hook in due:
            hook.action(exchange)

    def _token(self, exchange: Exchange, content: bytes, outcome: Outcome) -> None:
        form = dict(parse_qsl(content.decode("utf-8", "replace")))
        exchange.kind = ""
        self._with_fault(exchange, outcome, lambda: outcome.set_json(200, self.users.issue(form)))

    def _control(self, exchange: Exchange, content: bytes, outcome: Outcome) -> None:
        """Test-only: seed, faults, log, clock."""
        exchange.endpoint, exchange.kind = "_fake", ""
        body = _parse(content) or {}
        name = exchange.path.removeprefix("/_fake/")
        if name == "seed":
            tabs_given = body.pop("tabs", None)
            spreadsheet_id = body.pop("spreadsheetId", None) or self.store.new_id()
            outcome.set_json(200, {"spreadsheetId": self.seed(spreadsheet_id, tabs_given, **body)})
        elif name == "faults":
            if exchange.method == "DELETE":
                self.faults.clear()
            else:
                self.faults.add(**body)
            outcome.set_json(200, {})
        elif name == "log":
            outcome.set_json(200, [_entry_json(entry) for entry in self.log])
        elif name == "violations":
            outcome.set_json(200, self.violations)
        elif name == "quota":
            self.quota.mode = body.get("mode", self.quota.mode)
            self.quota.reset()
            outcome.set_json(200, {"mode": self.quota.mode})
        elif name == "clock" and hasattr(self.clock, "advance"):
            self.clock.advance(float(body.get("seconds", 0)))
            outcome.set_json(200, {"now": self.clock()})
        else:
            raise ApiError(404, f"No such control: {name}")

    def _record(self, exchange: Exchange, outcome: Outcome) -> None:
        if exchange.endpoint == "_fake":
            return
        if self.check_schemas and exchange.endpoint.startswith("spreadsheets."):
            from tests.fakes.sheets_server import schema

            self.violations.extend(schema.check(exchange, struck=outcome.fault is not None))
        known = exchange.endpoint.startswith("spreadsheets.")
        with self._lock:
            self.log.append(
                Entry(
                    number=len(self.log),
                    method=exchange.method,
                    path=exchange.path,
                    endpoint=exchange.endpoint,
                    spreadsheet_id=exchange.spreadsheet_id,
                    user=exchange.user,
                    kind=exchange.kind if known else "",
                    status=0
                    if outcome.fault is not None and outcome.fault.kind == "reset"
                    else outcome.status,
                    bytes_in=outcome.bytes_in,
                    bytes_out=len(outcome.content),
                    query=exchange.query,
                    body=exchange.body,
                    fault=outcome.fault.kind if outcome.fault is not None else None,
                    at=self.clock(),
                )
            )


def _first(exchange: Exchange, name: str) -> str | None:
    """The first of a repeated query parameter: the one that Google reads of `fields` and `prettyPrint`."""
    found = exchange.query.get(name)
    return found[0] if found else None


def _last(exchange: Exchange, name: str) -> str | None:
    found = exchange.query.get(name)
    return found[-1] if found else None


def _query_token(exchange: Exchange) -> str | None:
    token = _last(exchange, "access_token") or _last(exchange, "oauth_token")
    return f"Bearer {token}" if token else None


def _parse(content: bytes) -> Any:
    if not content.strip():
        return None
    try:
        return json.loads(content, parse_constant=_no_constant)
    except ValueError as error:
        raise ApiError(
            400,
            f"Invalid JSON payload received. {error}",
        ) from None


def _no_constant(name: str) -> None:
    msg = f"Unexpected token.\n{name}\n^"
    raise ValueError(msg)


def _not_found(path: str) -> bytes:
    return (
        "<!DOCTYPE html>\n<html lang=en>\n<title>Error 404 (Not Found)!!1</title>\n"
        f"<p><b>404.</b> <ins>That's an error.</ins>\n<p>The requested URL <code>{path}</code> was not found on this server.\n"
    ).encode()


def _entry_json(entry: Entry) -> Json:
    return {name: getattr(entry, name) for name in Entry.__dataclass_fields__}
