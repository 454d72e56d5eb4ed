"""Print what becomes of every fault at every request of a Google refresh.

python -m tests.sheets.fault_matrix
"""

from collections.abc import Iterator

from sheets.grid import WorkbookError
from tests.contracts.outputs import nightly, run_log, summary
from tests.fakes.sheets_server import SheetsServer
from tests.sheets.google_helpers import BOOK, opened, seeded

TITLE = "SKU summary"
NEW = {"B-MUG": ("ok", 0.01, 45_581), "0012": ("urgent", 0.2, 45_582), "NEW": ("ok", 0.4, 1)}
REQUESTS = ("metadata", "read", "write", "verify")
PASSING = ("429", "429_retry_after", "429_html", "500", "502", "503", "503_html", "504", "408")
BROKEN = ("reset", "long_content_length", "cut_json", "empty_200")
LASTING = ("400", "401", "403", "404")
WHEN = ("before", "after")


def prepared(server):
    """A workbook with a summary and a Run log, a note, and a column of a person."""
    workbook = opened(seeded(server))
    nightly(workbook, summary(), run_log(0))
    server.write(BOOK, f"{TITLE}!F3", [["note B-MUG", None, "mine"]], raw=True)
    server.write(BOOK, f"{TITLE}!H2", [["Mine"]], raw=True)
    return workbook


def run_with(server, workbook, fault, request, when, *, times=1):
    """Run one night in which a request goes wrong; return the error in which it ended."""
    match = {"metadata": "spreadsheets.get", "write": "batchUpdate"}.get(request, "values:batchGet")
    nth = 2 if request == "verify" else 1
    server.faults.add(fault, match=match, nth=nth, times=times, when=when)
    try:
        nightly(workbook, summary(NEW, night=1), run_log(1))
    except WorkbookError as error:
        return error
    return None


def state(server):
    """Which version our tabs are in: old, new, or something that must not be."""
    table, log = server.grid(BOOK, TITLE), server.grid(BOOK, "Run log")
    cells = {row[0]: row[2:5] for row in table[2:]}
    stamp, runs = table[0][2], [row[0] for row in log[2:]]
    old = cells["B-MUG"][0] == "urgent" and "NEW" not in cells
    new = {key: list(NEW[key]) for key in NEW} == {key: cells.get(key) for key in NEW}
    if old and stamp == "Refreshed 2025-06-02 02:10 · ok" and runs == ["run-0"]:
        return "old"
    if new and stamp == "Refreshed 2025-06-03 02:10 · ok" and runs == ["run-1", "run-0"]:
        return "new"
    return f"broken: {table} {log}"


def people_have_all_they_had(server):
    """Whether the note, the column and the tab of people are as they were."""
    table = server.grid(BOOK, TITLE)
    [mug] = [row for row in table if row[0] == "B-MUG"]
    lots = server.grid(BOOK, "Lots")
    return (
        mug[5:8] == ["note B-MUG", "", "mine"]
        and table[1][7] == "Mine"
        and lots == [["Lot", "Units"], ["L1", 200]]
    )


def lines() -> Iterator[str]:
    """The table: fault, how often and when it strikes, and the outcome for each request."""
    yield f"| fault | strikes | {' | '.join(REQUESTS)} |"
    yield "| --- " * (2 + len(REQUESTS)) + "|"
    with SheetsServer() as server:
        for fault in (*PASSING, *BROKEN, *LASTING):
            for times in (1, None):
                for when in WHEN if fault not in LASTING else ("before",):
                    found = [outcome(server, fault, request, when, times) for request in REQUESTS]
                    often = "once" if times else "for ever"
                    yield f"| {fault} | {often}, {when} the effect | {' | '.join(found)} |"


def outcome(server, fault, request, when, times):
    """One field of the table."""
    server.faults.clear()
    workbook = prepared(server)
    clock = workbook.client.pace.clock
    began, sent = clock(), workbook.requests
    error = run_with(server, workbook, fault, request, when, times=times)
    server.faults.clear()
    safe = "" if people_have_all_they_had(server) else ", PEOPLE'S CELLS HURT"
    told = type(error).__name__ if error else "no error"
    return f"{state(server)}, {told}, {workbook.requests - sent} requests, {clock() - began:.0f} s{safe}"


if __name__ == "__main__":
    for line in lines():
        print(line, flush=True)
