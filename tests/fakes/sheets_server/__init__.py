"""A local Google Sheets server for tests: REST v4 over HTTP on 127.0.0.1, in memory, standard library only.

    with SheetsServer() as server:
        server.seed("book-1", {"Lots": [["Lot", "Units"], ["L1", 200]]}, locale="vi_VN", time_zone="Asia/Ho_Chi_Minh")
        client = google.http_client(server)                # tests.fakes.google: a gspread HTTPClient
        client.values_batch_get("book-1", ["Lots"])
        assert server.grid("book-1", "Lots") == [["Lot", "Units"], ["L1", 200]]

By hand: `python -m tests.fakes.sheets_server --port N`; every bearer token is accepted, the store is empty
(`POST /v4/spreadsheets` or `POST /_fake/seed` fills it).

**SheetsServer(**, all keyword-only: `port=0` (any free one), `check_schemas=False` (hold every request and answer to
Google's discovery document; what does not fit is in `server.violations`), `clock` (seconds; default
`time.monotonic`; `ManualClock()` has `advance` and `sleep`), `quota="off"|"bucket"|"observed"`,
`accept_any_token=True` (False: tokens that were not registered get 401), `create_missing=False` (True: an unknown
file id is a new empty file instead of 404), `seed=1` (of the random ids) **)**

*Store* (no auth, quota or log): `seed(id, {"Tab": rows}, title=, locale=, time_zone=, roles={user: "owner"|"writer"|
"reader"}, typed=False, columns=False, min_rows=1000, min_columns=26, sheet_ids=)`; `grid(id, "Tab" or range,
render="UNFORMATTED_VALUE")`; `spreadsheet(id, grid=True, fields=None)` (full JSON); `write(id, "Tab!B2", rows)` (a
person types); `batch(id, *requests)` (a person uses the menus; batchUpdate requests); `sheet_id(id, "Tab")`;
`share(id, user, role)`.

*Who*: `users.add(token, user, scopes=..., expires=None)`, `users.expire(token=None)`; `token_url` issues tokens for a
service account's signed assertion: the user is its `client_email`, its own `aud` and signature are not checked.

*Faults*: `faults.add(kind=..., match=None, nth=1, times=1, when="before"|"after", **options)`, `faults.clear()`; the kinds
are in `Faults.add`. `match` is a regular expression searched in `METHOD path endpoint request-kinds`
(`"values:batchGet"`, `"batchUpdate"`, `"updateCells"`), a function of the `Exchange`, or None for every Sheets request.

*Hooks*: `on_request(action, match=None, when="before"|"after", nth=1, times=1)`; `action(exchange)` may edit the store.

*Log*: `log` is a list of `Entry` (`method, path, endpoint, spreadsheet_id, user, kind "R"|"W", status, bytes_in, bytes_out,
query, body, fault, at`); `requests(kind=None, since=0)` are those of the Sheets API. `quota.mode`, `quota.refused`,
`quota.reset()`.

Assumptions (no recording of Google was seen): wording of id clashes, limits and protected cells; parsing and printing of
numbers and dates in locales other than en_US; that a duplicated tab takes its developer metadata along; that a formula
that gives "" counts as filled. Formulas: see `formulas.py`. Effective formats show no conditional formatting.
"""

from tests.fakes.sheets_server.faults import Exchange, Faults
from tests.fakes.sheets_server.quota import ManualClock, Quota
from tests.fakes.sheets_server.server import Entry, SheetsServer

__all__ = ["Entry", "Exchange", "Faults", "ManualClock", "Quota", "SheetsServer"]
