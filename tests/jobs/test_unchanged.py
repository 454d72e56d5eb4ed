"""A night on which nothing has changed costs three requests; any change at all is studied."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs import nightly, standing, weekly
from jobs.exits import Exit
from jobs.outbox import Delivered, Posted
from jobs.refreshing import refresh_tabs
from jobs.runner import run_job
from jobs.session import RunOptions
from jobs.team import read_team
from jobs.unchanged import note_standing, unchanged
from sheets.distinct import Coder
from sheets.grid import Grid
from tests.jobs.around import MAIL, Clock, surroundings
from tests.jobs.test_runs import TUESDAY

BOOK = "book-1"
LOG, LOTS, OURS = "Defect log", "Receiving & QC", "SKU summary"
DAY = 45_748  # 1 April 2025
ROWS = {
    LOG: [
        ["SKU", "Defect type", "Batch", "Date found", "Units", "Order ref"],
        *(["MUG", "broken", "L1", DAY + place, 1, f"A{place}"] for place in range(12)),
    ],
    LOTS: [
        ["Batch", "SKU", "Received", "Units received", "Supplier"],
        ["L1", "MUG", DAY - 60, 200, "Ruicai"],
        ["L2", "CUP", DAY - 60, 300, "Hengda"],
    ],
    "SKUs": [["SKU", "Name", "Supplier", "Price CNY"], ["MUG", "Mug", "Ruicai", 18.5]],
    "Reorder plan": [
        ["SKU", "Planned date", "Quantity", "Supplier"],
        ["MUG", DAY + 70, 300, "Ruicai"],
    ],
}
NOTHING = "nothing has changed since the last run"


class Shop:
    """A shop on the local server with a clock that stands still until it is told otherwise."""

    def __init__(self, folder, server):
        self.folder, self.server, self.clock = folder, server, Clock(TUESDAY)
        self.more = MAIL
        server.seed(BOOK, ROWS, min_rows=60, min_columns=8)

    @property
    def around(self):
        where = f"backend: google, url: {BOOK}, credentials: none"
        config = (
            f"version: 1\nspreadsheet: {{{where}, api_endpoint: '{self.server.base_url}'}}\n"
            "language: {team: en}\n"
        )
        return surroundings(self.folder, clock=self.clock, config=config, more=self.more)

    def run(self, job=nightly, **asked):
        """Run a job a second later; return its message and the requests it made."""
        self.clock.forward(seconds=1)
        since = len(self.server.log)
        around = self.around
        name = job.__name__.split(".")[-1]
        outcome = run_job(name, job.run, around, options=RunOptions(**asked), watched=False)
        around.ledger.close()
        assert outcome.exit in {Exit.OK, Exit.PARTIAL}, outcome.message
        return outcome, "".join(entry.kind for entry in self.server.requests(since=since))

    def is_quiet(self, **asked):
        return NOTHING in self.run(**asked)[0].message

    def cells(self, title=OURS):
        """A tab of ours below its stamp, by key and header."""
        _, headers, *rows = self.server.grid(BOOK, title)
        return {row[0]: dict(zip(headers, row, strict=False)) for row in rows if row[0]}

    def place(self, header, title=OURS):
        """The address of the first row's cell under a header."""
        column = self.server.grid(BOOK, title)[1].index(header)
        return f"{title}!{chr(ord('A') + column)}3"


@pytest.fixture
def shop(tmp_path, server):
    return Shop(tmp_path, server)


def test_a_second_run_without_changes_makes_three_requests_and_studies_nothing(shop, monkeypatch):
    first, _ = shop.run()
    before = {title: shop.cells(title) for title in (OURS, "Signals", "Batches")}
    monkeypatch.setattr("jobs.refreshing.study_team", None)

    again, requests = shop.run()

    assert NOTHING in again.message
    assert requests == "RRW"
    assert shop.server.violations == []
    assert {title: shop.cells(title) for title in before} == before
    assert again.counts | {"tenths": 0, "mails": 0} == first.counts | {
        "tenths": 0,
        "mails": 0,
        "cells_written": 0,
    }


def test_it_stamps_every_tab_and_stands_in_the_run_log(shop):
    shop.run()
    shop.clock.forward(minutes=7)

    assert shop.is_quiet()

    for title in (OURS, "Signals", "Data issues", "Run log"):
        assert "02:17" in "".join(map(str, shop.server.grid(BOOK, title)[0])), title
    newest = next(iter(shop.cells("Run log").values()))
    assert (newest["Job"], newest["Cells written"]) == ("nightly", 0)
    assert newest["Rows read"] == sum(len(rows) - 1 for rows in ROWS.values())
    assert len(shop.cells("Run log")) == 2


def test_a_changed_row_is_studied_and_then_there_is_quiet_again(shop):
    shop.run()
    shop.server.write(BOOK, f"{LOG}!E2", [[7]])

    changed, requests = shop.run()

    assert NOTHING not in changed.message
    assert requests == "RRWR"
    assert shop.is_quiet()


def test_our_cells_that_a_person_overwrote_are_repaired(shop):
    shop.run()
    before = shop.cells()
    shop.server.write(BOOK, shop.place("Status"), [["all fine"]])

    assert not shop.is_quiet()
    assert shop.cells() == before


def test_full_asks_for_a_study_all_the_same(shop):
    shop.run()

    assert not shop.is_quiet(full=True)


def test_a_dry_run_always_studies(shop):
    shop.run()

    outcome, requests = shop.run(dry_run=True)

    assert outcome.message.startswith("dry run:")
    assert requests == "RR"


def test_strict_tells_of_issues_on_a_quiet_night_too(shop):
    shop.server.write(BOOK, f"{LOG}!D2", [["yesterday or so"]])
    shop.run()

    outcome, _ = shop.run(strict=True)

    assert NOTHING in outcome.message
    assert outcome.exit is Exit.PARTIAL


def test_a_run_without_mail_is_no_reason_to_send_none(shop):
    shop.run(no_mail=True)
    assert shop.is_quiet(no_mail=True)

    assert not shop.is_quiet()


def test_a_letter_that_waits_is_a_reason_to_run(shop):
    shop.run()
    around = shop.around
    session = around.session("r", RunOptions())
    assert unchanged(session, read_team(session)) is not None

    around.ledger.waiting = lambda *_, **__: ["a letter"]

    assert unchanged(session, read_team(session)) is None
    around.ledger.close()


def top_row(shop):
    sheet = shop.server.sheet_id(BOOK, OURS)
    return {"sheetId": sheet, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}


def test_rows_that_move_under_the_stamp_are_put_back_and_the_run_is_made_whole(shop):
    """A person inserts a row on top between our read and our write."""
    shop.run()
    insert = {"insertDimension": {"range": top_row(shop)}}
    shop.server.on_request(lambda _: shop.server.batch(BOOK, insert), match="batchUpdate", nth=1)

    outcome, requests = shop.run()

    assert NOTHING not in outcome.message
    assert requests == "RRWWRRWR"
    grid = shop.server.grid(BOOK, OURS)
    assert grid[0] == []
    assert grid[1][0].startswith("reorder-brief:")
    assert grid[2][0] == "_key"


def test_a_stamp_row_that_goes_under_the_stamp_leaves_the_headers_whole(shop):
    shop.run()
    headers = shop.server.grid(BOOK, OURS)[1]
    delete = {"deleteDimension": {"range": top_row(shop)}}
    shop.server.on_request(lambda _: shop.server.batch(BOOK, delete), match="batchUpdate", nth=1)

    outcome, _ = shop.run()

    assert NOTHING not in outcome.message
    grid = shop.server.grid(BOOK, OURS)
    assert grid[0][0].startswith("reorder-brief:")
    assert grid[1] == headers


def test_a_tab_that_goes_under_the_write_is_made_again(shop):
    shop.run()
    sheet = shop.server.sheet_id(BOOK, OURS)
    shop.server.on_request(
        lambda _: shop.server.batch(BOOK, {"deleteSheet": {"sheetId": sheet}}),
        match="batchUpdate",
        nth=1,
    )

    outcome, _ = shop.run()

    assert NOTHING not in outcome.message
    assert shop.cells()


def delete_tab(shop):
    shop.server.batch(BOOK, {"deleteSheet": {"sheetId": shop.server.sheet_id(BOOK, "Batches")}})


def rename_tab(shop):
    properties = {"sheetId": shop.server.sheet_id(BOOK, OURS), "title": "Mine"}
    change = {"updateSheetProperties": {"properties": properties, "fields": "title"}}
    shop.server.batch(BOOK, change)


def delete_stamp(shop):
    row = {"sheetId": shop.server.sheet_id(BOOK, OURS), "dimension": "ROWS"}
    bounds = {"range": {**row, "startIndex": 0, "endIndex": 1}}
    shop.server.batch(BOOK, {"deleteDimension": bounds})


def forget_a_tab(shop):
    shop.around.ledger.remember_tabs({"reviews": "7"})


def forget_an_issue(shop):
    shop.around.ledger.first_seen(["DI-1"], on=TUESDAY.date())


def template(shop):
    (shop.folder / "own/en").mkdir(parents=True)
    (shop.folder / "own/en/weekly.txt.j2").write_text("Hello", encoding="utf-8")


def own_folder(shop):
    shop.more = f"{MAIL}brief: {{templates: own}}\n"


def tab_properties(name, fields, **properties):
    def change(shop):
        named = {"sheetId": shop.server.sheet_id(BOOK, name), **properties}
        request = {"updateSheetProperties": {"properties": named, "fields": fields}}
        shop.server.batch(BOOK, request)

    return change


def spreadsheet_properties(fields, **properties):
    request = {"updateSpreadsheetProperties": {"properties": properties, "fields": fields}}
    return lambda shop: shop.server.batch(BOOK, request)


def settings_tab(shop):
    shop.server.batch(BOOK, {"addSheet": {"properties": {"title": "Settings"}}})
    shop.server.write(BOOK, "Settings!A1", [["Setting", "Value"], ["signal.count", 5]])


CHANGES = {
    "a Settings tab": settings_tab,
    "a header of a tab of theirs": lambda shop: shop.server.write(BOOK, f"{LOG}!E1", [["Notes"]]),
    "a header of ours": lambda shop: shop.server.write(
        BOOK, f"{shop.place('Status')[:-1]}2", [["State"]]
    ),
    "a tick that closes a signal": lambda shop: shop.server.write(
        BOOK, shop.place("Closed ✎", "Signals"), [[True]]
    ),
    "a renamed tab of theirs": tab_properties(LOG, "title", title="Defect log 2025"),
    "a hidden tab of theirs": tab_properties(LOTS, "hidden", hidden=True),
    "the spreadsheet's country": spreadsheet_properties("locale", locale="de_DE"),
    "the spreadsheet's zone": spreadsheet_properties("timeZone", timeZone="Europe/Paris"),
    "other recipients": lambda shop: setattr(
        shop, "more", MAIL.replace("buyer@example.com", "new@example.com")
    ),
    "another weekly slot": lambda shop: setattr(
        shop, "more", f'{MAIL}schedule: {{weekly: {{at: "07:30", days: [thu]}}}}\n'
    ),
    "a cell of the defect log": lambda shop: shop.server.write(BOOK, f"{LOG}!F2", [["B1"]]),
    "a new row": lambda shop: shop.server.write(BOOK, f"{LOTS}!A4", [["L3", "MUG", DAY, 5]]),
    "a blanked cell": lambda shop: shop.server.write(BOOK, f"{LOTS}!D2", [[""]]),
    "a tick that was a number": lambda shop: shop.server.write(BOOK, f"{LOG}!E2", [[True]]),
    "a tab of reviews": lambda shop: shop.server.batch(
        BOOK, {"addSheet": {"properties": {"title": "Reviews"}}}
    ),
    "a deleted tab of ours": delete_tab,
    "a renamed tab of ours": rename_tab,
    "a stamp row that is gone": delete_stamp,
    "a mark": lambda shop: shop.server.write(BOOK, shop.place("Owner ✎", "Signals"), [["Lan"]]),
    "a cell of ours": lambda shop: shop.server.write(BOOK, shop.place("SKU", "Batches"), [[1]]),
    "the day": lambda shop: shop.clock.forward(days=1),
    "how numbers are typed": lambda shop: setattr(
        shop, "more", f"{MAIL}locale: {{decimal: point}}\n"
    ),
    "a rule": lambda shop: setattr(shop, "more", f"{MAIL}signal: {{count: 4}}\n"),
    "remembered tabs": forget_a_tab,
    "an issue that is remembered": forget_an_issue,
    "the team's own templates": own_folder,
}


@pytest.mark.full
@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_every_change_leads_to_a_whole_run_and_then_to_quiet(shop, change):
    template(shop)
    shop.run()
    assert shop.is_quiet()

    change(shop)

    assert not shop.is_quiet()
    assert shop.is_quiet()


@pytest.mark.full
def test_files_of_the_team_and_of_the_program_count(shop, monkeypatch):
    template(shop)
    own_folder(shop)
    shop.run()
    assert shop.is_quiet()

    (shop.folder / "own/en/weekly.txt.j2").write_text("Hello!", encoding="utf-8")
    assert not shop.is_quiet()
    monkeypatch.setattr(standing, "program", lambda: "another version")
    assert not shop.is_quiet()
    assert shop.is_quiet()


@pytest.mark.full
def test_a_weekly_run_in_between_is_followed_by_a_whole_one(shop):
    shop.run()
    shop.run(weekly)

    assert not shop.is_quiet()
    assert shop.is_quiet()


@pytest.mark.full
def test_a_quiet_night_shows_what_a_whole_run_would_show(shop):
    shop.run()
    assert shop.is_quiet()
    before = {title: shop.cells(title) for title in (OURS, "Signals", "Batches", "QC plan")}

    whole, _ = shop.run(full=True)

    assert whole.counts["cells_written"] == 0
    assert {title: shop.cells(title) for title in before} == before


@pytest.mark.full
def test_the_hour_counts_where_reviews_are_answered_by_the_hour(shop):
    shop.run()
    shop.clock.forward(hours=1)
    assert shop.is_quiet()
    shop.server.batch(BOOK, {"addSheet": {"properties": {"title": "Reviews"}}})
    shop.server.write(BOOK, "Reviews!A1", [["Date", "SKU", "Rating", "Text"]])
    shop.run()
    assert shop.is_quiet()

    shop.clock.forward(hours=1)

    assert not shop.is_quiet()


@pytest.fixture
def read(shop):
    """A session and the spreadsheet as it reads it, after a first run."""
    shop.run()
    around = shop.around
    session = around.session("r", RunOptions())
    yield session, read_team(session)
    around.ledger.close()


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_cell_of_any_tab_counts(read, data):
    """Whatever the cell, wherever it stands: another value gives another fingerprint."""
    session, team = read
    known = tuple(standing.fingerprints(session, team, team.outputs))
    grids = {**team.inputs, **{k: g for k, g in team.outputs.items() if k != standing.RUN_LOG}}
    name = data.draw(st.sampled_from(sorted(grids)))
    grid = grids[name]
    first = 1 if name in team.outputs else 0
    column = data.draw(st.integers(0, len(grid.columns) - 1))
    row = data.draw(st.integers(first, grid.rows))
    value = data.draw(st.one_of(st.text(max_size=5), st.integers(0, 99), st.booleans(), st.none()))
    changed = with_cell(grid, row, column, value)
    same = type(value) is type(grid.cell(row, column)) and value == grid.cell(row, column)
    blank = value in (None, "") and grid.cell(row, column) in (None, "")
    inputs = {**team.inputs, name: changed} if name in team.inputs else team.inputs
    outputs = {**team.outputs, name: changed} if name in team.outputs else team.outputs

    other = type(team)(**{**fields_of(team), "inputs": inputs})
    now = tuple(standing.fingerprints(session, other, outputs))

    assert (now == known) <= (same or blank)


def test_a_column_of_distinct_values_counts_cell_by_cell(read):
    session, team = read
    coded = {}
    for units in ([1, 2, 1, True], [1, 2, 2, True], [1, 2, 1, 1]):
        coder = Coder()
        coder.add(units)
        grid = Grid(tab=team.inputs["defect_log"].tab, columns=[coder.column()])
        inputs = {**team.inputs, "defect_log": grid}
        changed = type(team)(**{**fields_of(team), "inputs": inputs})
        coded[str(units)] = tuple(standing.fingerprints(session, changed, team.outputs))

    assert len(set(coded.values())) == 3


def test_a_run_that_could_not_send_leaves_nothing_to_rely_on(shop):
    around = shop.around
    session = around.session("r1", RunOptions())
    refreshed = refresh_tabs(session, job="nightly", document=lambda _: {}, team=read_team(session))
    unsent = Posted(delivered=Delivered(counts={"failed": 1}))

    note_standing(session, refreshed, unsent, {})
    assert standing.last_standing(session) is None

    note_standing(session, refreshed, Posted(), {})
    assert standing.last_standing(session) is not None
    around.ledger.close()


def fields_of(team):
    return {name: getattr(team, name) for name in team.__slots__ if name != "digests"}


def with_cell(grid, row, column, value):
    columns = [list(cells) for cells in grid.columns]
    columns[column].extend([None] * (row + 1 - len(columns[column])))
    columns[column][row] = value
    return Grid(tab=grid.tab, columns=columns)


def test_a_mark_that_comes_between_reading_and_writing_is_studied_by_the_next_run(shop):
    shop.run()
    shop.server.write(BOOK, f"{LOG}!E2", [[7]])
    place = shop.place("Closed ✎", "Signals")
    shop.server.on_request(
        lambda _: shop.server.write(BOOK, place, [[True]]), match="batchUpdate", nth=1
    )
    shop.run()

    assert not shop.is_quiet()
    assert shop.is_quiet()


@pytest.mark.full
def test_an_overwritten_stamp_is_written_anew_without_a_study(shop):
    shop.run()
    shop.server.write(BOOK, f"{OURS}!A1", [["mine"]])

    shop.is_quiet()

    assert shop.server.grid(BOOK, OURS)[0][0].startswith("reorder-brief:")


@pytest.mark.full
def test_other_questions_are_studied(shop):
    shop.run()

    assert not shop.is_quiet(language="vi")
    assert not shop.is_quiet()
    assert not shop.is_quiet(lookahead_days=90)


@pytest.mark.full
def test_a_run_that_failed_after_writing_leaves_nothing_to_rely_on(shop, monkeypatch):
    """The spreadsheet is put back to how it was, and still the next run is a whole one."""
    shop.run()
    with monkeypatch.context() as patched:
        patched.setattr("jobs.night_steps.keep", lambda *_: 1 / 0)
        around = shop.around
        failed = run_job(
            "nightly", nightly.run, around, options=RunOptions(full=True), watched=False
        )
        around.ledger.close()
    assert failed.exit is Exit.BUG

    assert not shop.is_quiet()
    assert shop.is_quiet()


def test_a_run_of_another_day_looks_at_no_cell_to_tell_that_it_is_not_the_same(read, monkeypatch):
    session, team = read
    kept = standing.last_standing(session)
    monkeypatch.setattr(type(team), "digest", lambda *_: pytest.fail("cells were looked at"))

    tomorrow = replace(session, started_at=session.started_at + timedelta(days=1))

    assert not standing.same(kept, tomorrow, team)
