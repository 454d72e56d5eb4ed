"""A local Google Sheets server for tests: REST v4 over HTTP on 127.0.0.1, in memory, standard library only.

    with SheetsServer() as server:
        server.seed("book-1", {"Lots": [["Lot", "Units"], ["L1", 200]]}, locale="vi_VN", time_zone="Asia/Ho_Chi_Minh")
        client = google.http_client(server)                # tests.fakes.google: a gspread HTTPClient
        client.values_batch_get("book-1", ["Lots"])
        assert server.grid("book-1", "Lots") == [["Lot", "Units"], ["L1", 200]]

By hand: `python -m tests.fakes.sheets_server --port N`; every bearer token is accepted, the store is empty
(`POST /v4/spreadsheets`, `POST /_fake/seed` or `--create-missing` fills it). `/_fake/seed`, `/_fake/faults`, `/_fake/log`,
`/_fake/violations`, `/_fake/quota` and `/_fake/clock` do over HTTP what the methods below do.

**SheetsServer(**, all keyword-only: `port=0` (any free one), `check_schemas=False` (hold every request and answer to
Google's discovery document; what does not fit is in `server.violations`), `clock` (seconds; default
`time.monotonic`; `ManualClock()` has `advance` and `sleep`), `quota="off"|"bucket"|"observed"`,
`accept_any_token=True` (False: tokens that were not registered get 401), `create_missing=False` (True: an unknown
file id is a new empty file instead of 404), `seed=1` (of the random ids) **)**

*Store* (no auth, quota or log): `seed(id, {"Tab": rows}, title=, locale=, time_zone=, roles={user: "owner"|"writer"|
"reader"}, typed=False, columns=False, min_rows=1000, min_columns=26, sheet_ids=)`; `grid(id, "Tab" or range,
render="UNFORMATTED_VALUE")`; `spreadsheet(id, grid=True, fields=None)` (full JSON); `write(id, "Tab!B2", rows)` (a
person types); `batch(id, *requests)` (a person uses the menus; batchUpdate requests); `sheet_id(id, "Tab")`;
`share(id, user, role)`. `numerals.set_today(day)` is what TODAY() and a typed date without a year mean.

*Who*: `users.add(token, user, scopes=..., expires=None)`, `users.expire(token=None)`; `token_url` issues tokens for a
service account's signed assertion: the user is its `client_email`, its own `aud` and signature are not checked.

*Faults*: `faults.add(kind=..., match=None, nth=1, times=1, when="before"|"after", **options)`, `faults.clear()`; the kinds
are in `Faults.add`. `match` is a regular expression searched in `METHOD path endpoint request-kinds`
(`"values:batchGet"`, `"batchUpdate"`, `"updateCells"`), a function of the `Exchange`, or None for every Sheets request.

*Hooks*: `on_request(action, match=None, when="before"|"after", nth=1, times=1)`; `action(exchange)` may edit the store.

*Log*: `log` is a list of `Entry` (`method, path, endpoint, spreadsheet_id, user, kind "R"|"W", status, bytes_in, bytes_out,
query, body, fault, at`); `requests(kind=None, since=0)` are those of the Sheets API. `quota.mode`, `quota.refused`,
`quota.reset()`.

**How it is made.** A request goes through `listener` (socket), `server` (faults, hooks, auth, quota, log), `payload` (its
shape, as Google checks it), `api` (routes, lock) to `values`, `reading` or `batch`; a batchUpdate kind is a function
registered with `@batch.kind` in one of the `*_requests`, `tabs`, `objects`, `metadata` or `sorting` modules. `model` keeps
tabs as columns of layers, so that 800,000 rows stay cheap; `dimensions.spans` and `formulas.shift` move what hangs on
cells. `drive` knows the few Drive calls that clients make around a file. `schema` is the second opinion for tests.

**Held to** answers of Google that gspread's own tests recorded, and to answers that users of several clients quoted.
**Assumptions** (no recording of Google was seen): wording at protected cells and of most id clashes; parsing and
printing of numbers and dates in locales other than en_US; that a duplicated tab takes its developer metadata along; that a
formula that gives "" counts as filled; the messages of most errors. Formulas: see `formulas`; what they cannot
work out shows `Loading...`. Effective formats show no conditional formatting; pivot tables are kept, not drawn.
"""

from tests.fakes.sheets_server.faults import Exchange, Faults
from tests.fakes.sheets_server.quota import ManualClock, Quota
from tests.fakes.sheets_server.server import Entry, SheetsServer

__all__ = ["Entry", "Exchange", "Faults", "ManualClock", "Quota", "SheetsServer"]
