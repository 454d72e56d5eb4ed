"""The fault matrix: whatever goes wrong, at whichever request, tabs are old or new and people's cells are theirs."""

import pytest

from sheets.grid import (
    PermissionDeniedError,
    WorkbookError,
    WorkbookNotFoundError,
    WorkbookUnavailableError,
)
from tests.contracts.outputs import nightly, run_log, summary
from tests.fakes.sheets_server import ManualClock
from tests.sheets.fault_matrix import (
    BROKEN,
    LASTING,
    NEW,
    PASSING,
    REQUESTS,
    TITLE,
    WHEN,
    outcome,
    people_have_all_they_had,
    prepared,
    run_with,
    state,
)
from tests.sheets.google_helpers import BOOK, opened, seeded

ERRORS = {
    "400": WorkbookError,
    "401": PermissionDeniedError,
    "403": PermissionDeniedError,
    "404": WorkbookNotFoundError,
}


@pytest.fixture
def night(server):
    return prepared(server)


@pytest.mark.parametrize("when", WHEN)
@pytest.mark.parametrize("request_", REQUESTS)
@pytest.mark.parametrize("fault", [*PASSING, *BROKEN])
def test_what_passes_is_borne_and_the_new_version_stands(server, night, fault, request_, when):
    error = run_with(server, night, fault, request_, when)

    assert error is None
    assert state(server) == "new"
    assert people_have_all_they_had(server)
    assert server.requests()[-1].status == 200


@pytest.mark.parametrize("when", WHEN)
@pytest.mark.parametrize("request_", REQUESTS)
@pytest.mark.parametrize("fault", [*PASSING, *BROKEN])
def test_what_does_not_pass_ends_within_the_deadline_with_old_or_new(
    server, night, fault, request_, when
):
    clock = night.client.pace.clock
    began = clock()

    error = run_with(server, night, fault, request_, when, times=None)

    found_done = request_ == "write" and when == "after"
    if found_done:
        assert error is None
    else:
        assert isinstance(error, WorkbookUnavailableError)
        assert "tried for" in str(error)
    assert clock() - began <= 300
    assert state(server) == ("new" if found_done or request_ == "verify" else "old")
    assert people_have_all_they_had(server)


@pytest.mark.parametrize("request_", REQUESTS)
@pytest.mark.parametrize("fault", LASTING)
def test_what_no_second_try_mends_ends_at_once_and_says_what_to_do(server, night, fault, request_):
    clock = night.client.pace.clock
    began = clock()

    error = run_with(server, night, fault, request_, "before", times=None)

    assert isinstance(error, ERRORS[fault])
    assert clock() == began
    assert state(server) == ("new" if request_ == "verify" else "old")
    assert people_have_all_they_had(server)


def test_the_printed_table_says_the_same(server):
    assert outcome(server, "403", "write", "before", None) == (
        "old, PermissionDeniedError, 3 requests, 0 s"
    )


@pytest.mark.parametrize("request_", REQUESTS)
def test_a_second_run_after_trouble_changes_nothing_more(server, night, request_):
    run_with(server, night, "503", request_, "after", times=None)
    server.faults.clear()
    nightly(night, summary(NEW, night=1), run_log(1))
    assert state(server) == "new"

    report = nightly(night, summary(NEW, night=1), run_log(1))

    assert report.writes == 0


def test_a_write_that_was_done_though_google_said_503_is_not_done_twice(server, night):
    error = run_with(server, night, "503", "write", "after")

    assert error is None
    writes = [one for one in server.requests("W") if one.spreadsheet_id == BOOK]
    assert [row[0] for row in server.grid(BOOK, "Run log")[2:]] == ["run-1", "run-0"]
    assert [one.status for one in writes[-1:]] == [503]


def test_a_new_tab_whose_answer_was_lost_is_not_made_twice(server):
    workbook = opened(seeded(server))
    server.faults.add("reset", match="batchUpdate", when="after")

    nightly(workbook, summary())

    titles = [one["properties"]["title"] for one in server.spreadsheet(BOOK)["sheets"]]
    assert titles == ["Lots", TITLE]


def test_people_who_sort_while_an_answer_is_lost_lose_nothing(server, night):
    sheet_id = server.sheet_id(BOOK, TITLE)

    def move(_):
        server.batch(
            BOOK,
            {
                "insertDimension": {
                    "range": {
                        "sheetId": sheet_id,
                        "dimension": "COLUMNS",
                        "startIndex": 2,
                        "endIndex": 3,
                    }
                }
            },
        )

    server.on_request(move, match="batchUpdate")
    server.faults.add("503", match="batchUpdate", when="after")

    nightly(night, summary(NEW, night=1), run_log(1))

    rows = server.grid(BOOK, TITLE)
    assert [row[2] for row in rows[1:]] == [""] * 5 or all(
        len(row) < 3 or row[2] == "" for row in rows
    )
    [mug] = [row for row in rows if row[0] == "B-MUG"]
    assert mug[3:] == ["ok", 0.01, 45_581, "note B-MUG", "", "mine"]


def test_waits_grow_are_drawn_and_end_before_the_deadline(server):
    clock = ManualClock()
    workbook = opened(seeded(server), clock=clock, deadline=90)
    server.faults.add("503", times=None)

    with pytest.raises(WorkbookUnavailableError, match=r"HTTP 503\); tried for 90 s"):
        workbook.info()

    assert sum(clock.slept) == pytest.approx(90)
    assert all(wait <= 32 for wait in clock.slept)
    assert len(set(clock.slept)) == len(clock.slept)
    assert len(server.requests()) >= 4


def test_the_first_wait_after_too_many_requests_is_at_least_five_seconds(server):
    workbook = opened(seeded(server))
    server.faults.add("429")

    workbook.info()

    assert workbook.client.pace.clock.slept[0] >= 5


def test_the_wait_after_a_page_about_robots_is_longer(server):
    workbook = opened(seeded(server))
    server.faults.add("429_html")

    workbook.info()

    assert workbook.client.pace.clock.slept[0] >= 30


def test_a_wait_that_google_asks_for_is_kept_but_not_beyond_the_deadline(server):
    workbook = opened(seeded(server))
    server.faults.add("429_retry_after", retry_after=42)
    server.faults.add("429_retry_after", retry_after=5000, nth=2)

    workbook.info()

    assert workbook.client.pace.clock.slept == [42, 300 - 42]


@pytest.mark.parametrize("mode", ["bucket", "observed"])
def test_many_workbooks_in_one_minute_get_through_the_quota(server, mode):
    seeded(server)
    clock = ManualClock()
    server.quota.clock, server.quota.mode = clock, mode
    server.quota.reset()
    try:
        for night in range(40):
            workbook = opened(server, clock=clock)
            nightly(workbook, summary(night=night), run_log(night))
    finally:
        server.quota.mode = "off"

    assert server.quota.refused > 0
    assert len(server.grid(BOOK, "Run log")) == 42


def test_a_tab_renamed_between_metadata_and_values_is_found(server, night):
    sheet_id = server.sheet_id(BOOK, TITLE)
    rename = {
        "updateSheetProperties": {
            "properties": {"sheetId": sheet_id, "title": "Ours"},
            "fields": "title",
        }
    }
    server.on_request(lambda _: server.batch(BOOK, rename), match="values:batchGet")

    report = nightly(night, summary(NEW, night=1), run_log(1))

    assert report.tabs[0].title == "Ours"
    assert server.grid(BOOK, "Ours")[0][2] == "Refreshed 2025-06-03 02:10 · ok"


def test_a_tab_deleted_between_read_and_write_is_made_again(server, night):
    sheet_id = server.sheet_id(BOOK, TITLE)
    server.on_request(
        lambda _: server.batch(BOOK, {"deleteSheet": {"sheetId": sheet_id}}), match="batchUpdate"
    )

    nightly(night, summary(NEW, night=1), run_log(1))

    assert [row[0] for row in server.grid(BOOK, TITLE)[2:]] == list(NEW)


def test_a_grid_made_smaller_between_read_and_write_is_planned_again(server, night):
    sheet_id = server.sheet_id(BOOK, TITLE)
    shrink = {
        "updateSheetProperties": {
            "properties": {"sheetId": sheet_id, "gridProperties": {"rowCount": 5}},
            "fields": "gridProperties.rowCount",
        }
    }
    server.on_request(lambda _: server.batch(BOOK, shrink), match="batchUpdate")

    nightly(night, summary(NEW, night=1), run_log(1))

    assert state(server) == "new"


def test_a_share_taken_away_in_the_middle_of_a_run_is_told(server, night):
    server.on_request(
        lambda _: server.share(BOOK, "anyone@example.com", "reader"), match="batchUpdate"
    )

    with pytest.raises(PermissionDeniedError, match="only as Viewer: open it, press Share"):
        nightly(night, summary(NEW, night=1), run_log(1))

    assert state(server) == "old"


def test_a_protection_set_in_the_middle_of_a_run_is_told(server):
    workbook = opened(seeded(server, roles={"anyone@example.com": "writer", "boss": "owner"}))
    nightly(workbook, summary())
    protect = {
        "addProtectedRange": {
            "protectedRange": {
                "range": {"sheetId": server.sheet_id(BOOK, TITLE)},
                "editors": {"users": ["boss"]},
            }
        }
    }
    server.on_request(lambda _: server.batch(BOOK, protect), match="batchUpdate")

    with pytest.raises(PermissionDeniedError, match="Protect sheets and ranges"):
        nightly(workbook, summary(NEW, night=1))

    report = nightly(workbook, summary(NEW, night=1))
    assert [issue.code for issue in report.issues] == ["output_protected"]


def test_ten_million_cells_are_explained(server):
    server.seed(BOOK, {"Lots": [["x"] * 10]}, min_rows=999_000, min_columns=10)
    workbook = opened(server)

    with pytest.raises(WorkbookError, match="limit of 10,000,000 cells"):
        nightly(workbook, summary({f"S{n}": ("ok", 0.1, n) for n in range(3000)}))


def test_an_answer_with_fewer_ranges_than_asked_for_is_no_answer(server, night):
    answer = {"valueRanges": [{"values": [["x"]]}]}
    server.faults.add("custom", match="values:batchGet", status=200, body=answer)

    with pytest.raises(WorkbookUnavailableError, match="1 of 3 ranges"):
        nightly(night, summary(NEW, night=1), run_log(1))

    assert state(server) == "old"


def test_a_slow_answer_is_given_up_at_the_deadline(server):
    class Hurried(ManualClock):
        """A clock on which every look costs a minute."""

        def __call__(self):
            self.now += 60
            return self.now

    workbook = opened(seeded(server), clock=Hurried(), deadline=90)

    with pytest.raises(WorkbookUnavailableError, match="connection to Google Sheets broke"):
        workbook.info()


def test_no_network_is_told_as_such_and_a_write_is_then_simply_repeated(server, night):
    port = server.port
    night.client._transport.endpoint = "http://127.0.0.1:9"
    sleep = night.client.pace.clock.sleep

    def come_back(seconds):
        sleep(seconds)
        night.client._transport.endpoint = f"http://127.0.0.1:{port}"

    object.__setattr__(night.client.pace, "sleep", come_back)
    nightly(night, summary(NEW, night=1), run_log(1))

    assert state(server) == "new"
    object.__setattr__(night.client.pace, "sleep", sleep)
    night.client._transport.endpoint = "http://127.0.0.1:9"
    with pytest.raises(WorkbookUnavailableError, match="is there a network"):
        night.info()


def test_a_request_is_sent_when_its_turn_has_come(server):
    """The quota is kept outside: here only the kind is told, and the wait is taken."""
    asked = []

    def turn(kind):
        asked.append(kind)
        return 2.5 if kind == "R" else 0.0

    book = prepared(server)
    clock = book.client.pace.clock
    object.__setattr__(book.client.pace, "turn", turn)

    book.info()
    book.client.update([{"updateSpreadsheetProperties": RENAMED}])

    assert asked == ["R", "W"]
    assert clock.slept == [2.5]


RENAMED = {"properties": {"title": "New"}, "fields": "title"}
