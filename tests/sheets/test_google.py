"""What only Google has: few requests, one batch, large tabs, protections, marks."""

from dataclasses import replace

import pytest

from sheets.backends import GoogleOptions, google, google_cells, open_workbook
from sheets.backends.google import CHUNK_ROWS, spreadsheet_id
from sheets.grid import CellRun, ReadAgainError, TabChange, TabNotFoundError, WorkbookNotFoundError
from sheets.outputs.table import Kind, View
from sheets.plan import plan
from tests.contracts.outputs import ROWS, nightly, run_log, summary, trend
from tests.sheets.google_helpers import BOOK, opened, seeded

TITLE = "SKU summary"


@pytest.fixture
def workbook(server):
    return opened(seeded(server))


def sent(server, since):
    return [entry.endpoint.rpartition(".")[2] for entry in server.requests(since=since)]


def kinds(server, since):
    [entry] = server.requests("W", since=since)
    return [kind for request in entry.body["requests"] for kind in request]


def test_a_night_costs_four_requests(server, workbook):
    since = len(server.log)
    nightly(workbook, summary(), run_log(0))
    assert sent(server, since) == ["get", "batchGet", "batchUpdate", "batchGet"]
    assert workbook.requests == 4

    since = len(server.log)
    nightly(workbook, summary(night=1), run_log(1))
    assert sent(server, since) == ["get", "batchGet", "batchUpdate", "batchGet"]


def test_a_quiet_night_sends_only_the_stamps_and_the_new_run(server, workbook):
    nightly(workbook, summary(), run_log(0))
    since = len(server.log)

    nightly(workbook, summary(night=1), run_log(1))

    stamp, run = ["updateCells"], ["insertDimension", *["repeatCell"] * 3, *["updateCells"] * 2]
    assert kinds(server, since) == stamp + run
    [entry] = server.requests("W", since=since)
    assert entry.bytes_in < 2500


def test_every_further_50_000_rows_cost_one_more_read(server, workbook):
    rows = [["Lot"], *[[number] for number in range(CHUNK_ROWS + 5)]]
    server.seed(BOOK, {"Lots": rows}, min_columns=1)
    info = workbook.info()
    since = len(server.log)

    grid = workbook.read(info.tabs)["0"]

    assert sent(server, since) == ["batchGet", "batchGet"]
    assert grid.rows == CHUNK_ROWS + 6
    assert list(grid.columns[0][1:]) == list(range(CHUNK_ROWS + 5))


def test_columns_that_begin_or_end_in_a_later_part_stay_in_their_rows(server, workbook):
    rows = [["a", "b"]] + [[1]] * (CHUNK_ROWS + 1) + [[None, None, "late"]]
    server.seed(BOOK, {"Lots": rows}, min_columns=3)

    grid = workbook.read(workbook.info().tabs)["0"]

    assert grid.cell(CHUNK_ROWS + 2, 2) == "late"
    assert grid.cell(CHUNK_ROWS + 1, 0) == 1
    assert grid.cell(CHUNK_ROWS + 2, 0) is None
    assert grid.cell(CHUNK_ROWS, 1) is None


def test_nothing_asked_for_costs_no_request(server, workbook):
    assert workbook.read(()) == {}
    assert workbook.requests == 0


def test_a_payload_above_2_mb_goes_tab_by_tab(server, workbook):
    rows = {f"S{n}": ("watch " * 500, n / 3, n) for n in range(400)}
    since = len(server.log)

    nightly(workbook, run_log(0), summary(rows), like(summary(rows), "other"))

    writes = server.requests("W", since=since)
    assert len(writes) == 2
    assert all(entry.bytes_in <= 2_000_000 for entry in writes)
    assert len(server.grid(BOOK, TITLE)) == 402


def like(output, name):
    return replace(output, id=name, title=name, titles=(name,))


def test_a_tab_above_2_mb_goes_in_bands_of_rows_and_its_stamp_last(server, workbook):
    rows = {f"S{n}": ("watch " * 1000, n / 3, n) for n in range(700)}
    since = len(server.log)

    nightly(workbook, summary(rows))

    writes = server.requests("W", since=since)
    assert len(writes) > 2
    assert all(entry.bytes_in <= 2_000_100 for entry in writes)
    stamps = [
        number
        for number, entry in enumerate(writes)
        for request in entry.body["requests"]
        if request.get("updateCells", {}).get("range", {}).get("startRowIndex") == 0
    ]
    assert set(stamps) == {len(writes) - 1}
    assert [row[0] for row in server.grid(BOOK, TITLE)[2:]] == list(rows)


def test_a_tab_of_very_many_cells_is_encoded_a_band_at_a_time(server, workbook, monkeypatch):
    """Building a request of a million cells only to measure it would take half the memory."""
    monkeypatch.setattr(google, "_MANY_CELLS", 1_000)
    monkeypatch.setattr(google, "_BAND_CELLS", 400)
    encode, at_once = google_cells.encoded, []

    def counted(runs):
        at_once.append(sum(len(run.values) for run in runs))
        return encode(runs)

    monkeypatch.setattr(google_cells, "encoded", counted)
    rows = {f"S{n}": ("watch", n / 3, n) for n in range(700)}

    nightly(workbook, summary(rows))

    assert len(at_once) > 5
    assert max(at_once) <= 400
    assert [row[0] for row in server.grid(BOOK, TITLE)[2:]] == list(rows)


def test_bands_of_a_large_tab_and_small_tabs_share_requests(server, workbook):
    rows = {f"S{n}": ("watch " * 1000, n / 3, n) for n in range(700)}
    since = len(server.log)

    nightly(workbook, run_log(0), summary(rows), like(summary(), "other"))

    writes = server.requests("W", since=since)
    assert len(writes) == 3
    assert sum(entry.bytes_in for entry in writes) > 4_000_000
    assert len(server.grid(BOOK, "other")) == 5


def test_a_tab_above_2_mb_that_was_cut_short_is_completed_the_next_night(server, workbook):
    rows = {f"S{n}": ("watch " * 1000, n / 3, n) for n in range(700)}
    server.faults.add("403", match="batchUpdate", nth=2, times=None)
    with pytest.raises(Exception, match="Viewer"):
        nightly(workbook, summary(rows))
    assert server.grid(BOOK, TITLE)[0:1] == [[]]
    server.faults.clear()

    nightly(workbook, summary(rows, night=1))

    assert sorted(row[0] for row in server.grid(BOOK, TITLE)[2:]) == sorted(rows)


def test_an_enormous_cell_alone_is_still_sent(server, workbook):
    info = workbook.info()
    runs = (CellRun(row=0, column=5, values=("x" * 49_000,)),)
    workbook.write([TabChange(tab_id="0", title="Lots", body=runs * 45, rows=1, columns=6)])

    assert len(server.grid(BOOK, "Lots!F1")[0][0]) == 49_000
    assert info.title == "Quality"


def test_a_new_tab_is_marked_hidden_key_frozen_and_coloured(server, workbook):
    nightly(workbook, summary())

    sheet = server.spreadsheet(BOOK)["sheets"][1]
    assert sheet["properties"]["gridProperties"]["frozenRowCount"] == 2
    assert {one["metadataKey"]: one["metadataValue"] for one in sheet["developerMetadata"]} == {
        "reorder-brief": "sku_summary",
        "layout": "1",
    }
    assert sheet["data"][0]["columnMetadata"][0]["hiddenByUser"]
    conditions = [one["booleanRule"]["condition"] for one in sheet["conditionalFormats"]]
    assert {"type": "DATE_BEFORE", "values": [{"relativeDate": "YESTERDAY"}]} in conditions
    assert {"type": "TEXT_EQ", "values": [{"userEnteredValue": "urgent"}]} in conditions
    [protected] = sheet["protectedRanges"]
    assert protected["warningOnly"]
    header = sheet["data"][0]["rowData"][1]["values"]
    assert header[1]["note"] == "about sku"
    formats = [
        cell.get("userEnteredFormat", {}).get("numberFormat", {})
        for cell in sheet["data"][0]["rowData"][2]["values"]
    ]
    assert formats[3] == {"type": "PERCENT", "pattern": "0.0%"}
    assert formats[4] == {"type": "DATE", "pattern": "yyyy-mm-dd"}
    box = sheet["data"][0]["rowData"][900]["values"][6]["dataValidation"]
    assert box["condition"] == {"type": "BOOLEAN"}


def test_charts_are_drawn_once_from_the_hidden_table(server, workbook):
    nightly(workbook, trend())
    nightly(workbook, trend(night=1))

    hidden, charts = server.spreadsheet(BOOK, grid=False)["sheets"][1:]
    assert hidden["properties"]["hidden"]
    assert charts["properties"]["title"] == "Charts"
    assert [one["spec"]["title"] for one in charts["charts"]] == ["Suppliers", "SKUs"]
    drawn = charts["charts"][0]["spec"]["basicChart"]
    assert (drawn["chartType"], len(drawn["series"])) == ("LINE", 3)
    [source] = drawn["series"][0]["series"]["sourceRange"]["sources"]
    assert source == {
        "sheetId": hidden["properties"]["sheetId"],
        "startRowIndex": 2,
        "endRowIndex": 4,
        "startColumnIndex": 2,
        "endColumnIndex": 3,
    }
    assert charts["charts"][1]["spec"]["basicChart"]["chartType"] == "COLUMN"


def test_a_column_of_long_sentences_wraps(server, workbook):
    output = summary()
    columns = tuple(replace(one, wrap=one.id == "status") for one in output.columns)

    nightly(workbook, replace(output, columns=columns))

    cells = server.spreadsheet(BOOK)["sheets"][1]["data"][0]["rowData"][2]["values"]
    assert cells[2]["userEnteredFormat"]["wrapStrategy"] == "WRAP"
    assert "wrapStrategy" not in cells[3]["userEnteredFormat"]


def test_layouts_are_made_once_and_never_stacked(server, workbook):
    nightly(workbook, summary())
    before = server.spreadsheet(BOOK, grid=False)["sheets"][1]
    for night in range(1, 4):
        nightly(workbook, summary(night=night))

    after = server.spreadsheet(BOOK, grid=False)["sheets"][1]
    assert after == before


WORST = View(
    id="worst",
    title="Worst first",
    order=(("rate", True), ("latest", False)),
    hidden={"status": ("inactive", "không còn")},
)
MINE = View(id="mine", title="Mine", order=(("rate", True),), hidden={}, filled=("note",))


def views(server, title=TITLE):
    sheets = server.spreadsheet(BOOK, grid=False)["sheets"]
    [sheet] = [one for one in sheets if one["properties"]["title"] == title]
    return sheet.get("filterViews", [])


def test_a_new_tab_gets_its_filter_views_once(server, workbook):
    for night in range(3):
        nightly(workbook, summary(night=night, views=(WORST, MINE)))

    worst, mine = views(server)
    assert (worst["title"], worst["range"]["startRowIndex"]) == ("Worst first", 1)
    assert worst["sortSpecs"] == [
        {"dimensionIndex": 3, "sortOrder": "DESCENDING"},
        {"dimensionIndex": 4, "sortOrder": "ASCENDING"},
    ]
    assert worst["filterSpecs"] == [
        {"columnIndex": 2, "filterCriteria": {"hiddenValues": ["inactive", "không còn"]}}
    ]
    assert mine["filterSpecs"] == [
        {"columnIndex": 5, "filterCriteria": {"condition": {"type": "NOT_BLANK"}}}
    ]


def test_a_colour_of_theirs_stays_in_a_column_that_becomes_ours(server, workbook):
    """A new version appends a column where somebody has coloured a blank cell."""
    nightly(workbook, summary())
    colour = {"backgroundColorStyle": {"rgbColor": {"red": 1, "green": 1}}}
    place = {"sheetId": server.sheet_id(BOOK, TITLE), "rowIndex": 3, "columnIndex": 7}
    cell = {"userEnteredFormat": colour, "note": "ask Lan"}
    rows = [{"values": [cell]}]
    server.batch(BOOK, {"updateCells": {"start": place, "rows": rows, "fields": "*"}})

    nightly(workbook, summary(night=1, extra=("trend",)))

    cell = server.spreadsheet(BOOK)["sheets"][1]["data"][0]["rowData"][3]["values"][7]
    assert cell["effectiveValue"] == {"stringValue": "rising"}
    assert cell["userEnteredFormat"]["backgroundColorStyle"] == colour["backgroundColorStyle"]
    assert cell["userEnteredFormat"]["numberFormat"]["type"] == "TEXT"
    assert cell["note"] == "ask Lan"


def test_views_that_people_change_rename_or_delete_stay_so(server, workbook):
    nightly(workbook, summary(views=(WORST, MINE)))
    worst, mine = (one["filterViewId"] for one in views(server))
    renamed = {"filterViewId": worst, "title": "Bad ones"}
    server.batch(BOOK, {"updateFilterView": {"filter": renamed, "fields": "title"}})
    server.batch(BOOK, {"deleteFilterView": {"filterId": mine}})
    before = views(server)

    nightly(workbook, summary(night=1, views=(WORST, MINE)))

    assert views(server) == before


def test_a_new_version_or_a_repair_makes_only_views_that_are_missing(server, workbook):
    nightly(workbook, summary(views=(WORST,)))
    [worst] = views(server)
    renamed = {"filterViewId": worst["filterViewId"], "title": "Bad ones"}
    server.batch(BOOK, {"updateFilterView": {"filter": renamed, "fields": "title"}})
    theirs = {"title": "Mine", "range": worst["range"]}
    server.batch(BOOK, {"addFilterView": {"filter": theirs}})
    own = replace(MINE, id="noted", title="With a note")

    nightly(workbook, summary(night=1, extra=("trend",), views=(WORST, MINE, own)))

    assert [one["title"] for one in views(server)] == ["Bad ones", "Mine", "With a note"]


def test_a_view_is_not_made_again_when_the_first_write_is_made_good(server, workbook):
    """A column moved between read and write costs a second write in the same run."""
    nightly(workbook, summary())
    output = summary(night=1, extra=("trend",), views=(WORST,))
    [tab] = [one for one in workbook.info().tabs if one.title == TITLE]
    change = plan(output, workbook.read([tab])[tab.tab_id], workbook.info()).change

    workbook.write([change])
    workbook.write([change])

    assert [one["title"] for one in views(server)] == ["Worst first"]


def test_a_view_leaves_out_columns_that_people_deleted(server, workbook):
    nightly(workbook, summary())
    server.batch(
        BOOK,
        {
            "deleteDimension": {
                "range": {
                    "sheetId": server.sheet_id(BOOK, TITLE),
                    "dimension": "COLUMNS",
                    "startIndex": 2,
                    "endIndex": 4,
                }
            }
        },
    )

    nightly(workbook, summary(night=1, extra=("trend",), views=(WORST, MINE)))

    worst, mine = views(server)
    assert worst["sortSpecs"] == [{"dimensionIndex": 2, "sortOrder": "ASCENDING"}]
    assert "filterSpecs" not in worst
    assert "sortSpecs" not in mine
    assert len(mine["filterSpecs"]) == 1


def test_rows_beyond_the_old_grid_get_number_formats(server, workbook):
    nightly(workbook, summary())
    many = {f"S{number}": ("ok", 0.5, 45_000) for number in range(1100)}

    nightly(workbook, summary({**ROWS, **many}, night=1))

    cells = server.spreadsheet(BOOK)["sheets"][1]["data"][0]["rowData"][1090]["values"]
    assert cells[3]["userEnteredFormat"]["numberFormat"]["pattern"] == "0.0%"


def test_the_grid_grows_only_when_it_must_and_with_rows_to_spare(server, workbook):
    nightly(workbook, summary())
    many = {f"S{number}": ("ok", 0.5, 45_000) for number in range(1100)}
    nightly(workbook, summary({**ROWS, **many}, night=1))
    grown = server.spreadsheet(BOOK, grid=False)["sheets"][1]["properties"]["gridProperties"]

    nightly(workbook, summary({**ROWS, **many, "one": ROWS["0012"]}, night=2))

    now = server.spreadsheet(BOOK, grid=False)["sheets"][1]["properties"]["gridProperties"]
    assert grown["rowCount"] == now["rowCount"] >= 1105 + 100


def test_a_tab_protected_as_a_whole_is_reported_and_the_others_are_written(server):
    workbook = opened(seeded(server, roles={"anyone@example.com": "writer", "boss": "owner"}))
    nightly(workbook, summary(), run_log(0))
    protect(server, sheetId=server.sheet_id(BOOK, TITLE))

    report = nightly(workbook, summary({"0012": ("ok", 0.5, 1)}, night=1), run_log(1))

    assert [issue.code for issue in report.issues] == ["output_protected"]
    assert server.grid(BOOK, TITLE)[0][2] == "Refreshed 2025-06-02 02:10 · ok"
    assert server.grid(BOOK, "Run log")[2][0] == "run-1"


def protect(server, **bounds):
    server.batch(
        BOOK,
        {
            "addProtectedRange": {
                "protectedRange": {"range": bounds, "editors": {"users": ["boss"]}}
            }
        },
    )


def test_a_column_protected_by_a_person_is_left_out_and_the_rest_is_written(server):
    workbook = opened(seeded(server, roles={"anyone@example.com": "writer", "boss": "owner"}))
    nightly(workbook, summary())
    protect(server, sheetId=server.sheet_id(BOOK, TITLE), startColumnIndex=3, endColumnIndex=4)

    report = nightly(workbook, summary({**ROWS, "0012": ("watch", 0.5, 1)}, night=1))

    assert [issue.code for issue in report.issues] == ["output_protected"]
    assert server.grid(BOOK, TITLE)[3][:5] == ["0012", "0012", "watch", 0, 1]
    assert report.tabs[0].settled


def test_a_protected_column_of_theirs_does_not_matter(server):
    workbook = opened(seeded(server, roles={"anyone@example.com": "writer", "boss": "owner"}))
    nightly(workbook, summary())
    protect(server, sheetId=server.sheet_id(BOOK, TITLE), startColumnIndex=5, endColumnIndex=6)

    report = nightly(workbook, summary({**ROWS, "0012": ("watch", 0.5, 1)}, night=1))

    assert report.issues == ()


def test_merged_cells_near_the_top_and_hidden_tabs_are_told(server, workbook):
    server.batch(
        BOOK,
        {
            "mergeCells": {
                "range": {
                    "sheetId": 0,
                    "startRowIndex": 0,
                    "endRowIndex": 1,
                    "startColumnIndex": 0,
                    "endColumnIndex": 2,
                },
                "mergeType": "MERGE_ALL",
            }
        },
    )

    info = workbook.info()

    assert info.tabs[0].merged == ((0, 0, 0, 1),)
    assert (info.title, info.locale) == ("Quality", "vi_VN")
    assert info.tab("0").title == "Lots"
    with pytest.raises(KeyError):
        info.tab("7")


def test_a_title_with_a_quote_is_read(server, workbook):
    server.seed(BOOK, {"Lan's tab": [["x"]]})

    assert workbook.read(workbook.info().tabs)["0"].cell(0, 0) == "x"


def test_a_hidden_output_is_made_hidden(server, workbook):
    nightly(workbook, summary(hidden=True))

    assert server.spreadsheet(BOOK, grid=False)["sheets"][1]["properties"]["hidden"]


def test_an_id_that_is_taken_is_not_used_twice(server, workbook):
    nightly(workbook, summary())
    taken = server.sheet_id(BOOK, TITLE)
    server.seed(BOOK, {"Lots": [["x"]]}, sheet_ids={"Lots": taken})

    report = nightly(workbook, summary())

    assert report.tabs[0].tab_id == str(taken + 1)


def test_a_change_of_a_tab_that_is_not_known_is_planned_again(server, workbook):
    with pytest.raises(ReadAgainError):
        workbook.write([TabChange(tab_id="99", title="Gone")])


def test_an_untitled_change_of_a_new_tab_makes_one(server, workbook):
    made = workbook.write([TabChange(tab_id=None, title="Plain", rows=1, columns=1)])

    assert made == {}
    assert server.sheet_id(BOOK, "Plain") > 0


def test_a_renamed_tab_that_is_then_gone_is_named(server, workbook):
    [tab] = workbook.info().tabs
    server.seed(BOOK, {"Other": [["x"]]}, sheet_ids={"Other": 5})

    with pytest.raises(TabNotFoundError, match=r"the tab .Lots. is gone"):
        workbook.read([tab])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://docs.google.com/spreadsheets/d/1aB-c_D/edit#gid=0", "1aB-c_D"),
        ("https://docs.google.com/spreadsheets/u/1/d/1aB-c_D?usp=sharing", "1aB-c_D"),
        (" 1aB-c_D ", "1aB-c_D"),
    ],
)
def test_a_link_or_an_id_names_the_spreadsheet(text, found):
    assert spreadsheet_id(text) == found


def test_what_is_no_link_is_refused_with_what_to_do():
    with pytest.raises(WorkbookNotFoundError, match="copy the whole link"):
        spreadsheet_id("https://example.com/my sheet")


def test_money_shows_its_sign_where_it_is_known():
    from sheets.backends.looks import number_format

    output = summary(symbols={Kind.OWN_MONEY: "₫", Kind.PURCHASE_MONEY: "¥"})

    assert number_format(Kind.OWN_MONEY, output) == '#,##0 "₫"'
    assert number_format(Kind.PURCHASE_MONEY, output) == '"¥"#,##0.00'
    assert number_format(Kind.OWN_MONEY) == "#,##0"


def test_options_open_a_workbook_of_their_kind(server):
    seeded(server)
    options = GoogleOptions(url=BOOK, credentials="none", api_endpoint=server.base_url)

    workbook = open_workbook(options)

    assert workbook.name == BOOK
    assert workbook.account == "anyone"
    assert workbook.info().title == workbook.name == "Quality"
