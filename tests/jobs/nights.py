"""A night in a moment: workers, latency and quota by a clock that is told, on the local server."""

import heapq
import itertools
import json

from jobs.budget import Budget, Limits, Payer
from jobs.database import open_engine
from tests.fakes.sheets_server import ManualClock, SheetsServer

PLACE = {"sheetId": 0, "rowIndex": 4, "columnIndex": 4}
NOTE = {"rows": [{"values": [{"userEnteredValue": {"numberValue": 1}}]}]}
CHANGE = {"updateCells": {**NOTE, "start": PLACE, "fields": "userEnteredValue"}}
BATCH = json.dumps({"requests": [CHANGE]}).encode()
LOOK = ("R", "GET", "/v4/spreadsheets/book?fields=sheets.properties", b"")
VALUES = ("R", "GET", "/v4/spreadsheets/book/values:batchGet?ranges=Sheet1!A1:C5", b"")
WRITE = ("W", "POST", "/v4/spreadsheets/book:batchUpdate", BATCH)
REQUESTS = (LOOK, VALUES, WRITE, LOOK)


class Night:
    """A fleet with so many accounts in one project, and what it makes in so many seconds."""

    def __init__(self, folder, refresh, means):
        self.clock = ManualClock()
        self.refresh, self.means = refresh, means
        self.server = SheetsServer(clock=self.clock, quota="bucket")
        self.server.quota.per_user = means.per_account
        self.server.quota.per_project = means.per_project
        self.server.seed("book", min_rows=10, min_columns=10)
        self.engine = open_engine(f"sqlite:///{folder}/ledger.db")
        self.made, self.refused = 0, 0

    def teams_in(self, seconds):
        """Return how many teams were made."""
        start = self.clock.now
        order = itertools.count()
        workers = self.means.machines * self.means.workers
        waiting = [(start, next(order), self._worker(number)) for number in range(workers)]
        while waiting[0][0] < start + seconds:
            self.clock.now, _, worker = heapq.heappop(waiting)
            later = self.clock.now + next(worker)
            heapq.heappush(waiting, (later, next(order), worker))
        self.engine.dispose()
        self.server._http.server_close()
        return self.made

    def _worker(self, number):
        """Make one team after the other; what is yielded is slept."""
        account = f"bot-{number % self.means.accounts}"
        self.server.users.add(account, account)
        limits = Limits(per_account=self.means.per_account, per_project=self.means.per_project)
        payer = Payer(account=account, project="shop")
        budget = Budget(self.engine, payer, limits=limits, clock=self.clock)
        headers = {"Authorization": f"Bearer {account}"}
        while True:
            yield self.refresh.cpu_seconds
            for kind, method, target, body in REQUESTS:
                yield budget.reserve(kind)
                outcome = self.server.handle(method, target, headers, body)
                self.refused += outcome.status != 200
                yield self.refresh.latency_seconds
            self.made += 1
