"""Range texts as Google reads and prints them."""

import pytest

from tests.fakes.conftest import BOOK, grid_range


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("Sheet1", "Sheet1!A1:Z1000"),
        ("'Sheet1'", "Sheet1!A1:Z1000"),
        ("sheet1!a1", "Sheet1!A1"),
        ("Sheet1!A1:A1", "Sheet1!A1"),
        ("Sheet1!$B$3", "Sheet1!B3"),
        ("Sheet1!B3:A1", "Sheet1!A1:B3"),
        ("Sheet1!A3:B1", "Sheet1!A1:B3"),
        ("Sheet1!A:C", "Sheet1!A1:C1000"),
        ("Sheet1!C:A", "Sheet1!A1:C1000"),
        ("Sheet1!2:3", "Sheet1!A2:Z3"),
        ("Sheet1!A2:2", "Sheet1!A2:Z2"),
        ("Sheet1!B5:D", "Sheet1!B5:D1000"),
        ("Sheet1!A2:F10001", "Sheet1!A2:F1000"),
        ("Sheet1!A1:ZZ5", "Sheet1!A1:Z5"),
        ("Sheet1!R2C1:R3C4", "Sheet1!A2:D3"),
        ("A1:B2", "Sheet1!A1:B2"),
    ],
)
def test_an_answer_names_its_range_closed_clipped_and_in_order(api, asked, answered):
    assert api.get(asked)["range"] == answered


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("R[2]C[1]", "B3"),
        ("r2c3", "C2"),
        ("R03C02", "B3"),
        ("R2C", "A2"),
        ("RC", "A1"),
        ("R", "A1"),
        ("C", "A1"),
        ("R[3]", "A4:Z4"),
        ("R2", "R2"),
        ("C3", "C3"),
        ("R2:R4", "R2:R4"),
        ("R2C2:R[4]C[3]", "B2:D5"),
        ("R1C1:R4", "A1:Z4"),
        ("R1C1:C4", "A1:D1000"),
    ],
)
def test_rows_and_columns_may_be_counted_instead_of_named(api, asked, answered):
    """As people who measured Google's answers for a server of their own reported."""
    assert api.get(asked)["range"] == f"Sheet1!{answered}"
    assert api.get(f"Sheet1!{asked}")["range"] == f"Sheet1!{answered}"


@pytest.mark.parametrize(
    "asked", ["R0C2", "R2C0", "R[-1]C1", "R[+1]C1", "B2:R3C3", "R2C2:C3D", "R2C2:D4"]
)
def test_no_row_is_counted_nought_and_the_two_ways_are_never_mixed(api, asked):
    assert api.error("GET", f"/values/{asked}")["message"] == f"Unable to parse range: {asked}"


def test_what_may_be_a_cell_is_never_counted(api):
    message = api.error("GET", "/values/RC2")["message"]

    assert message == "Range (Sheet1!RC2) exceeds grid limits. Max rows: 1000, max columns: 26"


@pytest.mark.parametrize(
    ("title", "printed"),
    [
        ("Sales", "Sales"),
        ("Sheet_1", "Sheet_1"),
        ("TRUE", "TRUE"),
        ("x.y", "x.y"),
        ("Sales2", "Sales2"),
        ("food.csv", "food.csv"),
        ("Probe Tab", "'Probe Tab'"),
        ("A1", "'A1'"),
        ("D3", "'D3'"),
        ("ABC1234", "'ABC1234'"),
        ("R1C1", "'R1C1'"),
        ("2026", "'2026'"),
        ("Ünï", "'Ünï'"),
        ("a-b", "'a-b'"),
        ("export-records", "'export-records'"),
        ("It's", "'It''s'"),
        ("Lô hàng", "'Lô hàng'"),
    ],
)
def test_a_title_is_quoted_only_where_google_quotes_it(api, title, printed):
    api.server.seed(BOOK, {title: [["x"]]})

    quoted = "'" + title.replace("'", "''") + "'"

    assert api.get(f"{quoted}!A1")["range"] == f"{printed}!A1"


def test_a_title_that_looks_like_a_cell_needs_its_quotes(api):
    api.server.seed(BOOK, {"First": [["in First"]], "A1": [["in A1"]]})

    assert api.values("A1") == [["in First"]]
    assert api.values("'A1'") == [["in A1"]]


def test_a_range_without_a_tab_means_the_first_visible_one(api):
    api.server.seed(BOOK, {"One": [["one"]], "Two": [["two"]]})
    api.batch(
        {
            "updateSheetProperties": {
                "properties": {"sheetId": 0, "hidden": True},
                "fields": "hidden",
            }
        }
    )

    assert api.get("A1")["range"] == "Two!A1"


def test_a_named_range_wins_over_a_bare_title_and_the_quoted_title_over_it(api):
    api.server.seed(BOOK, {"Data": [["tab"], ["x"]], "Other": [["named"]]})
    other = api.server.sheet_id(BOOK, "Other")
    api.batch(
        {"addNamedRange": {"namedRange": {"name": "Data", "range": grid_range(0, 1, 0, 1, other)}}}
    )

    assert api.values("Data") == [["named"]]
    assert api.values("'Data'") == [["tab"], ["x"]]
    assert api.values("Data!A1") == [["tab"]]
    assert api.values("'Other'!Data") == [["named"]]


@pytest.mark.parametrize(
    "text",
    [
        "Nope!A1",
        "'Nope'",
        "Nope",
        "Sheet1!A1:B2:C3",
        "Sheet1!AAAA1",
        "Sheet1!A0",
        "'Sheet1",
        "Sheet1!",
        "!A1",
        "Sheet1!?",
    ],
)
def test_what_is_no_range_of_the_file_cannot_be_parsed(api, text):
    error = api.error("GET", "/values:batchGet", ranges=text)

    assert (error["code"], error["status"]) == (400, "INVALID_ARGUMENT")
    assert error["message"] == f"Unable to parse range: {text}"


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("Sheet1!A1001", "Sheet1!A1001"),
        ("'Sheet1'!AA1", "Sheet1!AA1"),
        ("Sheet1!A1001:ZZ", "Sheet1!A1001:ZZ"),
        ("Sheet1!AA:AB", "Sheet1!AA:AB"),
        ("Sheet1!ZZZ1", "Sheet1!ZZZ1"),
    ],
)
def test_a_range_that_starts_outside_the_grid_is_refused_with_the_grid_size(api, asked, named):
    message = api.error("GET", "/values:batchGet", ranges=asked)["message"]

    assert message == f"Range ({named}) exceeds grid limits. Max rows: 1000, max columns: 26"


def test_percent_encoding_is_undone_once(api):
    api.server.seed(BOOK, {"50% off / new": [["x"]]})

    assert api.values("'50% off / new'!A1") == [["x"]]


def test_titles_are_found_whatever_their_case(api):
    api.server.seed(BOOK, {"Lô Hàng": [["x"]]})

    assert api.get("'lô hàng'!a1")["range"] == "'Lô Hàng'!A1"
