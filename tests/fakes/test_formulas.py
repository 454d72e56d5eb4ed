"""Formulas: kept as Google writes them, worked out where simple, followed by their references."""

import pytest

from tests.fakes.conftest import BOOK, grid_range, span


def enter(api, text, at="Sheet1!H1"):
    api.put(at, [[text]], option="USER_ENTERED")


@pytest.mark.parametrize(
    ("entered", "stored"),
    [
        ("=sum( sales!a3:a3 )", "=sum( Sales!A3 )"),
        ("='Sales'!B3:a2", "=Sales!A2:B3"),
        ("=sales!$d$3 + 1", "=Sales!$D$3 + 1"),
        ("=SUM(  A1 ,  'It''s'!a1:a1  )", "=SUM(  A1 ,  'It''s'!A1  )"),
        ("=if(true,\"a3:a3\",'It''s'!A1)", "=if(true,\"a3:a3\",'It''s'!A1)"),
        ("=Sales!3:3", "=Sales!3:3"),
        ("=SUM(Rw!$A3:$A3)", "=SUM(Rw!$A3)"),
        ("='Rw'!A3", "=Rw!A3"),
        ("=sum(a1:a1)+ 1", "=sum(A1)+ 1"),
    ],
)
def test_a_formula_is_kept_as_google_was_seen_to_keep_it(api, entered, stored):
    api.server.seed(BOOK, {"Sales": [], "Rw": [], "It's": []})

    api.put("Sales!H9", [[entered]], option="USER_ENTERED")

    assert api.values("Sales!H9", valueRenderOption="FORMULA") == [[stored]]


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=1+2*3", 7),
        ("=-2^2", 4),
        ("=(1+2)%", 0.03),
        ('="a"&1', "a1"),
        ("=A1", 1),
        ("=Z99", 0),
        ("=SUM(A1:A3,10)", 16),
        ("=SUM(A:A)", 6),
        ("=AVERAGE(A1:A3)", 2),
        ("=COUNT(A1:B9)", 3),
        ("=COUNTA(A1:B9)", 5),
        ('=IF(A1>0,"yes","no")', "yes"),
        ('=IFERROR(1/0,"none")', "none"),
        ("=ROUND(2.345,2)", 2.35),
        ('=COUNTIF(A1:A3,">=2")', 2),
        ('=SUMIF(B1:B2,"x",A1:A2)', 1),
        ('=VLOOKUP("y",{B},2,FALSE)', "#ERROR!"),
        ("=1/0", "#DIV/0!"),
        ("=NOSUCH(1)", "#NAME?"),
        ("=Nope!A1", "#REF!"),
        ('="a"+1', "#VALUE!"),
        ("=NA()", "#N/A"),
        ("=(1", "#ERROR!"),
        ("=H1", "#REF!"),
        ("=QUERY(A1:A3)", "Loading..."),
        ("=A1=1", True),
        ('=HYPERLINK("https://example.com","label")', "label"),
        ("=MIN(A1:A3)&MAX(A1:A3)", "13"),
    ],
)
def test_a_simple_formula_has_its_value(api, formula, value):
    api.put("Sheet1!A1", [[1, "x"], [2, "y"], [3]])

    enter(api, formula)

    [[found]] = api.values("Sheet1!H1", valueRenderOption="UNFORMATTED_VALUE")
    if str(value).startswith("#"):
        assert api.values("Sheet1!H1") == [[value]]
        assert found.startswith(f"{value} (")
    else:
        assert found == value


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ("=1/0", "#DIV/0! (Function DIVIDE parameter 2 cannot be zero.)"),
        ("=NOSUCH(1)", "#NAME? (Unknown function: 'NOSUCH'.)"),
    ],
)
def test_an_unformatted_error_brings_its_message(api, formula, told):
    """As people who measured Google's answers for a server of their own reported."""
    enter(api, formula)

    assert api.values("Sheet1!H1", valueRenderOption="UNFORMATTED_VALUE") == [[told]]


def test_an_error_cell_tells_its_type(api):
    enter(api, "=1/0")

    cell = api.cell("Sheet1!H1")
    assert cell["userEnteredValue"] == {"formulaValue": "=1/0"}
    assert cell["effectiveValue"]["errorValue"]["type"] == "DIVIDE_BY_ZERO"
    assert cell["formattedValue"] == "#DIV/0!"


def test_a_formula_follows_what_it_refers_to_when_that_changes(api):
    enter(api, "=A1*2")

    api.put("Sheet1!A1", [[21]])

    assert api.values("Sheet1!H1") == [["42"]]


def test_a_date_passed_on_by_a_formula_shows_as_a_date(api):
    api.put("Sheet1!A1", [["2026-09-05", "=A1", "=A1+1"]], option="USER_ENTERED")

    assert api.values("Sheet1!1:1") == [["2026-09-05", "2026-09-05", "2026-09-06"]]


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ({"insertDimension": {"range": span(0, 2)}}, "=A3+$A$4+SUM(A3:B5)"),
        ({"insertDimension": {"range": span(2, 4)}}, "=A1+$A$2+SUM(A1:B5)"),
        ({"insertDimension": {"range": span(3, 4)}}, "=A1+$A$2+SUM(A1:B3)"),
        ({"insertDimension": {"range": span(0, 1, "COLUMNS")}}, "=B1+$B$2+SUM(B1:C3)"),
        ({"deleteDimension": {"range": span(1, 2)}}, "=A1+#REF!+SUM(A1:B2)"),
        ({"deleteDimension": {"range": span(0, 1, "COLUMNS")}}, "=#REF!+#REF!+SUM(A1:A3)"),
        ({"moveDimension": {"source": span(0, 1), "destinationIndex": 3}}, "=A3+$A$1+SUM(A1:B3)"),
    ],
)
def test_references_follow_rows_and_columns(api, request_, expected):
    api.put("Sheet1!C11", [["=A1+$A$2+SUM(A1:B3)"]], option="USER_ENTERED")

    api.batch(request_)

    [formula] = [row[-1] for row in api.values("Sheet1", valueRenderOption="FORMULA") if row]
    assert formula == expected


def test_references_follow_a_renamed_tab_and_break_with_a_deleted_one(api):
    api.server.seed(BOOK, {"Sheet1": [["=Other!A1"]], "Other": [[5]]})
    other = api.server.sheet_id(BOOK, "Other")

    api.batch(
        {
            "updateSheetProperties": {
                "properties": {"sheetId": other, "title": "Lô hàng"},
                "fields": "title",
            }
        }
    )
    assert api.values("Sheet1!A1", valueRenderOption="FORMULA") == [["='Lô hàng'!A1"]]

    api.batch({"deleteSheet": {"sheetId": other}})
    assert api.values("Sheet1!A1", valueRenderOption="FORMULA") == [["=#REF!"]]
    assert api.values("Sheet1!A1") == [["#REF!"]]


def test_a_repeated_formula_moves_its_relative_references(api):
    cell = {"userEnteredValue": {"formulaValue": "=A1+$A1+A$1"}}

    api.batch(
        {
            "repeatCell": {
                "range": grid_range(0, 2, 1, 3),
                "cell": cell,
                "fields": "userEnteredValue",
            }
        }
    )

    assert api.values("Sheet1!B1:C2", valueRenderOption="FORMULA") == [
        ["=A1+$A1+A$1", "=B1+$A1+B$1"],
        ["=A2+$A2+A$1", "=B2+$A2+B$1"],
    ]
