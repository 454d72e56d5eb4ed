"""The path of every job, end to end: the demo through each kind of spreadsheet."""

import msgspec
import pytest

from jobs.demo import write_demo
from jobs.demo_tables import ANCHOR
from sheets import packed
from sheets.backends import google
from sheets.outputs.catalogue import OUTPUTS
from tests.fakes.sheets_server import SheetsServer
from tests.jobs import shop

BOOK = "book-1"
LONG_TAB, LONG_COLUMN = (google, "CHUNK_ROWS", 7), (packed, "FEW_BYTES", 2)


@pytest.fixture
def server():
    with SheetsServer(check_schemas=True) as made:
        made.seed(BOOK, shop.typed_rows(), title="Quality", locale="vi_VN")
        yield made


def cells(workbook, skip_rows=1):
    """Every output tab without its stamp, blanks at the ends cut; the Run log's id differs."""
    info = workbook.info()
    ours = [tab for tab in info.tabs if "reorder-brief" in tab.marks]
    grids = workbook.read(ours)
    return {
        tab.marks["reorder-brief"]: [
            tuple(cell for cell in column[skip_rows:]) for column in grids[tab.tab_id].columns
        ]
        for tab in ours
        if tab.marks["reorder-brief"] != "run_log"
    }


def trimmed(columns):
    """Columns without blanks at their ends."""
    made = []
    for column in columns:
        values = [None if cell == "" else cell for cell in column]
        while values and values[-1] is None:
            values.pop()
        made.append(tuple(values))
    while made and not made[-1]:
        made.pop()
    return made


def without_links(grids):
    """Links name the spreadsheet's own way to a cell, so they differ between kinds."""
    issues = grids.pop("data_issues")
    links = next(place for place, column in enumerate(issues) if column[0] in {"Link", "Liên kết"})
    return {name: trimmed(columns) for name, columns in grids.items()} | {
        "data_issues": trimmed(issues[:links] + issues[links + 1 :])
    }


def test_google_and_xlsx_give_cell_for_cell_equal_tabs(tmp_path, server):
    """The same rows give the same tabs, wherever the team keeps them."""
    write_demo(tmp_path, anchor=ANCHOR, language="vi")
    by_file = shop.refreshed(shop.xlsx_config(tmp_path)).team.workbook
    google = tmp_path / "google"
    google.mkdir()
    by_web = shop.refreshed(shop.google_config(google, server)).team.workbook

    file_cells, web_cells = (without_links(cells(book)) for book in (by_file, by_web))

    assert set(file_cells) == set(OUTPUTS) - {"run_log"}
    for name, columns in file_cells.items():
        assert columns == web_cells[name], name


def test_a_nightly_run_costs_four_requests_that_google_would_accept(tmp_path, server):
    configuration = shop.google_config(tmp_path, server)
    shop.refreshed(configuration)
    server.log.clear()

    shop.refreshed(configuration)

    asked = [(entry.kind, entry.endpoint.rpartition(".")[2]) for entry in server.requests()]
    assert [kind for kind, _ in asked] == ["R", "R", "W", "R"]
    assert server.violations == []


@pytest.mark.parametrize(("module", "name", "value"), [LONG_TAB, LONG_COLUMN])
def test_a_long_tab_of_ours_is_backed_up_whole(tmp_path, server, monkeypatch, module, name, value):
    """Its cells are not kept as objects: each distinct one once, or as the bytes they came as."""
    configuration = shop.google_config(tmp_path, server)
    before = cells(shop.refreshed(configuration).team.workbook, skip_rows=0)
    monkeypatch.setattr(module, name, value)

    refreshed = shop.refreshed(configuration)

    assert refreshed.sheet.cells == 0
    session = shop.session(configuration)
    kept = session.ledger.stored("run-2", "backup")
    session.ledger.close()
    tabs = {name: msgspec.json.decode(body)["columns"] for name, body in kept.items()}
    assert {name: trimmed(tabs[name]) for name in before} == {
        name: trimmed(columns) for name, columns in before.items()
    }


def test_a_first_run_makes_its_tabs_in_the_same_number_of_requests(tmp_path, server):
    shop.refreshed(shop.google_config(tmp_path, server))

    assert [entry.kind for entry in server.requests()] == ["R", "R", "W", "R"]


def test_a_second_run_writes_only_stamp_and_run_log(tmp_path, server):
    configuration = shop.google_config(tmp_path, server)
    before = cells(shop.refreshed(configuration).team.workbook)

    again = shop.refreshed(configuration)

    assert again.sheet.cells == 0
    assert cells(again.team.workbook) == before
    runs = next(tab for tab in again.report.tabs if tab.id == "run_log")
    assert runs.new == ("run-2",)


def test_the_team_s_own_tabs_are_never_written(tmp_path, server):
    before = {title: server.grid(BOOK, title) for title in shop.typed_rows()}

    shop.refreshed(shop.google_config(tmp_path, server))

    assert {title: server.grid(BOOK, title) for title in before} == before


def test_the_rows_of_every_tab_add_up(tmp_path, server):
    rows = shop.refreshed(shop.google_config(tmp_path, server)).understood.rows

    assert all(row.counted + row.reported + row.ignored == row.read for row in rows)
    log = next(row for row in rows if row.tab == "defect_log")
    assert (log.reported, log.ignored) == (2, 2)


def test_a_dry_run_writes_nothing(tmp_path, server):
    result = shop.refreshed(shop.google_config(tmp_path, server), dry_run=True)

    assert result.report is None
    assert result.sheet.cells > 0
    assert {entry.kind for entry in server.requests()} == {"R"}


def test_an_english_team_gets_english_tabs_of_the_same_rows(tmp_path, server):
    more = "language: {team: en}\n"
    shop.refreshed(shop.google_config(tmp_path, server, more=more))

    titles = [sheet["properties"]["title"] for sheet in server.spreadsheet(BOOK)["sheets"]]
    assert "SKU summary" in titles
    assert "Data issues" in titles
