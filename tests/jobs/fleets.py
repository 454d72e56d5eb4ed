"""Fleets for tests: teams on the local Sheets server, light jobs, and a driver as a process."""

import json
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from jobs.exits import Exit
from jobs.fleet_calls import Asked, run_due
from jobs.session import Outcome
from jobs.stopping import Stopping
from jobs.team import spreadsheet_of
from tests.jobs.clinic import private_key

NIGHT = datetime(2025, 6, 2, 19, 12, tzinfo=UTC)  # 02:12 of a Tuesday in the demo shop
TABS = {"Lots": [["Lot", "Units"], ["L1", 200]]}
PLACE = {"sheetId": 0, "rowIndex": 4, "columnIndex": 4}
NOTE = {"rows": [{"values": [{"userEnteredValue": {"stringValue": "made"}}]}]}
SHARED = """\
version: 1
language: {{team: en}}
schedule:
  nightly: {{at: "02:10"}}
  weekly: {{days: [fri]}}
mail: {{channel: folder, out: post, from: shop@example.com}}
spreadsheet: {{backend: google, api_endpoint: "{server}", credentials: none}}
state: {{{state}}}
fleet: {{{fleet}}}
"""


def clock():
    """The night in which the tests play; it goes on as the machine's clock does."""
    return NIGHT + timedelta(seconds=time.monotonic() - float(os.environ["FLEET_BEGAN"]))


def noted(what, session):
    """Write down what happens, for the test to read."""
    with Path(os.environ["FLEET_NOTES"]).open("a", encoding="utf-8") as file:
        file.write(f"{what} {session.ledger.spreadsheet} {os.getpid()}\n")


def light(session):
    """Four requests, as a refresh sends them: two reads, one write, one read that verifies."""
    noted("began", session)
    workbook = session.opened(spreadsheet_of(session.configuration))
    info = workbook.info()
    workbook.read(list(info.tabs))
    session.stage("writing")
    change = {"updateCells": {**NOTE, "start": PLACE, "fields": "userEnteredValue"}}
    workbook.client.update([change])
    workbook.info()
    noted("ended", session)
    return Outcome(exit=Exit.OK, message="made", counts={"rows_read": 1})


def light_jobs():
    """Both jobs; the weekly one has nothing to do."""
    return {"nightly": light, "weekly": lambda _session: Outcome(exit=Exit.OK, message="made")}


def bad_jobs():
    """Light jobs, but for one team that breaks, one without memory and one that is slow."""

    def job(session):
        name = session.ledger.spreadsheet
        if name == "book-1":
            raise RuntimeError("broken on purpose")
        if name == "book-2":
            raise MemoryError
        if name == "book-3":
            noted("began", session)
            time.sleep(float(os.environ.get("FLEET_HANGS", "0")))
        return light(session)

    return {**light_jobs(), "nightly": job}


def fleet(folder, server, count, *, state="folder: state", limits="", accounts=0):
    """Write a shared file and a file for each team, and seed their spreadsheets."""
    (folder / "teams").mkdir(exist_ok=True)
    text = SHARED.format(server=server.base_url, state=state, fleet=limits)
    (folder / "config-shared.yaml").write_text(text, encoding="utf-8")
    keys = [_key(folder, server, number) for number in range(accounts)]
    for number in range(count):
        server.seed(f"book-{number}", TABS, min_rows=10, min_columns=6)
        key = f", credentials: ../{keys[number % accounts]}" if accounts else ""
        where = f"{{url: book-{number}{key}}}"
        path = folder / f"teams/team-{number:03}.yaml"
        path.write_text(f"extends: ../config-shared.yaml\nspreadsheet: {where}\n", encoding="utf-8")
    return folder / "teams"


def _key(folder, server, number):
    name = f"key-{number}.json"
    facts = {
        "type": "service_account",
        "project_id": "shop",
        "client_email": f"bot-{number}@shop.iam.gserviceaccount.com",
        "private_key": _pem(folder),
        "private_key_id": "k1",
        "token_uri": server.token_url,
    }
    (folder / name).write_text(json.dumps(facts), encoding="utf-8")
    return name


def _pem(folder):
    kept = folder / "key.pem"
    if not kept.exists():
        kept.write_text(private_key(), encoding="utf-8")
    return kept.read_text(encoding="utf-8")


def most_in_a_minute(entries, limit, *, seconds):
    """Return the shortest time in which one more than the limit was sent; None: never so many."""
    times = sorted(entry.at for entry in entries)
    stretches = [later - earlier for earlier, later in zip(times, times[limit:], strict=False)]
    shortest = min(stretches, default=None)
    return None if shortest is None or shortest >= seconds else shortest


def main():
    """Make a fleet's runs as a process of its own; the last line is the report as JSON."""
    told = json.loads(sys.argv[1])
    jobs = {"light": light_jobs, "bad": bad_jobs}[told.pop("jobs", "light")]
    stopping = Stopping()
    if told.pop("heed", False):
        stopping.listen()
    called = run_due(Asked(jobs=jobs, **told), clock=clock, stop=stopping)
    print(json.dumps(called.report.json))


if __name__ == "__main__":
    from tests.jobs.fleets import main as started  # pickled by a name that workers can import

    started()
